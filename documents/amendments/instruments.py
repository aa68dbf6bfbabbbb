"""The instruments that amending text names, and the keys that they have as far as it tells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from documents.keys import number_slug
from documents.model import Instrument, InstrumentType
from documents.paths import UNKNOWN, KeyParts, key_parts, make_key, type_of_key
from documents.references.instruments import TYPE, InstrumentMention, read_instrument
from documents.references.reference import Reference, Target
from documents.references.resolution import resolve
from documents.text import slug
from documents.wording.types import LAW_NAME, LAW_TYPES, TYPE_NAME, type_of_words
from documents.wording.verbs import AMEND, CHANGE, CORRECT, END, HALT


@dataclass(frozen=True, slots=True)
class Named(InstrumentMention):
    """An instrument as a text names it.

    :param key: its key, ``-`` for unknown parts; None for "Luật này" and for names that are not known
    :param skip: where its title, its date and the acts that amended it end: nothing in there is a place
    """

    key: str | None = None
    skip: int = 0


_NAME_END = r"(?:như sau|đã được|được|hết hiệu lực|bị|có hiệu lực|ban hành|này|bằng|kể từ)"
_FREE_NAME = re.compile(rf"(?P<type>{LAW_NAME})\s+(?P<name>[^\W\d_](?:(?!\s+{_NAME_END}\b)[^.;:\n“”\"\ue000]){{2,160}})")
_UNIT_LIST = (
    r"(?:(?:các\s+)?(?:[Đđ]iểm|[Kk]hoản|[Đđ]iều|[Mm]ục|[Cc]hương|[Pp]hần|[Pp]hụ\s+lục)\s+[\da-zđIVX.]{1,5}"
    r"(?:(?:\s*,\s*|\s+và\s+)[\da-zđIVX.]{1,3}(?![\wđ])){0,12}"
    r"(?:\s*,\s*|\s+và\s+|\s+)){1,12}"
)
_TITLE_STOPS = (
    rf"[;:\n\ue000]|\s+như sau|\s+\(|\s+tương ứng|\s+bằng\s|\s+(?:hết|{HALT}|chấm dứt)\s+hiệu lực"
    rf"|\s+(?:được|bị)\s+(?:{CHANGE}|{CORRECT})|\s+(?:đã\s+)?được\s|\s+kể từ"
    rf"|(?:,|\s+và|,\s*và)\s+(?=(?:{END}\s+)?(?:các\s+)?{TYPE_NAME}\s+số\s*:?\s*\d)"
    r"|(?:,|\s+và|,\s*và)\s+(?=(?:số\s+)?\d{1,4}/\d{4}/[A-ZĐ])"
    rf"|\s+và\s+(?=(?:{END}\s+)?(?:các\s+)?(?:nội\s+dung\s+)?(?:quy\s+định\s+)?(?:tại\s+)?{_UNIT_LIST}(?:(?:[A-ZĐ][^;:,.\d]{{1,60}}\s)?của\s+)?{TYPE_NAME}\s+(?:số\s*:?\s*)?\d)"
    rf"|\s+và\s+(?={END}\s+(?:các\s+|nội\s+dung\s+)?(?:quy\s+định|hướng\s+dẫn|nội\s+dung)\s+(?:về|liên|tại))"
    r"|,\s+(?=(?:các\s+)?(?:[Đđ]iểm|[Kk]hoản|[Đđ]iều|Chương|Phụ lục)\s+[\da-zđIVX]{1,4}\b)"
    r"|\.\s*(?=$|\n|[A-ZĐ])|\.$"
)
_TITLE_END = re.compile(_TITLE_STOPS)
# "Luật số 35/2002/QH10, Luật sửa đổi, bổ sung một số điều của Bộ luật Lao động số 74/2006/QH11": the name of a law names no other
_LAW_TITLE_END = re.compile(rf"{_TITLE_STOPS}|(?:,|\s+và)\s+(?=Luật\s+sửa\s+đổi,\s+bổ\s+sung\s)")
_AMENDED_BY = re.compile(
    rf"\s*,?\s*(?:đã\s+)?được\s+{AMEND}[^;:\n\ue000]{{0,120}}?\s(?:theo|tại|bởi|bằng)\s+"
    rf"(?:các\s+|quy định tại\s+)?(?={TYPE_NAME}|khoản|Điều|điểm)"
)
_AND = re.compile(r"\s*(?:,|;|và|,\s*và)\s*(?:các\s+)?")


def read_named(text: str, at: int, end: int) -> Named | None:
    """The instrument named at ``at``, with its title and the acts that have amended it passed over."""
    named = name_at(text, at, end)
    if named is None or named.this:
        return named
    skip = named.end
    if named.number:
        stop = (_LAW_TITLE_END if named.type in LAW_TYPES else _TITLE_END).search(text, skip, end)
        skip = stop.start() if stop else end
    return replace(named, skip=_past_amending(text, skip, end))


def name_at(text: str, at: int, end: int) -> Named | None:
    """The instrument named at ``at`` alone: how far its title goes on is not asked."""
    mention = read_instrument(text, at)
    if mention is None or mention.end > end:
        return _free_name(text, at, end)
    if mention.this:
        return Named(mention.start, mention.end, this=True, type=mention.type, skip=mention.end)
    if mention.number is None and mention.name is None:
        return None
    kind = mention.type or type_of_words((mention.name or "").split(" ")[0])
    return Named(mention.start, mention.end, mention.number, mention.name, type=kind, key=_key(text, mention), skip=mention.end)


def _free_name(text: str, at: int, end: int) -> Named | None:
    """A law by a name that no list has: the words up to the end of the phrase."""
    found = _FREE_NAME.match(text, at, end)
    if found is None or TYPE.match(text, at) is None:
        return None
    words = found["name"].split()
    if words[0] in ("sửa", "của", "về", "và", "khác", "có", "quy") or found["name"].startswith(("sửa đổi", "này")):
        return None
    name = re.split(rf"\s+số\s+\d|,\s+(?={LAW_NAME}\s)|\s+và\s+(?={LAW_NAME}\s)", found.group())[0].rstrip(" ,")
    stop = at + len(name)
    return Named(at, stop, name=name, type=type_of_words(found["type"]), skip=stop)


def _past_amending(text: str, at: int, end: int) -> int:
    by = _AMENDED_BY.match(text, at, end)
    if by is None:
        return at
    at = by.end()
    while True:
        mention = read_instrument(text, at)
        if mention is None:
            units = re.compile(r"(?:(?:các\s+)?(?:điểm|khoản|Điều|điều)\s+[\da-zđ, và]{1,30}\s*)+").match(text, at, end)
            if units is None or units.end() == at:
                return at
            at = units.end()
            continue
        at = min(mention.end, end)
        if date_ := re.compile(
            r"\s+ngày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|[/-]\d{1,2}[/-]\d{4})(?:\s+của\s+(?:Chính phủ|Quốc hội))?"
        ).match(text, at):
            at = date_.end()
        more = _AND.match(text, at, end)
        if more is None or read_instrument(text, more.end()) is None:
            return at
        at = more.end()


def _key(text: str, mention: InstrumentMention) -> str | None:
    target = Target(instrument=mention.number, name=None if mention.number else mention.name, type=mention.type)
    reference = Reference(mention.start, mention.end, text[mention.start : mention.end], (target,))
    return resolve(text, (reference,))[0].targets[0].key


def dated_key(named: Named, day: date | None) -> str | None:
    """The key of an instrument named without a number, as the name was understood on a day."""
    if named.key or not named.name:
        return named.key
    target = Target(name=named.name, type=named.type)
    return resolve(named.name, (Reference(0, len(named.name), named.name, (target,)),), day=day)[0].targets[0].key


class NameBook:
    """What a text gives together, so that one alone is understood elsewhere in it: names with numbers, numbers with dates."""

    def __init__(self, named: list[Named], day: date | None) -> None:
        self._named = {_bare_name(found.name): found for found in named if found.name and found.number}
        self._dated = {number_slug(found.number): found for found in named if found.number and _is_full(found.key)}
        self._day = day

    def known(self, found: Named) -> Named:
        """A mention with the number and key that the name has in this text, or had on the day."""
        if found.number:
            dated = self._dated.get(number_slug(found.number))
            fits = dated is not None and dated.key and found.key and not _is_full(found.key) and _fits(found.key, dated.key)
            return replace(found, key=dated.key) if fits and dated is not None else found
        if not found.name:
            return found
        if other := self._named.get(_bare_name(found.name)):
            return replace(found, number=other.number, key=other.key)
        key = dated_key(found, self._day)
        if key is None and found.type is not None:
            key = make_key(KeyParts(found.type.value, UNKNOWN, _ASSEMBLY.get(found.type, UNKNOWN), UNKNOWN))
        return replace(found, key=key)


def book_of_names(texts: list[str], day: date | None, others: Iterable[str] = ()) -> NameBook:
    """The names, numbers and dates in an amending text.

    :param texts: its title and preamble
    :param others: its provisions, which tell the dates of the numbers in them, but not what names mean
    """
    found = []
    for text in others:
        for trigger in _DATED_NUMBER.finditer(text):
            mention = name_at(text, trigger.start(), len(text))
            if mention is not None and _is_full(mention.key):
                found.append(replace(mention, name=None))
    for text in texts:
        for trigger in _TRIGGER.finditer(text):
            mention = name_at(text, trigger.start(), len(text))
            if mention is None or not (mention.name or _is_full(mention.key)):
                continue
            found.append(mention)
    return NameBook(found, day)


_ASSEMBLY = {InstrumentType.LAW: "quoc-hoi", InstrumentType.CODE: "quoc-hoi", InstrumentType.ORDINANCE: "uy-ban-thuong-vu-quoc-hoi"}
_TRIGGER = re.compile(rf"(?<!\w)(?={LAW_NAME}|{TYPE_NAME}\s+số)")


_DATED_NUMBER = re.compile(rf"(?<!\w){TYPE_NAME}\s+(?:[^.;:\n“”]{{0,60}}\s)?số\s*:?\s*\d[\w/ -]{{3,30}}?,?\s+ngày\s+\d")


def _is_full(key: str | None) -> bool:
    parts = key_parts(key or "")
    return parts is not None and parts.known


def _bare_name(name: str | None) -> str:
    return slug(re.sub(r"\s*(?:,?\s*năm\s+|\()?(?:19|20)\d{2}\)?$", "", name or ""))


def same_instrument(one: Named | None, other: Named | None) -> bool:
    """Whether two mentions name the same instrument."""
    if one is None or other is None:
        return one is other
    if one.number and other.number:
        return number_slug(one.number) == number_slug(other.number)
    return slug(one.name or "") == slug(other.name or "")


def names(key: str | None, number: str | None, name: str | None, instrument: Instrument) -> bool:
    """Whether a target is an instrument: by its key as far as known, by its number and type, or by its title."""
    keys = (instrument.key, *instrument.aliases)
    if key is not None and any(_fits(key, other) for other in keys):
        return True
    if number and instrument.metadata.number:
        return number_slug(number) == number_slug(instrument.metadata.number) and (key is None or _type_fits(key, instrument.key))
    if name and instrument.metadata.title and not number:
        full = slug(f"{instrument.metadata.type.value} {instrument.metadata.title}")
        bare = slug(re.sub(r"\s*(?:\(?năm\s+)?\(?(?:19|20)\d{2}\)?$|,?\s*ngày\s.*$", "", name))
        return bare == full or bare == slug(instrument.metadata.title)
    return False


def _fits(key: str, other: str) -> bool:
    parts, others = key_parts(key), key_parts(other)
    if parts is None or others is None or parts.number == UNKNOWN or parts.number != others.number:
        return False
    return all(
        part in (UNKNOWN, there) or there == UNKNOWN or {part, there} == {"luat", "bo-luat"}
        for part, there in zip(parts, others, strict=True)
    )


def _type_fits(key: str, other: str) -> bool:
    one, two = type_of_key(key), type_of_key(other)
    return UNKNOWN in (one, two) or one == two or {one, two} == {"luat", "bo-luat"} or "khac" in (one, two)
