"""From a plan to the clauses that answer: one for each article, best first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import tantivy
from haystack import Document

from documents.timeline import StatusCode
from kb.errors import InvalidQueryError
from kb.index.filters import none_of
from kb.index.store import Match, TantivyDocumentStore
from kb.search.model import Filters
from kb.search.terms import Terms, read_terms
from kb.search.understanding import Plan
from kb.search.versions import Visible

MOST_CLAUSES = 20_000
_CLAUSES_A_HIT = 8
_FEWEST_CLAUSES = 100
_RAISED = 8.0
"""What a clause gains when the query names its instrument: about what one rare pair of words brings."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The best clause of each article, best first, and the terms that found them."""

    documents: tuple[Document, ...]
    terms: Terms


def retrieve(store: TantivyDocumentStore, plan: Plan, count: int, visible: Visible) -> Answers:
    """Fetch what a plan asks for.

    :param count: how many articles
    """
    searcher = store.searcher()
    conditions = haystack_filter(plan.filters, plan.understood.as_of)
    within = store.compile(conditions) if conditions else None
    if visible.hidden:
        shown = none_of([tantivy.Query.term_set_query(store.schema, "version", list(visible.hidden))])
        within = shown if within is None else _both(within, shown)
    terms = read_terms(plan.words, searcher.doc_freq, searcher.num_docs)
    if plan.provisions:
        cited = [match for key in plan.provisions if (match := _provision(store, searcher, key, within, visible))]
        found = list({match.group: match for match in reversed(cited)}.values())[::-1]
    elif plan.instruments:
        found = _beginnings(store, searcher, plan.instruments, count, within, visible)
    elif terms.terms:
        found = _by_words(store, searcher, terms, plan, count, within, visible)
    else:
        found = []
    return Answers(tuple(store.stored(match) for match in found[:count]), terms)


def haystack_filter(filters: Filters, day: date) -> dict[str, Any] | None:
    """Filters as Haystack writes them; a status is a condition on days, the same as in `documents.timeline.status_on`."""
    conditions: list[dict[str, Any]] = [
        {"field": f"meta.{name}", "operator": "==", "value": value}
        for name, value in (
            ("type", filters.type),
            ("issuer", filters.issuer),
            ("topic", filters.topic),
            ("instrument", filters.instrument),
        )
        if value is not None
    ]
    if filters.issued_from:
        conditions.append({"field": "meta.issued_on", "operator": ">=", "value": filters.issued_from.isoformat()})
    if filters.issued_to:
        conditions.append({"field": "meta.issued_on", "operator": "<=", "value": filters.issued_to.isoformat()})
    if filters.status:
        conditions.append(_status_filter(filters.status, day.isoformat()))
    return {"operator": "AND", "conditions": conditions} if conditions else None


def _status_filter(status: str, day: str) -> dict[str, Any]:
    def compare(field: str, operator: str) -> dict[str, Any]:
        return {"field": f"meta.{field}", "operator": operator, "value": day}

    def every(*conditions: dict[str, Any]) -> dict[str, Any]:
        return {"operator": "AND", "conditions": list(conditions)}

    def no(*conditions: dict[str, Any]) -> dict[str, Any]:
        return {"operator": "NOT", "conditions": [{"operator": "OR", "conditions": list(conditions)}]}

    not_yet, other_wording, over = compare("effective_from", ">"), compare("wording_from", ">"), compare("effective_to", "<")
    past = no(not_yet, other_wording, over)
    halted = every(past, compare("halted_from", "<="), no(compare("halted_to", "<")))
    shown = every(past, compare("effective_from", "<="), compare("seen_on", ">="), no(halted, compare("doubt_from", "<=")))
    suspended = compare("suspended_from", "<=")
    expired = every(over, no(not_yet, other_wording))
    match status:
        case StatusCode.NOT_YET:
            return not_yet
        case StatusCode.EXPIRED:
            return expired
        case StatusCode.IN_FORCE:
            return every(shown, no(suspended))
        case StatusCode.SUSPENDED:
            return {"operator": "OR", "conditions": [halted, every(shown, suspended)]}
        case StatusCode.UNKNOWN:
            return no(not_yet, expired, halted, shown)
        case _:
            raise InvalidQueryError(f"Không có tình trạng hiệu lực “{status}”. (There is no such status.)")


def _both(first: tantivy.Query, second: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, first), (tantivy.Occur.Must, second)])


def _by_words(
    store: TantivyDocumentStore,
    searcher: tantivy.Searcher,
    terms: Terms,
    plan: Plan,
    count: int,
    within: tantivy.Query | None,
    visible: Visible,
) -> list[Match]:
    """The articles whose best clause answers best. More clauses are fetched until there are enough articles."""
    raised = [(tantivy.Query.term_query(store.schema, "instrument", key), _RAISED) for key in plan.raised]
    limit = max(_FEWEST_CLAUSES, _CLAUSES_A_HIT * count)
    while True:
        matches = store.retrieve(terms.terms, limit, within, raised, searcher)
        best = best_of_groups(matches, visible.rank)
        if len(best) >= count or len(matches) < limit or limit >= MOST_CLAUSES:
            break
        limit = min(limit * 4, MOST_CLAUSES)
    return [_newest_wording(store, searcher, match, terms, visible) for match in best[:count]]


def best_of_groups(matches: list[Match], rank: Mapping[int, int]) -> list[Match]:
    """The best clause of each article; where several versions hold it, of the version that goes first."""
    best: dict[int, Match] = {}
    for match in matches:
        known = best.get(match.group)
        if known is None or rank.get(match.version, 0) > rank.get(known.version, 0):
            best[match.group] = match
    return list(best.values())


def _newest_wording(store: TantivyDocumentStore, searcher: tantivy.Searcher, match: Match, terms: Terms, visible: Visible) -> Match:
    """The same article in the version that is read on the day, when only the words of another one matched."""
    if match.version not in visible.rank:
        return match
    everywhere = tantivy.Query.term_query(store.schema, "group", match.group)
    hidden = set(visible.hidden)
    copies = [copy for copy in store.retrieve((), 1_000, everywhere, searcher=searcher) if copy.version not in hidden]
    first = max(visible.rank.get(copy.version, 0) for copy in copies)
    if visible.rank[match.version] == first:
        return match
    there = next(copy.version for copy in copies if visible.rank.get(copy.version, 0) == first)
    within = _both(everywhere, tantivy.Query.term_query(store.schema, "version", there))
    found = store.retrieve(terms.terms, 1, within, searcher=searcher) or store.retrieve((), 1, within, searcher=searcher)
    return found[0] if found else match


def _beginnings(
    store: TantivyDocumentStore,
    searcher: tantivy.Searcher,
    keys: tuple[str, ...],
    count: int,
    within: tantivy.Query | None,
    visible: Visible,
) -> list[Match]:
    """The first articles of one instrument, or the first of each of several."""
    found: list[Match] = []
    for key in keys:
        one = tantivy.Query.term_query(store.schema, "instrument", key)
        matches = store.retrieve((), MOST_CLAUSES, one if within is None else _both(one, within), searcher=searcher)
        first = best_of_groups(matches, visible.rank)
        found.extend(first if len(keys) == 1 else first[:1])
    return found[:count]


def _provision(
    store: TantivyDocumentStore, searcher: tantivy.Searcher, key: str, within: tantivy.Query | None, visible: Visible
) -> Match | None:
    """The document that holds a provision, in the version that is read on the day."""
    instrument, _, path = key.partition("#")
    parts = path.split("/")
    for depth in range(len(parts), 0, -1):
        article = store.article(f"{instrument}#{'/'.join(parts[:depth])}")
        matches = store.retrieve((), 1_000, article if within is None else _both(article, within), searcher=searcher)
        if not matches:
            continue
        first = max(visible.rank.get(match.version, 0) for match in matches)
        matches = [match for match in matches if visible.rank.get(match.version, 0) == first]
        if depth == len(parts):
            return matches[0]
        return next((match for match in matches if _holds(store.stored(match), path)), matches[0])
    return None


def _holds(document: Document, path: str) -> bool:
    return document.meta["clause"] == path or any(piece[0] == path for piece in document.meta["pieces"])
