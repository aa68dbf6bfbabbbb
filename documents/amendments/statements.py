"""One sentence of amending text to the operations that it orders. Quotations in it are masked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.amendments import grammar
from documents.amendments.grammar import Verb
from documents.amendments.model import Part, Position
from documents.amendments.phrase_reading import Phrase, PhraseReader, find_swap
from documents.amendments.places import GROUPS, Place, Rank, common, completed, read_places
from documents.amendments.quotations import MASK

_LONGEST_BOUNDARY = 40  # characters before a verb that are asked whether an order begins there
_NEAR = 200  # places: what a place leans on stands near it


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that a sentence orders.

    :param places: what it is done to; of an insertion the new provisions
    :param anchors: what a new provision stands beside
    :param results: places that say what comes of it: new numbers, or the appendix that replaces another
    :param start: where its words begin
    :param end: where they end
    :param listed: the places follow in a list below
    :param inline: the new text, where it is quoted in the sentence itself
    """

    verb: Verb
    places: tuple[Place, ...]
    start: int
    end: int
    anchors: tuple[Place, ...] = ()
    position: Position | None = None
    results: tuple[Place, ...] = ()
    phrase: Phrase | None = None
    listed: bool = False
    inline: tuple[int, int] | None = None
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says.

    :param operations: in order
    :param context: what it says for the provisions below: the instrument, and the article or clause that they are about
    :param pending: the operation that a list below completes
    :param operative: it orders something or sets a context
    """

    operations: tuple[Operation, ...] = ()
    context: Place | None = None
    pending: Operation | None = None
    operative: bool = False


def read_statement(text: str, start: int, end: int, outer: Place, pending: Operation | None = None) -> Statement:
    """What the sentence ``text[start:end]`` orders.

    :param outer: what the provisions above have said
    :param pending: the operation that a list with this item completes
    """
    lead = grammar.LEAD_IN.match(text, start, end)
    first = lead.end() if lead else start
    while first < end and text[first].isspace():
        first += 1
    if first >= end:
        return Statement()
    beyond: tuple[Place, ...] = ()
    if at := grammar.AT.match(text, first, end):
        verb = next((found for found in _verbs(text, at.end(), end)), None)
        stop = verb.start() if verb else next((i for i in range(at.end(), end) if text[i] == MASK), None)
        if stop is not None:
            beyond = tuple(read_places(text, at.end(), stop, outer))
            if beyond and verb is None:
                swap = find_swap(grammar.SWAP, text, at.end(), end)
                first = swap.start if swap else first
            elif beyond and verb is not None:
                first = verb.start()
        if (
            stop is None
            and len(named := _usable(read_places(text, at.end(), end, outer))) == 1
            and text[first:end].rstrip().endswith(":")
        ):
            return Statement((), named[0], operative=True)  # "Tại Điều 7:"
    statement = _active(text, first, end, outer, beyond) or _expiry(text, first, end, outer) or _passive(text, first, end, outer)
    if statement is not None:
        return statement
    if pending is not None and grammar.STARTS_PLACE.match(text, first, end):
        places = tuple(_usable(read_places(text, first, end, outer)))
        if places:
            stop = max(place.end for place in places)
            return Statement((replace(pending, places=places, start=first, end=stop, listed=False),), operative=True)
    return Statement()


def _verbs(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The verbs that begin an operation."""
    found = []
    for match in grammar.VERB.finditer(text, start, end):
        bounded = match.start() == start or grammar.BOUNDARY.search(
            text, max(start, match.start() - _LONGEST_BOUNDARY), match.start()
        )
        if bounded and grammar.OBJECT.match(text, match.end(), end):
            found.append(match)
    return found


def _verb_of(match: re.Match[str]) -> Verb:
    return grammar.VERBS[int((match.lastgroup or "v0")[1:])][0]


def _active(text: str, start: int, end: int, outer: Place, beyond: tuple[Place, ...]) -> Statement | None:
    own = grammar.SELF_REPLACES.match(text, start, end)
    if own:
        return _expired(text, own.end(), end, outer, start)
    first = grammar.VERB.match(text, start, end)
    if first is None:
        if beyond and (
            phrases := _phrases(
                text, start, end, Verb.CORRECT if "đính" in text[start:end].lower() else Verb.REPLACE, outer, beyond
            )
        ):
            return Statement(tuple(phrases), operative=True)
        return None
    verbs = _verbs(text, start, end)
    # "Sửa đổi, bổ sung, bãi bỏ một số điều của …": the first verb shares the object of the next
    if not verbs or (verbs[0].start() != start and not _shares_object(text, first, verbs[0])):
        return None
    stops = [*(verb.start() for verb in verbs[1:]), end]
    operations: list[Operation] = []
    contexts: list[Place] = []
    for verb, stop in zip(verbs, stops, strict=True):
        made, said = _segment(text, verb, stop, outer, beyond)
        operations.extend(made)
        contexts.extend(said)
    operations = _fill_places(operations, contexts)
    contexts = contexts or [place for operation in operations for place in (operation.places or operation.anchors)]
    below = grammar.BELOW.search(text, start, end) is not None
    last = operations[-1] if operations else None
    pending = None
    if below and last is not None and not last.places and not last.anchors:
        pending = last
    elif below and not operations and len(verbs) == 1:
        pending = Operation(_verb_of(verbs[0]), (), start, end, listed=True)
    kept = tuple(operation for operation in operations if operation.places or operation.anchors or not below)
    context = common(contexts) if contexts else None
    return Statement(kept, context, pending, operative=True)


def _shares_object(text: str, first: re.Match[str], following: re.Match[str]) -> bool:
    """Whether between a verb and the next one there are only further verbs."""
    between = grammar.VERB.sub("", text[first.end() : following.start()])
    return not between.strip(" ,;và") and grammar.NOT_AMENDING.match(text, first.end()) is None


def _segment(
    text: str, verb: re.Match[str], end: int, outer: Place, beyond: tuple[Place, ...]
) -> tuple[list[Operation], list[Place]]:
    """The operations of one verb, and the places that only set the context."""
    kind = _verb_of(verb)
    start = verb.end()
    tail = grammar.ENDING.search(text, start, end)
    stop = tail.start() if tail else end
    if MASK in text[start:stop] and kind in (Verb.REPLACE, Verb.INSERT, Verb.REPEAL, Verb.CORRECT, Verb.RETITLE):
        phrases = _phrases(text, start, end, kind, outer, beyond, verb.start())
        if phrases:
            return phrases, []
        inline = grammar.INLINE.search(text, start, end)
        named = tuple(_usable(read_places(text, start, inline.start(), outer))) if inline else ()
        if inline and not named and kind is Verb.RETITLE and outer.instrument is not None:
            named = (Place({}, outer.instrument, Part.TITLE),)  # "Sửa đổi tên Nghị định thành “…”"
        if inline and named and kind is not Verb.INSERT:
            return [Operation(kind, named, verb.start(), end, inline=inline.span("new"))], []
    if kind is Verb.INSERT:
        return _insertion(text, verb.start(), start, stop, outer)
    if kind is Verb.RENUMBER or (
        kind is Verb.REPLACE and MASK not in text[start:stop] and grammar.BECOMES.search(text, start, stop)
    ):
        made = _renumbering(text, verb.start(), start, stop, outer)
        return made, [] if made else read_places(text, start, stop, outer)
    if kind is Verb.RESUME and text[verb.start()].lower() == "t":
        # "tiếp tục thực hiện Nghị quyết số …" ends no suspension
        suspended = grammar.SUSPENDED.search(text, start, stop)
        if suspended is None:
            return [], []
        stop = suspended.start()
    when = grammar.WHEN.search(text, start, stop) if kind in (Verb.SUSPEND, Verb.RESUME, Verb.REPEAL) else None
    stop = when.start() if when else stop
    results: tuple[Place, ...] = ()
    if kind is Verb.REPLACE and (by := grammar.BY.search(text, start, stop)):
        results = tuple(read_places(text, by.end(), stop, Place()))
        stop = by.start()
    general = re.compile(
        r"\s*(?:một số|các)\s+(?:nội dung,?\s*)?(?:điều|khoản|điểm|tên mục|mẫu|cụm từ|từ|phụ lục|quy định)", re.IGNORECASE
    ).match(text, start, stop)
    places = read_places(text, start, stop, outer)
    wholes = [place for place in places if not place.units]
    if (
        wholes
        and len(wholes) == len(places)
        and general
        and re.compile(
            r"\s*(?:một số|các)\s+(?:nội dung|điều|khoản|điểm|tên mục|mẫu|cụm từ|từ|phụ lục|quy định)", re.IGNORECASE
        ).match(text, start, stop)
    ):
        return [], places  # "một số điều của Luật …" names the instrument for what follows
    if general and re.match(r"\s*một số", text[start:stop], re.IGNORECASE) and kind in (Verb.REPLACE, Verb.INSERT, Verb.REPEAL):
        return [], places  # "một số khoản của Điều 2"
    usable = tuple(_usable(places))
    if not usable:
        return ([Operation(kind, (), verb.start(), end)] if general else []), []
    partly = kind is not Verb.REPLACE and grammar.PARTLY.search(text, start, usable[0].start) is not None
    doubt = "Chỉ một phần của điều khoản bị tác động; không rõ phần nào." if partly else None
    if kind in (Verb.REPEAL, Verb.SUSPEND):
        doubt = doubt or _excepted(text, start, end)
    return [Operation(kind, usable, verb.start(), end, results=results, doubt=doubt)], []


def _usable(places: Sequence[Place]) -> list[Place]:
    """Places without what means the amending text itself."""
    return [place for place in places if not (place.instrument is not None and place.instrument.this and not place.units)]


def _insertion(text: str, begin: int, start: int, end: int, outer: Place) -> tuple[list[Operation], list[Place]]:
    beside = grammar.BESIDE_UNIT.search(text, start, end)
    anchors: tuple[Place, ...] = ()
    position = None
    container = outer
    stop = end
    into = grammar.INTO.search(text, start, beside.start() if beside else end)
    if beside:
        anchors = tuple(read_places(text, beside.end(), end, outer))
        position = Position.AFTER if beside["side"].lower() == "sau" else Position.BEFORE
        stop = into.start() if into else beside.start()
        holder = read_places(text, into.end(), beside.start(), outer) if into else []
        if anchors:
            anchor = anchors[-1]
            above = {rank: number for rank, number in anchor.units.items() if rank > anchor.rank} if anchor.units else {}
            container = Place({**above}, anchor.instrument or outer.instrument)
            if holder and holder[0].units and not above:
                container = holder[0]
                anchors = tuple(replace(found, units={**holder[0].units, **found.units}, doubt=None) for found in anchors)
    elif into:
        holders = read_places(text, into.end(), end, outer)
        if holders:
            container = holders[0]
            stop = into.start()
            if into["edge"]:
                position = Position.AFTER if into["edge"].strip().lower() == "cuối" else Position.BEFORE
    objects = tuple(_usable(read_places(text, start, stop, container)))
    general = re.match(
        rf"\s*(?:(?:một số|các|thêm|{grammar.COUNT})\s+)+(?:điều|khoản|điểm|mẫu|phụ lục|chương|mục)"
        r"(?:\s*,\s*(?:điều|khoản|điểm))*\s*(?:mới)?\s*$",
        text[start:stop],
        re.IGNORECASE,
    )
    if not objects and general and (anchors or container is not outer):
        return [Operation(Verb.INSERT, (), begin, end, anchors or (container,), position)], []
    if not objects:
        if re.match(r"\s*(?:một số|các)\s+(?:điều|khoản|điểm|nội dung|cụm từ|từ)", text[start:end], re.IGNORECASE):
            return [], read_places(text, start, end, outer)
        if container is not outer and re.match(r"\s*(?:\d+\s+|một\s+)?đoạn", text[start:stop], re.IGNORECASE):
            return [Operation(Verb.INSERT, (replace(container, paragraph=0),), begin, end, (), position or Position.AFTER)], []
        return [], []
    if objects[0].part is not Part.WHOLE:
        # a new paragraph belongs to the provision whose paragraph it stands beside
        owner = anchors[-1] if anchors else container
        objects = tuple(replace(place, units=owner.units, instrument=owner.instrument, doubt=None) for place in objects)
        return [Operation(Verb.INSERT, objects, begin, end, (), position)], []
    objects = tuple(_settled(place, container) for place in objects)
    if not anchors and into and container.rank in GROUPS and all(place.rank is Rank.ARTICLE for place in objects):
        anchors = (container,)  # "bổ sung Điều 8 vào Chương III"
    return [Operation(Verb.INSERT, objects, begin, end, anchors, position)], []


def _settled(place: Place, container: Place) -> Place:
    """A new provision with what holds it: of chapters and sections the group above."""
    if place.complete or not container.units or container.rank <= place.rank:
        return place
    above = {rank: number for rank, number in container.units.items() if rank > place.rank}
    return replace(place, units={**above, **place.units}, instrument=place.instrument or container.instrument, doubt=None)


def _renumbering(text: str, begin: int, start: int, end: int, outer: Place) -> list[Operation]:
    to = grammar.TO.search(text, start, end)
    if to is None:
        return []
    old = tuple(_usable(read_places(text, start, to.start(), outer)))
    first = old[0] if old else outer
    new = tuple(read_places(text, to.end(), end, replace(first, units={r: n for r, n in first.units.items() if r > first.rank})))
    if not old:
        return []
    doubt = None if len(old) == len(new) else "Số điều khoản cũ và mới không khớp nhau."
    return [Operation(Verb.RENUMBER, old, begin, end, results=new, doubt=doubt)]


def _phrases(
    text: str, start: int, end: int, verb: Verb, outer: Place, beyond: tuple[Place, ...] = (), begin: int | None = None
) -> list[Operation]:
    """Changes of words: each with the places that follow it."""
    found: list[tuple[int, int, Phrase]] = []
    at = start
    last: Phrase | None = None
    reader = PhraseReader(text, end, verb)
    while at < end and (following := reader.next(at, last)) is not None:
        found.append(following)
        at, last = following[1:]
    operations = []
    for index, (first, after, phrase) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else end
        spared = grammar.SPARED.search(text, after, stop)
        stop = spared.start() if spared else stop
        places = tuple(_usable(read_places(text, after, stop, outer)))
        if not places and outer.instrument is not None and grammar.EVERYWHERE.search(text, after, stop):
            places = (Place({}, outer.instrument),)
        if not places and (within := find_swap(grammar.SWAP_AT, text, first, after)):
            places = tuple(_usable(read_places(text, *within.rest.span("place"), outer)))
        if (
            places
            and all(not place.units for place in places)
            and outer.units
            and not re.search(r"toàn bộ|trong|tại", text[after:stop])
        ):
            places = ()
        doubt = None
        if phrase.old and len(phrase.old) > 1 and phrase.new is None and verb is not Verb.REPEAL:
            doubt = "Không rõ cụm từ nào được thay."
        if spared:
            doubt = doubt or "Có chỗ được trừ ra; cụm từ ở đó không được thay."
        kind = Verb.CORRECT if verb is Verb.CORRECT else Verb.SWAP
        edge = max((place.end for place in places), default=after)
        operations.append(
            Operation(
                kind, places or beyond, begin if begin is not None and index == 0 else first, edge, phrase=phrase, doubt=doubt
            )
        )
    return operations


def _fill_places(operations: list[Operation], contexts: Sequence[Place] = ()) -> list[Operation]:
    """Operations and places that lean on what follows in the sentence: "khoản 2, cụm từ … tại khoản 3 Điều 138"."""
    later: tuple[Place, ...] = ()
    for index in range(len(operations) - 1, -1, -1):
        if not operations[index].places and operations[index].phrase is not None:
            operations[index] = replace(operations[index], places=later)
        later = operations[index].places or later
    every = [(index, place) for index, operation in enumerate(operations) for place in (*operation.places, *operation.anchors)]
    every = [(index, place) for index, place in every if place.complete]
    at = 0  # in ``every``: the first place of the operation or of those after it
    for index, operation in enumerate(operations):
        while at < len(every) and every[at][0] < index:
            at += 1
        own = (*operation.places, *operation.anchors)
        if all(place.complete for place in own):
            continue
        first = min(place.start for place in own)
        after = [place for _, place in every[at : at + _NEAR] if place.start >= first]
        before = [place for _, place in every[max(0, at - 1) : at]]
        lean = after or before or [place for place in contexts if place.complete]
        operations[index] = replace(
            operation,
            places=tuple(completed(place, lean) for place in operation.places),
            anchors=tuple(completed(place, lean) for place in operation.anchors),
        )
    return operations


def _passive(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """Read "Khoản 2 và khoản 5 Điều 3 được sửa đổi, bổ sung như sau"; several such clauses may stand beside one another."""
    pieces = [start, *(found.end() for found in grammar.CLAUSE_END.finditer(text, start, end)), end]
    if len(pieces) == 2:
        return _passive_clause(text, start, end, outer)
    statements: list[Statement] = []
    inner = outer
    for first, stop in pairwise(pieces):
        found = _passive_clause(text, first, stop, inner)
        if found is None:
            return _passive_clause(text, start, end, outer)
        statements.append(found)
        named = [place for operation in found.operations for place in operation.places if place.units.get(Rank.ARTICLE)]
        if named:
            inner = Place({Rank.ARTICLE: named[-1].units[Rank.ARTICLE]}, named[-1].instrument)
    operations = tuple(operation for found in statements for operation in found.operations)
    return Statement(operations, statements[-1].context, statements[-1].pending, operative=True)


def _passive_clause(text: str, start: int, end: int, outer: Place) -> Statement | None:
    if not grammar.STARTS_PLACE.match(text, start, end):
        return None
    found = grammar.PASSIVE.search(text, start, end) or grammar.BECOMES.search(text, start, end)
    if found is None or (
        "." in text[start : found.start()].replace("./.", "") and not re.search(r"\d\.\d", text[start : found.start()])
    ):
        return None
    words = (
        re.sub(r"\s+", " ", found.groupdict().get("verb", "chuyển") or "chuyển").lower()
        if "verb" in found.re.groupindex
        else "chuyển"
    )
    stop = (grammar.ENDING.search(text, found.end(), end) or re.compile("$").search(text, end)).start()  # type: ignore[union-attr]
    if MASK in text[start : found.start()]:
        phrases = _phrases(text, start, end, Verb.CORRECT if "đính" in words else Verb.REPLACE, outer)
        if not phrases and "bỏ" in words:
            phrases = _phrases(text, start, end, Verb.REPEAL, outer)
        return Statement(tuple(_fill_places(phrases)), operative=True) if phrases else None
    places = tuple(_usable(read_places(text, start, found.start(), outer)))
    if not places or (places[0].instrument is not None and places[0].instrument.this):
        return None
    if words.startswith(("chuyển", "đánh", "đổi")) or (words == "sửa thành" and MASK not in text[found.end() : end]):
        to = found if "verb" not in found.re.groupindex else grammar.TO.search(text, found.end() - 1, end)
        if to is None:
            return None
        first = places[0]
        new = tuple(
            read_places(text, to.end(), stop, replace(first, units={r: n for r, n in first.units.items() if r > first.rank}))
        )
        doubt = None if len(new) == len(places) else "Số điều khoản cũ và mới không khớp nhau."
        return Statement((Operation(Verb.RENUMBER, places, start, end, results=new, doubt=doubt),), operative=True) if new else None
    if "bỏ" in words:
        return Statement((Operation(Verb.REPEAL, places, start, end),), common(places), operative=True)
    if words.startswith("ngưng"):
        return Statement((Operation(Verb.SUSPEND, places, start, end),), common(places), operative=True)
    if words == "bổ sung" and (inside := read_places(text, found.end(), stop, places[0])) and any(place.units for place in inside):
        made, _ = _insertion(text, start, found.end(), stop, places[0])
        return Statement(tuple(made), common(places), operative=True) if made else None
    if words.startswith("thay") and (by := grammar.BY.search(text, found.start("verb"), stop)):
        if not any(place.units for place in places):
            return _expired(text, start, found.start(), outer, start)
        results = tuple(read_places(text, by.end(), stop, Place()))
        return Statement((Operation(Verb.REPLACE, places, start, end, results=results),), common(places), operative=True)
    if not any(place.units for place in places):
        return Statement((), common(places), operative=True)
    if not grammar.BELOW.search(text, start, end) and MASK not in text[found.end() : end]:
        return None  # "Điều 5 được sửa đổi tại Luật số …" tells of another act
    return Statement((Operation(Verb.REPLACE, places, start, end),), common(places), operative=True)


def _expiry(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """Read "Thông tư số … hết hiệu lực kể từ ngày …"."""
    if not grammar.STARTS_PLACE.match(text, start, end):
        return None
    if found := grammar.EXPIRES.search(text, start, end):
        if re.search(r"(?:trường hợp|khi|nếu|giấy phép|hợp đồng|thì)\s", text[start : found.start()]):
            return None
        return _expired(text, start, found.start(), outer, start, end)
    for pattern, verb in ((grammar.STOPS, Verb.SUSPEND), (grammar.CONTINUES, Verb.RESUME)):
        if found := pattern.search(text, start, end):
            places = tuple(
                place for place in _usable(read_places(text, start, found.start(), outer)) if place.instrument or outer.instrument
            )
            if places and not any(place.instrument and place.instrument.this for place in places):
                doubt = None if verb is Verb.SUSPEND else "Câu này có thể chỉ là điều khoản chuyển tiếp."
                return Statement((Operation(verb, places, start, end, doubt=doubt),), operative=True)
    return None


def _excepted(text: str, start: int, end: int) -> str | None:
    """Why an ending is not certain: it leaves out provisions of what it ends."""
    found = grammar.EXCEPT.search(text, start, end)
    if found is None or re.search(r"\snày(?!\w)", found.group()):
        return None
    return "Có phần được trừ ra; cần xem phần nào còn hiệu lực."


def _expired(text: str, start: int, stop: int, outer: Place, begin: int, end: int | None = None) -> Statement | None:
    when = grammar.WHEN.search(text, start, stop)
    places = [place for place in read_places(text, start, when.start() if when else stop, outer) if place.instrument is not None]
    usable = tuple(place for place in places if place.instrument is None or not place.instrument.this)
    finish = stop if end is None else end
    if usable:
        return Statement((Operation(Verb.EXPIRE, usable, begin, finish, doubt=_excepted(text, start, finish)),), operative=True)
    if (
        not places
        and re.search(r"văn bản|quy định|thông tư|nghị định|quyết định", text[start:stop], re.IGNORECASE)
        and grammar.BELOW.search(text, begin, finish)
    ):
        return Statement((), None, Operation(Verb.EXPIRE, (), begin, finish, listed=True), operative=True)
    return None


__all__ = ["Operation", "Phrase", "Rank", "Statement", "Verb", "read_statement"]
