"""The texts that a row of a list is about: all that its cells name as its own, and none that the title of one names."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.amendments.expired_lists.words import TYPE, first_number
from documents.amendments.instruments import Named, name_at
from documents.identity.numbers import FoundNumber, find_numbers, type_of_number
from documents.keys import number_slug
from documents.model import InstrumentType
from documents.wording.dates import DATE, find_date
from documents.wording.types import TYPE_NAMES, TYPE_PATTERN, type_of_words

_BEFORE_DATE = re.compile(r"[\s,;(]*(?:(?:ban hành\s+)?ngày)?\s*")
_TYPE_WORD = re.compile(TYPE_PATTERN, re.IGNORECASE)
_TYPE_BEFORE = re.compile(rf"(?:các\s+)?(?:(?P<type>{TYPE})\s*)?(?:số\s*:?\s*)?\Z", re.IGNORECASE)
_MARKER = r"(?:[-–+*•]\s*|\d{1,2}[.)]\s*|[a-zđ]\)\s*)"
_ITEM = re.compile(rf"[;.\n]\s*{_MARKER}?\Z")
_MARKED = re.compile(rf"(?:[;.]\s*{_MARKER}?|\n\s*{_MARKER})\Z")
_IN_TITLE = r"(?:về|quy\s+định|hướng\s+dẫn|ban\s+hành\s+(?!ngày)|sửa|bổ|bãi|thay|hủy|đính|thi\s+hành|thực\s+hiện)(?!\w)"
_BESIDE = re.compile(
    rf"[\s,(]*(?:(?:ban\s+hành\s+)?ngày\s+)?(?:{DATE.pattern})?\)?"
    rf"(?:\s*(?:của|do)\s+(?:(?!{_IN_TITLE})[^.;\n])"
    r"{1,80}?)?\s*(?:,\s*và|[,;/&+\n]|(?<!\w)và(?!\w))\s*(?:[-–+*•]\s*|\d{1,2}[.)]\s+)?(?:và\s+)?",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"(?:(?<!\w)(?:của|theo|tại|bởi|bằng|số\s+điều|(?:điều|khoản|điểm|chương|mục|phụ\s+lục|mẫu(?:\s+số)?)\s+[\w.]{1,6})\s*"
    r"|(?<!\w)(?:hành|hiện|dẫn|bỏ|thế|đổi|sung|chỉnh|tiết|định|khoản|các|kèm|cứ|với|trong)[^\S\n]*|[:(][^\S\n]*)\Z",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"hướng\s+dẫn|chi\s+tiết|thi\s+hành|thực\s+hiện|áp\s+dụng|triển\s+khai|gia\s+hạn|kéo\s+dài|ngưng|dừng|hủy|công\s+bố|tiếp\s+tục"
    r"|phổ\s+biến|hợp\s+nhất|(?<!\w)(?:theo|kèm|gồm)(?!\w)",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"(?<!\w)(?:về|việc|với|và|hoặc|cho|từ)\s*\Z", re.IGNORECASE)
_LISTED = re.compile(r"(?:[,;]|(?<!\w)và)[^\S\n]*\Z")
_AMENDS = re.compile(r"sửa\s+đổi|bổ\s+sung|bãi\s+bỏ|thay\s+thế|hủy\s+bỏ|đính\s+chính", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """What the cells of a row name.

    :param own: the words of each text that the row is about
    :param unclear: the words of those of which that is not clear
    """

    own: tuple[str, ...]
    unclear: tuple[str, ...] = ()


def names_of(text: str) -> Names:
    """The texts that a row is about.

    One that follows another right behind its number, date and issuer is named beside it, and so is one that begins an item of its
    own. One that stands in a sentence is of a title: "sửa đổi khoản 2 Điều 5 của Nghị định số …". What is neither is not clear.

    :param text: the cells that name, as they are broken into lines
    """
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    numbers = find_numbers(text)
    found: list[tuple[int, bool]] = []  # where the words of a text begin, and whether it is the row's own
    kinds: list[bool | None] = [True]  # of each number so far: the row's own, of a title (None), or not clear (False)
    slugs = {number_slug(numbers[0].number)} if numbers else set()
    title_from = numbers[0].end if numbers else 0
    of_row = named.type if numbers and (named := read_name(text[: numbers[0].end])) is not None else None
    for before, number in pairwise(numbers):
        word = _TYPE_BEFORE.search(text, before.end, number.start)
        start = word.start() if word else number.start
        kind = (
            None
            if number_slug(number.number) in slugs
            else _kind(
                text[before.end : start],
                kinds[-1],
                text[title_from:start],
                type_of_words(" ".join(word["type"].split())) if word is not None and word["type"] else None,
                of_row,
            )
        )
        kinds.append(kind)
        if kind is not None:
            slugs.add(number_slug(number.number))
            found.append((start, kind))
            title_from = number.end
    if not found:
        return Names((" ".join(text.split()),))
    type_ = text[: numbers[0].start].replace("Số", " ").replace("số", " ")
    edges = [start for start, _ in found] + [len(text)]
    words = [" ".join(text[start:end].split()) for start, end in pairwise(edges)]
    words = [one if _TYPE_WORD.match(one) else f"{' '.join(type_.split())} {one}" for one in words]
    own = [one for one, (_, sure) in zip(words, found, strict=True) if sure]
    unclear = [one for one, (_, sure) in zip(words, found, strict=True) if not sure]
    return Names((" ".join(text[: edges[0]].split()), *own), tuple(unclear))


def _kind(between: str, before: bool | None, title: str, kind: InstrumentType | None, of_row: InstrumentType | None) -> bool | None:
    """Whether a text is the row's own (True), of a title (None), or that is not clear (False).

    :param between: the words since the last number
    :param before: the same of the text with that number
    :param title: the words since the last text that is not of a title
    :param kind: its type, where that is written
    :param of_row: the type of the row's first text
    """
    if _BESIDE.fullmatch(between):
        return before
    if _LEADS.search(between):
        return None
    takes = _AMENDS.search(title) is not None or _GUIDES.search(title) is not None
    if kind is not None and of_row is not None and kind is not of_row and takes and _LISTED.search(between):
        return None  # "hướng dẫn Luật A và Nghị định số …" in the title of a circular
    if not _ITEM.search(between):
        return False if kind is not None and before is not None else None
    if _MARKED.search(between) is not None:
        return _AMENDS.search(title) is None
    # a line of its own begins a text where no word of the title above it takes one
    return kind is of_row is not None and not takes and between.endswith("\n") and _UNFINISHED.search(between) is None


def read_name(words: str) -> Named | None:
    """The text that a row is about, by its type, number and date."""
    found = first_number(words)
    bare = next(iter(find_numbers(words)), None)
    if bare is not None and (found is None or bare.end < found.start):
        return _by_columns(words, bare)
    if found is not None:
        return _dated(found, words)
    named = name_at(words, 0, len(words))  # a law by its name
    return named if named is not None and named.key is not None and not named.this else None


def _by_columns(words: str, number: FoundNumber) -> Named | None:
    """A text whose type, number and date stand in cells of their own: "Thông tư | 12/2019/TT-BNV | 04/11/2019"."""
    said = " ".join(words[: number.start].replace("Số", " ").replace("số", " ").split()).strip(" :;,")
    word = _TYPE_WORD.match(said)
    kind = type_of_words(said) or type_of_number(number.number) or (type_of_words(word.group()) if word else None)
    if kind is None:
        return None
    made = f"{TYPE_NAMES[kind]} số {number.number}"
    named = name_at(made, 0, len(made))
    if named is None or not named.number:
        return None
    return _dated(replace(named, start=number.start, end=number.end), words)


def _dated(named: Named, words: str) -> Named:
    """A text with the date that stands right behind its number."""
    issued = find_date(words, named.end)
    if issued is None or named.number is None or not _BEFORE_DATE.fullmatch(words[named.end : issued.start]):
        return named
    kind = named.type or InstrumentType.OTHER
    made = f"{TYPE_NAMES.get(kind, '')} số {named.number} ngày {issued.day:%d/%m/%Y}"
    dated = name_at(made, 0, len(made))
    return replace(named, key=dated.key) if dated is not None and dated.key else named
