"""Search: understanding a query, fetching the clauses that answer it, and making hits of them.

Nothing here writes the words of a query anywhere: no log, no file, no address.
"""

import time
from datetime import date

from kb.database.reader import today
from kb.index.build import Base, index_for_search
from kb.search.context import context_of
from kb.search.hits import make_hits
from kb.search.model import Choice, Filters, Hit, QueryKind, SearchResult, Understood
from kb.search.retrieval import retrieve
from kb.search.understanding import understand

__all__ = ["Choice", "Filters", "Hit", "QueryKind", "SearchResult", "Understood", "search"]


def search(base: Base, query: str, k: int = 10, as_of: date | None = None, filters: Filters | None = None) -> SearchResult:
    """Find the articles that answer a query: words, a number or a citation.

    :param base: an open base
    :param k: how many articles
    :param as_of: the day asked about; default: today in Vietnam
    :raises IndexMissingError: there is no usable index; `kb reindex` builds it
    """
    began = time.perf_counter()
    day = as_of or today()
    filters = filters or Filters()
    index = index_for_search(base)
    context = context_of(base, index, day)
    plan = understand(query, day, filters, context.instruments, base.engine)
    answers = retrieve(index.store, plan, max(k, 0), context.visible)
    hits = make_hits(answers.documents, answers.terms, day, plan.provisions)
    return SearchResult(plan.understood, hits, round((time.perf_counter() - began) * 1000, 3), context.stale)
