"""What a sentence of amending text orders: operations, and what it says for the provisions below."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.amendments.effect import Position
from documents.amendments.grammar import Verb
from documents.amendments.phrases import Phrase
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place, Units
from documents.messages import Message
from documents.wording.unit_lists import Level


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that a sentence orders.

    :param places: what it is done to; of an insertion the new provisions
    :param results: places that say what comes of it: new numbers, or the appendix that replaces another
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
    doubt: Message | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence says.

    :param context: what it says for the provisions below: the instrument, and the article or clause that they are about
    """

    operations: tuple[Operation, ...] = ()
    context: Place | None = None
    pending: Operation | None = None
    operative: bool = False


def usable_places(text: str, start: int, end: int, outer: Place) -> tuple[Place, ...]:
    """The places that ``text[start:end]`` names, without what means the amending text itself."""
    return tuple(usable(read_places(text, start, end, outer)))


def usable(places: Sequence[Place]) -> list[Place]:
    """Places without what means the amending text itself."""
    return [place for place in places if not (place.instrument is not None and place.instrument.this and not place.units)]


def units_above(place: Place, rank: Level) -> Units:
    """What a place says of what is coarser than a rank."""
    return {level: number for level, number in place.units.items() if level > rank}
