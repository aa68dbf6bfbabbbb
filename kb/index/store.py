"""The embedded index as a Haystack document store."""

from typing import Any

import tantivy
from haystack import Document, default_from_dict, default_to_dict
from haystack.document_stores.errors import DuplicateDocumentError
from haystack.document_stores.types import DuplicatePolicy

from kb.index.embedded import SMALL_WRITER_HEAP, TantivyIndex, row
from kb.index.exchange import from_haystack, haystack_document_of, kept_whole, matches, told_to_haystack
from kb.index.filters import compile_filter
from kb.index.rows import UnknownFieldError


class TantivyDocumentStore(TantivyIndex):
    """Haystack document store on tantivy, embedded and on disk.

    :param path: folder of the index, made when absent; None keeps the index in memory
    """

    def to_dict(self) -> dict[str, Any]:
        """Serialize to a dictionary."""
        return default_to_dict(self, path=self.path)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "TantivyDocumentStore":
        """Deserialize from a dictionary."""
        store: TantivyDocumentStore = default_from_dict(cls, data)
        return store

    def filter_documents(self, filters: dict[str, Any] | None = None) -> list[Document]:
        """The documents that match the filter, as Haystack defines it.

        Filters on the fields of `kb.index.filters` are answered by the index; others by looking at every document.
        """
        view = self.view()
        rest = None
        query = tantivy.Query.all_query()
        if filters:
            try:
                with told_to_haystack():
                    query = compile_filter(self.schema, filters)
            except UnknownFieldError:
                rest = filters
        documents = [haystack_document_of(view.kept(address)) for address in view.addresses(query)]
        return [document for document in documents if rest is None or matches(rest, document)]

    def write_documents(self, documents: list[Document], policy: DuplicatePolicy = DuplicatePolicy.NONE) -> int:
        """Write documents and make them visible.

        :param policy: what to do about an id that exists; ``NONE`` is ``FAIL``
        :raises DuplicateDocumentError: an id exists, under ``FAIL``
        :raises ValueError: something is not a Document
        :returns: how many were written
        """
        if not isinstance(documents, list) or not all(isinstance(document, Document) for document in documents):
            raise ValueError("write_documents() takes a list of Document objects.")
        view = self.view()
        seen: set[str] = set()
        fresh: list[Document] = []
        replaced: list[str] = []
        for document in documents:
            known = document.id in seen or view.has(document.id)
            if known and policy is DuplicatePolicy.SKIP:
                continue
            if known and policy is not DuplicatePolicy.OVERWRITE:
                raise DuplicateDocumentError(f"ID '{document.id}' already exists.")
            if known:
                replaced.append(document.id)
                fresh = [other for other in fresh if other.id != document.id] if document.id in seen else fresh
            seen.add(document.id)
            fresh.append(document)
        with told_to_haystack(), self.writing(SMALL_WRITER_HEAP, threads=1) as writer:
            for identity in replaced:
                writer.delete_documents_by_term("id", identity)
            for document in fresh:
                writer.add_document(row(from_haystack(document), kept_whole(document)))
        return len(documents) if policy is DuplicatePolicy.OVERWRITE else len(fresh)

    def delete_documents(self, document_ids: list[str]) -> None:
        """Delete documents; ids that are not there are passed over."""
        with self.writing(SMALL_WRITER_HEAP, threads=1) as writer:
            for identity in document_ids:
                writer.delete_documents_by_term("id", identity)

    def delete_all_documents(self) -> None:
        """Empty the store."""
        with self.writing(SMALL_WRITER_HEAP, threads=1) as writer:
            writer.delete_all_documents()
