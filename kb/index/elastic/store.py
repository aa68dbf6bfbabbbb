"""The index on the server: what search asks of an engine, and a Haystack document store that others read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from elasticsearch import Elasticsearch
from haystack import Document, default_from_dict, default_to_dict
from haystack.errors import FilterError as HaystackFilterError
from haystack.utils import Secret
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from documents.text import fold
from kb.errors import IndexChangedError
from kb.index import engine
from kb.index.elastic.connection import Action, Connection, address_of, delete, put, send
from kb.index.elastic.mapping import EVERYTHING, MOST_HITS, OURS, Query, compile_filter, mapping, place
from kb.index.engine import FOLDED, MARKED, Filter, FilterError, Match, Term, among
from kb.index.fields import GROUP, STATUS_DAYS
from kb.index.rows import MATCH_FIELDS, UnknownFieldError, row_of
from kb.language import analysis

_MATCH_PLACES = [place(name) for name in MATCH_FIELDS]
_AT_ONCE = 1_000


class Frequencies(dict[tuple[str, str], int]):
    """In how many documents tokens stand, and how many documents there are, of one state of an index.

    :param documents: None: not asked yet
    """

    documents: int | None = None


class ElasticsearchView:
    """The index as it is: what is written is seen all at once, when a writer is done; a search that straddles that says so.

    :param shards: of the index; with several, frequencies are estimated from one of them, and one more step makes scores comparable
    """

    def __init__(self, connection: Connection, index: str, frequencies: Frequencies, shards: int = 1) -> None:
        self._connection = connection
        self._index = index
        self._frequencies = frequencies
        self._options: dict[str, Any] = {"search_type": "dfs_query_then_fetch"} if shards > 1 else {}

    @property
    def documents(self) -> int:
        """How many documents there are."""
        if self._frequencies.documents is None:
            self._frequencies.documents = self.count()
        return self._frequencies.documents

    def frequency(self, field: str, token: str) -> int:
        """In how many documents a token of a field stands."""
        self.expect([(field, token)])
        return self._frequencies[field, token]

    def expect(self, tokens: Iterable[tuple[str, str]]) -> None:
        """Fetch the frequencies of tokens, in one call."""
        unknown = [asked for asked in dict.fromkeys(tokens) if asked not in self._frequencies]
        if not unknown:
            return
        by_field: dict[str, list[str]] = defaultdict(list)
        for field, token in unknown:
            by_field[field].append(token)
        answer = self._connection.read(
            lambda client: client.termvectors(
                index=self._index,
                doc={place(field): " ".join(asked) for field, asked in by_field.items()},
                fields=[place(field) for field in by_field],
                term_statistics=True,
                positions=False,
                offsets=False,
            )
        )
        vectors = answer["term_vectors"]
        for field, token in unknown:
            found = vectors.get(place(field), {})
            frequency = found.get("terms", {}).get(token, {}).get("doc_freq", 0)
            counted = found.get("field_statistics", {}).get("doc_count", 0)
            if frequency and self._options and counted:
                frequency = round(frequency * max(1.0, self.documents / counted))
            self._frequencies[field, token] = frequency

    def retrieve(
        self,
        terms: Sequence[Term],
        limit: int,
        within: Filter | None = None,
        raised: Sequence[tuple[Filter, float]] = (),
    ) -> list[Match]:
        """The documents that answer best, each term counted once.

        :param within: only documents that this filter matches
        :param raised: filters whose matches get so much more score
        """
        query = _query(terms, within, raised)
        in_order: dict[str, Any] = {place("provision"): {"order": "asc", "missing": 0}}
        sort = [{"_score": "desc"}, in_order] if terms else [in_order]
        hits = self._hits(query=query, size=min(limit, MOST_HITS), sort=sort)
        # Where nothing is looked for, tantivy's score is 0 within a filter, and 1 without.
        alike = 1.0 if within is None else 0.0
        return [_match(hit, hit["sort"][0] if terms else alike) for hit in hits]

    def stored(self, matches: Sequence[Match]) -> list[engine.Document]:
        """The stored documents of matches, with their scores.

        :raises IndexChangedError: one of them has been taken out since it was found
        """
        sources: dict[str, dict[str, Any]] = {}
        identities = list(dict.fromkeys(match.address for match in matches))
        for start in range(0, len(identities), _AT_ONCE):
            some = identities[start : start + _AT_ONCE]
            sources.update(
                (hit["_id"], hit["_source"]) for hit in self._search(query={"ids": {"values": some}}, size=len(some), source=True)
            )
        if len(sources) < len(identities):
            raise IndexChangedError("index_updated")
        return [document_of_source(sources[match.address], match.score) for match in matches]

    def count(self, terms: Sequence[Term] = (), within: Filter | None = None) -> int:
        """How many documents have one of the terms and are within."""
        query = _query(terms, within)
        return int(self._connection.read(lambda client: client.count(index=self._index, query=query))["count"])

    def values(
        self, fields: Sequence[str], terms: Sequence[Term] = (), within: Filter | None = None, most: int = 50
    ) -> dict[str, dict[str, int]]:
        """By field of names, its values among these documents with the number of documents."""
        query = _query(terms, within)
        asked = {name: {"terms": {"field": place(name), "size": most}} for name in fields}
        answer = self._connection.read(
            lambda client: client.search(
                index=self._index, query=query, aggs=asked, size=0, track_total_hits=False, allow_partial_search_results=False
            )
        )
        found = answer["aggregations"]
        return {name: {item["key"]: item["doc_count"] for item in found[name]["buckets"]} for name in fields}

    def walk(self, query: Query, source: bool | dict[str, Any] = False) -> Iterator[dict[str, Any]]:
        """Every hit of a query, of one moment, however many there are."""
        opened = self._connection.write(lambda client: client.open_point_in_time(index=self._index, keep_alive="5m"))
        pit = opened["id"]
        after: list[Any] | None = None
        try:
            while True:

                def ask(client: Elasticsearch, pit: str = pit, after: list[Any] | None = after) -> Any:
                    return client.search(
                        pit={"id": pit, "keep_alive": "5m"},
                        query=query,
                        size=_AT_ONCE,
                        sort=["_shard_doc"],
                        search_after=after,
                        source=source,
                        track_total_hits=False,
                        allow_partial_search_results=False,
                    )

                answer = self._connection.write(ask)
                hits = answer["hits"]["hits"]
                yield from hits
                if len(hits) < _AT_ONCE:
                    return
                pit, after = answer["pit_id"], hits[-1]["sort"]
        finally:
            self._connection.write(lambda client: client.close_point_in_time(id=pit))

    def _hits(self, **asked: Any) -> list[dict[str, Any]]:
        return self._search(source=False, docvalue_fields=_MATCH_PLACES, **self._options, **asked)

    def _search(self, **asked: Any) -> list[dict[str, Any]]:
        answer = self._connection.read(
            lambda client: client.search(index=self._index, track_total_hits=False, allow_partial_search_results=False, **asked)
        )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits


def document_of_source(source: dict[str, Any], score: float | None = None) -> engine.Document:
    """The document that the server keeps, as Haystack's own store does: the fields of ``meta`` beside the others."""
    meta = {name: value for name, value in source.items() if name not in ("id", "content")}
    return engine.Document(source["id"], source["content"], meta, score)


def _query(terms: Sequence[Term], within: Filter | None = None, raised: Sequence[tuple[Filter, float]] = ()) -> Query:
    conditions = [compile_filter(within)] if within is not None else []
    if not terms:
        return {"bool": {"filter": conditions}} if conditions else EVERYTHING
    distinct = {(term.field, term.token): term for term in terms}
    should: list[Query] = [{"term": {place(term.field): {"value": term.token, "boost": term.weight}}} for term in distinct.values()]
    if not raised:
        return {"bool": {"should": should, "minimum_should_match": 1, "filter": conditions}}
    more = [{"constant_score": {"filter": compile_filter(other), "boost": score}} for other, score in raised]
    return {"bool": {"must": [{"bool": {"should": should}}], "should": more, "filter": conditions}}


def _match(hit: dict[str, Any], score: float) -> Match:
    fields = hit.get("fields", {})
    provision, unit, version, group = (int(fields.get(name, (0,))[0]) for name in _MATCH_PLACES)
    return Match(provision, unit, version, group, score, hit["_id"])


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
            query = compile_filter(among("version", asked[start : start + 10_000]))
            gone.update(hit["_id"] for hit in self.view().walk(query))
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
