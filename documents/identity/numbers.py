"""Số hiệu: finding them in text, repairing how they were typed, and what their suffix says."""

import re
from dataclasses import dataclass, replace

from documents.keys import LOOK_ALIKES
from documents.messages import Message
from documents.model import InstrumentType, Metadata, Problem, ProblemCode
from documents.text import clean, fold
from documents.wording.types import ABBREVIATIONS

_U = "[A-ZĐÂƯƠÔÊĂ&]"
_END = r"(?!\w)"
# A piece of a số hiệu after a / or -: NĐ, TTg, QH13, BCA(C13), 2013, or the whole suffix in small letters.
_PIECE = rf"(?:{_U}{{2,}}[a-zđ]?\d{{0,3}}|{_U}\d{{0,3}}|\d{{1,4}}[A-ZĐa-z]?|[a-zđ]{{2,10}}\d{{0,2}}){_END}(?:\([A-ZĐ]\d{{1,3}}\))?"
# Where blanks stand beside the separator only capitals and a year may follow, lest the words after the number get in.
_SPACED_PIECE = rf"(?:{_U}{{2,}}[a-z]?\d{{0,3}}|\d{{4}}){_END}"
_NUMBER = (
    rf"\d{{1,5}}[A-Za-zđĐ]?"
    rf"(?:\s?-\s(?={_U}{{2,}}/)|\s(?={_U}{{2,}}/{_U})|(?=[\s/.–-]))"
    rf"(?:[/.–-]{_PIECE}|(?:\s[/–-]|[/–-]\s){_SPACED_PIECE}|(?<=[\s-]){_U}{{2,}}(?=/)"
    rf"|(?<=QH)\s\d{{1,2}}{_END}|(?<=/TT|/NĐ|/QĐ|/NQ|/CT)\s(?:CP|TTg|B{_U}{{1,}}){_END})+"
)
NUMBER = re.compile(rf"(?<![\w/.–-]){_NUMBER}")
"""A số hiệu in running text. Match it on text in which `straighten` has replaced look-alike letters."""

LONGEST_NUMBER = 100
"""Letters of a number: the longest real one, of eight bodies together, has 52. What is longer is text."""

_LOOK_ALIKE = re.compile(f"[{re.escape(''.join(map(chr, LOOK_ALIKES)))}]")
_HAS_LETTERS = re.compile(rf"{_U}{{2,}}|[/-]{_U}\b|[/-][a-zđ]{{2}}")
_SEPARATOR_BLANKS = re.compile(r"\s*([/-])\s*")


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A số hiệu found in a text.

    :param number: repaired: no inner blanks, Latin letters, plain hyphens
    """

    number: str
    start: int
    end: int


def straighten(text: str) -> str:
    """Text with Cyrillic look-alikes as Latin letters; offsets stay."""
    return text.translate(LOOK_ALIKES) if _LOOK_ALIKE.search(text) else text


def repair_number(text: str) -> str:
    """A số hiệu as it should have been typed: ``53 /2024/QH15``, ``73/2006/QH 11``, ``09/2013/NĐ – СР``."""
    number = straighten(clean(text)).strip(" .,;:\"'").replace("–", "-").replace("—", "-")
    number = _SEPARATOR_BLANKS.sub(r"\1", number)
    number = re.sub(r"(?<=QH) (?=\d)", "", number).replace(" ", "-")
    if number == number.lower() and not number.isdigit():
        number = number.upper()
    return number


def find_numbers(text: str) -> list[FoundNumber]:
    """All số hiệu of a text, in order."""
    found = []
    for match in NUMBER.finditer(straighten(text)):
        if len(match[0]) <= LONGEST_NUMBER and _HAS_LETTERS.search(match[0]):
            found.append(FoundNumber(repair_number(match[0]), match.start(), match.end()))
    return found


def number_at(text: str, start: int = 0) -> FoundNumber | None:
    """The số hiệu that starts at ``start``, if one does."""
    match = NUMBER.match(straighten(text), start)
    if match is None or len(match[0]) > LONGEST_NUMBER or not _HAS_LETTERS.search(match[0]):
        return None
    return FoundNumber(repair_number(match[0]), match.start(), match.end())


def overlong() -> Problem:
    """What is said where something takes a number's place that is none."""
    return Problem(ProblemCode.OVERLONG_NUMBER, Message.of("problem.overlong_number", most=LONGEST_NUMBER))


def has_overlong(text: str) -> bool:
    """Whether a text has what looks like a number and is too long for one."""
    return any(len(match[0]) > LONGEST_NUMBER for match in NUMBER.finditer(straighten(text)))


def bound_number(metadata: Metadata) -> tuple[Metadata, tuple[Problem, ...]]:
    """Metadata without a number that is longer than any: it would be a part of the key."""
    if metadata.number is None or len(metadata.number) <= LONGEST_NUMBER:
        return metadata, ()
    return replace(metadata, number=None), (overlong(),)


def type_of_number(number: str) -> InstrumentType | None:
    """What the abbreviation in a số hiệu says it is. ``QH13`` alone says nothing: laws and resolutions share it."""
    pieces = re.split(r"[/-]", fold(number))
    found = next((ABBREVIATIONS[piece] for piece in pieces if piece in ABBREVIATIONS), None)
    return InstrumentType(found) if found else None


def year_of_number(number: str) -> int | None:
    """The year that a số hiệu names."""
    match = re.search(r"(?<!\d)(19[4-9]\d|20\d\d)(?!\d)", number)
    return int(match[1]) if match else None
