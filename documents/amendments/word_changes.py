"""Changes of words and insertions that a sentence orders, each with the places that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.amendments import grammar
from documents.amendments.effect import Part, Position
from documents.amendments.grammar import Verb
from documents.amendments.instruments import Named
from documents.amendments.operations import Operation, units_above, usable_places
from documents.amendments.phrases import Phrase, PhraseReader, find_swap
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place, completed
from documents.messages import Message
from documents.wording.unit_lists import GROUPING, Level

_NEAR = 200  # places: what a place leans on stands near it
_WITHIN = re.compile(r"toàn bộ|trong|tại")
_SOME_UNITS = re.compile(
    rf"\s*(?:(?:một số|các|thêm|{grammar.COUNT})\s+)+(?:điều|khoản|điểm|mẫu|phụ lục|chương|mục)"
    r"(?:\s*,\s*(?:điều|khoản|điểm))*\s*(?:mới)?\s*$",
    re.IGNORECASE,
)
_SOME_WORDS = re.compile(r"\s*(?:một số|các)\s+(?:điều|khoản|điểm|nội dung|cụm từ|từ)", re.IGNORECASE)
_SOME_PARAGRAPH = re.compile(r"\s*(?:\d+\s+|một\s+|thêm\s+)?(?:đoạn|câu|nội\s+dung|quy\s+định)(?!\w)", re.IGNORECASE)


def read_word_changes(
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
    kind = Verb.CORRECT if verb is Verb.CORRECT else Verb.SWAP
    for index, (first, after, phrase) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else end
        spared = grammar.SPARED.search(text, after, stop)
        places = _places(text, first, after, spared.start() if spared else stop, outer)
        doubt = None
        if len(phrase.old) > 1 and phrase.new is None and verb is not Verb.REPEAL:
            doubt = Message.of("doubt.words_of_which_unclear")
        elif spared:
            doubt = Message.of("doubt.places_excepted")
        edge = max((place.end for place in places), default=after)
        words_from = first if begin is None or index else begin
        operations.append(Operation(kind, places or beyond, words_from, edge, phrase=phrase, doubt=doubt))
    return operations


def _places(text: str, first: int, after: int, stop: int, outer: Place) -> tuple[Place, ...]:
    """Where the words ``text[first:after]`` are changed, as ``text[after:stop]`` says."""
    places = usable_places(text, after, stop, outer)
    if not places and outer.instrument is not None and grammar.EVERYWHERE.search(text, after, stop):
        places = (Place({}, outer.instrument),)
    if not places and (within := find_swap(grammar.SWAP_AT, text, first, after)):
        places = usable_places(text, *within.rest.span("place"), outer)
    whole = places and outer.units and not any(place.units for place in places)
    return () if whole and not _WITHIN.search(text[after:stop]) else places


def fill_places(operations: list[Operation], contexts: Sequence[Place] = ()) -> list[Operation]:
    """Operations and places that lean on what follows in the sentence: "khoản 2, cụm từ … tại khoản 3 Điều 138"."""
    later: tuple[Place, ...] = ()
    for index in range(len(operations) - 1, -1, -1):
        if not operations[index].places and operations[index].phrase is not None:
            operations[index] = replace(operations[index], places=later)
        later = operations[index].places or later
    _share_instrument(operations)
    every = [
        (index, place)
        for index, operation in enumerate(operations)
        for place in (*operation.places, *operation.anchors)
        if place.complete
    ]
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
        places, anchors = ([completed(place, lean) for place in some] for some in (operation.places, operation.anchors))
        operations[index] = replace(operation, places=tuple(places), anchors=tuple(anchors))
    return operations


def _share_instrument(operations: list[Operation]) -> None:
    """Changes of words whose instrument is said once, at the end: "tại khoản 2 Điều 5; thay … tại Điều 10 của Nghị định số …"."""
    named: Named | None = None
    for index in range(len(operations) - 1, -1, -1):
        one = operations[index]
        if one.phrase is None:
            named = None
            continue
        if named is not None and one.places and all(place.instrument is None for place in one.places):
            operations[index] = replace(one, places=tuple(replace(place, instrument=named) for place in one.places))
        named = one.places[0].instrument if one.places else named


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something new goes.

    :param anchors: what it stands beside
    """

    container: Place
    stop: int
    anchors: tuple[Place, ...] = ()
    position: Position | None = None
    into: bool = False


def read_insertion(text: str, begin: int, start: int, end: int, outer: Place) -> tuple[list[Operation], list[Place]]:
    """The insertion that ``text[start:end]`` orders, or else the places that only set the context."""
    spot = _spot(text, start, end, outer)
    objects = usable_places(text, start, spot.stop, spot.container)
    if not objects:
        return _without_objects(text, begin, start, end, outer, spot)
    anchors = spot.anchors
    if objects[0].part is not Part.WHOLE:
        # a new paragraph belongs to the provision whose paragraph it stands beside
        owner = anchors[-1] if anchors else spot.container
        objects = tuple(replace(place, units=owner.units, instrument=owner.instrument, doubt=None) for place in objects)
        return [Operation(Verb.INSERT, objects, begin, end, (), spot.position)], []
    if not anchors and spot.into and spot.container.rank in GROUPING and all(place.rank is Level.ARTICLE for place in objects):
        anchors = (spot.container,)  # "bổ sung Điều 8 vào Chương III"
    return [Operation(Verb.INSERT, objects, begin, end, anchors, spot.position)], []


def _spot(text: str, start: int, end: int, outer: Place) -> _Spot:
    beside = grammar.BESIDE_UNIT.search(text, start, end)
    into = grammar.INTO.search(text, start, beside.start() if beside else end)
    if beside:
        return _beside(text, end, outer, beside, into)
    holders = read_places(text, into.end(), end, outer) if into else []
    if into is None or not holders:
        return _Spot(outer, end, into=into is not None)
    position = None
    if into["edge"]:
        position = Position.AFTER if into["edge"].strip().lower() == "cuối" else Position.BEFORE
    return _Spot(holders[0], into.start(), (), position, into=True)


def _beside(text: str, end: int, outer: Place, beside: re.Match[str], into: re.Match[str] | None) -> _Spot:
    """What is new goes "vào sau khoản 2", perhaps "vào Điều 5 sau khoản 2"."""
    anchors: Sequence[Place] = read_places(text, beside.end(), end, outer)
    position = Position.AFTER if beside["side"].lower() == "sau" else Position.BEFORE
    stop = into.start() if into else beside.start()
    holder = read_places(text, into.end(), beside.start(), outer) if into else []
    container = outer
    if anchors:
        anchor = anchors[-1]
        above = units_above(anchor, anchor.rank)
        container = Place(above, anchor.instrument or outer.instrument)
        if holder and holder[0].units and not above:
            container = holder[0]
            anchors = [replace(found, units={**container.units, **found.units}, doubt=None) for found in anchors]
    return _Spot(container, stop, tuple(anchors), position, into is not None)


def _without_objects(text: str, begin: int, start: int, end: int, outer: Place, spot: _Spot) -> tuple[list[Operation], list[Place]]:
    """An insertion that does not name what is new: "Bổ sung một số khoản vào sau khoản 3 Điều 5"."""
    placed = spot.container is not outer
    if _SOME_UNITS.match(text[start : spot.stop]) and (spot.anchors or placed):
        return [Operation(Verb.INSERT, (), begin, end, spot.anchors or (spot.container,), spot.position)], []
    if _SOME_WORDS.match(text[start:end]):
        return [], read_places(text, start, end, outer)
    words = text[start : spot.stop]
    some = _SOME_PARAGRAPH.match(words) or (spot.position is not None and not words.strip())  # "Bổ sung vào cuối khoản 2 như sau:"
    if placed and some and spot.container.rank <= Level.ARTICLE:
        new = (replace(spot.container, paragraph=0),)
        return [Operation(Verb.INSERT, new, begin, end, (), spot.position or Position.AFTER)], []
    return [], []
