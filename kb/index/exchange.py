"""Documents and errors of the index as Haystack has them, where components and stores of others meet ours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import haystack
from haystack.errors import FilterError as HaystackFilterError
from haystack.utils.filters import document_matches_filter

from kb.index.engine import Document, FilterError


def to_haystack(document: Document) -> haystack.Document:
    """A document for components of others."""
    return haystack.Document(id=document.id, content=document.content, meta=document.meta, score=document.score)


def from_haystack(document: haystack.Document) -> Document:
    """What is indexed of a document of others."""
    return Document(document.id, document.content, document.meta, document.score)


def document_of_source(source: dict[str, Any]) -> Document:
    """The document that a server keeps as Haystack's own store does."""
    return from_haystack(haystack.Document.from_dict(source))


def matches(filters: Mapping[str, Any], document: haystack.Document) -> bool:
    """Whether a filter matches a document, by Haystack's own rule."""
    return document_matches_filter(dict(filters), document)


@contextmanager
def told_to_haystack() -> Iterator[None]:
    """What is wrong with a filter is told as Haystack tells it.

    :raises haystack.errors.FilterError: something is
    """
    try:
        yield
    except FilterError as error:
        raise HaystackFilterError(str(error)) from error
