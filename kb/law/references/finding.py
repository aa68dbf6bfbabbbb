"""The references in texts by themselves: this needs no base, and a process of its own finds those of many texts."""

from collections.abc import Sequence

from documents.references import Reference, context_of
from documents.references.finder import find_references

Words = list[tuple[str, str]]
"""Paths of an instrument, and words that stand there."""


def find_in_all(texts: Sequence[tuple[str, Words]]) -> list[list[tuple[Reference, ...]]]:
    """The references in the words of texts, each with the key of its instrument."""
    return [[find_references(text, context_of(path, key)) for path, text in words] for key, words in texts]
