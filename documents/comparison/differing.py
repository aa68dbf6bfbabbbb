"""Which phrase became which where the words of a pair differ in substance, and what each of them is about."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from typing import NamedTuple

from documents.comparison.around import Around
from documents.comparison.changes import NORMS, MeantChange, What
from documents.comparison.cited import CHOICE, find_cited
from documents.comparison.figures import OFTEN, Figure, asks_more, is_other_event
from documents.comparison.labelling import Above, what_changed
from documents.comparison.named import decides
from documents.comparison.sides import Side
from documents.comparison.spots import Spots
from documents.comparison.stretches import Stretch, trimmed
from documents.comparison.substance import Difference, Term, content, is_other_word
from documents.wording.types import TYPE_PATTERN


@dataclass(frozen=True, slots=True)
class Background:
    """What a pair cannot tell by itself.

    :param terms: that change all over the two texts
    :param above: the words that stand above the left and the right
    :param stands: where the right one stands, of a dropped one the left
    """

    terms: frozenset[Term] = frozenset()
    above: tuple[str, str] = ("", "")
    stands: Above = field(default_factory=Above)


Judge = Callable[[Sequence[tuple[Side, Stretch]], str, Above, What | None], What | None]
"""What says what a change is about, see :func:`documents.comparison.labelling.what_changed`."""


class _Part(NamedTuple):
    """Words of one side of a difference that are of one kind."""

    condition: bool
    first: int
    last: int


_LARGE = 4_000_000
"""So many pairs of words are too many to look for what changed in them."""
_REST = 3
"""So many words beside a figure are told too."""
_BRIEF = 12
_COUNTED = 20
"""A figure is told with what it counts in a phrase of no more words."""
_CLOSE = 2
"""Letters before a condition that may stand before it in its sentence."""
_TIMES = frozenset({What.DURATION, What.DEADLINE})
_ONLY_REFERENCE = re.compile(
    r"\s*(?:(?:bảo đảm|thực hiện)\s+)?(?:(?:(?:theo|đúng|phù hợp với)\s+)?(?:các\s+)?quy định\s+(?:khác\s+)?(?:của|tại|trong)\s+)?"
    rf"(?:(?:{TYPE_PATTERN}|(?:các|điểm|khoản|điều|mục|chương|của|và|hoặc|quy định|này|[a-zđ]|\d+[a-zđ]?|[IVX]+)(?!\w))"
    r"[\s,]*)+(?:luật(?:\s+[^\s,;]+){0,10})?$",
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_FACTOR = re.compile(r"(?<!\w)hệ số\s+\d", re.IGNORECASE)
_DAY = re.compile(r"(?<!\w)ngày \d+(?:/| tháng)", re.IGNORECASE)
_TERM, _TERM_LONG = re.compile(r"\d (?:giờ|ngày|tuần|tháng|năm)(?!\w)(?! tuổi| \d)", re.IGNORECASE), 6
_FOR = re.compile(r"đối với\s(?!(?:các |những )?trường hợp(?!\w))", re.IGNORECASE)
_LEADS = re.compile(r"(?:như sau|sau đây|sau|bao gồm)\s*:?\s*$", re.IGNORECASE)


class Differing:
    """The changes of a pair."""

    def __init__(self, left: Side, right: Side, known: Background, judge: Judge = what_changed) -> None:
        self._left, self._right, self._known = left, right, known
        self._around = Around(left, right)
        self._judge = judge

    def changes(self) -> Iterator[MeantChange]:
        """All of them, in the order of their sentences."""
        if len(self._left.words) * len(self._right.words) > _LARGE:
            return
        spots = Spots(self._around, self._known.terms, self._known.above)
        reaches = [*self._reaches(), *self._choices(), *self._events(spots.found)]
        yield from reaches
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
        for spot in spots.terms:
            ours, theirs = self._around.texts(spot)
            yield MeantChange(What.WORDS, self._left.piece(ours), self._right.piece(theirs))

    def _reaches(self) -> Iterator[MeantChange]:
        """Lists of cited points of the same article that became longer or shorter."""
        ours, theirs = list(find_cited(self._left.text)), list(find_cited(self._right.text))
        for one, other in zip(ours, theirs, strict=True) if len(ours) == len(theirs) else ():
            own = any(
                text[slice(*cited[:2])].lower() == "khoản này"
                for text, cited in ((self._left.text, one), (self._right.text, other))
            )
            if one.many != other.many and not own:  # "khoản này" may be the one that the other wording names by its number
                begin = next((start for start, end in self._right.sentences if start <= other.start < end), 0)
                said = [what for start, _, what in self._right.modals if begin <= start < other.start]
                yield MeantChange(said[-1] if said else What.SCOPE, self._left.piece(one[:2]), self._right.piece(other[:2]))

    def _choices(self) -> Iterator[MeantChange]:
        """Of what all had to be there where one is enough now, or the other way round."""
        ours, theirs = (list(CHOICE.finditer(side.text)) for side in (self._left, self._right))
        for one, other in zip(ours, theirs, strict=True) if len(ours) == len(theirs) else ():
            if (one["all"] is None) != (other["all"] is None) and one["of"].lower() == other["of"].lower():
                yield MeantChange(What.CONDITION, self._left.piece(one.span()), self._right.piece(other.span()))

    def _lies_in(self, spot: Difference, reaches: Sequence[MeantChange]) -> bool:
        spans = self._around.texts(spot)
        pieces = ((self._left.place(one.before), self._right.place(one.after)) for one in reaches if one.before and one.after)
        return any(
            all(place[0] <= span[0] and span[1] <= place[1] for place, span in zip(both, spans, strict=True)) for both in pieces
        )

    def _parts(self, spot: Difference) -> Iterator[Difference]:
        """A difference cut where sentences and conditions begin and end; those of a kind beside each other."""
        cut = [self._cut(side, first, last) for side, first, last in self._around.sides(spot)]
        alike = spot.alone or [one.condition for one in cut[0]] == [one.condition for one in cut[1]]
        if self._around.turns(spot) or (max(map(len, cut)) <= 1 and alike):
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
        condition = self._condition(spot) if spot.alone else None
        if condition:
            yield condition
            return
        if self._around.joins_otherwise(spot):
            ours, theirs = self._around.joined(spot)
            setting = self._known.stands.setting
            yield MeantChange(setting.item if setting else What.SCOPE, self._left.piece(ours), self._right.piece(theirs))
            return
        if (bodies := self._around.names_bodies(spot)) and not self._cites_law(spot):
            yield MeantChange(What.AUTHORITY, self._left.piece(bodies[0]), self._right.piece(bodies[1]))
            return
        figures = list(self._counts(spot)) or list(self._figures(spot))
        yield from figures
        rest: Difference | None = spot
        if figures or self._only_figures(spot):
            rest = self._behind(spot)
        if rest and (rest.alone or not is_other_word(rest, self._left.words, self._right.words)) and not self._cites_law(rest):
            yield from self._told(rest)

    # Figures

    def _other_figures(self, a: Stretch, b: Stretch) -> tuple[Sequence[Figure], Sequence[Figure]]:
        """The figures of two stretches that the other one has not; of an empty one those at its place."""
        ours, theirs = self._left.figures_in(a), self._right.figures_in(b)
        if theirs and not ours and a[0] == a[1]:
            ours = self._image(theirs, self._right, self._left, self._around.to_left)
        if ours and not theirs and b[0] == b[1]:
            theirs = self._image(ours, self._left, self._right, self._around.to_right)
        same = {(one.what, one.value) for one in ours} & {(one.what, one.value) for one in theirs}
        ours, theirs = ([one for one in some if (one.what, one.value) not in same] for some in (ours, theirs))
        return ours, theirs

    def _figures(self, spot: Difference) -> Iterator[MeantChange]:
        """Figures that became others, where the difference touches them."""
        a, b = self._around.texts(spot)
        ours, theirs = self._other_figures(a, b)
        beside = spot.alone and self._tells_figure(spot, ours or theirs)
        most = any(self._is_most(*one) for one in ((self._left, a, ours), (self._right, b, theirs)))
        if (ours and theirs) or beside or (most and not self._bids(spot)):
            for one, other in self._beside(ours, theirs):
                before, after = ((figure.start, figure.end) if figure else None for figure in (one, other))
                if beside and (one is None or other is None):
                    before, after = before and trimmed(self._left.text, *a), after and trimmed(self._right.text, *b)
                figure = next(some.what for some in (other, one) if some)
                turned = one and other and one.limits and other.limits and one.limits.isdisjoint(other.limits)
                what = figure if turned else self._what(before, after, "figure", figure)
                if what:
                    yield MeantChange(what, self._left.piece(before), self._right.piece(after))

    def _events(self, spots: Sequence[Difference]) -> Iterator[MeantChange]:
        """Deadlines that count from another event."""
        differ = [self._around.texts(spot) for spot in spots]
        for one in (some for some in self._left.figures if some.core < some.end):
            for other in self._image([replace(one, end=one.core)], self._left, self._right, self._around.to_right):
                if one.value != other.value or other.core == other.end:
                    continue
                texts = self._left.text[one.core : one.end], self._right.text[other.core : other.end]
                inside = any(one.core <= a[0] and a[1] <= one.end and other.core <= b[0] and b[1] <= other.end for a, b in differ)
                if asks_more(*texts) or (inside and is_other_event(*texts)):
                    before, after = self._left.piece((one.start, one.end)), self._right.piece((other.start, other.end))
                    yield MeantChange(What.DEADLINE, before, after)

    def _counts(self, spot: Difference) -> Iterator[MeantChange]:
        """A number in the place of another one where not both are known to count something, with the phrase in which they stand."""
        a, b = self._around.texts(spot)
        if OFTEN.fullmatch(self._left.text, *a) and OFTEN.fullmatch(self._right.text, *b):
            yield MeantChange(What.DEADLINE, self._left.piece(a), self._right.piece(b))
            return
        numbers = [[word.key for word in side.words[first:last]] for side, first, last in self._around.sides(spot)]
        figures = [self._left.figures_in(a), self._right.figures_in(b)]
        if not all(figures) and all(len(some) == 1 and _PLAIN_NUMBER.fullmatch(some[0]) for some in numbers):
            what = next((one.what for some in figures for one in some), What.AMOUNT)
            ours, theirs = self._around.phrases(spot)
            if what is What.AMOUNT and theirs:
                forms = ((What.RATE, _FACTOR), (What.DEADLINE, _DAY), (What.DURATION, _TERM))
                text = self._right.text[theirs[0] : max(theirs[1], b[1] + _TERM_LONG)]
                what = next((kind for kind, form in forms if form.search(text)), what)
            yield MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

    def _beside(self, ours: Sequence[Figure], theirs: Sequence[Figure]) -> Iterator[tuple[Figure | None, Figure | None]]:
        """Figures beside those that they became; one that stands elsewhere on the other side is none that went or came."""
        for kind in dict.fromkeys(map(self._kind, (*ours, *theirs))):  # a time in which something is due before how often it is
            alike = (sorted((one for one in some if self._kind(one) is kind), key=lambda one: one.often) for some in (ours, theirs))
            for one, other in zip_longest(*alike):
                if (one and other) or (one or other).numbers not in (self._right if one else self._left).numbers:
                    yield one, other

    @staticmethod
    def _kind(one: Figure) -> What:
        """What a figure may become another one of."""
        return What.DEADLINE if one.what in _TIMES else one.what

    def _tells_figure(self, spot: Difference, some: Sequence[Figure]) -> bool:
        """Whether a phrase that came in or went holds a figure with what it counts, and bids or allows nothing."""
        side, first, last = self._around.alone(spot)
        start, end = side.span(first, last)
        inside = bool(some) and all(start <= one.start and one.end <= end for one in some)
        return inside and spot.longest <= _COUNTED and not self._bids(spot)

    def _bids(self, spot: Difference) -> bool:
        """Whether a phrase that came in or went bids or allows something; the event from which a figure counts does neither."""
        if not spot.alone:
            return False
        side, first, last = self._around.alone(spot)
        start, end = side.span(first, last)
        figures = [place for one in side.figures_in((start, end)) for place in (one.start, one.end)]
        beside = zip([start, *figures[1::2]], [*figures[::2], end], strict=True)
        return any(a < b and side.modal_in((a, b), strong=False) for a, b in beside)

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
        words = side.words[slice(*side.range(span))] if some else ()
        inside = [word for word in words if any(one.start <= word.start < one.end for one in some)]
        return bool(some) and content(inside).total() >= 0.5 * max(content(words).total(), 1)

    def _behind(self, spot: Difference) -> Difference | None:
        """What a difference says behind its figures, None where that is little, or told with them."""
        a, b = self._around.texts(spot)
        if spot.alone and self._tells_figure(spot, [*self._left.figures_in(a), *self._right.figures_in(b)]):
            return None
        starts = []
        for side, first, last in self._around.sides(spot):
            ends = [side.range((one.start, one.end))[1] for one in side.figures_in(side.span(first, last))] if first < last else []
            starts.append(min(max([first, *ends]), last))
        rest = Difference(starts[0], spot.j, starts[1], spot.m)
        said = (content(side.words[first:last]).total() for side, first, last in self._around.sides(rest))
        return rest if max(said) >= _REST else None

    # Other phrases

    def _cites_law(self, spot: Difference) -> bool:
        """Whether the words only name where of the law something stands."""
        return all(
            first == last
            or _ONLY_REFERENCE.match(side.text[slice(*side.span(first, last))])
            or side.names_law(side.span(first, last))
            for side, first, last in self._around.sides(spot)
        )

    def _what(self, ours: Stretch | None, theirs: Stretch | None, how: str, figure: What | None = None) -> What | None:
        """What words are about that became others, None where they change nothing."""
        places = [(side, span) for side, span in ((self._right, theirs), (self._left, ours)) if span and side.piece(span)]
        return self._judge(places, how, self._known.stands, figure) if places else None

    def _told(self, spot: Difference) -> Iterator[MeantChange]:
        a, b = self._around.texts(spot)
        ours, theirs = self._around.phrases(spot)
        if self._left.cuts_name(a) and self._right.cuts_name(b):
            ours, theirs = self._left.names_in(a)[0], self._right.names_in(b)[0]
        was, now = (side.modal_in(span, strong=False) for side, span in ((self._left, a), (self._right, b)))
        sure = now if was and was is not now else None  # what one may one must
        what = sure or self._norm(spot, ours, theirs) or self._what(ours, theirs, "phrase")
        if self._around.negates(spot):
            ours, theirs = self._around.denied(spot)
            yield MeantChange(what if what in NORMS else What.OBLIGATION, self._left.piece(ours), self._right.piece(theirs))
            return
        if what is None:
            return
        if what in (What.WORDS, What.ADDRESSEE):  # one body in the place of another
            bodies = next((some for some in ((a, b), (ours, theirs)) if self._are_bodies(*some)), None)
            what, (ours, theirs) = (What.AUTHORITY, bodies) if bodies else (what, (ours, theirs))
        if what in NORMS and spot.longest <= _BRIEF and (self._left.modal_in(a) or self._right.modal_in(b)):
            ours, theirs = self._around.phrases(spot, far=True)
        yield MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

    def _are_bodies(self, ours: Stretch | None, theirs: Stretch | None) -> bool:
        """Whether phrases begin with two bodies that one could name."""
        spans = [(self._left, ours or (0, 0)), (self._right, theirs or (0, 0))]
        texts = [side.text[slice(*span)] for side, span in spans if span[0] < span[1]]
        first = {text.lower().split()[0] for text in texts} - {"cơ"}
        return len(first) == len(texts) == 2 and all(map(decides, texts))

    def _condition(self, spot: Difference) -> MeantChange | None:
        """A condition that came in or went, by its own words (readers called 37 of 40 such ones so), or that got or lost words."""
        ours, theirs = self._around.phrases(spot)
        side, span = (self._left, ours) if ours else (self._right, theirs)
        whole = side.whole_exception(span) if span and (ours is None or theirs is None) else None
        if whole or (span and (ours is None or theirs is None) and side.is_condition(span)):
            ours, theirs = (ours and (whole or ours), theirs and (whole or theirs))
            told = whole or self._what(ours, theirs, "phrase")
            return MeantChange(What.CONDITION, self._left.piece(ours), self._right.piece(theirs)) if told else None
        places = self._around.texts(spot)
        one, other = self._left.condition_around(places[0]), self._right.condition_around(places[1])
        begin = [side.is_condition(span) for side, span in ((self._left, one), (self._right, other)) if span]
        if one and other and all(begin):
            if self._left.excepts(one) != self._right.excepts(other):  # the other one only stands elsewhere now
                one, other = (one, None) if spot.i < spot.j else (None, other)
            elif self._what(ours, theirs, "phrase") is not What.CONDITION:
                return None
            return MeantChange(What.CONDITION, self._left.piece(one), self._right.piece(other))
        return None

    def _norm(self, spot: Difference, ours: Stretch | None, theirs: Stretch | None) -> What | None:
        """What words bid or allow that begin with it and came in or went, or stand for others that did neither."""
        begins = [side.begins_norm(span) if span else None for side, span in ((self._left, ours), (self._right, theirs))]
        return next(filter(None, begins), None) if (begins[0] is None) != (begins[1] is None) else None

    # Sentences that have no counterpart

    def _sentences(self, spot: Difference) -> Iterator[MeantChange]:
        """What each of the sentences says that came in, went or have little in common."""
        for side, first, last in self._around.sides(spot):
            here = side.span(first, last)
            for start, end in self._split(side, here) if first < last else ():
                span = trimmed(side.text, max(start, here[0]), min(end, here[1]))
                ours, theirs = (span, None) if side is self._left else (None, span)
                what = side.begins_norm(span) or self._what(ours, theirs, "sentence")
                if what and (what not in (What.SCOPE, What.DOCUMENT, What.WORDS) or not _LEADS.search(side.text[start:end])):
                    yield MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

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
