"""Places in the law: a provision or a part of one, as far as the words of an amending text tell."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from documents.amendments.effect import Part
from documents.amendments.instruments import Named, same_instrument
from documents.messages import Message
from documents.model import Kind
from documents.paths import join_path, segment
from documents.wording.unit_lists import GROUPING, KINDS, Level

Units = dict[Level, str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A provision or part of one, as far as the words tell.

    :param instrument: the instrument that holds it, None where the words name none
    """

    units: Units = field(default_factory=dict)
    instrument: Named | None = None
    part: Part = Part.WHOLE
    paragraph: int | None = None
    start: int = 0
    end: int = 0
    doubt: Message | None = None

    @property
    def rank(self) -> Level:
        """The rank of the provision itself."""
        return min(self.units, default=Level.INSTRUMENT)

    @property
    def complete(self) -> bool:
        """Whether it says everything down from the article (or the instrument)."""
        rank = self.rank
        if rank in self.units and self.units[rank] is None and rank < Level.APPENDIX:
            return False
        if rank >= Level.ARTICLE or self.units.get(Level.ARTICLE) is not None or Level.APPENDIX in self.units:
            return True
        return self._grouped

    @property
    def _grouped(self) -> bool:
        """Whether it is a clause or point of a chapter, as in texts without articles: "điểm 4 Mục I Phần A"."""
        above = [level for level in self.units if level > self.rank]
        if not above or self.rank not in (Level.CLAUSE, Level.POINT):
            return False
        return max(above) in GROUPING and all(level in GROUPING or level is Level.CLAUSE for level in above)

    @property
    def path(self) -> str | None:
        """The provision's path, None for the whole instrument."""
        steps = []
        groups = self.rank in GROUPING or self._grouped
        for rank in sorted(self.units, reverse=True):
            if rank in KINDS and (rank not in GROUPING or groups):
                steps.append(segment(KINDS[rank], self.units[rank]))
        return join_path(*steps) or None

    @property
    def kind(self) -> Kind | None:
        """The kind of the provision, None for the whole instrument."""
        return KINDS.get(self.rank)

    @property
    def number(self) -> str | None:
        """The number of the provision as written."""
        return self.units.get(self.rank)


def of_one(named: Named | None, other: Place | None) -> bool:
    """Whether what a place lacks may be taken from another: not if that is of another instrument."""
    return named is None or other is None or other.instrument is None or same_instrument(named, other.instrument)


def completed(place: Place, later: Sequence[Place]) -> Place:
    """A place that lacks its article, with that of the next place in the sentence: "tại khoản 2, cụm từ … tại khoản 3 Điều 138"."""
    if place.complete:
        return place
    rank = min(place.units, default=Level.PARAGRAPH)
    for following in later:
        if following.units.get(Level.ARTICLE) is None or not of_one(place.instrument, following):
            continue
        filled = {level: number for level, number in following.units.items() if level > rank}
        if rank is Level.ARTICLE:
            filled = {Level.ARTICLE: following.units[Level.ARTICLE]}
        named = {**filled, **{level: number for level, number in place.units.items() if number is not None}}
        return replace(place, units=named, instrument=place.instrument or following.instrument, doubt=None)
    return place


def common(places: Sequence[Place]) -> Place:
    """What all places have in common: the context of the provisions below."""
    if not places:
        return Place()
    first = places[0]
    shared: Units = {}
    for rank in sorted(first.units, reverse=True):
        if any(place.units.get(rank, "-") != first.units[rank] for place in places):
            break
        shared[rank] = first.units[rank]
    instrument = first.instrument
    if any(not same_instrument(place.instrument, instrument) for place in places):
        instrument = None
    return Place(shared, instrument)
