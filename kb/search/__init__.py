"""Search: understanding a query, fetching the clauses that answer it, and making hits of them.

Nothing here writes the words of a query anywhere: no log, no file, no address.
"""

import time
from collections.abc import Sequence
from datetime import date
from functools import partial

from haystack import Document

from kb.database.reading.reader import today
from kb.errors import IndexChangedError, IndexUnavailableError
from kb.index.build import Base, OpenIndex
from kb.search.context import context_of
from kb.search.facets import facets_of
from kb.search.fallback import store_from_database
from kb.search.hits import make_hits, with_typed
from kb.search.meaning import meaning_of
from kb.search.model import Asked, Choice, Facets, Filters, Hit, Order, QueryKind, Reasons, SearchResult, Understood
from kb.search.reading.asking import plan_of
from kb.search.reading.interpretation import Knowledge, knowledge_of
from kb.search.retrieval import retrieve
from kb.vectors.indexing import index_for_search

__all__ = ["Asked", "Choice", "Facets", "Filters", "Hit", "Order", "QueryKind", "Reasons", "SearchResult", "Understood", "search"]

SORTED = 50
"""By date, so many of the best articles are put in order, then so many of the next: what answers less never comes before them."""


def search(
    base: Base,
    query: str,
    k: int = 10,
    as_of: date | None = None,
    filters: Filters | None = None,
    order: Order = Order.RELEVANCE,
    facets: bool = False,
    verbatim: bool = False,
    knowledge: Knowledge | None = None,
) -> SearchResult:
    """Find the articles that answer a query: words, a number or a citation, with phrases and fields (`kb.search.reading.syntax`).

    :param base: an open base
    :param k: how many articles
    :param as_of: the day asked about; default: the one that the query names, else today in Vietnam
    :param order: by date, the best `SORTED` articles are put in order, then the next as many
    :param facets: count the articles that answer, too
    :param verbatim: search the words as typed: no marks are restored, nothing is corrected, no day is read, nothing is added
    :param knowledge: what reading the words rests on; default: what is known of the base
    :raises IndexMissingError: there is no usable index; `kb reindex` builds it
    """
    knowledge = knowledge or knowledge_of(base, as_of is not None, verbatim)
    answer = partial(_answer, base, query, max(k, 0), as_of, filters or Filters(), order, facets, knowledge)
    try:
        try:
            return answer(index_for_search(base))
        except IndexChangedError:
            return answer(index_for_search(base))  # the index as it is now
    except (IndexUnavailableError, IndexChangedError):
        return answer(None)


def _answer(
    base: Base,
    query: str,
    k: int,
    as_of: date | None,
    filters: Filters,
    order: Order,
    facets: bool,
    knowledge: Knowledge,
    index: OpenIndex | None,
) -> SearchResult:
    """The answer from an index; without one, from the database."""
    began = time.perf_counter()
    day = as_of or today()
    context = context_of(base, index, day)
    plan = plan_of(query, day, filters, context, base.engine, knowledge)
    if plan.understood.as_of != day:
        day = plan.understood.as_of
        context = context_of(base, index, day)
    engine = index.store if index else store_from_database(base, plan, context.visible)
    meaning, vectors = meaning_of(base, plan, index.store) if index else (None, None)
    answers = retrieve(engine, plan, k if order is Order.RELEVANCE else -(-k // SORTED) * SORTED, context.visible, meaning)
    documents = _ordered(answers.documents, order)[:k]
    found = with_typed(base.engine, make_hits(documents, answers.terms, day, plan.provisions, answers.explained.reasons))
    # What was looked through in the database is too little to say that nothing answers.
    hits, near = (found, ()) if answers.explained.answered or index is None else ((), found)
    counted = facets_of(engine.view(), plan, context.visible, base.engine) if facets and index else None
    took = round((time.perf_counter() - began) * 1000, 3)
    return SearchResult(
        plan.understood,
        hits,
        took,
        context.stale,
        counted,
        degraded=index is None,
        vectors=vectors,
        near=near,
        evidence=answers.explained.evidence,
    )


def _ordered(documents: tuple[Document, ...], order: Order) -> tuple[Document, ...]:
    """By the instrument's day of issue; what has none comes last, and of one day the better first."""
    if order is Order.RELEVANCE:
        return documents
    parts = (documents[start : start + SORTED] for start in range(0, len(documents), SORTED))
    return tuple(document for part in parts for document in _dated(part, order))


def _dated(documents: Sequence[Document], order: Order) -> list[Document]:
    dated = [document for document in documents if document.meta.get("issued_on")]
    dated.sort(key=lambda document: str(document.meta["issued_on"]), reverse=order is Order.NEWEST)
    return [*dated, *(document for document in documents if not document.meta.get("issued_on"))]
