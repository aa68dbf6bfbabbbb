"""What texts are to one another and what they do to others, as it is promised to other programs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from documents.amendments import Effect, read_effects
from documents.model import Instrument
from documents.paths import contains, provision_key, touches
from documents.time.wordings import ChangedBy, HistoryEntry
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, provision_absent
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json
from kb.law.derivation.history import history_of, made_of
from kb.law.effects.relations import RelationView, relations_of
from kb.law.effects.views import CORRECTED, EffectView, effects_of
from kb.law.references.links import incoming, outgoing
from kb.law.references.lookup import against_base, instruments_of_base
from kb.law.status.statuses import TimelineEvent, timeline
from kb.open.objects import Json, iso
from kb.open.texts import load_stored
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
        instrument = find_instrument(session, wanted.instrument).id
        path, found = wanted.path, history_of(session, instrument, wanted.path)
        told = [event for event in timeline(session, instrument) if event.by]
        events = [event for event in told if path is None or not event.paths or any(touches(own, path) for own in event.paths)]
    return {"key": str(wanted), "versions": [_entry(entry) for entry in found], "events": [_event(event) for event in events]}


def _event(event: TimelineEvent) -> Json:
    return {**fields_json(event, "kind", "day", "paths"), "by": event.by_key, "name": event.by, **fields_json(event, "state")}


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


KnownEffects = dict[tuple[str, str, int, int], list[EffectView]]
"""The effects of a stored text as the base has them, by the place of their evidence."""


def effects_read(base: KnowledgeBase, instrument: Instrument) -> Sequence[Effect]:
    """The effects of a stored instrument, with what the base has against them, as they are stored and shown."""
    with base.session() as session:
        return against_base(session, read_effects(instrument), instruments_of_base(session))


def effects_json(read: Iterable[tuple[Instrument, Effect]], known: KnownEffects) -> tuple[list[Effect], Json]:
    """Effects, as certain as the base has them, and what `kb effects` says of them.

    :param known: what the base has of them, :func:`decided`; nothing of a file
    """
    found = [(instrument, *_as_stored(effect, known)) for instrument, effect in read]
    shown = [{**effect_json(effect), "by": by.key, **_decision_json(view)} for by, effect, view in found]
    return [effect for _, effect, _ in found], {"effects": shown}


def answer_effects(base: KnowledgeBase, key: str) -> Json:
    """What `kb effects` says of an instrument of the base, or of a provision of it."""
    named, path = load_stored(base, key)
    instrument = named.instrument
    read = [(instrument, one) for one in effects_read(base, instrument) if contains(path or "", one.evidence.path)]
    return effects_json(read, decided(base, instrument.key))[1]


def _as_stored(effect: Effect, known: KnownEffects) -> tuple[Effect, EffectView | None]:
    """An effect as certain as the base has it, and the row that it is there."""
    at = effect.evidence
    views = known.get((at.path, at.field, at.start, at.end), [])
    same = (place for place, view in enumerate(views) if view.target_path == (effect.target.path or ""))
    view = views.pop(next(same, 0)) if views else None
    return (replace(effect, certain=view.certain, doubt=view.doubt) if view else effect), view


def decided(base: KnowledgeBase, key: str) -> KnownEffects:
    """The effects of a stored instrument with what people decided, by their evidence, in the order of the text."""
    found: dict[tuple[str, str, int, int], list[EffectView]] = defaultdict(list)
    with base.session() as session:
        for view in effects_of(session, find_instrument(session, key).id):
            found[view.path, view.field, view.start, view.end].append(view)
    return found


def _decision_json(view: EffectView | None) -> Json:
    """What was decided of an effect, and by whom; of a file nothing."""
    if view is None:
        return {"state": None, **review_json(None, None, ())}
    corrected = sorted(view.correction or {}) if view.state == CORRECTED else ()
    return {"state": view.state if view.decided_by else None, **review_json(view.decided_by, view.decided_at, corrected)}


def target_key(effect: Effect) -> str | None:
    """The key of what an effect acts on; where no instrument is known, ``-/-/-/-`` stands for it."""
    target = effect.target
    if target.key is not None:
        return target.full_key
    return f"-/-/-/-#{target.path}" if target.path else None


def effect_json(effect: Effect) -> Json:
    """The ``effect`` object."""
    target = effect.target
    return {
        "action": str(effect.action),
        "target": target_key(effect),
        **fields_json(target, "instrument", "name", "part", "paragraph", "anchor", "position"),
        **fields_json(effect, "new_text", "new_heading", "new_number", "phrase_from", "phrase_to"),
        **fields_json(effect, "effective_from", "effective_to"),
        "backwards": effect.action.backwards,
        "certain": effect.certain,
        "doubt": effect.doubt and VIETNAMESE.write(effect.doubt),
        **fields_json(effect, "excepted", "spared", "spared_until", "listed"),
        "evidence": fields_json(effect.evidence, "path", "field", "start", "end", "text"),
    }
