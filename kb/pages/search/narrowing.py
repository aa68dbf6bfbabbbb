"""What narrows a search: what was understood of it, which can be taken away again, and how many articles are of each kind."""

from collections.abc import Mapping
from datetime import date

import streamlit as st
from markupsafe import Markup

from kb.index import fields
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit.base import base
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros
from kb.pages.kit.picks import Pick, bound_words, names_of, pick_of, picks_html, with_either
from kb.search import Condition, Facets, Filters, Order, count

_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def asked_html(frame: Frame, asked: tuple[Condition, ...]) -> Markup:
    """What was understood as more than words, each with a button that takes it away."""
    return macros("narrowing").asked(frame, [(_asked_words(frame.say, item), item.without) for item in asked])


def _asked_words(say: Catalogue, asked: Condition) -> str:
    value = names_of(say, asked.kind).get(asked.value, asked.value)
    field = fields.filter_named(asked.kind)
    if field and field.ordered:
        value = say.day(date.fromisoformat(asked.value))
    if field and field.stated:
        value = bound_words(say, field.stated, asked.value)
    return say(f"asked.{asked.kind}", value=value)


def chosen_filters(say: Catalogue) -> dict[str, str]:
    """The filters that the address names, and that there are."""
    year = at.read_number(st.query_params.get(at.YEAR)) or 0
    chosen = {at.YEAR: str(year)} if _FIRST_YEAR <= year <= _LAST_YEAR else {}
    for kind, name in at.filters().items():
        value = st.query_params.get(name)
        if value and value in names_of(say, kind):
            chosen[name] = value
    return chosen


def counts_of(
    words: str, day: date | None, chosen: Mapping[str, str], verbatim: bool
) -> tuple[dict[str, Mapping[str, int]], Facets | None]:
    """How many articles there are of each kind. Of what is narrowed already, as many as there were without that."""
    every = count(base(), words, day, filters_of(chosen), verbatim)
    counts = dict(every.counts) if every else {}
    for kind, name in at.filters().items():
        if name in chosen and every:
            without = filters_of({other: value for other, value in chosen.items() if other != name})
            if alone := count(base(), words, day, without, verbatim):
                counts[kind] = alone.counts[kind]
    if counts:
        counts["status"] = with_either(counts["status"])
    return counts, every


def row_html(
    frame: Frame, chosen: Mapping[str, str], order: Order, counts: Mapping[str, Mapping[str, int]], facets: Facets | None
) -> Markup:
    """What the hits are narrowed and ordered by.

    :param counts: how many articles there are of each kind; of what is not there nothing was counted
    """
    say, params = frame.say, {**chosen, at.SORT: order.value if order is not Order.RELEVANCE else ""}
    picks = [pick_of(say, kind, chosen.get(name, ""), counts.get(kind)) for kind, name in at.filters().items()]
    orders = [("" if item is Order.RELEVANCE else item.value, say(f"search.sort_{item.value}"), None) for item in Order]
    note = say("search.facets_all" if facets.complete else "search.facets_best", count=facets.articles) if facets else ""
    narrowing = picks_html(frame, at.SEARCH, picks, params, note)
    return narrowing + picks_html(frame, at.SEARCH, [Pick(at.SORT, say("search.sort"), orders, params[at.SORT])], params)


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
