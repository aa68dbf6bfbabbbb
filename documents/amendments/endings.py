"""Texts and provisions that a sentence ends, suspends or lets go on: "Thông tư số … hết hiệu lực kể từ ngày …"."""

import re

from documents.amendments import grammar
from documents.amendments.grammar import Verb
from documents.amendments.operations import Operation, Statement, usable_places
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place
from documents.amendments.quotations import MASK
from documents.messages import Message
from documents.model import InstrumentType
from documents.wording.types import names_pattern
from documents.wording.verbs import REPEAL

_IF = re.compile(r"(?:trường hợp|khi|nếu|giấy phép|giấy chứng nhận|chứng chỉ|hợp đồng|thì)\s", re.IGNORECASE)
_PLURAL = (InstrumentType.CIRCULAR, InstrumentType.DECREE, InstrumentType.DECISION)
_TEXTS = re.compile(rf"văn bản|điều,?\s+khoản|quy định|{names_pattern(_PLURAL)}|^\W*$", re.IGNORECASE)
_BEHIND = re.compile(r"[^:;]{0,120}?(?:,?\s*(?:bao\s+)?gồm(?:\s+có)?)?\s*:\s*")
_PLAIN = re.compile(rf"(?:các|những)\s+(?:{grammar.TYPE_WORD}|văn\s+bản)(?:\s+sau(?:\s+đây)?)?", re.IGNORECASE)
_SINCE = re.compile(
    r"(?:,?\s*(?:kể\s+)?từ\s+ngày\s+(?:\d|[^,:;]{1,40}\snày\s)[^,:;]*)?(?:,?\s*(?:bao\s+)?gồm(?:\s+có)?)?\s*:\s*", re.IGNORECASE
)
_TRUNK = re.compile(r"\)|\s(?:hết|chấm\s+dứt)\s+hiệu\s+lực|,?\s*kể\s+từ\s")
_SHOWN = 120  # characters of what is left out
_ENDED = re.compile(rf"\s(?:(?:được|bị)\s+)++{REPEAL}(?!\w)", re.IGNORECASE)
_NOT_NOW = re.compile(r"(?<!\w)(?:đã|(?:đến|tới)\s+(?:khi|ngày))\s*$", re.IGNORECASE)
_BY_ANOTHER = re.compile(
    r"(?:\s+thi\s+hành)?(?:\s*,?\s*(?:kể\s+)?từ\s+(?:ngày\s+)?\d[\d/.-]*(?:\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)?)?\s*,?\s*"
    rf"(?:bởi|theo|tại|bằng)\s+(?:(?:quy\s+định|tại|của|các|{grammar.UNIT_WORD}\s+[^\s,;]+)\s*,?\s+)*"
    rf"{grammar.TYPE_WORD}\s+(?:số\s*:?\s*)?\d",
    re.IGNORECASE,
)
# "(trừ khoản 2)", "(bán, cho thuê, trừ sân bay chuyên dùng)", and ", trừ khoản 2" with the instrument behind it
_ASIDE = re.compile(
    rf"\([^()]*(?<!\w)trừ\s[^()]*\)|,?\s+(?:ngoại\s+)?trừ\s+(?:(?:các|nội\s+dung|quy\s+định|tại)\s+)*"
    rf"{grammar.UNIT_WORD}\s[^;.():]{{1,80}}?(?=\s+(?:của|tại)\s+{grammar.TYPE_WORD}\s)",
    re.IGNORECASE,
)


def reported(text: str, verb: int, after: int, end: int) -> bool:
    """Whether an ending only tells what was so before, may come, or what another text did: "đã hết hiệu lực", "cho đến khi được bãi
    bỏ", "được bãi bỏ bởi Luật số …".
    """
    return _NOT_NOW.search(text, max(0, verb - 12), verb) is not None or _BY_ANOTHER.match(text, after, end) is not None


def reports(text: str, start: int, end: int) -> bool:
    """Whether a sentence only tells that something had ended."""
    found = grammar.EXPIRES.search(text, start, end) or _ENDED.search(text, start, end)
    return found is not None and reported(text, found.start(), found.end(), end)


def read_ending(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """Read "Thông tư số … hết hiệu lực kể từ ngày …"."""
    if not (grammar.STARTS_PLACE.match(text, start, end) or grammar.STARTS_ENDED.match(text, start, end)):
        return None
    if found := grammar.EXPIRES.search(text, start, end):
        if _conditional(text, start, found.start(), outer) or reported(text, found.start(), found.end(), end):
            return None
        after = _BEHIND.match(text, found.end(), end)
        if after and not grammar.BELOW.search(text, start, end) and not read_places(text, start, found.start(), outer):
            # "Các văn bản sau hết hiệu lực kể từ ngày Luật này có hiệu lực, gồm: …": other words before the list are not understood
            plain = _PLAIN.fullmatch(text, start, found.start()) and _SINCE.fullmatch(text, found.end(), after.end())
            return expired(text, after.end(), end, outer, after.end() if plain else start)
        return expired(text, start, found.start(), outer, start, end)
    for pattern, verb in ((grammar.STOPS, Verb.SUSPEND), (grammar.CONTINUES, Verb.RESUME)):
        if found := pattern.search(text, start, end):
            if verb is Verb.RESUME and grammar.GOES_ON_UNTIL.match(text, found.end(), end):
                return None  # "tiếp tục có hiệu lực cho đến khi …": it was never ended
            places = usable_places(text, start, found.start(), outer)
            places = tuple(place for place in places if place.instrument or outer.instrument)
            if places and not any(place.instrument and place.instrument.this for place in places):
                doubt = None if verb is Verb.SUSPEND else Message.of("doubt.may_be_transitional")
                return Statement((Operation(verb, places, start, end, doubt=doubt),), operative=True)
    return None


def left_out(words: str) -> Message:
    """The doubt that something stays in force, which the words say."""
    what = _TRUNK.split(words, maxsplit=1)[0]
    return Message.of("doubt.excepted", words=" ".join(what.replace(MASK, "").split()).strip(" ,;:().")[:_SHOWN])


def without_excepted(text: str, start: int, end: int) -> str:
    """A text in which what is left out of an ending is blanked, so that it is not read as ended."""
    return text[:start] + _ASIDE.sub(lambda found: " " * len(found.group()), text[start:end]) + text[end:]


def _conditional(text: str, start: int, stop: int, outer: Place) -> bool:
    """Whether it is something else that has no effect any more: a licence, or the text in a case that may come."""
    first = next((place.start for place in read_places(text, start, stop, outer) if place.instrument is not None), stop)
    last = max(text.rfind(";", start, stop) + 1, start)
    if last > first:
        following = next((place.start for place in read_places(text, last, stop, outer) if place.instrument is not None), stop)
        if grammar.STARTS_PLACE.match(text, last + len(text[last:stop]) - len(text[last:stop].lstrip()), stop):
            following = last
        return any(_IF.search(text, begin, finish) for begin, finish in ((start, first), (last, following)))
    return _IF.search(text, start, first) is not None


def expired(
    text: str, start: int, stop: int, outer: Place, begin: int, end: int | None = None, verb: Verb = Verb.EXPIRE
) -> Statement | None:
    """What ``text[start:stop]`` names is ended."""
    bare = without_excepted(text, start, stop)
    when = grammar.WHEN_ENDED.search(bare, start, stop)
    places = [place for place in read_places(bare, start, when.start() if when else stop, outer) if place.instrument is not None]
    usable = tuple(place for place in places if place.instrument is None or not place.instrument.this)
    finish = stop if end is None else end
    if usable:
        return Statement((Operation(verb, usable, begin, finish),), operative=True)
    if not places and _TEXTS.search(text[start:stop]) and grammar.BELOW.search(text, begin, finish):
        return Statement((), None, Operation(verb, (), begin, finish, listed=True), operative=True)
    return None
