"""Whether words of one text stand anywhere in another: in its articles, clauses, headings, ends of lists, tables, appendices."""

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise

from documents.comparison.changes import Piece
from documents.comparison.sides import Side
from documents.comparison.stretches import trimmed
from documents.comparison.substance import FILLING, Word, words_in
from documents.model import Provision
from documents.paths import upward

_LEAST = 8
"""So many words that say something tell where they stand; fewer stand in any text."""
_MOSTLY, _RARE = 0.5, 0.4
"""So much of their weight has to stand there; the rarest that have so much of it are looked for first."""
_CERTAIN = frozenset({"không", "chưa", "cấm"})


def is_long(text: str) -> bool:
    """Whether so many words say something that it can be told where they stand."""
    return len(set(chain.from_iterable(_grams(words_in(text))))) >= _LEAST


class Standing:
    """The words of a text, by where they stand.

    :param stayed: paths of provisions that the other text has word for word: what they say came from nowhere
    """

    def __init__(self, provisions: Sequence[Provision], stayed: Container[str] = ()) -> None:
        self._units = [unit for root in provisions for unit in root.walk() if not any(path in stayed for path in upward(unit.path))]

    @cached_property
    def _said(self) -> list[set[tuple[str, str]]]:
        """Of each provision each two words that say something."""
        return [_grams([word for text in _texts(unit) for word in words_in(text)]) for unit in self._units]

    @cached_property
    def _at(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """In which provisions each two stand."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, grams in enumerate(self._said):
            for gram in grams:
                found[gram].append(place)
        return found

    def find(self, text: str, apart: Container[str] = ()) -> Piece | str | None:
        """Where most of some words stand, the rare ones weighing more: the sentence, or the path of a heading or table.

        None where they stand nowhere, or too few are there to tell; a figure or negation has to stand there too.

        :param apart: paths where nobody looks
        """
        said = words_in(text) if text.count(" ") >= _LEAST - 1 else ()
        grams = _grams(said)
        if len(set(chain.from_iterable(grams))) < _LEAST:
            return None
        most = len(self._units)
        spread = {gram: len(self._at.get(gram, ())) for gram in grams}
        weights = {gram: math.log1p(most / max(count, 1)) for gram, count in spread.items()}
        total = sum(weights.values())
        rare, held = 0.0, defaultdict[int, float](float)
        for gram in sorted(grams, key=lambda gram: (spread[gram], gram)):
            if rare > _RARE * total:
                break
            rare += weights[gram]
            for place in self._at.get(gram, ()):
                held[place] += weights[gram]
        near = (place for place, weight in held.items() if rare - weight <= (1 - _MOSTLY) * total)  # others lack too much
        some = sorted(place for place in near if self._units[place].path not in apart)
        shares = {place: sum(weights[gram] for gram in grams & self._said[place]) for place in some}
        best = max(shares, key=shares.__getitem__, default=None)
        if best is None or shares[best] < _MOSTLY * total:
            return None
        unit = self._units[best]
        lacking = _parts(said) - _parts(word for one in _texts(unit) for word in words_in(one))
        if any(part in _CERTAIN or part[0].isdigit() for part in lacking):
            return None
        return _sentence_of(unit, grams) or unit.path


def _sentence_of(unit: Provision, grams: set[tuple[str, str]]) -> Piece | None:
    side = Side([unit])
    shared = {span: len(grams & _grams(words_in(side.text[slice(*span)]))) for span in side.sentences}
    sentence = max(shared, key=shared.__getitem__, default=None)
    enough = sentence is not None and shared[sentence] >= _MOSTLY * len(grams)
    return side.piece(trimmed(side.text, *sentence)) if sentence and enough else None


def _texts(unit: Provision) -> Iterator[str]:
    yield from (unit.heading or "", unit.text, unit.tail)
    if unit.table is not None:
        yield from (cell or "" for row in unit.table.rows for cell in row)


def _parts(words: Iterable[Word]) -> set[str]:
    return {part for word in words for part in word.key.split()}


def _grams(words: Sequence[Word]) -> set[tuple[str, str]]:
    said = (part for word in words for part in (word.key.split() if " " in word.key else (word.key,)) if part not in FILLING)
    return {*pairwise(said)}
