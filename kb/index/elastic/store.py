"""The index on the server as a Haystack document store."""

import asyncio
import math
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from elasticsearch import AsyncElasticsearch, Elasticsearch
from haystack import Document, default_from_dict, default_to_dict
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.utils import Secret
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from documents.text import fold
from kb.index import engine
from kb.index.elastic.bulk import Action, delete, put, send
from kb.index.elastic.connection import Connection, address_of
from kb.index.elastic.filters import EVERYTHING, Query, compile_filter
from kb.index.elastic.mapping import OURS, index_settings, mapping
from kb.index.elastic.view import ElasticsearchView, Frequencies
from kb.index.engine import FOLDED, MARKED, Filter, Match, Term
from kb.index.evidence import STATUS_DAYS
from kb.index.exchange import document_of_source, from_haystack, matches, to_haystack, told_to_haystack
from kb.index.fields import GROUP
from kb.index.rows import UnknownFieldError, row_of
from kb.language import analysis

_SCALING = 8.0
"""As Haystack's own store scales BM25 scores to between 0 and 1."""

Refresh = Literal["wait_for", True, False]


class ElasticsearchClauseStore(ElasticsearchDocumentStore):
    """Haystack's Elasticsearch store with our analysis: what is written and what is asked goes through `kb.language.analysis`.

    Haystack's own retrievers work on it: `ElasticsearchBM25Retriever` by our tokens.
    Writing and deleting use nothing but bulk requests; what is written is seen at once, whatever ``refresh`` says.

    :param hosts: address of the server
    :param index: an index, made when absent, or an alias of one
    :param api_key: the key for the server
    :param shards: of an index that is made
    :param connection: to a server that is asked already; then the index must be there, and hosts and key are not read
    :param kwargs: for the client
    """

    def __init__(
        self,
        *,
        hosts: str | None = None,
        index: str = "tuluat",
        api_key: Secret | None = Secret.from_env_var("ELASTIC_API_KEY", strict=False),  # noqa: B008  as the parent has it
        shards: int = 1,
        connection: Connection | None = None,
        **kwargs: Any,
    ) -> None:
        given = dict(kwargs)  # the parent takes out of it what it knows
        super().__init__(hosts=hosts, custom_mapping=mapping(), index=index, api_key=api_key, api_key_id=None, **kwargs)
        self.shards = shards
        self._given = given
        self._connection = connection
        self._frequencies = Frequencies()
        self._writes = 0
        if connection is not None:
            self._client = connection.client

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        key = self._api_key.to_dict() if isinstance(self._api_key, Secret) else None
        return default_to_dict(self, hosts=self._hosts, index=self._index, api_key=key, shards=self.shards, **self._given)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ElasticsearchClauseStore":
        """Deserialize from a dictionary."""
        given = dict(data["init_parameters"])
        if isinstance(given.get("api_key"), dict):
            given["api_key"] = Secret.from_dict(given["api_key"])
        made: ElasticsearchClauseStore = default_from_dict(cls, {**data, "init_parameters": given})
        return made

    @property
    def connection(self) -> Connection:
        """The server, asked with patience."""
        self._ensure_initialized()
        assert self._connection is not None
        return self._connection

    def _ensure_initialized(self) -> None:
        """Make the client; and the index where it is absent. The parent would make it without our settings."""
        if self._connection is not None:
            return
        url, address = address_of(str(self._hosts or "http://localhost:9200"))
        self._client = Elasticsearch(url, api_key=self._handle_auth(), headers=self._headers, **self._kwargs)
        connection = Connection(self._client, address)
        if not connection.read(lambda client: client.indices.exists(index=self._index)):
            connection.write(
                lambda client: client.indices.create(index=self._index, settings=index_settings(self.shards), mappings=mapping())
            )
        self._connection = connection

    async def _ensure_initialized_async(self) -> None:
        await asyncio.to_thread(self._ensure_initialized)
        if self._async_client is None:
            self._async_client = self._create_async_client()

    def _create_async_client(self) -> AsyncElasticsearch:
        url, _ = address_of(str(self._hosts or "http://localhost:9200"))
        return AsyncElasticsearch(url, api_key=self._handle_auth(), headers=self._headers, **self._kwargs)

    def close(self) -> None:
        """Let the connection go."""
        super().close()
        self._connection = None

    # What search asks of an engine.

    def view(self) -> ElasticsearchView:
        """The index as last written, by whichever process."""
        return ElasticsearchView(self.connection, self._index, self._frequencies, self.shards)

    def stamp(self) -> Hashable:
        """Changes whenever this store writes; what other processes do, `kb.index.elastic.home` watches."""
        return (self._index, self._writes)

    def count_documents(self) -> int:
        """How many documents are stored."""
        return self.view().count()

    def matching(self, filters: Filter | None = None) -> list[engine.Document]:
        """The stored documents that a filter on the fields of the index matches.

        :raises UnknownFieldError: a field of the filter cannot be looked up in the index
        """
        query = compile_filter(filters) if filters else EVERYTHING
        return [document_of_source(hit["_source"]) for hit in self.view().walk(query, source=True)]

    def fill(self, documents: Iterable[engine.Document]) -> int:
        """Write many documents whose ids are known to be new.

        :returns: how many were written
        """
        done = send(self.connection, self._index, (put(document.id, _source(to_haystack(document))) for document in documents))
        self._written()
        return done

    def replace_versions(self, versions: Iterable[int], documents: Iterable[engine.Document]) -> int:
        """Write the documents of some versions in place of those that the index holds of them; searches see all of it at once."""
        asked = list(versions)
        gone: set[str] = set()
        for start in range(0, len(asked), 10_000):
            gone.update(self._identities(compile_filter(_of_versions(asked[start : start + 10_000]))))
        written = 0

        def actions() -> Iterator[Action]:
            nonlocal written
            for document in documents:
                gone.discard(document.id)
                written += 1
                yield put(document.id, _source(to_haystack(document)))
            yield from map(delete, gone)

        send(self.connection, self._index, actions())
        self._written()
        return written

    def retrieve(self, terms: Sequence[Term], limit: int, within: Filter | None = None) -> list[Match]:
        """The documents that answer best, each term counted once."""
        return self.view().retrieve(terms, limit, within)

    # What Haystack asks of a document store.

    def filter_documents(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """The documents that match the filter, as Haystack defines it.

        Filters on the fields of `kb.index.rows` are answered by the index; others by looking at every document.
        """
        query, rest = self._filter(filters)
        documents = [Document.from_dict(hit["_source"]) for hit in self.view().walk(query, source=True)]
        return [document for document in documents if rest is None or matches(rest, document)]

    def write_documents(
        self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE, refresh: Refresh = True
    ) -> int:
        """Write documents and make them visible.

        :param policy: what to do about an id that exists; ``NONE`` is ``FAIL``
        :raises DuplicateDocumentError: an id exists, under ``FAIL``; the others are written
        :raises ValueError: something is not a Document
        :returns: how many were written
        """
        if not isinstance(documents, list) or not all(isinstance(document, Document) for document in documents):
            raise ValueError("write_documents() takes a list of Document objects.")
        known: list[str] = []

        def exists(result: dict[str, Any]) -> bool:
            if result["status"] == 409:
                known.append(result["_id"])
            return bool(result["status"] == 409)

        create = policy is not DuplicatePolicy.OVERWRITE
        with told_to_haystack():
            done = send(
                self.connection,
                self._index,
                (put(document.id, _source(document), create) for document in documents),
                refused=exists if create else None,
            )
        self._written()
        if known and policy is not DuplicatePolicy.SKIP:
            raise DuplicateDocumentError(f"IDs already exist: {', '.join(known)}")
        return done

    def delete_documents(self, document_ids: list[str], refresh: Refresh = True) -> None:
        """Delete documents; ids that are not there are passed over."""
        send(self.connection, self._index, map(delete, document_ids))
        self._written()

    def delete_all_documents(self, recreate_index: bool = False, refresh: bool = True) -> None:
        """Empty the store."""
        self.delete_documents(list(self._identities(EVERYTHING)))

    def delete_by_filter(self, filters: dict[str, Any], refresh: bool = True) -> int:
        """Delete the documents that match a filter; how many they were."""
        query, rest = self._filter(filters)
        found = list(self._identities(query)) if rest is None else [document.id for document in self.filter_documents(filters)]
        self.delete_documents(found)
        return len(found)

    def update_by_filter(self, filters: dict[str, Any], meta: dict[str, Any], refresh: bool = True) -> int:
        """Change fields of ``meta`` of the documents that match a filter; how many they were."""
        found = [replace(document, meta={**document.meta, **meta}) for document in self.filter_documents(filters)]
        return self.write_documents(found, DuplicatePolicy.OVERWRITE)

    def _bm25_retrieval(
        self, query: str, *, filters: dict[str, Any] | None = None, top_k: int = 10, scale_score: bool = False, **_: Any
    ) -> list[Document]:
        """What `ElasticsearchBM25Retriever` asks for. Nothing is parsed: every word of the query is a word."""
        text = analysis.normal(query)
        field = FOLDED if text.lower() == fold(text) else MARKED
        terms = [Term(field, token) for token in analysis.tokens(analysis.words(text))]
        if not terms:
            return []
        view = self.view()
        with told_to_haystack():
            found = [to_haystack(document) for document in view.stored(view.retrieve(terms, top_k, filters or None))]
        if not scale_score:
            return found
        return [replace(document, score=1 / (1 + math.exp(-(document.score or 0.0) / _SCALING))) for document in found]

    # The same without blocking a loop: the client's own asynchronous half knows nothing of our analysis.

    async def count_documents_async(self) -> int:
        """How many documents are stored."""
        return await asyncio.to_thread(self.count_documents)

    async def filter_documents_async(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """As `filter_documents`."""
        return await asyncio.to_thread(self.filter_documents, filters)

    async def write_documents_async(
        self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE, refresh: Refresh = True
    ) -> int:
        """As `write_documents`."""
        return await asyncio.to_thread(self.write_documents, documents, policy)

    async def delete_documents_async(self, document_ids: list[str], refresh: Refresh = True) -> None:
        """As `delete_documents`."""
        await asyncio.to_thread(self.delete_documents, document_ids)

    async def delete_all_documents_async(self, recreate_index: bool = False, refresh: bool = True) -> None:
        """As `delete_all_documents`."""
        await asyncio.to_thread(self.delete_all_documents)

    async def delete_by_filter_async(self, filters: dict[str, Any], refresh: bool = True) -> int:
        """As `delete_by_filter`."""
        return await asyncio.to_thread(self.delete_by_filter, filters)

    async def update_by_filter_async(self, filters: dict[str, Any], meta: dict[str, Any], refresh: bool = True) -> int:
        """As `update_by_filter`."""
        return await asyncio.to_thread(self.update_by_filter, filters, meta)

    async def _bm25_retrieval_async(self, query: str, **asked: Any) -> list[Document]:
        return await asyncio.to_thread(lambda: self._bm25_retrieval(query, **asked))

    def _filter(self, filters: dict[str, Any] | None) -> tuple[Query, dict[str, Any] | None]:
        """A query, and what of the filter remains to be looked at."""
        if not filters:
            return EVERYTHING, None
        try:
            with told_to_haystack():
                return compile_filter(filters), None
        except UnknownFieldError:
            return EVERYTHING, filters

    def _identities(self, query: Query) -> Iterator[str]:
        return (hit["_id"] for hit in self.view().walk(query))

    def _written(self) -> None:
        """Show what was written; what was known of the index no longer holds."""
        self.connection.write(lambda client: client.indices.refresh(index=self._index))
        self._writes += 1
        self._frequencies = Frequencies()


def _of_versions(versions: list[int]) -> Filter:
    return {"field": "meta.version", "operator": "in", "value": versions}


def _source(document: Document) -> dict[str, Any]:
    """What the server gets of a document, and what it keeps of it."""
    row = row_of(from_haystack(document))
    ours: dict[str, Any] = {**row.tokens, STATUS_DAYS: row.status_days}
    if GROUP in row.numbers:
        ours[GROUP] = row.numbers[GROUP]
    if document.blob is None and document.embedding is None and document.sparse_embedding is None:
        kept = {**document.meta, "id": document.id, "content": document.content}
    else:
        kept = {name: value for name, value in document.to_dict().items() if value is not None or name in document.meta}
    return {**kept, OURS: ours}
