"""Suggestions while somebody types: headings of articles, numbers and names of instruments.

A table in memory, made from the database when it is first asked and again when the texts change: every heading and instrument,
folded, sorted by each of its beginnings of a word, so that "học nghề" finds "Hỗ trợ học nghề". What stands at its very beginning
comes first, then what more articles bear. Nothing of what is typed is kept.
"""

import math
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from documents.model import Kind
from documents.text import fold
from documents.wording.citing import as_typed, instrument_name
from kb.database.cache import BaseCache
from kb.database.reading.holdings import drafted
from kb.database.reading.reader import CONTENT
from kb.database.tables import Instrument, Provision, State, Version
from kb.index.build import Base
from kb.language import analysis

SHORTEST, LONGEST = 2, 120
_LONGEST_TEXT = 200
_BEGINNINGS = 9
"""Words of a text at which it can be found."""
_COMPARED = 40
_LOOKED_AT = 400
_BETWEEN = re.compile(r"[^\w/-]+")
_OF_NUMBER = re.compile(r"(?<!\w)s[ốo] (?=\d)", re.IGNORECASE)
_WORD_START = re.compile(r"(?<![\w])\w")


class SuggestionKind(StrEnum):
    """What is suggested: words to search for, or an instrument to open."""

    HEADING = "heading"
    INSTRUMENT = "instrument"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that begins as what was typed.

    :param key: of the instrument, None for a heading
    :param count: how many articles bear the heading
    """

    text: str
    kind: SuggestionKind
    key: str | None
    count: int


class SuggestionTable:
    """Headings and instruments by the beginnings of their words."""

    def __init__(self, entries: Iterable[Suggestion]) -> None:
        self._entries = list(entries)
        self._marked = [_plain(entry.text).lower() for entry in self._entries]
        self._folded = [fold(text) for text in self._marked]
        numbers, offsets = array("i"), array("i")
        for number, text in enumerate(self._folded):
            for match, _ in zip(_WORD_START.finditer(text), range(_BEGINNINGS), strict=False):
                numbers.append(number)
                offsets.append(match.start())
        order = sorted(range(len(numbers)), key=lambda place: self._folded[numbers[place]][offsets[place] :][:_COMPARED])
        self._numbers = np.array(numbers, dtype=np.int32)[order] if order else np.zeros(0, dtype=np.int32)
        self._offsets = np.array(offsets, dtype=np.int32)[order] if order else np.zeros(0, dtype=np.int32)
        self._weights = self._weighed()

    def _weighed(self) -> NDArray[np.float32]:
        own = [
            (math.log1p(entry.count) if entry.kind is SuggestionKind.HEADING else 1.5) - len(entry.text) / 100
            for entry in self._entries
        ]
        weights = np.array(own, dtype=np.float32)[self._numbers] if own else np.zeros(0, dtype=np.float32)
        found: NDArray[np.float32] = weights + np.where(self._offsets == 0, 6, 0).astype(np.float32)
        return found

    def __len__(self) -> int:
        return len(self._entries)

    def suggest(self, typed: str, count: int = 8) -> list[Suggestion]:
        """What begins as what was typed, or has a word that does; typed with marks, what has these marks."""
        prefix = _plain(analysis.normal(typed[:LONGEST])).lower().lstrip()
        wanted = fold(prefix)
        if len(wanted.strip()) < SHORTEST or len(wanted) != len(prefix):
            return []
        first, last = self._range(wanted[:_COMPARED])
        marked = prefix if prefix != wanted else None
        found: dict[int, Suggestion] = {}
        for place in self._best(first, last, every=marked is not None or len(wanted) > _COMPARED):
            number, offset = int(self._numbers[place]), int(self._offsets[place])
            if number in found or not self._folded[number].startswith(wanted, offset):
                continue
            if marked and not self._marked[number].startswith(marked, offset):
                continue
            found[number] = self._entries[number]
            if len(found) == count:
                break
        return list(found.values())

    def _range(self, wanted: str) -> tuple[int, int]:
        def at(place: int) -> str:
            offset = int(self._offsets[place])
            return self._folded[int(self._numbers[place])][offset : offset + _COMPARED]

        places = range(len(self._numbers))
        return bisect_left(places, wanted, key=at), bisect_left(places, wanted + "\U0010ffff", key=at)

    def _best(self, first: int, last: int, every: bool) -> Iterable[int]:
        """Places in order of weight; of many, the best only."""
        weights = self._weights[first:last]
        if len(weights) > _LOOKED_AT and not every:
            chosen = np.argpartition(-weights, _LOOKED_AT)[:_LOOKED_AT]
        else:
            chosen = np.arange(len(weights))
        ordered = chosen[np.argsort(-weights[chosen], kind="stable")]
        return (first + int(place) for place in ordered)


def _plain(text: str) -> str:
    """Words with one blank between them: few type the comma of "Phòng, chống mua bán người", or "số" before a number."""
    return _OF_NUMBER.sub("", _BETWEEN.sub(" ", text))


_tables: BaseCache[SuggestionTable] = BaseCache()


def table_of(base: Base) -> SuggestionTable:
    """The suggestions of a base, from memory where its texts have not changed since."""
    with base.engine.connect() as connection:
        changes = connection.scalar(select(State.value).where(State.name == CONTENT))
        return _tables.at(str(base.engine.url), changes, lambda: SuggestionTable(read_suggestions(connection)))


def suggest(base: Base, typed: str, count: int = 8) -> list[Suggestion]:
    """What begins as what was typed: instruments by number and name, headings of articles."""
    return table_of(base).suggest(typed, count)


def read_suggestions(connection: Connection) -> list[Suggestion]:
    """Everything that can be suggested: the instruments of the base, and each heading once with its number of articles."""
    found: list[Suggestion] = []
    named = select(Instrument.key, Instrument.number, func.coalesce(Instrument.title, Instrument.borrowed_title))
    for key, number, title in connection.execute(named.where(Instrument.id.not_in(drafted())).order_by(Instrument.key)):
        text = _instrument(key, number, title)
        if text:
            found.append(Suggestion(text, SuggestionKind.INSTRUMENT, key, 1))
    of_drafts = select(Version.id).where(Version.instrument_id.in_(drafted()))
    rows = connection.execute(
        select(Provision.heading, func.count())
        .where(Provision.kind == Kind.ARTICLE.value, Provision.heading.is_not(None), Provision.version_id.not_in(of_drafts))
        .group_by(Provision.heading)
        .order_by(Provision.heading)
    )
    for heading, count in rows:
        words = " ".join((heading or "").split())
        if 3 < len(words) <= _LONGEST_TEXT:
            found.append(Suggestion(words, SuggestionKind.HEADING, None, count))
    return found


def _instrument(key: str, number: str | None, title: str | None) -> str:
    text = as_typed(instrument_name(key, number, title, subject=True))
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT].rsplit(" ", 1)[0] + " …"
