"""The index on the server: what search asks of an engine, and a Haystack document store that others read."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from elasticsearch import Elasticsearch
from haystack import Document, default_from_dict, default_to_dict
from haystack.errors import FilterError as HaystackFilterError
from haystack.utils import Secret
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from documents.text import fold
from kb.index import engine
from kb.index.elastic.bulk import Action, delete, put, send
from kb.index.elastic.connection import Connection, address_of
from kb.index.elastic.filters import EVERYTHING, Query, compile_filter
from kb.index.elastic.mapping import OURS, mapping
from kb.index.elastic.view import ElasticsearchView, Frequencies, document_of_source
from kb.index.engine import FOLDED, MARKED, Filter, FilterError, Term, among
from kb.index.evidence import STATUS_DAYS
from kb.index.fields import GROUP
from kb.index.rows import UnknownFieldError, row_of
from kb.language import analysis


class ElasticsearchClauseStore(ElasticsearchDocumentStore):
    """Haystack's Elasticsearch store with our analysis: what is written and what is asked goes through `kb.language.analysis`.

    In pipelines of Haystack's it is read, as by `ElasticsearchBM25Retriever`. Only ``kb`` writes, out of its database: what the
    parent would write lacks our tokens, and is refused.

    :param hosts: address of the server
    :param index: an index, or an alias of one
    :param api_key: the key for the server
    :param shards: of the index
    :param connection: to a server that is asked already; then hosts and key are not read
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
        if connection is not None:
            self._client = connection.client

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        key = self._api_key.to_dict() if isinstance(self._api_key, Secret) else None
        return default_to_dict(self, hosts=self._hosts, index=self._index, api_key=key, shards=self.shards, **self._given)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ElasticsearchClauseStore":
        """Deserialize from a dictionary."""
        made: ElasticsearchClauseStore = default_from_dict(cls, data)
        return made

    @property
    def connection(self) -> Connection:
        """The server, asked with patience."""
        self._ensure_initialized()
        assert self._connection is not None
        return self._connection

    def _ensure_initialized(self) -> None:
        """Make the client. The parent would also make an index that is absent."""
        if self._connection is None:
            url, address = address_of(str(self._hosts or "http://localhost:9200"))
            self._client = Elasticsearch(url, api_key=self._handle_auth(), headers=self._headers, **self._kwargs)
            self._connection = Connection(self._client, address)

    def close(self) -> None:
        """Let the connection go."""
        super().close()
        self._connection = None

    # What search asks of an engine.

    def view(self) -> ElasticsearchView:
        """The index as last written, by whichever process."""
        return ElasticsearchView(self.connection, self._index, self._frequencies, self.shards)

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
        done = send(self.connection, self._index, (put(document.id, _source(document)) for document in documents))
        self._written()
        return done

    def replace_versions(self, versions: Iterable[int], documents: Iterable[engine.Document]) -> int:
        """Write the documents of some versions in place of those that the index holds of them; searches see all of it at once."""
        asked = list(versions)
        gone: set[str] = set()
        for start in range(0, len(asked), 10_000):
            gone.update(self._identities(compile_filter(among("version", asked[start : start + 10_000]))))
        written = 0

        def actions() -> Iterator[Action]:
            nonlocal written
            for document in documents:
                gone.discard(document.id)
                written += 1
                yield put(document.id, _source(document))
            yield from map(delete, gone)

        send(self.connection, self._index, actions())
        self._written()
        return written

    # What Haystack asks of a document store that is read.

    def filter_documents(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """The documents that a filter on the fields of the index matches.

        :raises haystack.errors.FilterError: it is not well formed, or a field cannot be looked up in the index
        """
        try:
            return _to_haystack(self.matching(filters))
        except (FilterError, UnknownFieldError) as error:
            raise HaystackFilterError(str(error)) from error

    def _bm25_retrieval(self, query: str, *, filters: dict[str, Any] | None = None, top_k: int = 10, **_: Any) -> list[Document]:
        """What `ElasticsearchBM25Retriever` asks for. Nothing is parsed: every word of the query is a word."""
        text = analysis.normal(query)
        field = FOLDED if text.lower() == fold(text) else MARKED
        terms = [Term(field, token) for token in analysis.tokens(analysis.words(text))]
        view = self.view()
        try:
            return _to_haystack(view.stored(view.retrieve(terms, top_k, filters or None))) if terms else []
        except (FilterError, UnknownFieldError) as error:
            raise HaystackFilterError(str(error)) from error

    def _refused(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError("kb writes this index out of its database; Haystack reads it, and does not wait for it")

    write_documents = delete_documents = delete_all_documents = delete_by_filter = update_by_filter = _refused
    # Everything asynchronous begins with this.
    _ensure_initialized_async = _refused

    def _identities(self, query: Query) -> Iterator[str]:
        return (hit["_id"] for hit in self.view().walk(query))

    def _written(self) -> None:
        """Show what was written; what was known of the index no longer holds."""
        self.connection.write(lambda client: client.indices.refresh(index=self._index))
        self._frequencies = Frequencies()


def _to_haystack(documents: Sequence[engine.Document]) -> list[Document]:
    return [Document(id=item.id, content=item.content, meta=item.meta, score=item.score) for item in documents]


def _source(document: engine.Document) -> dict[str, Any]:
    """What the server gets of a document, and what it keeps of it."""
    row = row_of(document)
    ours: dict[str, Any] = {**row.tokens, STATUS_DAYS: row.status_days}
    if GROUP in row.numbers:
        ours[GROUP] = row.numbers[GROUP]
    return {**document.meta, "id": document.id, "content": document.content, OURS: ours}
