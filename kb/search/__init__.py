"""Search: understanding a query, fetching the clauses that answer it, and making hits of them.

Nothing here writes the words of a query anywhere: no log, no file, no address.
"""

from datetime import date

from kb.index.build import Base
from kb.search import steps
from kb.search.model import Asked, Choice, Facets, Filters, Hit, Order, QueryKind, Reasons, SearchResult, Understood
from kb.search.reading.interpretation import Knowledge
from kb.search.request import SearchRequest
from kb.search.sorting import SORTED


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

    The steps of `kb.search.steps` one after another, on a base that is open; the rest is said of :class:`SearchRequest`.

    :param base: an open base
    :param k: how many articles
    :raises IndexMissingError: there is no usable index; `kb reindex` builds it
    """
    request = SearchRequest(base, query, max(k, 0), as_of, filters or Filters(), order, facets, verbatim, knowledge)
    return steps.make_result(steps.find_clauses(steps.read_query(request)))
