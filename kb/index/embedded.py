"""The embedded index, on tantivy. What is indexed, `kb.index.rows` says."""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import orjson
import tantivy

from kb.database.failures import full_disk_told, is_full
from kb.errors import DiskFullError, IndexDamagedError, KnowledgeBaseError
from kb.index.engine import Document, Filter, Language, Match, Term
from kb.index.fields import INTEGER_FIELDS, STATUS_DAYS, TOKEN_FIELDS, VALUE_FIELDS, day_fields, name_fields
from kb.index.rows import MATCH_FIELDS, day_number, document_of, row_of
from kb.private import close_to_others, make_folder

P = ParamSpec("P")
R = TypeVar("R")


def sound(method: Callable[P, R]) -> Callable[P, R]:
    """A method that reads an index; what the engine raises on damaged files becomes one sentence.

    :raises IndexDamagedError: the files cannot be read as they should
    """

    @wraps(method)
    def read(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except DiskFullError:
            raise
        except BaseException as error:
            if is_full(error):
                raise DiskFullError("disk_full") from error
            if isinstance(error, (ValueError, OSError, RuntimeError, LookupError)):
                raise IndexDamagedError("index_damaged") from error
            # What the engine's own language raises where it cannot go on is no Exception.
            if type(error).__name__ == "PanicException":
                raise IndexDamagedError("index_damaged") from None
            raise

    return read


_WRITER_HEAP = 256_000_000
_SMALL_WRITER_HEAP = 30_000_000
_LOCK_SECONDS = 30.0
_MORE = 4
"""So many times as many hits are looked at where those with the same score as the last go on."""

_Hit = tuple[float, tantivy.DocAddress]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("document", stored=True)
    for name in TOKEN_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in name_fields():
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (STATUS_DAYS, *VALUE_FIELDS):
        builder.add_integer_field(name, indexed=True)
    for name in (*day_fields(), *MATCH_FIELDS):
        # Signed on purpose: Document(n=1) holds a signed integer, and in an unsigned field it kills the writer.
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class TantivyView:
    """The index as it stood at one commit."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher

    @property
    def documents(self) -> int:
        """How many documents there are."""
        return int(self._searcher.num_docs)

    @sound
    def frequency(self, field: str, token: str) -> int:
        """In how many documents a token of a field stands."""
        return int(self._searcher.doc_freq(field, token))

    def expect(self, tokens: Iterable[tuple[str, str]]) -> None:
        """Said of which (field, token) the frequency will be asked. Nothing to prepare: a look takes microseconds."""

    @sound
    def retrieve(self, terms: Sequence[Term], limit: int, within: Filter | None = None) -> list[Match]:
        """The documents that answer best, best first, each term counted once; equal scores in the order of provisions.

        :param terms: none: every document, in the order of provisions
        :param within: only documents that this filter matches; scores stay as they are
        """
        scored, alike = bool(terms), 1.0 if within is None else 0.0
        asked = (within.get("field"), within.get("operator")) if within else ()
        hidden = frozenset(within["value"]) if scored and within and asked == ("meta.version", "not in") else None
        if hidden is not None:
            # What filters a query makes tantivy weigh every document that has one of its words; twice as many hits cost less.
            hits = self._hits(self._query(terms), 2 * limit, scored, alike)
            shown = [match for match in self._matched(hits) if match.version not in hidden]
            if len(shown) >= limit or len(hits) < 2 * limit:
                return shown[:limit]
        return self._matched(self._hits(self._query(terms, within), limit, scored, alike))[:limit]

    def _hits(self, query: tantivy.Query, limit: int, scored: bool, alike: float) -> list[_Hit]:
        return self._best(query, limit) if scored else self._first(query, limit, alike)

    def _matched(self, hits: list[_Hit]) -> list[Match]:
        addresses = [address for _, address in hits]
        columns = [self._searcher.fast_field_values(name, addresses) for name in MATCH_FIELDS]
        matches = [
            Match(int(provision or 0), int(unit or 0), int(version or 0), int(group or 0), score, address)
            for (score, address), provision, unit, version, group in zip(hits, *columns, strict=True)
        ]
        return sorted(matches, key=lambda match: (-match.score, match.provision))

    def _best(self, query: tantivy.Query, limit: int) -> list[_Hit]:
        """The hits with the best scores, and all that are equal to the last of them.

        Equal scores come in the order of segments, which differs between builds: which of them are among the first is not for it to
        say.
        """
        asked = limit + 1
        while True:
            hits: list[_Hit] = self._searcher.search(query, asked, count=False).hits
            if len(hits) < asked or hits[-1][0] < hits[limit - 1][0]:
                return [hit for hit in hits if hit[0] >= hits[limit - 1][0]] if len(hits) > limit else hits
            asked *= _MORE

    def _first(self, query: tantivy.Query, limit: int, score: float) -> list[_Hit]:
        """The first hits in the order of provisions."""
        order = tantivy.Order.Asc
        hits = self._searcher.search(query, limit, count=False, order_by_field="provision", order=order).hits
        return [(score, address) for _, address in hits]

    @sound
    def stored(self, matches: Sequence[Match]) -> list[Document]:
        """The stored documents of matches, with their scores."""
        return [document_of(self._kept(match.address), match.score) for match in matches]

    @sound
    def count(self, terms: Sequence[Term] = (), within: Filter | None = None) -> int:
        """How many documents have one of the terms (all documents, where there are none) and are within."""
        found: Any = self._searcher.search(self._query(terms, within), 1, count=True)  # its stub lacks the count
        return int(found.count)

    @sound
    def values(
        self, fields: Sequence[str], terms: Sequence[Term] = (), within: Filter | None = None, most: int = 50
    ) -> dict[str, dict[str, int]]:
        """By field of names, its values among these documents with the number of documents, the most frequent first."""
        asked = {name: {"terms": {"field": name, "size": most}} for name in fields}
        found = self._searcher.aggregate(self._query(terms, within), asked)
        counts: Mapping[str, Any] = found if isinstance(found, Mapping) else orjson.loads(found)
        return {name: {item["key"]: int(item["doc_count"]) for item in counts[name]["buckets"]} for name in fields}

    @sound
    def matching(self, query: tantivy.Query) -> list[Document]:
        """Every stored document that a query matches."""
        if self._searcher.num_docs == 0:
            return []
        hits = self._searcher.search(query, self._searcher.num_docs, count=False).hits
        return [document_of(self._kept(address)) for _, address in hits]

    def _kept(self, address: tantivy.DocAddress) -> bytes:
        return bytes(self._searcher.doc(address)["document"][0])

    def _query(self, terms: Sequence[Term], within: Filter | None = None) -> tantivy.Query:
        query = self._any_term(terms) if terms else tantivy.Query.all_query()
        if within is None:
            return query
        # On the documents that the filter matches, without a change of scores.
        return all_of([query, tantivy.Query.const_score_query(compile_filter(self._schema, within), 0.0)])

    def _any_term(self, terms: Sequence[Term]) -> tantivy.Query:
        distinct = {(term.field, term.token): term for term in terms}
        clauses = []
        for term in distinct.values():
            query = tantivy.Query.term_query(self._schema, term.field, term.token, index_option="freq")
            clauses.append((tantivy.Occur.Should, query if term.weight == 1.0 else tantivy.Query.boost_query(query, term.weight)))
        return tantivy.Query.boolean_query(clauses)


class TantivyIndex:
    """An index on tantivy, in this process.

    :param path: folder of the index, made when absent; None keeps the index in memory
    """

    def __init__(self, path: str | None = None) -> None:
        self.path = path
        schema = _schema()
        if path is None:
            self._index = tantivy.Index(schema)
        else:
            make_folder(Path(path))
            self._index = tantivy.Index(schema, path=path)
        self.schema = self._index.schema
        self._index.config_reader("manual")
        self._seen = self.stamp()

    def stamp(self) -> tuple[int, int]:
        """Changes whenever this or another process commits."""
        if self.path is None:
            return (0, 0)
        with contextlib.suppress(FileNotFoundError):
            stat = (Path(self.path) / "meta.json").stat()
            return (stat.st_mtime_ns, stat.st_ino)
        return (0, 0)

    @sound
    def searcher(self) -> tantivy.Searcher:
        """A view of the index as last committed, by whichever process."""
        stamp = self.stamp()
        if stamp != self._seen:
            self._index.reload()
            self._seen = stamp
        return self._index.searcher()

    def view(self) -> TantivyView:
        """The index as last committed, by whichever process."""
        return TantivyView(self.schema, self.searcher())

    def matching(self, filters: Filter | None = None) -> list[Document]:
        """The stored documents that a filter on the fields of the index matches."""
        return self.view().matching(compile_filter(self.schema, filters) if filters else tantivy.Query.all_query())

    def fill(self, documents: Iterable[Document]) -> int:
        """Write many documents whose ids are known to be new, in one commit.

        One thread of the engine suffices: analysis, in the caller's thread, takes twice as long as what it does.
        """
        count = 0
        with self.writing(_WRITER_HEAP) as writer:
            for document in documents:
                writer.add_document(self._row(document))
                count += 1
        return count

    def replace_versions(self, versions: Iterable[int], documents: Iterable[Document]) -> int:
        """Write the documents of some versions in place of those that the index holds of them, in one commit."""
        count = 0
        with self.writing(_SMALL_WRITER_HEAP) as writer:
            for version in versions:
                writer.delete_documents_by_query(tantivy.Query.term_query(self.schema, "version", version))
            for document in documents:
                writer.add_document(self._row(document))
                count += 1
        return count

    def _row(self, document: Document) -> tantivy.Document:
        """A document as it is written."""
        kept = {"id": document.id, "content": document.content, "meta": document.meta}  # `document_of` makes it again
        whole = orjson.dumps(kept, default=str)
        return tantivy.Document.from_dict({"id": document.id, "document": whole} | row_of(document), self.schema)

    @contextlib.contextmanager
    def writing(self, heap: int) -> Iterator[tantivy.IndexWriter]:
        """A writer that commits at the end, or leaves everything as it was when something is raised.

        :raises KnowledgeBaseError: another process keeps writing, or the disk is full
        """
        with full_disk_told():
            writer = self._writer(heap)
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()
                self._index.reload()
                self._seen = self.stamp()
                close_to_others([Path(self.path)] if self.path else [])

    def _writer(self, heap: int) -> tantivy.IndexWriter:
        patience = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                return self._index.writer(heap, 1)
            except ValueError as error:
                if "lock" not in str(error).lower() or time.monotonic() > patience:
                    raise KnowledgeBaseError("index_held") from error
                time.sleep(0.1)


_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_INTEGER = tantivy.FieldType.Integer


def compile_filter(schema: tantivy.Schema, filters: Mapping[str, Any]) -> tantivy.Query:
    """The query that matches the documents which a filter matches.

    :raises FilterError: a day in it is none
    """
    language = Language(
        all_of,
        any_of,
        lambda query: none_of([query]),
        partial(_equal, schema),
        partial(_among, schema),
        partial(_between, schema),
    )
    return language.compile(filters)


def all_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """Matches what all of them match."""
    return tantivy.Query.boolean_query([(_MUST, query) for query in queries]) if queries else tantivy.Query.all_query()


def any_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """Matches what one of them matches."""
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries]) if queries else tantivy.Query.empty_query()


def none_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """Matches what none of them matches."""
    everything = (_MUST, tantivy.Query.all_query())
    return tantivy.Query.boolean_query([everything, *((_MUST_NOT, query) for query in queries)])


def _among(schema: tantivy.Schema, field: str, values: list[Any]) -> tantivy.Query:
    if field in TOKEN_FIELDS:
        return any_of([_equal(schema, field, value) for value in values])
    asked = values if field in INTEGER_FIELDS else [_value(field, value) for value in values]  # thousands of rows
    return tantivy.Query.term_set_query(schema, field, asked) if asked else tantivy.Query.empty_query()


def _equal(schema: tantivy.Schema, field: str, value: Any) -> tantivy.Query:
    option = {"index_option": "freq"} if field in TOKEN_FIELDS else {}
    return tantivy.Query.term_query(schema, field, _value(field, value), **option)


def _between(schema: tantivy.Schema, field: str, first: Any, last: Any) -> tantivy.Query:
    lower, upper = (None if value is None else _value(field, value) for value in (first, last))
    return tantivy.Query.range_query(schema, field, _INTEGER, lower_bound=lower, upper_bound=upper)


def _value(field: str, value: Any) -> str | int:
    return day_number(value) if field in day_fields() else value
