"""What texts are to one another and what changed them, as it is promised to other programs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from documents.paths import provision_key, touches
from documents.time.wordings import ChangedBy, HistoryEntry
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, provision_absent
from kb.interface.contract import fields_json
from kb.law.derivation.history import history_of, made_of
from kb.law.effects.relations import RelationView, relations_of
from kb.law.references.links import incoming, outgoing
from kb.open.objects import Json, iso
from kb.search.reading.understanding import read_key


def _relation(view: RelationView, outward: bool) -> Json:
    """A relation. ``target`` is the instrument or provision at the other end; ``from`` and ``to`` say which way it goes."""
    source = provision_key(view.source, view.path)
    return {
        "kind": view.kind,
        "target": view.target_key if outward else view.source,
        "name": view.target_name if outward else view.source_name,
        "held": view.target_id is not None if outward else True,
        "from": source,
        "to": view.target_key,
        "evidence": {"key": source, "field": view.field, "start": view.start, "end": view.end, "text": view.evidence},
        **fields_json(view, "state", "origin", "count", "decided_by", "decided_at"),
    }


def _entry(entry: HistoryEntry) -> Json:
    return {
        "from": iso(entry.start),
        "to": iso(entry.end),
        "sha256": entry.sha256,
        "changed_by": [change_json(change) for change in entry.changed_by],
        **fields_json(entry, "version", "origin", "reviewed"),
    }


def change_json(change: ChangedBy) -> Json:
    """What changed a provision."""
    return {
        **fields_json(change, "key", "name", "path", "since"),
        "effect": change.effect_id,
        **fields_json(change, "action", "reviewed"),
        **review_json(change.reviewed_by, change.reviewed_at, change.corrected),
    }


def review_json(by: str | None, at: datetime | None, corrected: Sequence[str]) -> Json:
    """Who reviewed a change, and what this person put in place of what was read; nulls where nobody did."""
    moment = at.isoformat() if at else None
    return {
        "reviewed_by": by,
        "reviewed_at": moment,
        "corrected": list(corrected),
        "corrected_by": by if corrected else None,
        "corrected_at": moment if corrected and by else None,
    }


def made_of_json(changes: Mapping[str, Sequence[ChangedBy]]) -> list[Json]:
    """What a compiled version is made of."""
    return [{**change_json(change), "path": None, "paths": list(paths)} for change, paths in made_of(changes)]


def answer_relations(base: KnowledgeBase, key: str) -> Json:
    """What `kb relations` says of an instrument, or of a provision of it."""
    with base.session() as session:
        wanted = read_key(base.engine, key)
        found = relations_of(session, find_instrument(session, wanted.instrument).id)
    path = wanted.path
    outgoing = [view for view in found.outgoing if path is None or touches(view.path, path)]
    incoming = [view for view in found.incoming if path is None or touches(view.target_path, path)]
    return {"outgoing": [_relation(view, True) for view in outgoing], "incoming": [_relation(view, False) for view in incoming]}


def answer_history(base: KnowledgeBase, key: str) -> Json:
    """What `kb history` says of an instrument or a provision."""
    with base.session() as session:
        wanted = read_key(base.engine, key)
        found = history_of(session, find_instrument(session, wanted.instrument).id, wanted.path)
    return {"key": str(wanted), "versions": [_entry(entry) for entry in found]}


def answer_references(base: KnowledgeBase, key: str, on: date) -> Json:
    """What `kb references` says of an instrument or a provision on a day.

    :raises NotFoundError: the base does not have it
    """
    with base.session() as session:
        wanted = read_key(base.engine, key)
        record = find_instrument(session, wanted.instrument)
        loaded = load_version(session, record, on)
        if wanted.path is not None and loaded.provision(wanted.path) is None:
            raise provision_absent(session, record.key, wanted.path, loaded.version)
        to, of = outgoing(session, loaded, wanted.path), incoming(session, record.id, wanted.path)
    return {
        "key": str(wanted),
        "as_of": on.isoformat(),
        "outgoing": [
            {
                "from": provision_key(record.key, link.path),
                **fields_json(link, "field", "start", "end"),
                "targets": [fields_json(target, "key", "label", "held", "possible") for target in link.targets],
            }
            for link in to
        ],
        "incoming": [
            {
                "from": provision_key(item.instrument, item.path),
                "to": provision_key(record.key, item.target_path or None),
                **fields_json(item, "name", "field", "start", "end", "words", "by_editors"),
            }
            for item in of
        ],
    }
