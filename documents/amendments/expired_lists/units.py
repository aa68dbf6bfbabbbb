"""The provisions that a list names as expired: every word of a cell is a unit, a mark between units, or left over.

A list goes from the small to the large: "khoản 1, khoản 3; khoản 4 Điều 30" are three clauses of one article, whatever stands
between them. What comes right behind an article, without a mark or in brackets, is in it: "Điều 12 (khoản 1, khoản 2)".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from documents.amendments.places import Place, Units
from documents.identity.numbers import find_numbers
from documents.keys import number_slug
from documents.wording import unit_lists as units
from documents.wording.types import TYPE_NAME
from documents.wording.unit_lists import Level
from documents.wording.units import UNIT_NAMES


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision that is named.

    :param left: the words beside it that were not understood
    """

    path: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    units: Units
    sure: bool


@dataclass(slots=True)
class _Waiting:
    """A unit whose holder is still to come."""

    units: Units
    done: bool = False


_WORD = r"(?:[Đđ]iều|[Kk]hoản|[Đđ]iểm)"
_RANGE = re.compile(rf"(?:[Tt]ừ\s+)?({_WORD}\s+\w{{1,4}})\s*(?:[-–]|đến|tới)\s*(?={_WORD}\s)")
_NEW_LINE = re.compile(r"\s*\n\s*(?=Khoản|Điểm)")  # not "Điều": "khoản 2⏎Điều 5" is wrapped
_COLON = re.compile(r"(?<=[Đđ]iều):(?=\s*\d)|(?<=[Kk]hoản):(?=\s*\d)")
_BULLET = re.compile(r"(?:^|\n|(?<=\s)(?=[-–+*•]))\s*(?:[-–+*•]|\d{1,2}[.)]|[a-zđ]\))\s+(?=[^\W\d_])")
_WANTS_NUMBER = re.compile(r"(?:điều|khoản|điểm|số|mục|lục|chương|mẫu|đến|[-–])\s*$", re.IGNORECASE)
_MARKS = re.compile(r"[\s,;.:]+|(?:và|hoặc|cùng|[Cc]ác|[Tt]oàn\s+bộ)(?!\w)|-(?=\s)")
_OF = re.compile(r"\s*(?:,\s*)?(?:của|thuộc|tại|trong)\s+")
_ATTACHED = re.compile(
    r"(?:của\s+)?(?:(?P<attached>(?:Quy\s+chế|Quy\s+định|Điều\s+lệ|Quy\s+trình|Nội\s+quy)\s+)?(?:được\s+)?ban\s+hành\s+kèm\s+theo"
    rf"(?:\s+(?={TYPE_NAME})|(?=\s*[;.]|\s*$))|(?:tại\s+)?(?={TYPE_NAME}))"
    rf"(?:{TYPE_NAME}(?:\s+(?:này|nêu\s+trên|trên|đó)|\s+(?:số\s+)?(?P<number>\d[^\s,;]*[^\s,;.]))?(?!\s+[^\W\d_]))?"
)
_EXCEPT = re.compile(r"(?<!\w)(?:trừ|ngoại trừ|không bao gồm)(?!\w)", re.IGNORECASE)
_QUOTES = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_LEFT = re.compile(r"[^\s,;()]+|\S|$")
_MOST = 2000


def read_units(text: str, number: str | None = None) -> tuple[list[Unit], str]:
    """The provisions that a cell names, and the words of it that name none.

    :param number: of the instrument whose provisions they are
    """
    text = _RANGE.sub(r"\1 đến ", _COLON.sub(" ", _NEW_LINE.sub("; ", _with_whole_numbers(text.strip()))))
    found: list[Unit] = []
    words: list[str] = []
    for part in _bullets(text):
        some, left = _Part(part, number).read()
        found += some
        words += [left] if left else []
    left = "; ".join(words)
    if _EXCEPT.search(left):
        found = [replace(unit, left=left) for unit in found]
    unique: dict[str, Unit] = {}
    for unit in found:
        if unit.path not in unique or not unit.left:
            unique[unit.path] = unit
    return list(unique.values())[:_MOST], left


def _with_whole_numbers(text: str) -> str:
    """The text with its số hiệu whole, which a narrow cell breaks: "28/2009/TT-⏎BGDĐT"."""
    parts, at = list[str](), 0
    for found in find_numbers(text):
        parts += [text[at : found.start], found.number]
        at = found.end
    return "".join([*parts, text[at:]])


def _bullets(text: str) -> Iterator[str]:
    """The items of a list with dashes; a dash between quotation marks begins none."""
    masked = _QUOTES.sub(lambda quoted: "x" * len(quoted.group()), text)
    marks = [
        mark for mark in _BULLET.finditer(masked) if not _WANTS_NUMBER.search(masked[max(0, mark.start() - 12) : mark.start()])
    ]
    starts = [0, *(mark.end() for mark in marks)]
    for start, end in zip(starts, [*(mark.start() for mark in marks), len(text)], strict=True):
        if text[start:end].strip():
            yield " ".join(text[start:end].split())


class _Part:
    """Reads one item of a list.

    :ivar waiting: units whose article, chapter or appendix is still to come
    :ivar left: words that are no unit; what follows them in the item is not certain either
    """

    def __init__(self, text: str, number: str | None) -> None:
        self.text, self.number, self.at = text, number, 0
        self.waiting: list[_Waiting] = []
        self.found: list[_Found] = []
        self.left: list[str] = []
        self.first = 0  # found since the last ";"
        self.doubtful = self.excepted = False

    def read(self) -> tuple[list[Unit], str]:
        """The units, and the words left over."""
        last: units.Item | None = None
        while self.at < len(self.text):
            if mark := _MARKS.match(self.text, self.at):
                if ";" in mark.group():
                    self.excepted = False
                    self.first = self.first if self.doubtful else len(self.found)
                self.at = mark.end()
            elif self.text[self.at] == "(" and last is not None and (inner := self._bracket(last)):
                self.at = inner
                last = replace(last, end=inner)
            elif behind := self._attached():
                self.at = behind
            else:
                last = self._item(last)
        return self._finished()

    def _finished(self) -> tuple[list[Unit], str]:
        if self.waiting:
            self.left.append(_written(self.waiting[0].units))
        left = " ".join(" ".join(self.left).split())
        made = []
        for item in self.found:
            path = Place(item.units).path
            if path:
                made.append(Unit(path, "" if item.sure else left))
        return made, left

    def _attached(self) -> int | None:
        found = _ATTACHED.match(self.text, self.at)
        if found is None or not self.found or found.end() == self.at:
            return None
        said = found["number"]
        if self.waiting or (said is not None and number_slug(said) != number_slug(self.number or "")):
            return None
        if found["attached"]:
            self.found[self.first :] = [
                replace(item, units={Level.ATTACHMENT: "1", **item.units}) if max(item.units) < Level.APPENDIX else item
                for item in self.found[self.first :]
            ]
        return found.end()

    def _bracket(self, last: units.Item) -> int | None:
        """Clauses in brackets behind their article, or the articles of a chapter."""
        end = self.text.find(")", self.at)
        inner = self.text[self.at + 1 : end]
        if end < 0 or not self.found or len(last.numbers) > 1:
            return None
        rank = last.level
        whole = rank in (Level.CHAPTER, Level.SECTION, Level.PART)
        if rank is not Level.ARTICLE and not whole:
            return None
        inside = _Part(inner if whole else f"{inner} Điều {last.numbers[0]}", None)
        _, left = inside.read()
        if left or not inside.found or (whole and any(min(item.units) is not Level.ARTICLE for item in inside.found)):
            return None
        if not whole:
            self.found.pop()
        self._add(item.units for item in inside.found)
        return end + 1

    def _add(self, places: Iterable[Units]) -> None:
        self.found += [_Found(place, not self.doubtful) for place in places]

    def _item(self, last: units.Item | None) -> units.Item | None:
        item = units.read_item(self.text, self.at)
        if item is None or item.this or item.level is Level.PARAGRAPH or (not item.numbers and item.level not in units.BARE):
            self._leave()
            return None
        joined = last is not None and not self.text[last.end : item.start].strip()
        of = last is not None and _OF.fullmatch(self.text[last.end : item.start]) is not None
        self.at = item.end
        if (of or joined) and self._holds(item, last):
            return item
        self._take(item, item.level, joined, last)
        return item

    def _leave(self) -> None:
        """Words that are no unit: what stands beside them, and what follows, is not certain."""
        found = _OF.match(self.text, self.at) if self.found or self.waiting else None
        if found and found.end() > self.at and units.read_item(self.text, found.end()) is not None:
            self.at = found.end()
            return
        quoted = _QUOTES.match(self.text, self.at)
        end = quoted.end() if quoted else _LEFT.match(self.text, self.at).end()  # type: ignore[union-attr]
        self.left.append(self.text[self.at : end])
        self.excepted = self.excepted or _EXCEPT.match(self.text, self.at) is not None
        self.at = max(end, self.at + 1)
        self.doubtful = True
        self.found[self.first :] = [replace(item, sure=False) for item in self.found[self.first :]]

    def _holds(self, item: units.Item, last: units.Item | None) -> bool:
        """Whether an item holds the ones before it: "Mẫu số 01, Mẫu số 02 Phụ lục I", "Điều 13 Chương III"."""
        assert last is not None
        rank, before = item.level, last.level
        if self.waiting or before >= rank or len(item.numbers) > 1:
            return False
        if before is Level.FORM and rank is Level.APPENDIX:
            number = item.numbers[0] if item.numbers else None
            at = len(self.found)
            while at > 0 and min(self.found[at - 1].units) is Level.FORM and Level.APPENDIX not in self.found[at - 1].units:
                at -= 1
            self._hold(at, Level.APPENDIX, number)
            return True
        if before is Level.ARTICLE and rank in (Level.SECTION, Level.CHAPTER, Level.PART):
            return True
        if before in (Level.SUBSECTION, Level.SECTION, Level.CHAPTER) and rank in (Level.SECTION, Level.CHAPTER, Level.PART):
            self._hold(len(self.found) - len(last.numbers), rank, item.numbers[0])
            return True
        return False

    def _hold(self, at: int, rank: Level, number: str | None) -> None:
        """What was found from ``at`` on stands in a unit of a rank."""
        self.found[at:] = [replace(item, units={rank: number, **item.units}) for item in self.found[at:]]

    def _take(self, item: units.Item, rank: Level, joined: bool, last: units.Item | None) -> None:
        numbers: Sequence[str | None] = item.numbers or (None,)
        if rank < Level.ARTICLE:
            self._fine(numbers[:_MOST], rank, joined, last)
            return
        if rank is Level.ARTICLE:
            if self.waiting and len(numbers) > 1:
                self._doubt(item)
            for waiting in () if self.excepted else self.waiting:
                if Level.CLAUSE not in waiting.units:
                    self._doubt(item)
                self._add([{Level.ARTICLE: numbers[0], **waiting.units}])
            numbers = numbers[1:] if self.waiting else numbers
            self.waiting = []
        elif self.waiting:
            self._doubt(item)
            self.waiting = []
        if not self.excepted:  # what is excepted goes on
            self._add({rank: number} for number in numbers[:_MOST])

    def _fine(self, numbers: Sequence[str | None], rank: Level, joined: bool, last: units.Item | None) -> None:
        if joined and last is not None and last.level is Level.ARTICLE and len(last.numbers) == 1 and not self.waiting:
            following = units.WORD.search(self.text, self.at)
            beside = units.read_item(self.text, following.start()) if following else None
            if beside is None or beside.level is not Level.ARTICLE or _separated(self.text[self.at : beside.start]):
                whole = self.found.pop().units  # "Điều 5 khoản 2"
                self._add({**whole, rank: number} for number in numbers)
                return
            self.doubtful = True
        if rank is Level.CLAUSE:
            points = [waiting for waiting in self.waiting if Level.CLAUSE not in waiting.units]
            for waiting in points:
                waiting.units = {Level.CLAUSE: numbers[0], **waiting.units}
            if points and len(numbers) > 1:
                self.doubtful = True
                self.left.append("khoản")
            numbers = numbers[1:] if points else numbers
        self.waiting += [_Waiting({rank: number}) for number in numbers]

    def _doubt(self, item: units.Item) -> None:
        self.doubtful = True
        self.left.append(self.text[item.start : item.end])


def _separated(between: str) -> bool:
    return bool(re.search(r"[,;.]|\bvà\b", between))


def _written(named: Units) -> str:
    below = (Level.SUBPOINT, Level.POINT, Level.CLAUSE)
    return " ".join(f"{UNIT_NAMES[units.KINDS[rank]]} {named[rank]}" for rank in below if rank in named)
