"""Instruments to Haystack documents, one for each provision that has words of its own."""

from collections.abc import Iterator
from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from documents.model import Instrument, Kind
from documents.paths import provision_key
from ingest.work import Work


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
    def run(self, work: list[Work]) -> dict[str, list[Document]]:
        """Cut every instrument of the files.

        :returns: ``documents``, with the provision's key, kind, number and heading, and the instrument's number and title, as meta
        """
        read = (instrument for item in work for instrument in _instruments(item.finished()))
        return {"documents": [document for instrument in read for document in self._cut(instrument)]}

    def _cut(self, instrument: Instrument) -> Iterator[Document]:
        for provision in instrument.walk():
            words = "\n".join(part for part in (provision.text, provision.tail) if part)
            if provision.kind.value not in self.kinds or not words:
                continue
            key = provision_key(instrument.key, provision.path)
            meta = {
                "key": key,
                "kind": provision.kind.value,
                "number": provision.number,
                "heading": provision.heading,
                "instrument": instrument.key,
                "instrument_number": instrument.metadata.number,
                "title": instrument.metadata.title,
            }
            yield Document(id=key, content=words, meta=meta)


def _instruments(work: Work) -> tuple[Instrument, ...]:
    if work.checked is not None:
        return work.checked.instruments
    return work.parsed.instruments if work.parsed is not None else ()
