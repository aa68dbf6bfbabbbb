"""The three steps of a search: a query is read, what answers it is fetched and ranked, and hits are made of it.

`kb.search.search` runs them one after another. While the server of the index does not answer, and where another process replaces
the index meanwhile, they see to it themselves.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Engine

from kb.errors import IndexChangedError, IndexUnavailableError
from kb.index.build import OpenIndex, index_for_search
from kb.index.engine import SearchEngine
from kb.interface.days import today
from kb.search.asked import likeness_of
from kb.search.context import context_of
from kb.search.facets import facets_of
from kb.search.fallback import named_in, store_from_database
from kb.search.hits import make_hits, with_words
from kb.search.later import later_of
from kb.search.model import OnDay, SearchResult
from kb.search.reading.asking import plan_of
from kb.search.reading.events import EventDay
from kb.search.reading.interpretation import knowledge_of
from kb.search.request import FoundClauses, ReadQuery, SearchRequest
from kb.search.retrieval import Answers, retrieve
from kb.search.sorting import fetched, in_order

ON_A_DAY = 3
"""Articles that are shown for the day of an event."""


def read_query(request: SearchRequest) -> ReadQuery:
    """Read a query: numbers and citations, phrases and fields, marks and slips, the day and the kind of text meant.

    :param request: its base is open
    :raises IndexMissingError: there is no usable index
    """
    knowledge = request.knowledge or knowledge_of(request.base, request.as_of is not None, request.verbatim)
    return _read_now(replace(request, knowledge=knowledge))


def find_clauses(read: ReadQuery) -> FoundClauses:
    """Fetch the best clause of each article that answers, ranked; where the index has changed since it was read, read it again."""
    try:
        try:
            return _found(read)
        except IndexChangedError:
            return _found(_read_now(read.request))
    except (IndexUnavailableError, IndexChangedError):
        return _found(_read(read.request, None))


def make_result(found: FoundClauses) -> SearchResult:
    """Make the answer: hits, or what comes nearest where nothing answers."""
    read, answers, plan = found.read, found.answers, found.read.plan
    documents = in_order(answers.documents, read.request.order)[: read.request.k]
    day, engine = plan.understood.as_of, read.base.engine
    cited = (*plan.provisions, *plan.first)
    hits = make_hits(documents, answers.terms, day, cited, answers.explained.reasons, answers.others)
    hits = with_words(engine, hits)
    # What was looked through in the database is too little to say that nothing answers.
    answered = answers.explained.answered or read.index is None
    later = later_of(engine, hits, day) if answered else ()
    on_days = tuple(_on_day(engine, event, then) for event, then in found.on_days) if answered else ()
    return SearchResult(
        plan.understood,
        hits if answered else (),
        round((time.perf_counter() - read.began) * 1000, 3),
        read.context.stale,
        found.facets,
        degraded=read.index is None,
        near=() if answered else hits,
        unsure=answers.explained.unsure and read.index is not None,
        evidence=answers.explained.evidence,
        later=later,
        on_days=on_days,
    )


def _read_now(request: SearchRequest) -> ReadQuery:
    """Read a query for the index as it is now; where its server does not answer, for the database."""
    try:
        try:
            return _read(request, index_for_search(request.base))
        except IndexChangedError:
            return _read(request, index_for_search(request.base))
    except (IndexUnavailableError, IndexChangedError):
        return _read(request, None)


def _read(request: SearchRequest, index: OpenIndex | None) -> ReadQuery:
    began = time.perf_counter()
    day = request.as_of or today()
    context = context_of(request.base, index, day)
    plan = plan_of(request.query, day, request.filters, context, request.base.engine, request.knowledge)
    if plan.understood.as_of != day:
        context = context_of(request.base, index, plan.understood.as_of)
    return ReadQuery(request.base, request, began, index, context, plan)


def _found(read: ReadQuery) -> FoundClauses:
    base, request, index, plan = read.base, read.request, read.index, read.plan
    visible = read.context.visible.showing({*named_in(plan), *plan.raised}, plan.filters.get("type"))
    engine = index.store if index else store_from_database(base, plan, visible)
    asked = likeness_of(base, plan)
    answers = retrieve(engine, plan, fetched(request.k, request.order), visible, asked)
    counted = facets_of(engine.view(), plan, visible, base.engine) if request.facets and index else None
    return FoundClauses(read, answers, counted, tuple(_found_on_days(read, engine, asked)))


def _found_on_days(read: ReadQuery, engine: SearchEngine, asked: Mapping[int, float]) -> Iterator[tuple[EventDay, Answers]]:
    """What the same question finds on the days of the events that it tells of."""
    for event in read.plan.events:
        plan = replace(read.plan, understood=replace(read.plan.understood, as_of=event.day))
        visible = context_of(read.base, read.index, event.day).visible.showing(
            {*named_in(plan), *plan.raised}, plan.filters.get("type")
        )
        yield event, retrieve(engine, plan, ON_A_DAY, visible, asked)


def _on_day(engine: Engine, event: EventDay, answers: Answers) -> OnDay:
    made = make_hits(answers.documents, answers.terms, event.day, reasons=answers.explained.reasons, others=answers.others)
    return OnDay(event.day, event.typed, event.side, with_words(engine, made))
