"""Suggestions while somebody types: headings of articles, numbers and names of instruments.

In memory, made from the database when it is first asked and again when the texts change: every heading and instrument, a line each,
so that "học nghề" finds "Hỗ trợ học nghề". What stands at its very beginning comes first, then what more articles bear. Nothing of
what is typed is kept.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

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
_BETWEEN = re.compile(r"[^\w/-]+")
_OF_NUMBER = re.compile(r"(?<!\w)s[ốo] (?=\d)", re.IGNORECASE)


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
    """Headings and instruments, the best first: what more articles bear, of as many the shorter."""

    def __init__(self, entries: Iterable[Suggestion]) -> None:
        self._entries = sorted(entries, key=_weight, reverse=True)
        marked = [_plain(entry.text).lower() for entry in self._entries]
        self._starts = [0, *accumulate(len(text) + 1 for text in marked)]
        self._marked = "".join(f"\n{text}" for text in marked)
        self._folded = fold(self._marked)

    def suggest(self, typed: str, count: int = 8) -> list[Suggestion]:
        """What begins as what was typed, or has a word that does; typed with marks, what has these marks."""
        prefix = _plain(analysis.normal(typed[:LONGEST])).lower().lstrip()
        wanted = fold(prefix)
        if len(wanted.strip()) < SHORTEST or len(wanted) != len(prefix):
            return []
        text = self._folded if prefix == wanted else self._marked
        found: dict[int, None] = {}
        for before in "\n ":  # at the very beginning, then at a word
            at = text.find(before + prefix)
            while at >= 0 and len(found) < count:
                found.setdefault(bisect_right(self._starts, at) - 1)
                at = text.find(before + prefix, at + 1)
        return [self._entries[number] for number in found]


def _weight(entry: Suggestion) -> float:
    return (math.log1p(entry.count) if entry.kind is SuggestionKind.HEADING else 1.5) - len(entry.text) / 100


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
