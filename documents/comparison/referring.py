"""References that became others: not by the new numbers of what they point to."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from difflib import SequenceMatcher
from typing import NamedTuple

from documents.comparison.changes import MeantChange, Piece, What
from documents.comparison.levels import REFERENCE, words_of
from documents.comparison.pairing import Pair
from documents.model import Provision
from documents.paths import contains, unit_of
from documents.references import Reference, context_of
from documents.references.finder import find_references
from documents.text import comparable

_ByPath = Mapping[str, Provision]
_Paths = tuple[tuple[str, ...], tuple[str, ...]]
_OWN = "-/-/-/-"
"""Stands for the instrument that is compared."""
_AROUND = 3
"""So many words on either side of a reference stayed, or all of them."""

_NUMBER = re.compile(r"\d+[a-zđ]?")


class _Both(NamedTuple):
    """A reference on both sides of the same words.

    :param name: the other instrument as it is named; None: it is the own text
    :param numbered: it is named by its number
    """

    pair: Pair
    pieces: tuple[Piece, Piece]
    targets: tuple[frozenset[str], frozenset[str]]
    name: str | None
    numbered: bool


def changed_references(pairs: Sequence[Pair], sides: tuple[_ByPath, _ByPath]) -> dict[_Paths, list[MeantChange]]:
    """The references that became others, by the pairs in whose words they stand.

    One of the own text is where what became of the one place is not the other, which need not be there: also of the same words,
    where another article has the number that they name. One of another text is told for sure where a number names it, or most
    references to it stayed: a law of the same name may be a new one with other numbers.
    """
    became = _links((pair.left, pair.right) for pair in pairs)
    was = _links((pair.right, pair.left) for pair in pairs)
    alone = ((pair.left, pair.right, pair) for pair in pairs if len(pair.left) == len(pair.right) == 1)
    linked = {(left, right): pair for left, right, pair in alone if unit_of(right[0]) in became[unit_of(left[0])]}
    taken = {
        path
        for path in sides[0]
        if path == unit_of(path) and path in sides[1] and path not in became[path] and (became[path] or was[path])
    }
    found = [both for pair in linked.values() for both in _both(pair, sides, {path.rpartition("-")[2] for path in taken})]
    changed_names = Counter(both.name for both in found if both.name and both.targets[0] != both.targets[1])
    stayed = _stayed(changed_names, linked.values(), sides)
    told: dict[_Paths, list[MeantChange]] = defaultdict(list)
    for both in found:
        old, new = both.targets
        if both.name is None:
            led = _led_elsewhere(old, new, became) or _led_elsewhere(new, old, was)
            changed = led if old != new else not taken.isdisjoint(map(unit_of, old))
        else:
            changed = old != new
        if changed:
            sure = both.name is None or both.numbered or stayed[both.name] > changed_names[both.name]
            told[both.pair.left, both.pair.right].append(MeantChange(What.SCOPE, *both.pieces, listed=sure, refers=True))
    return told


def _stayed(names: Iterable[str], pairs: Iterable[Pair], sides: tuple[_ByPath, _ByPath]) -> Counter[str]:
    """How many references to what is named stand in the same words on both sides."""
    forms = {name: re.compile(rf"(?<!\w)điều \d+\w*[^.;]{{0,30}}? {re.escape(name)}(?!\w)") for name in names}
    found: Counter[str] = Counter()
    for pair in pairs if forms else ():
        one, other = (side[paths[0]].text.lower() for side, paths in zip(sides, (pair.left, pair.right), strict=True))
        found.update({name: sum(match.group() in other for match in form.finditer(one)) for name, form in forms.items()})
    return found


def _links(paths: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for some, others in paths:
        for path in some:
            found[path].update(others)
    return found


def _led_elsewhere(some: Set[str], others: Set[str], became: Mapping[str, Set[str]]) -> bool:
    """Whether one of the places is on the other side, too, and none of those that are named there."""
    found = (became.get(path, set()) for path in some)
    return any(heirs and not any(_meet(heir, other) for heir in heirs for other in others) for heirs in found)


def _meet(one: str, other: str) -> bool:
    """Whether one place is the other, or in it: what a clause said a whole article may say."""
    return contains(one, other) or contains(other, one)


def _both(pair: Pair, sides: tuple[_ByPath, _ByPath], taken: Set[str]) -> Iterator[_Both]:
    """The references of a pair, where the numbers of some differ, or name an article that is another one now."""
    ours, theirs = sides[0][pair.left[0]], sides[1][pair.right[0]]
    for closing, texts in ((False, (ours.text, theirs.text)), (True, (ours.tail, theirs.tail))):
        written = [[one.group() for one in REFERENCE.finditer(comparable(text).lower())] for text in texts]
        named = {number for one in written[0] if one.startswith("điều") for number in _NUMBER.findall(one)}
        if not all(written) or (written[0] == written[1] and taken.isdisjoint(named)):
            continue
        paths = pair.left[0], pair.right[0]
        said = [_read(text, path) for text, path in zip(texts, paths, strict=True)]
        for one, other in _beside_the_same_words(*(_tokens(*some) for some in zip(texts, said, strict=True))):
            if (name := _name_of(one)) == _name_of(other):
                pieces = (Piece(path, ref.start, ref.end, ref.text, closing) for path, ref in zip(paths, (one, other), strict=True))
                targets = tuple(frozenset(target.path for target in ref.targets) for ref in (one, other))
                numbered = bool(one.targets[0].instrument)
                yield _Both(pair, (next(pieces), next(pieces)), (targets[0], targets[1]), name, numbered)


def _read(text: str, path: str) -> list[Reference]:
    found = find_references(text, context_of(path, _OWN))
    return [one for one in found if all(target.path and target.possible for target in one.targets)]


def _name_of(reference: Reference) -> str | None:
    target = reference.targets[0]
    return None if target.instrument == _OWN else (target.instrument or target.name or "").lower()


def _tokens(text: str, references: Iterable[Reference]) -> list[tuple[str, Reference | None]]:
    """The words, and each reference as one, by what it names."""
    found: list[tuple[str, Reference | None]] = []
    end = 0
    for one in references:
        found += [(word, None) for word in words_of(text[end : one.start])]
        found.append((f"§ {_name_of(one)}", one))
        end = one.end
    return [*found, *((word, None) for word in words_of(text[end:]))]


def _beside_the_same_words(
    ours: Sequence[tuple[str, Reference | None]], theirs: Sequence[tuple[str, Reference | None]]
) -> Iterator[tuple[Reference, Reference]]:
    words = [[word for word, _ in side] for side in (ours, theirs)]
    for start, other, size in SequenceMatcher(None, words[0], words[1], autojunk=False).get_matching_blocks():
        for at in range(size):
            one, two = ours[start + at][1], theirs[other + at][1]
            before, behind = at, size - at - 1
            near = before >= min(_AROUND, start + at) and behind >= min(_AROUND, len(ours) - start - at - 1)
            if one and two and near:
                yield one, two
