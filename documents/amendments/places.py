"""Places that amending text names: "điểm a, b khoản 1 và khoản 3 Điều 19", "tên Điều 5", "Mẫu số 01 Phụ lục I"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from documents.amendments.instruments import Named, read_named, same_instrument
from documents.amendments.model import Part
from documents.citations import units
from documents.model import Kind
from documents.paths import join_path, segment


class Rank(IntEnum):
    """How coarse the thing is that an item names."""

    PARAGRAPH = 0
    SUBPOINT = 1
    POINT = 2
    CLAUSE = 3
    ARTICLE = 4
    FORM = 5
    SUBSECTION = 6
    SECTION = 7
    CHAPTER = 8
    PART = 9
    APPENDIX = 10
    ATTACHMENT = 11
    INSTRUMENT = 12


_KINDS = {
    Rank.SUBPOINT: Kind.SUBPOINT,
    Rank.POINT: Kind.POINT,
    Rank.CLAUSE: Kind.CLAUSE,
    Rank.ARTICLE: Kind.ARTICLE,
    Rank.FORM: Kind.FORM,
    Rank.SUBSECTION: Kind.SUBSECTION,
    Rank.SECTION: Kind.SECTION,
    Rank.CHAPTER: Kind.CHAPTER,
    Rank.PART: Kind.PART,
    Rank.APPENDIX: Kind.APPENDIX,
    Rank.ATTACHMENT: Kind.ATTACHMENT,
}
GROUPS = (Rank.SUBSECTION, Rank.SECTION, Rank.CHAPTER, Rank.PART)
Units = dict[Rank, str | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A provision or part of one, as far as the words tell.

    :param units: numbers by rank
    :param instrument: the instrument that holds it, None where the words name none
    :param part: the part of the provision that is meant
    :param paragraph: which paragraph, for ``Part.PARAGRAPH``
    :param start: where its words begin
    :param end: where they end
    :param doubt: why the place is not certain
    """

    units: Units = field(default_factory=dict)
    instrument: Named | None = None
    part: Part = Part.WHOLE
    paragraph: int | None = None
    start: int = 0
    end: int = 0
    doubt: str | None = None

    @property
    def rank(self) -> Rank:
        """The rank of the provision itself."""
        return min(self.units, default=Rank.INSTRUMENT)

    @property
    def complete(self) -> bool:
        """Whether it says everything down from the article (or the instrument)."""
        rank = self.rank
        if rank in self.units and self.units[rank] is None and rank < Rank.APPENDIX:
            return False
        return rank >= Rank.ARTICLE or self.units.get(Rank.ARTICLE) is not None or Rank.APPENDIX in self.units

    @property
    def path(self) -> str | None:
        """The provision's path, None for the whole instrument."""
        steps = []
        groups = self.rank in GROUPS
        for rank in sorted(self.units, reverse=True):
            if rank in _KINDS and (rank not in GROUPS or groups):
                steps.append(segment(_KINDS[rank], self.units[rank]))
        return join_path(*steps) or None

    @property
    def kind(self) -> Kind | None:
        """The kind of the provision, None for the whole instrument."""
        return _KINDS.get(self.rank)

    @property
    def number(self) -> str | None:
        """The number of the provision as written."""
        return self.units.get(self.rank)


@dataclass(frozen=True, slots=True)
class _Item:
    rank: Rank
    numbers: tuple[str | None, ...]
    start: int
    end: int
    instrument: Named | None = None
    part: Part = Part.WHOLE
    paragraph: int | None = None
    this: bool = False


_ASIDE = re.compile(r"\((?:đã |được |sau đây|sửa đổi|bổ sung|viết tắt|gọi |nay |nếu )[^()]*\)", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:tên|tiêu đề|tên gọi)\s+(?:của\s+)?(?:các\s+)?(?=điều|chương|mục|phần|tiểu mục|phụ lục|khoản|mẫu)", re.IGNORECASE
)
_LEAD = re.compile(
    r"(?:(?:đoạn|câu|phần|lời|khổ)\s+(?:văn\s+)?(?:mở\s+đầu|đầu\s+tiên|đầu|dẫn(?:\s+đề)?)|lời\s+dẫn)(?!\w)", re.IGNORECASE
)
_TAIL = re.compile(r"đoạn\s+(?:văn\s+)?cuối(?:\s+cùng)?(?!\w)", re.IGNORECASE)
_PARAGRAPH = re.compile(r"đoạn\s+(?:văn\s+)?(?:thứ\s+)?(?P<n>\d{1,2}|nhất|hai|ba|tư|năm|sáu)(?!\w)", re.IGNORECASE)
_ATTACHED = re.compile(
    r"(?:Quy chế|Quy định|Điều lệ|Quy trình|Nội quy|Chương trình|Bản quy định)\b[^;:\n]{0,160}?\s(?:được\s+)?"
    r"(?:ban hành\s+)?kèm theo\s+(?=\S)"
)
_UNIT = re.compile(units.WORD.pattern)
_WORD_ALONE = re.compile(r"(?:điều|chương|mục|phần|phụ lục)(?!\w)", re.IGNORECASE)
_TRIGGER = re.compile(
    rf"(?<![\w/])(?:(?P<heading>{_HEADING.pattern})|(?P<lead>{_LEAD.pattern})|(?P<tail>{_TAIL.pattern})"
    rf"|(?P<paragraph>{_PARAGRAPH.pattern.replace('?P<n>', '?:')})|(?P<attached>{_ATTACHED.pattern})|(?P<unit>{units.WORD.pattern})"
    r"|(?P<other>(?=[A-ZĐ]|số\s|\d)))",
    re.IGNORECASE,
)
_COUNT = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6}
_BREAK = re.compile(r"(?:;|(?<!\w)(?:và|hoặc)(?!\w))")
_COMMA = re.compile(r",")
_OF = re.compile(r"(?<!\w)(?:của|theo|thuộc|trong|tại)\s+(?:các\s+)?$")


_MOST_PLACES = 2000  # of one sentence, as of one reference
_BEFORE, _BEHIND = 80, 1000  # characters around a passage that reading it looks at


def read_places(text: str, start: int, end: int, outer: Place | None = None) -> list[Place]:
    """The places that ``text[start:end]`` names, in order; quotations in it are masked.

    :param outer: what the provision above has said: the instrument, and the article or clause that its parts belong to
    """
    passage = text[start:end]
    blanked = _ASIDE.sub(lambda found: " " * len(found.group()), passage)
    if blanked == passage:
        return _resolve(text, list(_items(text, start, end)), outer or Place())
    shift = max(0, start - _BEFORE)
    window = text[shift:start] + blanked + text[end : end + _BEHIND]
    items = list(_items(window, start - shift, end - shift))
    return [replace(place, start=place.start + shift, end=place.end + shift) for place in _resolve(window, items, outer or Place())]


def _items(text: str, start: int, end: int) -> Iterator[_Item]:
    at = start
    pending: tuple[Part, int | None, int] | None = None
    heading_list = False  # "tên Mục 1, Mục 2": the word counts for the whole list
    last: _Item | None = None
    while found := _TRIGGER.search(text, at, end):
        at = max(found.end(), found.start() + 1)
        kind = found.lastgroup
        if kind == "attached":
            last = _Item(Rank.ATTACHMENT, ("1",), found.start(), found.end())
            yield last
            continue
        if kind in ("heading", "lead", "tail", "paragraph"):
            part = {"heading": Part.HEADING, "lead": Part.LEAD, "tail": Part.TAIL, "paragraph": Part.PARAGRAPH}[kind]
            count = None
            if kind == "paragraph" and (number := _PARAGRAPH.match(text, found.start())):
                count = int(number["n"]) if number["n"].isdigit() else _COUNT[number["n"].lower()]
            pending = (part, count, found.start())
            heading_list = False
            # "tên điều" without a number right after: the heading of the article that follows in the list
            if kind == "heading" and (word := _WORD_ALONE.match(text, found.end())) and units.read_item(text, found.end()) is None:
                repeated = re.compile(r"\s+(?=(?:Điều|Chương|Mục)\s)").match(text, word.end())
                if repeated:
                    at = repeated.end()
                    continue
                rank = Rank(units.level_of(word.group()))
                yield _Item(rank, (None,), found.start(), word.end(), part=part)
                pending, at = None, word.end()
            continue
        if kind == "unit":
            item = units.read_item(text, found.start())
            if item is None or item.end > end:
                continue
            numbers: tuple[str | None, ...] = item.numbers or (None,)
            rank = Rank(item.level)
            if item.this:
                yield _Item(rank, (None,), found.start(), item.end, this=True)
                at, pending = item.end, None
                continue
            if rank is Rank.PARAGRAPH:
                continue
            made = _Item(rank, numbers, found.start(), item.end)
            if pending is not None:
                made = replace(made, part=pending[0], paragraph=pending[1], start=pending[2])
                heading_list = pending[0] is Part.HEADING
            elif heading_list and last is not None and last.rank is rank and _only_list(text[last.end : found.start()]):
                made = replace(made, part=Part.HEADING)
            else:
                heading_list = False
            pending, last, at = None, made, item.end
            yield made
            continue
        named = read_named(text, found.start(), end)
        if named is not None:
            yield _Item(Rank.INSTRUMENT, (None,), named.start, named.end, instrument=named, this=named.this)
            last, pending, at = None, None, max(named.skip, found.start() + 1)
    if pending is not None:
        yield _Item(Rank.PARAGRAPH, (None,), pending[2], end, part=pending[0], paragraph=pending[1])


def _only_list(between: str) -> bool:
    return re.fullmatch(r"\s*(?:,|;|và|,\s*và)\s*", between) is not None


def _breaks(text: str, items: Sequence[_Item], index: int) -> bool:
    """Whether "và" or ";" stands between an item and the one before it."""
    return _BREAK.search(text, items[index - 1].end, items[index].start) is not None


def _resolve(text: str, items: Sequence[_Item], outer: Place) -> list[Place]:
    holders = _holders(text, items)
    held = {holder for holder in holders if holder is not None}
    above = _above(items, holders)
    places: list[Place] = []
    before: Place | None = None
    for index, item in enumerate(items):
        if index in held:
            continue
        base, instrument = above[index]
        if item.rank is Rank.INSTRUMENT:
            places.append(Place({}, item.instrument, item.part, None, item.start, item.end))
            before = None
            continue
        if item.this:
            continue  # "khoản này", "Điều này" point to the amending text itself
        for number in item.numbers[: _MOST_PLACES - len(places)]:
            named: Units = {**base, item.rank: number} if item.rank is not Rank.PARAGRAPH else dict(base)
            if number is None and item.rank in base:
                named = dict(base)
            place = Place(named, instrument, item.part, item.paragraph, item.start, item.end)
            place = _complete(place, before, outer)
            places.append(place)
            before = place
    return places


def _holders(text: str, items: Sequence[_Item]) -> list[int | None]:
    """For each item the item that holds it."""
    holders: list[int | None] = [None] * len(items)
    following: dict[Rank, int] = {}  # the next item of each rank
    this: int | None = None  # the next "Điều này" or the like
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        alone = item.numbers == (None,) and item.rank is not Rank.INSTRUMENT
        coarser = [at for rank, at in following.items() if rank > item.rank or (alone and rank is item.rank)]
        later = min([*coarser, *([this] if this is not None else ())], default=None)
        holders[index] = _holder(text, items, index, later)
        following[item.rank] = index
        if item.this and item.rank is not Rank.INSTRUMENT:
            this = index
    return holders


def _holder(text: str, items: Sequence[_Item], index: int, later: int | None) -> int | None:
    """The item that holds an item: the next coarser one, over items of its own rank and below.

    :param later: that one, or a "Điều này" before it
    """
    rank = items[index].rank
    if later is None:
        if (
            index
            and items[index - 1].rank > rank
            and items[index - 1].rank < Rank.INSTRUMENT
            and not text[items[index - 1].end : items[index].start].strip(" ")
        ):
            return index - 1  # "Điều 5 khoản 2"
        return None
    if items[later].this and items[later].rank is not Rank.INSTRUMENT:
        return None
    if items[later].rank is Rank.INSTRUMENT and _OF.search(text, items[later - 1].end, items[later].start):
        return later  # "Phụ lục II về Danh mục A, B của Luật …"
    broken = _breaks(text, items, later)
    if broken and not (items[index].numbers == (None,) and items[later].rank is rank):
        return None
    comma = _COMMA.search(text, items[later - 1].end, items[later].start)
    if comma and items[later].rank > items[later - 1].rank + 1:
        # "khoản 2, Điều 5" joins, but "khoản 2, Nghị định số …" does not skip the article
        if items[later].rank is not Rank.INSTRUMENT or items[later - 1].rank < Rank.ARTICLE:
            return later
        return None
    if items[later].rank is Rank.INSTRUMENT and comma:
        return None
    return later


def _above(items: Sequence[_Item], holders: Sequence[int | None]) -> list[tuple[Units, Named | None]]:
    """For each item what the items that hold it say; the last holder counts."""
    above: list[tuple[Units, Named | None]] = [({}, None)] * len(items)
    # a holder is coarser, or of the same rank and later
    for index in sorted(range(len(items)), key=lambda index: (items[index].rank, index), reverse=True):
        holder = holders[index]
        if holder is None:
            continue
        item = items[holder]
        named, instrument = above[holder]
        if item.rank is Rank.INSTRUMENT:
            instrument = instrument or item.instrument
        elif item.rank is not Rank.PARAGRAPH:
            named = {item.rank: item.numbers[0], **named}
        above[index] = (named, instrument)
    return above


def _complete(place: Place, before: Place | None, outer: Place) -> Place:
    """Fill in what stands above a place from the place before it in the list, and from the provision above."""
    named = dict(place.units)
    instrument = place.instrument
    if not named and place.part is not Part.WHOLE and outer.units:
        named = dict(outer.units)  # "đoạn mở đầu" of the provision above
    elif not place.complete:
        rank = place.rank if place.units else Rank.PARAGRAPH
        source = None
        alone = place.units.get(rank, "") is None  # "tên điều": the article is the one above
        if before is not None and before.complete and any(level > rank for level in before.units):
            source = before
        elif any(level > rank or (alone and level is rank) for level in outer.units):
            source = outer
        if source is not None:
            filled = {level: number for level, number in source.units.items() if level > rank or named.get(level, "") is None}
            named = {**named, **filled} if named.get(rank, "") is None else {**filled, **named}
            if instrument is None and source is before:
                instrument = before.instrument
    elif place.rank is Rank.FORM and Rank.APPENDIX not in named:
        holder = before if before is not None and Rank.APPENDIX in before.units else outer
        if Rank.APPENDIX in holder.units:
            named[Rank.APPENDIX] = holder.units[Rank.APPENDIX]
    elif place.rank in GROUPS and outer.units and outer.rank in GROUPS and outer.rank > place.rank:
        named = {**outer.units, **named}
    if Rank.ATTACHMENT in outer.units and Rank.ATTACHMENT not in named and named and max(named) < Rank.APPENDIX:
        named[Rank.ATTACHMENT] = outer.units[Rank.ATTACHMENT]
    if (
        instrument is None
        and before is not None
        and before.instrument is not None
        and not same_instrument(before.instrument, outer.instrument)
    ):
        instrument = before.instrument if place.rank <= Rank.ARTICLE and before.start == place.start else instrument
    done = replace(place, units=named, instrument=instrument or outer.instrument)
    if not done.complete:
        return replace(done, doubt="Không rõ điều, khoản được nói đến thuộc điều nào.")
    if Rank.APPENDIX in named and done.rank < Rank.FORM:
        return replace(done, doubt="Chỗ sửa nằm trong phụ lục, nơi không có điều khoản.")
    return done


def completed(place: Place, later: Sequence[Place]) -> Place:
    """A place that lacks its article, with that of the next place in the sentence: "tại khoản 2, cụm từ … tại khoản 3 Điều 138"."""
    if place.complete:
        return place
    rank = min(place.units, default=Rank.PARAGRAPH)
    for following in later:
        if following.units.get(Rank.ARTICLE) is None:
            continue
        filled = {level: number for level, number in following.units.items() if level > rank}
        if rank is Rank.ARTICLE:
            filled = {Rank.ARTICLE: following.units[Rank.ARTICLE]}
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
