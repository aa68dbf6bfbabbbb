"""Instruments as they are written in references: by number, by name, or as "Luật này"."""

import re
from dataclasses import dataclass

from documents.citations.lexicon import ABBREVIATIONS, STRONG_TYPES, WEAK_TYPES, known_name_end
from documents.keys import LOOK_ALIKES

_UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
_LOWER = _UPPER.lower().replace("a-z", "a-z")
# Suffix of a số hiệu: QH12, NĐ-CP, TTLT-BTC-BTP, QĐ/TW, TTr-… ; a lower-case tail as in TTg, BLĐTBXHg is allowed inside.
_SUFFIX = rf"[{_UPPER}][{_UPPER}{_LOWER}0-9]*(?:\s?[-–.&/]\s?[{_UPPER}][{_UPPER}{_LOWER}0-9]*)*"
NUMBER = re.compile(
    rf"(?:\d{{1,6}}[a-zđA-Z]?\s?/\s?(?:\d{{4}}|\d{{2}})\s?[/-]\s?{_SUFFIX}"  # 09/2013/NĐ-CP, 53 /2024/QH15
    rf"|(?:19|20)\d{{2}}/\d{{1,4}}/{_SUFFIX}"  # year first
    rf"|\d{{1,6}}[a-zđ]?\s?[/-]\s?{_SUFFIX})"  # 322/QĐ-TTg, 28-KL/TW, 74/CP
    rf"(?![\wđ])"
)
SHORT_NUMBER = re.compile(r"\d{1,4}/(?:19|20)\d{2}(?![\wđ/])")
PLAIN_NUMBER = re.compile(r"\d{1,4}(?![\wđ/%.,]\d|[\wđ/])")
_SO = re.compile(r"\s*(?:,\s*)?[Ss]ố\s*:?\s*")
_BLANK = re.compile(r"\s+")
_THIS = re.compile(r"\s+(?:này|nêu trên)(?![\wđ])")
_YEAR = re.compile(
    r"\s*(?:,?\s*(?:năm|\()\s*(?P<year>(?:19|20)\d{2})\)?"
    r"|,?\s*ngày\s+\d{1,2}\s*(?:tháng|[/.-])\s*\d{1,2}\s*(?:năm|[/.-])\s*(?:19|20)\d{2}"
    r"|\s(?P<bare>(?:19|20)\d{2})(?![\wđ/.,]\d|[\wđ/]))"
)
TYPE = re.compile("(?:" + "|".join(word.replace(" ", r"\s+") for word in (*STRONG_TYPES, *WEAK_TYPES)) + r")(?![\wđ])")
ABBREVIATION = re.compile(rf"(?:{'|'.join(sorted(ABBREVIATIONS, key=len, reverse=True))})(?![\wđ-])")
_AMENDING = re.compile(
    r"\s+(?:(?:về\s+)?(?:việc\s+)?sửa\s+đổi(?:,?\s+bổ\s+sung)?|bổ\s+sung)(?:\s+(?:một\s+số\s+điều|\w+\s+điều|các\s+điều|Điều\s+\d+))?\s+(?:của\s+)?(?=Luật|Bộ\s+luật|Pháp\s+lệnh|các\s+[Ll]uật|Hiến\s+pháp)"
)


@dataclass(frozen=True, slots=True)
class InstrumentMention:
    """An instrument named in a text.

    :param number: số hiệu as written without spaces, None for a name alone
    :param name: name as written, with its year; None where only type and number are written
    :param this: "Luật này"
    :param type: the type word as written, None for "số 14/2000/NĐ-CP"
    """

    start: int
    end: int
    number: str | None = None
    name: str | None = None
    this: bool = False
    type: str | None = None


def read_instrument(text: str, at: int) -> InstrumentMention | None:
    """Read the mention of an instrument that begins exactly at ``at``."""
    if type_word := TYPE.match(text, at):
        return _after_type(text, at, type_word)
    if short := ABBREVIATION.match(text, at):
        return _after_abbreviation(text, at, short)
    if so := re.compile(r"[Ss]ố\s*:?\s*").match(text, at):
        number = NUMBER.match(text, so.end())
        return InstrumentMention(at, number.end(), _squeeze(number.group())) if number and _official(number.group()) else None
    number = NUMBER.match(text, at)
    return InstrumentMention(at, number.end(), _squeeze(number.group())) if number and _official(number.group()) else None


def _after_type(text: str, at: int, word: re.Match[str]) -> InstrumentMention | None:
    kind = " ".join(word.group().split())
    if this := _THIS.match(text, word.end()):
        return InstrumentMention(at, this.end(), this=True, type=kind)
    numbered = _number_after(text, word.end())
    if numbered:
        return InstrumentMention(at, numbered[1], numbered[0], type=kind)
    if kind in WEAK_TYPES:
        return None
    if kind == "Hiến pháp":
        end = _with_year(text, word.end())
        return InstrumentMention(at, end, name=text[at:end], type=kind)
    return _named(text, at, word, kind)


def _named(text: str, at: int, word: re.Match[str], kind: str) -> InstrumentMention | None:
    amending = _AMENDING.match(text, word.end())
    if amending:
        inner = read_instrument(text, amending.end())
        if inner is None:
            return None
        return InstrumentMention(at, inner.end, inner_number(text, inner), text[at : inner.end], type=kind)
    blank = _BLANK.match(text, word.end())
    if blank is None:
        return None
    end = known_name_end(text, at, blank.end(), kind)
    if end is None:
        return None
    numbered = _number_after(text, end)
    if numbered:
        return InstrumentMention(at, numbered[1], numbered[0], text[at:end], type=kind)
    dated = _with_year(text, end)
    return InstrumentMention(at, dated, name=text[at:dated], type=kind)


def inner_number(text: str, inner: InstrumentMention) -> None:
    """An amending law named through the law it amends has no number of its own in the text."""
    return


def _after_abbreviation(text: str, at: int, short: re.Match[str]) -> InstrumentMention | None:
    full = ABBREVIATIONS[short.group()]
    numbered = _number_after(text, short.end()) or _short_number(text, short.end())
    if numbered:
        return InstrumentMention(at, numbered[1], numbered[0], type=full)
    if full.startswith(("Bộ luật ", "Luật ")):
        end = _with_year(text, short.end())
        return InstrumentMention(at, end, name=text[at:end], type=full.split(" ")[0])
    return None


def _number_after(text: str, at: int) -> tuple[str, int] | None:
    so = _SO.match(text, at) or _BLANK.match(text, at)
    if so is None:
        return None
    number = NUMBER.match(text, so.end()) or SHORT_NUMBER.match(text, so.end())
    return (_squeeze(number.group()), number.end()) if number else None


def _short_number(text: str, at: int) -> tuple[str, int] | None:
    so = _SO.match(text, at) or _BLANK.match(text, at)
    number = PLAIN_NUMBER.match(text, so.end()) if so else None
    return (number.group(), number.end()) if number else None


def _with_year(text: str, end: int) -> int:
    year = _YEAR.match(text, end)
    return year.end() if year else end


def _squeeze(number: str) -> str:
    return re.sub(r"\s+", "", number).translate(LOOK_ALIKES).replace("–", "-")


_OFFICIAL = re.compile(r"(?:QH|NĐ|NQ|TT|QĐ|CT|PL|UB|CP|TW|HĐ|VBHN|KL|HD|QyĐ|QC|CV|TB|BTC|LB|SL|LCT|TTLT|UBTVQH)")


def _official(number: str) -> bool:
    """Whether a number without a type word is a số hiệu rather than a table's code or a plate."""
    return bool(_OFFICIAL.search(number))
