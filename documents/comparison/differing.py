"""Which phrase became which where the words of a pair differ, and what each of them is; the narrower kind before the wider."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from documents.comparison.around import LONG, Around
from documents.comparison.kinds import Setting, Spoken, begins_condition, begins_deed, kind_of, kind_of_clause, modal_of, says_norm
from documents.comparison.mentions import FIGURES, Mention, What, figure_of, figured, name_of
from documents.comparison.phrases import clause_around, leads_list, of_a_name, pieces_of
from documents.comparison.sides import MeantChange, Side, Stretch, paired_clauses
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


_REWRITTEN = 0.4
"""A sentence of which less than this share stays says nothing sure about which phrase became which …"""
_WITHIN = 0.7
"""… unless this share of the shorter one stands in the longer one."""
_LARGE = 4_000_000
"""So many pairs of words are too many to look for what changed in them."""
_WHOLE = 24
"""A condition of no more words is told whole."""
_REWRITTEN_WHOLE = 40
"""A rewritten sentence of no more words is told as a whole, old and new."""
_FRAME = 4
"""So many words with which both of two rewritten sentences begin or end stand outside of what was rewritten."""
_REST = 3
_DEED = 5
_NEAR = 2
_NORMS = frozenset({What.OBLIGATION, What.RIGHT})
_VAGUE = _NORMS | {What.SCOPE}
_SAID = 2
"""A word that came into a phrase, of so many syllables, hardly changes how far a rule reaches."""
_TOGETHER = ("phối hợp với", "chủ trì phối hợp với", "chủ trì, phối hợp với")
_JOINING = frozenset((",", "và", "hoặc", "và các", "thuộc", *_TOGETHER))
_NAMED = FIGURES | {What.AUTHORITY}
_ONE_OF_A_KIND = ({What.AGE}, {What.AMOUNT}, {What.RATE}, {What.DURATION, What.DEADLINE}, {What.AUTHORITY})


class _Pair:
    def __init__(self, left: Side, right: Side, background: Background) -> None:
        self._left, self._right, self._background = left, right, background
        self._around = Around(left, right)
        self._rewritten: list[Difference] = []

    def changes(self) -> Iterator[MeantChange]:
        words = self._left.words, self._right.words
        spots = [one for one in self._spots() if term_of(one, *words) not in self._background.terms or self._names(one)]
        for one in self._joined(of_substance(spots, *words)):
            yield from self._read(one)
        for one in self._rewritten:
            yield from self._read_rewritten(one)

    def _names(self, spot: Difference) -> bool:
        """Whether a difference is one of figures or bodies, which is none of terms however often it comes."""
        sides = zip((self._left, self._right), self._texts(spot), strict=True)
        return any(self._touched(side, span, _NAMED) for side, span in sides if span[0] < span[1])

    # Where the words differ

    def _spots(self) -> Iterator[Difference]:
        for ours, theirs in paired_clauses(self._left, self._right):
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
                self._around.align(ours[0] + i, theirs[0] + k, spot.i - i)
                i, k = spot.j, spot.m
                yield Difference(ours[0] + spot.i, ours[0] + spot.j, theirs[0] + spot.k, theirs[0] + spot.m)
            self._around.align(ours[0] + i, theirs[0] + k, len(one) - i)

    def _joined(self, spots: Sequence[Difference]) -> list[Difference]:
        """Differences, those of one phrase as one: no more than a word or two between them, and nothing that ends a phrase."""
        found: list[Difference] = []
        for spot in spots:
            last = found[-1] if found else None
            if last and self._one_phrase(last, spot):
                found[-1] = Difference(last.i, spot.j, last.k, spot.m)
            else:
                found.append(spot)
        return found

    def _one_phrase(self, one: Difference, other: Difference) -> bool:
        between = other.i - one.j
        if between != other.k - one.m or not 0 <= between <= _NEAR or not self._around.stayed(one.j, one.m):
            return False
        return not any(self._left.breaks(place) for place in range(one.j, other.i) if 0 < place < len(self._left.words))

    def _texts(self, spot: Difference) -> tuple[Stretch, Stretch]:
        return self._left.span(spot.i, spot.j), self._right.span(spot.k, spot.m)

    # What a difference says

    def _read(self, spot: Difference) -> Iterator[MeantChange]:
        waiting = [spot]
        while waiting:
            one = waiting.pop()
            alone = (one.i < one.j) != (one.k < one.m)
            if alone and (self._leads(one) or self._dates(one)):
                continue
            if alone and (self._is_clause(one) or self._starts_condition(one)):
                yield from self._clauses(one) if self._is_clause(one) else self._one_sided(one)
                continue
            parts = () if alone else self._parts(one)
            if len(parts) > 1:
                waiting += reversed(parts)
                continue
            found = list(self._figures(one)) or list(self._bodies(one))
            rest = self._rest(one, found) if found else None
            if rest and found[-1].what is What.AUTHORITY and self._belongs(rest):
                found[-1], rest = self._longer(found[-1], rest), None
            yield from found or (self._one_sided(one) if alone else self._replaced(one))
            waiting += [rest] if rest else []

    def _starts_condition(self, spot: Difference) -> bool:
        side, first, last = self._alone(spot)
        return begins_condition(side.text[slice(*side.span(first, last))])

    def _parts(self, spot: Difference) -> tuple[Difference, ...]:
        """A difference cut into its clauses, and where a condition begins."""
        sides = ((self._left, spot.i, spot.j), (self._right, spot.k, spot.m))
        cut = [[side.range(span) for span in pieces_of(side.text, *side.span(*at), inside=True)] for side, *at in sides]
        parts = []
        last = spot.i, spot.k
        for ours, theirs in zip_longest(*cut):
            last = (ours or (0, last[0]))[1], (theirs or (0, last[1]))[1]
            parts.append(Difference(*(ours or (last[0], last[0])), *(theirs or (last[1], last[1]))))
        return tuple(parts)

    def _dates(self, spot: Difference) -> bool:
        """Whether a difference stands in the moment from which a figure counts."""
        a, b = self._texts(spot)
        if figured(self._left.text[slice(*a)] + " " + self._right.text[slice(*b)]):
            return False
        return any(
            one.what in FIGURES and one.start < span[0] and span[1] < one.end
            for side, span in ((self._left, a), (self._right, b))
            for one in side.mentions
        )

    def _leads(self, spot: Difference) -> bool:
        """Whether only the words before a list came in or went."""
        side, first, last = self._alone(spot)
        return leads_list(side.text, side.span(first, last)[1])

    def _sides(self, spot: Difference) -> tuple[tuple[Side, int, int], tuple[Side, int, int]]:
        return (self._left, spot.i, spot.j), (self._right, spot.k, spot.m)

    def _alone(self, spot: Difference) -> tuple[Side, int, int]:
        return (self._left, spot.i, spot.j) if spot.i < spot.j else (self._right, spot.k, spot.m)

    def _is_clause(self, spot: Difference) -> bool:
        side, first, last = self._alone(spot)
        span = side.span(first, last)
        clause = clause_around(side.text, *span)
        return clause[0] >= span[0] - 4 and clause[1] <= span[1] + 4

    def _clauses(self, spot: Difference) -> Iterator[MeantChange]:
        """Clauses of their own that came in or went."""
        side, first, last = self._alone(spot)
        for span in pieces_of(side.text, *side.span(first, last), inside=False):
            yield self._only(kind_of_clause(side.text, *span, self._background.setting), side, span)

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
        return rest if said >= _REST and rest != spot else None

    def _only(self, what: What, side: Side, span: Stretch) -> MeantChange:
        piece = side.piece(span)
        return MeantChange(what, piece if side is self._left else None, None if side is self._left else piece)

    # Figures and bodies, which have a form of their own

    def _figures(self, spot: Difference) -> Iterator[MeantChange]:
        """Figures that became others, where the difference touches them."""
        ours, theirs = self._both(spot, FIGURES)
        same = {_said(one) for one in ours} & {_said(one) for one in theirs}
        ours, theirs = ([one for one in some if _said(one) not in same] for some in (ours, theirs))
        if (ours and theirs) or self._covers(spot, ours, theirs):
            for one, other in zip_longest(ours, theirs):
                if not one or not other or (one.what is What.AGE) is (other.what is What.AGE):
                    yield self._became(one, other, spot)

    def _bodies(self, spot: Difference) -> Iterator[MeantChange]:
        """A body in whose place stands another, or that came in or went; a list of them as one."""
        ours, theirs = self._both(spot, {What.AUTHORITY})
        same = {name_of(one) for one in ours} & {name_of(one) for one in theirs}
        ours, theirs = ([one for one in some if name_of(one) not in same] for some in (ours, theirs))
        if (ours and theirs) or self._covers(spot, ours, theirs):
            for one, other in zip_longest(ours, theirs):
                yield self._became(one, other, spot)

    def _both(self, spot: Difference, kinds: Container[What]) -> tuple[list[Mention], list[Mention]]:
        """The mentions that a difference touches on each side; where new ones came in whole, none that only ends before them."""
        a, b = self._texts(spot)
        ours, theirs = self._touched(self._left, a, kinds), self._touched(self._right, b, kinds)
        if a[0] == a[1] and theirs and all(one.start >= b[0] for one in theirs):
            ours = [one for one in ours if one.end > a[0]]
        if b[0] == b[1] and ours and all(one.start >= a[0] for one in ours):
            theirs = [one for one in theirs if one.end > b[0]]
        if len(ours) != len(theirs):
            ours = ours or self._images(self._right, theirs, self._around.to_left, self._left)
            theirs = theirs or self._images(self._left, ours, self._around.to_right, self._right)
        return ours, theirs

    def _images(self, here: Side, some: Sequence[Mention], places: dict[int, int], there: Side) -> list[Mention]:
        """The mentions on the other side that share words with some of this one."""
        found: list[Mention] = []
        for one in some:
            stayed = [places[place] for place in range(*here.range(_stretch(one))) if place in places]
            span = there.span(min(stayed), max(stayed) + 1) if stayed else (0, 0)
            near = [other for other in self._touched(there, span, {one.what}) if other.start < span[1] and span[0] < other.end]
            found += [other for other in near if other not in found]
        return found

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
        if one and other:
            return MeantChange(last.what, self._left.piece(_stretch(one)), self._right.piece(_stretch(other)))
        side, within = (self._left, self._texts(spot)[0]) if other is None else (self._right, self._texts(spot)[1])
        whole = within[0] <= last.start < within[1]
        if whole and (last.what in FIGURES or not self._stands_for(spot, side)):
            return self._only(last.what, side, _stretch(last))
        ours, theirs = self._around.phrases(spot)
        return MeantChange(
            last.what,
            self._left.piece(_stretch(one) if one else ours),
            self._right.piece(_stretch(other) if other else theirs),
        )

    def _stands_for(self, spot: Difference, side: Side) -> bool:
        """Whether what stands on the other side of a difference is a name too, by another form."""
        other, first, last = (self._right, spot.k, spot.m) if side is self._left else (self._left, spot.i, spot.j)
        words = other.text[slice(*other.span(first, last))]
        return content(other.words[first:last]).total() > 1 and not modal_of(words) and not begins_condition(words)

    def _covers(self, spot: Difference, ours: Sequence[Mention], theirs: Sequence[Mention]) -> bool:
        """Whether mentions of one side make up most of the words that differ there."""
        for side, first, last, some in ((self._left, spot.i, spot.j, ours), (self._right, spot.k, spot.m, theirs)):
            words = side.words[first:last]
            inside = [word for word in words if any(one.start <= word.start < one.end for one in some)]
            if some and words and content(inside).total() >= 0.5 * content(words).total():
                return True
        return False

    def _belongs(self, rest: Difference) -> bool:
        """Whether what a difference says behind a body only says more closely which one."""
        sides = ((self._left, rest.i, rest.j), (self._right, rest.k, rest.m))
        return all(first == last or of_a_name(side.text[slice(*side.span(first, last))]) for side, first, last in sides)

    def _longer(self, change: MeantChange, rest: Difference) -> MeantChange:
        a, b = self._texts(rest)
        before, after = (
            side.piece((side.place(piece)[0], max(side.place(piece)[1], span[1]))) if piece and span[0] < span[1] else piece
            for side, piece, span in ((self._left, change.before, a), (self._right, change.after, b))
        )
        return MeantChange(change.what, before, after)

    # Other phrases

    def _one_sided(self, spot: Difference) -> Iterator[MeantChange]:
        """Words that came in or went: long ones by themselves, cut where a condition begins, short ones with their phrase."""
        side, first, last = self._alone(spot)
        body = next((one for one in side.mentions if one.what is What.AUTHORITY and self._follows(one, side, first)), None)
        if body and of_a_name(side.text[slice(*side.span(first, last))]):
            ours, theirs = self._around.phrases(spot)
            here, there = (body.start, side.span(first, last)[1]), theirs if side is self._left else ours
            left, right = (here, there) if side is self._left else (there, here)
            yield MeantChange(What.AUTHORITY, self._left.piece(left), self._right.piece(right))
            return
        pieces = list(pieces_of(side.text, *side.span(first, last), inside=True))
        for span in pieces:
            here = side.range(span)
            said = content(side.words[slice(*here)]).total()
            part = Difference(*here, spot.k, spot.k) if side is self._left else Difference(spot.i, spot.i, *here)
            words, many = side.text[slice(*span)], here[1] - here[0]
            if not said or (many == 1 and begins_condition(words)):
                continue
            listed = side.lists(first)
            if many >= LONG or begins_condition(words) or (many >= _DEED and listed and begins_deed(words)):
                whole = self._condition(side, span)
                yield self._only(self._kind(part), side, whole if whole and whole[0] >= span[0] else span)
            elif not is_other_word(part, self._left.words, self._right.words):
                change = self._told(spot if len(pieces) == 1 else part)
                if change.what not in _VAGUE or listed or side.lists(last) or said > _SAID:
                    yield change

    @staticmethod
    def _follows(one: Mention, side: Side, first: int) -> bool:
        return bool(first) and one.end == side.words[first - 1].end

    def _replaced(self, spot: Difference) -> Iterator[MeantChange]:
        said = [content(side.words[first:last]).total() for side, first, last in self._sides(spot)]
        if not all(said) and max(spot.j - spot.i, spot.m - spot.k) >= LONG:
            side, first, last = self._sides(spot)[0 if said[0] else 1]
            part = Difference(first, last, spot.k, spot.k) if side is self._left else Difference(spot.i, spot.i, first, last)
            yield from self._one_sided(part)
            return
        if not is_other_word(spot, self._left.words, self._right.words):
            yield self._told(spot)

    def _told(self, spot: Difference) -> MeantChange:
        what = self._kind(spot)
        a, b = self._texts(spot)
        far = what in _NORMS and (says_norm(self._left.text[slice(*a)]) or says_norm(self._right.text[slice(*b)]))
        ours, theirs = self._around.phrases(spot, far=far)
        if what is What.DOCUMENT:
            ours, theirs = self._left.from_paper(ours, a), self._right.from_paper(theirs, b)
        if what is What.ADDRESSEE:
            ours, theirs = self._left.people(ours), self._right.people(theirs)
        if what is What.CONDITION:
            one, other = self._condition(self._left, a), self._condition(self._right, b)
            if one and other:
                ours, theirs = one, other
        return MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

    def _condition(self, side: Side, span: Stretch) -> Stretch | None:
        """The condition in which a stretch stands, where it is not long."""
        for start, end in side.conditions:
            if start <= span[0] and span[1] <= end + 1:
                first, last = side.range((start, end))
                return (start, end) if last - first <= _WHOLE else None
        return None

    def _kind(self, spot: Difference) -> What:
        a, b = self._texts(spot)
        ours, theirs = self._around.phrases(spot)
        alone = spot.i == spot.j or spot.k == spot.m
        spoken = [
            Spoken(
                side.text,
                span,
                phrase,
                conditional=any(start <= span[0] and span[1] <= end for start, end in side.conditions),
                begins=side.begins(first),
                head=side.head(phrase),
                alone=alone,
            )
            for side, span, phrase, first in ((self._right, b, theirs, spot.k), (self._left, a, ours, spot.i))
        ]
        return kind_of(spoken[0], spoken[1], self._background.setting)

    # Sentences of which little stayed

    def _read_rewritten(self, whole: Difference) -> Iterator[MeantChange]:
        """Of a rewritten sentence its figures and bodies, where each side has one of a kind; else a short one as a whole."""
        a, b = self._texts(whole)
        middle = self._middle(whole)
        if middle:
            yield from self._read(middle)
            return
        found = list(self._ones_of_a_kind(a, b))
        yield from found
        if not found and max(whole.j - whole.i, whole.m - whole.k) <= _REWRITTEN_WHOLE:
            what = kind_of_clause(self._right.text, *b, self._background.setting)
            ours, theirs = self._left.phrase(whole.i, whole.j), self._right.phrase(whole.k, whole.m)
            yield MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

    def _middle(self, whole: Difference) -> Difference | None:
        """What differs between the words with which both begin and end, where these are not few."""
        one, other = self._left.words[whole.i : whole.j], self._right.words[whole.k : whole.m]
        least = min(len(one), len(other))
        first = next((place for place in range(least) if one[place].key != other[place].key), least)
        last = next((place for place in range(least - first) if one[-1 - place].key != other[-1 - place].key), least - first)
        if max(first, last) < _FRAME or first + last == least:
            return None
        self._around.align(whole.i, whole.k, first)
        self._around.align(whole.j - last, whole.m - last, last)
        return Difference(whole.i + first, whole.j - last, whole.k + first, whole.m - last)

    def _ones_of_a_kind(self, a: Stretch, b: Stretch) -> Iterator[MeantChange]:
        for kinds in _ONE_OF_A_KIND:
            ours, theirs = self._touched(self._left, a, kinds), self._touched(self._right, b, kinds)
            if len(ours) == len(theirs) == 1 and _said(ours[0]) != _said(theirs[0]):
                before, after = self._left.piece(_stretch(ours[0])), self._right.piece(_stretch(theirs[0]))
                yield MeantChange(theirs[0].what, before, after)


def _said(one: Mention) -> object:
    """By what two mentions of a kind are the same."""
    return figure_of(one) if one.what in FIGURES else name_of(one)


def _stretch(one: Mention) -> Stretch:
    return one.start, one.end


def _touch(span: Stretch, other: Stretch) -> bool:
    if other[0] == other[1]:
        return span[0] < other[0] < span[1] or span[1] == other[0]
    return span[0] < other[1] and other[0] < span[1]
