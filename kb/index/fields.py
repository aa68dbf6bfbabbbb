"""What the index looks up of a document, and what hits are filtered by: each filter is declared once, in `FILTERS`.

A row of `FILTERS` is all that syntax, page, address, index, both engines, search without an index, saved searches and counts need.
The catalogue names it: ``asked.NAME`` where it can be typed, ``search.NAME`` where the page offers it.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from documents.model import InstrumentType
from documents.text import fold
from documents.time.status import Told
from documents.wording.types import ABBREVIATIONS
from kb.database.tables import CodifiedArticle, Instrument, Issuer
from kb.index.engine import FOLDED, MARKED, Filter
from kb.index.evidence import EVER_SHOWN, status_filter

INDEX_FORMAT = 15
"""Raised whenever what is indexed changes, so that an index of an older form is rebuilt instead of misread."""

TOKEN_FIELDS = (MARKED, FOLDED)
INTEGER_FIELDS = ("version", "unit", "provision")
GROUP = "group"

_COMPARED: dict[str, Callable[[Any, Any], Any]] = {"==": operator.eq, ">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True, eq=False)
class FilterField:
    """Something that hits are filtered by.

    :param typed: how the field is called in a query, without marks
    :param column: of the instrument or its issuer; None where nothing less than the index or the text's evidence tells it
    :param indexed: its field in the index, where that has another name
    :param operator: how a document's value stands to the wanted one; what is ordered are days
    :param words: what may be typed for its values, folded, where that does not depend on the base
    :param names: the values that a base has and how they are called, in the order in which they are offered
    :param address: the page's parameter, where the page offers it
    :param condition: of a value on a day, where it is more than a comparison with one field
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
    FilterField("instrument", column=Instrument.key),
)
"""In the order in which the page offers them."""


def filter_named(name: str) -> FilterField | None:
    """The filter of a name."""
    return next((field for field in FILTERS if field.name == name), None)


def instrument_columns() -> dict[str, InstrumentedAttribute[Any]]:
    """By field of the index, the column of the instrument or its issuer that fills it."""
    return {field.place: field.column for field in FILTERS if field.column is not None}


def name_fields() -> tuple[str, ...]:
    """Fields of names, each of which a document may have several of."""
    return _looked_up(FILTERS)[0]


def day_fields() -> tuple[str, ...]:
    """Fields of days."""
    return _looked_up(FILTERS)[1]


@lru_cache(maxsize=4)
def _looked_up(filters: tuple[FilterField, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = [field.place for field in filters if not (field.ordered or field.condition)]
    days = dict.fromkeys(field.place for field in filters if field.ordered)
    return (*names, "influences"), (*days, "effective_from", "effective_to")
