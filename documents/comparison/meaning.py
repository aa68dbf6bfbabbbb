"""What a change of words means for the people concerned: which amounts, days, bodies, conditions, duties … became which.

Found by rule, and to be shown as found by a machine, beside the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, zip_longest

import numpy as np
from scipy.optimize import linear_sum_assignment

from documents.comparison.mentions import FIGURES, Mention, What, figure_of, find_mentions, find_norms, sentences
from documents.comparison.phrases import (
    Setting,
    clause_around,
    is_case_with_outcome,
    is_condition,
    is_strong,
    item_names_who,
    names_money,
    names_who,
    norm_of,
    phrase_around,
    stands_in_exception,
)
from documents.comparison.substance import Difference, Term, Word, content, differences, of_substance, words_in
from documents.comparison.units import words_of
from documents.model import Provision


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of a provision's own text.

    :param path: of the provision; ``start`` and ``end`` into its text
    """

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MeantChange:
    """A phrase that became another one; ``before`` None where it is new, ``after`` None where it is gone."""

    what: What
    before: Piece | None
    after: Piece | None


@dataclass(frozen=True, slots=True)
class Background:
    """What a pair cannot tell by itself.

    :param terms: that change all over the two texts
    :param setting: what the items of the list are in which the pair stands
    """

    terms: frozenset[Term] = frozenset()
    setting: Setting | None = None


_NORMS = frozenset({What.OBLIGATION, What.RIGHT})


def meant_changes(left: Sequence[Provision], right: Sequence[Provision], background: Background | None = None) -> list[MeantChange]:
    """What changed between the own words of provisions that are a pair: duties and rights first, then in the order of the texts.

    :param left: none where the right ones were added, and the other way round: then only duties and rights are told
    """
    if [words_of(provision.text) for provision in left] == [words_of(provision.text) for provision in right]:
        return []
    if left and right:
        found = list(_Pair(left, right, background or Background()).changes())
    else:
        side = _Side(left or right)
        pieces = [(norm.what, side.piece((norm.start, norm.end))) for norm in find_norms(side.text)]
        found = [MeantChange(what, piece if left else None, None if left else piece) for what, piece in pieces]
    return sorted(_distinct(found, left, right), key=_place)


def _place(change: MeantChange) -> tuple[bool, str, int]:
    piece = change.after or change.before
    return (change.what not in _NORMS, piece.path if piece else "", piece.start if piece else 0)


def _distinct(changes: Sequence[MeantChange], left: Sequence[Provision], right: Sequence[Provision]) -> list[MeantChange]:
    """Each change once; of two of a kind at one place one, that reaches over both."""
    kept: list[MeantChange] = []
    for change in changes:
        place = next((place for place, other in enumerate(kept) if change.what is other.what and _meet(change, other)), None)
        if place is None:
            kept.append(change)
        else:
            other = kept[place]
            kept[place] = MeantChange(change.what, _over(other.before, change.before, left), _over(other.after, change.after, right))
    return [one for one in kept if one.what is not What.SCOPE or not any(_inside(one, other) for other in kept if other.what is not What.SCOPE)]


def _inside(one: MeantChange, other: MeantChange) -> bool:
    """Whether a change of scope is told by a narrower one."""
    return all(
        bool(a and b and a.path == b.path and max(a.start, b.start) < min(a.end, b.end))
        for a, b in ((one.before, other.before), (one.after, other.after))
    )


def _meet(one: MeantChange, other: MeantChange) -> bool:
    gaps = [
        None if not a or not b else max(a.start, b.start) - min(a.end, b.end) if a.path == b.path else _GAP + 1
        for a, b in ((one.before, other.before), (one.after, other.after))
    ]
    told = [gap for gap in gaps if gap is not None]
    return bool(told) and (all(gap <= _GAP for gap in told) if len(told) == 2 else told[0] < 0)


_GAP = 2


def _over(one: Piece | None, other: Piece | None, provisions: Sequence[Provision]) -> Piece | None:
    if not one or not other:
        return one
    start, end = min(one.start, other.start), max(one.end, other.end)
    text = next(provision.text for provision in provisions if provision.path == one.path)
    return Piece(one.path, start, end, text[start:end])


_Span = tuple[int, int]


class _Side:
    """The own words of provisions, one after the other."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self.text = "\n".join(provision.text for provision in provisions)
        self._provisions = provisions
        self._starts = [0, *accumulate(len(provision.text) + 1 for provision in provisions)][:-1]

    @cached_property
    def words(self) -> list[Word]:
        return words_in(self.text)

    @cached_property
    def mentions(self) -> list[Mention]:
        return find_mentions(self.text)

    @cached_property
    def sentences(self) -> list[_Span]:
        """The words of each sentence, as a range of them."""
        starts = [word.start for word in self.words]
        found = [(bisect_left(starts, begin), bisect_left(starts, end)) for begin, end in sentences(self.text)]
        return [(first, last) for first, last in found if first < last]

    def piece(self, span: _Span) -> Piece:
        home = bisect_right(self._starts, span[0]) - 1
        start, provision = span[0] - self._starts[home], self._provisions[home]
        text = provision.text[start : start + span[1] - span[0]]
        return Piece(provision.path, start, start + len(text), text)

    def place(self, piece: Piece) -> _Span:
        """Where a piece stands among all the words."""
        home = next(start for start, provision in zip(self._starts, self._provisions, strict=True) if provision.path == piece.path)
        return home + piece.start, home + piece.end

    def span(self, first: int, last: int) -> _Span:
        """Where a range of words stands; of no words, the place behind the word before."""
        if first < last:
            return self.words[first].start, self.words[last - 1].end
        here = self.words[first - 1].end if first else 0
        return here, here

    def range(self, span: _Span) -> tuple[int, int]:
        """The words in a stretch."""
        return bisect_left(self.words, span[0], key=lambda word: word.end - 1), bisect_left(self.words, span[1], key=lambda word: word.start)


_LIKE = 0.35
_REWRITTEN = 0.35
_WITHIN = 0.4
"""Sentences of which less than this share stays say nothing sure about which phrase became which."""


class _Pair:
    def __init__(self, left: Sequence[Provision], right: Sequence[Provision], background: Background) -> None:
        self._left, self._right, self._background = _Side(left), _Side(right), background
        self._to_left: dict[int, int] = {}
        self._to_right: dict[int, int] = {}
        self._rewritten: list[Difference] = []

    def changes(self) -> Iterator[MeantChange]:
        spots = list(self._spots())
        for one in of_substance(spots, self._left.words, self._right.words, self._background.terms):
            yield from self._read(one)
        for one in self._rewritten:
            yield from self._sure_figures(one)

    def _sure_figures(self, whole: Difference) -> Iterator[MeantChange]:
        """Of a rewritten sentence the figures, where each side has one of a kind."""
        a, b = self._texts(whole)
        for kinds in _LIKE_FIGURES:
            ours, theirs = self._touched(self._left, a, kinds), self._touched(self._right, b, kinds)
            if len(ours) == len(theirs) == 1 and figure_of(ours[0]) != figure_of(theirs[0]):
                yield MeantChange(theirs[0].what, *(side.piece((one.start, one.end)) for side, one in ((self._left, ours[0]), (self._right, theirs[0]))))

    def _spots(self) -> Iterator[Difference]:
        for ours, theirs in _paired_sentences(self._left, self._right):
            if ours is None or theirs is None:
                first, last = ours or theirs or (0, 0)
                yield Difference(first, last, 0, 0) if ours else Difference(0, 0, first, last)
                continue
            one, other = self._left.words[slice(*ours)], self._right.words[slice(*theirs)]
            i, k = 0, 0
            spots = differences(one, other)
            stayed = len(one) - sum(spot.j - spot.i for spot in spots)
            if stayed < _REWRITTEN * max(len(one), len(other)) and stayed < _WITHIN * min(len(one), len(other)):
                self._rewritten.append(Difference(*ours, *theirs))
                continue
            for spot in spots:
                self._align(ours[0] + i, theirs[0] + k, spot.i - i)
                i, k = spot.j, spot.m
                yield Difference(ours[0] + spot.i, ours[0] + spot.j, theirs[0] + spot.k, theirs[0] + spot.m)
            self._align(ours[0] + i, theirs[0] + k, len(one) - i)

    def _align(self, i: int, k: int, length: int) -> None:
        self._to_right.update(zip(range(i, i + length), range(k, k + length), strict=True))
        self._to_left.update(zip(range(k, k + length), range(i, i + length), strict=True))

    def _read(self, spot: Difference) -> Iterator[MeantChange]:
        yield from self._mentioned(spot) or next(filter(None, (list(read(spot)) for read in (self._inserted, self._phrase))), ())

    def _mentioned(self, spot: Difference) -> list[MeantChange]:
        """A whole clause, or what has a form of its own; and behind that more of the kind."""
        for read in (self._added, self._figures, self._named):
            found = list(read(spot))
            if found:
                rest = self._rest(spot, found)
                return [*found, *(self._mentioned(rest) if rest else ())]
        return []

    def _rest(self, spot: Difference, found: Sequence[MeantChange]) -> Difference | None:
        """What a difference says behind the phrases that were found in it."""
        starts = []
        for side, pieces, first, last in (
            (self._left, [change.before for change in found if change.before], spot.i, spot.j),
            (self._right, [change.after for change in found if change.after], spot.k, spot.m),
        ):
            behind = max((side.range(side.place(piece))[1] for piece in pieces), default=last)
            starts.append(min(max(behind, first), last))
        rest = Difference(starts[0], spot.j, starts[1], spot.m)
        said = content(self._left.words[rest.i : rest.j]).total() + content(self._right.words[rest.k : rest.m]).total()
        return rest if said >= _REST else None

    def _texts(self, spot: Difference) -> tuple[_Span, _Span]:
        return self._left.span(spot.i, spot.j), self._right.span(spot.k, spot.m)

    def _added(self, spot: Difference) -> Iterator[MeantChange]:
        """A clause of its own that came in or went."""
        if (spot.i < spot.j) == (spot.k < spot.m):
            return
        side, first, last = (self._left, spot.i, spot.j) if spot.i < spot.j else (self._right, spot.k, spot.m)
        span = side.span(first, last)
        clause = clause_around(side.text, *span)
        if clause[0] < span[0] - 4 or clause[1] > span[1] + 4:
            return
        words = side.text[slice(*clause)]
        what = norm_of(words) or (What.OBLIGATION if is_case_with_outcome(words) else None)
        if what is None and any(one.what is What.AUTHORITY and one.start == clause[0] for one in side.mentions):
            what = What.AUTHORITY
        yield self._only(what or (What.CONDITION if is_condition(words) else self._by_setting() or What.SCOPE), side, clause)

    def _only(self, what: What, side: _Side, span: _Span) -> MeantChange:
        piece = side.piece(span)
        return MeantChange(what, piece if side is self._left else None, None if side is self._left else piece)

    def _by_setting(self) -> What | None:
        return _ITEMS.get(self._background.setting) if self._background.setting else None

    def _figures(self, spot: Difference) -> Iterator[MeantChange]:
        """Figures that became others, where the difference touches them."""
        a, b = self._texts(spot)
        ours, theirs = self._touched(self._left, a, FIGURES), self._touched(self._right, b, FIGURES)
        same = {figure_of(one) for one in ours} & {figure_of(one) for one in theirs}
        ours, theirs = ([one for one in some if figure_of(one) not in same] for some in (ours, theirs))
        if (ours and theirs) or self._covers(spot, ours, theirs):
            for one, other in zip_longest(ours, theirs):
                yield self._became(one, other, spot)

    def _named(self, spot: Difference) -> Iterator[MeantChange]:
        """Bodies, papers and conditions."""
        a, b = self._texts(spot)
        order = (What.AUTHORITY, What.DOCUMENT, What.CONDITION)
        if any(is_condition(side.text[slice(*span)].lstrip(" ,;(")) for side, span in ((self._left, a), (self._right, b))):
            order = (What.CONDITION, What.AUTHORITY, What.DOCUMENT)
        for what in order:
            ours, theirs = self._touched(self._left, a, {what}), self._touched(self._right, b, {what})
            same = {one.core for one in ours} & {one.core for one in theirs}
            ours, theirs = ([one for one in some if one.core not in same] for some in (ours, theirs))
            if (ours and theirs) or self._covers(spot, ours, theirs):
                for one, other in zip_longest(ours, theirs):
                    yield self._became(one, other, spot)
                return

    @staticmethod
    def _touched(side: _Side, span: _Span, kinds: Container[What]) -> list[Mention]:
        found: list[Mention] = []
        for one in side.mentions:
            if one.what not in kinds:
                continue
            last = found[-1] if found else None
            if last and one.what is What.AUTHORITY and side.text[last.end : one.start].strip() in _JOINING:
                found[-1] = Mention(one.what, last.start, one.end, last.core + one.core)
            else:
                found.append(one)
        return [one for one in found if _touch((one.start, one.end), span)]

    def _became(self, one: Mention | None, other: Mention | None, spot: Difference) -> MeantChange:
        last = other or one
        assert last is not None
        for mention, side, first, end in ((one, self._left, spot.i, spot.j), (other, self._right, spot.k, spot.m)):
            within = side.span(first, end)
            if mention is last and (one is None or other is None) and within[0] <= mention.start < within[1] and (
                mention.what in _BEGUN or mention.end <= within[1]
            ):
                return self._only(last.what, side, (mention.start, mention.end))
        return self._change(last.what, one and (one.start, one.end), other and (other.start, other.end), spot)

    def _covers(self, spot: Difference, ours: Sequence[Mention], theirs: Sequence[Mention]) -> bool:
        """Whether mentions of one side make up most of the words that differ there."""
        for side, first, last, some in ((self._left, spot.i, spot.j, ours), (self._right, spot.k, spot.m, theirs)):
            words = side.words[first:last]
            inside = [word for word in words if any(one.start <= word.start < one.end for one in some)]
            if some and words and content(inside).total() >= 0.5 * content(words).total():
                return True
        return False

    def _inserted(self, spot: Difference) -> Iterator[MeantChange]:
        """A long item of a list, or a condition at the end, that came in or went by itself."""
        for side, first, last, others in ((self._left, spot.i, spot.j, spot.m - spot.k), (self._right, spot.k, spot.m, spot.j - spot.i)):
            least = _LONG_CASE if self._background.setting is Setting.CASES else _LONG_ITEM
            if others or last - first < least or not first:
                continue
            span = side.span(first, last)
            between = side.text[side.words[first - 1].end : span[0] + 5]
            if re.match(r"\s*[,;]|\s*(?:và|hoặc|mà)\s", between):
                start, _ = span
                words = side.text[slice(*span)]
                if names_who(side.text[phrase_around(side.text, *span)[0] : span[0]]):
                    continue
                excepted = is_condition(words) or stands_in_exception(side.text[: span[0]]) or self._background.setting is Setting.CASES
                what = What.CONDITION if excepted else None
                yield self._only(what or (What.ADDRESSEE if names_who(words) else What.SCOPE), side, span)
                return

    def _phrase(self, spot: Difference) -> Iterator[MeantChange]:
        a, b = self._texts(spot)
        ours = phrase_around(self._left.text, *a) if spot.i < spot.j else None
        theirs = phrase_around(self._right.text, *b) if spot.k < spot.m else None
        norms = [norm_of(side.text[slice(*span)]) if span[1] - span[0] < _SHORT else None for side, span in ((self._left, a), (self._right, b))]
        if norms[0] != norms[1] and (all(norms) or is_strong(self._left.text[slice(*a)] + " " + self._right.text[slice(*b)])):
            ours, theirs = phrase_around(self._left.text, *a), phrase_around(self._right.text, *b)
            yield self._change(norms[1] or norms[0] or What.SCOPE, ours, theirs, spot)
            return
        change = self._change(What.SCOPE, ours, theirs, spot)
        change = replace(change, what=self._kind(change, a, b))
        if (spot.i == spot.j or spot.k == spot.m) and self._dates(spot):
            return
        if change.what is not What.SCOPE or not self._right.text.rstrip().endswith(":"):
            yield change

    def _dates(self, spot: Difference) -> bool:
        """Whether a difference stands in the moment from which a figure counts."""
        a, b = self._texts(spot)
        return any(
            one.what in FIGURES and one.start < span[0] and span[1] <= one.end
            for side, span in ((self._left, a), (self._right, b))
            for one in side.mentions
        )

    def _kind(self, change: MeantChange, a: _Span, b: _Span) -> What:
        phrases = [piece.text for piece in (change.after, change.before) if piece]
        starts = not self._left.text[: a[0]].strip() or not self._right.text[: b[0]].strip()
        if any(is_condition(phrase) for phrase in phrases) or self._background.setting is Setting.CASES:
            return What.CONDITION
        if any(names_money(phrase) for phrase in phrases):
            return What.AMOUNT
        if any(names_who(phrase) for phrase in phrases) or any(
            item_names_who(side.text, span[0], phrase_around(side.text, *span)[0])
            for side, span in ((self._left, a), (self._right, b))
            if span[0] < span[1]
        ):
            return What.ADDRESSEE
        if starts:
            return self._by_setting() or What.SCOPE
        return next(filter(None, (norm_of(phrase[:18]) for phrase in phrases)), What.SCOPE)

    def _change(self, what: What, ours: _Span | None, theirs: _Span | None, spot: Difference) -> MeantChange:
        """A change of phrases; what of the one stands on the other side too belongs to that one's phrase."""
        one = self._image(self._right, theirs, self._to_left, self._left, (spot.i, spot.j), ours)
        other = self._image(self._left, ours, self._to_right, self._right, (spot.k, spot.m), theirs)
        return MeantChange(what, self._left.piece(one) if one else None, self._right.piece(other) if other else None)

    @staticmethod
    def _image(here: _Side, span: _Span | None, places: dict[int, int], there: _Side, spot: _Span, known: _Span | None) -> _Span | None:
        found = [places[place] for place in range(*here.range(span)) if place in places] if span else []
        if spot[0] < spot[1] and not known:
            found += [spot[0], spot[1] - 1]
        stretches = [there.span(min(found), max(found) + 1)] if found else []
        if known:
            stretches.append(known)
        return (min(start for start, _ in stretches), max(end for _, end in stretches)) if stretches else None


def _touch(span: _Span, other: _Span) -> bool:
    if other[0] == other[1]:
        return span[0] < other[0] < span[1] or span[1] == other[0]
    return span[0] < other[1] and other[0] < span[1]


_BEGUN = FIGURES | {What.CONDITION}
_LIKE_FIGURES = ({What.AGE}, {What.AMOUNT}, {What.RATE}, {What.DURATION, What.DEADLINE})
_LONG_ITEM = 12
_LONG_CASE = 5
_REST = 3
_SHORT = 40
_JOINING = frozenset({",", "và", "hoặc"})
_ITEMS = {Setting.CASES: What.CONDITION, Setting.DUTIES: What.OBLIGATION, Setting.RIGHTS: What.RIGHT}


def _paired_sentences(left: _Side, right: _Side) -> Iterator[tuple[_Span | None, _Span | None]]:
    ours, theirs = left.sentences, right.sentences
    if len(ours) == len(theirs) == 1:
        yield ours[0], theirs[0]
        return
    said, others = ([content(side.words[slice(*span)]) for span in spans] for side, spans in ((left, ours), (right, theirs)))
    gains = np.array([[_alike(one, other) for other in others] for one in said])
    gains = gains.reshape(len(ours), len(theirs))
    rows, columns = linear_sum_assignment(gains, maximize=True)
    pairs = [(row, column) for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if gains[row, column] >= _LIKE]
    free = {row for row in range(len(ours))} - {row for row, _ in pairs}, {column for column in range(len(theirs))} - {column for _, column in pairs}
    joined = [(_joined(row, said, others[column], free[0]), _joined(column, others, said[row], free[1])) for row, column in pairs]
    taken = ({row for (first, last), _ in joined for row in range(first, last)}, {column for _, (first, last) in joined for column in range(first, last)})
    yield from (((ours[a][0], ours[b - 1][1]), (theirs[c][0], theirs[d - 1][1])) for (a, b), (c, d) in joined)
    yield from ((span, None) for row, span in enumerate(ours) if row not in taken[0])
    yield from ((None, span) for column, span in enumerate(theirs) if column not in taken[1])


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """How much two sentences have in common, and how much the shorter has of the longer."""
    common = (one & other).total()
    return (common / max(one.total() + other.total(), 1) + common / max(min(one.total(), other.total()), 1)) / 2


def _joined(place: int, said: Sequence[Counter[str]], other: Counter[str], free: set[int]) -> tuple[int, int]:
    """A sentence with its neighbours that stand in the one sentence of the other side too."""
    first, last = place, place + 1
    whole = Counter(said[place])
    for step in (-1, 1):
        while (near := first - 1 if step < 0 else last) in free:
            more = ((whole + said[near]) & other).total() - (whole & other).total()
            if not more or more < _SHARED * said[near].total():
                break
            free.discard(near)
            whole += said[near]
            first, last = (near, last) if step < 0 else (first, near + 1)
    return first, last


_SHARED = 0.6
