"""What `kb status` says of many provisions on many days: the status, the evidence in its own words, and what may come next.

The status is that of `.evidence`, which search keeps too; here are the words behind it, read in a few statements for all that is
asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.identity.numbers import year_of_number
from documents.paths import UNKNOWN, contains, key_parts, provision_key
from documents.time.evidence import Doing, Doubt, begun_by
from documents.time.relations import RelationKind
from documents.time.stated import Statement, reaching, stated, to_check
from documents.time.status import Status, StatusCode, WordingCode
from documents.time.timeline import Evidence
from kb.database import tables
from kb.database.reading.details import places_held, rows_among
from kb.database.reading.reader import bare_versions, version_with
from kb.database.reading.records import VersionRecord
from kb.law.effects.external import read_ends
from kb.law.effects.influences import Influence, with_ends
from kb.law.effects.newer import Newer, exists_from, newer_by_statements, read_newer, read_replacing
from kb.law.statements.stored import about_keys, rows_of
from kb.law.status.evidence import EvidenceReader
from kb.law.status.provision_status import ProvisionStatus, provision_status

_DAY = timedelta(days=1)


class ProofKind(StrEnum):
    """The kinds of evidence. The values are part of the interface."""

    OWN_TEXT = "own_text"
    AMENDING_TEXT = "amending_text"
    CONSOLIDATION = "consolidation"
    CODIFICATION = "codification"
    CITED_AS_BASIS = "cited_as_basis"
    REVIEWER = "reviewer"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence.

    :param key: of the provision whose words say so; of a statement, what it is about
    :param on: the day it speaks of
    :param quote: these words, as they are stored; None of a statement
    """

    kind: ProofKind
    key: str
    on: date | None
    quote: str | None = None
    statement: Statement | None = None


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
    """The status of what was asked.

    :param held: the base has a text of it; else it is known by statements alone
    """

    status: Status
    evidence: tuple[Proof, ...] = ()
    last_known: tuple[StatusCode, date] | None = None
    pending: tuple[Pending, ...] = ()
    newer: tuple[Newer, ...] = ()
    held: bool = True
    version: int | None = None

    def shown(self, day: date) -> ProvisionStatus:
        """The status on the day that was asked for as pages show it."""
        return provision_status(self.status, day, self.last_known)

    @property
    def of_another_time(self) -> bool:
        """Whether the words of the base are not those of the day."""
        return self.status.wording is not WordingCode.UNKNOWN and not self.status.has_words

    def may_change(self, on: date) -> bool:
        """Whether something may have changed the words by a day, and nobody has reviewed it."""
        return self.status.wording is not WordingCode.HELD and any(item.since is None or item.since <= on for item in self.pending)


def answer_all(session: Session, asked: Sequence[Asked]) -> list[Answer | None]:
    """The status of each, in order; None where the base has no such instrument or provision."""
    return _Answers(session, asked).answers()


@dataclass(frozen=True, slots=True)
class _Found:
    """A question with the version that answers it.

    :param met: what other instruments do to the provision, and the wording does not have yet
    :param note: the codification's id of its article, and the day it was last seen there
    """

    asked: Asked
    version: VersionRecord
    met: Sequence[Influence]
    note: tuple[str, date] | None


_Quoted = tuple[str, str]
"""The key, or the path, of where words stand; and these."""


class _Answers:
    def __init__(self, session: Session, asked: Sequence[Asked]) -> None:
        keys = {item.instrument for item in asked}
        instruments = rows_of(session.connection(), keys)
        rows = sorted(set(instruments.values()))
        self._held = frozenset(instruments)
        versions = bare_versions(session, rows)
        held = {item: versions.get(instruments.get(item.instrument, 0), []) for item in asked}
        paths = _paths(session, held)
        chosen = {item: version_with(some, item.day, item.path, paths) for item, some in held.items()}
        ids = sorted({version.id for version in chosen.values() if version is not None})
        self._reader = EvidenceReader(session.connection(), ids)
        self._asked = asked
        self._found = [self._find(item, chosen[item]) for item in asked]
        lacking = {item.instrument for item in asked if chosen[item] is None}
        self._about = about_keys(session.connection(), lacking)
        self._ends = read_ends(session.connection(), lacking - self._held - set(self._about))
        found = [item for item in self._found if item is not None]
        self._own = _own_words(session, ids)
        self._notes = _read_notes(session, {item.note[0] for item in found if item.note})
        met = {effect.effect for item in found for effect in item.met}
        ending = {effect for ends in self._ends.values() for effect, _ in ends}
        self._effects = _read_effects(session, met | ending)
        self._replacing = read_replacing(session.connection(), ending)
        self._newer = read_newer(session.connection(), rows)
        self._stated_newer = newer_by_statements(session.connection(), self._about)

    def answers(self) -> list[Answer | None]:
        both = zip(self._asked, self._found, strict=True)
        return [self._by_statements(asked) if found is None else self._answer(found) for asked, found in both]

    def _by_statements(self, asked: Asked) -> Answer | None:
        """What is said of what the base has no text of: statements, and texts that ended it."""
        statements, path = self._about.get(asked.instrument, ()), asked.path or ""
        if asked.instrument in self._held:
            # There is a text, without this provision: it may not exist unless a statement is about it.
            statements = statements if any(item.path and contains(item.path, path) for item in statements) else ()
        effects = self._ends.get(asked.instrument, ())
        if not statements and not effects:
            return None
        evidence = evidence_by_statements(asked.instrument, statements, path, ended=bool(effects))
        ends = [end for _, end in effects]
        doubts = tuple(Doubt(end.last + _DAY, end.by or "", Doing.ENDS) for end in ends if not end.reviewed)
        evidence = with_ends(replace(evidence, doubts=doubts), ends)
        said = ((*self._effects[effect], end.last + _DAY) for effect, end in effects)
        proofs = (*(Proof(ProofKind.AMENDING_TEXT, key, day, quote) for key, quote, day in said), *_stated(statements, path))
        pending = tuple(_to_check(statements, path))
        by_effects = (self._replacing[effect] for effect, _ in effects if effect in self._replacing)
        newer = tuple(dict.fromkeys((*by_effects, *self._stated_newer.get(asked.instrument, ()))))
        return Answer(evidence.status_on(asked.day), proofs, evidence.last_known(asked.day), pending, newer, held=False)

    def _find(self, asked: Asked, version: VersionRecord | None) -> _Found | None:
        if version is None:
            return None
        path = asked.path or ""
        return _Found(asked, version, self._reader.met(version.id, path), self._reader.note(version.id, path))

    def _answer(self, found: _Found) -> Answer:
        asked, version = found.asked, found.version.id
        standing = self._reader.of(version, asked.path)
        status = standing.evidence.status_on(asked.day)
        pending = [Pending(self._effects[item.effect][0], item.start, item.certain) for item in found.met if not item.in_use]
        pending += _to_check(self._reader.statements(version), asked.path or "")
        return Answer(
            status,
            tuple(self._evidence(found, status)),
            standing.evidence.last_known(asked.day),
            tuple(dict.fromkeys(pending)),
            self._newer.get(found.version.instrument_id, ()),
            version=version,
        )

    def _evidence(self, found: _Found, status: Status) -> Iterator[Proof]:
        asked, version = found.asked, found.version.id
        for item in found.met:
            if item.start is None or item.start <= asked.day:
                key, quote = self._effects[item.effect]
                yield Proof(ProofKind.AMENDING_TEXT, key, item.start, quote)
        turns = set(status.days.values())
        for change in self._reader.noted_changes(version, asked.path) if asked.path else ():
            if change.since <= asked.day or change.since in turns:
                yield Proof(ProofKind.CONSOLIDATION, provision_key(asked.instrument, change.at), change.since, change.words)
        for start, end, scope, (path, said) in self._own.get(version, ()):
            if not scope and {start, end} & turns:
                yield Proof(ProofKind.OWN_TEXT, provision_key(asked.instrument, path), start or end, said)
        rests = self._reader.reliance(version)
        if rests is not None:
            last = rests.last
            kind = ProofKind.CONSOLIDATION if last.kind is RelationKind.CONSOLIDATES else ProofKind.CITED_AS_BASIS
            yield Proof(kind, provision_key(last.key, last.path), last.on, last.words)
        if found.note is not None:
            anchor, seen = found.note
            path, editors = self._notes[anchor]
            yield Proof(ProofKind.CODIFICATION, provision_key(asked.instrument, path), seen, editors)
        yield from _stated(self._reader.statements(version), asked.path or "")


def evidence_by_statements(key: str, statements: Sequence[Statement], path: str, *, ended: bool = False) -> Evidence:
    """The evidence for an instrument that the base has no text of, by what is stated about it; ``ended``: a text ends it."""
    parts = key_parts(key)
    since: date | None = None
    if ended or any(item.confidence.certain for item in statements):  # what nobody has seen in a source may not even exist
        issued = date.fromisoformat(parts.date) if parts is not None and parts.date != UNKNOWN else None
        number = parts.number if parts is not None else None
        year = year_of_number(number) if number and issued else None
        since = exists_from(issued, number) if issued is None or year in (None, issued.year) else None  # one of the two is wrong
    return Evidence(exists_from=since, begun_by=begun_by(since), stated=stated(statements, path))


def _stated(statements: Sequence[Statement], path: str) -> Iterator[Proof]:
    for item in reaching(statements, path):
        kind = ProofKind.REVIEWER if item.register is None else ProofKind.REGISTER
        yield Proof(kind, provision_key(item.instrument, item.path), item.on, statement=item)


def _to_check(statements: Sequence[Statement], path: str) -> Iterator[Pending]:
    for item in to_check(statements, path):
        yield Pending(item.by or provision_key(item.instrument, item.path), item.on, False)


def _read_effects(session: Session, ids: Iterable[int]) -> Mapping[int, _Quoted]:
    effect, source = tables.Effect, tables.Instrument
    asked = select(effect.id, effect.path, effect.text, source.key).join(source, source.id == effect.instrument_id)
    return {row.id: (provision_key(row.key, row.path), row.text) for row in rows_among(session, asked, effect.id, ids)}


def _read_notes(session: Session, anchors: Iterable[str]) -> Mapping[str, _Quoted]:
    codified, provision = tables.CodifiedArticle, tables.Provision
    asked = select(codified.anchor, provision.path, codified.note).join(provision, provision.id == codified.provision_id)
    return {row.anchor: (row.path, row.note) for row in rows_among(session, asked, codified.anchor, anchors)}


def _paths(session: Session, held: Mapping[Asked, Sequence[VersionRecord]]) -> set[tuple[int, str]]:
    wanted: dict[int, set[str]] = defaultdict(set)
    for item, versions in held.items():
        for version in versions:
            if item.path:
                wanted[version.id].add(item.path)
    return places_held(session, wanted)


_Period = tuple[date | None, date | None, Sequence[Any], _Quoted]
"""First day, last day, the provisions it is limited to; the path of the provision that says so and its words."""


def _own_words(session: Session, versions: Sequence[int]) -> dict[int, list[_Period]]:
    """What versions say of their own effect, in the words that are stored: what was read of them has its blanks straightened."""
    period, provision = tables.EffectivePeriod, tables.Provision
    asked = select(period).where(period.evidence != "").order_by(period.id)
    said = [row for (row,) in rows_among(session, asked, period.version_id, versions)]
    texts: dict[int, list[_Quoted]] = defaultdict(list)
    words = select(provision.version_id, provision.path, provision.text).where(provision.text.contains("hiệu lực"))
    words = words.order_by(provision.position)
    for version, path, text in rows_among(session, words, provision.version_id, (row.version_id for row in said)):
        texts[version].append((path, text))
    found: dict[int, list[_Period]] = defaultdict(list)
    for row in said:
        place = _place_of(row.evidence, texts[row.version_id])
        if place is not None:
            found[row.version_id].append((row.start, row.end, row.scope, place))
    return found


def _place_of(words: str, texts: Sequence[_Quoted]) -> _Quoted | None:
    """Where words stand whose blanks were straightened, as they are stored. A pattern for each of thousands would cost seconds."""
    wanted = "".join(words.split())
    for path, text in texts:
        at = "".join(text.split()).find(wanted) if wanted else -1
        if at >= 0:
            places = [place for place, letter in enumerate(text) if not letter.isspace()]
            return path, text[places[at] : places[at + len(wanted) - 1] + 1]
    return None
