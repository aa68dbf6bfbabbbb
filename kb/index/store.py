"""The embedded index as a Haystack document store.

A document is a clause (or an article without clauses, an appendix, a table). Its ``content`` is the clause with its points; its
``meta`` names where it stands: ``heading`` of its article, ``title`` of its instrument, and the fields of `kb.index.filters`.
Name, heading (twice) and content are indexed as one field, once with marks and once folded. Measured on 409 questions over the
codification, MRR@10: content and heading 0.678, with the name 0.739, with the heading counted twice 0.750.
"""

import contextlib
import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import tantivy
from haystack import Document, default_from_dict, default_to_dict
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy
from haystack.utils.filters import document_matches_filter

from kb.errors import KnowledgeBaseError
from kb.index import analysis
from kb.index.filters import DAY_FIELDS, INTEGER_FIELDS, NAME_FIELDS, UnknownFieldError, compile_filter, day_number

MARKED, FOLDED = "marked", "folded"
_FAST_INTEGERS = ("provision", "unit", "version", "group")
_WRITER_HEAP = 256_000_000
_SMALL_WRITER_HEAP = 30_000_000
_LOCK_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Match:
    """A document that answers a query.

    :param provision: the clause's row in the database
    :param unit: the article (appendix …) that it belongs to
    :param version: the version it belongs to
    :param group: the same for every copy of an article, whatever version or source holds it
    :param address: where it stands in the index, for `TantivyDocumentStore.stored`
    """

    provision: int
    unit: int
    version: int
    group: int
    score: float
    address: tuple[tantivy.Searcher, tantivy.DocAddress]


@dataclass(frozen=True, slots=True)
class Term:
    """A token to look for in a field."""

    field: str
    token: str
    weight: float = 1.0


def group_number(article: str) -> int:
    """A stable number for an article's key."""
    return int.from_bytes(hashlib.blake2b(article.encode(), digest_size=8).digest(), "big", signed=True)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("document", stored=True)
    for name in (MARKED, FOLDED):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in NAME_FIELDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*DAY_FIELDS, *_FAST_INTEGERS):
        # Signed on purpose: Document(n=1) holds a signed integer, and in an unsigned field it kills the writer.
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class TantivyDocumentStore:
    """Haystack document store on tantivy, embedded and on disk.

    :param path: folder of the index, made when absent; None keeps the index in memory
    """

    def __init__(self, path: str | None = None) -> None:
        self.path = path
        schema = _schema()
        if path is None:
            self._index = tantivy.Index(schema)
        else:
            Path(path).mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(schema, path=path)
        self.schema = self._index.schema
        self._index.config_reader("manual")
        self._seen = self.stamp()

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self, path=self.path)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "TantivyDocumentStore":
        """Deserialize from a dictionary."""
        store: TantivyDocumentStore = default_from_dict(cls, data)
        return store

    def stamp(self) -> tuple[int, int]:
        """Changes whenever this or another process commits."""
        if self.path is None:
            return (0, 0)
        with contextlib.suppress(FileNotFoundError):
            stat = (Path(self.path) / "meta.json").stat()
            return (stat.st_mtime_ns, stat.st_ino)
        return (0, 0)

    def searcher(self) -> tantivy.Searcher:
        """A view of the index as last committed, by whichever process."""
        stamp = self.stamp()
        if stamp != self._seen:
            self._index.reload()
            self._seen = stamp
        return self._index.searcher()

    def count_documents(self) -> int:
        """How many documents are stored."""
        return int(self.searcher().num_docs)

    def filter_documents(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """The documents that match the filter, as Haystack defines it.

        Filters on the fields of `kb.index.filters` are answered by the index; others by looking at every document.
        """
        searcher = self.searcher()
        if searcher.num_docs == 0:
            return []
        rest = None
        query = tantivy.Query.all_query()
        if filters:
            try:
                query = compile_filter(self.schema, filters)
            except UnknownFieldError:
                rest = filters
        hits = searcher.search(query, searcher.num_docs, count=False).hits
        documents = [self._document(searcher, address) for _, address in hits]
        return [document for document in documents if rest is None or document_matches_filter(rest, document)]

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Write documents and make them visible.

        :param policy: what to do about an id that exists; ``NONE`` is ``FAIL``
        :raises DuplicateDocumentError: an id exists, under ``FAIL``
        :raises ValueError: something is not a Document
        :returns: how many were written
        """
        if not isinstance(documents, list) or not all(isinstance(document, Document) for document in documents):
            raise ValueError("write_documents() takes a list of Document objects.")
        searcher = self.searcher()
        seen: set[str] = set()
        fresh: list[Document] = []
        replaced: list[str] = []
        for document in documents:
            known = document.id in seen or self._has(searcher, document.id)
            if known and policy is DuplicatePolicy.SKIP:
                continue
            if known and policy is not DuplicatePolicy.OVERWRITE:
                raise DuplicateDocumentError(f"ID '{document.id}' already exists.")
            if known:
                replaced.append(document.id)
                fresh = [other for other in fresh if other.id != document.id] if document.id in seen else fresh
            seen.add(document.id)
            fresh.append(document)
        with self.writing(_SMALL_WRITER_HEAP, threads=1) as writer:
            for identity in replaced:
                writer.delete_documents_by_term("id", identity)
            for document in fresh:
                writer.add_document(self._row(document))
        return len(documents) if policy is DuplicatePolicy.OVERWRITE else len(fresh)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete documents; ids that are not there are passed over."""
        with self.writing(_SMALL_WRITER_HEAP, threads=1) as writer:
            for identity in document_ids:
                writer.delete_documents_by_term("id", identity)

    def delete_all_documents(self) -> None:
        """Empty the store."""
        with self.writing(_SMALL_WRITER_HEAP, threads=1) as writer:
            writer.delete_all_documents()

    def fill(self, documents: Iterable[Document], threads: int = 2) -> int:
        """Write many documents whose ids are known to be new, in one commit.

        :param threads: of the engine; analysis runs in the caller's thread beside them
        :returns: how many were written
        """
        count = 0
        with self.writing(_WRITER_HEAP, threads) as writer:
            for document in documents:
                writer.add_document(self._row(document))
                count += 1
        return count

    def replace_versions(self, versions: Iterable[int], documents: Iterable[Document]) -> int:
        """Write the documents of some versions in place of those that the index holds of them, in one commit."""
        count = 0
        with self.writing(_SMALL_WRITER_HEAP, threads=1) as writer:
            for version in versions:
                writer.delete_documents_by_query(tantivy.Query.term_query(self.schema, "version", version))
            for document in documents:
                writer.add_document(self._row(document))
                count += 1
        return count

    @contextlib.contextmanager
    def writing(self, heap: int, threads: int) -> Iterator[tantivy.IndexWriter]:
        """A writer that commits at the end, or leaves everything as it was when something is raised.

        :raises KnowledgeBaseError: another process keeps writing
        """
        writer = self._writer(heap, threads)
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

    def _writer(self, heap: int, threads: int) -> tantivy.IndexWriter:
        patience = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                return self._index.writer(heap, threads)
            except ValueError as error:
                if "lock" not in str(error).lower() or time.monotonic() > patience:
                    raise KnowledgeBaseError(
                        "Không ghi được chỉ mục tìm kiếm, có thể một tiến trình khác đang ghi; hãy thử lại sau."
                        " (The search index cannot be written; another process may be writing.)"
                    ) from error
                time.sleep(0.1)

    def retrieve(
        self,
        terms: Sequence[Term],
        limit: int,
        within: tantivy.Query | None = None,
        raised: Sequence[tuple[tantivy.Query, float]] = (),
        searcher: tantivy.Searcher | None = None,
    ) -> list[Match]:
        """The documents that answer best, each term counted once.

        :param within: only documents that this query matches
        :param raised: queries whose matches get so much more score
        :param searcher: the view to ask; default: the newest
        """
        searcher = searcher or self.searcher()
        query = self._any_term(terms, raised) if terms else tantivy.Query.all_query()
        if within is not None:
            query = _only_within(query, within)
        hits = searcher.search(query, limit, count=False).hits
        addresses = [address for _, address in hits]
        columns = [searcher.fast_field_values(name, addresses) for name in _FAST_INTEGERS]
        matches = [
            Match(int(provision or 0), int(unit or 0), int(version or 0), int(group or 0), score, (searcher, address))
            for (score, address), provision, unit, version, group in zip(hits, *columns, strict=True)
        ]
        # Equal scores come in the order of segments, which differs between builds.
        return sorted(matches, key=lambda match: (-match.score, match.provision))

    def retrieve_documents(self, terms: Sequence[Term], limit: int, filters: dict[str, Any] | None = None) -> list[Document]:
        """Like `retrieve`, with the stored documents and Haystack's filters."""
        query = self._any_term(terms)
        if filters:
            query = _only_within(query, compile_filter(self.schema, filters))
        searcher = self.searcher()
        return [self._document(searcher, address, score) for score, address in searcher.search(query, limit, count=False).hits]

    @staticmethod
    def stored(match: Match) -> Document:
        """The stored document of a match, with its score."""
        return TantivyDocumentStore._document(*match.address, match.score)

    def article(self, key: str) -> tantivy.Query:
        """Matches every document of an article, in whichever version or source it stands."""
        return tantivy.Query.term_query(self.schema, "group", group_number(key))

    def compile(self, filters: dict[str, Any]) -> tantivy.Query:
        """Haystack's filter as a query to retrieve within."""
        return compile_filter(self.schema, filters)

    def _any_term(self, terms: Sequence[Term], raised: Sequence[tuple[tantivy.Query, float]] = ()) -> tantivy.Query:
        distinct = {(term.field, term.token): term for term in terms}
        should = tantivy.Occur.Should
        clauses = []
        for term in distinct.values():
            query = tantivy.Query.term_query(self.schema, term.field, term.token, index_option="freq")
            clauses.append((should, query if term.weight == 1.0 else tantivy.Query.boost_query(query, term.weight)))
        query = tantivy.Query.boolean_query(clauses)
        if not raised:
            return query
        more = [(should, tantivy.Query.const_score_query(other, score)) for other, score in raised]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *more])

    def _has(self, searcher: tantivy.Searcher, identity: str) -> bool:
        query = tantivy.Query.term_query(self.schema, "id", identity, index_option="basic")
        return bool(searcher.search(query, 1, count=False).hits)

    @staticmethod
    def _document(searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float | None = None) -> Document:
        stored = orjson.loads(bytes(searcher.doc(address)["document"][0]))
        return Document.from_dict(stored if score is None else {**stored, "score": score})

    def _row(self, document: Document) -> tantivy.Document:
        meta = document.meta
        row = tantivy.Document()
        row.add_text("id", document.id)
        row.add_bytes("document", _stored(document))
        marked, folded = indexed_text(document)
        row.add_text(MARKED, marked)
        row.add_text(FOLDED, folded)
        for name in NAME_FIELDS:
            value = meta.get(name)
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, str) and item:
                    row.add_text(name, item)
        for name in DAY_FIELDS:
            if meta.get(name):
                row.add_integer(name, day_number(meta[name]))
        for name in INTEGER_FIELDS:
            if isinstance(meta.get(name), int):
                row.add_integer(name, meta[name])
        if "article" in meta:
            row.add_integer("group", group_number(str(meta["article"])))
        return row


def _only_within(query: tantivy.Query, within: tantivy.Query) -> tantivy.Query:
    """The query, without a change of its scores, on the documents that another matches."""
    must = tantivy.Occur.Must
    return tantivy.Query.boolean_query([(must, query), (must, tantivy.Query.const_score_query(within, 0.0))])


def _stored(document: Document) -> bytes:
    if document.blob is None and document.embedding is None and document.sparse_embedding is None:
        return orjson.dumps({"id": document.id, "content": document.content, "meta": document.meta}, default=str)
    return orjson.dumps(document.to_dict(flatten=False), default=str)


_Prefix = tuple[tuple[str, str], list[str], tuple[str, str]]
_last_prefix: _Prefix = (("", ""), [], ("", ""))


def _prefix(title: str, heading: str) -> _Prefix:
    """Words of the heading, token text of name and heading; the last is remembered: clauses of an article follow one another."""
    global _last_prefix
    known = _last_prefix  # one read and one write of a finished tuple: safe between threads
    if known[0] != (title, heading):
        words = analysis.words(heading)
        named = analysis.words(title) + words
        known = ((title, heading), words, analysis.both_fields(named) if named else ("", ""))
        _last_prefix = known
    return known


def indexed_text(document: Document) -> tuple[str, str]:
    """The token text of a document's marked field and of its folded field."""
    meta = document.meta
    _, heading, prefix = _prefix(str(meta.get("title") or ""), str(meta.get("heading") or ""))
    marked, folded = analysis.both_fields(heading + analysis.words(document.content or ""))
    return f"{prefix[0]} {marked}", f"{prefix[1]} {folded}"
