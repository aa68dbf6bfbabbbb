"""The rows of references, relations and effects, written from what was read (:mod:`kb.law.derivation.derived`)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from documents.messages import Message
from documents.paths import unit_of
from documents.references import Target
from documents.text import comparable
from documents.time.relations import Relation, RelationKind
from documents.wording.actions import Evidence
from kb.database import tables
from kb.database.reading.details import slices
from kb.database.storing.arrangement import CODIFICATION
from kb.database.storing.rows import RowWriter
from kb.law.derivation.decisions import latest_decisions, place_correction
from kb.law.derivation.derived import Derived, EditorsReference, InstrumentWords
from kb.law.effects.views import FOUND, WORDS
from kb.law.references.links import Piece
from kb.law.references.lookup import CitedInstruments

if TYPE_CHECKING:
    from documents.amendments import Effect

_ENDING = (RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.AMENDS)
_UNDECIDED = {"state": "found", "correction": None, "decided_by": None, "decided_at": None}


class LinkRows:
    """Writes what was read in the place of what was there.

    ``named``: a decision named an instrument, so that there may be more cited ones than ``cited`` knows. ``named_rows``: the rows
    of cited instruments that references and relations point to.

    :param rows: of the transaction, ``cited`` the instruments that texts name, in the same one
    """

    def __init__(self, session: Session, rows: RowWriter, cited: CitedInstruments) -> None:
        self._session = session
        self._rows = rows
        self.cited = cited
        self.named = False
        self.named_rows: set[int] = set()

    def write(self, derived: Derived) -> None:
        """Write what some versions say; decisions that people made before hold for it."""
        self._forget(derived)
        self.cited.expect(_targets(derived))
        for own, provision_id, piece in derived.pieces:
            self._references(own, provision_id, piece)
        for instrument in derived.instruments:
            self._instrument(instrument)
        for item in derived.editors:
            self._editors_reference(item)
        for instrument_id, law in derived.would_change.items():
            row = tables.Draft
            self._session.execute(update(row).where(row.instrument_id == instrument_id, row.of_key.is_(None)).values(of_key=law))
        self._rows.flush()
        self._decide_again(sorted(derived.records))

    def _forget(self, derived: Derived) -> None:
        reference, provision = tables.Reference, tables.Provision
        if self._session.scalar(select(reference.id).limit(1)) is not None:
            for some in slices(derived.versions):
                ids = select(provision.id).where(provision.version_id.in_(some))
                self._session.execute(delete(reference).where(reference.provision_id.in_(ids)))
        for some in slices(sorted(derived.records)):
            for table in (tables.Relation, tables.Effect):
                self._session.execute(delete(table).where(table.instrument_id.in_(some)))

    def _references(self, own: int, provision_id: int, piece: Piece) -> None:
        unit = unit_of(piece.path)
        for target in piece.reference.targets:
            cited = self.cited.of(target)
            # What stands in the same article is read when it is shown; "Luật này" as a whole is no place to go to.
            if cited is None or (self.cited.is_of(cited, own) and (not target.path or unit_of(target.path) == unit)):
                continue
            self._rows.add(
                tables.Reference,
                id=self._rows.new_id(tables.Reference),
                provision_id=provision_id,
                field=piece.field,
                start=piece.reference.start,
                end=piece.reference.end,
                cited_id=cited,
                target_path=target.path,
                possible=target.possible,
            )
            self.named_rows.add(cited)

    def _instrument(self, words: InstrumentWords) -> None:
        counts: dict[str, int] = defaultdict(int)
        ended: set[int | None] = set()
        for relation in words.relations:
            self._add_relation(words.record.id, relation, counts)
            if relation.kind in _ENDING:
                ended.add(self.cited.of(relation.target))
        counts = defaultdict(int)
        for position, effect in enumerate(words.effects):
            self._add_effect(words, position, effect, ended, counts)

    def _add_relation(self, instrument_id: int, relation: Relation, counts: dict[str, int]) -> None:
        cited = self.cited.of(relation.target)
        if cited is None or self.cited.is_of(cited, instrument_id):
            return
        evidence = relation.evidence
        name = self.cited.name_of(cited)
        print_ = fingerprint(counts, relation.kind.value, name, relation.target.path, comparable(evidence.text))
        about = {"kind": relation.kind.value, "target_path": relation.target.path, "origin": "text", "fingerprint": print_}
        self._relation_row(instrument_id, cited, evidence, **about)

    def _relation_row(self, instrument_id: int, cited: int, evidence: Evidence, **about: str) -> None:
        self._rows.add(
            tables.Relation,
            id=self._rows.new_id(tables.Relation),
            instrument_id=instrument_id,
            cited_id=cited,
            **about,
            **_place(evidence),
            **_UNDECIDED,
        )
        self.named_rows.add(cited)

    def _add_effect(
        self, words: InstrumentWords, position: int, effect: "Effect", ended: set[int | None], counts: dict[str, int]
    ) -> None:
        target, record = effect.target, words.record
        cited = self.cited.of(_of_effect(effect))
        if cited is not None and self.cited.is_of(cited, record.id):
            return
        name = self.cited.name_of(cited) if cited is not None else ""
        path = target.path or ""
        said = (comparable(effect.evidence.text), comparable(effect.new_text or ""), effect.phrase_from or "")
        print_ = fingerprint(counts, effect.action.value, name, path, *said)
        whole = effect.action.ends and not path and cited is not None
        # A list reports what others did, row by row.
        doubt = effect.doubt or (_doubt(words, whole, cited in ended) if effect.listed is None else None)
        self._rows.add(
            tables.Effect,
            id=self._rows.new_id(tables.Effect),
            instrument_id=record.id,
            version_id=words.version_id,
            position=position,
            action=effect.action.value,
            cited_id=cited,
            target_path=path,
            effective_from=effect.effective_from,
            effective_to=effect.effective_to,
            certain=effect.certain and doubt is None,
            doubt=doubt and doubt.key,
            **_place(effect.evidence),
            body=body_of(effect) | ({"doubt": doubt.data()} if doubt and doubt.values else {}),
            fingerprint=print_,
            **_UNDECIDED,
        )

    def _editors_reference(self, item: EditorsReference) -> None:
        key, path = item.place
        cited = self.cited.of(Target(key))
        if cited is None or (self.cited.is_of(cited, item.instrument_id) and path == item.path):
            return
        print_ = fingerprint({}, CODIFICATION, key, path, item.path)
        about = {"kind": RelationKind.REFERS.value, "target_path": path, "origin": CODIFICATION, "fingerprint": print_}
        self._relation_row(item.instrument_id, cited, Evidence(item.path, 0, 0, item.words), **about)

    def _decide_again(self, instrument_ids: Sequence[int]) -> None:
        decided = latest_decisions(self._session, instrument_ids)
        for (instrument_id, subject, print_), line in decided.items():
            if line.after["state"] == FOUND:
                continue
            table: Any = tables.Effect if subject == "effect" else tables.Relation
            for row in self._session.scalars(
                select(table).where(table.instrument_id == instrument_id, table.fingerprint == print_)
            ).all():
                row.state, row.correction = line.after["state"], line.after["correction"]
                row.decided_by, row.decided_at = line.person_id, line.at
                if subject == "effect":
                    place_correction(self._session, row)
                    self.named = self.named or bool((row.correction or {}).get("target"))
        self._session.flush()


def _targets(derived: Derived) -> Iterator[Target]:
    for _, _, piece in derived.pieces:
        yield from piece.reference.targets
    for words in derived.instruments:
        yield from (relation.target for relation in words.relations)
        yield from map(_of_effect, words.effects)
    yield from (Target(item.place[0]) for item in derived.editors)


def _of_effect(effect: "Effect") -> Target:
    target = effect.target
    return Target(target.key, target.instrument, target.name)


def fingerprint(counts: dict[str, int], *parts: str) -> str:
    """What tells a finding from others of its instrument, and stays the same when the text is stored again.

    :param counts: of the findings so far, so that two equal ones differ
    """
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    count = counts.get(digest, 0)
    counts[digest] = count + 1
    return f"{digest}{count:x}" if count else digest


def _place(evidence: Evidence) -> dict[str, Any]:
    return {name: getattr(evidence, name) for name in ("path", "field", "start", "end", "text")}


def body_of(effect: Any) -> dict[str, Any]:
    """What of an effect has no column of its own; empty parts are left out."""
    target, listed = effect.target, effect.listed
    parts = {
        **{name: getattr(effect, name) for name in WORDS},
        "anchor": target.anchor,
        "position": target.position.value if target.position else None,
        "part": target.part.value if target.part.value != "whole" else None,
        "paragraph": target.paragraph,
        "target_instrument": target.instrument,
        "target_name": target.name,
        "listed": listed and True,
        "by": listed and listed.by,
        "reason": listed and listed.reason,
        "sector": listed and listed.sector,
        "spared": list(effect.spared) or None,
        "spared_until": effect.spared_until and effect.spared_until.isoformat(),
    }
    return {name: value for name, value in parts.items() if value is not None}


def _doubt(words: InstrumentWords, whole: bool, ended: bool) -> Message | None:
    """What speaks against an effect that was read without doubt.

    :param whole: it ends the whole of an instrument; ``ended``: a relation says so too
    """
    if words.excerpt:
        return Message.of("doubt.source_incomplete")
    if whole and not ended:
        return Message.of("doubt.in_a_name")
    return None
