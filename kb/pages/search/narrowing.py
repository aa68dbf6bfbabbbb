"""What narrows a search: what was understood of it, which can be taken away again, and how many articles are of each kind."""

from collections.abc import Mapping
from datetime import date

import streamlit as st
from markupsafe import Markup

from documents.time.status import Told
from kb.index import fields
from kb.index.evidence import EVER_SHOWN
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import SIGNS, macros
from kb.search import Asked, Facets, Filters, Order

_SHOWN = 6
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def names_of(say: Catalogue, kind: str) -> Mapping[str, str]:
    """How the values of a facet are called; years call themselves."""
    return {value: _called(say, kind, value, name) for value, name in data.filter_choices(revision()).get(kind, {}).items()}


def _called(say: Catalogue, kind: str, value: str, name: str) -> str:
    words = say(f"{kind}.{value}") if say.has(f"{kind}.{value}") else name
    return f"{SIGNS[value]} {words}" if kind == "status" and value in SIGNS else words


def chosen_year() -> int | None:
    """The year of issue that the address names."""
    year = at.read_number(st.query_params.get(at.YEAR))
    return year if year and _FIRST_YEAR <= year <= _LAST_YEAR else None


def chosen_order() -> Order:
    """The order that the address names."""
    named = st.query_params.get(at.SORT)
    return Order(named) if named in set(Order) else Order.RELEVANCE


def asked_html(frame: Frame, asked: tuple[Asked, ...], params: Mapping[str, str]) -> Markup:
    """What was understood as more than words, each with a button that takes it away; and the year that was chosen.

    :param params: the filters of the address
    """
    chips = [(_asked_words(frame.say, item), item.without) for item in asked]
    return macros("narrowing").asked(frame, chips, params)


def _asked_words(say: Catalogue, asked: Asked) -> str:
    value = names_of(say, asked.kind).get(asked.value, asked.value)
    field = fields.filter_named(asked.kind)
    if field and field.ordered:
        value = say.day(date.fromisoformat(asked.value))
    return say(f"asked.{asked.kind}", value=value)


def facets_html(frame: Frame, facets: Facets, params: Mapping[str, str]) -> Markup:
    """How many articles are of each kind; each number narrows the search to its kind, or opens it again.

    :param params: the filters of the address
    """
    counts = {kind: dict(counted) for kind, counted in facets.counts.items()}
    if Told.WAS_IN_FORCE in counts["status"]:
        both = sum(counts["status"].get(told, 0) for told in (Told.IN_FORCE, Told.WAS_IN_FORCE))
        counts["status"] = {EVER_SHOWN: both, **counts["status"]}
    groups = [(kind, at.filters()[kind], names_of(frame.say, kind), list(counted.items())) for kind, counted in counts.items()]
    return macros("narrowing").facets(frame, facets, groups, params, _SHOWN)


def filters_of(params: Mapping[str, str]) -> Filters:
    """The filters that an address names."""
    year = at.read_number(params.get(at.YEAR))
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    chosen = {field.name: params.get(field.address) or None for field in fields.FILTERS if field.address}
    return Filters(**chosen, issued_from=first, issued_to=last)


def params_of(filters: Filters) -> dict[str, str | None]:
    """The other way round: what an address has to name so that these filters are set."""
    since = filters.get("issued_from")
    return {name: filters.get(kind) if name != at.YEAR else since and since[:4] for kind, name in at.filters().items()}
