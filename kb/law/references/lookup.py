"""What a base knows of instruments, for resolving references and for lists of expired texts: looked up by key, kept in memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, event, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from documents.identity.issuers import issuers_of_number
from documents.keys import number_slug
from documents.messages import Message
from documents.model import InstrumentType, Kind
from documents.paths import UNKNOWN, key_parts, kind_of, number_of, parent_of, unit_of
from documents.references import KnownInstrument
from documents.references.resolution import built_in
from kb.database import tables
from kb.database.cache import BaseCache
from kb.database.reading.details import slices
from kb.database.reading.reader import content_revision
from kb.database.reading.records import of_row
from kb.database.storing.arrangement import COMPILED

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
