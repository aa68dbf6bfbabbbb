"""Instruments to Haystack documents, one for each provision that has words of its own."""

from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from documents.model import Kind
from ingest.parsing import ParsedFile


@component
class ProvisionSplitter:
    """Cut instruments into documents, so that they can go into any document store.

    :param kinds: kinds of provision that become documents; default: articles, clauses and points
    """

    def __init__(self, kinds: list[str] | None = None) -> None:
        self.kinds = kinds or [Kind.ARTICLE.value, Kind.CLAUSE.value, Kind.POINT.value]

    def to_dict(self) -> dict[str, Any]:
        """The component as data."""
        return default_to_dict(self, kinds=self.kinds)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "ProvisionSplitter":
        """The component that :meth:`to_dict` described."""
        return default_from_dict(cls, data)

    @component.output_types(documents=list[Document])
    def run(self, files: list[ParsedFile]) -> dict[str, list[Document]]:
        """Cut every instrument of the files.

        :returns: ``documents``, with the provision's key, kind, number and heading, and the instrument's number and title, as meta
        """
        documents = []
        for file in files:
            for instrument in file.instruments:
                for provision in instrument.walk():
                    words = "\n".join(part for part in (provision.text, provision.tail) if part)
                    if provision.kind.value not in self.kinds or not words:
                        continue
                    meta = {
                        "key": f"{instrument.key}#{provision.path}",
                        "kind": provision.kind.value,
                        "number": provision.number,
                        "heading": provision.heading,
                        "instrument": instrument.key,
                        "instrument_number": instrument.metadata.number,
                        "title": instrument.metadata.title,
                    }
                    documents.append(Document(id=f"{instrument.key}#{provision.path}", content=words, meta=meta))
        return {"documents": documents}
