"""Which phrase became which where the words of a pair differ in substance, and what each of them is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import NamedTuple

from documents.comparison.around import Around
from documents.comparison.changes import FIGURES, NORMS, MeantChange, What
from documents.comparison.cited import find_cited
from documents.comparison.figures import DUE, Figure
from documents.comparison.named import names_act, names_body, names_paper, names_persons, names_sum
from documents.comparison.setting import Setting
from documents.comparison.sides import Side, Stretch, trimmed
from documents.comparison.spots import Spots
from documents.comparison.substance import Difference, Term, content, is_other_word
from documents.wording.types import TYPE_PATTERN


@dataclass(frozen=True, slots=True)
class Background:
    """What a pair cannot tell by itself.

    :param terms: that change all over the two texts
    :param setting: what the items of the list are in which the pair stands
    :param above: the words that stand above the left and the right
    """

    terms: frozenset[Term] = frozenset()
    setting: Setting | None = None
    above: tuple[str, str] = ("", "")


class _Part(NamedTuple):
    """Words of one side of a difference that are of one kind."""

    condition: bool
    first: int
    last: int


_LARGE = 4_000_000
"""So many pairs of words are too many to look for what changed in them."""
_REST = 3
"""So many words beside a figure are told too."""
_WHOLE = 40
"""A condition of no more words is told whole."""
_BRIEF = 12
_DUE = 20
"""Letters before words that may say that they are a last day."""
_BEFORE, _CLOSE = 60, 2
"""Letters before a figure that say what lasts so long, and before words for what somebody must or may of them."""
_ABOUT = 120
"""Letters before words that may say that they are only what a law is about, or what a thing is by definition."""
_TIMES = frozenset({What.DURATION, What.DEADLINE})
_QUALITY = re.compile(
    r"\s*(?:(?:và|hoặc|mà|nhưng)\s+)*(?:có|đạt|đã|chưa|trái|không thuộc|thuộc|phù hợp|đáp ứng|căn cứ)(?:\s+\w+){3}", re.IGNORECASE
)
"""What begins as a quality of those or that of which nothing more is said."""
_LAW = r"(?:(?:theo|đúng|phù hợp với)\s+)?(?:các\s+)?quy định\s+(?:khác\s+)?(?:của|tại|trong)\s+"
_ONLY_LAW = re.compile(
    rf"\s*(?:được )?(?:thực hiện )?(?:{_LAW})?(?:pháp luật|(?:bộ )?luật)(?!\w)(?:[^,;:]*|\s+về(?:,?\s+\w+){{1,12}})$", re.IGNORECASE
)
_ONLY_REFERENCE = re.compile(
    rf"\s*{_LAW}(?:(?:{TYPE_PATTERN}|(?:các|điểm|khoản|điều|mục|chương|của|và|hoặc|quy định|này|[a-zđ]|\d+[a-zđ]?|[IVX]+)(?!\w))"
    r"[\s,]*)+$",
    re.IGNORECASE,
)
_REQUIRED = re.compile(
    r"(?<!\w)(?:đáp ứng|có đủ|bảo đảm|đảm bảo|đạt)\s[^;.]*?(?:điều kiện|yêu cầu|tiêu chuẩn)(?!\w)", re.IGNORECASE
)
_FOR = re.compile(r"đối với\s(?!(?:các |những )?trường hợp(?!\w))", re.IGNORECASE)
_IS = re.compile(r"\slà\s", re.IGNORECASE)
_COVERED = re.compile(
    r"(?:pháp luật về|\slà (?:việc|sự|quá trình|hình thức|hành vi|văn bản|th(?:ỏa|oả) thuận))\s[^.;:]*$", re.IGNORECASE
)
_PRINCIPLE = re.compile(r"(?<!\w)nguyên tắc\s[^.;:]*$", re.IGNORECASE)
_FRONTED = re.compile(r"(?:để|trong|căn cứ|trên cơ sở)\s", re.IGNORECASE)
_LEADS = re.compile(r"(?:như sau|sau đây|sau|bao gồm)\s*:?\s*$", re.IGNORECASE)


def norm_of(side: Side, span: Stretch) -> What | None:
    """What a sentence says that somebody must or may: by modal words that are nothing else, or by any behind persons."""
    by_persons = names_persons(side.text[slice(*span)].lstrip())
    return side.modal_in(span) or (side.modal_in(span, strong=False) if by_persons else None)


def _kind_listed(side: Side, item: Stretch) -> What | None:
    """What an item is about that stands in a list behind one."""
    words = side.text[slice(*item)]
    kinds = ((names_body, What.AUTHORITY), (names_persons, What.ADDRESSEE), (names_paper, What.DOCUMENT))
    return side.modal_in(item) or next((what for names, what in kinds if names(words)), None)


class Differing:
    """The changes of a pair."""

    def __init__(self, left: Side, right: Side, known: Background) -> None:
        self._left, self._right, self._known = left, right, known
        self._around = Around(left, right)
        self._setting = known.setting.part if known.setting else None

    def changes(self) -> Iterator[MeantChange]:
        """All of them, in the order of their sentences."""
        if len(self._left.words) * len(self._right.words) > _LARGE:
            return
        reaches = list(self._reaches())
        yield from reaches
        spots = Spots(self._around, self._known.terms, self._known.above)
        seen: set[tuple[str, ...]] = set()
        for spot in spots.found:
            side, first, last = self._around.alone(spot)
            said = tuple(" ".join(word.key for word in one.words[a:b]) for one, a, b in self._around.sides(spot))
            again = all(said) and said in seen
            seen.add(said)
            if again or self._lies_in(spot, reaches):
                continue
            if spot.alone and side.holds_sentence(first, last):
                yield from self._sentences(spot)
                continue
            for part in self._parts(spot):
                if part == spot or not part.alone or spots.says(part):
                    yield from self._read(part)
        for spot in spots.rewritten:
            yield from self._sentences(spot)

    def _reaches(self) -> Iterator[MeantChange]:
        """Lists of cited points of the same article that became longer or shorter."""
        ours, theirs = list(find_cited(self._left.text)), list(find_cited(self._right.text))
        for one, other in zip(ours, theirs, strict=True) if len(ours) == len(theirs) else ():
            if one.many != other.many:
                begin = next((start for start, end in self._right.sentences if start <= other.start < end), 0)
                said = [what for start, _, what in self._right.modals if begin <= start < other.start]
                yield MeantChange(said[-1] if said else What.SCOPE, self._left.piece(one[:2]), self._right.piece(other[:2]))

    def _lies_in(self, spot: Difference, reaches: Sequence[MeantChange]) -> bool:
        spans = self._around.texts(spot)
        pieces = ((self._left.place(one.before), self._right.place(one.after)) for one in reaches if one.before and one.after)
        return any(
            all(place[0] <= span[0] and span[1] <= place[1] for place, span in zip(both, spans, strict=True)) for both in pieces
        )

    def _parts(self, spot: Difference) -> Iterator[Difference]:
        """A difference cut where sentences and conditions begin and end; those of a kind beside each other."""
        cut = [self._cut(side, first, last) for side, first, last in self._around.sides(spot)]
        if max(map(len, cut)) <= 1 and (spot.alone or [one.condition for one in cut[0]] == [one.condition for one in cut[1]]):
            yield spot
            return
        for condition in (True, False):
            ours, theirs = ([one for one in some if one.condition is condition] for some in cut)
            for one, other in zip_longest(ours, theirs):
                i, j = one[1:] if one else (spot.j, spot.j)
                k, m = other[1:] if other else (spot.m, spot.m)
                yield Difference(i, j, k, m)

    @staticmethod
    def _cut(side: Side, first: int, last: int) -> list[_Part]:
        found = []
        for span in pairwise(sorted(side.cuts(side.span(first, last)))) if first < last else ():
            begin, stop = side.range(span)
            condition = begin < stop and side.begins_condition(side.words[begin].start)
            if condition or content(side.words[begin:stop]).total():
                found.append(_Part(condition, begin, stop))
        return found

    def _read(self, spot: Difference) -> Iterator[MeantChange]:
        figures = list(self._figures(spot))
        yield from figures
        rest: Difference | None = spot
        if figures or self._only_figures(spot):
            rest = self._behind(spot)
        if rest and (rest.alone or not is_other_word(rest, self._left.words, self._right.words)) and not self._cites_law(rest):
            yield self._told(rest)

    # Figures

    def _figures(self, spot: Difference) -> Iterator[MeantChange]:
        """Figures that became others, where the difference touches them."""
        a, b = self._around.texts(spot)
        ours, theirs = self._left.figures_in(a), self._right.figures_in(b)
        if theirs and not ours and a[0] == a[1]:
            ours = self._image(theirs, self._right, self._left, self._around.to_left)
        if ours and not theirs and b[0] == b[1]:
            theirs = self._image(ours, self._left, self._right, self._around.to_right)
        same = {(one.what, one.value) for one in ours} & {(one.what, one.value) for one in theirs}
        ours, theirs = ([one for one in some if (one.what, one.value) not in same] for some in (ours, theirs))
        if (ours and theirs) or (ours and self._is_most(self._left, a, ours)) or (theirs and self._is_most(self._right, b, theirs)):
            for one, other in self._beside(ours, theirs):
                yield MeantChange(
                    self._kind_of_figure(one, other),
                    self._left.piece((one.start, one.end)) if one else None,
                    self._right.piece((other.start, other.end)) if other else None,
                )

    def _beside(self, ours: Sequence[Figure], theirs: Sequence[Figure]) -> Iterator[tuple[Figure | None, Figure | None]]:
        """Figures beside those that they became; one that stands elsewhere on the other side is none that went or came."""
        for kinds in (_TIMES, *({what} for what in sorted(FIGURES - _TIMES))):
            for one, other in zip_longest(*([one for one in some if one.what in kinds] for some in (ours, theirs))):
                if (one and other) or (one or other).numbers not in (self._right if one else self._left).numbers:
                    yield one, other

    def _only_figures(self, spot: Difference) -> bool:
        """Whether nothing but figures differs, which say the same."""
        for side, first, last in self._around.sides(spot):
            figures = side.figures_in(side.span(first, last))
            beside = [word for word in side.words[first:last] if not any(one.start <= word.start < one.end for one in figures)]
            if content(beside).total():
                return False
        return True

    @staticmethod
    def _image(some: Sequence[Figure], here: Side, there: Side, places: dict[int, int]) -> list[Figure]:
        """The figures on the other side that hold words of these."""
        found: list[Figure] = []
        for one in some:
            stayed = [places[place] for place in range(*here.range((one.start, one.end))) if place in places]
            if stayed:
                found += [other for other in there.figures_in(there.span(min(stayed), max(stayed) + 1)) if other not in found]
        return found

    @staticmethod
    def _is_most(side: Side, span: Stretch, some: Sequence[Figure]) -> bool:
        """Whether figures are most of what differs on their side."""
        words = side.words[slice(*side.range(span))]
        inside = [word for word in words if any(one.start <= word.start < one.end for one in some)]
        return content(inside).total() >= 0.5 * max(content(words).total(), 1)

    @staticmethod
    def _kind_of_figure(one: Figure | None, other: Figure | None) -> What:
        figures = [figure for figure in (other, one) if figure]
        kinds = {figure.what for figure in figures}
        if kinds <= _TIMES and What.DEADLINE in kinds and not any(figure.dated for figure in figures):
            return What.DEADLINE
        return figures[0].what

    def _behind(self, spot: Difference) -> Difference | None:
        """What a difference says behind its figures, None where that is little."""
        starts = []
        for side, first, last in self._around.sides(spot):
            ends = [side.range((one.start, one.end))[1] for one in side.figures_in(side.span(first, last))] if first < last else []
            starts.append(min(max([first, *ends]), last))
        rest = Difference(starts[0], spot.j, starts[1], spot.m)
        said = (content(side.words[first:last]).total() for side, first, last in self._around.sides(rest))
        return rest if max(said) >= _REST else None

    # Other phrases

    def _cites_law(self, spot: Difference) -> bool:
        """Whether the words only name the law that applies anyway, or where of it they stand."""
        return all(
            first == last
            or _ONLY_LAW.match(side.text[slice(*side.span(first, last))])
            or _ONLY_REFERENCE.match(side.text[slice(*side.span(first, last))])
            or side.names_law(side.span(first, last))
            for side, first, last in self._around.sides(spot)
        )

    def _told(self, spot: Difference) -> MeantChange:
        a, b = self._around.texts(spot)
        ours, theirs = self._around.phrases(spot)
        what = self._kind(spot, ours, theirs)
        if what is What.CONDITION:
            one, other = self._left.condition_around(a), self._right.condition_around(b)
            if one and other and ours and theirs:
                ours, theirs = self._whole(self._left, one, ours), self._whole(self._right, other, theirs)
        if what is What.AUTHORITY and self._left.cuts_name(a) and self._right.cuts_name(b):
            ours, theirs = self._left.names_in(a)[0], self._right.names_in(b)[0]
        if what in NORMS and spot.longest <= _BRIEF and (self._left.modal_in(a) or self._right.modal_in(b)):
            ours, theirs = self._around.phrases(spot, far=True)
        return MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

    @staticmethod
    def _whole(side: Side, condition: Stretch, phrase: Stretch) -> Stretch:
        first, last = side.range(condition)
        return condition if last - first <= _WHOLE else phrase

    def _kind(self, spot: Difference, ours: Stretch | None, theirs: Stretch | None) -> What:
        """What a difference is about, the narrower kind before the wider."""
        sides = [
            (side, side.span(first, last), phrase)
            for (side, first, last), phrase in zip(self._around.sides(spot), (ours, theirs), strict=True)
            if first < last and phrase
        ][::-1]
        words = [side.text[slice(*span)] for side, span, _ in sides]
        phrases = [side.text[slice(*phrase)] for side, _, phrase in sides]
        if any(side.begins_condition(trimmed(side.text, *span)[0]) for side, span, _ in sides):
            return What.CONDITION
        acts = any(map(names_act, words))
        body = any(map(names_body, words)) or any(side.cuts_name(span) for side, span, _ in sides)
        body = body or (not acts and all(map(names_body, phrases)))
        norm = None if self._setting is What.CONDITION else self._norm(sides)
        if norm and not (body and spot.longest <= _BRIEF):
            return norm
        if body:
            return What.AUTHORITY
        if any(DUE.search(side.text, max(0, span[0] - _DUE), span[0]) for side, span, _ in sides):
            return What.DEADLINE
        items = [(side, item) for side, span, _ in sides for item in side.items_before(span[0])] if spot.alone else []
        listed = next(filter(None, (_kind_listed(side, item) for side, item in items)), None)
        acts = acts and self._setting in (None, What.OBLIGATION)
        return self._kind_named(sides, words, phrases) or listed or (What.OBLIGATION if acts else self._part(sides) or What.SCOPE)

    def _part(self, sides: Sequence[tuple[Side, Stretch, Stretch]]) -> What | None:
        """What words are that say nothing narrower in an item of a list: of a task only its beginning says what is to be done."""
        begins = any(side.begins_sentence(span[0]) for side, span, _ in sides)
        return What.SCOPE if self._setting is What.OBLIGATION and not begins else self._setting

    def _kind_named(
        self, sides: Sequence[tuple[Side, Stretch, Stretch]], words: Sequence[str], phrases: Sequence[str]
    ) -> What | None:
        """What is named."""
        covered = any(_COVERED.search(side.text, max(0, span[0] - _ABOUT), span[0]) for side, span, _ in sides)
        if covered and self._setting is not What.DOCUMENT:
            return What.SCOPE
        if any(map(names_paper, (*words, *phrases))):
            return What.DOCUMENT
        if all(
            names_persons(side.text[span[0] : span[1] + _BEFORE]) or names_persons(side.text[slice(*phrase)])
            for side, span, phrase in sides
        ):
            return What.ADDRESSEE
        if all(names_sum(one) or names_sum(other) for one, other in zip(words, phrases, strict=True)):
            return What.AMOUNT
        by_principle = any(_PRINCIPLE.search(side.text, max(0, span[0] - _ABOUT), span[0]) for side, span, _ in sides)
        return What.CONDITION if by_principle or any(map(_QUALITY.match, words)) else None

    @staticmethod
    def _norm(sides: Sequence[tuple[Side, Stretch, Stretch]]) -> What | None:
        """What somebody must or may, where the words that differ say so beyond doubt, or stand right behind such words."""
        for side, span, _ in sides:
            norm = side.modal_in((max(0, span[0] - _CLOSE), span[1]))
            if norm:
                return norm
        return None

    # Sentences that have no counterpart

    def _sentences(self, spot: Difference) -> Iterator[MeantChange]:
        """What each of the sentences says that came in, went or have little in common."""
        for side, first, last in self._around.sides(spot):
            here = side.span(first, last)
            for start, end in self._split(side, here) if first < last else ():
                span = trimmed(side.text, max(start, here[0]), min(end, here[1]))
                what = self._what_sentence(side, start, span)
                if what not in (What.SCOPE, What.DOCUMENT) or not _LEADS.search(side.text[start:end]):
                    piece = side.piece(span)
                    yield MeantChange(what, piece if side is self._left else None, piece if side is self._right else None)

    @staticmethod
    def _split(side: Side, here: Stretch) -> Iterator[Stretch]:
        """The sentences of a stretch, a condition at the end of one by itself."""
        for start, end in side.sentences_in(here):
            last = side.conditions_in((start, end))[-1:]
            ends = last and last[0][0] > start + _CLOSE and last[0][1] >= end - 1 and not side.modal_in(last[0])
            if ends and not _FOR.match(side.text, last[0][0]):
                yield start, last[0][0]
                yield last[0]
            else:
                yield start, end

    def _what_sentence(self, side: Side, start: int, span: Stretch) -> What:
        if self._setting is What.CONDITION or self._case(side, span):
            return What.CONDITION
        norm = norm_of(side, span)
        if norm is What.OBLIGATION and _REQUIRED.search(side.text, *span):
            return What.CONDITION
        return norm or self._act(side, start, span) or self._setting or What.SCOPE

    @staticmethod
    def _case(side: Side, span: Stretch) -> What | None:
        """Whether a sentence is nothing but a case."""
        condition = side.condition_around((span[0], span[0] + 1)) if side.begins_condition(span[0]) else None
        return What.CONDITION if condition and condition[1] >= span[1] - 1 else None

    @staticmethod
    def _act(side: Side, start: int, span: Stretch) -> What | None:
        """What a sentence without words of duty or right is about: what a body or persons do, or what follows of a case."""
        own = side.text[slice(*span)]
        if side.begins_condition(span[0]) or " thì " in own:
            return What.CONDITION if _LEADS.search(own) else What.OBLIGATION
        if own.lower().startswith("không ") or names_act(own):
            return What.OBLIGATION
        line = side.text[side.text.rfind("\n", 0, start) + 1 : span[1]].lstrip()
        fronted = own.partition(", ")[2] if _FRONTED.match(own) else ""
        by_somebody = any((names_body(words) or names_persons(words)) and not _IS.search(words) for words in (own, line, fronted))
        lasting = next((one.what for one in side.figures_in(span) if one.what in _TIMES), None)
        return What.OBLIGATION if by_somebody else lasting or (What.DOCUMENT if names_paper(own) else None)
