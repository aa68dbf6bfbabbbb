"""Articles of one answer that say the same: which they are, and which of them goes first.

A law, its decree and its circular often repeat one another. What the rule is, `documents.comparison.agreement` says; here it is
asked of those pairs of hits alone whose packed words have much in common. Twins stand in different instruments: the same words in a
consolidated text and in what it consolidates are one hit already (`kb.search.versions.Double`, `kb.law.texts.merged.twins`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from documents.timeline import StatusCode, Told, WordingCode
from kb.index.engine import Document
from kb.index.rows import read_words
from kb.search.model import Hit

if TYPE_CHECKING:
    from documents.comparison.agreement import Passage

LOOKED_AT = 100
"""Of an answer, so many of the best hits are compared with one another."""
_OF_SHORTER, _OF_LONGER = 0.7, 0.5
"""Shares of runs of three words that two clauses have in common before they are read closely."""
_RUN = 3
_FEWEST, _MOST = 10, 1_200
"""Words of a clause that is compared."""

_Numbers = npt.NDArray[np.uint64]
_FACTOR = np.uint64(1_000_003)


def find_twins(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """By the key of an article, the keys of the others that say the same, in the order given; without those that have none.

    What holds of the first and the second of three, and of the second and the third, need not hold of the first and the third.
    """
    first = documents[:LOOKED_AT]
    passages: dict[int, Passage] = {}
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in _candidates(first):
        # What compares law closely takes long to load, and most searches have nothing to compare.
        from documents.comparison.agreement import say_the_same

        for place in (one, other):
            if place not in passages:
                passages[place] = _passage(first[place])
        if say_the_same(passages[one], passages[other]):
            found[one].append(other)
            found[other].append(one)
    keys = [document.meta["article"] for document in first]
    return {keys[place]: tuple(keys[other] for other in sorted(others)) for place, others in found.items()}


def answers_of(hits: Sequence[Hit]) -> list[tuple[Hit, ...]]:
    """The hits as answers: each with those behind it that say what it says. A hit stands in one answer."""
    told: set[str] = set()
    answers = []
    for place, hit in enumerate(hits):
        if hit.key not in told:
            same = [other for other in hits[place + 1 :] if other.key in hit.twins and other.key not in told]
            told.update(other.key for other in same)
            answers.append((hit, *same))
    return answers


def held_first(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits, but inside an answer those that hold on the day first, then those that held when last checked, then the others.

    Only the places of the answer are changed about; other hits keep theirs.
    """
    place_of = {hit.key: place for place, hit in enumerate(hits)}
    ordered = list(hits)
    for answer in answers_of(hits):
        places = sorted(place_of[hit.key] for hit in answer)
        for place, hit in zip(places, sorted(answer, key=_how_far), strict=True):
            ordered[place] = hit
    return tuple(ordered)


def _how_far(hit: Hit) -> int:
    """How far a hit is from holding on the day."""
    if hit.status is StatusCode.IN_FORCE and hit.wording is WordingCode.HELD:
        return 0
    return 1 if hit.told is Told.WAS_IN_FORCE else 2


def _passage(document: Document) -> "Passage":
    from documents.comparison.agreement import Passage

    meta = document.meta
    return Passage(
        instrument=meta["instrument"],
        type=meta["type"],
        number=meta["number"],
        name=meta["title"] or "",
        topics=frozenset(meta["topic"] or ()),
        heading=meta["heading"] or "",
        text=document.content or "",
    )


def _candidates(documents: Sequence[Document]) -> Iterator[tuple[int, int]]:
    """Places of the documents of different instruments whose words have so much in common that they are worth reading closely."""
    runs = [_runs(document) for document in documents]
    columns, counts = np.unique(np.concatenate([np.zeros(0, np.uint64), *runs]), return_counts=True)
    shared = columns[counts > 1]
    if not len(shared):
        return
    table = np.zeros((len(runs), len(shared)), np.float32)
    for row, own in zip(table, runs, strict=True):
        row[np.isin(shared, own, assume_unique=True)] = 1
    common = table @ table.T
    sizes = np.array([len(own) for own in runs], np.float32)
    shorter, longer = np.minimum.outer(sizes, sizes), np.maximum.outer(sizes, sizes)
    near = (common > 0) & (common >= _OF_SHORTER * shorter) & (common >= _OF_LONGER * longer)
    for one, other in np.argwhere(np.triu(near, 1)):
        if documents[one].meta["instrument"] != documents[other].meta["instrument"]:
            yield int(one), int(other)


def _runs(document: Document) -> _Numbers:
    """The runs of three words of a clause, as numbers; none where it is too short or too long to be compared."""
    words = read_words(document).astype(np.uint64)
    if not _FEWEST <= len(words) <= _MOST:
        return np.zeros(0, np.uint64)
    runs = words[: len(words) - _RUN + 1]
    for place in range(1, _RUN):
        runs = runs * _FACTOR ^ words[place : len(words) - _RUN + 1 + place]
    return np.unique(runs)
