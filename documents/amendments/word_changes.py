"""Changes of words and insertions that a sentence orders, each with the places that it names; and sentences that say what is done
to a place: "Khoản 2 và khoản 5 Điều 3 được sửa đổi, bổ sung như sau".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.amendments import grammar
from documents.amendments.effect import Part, Position
from documents.amendments.endings import expired, reported
from documents.amendments.grammar import Verb
from documents.amendments.instruments import Named
from documents.amendments.operations import Operation, Statement, units_above, usable_places
from documents.amendments.phrases import Phrase, PhraseReader, find_swap
from documents.amendments.place_reading import read_places
from documents.amendments.places import Place, common, completed
from documents.amendments.quotations import MASK
from documents.messages import Message
from documents.wording.unit_lists import GROUPING, Level
from documents.wording.verbs import HALT

_NEAR = 200  # places: what a place leans on stands near it
_WITHIN = re.compile(r"toàn bộ|trong|tại")
_SOME_UNITS = re.compile(
    rf"\s*(?:(?:một số|các|thêm|{grammar.COUNT})\s+)+(?:điều|khoản|điểm|mẫu|phụ lục|chương|mục)"
    r"(?:\s*,\s*(?:điều|khoản|điểm))*\s*(?:mới)?\s*$",
    re.IGNORECASE,
)
_SOME_WORDS = re.compile(r"\s*(?:một số|các)\s+(?:điều|khoản|điểm|nội dung|cụm từ|từ)", re.IGNORECASE)
_SOME_PARAGRAPH = re.compile(r"\s*(?:\d+\s+|một\s+|thêm\s+)?(?:đoạn|câu|nội\s+dung|quy\s+định)(?!\w)", re.IGNORECASE)


def read_word_changes(
    text: str, start: int, end: int, verb: Verb, outer: Place, beyond: tuple[Place, ...] = (), begin: int | None = None
) -> list[Operation]:
    """Changes of words: each with the places that follow it."""
    found: list[tuple[int, int, Phrase]] = []
    at = start
    last: Phrase | None = None
    reader = PhraseReader(text, end, verb)
    while at < end and (following := reader.next(at, last)) is not None:
        found.append(following)
        at, last = following[1:]
    operations = []
    kind = Verb.CORRECT if verb is Verb.CORRECT else Verb.SWAP
    for index, (first, after, phrase) in enumerate(found):
        stop = found[index + 1][0] if index + 1 < len(found) else end
        spared = grammar.SPARED.search(text, after, stop)
        places = _places(text, first, after, spared.start() if spared else stop, outer)
        doubt = None
        if len(phrase.old) > 1 and phrase.new is None and verb is not Verb.REPEAL:
            doubt = Message.of("doubt.words_of_which_unclear")
        elif spared:
            doubt = Message.of("doubt.places_excepted")
        edge = max((place.end for place in places), default=after)
        words_from = first if begin is None or index else begin
        operations.append(Operation(kind, places or beyond, words_from, edge, phrase=phrase, doubt=doubt))
    return operations


def _places(text: str, first: int, after: int, stop: int, outer: Place) -> tuple[Place, ...]:
    """Where the words ``text[first:after]`` are changed, as ``text[after:stop]`` says."""
    places = usable_places(text, after, stop, outer)
    if not places and outer.instrument is not None and grammar.EVERYWHERE.search(text, after, stop):
        places = (Place({}, outer.instrument),)
    if not places and (within := find_swap(grammar.SWAP_AT, text, first, after)):
        places = usable_places(text, *within.rest.span("place"), outer)
    whole = places and outer.units and not any(place.units for place in places)
    return () if whole and not _WITHIN.search(text[after:stop]) else places


def fill_places(operations: list[Operation], contexts: Sequence[Place] = ()) -> list[Operation]:
    """Operations and places that lean on what follows in the sentence: "khoản 2, cụm từ … tại khoản 3 Điều 138"."""
    later: tuple[Place, ...] = ()
    for index in range(len(operations) - 1, -1, -1):
        if not operations[index].places and operations[index].phrase is not None:
            operations[index] = replace(operations[index], places=later)
        later = operations[index].places or later
    _share_instrument(operations)
    every = [
        (index, place)
        for index, operation in enumerate(operations)
        for place in (*operation.places, *operation.anchors)
        if place.complete
    ]
    at = 0  # in ``every``: the first place of the operation or of those after it
    for index, operation in enumerate(operations):
        while at < len(every) and every[at][0] < index:
            at += 1
        own = (*operation.places, *operation.anchors)
        if all(place.complete for place in own):
            continue
        first = min(place.start for place in own)
        after = [place for _, place in every[at : at + _NEAR] if place.start >= first]
        before = [place for _, place in every[max(0, at - 1) : at]]
        lean = after or before or [place for place in contexts if place.complete]
        places, anchors = ([completed(place, lean) for place in some] for some in (operation.places, operation.anchors))
        operations[index] = replace(operation, places=tuple(places), anchors=tuple(anchors))
    return operations


def _share_instrument(operations: list[Operation]) -> None:
    """Changes of words whose instrument is said once, at the end: "tại khoản 2 Điều 5; thay … tại Điều 10 của Nghị định số …"."""
    named: Named | None = None
    for index in range(len(operations) - 1, -1, -1):
        one = operations[index]
        if one.phrase is None:
            named = None
            continue
        if named is not None and one.places and all(place.instrument is None for place in one.places):
            operations[index] = replace(one, places=tuple(replace(place, instrument=named) for place in one.places))
        named = one.places[0].instrument if one.places else named


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something new goes.

    :param anchors: what it stands beside
    """

    container: Place
    stop: int
    anchors: tuple[Place, ...] = ()
    position: Position | None = None
    into: bool = False


def read_insertion(text: str, begin: int, start: int, end: int, outer: Place) -> tuple[list[Operation], list[Place]]:
    """The insertion that ``text[start:end]`` orders, or else the places that only set the context."""
    spot = _spot(text, start, end, outer)
    objects = usable_places(text, start, spot.stop, spot.container)
    if not objects:
        return _without_objects(text, begin, start, end, outer, spot)
    anchors = spot.anchors
    if objects[0].part is not Part.WHOLE:
        # a new paragraph belongs to the provision whose paragraph it stands beside
        owner = anchors[-1] if anchors else spot.container
        objects = tuple(replace(place, units=owner.units, instrument=owner.instrument, doubt=None) for place in objects)
        return [Operation(Verb.INSERT, objects, begin, end, (), spot.position)], []
    if not anchors and spot.into and spot.container.rank in GROUPING and all(place.rank is Level.ARTICLE for place in objects):
        anchors = (spot.container,)  # "bổ sung Điều 8 vào Chương III"
    return [Operation(Verb.INSERT, objects, begin, end, anchors, spot.position)], []


def _spot(text: str, start: int, end: int, outer: Place) -> _Spot:
    beside = grammar.BESIDE_UNIT.search(text, start, end)
    into = grammar.INTO.search(text, start, beside.start() if beside else end)
    if beside:
        return _beside(text, end, outer, beside, into)
    holders = read_places(text, into.end(), end, outer) if into else []
    if into is None or not holders:
        return _Spot(outer, end, into=into is not None)
    position = None
    if into["edge"]:
        position = Position.AFTER if into["edge"].strip().lower() == "cuối" else Position.BEFORE
    return _Spot(holders[0], into.start(), (), position, into=True)


def _beside(text: str, end: int, outer: Place, beside: re.Match[str], into: re.Match[str] | None) -> _Spot:
    """What is new goes "vào sau khoản 2", perhaps "vào Điều 5 sau khoản 2"."""
    anchors: Sequence[Place] = read_places(text, beside.end(), end, outer)
    position = Position.AFTER if beside["side"].lower() == "sau" else Position.BEFORE
    stop = into.start() if into else beside.start()
    holder = read_places(text, into.end(), beside.start(), outer) if into else []
    container = outer
    if anchors:
        anchor = anchors[-1]
        above = units_above(anchor, anchor.rank)
        container = Place(above, anchor.instrument or outer.instrument)
        if holder and holder[0].units and not above:
            container = holder[0]
            anchors = [replace(found, units={**container.units, **found.units}, doubt=None) for found in anchors]
    return _Spot(container, stop, tuple(anchors), position, into is not None)


def _without_objects(text: str, begin: int, start: int, end: int, outer: Place, spot: _Spot) -> tuple[list[Operation], list[Place]]:
    """An insertion that does not name what is new: "Bổ sung một số khoản vào sau khoản 3 Điều 5"."""
    placed = spot.container is not outer
    if _SOME_UNITS.match(text[start : spot.stop]) and (spot.anchors or placed):
        return [Operation(Verb.INSERT, (), begin, end, spot.anchors or (spot.container,), spot.position)], []
    if _SOME_WORDS.match(text[start:end]):
        return [], read_places(text, start, end, outer)
    words = text[start : spot.stop]
    some = _SOME_PARAGRAPH.match(words) or (spot.position is not None and not words.strip())  # "Bổ sung vào cuối khoản 2 như sau:"
    if placed and some and spot.container.rank <= Level.ARTICLE:
        new = (replace(spot.container, paragraph=0),)
        return [Operation(Verb.INSERT, new, begin, end, (), spot.position or Position.AFTER)], []
    return [], []


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
