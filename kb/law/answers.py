"""What `kb status` says of many provisions on many days: the status, the evidence in its own words, and what may come next.

The status is that of `kb.law.evidence`, which search keeps too; here are the words behind it, read in a few statements for all that
is asked.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.paths import provision_key
from documents.relations import RelationKind
from documents.timeline import Status, StatusCode
from kb.database import tables
from kb.database.moments import utc
from kb.database.reading.details import slices
from kb.database.reading.reader import choose_version
from kb.database.reading.records import VersionRecord
from kb.law.evidence import EvidenceReader
from kb.law.influences import Influence
from kb.law.newer import Newer, read_newer

_VERSIONS_AT_ONCE = 200


class ProofKind(StrEnum):
    """The kinds of evidence. The values are part of the interface."""

    OWN_TEXT = "own_text"
    AMENDING_TEXT = "amending_text"
    CONSOLIDATION = "consolidation"
    CODIFICATION = "codification"
    CITED_AS_BASIS = "cited_as_basis"


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence.

    :param key: of the provision whose words say so
    :param on: the day it speaks of
    :param quote: these words, as they are stored
    """

    kind: ProofKind
    key: str
    on: date | None
    quote: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A provision, or a whole instrument, on a day.

    :param instrument: its key; ``path`` None: the whole
    """

    instrument: str
    path: str | None
    day: date


@dataclass(frozen=True, slots=True)
class Pending:
    """What another instrument may do to it, and nobody has reviewed. ``since``: None where it does not say."""

    key: str
    since: date | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of what was asked."""

    status: Status
    evidence: tuple[Proof, ...] = ()
    last_known: tuple[StatusCode, date] | None = None
    pending: tuple[Pending, ...] = ()
    newer: tuple[Newer, ...] = ()


def answer_all(session: Session, asked: Sequence[Asked]) -> list[Answer | None]:
    """The status of each, in order; None where the base has no such instrument or provision."""
    return _Answers(session, asked).answers()


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of an effect: the key of where they stand, the day they name, and themselves."""

    key: str
    start: date | None
    quote: str


class _Answers:
    """All that is read for one list of questions."""

    def __init__(self, session: Session, asked: Sequence[Asked]) -> None:
        self._session = session
        self._asked = asked
        self._instruments = _instruments(session, {item.instrument for item in asked})
        self._versions = _versions(session, set(self._instruments.values()))
        self._paths = _paths(session, self._versions, asked, self._instruments)
        chosen = [self._choose(item) for item in asked]
        self._chosen = chosen
        ids = sorted({version.id for version in chosen if version is not None})
        self._reader = EvidenceReader(session.connection(), ids)
        self._own = _own_words(session, ids)
        self._notes = self._read_notes()
        self._effects = self._read_effects()
        self._newer = read_newer(session.connection(), sorted(set(self._instruments.values())))

    def answers(self) -> list[Answer | None]:
        """In the order of the questions."""
        pairs = zip(self._asked, self._chosen, strict=True)
        return [None if version is None else self._answer(item, version) for item, version in pairs]

    def _choose(self, asked: Asked) -> VersionRecord | None:
        """The version that is read on the day, or another one where that lacks the provision."""
        found = self._versions.get(self._instruments.get(asked.instrument, 0))
        if not found:
            return None
        first = choose_version(found, asked.day)
        if not asked.path or (first.id, asked.path) in self._paths:
            return first
        others = [version for version in reversed(found) if (version.id, asked.path) in self._paths]
        return next((other for other in others if other.valid_from is None or other.valid_from <= asked.day), None) or next(
            iter(others), None
        )

    def _answer(self, asked: Asked, version: VersionRecord) -> Answer:
        path = asked.path or ""
        standing = self._reader.of(version.id, path) if path else self._reader.whole(version.id)
        status = standing.evidence.status_on(asked.day)
        met = self._reader.met(version.id, path)
        return Answer(
            status,
            tuple(self._evidence(asked, version, status, met)),
            standing.evidence.last_known(asked.day),
            tuple(dict.fromkeys(self._pending(item) for item in met if not item.in_use)),
            self._newer.get(version.instrument_id, ()),
        )

    def _evidence(self, asked: Asked, version: VersionRecord, status: Status, met: Sequence[Influence]) -> Iterator[Proof]:
        """The pieces that bear on the day, those of other instruments first."""
        for item in met:
            if item.start is None or item.start <= asked.day:
                words = self._effects[item.effect]
                yield Proof(ProofKind.AMENDING_TEXT, words.key, item.start, words.quote)
        for start, end, scope, (path, said) in self._own.get(version.id, ()):
            if not scope and {start, end} & set(status.days.values()):
                yield Proof(ProofKind.OWN_TEXT, provision_key(asked.instrument, path), start or end, said)
        rests = self._reader.reliance(version.id)
        if rests is not None:
            last = rests.last
            kind = ProofKind.CONSOLIDATION if last.kind is RelationKind.CONSOLIDATES else ProofKind.CITED_AS_BASIS
            yield Proof(kind, provision_key(last.key, last.path), last.on, last.words)
        note = self._reader.note(version.id, asked.path or "")
        if note is not None:
            anchor, seen = note
            article, editors = self._notes[anchor]
            yield Proof(ProofKind.CODIFICATION, provision_key(asked.instrument, article), seen, editors)

    def _pending(self, item: Influence) -> Pending:
        return Pending(self._effects[item.effect].key, item.start, item.certain)

    def _read_effects(self) -> Mapping[int, _Words]:
        met = {
            item.effect
            for asked, version in zip(self._asked, self._chosen, strict=True)
            if version is not None
            for item in self._reader.met(version.id, asked.path or "")
        }
        effect, source = tables.Effect, tables.Instrument
        found: dict[int, _Words] = {}
        for some in slices(sorted(met)):
            rows = self._session.execute(
                select(effect.id, effect.path, effect.effective_from, effect.text, source.key)
                .join(source, source.id == effect.instrument_id)
                .where(effect.id.in_(some))
            )
            found.update({row.id: _Words(provision_key(row.key, row.path), row.effective_from, row.text) for row in rows})
        return found

    def _read_notes(self) -> Mapping[str, tuple[str, str]]:
        """The path and the note of codified articles, by the codification's id."""
        anchors = {
            note[0]
            for asked, version in zip(self._asked, self._chosen, strict=True)
            if version is not None and (note := self._reader.note(version.id, asked.path or ""))
        }
        codified, provision = tables.CodifiedArticle, tables.Provision
        found: dict[str, tuple[str, str]] = {}
        for some in slices(sorted(anchors)):
            rows = self._session.execute(
                select(codified.anchor, provision.path, codified.note)
                .join(provision, provision.id == codified.provision_id)
                .where(codified.anchor.in_(some))
            )
            found.update({row.anchor: (row.path, row.note) for row in rows})
        return found


def _instruments(session: Session, keys: Iterable[str]) -> dict[str, int]:
    """The rows of instruments by key or alias."""
    instrument, alias = tables.Instrument, tables.InstrumentAlias
    found: dict[str, int] = {}
    for some in slices(sorted(keys)):
        found.update({row.alias: row.instrument_id for row in session.scalars(select(alias).where(alias.alias.in_(some)))})
        held = select(instrument.key, instrument.id).where(instrument.key.in_(some))
        found.update({row.key: row.id for row in session.execute(held)})
    return found


def _versions(session: Session, instruments: Iterable[int]) -> dict[int, list[VersionRecord]]:
    """Versions, as far as `choose_version` asks for them, in its order."""
    found: dict[int, list[VersionRecord]] = defaultdict(list)
    for some in slices(sorted(instruments)):
        for row in session.scalars(select(tables.Version).where(tables.Version.instrument_id.in_(some))):
            found[row.instrument_id].append(
                VersionRecord(
                    id=row.id,
                    instrument_id=row.instrument_id,
                    number=row.number,
                    valid_from=row.valid_from,
                    valid_to=row.valid_to,
                    recorded_at=utc(row.recorded_at),
                    text_hash=row.text_hash,
                    origin=row.origin,
                    partial=row.partial,
                    missing=tuple(row.missing),
                    preferred=row.preferred,
                )
            )
    return {key: sorted(some, key=lambda item: (item.valid_from or date.min, item.number)) for key, some in found.items()}


def _paths(
    session: Session, versions: Mapping[int, Sequence[VersionRecord]], asked: Sequence[Asked], instruments: Mapping[str, int]
) -> set[tuple[int, str]]:
    """Which versions have which of the provisions that are asked for."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for item in asked:
        for version in versions.get(instruments.get(item.instrument, 0), ()):
            if item.path:
                wanted[version.id].add(item.path)
    provision = tables.Provision
    found: set[tuple[int, str]] = set()
    versions_asked = sorted(wanted)
    for start in range(0, len(versions_asked), _VERSIONS_AT_ONCE):
        some = versions_asked[start : start + _VERSIONS_AT_ONCE]
        for paths in slices(sorted({path for version in some for path in wanted[version]})):
            rows = select(provision.version_id, provision.path).where(provision.version_id.in_(some), provision.path.in_(paths))
            found.update((row.version_id, row.path) for row in session.execute(rows))
    return found


_Period = tuple[date | None, date | None, Sequence[Any], tuple[str, str]]
"""First day, last day, the provisions it is limited to; the path of the provision that says so and its words."""


def _own_words(session: Session, versions: Sequence[int]) -> dict[int, list[_Period]]:
    """What versions say of their own effect, in the words that are stored: what was read of them has its blanks straightened."""
    period, provision = tables.EffectivePeriod, tables.Provision
    found: dict[int, list[_Period]] = defaultdict(list)
    for some in slices(versions):
        said = session.scalars(select(period).where(period.version_id.in_(some), period.evidence != "").order_by(period.id)).all()
        texts: dict[int, list[tuple[str, str]]] = defaultdict(list)
        with_words = select(provision.version_id, provision.path, provision.text).where(
            provision.version_id.in_({row.version_id for row in said}), provision.text.contains("hiệu lực")
        )
        for version, path, text in session.execute(with_words.order_by(provision.position)):
            texts[version].append((path, text))
        for row in said:
            place = _place_of(row.evidence, texts[row.version_id])
            if place is not None:
                found[row.version_id].append((row.start, row.end, row.scope, place))
    return found


def _place_of(words: str, texts: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())))
    return next(((path, match[0]) for path, text in texts if (match := pattern.search(text))), None)
