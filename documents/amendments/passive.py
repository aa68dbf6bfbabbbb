"""Sentences that say what is done to a place: "Khoản 2 và khoản 5 Điều 3 được sửa đổi, bổ sung như sau"."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.amendments import grammar
from documents.amendments.endings import expired, reported
from documents.amendments.grammar import Verb
from documents.amendments.operations import Operation, Statement, units_above, usable_places
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place, common
from documents.amendments.quotations import MASK
from documents.amendments.word_changes import fill_places, read_insertion, read_word_changes
from documents.messages import Message
from documents.wording.unit_lists import Level
from documents.wording.verbs import HALT

_DOTTED = re.compile(r"\d\.\d")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    start: int
    end: int
    outer: Place
    found: re.Match[str]
    stop: int
    places: tuple[Place, ...]

    @property
    def quotes_behind(self) -> bool:
        return MASK in self.text[self.found.end() : self.end]

    @property
    def names_provisions(self) -> bool:
        """Whether more than whole instruments is named."""
        return any(place.units for place in self.places)

    def ordered(self, verb: Verb, results: tuple[Place, ...] = ()) -> Statement:
        operation = Operation(verb, self.places, self.start, self.end, results=results)
        return Statement((operation,), common(self.places), operative=True)


def read_passive(text: str, start: int, end: int, outer: Place) -> Statement | None:
    """What a sentence orders that says what is done to a place; several such clauses may stand beside one another."""
    pieces = [start, *(found.end() for found in grammar.CLAUSE_END.finditer(text, start, end)), end]
    if len(pieces) == 2:
        return _passive_clause(text, start, end, outer)
    statements: list[Statement] = []
    inner = outer
    for first, stop in pairwise(pieces):
        found = _passive_clause(text, first, stop, inner)
        if found is None:
            return _passive_clause(text, start, end, outer)
        statements.append(found)
        named = [place for operation in found.operations for place in operation.places if place.units.get(Level.ARTICLE)]
        if named:
            inner = Place({Level.ARTICLE: named[-1].units[Level.ARTICLE]}, named[-1].instrument)
    operations = tuple(operation for found in statements for operation in found.operations)
    return Statement(operations, statements[-1].context, statements[-1].pending, operative=True)


def _passive_clause(text: str, start: int, end: int, outer: Place) -> Statement | None:
    if not grammar.STARTS_PLACE.match(text, start, end):
        return None
    found = grammar.PASSIVE.search(text, start, end) or grammar.BECOMES.search(text, start, end)
    if found is None:
        return None
    subject = text[start : found.start()]
    if "." in subject.replace("./.", "") and not _DOTTED.search(subject):
        return None  # another sentence
    words = _BLANKS.sub(" ", found.groupdict().get("verb") or "chuyển").lower()
    if re.search(rf"bỏ|thay|{HALT}", words) and reported(text, found.start(), found.end(), end):
        return None
    if MASK in subject:
        return _words_changed(text, start, end, outer, words)
    places = usable_places(text, start, found.start(), outer)
    if not places or (places[0].instrument is not None and places[0].instrument.this):
        return None
    ending = grammar.ENDING.search(text, found.end(), end)
    clause = _Clause(
        text=text, start=start, end=end, outer=outer, found=found, stop=ending.start() if ending else end, places=places
    )
    return next(read for pattern, read in _VERBS if pattern.match(words))(clause)


def _words_changed(text: str, start: int, end: int, outer: Place, words: str) -> Statement | None:
    """Words are what is changed: "Cụm từ “A” tại Điều 5 được thay bằng cụm từ “B”"."""
    changes = read_word_changes(text, start, end, Verb.CORRECT if "đính" in words else Verb.REPLACE, outer)
    if not changes and "bỏ" in words:
        changes = read_word_changes(text, start, end, Verb.REPEAL, outer)
    return Statement(tuple(fill_places(changes)), operative=True) if changes else None


def _renumbered(clause: _Clause) -> Statement | None:
    text, found, places = clause.text, clause.found, clause.places
    to = grammar.TO.search(text, found.end() - 1, clause.end) if "verb" in found.re.groupindex else found
    if to is None:
        return None
    first = places[0]
    new = tuple(read_places(text, to.end(), clause.stop, replace(first, units=units_above(first, first.rank))))
    doubt = None if len(new) == len(places) else Message.of("doubt.numbers_differ")
    operation = Operation(Verb.RENUMBER, places, clause.start, clause.end, results=new, doubt=doubt)
    return Statement((operation,), operative=True) if new else None


def _inserted(clause: _Clause) -> Statement | None:
    """Read "Điều 5 được bổ sung khoản 3"; where nothing new is named, the provision gets new words."""
    text, holder = clause.text, clause.places[0]
    if not any(place.units for place in read_places(text, clause.found.end(), clause.stop, holder)):
        return _reworded(clause)
    made, _ = read_insertion(text, clause.start, clause.found.end(), clause.stop, holder)
    return Statement(tuple(made), common(clause.places), operative=True) if made else None


def _replaced_by(clause: _Clause) -> Statement | None:
    """Read "Phụ lục I được thay thế bằng Phụ lục II", "Thông tư số … được thay thế bằng …"."""
    by = grammar.BY.search(clause.text, clause.found.start("verb"), clause.stop)
    if by is None:
        return _reworded(clause)
    if not clause.names_provisions:
        return expired(clause.text, clause.start, clause.found.start(), clause.outer, clause.start)
    return clause.ordered(Verb.REPLACE, tuple(read_places(clause.text, by.end(), clause.stop, Place())))


def _reworded(clause: _Clause) -> Statement | None:
    if not clause.names_provisions:
        return Statement((), common(clause.places), operative=True)
    if not clause.quotes_behind and not grammar.BELOW.search(clause.text, clause.start, clause.end):
        return None  # "Điều 5 được sửa đổi tại Luật số …" tells of another act
    return clause.ordered(Verb.REPLACE)


_VERBS: tuple[tuple[re.Pattern[str], Callable[[_Clause], Statement | None]], ...] = (
    (re.compile("chuyển|đánh|đổi"), _renumbered),
    (re.compile("sửa thành$"), lambda clause: _reworded(clause) if clause.quotes_behind else _renumbered(clause)),
    (re.compile(".*bỏ"), lambda clause: clause.ordered(Verb.REPEAL)),
    (re.compile(HALT), lambda clause: clause.ordered(Verb.SUSPEND)),
    (re.compile("bổ sung$"), _inserted),
    (re.compile("thay"), _replaced_by),
    (re.compile(""), _reworded),
)
"""What is read of a clause by its verb; the first pattern that fits decides."""
