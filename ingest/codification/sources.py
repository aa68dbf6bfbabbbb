"""Which instrument each article of the codification comes from.

The source note of an instrument's first article in a topic names it in full; the notes of the others give type and number only,
and a number is not an instrument. So the articles are first gathered into sources by what ties them together beyond doubt (the
code they share in a topic, the item number in the ministry's database), then sources of the same number are set apart or brought
together by their date of issue.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, TypeVar

from documents.identity.issuers import settle_issuer
from documents.identity.numbers import year_of_number
from documents.identity.source_notes import SourceNote
from documents.keys import number_slug
from documents.model import InstrumentType
from documents.text import slug
from documents.wording.dates import find_date
from documents.wording.types import TYPE_NAME, type_of_words

_MAIN_NUMBER = re.compile(r"\d+")
_ARTICLE_IN_PLACE = re.compile(r"Dieu_(\d+[a-zđ]*)$")
# The anchor of an article that a topic takes from an instrument below its main law ends in: two digits of its kind, five of its
# date of issue (days since 2 September 1945), four of its number, two of its issuer, three of its article, one or two more.
_ANCHOR_LAYOUTS = (re.compile(r"\d\d(\d{5})(\d{4})\d\d(\d{3})\d$"), re.compile(r"\d\d(\d{5})(\d{4})\d\d(\d{3})\d\d$"))
_DIGITS = tuple("0123456789")
_FIRST_DAY = date(1945, 9, 2)
_CITED = re.compile(
    rf"của (Nghị quyết liên tịch|{TYPE_NAME})"
    r" (\d\S*?) (.*) ban hành ngày (\d{1,2}/\d{1,2}/\d{4})$"
)


class Origin(NamedTuple):
    """What an article says of where it comes from.

    :param read: the source note, None where it cannot be read
    :param article: its number in its instrument, None where the note gives none
    """

    topic: str
    code: str
    anchor: str
    item: str
    fragment: str
    read: SourceNote | None
    article: str | None

    @property
    def series(self) -> tuple[str, str] | None:
        """The articles of one instrument in one topic share their code up to the last part."""
        stem, _, last = self.code.rpartition(".")
        return (self.topic, stem) if stem and last else None

    @property
    def number_in_code(self) -> str | None:
        """The last part of the code, which is the article's number unless it was inserted from another instrument."""
        return self.code.rpartition(".")[2] or None


@dataclass(slots=True)
class Source:
    """An instrument that articles come from."""

    type: InstrumentType
    number: str | None = None
    title: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    members: list[int] = field(default_factory=list)
    unreadable: bool = False

    @property
    def identity(self) -> tuple[str, str]:
        """Type and number as the notes use them: laws and codes are one type, and no number means the title."""
        return identity_of(self.type, self.number, self.title)


@lru_cache(maxsize=8192)
def identity_of(kind: InstrumentType, number: str | None, title: str | None) -> tuple[str, str]:
    """See :attr:`Source.identity`."""
    group = InstrumentType.LAW if kind is InstrumentType.CODE else kind
    return group.value, number_slug(number) if number else "ten:" + slug(title or "")


class _Groups:
    """Union of keys that belong together."""

    def __init__(self) -> None:
        self._above: dict[object, object] = {}

    def top(self, key: object) -> object:
        above = self._above.setdefault(key, key)
        while above != (higher := self._above[above]):
            self._above[above] = self._above[higher]
            above = higher
        return above

    def join(self, one: object, other: object) -> None:
        self._above[self.top(one)] = self.top(other)


@dataclass(frozen=True, slots=True)
class Attribution:
    """The sources, and for each article (by index) which of them it comes from.

    :param unread: articles (by index) whose note is missing or names no instrument
    :param adopted: number of those that were placed after all
    """

    sources: tuple[Source, ...]
    source_of: tuple[int, ...]
    unread: tuple[int, ...]
    adopted: int


def attribute(origins: Sequence[Origin], cited: Iterable[str] = ()) -> Attribution:
    """Find the instrument of each article.

    :param cited: texts of cross references: some name an instrument with its date of issue
    """
    sources = _gather(origins)
    _mend_misprints(sources, origins)
    names = _names_cited(cited)
    for source in sources:
        _describe(source, origins, names)
    sources = _reconcile(sources)
    source_of = [-1] * len(origins)
    for position, source in enumerate(sources):
        for index in source.members:
            source_of[index] = position
    unread = tuple(index for index, position in enumerate(source_of) if position < 0)
    adopted = _adopt(origins, sources, source_of, unread)
    return Attribution(tuple(sources), tuple(source_of), unread, adopted)


def _gather(origins: Sequence[Origin]) -> list[Source]:
    groups = _Groups()
    keys: dict[int, object] = {}
    for index, origin in enumerate(origins):
        if origin.read is None:
            continue
        identity = identity_of(origin.read.type, origin.read.number, origin.read.title)
        if origin.read.number is None and origin.item:
            identity = (identity[0], "")  # titles are printed in many ways, the item number tells
        ties = [(kind, value, identity) for kind, value in (("series", origin.series), ("item", origin.item)) if value]
        keys[index] = ties[0] if ties else ("identity", identity)
        for tie in ties[1:]:
            groups.join(ties[0], tie)
    members: dict[object, list[int]] = defaultdict(list)
    for index, key in keys.items():
        members[groups.top(key)].append(index)
    found = []
    for indexes in members.values():
        note = _read(origins[indexes[0]])
        found.append(Source(type=note.type, number=note.number, title=note.title, members=indexes))
    return found


def _read(origin: Origin) -> SourceNote:
    assert origin.read is not None
    return origin.read


def _mend_misprints(sources: list[Source], origins: Sequence[Origin]) -> None:
    """A source that is never named in full, shares series and item with another and differs from it only behind the year."""
    by_tie: dict[tuple[object, str], list[Source]] = defaultdict(list)
    for source in sources:
        for tie in {(origins[index].series, origins[index].item) for index in source.members}:
            if tie[0] and tie[1]:
                by_tie[tie].append(source)
    for candidates in by_tie.values():
        if len(candidates) < 2:
            continue
        main = max(candidates, key=lambda source: len(source.members))
        for source in candidates:
            if source is main or not source.members or any(_read(origins[index]).issued_on for index in source.members):
                continue
            if source.number and main.number and _MAIN_NUMBER.findall(source.number)[:2] == _MAIN_NUMBER.findall(main.number)[:2]:
                main.members += source.members
                source.members = []
    sources[:] = [source for source in sources if source.members]


def _describe(source: Source, origins: Sequence[Origin], names: "dict[tuple[str, str], _Cited]") -> None:
    """The facts that most notes of a source agree on; where no note gives them, what the codification says elsewhere."""
    notes = [_read(origins[index]) for index in source.members]
    full = [note for note in notes if note.issued_on] or notes
    kinds = Counter(note.type for note in notes)
    source.type = InstrumentType.CODE if InstrumentType.CODE in kinds else kinds.most_common(1)[0][0]
    source.number = _most(note.number for note in full) or _most(note.number for note in notes)
    source.title = _most(note.title for note in full) or _most(note.title for note in notes)
    source.issuer = settle_issuer(_most(note.issuer for note in full), source.number)
    source.issued_on = _most(note.issued_on for note in full)
    year = year_of_number(source.number) if source.number else None
    # a number without a year is used again, so a citation of it may mean another instrument
    cited = names.get(source.identity) if year else None
    if cited and source.title is None:
        source.title = cited.title
    noted = source.issued_on
    source.issued_on = _of_year(noted, year) or _of_year(cited.issued_on if cited else None, year)
    source.issued_on = source.issued_on or _of_year(_coded_date(source, origins), year) or noted


def _of_year(day: date | None, year: int | None) -> date | None:
    return day if day and day.year == (year or day.year) else None


_Value = TypeVar("_Value")


def _most(values: Iterable[_Value | None]) -> _Value | None:
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None


def _coded_date(source: Source, origins: Sequence[Origin]) -> date | None:
    """The date that the anchors carry, believed only where number and article in the same digits agree with the note."""
    first = _MAIN_NUMBER.match(source.number or "")
    days: Counter[date] = Counter()
    for index in source.members:
        origin = origins[index]
        article = _MAIN_NUMBER.match(origin.article or "")
        if first is None or article is None:
            continue
        for layout in _ANCHOR_LAYOUTS:
            match = layout.search(origin.anchor)
            if match and int(match[2]) == int(first[0]) and int(match[3]) == int(article[0]):
                days[_FIRST_DAY + timedelta(int(match[1]))] += 1
                break
    return days.most_common(1)[0][0] if len(days) == 1 else None


@dataclass(frozen=True, slots=True)
class _Cited:
    """What cross references say of an instrument, where they agree on its date of issue."""

    title: str | None
    issued_on: date | None


def _names_cited(cited: Iterable[str]) -> dict[tuple[str, str], _Cited]:
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    titles: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for words in cited:
        match = _CITED.search(words) if words.endswith(_DIGITS) and "ban hành ngày" in words else None
        if match and (day := find_date(match[4])):
            identity = identity_of(type_of_words(match[1]) or InstrumentType.OTHER, match[2], None)
            days[identity].add(day.day)
            titles[identity][match[3].strip()] += 1
    return {
        identity: _Cited(_most(titles[identity].elements()), next(iter(found)))
        for identity, found in days.items()
        if len(found) == 1
    }


def _reconcile(sources: list[Source]) -> list[Source]:
    """Sources of one number: the same date is the same instrument; one without a date belongs to the only one that has one.

    Numbers without a year (73-CP) are used again every year, so there the date must be known.
    """
    by_identity: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        by_identity[source.identity].append(source)
    found: list[Source] = []
    for same in by_identity.values():
        dated: dict[date, Source] = {}
        undated = []
        for source in same:
            if source.issued_on is None:
                undated.append(source)
            elif source.issued_on in dated:
                _absorb(dated[source.issued_on], source)
            else:
                dated[source.issued_on] = source
        reused = not any(source.number and year_of_number(source.number) for source in same)
        if not reused and (len(dated) == 1 or not dated):
            main = next(iter(dated.values()), None) or undated.pop(0)
            for source in undated:
                _absorb(main, source)
            found.append(main)
        else:
            found += [*dated.values(), *undated]
    return found


def _absorb(main: Source, other: Source) -> None:
    main.members += other.members
    main.title = main.title or other.title
    main.issuer = main.issuer or other.issuer
    if other.type is InstrumentType.CODE:
        main.type = other.type


def _adopt(origins: Sequence[Origin], sources: list[Source], source_of: list[int], unread: Sequence[int]) -> int:
    """Place the articles whose note cannot be read: by their series, by the article before them.

    What is left goes to a source of type ``khac`` that says so.
    """
    by_series: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for index, origin in enumerate(origins):
        own_source = source_of[index]
        if own_source < 0:
            continue
        # inserted articles keep the series of the instrument that they were inserted into, under another number
        own = origin.article is not None and origin.article == origin.number_in_code
        if origin.series:
            by_series[origin.series][own_source] += 1000 if own else 1
    adopted = 0
    leftovers: dict[tuple[str, str], int] = {}
    for index in unread:
        origin = origins[index]
        position: int | None = None
        if origin.series and origin.series in by_series:
            position = by_series[origin.series].most_common(1)[0][0]
        elif not origin.series:
            position = _neighbour(origins, source_of, index)
        if position is None:
            key = (origin.topic, origin.series[1] if origin.series else "")
            if key not in leftovers:
                leftovers[key] = len(sources)
                name = f"Bộ pháp điển, đề mục {origin.topic}: các điều không đọc được nguồn" + (f" ({key[1]})" if key[1] else "")
                sources.append(Source(InstrumentType.OTHER, title=name, unreadable=True))
            position = leftovers[key]
        else:
            adopted += 1
        source_of[index] = position
        sources[position].members.append(index)
    return adopted


def _neighbour(origins: Sequence[Origin], source_of: Sequence[int], index: int) -> int | None:
    """An article without a code of its own (``Điều 41a``): that of the nearest article before it with the same main number."""
    number = _MAIN_NUMBER.match(origins[index].code)
    for before in range(index - 1, max(index - 50, -1), -1):
        if origins[before].topic != origins[index].topic:
            return None
        article = _MAIN_NUMBER.match(origins[before].article or "")
        if number and article and article[0] == number[0]:
            return source_of[before]
    return None


def article_number(origin: Origin) -> str:
    """The article's number in its instrument: as the note says, else as its place in the ministry's database, else its code."""
    if origin.article:
        return origin.article
    place = _ARTICLE_IN_PLACE.search(origin.fragment)
    return (place[1] if place and origin.read else None) or origin.number_in_code or "1"
