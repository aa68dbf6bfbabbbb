"""New provisions that a sentence orders: "Bổ sung khoản 2a vào sau khoản 2 Điều 5"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.amendments import grammar
from documents.amendments.effect import Part, Position
from documents.amendments.grammar import Verb
from documents.amendments.operations import Operation, units_above, usable_places
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place
from documents.wording.unit_lists import GROUPING, Level

_SOME_UNITS = re.compile(
    rf"\s*(?:(?:một số|các|thêm|{grammar.COUNT})\s+)+(?:điều|khoản|điểm|mẫu|phụ lục|chương|mục)"
    r"(?:\s*,\s*(?:điều|khoản|điểm))*\s*(?:mới)?\s*$",
    re.IGNORECASE,
)
_SOME_WORDS = re.compile(r"\s*(?:một số|các)\s+(?:điều|khoản|điểm|nội dung|cụm từ|từ)", re.IGNORECASE)
_SOME_PARAGRAPH = re.compile(r"\s*(?:\d+\s+|một\s+|thêm\s+)?(?:đoạn|câu|nội\s+dung|quy\s+định)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something new goes.

    :param anchors: what it stands beside
    :param container: what holds it
    :param stop: where the words about the new itself end
    :param into: the words name what holds it
    """

    container: Place
    stop: int
    anchors: tuple[Place, ...] = ()
    position: Position | None = None
    into: bool = False


def read_insertion(text: str, begin: int, start: int, end: int, outer: Place) -> tuple[list[Operation], list[Place]]:
    """The insertion that ``text[start:end]`` orders, or else the places that only set the context.

    :param begin: where the words of the operation begin
    """
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
