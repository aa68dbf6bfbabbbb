"""Which phrase became which where the words of a pair differ, and what each of them is; the narrower kind before the wider."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from documents.comparison.around import LONG, Around
from documents.comparison.blocks import common_ends
from documents.comparison.kinds import Spoken, begins_condition, begins_deed, kind_of, kind_of_clause, modal_of, says_norm
from documents.comparison.listed import Range, covers, covers_most, find_cited, list_around, only_longer, parts_of
from documents.comparison.mentions import FIGURES, NORMS, Mention, What, figure_of, figured, name_of
from documents.comparison.phrases import clause_around, clause_of, leads_list, of_a_name, pieces_of
from documents.comparison.sides import MeantChange, Side, Stretch
from documents.comparison.spots import Background, Spots, stretch_of, touched
from documents.comparison.substance import Difference, content, is_other_word


def differing_phrases(left: Side, right: Side, background: Background) -> list[MeantChange]:
    """The changes of a pair, in the order of their sentences."""
    if len(left.words) * len(right.words) > _LARGE:
        return []
    return list(_Pair(left, right, background).changes())


_LARGE = 4_000_000
"""So many pairs of words are too many to look for what changed in them."""
_WHOLE = 24
"""A condition of no more words is told whole."""
_REWRITTEN_WHOLE = 40
"""A rewritten sentence of no more words is told as a whole, old and new."""
_FRAME = 4
"""So many words with which both of two rewritten sentences begin or end stand outside of what was rewritten."""
_REST = 3
_NEAR = 2
_DEED = 5
_BEGIN = frozenset({"trường", "hợp", "khi", "nếu"})
_SAID = 2
"""A word that came into a phrase, of so many syllables, hardly changes how far a rule reaches."""
_ONE_OF_A_KIND = ({What.AGE}, {What.AMOUNT}, {What.RATE}, {What.DURATION, What.DEADLINE}, {What.AUTHORITY})


class _Pair:
    def __init__(self, left: Side, right: Side, background: Background) -> None:
        self._left, self._right, self._background = left, right, background
        self._around = Around(left, right)
        self._longer_lists: dict[tuple[Range, ...], tuple[Side, list[Range]] | None] = {}

    def changes(self) -> Iterator[MeantChange]:
        reaches = list(self._reaches())
        yield from reaches
        spots = Spots(self._around, self._background)
        told: list[tuple[Sequence[Range], Sequence[Range]]] = []
        for one in spots.found:
            if any(self._lies_in(one, change) for change in reaches) or any(_in_lists(one, lists) for lists in told):
                continue
            lists = list_around(self._left, one.i, one.j), list_around(self._right, one.k, one.m)
            longer = self._longer_of(lists)
            if longer and _in_lists(one, lists):
                told.append(lists)
                yield from self._items(one, *longer)
            else:
                yield from self._read(one)
        for one in spots.rewritten:
            yield from self._read_rewritten(one)

    def _longer_of(self, lists: tuple[Sequence[Range], Sequence[Range]]) -> tuple[Side, list[Range]] | None:
        """:func:`only_longer`, remembered by where the lists begin and end: many differences may stand in one."""
        if not all(lists):
            return None
        ends = lists[0][0], lists[0][-1], lists[1][0], lists[1][-1]
        if ends not in self._longer_lists:
            self._longer_lists[ends] = only_longer(*lists, self._left, self._right)
        return self._longer_lists[ends]

    def _reaches(self) -> Iterator[MeantChange]:
        """Lists of cited points of the same article that became longer or shorter."""
        ours, theirs = list(find_cited(self._left.text)), list(find_cited(self._right.text))
        for one, other in zip(ours, theirs, strict=True) if len(ours) == len(theirs) else ():
            if one.many != other.many:
                what = modal_of(clause_of(self._right.text, other.start)) or What.SCOPE
                yield MeantChange(what, self._left.piece(one[:2]), self._right.piece(other[:2]))

    def _lies_in(self, spot: Difference, change: MeantChange) -> bool:
        a, b = self._around.texts(spot)
        return all(
            piece is not None and side.place(piece)[0] <= span[0] and span[1] <= side.place(piece)[1]
            for side, piece, span in ((self._left, change.before, a), (self._right, change.after, b))
        )

    # What a difference says

    def _read(self, spot: Difference) -> Iterator[MeantChange]:
        waiting = [spot]
        while waiting:
            one = waiting.pop()
            alone = one.alone
            if alone and (self._leads(one) or self._dates(one)):
                continue
            if alone and (self._is_clause(one) or self._starts_condition(one)):
                yield from self._clauses(one) if self._is_clause(one) else self._one_sided(one)
                continue
            parts = () if alone else parts_of(one, self._around)
            if parts:
                waiting += reversed(parts)
                continue
            found = list(self._figures(one)) or list(self._bodies(one))
            rest = self._rest(one, found) if found else None
            if rest and found[-1].what is What.AUTHORITY and self._belongs(rest):
                found[-1], rest = self._longer(found[-1], rest), None
            figured = None if found else self._of_figure(one)
            found += [figured] if figured else []
            yield from found or (self._one_sided(one) if alone else self._replaced(one))
            waiting += [rest] if rest else []

    def _items(self, spot: Difference, side: Side, items: Sequence[Range]) -> Iterator[MeantChange]:
        """Items by which a list of one side is longer."""
        for first, last in items:
            one = self._part(spot, side, first, last)
            yield from list(self._figures(one)) or [self._only(self._kind_of_item(one, side), side, side.phrase(first, last))]

    def _part(self, spot: Difference, side: Side, first: int, last: int) -> Difference:
        """Words of one side of a difference by themselves."""
        return Difference(first, last, spot.k, spot.k) if side is self._left else Difference(spot.i, spot.i, first, last)

    def _kind_of_item(self, one: Difference, side: Side) -> What:
        span = self._around.texts(one)[0 if side is self._left else 1]
        bodies = touched(side, span, {What.AUTHORITY})
        whole = any(span[0] <= body.start and body.end <= span[1] for body in bodies)
        if whole and covers_most(self._around, one, *((bodies, []) if side is self._left else ([], bodies))):
            return What.AUTHORITY
        return self._kind(one)

    def _starts_condition(self, spot: Difference) -> bool:
        side, first, last = self._around.alone(spot)
        return begins_condition(side.text[slice(*side.span(first, last))])

    def _dates(self, spot: Difference) -> bool:
        """Whether a difference stands in the moment from which a figure counts."""
        a, b = self._around.texts(spot)
        if figured(self._left.text[slice(*a)] + " " + self._right.text[slice(*b)]):
            return False
        return any(
            one.what in FIGURES and one.start < span[0] and span[1] < one.end
            for side, span in ((self._left, a), (self._right, b))
            for one in side.mentions
        )

    def _leads(self, spot: Difference) -> bool:
        """Whether only the words before a list came in or went."""
        side, first, last = self._around.alone(spot)
        return leads_list(side.text, side.span(first, last)[1])

    def _is_clause(self, spot: Difference) -> bool:
        side, first, last = self._around.alone(spot)
        span = side.span(first, last)
        clause = clause_around(side.text, *span)
        return clause[0] >= span[0] - 4 and clause[1] <= span[1] + 4

    def _clauses(self, spot: Difference) -> Iterator[MeantChange]:
        """Clauses of their own that came in or went."""
        side, first, last = self._around.alone(spot)
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
        if (ours and theirs) or covers_most(self._around, spot, ours, theirs):
            for one, other in zip_longest(ours, theirs):
                alike = not one or not other or (one.what is What.AGE) is (other.what is What.AGE)
                if alike or len(ours) == len(theirs) == 1:
                    yield self._became(one, other, spot)

    def _bodies(self, spot: Difference) -> Iterator[MeantChange]:
        """A body in whose place stands another, or that came in or went; a list of them as one."""
        ours, theirs = self._both(spot, {What.AUTHORITY})
        if (ours and theirs) or covers_most(self._around, spot, ours, theirs):
            for one, other in zip_longest(ours, theirs):
                if (one and other) or not (ours and theirs):
                    yield self._became(one, other, spot)
                else:
                    yield self._only(What.AUTHORITY, self._left if one else self._right, stretch_of(one or other or theirs[0]))

    def _both(self, spot: Difference, kinds: Iterable[What]) -> tuple[list[Mention], list[Mention]]:
        """The mentions that a difference touches on each side, those apart that both have.

        Where new ones came in whole, none that only ends before them.
        """
        a, b = self._around.texts(spot)
        ours, theirs = touched(self._left, a, kinds), touched(self._right, b, kinds)
        if a[0] == a[1] and theirs and all(one.start >= b[0] for one in theirs):
            ours = [one for one in ours if one.end > a[0]]
        if b[0] == b[1] and ours and all(one.start >= a[0] for one in ours):
            theirs = [one for one in theirs if one.end > b[0]]
        if len(ours) != len(theirs):
            ours = ours or self._images(self._right, theirs, self._around.to_left, self._left)
            theirs = theirs or self._images(self._left, ours, self._around.to_right, self._right)
        same = set(map(_said, ours)) & set(map(_said, theirs))
        return [one for one in ours if _said(one) not in same], [one for one in theirs if _said(one) not in same]

    def _images(self, here: Side, some: Sequence[Mention], places: dict[int, int], there: Side) -> list[Mention]:
        """The mentions on the other side that share words with some of this one."""
        found: list[Mention] = []
        for one in some:
            stayed = [places[place] for place in range(*here.range(stretch_of(one))) if place in places]
            span = there.span(min(stayed), max(stayed) + 1) if stayed else (0, 0)
            near = [other for other in touched(there, span, {one.what}) if other.start < span[1] and span[0] < other.end]
            found += [other for other in near if other not in found]
        return found

    def _became(self, one: Mention | None, other: Mention | None, spot: Difference) -> MeantChange:
        last = other or one
        assert last is not None
        if one and other:
            return MeantChange(last.what, self._left.piece(stretch_of(one)), self._right.piece(stretch_of(other)))
        side, within = (self._left, self._around.texts(spot)[0]) if other is None else (self._right, self._around.texts(spot)[1])
        whole = within[0] <= last.start < within[1]
        if whole and (last.what in FIGURES - {What.AGE} or not self._stands_for(spot, side)):
            return self._only(last.what, side, stretch_of(last))
        ours, theirs = self._around.phrases(spot)
        return MeantChange(
            last.what,
            self._left.piece(stretch_of(one) if one else ours),
            self._right.piece(stretch_of(other) if other else theirs),
        )

    def _stands_for(self, spot: Difference, side: Side) -> bool:
        """Whether what stands on the other side of a difference is a name too, by another form."""
        other, first, last = (self._right, spot.k, spot.m) if side is self._left else (self._left, spot.i, spot.j)
        words = other.text[slice(*other.span(first, last))]
        return content(other.words[first:last]).total() > 1 and not modal_of(words) and not begins_condition(words)

    def _belongs(self, rest: Difference) -> bool:
        """Whether what a difference says behind a body only says more closely which one."""
        sides = ((self._left, rest.i, rest.j), (self._right, rest.k, rest.m))
        return all(
            not content(side.words[first:last]).total() or of_a_name(side.text[slice(*side.span(first, last))])
            for side, first, last in sides
        )

    def _longer(self, change: MeantChange, rest: Difference) -> MeantChange:
        a, b = self._around.texts(rest)
        before, after = (
            side.piece((side.place(piece)[0], max(side.place(piece)[1], span[1]))) if piece and span[0] < span[1] else piece
            for side, piece, span in ((self._left, change.before, a), (self._right, change.after, b))
        )
        return MeantChange(change.what, before, after)

    # Other phrases

    def _one_sided(self, spot: Difference) -> Iterator[MeantChange]:
        """Words that came in or went: long ones by themselves, cut where a condition begins, short ones with their phrase."""
        side, first, last = self._around.alone(spot)
        before = side.words[first - 1].end if first else -1
        body = next((one for one in side.mentions if one.what is What.AUTHORITY and one.end == before), None)
        if body and of_a_name(side.text[slice(*side.span(first, last))]):
            ours, theirs = self._around.phrases(spot)
            here, there = (body.start, side.span(first, last)[1]), theirs if side is self._left else ours
            left, right = (here, there) if side is self._left else (there, here)
            yield MeantChange(What.AUTHORITY, self._left.piece(left), self._right.piece(right))
            return
        pieces = list(pieces_of(side.text, *side.span(first, last), inside=True))
        for span in pieces:
            here = side.range(span)
            said = sum(many for word, many in content(side.words[slice(*here)]).items() if word not in _BEGIN)
            part = self._part(spot, side, *here)
            words, many = side.text[slice(*span)], here[1] - here[0]
            if not said:
                continue
            listed = side.lists(first) or side.lists(last) or (side.breaks(first) and side.breaks(last) and many > _NEAR)
            if many >= LONG or begins_condition(words) or (many >= _DEED and side.lists(first) and begins_deed(words)):
                whole = self._condition(side, span)
                yield self._only(self._kind(part), side, whole if whole and whole[0] >= span[0] else span)
            elif listed or not is_other_word(part, self._left.words, self._right.words):
                change = self._told(spot if len(pieces) == 1 else part)
                if self._is_item(side, here):
                    change = self._only(change.what, side, span)
                yield change

    @staticmethod
    def _is_item(side: Side, here: Stretch) -> bool:
        """Whether a range of words is an item of a list by itself."""
        first, last = here
        ends = side.breaks(last) or side.lists(last)
        joined = side.lists(first) or (first > 0 and side.lists(first - 1) and side.begins(first))
        return (joined and ends) or (side.lists(last) and side.breaks(first))

    def _replaced(self, spot: Difference) -> Iterator[MeantChange]:
        said = [content(side.words[first:last]).total() for side, first, last in self._around.sides(spot)]
        if not all(said) and spot.longest >= LONG:
            side, first, last = self._around.sides(spot)[0 if said[0] else 1]
            yield from self._one_sided(self._part(spot, side, first, last))
            return
        if not is_other_word(spot, self._left.words, self._right.words) and not self._only_begins(spot):
            yield self._told(spot)

    def _only_begins(self, spot: Difference) -> bool:
        """Whether a case is only begun with other words."""
        return all(not content(side.words[first:last]).keys() - _BEGIN for side, first, last in self._around.sides(spot))

    def _told(self, spot: Difference) -> MeantChange:
        what = self._kind(spot)
        a, b = self._around.texts(spot)
        far = what in NORMS and (says_norm(self._left.text[slice(*a)]) or says_norm(self._right.text[slice(*b)]))
        ours, theirs = self._around.phrases(spot, far=far)
        if what is What.ADDRESSEE:
            ours, theirs = self._left.people(ours), self._right.people(theirs)
        if what is What.CONDITION:
            one, other = self._condition(self._left, a), self._condition(self._right, b)
            if one and other:
                ours, theirs = one, other
        return MeantChange(what, self._left.piece(ours), self._right.piece(theirs))

    def _of_figure(self, spot: Difference) -> MeantChange | None:
        """The phrase of a figure that stayed, where what differs says what it counts."""
        found = [
            next(
                (one for one in side.mentions if one.what in FIGURES and 0 <= one.start - span[1] <= 1 and last < len(side.words)),
                None,
            )
            for side, last, span in zip((self._left, self._right), (spot.j, spot.m), self._around.texts(spot), strict=True)
        ]
        if not (found[0] and found[1]) or found[0].what is not found[1].what:
            return None
        ours, theirs = self._around.phrases(spot)
        return MeantChange(found[1].what, self._left.piece((ours[0], found[0].end)), self._right.piece((theirs[0], found[1].end)))

    def _condition(self, side: Side, span: Stretch) -> Stretch | None:
        """The condition in which a stretch stands, where it is not long."""
        for start, end in side.conditions:
            if start <= span[0] and span[1] <= end + 1:
                first, last = side.range((start, end))
                return (start, end) if last - first <= _WHOLE else None
        return None

    def _kind(self, spot: Difference) -> What:
        a, b = self._around.texts(spot)
        ours, theirs = self._around.phrases(spot)
        alone = spot.i == spot.j or spot.k == spot.m
        if alone and spot.longest >= LONG:
            side, first, _ = self._around.alone(spot)
            if side.breaks(first) and not side.lists(first):  # a phrase of its own, whatever stands before it
                ours, theirs = a, b
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
        a, b = self._around.texts(whole)
        middle = self._middle(whole)
        if middle:
            yield from self._read(middle)
            return
        found = list(self._ones_of_a_kind(a, b))
        yield from found
        if found:
            return
        kinds = [self._kind_of_sentence(side, at) for side, at in ((self._left, a), (self._right, b))]
        ours, theirs = self._left.phrase(whole.i, whole.j), self._right.phrase(whole.k, whole.m)
        if whole.longest <= _REWRITTEN_WHOLE:
            what = next((kind for kind in reversed(kinds) if kind is not What.SCOPE), What.SCOPE)
            yield MeantChange(what, self._left.piece(ours), self._right.piece(theirs))
        else:
            yield self._only(kinds[0], self._left, ours)
            yield self._only(kinds[1], self._right, theirs)

    def _kind_of_sentence(self, side: Side, span: Stretch) -> What:
        """What a whole sentence is about; one that neither binds nor entitles is about its one figure."""
        what = kind_of_clause(side.text, *span, self._background.setting)
        figures = touched(side, span, FIGURES) if what is What.SCOPE else []
        return figures[0].what if len({one.what for one in figures}) == 1 else what

    def _middle(self, whole: Difference) -> Difference | None:
        """What differs between the words with which both begin and end, where these are not few."""
        one, other = ([word.key for word in side.words[first:last]] for side, first, last in self._around.sides(whole))
        first, last = common_ends(one, other)
        if max(first, last) < _FRAME or first + last == min(len(one), len(other)):
            return None
        self._around.align(whole.i, whole.k, first)
        self._around.align(whole.j - last, whole.m - last, last)
        return Difference(whole.i + first, whole.j - last, whole.k + first, whole.m - last)

    def _ones_of_a_kind(self, a: Stretch, b: Stretch) -> Iterator[MeantChange]:
        for kinds in _ONE_OF_A_KIND:
            ours, theirs = touched(self._left, a, kinds), touched(self._right, b, kinds)
            if len(ours) == len(theirs) == 1 and _said(ours[0]) != _said(theirs[0]):
                before, after = self._left.piece(stretch_of(ours[0])), self._right.piece(stretch_of(theirs[0]))
                yield MeantChange(theirs[0].what, before, after)


def _in_lists(spot: Difference, lists: tuple[Sequence[Range], Sequence[Range]]) -> bool:
    return covers(lists[0], spot.i, spot.j) and covers(lists[1], spot.k, spot.m)


def _said(one: Mention) -> object:
    """By what two mentions of a kind are the same."""
    return figure_of(one) if one.what in FIGURES else name_of(one)
