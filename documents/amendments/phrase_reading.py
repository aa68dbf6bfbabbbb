"""Changes of words in an amending sentence: "thay cụm từ “A” bằng cụm từ “B”". Quotations are masked."""

import re
from dataclasses import dataclass, replace

from documents.amendments import grammar
from documents.amendments.effect import Position
from documents.amendments.grammar import Verb


@dataclass(frozen=True, slots=True)
class Phrase:
    """A change of words; each field is the span of a quotation.

    :param old: words that go; empty where words are only added
    :param new: words that come; None where words are struck out
    :param beside: words that the change stands beside
    :param side: on which side of them
    :param edge: at the beginning (before) or the end (after) of the place
    """

    old: tuple[tuple[int, int], ...] = ()
    new: tuple[int, int] | None = None
    beside: tuple[int, int] | None = None
    side: Position | None = None
    edge: Position | None = None


@dataclass(frozen=True, slots=True)
class Swapped:
    """Words that are exchanged.

    :param old: where the words that go stand
    :param rest: what follows them, with the words that come
    """

    old: tuple[int, int]
    rest: re.Match[str]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.old[0]


def find_swap(rest: re.Pattern[str], text: str, start: int, end: int) -> Swapped | None:
    """The first words that go which a pattern follows.

    :param rest: ``grammar.SWAP`` or ``grammar.SWAP_AT``
    """
    for old in grammar.OLD.finditer(text, start, end):
        if following := rest.match(text, old.end(), end):
            return Swapped(old.span(), following)
    return None


class PhraseReader:
    """Reads the changes of words that one verb orders, in order. What was found ahead is kept until it is reached."""

    def __init__(self, text: str, end: int, verb: Verb) -> None:
        self._text = text
        self._end = end
        self._verb = verb
        self._ahead: dict[re.Pattern[str], Swapped | re.Match[str] | None] = {}

    def next(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        """The next change at or after ``at``, with where it begins and ends.

        :param last: the change before it, whose words one that only names another neighbour takes over
        """
        if self._verb in (Verb.REPLACE, Verb.CORRECT):
            return self._exchanged(at, last)
        return self._added(at, last) if self._verb is Verb.INSERT else self._dropped(at, last)

    def _exchanged(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        swap, apart = self._swap(grammar.SWAP, at), self._swap(grammar.SWAP_AT, at)
        if apart and (swap is None or apart.start < swap.start) and "bằng" not in apart.rest["place"]:
            return apart.start, apart.rest.end(), Phrase(self._quotes(*apart.old), apart.rest.span("new"))
        if again := self._again(at, last, swap.start if swap else None):
            return again
        if swap is None:
            return None
        beside, side = _neighbour(swap.rest)
        return swap.start, swap.rest.end(), Phrase(self._quotes(*swap.old), swap.rest.span("new"), beside, side)

    def _added(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        match, more = self._search(grammar.ADD, at), self._search(grammar.ADD_MORE, at)
        if last is not None and last.new is not None and more and (match is None or more.start() < match.start()):
            return *more.span(), _put(more, last.new)
        return (*match.span(), _put(match, match.span("new"))) if match else None

    def _dropped(self, at: int, last: Phrase | None) -> tuple[int, int, Phrase] | None:
        match = self._search(grammar.DROP, at)
        if again := self._again(at, last, match.start() if match else None):
            return again
        return (*match.span(), Phrase(self._quotes(*match.span("old")), None, *_neighbour(match))) if match else None

    def _again(self, at: int, last: Phrase | None, following: int | None) -> tuple[int, int, Phrase] | None:
        """The change before, at another neighbour that is named ahead of the next change."""
        more = self._search(grammar.MORE, at) if last else None
        if last is None or more is None or (following is not None and more.start() >= following):
            return None
        return *more.span(), replace(last, beside=more.span("beside"), side=_side(more))

    def _swap(self, rest: re.Pattern[str], at: int) -> Swapped | None:
        known = self._ahead.get(rest)
        if rest not in self._ahead or (isinstance(known, Swapped) and known.start < at):
            known = self._ahead[rest] = find_swap(rest, self._text, at, self._end)
        return known if isinstance(known, Swapped) else None

    def _search(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        known = self._ahead.get(pattern)
        if pattern not in self._ahead or (isinstance(known, re.Match) and known.start() < at):
            known = self._ahead[pattern] = pattern.search(self._text, at, self._end)
        return known if isinstance(known, re.Match) else None

    def _quotes(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        return tuple(piece.span() for piece in _QUOTED.finditer(self._text, start, end))


_QUOTED = re.compile(grammar.Q)


def _put(match: re.Match[str], new: tuple[int, int]) -> Phrase:
    """New words beside others, or at an edge of the place."""
    if match["edge"]:
        return Phrase((), new, edge=Position.BEFORE if match["edge"].lower() == "đầu" else Position.AFTER)
    return Phrase((), new, match.span("beside"), _side(match))


def _side(match: re.Match[str]) -> Position:
    return Position.AFTER if match["side"].lower() == "sau" else Position.BEFORE


def _neighbour(match: re.Match[str]) -> tuple[tuple[int, int] | None, Position | None]:
    return (match.span("beside"), _side(match)) if match["beside"] else (None, None)
