"""Which provisions of a new text may hold what stood in a provision of an old one, and how sure that is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from documents.comparison.alignment import align
from documents.comparison.anchoring.matching import Matching, keys_of
from documents.comparison.levels import GROUPS, by_path
from documents.comparison.pairing import Fixed, Ground, Pair
from documents.model import Kind, Provision
from documents.paths import contains, last_step, parent_of, upward

FIELDS = ("heading", "text", "tail")

_LIKELY = 0.4
"""Judged pairs of one old and one new provision were right from this score on."""
_MOST, _HEADED, _AHEAD = 0.5, 0.25, 0.1
"""So much of what a chapter holds must have gone to another one, so much of its heading stayed, so much more than of the next."""
_ALIKE = 0.6
"""So much of the words of a form, of a preamble and the like must have stayed."""
_CLOSED = GROUPS | {Kind.FORM}
"""Words of these are not looked for in what they stand in."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A provision of the new text.

    :param alone: the two belong to one another and to no other
    :param above: it is the counterpart of what the old one stands in, which itself has none
    :param score: from 0 to 1
    """

    path: str
    alone: bool
    above: bool
    score: float

    @property
    def sure(self) -> bool:
        """Whether the two are a pair beyond doubt."""
        return self.alone and not self.above and self.score >= _LIKELY


class Counterparts:
    """Two texts, and which provision became which."""

    def __init__(
        self,
        left: Sequence[Provision],
        right: Sequence[Provision],
        fixed: Iterable[Fixed] = (),
        parted: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.left, self.right = by_path(left), by_path(right)
        self._roots = tuple(right)
        self.parted = frozenset(parted)
        self._heirs: dict[str, dict[str, Counterpart]] = defaultdict(dict)
        self.ended: set[str] = set()  # what the alignment says has no counterpart
        for pair in align(left, right, fixed, self.parted):
            self._add(pair)

    def _add(self, pair: Pair) -> None:
        alone = len(pair.left) == len(pair.right) == 1
        by_hand = any(reason.ground is Ground.BY_HAND for reason in pair.reasons)
        for path in pair.left:
            if not pair.right:
                self.ended.add(path)
            for heir in pair.right:
                known = self._heirs[path].get(heir)
                score = 1.0 if by_hand else pair.score
                if known is None or (alone, score) > (known.alone, known.score):
                    self._heirs[path][heir] = Counterpart(heir, alone, False, score)

    def of(self, path: str) -> list[Counterpart]:
        """Those of a provision, the likeliest first; where it has none, those of what it stands in, but of no other form."""
        for place in upward(path):
            if place not in self.left:
                continue
            found = self._own(place)
            if found:
                return found if place == path else self._beneath(path, place, found)
            if self.left[place].kind in _CLOSED:
                break
        return []

    def _own(self, path: str) -> list[Counterpart]:
        if path in self._heirs:
            return sorted(self._heirs[path].values(), key=lambda item: (not item.alone, -item.score))
        kind = self.left[path].kind
        if kind in GROUPS:
            return self._groups(path)
        if kind is Kind.FORM:
            return self._forms(path)
        if not parent_of(path) and path not in self.ended:
            return self._alike(path, kind)
        return []

    def _beneath(self, path: str, place: str, found: Sequence[Counterpart]) -> list[Counterpart]:
        """Of a provision that is no unit of the alignment: what stands at the same place below the counterparts, else these."""
        rest = path[len(place) :]
        own: list[Counterpart] = []
        for item in found:
            there = f"{item.path}{rest}"
            if there in self.right and path not in self.ended and self.right[there].kind is self.left[path].kind:
                kept = Matching.of(whole_text(self.left[path]), whole_text(self.right[there])).kept
                if kept >= _ALIKE:
                    own.append(Counterpart(there, item.alone, item.above, kept))
        return own or [Counterpart(item.path, item.alone, True, item.score) for item in found]

    def _groups(self, path: str) -> list[Counterpart]:
        """A chapter's: of the groups to which most of what it holds went the one whose heading is most like its own."""
        inside = [item.path for item in self.left[path].walk() if item.kind is Kind.ARTICLE and item.path in self._heirs]
        went = Counter(above for item in inside for heir in self._heirs[item] for above in self._group_of.get(heir, ()))
        heading = self.left[path].heading or ""
        likely = {
            there: Matching.of(heading, self.right[there].heading or "").kept
            for there, many in went.items()
            if many >= _MOST * len(inside) and (path, there) not in self.parted
        }
        best = sorted(likely, key=lambda there: likely[there], reverse=True)[:2]
        ahead = len(best) == 1 or (len(best) == 2 and likely[best[0]] >= likely[best[1]] + _AHEAD)
        sure = ahead and not self._headed_better(path, best[0], likely[best[0]])
        return [Counterpart(there, sure, False, max(likely[there], _LIKELY)) for there in best if likely[there] >= _HEADED]

    def _headed_better(self, path: str, there: str, kept: float) -> bool:
        """Whether another group of the old text has more of a heading."""
        heading = self.right[there].heading or ""
        others = (item for item in self.left.values() if item.kind in GROUPS and item.path != path)
        return any(Matching.of(item.heading or "", heading).kept > kept for item in others)

    def _forms(self, path: str) -> list[Counterpart]:
        """Of a form in an appendix: the one that is most like it, where it is most like that one."""
        above = parent_of(path)
        ours = [item for item in self.left[above].walk() if item.kind is Kind.FORM]
        theirs = [
            item for found in self.of(above) if not found.above for item in self.right[found.path].walk() if item.kind is Kind.FORM
        ]
        scores = sorted(((_form_score(self.left[path], item), item.path) for item in theirs), reverse=True)
        if not scores or scores[0][0] < _ALIKE:
            return []
        score, there = scores[0]
        rivals = [other for other, _ in scores[1:2]]
        rivals += [_form_score(item, self.right[there]) for item in ours if item.path != path]
        return [] if any(rival + _AHEAD / 2 > score for rival in rivals) else [Counterpart(there, True, False, min(score, 1.0))]

    @cached_property
    def _group_of(self) -> Mapping[str, tuple[str, ...]]:
        """Of each article the groups that it stands in, which its path does not name."""
        found: dict[str, tuple[str, ...]] = {}

        def walk(items: Iterable[Provision], above: tuple[str, ...]) -> None:
            for item in items:
                if item.kind in GROUPS:
                    walk(item.children, (*above, item.path))
                else:
                    found[item.path] = above

        walk(self._roots, ())
        return found

    def _alike(self, path: str, kind: Kind) -> list[Counterpart]:
        """Of a preamble, a basis and the like: the one of its kind that says most of the same."""
        text = whole_text(self.left[path])
        scored = sorted(
            (
                (Matching.of(text, whole_text(item)).kept, item.path == path, item.path)
                for item in self.right.values()
                if item.kind is kind
            ),
            reverse=True,
        )
        return [Counterpart(there, True, False, kept) for kept, _, there in scored[:1] if kept >= _ALIKE]

    def gone(self, path: str) -> bool:
        """Whether the alignment says that a provision, or what it stands in, has no counterpart."""
        return any(place in self.ended for place in upward(path))

    def fields_in(self, path: str) -> Iterator[tuple[str, str, str]]:
        """The texts of a provision of the new text and of all below it, of a chapter only its own: path, field, words."""
        top = self.right[path]
        for item in (top,) if top.kind in GROUPS else top.walk():
            yield from fields_of(item)

    def others_say(self, words: tuple[str, ...], apart: str) -> bool:
        """Whether words stand in the new text outside a provision, too."""
        wanted = f" {' '.join(words)} "
        return any(wanted in said for path, said in self._said if not contains(apart, path))

    @cached_property
    def _said(self) -> list[tuple[str, str]]:
        return [(path, f" {' '.join(keys_of(text))} ") for item in self.right.values() for path, _, text in fields_of(item)]

    def saying(self, words: tuple[str, ...]) -> list[tuple[str, str, str]]:
        """The texts of the new one that have words side by side."""
        wanted = f" {' '.join(words)} "
        return [found for item in self.right.values() for found in fields_of(item) if wanted in f" {' '.join(keys_of(found[2]))} "]


def _form_score(one: Provision, other: Provision) -> float:
    kept = Matching.of(whole_text(one), whole_text(other)).kept
    return kept + _AHEAD * (
        (last_step(one.path) == last_step(other.path)) + Matching.of(one.heading or "", other.heading or "").kept
    )


def fields_of(item: Provision) -> Iterator[tuple[str, str, str]]:
    """The texts of a provision: its path, the field and the words."""
    for field in FIELDS:
        words = getattr(item, field)
        if words:
            yield item.path, field, words


def whole_text(item: Provision) -> str:
    """All that a provision and those below it say."""
    return "\n".join(words for part in item.walk() for _, _, words in fields_of(part))
