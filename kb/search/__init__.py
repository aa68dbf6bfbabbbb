"""Search: understanding a query, fetching the clauses that answer it, and making hits of them.

Nothing here writes the words of a query anywhere: no log, no file, no address.
"""

from datetime import date

from kb.index.build import Base
from kb.search.model import Asked, Choice, Facets, Filters, Hit, Order, QueryKind, Reasons, SearchResult, Understood
from kb.search.reading.interpretation import Knowledge
from kb.search.steps import SORTED, SearchRequest, answer, count_answers


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

    The rest is said of :class:`SearchRequest`.

    :param base: an open base
    :param k: how many articles
    :raises IndexMissingError: there is no usable index; `kb reindex` builds it
    """
    request = SearchRequest(
        base=base,
        query=query,
        k=max(k, 0),
        as_of=as_of,
        filters=filters or Filters(),
        order=order,
        facets=facets,
        verbatim=verbatim,
        knowledge=knowledge,
    )
    return answer(request)


def count(
    base: Base, query: str, as_of: date | None = None, filters: Filters | None = None, verbatim: bool = False
) -> Facets | None:
    """How many articles of each kind answer; the parameters are those of `search`. None: the index does not answer."""
    return count_answers(SearchRequest(base, query, 0, as_of, filters or Filters(), verbatim=verbatim))
