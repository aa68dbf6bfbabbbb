"""Two texts compared: which provision became which, and what that means."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from documents.comparison.alignment import align
from documents.comparison.certainty import is_sure
from documents.comparison.changes import FIGURES, ComparedPair, MeantChange, What
from documents.comparison.differing import Background
from documents.comparison.figures import find_figures
from documents.comparison.labelling import Above
from documents.comparison.levels import Level, by_path, units_of
from documents.comparison.meaning import meant_changes
from documents.comparison.own_words import says
from documents.comparison.pairing import Fixed, Pair, PairKind
from documents.comparison.setting import setting_of
from documents.comparison.short_names import Names, short_names, without_short_names
from documents.comparison.standing import Standing, is_long
from documents.comparison.staying import weighed
from documents.comparison.substance import Term, learn_terms, words_in
from documents.comparison.words import plain_text
from documents.model import Kind, Provision
from documents.paths import upward
from documents.text import unify_tone_marks

_SAME_WORDS = frozenset({PairKind.SAME, PairKind.MOVED, PairKind.RENUMBERED})
_ByPath = Mapping[str, Provision]


def compare(
    left: Sequence[Provision],
    right: Sequence[Provision],
    fixed: Iterable[Fixed] = (),
    parted: Iterable[tuple[str, str]] = (),
    *,
    one_text: bool = False,
) -> list[ComparedPair]:
    """Compare two texts, or two provisions: these are a pair, unless a person said otherwise.

    :param fixed: what a person said became of provisions
    :param parted: paths of a left and a right provision that a person said are no pair
    :param one_text: both are wordings of one text, in which an article keeps its number
    """
    said, apart = list(fixed), set(parted)
    if len(left) == len(right) == 1 and (left[0].path, right[0].path) not in apart:
        said.append(Fixed((left[0].path,), (right[0].path,)))
    sides = by_path(left), by_path(right)
    pairs = align(left, right, said, apart, one_text=one_text)
    terms = terms_of(pairs, sides)
    asked = [pair for pair in pairs if pair.kind not in _SAME_WORDS]
    points = [pair for pair in pairs if pair.level is Level.POINT]
    below = [{path for pair in points for path in getattr(pair, side)} for side in ("left", "right")]
    told: _Told = {}  # an article without clauses stands at both levels
    for pair in asked:
        if (pair.left, pair.right) not in told:
            told[pair.left, pair.right] = _changes(pair, sides, terms, below)
    if names := short_names(sides[0].values()) | short_names(sides[1].values()):
        told = {paths: _but_for_names(paths, changes, sides, names) for paths, changes in told.items()}
    told = {pair: changes for pair, changes in _without_moved(told).items() if changes}
    stayed = [pair for pair in pairs if pair.kind in _SAME_WORDS]
    standing = (
        Standing(left, {path for pair in stayed for path in pair.left}),
        Standing(right, {path for pair in stayed for path in pair.right}),
    )
    told = {pair: tuple(changes) for pair, changes in _told_elsewhere(told, standing)}
    changes: _Told = {(pair.left, pair.right): told.get((pair.left, pair.right), ()) for pair in pairs}
    from documents.comparison.referring import changed_references  # as long to import as the rest: who searches does without

    referred = changed_references(pairs, sides)
    found = [_with(one, referred.get((one.pair.left, one.pair.right), ())) for one in weighed(pairs, changes, sides)]
    words_in.cache_clear()
    return found


def _with(one: ComparedPair, references: Sequence[MeantChange]) -> ComparedPair:
    """A pair with the references that became others, where no change that is sure holds them already."""
    sure = [(some.before.text, some.after.text) for some in one.changes if some.before and some.after and is_sure(one, some)]
    told = [
        some
        for some in references
        if not any(some.before and some.after and some.before.text in old and some.after.text in new for old, new in sure)
    ]
    return replace(one, changes=(*one.changes, *told))


def terms_of(pairs: Iterable[Pair], sides: tuple[_ByPath, _ByPath]) -> frozenset[Term]:
    """The terms that change all over two texts.

    :param sides: their provisions by their paths
    """
    reworded = {pair.left + pair.right for pair in pairs if pair.kind not in _SAME_WORDS and len(pair.left) == len(pair.right) == 1}
    return learn_terms((sides[0][one].text, sides[1][other].text) for one, other in sorted(reworded))


_Paths = tuple[tuple[str, ...], ...]
_Told = dict[_Paths, tuple[MeantChange, ...]]
_LEAD = 120
"""So many letters right above say what a provision is in."""
_MOVED = 8
_PART = 2
"""A sentence of so many words that stands elsewhere now has moved."""


def _but_for_names(
    paths: _Paths, changes: tuple[MeantChange, ...], sides: tuple[_ByPath, _ByPath], names: Names
) -> tuple[MeantChange, ...]:
    if not changes or any(len(some) != 1 for some in paths):
        return changes
    pair = [items[some[0]] for items, some in zip(sides, paths, strict=True)]
    return tuple(without_short_names(pair, changes, names))


def _without_moved(told: _Told) -> _Told:
    """Changes of all pairs, without the sentences that went from a clause and came in what became of it."""
    linked: dict[str, set[str]] = {}
    for ours, theirs in told:
        for path in ours:
            linked.setdefault(_clause_of(path), set()).update(map(_clause_of, theirs))
    alone = [one for changes in told.values() for one in changes if not (one.before and one.after)]
    come: dict[str, list[tuple[MeantChange, str]]] = {}
    for one in alone:
        if one.after:
            come.setdefault(_clause_of(one.after.path), []).append((one, _words(one.after.text)))
    moved: set[MeantChange] = set()
    for one in alone:
        said = _words(one.before.text) if one.before else ""
        for clause in linked.get(_clause_of(one.before.path), ()) if one.before else ():
            for other, words in come.get(clause, ()):
                if said == words and said.count(" ") > _MOVED:
                    moved |= {one, other}
                elif one.what is other.what and said in words and said.count(" ") > _PART:
                    moved.add(one)  # what came tells it with more
    return {pair: tuple(one for one in changes if one not in moved) for pair, changes in told.items()}


def _told_elsewhere(told: _Told, standing: tuple[Standing, Standing]) -> Iterator[tuple[_Paths, list[MeantChange]]]:
    """Changes of all pairs; what stands elsewhere in the other text is no more than words that differ, and those are told once."""
    seen: set[tuple[str, ...]] = set()
    for pair, changes in told.items():
        kept = []
        for one in filter(None, (_if_not_elsewhere(change, pair, standing) for change in changes)):
            said = tuple(_words(some.text) if some else "" for some in (one.before, one.after))
            if one.what is not What.WORDS or said not in seen:
                kept.append(one)
            seen.add(said)
        yield pair, kept


def _if_not_elsewhere(one: MeantChange, pair: _Paths, standing: tuple[Standing, Standing]) -> MeantChange | None:
    piece = one.before or one.after
    if piece is None or (one.before and one.after) or (one.what is What.WORDS and all(pair)):
        return one
    here, there = standing if one.before else standing[::-1]
    found = there.find(piece.text, pair[one.before is not None])
    if not found and is_long(piece.text):
        came = bool(one.after and one.what is not What.WORDS and not there.find(piece.text))
        one = replace(one, apart=came or not all(pair))
        if one.apart and one.what not in FIGURES and not says(one.what, piece.text):
            one = replace(one, what=next((some.what for some in find_figures(piece.text) if not some.often), one.what))
    if found and here.find(piece.text, {piece.path}):
        found = None  # it stood there all along
    if isinstance(found, str) or (found and (not all(pair) or _words(piece.text) in _words(found.text))):
        return None
    return replace(one, what=What.WORDS) if found else one


def _words(text: str) -> str:
    """Its words with a blank around each."""
    return f" {' '.join(_WORD.findall(unify_tone_marks(text.lower())))} "


_WORD = re.compile(r"\w+")


def _clause_of(path: str) -> str:
    return path.partition("/diem-")[0]


def _changes(
    pair: Pair, sides: tuple[_ByPath, _ByPath], terms: frozenset[Term], below: Sequence[set[str]]
) -> tuple[MeantChange, ...]:
    paths = [pair.left, pair.right]
    if pair.level is Level.CLAUSE:  # a clause that became a point is told among the points
        paths = [tuple(path for path in some if path not in here) for some, here in zip(paths, below, strict=True)]
        if (bool(paths[0]), bool(paths[1])) != (bool(pair.left), bool(pair.right)):
            return ()
    left, right = ([items[path] for path in some] for items, some in zip(sides, paths, strict=True))
    clauses = [any(child.kind is Kind.CLAUSE for child in provision.children) for provision in (*left, *right)]
    if pair.level is Level.ARTICLE and any(clauses) and not all(clauses):
        return ()  # what the one says in clauses the other says itself: their pairs stand among the clauses
    if left and right:
        left, right = _with_subpoints(left), _with_subpoints(right)
    return tuple(meant_changes(left, right, background_of(pair, sides, terms)))


def _with_subpoints(provisions: Sequence[Provision]) -> list[Provision]:
    """Provisions with what stands below them and is never paired by itself."""
    own = ((one, *(child for child in one.children if child.kind is Kind.SUBPOINT)) for one in provisions)
    return [item for some in own for item in some]


def background_of(pair: Pair, sides: tuple[_ByPath, _ByPath], terms: frozenset[Term]) -> Background:
    """What a pair cannot tell by itself.

    :param sides: the provisions of both texts by their paths
    """
    over = [_over(items, paths) for items, paths in zip(sides, (pair.left, pair.right), strict=True)]
    nearest = over[1 if pair.right else 0]
    setting = setting_of(over[1]) or setting_of(over[0])
    stands = Above(tuple(one.heading or "" for one in nearest), nearest[0].text[-_LEAD:] if nearest else "", setting)
    words = [" ".join(one.text for one in some) for some in over]
    return Background(terms, (words[0], words[1]), stands)


def _over(items: _ByPath, paths: Sequence[str]) -> list[Provision]:
    """The provisions above the first of some, the nearest first."""
    return [items[one] for path in paths[:1] for one in upward(path) if one in items and one != path]


_LITTLE = 1 / 3
"""Texts of one matter pair most of the articles of the one that has fewer."""
_SOME = 4


def have_little_in_common(compared: Iterable[ComparedPair]) -> bool:
    """Whether so few articles are a pair that the two texts are of different matters: nothing in them is new, or was dropped."""
    pairs = [one.pair for one in compared if one.pair.level is Level.ARTICLE]
    both = [pair for pair in pairs if pair.left and pair.right]
    counts = [
        [len({path for pair in some for path in getattr(pair, side)}) for some in (both, pairs)] for side in ("left", "right")
    ]
    return all(count >= _SOME and paired < _LITTLE * count for paired, count in counts)


class Outcome(StrEnum):
    """What is said instead of a table, or before it. Each has a sentence in the catalogue (``outcome.…``).

    ``SAME``: letter by letter. ``ALIKE``: every article, clause and point has the same words; what a comparison passes over (case,
    punctuation, tone marks, numbers of cross-references, what stands around the provisions) may differ. ``APART``: no pair.
    ``LITTLE``: see :func:`have_little_in_common`.
    """

    EMPTY_LEFT = "empty_left"
    EMPTY_RIGHT = "empty_right"
    EMPTY_BOTH = "empty_both"
    SAME = "same"
    ALIKE = "alike"
    APART = "apart"
    LITTLE = "little"


def outcome(left: Sequence[Provision], right: Sequence[Provision], compared: Sequence[ComparedPair]) -> Outcome | None:
    """The one sentence that says what came of a comparison, None where it takes more."""
    ours, theirs = (any(units_of(side, level) for level in Level) for side in (left, right))
    if not (ours and theirs):
        return {(True, False): Outcome.EMPTY_RIGHT, (False, True): Outcome.EMPTY_LEFT}.get((ours, theirs), Outcome.EMPTY_BOTH)
    if all(one.pair.kind is PairKind.SAME and not one.changes for one in compared):
        return Outcome.SAME if list(map(plain_text, left)) == list(map(plain_text, right)) else Outcome.ALIKE
    if not any(one.pair.left and one.pair.right for one in compared):
        return Outcome.APART
    return Outcome.LITTLE if have_little_in_common(compared) else None
