"""What goes from one step of a search to the next."""

from dataclasses import dataclass, field
from datetime import date

from kb.index.build import Base, OpenIndex
from kb.search.context import Context
from kb.search.model import Facets, Filters, Order
from kb.search.reading.events import EventDay
from kb.search.reading.interpretation import Knowledge
from kb.search.reading.understanding import Plan
from kb.search.retrieval import Answers


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked. Its words stand in no representation, so that they get into no log.

    :param base: one that is open
    :param k: how many articles
    :param as_of: the day asked about; default: the one that the query names, else today in Vietnam
    :param order: by date, the best `kb.search.sorting.SORTED` articles are put in order, then the next as many
    :param facets: count the articles that answer, too
    :param verbatim: search the words as typed: no marks are restored, nothing is corrected, no day is read, nothing is added
    :param knowledge: what reading the words rests on; default: what is known of the base
    """

    base: Base = field(repr=False)
    query: str = field(repr=False)
    k: int
    as_of: date | None = None
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.RELEVANCE
    facets: bool = False
    verbatim: bool = False
    knowledge: Knowledge | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class ReadQuery:
    """A query that was read.

    :param request: with everything that it had left open
    :param began: by the clock of performance
    :param index: what is searched; None where its server does not answer and the database is looked through
    """

    base: Base
    request: SearchRequest
    began: float
    index: OpenIndex | None
    context: Context
    plan: Plan


@dataclass(frozen=True, slots=True, repr=False)
class FoundClauses:
    """What was fetched for it.

    :param on_days: what was fetched for each day of an event
    """

    read: ReadQuery
    answers: Answers
    facets: Facets | None
    on_days: tuple[tuple[EventDay, Answers], ...] = ()
