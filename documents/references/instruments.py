"""Instruments as they are written in references: by number, by name, or as "Luật này"; names that only a base knows."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from documents.keys import LOOK_ALIKES
from documents.model import InstrumentType
from documents.references.names import (
    ABBREVIATIONS,
    CONSTITUTION,
    LAWS,
    NORMATIVE_TYPES,
    NUMBERED_TYPES,
    PAPER_ABBREVIATIONS,
    PAPER_TYPES,
    STRONG_TYPES,
    TREATIES,
    WEAK_TYPES,
    full_name,
    goes_on,
    law_name_end,
    listed_name_end,
    treaty_name_end,
)
from documents.references.reference import Reference
from documents.text import UPPER, slug
from documents.wording.types import FIGURE_TYPES, LAW_NAME, type_of_words

# A piece of a số hiệu: NĐ, QH12, TTg, QyĐ. What is glued to it in small letters ("TTgvà", "CPngày") stays outside.
_PIECE = rf"(?:TTg|QyĐ|TTr|BLĐTBXHg|[{UPPER}][{UPPER}0-9&]+|[{UPPER}](?![^\W\d_]))"
_SUFFIX = rf"{_PIECE}(?:(?:[.]|[-–/]\s?|\s[-–/]|(?<=NĐ|TT|QĐ|NQ|CT|KL|HD|TB|LT|QH)\s[-–]\s){_PIECE}|(?<=QH)\s\d{{1,2}}(?![\d/]))*"
_LOWER_SUFFIX = r"(?:nđ-cp|qđ-ttg|nq-cp|ttlt(?:-[a-zđ]+)+|tt-b[a-zđ]+|qh\d{1,2})(?![^\W_])"
NUMBER = re.compile(
    rf"(?:\d{{1,6}}[a-zđA-Z]?\s?/\s?(?:\d{{4}}|\d{{2}})\s?[/-]\s?(?:{_SUFFIX}|{_LOWER_SUFFIX})"  # 09/2013/NĐ-CP, 53 /2024/QH15
    rf"|\d{{1,4}}[a-z]?-(?:19|20)\d{{2}}-{_SUFFIX}"  # as in the names of files
    rf"|(?:19|20)\d{{2}}/\d{{1,4}}/{_SUFFIX}"  # year first
    rf"|\d{{1,6}}[a-zđ]?\s?(?:[/-]|\s-\s)\s?{_SUFFIX}"  # 322/QĐ-TTg, 28-KL/TW, 74/CP
    rf"|\d{{1,6}}\s[{UPPER}]{{2,6}}(?:/[{UPPER}]{{2,}}){{1,3}})"  # 60 TC/CĐKT
    r"(?:[(][A-Z]\d{1,2}[)])?"
)
SHORT_NUMBER = re.compile(r"\d{1,4}[a-z]?[/-](?:19|20)\d{2}(?![\wđ/])")
PLAIN_NUMBER = re.compile(r"\d{1,4}[a-z]?(?![\wđ/%]|[.,]\d)")
_DAY = re.compile(r"\s*,?\s*ngày\s")
_SO = re.compile(r"\s*(?:[,(]\s*)?(?:[Ss][ốổ]|SỐ)\s*:?\s*")
_COLON = re.compile(r"\s*(?:[Ss][ốổ]|SỐ)\s*:")
# The block that gives an instrument its own number: "Số: 17/2022/TT-BTC", "Luật số: 13/2022/QH15 Hà Nội, ngày …".
_OWN = re.compile(r"(?:Số|SỐ)\s*:\s*$")
_OWN_DATE = re.compile(rf"\s+(?:[{UPPER}][^\s,]*\s?){{1,4}},\s*ngày\s")
_BLANK = re.compile(r"\s+")
_THIS = re.compile(r"\s*(?:này|nêu\s+trên(?![\wđ]))")
DATE = r"\d{1,2}\s*(?:tháng|[/.-])\s*\d{1,2}\s*(?:,?\s*năm|[/.-])\s*(?:19|20)\d{2}"
_YEAR = re.compile(
    rf"\s*(?:,?\s*ngày\s+{DATE}|,?\s*(?:năm\s*)?[(]\s*(?:năm\s+)?(?:19|20)\d{{2}}\s*[)]|,?\s*năm\s+(?:19|20)\d{{2}}"
    r"|\s(?:19|20)\d{2}(?![\wđ/%]|[.,]\d))"
)
# What a name carries of a law that was revised: "Luật Đầu tư (sửa đổi)", "Luật Đầu tư sửa đổi năm 2016".
_REVISED = re.compile(
    r"\s+(?:[(]\s*sửa\s+đổi(?:,\s*bổ\s+sung)?\s*[)]|sửa\s+đổi(?:,\s*bổ\s+sung)?(?=\s+(?:năm(?![\wđ])|(?:19|20)\d\d(?!\w))|,\s(?:Luật|Bộ\s+luật|Khongso|\d)|$))"
)
_STATE = re.compile(
    r"\s+(?:của\s+)?(?:nước\s+)?(?:Cộng\s+h(?:oà|òa)\s+[Xx]ã\s+hội\s+[Cc]hủ\s+nghĩa\s+Việt\s+Nam|CHXHCN\s+Việt\s+Nam|Việt\s+Nam)"
)
_MOST_WORDS = 14
_WORDS = re.compile(rf"(?:(?:,\s|\s)[^\W\d_]+){{1,{_MOST_WORDS}}}")
_NEXT_WORD = re.compile(r",?\s[^\W\d_]+")


Book = Callable[[str], Collection[Any]]
"""The instruments of a name, a slug without the type word."""


def _either_case(word: str) -> str:
    return r"\s+".join(rf"[{part[0].upper()}{part[0].lower()}]{part[1:]}" for part in word.split())


TYPE = re.compile(
    r"(?:"
    + "|".join(_either_case(word) for word in (*STRONG_TYPES, *NORMATIVE_TYPES, *PAPER_TYPES) if word != "Bộ Luật")
    + r"|Bộ\s+Luật|NGHỊ\s+ĐỊNH|THÔNG\s+TƯ(?:\s+LIÊN\s+TỊCH)?|QUYẾT\s+ĐỊNH|NGHỊ\s+QUYẾT|CHỈ\s+THỊ|LUẬT)"
    r"(?:(?![\wđ])|(?=này(?![\wđ])))"
    rf"|(?=[VCPTGvcptg])(?:{'|'.join(_either_case(word) for word in NUMBERED_TYPES)})(?=\s+[Ss]ố\s*:?\s*\d)"
)
_SHORT_TYPES = "|".join(sorted(ABBREVIATIONS, key=len, reverse=True))
ABBREVIATION = re.compile(rf"(?:{_SHORT_TYPES})(?![\wđ-])|(?:{'|'.join(PAPER_ABBREVIATIONS)})(?=\s+số\s*:?\s*\d)")
_PART = (
    r"(?:một\s+số\s+(?:[Đđ]iều|nội\s+dung)|\w+\s+điều|các\s+[Đđ]iều"
    r"|(?:khoản\s+\d+\s+)?Điều\s+\d+(?:,?\s+(?:và\s+)?(?:Điều\s+)?\d+)*)"
)
_AMENDING = re.compile(
    rf"\s+(?:(?:về\s+)?(?:việc\s+)?[Ss]ửa\s+đổi(?:\s*,?\s*(?:và\s+)?bổ\s+sung)?|[Bb]ổ\s+sung)(?:\s+{_PART})?"
    rf"(?:\s+(?:và|của|và\s+Phụ\s+lục[^.;\n]{{0,120}}?\scủa)\s+|\s+)"
    r"(?=(?:các\s+)?(?:[Ll]uật|Bộ\s+luật|Pháp\s+lệnh|Hiến\s+pháp|\d+\s+[Ll]uật)\b)"
)
# An amending act of old whose title ends in its date.
_AMENDING_DATED = re.compile(rf"\s+(?:[Ss]ửa\s+đổi|[Bb]ổ\s+sung)[^.;:\n()“”]{{10,180}}?\sngày\s+{DATE}")
_SEVERAL = re.compile(
    r"(?:(?:các|\d+)\s+[Ll]uật)"
    r"(?:\s+(?:có\s+liên\s+quan\s+đến|liên\s+quan\s+đến|về)\s+(?:đầu\s+tư,\s+kinh\s+doanh|[^.,;\n()]{3,60}?)(?=\s+(?:ngày|năm|số|và\s+sửa|và\s+các)\s|[.,;\n()]|$))?"
)
_AND_LAW = re.compile(rf"\s*(?:,\s*(?:và\s+)?|\s+và\s+)(?={LAW_NAME}\s)")
_ISSUER_BETWEEN = re.compile(
    r"\s+(?:của\s+)?(?:Chính\s+phủ|Thủ\s+tướng\s+Chính\s+phủ|Quốc\s+hội|Hội\s+đồng\s+Bộ\s+trưởng|Bộ\s+(?!luật)[^,;.()\n]{3,40}?)\s+(?=số\s)"
)


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """An instrument named in a text.

    :param number: số hiệu as written without spaces, None for a name alone
    :param name: name as written, with its year; None where only type and number are written
    :param this: "Luật này"
    """

    start: int
    end: int
    number: str | None = None
    name: str | None = None
    this: bool = False
    type: InstrumentType | None = None


def read_instrument(text: str, at: int) -> InstrumentMention | None:
    """Read the mention of an instrument that begins exactly at ``at``."""
    if type_word := TYPE.match(text, at):
        return _after_type(text, at, type_word)
    if short := ABBREVIATION.match(text, at):
        return _after_abbreviation(text, at, short)
    so = _SO.match(text, at)
    number = NUMBER.match(text, so.end() if so else at)
    if number is None or not _OFFICIAL.search(number.group()) or _own_number(text, at, number.end()):
        return None
    return InstrumentMention(at, number.end(), squeeze(number.group()))


def _own_number(text: str, at: int, end: int) -> bool:
    head = text[at : at + 6] + text[max(0, at - 6) : at]
    return ":" in head and bool(
        re.match(r"(?:Số|SỐ)\s*:", text[at:end]) or _OWN.search(text, max(0, at - 6), at) or _OWN_DATE.match(text, end)
    )


@lru_cache(maxsize=256)
def _kind(word: str) -> str:
    words = " ".join(word.split())
    return words[0].upper() + words[1:].lower()


@lru_cache(maxsize=256)
def _type(kind: str) -> InstrumentType | None:
    return type_of_words(kind)


def _after_type(text: str, at: int, word: re.Match[str]) -> InstrumentMention | None:
    kind = _kind(word.group())
    capital = text[at].isupper()
    if this := _THIS.match(text, word.end()):
        return _this(text, at, this.end(), kind, capital)
    numbered = _number_after(text, word.end(), kind, capital)
    if numbered:
        if _COLON.match(text, word.end()) and _OWN_DATE.match(text, numbered[1]):
            return None
        return InstrumentMention(at, numbered[1], numbered[0], type=_type(kind))
    if word.group().isupper():
        return None
    if kind in WEAK_TYPES:
        return None
    if kind == CONSTITUTION:
        state = _STATE.match(text, word.end())
        end = with_year(text, state.end() if state else word.end())
        return InstrumentMention(at, end, name=text[at:end], type=InstrumentType.CONSTITUTION)
    return _named(text, at, word, kind, capital)


def _this(text: str, at: int, end: int, kind: str, capital: bool) -> InstrumentMention | None:
    """Read "Luật này".

    In small letters "quyết định này" and "quy định này" mean a decision or a rule; "Báo cáo này" at a start is often any paper.
    """
    if not capital and kind not in (*LAWS, *TREATIES[1:], "Nghị định", "Thông tư", "Thông tư liên tịch", "Nghị quyết", "Quy chế"):
        return None
    if kind == "Luật" and text[max(0, at - 5) : at].lower() == "pháp ":
        return None
    if kind in PAPER_TYPES and not _GOVERNED.search(text, max(0, at - 8), at):
        return None
    if kind == "Quy định" and _RULE.match(text, end) and text[max(0, at - 3) : at].rstrip(" ")[-1:] in ("", *".:;-+\n)"):
        return None
    return InstrumentMention(at, end, this=True, type=_type(kind))


# "theo Kế hoạch này" is the instrument; "gửi Thông báo này" any paper.
_GOVERNED = re.compile(r"(?:theo|tại|của|trong|hành|kèm|với|và|,)\s+$")
# "Quy định này không áp dụng đối với …" at the head of a sentence is the rule before it.
_RULE = re.compile(r"\s+(?:không|cũng|được|chỉ)\s")
# Words that end in "luật".
_NO_LAW = re.compile(r"(?:pháp|hành|kỷ|kỉ|điều|quân|quy)\s$", re.IGNORECASE)


def _named(text: str, at: int, word: re.Match[str], kind: str, capital: bool) -> InstrumentMention | None:
    amending = _AMENDING.match(text, word.end()) if capital and kind in LAWS else None
    if amending:
        return _amending_law(text, at, amending.end(), kind)
    if capital and kind in LAWS and (titled := _AMENDING_DATED.match(text, word.end())):
        return InstrumentMention(at, titled.end(), name=text[at : titled.end()], type=_type(kind))
    if kind in TREATIES:
        end = treaty_name_end(text, at, word.end()) if capital else None
    else:
        blank = _BLANK.match(text, word.end())
        if blank is None:
            return None
        # in small letters only a listed name counts ("luật đất đai", not "luật sư", "luật khác")
        end = law_name_end(text, blank.end()) if capital else listed_name_end(text, blank.end())
        if not capital and (end is None or " " not in text[blank.end() : end] or _NO_LAW.search(text, max(0, at - 6), at)):
            return None
    if end is None:
        return None
    if kind in LAWS and (revised := _REVISED.match(text, end)):
        end = revised.end()
    numbered = _number_after(text, end, None)
    if numbered:
        return InstrumentMention(at, numbered[1], numbered[0], text[at:end], type=_type(kind))
    dated = with_year(text, end)
    after_date = _number_after(text, dated, None) if dated > end else None
    if after_date:
        return InstrumentMention(at, after_date[1], after_date[0], text[at:dated], type=_type(kind))
    return InstrumentMention(at, dated, name=text[at:dated], type=_type(kind))


def _amending_law(text: str, at: int, inner_at: int, kind: str) -> InstrumentMention | None:
    """Read "Luật sửa đổi, bổ sung một số điều của Luật A (và Luật B)", which is one instrument."""
    several = _SEVERAL.match(text, inner_at)
    if several:
        end, number = several.end(), None
    else:
        inner = read_instrument(text, inner_at)
        if inner is None or inner.this:
            return None
        end, number = inner.end, inner.number
        following = _more_laws(text, inner) if number is None else None
        if following:
            end, number = following.end, following.number
    if number is None:
        stated = _number_after(text, end, None)
        if stated:
            return InstrumentMention(at, stated[1], stated[0], text[at:end], type=_type(kind))
        end = with_year(text, end)
    name_end = _before_number(text, at, end) if number else end
    return InstrumentMention(at, end, number, text[at:name_end], type=_type(kind))


def _before_number(text: str, at: int, end: int) -> int:
    """Where a name ends whose number ends at ``end``."""
    so = text.rfind("số", at, end)
    return len(text[:so].rstrip(" ,")) if so > at and any(character.isdigit() for character in text[so:end]) else end


# Pairs of laws that one act has amended: "Luật sửa đổi … của Luật A và Luật B" is then its name, without a date or number too.
_PAIRS = re.compile(
    r"Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương|Luật Phòng, chống thiên tai và Luật Đê điều"
    r"|Luật Xuất cảnh, nhập cảnh của công dân Việt Nam và Luật Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại"
    r" Việt Nam",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:19|20)\d\d\)?$")


def _more_laws(text: str, first: InstrumentMention) -> InstrumentMention | None:
    """The last of the further laws that one act amends.

    The list counts as its name where a date or number closes it, where it has three laws or more, and where the pair is known.
    """
    laws = [first]
    while (step := _AND_LAW.match(text, laws[-1].end)) and (law := read_instrument(text, step.end())) and not law.this:
        if law.name is None or "sửa đổi" in law.name:
            break
        laws.append(law)
        if law.number or _DATED.search(text[law.start : law.end]):
            return law
    if len(laws) >= 3 or (len(laws) == 2 and _PAIRS.match(text, first.start)):
        return laws[-1]
    return None


def _after_abbreviation(text: str, at: int, short: re.Match[str]) -> InstrumentMention | None:
    full = ABBREVIATIONS.get(short.group()) or PAPER_ABBREVIATIONS[short.group()]
    if full.startswith("Bộ luật "):
        numbered = _number_after(text, short.end(), None)
        if numbered:
            return InstrumentMention(at, numbered[1], numbered[0], short.group(), type=InstrumentType.CODE)
        end = with_year(text, short.end())
        return InstrumentMention(at, end, name=text[at:end], type=InstrumentType.CODE)
    numbered = _number_after(text, short.end(), "Nghị định")
    return InstrumentMention(at, numbered[1], numbered[0], type=_type(full)) if numbered else None


def _number_after(text: str, at: int, kind: str | None, with_issuer: bool = False) -> tuple[str, int] | None:
    """The số hiệu that follows at ``at``, and where it ends; short forms ("09/2013", "09") only after a type word."""
    so = _SO.match(text, at) or _BLANK.match(text, at)
    if with_issuer and (between := _ISSUER_BETWEEN.match(text, at)):
        so = _SO.match(text, between.end())
    if so is None:
        return None
    number = NUMBER.match(text, so.end())
    if number is None and kind is not None:
        number = SHORT_NUMBER.match(text, so.end())
        if number is None and (kind in FIGURE_TYPES or so.group().strip()):
            number = PLAIN_NUMBER.match(text, so.end())
            if number and kind in (*PAPER_TYPES, *NUMBERED_TYPES) and not _DAY.match(text, number.end()):
                number = None  # "Báo cáo số 1" is one of several in a list
    return (squeeze(number.group()), number.end()) if number else None


def with_year(text: str, end: int) -> int:
    """Where a name ends that ends at ``end`` without its year."""
    year = _YEAR.match(text, end)
    return year.end() if year else end


def squeeze(number: str) -> str:
    """A số hiệu as it stands, without blanks."""
    return _BLANK.sub("", number).translate(LOOK_ALIKES).replace("–", "-")


_OFFICIAL = re.compile(
    r"(?<![^\W\d])(?:QH\d*|NĐ|NQ|TTLT|TTLB|TTLN|QĐ|CT|PL|VBHN|KL|QyĐ|LCT|UBTVQH\d*|HĐBT|CP|SL)(?![^\W\d])"
    r"|/(?:19|20)\d\d/(?:TT|QC|CV|TB|HD)-|/TW$|TTg$"
    r"|/(?:nđ|qđ|nq|tt|qh)",
)


def with_learned_names(text: str, references: Sequence[Reference], held: Book, listed: Book) -> Iterator[Reference]:
    """The references, each with the longest name of a law that begins where its own does and that a base holds.

    :param listed: what is known without it: after such a name only words are tried that a name may go on with
    """
    limits = [*(reference.start for reference in references[1:]), len(text)]
    for reference, limit in zip(references, limits, strict=True):
        yield _with_learned_name(text, reference, limit, held, listed)


def _with_learned_name(text: str, reference: Reference, limit: int, held: Book, listed: Book) -> Reference:
    name = reference.targets[0].name
    if name is None or any(target.name != name or target.instrument for target in reference.targets):
        return reference
    if not name.startswith(LAWS) or not text.endswith(name, reference.start, reference.end):
        return reference
    full = full_name(name)
    following = _WORDS.match(text, reference.end, limit) if full and not full[2] else None
    if full is None or following is None or (listed(slug(full[1])) and not goes_on(text, reference.end)):
        return reference
    type_ = type_of_words(full[0])
    ends = [word.end() for word in _NEXT_WORD.finditer(text, reference.end, following.end())]
    for end in reversed(ends):
        if any(found.type is type_ for found in held(slug(full[1] + text[reference.end : end]))):
            stop = with_year(text, end)
            longer = text[reference.end - len(name) : stop]
            targets = tuple(target._replace(name=longer) for target in reference.targets)
            return reference._replace(end=stop, text=text[reference.start : stop], targets=targets)
    return reference
