"""Which provision became which: pairs judged by hand beside ours, and beside the obvious ways to find them.

Two pairs of laws stand in files; the others in a base that holds the codification (`--home`), the new Residence Law in ALQAC.
"""

import argparse
import gzip
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import bm25s

from benchmarks.tables import MissingDataError, Table, need
from documents.comparison import Level, align
from documents.comparison.levels import Unit, units_of, words_of
from documents.model import Provision
from ingest.parsing import parse_file
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version, versions
from kb.settings import Settings

LIST = Path(__file__).with_suffix(".tsv")
TEXTS = {
    "dv": ("03_pc_bao_luc_gia_dinh", "old_02-2007-QH12.txt", "new_13-2022-QH15.txt"),
    "labour": ("02_lao_dong", "old_10-2012-QH13.txt", "new_45-2019-QH14.txt"),
}
_INCOME_TAX = ("luat/04-2007-qh12/quoc-hoi/2007-11-21", "luat/109-2025-qh15/quoc-hoi/2025-12-10")
KEPT = {
    "residence": ("luat/81-2006-qh11/quoc-hoi/2006-11-29", "Luật Cư trú"),
    "emulation": ("luat/15-2003-qh11/quoc-hoi/2003-11-26", "luat/06-2022-qh15/quoc-hoi/2022-06-15"),
    "income tax": _INCOME_TAX,
    "health insurance": ("nghi-dinh/146-2018-nd-cp/chinh-phu/2018-10-17", "nghi-dinh/188-2025-nd-cp/chinh-phu/2025-07-01"),
    "income tax again": _INCOME_TAX,
    "employment support": ("nghi-dinh/61-2015-nd-cp/chinh-phu/2015-07-09", "nghi-dinh/338-2025-nd-cp/chinh-phu/2025-12-25"),
}
APART = frozenset({"income tax again", "employment support"})
"""Kept apart: nothing is learned from these, and no rows looked at. The first is a law learned from, by another judge."""
CONSOLIDATED = ("06_TT09-2022_BLDTBXH", "07_TT17-2022_BLDTBXH", "08_TT21-2021_BLDTBXH")

Edge = tuple[str, str]
Texts = tuple[Sequence[Provision], Sequence[Provision]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judged row: paths of both sides, none where a provision was added or dropped."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    def edges(self) -> set[Edge]:
        """Each left path with each right one."""
        return {(one, other) for one in self.left for other in self.right}


def load() -> Iterator[tuple[str, str, Judged, bool]]:
    """The judged rows: text, level, paths, whether the judge was sure."""
    for line in LIST.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            text, level, left, right, _, sure = line.split("\t")
            sides = [tuple(path for path in side.split("+") if path != "-") for side in (left, right)]
            yield text, level, Judged(*sides), sure == "1"


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Precision and recall of each way, over the judged pairs."""
    judged = list(load())
    rows = []
    for text in (*TEXTS, *(KEPT if arguments.home else ())):
        texts = texts_of(text, arguments.home)
        for level in dict.fromkeys(level for name, level, _, _ in judged if name == text):
            mine = [row for row in judged if row[:2] == (text, level)]
            true = {edge for *_, pair, _ in mine for edge in pair.edges()}
            doubtful = {edge for *_, pair, sure in mine if not sure for edge in pair.edges()}
            known = _judged(texts, [pair for *_, pair, _ in mine], Level(level))
            for way, find in WAYS.items():
                start = time.perf_counter()
                said = {edge for edge in find(texts, Level(level)) if edge in true or edge[0] in known[0] or edge[1] in known[1]}
                rows.append((f"{text} {level}s, {way}", *_figures(said, true, doubtful), f"{time.perf_counter() - start:.2f}"))
    for folder in CONSOLIDATED:
        base, consolidated = (
            sorted(need("documents", "versions", folder).glob(f"{name}_*"))[0] for name in ("base", "consolidated")
        )
        texts = _parsed(base), _parsed(consolidated)
        start = time.perf_counter()
        said = {edge for edge in _ours(texts, Level.ARTICLE) if "phu-luc" not in edge[0] + edge[1]}
        here, there = ({unit.path for unit in units_of(side, Level.ARTICLE) if "phu-luc" not in unit.path} for side in texts)
        true = {(path, path) for path in here & there}
        rows.append((f"{folder} articles, ours", *_figures(said, true, set()), f"{time.perf_counter() - start:.2f}"))
    yield Table(
        "Pairs of articles and clauses",
        ("what", "said", "judged", "precision", "recall", "recall of the sure", "seconds"),
        rows,
        "consolidated texts: an article is judged to be the one of the same number",
    )


def texts_of(name: str, home: Path | None) -> Texts:
    """The two texts of judged pairs.

    :param home: a base that holds the codification, for those of `KEPT`
    :raises MissingDataError: there is none
    """
    if name in TEXTS:
        folder, *files = TEXTS[name]
        old, new = (_parsed(need("documents", "versions", folder, file)) for file in files)
    elif home is None:
        raise MissingDataError(f"{name} stands in a base: --home")
    else:
        old, new = (_kept(home, side) for side in KEPT[name])
    return old, new


def _kept(home: Path, name: str) -> Sequence[Provision]:
    """The first text of a key in a base, or a law of ALQAC by its name."""
    if "/" in name:
        with KnowledgeBase(Settings(home=home), create=False) as base, base.session() as session:
            record = find_instrument(session, name)
            return load_version(session, record, None, versions(session, record)[0].number).provisions
    laws = json.loads(gzip.decompress(need("benchmarks", "alqac2025", "law.json.gz").read_bytes()))
    articles = next(law["articles"] for law in laws if law["id"] == name)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "law.txt"
        file.write_text("\n".join(f"Điều {article['id']}. {article['text']}" for article in articles), "utf-8")
        return _parsed(file)


def _parsed(path: Path) -> Sequence[Provision]:
    return parse_file(path).instruments[0].provisions


def _judged(texts: Texts, rows: Sequence[Judged], level: Level) -> tuple[set[str], set[str]]:
    """The paths of each side of which all counterparts were judged: of clauses those of articles of which every clause was."""
    found = []
    for side, names in zip(texts, ([row.left for row in rows], [row.right for row in rows]), strict=True):
        named, units = {path for paths in names for path in paths}, units_of(side, level)
        missing = {unit.subject for unit in units if level is not Level.ARTICLE and unit.path not in named}
        found.append({unit.path for unit in units if unit.subject not in missing})
    return found[0], found[1]


def _figures(said: set[Edge], true: set[Edge], doubtful: set[Edge]) -> tuple[object, ...]:
    right = len(said & true)
    precision = right / max(len(said), 1)
    return len(said), len(true), f"{precision:.3f}", f"{right / max(len(true), 1):.3f}", f"{_share(said, true - doubtful):.3f}"


def _share(said: set[Edge], true: set[Edge]) -> float:
    return len(said & true) / max(len(true), 1)


def _ours(texts: Texts, level: Level) -> Iterable[Edge]:
    return ((left, right) for pair in align(*texts) if pair.level is level for left in pair.left for right in pair.right)


def _same_number(texts: Texts, level: Level) -> Iterable[Edge]:
    left, right = ({unit.path for unit in units_of(side, level)} for side in texts)
    return ((path, path) for path in left & right)


def _words(unit: Unit) -> tuple[str, ...]:
    parts = [part for item in unit.provision.walk() for part in (item.heading, item.text, item.tail) if part]
    return words_of("\n".join(parts))


def _difflib(texts: Texts, level: Level) -> Iterable[Edge]:
    """The most alike by difflib over the words, where half of them are."""
    left, right = ([(unit.path, _words(unit)) for unit in units_of(side, level)] for side in texts)
    for path, words in left:
        matcher = SequenceMatcher(None, autojunk=False)
        matcher.set_seq2(words)

        def ratio(other: tuple[str, tuple[str, ...]], matcher: SequenceMatcher[str] = matcher) -> float:
            matcher.set_seq1(other[1])
            return matcher.ratio() if matcher.quick_ratio() >= 0.5 else 0.0

        best = max(right, key=ratio)
        if ratio(best) >= 0.5:
            yield path, best[0]


def _bm25(texts: Texts, level: Level) -> Iterable[Edge]:
    """For each on the left the best of the right."""
    left, right = (units_of(side, level) for side in texts)
    index = bm25s.BM25()
    index.index([list(_words(unit)) for unit in right], show_progress=False)
    places, _ = index.retrieve([list(_words(unit)) for unit in left], k=1, show_progress=False)
    return ((unit.path, right[int(place[0])].path) for unit, place in zip(left, places, strict=True))


WAYS: dict[str, Callable[[Texts, Level], Iterable[Edge]]] = {
    "ours": _ours,
    "same number": _same_number,
    "difflib": _difflib,
    "best BM25": _bm25,
}
