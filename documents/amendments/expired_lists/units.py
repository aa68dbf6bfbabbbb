"""The provisions that a list names as expired: every word of a cell is a unit, a mark between units, or left over.

A list goes from the small to the large: "khoản 1, khoản 3; khoản 4 Điều 30" are three clauses of one article, whatever stands
between them. What comes right behind an article, without a mark or in brackets, is in it: "Điều 12 (khoản 1, khoản 2)".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.amendments.place_reading import read_places
from documents.amendments.places import Place, Units, completed
from documents.identity.numbers import find_numbers
from documents.keys import number_slug
from documents.wording import unit_lists as units
from documents.wording.types import TYPE_NAME
from documents.wording.unit_lists import GROUPING, Level


@dataclass(frozen=True, slots=True)
class Unit:
    """A provision that is named.

    :param left: the words beside it that were not understood
    """

    path: str
    left: str = ""


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
_NEAR = 200  # places: what a place leans on stands near it
_IN_ARTICLE = re.compile(r"([Đđ]iều\s+\w+)\s*\(((?:[Kk]hoản|[Đđ]iểm)\s[^()]*)\)")  # "Điều 12 (khoản 1, khoản 2)"
_IN_CHAPTER = re.compile(
    r"((?:[Cc]hương|[Mm]ục|[Pp]hần)\s+\w+)\s*\((\s*(?:[Tt]ừ\s+)?[Đđ]iều\s[^()]*)\)"
)  # "Chương II (Điều 5, Điều 6)"


def read_units(text: str, number: str | None = None) -> tuple[list[Unit], str]:
    """The provisions that a cell names, and the words of it that name none.

    :param number: of the instrument whose provisions they are
    """
    text = _RANGE.sub(r"\1 đến ", _COLON.sub(" ", _NEW_LINE.sub("; ", _with_whole_numbers(text.strip()))))
    found: list[Unit] = []
    words: list[str] = []
    for part in _bullets(text):
        some, left = _read_part(part, number)
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


def _read_part(text: str, number: str | None) -> tuple[list[Unit], str]:
    """The units of one item of a list, and the words left over; beside such words none is certain."""
    scan = _Scan(_IN_CHAPTER.sub(r"\1; \2", _IN_ARTICLE.sub(r"\2 \1", text)), number)
    scan.read()
    places = [place for place in read_places(scan.named, 0, len(scan.named)) if place.units]
    made: list[Units] = []
    for at, place in enumerate(places[:_MOST]):
        whole = completed(place, places[at + 1 : at + _NEAR])
        if whole.complete and whole.path:
            below = scan.attached and max(whole.units) < Level.APPENDIX
            made.append({Level.ATTACHMENT: "1", **whole.units} if below else whole.units)
        else:
            scan.left.append(scan.named[place.start : place.end])
    left = " ".join(" ".join(scan.left).split())
    return [Unit(Place(named).path or "", left) for named in made], left


class _Scan:
    """The units of an item, each with what parts it from the one before it, and what is said besides.

    :ivar named: the units, as one who amends names them: "khoản 1, khoản 2 Điều 5; Điều 7"
    :ivar left: words that are no unit
    :ivar attached: the units are of what the instrument issues
    """

    def __init__(self, text: str, number: str | None) -> None:
        self.text, self.number = text, number
        self.named = ""
        self.left: list[str] = []
        self.attached = False

    def read(self) -> None:
        last: units.Item | None = None
        led = excepted = False  # the last unit follows what holds it; units that are excepted
        at = held = 0
        while at < len(self.text):
            if mark := _MARKS.match(self.text, at):
                excepted = excepted and ";" not in mark.group()
                at = mark.end()
            elif (found := self._attached(at)) is not None:
                at = found
            elif item := self._item(at):
                at = item.end
                if excepted:
                    continue
                led, last = self._take(item, last, led), item
                held = len(self.named) if led or item.level >= Level.ARTICLE else held
            elif (of := _OF.match(self.text, at)) and of.end() > at and self._item(of.end()):
                at = of.end()
            else:
                quoted = _QUOTES.match(self.text, at)
                end = max(at + 1, quoted.end() if quoted else _LEFT.match(self.text, at).end())  # type: ignore[union-attr]
                self.left.append(self.text[at:end])
                excepted = excepted or _EXCEPT.match(self.text, at) is not None
                at = end
        self.left.append(self.named[held:].strip(" ,;"))  # nothing says what holds it
        self.named = self.named[:held]

    def _take(self, item: units.Item, last: units.Item | None, led: bool) -> bool:
        """Take a unit; whether it follows what holds it: "Điều 5 khoản 2"."""
        words = self.text[item.start : item.end]
        if last is None:
            self.named += words
            return False
        between = self.text[last.end : item.start]
        joined = not between.strip() or _OF.fullmatch(between) is not None
        if joined and last.level is Level.ARTICLE and item.level in GROUPING:
            return False  # "Điều 13 Chương III"
        if joined and last.level is Level.ARTICLE and len(last.numbers) == 1 and item.level < Level.ARTICLE:
            article = self.text[last.start : last.end]
            self.named = f"{self.named.removesuffix(article)}{words} {article}"
            return True
        waits = last.level < Level.ARTICLE and not led
        if (waits and item.level > last.level and len(item.numbers) > 1) or (led and joined):
            self.left.append(words)  # "khoản 2 Điều 5, 6": of which it is, is not said
        behind = joined and (waits or last.level is Level.FORM or last.level in GROUPING)
        apart = ", " if waits else "; "
        self.named += (" " if behind else apart) + words
        return False

    def _item(self, at: int) -> units.Item | None:
        item = units.read_item(self.text, at)
        if item is None or item.this or item.level is Level.PARAGRAPH or (not item.numbers and item.level not in units.BARE):
            return None
        return item

    def _attached(self, at: int) -> int | None:
        found = _ATTACHED.match(self.text, at) if self.named else None
        if found is None or found.end() == at:
            return None
        if found["number"] is not None and number_slug(found["number"]) != number_slug(self.number or ""):
            return None
        self.attached = self.attached or found["attached"] is not None
        return found.end()
