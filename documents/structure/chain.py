"""Decide for a whole text which ``Điều N`` open its articles.

A line that reads as a heading may be a citation, or an article of new text for another instrument; a heading may have lost its full
stop. One alone cannot be told, the sequence can. Of all candidates the chain is taken that is worth most: the evidence of each
counts, a number that follows the one before it adds, numbers left out between two take away.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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


_FOLLOWS = 2
_GAPS = (0, -6, -7, -8)  # none, one, two, more numbers left out
_ANEW = -1


@dataclass(frozen=True, slots=True)
class Chain:
    """The decision.

    :param texts: the words of each, blanks squeezed; empty for tables
    :param foreign: the lines that read as headings and stand in new text without quotation marks
    :param anew: those that open the first article of a text that is attached
    """

    lines: Sequence[Line]
    texts: Sequence[str]
    opens: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    anew: frozenset[int] = frozenset()


def decide(lines: Sequence[Line]) -> Chain:
    """Decide which lines of a text open its articles."""
    texts = ["" if line.table is not None else squeeze(line.text) for line in lines]
    found = collect(lines, texts)
    if not found:
        return Chain(lines, texts)
    certain = once_certain(found)
    # what may belong to new text does, where an article of its number comes below
    found = [
        replace(one, zone=Zone.INSIDE) if one.zone is Zone.MAYBE and certain.get(one.heading.value, -1) > place else one
        for place, one in enumerate(found)
    ]
    chosen = best_chain(found)
    opens = [found[place] for place in chosen]
    begins = frozenset(one.line for one in opens)
    foreign = frozenset(one.line for one in found if one.zone is Zone.INSIDE and one.line not in begins)
    return Chain(lines, texts, begins, foreign, frozenset(one.line for one in opens[1:] if one.anew))


def squeeze(text: str) -> str:
    """Words with one blank between them, in composed letters."""
    return " ".join((text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)).split())


class _Highest:
    """The best score among the numbers up to one, found and raised in logarithmic time."""

    def __init__(self, values: Sequence[int]) -> None:
        self.values = sorted(set(values))
        self.best: list[tuple[int, int]] = [(_NONE, -1)] * (len(self.values) + 1)

    def raise_to(self, value: int, score: int, place: int) -> None:
        at = bisect_left(self.values, value) + 1
        while at < len(self.best):
            if score > self.best[at][0]:
                self.best[at] = (score, place)
            at += at & -at

    def up_to(self, value: int) -> tuple[int, int]:
        at, found = bisect_left(self.values, value), (_NONE, -1)
        while at:
            if self.best[at][0] > found[0]:
                found = self.best[at]
            at -= at & -at
        return found


_NONE = -(10**9)


@dataclass(slots=True)
class _Ends:
    """The best chains so far that end with a number.

    :param any: whatever the letter behind the number
    """

    any: tuple[int, int] = (_NONE, -1)
    letters: dict[int, tuple[int, int]] = field(default_factory=dict)


def best_chain(found: Sequence[Candidate]) -> list[int]:
    """The places of the candidates that make the best chain. Time grows with their number and its logarithm."""
    ends: dict[int, _Ends] = {}
    highest = _Highest([one.heading.value for one in found])
    above: list[int] = []
    scores: list[int] = []
    top = (0, -1)  # the best chain of all so far
    for place, one in enumerate(found):
        score, before = _entry(one, ends, highest, top)
        score += one.weight
        scores.append(score)
        above.append(before)
        if score <= _NONE // 2:
            continue
        value, known = one.heading.value, ends.setdefault(one.heading.value, _Ends())
        if score > known.any[0]:
            known.any = (score, place)
        if score > known.letters.get(one.order, (_NONE, -1))[0]:
            known.letters[one.order] = (score, place)
        highest.raise_to(value, score, place)
        if score > top[0]:
            top = (score, place)
    chain: list[int] = []
    place = top[1]
    while place >= 0:
        chain.append(place)
        place = above[place]
    return chain[::-1]


def _entry(one: Candidate, ends: dict[int, _Ends], highest: _Highest, top: tuple[int, int]) -> tuple[int, int]:
    """What the best chain that a candidate can go on with is worth, with what the step adds or takes; and its last place."""
    value, order = one.heading.value, one.order
    ways: list[tuple[int, int]] = []

    def after(number: int, step: int) -> None:
        known = ends.get(number)
        best = known.any if known is not None else (_NONE, -1)
        if number == 0 and best[0] < 0:
            best = (0, -1)
        ways.append((best[0] + step, best[1]))

    after(value - 1, _FOLLOWS if not order else _GAPS[1])
    if order:
        ways += [(score + _FOLLOWS, place) for letter, (score, place) in ends.get(value, _Ends()).letters.items() if letter < order]
    if one.zone is not Zone.INSIDE:
        for missing in (1, 2):
            if value - missing - 1 >= 0:
                after(value - missing - 1, _GAPS[missing])
        if value > 3:
            score, place = max(highest.up_to(value - 3), (0, -1))
            ways.append((score + _GAPS[3], place))
        if one.anew:
            ways.append((top[0] + _ANEW, top[1]))
    return max(ways, key=lambda way: way[0])
