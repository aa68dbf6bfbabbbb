"""The text that a row of a list is about, and those named beside it, but none that its title names."""

import re
from dataclasses import replace
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


def names_of(text: str) -> list[str]:
    """The words of the text that a row is about, and those of others that stand beside it.

    One that follows another right behind its number, date and issuer is named beside it, and so is one that begins an item or a
    line of its own. One that stands in a sentence is of a title: "sửa đổi khoản 2 Điều 5 của Nghị định số …".

    :param text: the cells that name, as they are broken into lines
    """
    text = "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
    numbers = find_numbers(text)
    slugs = {number_slug(number.number) for number in numbers[:1]}
    edges, in_title = [0], False
    for before, number in pairwise(numbers):
        word = _TYPE_BEFORE.search(text, before.end, number.start)
        start = word.start() if word else number.start
        between = text[before.end : start]
        if not _BESIDE.fullmatch(between):
            in_title = _ITEM.search(between) is None or _LEADS.search(between) is not None
        if not in_title and number_slug(number.number) not in slugs:
            slugs.add(number_slug(number.number))
            edges.append(start)
    type_ = " ".join(text[: numbers[0].start].replace("Số", " ").replace("số", " ").split()) if numbers else ""
    words = [" ".join(text[start:end].split()) for start, end in pairwise([*edges, len(text)])]
    return [words[0], *(one if _TYPE_WORD.match(one) else f"{type_} {one}" for one in words[1:])]


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
