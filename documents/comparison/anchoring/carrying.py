"""Where a stretch of words, or a whole provision, stands in another text: on the same words, or said to be unsure.

Provisions are aligned first, then the words inside. Words are never looked for anywhere else than in the counterpart of what they
stood in: a phrase that law repeats everywhere must not jump to another place. Weights were set on one draw of spans and tried on
another: of 1,840 spans two were wrong and presented as certain.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.comparison.anchoring.counterparts import Counterpart, Counterparts, whole_text
from documents.comparison.anchoring.matching import Matching, count, keys_of
from documents.comparison.pairing import Fixed
from documents.model import Provision

SURE = 0.9
"""From this confidence on a place is one; below it a person decides."""


class State(StrEnum):
    """What became of words. The values are part of the interface."""

    SAME = "same"
    MOVED = "moved"
    REWORDED = "reworded"
    ORPHAN = "orphan"
    TO_DECIDE = "to_decide"


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of characters in a field of a provision, or the whole of the provision.

    :param start: None for the whole provision
    """

    path: str
    field: str = "text"
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a spot.

    :param spot: where it is now, None unless that is sure
    :param likely: the places that a person may choose from, the likeliest first
    """

    state: State
    confidence: float
    spot: Spot | None = None
    likely: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class _Image:
    """A stretch of the new text that may be what a stretch of the old one became.

    :param same: the words are the same
    :param weight: how many words speak for it
    """

    spot: Spot
    same: bool
    confidence: float
    weight: float


_SHOWN = 3
_LOOKED_AT = 8
_WINDOW, _AROUND = 2, 8
_GONE, _RIVAL = -1.0, 0.8
_STRAY = 6
_LITTLE, _LONG_RUN = 0.3, 12
"""Where less than this stayed, only so many words side by side are the same ones."""


class Carrier:
    """Two texts between which spots are carried.

    :param fixed: what a person said became of provisions
    :param parted: what a person said is no pair
    """

    def __init__(
        self,
        left: Sequence[Provision],
        right: Sequence[Provision],
        fixed: Iterable[Fixed] = (),
        parted: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._known = Counterparts(left, right, fixed, parted)

    def carry(self, spot: Spot) -> Carried:
        """Where a spot of the left text stands in the right one."""
        provision = self._known.left.get(spot.path)
        if provision is None:
            return Carried(State.TO_DECIDE, 0.0)
        counterparts = self._known.of(spot.path)
        if spot.start is None or spot.end is None:
            return self._whole(spot, provision, counterparts)
        text = getattr(provision, spot.field) or ""
        if not 0 <= spot.start < spot.end <= len(text):
            return Carried(State.TO_DECIDE, 0.0)
        if not counterparts:
            gone = self._known.gone(spot.path)
            return Carried(State.ORPHAN if gone else State.TO_DECIDE, SURE if gone else 0.0, None, self._elsewhere(text, spot))
        images = sorted(self._images(spot, text, counterparts), key=lambda image: (image.confidence, image.weight), reverse=True)
        return self._chosen(spot, text, images)

    # a whole provision

    def _whole(self, spot: Spot, provision: Provision, counterparts: Sequence[Counterpart]) -> Carried:
        own = [item for item in counterparts if not item.above]
        likely = tuple(Spot(item.path, spot.field) for item in counterparts[:_SHOWN])
        if not own:
            gone = not likely and self._known.gone(spot.path)
            return Carried(State.ORPHAN if gone else State.TO_DECIDE, SURE if gone else 0.5, None, likely)
        best = own[0]
        same = keys_of(whole_text(provision)) == keys_of(whole_text(self._known.right[best.path]))
        if not best.sure or len(own) > 1:
            return Carried(State.TO_DECIDE, 0.6, None, likely)
        confidence = 1.0 if same else 0.95
        return Carried(_state(same, spot.path, best.path), confidence, Spot(best.path, spot.field), likely)

    # a stretch of words

    def _chosen(self, spot: Spot, text: str, images: Sequence[_Image]) -> Carried:
        placed = [image for image in images if image.confidence >= 0]
        likely = tuple(dict.fromkeys(image.spot for image in placed if image.confidence > 0))[:_SHOWN]
        likely = tuple(dict.fromkeys((*likely, *self._elsewhere(text, spot))))[:_SHOWN]
        best = placed[0] if placed else None
        if best is None or best.confidence < SURE:
            if any(image.confidence == _GONE for image in images) and (best is None or best.confidence < 0.5):
                return Carried(State.ORPHAN, SURE, None, likely)
            return Carried(State.TO_DECIDE, round(best.confidence if best else 0.0, 2), None, likely)
        rivals = [image for image in placed[1:] if image.spot != best.spot and (image.same or image.confidence >= SURE)]
        if any(rival.weight >= _RIVAL * best.weight for rival in rivals):
            return Carried(State.TO_DECIDE, 0.5, None, likely)
        return Carried(_state(best.same, spot.path, best.spot.path), round(best.confidence, 2), best.spot, likely)

    def _images(self, spot: Spot, text: str, counterparts: Sequence[Counterpart]) -> Iterator[_Image]:
        seen: set[tuple[str, str]] = set()
        for item in counterparts:
            fields = [found for found in self._known.fields_in(item.path) if found[:2] not in seen]
            own = [found for found in fields if found[:2] == (item.path, spot.field)]
            if own and not item.above:
                seen.add(own[0][:2])
                image = self._image(spot, text, own[0], item, direct=True)
                if image is not None:
                    yield image
                    if image.confidence >= SURE and item.sure:
                        return
            words = set(keys_of(text))
            rest = [found for found in fields if found[:2] not in seen]
            rest.sort(key=lambda found: len(words & set(keys_of(found[2]))), reverse=True)
            for found in rest[:_LOOKED_AT]:
                seen.add(found[:2])
                image = self._image(spot, text, found, item, direct=False)
                if image is not None:
                    yield image

    def _image(self, spot: Spot, text: str, found: tuple[str, str, str], item: Counterpart, *, direct: bool) -> _Image | None:
        path, field, new = found
        start, end = spot.start or 0, spot.end or 0
        match = Matching.of(text, new)
        i, j = match.touched(start, end)
        if i == j:
            return None
        to = [match.to.get(place) for place in range(i, j)]
        first = to[0]
        if first is not None and to == list(range(first, first + j - i)):
            begin, stop = match.characters(start, end, first, first + j - i)
            confidence, weight = self._survived(match, (i, j), first, item, direct=direct, apart=path)
            return _Image(Spot(path, field, begin, stop), True, confidence, weight)
        return self._reworded(match, (i, j), (start, end), Spot(path, field), item, direct=direct)

    def _survived(
        self, match: Matching, words: tuple[int, int], k: int, item: Counterpart, *, direct: bool, apart: str
    ) -> tuple[float, float]:
        """How sure it is that words which stand in both are the same ones."""
        i, j = words
        m = k + j - i
        before, behind = match.before(i, k), match.behind(j, m)
        evidence = j - i + before + behind
        joins = match.joins_before(i, k) + match.joins_behind(j, m)
        first, last = match.run(i, j)
        if len(match.ours) == len(match.theirs) == len(match.to):
            confidence = 1.0
        elif joins == 2 and evidence >= 6:
            confidence = 0.98
        elif joins >= 1 and evidence >= 8:
            confidence = 0.95
        elif evidence >= 12:
            confidence = 0.92
        elif joins == 2 and match.kept >= 0.6:
            confidence = 0.95
        else:
            confidence = 0.6
        phrase = keys_of(match.old)[max(first, i - _WINDOW) : min(last, j + _WINDOW)]
        ours, theirs = (count(keys_of(text), phrase) for text in (match.old, match.new))
        around = keys_of(match.old)[max(first, i - _AROUND) : min(last, j + _AROUND)]
        again = match.kept < 0.9 and (
            (theirs > 1 and theirs != ours and last - first < j - i + 8)
            or (theirs > ours and count(keys_of(match.new), around) > 1)
            or (theirs > 1 and any(match.backward.get(place) != match.to[place] for place in range(i, j)))
        )
        if again or (match.kept < _LITTLE and last - first < _LONG_RUN):
            confidence = min(confidence, 0.7)
        if not (direct and item.sure):
            confidence = min(confidence, self._unsure(match, (first, last), item, apart))
        return confidence, evidence + 2 * joins

    def _unsure(self, match: Matching, run: tuple[int, int], item: Counterpart, apart: str) -> float:
        """How sure a place is at most in what may be the counterpart: enough words side by side that stand nowhere else."""
        words = keys_of(match.old)[run[0] : run[1]]
        if len(words) >= (12 if item.above else 8) and not self._known.others_say(words, apart):
            return 0.93
        if item.alone and not item.above and item.score >= 0.3 and len(words) >= 5 and match.kept >= 0.5:
            return 0.91
        return 0.7

    def _reworded(
        self, match: Matching, words: tuple[int, int], at: tuple[int, int], place: Spot, item: Counterpart, *, direct: bool
    ) -> _Image | None:
        """Where words went of which some are others now."""
        i, j = words
        kept = self._together(match, i, j)
        left, right = match.to.get(i - 1, -2), match.to.get(j, -2)
        if i == 0:
            left = -1
        if j == len(match.ours):
            right = len(match.theirs)
        k, m = (kept[0], kept[-1] + 1) if kept else (None, None)
        if i not in match.to and left >= -1:
            k = left + 1
        if (j - 1) not in match.to and right >= 0:
            m = right
        if not kept:
            k, m = match.between(i, j) if k is None or m is None else (k, m)
        if k is None or m is None:
            return None
        before, behind = match.before(i, k), match.behind(j, m)
        sides = (i == 0 or before >= 2) + (j == len(match.ours) or behind >= 2)
        sure = direct and item.sure
        if k >= m:
            gone = k == m and sure and sides == 2 and before + behind >= 4 and match.kept >= 0.4
            return _Image(place, False, _GONE, 0) if gone else None
        share = len(kept) / (j - i)
        fits = m - k <= 1.5 * (j - i) + 2 and (match.kept >= 0.5 or share >= 0.8 or j - i >= 15)
        ends = (i in match.to or left >= -1) + ((j - 1) in match.to or right >= 0)
        confidence = 0.4 + 0.3 * share
        if sure and match.kept >= _LITTLE and match.other_figures(i, j, k, m):
            confidence = 0.92
        elif fits and sure:
            if share >= 0.6 and len(kept) >= 4 and ends == 2:
                confidence = 0.95
            elif share >= 0.5 and len(kept) >= 3 and ends == 2 and sides == 2:
                confidence = 0.93
            elif (i == 0 and j == len(match.ours) and match.kept >= 0.4) or (
                ends == 2 and sides == 2 and before + behind >= 8 and match.kept >= 0.6 and m - k <= j - i + 3
            ):
                confidence = 0.92
        elif fits and share >= 0.8 and len(kept) >= 8 and ends == 2:
            confidence = 0.91 if item.alone and not item.above else 0.8
        begin, stop = match.theirs[k].start, match.theirs[m - 1].end
        if i in match.to and (j - 1) in match.to:
            begin, stop = match.characters(*at, k, m)
        return _Image(replace(place, start=begin, end=stop), False, confidence, len(kept) + before + behind)

    @staticmethod
    def _together(match: Matching, i: int, j: int) -> list[int]:
        """Where the words of a stretch that stayed are, but for single ones at its ends that are far from the others."""
        kept = [(place, match.to[place]) for place in range(i, j) if place in match.to]
        while len(kept) > 2 and (kept[1][1] - kept[0][1]) - (kept[1][0] - kept[0][0]) > _STRAY:
            kept.pop(0)
        while len(kept) > 2 and (kept[-1][1] - kept[-2][1]) - (kept[-1][0] - kept[-2][0]) > _STRAY:
            kept.pop()
        return [there for _, there in kept]

    def _elsewhere(self, text: str, spot: Spot) -> tuple[Spot, ...]:
        """Other places where the same words stand: nothing but an offer to whoever decides."""
        words = Matching.of(text, text)
        i, j = words.touched(spot.start or 0, spot.end or 0)
        phrase = keys_of(text)[i:j]
        if len(phrase) < 4:
            return ()
        found = []
        for path, field, new in self._known.saying(phrase)[:_SHOWN]:
            said = keys_of(new)
            k = next(place for place in range(len(said)) if said[place : place + len(phrase)] == phrase)
            theirs = Matching.of(new, new).ours
            found.append(Spot(path, field, theirs[k].start, theirs[k + len(phrase) - 1].end))
        return tuple(found)


def _state(same: bool, old: str, new: str) -> State:
    """What became of words that stood in one provision and stand in another, or in the same one."""
    if not same:
        return State.REWORDED
    return State.SAME if old == new else State.MOVED
