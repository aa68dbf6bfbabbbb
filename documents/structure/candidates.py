"""Collect what may open an article: every ``Điều N`` of a text, with the evidence for and against it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from documents.model import Line
from documents.structure.endings import (
    appendix_heading,
    form_heading,
    is_attached_to,
    is_attached_type,
    is_recipients,
    is_signature,
)
from documents.structure.headings import ArticleHeading, article_heading, cites, ends_sentence, is_caps, leads_on
from documents.structure.quotes import MARKS, ends_quoted, find_quotations, opens_unit, words_in_marks
from documents.wording.numbers import letter_order
from documents.wording.verbs import AMEND, CHANGE

# What the evidence weighs. The sequence itself adds and takes away in `chain`.
_STRONG, _UNFINISHED, _LEADS_ON, _BARE = 10, 8, 3, 6
_WEAK, _WEAK_UNFINISHED, _WEAK_LEADS_ON = 4, 1, -3
_GLUED, _CONTINUES, _NOT_BOLD, _AFTER_ENDING, _HAS_TEXT = -1, -4, -4, -8, 1
_IN_LIST = -3  # behind a comma
_MAYBE, _INSIDE, _QUOTED, _AMENDS = 2, -4, -7, 8
_NEVER = -1000
_LARGEST_STEP = 3  # so many own articles may be lost at the end of new text that no mark ends
_LONGEST_INTRODUCTION = 4
_ABOVE = 400  # characters above a heading that are looked at
_FEWEST_BOLD, _MOSTLY_BOLD = 3, 0.7
_INTRODUCES = re.compile(rf"(?:{AMEND}|thay thế|sửa|thay)\b.*(?::|\bnhư sau\W*)$", re.IGNORECASE | re.DOTALL)
_NAMES = re.compile(rf"(?:^|[.)]\s)(?:{AMEND}|thay thế)\b", re.IGNORECASE)
_AMENDS_LAW = re.compile(rf"(?:{CHANGE}|hiệu lực thi hành)\b", re.IGNORECASE)
_CHANGES = re.compile(rf"(?:{CHANGE}|hiệu lực|điều khoản|tổ chức thực hiện|trách nhiệm|quy định chuyển tiếp)", re.IGNORECASE)
_LISTS = re.compile(r"\b(?:điều|khoản|điểm|mục)\s+[^\s,]{1,5},$", re.IGNORECASE)
_BOUNDARY = "([PMB"  # what opens an attached text, an appendix or a form, where it is not in capitals
_SIGNS = ("T", "K", "Q", "/")


class Zone(IntEnum):
    """Whether a candidate stands in new text for another instrument."""

    FREE = 0
    MAYBE = 1  # new text without a closing mark: the number goes on with it and with the text outside alike
    INSIDE = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """``Điều N`` that may open an article.

    :param weight: what its evidence is worth, more for than against it where positive
    :param anew: an attached text may begin here, whose articles count from 1
    """

    line: int
    heading: ArticleHeading
    weight: int
    zone: Zone = Zone.FREE
    anew: bool = False

    @property
    def order(self) -> int:
        """Place of the letter after the number: 5, 5a, 5b …"""
        return letter_order(self.heading.suffix)


def collect(lines: Sequence[Line], texts: Sequence[str]) -> list[Candidate]:
    """The candidates of a text, in their order.

    :param texts: the words of each line, blanks squeezed; empty for tables
    """
    if not any("iều" in text or "IỀU" in text for text in texts):
        return []
    found = list(_Collector(lines, texts).run())
    return _weigh_type(lines, found)


def _weigh_type(lines: Sequence[Line], found: list[Candidate]) -> list[Candidate]:
    all_told = (lines[one.line].bold for one in found if one.weight >= _UNFINISHED)
    told = [bold for bold in all_told if bold is not None]
    if sum(told) < max(_FEWEST_BOLD, len(told) * _MOSTLY_BOLD):
        return found
    return [replace(one, weight=one.weight + _NOT_BOLD) if lines[one.line].bold is False else one for one in found]


class _Block(NamedTuple):
    """A quotation of several lines.

    :param end: its last line, None where nothing closes it
    :param announced: new text is announced above it, or it begins with a unit
    """

    end: int | None
    announced: bool


class _Collector:
    def __init__(self, lines: Sequence[Line], texts: Sequence[str]) -> None:
        self.lines, self.texts = lines, texts
        pairs = find_quotations([words_in_marks(text, line.table) for line, text in zip(lines, texts, strict=True)]).closes
        self.blocks = {first: self._block(first, last) for first, last in pairs.items()}
        self.before = ""  # the words above
        self.place = -1  # and their line
        self.ended = False  # a signature stands above
        self.boundary = False  # since the last candidate a heading has come below which articles may count anew
        self.closed = -1  # the line that ends the quotation of several lines that is open
        self.last = 0  # number of the last article outside
        self.reach = 0  # number of the last one that may be outside
        self.quoted = 0  # number of the last article inside the quotation that is open
        self.inner: int | None = None  # number of the last article of new text that nothing closes
        self.previous_line = -1

    def _block(self, first: int, last: int | None) -> _Block:
        above = next((text for text in reversed(self.texts[max(0, first - 2) : first]) if text), "")
        text = self.texts[first]
        return _Block(last, opens_unit(text) or text.endswith(":") or above.endswith((":", "sau", "sau.")))

    def run(self) -> Iterator[Candidate]:
        waiting: Candidate | None = None
        for place, text in enumerate(self.texts):
            if self.lines[place].table is not None:
                self.before, self.place = "", place
            if not text:
                continue
            heading = article_heading(text)
            if heading is not None:
                if waiting is not None:
                    yield waiting
                waiting = self._candidate(place, heading, text)
            elif waiting is not None:
                yield replace(waiting, weight=waiting.weight + _HAS_TEXT)
                waiting = None
            self._see(place, text)
        if waiting is not None:
            yield waiting

    def _see(self, place: int, text: str) -> None:
        block = self.blocks.get(place)
        if block is not None:
            quoted = article_heading(text.lstrip(MARKS + " "))
            number = quoted.value if quoted is not None else 0
            if block.end is None and block.announced and self.inner is None:
                self.inner = number
            elif block.end is not None and block.announced:
                self.closed, self.quoted = max(self.closed, block.end), number
        self.before, self.place = text, place
        if is_recipients(text) or (is_signature(text) and text[:1] in _SIGNS):
            self.ended, self.inner = True, None
        elif (text[0] not in _BOUNDARY and not is_caps(text)) or self.boundary:
            return
        elif is_attached_to(text) or appendix_heading(text) or form_heading(text) or (is_caps(text) and is_attached_type(text)):
            self.boundary = True

    def _candidate(self, place: int, heading: ArticleHeading, text: str) -> Candidate:
        fresh = heading.value == 1 and not heading.suffix and (self.ended or self.boundary)
        anew = fresh and (heading.strong or is_caps(self.before) or ends_sentence(self.before))
        if anew:
            self.ended, self.inner, self.last, self.reach = False, None, 0, 0
        weight = self._form(place, heading, text)
        zone = Zone.FREE
        if place <= self.closed:
            zone, most = self._in_quotation(heading, text)
            weight = min(weight, most)
        elif weight > _NEVER:
            zone, most = self._zone(heading, text)
            weight = min(weight, most)
        if self.ended:
            weight += _AFTER_ENDING
        self.boundary = False
        self.previous_line = place
        return Candidate(place, heading, weight, zone, anew)

    def _form(self, place: int, heading: ArticleHeading, text: str) -> int:
        before = self.before
        after_heading = self.previous_line == self.place and place > 0
        capitals = is_caps(before)
        if cites(before) and not after_heading and not capitals:
            return _IN_LIST if heading.strong and before.endswith(",") and _LISTS.search(before) is None else _NEVER
        unfinished = (_LEADS_ON, _WEAK_LEADS_ON) if leads_on(before) else (_UNFINISHED, _WEAK_UNFINISHED)
        finished = not before or capitals or ends_sentence(before) or ends_quoted(before) or after_heading
        if heading.strong:
            weight = _STRONG if finished else unfinished[0]
            weight = weight if heading.start < len(text) else min(weight, _BARE)
        else:
            weight = _WEAK if finished else unfinished[1]
        if heading.glued:
            weight += _GLUED
        return weight + (_CONTINUES if self.lines[place].starts_paragraph is False else 0)

    def _in_quotation(self, heading: ArticleHeading, text: str) -> tuple[Zone, int]:
        amends = _CHANGES.match(text, heading.start) is not None
        inner = self.quoted in (heading.value, heading.value - 1)
        if not inner and heading.value == self.last + 1 and (self.quoted or amends):
            self.last = self.reach = heading.value
            return Zone.FREE, _BARE if amends else _WEAK_UNFINISHED
        self.quoted = heading.value
        if amends and ends_quoted(self.before):
            return Zone.FREE, _BARE
        return Zone.INSIDE, _QUOTED

    def _zone(self, heading: ArticleHeading, text: str) -> tuple[Zone, int]:
        value = heading.value
        if self._is_introduced(value):
            self.inner = value
            return Zone.INSIDE, _QUOTED if _AMENDS_LAW.match(text, heading.start) else _NEVER
        if self.inner is None:
            self.last = self.reach = value if heading.strong else self.last
            return Zone.FREE, _STRONG
        outer = self.last < value <= self.reach + _LARGEST_STEP or (value == self.last and heading.suffix != "")
        inner = value in (self.inner, self.inner + 1) and self.inner > 0
        if outer and not inner:
            self.inner, self.last, self.reach = None, value, value
            return Zone.FREE, _STRONG
        self.inner = value
        if not outer:
            return Zone.INSIDE, _INSIDE
        self.reach = value
        return Zone.MAYBE, _AMENDS if _CHANGES.match(text, heading.start) else _MAYBE

    def _is_introduced(self, number: int) -> bool:
        above = self.before[-_ABOVE:]
        named = number != self.last + 1 and f"iều {number}" in above and re.search(rf"iều {number}\b", above) is not None
        if not (named or self.before.endswith((":", "sau", "sau."))):
            return False
        words = [above]
        for text in reversed(self.texts[max(0, self.place - _LONGEST_INTRODUCTION + 1) : max(self.place, 0)]):
            if ends_sentence(text):
                break
            words.append(text)
        above = " ".join(reversed(words))[-2 * _ABOVE :]
        return _INTRODUCES.search(above) is not None or (named and _NAMES.search(above) is not None)


def once_certain(found: Sequence[Candidate]) -> Mapping[int, int]:
    """For each number, the last place at which a candidate stands that no new text can hold."""
    return {one.heading.value: place for place, one in enumerate(found) if one.zone is Zone.FREE and one.weight >= _UNFINISHED}
