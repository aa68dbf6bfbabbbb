"""Notes carried from an old text to its new one: spans drawn at random, and where they go.

Of laws that were replaced every span was judged by hand before anything was carried. Of texts that were amended `difflib` over the
words of the whole article says where they are, and where it is of two minds the span was judged by hand, too.
``python -m benchmarks.anchoring`` prints what is not right.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from benchmarks.tables import Table, need
from documents.amendments import read_effects
from documents.comparison.anchoring import Carried, Carrier, Spot, State
from documents.consolidation.consolidate import consolidate
from documents.model import Kind, Provision
from documents.paths import unit_of
from documents.text import comparable
from ingest.parsing import parse_file

LIST = Path(__file__).with_suffix(".tsv")
LAWS = {"dv": "03_pc_bao_luc_gia_dinh", "labour": "02_lao_dong"}
AMENDED = {
    "06": "06_TT09-2022_BLDTBXH",
    "07": "07_TT17-2022_BLDTBXH",
    "08": "08_TT21-2021_BLDTBXH",
    "12": "12_ND112-2021",
}
DRAWN = {"06": 150, "07": 250, "08": 200, "12": 250}
SEEDS = {15: {"dv": 60, "labour": 90}, 16: {"dv": 40, "labour": 60}, 17: {"dv": 16, "labour": 24}}
"""The draws, and of each how many spans of the laws were judged: the first served to set weights, the second did not."""

LENGTHS = {"one": (1, 1), "few": (2, 5), "some": (6, 20), "many": (21, 60)}
FIELDS = ("heading", "text", "tail")
FRAME = frozenset({Kind.PREAMBLE, Kind.BASIS, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.CLOSING})
SURVIVES, REWORDED, OPEN, GONE = "survives", "reworded", "open", "gone"
_WORD = re.compile(r"\w+")

Trees = tuple[Sequence[Provision], Sequence[Provision]]


@dataclass(frozen=True, slots=True)
class Truth:
    """What became of a span.

    :param places: accepted paths
    :param before: words before it there, where they stand there more than once
    :param spot: exactly where, where `difflib` says it
    """

    fate: str
    places: tuple[str, ...] = ()
    before: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A span, what is true of it, and what was said."""

    pair: str
    spot: Spot
    truth: Truth
    said: Carried
    verdict: str


def draw(provisions: Sequence[Provision], count: int, seed: int) -> list[Spot]:
    """Spans of mixed lengths, a fifth of them whole provisions; each word is as likely as any other to be in one."""
    chance = random.Random(seed)
    texts = [found for root in provisions for item in root.walk() if item.kind not in FRAME for found in _fields(item)]
    words = [[match.span() for match in _WORD.finditer(text)] for _, _, text in texts]
    places = [number for number, some in enumerate(words) for _ in some]
    units = [item.path for root in provisions for item in root.walk() if item.kind in (Kind.ARTICLE, Kind.CLAUSE, Kind.POINT)]
    found: dict[Spot, None] = {}
    while len(found) < count:
        kind = [*LENGTHS, "whole"][len(found) % (len(LENGTHS) + 1)]
        if kind == "whole":
            found[Spot(chance.choice(units))] = None
            continue
        number = chance.choice(places)
        path, field, _ = texts[number]
        length = min(chance.randint(*LENGTHS[kind]), len(words[number]))
        first = chance.randint(0, len(words[number]) - length)
        found[Spot(path, field, words[number][first][0], words[number][first + length - 1][1])] = None
    return list(found)


def _fields(item: Provision) -> Iterator[tuple[str, str, str]]:
    for field in FIELDS:
        if words := getattr(item, field):
            yield item.path, field, words


def judged() -> dict[tuple[str, Spot], Truth]:
    """What was judged by hand."""
    found = {}
    for line in LIST.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            pair, path, field, start, end, fate, places, before = line.split("\t")
            span = (None, None) if start == "-" else (int(start), int(end))
            there = () if places == "-" else tuple(places.split("|"))
            found[pair, Spot(path, field, *span)] = Truth(fate, there, "" if before == "-" else before.strip())
    return found


class Difflib:
    """Where words of an amended text stand in the new one, by `difflib` over the words of each whole article."""

    def __init__(self, trees: Trees) -> None:
        self._sides = tuple(_articles(tree) for tree in trees)
        self._maps: dict[str, dict[int, int]] = {}
        self._items = {item.path: item for root in trees[0] for item in root.walk()}
        self._there = {item.path: item for root in trees[1] for item in root.walk()}

    def find(self, spot: Spot) -> Truth | None:
        """What became of a span, None where that is not plain."""
        article = unit_of(spot.path) or spot.path
        if spot.start is None:
            one, other = self._items[spot.path], self._there.get(spot.path)
            same = other is not None and _said(one) == _said(other)
            return Truth(SURVIVES, (spot.path,)) if same else None
        ours, theirs = (side.get(article, []) for side in self._sides)
        if article not in self._maps:
            matcher = SequenceMatcher(None, [word for word, *_ in ours], [word for word, *_ in theirs], autojunk=False)
            self._maps[article] = {i + step: k + step for i, k, size in matcher.get_matching_blocks() for step in range(size)}
        touched = [
            number
            for number, (_, path, field, start, end) in enumerate(ours)
            if (path, field) == (spot.path, spot.field) and start < (spot.end or 0) and end > spot.start
        ]
        went = [self._maps[article].get(number) for number in touched]
        if not went or went[0] is None or went != list(range(went[0], went[0] + len(went))):
            return None
        _, path, field, start, _ = theirs[went[0]]
        _, last, other, _, end = theirs[went[0] + len(went) - 1]
        if (path, field) != (last, other):
            return None
        return Truth(SURVIVES, (path,), "", Spot(path, field, start, end))


_Placed = tuple[str, str, str, int, int]


def _articles(tree: Sequence[Provision]) -> Mapping[str, list[_Placed]]:
    found: dict[str, list[_Placed]] = {}
    for root in tree:
        for item in root.walk():
            for path, field, text in _fields(item):
                some = found.setdefault(unit_of(path) or path, [])
                some += [(match[0].lower(), path, field, *match.span()) for match in _WORD.finditer(text)]
    return found


def _said(item: Provision) -> str:
    return comparable("\n".join(words for part in item.walk() for _, _, words in _fields(part))).lower()


def outcomes(seed: int) -> Iterator[Outcome]:
    """Every span of a draw, and what came of it."""
    known = judged()
    for pair, count in {**SEEDS[seed], **DRAWN}.items():
        trees = texts(pair)
        carrier, plain = Carrier(*trees), Difflib(trees)
        there = {item.path: item for root in trees[1] for item in root.walk()}
        here = {item.path: item for root in trees[0] for item in root.walk()}
        for spot in draw(trees[0], count, seed):
            truth = known.get((pair, spot)) or (plain.find(spot) if pair in AMENDED else None)
            said = carrier.carry(spot)
            truth = truth or Truth("unjudged")
            yield Outcome(pair, spot, truth, said, _verdict(spot, truth, said, here, there))


@cache
def texts(pair: str) -> Trees:
    """The old and the new text of a pair."""
    folder = need("documents", "versions", LAWS.get(pair) or AMENDED[pair])
    read = {file.name.split("_")[0]: parse_file(file).instruments[0] for file in sorted(folder.glob("*.txt"))}
    if pair in LAWS:
        return read["old"].provisions, read["new"].provisions
    base = read["base"]
    if "consolidated" in read:
        return base.provisions, read["consolidated"].provisions
    return base.provisions, consolidate(base, [(read["amending"], read_effects(read["amending"]))]).provisions


def _verdict(spot: Spot, truth: Truth, said: Carried, here: Mapping[str, Provision], there: Mapping[str, Provision]) -> str:
    """Whether what was said is right, wrong, or left to a person."""
    if said.spot is None:
        return "person"
    if truth.fate == "unjudged":
        return "unjudged"
    if truth.fate == GONE or said.spot.path not in truth.places:
        return "wrong"
    if spot.start is None or truth.fate != SURVIVES:
        return "right"
    text, old = getattr(there[said.spot.path], said.spot.field) or "", getattr(here[spot.path], spot.field)
    if truth.spot is not None:
        there_words = [match.span() for match in _WORD.finditer(text) if _over(match.span(), said.spot)]
        expected = [match.span() for match in _WORD.finditer(text) if _over(match.span(), truth.spot)]
        return "right" if there_words == expected and said.spot.field == truth.spot.field else "wrong"
    same = _plain(text[said.spot.start : said.spot.end]) == _plain(old[spot.start : spot.end])
    fits = _plain(text[: said.spot.start]).endswith(_plain(truth.before))
    return "right" if same and fits else "wrong"


def _over(span: tuple[int, int], spot: Spot) -> bool:
    return spot.start is not None and spot.end is not None and span[0] < spot.end and span[1] > spot.start


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(comparable(text).lower()))


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Shares right, wrong and to a person, of each draw."""
    for seed in SEEDS:
        found = list(outcomes(seed))
        rows = [_row(name, [one for one in found if one.pair in pairs]) for name, pairs in _GROUPS.items()]
        yield Table(
            f"Spans carried to another text, draw {seed}",
            ("texts", "spans", "right", "wrong", "to a person", "words survive", "of these right"),
            rows,
            "words survive: they stand in the counterpart as they were; to a person: to_decide or orphan",
        )


_GROUPS = {"replaced laws": tuple(LAWS), "amended texts": tuple(AMENDED), "all": (*LAWS, *AMENDED)}


def _row(name: str, found: Sequence[Outcome]) -> tuple[object, ...]:
    count = Counter(one.verdict for one in found)
    surviving = [one for one in found if one.truth.fate == SURVIVES]
    right = sum(one.verdict == "right" for one in surviving)
    share = f"{right / max(len(surviving), 1):.1%}"
    return name, len(found), count["right"], count["wrong"] + count["unjudged"], count["person"], len(surviving), share


def main() -> None:
    """Print every span that is not right, for whoever judges."""
    for seed in [int(number) for number in sys.argv[1:]] or SEEDS:
        for one in outcomes(seed):
            if one.verdict == "right" and not (one.said.state is State.REWORDED and one.pair in LAWS):
                continue
            left, right = ({item.path: item for root in side for item in root.walk()} for side in texts(one.pair))
            text = getattr(left[one.spot.path], one.spot.field) or ""
            print(f"\n{one.pair} {one.verdict} {one.truth.fate} {one.truth.places} {one.said.state} {one.said.confidence}")
            print(f"  {one.spot}\n  {_marked(text, one.spot)}")
            for spot in ([one.said.spot] if one.said.spot else []) + list(one.said.likely[:2]):
                print(f"   → {spot.path}:{spot.field} {_marked(getattr(right[spot.path], spot.field) or '', spot)}")


def _marked(text: str, spot: Spot) -> str:
    if spot.start is None or spot.end is None:
        return f"[{text[:160]}]"
    return f"{text[max(0, spot.start - 60) : spot.start]}[{text[spot.start : spot.end]}]{text[spot.end : spot.end + 50]}"


if __name__ == "__main__":
    main()
