"""A search as a Haystack pipeline: a query is read, what answers it is fetched and ranked, and hits are made of it.

This is what runs, in the app, on the command line and in pipelines of one's own. While the server of the index does not answer, and
where another process replaces the index meanwhile, the components see to it themselves.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from haystack import Document, Pipeline, component, default_from_dict, default_to_dict
from haystack.core.serialization import allow_deserialization_module
from sqlalchemy import Engine

from kb.base import NamedBase
from kb.errors import IndexChangedError, IndexUnavailableError
from kb.index.build import OpenIndex
from kb.index.engine import SearchEngine
from kb.interface.days import today
from kb.search.context import context_of
from kb.search.facets import facets_of
from kb.search.fallback import named_in, store_from_database
from kb.search.hits import make_hits, with_words
from kb.search.later import later_of
from kb.search.meaning import Meaning, meaning_of
from kb.search.model import OnDay, SearchResult
from kb.search.reading.asking import plan_of
from kb.search.reading.events import EventDay
from kb.search.reading.interpretation import knowledge_of
from kb.search.request import Failed, FoundClauses, ReadQuery, SearchRequest
from kb.search.retrieval import Answers, retrieve
from kb.search.sorting import fetched, in_order
from kb.vectors.indexing import index_for_search

ON_A_DAY = 3
"""Articles that are shown for the day of an event."""

Given = TypeVar("Given")
Made = TypeVar("Made")

# Haystack loads pipelines only from modules that are known to it; whoever imports these components knows them.
allow_deserialization_module(__name__)


@component
class QueryUnderstander:
    """Reads a query: numbers and citations, phrases and fields, marks and slips, the day and the kind of text meant.

    :param home: folder of the base; default: that of the settings
    :param database_url: of its database; default: that of the settings, or SQLite in ``home`` where that is given
    :param top_k: how many articles are asked for where the request does not say
    """

    def __init__(self, home: str | None = None, database_url: str | None = None, top_k: int = 10) -> None:
        self._named = NamedBase(home, database_url, create=False)
        self._top_k = top_k

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self, home=self._named.home, database_url=self._named.database_url, top_k=self._top_k)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "QueryUnderstander":
        """Deserialize from a dictionary."""
        made: QueryUnderstander = default_from_dict(cls, data)
        return made

    def close(self) -> None:
        """Let the base go, should this have opened one."""
        self._named.close()

    @component.output_types(read=ReadQuery | Failed)
    def run(self, query: str | SearchRequest) -> dict[str, ReadQuery | Failed]:
        """Read a query.

        :param query: its words, or a request that says what else is asked
        """
        return {"read": _carried(self._read, SearchRequest(query) if isinstance(query, str) else query)}

    def _read(self, request: SearchRequest) -> ReadQuery:
        base = request.base or self._named.base
        knowledge = request.knowledge or knowledge_of(base, request.as_of is not None, request.verbatim)
        k = self._top_k if request.k is None else max(request.k, 0)
        return _read_now(replace(request, base=base, k=k, knowledge=knowledge))


@component
class ClauseRetriever:
    """Fetches the best clause of each article that answers, by words and, where vectors are on, by meaning; ranks them; counts."""

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ClauseRetriever":
        """Deserialize from a dictionary."""
        made: ClauseRetriever = default_from_dict(cls, data)
        return made

    @component.output_types(found=FoundClauses | Failed, documents=list[Document])
    def run(self, read: ReadQuery | Failed) -> dict[str, Any]:
        """Fetch what a query asks for.

        :returns: ``found``; the clauses alone as ``documents``, for components of others
        """
        found = _carried(_found_now, read)
        return {"found": found, "documents": list(found.answers.documents) if isinstance(found, FoundClauses) else []}


@component
class HitMaker:
    """Makes hits of clauses: the piece that answers with its highlights, the status on the day, why it answers."""

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "HitMaker":
        """Deserialize from a dictionary."""
        made: HitMaker = default_from_dict(cls, data)
        return made

    @component.output_types(result=SearchResult | Failed)
    def run(self, found: FoundClauses | Failed) -> dict[str, SearchResult | Failed]:
        """Make the answer: hits, or what comes nearest where nothing answers. :func:`ask` raises what failed."""
        return {"result": _carried(_result, found)}


def build_search_pipeline(home: str | None = None, database_url: str | None = None, top_k: int = 10) -> Pipeline:
    """The whole search as a pipeline: ``understand`` → ``retrieve`` → ``hits``. :func:`ask` runs it."""
    pipeline = Pipeline()
    pipeline.add_component("understand", QueryUnderstander(home, database_url, top_k))
    pipeline.add_component("retrieve", ClauseRetriever())
    pipeline.add_component("hits", HitMaker())
    pipeline.connect("understand.read", "retrieve.read")
    pipeline.connect("retrieve.found", "hits.found")
    return pipeline


@cache
def the_pipeline() -> Pipeline:
    """The pipeline of this process. It holds no base: a request brings its own."""
    return build_search_pipeline()


def ask(pipeline: Pipeline, query: str | SearchRequest) -> SearchResult:
    """Run a pipeline.

    :raises KnowledgeBaseError: whatever failed in one of its components
    """
    result: SearchResult | Failed = pipeline.run({"understand": {"query": query}})["hits"]["result"]
    if isinstance(result, Failed):
        raise result.error
    return result


def _carried(step: Callable[[Given], Made], given: Given | Failed) -> Made | Failed:
    """The outcome of a step, or why there is none."""
    if isinstance(given, Failed):
        return given
    try:
        return step(given)
    except Exception as error:
        return Failed(error)


def _read_now(request: SearchRequest) -> ReadQuery:
    """Read a query for the index as it is now; where its server does not answer, for the database."""
    assert request.base is not None
    try:
        try:
            return _read(request, index_for_search(request.base))
        except IndexChangedError:
            return _read(request, index_for_search(request.base))
    except (IndexUnavailableError, IndexChangedError):
        return _read(request, None)


def _found_now(read: ReadQuery) -> FoundClauses:
    """Fetch from the index that the query was read for; once more where it has changed since, else from the database."""
    try:
        try:
            return _found(read)
        except IndexChangedError:
            return _found(_read_now(read.request))
    except (IndexUnavailableError, IndexChangedError):
        return _found(_read(read.request, None))


def _read(request: SearchRequest, index: OpenIndex | None) -> ReadQuery:
    assert request.base is not None
    began = time.perf_counter()
    day = request.as_of or today()
    context = context_of(request.base, index, day)
    plan = plan_of(request.query, day, request.filters, context, request.base.engine, request.knowledge)
    if plan.understood.as_of != day:
        context = context_of(request.base, index, plan.understood.as_of)
    return ReadQuery(request.base, request, began, index, context, plan)


def _found(read: ReadQuery) -> FoundClauses:
    base, request, index, plan = read.base, read.request, read.index, read.plan
    assert request.k is not None
    visible = read.context.visible.showing({*named_in(plan), *plan.raised}, plan.filters.type)
    engine = index.store if index else store_from_database(base, plan, visible)
    meaning, vectors = meaning_of(base, plan, index.store) if index else (None, None)
    answers = retrieve(engine, plan, fetched(request.k, request.order), visible, meaning)
    counted = facets_of(engine.view(), plan, visible, base.engine) if request.facets and index else None
    return FoundClauses(read, answers, vectors, counted, tuple(_found_on_days(read, engine, meaning)))


def _found_on_days(read: ReadQuery, engine: SearchEngine, meaning: Meaning | None) -> Iterator[tuple[EventDay, Answers]]:
    """What the same question finds on the days of the events that it tells of."""
    for event in read.plan.events:
        plan = replace(read.plan, understood=replace(read.plan.understood, as_of=event.day))
        visible = context_of(read.base, read.index, event.day).visible.showing({*named_in(plan), *plan.raised}, plan.filters.type)
        yield event, retrieve(engine, plan, ON_A_DAY, visible, meaning)


def _result(found: FoundClauses) -> SearchResult:
    read, answers, plan = found.read, found.answers, found.read.plan
    documents = in_order(answers.documents, read.request.order)[: read.request.k]
    day, engine = plan.understood.as_of, read.base.engine
    hits = with_words(
        engine, make_hits(documents, answers.terms, day, (*plan.provisions, *plan.first), answers.explained.reasons, answers.others)
    )
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
        vectors=found.vectors,
        near=() if answered else hits,
        evidence=answers.explained.evidence,
        later=later,
        on_days=on_days,
    )


def _on_day(engine: Engine, event: EventDay, answers: Answers) -> OnDay:
    made = make_hits(answers.documents, answers.terms, event.day, reasons=answers.explained.reasons, others=answers.others)
    return OnDay(event.day, event.typed, event.side, with_words(engine, made))
