"""What a sentence says beside a citation, held against the words of what it cites: figures, who acts, who must or may, and whether
it speaks of the same matter at all. Only what both say in the same words around it is called other than the law.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from documents.comparison.blocks import matching_blocks
from documents.comparison.named import full_names
from documents.comparison.words import WORD, word_key
from documents.duties.layout import read_layout
from kb.law.duties.concerns import ENDED
from kb.open.figures import Figure, figures_of, is_inside, is_of_working_days, outside, words_of


class AgainstLaw(StrEnum):
    """How words of a sentence stand to the law that it cites. The values are part of the interface."""

    SAME = "same"
    OTHER = "other"
    OPEN = "open"
    """Nothing tells whether they are of the same matter."""


class SaidOf(StrEnum):
    """What words of a sentence are about. The values are part of the interface."""

    FIGURE = "figure"
    BODY = "body"
    NORM = "norm"
    """Who must, may, must not."""
    MATTER = "matter"
    """All that the sentence says."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a sentence beside a citation.

    :param law: the words of what is cited that they are held against
    """

    what: SaidOf
    text: str
    verdict: AgainstLaw
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A citation of a sentence.

    :param number: which one
    :param span: where it stands in the text
    :param law: the words of what it cites, where these are known, and whole
    :param unknown: nothing tells whether what it cites exists
    :param clauses: the other clauses of the instrument, with what they are called
    """

    number: int
    span: tuple[int, int]
    law: "Words | None"
    unknown: bool
    clauses: "Callable[[], list[tuple[str, Words]]]"


def restated(text: str, sentence: tuple[int, int], cited: Sequence[Beside]) -> Iterator[tuple[int, Said]]:
    """What a sentence says, held against what it cites: each thing with the number of its citation.

    :param sentence: where it stands in the text
    """
    first, last = sentence
    words = Words(outside(text, sentence, [one.span for one in cited]))
    sources = [
        (one, one.law)
        for one in cited
        if one.law and _is_source(text[max(0, first - 2) : one.span[0]], text[one.span[1] : last], words, one.law)
    ]
    for one, said in _figures(words, first, cited):
        if told := said if any(one is source for source, _ in sources) else softened(said):
            yield one.number, told
    every = Words("\n".join(one.law.text for one in cited if one.law))
    for said in (*_norms(words, every), *_bodies(words, every)) if sources else ():
        yield next((one.number for one, law in sources if said.law[0] in law.whole), sources[0][0].number), said
    if len(sources) == len(cited) == 1 and (matter := _matter(words, *sources[0])):
        yield sources[0][0].number, matter


def softened(said: Said) -> Said | None:
    """What is left to say where a sentence need not speak of what it cites, or the law may have other words."""
    if said.what is not SaidOf.FIGURE:
        return None
    return replace(said, verdict=AgainstLaw.OPEN) if said.verdict is AgainstLaw.OTHER else said


_BEGINNING = 40


class Words:
    """A text with the keys by which its words are compared."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.text = text
        self.keys = [word_key(one[0]) for one in found]
        self.spans = [one.span() for one in found]
        self.pairs = frozenset(pairwise(self.keys))
        self.whole = " ".join(text.split())

    def said(self, first: int, last: int) -> str:
        """The words from one to before another, as they stand."""
        return " ".join(self.text[self.spans[first][0] : self.spans[min(last, len(self.spans)) - 1][1]].split())

    def around(self, figure: Figure, far: int) -> frozenset[tuple[str, str]]:
        """The pairs of words before and behind a figure."""
        first = bisect_left(self.spans, figure.start, key=lambda span: span[0])
        last = bisect_left(self.spans, figure.end, key=lambda span: span[0])
        return frozenset(pairwise(self.keys[max(0, first - far) : first])) | frozenset(pairwise(self.keys[last : last + far]))

    @cached_property
    def norms(self) -> list[tuple[str, int, int]]:
        """The words by which somebody must, may or must not: which of these, first word, word after the last."""
        words = [self.text[slice(*span)] for span in self.spans]
        read = read_layout(words).modals(0, len(words))
        return [(norm, first, last) for name, said, first, last in read if (norm := _norm(name, said))]

    @property
    def beginning(self) -> str:
        """The first words."""
        return self.said(0, _BEGINNING) + (" …" if len(self.keys) > _BEGINNING else "")

    def covered(self, law: "Words") -> float:
        """How much of what is said stands in the law, by pairs of words."""
        return len(self.pairs & law.pairs) / max(1, len(self.pairs))


# Whether it restates the law

_SOURCE = re.compile(
    r"(?:(?:^|[.!?\n,:(–-])\s*(?:(?:và|còn|nhưng|cũng)\s+)?"
    r"(?:(?:theo|căn cứ|tại|trong|như|do)(?:\s+(?:đúng|lời văn|nội dung|của|quy định|tại|ở))*)?|\s(?:theo|thì|và))\s*$",
    re.IGNORECASE,
)
_BY = re.compile(r"theo quy định(?: tại| của)?\s*$", re.IGNORECASE)
_ALL = 0.75


def _is_source(before: str, behind: str, said: "Words", law: "Words") -> bool:
    """Whether a sentence restates what it cites there, and does not only name it: "người quy định tại khoản 2 Điều 5".

    :param before: its words up to the citation
    :param behind: those that follow it
    """
    ends = _BY.search(before) is not None and not WORD.search(behind)
    return _SOURCE.search(before) is not None or (ends and said.covered(law) >= _ALL)


# Figures

_NEAR, _WIDE, _SHARED = 12, 18, 3
"""So many words around a figure of a sentence, and of the law, of which so many pairs are the same where they are of one matter."""
_CLOSE, _SWAPPED = 6, 4
"""The same right beside it, where the value itself stands elsewhere in the law: of another matter."""
_RESTATED = 0.5
"""Such a share of its pairs of words are those of the law where a sentence restates it."""
_PROPOSES = re.compile(
    r"(?<!\w)(?:đề nghị|đề xuất|kiến nghị|dự thảo|sửa đổi|nâng (?:mức|lên)|tăng lên|giảm (?:xuống|còn)|thay vì|so với"
    r"|trước đây|lẽ ra|(?<!không )(?<!được )(?:cao|thấp) hơn)(?!\w)",
    re.IGNORECASE,
)


def _figures(words: Words, first: int, cited: Sequence[Beside]) -> Iterator[tuple[Beside, Said]]:
    """What is to be said of the figures of a sentence: held against what states their value, else the nearest one."""
    figures = figures_of(words.text)
    stated = {one.number: figures_of(one.law.text) for one in cited if one.law is not None}
    for figure in figures:
        alike = {number: [other for other in some if other.kind == figure.kind] for number, some in stated.items()}
        there = [one for one in cited if any(other.value == figure.value for other in alike.get(one.number, ()))]
        for one in there or _nearest(figure, first, cited, alike):
            own = [other for other in figures if other.kind == figure.kind]
            if one.law is not None and (said := _figure(figure, words, own, one.law, alike[one.number])):
                yield one, said
    kinds = {other.kind for some in stated.values() for other in some}
    if figures and len(cited) == len(stated) == 1 and not kinds & {one.kind for one in figures} and cited[0].law is not None:
        yield cited[0], Said(SaidOf.FIGURE, figures[0].words, AgainstLaw.OPEN, (cited[0].law.beginning,))


def _nearest(figure: Figure, first: int, cited: Sequence[Beside], alike: Mapping[int, Sequence[Figure]]) -> list[Beside]:
    """The nearest citation that states a value of a kind; none where a nearer one may, and is not known."""
    by_gap: dict[int, list[Beside]] = {}
    for one in cited:
        start, end = one.span
        by_gap.setdefault(max(start - first - figure.end, first + figure.start - end), []).append(one)
    for _, some in sorted(by_gap.items()):
        if any(one.unknown and one.number not in alike for one in some):
            return []
        if stating := [one for one in some if alike.get(one.number)]:
            return stating
    return []


def _figure(figure: Figure, said: Words, others: Sequence[Figure], law: Words, stated: Sequence[Figure]) -> Said | None:
    """What is to be said of a figure of a sentence.

    :param others: all figures of the sentence of its kind
    :param stated: the figures of the law of its kind
    """
    shared = {one.start: len(said.around(figure, _NEAR) & law.around(one, _WIDE)) for one in stated}
    equal = [one for one in stated if one.value == figure.value]
    near = {one.start: _beside(figure, one, said, law) for one in stated}
    swapped = max(near.values(), default=0) >= max(_SWAPPED, 1 + 2 * max((near[one.start] for one in equal), default=0))
    closest = max(stated, key=lambda one: near[one.start], default=figure)
    right = [other for other in others if other.value == closest.value]  # it stands in its own place
    if equal and not (swapped and all(_beside(other, closest, said, law) < near[closest.start] for other in right)):
        alike = [one for one in equal if is_of_working_days(one) is is_of_working_days(figure)]
        sure = not alike and any(shared[one.start] >= _SHARED for one in equal)
        return Said(SaidOf.FIGURE, figure.words, AgainstLaw.OTHER if sure else AgainstLaw.SAME, words_of(alike or equal))
    free = [one for one in stated if equal or all(one.value != other.value for other in others)]
    if not free or is_inside(figure, said.text, stated, law.text):
        return None
    best = max(free, key=lambda one: (near[one.start] if equal else 0, shared[one.start]))
    unsaid = [one for one in others if all(one.value != other.value for other in stated)]
    alone = len(free) == len(unsaid) == 1 and said.covered(law) >= _RESTATED
    sure = (alone or shared[best.start] >= _SHARED) and not _PROPOSES.search(said.text)
    return Said(SaidOf.FIGURE, figure.words, AgainstLaw.OTHER if sure else AgainstLaw.OPEN, words_of([best] if sure else free))


def _beside(figure: Figure, one: Figure, said: Words, law: Words) -> int:
    return len(said.around(figure, _CLOSE) & law.around(one, _CLOSE))


# What it is about

_MATTER, _LITTLE, _MUCH = 8, 0.4, 0.7
"""Pairs of words that a sentence of a matter has; the share of them that a provision has which is not of it, and one that is."""


def _matter(words: Words, one: Beside, law: Words) -> Said | None:
    """That a sentence has its words of another clause of the instrument."""
    covered = words.covered(law)
    if len(words.pairs) < _MATTER or covered > _LITTLE:
        return None
    name, better = max(one.clauses(), key=lambda other: words.covered(other[1]), default=("", law))
    is_other = words.covered(better) >= max(_MUCH, 2 * covered)
    return Said(SaidOf.MATTER, "", AgainstLaw.OTHER, (name,)) if is_other else None


# Who must or may

_ACT, _AHEAD, _LONG_ACT, _SHOWN = 3, 6, 4, 5
"""So many words one after another are the same act, right behind the modal words; so many where others stand before them."""
_MUST = re.compile(r"(?:\w+ )*phải|bắt buộc|cần|có (?:trách nhiệm|nghĩa vụ|nhiệm vụ)(?: phải)?")
_FREE = re.compile(r"không (?:phải|bắt buộc phải|cần)")
_WEAK = re.compile(r"(?:\w+ )?được")
"""It may only say what is done with something: "được cấp"."""


def _norm(name: str, words: str) -> str | None:
    if name == "permission":
        return "free" if _FREE.fullmatch(words) else "weak" if _WEAK.fullmatch(words) else "may"
    if name == "prohibition":
        return "must not"
    return "must" if name == "obligation" and _MUST.fullmatch(words) else None


def _norms(said: Words, law: Words) -> Iterator[Said]:
    """The acts that a sentence says that somebody may, and the law that he must, or must not."""
    ends = [*(first for _, first, _ in said.norms), len(said.keys)][1:]
    for (norm, first, last), end in zip(said.norms, ends, strict=False):
        ours = said.keys[last:end]
        found = [one for one in law.norms if _is_act(ours, law.keys[one[2] :], "weak" in (norm, one[0]))]
        if found and not any(_agree(norm, one[0]) for one in found):
            _, begin, stop = found[0]
            yield Said(SaidOf.NORM, said.said(first, last + _SHOWN), AgainstLaw.OTHER, (law.said(begin, stop + _SHOWN),))


def _agree(ours: str, theirs: str) -> bool:
    if "weak" in (ours, theirs):
        return "must not" not in (ours, theirs)
    return ours == theirs or {ours, theirs} == {"may", "free"}


def _is_act(ours: Sequence[str], theirs: Sequence[str], beside: bool) -> bool:
    if len(ours) >= _ACT and ours[:_ACT] == theirs[:_ACT]:
        return True
    places = ((ahead, behind) for ahead in range(_AHEAD) for behind in range(2) if len(ours) >= ahead + _LONG_ACT)
    return not beside and any(ours[i : i + _LONG_ACT] == theirs[k : k + _LONG_ACT] for i, k in places)


# Who acts

_BACK, _NAME = 16, 8
_SHORT_NAMES = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "tand": "tòa án nhân dân",
    "vksnd": "viện kiểm sát nhân dân",
}
_HEAD = re.compile(
    r"(?<!\w)(?:Sở|Giám đốc|Tổng cục|Tổng Cục trưởng|Cục|Chi cục|Vụ|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng nhân dân|Chủ tịch"
    r"|Thủ tướng|Chính phủ|Quốc hội|Tòa án|Toà án|Viện|Ngân hàng|Kho bạc|Thanh tra|Công an|Thống đốc|Bảo hiểm xã hội)(?!\w)"
)
_DOES = re.compile(
    r"(?:(?:^|(?<=\s))(?:là cơ quan|là nơi|sẽ|có thẩm quyền|có trách nhiệm|có quyền|phải|được|chủ trì|thực hiện|quyết định|ra"
    r"|giao|cũng|đã)(?:\s+|$))+$"
)
_LEVELS = re.compile(r"(?<!\w)(?:cấp|các|nhân dân)(?:\s|$)")
_OF_PLACE = re.compile(r"(?<!\w)(?:thành phố|quận|thị xã|địa phương|cùng|đó|này)(?!\w)")
_NO_NAME = re.compile(r"[,;:.()|\n“”]|\s(?:thì|do|của|và|hoặc|để|cho|khi|theo|trong|về|với|sau|trước|tại|gửi|trình|báo)\s")


def _bodies(said: Words, law: Words) -> Iterator[Said]:
    """The bodies that do in a sentence what another one does in the law, where the law does not name them."""
    told = set()
    for block in matching_blocks(law.keys, said.keys):
        for skip in range(min(_ACT, block.size - _ACT + 1)):
            ours, theirs = _before(said, block.k + skip), _before(law, block.i + skip)
            if not ours or not theirs or ours in told or _is_part(ours, theirs):
                continue
            if not (_is_named(ours, law) or _is_named(theirs, said)):
                told.add(ours)
                ended = any(any(one.told_of(theirs)) for one in ENDED)  # another does its tasks now, and nothing says which
                yield Said(SaidOf.BODY, ours, AgainstLaw.OPEN if ended else AgainstLaw.OTHER, (theirs,))
                break


def _is_part(ours: str, theirs: str) -> bool:
    """Whether two names are one, of which one leaves words out."""
    one, other = (set(_name_words(name).split()) for name in (ours, theirs))
    return one <= other or other <= one


def _before(words: Words, at: int) -> str | None:
    """The body that is named right before a word, with nothing but modal words between."""
    start = words.spans[at][0]
    piece = words.text[words.spans[max(0, at - _BACK)][0] : start].rstrip()
    if words.text[start].isupper():
        return None  # inside a name
    piece = _DOES.sub("", piece).rstrip()
    full = list(full_names(piece))
    if full and full[-1][1] == len(piece):
        return piece[slice(*full[-1])]
    heads = (one for one in _HEAD.finditer(piece) if not any(start <= one.start() < end for start, end in full))
    names = (piece[one.start() :] for one in heads if not _NO_NAME.search(piece, one.end()))
    return next((name for name in names if len(name.split()) <= _NAME), None)


def _is_named(name: str, words: Words) -> bool:
    """Whether a body is named in a text, or may be: without its level, in short, or one that is of that level."""
    sought = _name_words(name)
    of_place, short = _OF_PLACE.search(sought), any(len(one) > 1 and one.isupper() for one in name.split())
    return of_place is not None or short or f" {sought} " in f" {_name_words(words.text)} "


def _name_words(text: str) -> str:
    keys = " ".join(word_key(one) for one in WORD.findall(text))
    for short, long in _SHORT_NAMES.items():
        keys = keys.replace(short, long)
    return _LEVELS.sub("", keys)
