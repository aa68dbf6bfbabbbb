"""What is indexed of a document: the one place where it is decided, for every engine.

A document is a clause (or an article without clauses, an appendix, a table). Its ``content`` is the clause with its points; its
``meta`` names where it stands: ``heading`` of its article, ``title`` of its instrument, and the fields of `kb.index.fields`. Name,
heading (twice) and content are indexed as one field, once with marks and once folded. Measured on 409 questions over the
codification, MRR@10: content and heading 0.678, with the name 0.739, with the heading counted twice 0.750.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from documents.wording.citing import label_of
from kb.index.engine import FOLDED, MARKED, Document, FilterError
from kb.index.fields import GROUP, INTEGER_FIELDS, STATUS_DAYS, day_fields, evidence_of, name_fields, status_days
from kb.index.stated import stated_numbers
from kb.language import analysis

MOST, LONGEST = 3, 160


@dataclass(frozen=True, slots=True)
class Following:
    """The beginning of a provision that another one announces.

    :param cut: its text goes on
    :param highlights: places of the words that were asked for
    """

    path: str
    text: str
    cut: bool = False
    highlights: tuple[tuple[int, int], ...] = ()

    @property
    def label(self) -> str:
        """Its number as printed: ``a)``, ``1.``"""
        return label_of(self.path)


def announces(text: str) -> bool:
    """Whether a text announces what follows it."""
    return text.rstrip().endswith(":")


def first_of(provisions: Iterable[tuple[str, str]]) -> tuple[Following, ...]:
    """The beginnings of the first provisions, given by path and text; those without words of their own are passed over."""
    found: list[Following] = []
    for path, text in provisions:
        if len(found) == MOST:
            break
        if text:
            found.append(Following(path, *analysis.cut_at_word(text, LONGEST)))
    return tuple(found)


WORDS = "words"
"""In ``meta``: the words of the content as numbers, packed (`packed_words`)."""

TABLE = "table"
"""In ``meta`` of a table: how many rows are heads, what they say of each column, and by row the column and piece of each cell."""

MOST_COMPARED = 4_000
"""Words of a clause that ranking compares; an appendix may have a hundred thousand."""

MATCH_FIELDS = ("provision", "unit", "version", GROUP)
"""What a match says of itself, whole numbers."""


def row_of(document: Document) -> dict[str, Any]:
    """What is indexed of a document, by field: tokens separated by blanks, names, and whole numbers (days as `day_number`).

    :raises FilterError: a day of it is not a day, or evidence not evidence
    """
    meta = document.meta
    row: dict[str, Any] = dict(zip((MARKED, FOLDED), indexed_text(document), strict=True))
    for name in name_fields():
        value = meta.get(name)
        if kept := [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]:
            row[name] = kept
    row.update((name, day_number(meta[name])) for name in day_fields() if meta.get(name))
    row.update((name, meta[name]) for name in INTEGER_FIELDS if isinstance(meta.get(name), int))
    try:
        row[STATUS_DAYS] = list(status_days(evidence_of(meta)))
    except ValueError as error:
        raise FilterError(f"No evidence for a status: {error}") from error
    row.update(stated_numbers(document.content or ""))
    if "article" in meta:
        row[GROUP] = group_number(str(meta["article"]))
    return row


def packed_words(content: str) -> str:
    """The words of a clause as `read_words` takes them: what ranking compares is computed when the clause is indexed."""
    return b64encode(analysis.packed_numbers(_words(content)[:MOST_COMPARED])).decode()


def read_words(document: Document) -> npt.NDArray[np.uint32]:
    """The numbers of a document's words (`kb.language.analysis.word_numbers`), in order."""
    packed = document.meta.get(WORDS)
    if not isinstance(packed, str):
        packed = packed_words(document.content or "")
    return np.frombuffer(b64decode(packed), "<u4")


def document_of(stored: bytes, score: float | None = None) -> Document:
    """The document that a row keeps."""
    kept = orjson.loads(stored)
    return Document(kept["id"], kept["content"], kept["meta"], score)


@lru_cache(maxsize=1)
def group_number(article: str) -> int:
    """A stable number for an article's key; the last is remembered: clauses of an article follow one another."""
    return int.from_bytes(hashlib.blake2b(article.encode(), digest_size=8).digest(), "big", signed=True)


def day_number(value: Any) -> int:
    """A day, as ISO writes it, as the index keeps it.

    :raises FilterError: it is not a day
    """
    try:
        return date.fromisoformat(value).toordinal()
    except (TypeError, ValueError) as error:
        raise FilterError(f"Not an ISO date: {value!r}") from error


@lru_cache(maxsize=1)
def _words(content: str) -> list[str]:
    """The words of a clause; the last are remembered: what ranking compares and what is searched follow one another."""
    return analysis.words(content)


@lru_cache(maxsize=1)
def _prefix(title: str, heading: str) -> tuple[list[str], tuple[str, str]]:
    """Words of the heading, token text of name and heading; the last is remembered: clauses of an article follow one another."""
    words = analysis.words(heading)
    named = analysis.words(title) + words
    return words, analysis.both_fields(named) if named else ("", "")


def indexed_text(document: Document) -> tuple[str, str]:
    """The token text of a document's marked field and of its folded field."""
    meta = document.meta
    heading, prefix = _prefix(str(meta.get("title") or ""), str(meta.get("heading") or ""))
    marked, folded = analysis.both_fields(heading + _words(document.content or ""))
    return f"{prefix[0]} {marked}", f"{prefix[1]} {folded}"
