"""The questions as tools of Haystack, and what they stand on as components: search, and references in a text.

Whoever builds a pipeline or an agent takes these; the base is named by its folder and opened at the first use. Files are read and
stored by `ingest.components`, in batches of ours, too. Nothing of ours asks through this module: an answer is one function of the
base, and a pipeline around it would be longer and slower; these, HTTP, MCP and the commands stand on the same functions.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from haystack import Document, component
from haystack.core.serialization import allow_deserialization_module, generate_qualified_class_name
from haystack.tools.tool import Tool
from pydantic import ValidationError

from documents.errors import WordedError
from documents.paths import split_key
from documents.references.finder import find_references
from documents.references.reference import Context
from kb.base import KnowledgeBase, NamedBase
from kb.interface.catalogue import both
from kb.interface.contract import fields_json
from kb.law.status.answers import Asked, answer_all
from kb.open.objects import Json
from kb.open.questions import wrong_fields
from kb.open.searching import hit_json
from kb.open.showing import status_json
from kb.open.tools import ask, tools
from kb.search import Filters, Hit, search

allow_deserialization_module(__name__)  # Haystack loads pipelines only from modules that are known to it


@component
class LawRetriever:
    """Search, as `kb search` answers it: articles in the order of their relevance, as they are on a day.

    :param home: folder of the base; default: the process's setting
    :param database_url: of the base's database; default: the process's setting, or SQLite in ``home`` where that is given
    """

    def __init__(self, home: str | None = None, top_k: int = 10, database_url: str | None = None) -> None:
        self.home = home
        self.top_k = top_k
        self.database_url = database_url
        self._named = NamedBase(home, database_url, create=False)

    def close(self) -> None:
        """Let the base go."""
        self._named.close()

    @component.output_types(documents=list[Document])
    def run(
        self, query: str, as_of: str | None = None, filters: dict[str, str] | None = None, top_k: int | None = None
    ) -> dict[str, list[Document]]:
        """Find the articles that answer.

        :param as_of: ISO day asked about; default: the day that the query names, or today
        :param filters: by the names of `kb search`: ``{"type": "luat", "issued_from": "2020-01-01"}``
        :returns: ``documents``: the words that answer, and in ``meta`` what `kb search --json` says of the hit, its key and status
            among it; and ``evidence``, as `kb status --json` names it
        :raises KnowledgeBaseError: it cannot be answered
        """
        day = date.fromisoformat(as_of) if as_of else None
        base = self._named.base
        return {"documents": _documents(base, search(base, query, top_k or self.top_k, day, Filters(**(filters or {}))).hits)}


def _documents(base: KnowledgeBase, hits: Sequence[Hit]) -> list[Document]:
    with base.session() as session:
        statuses = answer_all(session, [Asked(*split_key(hit.key), hit.standing.day) for hit in hits])
    made = []
    for hit, status in zip(hits, statuses, strict=True):
        meta = {
            **hit_json(hit),
            "as_of": hit.standing.day.isoformat(),
            "evidence": status_json(status, hit.standing.day)["basis"]["evidence"],
        }
        made.append(Document(id=hit.key, content=meta.pop("snippet"), score=meta.pop("score"), meta=meta))
    return made


@component
class LegalReferenceFinder:
    """Find legal references in documents: what they point to, to the clause and point, before any base is asked."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Find the references of each document.

        :param documents: ``meta["instrument"]``, where it is there, says which instrument the text is of, for "Luật này"
        :returns: ``documents``, each with ``meta["legal_references"]``: start, end, text and targets
        """
        return {"documents": [replace(document, meta=_with_references(document)) for document in documents]}


def _with_references(document: Document) -> dict[str, Any]:
    found = find_references(document.content or "", Context(instrument=document.meta.get("instrument")))
    return {**document.meta, "legal_references": [fields_json(reference) for reference in found]}


class LawTool(Tool):
    """A question as a tool for an agent: the same name, description, parameters and answer as over MCP.

    What cannot be answered is said in the answer (``{"error": …}``), not raised: Haystack would put what was asked into the message
    of its own error, and that into a log.

    :param name: of the tool, one of `law_tools`
    :param home: folder of the base; default: the process's setting
    :param database_url: of the base's database; default: the process's setting, or SQLite in ``home`` where that is given
    :raises ValueError: there is no such tool
    """

    def __init__(self, name: str, home: str | None = None, database_url: str | None = None) -> None:
        spec = next((spec for spec in tools() if spec.name == name), None)
        if spec is None:
            raise ValueError(f"There is no tool {name!r}; there are: {', '.join(spec.name for spec in tools())}")
        self._named = NamedBase(home, database_url, create=False)
        super().__init__(name, spec.description or "", dict(spec.input_schema), self._answer)

    def close(self) -> None:
        """Let the base go."""
        self._named.close()

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        named = {"name": self.name, "home": self._named.home, "database_url": self._named.database_url}
        return {"type": generate_qualified_class_name(type(self)), "data": named}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LawTool":
        """Deserialize from a dictionary."""
        return cls(**data["data"])

    def _answer(self, **given: Any) -> Json:
        try:
            return ask(self._named.base, self.name, given)
        except ValidationError as error:
            return _refused("not_taken", both("open.tool_not_taken", names=wrong_fields(error)))
        except WordedError as error:
            return _refused(error.code, both(error))


def _refused(code: str, message: str) -> Json:
    return {"error": {"code": code, "message": message}}


def law_tools(home: str | None = None, database_url: str | None = None) -> list[LawTool]:
    """Every question that assistants may ask, over one base; see :class:`LawTool`."""
    return [LawTool(spec.name, home, database_url) for spec in tools()]
