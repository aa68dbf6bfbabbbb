"""The index on the server: what search asks of an engine; how it is laid out there, and filters as its queries.

A document's ``_source`` is ``id``, ``content`` and the fields of ``meta`` side by side. What only searching needs (tokens, the
group, the days of each status) lies under ``tuluat``, and is not kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from elasticsearch import Elasticsearch

from kb.errors import IndexChangedError
from kb.index.elastic.connection import Action, Connection, delete, put, send
from kb.index.engine import FOLDED, MARKED, Document, Filter, Language, Match, Term, among
from kb.index.fields import GROUP, INDEX_FORMAT, INTEGER_FIELDS, STATUS_DAYS, TOKEN_FIELDS, VALUE_FIELDS, day_fields, name_fields
from kb.index.rows import MATCH_FIELDS, day_number, row_of

OURS = "tuluat"
MOST_HITS = 100_000

_PLACES = {name: f"{OURS}.{name}" for name in (MARKED, FOLDED, GROUP, STATUS_DAYS, *VALUE_FIELDS)}


def place(field: str) -> str:
    """Where a field of `kb.index.fields` lies."""
    return _PLACES.get(field, field)


def mapping() -> dict[str, Any]:
    """Fields and how each is looked up; others are kept, and not looked up."""
    tokens = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    return {
        "dynamic": False,
        "_source": {"excludes": [OURS]},
        "properties": {
            **{name: {"type": "keyword", "ignore_above": 8_000} for name in name_fields()},
            **{name: {"type": "date", "format": "strict_date"} for name in day_fields()},
            **{name: {"type": "long"} for name in INTEGER_FIELDS},
            OURS: {
                "properties": {
                    **dict.fromkeys(TOKEN_FIELDS, tokens),
                    **{name: {"type": "long"} for name in (GROUP, STATUS_DAYS, *VALUE_FIELDS)},
                }
            },
        },
    }


def index_settings() -> dict[str, Any]:
    """Scores as tantivy's; what is written is seen when we say so, all at once; a copy on a second machine where there is one."""
    return {
        "number_of_shards": 1,  # scores of several would be of other frequencies
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "max_result_window": MOST_HITS,
        # A base with a history hides many versions at once.
        "max_terms_count": 1_000_000,
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
    }


def template(patterns: list[str]) -> dict[str, Any]:
    """What indexes of these names are made with."""
    return {
        "index_patterns": patterns,
        "priority": 500,
        "version": INDEX_FORMAT,
        "template": {"settings": index_settings(), "mappings": mapping()},
    }


Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}


def compile_filter(filters: Mapping[str, Any]) -> Query:
    """The query that matches the documents which a filter matches.

    :raises FilterError: a day in it is none
    """
    return Language(all_of, _any_of, none_of, _equal, _among, _between).compile(filters)


def all_of(queries: list[Query]) -> Query:
    """Matches what all of them match."""
    return {"bool": {"filter": queries}} if queries else EVERYTHING


def none_of(query: Query) -> Query:
    """Matches what the query does not match."""
    return {"bool": {"must_not": [query]}}


def _any_of(queries: list[Query]) -> Query:
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else NOTHING


def _among(field: str, values: list[Any]) -> Query:
    return {"terms": {place(field): [_value(field, value) for value in values]}} if values else NOTHING


def _equal(field: str, value: Any) -> Query:
    return {"term": {place(field): {"value": _value(field, value)}}}


def _between(field: str, first: Any, last: Any) -> Query:
    bounds = {"gte": first, "lte": last}
    return {"range": {place(field): {name: _value(field, value) for name, value in bounds.items() if value is not None}}}


def _value(field: str, value: Any) -> str | int:
    return date.fromordinal(day_number(value)).isoformat() if field in day_fields() else value


_MATCH_PLACES = [place(name) for name in MATCH_FIELDS]
_AT_ONCE = 1_000


class Frequencies(dict[tuple[str, str], int]):
    """In how many documents tokens stand, and how many documents there are, of one state of an index.

    :param documents: None: not asked yet
    """

    documents: int | None = None


class ElasticsearchView:
    """The index as it is: what is written is seen all at once, when a writer is done; a search that straddles that says so."""

    def __init__(self, connection: Connection, index: str, frequencies: Frequencies) -> None:
        self._connection = connection
        self._index = index
        self._frequencies = frequencies

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
            found = vectors.get(place(field), {}).get("terms", {})
            self._frequencies[field, token] = found.get(token, {}).get("doc_freq", 0)

    def retrieve(self, terms: Sequence[Term], limit: int, within: Filter | None = None) -> list[Match]:
        """The documents that answer best, as `kb.index.embedded.TantivyView.retrieve` gives them."""
        query = _query(terms, within)
        in_order: dict[str, Any] = {place("provision"): {"order": "asc", "missing": 0}}
        sort = [{"_score": "desc"}, in_order] if terms else [in_order]
        shown = {"source": False, "docvalue_fields": _MATCH_PLACES}
        hits = self._search(query=query, size=min(limit, MOST_HITS), sort=sort, **shown)["hits"]["hits"]
        # Where nothing is looked for, tantivy's score is 0 within a filter, and 1 without.
        alike = 1.0 if within is None else 0.0
        return [_match(hit, hit["sort"][0] if terms else alike) for hit in hits]

    def stored(self, matches: Sequence[Match]) -> list[Document]:
        """The stored documents of matches, with their scores.

        :raises IndexChangedError: one of them has been taken out since it was found
        """
        sources: dict[str, dict[str, Any]] = {}
        identities = list(dict.fromkeys(match.address for match in matches))
        for start in range(0, len(identities), _AT_ONCE):
            some = identities[start : start + _AT_ONCE]
            sources.update(
                (hit["_id"], hit["_source"])
                for hit in self._search(query={"ids": {"values": some}}, size=len(some), source=True)["hits"]["hits"]
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
        found = self._search(query=query, aggs=asked, size=0)["aggregations"]
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

    def _search(self, **asked: Any) -> Any:
        return self._connection.read(
            lambda client: client.search(index=self._index, track_total_hits=False, allow_partial_search_results=False, **asked)
        )


def document_of_source(source: dict[str, Any], score: float | None = None) -> Document:
    """The document that the server keeps."""
    meta = {name: value for name, value in source.items() if name not in ("id", "content")}
    return Document(source["id"], source["content"], meta, score)


def _query(terms: Sequence[Term], within: Filter | None = None) -> Query:
    conditions = [compile_filter(within)] if within is not None else []
    if not terms:
        return {"bool": {"filter": conditions}} if conditions else EVERYTHING
    distinct = {(term.field, term.token): term for term in terms}
    should: list[Query] = [{"term": {place(term.field): {"value": term.token, "boost": term.weight}}} for term in distinct.values()]
    return {"bool": {"should": should, "minimum_should_match": 1, "filter": conditions}}


def _match(hit: dict[str, Any], score: float) -> Match:
    fields = hit.get("fields", {})
    provision, unit, version, group = (int(fields.get(name, (0,))[0]) for name in _MATCH_PLACES)
    return Match(provision, unit, version, group, score, hit["_id"])


class ElasticsearchClauseStore:
    """An index on the server that can be searched and filled.

    :param index: an index, or an alias of one
    """

    def __init__(self, connection: Connection, index: str) -> None:
        self.connection = connection
        self._index = index
        self._frequencies = Frequencies()

    def view(self) -> ElasticsearchView:
        """The index as last written, by whichever process."""
        return ElasticsearchView(self.connection, self._index, self._frequencies)

    def matching(self, filters: Filter | None = None) -> list[Document]:
        """The stored documents that a filter on the fields of the index matches."""
        query = compile_filter(filters) if filters else EVERYTHING
        return [document_of_source(hit["_source"]) for hit in self.view().walk(query, source=True)]

    def fill(self, documents: Iterable[Document]) -> int:
        """Write many documents whose ids are known to be new."""
        done = send(self.connection, self._index, (put(document.id, _source(document)) for document in documents))
        self._written()
        return done

    def replace_versions(self, versions: Iterable[int], documents: Iterable[Document]) -> int:
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

    def _written(self) -> None:
        """Show what was written; what was known of the index no longer holds."""
        self.connection.write(lambda client: client.indices.refresh(index=self._index))
        self._frequencies = Frequencies()


def _source(document: Document) -> dict[str, Any]:
    """What the server gets of a document, and what it keeps of it."""
    row = row_of(document)
    ours = {name: row[name] for name in (*TOKEN_FIELDS, STATUS_DAYS, *VALUE_FIELDS, GROUP) if name in row}
    return {**document.meta, "id": document.id, "content": document.content, OURS: ours}
