"""Whether every word of an order that ends or suspends something was understood; an order that was not is left to a person."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from documents.amendments import grammar
from documents.amendments.endings import left_out
from documents.amendments.grammar import Verb
from documents.amendments.instruments import Named, same_instrument
from documents.amendments.objects import MENTION, UNIT_FILLER, Objects, left, only_rows
from documents.amendments.operations import Operation, Statement
from documents.amendments.places import Place
from documents.amendments.quotations import MASK
from documents.amendments.spared import Speaker, goes_on
from documents.messages import Message
from documents.model import Instrument, InstrumentType
from documents.wording.types import is_outranked
from documents.wording.unit_lists import Level
from documents.wording.verbs import AMEND, END

ENDING_VERBS = (Verb.REPEAL, Verb.EXPIRE, Verb.SUSPEND)
_EXCEPT = re.compile(
    r"(?<!bù )(?<!khấu )(?<!loại )(?<!miễn )(?<!giảm )(?<!\w)(?:(?:ngoại\s+)?trừ|riêng)\s+(?=(?:các|những|nội\s+dung|quy\s+định"
    rf"|trường\s+hợp|chế\s+độ|danh\s+mục|tại|{grammar.UNIT_WORD})(?!\w))(?P<what>[^;.)]*)",
    re.IGNORECASE,
)
_OWN_CASES = re.compile(
    r"(?:các\s+|những\s+)?(?:trường\s+hợp\s+|quy\s+định\s+|nội\s+dung\s+)*tại\s[^;]*\snày\s*(?:,\s*(?:cụ\s+thể\s+)?như\s+sau)?\s*:?\s*$",
    re.IGNORECASE,
)
_OVER_SINCE = re.compile(r"hết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:kể\s+)?từ\s+kỳ\s+tính\s+thuế\s+năm\s+(?P<year>\d{4})\s*$")
_LASTS = re.compile(
    r"(?<!này )(?:tiếp\s+tục|vẫn|còn|có)\s+(?:có\s+)?hiệu\s+lực(?:\s+thi\s+hành)?\s+(?:cho\s+)?đến(?!\w)", re.IGNORECASE
)
_DAY = re.compile(
    r"\s*(?:thi\s+hành\s*|pháp\s+lý\s*|pháp\s+luật\s*)?(?:,?\s*(?:kể\s+)?từ\s+(?:thời\s+điểm\s+|khi\s+)?(?:ngày\s+)?(?P<day>[^.;]*))?",
    re.IGNORECASE,
)
_KNOWN_DAY = re.compile(
    rf"\d|ngày\s+\d|(?:{grammar.TYPE_WORD}|nghi\s+định|văn\s+bản)\s+(?:liên\s+tịch\s+)?này(?!\w)|(?:được\s+)?(?:ký|ban\s+hành|công\s+bố|thông\s+qua)|có\s+hiệu\s+lực",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"\s*(?:thi\s+hành\s*)?(?:theo|sau|trước|vào|trong|một\s+phần|đối\s+với)(?!\w)", re.IGNORECASE)
_BY_STEPS = re.compile(r"lộ\s+trình", re.IGNORECASE)
_TOPIC = re.compile(r"(?<!\w)(?:về|liên\s+quan)(?!\w)", re.IGNORECASE)
_BEHIND = 1000  # characters behind a sentence that may tell by which steps it takes effect
_LAST_WORDS = 25  # "theo lộ trình như sau:"
_STOPS = (
    (grammar.EXPIRES, ("hiệu",)),
    (grammar.STOPS, ("hiệu",)),
    (grammar.PASSIVE, ("được", "bị", "nay", "như")),
)
"""Where what is ended is no longer named, and words that each pattern needs."""


def with_doubts(statement: Statement, text: str, end: int, speaker: Speaker) -> Statement:
    """A statement whose endings are doubted where words of the sentence are not understood."""
    if statement.pending is not None and statement.pending.verb in ENDING_VERBS and statement.pending.phrase is None:
        begin = statement.pending.start
        lead = text[begin : statement.pending.end]
        topic = _TOPIC.search(lead)
        named = MENTION.search(lead, 0, topic.start()) if topic else None
        # "Bãi bỏ các nội dung về tưới nước tại:", but not "Bãi bỏ một số điều của Nghị định số … quy định về vườn rau như sau:"
        doubt = left(lead) if topic and named is None and not statement.pending.places else None
        expires = grammar.EXPIRES.search(text, begin, end)
        doubt = doubt or _of_sentence(text, begin, expires.start() if expires else end, end, speaker)
        statement = replace(statement, pending=replace(statement.pending, doubt=statement.pending.doubt or doubt))
    operations = tuple(
        _doubted(operation, text, end, speaker) if _ends(operation) else _reworded(operation, statement.operations, text)
        for operation in statement.operations
    )
    return replace(statement, operations=operations)


def _ends(operation: Operation) -> bool:
    """Whether something is ended; "thay thế Thông tư số 1 bằng Thông tư số 2" ends the first."""
    if operation.verb in ENDING_VERBS:
        return True
    return bool(operation.results) and operation.verb is Verb.REPLACE and any(not place.units for place in operation.places)


def _reworded(operation: Operation, beside: Sequence[Operation], text: str) -> Operation:
    gives_text = operation.verb in (Verb.REPLACE, Verb.INSERT) and operation.phrase is None
    if not (gives_text and operation.places) or operation.inline:
        return operation
    first = operation.places[0]
    words = text[_begin(operation, text) : first.start]
    if words and UNIT_FILLER.fullmatch(words) is None:
        doubt = Message.of("doubt.part_unclear") if MASK in words else left(words)
        return replace(operation, doubt=operation.doubt or doubt)
    if any(only_rows(place, text, operation.end) for place in operation.places):
        return replace(operation, doubt=operation.doubt or Message.of("doubt.in_annex"))
    others = [place for other in beside if other is not operation for place in (*other.places, *other.anchors)]
    if first.rank is Level.POINT and Level.CLAUSE not in first.units and any(Level.CLAUSE in place.units for place in others):
        # "Sửa đổi điểm b và bổ sung điểm k1 vào sau điểm k khoản 1": the clause is said once, at the end
        return replace(operation, doubt=operation.doubt or Message.of("doubt.article_unclear"))
    return operation


def _doubted(operation: Operation, text: str, end: int, speaker: Speaker) -> Operation:
    if operation.phrase is not None or not operation.places:
        return operation
    stop = _stop(operation, text, end)
    doubts = Objects(text, operation, _begin(operation, text), stop).doubts()
    whole = _of_sentence(text, operation.places[0].end, stop, end, speaker)
    places: list[Place] = []
    for place, doubt in zip(operation.places, doubts, strict=True):
        doubt = place.doubt or doubt or incompetent(place, speaker.instrument) or whole
        if doubt is None and not place.units and _BY_STEPS.search(text, max(place.end, end - _LAST_WORDS), end + _BEHIND):
            doubt = Message.of("doubt.start_unclear")
        if doubt is not None and any(_same(place, other) for other in places if other.doubt is None):
            continue  # "Thông tư số 1 và Thông tư số 2 sửa đổi Thông tư số 1": named once more
        places.append(replace(place, doubt=doubt))
    # Where none is certain, what follows below may say which parts are meant.
    none = places[0].doubt if all(place.doubt for place in places) else None
    return replace(operation, places=tuple(places), doubt=operation.doubt or none)


def _same(one: Place, other: Place) -> bool:
    return one.path == other.path and one.part is other.part and same_instrument(one.instrument, other.instrument)


def _begin(operation: Operation, text: str) -> int:
    for pattern in (grammar.SELF_REPLACES, grammar.VERB):
        if (found := pattern.match(text, operation.start)) and found.end() <= operation.places[0].start:
            return found.end()
    return operation.start


def _stop(operation: Operation, text: str, end: int) -> int:
    """Where the words end that name what is ended: at "hết hiệu lực", "bị bãi bỏ", or with the order."""
    last = operation.places[-1].end
    likely = [pattern for pattern, words in _STOPS if _has(text, last, end, *words)]
    found = [pattern.search(text, last, end) for pattern in likely]
    limit = max(operation.end, last) if operation.end > last else end
    return min([match.start() for match in found if match], default=limit)


def _has(text: str, start: int, end: int, *words: str) -> bool:
    """Whether a pattern that needs one of these words is worth a try: a sentence is looked at anew for each operation."""
    lower = _lower(text)
    return len(lower) != len(text) or any(lower.find(word, start, end) >= 0 for word in words)


@lru_cache(maxsize=4)
def _lower(text: str) -> str:
    return text.lower()


def _of_sentence(text: str, first: int, stop: int, end: int, speaker: Speaker) -> Message | None:
    """What makes the whole sentence uncertain: something excepted, or a day that is not known."""
    for found in _EXCEPT.finditer(text, first, end) if _has(text, first, end, "trừ", "riêng") else ():
        before = text[first : found.start()].rpartition("(")
        if before[1] and ")" not in before[2]:
            continue  # said of one of them
        if _is_over_before(found["what"], speaker.instrument):
            continue
        if not _OWN_CASES.match(found["what"]) or goes_on(found["what"], speaker):
            return left_out(found.group())
    if _has(text, first, end, "hiệu") and _LASTS.search(text, first, end):
        return Message.of("doubt.start_unclear")
    if expires := grammar.EXPIRES.match(text, stop, end):
        when = _DAY.match(text, expires.end(), end)
        if _OTHERWISE.match(text, expires.end(), end):
            return Message.of("doubt.start_unclear")
        if when is not None and when["day"] and not _KNOWN_DAY.match(when["day"]):
            return Message.of("doubt.start_unclear")
    return None


def _is_over_before(excepted: str, issuer: Instrument) -> bool:
    """Whether what is excepted had ended before the rest: "riêng … hết hiệu lực từ kỳ tính thuế năm 2026" of a law of that July."""
    over = _over_since(excepted)
    starts = [period.start for period in issuer.metadata.effective if period.start and not period.scope]
    return over is not None and bool(starts) and over <= min(starts)


def _over_since(excepted: str) -> date | None:
    over = _OVER_SINCE.search(excepted)
    return date(int(over["year"]), 1, 1) if over else None


def partly_over(sentence: str) -> date | None:
    """The day from which a sentence that ends an instrument says some of it to have been over before the rest."""
    return next((day for found in _EXCEPT.finditer(sentence) if (day := _over_since(found["what"]))), None)


def incompetent(place: Place, issuer: Instrument) -> Message | None:
    """A decree cannot end a law, a draft nothing, and no instrument the one that it amends."""
    target = place.instrument
    if issuer.metadata.type in _ENDS_NOTHING:
        return Message.of("doubt.ends_nothing")
    if target is None or target.this:
        return None
    if not place.units and _amends(issuer.metadata.title or "", target):
        return Message.of("doubt.part_of_text")
    above = is_outranked((issuer.metadata.type, issuer.metadata.number), (target.type, target.number))
    return Message.of("doubt.outranked") if above else None


def _amends(title: str, target: Named) -> bool:
    amended = _AMENDING.match(title)
    if amended is None:
        return False
    words = "".join(amended["what"].split())
    return bool(target.number and target.number in words) or bool(target.name and "".join(target.name.split()) in words)


_AMENDING = re.compile(
    rf"\W*(?:về\s+)?(?:việc\s+)?{AMEND}(?P<what>(?:(?!\s{END}\s).)*)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS_NOTHING = (InstrumentType.DRAFT, InstrumentType.OTHER)
