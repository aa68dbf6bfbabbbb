"""The steps of a search: a query is read, what answers it is fetched and ranked, and hits are made of it.

While the server of the index does not answer, and where another process replaces the index meanwhile, they see to it themselves.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from kb.errors import IndexChangedError, IndexUnavailableError
from kb.index.build import Base, OpenIndex, index_for_search
from kb.index.engine import Document, SearchEngine
from kb.interface.days import today
from kb.language.words import words_of
from kb.search.asked import likeness_of
from kb.search.context import Context, context_of
from kb.search.facets import facets_of
from kb.search.fallback import named_in, store_from_database
from kb.search.hits import make_hits, with_words
from kb.search.later import BEHIND, heir_first, later_of
from kb.search.model import Facets, Filters, OnDay, Order, SearchResult
from kb.search.reading.asking import plan_of
from kb.search.reading.events import EventDay
from kb.search.reading.interpretation import Knowledge, knowledge_of
from kb.search.reading.understanding import Plan
from kb.search.retrieval import Sought, retrieve
from kb.search.versions import Visible

SORTED = 50
"""By date, so many of the best articles are put in order, then so many of the next: what answers less never comes before them."""

ON_A_DAY = 3
"""Articles that are shown for the day of an event."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked. Its words stand in no representation, so that they get into no log.

    :param base: one that is open
    :param k: how many articles
    :param as_of: the day asked about; default: the one that the query names, else today in Vietnam
    :param order: by date, the best `SORTED` articles are put in order, then the next as many
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
class _Read:
    """A query that was read.

    :param began: by the clock of performance
    :param index: what is searched; None where its server does not answer and the database is looked through
    """

    request: SearchRequest
    began: float
    index: OpenIndex | None
    context: Context
    plan: Plan

    def visible(self, context: Context) -> Visible:
        """What is read on the day of a context, where the query asks for some instruments."""
        return context.visible.showing({*named_in(self.plan), *self.plan.raised}, self.plan.filters.get("type"))


def count_answers(request: SearchRequest) -> Facets | None:
    """How many articles of each kind answer a query; None where the index does not answer just now."""
    try:
        read = _read_now(_knowing(request))
        if read.index is None:
            return None
        return facets_of(Sought(read.index.store.view(), read.plan, read.visible(read.context)), request.base.engine)
    except (IndexUnavailableError, IndexChangedError):
        return None


def answer(request: SearchRequest) -> SearchResult:
    """Answer a query: where the index has changed since it was read, read it again.

    :raises IndexMissingError: there is no usable index
    """
    request = _knowing(request)
    read = _read_now(request)
    try:
        try:
            return _answered(read)
        except IndexChangedError:
            return _answered(_read_now(request))
    except (IndexUnavailableError, IndexChangedError):
        return _answered(_read(request, None))


def _knowing(request: SearchRequest) -> SearchRequest:
    """With what reading the words rests on."""
    return replace(request, knowledge=request.knowledge or knowledge_of(request.base, request.as_of is not None, request.verbatim))


def _read_now(request: SearchRequest) -> _Read:
    """Read a query for the index as it is now; where its server does not answer, for the database."""
    try:
        try:
            return _read(request, index_for_search(request.base))
        except IndexChangedError:
            return _read(request, index_for_search(request.base))
    except (IndexUnavailableError, IndexChangedError):
        return _read(request, None)


def _read(request: SearchRequest, index: OpenIndex | None) -> _Read:
    began = time.perf_counter()
    day = request.as_of or today()
    context = context_of(request.base, index, day)
    plan = plan_of(request.query, day, request.filters, context, request.base.engine, request.knowledge)
    if plan.understood.as_of != day:
        context = context_of(request.base, index, plan.understood.as_of)
    return _Read(request, began, index, context, plan)


def _answered(read: _Read) -> SearchResult:
    """Fetch the best clause of each article that answers, ranked, and make hits of them, or of what comes nearest."""
    request, index, plan = read.request, read.index, read.plan
    base, visible = request.base, read.visible(read.context)
    engine = index.store if index else store_from_database(base, plan, visible)
    asked = likeness_of(base, plan)
    sought = Sought(engine.view(), plan, visible, asked)
    answers = retrieve(sought, _fetched(request.k, request.order))
    terms = answers.terms.with_compounds(words_of(base))
    facets = facets_of(sought, base.engine) if request.facets and index else None
    documents = _in_order(answers.documents, request.order)[: max(request.k, 1 + BEHIND)]
    cited, day = (*plan.provisions, *plan.first), plan.understood.as_of
    hits = make_hits(documents, terms, day, cited, answers.explained.reasons, answers.others)
    if request.order is Order.RELEVANCE:
        hits = heir_first(base.engine, hits, day, {*named_in(plan), *plan.raised}, asked)
    hits = with_words(base.engine, hits[: request.k])
    # What was looked through in the database is too little to say that nothing answers.
    answered = answers.explained.answered or index is None
    return SearchResult(
        plan.understood,
        hits if answered else (),
        round((time.perf_counter() - read.began) * 1000, 3),
        read.context.stale,
        facets,
        degraded=index is None,
        near=() if answered else hits,
        unsure=answers.explained.unsure and index is not None,
        evidence=answers.explained.evidence,
        later=later_of(base.engine, hits, day) if answered else (),
        phrases=terms.phrases,
        on_days=tuple(_on_day(read, event, engine, asked) for event in plan.events) if answered else (),
    )


def _on_day(read: _Read, event: EventDay, engine: SearchEngine, asked: Mapping[int, float]) -> OnDay:
    """What the same question finds on the day of an event that it tells of."""
    base = read.request.base
    plan = replace(read.plan, understood=replace(read.plan.understood, as_of=event.day))
    visible = read.visible(context_of(base, read.index, event.day))
    answers = retrieve(Sought(engine.view(), plan, visible, asked), ON_A_DAY)
    terms = answers.terms.with_compounds(words_of(base))
    made = make_hits(answers.documents, terms, event.day, reasons=answers.explained.reasons, others=answers.others)
    return OnDay(event.day, event.typed, event.side, with_words(base.engine, made))


def _fetched(count: int, order: Order) -> int:
    """How many articles are fetched, so that so many can be shown in an order."""
    return max(count, 1 + BEHIND) if order is Order.RELEVANCE else -(-count // SORTED) * SORTED


def _in_order(documents: tuple[Document, ...], order: Order) -> tuple[Document, ...]:
    """By the instrument's day of issue; what has none comes last, and of one day the better first."""
    if order is Order.RELEVANCE:
        return documents
    parts = (documents[start : start + SORTED] for start in range(0, len(documents), SORTED))
    return tuple(document for part in parts for document in _dated(part, order))


def _dated(documents: Sequence[Document], order: Order) -> list[Document]:
    dated = [document for document in documents if document.meta.get("issued_on")]
    dated.sort(key=lambda document: str(document.meta["issued_on"]), reverse=order is Order.NEWEST)
    return [*dated, *(document for document in documents if not document.meta.get("issued_on"))]
