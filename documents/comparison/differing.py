"""Which phrase became which where the words of a pair differ, and what each of them is; the narrower kind before the wider."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from documents.comparison.mentions import FIGURES, Mention, What, figure_of, name_of
from documents.comparison.phrases import (
    Setting,
    begins_item,
    clause_around,
    is_case_with_outcome,
    is_condition,
    is_strong,
    item_names_who,
    leads_list,
    names_money,
    names_who,
    norm_of,
    phrase_around,
    stands_in_exception,
)
from documents.comparison.sides import MeantChange, Side, Stretch, paired_sentences
from documents.comparison.substance import Difference, Term, content, differences, is_other_word, of_substance, term_of


@dataclass(frozen=True, slots=True)
class Background:
    """What a pair cannot tell by itself.

    :param terms: that change all over the two texts
    :param setting: what the items of the list are in which the pair stands
    """

    terms: frozenset[Term] = frozenset()
    setting: Setting | None = None


def differing_phrases(left: Side, right: Side, background: Background) -> list[MeantChange]:
    """The changes of a pair, in the order of their sentences."""
    if len(left.words) * len(right.words) > _LARGE:
        return []
    return list(_Pair(left, right, background).changes())


_REWRITTEN = 0.45
"""A sentence of which less than this share stays says nothing sure about which phrase became which …"""
_WITHIN = 0.7
"""… unless this share of the shorter one stands in the longer one."""
_LARGE = 4_000_000
"""So many pairs of words are too many to look for what changed in them."""
_LONG_ITEM = 12
"""So many words that came into a list are told alone; fewer are told with the list that they came into."""
_LONG_CASE = 5
_SHORT_PHRASE = 6
_REST = 3
_SHORT = 40
_JOINING = frozenset({",", "và", "hoặc"})
_NAMED = FIGURES | {What.AUTHORITY}
_BEGUN = FIGURES | {What.CONDITION}
_ONE_OF_A_KIND = ({What.AGE}, {What.AMOUNT}, {What.RATE}, {What.DURATION, What.DEADLINE}, {What.AUTHORITY})
_ITEMS = {Setting.CASES: What.CONDITION, Setting.DUTIES: What.OBLIGATION, Setting.RIGHTS: What.RIGHT}


class _Pair:
    def __init__(self, left: Side, right: Side, background: Background) -> None:
        self._left, self._right, self._background = left, right, background
        self._to_left: dict[int, int] = {}
        self._to_right: dict[int, int] = {}
        self._rewritten: list[Difference] = []

    def changes(self) -> Iterator[MeantChange]:
        words = self._left.words, self._right.words
        spots = [one for one in self._spots() if term_of(one, *words) not in self._background.terms or self._names(one)]
        for one in of_substance(spots, *words):
            yield from self._read(one)
        for one in self._rewritten:
            yield from self._sure_ones(one)

    def _names(self, spot: Difference) -> bool:
        """Whether a difference is one of figures or bodies, which is none of terms however often it comes."""
        sides = zip((self._left, self._right), self._texts(spot), strict=True)
        return any(self._touched(side, span, _NAMED) for side, span in sides if span[0] < span[1])

    def _sure_ones(self, whole: Difference) -> Iterator[MeantChange]:
        """Of a rewritten sentence the figures and the body, where each side has one of a kind."""
        a, b = self._texts(whole)
        for kinds in _ONE_OF_A_KIND:
            ours, theirs = self._touched(self._left, a, kinds), self._touched(self._right, b, kinds)
            if len(ours) == len(theirs) == 1 and _said(ours[0]) != _said(theirs[0]):
                before, after = self._left.piece(_stretch(ours[0])), self._right.piece(_stretch(theirs[0]))
                yield MeantChange(theirs[0].what, before, after)

    def _spots(self) -> Iterator[Difference]:
        for ours, theirs in paired_sentences(self._left, self._right):
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
        if self._leads(spot):
            return
        yield from self._mentioned(spot) or list(self._inserted(spot)) or self._phrase(spot)

    def _leads(self, spot: Difference) -> bool:
        """Whether only the words before a list came in or went."""
        if (spot.i < spot.j) == (spot.k < spot.m):
            return False
        side, first, last = (self._left, spot.i, spot.j) if spot.i < spot.j else (self._right, spot.k, spot.m)
        return leads_list(side.text, side.span(first, last)[1])

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

    def _texts(self, spot: Difference) -> tuple[Stretch, Stretch]:
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

    def _only(self, what: What, side: Side, span: Stretch) -> MeantChange:
        piece = side.piece(span)
        return MeantChange(what, piece if side is self._left else None, None if side is self._left else piece)

    def _by_setting(self) -> What | None:
        return _ITEMS.get(self._background.setting) if self._background.setting else None

    def _figures(self, spot: Difference) -> Iterator[MeantChange]:
        """Figures that became others, where the difference touches them."""
        ours, theirs = self._both(spot, FIGURES)
        same = {_said(one) for one in ours} & {_said(one) for one in theirs}
        ours, theirs = ([one for one in some if _said(one) not in same] for some in (ours, theirs))
        if (ours and theirs) or self._covers(spot, ours, theirs):
            for one, other in zip_longest(ours, theirs):
                if not one or not other or (one.what is What.AGE) is (other.what is What.AGE):
                    yield self._became(one, other, spot)

    def _named(self, spot: Difference) -> Iterator[MeantChange]:
        """Bodies, papers and conditions."""
        a, b = self._texts(spot)
        order = (What.AUTHORITY, What.DOCUMENT, What.CONDITION)
        if any(is_condition(side.text[slice(*span)].lstrip(" ,;(")) for side, span in ((self._left, a), (self._right, b))):
            order = (What.CONDITION, What.AUTHORITY, What.DOCUMENT)
        for what in order:
            ours, theirs = self._both(spot, {what})
            same = {_said(one) for one in ours} & {_said(one) for one in theirs}
            ours, theirs = ([one for one in some if _said(one) not in same] for some in (ours, theirs))
            if (ours and theirs) or self._covers(spot, ours, theirs):
                for one, other in zip_longest(ours, theirs):
                    yield self._became(one, other, spot)
                return

    def _both(self, spot: Difference, kinds: Container[What]) -> tuple[list[Mention], list[Mention]]:
        """The mentions that a difference touches on each side; where new ones came in whole, none that only ends before them."""
        a, b = self._texts(spot)
        ours, theirs = self._touched(self._left, a, kinds), self._touched(self._right, b, kinds)
        if a[0] == a[1] and theirs and all(one.start >= b[0] for one in theirs):
            ours = [one for one in ours if one.end > a[0]]
        if b[0] == b[1] and ours and all(one.start >= a[0] for one in ours):
            theirs = [one for one in theirs if one.end > b[0]]
        return ours, theirs

    @staticmethod
    def _touched(side: Side, span: Stretch, kinds: Container[What]) -> list[Mention]:
        found: list[Mention] = []
        for one in side.mentions:
            if one.what not in kinds:
                continue
            last = found[-1] if found else None
            if last and one.what is What.AUTHORITY and side.text[last.end : one.start].strip() in _JOINING:
                found[-1] = Mention(one.what, last.start, one.end, last.core + one.core)
            else:
                found.append(one)
        return [one for one in found if _touch(_stretch(one), span)]

    def _became(self, one: Mention | None, other: Mention | None, spot: Difference) -> MeantChange:
        last = other or one
        assert last is not None
        if one is None or other is None:
            side, within = (self._left, self._texts(spot)[0]) if other is None else (self._right, self._texts(spot)[1])
            alone = last.what in _BEGUN or not self._stands_for(spot, side)
            if alone and within[0] <= last.start < within[1] and (last.what in _BEGUN or last.end <= within[1]):
                return self._only(last.what, side, _stretch(last))
        if one and other:
            return MeantChange(last.what, self._left.piece(_stretch(one)), self._right.piece(_stretch(other)))
        return self._change(last.what, _stretch(one) if one else None, _stretch(other) if other else None, spot)

    def _stands_for(self, spot: Difference, side: Side) -> bool:
        """Whether what stands on the other side of a difference is a name too, by another form."""
        other, first, last = (self._right, spot.k, spot.m) if side is self._left else (self._left, spot.i, spot.j)
        words = other.text[slice(*other.span(first, last))]
        named = content(other.words[first:last]).total() > 1 and last - first <= _SHORT_PHRASE
        return named and not norm_of(words) and not is_condition(words)

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
        if (spot.i < spot.j) == (spot.k < spot.m):
            return
        side, first, last = (self._left, spot.i, spot.j) if spot.i < spot.j else (self._right, spot.k, spot.m)
        cases = self._background.setting is Setting.CASES
        span = side.span(first, last)
        if (
            last - first < (_LONG_CASE if cases else _LONG_ITEM)
            or not first
            or not begins_item(side.text, side.words[first - 1].end)
        ):
            return
        if names_who(side.text[phrase_around(side.text, *span)[0] : span[0]]):
            return
        words = side.text[slice(*span)]
        if cases or is_condition(words) or stands_in_exception(side.text[: span[0]]):
            yield self._only(What.CONDITION, side, span)
        else:
            yield self._only(What.ADDRESSEE if names_who(words) else What.SCOPE, side, span)

    def _phrase(self, spot: Difference) -> Iterator[MeantChange]:
        a, b = self._texts(spot)
        ours = phrase_around(self._left.text, *a) if spot.i < spot.j else None
        theirs = phrase_around(self._right.text, *b) if spot.k < spot.m else None
        gone, come = self._left.text[slice(*a)], self._right.text[slice(*b)]
        norms = [norm_of(words) if len(words) < _SHORT else None for words in (gone, come)]
        if norms[0] != norms[1] and (all(norms) or is_strong(f"{gone} {come}")):
            ours, theirs = phrase_around(self._left.text, *a), phrase_around(self._right.text, *b)
            yield self._change(norms[1] or norms[0] or What.SCOPE, ours, theirs, spot)
            return
        if is_other_word(spot, self._left.words, self._right.words):
            return
        if (spot.i == spot.j or spot.k == spot.m) and self._dates(spot):
            return
        change = self._change(What.SCOPE, ours, theirs, spot)
        what = self._kind(change, a, b)
        if what is not What.SCOPE or not self._right.text.rstrip().endswith(":"):
            yield replace(change, what=what)

    def _dates(self, spot: Difference) -> bool:
        """Whether a difference stands in the moment from which a figure counts."""
        a, b = self._texts(spot)
        return any(
            one.what in FIGURES and one.start < span[0] and span[1] <= one.end
            for side, span in ((self._left, a), (self._right, b))
            for one in side.mentions
        )

    def _kind(self, change: MeantChange, a: Stretch, b: Stretch) -> What:
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

    def _change(self, what: What, ours: Stretch | None, theirs: Stretch | None, spot: Difference) -> MeantChange:
        """A change of phrases; what of the one stands on the other side too belongs to that one's phrase."""
        one = self._image(self._right, theirs, self._to_left, self._left, (spot.i, spot.j), ours)
        other = self._image(self._left, ours, self._to_right, self._right, (spot.k, spot.m), theirs)
        return MeantChange(what, self._left.piece(one), self._right.piece(other))

    @staticmethod
    def _image(
        here: Side, span: Stretch | None, places: dict[int, int], there: Side, spot: Stretch, known: Stretch | None
    ) -> Stretch | None:
        found = [places[place] for place in range(*here.range(span)) if place in places] if span else []
        if spot[0] < spot[1] and not known:
            found += [spot[0], spot[1] - 1]
        stretches = [there.span(min(found), max(found) + 1)] if found else []
        if known and any(mark in there.text[slice(*stretch)] for stretch in stretches for mark in ";\n"):
            stretches = []
        if known:
            stretches.append(known)
        return (min(start for start, _ in stretches), max(end for _, end in stretches)) if stretches else None


def _said(one: Mention) -> object:
    """By what two mentions of a kind are the same."""
    return figure_of(one) if one.what in FIGURES else name_of(one)


def _stretch(one: Mention) -> Stretch:
    return one.start, one.end


def _touch(span: Stretch, other: Stretch) -> bool:
    if other[0] == other[1]:
        return span[0] < other[0] < span[1] or span[1] == other[0]
    return span[0] < other[1] and other[0] < span[1]
