"""Changes of words that a sentence orders, each with the places that it names."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.amendments import grammar
from documents.amendments.grammar import Verb
from documents.amendments.instruments import Named
from documents.amendments.operations import Operation, usable_places
from documents.amendments.phrase_reading import Phrase, PhraseReader, find_swap
from documents.amendments.places import Place, completed
from documents.messages import Message

_NEAR = 200  # places: what a place leans on stands near it
_WITHIN = re.compile(r"toàn bộ|trong|tại")


def read_word_changes(
    text: str, start: int, end: int, verb: Verb, outer: Place, beyond: tuple[Place, ...] = (), begin: int | None = None
) -> list[Operation]:
    """Changes of words: each with the places that follow it.

    :param beyond: the places where none follow
    :param begin: where the words of the first begin
    """
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
