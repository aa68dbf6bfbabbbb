"""A search as a Haystack pipeline: each component is one of the steps of `kb.search.steps`, which `kb.search.search` runs, too.

Search itself does without Haystack: to import it takes longer than to search, and its bookkeeping adds to every search.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from haystack import Document, Pipeline, component, default_from_dict, default_to_dict
from haystack.core.serialization import allow_deserialization_module

from kb.base import NamedBase
from kb.index.exchange import to_haystack
from kb.search import steps
from kb.search.model import SearchResult
from kb.search.request import Failed, FoundClauses, ReadQuery, SearchRequest

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
        k = self._top_k if request.k is None else max(request.k, 0)
        return steps.read_query(replace(request, base=request.base or self._named.base, k=k))


@component
class ClauseRetriever:
    """Fetches the best clause of each article that answers, ranks them; counts."""

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
        found = _carried(steps.find_clauses, read)
        documents = found.answers.documents if isinstance(found, FoundClauses) else ()
        return {"found": found, "documents": [to_haystack(document) for document in documents]}


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
        return {"result": _carried(steps.make_result, found)}


def build_search_pipeline(home: str | None = None, database_url: str | None = None, top_k: int = 10) -> Pipeline:
    """The whole search as a pipeline: ``understand`` → ``retrieve`` → ``hits``. :func:`ask` runs it."""
    pipeline = Pipeline()
    pipeline.add_component("understand", QueryUnderstander(home, database_url, top_k))
    pipeline.add_component("retrieve", ClauseRetriever())
    pipeline.add_component("hits", HitMaker())
    pipeline.connect("understand.read", "retrieve.read")
    pipeline.connect("retrieve.found", "hits.found")
    return pipeline


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
