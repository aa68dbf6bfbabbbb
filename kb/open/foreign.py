"""What a foreign text cites: each citation with what it means there, and the words that are quoted beside it.

A contract's "Điều 5" is its own, an answer's "Điều 5" is that of the law which it speaks of: bare units are understood by what is
named before them, and only where that leaves no choice.
"""

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from documents.comparison.quoted import quotations
from documents.identity.numbers import year_of_number
from documents.model import InstrumentType, Kind
from documents.paths import (
    UNKNOWN,
    contains,
    first_step,
    join_path,
    key_parts,
    kind_of,
    number_of_key,
    parent_of,
    provision_key,
    split_key,
    type_of_key,
    unit_of,
)
from documents.references import Context, KnownInstruments, Reference, Target, resolve
from documents.references.finder import find_references
from documents.references.names import full_name
from documents.text import slug
from documents.wording.types import LAW_TYPES, TYPE_NAME, TYPE_NAMES
from kb.open.written_out import WrittenOut

_HEAD = 40
"""Lines at the head of a text in which it says what it is."""
_FAR = 400
"""So many citations before, what was named is no longer meant."""
_OWN_ARTICLE = re.compile(
    rf"^[^\w\n]*(?i:Điều|Article)\s+(\d+[a-zđ]?)[^\w\n]{{0,9}}?(?:[.:–-]|$|\s(?!(?i:{TYPE_NAME}|số|khoản))[A-ZĐ])", re.MULTILINE
)
_TOP = 1_000
_PRIVATE = re.compile(r"^\W*(?:PHỤ LỤC )?(?:HỢP ĐỒNG|THỎA THUẬN|THOẢ THUẬN|NỘI QUY|ĐIỀU LỆ|CONTRACT)", re.MULTILINE)
_LINE_HEAD = re.compile(
    r"^[ \t*>+–•-]*(?:\d+[.)]\s+)?\**((?:[Đđ]iểm [a-zđ] )?(?:[Kk]hoản \d+[a-zđ]? )?Điều \d+[a-zđ]?)(?=\**\s*(?:[:(–-]|\*))",
    re.MULTILINE,
)
_OWN = re.compile(
    r"\s*(?:,\s*)?(?:(?:của|tại|trong|kèm theo|of|to|in)\s+)?(?:(?:bản|the|this|our)\s+)?"
    r"(?:Hợp đồng|Thỏa thuận|Thoả thuận|Biên bản|Đơn|Phụ lục|Văn bản|Công văn|Tờ trình|Báo cáo|Báo giá|Bản án|Bản cam kết"
    r"|Cam kết|Nội quy|Quy chế|Thỏa ước|Điều lệ|Đề án|dự thảo|Giấy|Phiếu|HĐ(?:LĐ)?"
    r"|Contract|Agreement|Lease|Charter|hereof|herein)(?!\w)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"\s+(?:của|of)\s+(?!(?:điều )?luật|này|đó|cùng|anh|chị|ông|bà|bên)\w", re.IGNORECASE)
"""It is of what is named behind it, and not understood."""
_ADJACENT = re.compile(r"[\s,:(*–—•+-]*(?:(?:quy định\s+)?tại\s+|theo\s+)?")
_SENTENCE = re.compile(r"[.;!?]\s|\n")
_AGAIN = re.compile(r"\s+(?:này|nêu trên|nói trên|đã dẫn|trên|đó)(?!\w)")


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of a text.

    :param targets: what it points to; their keys are None where nothing tells
    :param quoted: the words that stand in quotation marks beside it, None where there are none
    :param sure: the text says that it quotes; else only the words themselves can tell
    :param by_context: the instrument is not named in it, and is understood from what stands before
    """

    start: int
    end: int
    text: str
    targets: tuple[Target, ...]
    quoted: str | None = None
    sure: bool = True
    marked: bool = True
    by_context: bool = False


def citations_of(source: str, known: KnownInstruments, day: date) -> list[Cited]:
    """The citations of a text in order; what points to the text itself is none."""
    written = WrittenOut(source)
    text = written.text
    references = _once(text, resolve(text, _with_heads(text, find_references(text)), Context(), known, day))
    quoted = quotations(text, references)
    spans = [(one.start, one.end) for one in quoted if one.marked]
    outside = [item for item in references if not overlapped(spans, item.start, item.end)]
    quoted = quotations(text, outside)
    found = dict(_Reader(text).read(outside))
    for one in sorted(quoted, key=lambda one: (one.sure, one.marked, -one.start)):  # the first of those that are certain stays
        if one.reference in found:
            words = source[written.offset(one.start) : written.offset(one.end)]
            found[one.reference] = replace(found[one.reference], quoted=words, sure=one.sure, marked=one.marked)
    made, marked = found.values(), [one for one in quoted if one.reference in found and one.marked]
    inside = [item for one in marked for item in _inside(text, one.start, one.end, found[one.reference], known, day)]
    return [_as_written(item, source, written) for item in sorted((*made, *inside), key=lambda item: item.start)]


def _once(text: str, references: Sequence[Reference]) -> list[Reference]:
    """The references, without a number in brackets behind the name of the same instrument."""
    made: list[Reference] = []
    for item in references:
        key, last = item.targets[0].key, made[-1] if made else None
        if key and last and last.targets[-1].key and text[last.end : item.start] == " (" and text.startswith(")", item.end):
            instrument, path = split_key(key)
            if not path and number_of_key(split_key(last.targets[-1].key)[0]) == number_of_key(instrument):
                made[-1] = last._replace(end=item.end + 1, text=text[last.start : item.end + 1])
                continue
        made.append(item)
    return made


def _as_written(item: Cited, source: str, written: WrittenOut) -> Cited:
    """A citation of the text that was written out, as it stands in its source."""
    start = written.offset(item.start)
    words = source[start : written.offset(item.end, end=True)]
    start, words = start + len(words) - len(words.lstrip()), words.strip()
    return replace(item, start=start, end=start + len(words), text=words)


def _with_heads(text: str, references: Sequence[Reference]) -> list[Reference]:
    """The references with those that head a line of an answer: "- Điều 3: …". Articles of its own are labels."""
    if _own_articles(text):
        return list(references)
    made, spans = list(references), [(item.start, item.end) for item in references]
    for head in _LINE_HEAD.finditer(text):
        start, end = head.span(1)
        if not overlapped(spans, start, end):
            item = find_references(f"theo {head[1]} thì")[0]
            made.append(item._replace(start=start, end=end, text=head[1]))
    return sorted(made, key=lambda item: item.start)


def overlapped(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of some stretches, in order, has a part of what lies between two places."""
    place = bisect_left(spans, (end, end))
    return place > 0 and start < spans[place - 1][1]


def _own_articles(text: str) -> frozenset[str]:
    """The articles of a text that has some of its own."""
    own = _OWN_ARTICLE.findall(text)
    return frozenset(own if own[:2] == ["1", "2"] else ())


def _inside(text: str, start: int, end: int, source: Cited, known: KnownInstruments, day: date) -> Iterator[Cited]:
    """The citations inside words that are quoted: "Luật này" and bare units are those of their source."""
    target = source.targets[0]
    instrument = split_key(target.key)[0] if target.key else None
    context = Context(instrument, target.article, target.clause, target.point) if instrument else Context()
    words = text[start:end]
    for item in resolve(words, find_references(words, context), context, known, day):
        own = instrument is not None and all(other.key == instrument for other in item.targets)  # “Luật này quy định …”
        if not own and any(other.key or other.name or other.instrument for other in item.targets):
            yield Cited(start + item.start, start + item.end, item.text, item.targets)


@dataclass(slots=True)
class _Named:
    """An instrument that was named, and the last of its provisions that was cited.

    :param number: what tells it from others: a name and a number may give it two keys
    """

    start: int
    end: int
    key: str
    path: str
    number: str
    type: str
    name: str = ""


class _Reader:
    """Reads the references of a text in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.own_type, self.own_articles = _type_of(text), _own_articles(text)
        self.private = _PRIVATE.search(text, 0, _TOP) is not None
        self.named: deque[_Named] = deque(maxlen=_FAR)

    def read(self, references: Sequence[Reference]) -> Iterator[tuple[int, Cited]]:
        """The references with what those mean that name no instrument, each with its place."""
        for place, item in enumerate(references):
            first = item.targets[0]
            bare = first.instrument is None or _is_figure(first)
            if any(target.key for target in item.targets) or first.name or not bare:
                found = Cited(item.start, item.end, item.text, item.targets)
            elif self._is_own(item):
                continue
            else:
                found = self._understood(item)
            last = next((target.key for target in reversed(found.targets) if target.key), None)
            if last is not None:
                self.named.append(_named(item, last))
            elif not any(target.path for target in item.targets) and found.by_context:
                continue  # "không có khoản này"
            yield place, found

    def _is_own(self, item: Reference) -> bool:
        """Whether a reference points to the text itself."""
        first = item.targets[0]
        if first.type is not None:
            own = self.own_type is not None and _group(first.type) == _group(self.own_type)
            return own and not _is_figure(first)
        if _OWN.match(self.text, item.end) or kind_of(first_step(first.path)) not in (Kind.ARTICLE, Kind.CLAUSE, Kind.POINT):
            return True  # every paper has a "mục 3"
        line = self.text.rfind("\n", 0, item.start)
        article = unit_of(first.path)
        if self.private and not any(named.start > line or (article and unit_of(named.path) == article) for named in self.named):
            return True
        if first.article is None and any(named.path and named.start > line for named in self.named):
            return False
        return bool(self.own_articles) and (first.article is None or first.article in self.own_articles)

    def _understood(self, item: Reference) -> Cited:
        first = item.targets[0]
        source = self._of_type(item, first) if first.type is not None else self._nearest(item)
        targets = tuple(target._replace(key=self._key(target, source)) for target in item.targets)
        return Cited(item.start, item.end, item.text, targets, by_context=True)

    def _of_type(self, item: Reference, target: Target) -> _Named | None:
        """The instrument that "Luật này" means, or "Nghị định 20": of those of its type that were named."""
        figure = target.instrument if _is_figure(target) else None
        for type_ in (str(target.type), _group(str(target.type))):
            alike = [named for named in self.named if type_ in (named.type, _group(named.type))]
            if figure:
                alike = [named for named in alike if _has_figure(named, figure)]
            if alike:
                return self._one_of(alike, item, most=False) or _newest(alike)
        return None

    def _nearest(self, item: Reference) -> _Named | None:
        """The instrument of a bare unit: the one that stands right before it, or the one that is meant of those that were named."""
        if _ELSEWHERE.match(self.text, item.end):
            return None
        if self.named and _ADJACENT.fullmatch(self.text, self.named[-1].end, item.start):
            return self.named[-1]
        return self._one_of(self.named, item)

    def _one_of(self, some: Sequence[_Named], item: Reference, *, most: bool = True) -> _Named | None:
        """The one that is meant: the only one of the sentence, of which the same article was cited, of the paragraph, or of the
        last one that names any; of several the only one of which provisions were cited, or most of them.
        """
        if not some:
            return None
        last, at = some[-1], item.start
        ends = [found.end() for found in _SENTENCE.finditer(self.text, last.end, at)]
        sentence = ends[-1] if ends else self._sentence(last.start)
        article = unit_of(item.targets[0].path)
        same = [named for named in some if article and unit_of(named.path) == article]
        line, before = self.text.rfind("\n", 0, at), self.text.rfind("\n", 0, last.start)
        pools = [
            same if _AGAIN.match(self.text, item.end) else [],
            [named for named in some if named.start > sentence],
            same,
            [named for named in some if named.start > line],
            [named for named in some if named.start > before],
        ]
        for pool in pools:
            for among in (pool, [named for named in pool if named.path]):
                if len({named.number for named in among}) == 1:
                    return among[-1]
        return _most_cited(some) if most else None

    def _sentence(self, at: int) -> int:
        """Where the sentence begins that goes on at a place."""
        return max((found.end() - 1 for found in _SENTENCE.finditer(self.text, max(0, at - 2_000), at)), default=-1)

    def _key(self, target: Target, source: _Named | None) -> str | None:
        if source is None or not target.path:
            return source.key if source is not None and target.type is not None else None
        path = target.path
        if kind_of(first_step(path)) in (Kind.CLAUSE, Kind.POINT):
            above = unit_of(source.path)
            if not above:
                return None
            if kind_of(first_step(path)) is Kind.POINT:
                above = next((step for step in (source.path, parent_of(source.path)) if kind_of(step) is Kind.CLAUSE), above)
            path = join_path(above, path)
        return provision_key(source.key, path)


def _named(item: Reference, target: str) -> _Named:
    key, path = split_key(target)
    number = number_of_key(key)
    name = full_name(item.targets[-1].name or "")
    called = slug(name[1]) if name is not None else ""
    return _Named(item.start, item.end, key, path, number if number not in (None, UNKNOWN) else key, type_of_key(key), called)


def _most_cited(some: Sequence[_Named]) -> _Named | None:
    cited = {(named.number, named.path) for named in some if named.path}
    own = (
        number
        for number, path in cited
        if not any(number == other and path != below and contains(path, below) for other, below in cited)
    )
    often = Counter(own).most_common(2)
    if not often or (len(often) > 1 and often[0][1] < 2 * often[1][1]):
        return None
    return next(named for named in reversed(some) if named.number == often[0][0] and named.path)


def _newest(some: Sequence[_Named]) -> _Named:
    """The last one that was named, or a newer one of its name."""
    last = some[-1]
    alike = [named for named in some if named.number == last.number or (last.name and named.name == last.name)]
    return max(alike, key=lambda named: (_day(named.key), named.start))


def _day(key: str) -> str:
    """The day of an instrument, or the year of its number."""
    if (parts := key_parts(key)) is None:
        return ""
    return parts.date if parts.date != UNKNOWN else str(year_of_number(parts.number) or "")


def _is_figure(target: Target) -> bool:
    """Whether an instrument is called by a part of its number, or by its year."""
    return re.fullmatch(r"\d{1,4}(?:/\d{4})?", target.instrument or "") is not None


def _has_figure(named: _Named, figure: str) -> bool:
    """Whether "56", "2017" or "56/2017" means an instrument."""
    first, *rest = named.number.lstrip("0").split("-")
    wanted, *year = re.findall(r"\d+", figure.lstrip("0"))
    if wanted == first:
        return not year or year == rest[:1]
    return not year and (wanted in rest or _day(named.key).startswith(f"{wanted}-"))


def _group(type_: str) -> str:
    return InstrumentType.LAW if type_ in LAW_TYPES else type_


def _type_of(text: str) -> InstrumentType | None:
    """What a text that has the head of an instrument is."""
    names = {TYPE_NAMES[type_].upper(): type_ for type_ in InstrumentType if type_ in TYPE_NAMES}
    lines = (line.strip(" *#\t") for line in text.split("\n", _HEAD)[:_HEAD])
    return next((names[line] for line in lines if line in names), None)
