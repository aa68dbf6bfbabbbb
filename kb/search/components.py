"""The steps of a search as Haystack components, for pipelines of one's own.

`kb.search.search` runs the same three functions without a pipeline, whose bookkeeping would add to every query (the bench says how
much).
"""

from datetime import date
from pathlib import Path
from typing import Any

from haystack import Document, Pipeline, component, default_from_dict, default_to_dict

from kb.base import KnowledgeBase
from kb.database.reading.reader import today
from kb.search.context import context_of
from kb.search.hits import make_hits
from kb.search.meaning import meaning_of
from kb.search.model import Filters, Hit
from kb.search.reading.asking import plan_of
from kb.search.reading.interpretation import knowledge_of
from kb.search.reading.understanding import Plan
from kb.search.reasons import Explained
from kb.search.retrieval import retrieve
from kb.search.terms import Terms
from kb.settings import Settings, settings
from kb.vectors.indexing import index_for_search


class _Opened:
    """A base that is opened at the first use."""

    def __init__(self, home: str | None, database_url: str | None) -> None:
        self.home = home
        self.database_url = database_url
        self._base: KnowledgeBase | None = None

    @property
    def base(self) -> KnowledgeBase:
        if self._base is None:
            self._base = KnowledgeBase(_settings(self.home, self.database_url), create=False)
        return self._base


def _settings(home: str | None, database_url: str | None) -> Settings:
    given = {"home": Path(home) if home else None, "database_url": database_url}
    return settings().model_copy(update={name: value for name, value in given.items() if value is not None})


@component
class QueryUnderstander:
    """Tells numbers and citations from words.

    :param home: folder of the base; default: that of the settings
    :param database_url: of its database; default: that of the settings
    """

    def __init__(self, home: str | None = None, database_url: str | None = None) -> None:
        self._opened = _Opened(home, database_url)

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self, home=self._opened.home, database_url=self._opened.database_url)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "QueryUnderstander":
        """Deserialize from a dictionary."""
        made: QueryUnderstander = default_from_dict(cls, data)
        return made

    @component.output_types(plan=Plan)
    def run(self, query: str, as_of: date | None = None, filters: Filters | None = None, verbatim: bool = False) -> dict[str, Plan]:
        """Read a query.

        :param as_of: the day asked about; default: the one that the query names, else today in Vietnam
        :param verbatim: search the words as typed
        """
        day = as_of or today()
        base = self._opened.base
        context = context_of(base, index_for_search(base), day)
        knowledge = knowledge_of(base, as_of is not None, verbatim)
        return {"plan": plan_of(query, day, filters or Filters(), context, base.engine, knowledge)}


@component
class ClauseRetriever:
    """Fetches the best clause of each article that answers.

    :param home: folder of the base; default: that of the settings
    :param database_url: of its database; default: that of the settings
    :param top_k: how many articles
    """

    def __init__(self, home: str | None = None, database_url: str | None = None, top_k: int = 10) -> None:
        self._opened = _Opened(home, database_url)
        self._top_k = top_k

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self, home=self._opened.home, database_url=self._opened.database_url, top_k=self._top_k)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ClauseRetriever":
        """Deserialize from a dictionary."""
        made: ClauseRetriever = default_from_dict(cls, data)
        return made

    @component.output_types(documents=list[Document], terms=Terms, explained=Explained)
    def run(self, plan: Plan, top_k: int | None = None) -> dict[str, list[Document] | Terms | Explained]:
        """Fetch what a plan asks for."""
        base = self._opened.base
        index = index_for_search(base)
        visible = context_of(base, index, plan.understood.as_of).visible
        meaning, _ = meaning_of(base, plan, index.store)
        answers = retrieve(index.store, plan, self._top_k if top_k is None else top_k, visible, meaning)
        return {"documents": list(answers.documents), "terms": answers.terms, "explained": answers.explained}


@component
class HitMaker:
    """Makes hits of clauses: the piece that answers with its highlights, and the status on the day."""

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "HitMaker":
        """Deserialize from a dictionary."""
        made: HitMaker = default_from_dict(cls, data)
        return made

    @component.output_types(hits=list[Hit], near=list[Hit])
    def run(self, plan: Plan, documents: list[Document], terms: Terms, explained: Explained) -> dict[str, list[Hit]]:
        """Make a hit of each document: answers, or what comes nearest where nothing answers."""
        found = list(make_hits(documents, terms, plan.understood.as_of, plan.provisions, explained.reasons))
        return {"hits": found, "near": []} if explained.answered else {"hits": [], "near": found}


def build_search_pipeline(home: str | None = None, database_url: str | None = None, top_k: int = 10) -> Pipeline:
    """The whole search as a pipeline: query in, hits out."""
    pipeline = Pipeline()
    pipeline.add_component("understand", QueryUnderstander(home, database_url))
    pipeline.add_component("retrieve", ClauseRetriever(home, database_url, top_k))
    pipeline.add_component("hits", HitMaker())
    pipeline.connect("understand.plan", "retrieve.plan")
    pipeline.connect("understand.plan", "hits.plan")
    pipeline.connect("retrieve.documents", "hits.documents")
    pipeline.connect("retrieve.terms", "hits.terms")
    pipeline.connect("retrieve.explained", "hits.explained")
    return pipeline
