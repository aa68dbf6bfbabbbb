"""Searches that ask for deadlines and amounts: in which words clauses state them, and how many articles do."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date

from kb.index.engine import Document, View, among, every
from kb.index.fields import FILTERS
from kb.index.stated import OFFERED, span_of
from kb.search.hits import best_snippet
from kb.search.model import Filters, Hit, Snippet
from kb.search.terms import Terms

_MOST_QUOTED = 3
_MOST_CLAUSES = 20_000
_FIELDS = [field for field in FILTERS if field.stated]


def with_stated(hits: Sequence[Hit], documents: Sequence[Document], filters: Filters, terms: Terms) -> tuple[Hit, ...]:
    """Hits that show the point which states what is asked for, and quote its words: those of another point are of another matter.

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

    def stating(hit: Hit, document: Document) -> Hit:
        content = document.content or ""
        pieces = [(path, start, end) for path, start, end in document.meta["pieces"] if quoted(content[start:end])]
        if not pieces:
            return replace(hit, stated=quoted(content))
        shown = next((piece for piece in pieces if piece[0] == hit.snippet_path), None)
        found = None if shown else best_snippet(content, pieces, terms)
        if found is not None:
            hit = replace(hit, **{field.name: getattr(found, field.name) for field in fields(Snippet)})
        words = next(content[start:end] for path, start, end in pieces if path == hit.snippet_path)
        return replace(hit, stated=quoted(words))

    return tuple(stating(hit, document) for hit, document in zip(hits, documents, strict=True))


def count_by_bound(view: View, articles: Sequence[int], day: date) -> dict[str, dict[str, int]]:
    """How many articles have a clause that states a value within each of the bounds that are offered."""
    counts: dict[str, dict[str, int]] = {}
    for field in _FIELDS:
        asked = ((bound, every(among("unit", articles), field.within(bound, day))) for bound in OFFERED[field.stated])
        found = ((bound, {match.unit for match in view.retrieve((), _MOST_CLAUSES, within)}) for bound, within in asked)
        counts[field.name] = {bound: len(units) for bound, units in found if units}
    return counts
