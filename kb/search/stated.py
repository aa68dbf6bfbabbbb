"""Searches that ask for deadlines and amounts: in which words clauses state them, and how many articles do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kb.index.engine import Document, Filter, View, among, every
from kb.index.fields import FILTERS
from kb.index.stated import OFFERED, span_of
from kb.search.model import Filters, Hit

_MOST_QUOTED = 3
_MOST_CLAUSES = 20_000
_FIELDS = [field for field in FILTERS if field.stated]


def stating_filter(filters: Filters, day: date) -> Filter | None:
    """What the index is asked for where filters ask for what a clause states."""
    given = filters.given()
    return every(*(field.within(given[field.name], day) for field in _FIELDS if field.name in given))


def with_stated(hits: Sequence[Hit], documents: Sequence[Document], filters: Filters) -> tuple[Hit, ...]:
    """Hits that quote the words which state what is asked for.

    :param documents: those that the hits were made of
    """
    given = filters.given()
    spans = {field.stated: span_of(field.stated, given[field.name]) for field in _FIELDS if field.name in given}
    if not spans:
        return tuple(hits)
    from documents.duties.stated import values_in  # only here, see `kb.index.stated`

    def quoted(text: str) -> tuple[str, ...]:
        there = ((value, *spans[value.what]) for value in values_in(text) if value.what in spans)
        fitting = (
            value.words
            for value, first, last in there
            if (first is None or value.number >= first) and (last is None or value.number <= last)
        )
        return tuple(dict.fromkeys(fitting))[:_MOST_QUOTED]

    return tuple(replace(hit, stated=quoted(document.content or "")) for hit, document in zip(hits, documents, strict=True))


def count_by_bound(view: View, articles: Sequence[int], day: date) -> dict[str, dict[str, int]]:
    """How many articles have a clause that states a value within each of the bounds that are offered."""
    counts: dict[str, dict[str, int]] = {}
    for field in _FIELDS:
        asked = ((bound, every(among("unit", articles), field.within(bound, day))) for bound in OFFERED[field.stated])
        found = ((bound, {match.unit for match in view.retrieve((), _MOST_CLAUSES, within)}) for bound, within in asked)
        counts[field.name] = {bound: len(units) for bound, units in found if units}
    return counts
