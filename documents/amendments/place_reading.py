"""Reading the places that amending text names: "điểm a, b khoản 1 và khoản 3 Điều 19", "tên Điều 5", "Mẫu số 01 Phụ lục I"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from documents.amendments.effect import Part
from documents.amendments.instruments import Named, read_named, same_instrument
from documents.amendments.places import Place, Units, of_one
from documents.messages import Message
from documents.model import InstrumentType
from documents.wording import unit_lists as units
from documents.wording.unit_lists import GROUPING, Level
from documents.wording.verbs import AMEND


@dataclass(frozen=True, slots=True)
class _Item:
    rank: Level
    numbers: tuple[str | None, ...]
    start: int
    end: int
    instrument: Named | None = None
    part: Part = Part.WHOLE
    paragraph: int | None = None
    this: bool = False


_ASIDE = re.compile(rf"\((?:đã |được |sau đây|{AMEND}|viết tắt|gọi |nay |nếu |bao gồm )[^()]*\)", re.IGNORECASE)
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
_WORD_ALONE = re.compile(r"(?:điều|chương|mục|phần|phụ lục)(?!\w)", re.IGNORECASE)
_TRIGGER = re.compile(
    rf"(?<![\w/])(?:(?P<heading>{_HEADING.pattern})|(?P<lead>{_LEAD.pattern})|(?P<tail>{_TAIL.pattern})"
    rf"|(?P<paragraph>{_PARAGRAPH.pattern.replace('?P<n>', '?:')})|(?P<attached>{_ATTACHED.pattern})|(?P<unit>{units.WORD.pattern})"
    r"|(?P<other>(?=[A-ZĐ]|số\s|\d)))",
    re.IGNORECASE,
)
_PARTS = {"heading": Part.HEADING, "lead": Part.LEAD, "tail": Part.TAIL, "paragraph": Part.PARAGRAPH}
_REPEATED = re.compile(r"\s+(?=(?:Điều|Chương|Mục)\s)")
_COUNT = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6}
_BREAK = re.compile(r"(?:;|(?<!\w)(?:và|hoặc)(?!\w))")
_COMMA = re.compile(r",")
_COMMA_ONLY = re.compile(r"\s*,\s*")
REACH = re.compile(r"\s*,?\s*(?:cho\s+)?(?:đến|tới)\s+(?:hết\s+)?", re.IGNORECASE)
# "khoản 2 Điều 5 và các mẫu biểu của Thông tư số …": what has no number does not keep the units from their instrument
_UNNUMBERED = re.compile(
    r"\s*,?\s*và\s+(?:các\s+|toàn\s+bộ\s+(?:các\s+)?)?(?:mẫu\s+biểu|biểu\s+mẫu|mẫu|biểu|bảng\s+biểu)"
    r"(?:\s+(?:của|(?:được\s+)?ban\s+hành\s+(?:kèm\s+)?theo|kèm\s+theo))?\s*",
    re.IGNORECASE,
)
_ALWAYS_IN_ARTICLES = (InstrumentType.LAW, InstrumentType.CODE, InstrumentType.ORDINANCE, InstrumentType.DECREE)
_YEAR = re.compile(r"/(?P<year>(?:19|20)\d\d)/")
_ALL_IN_ARTICLES = 2010  # from then on every instrument has articles
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
    scan = _Scan(text, end, start)
    while found := _TRIGGER.search(text, scan.at, end):
        scan.at = max(found.end(), found.start() + 1)
        item = scan.read(found)
        if item is not None:
            yield item
    if scan.pending is not None:
        yield scan.pending


class _Scan:
    """Reads the items of a passage one after the other.

    :param at: where the next one is looked for
    """

    def __init__(self, text: str, end: int, at: int) -> None:
        self._text = text
        self._end = end
        self.at = at
        self.pending: _Item | None = None  # "tên", "đoạn 2 của": the part that the next unit is meant by
        self._heading_list = False  # "tên Mục 1, Mục 2": the word counts for the whole list
        self._last: _Item | None = None

    def read(self, found: re.Match[str]) -> _Item | None:
        """The item that some words make, None where they are none or belong to the next one."""
        if found.lastgroup == "attached":
            self._last = _Item(Level.ATTACHMENT, ("1",), found.start(), found.end())
            return self._last
        if found.lastgroup in _PARTS:
            return self._part(found)
        return self._unit(found.start()) if found.lastgroup == "unit" else self._named(found.start())

    def _part(self, found: re.Match[str]) -> _Item | None:
        text, part, count = self._text, _PARTS[found.lastgroup or ""], None
        if part is Part.PARAGRAPH and (number := _PARAGRAPH.match(text, found.start())):
            count = int(number["n"]) if number["n"].isdigit() else _COUNT[number["n"].lower()]
        self.pending = _Item(Level.PARAGRAPH, (None,), found.start(), self._end, part=part, paragraph=count)
        self._heading_list = False
        word = _WORD_ALONE.match(text, found.end()) if part is Part.HEADING else None
        if word is None or units.read_item(text, found.end()) is not None:
            return None
        # "tên điều" without a number right after: the heading of the article that follows in the list
        if repeated := _REPEATED.match(text, word.end()):
            self.at = repeated.end()
            return None
        self.pending, self.at = None, word.end()
        return _Item(units.level_of(word.group()), (None,), found.start(), word.end(), part=part)

    def _unit(self, start: int) -> _Item | None:
        item = units.read_item(self._text, start)
        if item is None or item.end > self._end:
            return None
        rank, pending = item.level, self.pending
        if item.this:
            self.at, self.pending = item.end, None
            return _Item(rank, (None,), start, item.end, this=True)
        if rank is Level.PARAGRAPH:
            return None
        made = _Item(rank, item.numbers or (None,), start, item.end)
        if pending is not None:
            made = replace(made, part=_part_of(rank, pending.part), paragraph=pending.paragraph, start=pending.start)
            self._heading_list = pending.part is Part.HEADING
        elif self._goes_on(rank, start):
            made = replace(made, part=_part_of(rank, Part.HEADING))
        else:
            self._heading_list = False
        self.pending, self._last, self.at = None, made, item.end
        return made

    def _goes_on(self, rank: Level, start: int) -> bool:
        last = self._last
        return self._heading_list and last is not None and last.rank is rank and _only_list(self._text[last.end : start])

    def _named(self, start: int) -> _Item | None:
        named = read_named(self._text, start, self._end)
        if named is None:
            return None
        self._last, self.pending, self.at = None, None, max(named.skip, start + 1)
        return _Item(Level.INSTRUMENT, (None,), named.start, named.end, instrument=named, this=named.this)


def _part_of(rank: Level, part: Part) -> Part:
    """A clause has no heading: its name is its own words, "2. Chánh Thanh tra có quyền:"."""
    return Part.LEAD if part is Part.HEADING and rank < Level.ARTICLE else part


def _only_list(between: str) -> bool:
    return re.fullmatch(r"\s*(?:,|;|và|,\s*và)\s*", between) is not None


def _breaks(text: str, items: Sequence[_Item], index: int) -> bool:
    """Whether "và" or ";" stands between an item and the one before it."""
    begin, end = items[index - 1].end, items[index].start
    if items[index].rank is Level.INSTRUMENT and _UNNUMBERED.fullmatch(text, begin, end):
        return False
    return _BREAK.search(text, begin, end) is not None


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
        if item.rank is Level.INSTRUMENT:
            places.append(Place({}, item.instrument, item.part, None, item.start, item.end))
            before = None
            continue
        if item.this:
            continue  # "khoản này", "Điều này" point to the amending text itself
        reaches = bool(places) and REACH.fullmatch(text, items[index - 1].end, item.start) is not None
        first = len(places)
        holder = holders[index]
        many = holder is not None and len(items[holder].numbers) > 1  # "khoản 1 Điều 5 đến hết Điều 7": not of Điều 5 alone
        for number in item.numbers[: _MOST_PLACES - len(places)]:
            named: Units = {**base, item.rank: number} if item.rank is not Level.PARAGRAPH else dict(base)
            if number is None and item.rank in base:
                named = dict(base)
            place = Place(named, instrument, item.part, item.paragraph, item.start, item.end)
            place = _complete(place, before, outer)
            if many:
                place = replace(place, doubt=place.doubt or Message.of("doubt.range_unclear"))
            places.append(place)
            before = place
        if reaches and len(places) > first:
            places[first - 1 : first + 1] = _range(places[first - 1], places[first])
    return places


def _range(begin: Place, end: Place) -> list[Place]:
    """The places of "từ khoản 1 Điều 5 đến khoản 4 Điều 5"; over several articles nobody knows how many clauses there are."""
    rank, first, last = begin.rank, begin.number, end.number
    above = [{level: number for level, number in place.units.items() if level > rank} for place in (begin, end)]
    same = rank is end.rank and same_instrument(begin.instrument or end.instrument, end.instrument)
    apart = above[0] != above[1] and rank is not Level.ARTICLE
    if not same or apart or first is None or last is None or not units.ordered(first, last, rank):
        doubt = Message.of("doubt.range_unclear")
        return [replace(begin, doubt=begin.doubt or doubt), replace(end, doubt=end.doubt or doubt)]
    numbers = list(units.expand(first, last, rank))[1:-1]
    return [begin, *(replace(end, units={**end.units, rank: number}) for number in numbers), end]


def _holders(text: str, items: Sequence[_Item]) -> list[int | None]:
    holders: list[int | None] = [None] * len(items)
    following: dict[Level, int] = {}  # the next item of each rank
    this: int | None = None  # the next "Điều này" or the like
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        alone = item.numbers == (None,) and item.rank is not Level.INSTRUMENT
        coarser = [at for rank, at in following.items() if rank > item.rank or (alone and rank is item.rank)]
        later = min([*coarser, *([this] if this is not None else ())], default=None)
        while later is not None and _beside(text, items, index, later):
            above = max(items[later].rank, Level.APPENDIX)  # nor is it held by what holds that
            later = min((at for rank, at in following.items() if rank > above), default=None)
        holders[index] = _holder(text, items, index, later)
        following[item.rank] = index
        if item.this and item.rank is not Level.INSTRUMENT:
            this = index
    return holders


def _beside(text: str, items: Sequence[_Item], index: int, later: int) -> bool:
    """Whether what is coarser only follows in the list: "Các điều 1, 2 và Phụ lục ban hành kèm theo Nghị định số …"."""
    item, found = items[index], items[later]
    small = item.rank < Level.ARTICLE or item.rank >= found.rank
    if small or item.numbers == (None,) or found.rank is Level.INSTRUMENT or found.this:
        return False
    if _breaks(text, items, later) or (item.rank is Level.ARTICLE and found.rank is Level.FORM):
        return True
    comma = _COMMA.search(text, items[later - 1].end, found.start)
    if comma and found.rank in GROUPING and later + 1 < len(items):
        # "Điều 4, Chương III, Chương IV của Thông tư số …" is a list, where "Điều 4, Chương III" is one place
        following = items[later + 1]
        return following.rank is found.rank and _only_list(text[found.end : following.start])
    return comma is not None and item.rank is Level.ARTICLE and found.rank in (Level.FORM, Level.APPENDIX, Level.ATTACHMENT)


def _holder(text: str, items: Sequence[_Item], index: int, later: int | None) -> int | None:
    """The item that holds an item: the next coarser one, over items of its own rank and below.

    :param later: that one, or a "Điều này" before it
    """
    rank = items[index].rank
    if later is None:
        before = items[index - 1] if index else items[index]
        beside = rank < before.rank < Level.INSTRUMENT and not text[before.end : items[index].start].strip(" ")
        return index - 1 if beside else None  # "Điều 5 khoản 2"
    if items[later].this and items[later].rank is not Level.INSTRUMENT:
        return None
    if items[later].rank is Level.INSTRUMENT and _OF.search(text, items[later - 1].end, items[later].start):
        return later  # "Phụ lục II về Danh mục A, B của Luật …"
    broken = _breaks(text, items, later)
    if broken and not (items[index].numbers == (None,) and items[later].rank is rank):
        return None
    comma = _COMMA.search(text, items[later - 1].end, items[later].start)
    if comma and items[later].rank is Level.INSTRUMENT and items[later - 1].rank >= Level.ARTICLE:
        # "Điều 2, Nghị định số …" is one place, "Điều 2 quy định về ao, Nghị định số …" a list
        return later if _COMMA_ONLY.fullmatch(text, items[later - 1].end, items[later].start) else None
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
        if item.rank is Level.INSTRUMENT:
            instrument = instrument or item.instrument
        elif item.rank is not Level.PARAGRAPH:
            named = {item.rank: item.numbers[0], **named}
        above[index] = (named, instrument)
    return above


def _complete(place: Place, before: Place | None, outer: Place) -> Place:
    named, instrument = _filled(place, before, outer)
    if Level.ATTACHMENT in outer.units and Level.ATTACHMENT not in named and named and max(named) < Level.APPENDIX:
        named = {**named, Level.ATTACHMENT: outer.units[Level.ATTACHMENT]}
    done = replace(place, units=named, instrument=instrument or outer.instrument)
    if not done.complete:
        return replace(done, doubt=Message.of("doubt.article_unclear"))
    if done.rank < Level.ARTICLE and named.keys().isdisjoint((Level.ARTICLE, Level.APPENDIX)) and _in_articles(done.instrument):
        return replace(done, doubt=Message.of("doubt.article_unclear"))  # "khoản 2 Mục I" of a decree: the article is not said
    if Level.APPENDIX in named and done.rank < Level.FORM:
        return replace(done, doubt=Message.of("doubt.in_annex"))
    return done


def _in_articles(instrument: Named | None) -> bool:
    """Whether the clauses of an instrument stand in articles: circulars of old may have sections and clauses only."""
    if instrument is None or instrument.type in _ALWAYS_IN_ARTICLES:
        return instrument is not None
    year = _YEAR.search(instrument.number or "")
    return year is not None and int(year["year"]) >= _ALL_IN_ARTICLES


def _filled(place: Place, before: Place | None, outer: Place) -> tuple[Units, Named | None]:
    if not place.units and place.part is not Part.WHOLE and outer.units:
        return outer.units, place.instrument  # "đoạn mở đầu" of the provision above
    if not place.complete:
        return _filled_up(place, before, outer)
    named = place.units
    if place.rank is Level.FORM and Level.APPENDIX not in named:
        holder = before if before is not None and Level.APPENDIX in before.units else outer
        if Level.APPENDIX in holder.units:
            named = {**named, Level.APPENDIX: holder.units[Level.APPENDIX]}
    return named, place.instrument


def _filled_up(place: Place, before: Place | None, outer: Place) -> tuple[Units, Named | None]:
    """A place that does not say everything down from the article: the place before it or the provision above does."""
    named, instrument = place.units, place.instrument
    rank = place.rank if named else Level.PARAGRAPH
    alone = named.get(rank, "") is None  # "tên điều": the article is the one above
    if of_one(instrument, before) and before is not None and before.complete and any(level > rank for level in before.units):
        source, instrument = before, instrument or before.instrument
    elif of_one(instrument, outer) and any(level > rank or (alone and level is rank) for level in outer.units):
        source = outer
    else:
        return named, instrument
    filled = {level: number for level, number in source.units.items() if level > rank or named.get(level, "") is None}
    return ({**named, **filled} if alone else {**filled, **named}), instrument
