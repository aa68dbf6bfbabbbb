"""The references in texts by themselves: this needs no base, and a process of its own finds those of many texts."""

from collections.abc import Sequence
from functools import lru_cache

from documents.model import Kind
from documents.paths import read_step, steps_of
from documents.references import Context, Reference
from documents.references.finder import find_references

Words = list[tuple[str, str]]
"""Paths of an instrument, and words that stand there."""


def find_in_all(texts: Sequence[tuple[str, Words]]) -> list[list[tuple[Reference, ...]]]:
    """The references in the words of texts, each with the key of its instrument."""
    return [[find_references(text, context_of(path, key)) for path, text in words] for key, words in texts]


def context_of(path: str, instrument_key: str) -> Context:
    """Where the words at a path stand."""
    return Context(instrument_key, *_numbers_in(path))


@lru_cache(maxsize=8192)
def _numbers_in(path: str) -> tuple[str | None, str | None, str | None]:
    numbers = {step.kind: step.number for step in map(read_step, steps_of(path)) if step.number}
    return numbers.get(Kind.ARTICLE), numbers.get(Kind.CLAUSE), numbers.get(Kind.POINT)
