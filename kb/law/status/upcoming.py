"""What lies ahead of a day: what takes effect, ends, is suspended or gets other words, as the one rule of status says of that day.

An event is a place and a day that something in the base names, on which the status of the place turns because of something of that
day. So nothing is told of a status that `kb status` does not say. Beside them stand the days that clauses name in their words, each
with these words. Rows are read in a few statements, whatever they name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from documents.identity.source_notes import read_source_note
from documents.messages import Message, Places
from documents.paths import contains, number_of_key, provision_key, touches
from documents.text import slug
from documents.time.evidence import Doing
from documents.time.named_days import NamedDay, Naming
from documents.time.status import Basis, Status, StatusCode, Told, WordingCode
from documents.time.timeline import Evidence
from documents.wording.actions import Action
from kb.database.reading.details import places_held, rows_among
from kb.database.reading.reader import bare_versions, choose_version, version_with
from kb.database.reading.records import VersionRecord
from kb.database.storing.arrangement import CONSOLIDATION
from kb.database.tables import CodifiedArticle, EffectivePeriod, Instrument, Provision, Statement, Version
from kb.law.effects.external import read_influences
from kb.law.effects.influences import Influence
from kb.law.statements.stored import ACTIVE, about_keys, rows_of
from kb.law.status.answers import evidence_by_statements
from kb.law.status.evidence import EvidenceReader
from kb.law.status.named_days import clauses_naming, makes_law
from kb.law.status.statuses import rests_on_unreviewed
from kb.law.texts.merged import read_notes

_DAY = timedelta(days=1)
EFFECTIVE, EXPIRED, SUSPENDED, RESUMED, CHANGED = "effective", "expired", "suspended", "resumed", "changed"
_STARTS = frozenset({Basis.START_DISPUTED, Basis.STARTS_DIFFER})
_ENDS = frozenset({Basis.END_DISPUTED, Basis.ENDS_DIFFER})
_DISPUTED = _STARTS | _ENDS
_UNREAD = frozenset({Basis.UNREVIEWED, Basis.WORDS_UNSURE})
_HALTS = frozenset({Basis.SUSPENDED_BY, Basis.SUSPENDED_UNREVIEWED, Basis.STATED_SUSPENDED})

_ADDS = frozenset({Action.INSERT, Action.APPEND})
OF_COMING_DAYS = frozenset({Basis.EXPIRED, Basis.REPLACED_BY, Basis.REWORDED_UNREVIEWED})
"""Whose sentences have another form where the day lies ahead."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that happens on a coming day.

    :param kind: ``effective``, ``expired``, ``suspended``, ``resumed``, ``changed``, as the life of an instrument names them; of a
        day in the words of a clause a value of `Naming`
    :param path: of the provision, empty for the whole instrument
    :param why: what is known and from which text
    :param certain: the words that say so were read without doubt, and nothing contradicts them
    :param place: key of the clause whose words name the day, and ``quote`` these words; empty of all else
    """

    on: date
    kind: str
    instrument: str
    path: str
    why: Message
    certain: bool = True
    place: str = ""
    quote: str = ""

    @property
    def key(self) -> str:
        """The key of what it happens to."""
        return provision_key(self.instrument, self.path)


def upcoming(session: Session, first: date, last: date) -> list[Upcoming]:
    """What happens after a day, up to and on another one, by day."""
    turns = [*_topmost([*_Ahead(session, first, last).events()])]
    found = [*turns, *_named(session, first, last, turns)]
    return sorted(found, key=lambda item: (item.on, item.instrument, item.path, item.kind))


def _topmost(events: Iterable[Upcoming]) -> Iterator[Upcoming]:
    """Without what happens to a part because it happens to the whole, or to what ends on that day."""
    by_day: dict[tuple[date, str], dict[Upcoming, None]] = defaultdict(dict)
    for event in events:
        by_day[event.on, event.instrument][event] = None
    for here in by_day.values():
        wide = [event for event in here if event.kind != CHANGED]
        for event in here:
            above = [item for item in wide if item.path != event.path and contains(item.path, event.path)]
            if not any(item.kind in (event.kind, EXPIRED) and item.certain >= event.certain for item in above):
                yield event


def _named(session: Session, first: date, last: date, turns: Collection[Upcoming]) -> Iterator[Upcoming]:
    """The days that clauses name in their words, but for what the turn of a status tells already."""
    named = [(clause, item) for clause in clauses_naming(session, first.year, last.year) for item in clause.days]
    named = [(clause, item) for clause, item in named if first < item.on <= last]
    versions = bare_versions(session, {clause.instrument for clause, _ in named})
    read = ((clause, item, choose_version(versions[clause.instrument], item.on - _DAY)) for clause, item in named)
    found = [(clause, item) for clause, item, version in read if version.id == clause.version]
    instruments = {clause.instrument for clause, _ in found}
    keys = dict(rows_among(session, select(Instrument.id, Instrument.key), Instrument.id, instruments))
    reader = EvidenceReader(session.connection(), sorted({clause.version for clause, _ in found}))
    wanted: dict[int, set[str]] = defaultdict(set)
    for clause, item in found:
        wanted[clause.version].update(item.paths)
    there = places_held(session, wanted)
    on_day: dict[date, list[Upcoming]] = defaultdict(list)
    for turn in turns:
        on_day[turn.on].append(turn)
    for clause, item in found:
        status = reader.of(clause.version, clause.path).evidence.status_on(item.on - _DAY)
        if status.code is StatusCode.EXPIRED:
            continue
        doubted = status.wording is WordingCode.OVER or status.basis is Basis.SUCCEEDED or rests_on_unreviewed(status)
        certain, quote = item.naming is not Naming.NAMED and not doubted, clause.quote(item)
        why = Message.of("upcoming.says", place=Places((clause.path,)), quote=quote)
        key, sentence = keys[clause.instrument], slug(clause.sentence(item))
        for path in [path for path in item.paths if (clause.version, path) in there] or [clause.path]:
            if not any(_tells(turn, key, path, item, sentence) for turn in on_day[item.on]):
                told = provision_key(key, clause.path)
                yield Upcoming(item.on, item.naming.value, key, path, why, certain, place=told, quote=quote)


_TOLD_BY = {Naming.FROM: {EFFECTIVE}, Naming.UNTIL: {EXPIRED}, Naming.NAMED: {EFFECTIVE, EXPIRED}}
"""By what the words say of a day: the turns of the same instrument that are this. Of another instrument any turn is."""


def _tells(turn: Upcoming, key: str, path: str, item: NamedDay, sentence: str) -> bool:
    """Whether a turn of that day is what the words name it for: of this instrument, or of another whose number they tell."""
    if item.naming not in _TOLD_BY:
        return False
    if turn.instrument != key:
        return f"-{number_of_key(turn.instrument)}-" in f"-{sentence}-"
    return turn.kind in _TOLD_BY[item.naming] and touches(turn.path, path)


def _turn(before: Status, after: Status, actions: Collection[Action]) -> str | None:
    """What happens between two days; None where nothing does, or only what is known becomes other.

    :param actions: what effects do on the second one
    """
    old, new, found = before.code, after.code, None
    if old is StatusCode.EXPIRED or before.basis is after.basis:
        return None
    if after.basis in _UNREAD:
        found = SUSPENDED if Action.SUSPEND in actions else CHANGED
        if any(action.ends for action in actions):
            found = EXPIRED
    elif new is StatusCode.EXPIRED or after.basis in _ENDS:
        found = EXPIRED
    elif {before.basis, after.basis} & _STARTS or (old is StatusCode.NOT_YET and new is StatusCode.IN_FORCE):
        found = EFFECTIVE
    elif new is StatusCode.SUSPENDED:
        found = SUSPENDED
    elif before.basis in _HALTS and after.told in (Told.IN_FORCE, Told.WAS_IN_FORCE):
        found = RESUMED
    elif after.wording is WordingCode.OVER or before.basis is Basis.WORDING_NOT_HELD:
        found = CHANGED
    return found


def _said(kind: str, before: Status, after: Status, day: date, by: Collection[str], done: Sequence[Influence]) -> Message | None:
    """What is known of it; None where the status turns for another reason than something of this day.

    :param by: the instruments that a note names for other words from the day on; ``done``: what effects do on it
    """
    if kind == RESUMED:
        return Message.of("upcoming.resumed", since=day, suspended=before.days["suspended"])
    if kind == CHANGED and before.basis is Basis.WORDING_NOT_HELD:
        if before.days["wording"] != day:
            return None
        if by or not done:
            return Message.of("upcoming.reworded", by=", ".join(by), since=day) if by else _sentence(before)
        told = "upcoming.added" if any(item.action in _ADDS for item in done) else "upcoming.replaced_by"
        return Message.of(told, by=", ".join(dict.fromkeys(item.by for item in done)), since=day)
    days = {day, day - _DAY} if kind == EXPIRED else {day}
    telling = (before, after) if before.basis in _DISPUTED else (after,)
    named = next((item for item in telling if days & set(item.days.values())), None)
    if named is None:
        return None
    if kind == EFFECTIVE and by and after.code is StatusCode.IN_FORCE:
        return Message.of("upcoming.inserted_by", by=", ".join(by), since=day)
    return _sentence(named)


def _sentence(status: Status) -> Message:
    section = "upcoming" if status.basis in OF_COMING_DAYS else "basis"
    return Message.of(f"{section}.{status.basis}", **status.days)


class _Ahead:
    """The places that rows of the base name with a day in a stretch of time."""

    def __init__(self, session: Session, first: date, last: date) -> None:
        self._session, self._first, self._last = session, first, last
        self._days: dict[tuple[int, str], set[date]] = defaultdict(set)
        self._named: dict[tuple[int, str, date], dict[str, None]] = defaultdict(dict)
        self._done = self._effects()
        self._elsewhere = self._statements()
        self._periods()
        self._codified()
        self._noted()
        paths: dict[int, set[str]] = defaultdict(set)
        for row, path in self._days:
            paths[row].add(path)
        law = select(Instrument.id, Instrument.key).where(*makes_law())
        self._keys: Mapping[int, str] = dict(rows_among(session, law, Instrument.id, paths))
        self._versions = bare_versions(session, self._keys)
        of = {version.id: paths[row] for row, versions in self._versions.items() for version in versions}
        self._there = places_held(session, of)

    def events(self) -> Iterator[Upcoming]:
        held = [(row, path) for row, path in self._days if row in self._keys]
        new = {place: some for place in held if (some := list(self._inserted(*place)))}
        for some in new.values():
            yield from some
        places = [place for place in held if place not in new]
        chosen = {place: version for place in places if (version := self._choose(*place)) is not None}
        reader = EvidenceReader(self._session.connection(), sorted({version.id for version in chosen.values()}))
        for place, version in chosen.items():
            row, path = place
            evidence = reader.of(version.id, path).evidence
            yield from self._turns(self._keys[row], path, evidence, self._days[place], place)
        about = about_keys(self._session.connection(), {key for key, _ in self._elsewhere})
        for (key, path), days in self._elsewhere.items():
            yield from self._turns(key, path, evidence_by_statements(key, about.get(key, ()), path), days)

    def _turns(
        self, key: str, path: str, evidence: Evidence, days: Iterable[date], place: tuple[int, str] | None = None
    ) -> Iterator[Upcoming]:
        done = self._done.get(place, ()) if place else ()
        for day in days:
            before, after = evidence.status_on(day - _DAY), evidence.status_on(day)
            here = [item for item in done if item.start == day]
            by = self._named.get((*place, day), {}) if place else {}
            besides = (item for item in evidence.doubts if item.start == day and item.does is not Doing.MAY_REWORD)
            for now in (after, *(item.status() for item in besides)):
                kind = _turn(before, now, [item.action for item in here])
                why = _said(kind, before, now, day, by, here) if kind else None
                if kind and why:
                    certain = (
                        now.code is StatusCode.IN_FORCE
                        if kind == RESUMED
                        else not {now.basis, before.basis} & _DISPUTED and now.basis not in _UNREAD
                    )
                    yield Upcoming(day, kind, key, path, why, certain)
                    break

    def _inserted(self, row: int, path: str) -> Iterator[Upcoming]:
        """What is put in and no text of the base has yet: it has no status."""
        if any((version.id, path) in self._there for version in self._versions.get(row, ())):
            return
        for item in self._done.get((row, path), ()):
            if item.action in _ADDS and item.start in self._days[row, path]:
                why = Message.of("upcoming.inserted", by=item.by, since=item.start)
                yield Upcoming(item.start, CHANGED, self._keys[row], path, why, item.certain)

    def _choose(self, row: int, path: str) -> VersionRecord | None:
        """The version that is read on the first day, or one that has the provision; an incomplete one may lack what exists."""
        found = self._versions.get(row, [])
        having = version_with(found, self._first, path, self._there)
        if having is None and found and (read := choose_version(found, self._first)).partial:
            return read
        return having

    def _add(self, row: int, path: str, *days: date | None) -> None:
        for day in days:
            if day is not None and self._first < day <= self._last:
                self._days[row, path].add(day)

    def _within(self, *columns: InstrumentedAttribute[date | None]) -> ColumnElement[bool]:
        return or_(*(and_(column >= self._first, column <= self._last) for column in columns))

    def _periods(self) -> None:
        period = EffectivePeriod
        asked = select(Version.instrument_id, period.start, period.end, period.scope)
        asked = asked.join(Version, Version.id == period.version_id).where(self._within(period.start, period.end))
        for row, start, end, scope in self._session.execute(asked):
            for path in scope or [""]:
                self._add(row, path, start, _after(end))

    def _codified(self) -> None:
        article = CodifiedArticle
        days = article.effective_from, article.wording_from, article.suspended_from, article.effective_to
        asked = select(Version.instrument_id, Provision.path, article.note, *days)
        asked = asked.join(Provision, Provision.version_id == Version.id).join(article, article.provision_id == Provision.id)
        for row, path, note, *some, end in self._session.execute(asked.where(self._within(*days))):
            self._add(row, path, *some, _after(end))
            self._add(row, "", some[0], _after(end))  # most articles, or all, may say of the whole what its own text does not
            if some[1] is not None and (read := read_source_note(note)) is not None:
                named = {item.number: None for item in read.amendments if item.effective_from == some[1] and item.number}
                self._named[row, path, some[1]].update(named)

    def _noted(self) -> None:
        """What footnotes of consolidated texts tell: these are of the day of their last amendment."""
        of = select(Version.id, Version.instrument_id).where(Version.origin == CONSOLIDATION, Version.valid_from > self._first)
        rows = {version.id: version.instrument_id for version in self._session.execute(of)}
        for version, stored in read_notes(self._session.connection(), rows).items():
            for change in stored.merged.changes:
                self._add(rows[version], change.path, change.since)
                self._named[rows[version], change.path, change.since].update({change.by: None} if change.by else {})

    def _effects(self) -> Mapping[tuple[int, str], list[Influence]]:
        found: dict[tuple[int, str], list[Influence]] = defaultdict(list)
        for row, some in read_influences(self._session.connection()).items():
            for item in some:
                self._add(row, item.path, item.start, _after(item.end))
                found[row, item.path].append(item)
                for kept in item.spared:
                    self._add(row, kept, _after(item.spared_until))
        return found

    def _statements(self) -> Mapping[tuple[str, str], set[date]]:
        columns = Statement.instrument_key, Statement.path, Statement.on_day, Statement.until_day
        days = self._within(Statement.on_day, Statement.until_day)
        said = self._session.execute(select(*columns).where(Statement.state == ACTIVE, days)).all()
        rows = rows_of(self._session.connection(), {key for key, *_ in said})
        found: dict[tuple[str, str], set[date]] = defaultdict(set)
        for key, path, on, until in said:
            if key in rows:
                self._add(rows[key], path, on, _after(until))
            else:
                found[key, path] |= {day for day in (on, _after(until)) if day and self._first < day <= self._last}
        return found


def _after(last: date | None) -> date | None:
    return last + _DAY if last is not None and last < date.max else None
