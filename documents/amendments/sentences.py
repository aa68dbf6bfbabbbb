"""One sentence of amending text to the operations that it orders. Quotations in it are masked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from documents.amendments import grammar
from documents.amendments.effect import Part
from documents.amendments.endings import expired, read_ending, reports, without_excepted
from documents.amendments.grammar import Verb
from documents.amendments.instruments import same_instrument
from documents.amendments.operations import Operation, Statement, units_above, usable, usable_places
from documents.amendments.phrases import find_swap
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place, common
from documents.amendments.quotations import MASK
from documents.amendments.word_changes import fill_places, read_insertion, read_passive, read_word_changes
from documents.messages import Message
from documents.wording import unit_lists as units
from documents.wording.unit_lists import Level
from documents.wording.verbs import AMEND, END

_LONGEST_BOUNDARY = 40  # characters before a verb that are asked whether an order begins there
_OF_WORDS = frozenset({Verb.REPLACE, Verb.INSERT, Verb.REPEAL, Verb.CORRECT, Verb.RETITLE})
_SOME = re.compile(
    r"\s*(?P<few>một số|các)\s+(?:nội dung,?\s*)?(?:điều|khoản|điểm|tên mục|mẫu|cụm từ|từ|phụ lục|quy định)"
    r"|\s*các\s+nội dung(?=\s+(?:sau|dưới)(?:\s+đây)?\s+(?:của|tại|trong)\s)|\s*(?:cụm\s+)?từ(?=\s+(?:của|tại|trong)\s)",
    re.IGNORECASE,
)

_HAS_BEEN = re.compile(rf"\sđã\s+được\s+(?:{AMEND}|thay\s+thế)", re.IGNORECASE)
_AT_ODDS = re.compile(r"(?<!\w)(?:trái\s+(?:với|quy\s+định)|không\s+(?:còn\s+)?phù\s+hợp|mâu\s+thuẫn)(?!\w)", re.IGNORECASE)
_ABOUT = re.compile(
    r"\s*(?:một\s+số|các)\s+(?:nội\s+dung|quy\s+định)\s+(?:khác\s+)?(?:về|liên\s+quan|có\s+liên\s+quan)\s", re.IGNORECASE
)
# "Bãi bỏ các quy định tại Thông tư số 1/2005/TT-BYT ngày …": all that it says
_ALL_OF = re.compile(
    rf"\s*(?:toàn\s+bộ\s+)?(?:các|những)\s+quy\s+định\s+(?:tại|của|trong)\s+{grammar.TYPE_WORD}\s+"
    r"(?:số\s*:?\s*)?\d[^\s,;]*\s*(?=ngày\s|[,;.]|$)",
    re.IGNORECASE,
)
# "Phụ lục I kèm theo Thông tư này thay thế Phụ lục số 01 kèm theo Thông tư số …"
_ANNEX_FOR_ANNEX = re.compile(
    r"(?P<own>(?:các\s+)?(?:phụ\s+lục|mẫu|biểu\s+mẫu)\s[^.;:]{1,200}?)\s+(?:(?:được\s+)?ban\s+hành\s+)?"
    rf"kèm\s+theo\s+{grammar.TYPE_WORD}(?:\s+liên\s+tịch)?\s+này\s+thay\s+thế(?:\s+cho)?\s+(?=(?:các\s+)?(?:phụ\s+lục|mẫu|biểu\s+mẫu)\s)",
    re.IGNORECASE,
)
_LISTED_BEFORE = re.compile(r"(?:,|;|(?<!\w)và)$", re.IGNORECASE)
_SPOT = re.compile(r"\s*(?:tại|trong|ở)\s", re.IGNORECASE)
_SAME = re.compile(r"\s*(?P<unit>đoạn|tiết|điểm|khoản|điều)\s+này(?!\w)", re.IGNORECASE)
_SELF_AMENDS = re.compile(rf"{grammar.TYPE_WORD}(?:\s+liên\s+tịch)?\s+này\s+(?={AMEND}(?!\w))", re.IGNORECASE)
_LATER = re.compile(rf"[;,]\s*(?:và\s+)?đồng\s+thời,?\s+(?={END}\s)", re.IGNORECASE)

_Read = tuple[list[Operation], list[Place]]  # the operations of one verb, and the places that only set the context


def read_statement(text: str, start: int, end: int, outer: Place, pending: Operation | None = None) -> Statement:
    """What the sentence ``text[start:end]`` orders.

    :param outer: what the provisions above have said
    :param pending: the operation that a list with this item completes
    """
    lead = grammar.LEAD_IN.match(text, start, end)
    first = lead.end() if lead else start
    if (own := _SELF_AMENDS.match(text, first, end)) and grammar.BELOW.search(text, own.end(), end):
        # "Thông tư này sửa đổi khoản 2 Điều 5 của Thông tư số … như sau:"
        made = _active(text, own.end(), end, outer, ())
        if made is not None and made.operations:
            return made
    beyond: tuple[Place, ...] = ()
    if at := grammar.AT.match(text, first, end):
        stop, order = _order_behind(text, at.end(), end)
        if stop is None:
            named = usable_places(text, at.end(), end, outer)
            if len(named) == 1 and text[first:end].rstrip().endswith(":"):
                return Statement((), named[0], operative=True)  # "Tại Điều 7:"
        elif beyond := tuple(read_places(text, at.end(), stop, outer)):
            first = order or first
    return (
        _annex_for_annex(text, first, end, outer)
        or _active(text, first, end, outer, beyond)
        or read_ending(text, first, end, outer)
        or _listed_ending(text, first, end, outer, pending)
        or read_passive(text, first, end, outer)
        or _completed(text, first, end, outer, pending)
        or _beside_a_rule(text, first, end, outer)
        or Statement()
    )


def _annex_for_annex(text: str, start: int, end: int, outer: Place) -> Statement | None:
    found = _ANNEX_FOR_ANNEX.match(text, start, end)
    if found is None:
        return None
    own = tuple(read_places(text, start, found.end("own"), Place()))
    places = usable_places(text, found.end(), end, outer)
    if not own or not places or any(place.rank not in (Level.APPENDIX, Level.FORM) for place in (*own, *places)):
        return None
    return Statement((Operation(Verb.REPLACE, places, start, end, results=own),), operative=True)


def _beside_a_rule(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """An ending that follows a rule in one sentence: the rule may say when, so that it is for a person to see."""
    later = _LATER.search(text, start, end)
    found = _active(text, later.end(), end, outer, ()) if later else None
    if found is None or not any(place.instrument and place.instrument.number for one in found.operations for place in one.places):
        return None
    doubt = Message.of("doubt.operation_unclear")
    return Statement(tuple(replace(one, doubt=one.doubt or doubt) for one in found.operations), operative=True)


def _order_behind(text: str, start: int, end: int) -> tuple[int | None, int | None]:
    """Of "Tại khoản 2 Điều 5, thay cụm từ “A” bằng cụm từ “B”" where the place ends, and where the order begins."""
    if verb := next(iter(_verbs(text, start, end)), None):
        return verb.start(), verb.start()
    stop = text.find(MASK, start, end)
    if stop < 0:
        return None, None
    swap = find_swap(grammar.SWAP, text, start, end)
    return stop, swap.old[0] if swap else None


def _listed_ending(text: str, start: int, end: int, outer: Place, pending: Operation | None) -> Statement | None:
    """The item of a list of what ends: "Nghị định số 1 đã được sửa đổi, bổ sung tại Nghị định số 2" reports how it reads."""
    ends = pending is not None and pending.verb in (Verb.REPEAL, Verb.EXPIRE, Verb.SUSPEND) and pending.phrase is None
    if not ends or not _HAS_BEEN.search(text, start, end) or grammar.BELOW.search(text, start, end):
        return None
    return _completed(text, start, end, outer, pending)


def _completed(text: str, start: int, end: int, outer: Place, pending: Operation | None) -> Statement | None:
    places = usable_places(text, start, end, outer) if pending and grammar.STARTS_PLACE.match(text, start, end) else ()
    if pending is None or not places or reports(text, start, end):
        return None
    stop = max(place.end for place in places)
    return Statement((replace(pending, places=places, start=start, end=stop, listed=False),), operative=True)


def _verbs(text: str, start: int, end: int) -> list[re.Match[str]]:
    found = []
    for match in grammar.VERB.finditer(text, start, end):
        bounded = match.start() == start or grammar.BOUNDARY.search(
            text, max(start, match.start() - _LONGEST_BOUNDARY), match.start()
        )
        if bounded and (grammar.OBJECT.match(text, match.end(), end) or _ends_something(text, match, end)):
            found.append(match)
    return found


def _ends_something(text: str, match: re.Match[str], end: int) -> bool:
    """Whether something is ended that stands in an instrument: "Bãi bỏ Tiêu chuẩn … ban hành kèm theo Thông tư số …"."""
    ends = _verb_of(match) is Verb.REPEAL or match.group().lower().startswith("thay")
    return ends and grammar.ENDED_THING.match(text, match.end(), end) is not None


def _verb_of(match: re.Match[str]) -> Verb:
    return grammar.VERBS[int((match.lastgroup or "v0")[1:])][0]


def _active(text: str, start: int, end: int, outer: Place, beyond: tuple[Place, ...]) -> Statement | None:
    own = grammar.SELF_REPLACES.match(text, start, end)
    if own:
        kind = Verb.REPEAL if own["verb"].lower().endswith("bỏ") else Verb.EXPIRE
        return expired(text, own.end(), end, outer, start, verb=kind)
    first = grammar.VERB.match(text, start, end)
    if first is None:
        kind = Verb.CORRECT if "đính" in text[start:end].lower() else Verb.REPLACE
        changes = read_word_changes(text, start, end, kind, outer, beyond) if beyond else []
        return Statement(tuple(changes), operative=True) if changes else None
    verbs = _verbs(text, start, end)
    # "Sửa đổi, bổ sung, bãi bỏ một số điều của …": the first verb shares the object of the next
    if not verbs or (verbs[0].start() != start and not _shares_object(text, first, verbs[0])):
        return None
    stops = [*(verb.start() for verb in verbs[1:]), end]
    operations: list[Operation] = []
    contexts: list[Place] = []
    for verb, stop in zip(verbs, stops, strict=True):
        made, said = _read_order(text, verb, stop, outer, beyond)
        operations.extend(made or _same_place(text, verb, stop, operations))
        contexts.extend(said)
    operations = fill_places(operations, contexts)
    contexts = contexts or [place for operation in operations for place in (operation.places or operation.anchors)]
    context = common(contexts) if contexts else None
    if not grammar.BELOW.search(text, start, end):
        return Statement(tuple(operations), context, operative=True)
    kept = tuple(operation for operation in operations if operation.places or operation.anchors)
    return Statement(kept, context, _awaited(operations, verbs, start, end), operative=True)


def _awaited(operations: Sequence[Operation], verbs: Sequence[re.Match[str]], start: int, end: int) -> Operation | None:
    """What goes on below: the last operation, where it has no place yet, or a verb alone."""
    if operations:
        return None if operations[-1].places or operations[-1].anchors else operations[-1]
    return Operation(_verb_of(verbs[0]), (), start, end, listed=True) if len(verbs) == 1 else None


def _same_place(text: str, verb: re.Match[str], stop: int, before: Sequence[Operation]) -> list[Operation]:
    """Of "Bỏ cụm từ “A” tại Điều 55 của Luật B và sửa đổi Điều này như sau" the second operation, on the place of the first."""
    same = _SAME.match(text, verb.end(), stop)
    if same is None or _verb_of(verb) is not Verb.REPLACE or not before or len(before[-1].places) != 1:
        return []
    place = before[-1].places[0]
    meant = Level.PARAGRAPH if place.part is Part.PARAGRAPH else place.rank
    if units.level_of(same["unit"]) is not meant:
        return []
    return [Operation(Verb.REPLACE, (place,), verb.start(), stop)]


def _shares_object(text: str, first: re.Match[str], following: re.Match[str]) -> bool:
    between = grammar.VERB.sub("", text[first.end() : following.start()])
    return not between.strip(" ,;và") and grammar.NOT_AMENDING.match(text, first.end()) is None


@dataclass(frozen=True, slots=True)
class _Order:
    text: str
    verb: re.Match[str]
    kind: Verb
    start: int
    stop: int
    end: int
    outer: Place

    @property
    def quotes(self) -> bool:
        return MASK in self.text[self.start : self.stop]

    def until(self, pattern: re.Pattern[str]) -> "_Order":
        found = pattern.search(self.text, self.start, self.stop)
        return replace(self, stop=found.start()) if found else self


def _read_order(text: str, verb: re.Match[str], end: int, outer: Place, beyond: tuple[Place, ...]) -> _Read:
    tail = grammar.ENDING.search(text, verb.end(), end)
    order = _Order(
        text=text, verb=verb, kind=_verb_of(verb), start=verb.end(), stop=tail.start() if tail else end, end=end, outer=outer
    )
    if order.quotes and order.kind in _OF_WORDS and (made := _in_words(order, beyond)):
        return made, []
    return _ORDERS.get(order.kind, _plain)(order)


def _in_words(order: _Order, beyond: tuple[Place, ...]) -> list[Operation]:
    text, kind, outer = order.text, order.kind, order.outer
    if changes := read_word_changes(
        text=text, start=order.start, end=order.end, verb=kind, outer=outer, beyond=beyond, begin=order.verb.start()
    ):
        return [*_beside_words(order, changes), *changes]
    inline = grammar.INLINE.search(text, order.start, order.end)
    if inline is None:
        return []
    named = usable_places(text, order.start, inline.start(), outer)
    if not named and kind is Verb.RETITLE and outer.instrument is not None:
        named = (Place({}, outer.instrument, Part.TITLE),)  # "Sửa đổi tên Nghị định thành “…”"
    if not named or kind is Verb.INSERT:
        return []
    return [Operation(kind, named, order.verb.start(), order.end, inline=inline.span("new"))]


def _beside_words(order: _Order, changes: Sequence[Operation]) -> list[Operation]:
    """What is repealed beside words: "Bãi bỏ khoản 2 Điều 5, cụm từ “A” tại Điều 7 của Nghị định số …"."""
    words = grammar.OLD.search(order.text, order.start, order.end)
    before = order.text[order.start : words.start()].rstrip() if words else ""
    if order.kind is not Verb.REPEAL or not _LISTED_BEFORE.search(before) or _SPOT.match(before):
        return []
    named = [place.instrument for change in changes for place in change.places if place.instrument is not None]
    outer = order.outer if not named else Place(order.outer.units, named[0])
    places = usable_places(order.text, order.start, order.start + len(before), outer)
    other = order.outer.instrument is not None and named and not same_instrument(order.outer.instrument, named[0])
    doubt = Message.of("doubt.instrument_unclear") if other else None
    stop = order.start + len(before)
    return [Operation(order.kind, places, order.verb.start(), stop, doubt=doubt)] if places else []


def _replacement(order: _Order) -> _Read:
    text = order.text
    if not order.quotes and grammar.BECOMES.search(text, order.start, order.stop):
        return _renumbering(order)
    by = grammar.BY.search(text, order.start, order.stop)
    if by is None:
        made, contexts = _plain(order)
        return [_ended(item, order) for item in made], contexts
    return _plain(replace(order, stop=by.start()), tuple(read_places(text, by.end(), order.stop, Place())))


def _ended(operation: Operation, order: _Order) -> Operation:
    """An operation that replaces a whole instrument ends it: "Thay thế Thông tư số …"."""
    words = order.verb.group().lower()
    below = grammar.BELOW.search(order.text, order.start, order.end)
    if not words.startswith("thay") or order.quotes or below or any(place.units for place in operation.places):
        return operation
    return replace(operation, verb=Verb.EXPIRE) if operation.places else operation


def _resumption(order: _Order) -> _Read:
    if order.text[order.verb.start()].lower() == "t":
        # "tiếp tục thực hiện Nghị quyết số …" ends no suspension
        if not grammar.SUSPENDED.search(order.text, order.start, order.stop):
            return [], []
        order = order.until(grammar.SUSPENDED)
    return _plain(order.until(grammar.WHEN))


def _ending(order: _Order) -> _Read:
    """What is repealed or suspended; what it leaves out is no place of it."""
    bare = without_excepted(order.text, order.start, order.end)
    when = grammar.WHEN if order.kind is Verb.SUSPEND else grammar.WHEN_ENDED
    return _plain(replace(order, text=bare).until(when))


def _renumbering(order: _Order) -> _Read:
    text, outer = order.text, order.outer
    to = grammar.TO.search(text, order.start, order.stop)
    old = usable_places(text, order.start, to.start(), outer) if to else ()
    if to is None or not old:
        return [], read_places(text, order.start, order.stop, outer)
    new = tuple(read_places(text, to.end(), order.stop, replace(old[0], units=units_above(old[0], old[0].rank))))
    doubt = None if len(old) == len(new) else Message.of("doubt.numbers_differ")
    return [Operation(Verb.RENUMBER, old, order.verb.start(), order.stop, results=new, doubt=doubt)], []


def _plain(order: _Order, results: tuple[Place, ...] = ()) -> _Read:
    """A verb with the places that it is about."""
    text, kind = order.text, order.kind
    some = _SOME.match(text, order.start, order.stop)
    ends_all = kind is Verb.REPEAL and _ALL_OF.match(text, order.start, order.stop)
    if some and ends_all and not _AT_ODDS.search(text, order.start, order.stop):
        some = None
    places = read_places(text, order.start, order.stop, order.outer)
    if places and _AT_ODDS.search(text, order.start, places[0].start):
        return [], []  # a power, or a rule for whatever is at odds: "Bãi bỏ văn bản trái với Hiến pháp"
    named = tuple(usable(places))
    whole = some and places and not any(place.units for place in places)
    if some and (whole or ((some["few"] or "").lower() == "một số" and kind in (Verb.REPLACE, Verb.REPEAL))):
        if kind is Verb.REPEAL and named and _ABOUT.match(text, order.start, order.stop):
            return [Operation(kind, named, order.verb.start(), order.end, doubt=Message.of("doubt.part_unclear"))], places
        return [], places  # "một số điều của Luật …", "một số khoản của Điều 2" name what holds that which follows
    if not named:
        return ([Operation(kind, (), order.verb.start(), order.end)] if some else []), []
    partly = kind is not Verb.REPLACE and grammar.PARTLY.search(text, order.start, named[0].start) is not None
    doubt = Message.of("doubt.part_unclear") if partly else None
    return [Operation(kind, named, order.verb.start(), order.end, results=results, doubt=doubt)], []


_ORDERS: Mapping[Verb, Callable[[_Order], _Read]] = {
    Verb.INSERT: lambda order: read_insertion(order.text, order.verb.start(), order.start, order.stop, order.outer),
    Verb.RENUMBER: _renumbering,
    Verb.REPLACE: _replacement,
    Verb.RESUME: _resumption,
    Verb.SUSPEND: _ending,
    Verb.REPEAL: _ending,
    Verb.EXPIRE: _ending,
}
"""How an order is read by its verb; the others name places only."""
