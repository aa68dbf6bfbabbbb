"""Train the model that says what a change is about, or score it on a draw that it has not seen.

python -m benchmarks.changes --home KHO --train
python -m benchmarks.changes --home KHO --apart second   (train without a draw, score that draw)

A line of ``labels.jsonl.gz``: the draw, the left and the right provision (key, path, digest of the words: a base whose text differs
is not read at wrong places), and the changes that a reader sees between them: labels (the better first), characters left and right.
"""

import argparse
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from sqlalchemy.orm import Session

from benchmarks.changes.training import Lesson, keep, learn
from documents.comparison import MeantChange, What, align, labelling
from documents.comparison.compared import background_of, terms_of
from documents.comparison.differing import Background, Differing
from documents.comparison.labelling import MODEL, NOTHING, Above, Weights, features
from documents.comparison.levels import by_path
from documents.comparison.meaning import meant_changes
from documents.comparison.sides import Side
from documents.comparison.stretches import Stretch
from documents.errors import WordedError
from documents.model import Provision
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, versions
from kb.settings import Settings

LABELS = Path(__file__).with_name("labels.jsonl.gz")
_LEAST = 0.1
"""A lesson is worth so much, and what the words have in common with those that the reader marked."""
Places = dict[str, Stretch]


class Seen(NamedTuple):
    """A change that a reader sees."""

    what: list[str]
    places: Places


class Labelled(NamedTuple):
    """A pair of provisions with the changes that a reader sees."""

    draw: str
    left: Provision
    right: Provision
    known: Background
    changes: list[Seen]


def labelled(session: Session) -> Iterator[Labelled]:
    """The labelled pairs whose words a base has."""
    texts: dict[str, list[list[Provision]]] = {}
    wanted = defaultdict(list)
    for row in map(json.loads, gzip.decompress(LABELS.read_bytes()).splitlines()):
        ours, theirs = (_texts(session, row[side][0], texts) for side in ("left", "right"))
        left, right = _holding(ours, *row["left"][1:]), _holding(theirs[::-1], *row["right"][1:])
        if left and right:
            wanted[row["left"][0], id(left), row["right"][0], id(right)].append((row, left, right))
    for rows in wanted.values():
        _, left, right = rows[0]
        sides, pairs = (by_path(left), by_path(right)), align(left, right)
        terms = terms_of(pairs, sides)
        for row, _, _ in rows:
            paths = (row["left"][1],), (row["right"][1],)
            pair = next((one for one in pairs if (one.left, one.right) == paths), None)
            if pair:
                seen = [
                    Seen(what, {name: (one[0], one[1]) for name, one in (("left", before), ("right", after)) if one})
                    for what, before, after in row["changes"]
                ]
                yield Labelled(row["draw"], sides[0][paths[0][0]], sides[1][paths[1][0]], background_of(pair, sides, terms), seen)


def _texts(session: Session, key: str, known: dict[str, list[list[Provision]]]) -> list[list[Provision]]:
    """All versions of an instrument, none where the base lacks it."""
    if key not in known:
        try:
            record = find_instrument(session, key)
            known[key] = [list(load_version(session, record, None, one.number).provisions) for one in versions(session, record)]
        except WordedError:
            known[key] = []
    return known[key]


def _holding(texts: Sequence[list[Provision]], path: str, digest: str) -> list[Provision] | None:
    """The first text that has these words at a place."""

    def has(text: list[Provision]) -> bool:
        one = by_path(text).get(path)
        return one is not None and hashlib.sha256(one.text.encode()).hexdigest()[:12] == digest

    return next(filter(has, texts), None)


def lessons(one: Labelled) -> Iterator[Lesson]:
    """What the model learns of a pair: the differences that are found, and the changes as the reader marked them."""
    left, right = Side([one.left]), Side([one.right])
    found: list[tuple[list[str], Places]] = []

    def judge(places: Sequence[tuple[Side, Stretch]], how: str, above: Above, figure: What | None) -> What:
        found.append((features(places, how, above), {"right" if side is right else "left": span for side, span in places}))
        return figure or What.SCOPE

    list(Differing(left, right, one.known, judge).changes())
    for told, places in found:
        near = max(one.changes, key=lambda change: _common(change.places, places), default=Seen([], {}))
        common = _common(near.places, places)
        alike = common / (_size(near.places) + _size(places) - common) if common else 1.0
        yield Lesson(told, near.what[:2] if common else [NOTHING], _LEAST + alike)
    for change in one.changes:
        placed = [(side, change.places[name]) for side, name in ((right, "right"), (left, "left")) if name in change.places]
        whole = any(side.holds_sentence(*side.range(span)) for side, span in placed)
        yield Lesson(features(placed, "sentence" if whole else "phrase", one.known.stands), change.what[:2], _LEAST + 1)


def _size(places: Places) -> int:
    return sum(end - start for start, end in places.values())


def _common(one: Places, other: Places) -> int:
    """How many characters two changes have in common."""
    return sum(max(0, min(one[side][1], other[side][1]) - max(one[side][0], other[side][0])) for side in one.keys() & other.keys())


def train(pairs: Sequence[Labelled]) -> Weights:
    """Train the model."""
    return learn([lesson for pair in pairs for lesson in lessons(pair)])


def score(pairs: Sequence[Labelled], told: Callable[[Labelled], Sequence[MeantChange]]) -> str:
    """How many told changes meet a reader's, how many of the reader's are met, and how many of the pairs have the right label.

    Words of which it is not said what they are about are not counted.
    """
    count: Counter[str] = Counter()
    for one in pairs:
        ours = [(str(change.what), _places(change)) for change in told(one) if change.what is not What.WORDS]
        both = [
            (_common(there.places, here), what in there.what, i, j)
            for i, there in enumerate(one.changes)
            for j, (what, here) in enumerate(ours)
        ]
        met = sorted((row for row in both if row[0]), reverse=True)
        count.update(told=len(ours), seen=len(one.changes), meeting=len({row[3] for row in met}), met=len({row[2] for row in met}))
        used: set[tuple[str, int]] = set()
        for _, right, i, j in met:
            if not used & {("seen", i), ("told", j)}:
                used |= {("seen", i), ("told", j)}
                count.update(paired=1, right=right)
    shares = (("precision", "meeting", "told"), ("recall", "met", "seen"), ("label", "right", "paired"))
    return ", ".join(f"{name} {count[some]} of {count[of]} ({count[some] / max(count[of], 1):.3f})" for name, some, of in shares)


def _places(change: MeantChange) -> Places:
    return {side: (piece.start, piece.end) for side, piece in (("left", change.before), ("right", change.after)) if piece}


def main() -> None:
    """See the module's text."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.changes", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a base that holds the codification")
    parser.add_argument("--train", action="store_true", help=f"train anew on all that is labelled, into {MODEL}")
    parser.add_argument("--apart", help="a draw that is kept apart")
    asked = parser.parse_args()
    with KnowledgeBase(Settings(home=asked.home), create=False) as base, base.session() as session:
        pairs = list(labelled(session))
    print(f"{len(pairs)} labelled pairs have their words in this base: {dict(Counter(one.draw for one in pairs))}")
    if asked.train:
        keep(train(pairs), MODEL)
    if asked.apart:
        kept = [one for one in pairs if one.draw == asked.apart]
        words = {(one.left.text, one.right.text) for one in kept}
        learned = train([one for one in pairs if (one.left.text, one.right.text) not in words and one.draw != asked.apart])
        with mock.patch.object(labelling, "weights", return_value=learned):
            print(score(kept, lambda one: meant_changes([one.left], [one.right], one.known)))


if __name__ == "__main__":
    main()
