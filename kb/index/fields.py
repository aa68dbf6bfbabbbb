"""What the index looks up of a document, and what hits are filtered by: each filter is declared once, in `FILTERS`.

The rule that makes a status of evidence stands in `documents.time` and nowhere else. An engine looks up its result: the periods
in which a document has each status. A change of the rule is therefore a change of `kb.index.fields.INDEX_FORMAT`.

A row of `FILTERS` is all that syntax, page, address, index, both engines, search without an index, saved searches and counts need.
The catalogue names it: ``asked.NAME`` where it can be typed, ``search.NAME`` where the page offers it.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from documents.duties.statement import AMOUNT, DEADLINE
from documents.model import InstrumentType
from documents.text import fold
from documents.time.status import Status, StatusCode, Told
from documents.time.timeline import Evidence
from documents.wording.types import ABBREVIATIONS
from kb.database.tables import CodifiedArticle, Instrument, Issuer
from kb.errors import InvalidQueryError
from kb.index.engine import FOLDED, MARKED, Filter, among
from kb.index.stated import OFFERED, span_of
from kb.law.status.provision_status import too_old

STATUS_DAYS = "status_days"
"""The field with the blocks of days of each status, as whole numbers. What has none of them on a day is unknown."""

CLAUSE_EVIDENCE = "clause_evidence"
"""What ``meta`` keeps of a clause that has other evidence than its article. A hit, and what filters it, has its article's."""

_EVIDENCE = TypeAdapter(Evidence)
_FIELDS = tuple(item.name for item in fields(Evidence))
_KNOWN = tuple(told for told in Told if told is not Told.UNKNOWN)
EVER_SHOWN = "in_force_or_was"
"""In force, also where that is what a check says that is not too old."""


@lru_cache(maxsize=4096)
def evidence_meta(evidence: Evidence) -> Mapping[str, Any]:
    """What a document's ``meta`` keeps of evidence: each field that says something under its own name, as JSON has it."""
    kept = _EVIDENCE.dump_python(evidence, mode="json", exclude_defaults=True)
    return MappingProxyType(kept)


def evidence_of(meta: Mapping[str, Any]) -> Evidence:
    """The evidence that a document's ``meta`` keeps; what is not there is not known.

    :raises ValueError: something in it is no such evidence
    """
    values = tuple(map(meta.get, _FIELDS))
    try:
        return _read(values)
    except TypeError:  # a list has no hash: what others suspend or may have changed is read each time
        return _read.__wrapped__(values)


def clause_evidence_of(meta: Mapping[str, Any]) -> Evidence:
    """The evidence of the clause itself that a document is made of."""
    return evidence_of(meta.get(CLAUSE_EVIDENCE) or meta)


@lru_cache(maxsize=8192)
def status_of(evidence: Evidence, day: date) -> Status:
    """The status on a day, remembered: the articles of a text mostly rest on the same evidence."""
    return evidence.status_on(day)


@lru_cache(maxsize=8192)
def last_known_of(evidence: Evidence, day: date) -> tuple[StatusCode, date] | None:
    """What the status was when it was last known, remembered (`Evidence.last_known`)."""
    return evidence.last_known(day)


@lru_cache(maxsize=4096)
def _read(values: tuple[Any, ...]) -> Evidence:
    return _EVIDENCE.validate_python({name: value for name, value in zip(_FIELDS, values, strict=True) if value is not None})


@lru_cache(maxsize=4096)
def status_days(evidence: Evidence) -> tuple[int, ...]:
    """The values of `STATUS_DAYS`. The articles of a text mostly rest on the same evidence."""
    periods = (period for period in evidence.periods_of(lambda status: status.told) if period[0] in _KNOWN)
    return tuple(_KNOWN.index(told) * BLOCKS + block for told, first, last in periods for block in blocks_of(first, last))


def status_filter(status: str, day: date) -> Filter:
    """What a status is shown of on a day, as Haystack writes it.

    What was in force when last checked is what it was a year ago already where that check is too old: it is shown as unknown then.

    :param status: a value of `Told`, or `EVER_SHOWN`
    :raises InvalidQueryError: there is no such status
    """
    was = (Told.WAS_IN_FORCE,)
    stale = _any_of(was, too_old(day) + timedelta(days=1))
    checked: Filter = {"operator": "AND", "conditions": [_any_of(was, day), {"operator": "NOT", "conditions": [stale]}]}
    if status == Told.WAS_IN_FORCE:
        return checked
    if status == EVER_SHOWN:
        return {"operator": "OR", "conditions": [_any_of((Told.IN_FORCE,), day), checked]}
    if status == Told.UNKNOWN:
        known = _any_of(tuple(told for told in _KNOWN if told not in was), day)
        return {"operator": "NOT", "conditions": [{"operator": "OR", "conditions": [known, checked]}]}
    if status not in _KNOWN:
        raise InvalidQueryError("status_unknown", status=status)
    return _any_of((Told(status),), day)


def _any_of(statuses: tuple[Told, ...], day: date) -> Filter:
    # A period holds the day if one of the blocks in which the day lies is among its own.
    blocks = [_number(level, _day(day)) for level in range(_LEVELS + 1)]
    return among(STATUS_DAYS, (_KNOWN.index(status) * BLOCKS + block for status in statuses for block in blocks))


# Several periods in one field of whole numbers: a period is kept as the blocks of 1, 2, 4 … days that it is made of, a day is
# looked for by the blocks that it lies in. Two fields for a first and a last day would hold one period only.

_LEVELS = 22
BLOCKS = (_LEVELS + 1) << _LEVELS
"""Blocks are numbered below this."""
_LAST = (1 << _LEVELS) - 1
"""Blocks reach beyond the last day of the calendar: what has no end ends there."""


def blocks_of(start: date, end: date | None) -> list[int]:
    """The blocks of days that a period is made of, 44 at most; none where it ends before it begins."""
    # The first day of the calendar is 0, so that what was always so is a few large blocks.
    first, last = _day(start), _day(end) if end else _LAST
    blocks = []
    while first <= last:
        level = min((first & -first).bit_length() - 1 if first else _LEVELS, (last - first + 1).bit_length() - 1)
        blocks.append(_number(level, first))
        first += 1 << level
    return blocks


def _day(day: date) -> int:
    return day.toordinal() - 1


def _number(level: int, day: int) -> int:
    return level << _LEVELS | day >> level


BASE_ID = "index_base"
INDEX_FORMAT = 23
"""Raised whenever what is indexed changes, so that an index of an older form is rebuilt instead of misread."""

TOKEN_FIELDS = (MARKED, FOLDED)
INTEGER_FIELDS = ("version", "unit", "provision")
GROUP = "group"
VALUE_FIELDS = (DEADLINE, AMOUNT)
"""What a clause states, each as often as it does: minutes and đồng."""

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {"==": operator.eq, ">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True, eq=False)
class FilterField:
    """Something that hits are filtered by.

    :param typed: how the field is called in a query, without marks
    :param column: of the instrument or its issuer; None where it has none
    :param indexed: its field in the index, where that has another name
    :param operator: how a document's value stands to the wanted one; what is ordered are days
    :param words: what may be typed for its values, folded, where that does not depend on the base
    :param names: the values that a base has and how they are called, in the order in which they are offered
    :param address: the page's parameter, where the page offers it
    :param condition: of a value on a day, where it is more than a comparison with one field
    :param stated: its values are bounds on what clauses state of this kind (`kb.index.stated`)
    """

    name: str
    typed: tuple[str, ...] = ()
    column: InstrumentedAttribute[Any] | None = None
    indexed: str = ""
    operator: str = "=="
    words: Mapping[str, str] | None = None
    names: Callable[[Connection], Mapping[str, str]] | None = None
    address: str | None = None
    condition: Callable[[str, date], Filter] | None = None
    stated: str = ""

    @property
    def place(self) -> str:
        """Its field in the index."""
        return self.indexed or self.name

    @property
    def ordered(self) -> bool:
        """Whether its values are days, of which some come before others."""
        return self.operator != "=="

    def within(self, value: str, day: date) -> Filter:
        """What the index is asked for."""
        if self.condition is not None:
            return self.condition(value, day)
        if self.stated:
            return {"field": f"meta.{self.stated}", "operator": "between", "value": span_of(self.stated, value)}
        return {"field": f"meta.{self.place}", "operator": self.operator, "value": value}

    def in_database(self, value: str) -> ColumnElement[bool] | None:
        """What the database is asked for; None where it does not know."""
        if self.column is None:
            return None
        compared: ColumnElement[bool] = _COMPARED[self.operator](self.column, date.fromisoformat(value) if self.ordered else value)
        return compared


def _types(connection: Connection) -> dict[str, str]:
    found = set(connection.scalars(select(Instrument.type).distinct()))
    return {kind.value: kind.value for kind in InstrumentType if kind.value in found}


def _issuers(connection: Connection) -> dict[str, str]:
    issuers = select(Issuer.slug, Issuer.name).join(Instrument, Instrument.issuer_id == Issuer.id).distinct()
    return _by_name(connection, issuers)


def _topics(connection: Connection) -> dict[str, str]:
    """The topics of the codification that the base has articles of."""
    topic = CodifiedArticle.topic_code
    return _by_name(connection, select(topic, func.max(CodifiedArticle.topic)).group_by(topic))


def _by_name(connection: Connection, values: "Select[str, str]") -> dict[str, str]:
    return dict(sorted(((value, name) for value, name in connection.execute(values)), key=lambda item: fold(item[1])))


def _offered(what: str, connection: Connection) -> dict[str, str]:
    return {value: value for value in OFFERED[what]}


def _statuses(connection: Connection) -> dict[str, str]:
    return {code: code for code in (*(told.value for told in Told), EVER_SHOWN)}


_TYPE_WORDS = {**{value.replace("-", " "): value for value in InstrumentType}, **ABBREVIATIONS, "hp": "hien-phap"}
_STATUS_TYPED = {
    EVER_SHOWN: ("con", "con hieu luc"),  # each hit says when it was checked; little in a base is checked today
    Told.IN_FORCE: ("dang co", "dang co hieu luc", "con chac"),
    Told.WAS_IN_FORCE: ("con khi kiem tra", "con khi kiem tra lan cuoi"),
    Told.EXPIRED: ("het", "het hieu luc"),
    Told.NOT_YET: ("chua", "chua co", "chua co hieu luc"),
    Told.SUSPENDED: ("ngung", "ngung hieu luc"),
    Told.UNKNOWN: ("chua ro", "khong ro", "chua ro hieu luc"),
}
_STATUS_WORDS = {words: str(told) for told, typed in _STATUS_TYPED.items() for words in (*typed, str(told).replace("_", " "))}

FILTERS: tuple[FilterField, ...] = (
    FilterField("type", ("loai", "loai van ban"), Instrument.type, words=_TYPE_WORDS, names=_types, address="loai"),
    FilterField("issuer", ("co quan", "co quan ban hanh"), Issuer.slug, names=_issuers, address="coquan"),
    FilterField("province", column=Instrument.province),
    FilterField("topic", ("chu de",), names=_topics, address="chude"),
    FilterField(
        "status",
        ("hieu luc", "tinh trang"),
        words=_STATUS_WORDS,
        names=_statuses,
        address="hieuluc",
        condition=status_filter,
    ),
    FilterField("issued_from", ("tu",), Instrument.issued_on, "issued_on", ">="),
    FilterField("issued_to", ("den",), Instrument.issued_on, "issued_on", "<="),
    FilterField("deadline", ("han", "thoi han"), names=partial(_offered, DEADLINE), address="han", stated=DEADLINE),
    FilterField("amount", ("muc",), names=partial(_offered, AMOUNT), address="muc", stated=AMOUNT),
    FilterField("instrument", column=Instrument.key),
)
"""In the order in which the page offers them."""


def filter_named(name: str) -> FilterField | None:
    """The filter of a name."""
    return next((field for field in FILTERS if field.name == name), None)


def name_fields() -> tuple[str, ...]:
    """Fields of names, each of which a document may have several of."""
    return _looked_up(FILTERS)[0]


def day_fields() -> tuple[str, ...]:
    """Fields of days."""
    return _looked_up(FILTERS)[1]


@lru_cache(maxsize=4)
def _looked_up(filters: tuple[FilterField, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = [field.place for field in filters if not (field.ordered or field.condition or field.stated)]
    days = dict.fromkeys(field.place for field in filters if field.ordered)
    return (*names, "influences"), (*days, "effective_from", "effective_to")
