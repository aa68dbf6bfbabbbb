"""What changed between two provisions and what it means: judged changes beside ours.

The judged pairs lie outside the repository: a folder (`--judged`) with `pairs.jsonl` (id, law, both paths and texts) and
`labels.jsonl` (id, what, before, after, sure, also). A law that is at hand is compared whole, as a reader would; of another
one only its pairs are.
"""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.pairs import KEPT, TEXTS, texts_of
from benchmarks.tables import MissingDataError, Table
from documents.comparison.compared import compare
from documents.comparison.pairing import Fixed
from documents.model import Kind, Provision
from documents.text import comparable

STRICT = 0.6
"""Both phrases of a change are the judge's to this share of the words of the longer one."""

_Ranges = list[range]
_Phrases = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Said:
    """A change, as judged or as found.

    :param also: further kinds that a fair judge takes
    """

    what: str
    phrases: _Phrases
    sure: bool = True
    also: frozenset[str] = frozenset()


@dataclass(slots=True)
class Judged:
    """A pair of provisions with the changes that a reader found in it."""

    id: str
    law: str
    paths: tuple[tuple[str, ...], tuple[str, ...]]
    texts: tuple[str, str]
    changes: list[Said] = field(default_factory=list)

    @property
    def kept_apart(self) -> bool:
        """Whether the pair is of the half that no rule was made on."""
        return int(hashlib.md5(self.id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def load(folder: Path) -> list[Judged]:
    """The judged pairs of a folder."""
    pairs = {}
    for row in _rows(folder / "pairs.jsonl"):
        paths = tuple(tuple(row[side].split("+")) for side in ("left_path", "right_path"))
        pairs[row["id"]] = Judged(row["id"], row["law"], (paths[0], paths[1]), (row["left_text"], row["right_text"]))
    for row in _rows(folder / "labels.jsonl"):
        if row["what"]:
            also = frozenset(row.get("also") or ())
            said = Said(row["what"], (row.get("before"), row.get("after")), bool(row.get("sure", 1)), also)
            pairs[row["id"]].changes.append(said)
    return list(pairs.values())


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    if not file.exists():
        raise MissingDataError(f"{file.name} is not in {file.parent}")
    yield from (json.loads(line) for line in file.read_text("utf-8").splitlines() if line)


# What we find

_Laws = tuple[Sequence[Provision], Sequence[Provision]]


def found(pairs: Sequence[Judged], home: Path | None) -> dict[str, list[Said]]:
    """By pair, the changes that a comparison finds in it."""
    said: dict[str, list[Said]] = {}
    for law in dict.fromkeys(pair.law for pair in pairs):
        ours = [pair for pair in pairs if pair.law == law]
        whole = _whole(law, home)
        known = [pair for pair in ours if whole and _stands(pair, whole)]
        rest = [pair for pair in ours if pair not in known]
        if known and whole:
            said |= _told(known, whole)
        if rest:
            said |= _told(*_alone(rest))
    return said


def _whole(law: str, home: Path | None) -> _Laws | None:
    try:
        return texts_of(law, home) if law in TEXTS or law in KEPT else None
    except MissingDataError:
        return None


def _by_path(provisions: Iterable[Provision]) -> dict[str, Provision]:
    return {item.path: item for root in provisions for item in root.walk()}


def _stands(pair: Judged, laws: _Laws) -> bool:
    """Whether the text of a law under the judged paths is the judged one."""
    for paths, text, law in zip(pair.paths, pair.texts, laws, strict=True):
        known = _by_path(law)
        if any(path not in known for path in paths):
            return False
        said = "\n".join(item.text for path in paths for item in known[path].walk())
        if Counter(_words(text)) - Counter(_words(said)) - Counter(_LETTERS):
            return False
    return True


_LETTERS = dict.fromkeys("abcdđeghiklmnopqrs", 99)
_POINT = re.compile(r"([a-zđ]{1,2})\)\s+")


def _alone(pairs: Sequence[Judged]) -> tuple[list[Judged], _Laws]:
    """Judged pairs as two laws that have nothing but them: an article for each."""
    laws: tuple[list[Provision], list[Provision]] = ([], [])
    placed = []
    for number, pair in enumerate(pairs, start=1):
        paths = []
        for law, text, said in zip(laws, pair.texts, pair.paths, strict=True):
            path = f"dieu-{number}"
            clauses = _clauses(path, text, len(said))
            law.append(Provision(path, Kind.ARTICLE, str(number), children=tuple(clauses)))
            paths.append(tuple(clause.path for clause in clauses))
        placed.append(Judged(pair.id, pair.law, (paths[0], paths[1]), pair.texts))
    return placed, laws


def _clauses(path: str, text: str, many: int) -> list[Provision]:
    """The clauses of a text: a line each where it has several and no points, else one with its points."""
    lines = text.split("\n")
    whole = [lines] if many == 1 else _cut(lines, many)
    clauses = []
    for number, part in enumerate(whole, start=1):
        here = f"{path}/khoan-{number}"
        own: list[str] = []
        points: list[tuple[str, list[str]]] = []
        for line in part:
            letter = _POINT.match(line)
            if letter:
                points.append((letter[1], [line[letter.end() :]]))
            else:
                (points[-1][1] if points else own).append(line)
        children = tuple(
            Provision(f"{here}/diem-{letter}-{place}", Kind.POINT, letter, text="\n".join(words))
            for place, (letter, words) in enumerate(points)
        )
        clauses.append(Provision(here, Kind.CLAUSE, str(number), text="\n".join(own), children=children))
    return clauses


def _cut(lines: Sequence[str], many: int) -> list[list[str]]:
    """Lines as the clauses of which they are: one begins behind a line that is no point and leads none."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if parts[-1] and not _POINT.match(line) and len(parts) < many:
            parts.append([])
        parts[-1].append(line)
    return parts


def _told(pairs: Sequence[Judged], laws: _Laws) -> dict[str, list[Said]]:
    fixed = [Fixed(*pair.paths) for pair in pairs]
    places = [_by_path(law) for law in laws]
    said: dict[str, list[Said]] = defaultdict(list)
    for compared in compare(*laws, fixed=[one for one in fixed if all(map(_are_clauses, (one.left, one.right)))]):
        for pair in pairs:
            if _inside(compared.pair.left, pair.paths[0], places[0]) or _inside(compared.pair.right, pair.paths[1], places[1]):
                for change in compared.changes:
                    pieces = change.before.text if change.before else None, change.after.text if change.after else None
                    one = Said(change.what.value, pieces)
                    said[pair.id] += [one] if one not in said[pair.id] else []  # an article without clauses stands at two levels
    return dict(said)


def _are_clauses(paths: Iterable[str]) -> bool:
    return all("khoan" in path for path in paths)


def _inside(paths: Sequence[str], judged: Sequence[str], known: Mapping[str, Provision]) -> bool:
    return any(path == one or path.startswith(f"{one}/") for path in paths for one in judged if path in known)


# Beside the judge

_WORD = re.compile(r"\w+")


def _words(text: str) -> list[str]:
    return _WORD.findall(comparable(text).lower())


def _places(text: Sequence[str], phrase: str | None) -> _Ranges:
    """Where a phrase stands in a text, as ranges of its words."""
    words = _words(phrase or "")
    if not words:
        return []
    return [range(at, at + len(words)) for at in range(len(text) - len(words) + 1) if list(text[at : at + len(words)]) == words]


def _share(ours: _Ranges, theirs: _Ranges) -> float:
    """How much of the longer of two phrases both have, where they stand nearest."""
    if not ours and not theirs:
        return 1.0
    common = (len(range(max(a.start, b.start), min(a.stop, b.stop))) / max(len(a), len(b)) for a in ours for b in theirs)
    return max(common, default=0.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """How a pair was read: for each measure which of ours are right, and which of the judged were found."""

    pair: Judged
    ours: list[Said]
    right: dict[str, list[bool]]
    seen: dict[str, list[bool]]
    doubtful: list[bool]
    kinds: list[tuple[str, str]]


MEASURES = ("strict", "told", "place")


def score(pair: Judged, ours: list[Said]) -> Scored:
    """Compare what was found in a pair with what its judge found."""
    sides = [_words(text) for text in pair.texts]
    here = [[_places(side, phrase) for side, phrase in zip(sides, one.phrases, strict=True)] for one in ours]
    there = [[_places(side, phrase) for side, phrase in zip(sides, one.phrases, strict=True)] for one in pair.changes]
    shape = len(ours), len(pair.changes)
    whole, touch, kind = (np.zeros(shape) for _ in range(3))
    for i, one in enumerate(ours):
        for k, other in enumerate(pair.changes):
            shares = [_share(here[i][side], there[k][side]) for side in (0, 1)]
            written = [bool(here[i][side] and there[k][side]) for side in (0, 1)]
            whole[i, k] = min(shares) >= STRICT
            touch[i, k] = any(shares[side] > 0 for side in (0, 1) if written[side])
            kind[i, k] = one.what == other.what or one.what in other.also
    strict = np.zeros(shape)
    rows, columns = linear_sum_assignment(whole * kind, maximize=True)
    strict[rows, columns] = (whole * kind)[rows, columns]
    by_measure = dict(zip(MEASURES, (strict, touch * kind, touch), strict=True))
    sure = np.array([one.sure for one in pair.changes], bool)
    doubtful = [bool(touch[i].any() and not touch[i][sure].any()) for i in range(shape[0])]
    kinds = [
        (pair.changes[k].what, one.what)
        for i, one in enumerate(ours)
        if touch[i].any() and not (touch[i] * kind[i]).any()
        for k in [int(np.argmax(touch[i]))]
    ]
    return Scored(
        pair,
        ours,
        {name: [bool(row.any()) for row in table] for name, table in by_measure.items()},
        {name: [bool(column.any()) for column in table.T] for name, table in by_measure.items()},
        doubtful,
        kinds,
    )


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Precision and recall by three measures, by kind, and which kinds are taken for which."""
    if not arguments.judged:
        raise MissingDataError("changes were judged apart from the repository: name their folder with --judged")
    pairs = load(arguments.judged)
    said = found(pairs, arguments.home)
    scored = [score(pair, said.get(pair.id, [])) for pair in pairs]
    parts: tuple[tuple[str, Callable[[Judged], bool]], ...] = (
        ("all", lambda _: True),
        ("looked at", lambda pair: not pair.kept_apart),
        ("kept apart", lambda pair: pair.kept_apart),
    )
    rows = [
        (name, measure, *_figures([one for one in scored if takes(one.pair)], measure))
        for name, takes in parts
        for measure in MEASURES
    ]
    note = (
        "none: changes shown where the judge saw none, of all shown; those only touching doubtful ones do not count for precision"
    )
    yield Table("Changes", ("pairs", "measure", "said", "judged sure", "precision", "recall", "none"), rows, note)
    kinds = sorted({change.what for one in scored for change in (*one.ours, *one.pair.changes)})
    yield Table("By kind, told", ("kind", "said", "right", "judged sure", "found"), [_of_kind(scored, kind) for kind in kinds])
    confused = Counter(pair for one in scored for pair in one.kinds).most_common(12)
    yield Table("Kinds taken for others", ("judged", "said", "times"), [(*pair, times) for pair, times in confused])


def _figures(scored: Sequence[Scored], measure: str) -> tuple[object, ...]:
    right = [fine for one in scored for fine, doubt in zip(one.right[measure], one.doubtful, strict=True) if not doubt]
    seen = [hit for one in scored for hit, change in zip(one.seen[measure], one.pair.changes, strict=True) if change.sure]
    many = sum(len(one.ours) for one in scored)
    false = sum(not fine for one in scored for fine in one.right["place"])
    share = (f"{sum(some) / max(len(some), 1):.3f}" for some in (right, seen))
    return many, len(seen), *share, f"{false}/{many}"


def _of_kind(scored: Sequence[Scored], kind: str) -> tuple[object, ...]:
    right = [fine for one in scored for fine, said in zip(one.right["told"], one.ours, strict=True) if said.what == kind]
    seen = [
        hit
        for one in scored
        for hit, change in zip(one.seen["told"], one.pair.changes, strict=True)
        if change.what == kind and change.sure
    ]
    return kind, len(right), sum(right), len(seen), sum(seen)
