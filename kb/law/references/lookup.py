"""What a base knows of instruments, for resolving references and for lists of expired texts: looked up by key, kept in memory.

The instruments that texts name, whether the base has them or not, have one row each.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, event, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from documents.identity.issuers import issuers_of_number
from documents.keys import differs_in_issuer, misdates, names_one, number_slug, says_less
from documents.messages import Message
from documents.model import InstrumentType, Kind
from documents.paths import UNKNOWN, key_parts, kind_of, number_of, number_of_key, parent_of, split_key, unit_of
from documents.references import KnownInstrument, Target
from documents.references.resolution import bearing, built_in
from documents.text import slug
from documents.wording.citing import full_name
from kb.database import tables
from kb.database.cache import BaseCache
from kb.database.reading.details import rows_among, slices
from kb.database.reading.reader import content_revision
from kb.database.reading.records import InstrumentRecord, of_row
from kb.database.storing.arrangement import COMPILED
from kb.database.storing.rows import RowWriter
from kb.law.references.naming import UNRESOLVED, cited_values

_TYPES = {type_.value: type_ for type_ in InstrumentType}
_INSTRUMENT, _ALIAS = tables.Instrument, tables.InstrumentAlias

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class BaseInstrument(KnownInstrument):
    """An instrument of the base."""

    row: int = 0


Found = dict[str, list[BaseInstrument]]


@dataclass(slots=True)
class _Asked:
    """What was asked of a base in one state, and what it has; an empty list: nothing of that name.

    :param names: of all its laws; None: nobody asked for them
    """

    numbered: Found = field(default_factory=dict)
    named: Found = field(default_factory=dict)
    keyed: Found = field(default_factory=dict)
    names: frozenset[str] | None = None


class InstrumentsOfBase:
    """The instruments of a base by number, name and key; see `documents.references.KnownInstruments`.

    A file names a few dozen of them, so that reading it costs the same in a base of a thousand and of a hundred thousand.

    :param session: that is asked for what nobody asked for yet
    :param asked: what was asked before, in the same state of the base
    """

    def __init__(self, session: Session, asked: _Asked | None = None) -> None:
        self._session = session
        self.asked = asked or _Asked()

    def within(self, session: Session) -> "InstrumentsOfBase":
        """The same for another session, as long as nobody has changed the texts in between."""
        return InstrumentsOfBase(session, self.asked)

    def expect(self, numbers: Iterable[str | None] = (), keys: Iterable[str] = ()) -> None:
        """Ask at once for numbers as they are written, and for keys, which are then looked up one after another.

        :param numbers: what else instruments are called by is passed over
        """
        slugs = {number_slug(number) for number in set(numbers) if number and key_parts(number) is None}
        self._ask(self.asked.numbered, slugs, _INSTRUMENT.number_slug)
        self._ask(self.asked.keyed, keys, _INSTRUMENT.key, _ALIAS.alias)

    def expect_names(self) -> None:
        """Ask at once which names the base has, of all its laws: whoever reads many texts is asked for thousands that it lacks."""
        if self.asked.names is None:
            self.asked.names = frozenset(self._session.scalars(_NAMES))

    def numbered(self, number: str) -> Sequence[BaseInstrument]:
        """Instruments with this số hiệu, a slug."""
        return self._of(self.asked.numbered, number, _INSTRUMENT.number_slug)

    def named(self, name: str) -> Sequence[KnownInstrument]:
        """Laws, codes, ordinances and constitutions with this title, a slug without the type word.

        With those that are known without the base: which one a name means, the day decides, and the base may hold only one of them.
        """
        none = self.asked.names is not None and name not in self.asked.names
        held = [] if none else self._of(self.asked.named, name, _INSTRUMENT.name_slug)
        keys = {item.key for item in held}
        listed = (item for item in built_in().named(name) if item.key not in keys and (item.key or not held))
        return (*held, *listed)

    def keyed(self, key: str) -> BaseInstrument | None:
        """The instrument that a key or an alias names."""
        return next(iter(self._of(self.asked.keyed, key, _INSTRUMENT.key, _ALIAS.alias)), None)

    def held(self, key: str) -> BaseInstrument | None:
        """The instrument that a key names, also where either of the two keys says less: its day may be unknown."""
        found = self.keyed(key)
        if found is None and (parts := key_parts(key)):
            same = {item.key: item for item in self.numbered(parts.number)}
            found = same.get(_only(list(same), key) or "")
        return found

    def alike(self, target: Target) -> list[BaseInstrument]:
        """What bears the number or name of a target that nothing held is: its day is another one, or none says which."""
        if target.key is None:
            return [one for one in bearing(target.name or "", self) if isinstance(one, BaseInstrument)]
        key, same = split_key(target.key)[0], {item.key: item for item in self.numbered(number_of_key(target.key))}
        misdated = _misdated(same, key)
        return [same[misdated]] if misdated else []

    def _of(self, known: Found, value: str, *columns: Column) -> list[BaseInstrument]:
        found = known.get(value)
        return self._ask(known, (value,), *columns)[value] if found is None else found

    def _ask(self, known: Found, values: Iterable[str], *columns: Column) -> Found:
        """Ask for values that nobody asked for yet: in the first column, and where it has none of them, in the next."""
        new = [value for value in values if value not in known]
        for part in slices(new):
            some: Found = {value: [] for value in part}
            for column in columns:
                wanted = [value for value, held in some.items() if not held]
                for row in self._session.execute(_of_values(column), {"wanted": wanted}) if wanted else ():
                    some[row.asked].append(_instrument(row))
            known.update(some)
        return known


_NAMES = select(_INSTRUMENT.name_slug).where(_INSTRUMENT.name_slug.is_not(None)).distinct()


@cache
def _of_values(column: Column) -> Any:
    """The instruments that have one of some values in a column; made once, since making it takes as long as asking it."""
    version, period = tables.Version, tables.EffectivePeriod
    start = select(func.min(period.start)).join(version, period.version_id == version.id)
    start = start.where(version.instrument_id == _INSTRUMENT.id)
    columns = (_INSTRUMENT.id, _INSTRUMENT.key, _INSTRUMENT.type, _INSTRUMENT.number, _INSTRUMENT.title, _INSTRUMENT.name_slug)
    statement = select(column.label("asked"), *columns, _INSTRUMENT.issued_on, start.scalar_subquery().label("start"))
    if column.class_ is _ALIAS:
        statement = statement.join(_INSTRUMENT, _INSTRUMENT.id == _ALIAS.instrument_id)
    return statement.where(column.in_(bindparam("wanted", expanding=True))).order_by(_INSTRUMENT.key)


def _instrument(row: Any) -> BaseInstrument:
    kind, name = _TYPES.get(row.type, InstrumentType.OTHER), row.title if row.name_slug else None
    return of_row(BaseInstrument, row, type=kind, name=name, effective_from=row.start, row=row.id)


_lookups: BaseCache[_Asked] = BaseCache()


def instruments_of_base(session: Session) -> InstrumentsOfBase:
    """What the base knows now; what was asked is kept in memory until its texts change."""
    state = (str(session.connection().engine.url), content_revision(session))
    return InstrumentsOfBase(session, _lookups.at(state, None, _Asked))


def keep_lookups(session: Session, found: InstrumentsOfBase) -> int:
    """What is known stays what it is through a change that touches no instrument, once that is committed.

    :param session: of the transaction that makes the change
    :returns: the revision of the texts from then on
    """
    state, asked = (str(session.connection().engine.url), content_revision(session)), found.asked
    event.listen(session, "after_commit", lambda _: _lookups.put(state, None, asked), once=True)
    return state[1]


if TYPE_CHECKING:
    from documents.amendments import Effect


def against_base(session: Session, found: "Sequence[Effect]", known: InstrumentsOfBase) -> "tuple[Effect, ...]":
    """Effects as they are where the base holds what a list names."""
    known.expect([effect.target.instrument for effect in found if effect.listed is not None])
    return tuple(_against_base(session, effect, known) if effect.listed is not None else effect for effect in found)


def _against_base(session: Session, effect: "Effect", known: InstrumentsOfBase) -> "Effect":
    """An effect as it is where the base holds its target: what does not agree with it is not certain."""
    target, parts = effect.target, key_parts(effect.target.key or "")
    if parts is None or not target.instrument or issuers_of_number(target.instrument) is None:
        return effect  # the same number may be of several provinces
    same = [held for held in known.numbered(number_slug(target.instrument)) if isinstance(held, BaseInstrument)]
    held = next((item for item in same if item.type.value == parts.type), None)
    if held is None:
        return _doubted(effect, Message.of("doubt.held_of_another_type")) if same else effect
    if held.issued_on is not None and parts.date not in (UNKNOWN, held.issued_on.isoformat()):
        effect = replace(effect, target=replace(target, key=held.key))
        return _doubted(effect, Message.of("doubt.held_of_another_day", day=held.issued_on))
    if parts.date == UNKNOWN:
        effect = replace(effect, target=replace(target, key=held.key))
    path = unit_of(target.path or "")
    # An article with a letter was inserted: another version than the one that is held may have it.
    plain = kind_of(path) is Kind.ARTICLE and (number_of(path) or "").isdecimal()
    if not parent_of(path) and (plain or kind_of(path) is Kind.CHAPTER) and not _has_article(session, held.row, path):
        return _doubted(effect, Message.of("doubt.held_without_article"))
    return effect


def _has_article(session: Session, instrument_id: int, path: str) -> bool:
    """Whether some text of an instrument has an article or chapter, or none is whole, so that nothing shows that it has not."""
    version, provision = tables.Version, tables.Provision
    own = select(version.id).where(version.instrument_id == instrument_id, version.origin != COMPILED)
    if session.scalar(own.where(version.partial.is_(False)).limit(1)) is None:
        return True
    return session.scalar(select(provision.id).where(provision.version_id.in_(own), provision.path == path).limit(1)) is not None


def _doubted(effect: "Effect", doubt: Message) -> "Effect":
    return replace(effect, certain=False, doubt=effect.doubt or doubt)


class CitedInstruments:
    """The rows of cited instruments, by label."""

    def __init__(self, session: Session, rows: RowWriter, known: InstrumentsOfBase) -> None:
        self._session = session
        self._rows = rows
        self._known = known
        self._ids: dict[str, int] = {}
        self._instrument: dict[int, int | None] = {}
        self._name: dict[int, str] = {}
        self._by_name: dict[str, list[str]] = {}  # of each name that was asked for, all labels
        self._labels: dict[tuple[str | None, str | None, str | None], int | None] = {}

    def use(self, session: Session, rows: RowWriter) -> None:
        """Go on in another transaction; nobody else has changed anything in between."""
        self._session, self._rows, self._known = session, rows, self._known.within(session)

    def expect(self, targets: Iterable[Target]) -> None:
        """Ask at once for the rows of targets that are then looked up one after another."""
        new = {asked: target for target in targets if (asked := _asked(target)) not in self._labels}
        self._known.expect(keys=[key for key, *_ in new if key])
        labels = [_label(self._key_in_base(asked[0]), target) for asked, target in new.items()]
        self._read({_short_name(label) for label in labels if label})

    def of(self, target: Target) -> int | None:
        """The row of the instrument that a target names; None where it names none."""
        asked = _asked(target)
        if asked not in self._labels:
            self._labels[asked] = self._make(self._key_in_base(asked[0]), target)
        return self._labels[asked]

    def _key_in_base(self, key: str | None) -> str | None:
        """The key that the base has for an instrument: where either of the two keys says less, or under an alias."""
        held = self._known.held(key) if key else None
        return held.key if held else key

    def is_of(self, cited: int, instrument_id: int) -> bool:
        """Whether a row is that of an instrument of the base."""
        return self._instrument.get(cited) == instrument_id

    def name_of(self, cited: int) -> str:
        """What tells the instrument from others and does not change when more of its key becomes known."""
        return self._name[cited]

    def point_to(self, instruments: Iterable[InstrumentRecord]) -> None:
        """Let rows that were made before an instrument came into the base point to it."""
        row = tables.CitedInstrument
        by_number: dict[str, list[InstrumentRecord]] = defaultdict(list)
        by_label: dict[str, int] = {}
        for record in instruments:
            by_number[record.number_slug or UNKNOWN].append(record)
            by_label.update(dict.fromkeys((record.key, *record.aliases), record.id))
            if record.metadata.title:
                by_label[f"{UNRESOLVED}{slug(full_name(record.metadata.type.value, record.metadata.title))}"] = record.id
        candidates: dict[int, str] = {}
        for column, values in ((row.number_slug, by_number), (row.label, by_label)):
            asked = select(row.id, row.label).where(row.instrument_id.is_(None))
            candidates.update(rows_among(self._session, asked, column, values))
        for id_, label in candidates.items():
            found = by_label.get(label)
            if found is None and not label.startswith(UNRESOLVED):
                held = {record.key: record.id for record in by_number.get(number_of_key(label), ())}
                same = _only(list(held), label) or _misdated(held, label)
                found = held[same] if same else None
            if found is not None:
                self._instrument[id_] = found
                self._session.execute(update(row).where(row.id == id_).values(instrument_id=found))

    def _make(self, key: str | None, target: Target) -> int | None:
        label = _label(key, target)
        if label is None:
            return None
        self._read((_short_name(label),))
        if label in self._ids:
            return self._ids[label]
        if key and (known := self._fuller_or_less(key)):
            return known
        held = self._known.keyed(key) if key else None
        written_number = target.instrument if target.instrument and not key_parts(target.instrument) else None
        id_ = self._rows.new_id(tables.CitedInstrument)
        row = held.row if held else self._misdated(key)
        self._rows.add(tables.CitedInstrument, id=id_, **cited_values(label, written_number, target.name, row, held))
        self._keep(id_, label, row)
        return id_

    def _misdated(self, key: str | None) -> int | None:
        """The row of the instrument of the base that a key names with a wrong day; the label keeps what is written."""
        held = {item.key: item.row for item in self._known.numbered(number_of_key(key))} if key else {}
        same = _misdated(held, key) if key else None
        return held[same] if same else None

    def _read(self, names: Iterable[str]) -> None:
        row = tables.CitedInstrument
        new = [name for name in names if name not in self._by_name]
        self._by_name.update((name, []) for name in new)
        numbers = [name for name in new if not name.startswith(UNRESOLVED) and "/" not in name]
        for column, values in ((row.number_slug, numbers), (row.label, sorted(set(new).difference(numbers)))):
            for id_, label, held in rows_among(self._session, select(row.id, row.label, row.instrument_id), column, values):
                if id_ not in self._name and _short_name(label) in self._by_name:
                    self._keep(id_, label, held)

    def _keep(self, id_: int, label: str, instrument_id: int | None) -> None:
        self._ids[label] = id_
        self._instrument[id_] = instrument_id
        self._name[id_] = _short_name(label)
        self._by_name[self._name[id_]].append(label)

    def _fuller_or_less(self, key: str) -> int | None:
        """The row of the same instrument under a key that says more, or less; the fuller key stays."""
        others = self._by_name[_short_name(key)]
        fuller = [label for label in others if says_less(key, label)]
        if len(fuller) == 1 and names_one(key, fuller[0]):
            return self._ids[fuller[0]]
        less = [label for label in others if says_less(label, key) and names_one(label, key)]
        if len(less) != 1:
            return None
        id_ = self._ids[key] = self._ids.pop(less[0])
        self._by_name[_short_name(key)] = [label for label in others if label != less[0]] + [key]
        held = self._known.keyed(key)
        self._instrument[id_] = self._instrument[id_] or (held.row if held else None)
        self._rows.flush()
        row = tables.CitedInstrument
        values = {"label": key, "key": key, "instrument_id": self._instrument[id_]}
        self._session.execute(update(row).where(row.id == id_).values(**values))
        return id_


def _only(held: Sequence[str], key: str) -> str | None:
    """The one key of the base that names the same as another one, and says more or less."""
    fuller = [item for item in held if says_less(key, item)]
    if fuller:
        return fuller[0] if len(fuller) == 1 and names_one(key, fuller[0]) else None
    less = [item for item in held if says_less(item, key) and names_one(item, key)]
    same = less or [item for item in held if differs_in_issuer(item, key)]
    return same[0] if len(same) == 1 else None


def _misdated(held: Iterable[str], key: str) -> str | None:
    """The one key of the base that names the same as another one, which has another day."""
    found = [item for item in held if misdates(key, item)]
    return found[0] if len(found) == 1 else None


def _asked(target: Target) -> tuple[str | None, str | None, str | None]:
    key = split_key(target.key)[0] if target.key else None
    return (key, None, None) if key else (None, target.instrument, target.name)


def _label(key: str | None, target: Target) -> str | None:
    written = target.instrument or target.name
    return key or (None if written is None else f"{UNRESOLVED}{slug(written)}")


def _short_name(label: str) -> str:
    number = number_of_key(label)
    return number if number != UNKNOWN else label
