"""Witnesses of an instrument's identity, and whether two say the same, however each writes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import TypeAlias

from documents.identity.issuers import (
    ASSEMBLY,
    GOVERNMENT,
    JUDGES,
    MINISTERS,
    PRESIDENT,
    PRIME_MINISTER,
    STANDING_COMMITTEE,
    is_local,
    is_province,
    known_name,
    province_of,
)
from documents.model import InstrumentType as T
from documents.text import fold, slug, unify_tone_marks

_COURT, _PROSECUTORS, _BANK = "Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao", "Ngân hàng Nhà nước Việt Nam"
_LOCAL = ""
# In this order: "TM. CHÍNH PHỦ, THỦ TƯỚNG", "TUQ. THỦ TƯỚNG, BỘ TRƯỞNG".
_OFFICES: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"HỘI ĐỒNG BỘ TRƯỞNG"), (MINISTERS, GOVERNMENT)),
    (re.compile(r"CHÍNH PHỦ(?! NƯỚC)"), (GOVERNMENT, PRIME_MINISTER)),
    (re.compile(r"THỦ TƯỚNG"), (PRIME_MINISTER, GOVERNMENT)),
    (re.compile(r"ỦY BAN THƯỜNG VỤ QUỐC HỘI|CHỦ TỊCH QUỐC HỘI"), (STANDING_COMMITTEE, ASSEMBLY)),
    (re.compile(r"HỘI ĐỒNG THẨM PHÁN|CHÁNH ÁN"), (JUDGES, _COURT)),
    (re.compile(r"VIỆN TRƯỞNG VIỆN KIỂM SÁT"), (_PROSECUTORS,)),
    (re.compile(r"THỐNG ĐỐC"), (_BANK,)),
    (re.compile(r"ỦY BAN NHÂN DÂN|HỘI ĐỒNG NHÂN DÂN|UBND|HĐND"), (_LOCAL,)),
)
_MINISTER = re.compile(r"BỘ TRƯỞNG")
_MINISTER_OF = re.compile(r"BỘ TRƯỞNG (BỘ .{3,60})")
_NO_MINISTRY = frozenset(map(slug, (ASSEMBLY, STANDING_COMMITTEE, GOVERNMENT, PRIME_MINISTER, PRESIDENT, JUDGES, _COURT, _BANK)))
_MOST_LINES, _LONGEST = 8, 60
_NOT_OFFICE = re.compile(r"VĂN PHÒNG|SAO Y|SAO LỤC|XÁC THỰC")
_PIECE = re.compile(r"[/.\s–-]+")
_GLUED = re.compile(r"^(\d+)([^\W\d_]{2,})")
_YEAR = re.compile(r"(?:19[4-9]|20\d)\d")
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY_WORDS = frozenset(("va", "ve", "viec", "cua", "cac", "mot", "so", "luat", "nam", "moi", "nhat", "ap", "dung"))
_EMPTY_MARKED = frozenset(("và", "về", "việc", "của", "các", "một", "số", "luật", "năm", "mới", "nhất", "áp", "dụng"))
_ALIKE, _UNLIKE = 0.6, 0.34  # share of the words of the shorter of two titles


def read_office(signature: Sequence[str]) -> str | None:
    """The office that signs, as printed, of a signature block that one body signs; None where it tells no body."""
    lines = [unify_tone_marks(line).strip(" *_") for line in signature[:_MOST_LINES]]
    end = next((index for index, line in enumerate(lines) if _NOT_OFFICE.search(line.upper())), len(lines))
    offices = [line for line in lines[:end] if line.isupper() and len(line) <= _LONGEST]
    words = " ".join(offices)
    if len(re.findall(r"\b(?:TM|KT|TL|TUQ)\b", words)) > 2 or len(_MINISTER.findall(words)) > 1:
        return None  # a joint instrument, or a block that was read in columns
    told = any(pattern.search(words) for pattern, _ in _OFFICES) or _MINISTER.search(words)
    return words if told else None


def signs_for(office: str, issuer: str) -> bool | None:
    """Whether whoever holds an office signs for a body; None where that is not known."""
    bodies = [slug(name) for name in issuer.split("; ")]
    for pattern, principals in _OFFICES:
        if pattern.search(office):
            if principals == (_LOCAL,):
                return is_local(issuer) or (False if all(map(known_name, issuer.split("; "))) else None)
            if any(slug(name) in bodies for name in principals):
                return True
            return False if is_local(issuer) or all(map(known_name, issuer.split("; "))) else None
    if named := _MINISTER_OF.search(office):
        name = known_name(named[1])
        if name:
            return slug(name) in bodies if all(map(known_name, issuer.split("; "))) else None
    if _MINISTER.search(office):
        return False if is_local(issuer) or set(bodies) <= _NO_MINISTRY else None
    return None


class Field(StrEnum):
    """What a witness speaks of."""

    TYPE = "type"
    NUMBER = "number"
    ISSUER = "issuer"
    ISSUED_ON = "issued_on"
    TITLE = "title"


class Who(StrEnum):
    """The places that tell which instrument a text is."""

    LETTERHEAD = "letterhead"
    BASE = "base"  # what a consolidated text consolidates: pages and files may name it instead
    NUMBER = "number"  # what the abbreviations and the year in a số hiệu say
    FORMULA = "formula"
    ADOPTION = "adoption"
    SIGNATURE = "signature"
    ATTACHED = "attached"  # "ban hành kèm theo …" above an annex
    SOURCE_NOTE = "source_note"
    PROPERTIES = "properties"
    PAGE_TITLE = "page_title"
    ADDRESS = "address"
    FILE_NAME = "file_name"


Value: TypeAlias = str | date | T


@dataclass(frozen=True, slots=True)
class Witness:
    """One statement about the identity of a text.

    :param strength: how many voices it counts for
    :param dissents: False for what can only bear others out: it may speak of another instrument
    """

    who: Who
    field: Field
    value: Value
    strength: int = 1
    dissents: bool = True

    @property
    def names(self) -> bool:
        """Whether the value is one that an instrument can have, and not only a year or an office."""
        return self.who is not Who.SIGNATURE and not (self.who is Who.NUMBER and self.field is Field.ISSUED_ON)


@dataclass(frozen=True, slots=True)
class NumberParts:
    """A số hiệu taken apart, without regard to how it is punctuated.

    :param ordinal: with the letter after it, without zeros before it
    """

    ordinal: str
    year: str | None
    letters: tuple[str, ...]


def number_parts(number: str) -> NumberParts:
    """Ordinal, year and abbreviations: ``2007/13/QĐ-UBND`` and ``13/2007/QĐ.UBND`` are the same."""
    bare = _GLUED.sub(r"\1 \2", fold(re.sub(r"\([^()]*\)", "", number)))
    pieces = [piece for piece in _PIECE.split(bare) if piece]
    digits = [piece for piece in pieces if piece[0].isdigit()]
    if len(digits) > 1 and _YEAR.fullmatch(digits[0]) and digits[1].isdigit() and not _YEAR.fullmatch(digits[1]):
        digits[:2] = digits[1::-1]
    year = next((piece for piece in digits[1:] if _YEAR.fullmatch(piece)), None)
    letters = tuple(piece for piece in pieces if not piece[0].isdigit())
    return NumberParts((digits[0].lstrip("0") or "0") if digits else "", year, letters)


def same_number(one: str, other: str) -> bool:
    """Whether two số hiệu are one, however written: years and abbreviations may be wanting in either, not contradict."""
    a, b = number_parts(one), number_parts(other)
    return a.ordinal == b.ordinal and (None in (a.year, b.year) or a.year == b.year) and _one_suffix(a.letters, b.letters)


def near_number(one: str, other: str) -> bool:
    """Whether one digit, in ordinal or year, is all that tells two số hiệu apart: a slip of whoever typed it."""
    a, b = number_parts(one), number_parts(other)
    first, second = a.ordinal + (a.year or ""), b.ordinal + (b.year or "")
    differ = sum(x != y for x, y in zip(first, second, strict=False))
    return len(first) == len(second) and differ == 1 and _one_suffix(a.letters, b.letters)


def _one_suffix(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """``NĐ-CP`` and ``ND-CP``, ``QĐ.UB`` and ``QĐ-UBND``, abbreviations in another order or left out."""
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    first, second = "".join(a), "".join(b)
    return first.startswith(second) or second.startswith(first)


def _same_type(a: T, b: T) -> bool | None:
    """Publishers file codes under laws, joint circulars under circulars."""
    if a is b:
        return True
    return None if {a, b} in ({T.LAW, T.CODE}, {T.CIRCULAR, T.JOINT_CIRCULAR}) or T.OTHER in (a, b) else False


def _same_issuer(one: str, other: str) -> bool | None:
    """The same bodies; None where one is named in part, or is no body that can be told apart from others."""
    a, b = ({slug(name) for name in text.split("; ")} for text in (one, other))
    if a == b:
        return True
    if a <= b or b <= a or any(x in y or y in x for x, y in product(a, b)):
        return None
    if is_local(one) and is_local(other):
        return _same_local(one, other)
    if any(is_province(name) for name in (one, other)) and any(is_local(name) for name in (one, other)):
        return None
    told = all(is_local(name) or known_name(name) for text in (one, other) for name in text.split("; "))
    return False if told else None


def _same_local(one: str, other: str) -> bool | None:
    if slug(one)[:8] != slug(other)[:8]:  # a council and a committee
        return False
    a, b = province_of(one), province_of(other)
    return None if not a or not b or slug(a) == slug(b) else False


def _same_title(one: str, other: str) -> bool | None:
    """Titles by the words that they share, with their marks where both have marks; addresses have none."""
    marked = not (one.isascii() or other.isascii())
    a, b = (_title_words(text, marked=marked) for text in (one, other))
    if min(len(a), len(b)) < 2:
        return None
    shared = len(a & b) / min(len(a), len(b))
    return None if _UNLIKE < shared < _ALIKE else shared >= _ALIKE


def _title_words(title: str, *, marked: bool) -> frozenset[str]:
    words = _WORD.findall(unify_tone_marks(title).lower() if marked else slug(title).replace("-", " "))
    return frozenset(word for word in words if word not in (_EMPTY_MARKED if marked else _EMPTY_WORDS))


def agree(one: Witness, other: Witness) -> bool | None:
    """Whether two witnesses say the same of a field; None where neither bears the other out or contradicts it."""
    a, b = one.value, other.value
    match one.field:
        case Field.TYPE:
            return _same_type(T(str(a)), T(str(b)))
        case Field.NUMBER:
            return same_number(str(a), str(b))
        case Field.ISSUED_ON:
            if isinstance(a, date) and isinstance(b, date):
                return a == b
            return str(a)[:4] == str(b)[:4]
        case Field.ISSUER:
            if Who.SIGNATURE in (one.who, other.who):
                office, body = (a, b) if one.who is Who.SIGNATURE else (b, a)
                return None if one.who is other.who else signs_for(str(office), str(body))
            return _same_issuer(str(a), str(b))
        case Field.TITLE:
            return _same_title(str(a), str(b))
