"""How well base and amendments give the official consolidated text, provision by provision.

Differences that are the copy's or the editors' own are set aside: they are listed, reviewed and with a reason, in
``tests/golden/consolidation.tsv`` (hashes, no text). ``python -m benchmarks.consolidation`` prints those that are not listed.
"""

import argparse
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from benchmarks.chains import chains
from benchmarks.tables import Table, need
from documents.amendments import read_effects
from documents.consolidation.consolidate import Consolidated, consolidate
from documents.model import Instrument, Kind, Provision
from documents.text import comparable
from ingest.files.inputs import expand
from ingest.parsing import parse_file, parse_input

LIST = Path(__file__).resolve().parents[1] / "tests" / "golden" / "consolidation.tsv"
TRIPLES = ("06_TT09-2022_BLDTBXH", "07_TT17-2022_BLDTBXH", "08_TT21-2021_BLDTBXH")
REASONS = {
    "official_rewording": "the editors changed words that no amendment changes",
    "misprint": "a slip in one of the copies",
    "footnote": "footnotes and their marks run into the official copy's text",
    "line_order": "the copy breaks or orders lines differently",
    "lettered": "the amending text letters what the consolidation numbers",
    "form": "dot leaders and blanks of a form",
}
_ASIDE = (Kind.PREAMBLE, Kind.BASIS, Kind.RECIPIENTS, Kind.SIGNATURE, Kind.CLOSING)


@dataclass(frozen=True, slots=True)
class Difference:
    """A provision that differs from the official text.

    :param ours: hash of our text, ``-`` where we have none; ``official`` likewise
    """

    path: str
    ours: str
    official: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A consolidated text beside the official one."""

    name: str
    provisions: int
    changed: int
    differences: tuple[Difference, ...]
    result: Consolidated


def words(provision: Provision) -> str:
    """A provision's own words for comparison: white space and dot leaders do not count."""
    table = "".join(cell for row in (provision.table.rows if provision.table else ()) for cell in row)
    text = "¶".join((provision.heading or "", provision.text, provision.tail, table))
    return re.sub(r"[.…]{2,}|…", ".", re.sub(r"\s+", "", comparable(text)))


def fingerprint(provision: Provision | None, *, ignore_case: bool = False) -> str:
    """The hash of a provision's words, ``-`` for none."""
    if provision is None:
        return "-"
    text = words(provision)
    return hashlib.sha256((text.lower() if ignore_case else text).encode()).hexdigest()[:16]


def compare(
    name: str,
    base: Instrument,
    amending: Sequence[Instrument],
    official: Instrument,
    *,
    articles: Collection[str] | None = None,
    ignore_case: bool = False,
) -> Comparison:
    """Consolidate and compare, provision by provision.

    :param articles: the articles to be compared; None: all that there is
    """
    result = consolidate(base, [(instrument, read_effects(instrument)) for instrument in amending])
    ours, theirs = _flat(result.provisions), _flat(official.provisions)
    paths = [path for path in dict.fromkeys([*ours, *theirs]) if articles is None or path.split("/")[0] in articles]
    differences = []
    for path in paths:
        one = fingerprint(ours.get(path), ignore_case=ignore_case)
        other = fingerprint(theirs.get(path), ignore_case=ignore_case)
        if one != other:
            differences.append(Difference(path, one, other, path in result.changed_by))
    changed = sum(path in result.changed_by for path in paths)
    return Comparison(name, len(paths), changed, tuple(differences), result)


def _flat(provisions: tuple[Provision, ...]) -> Mapping[str, Provision]:
    return {node.path: node for root in provisions if root.kind not in _ASIDE for node in root.walk() if node.kind not in _ASIDE}


def triples() -> Iterator[Comparison]:
    """The triples of the data whose consolidation is official.

    :raises MissingDataError: they are not there
    """
    for name in TRIPLES:
        folder = need("documents", "versions", name)
        read = {part: _read(next(folder.glob(f"{part}_*"))) for part in ("base", "amending", "consolidated")}
        yield compare(name.split("_")[1], read["base"], [read["amending"]], read["consolidated"])


def codified() -> Iterator[Comparison]:
    """Laws with what amended them, beside the codified text; a codified text has no headings of parts and chapters of its own.

    :raises MissingDataError: the data are not there
    """
    for one in chains():
        yield compare(one.number, one.base, one.amending, one.codified, articles=one.articles, ignore_case=True)
    yield penal_code()


def penal_code() -> Comparison:
    """The Penal Code as enacted, with the law that changed it in more than 200 places, beside the codified text.

    :raises MissingDataError: it is not there
    """
    base = _read(need("documents", "anti_trafficking", "BLHS_100-2015-QH13_as_enacted.txt"))
    codified = _read(need("documents", "anti_trafficking", "BLHS_100-2015-QH13_codified.txt"))
    pages = need("documents", "tvpl_html", "pages.zip")
    page = next(source for source in expand(pages) if "Luat-sua-doi-Bo-luat-Hinh-su-2017" in source.name)
    articles = {node.path for node in codified.walk() if node.kind is Kind.ARTICLE}
    return compare("BLHS", base, [parse_input(page).instruments[0]], codified, articles=articles, ignore_case=True)


def _read(path: Path) -> Instrument:
    return parse_file(path).instruments[0]


def reviewed(path: Path = LIST) -> dict[tuple[str, str, str, str], str]:
    """The reviewed differences: name, path and the two hashes, with the reason."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {(name, place, ours, official): reason for name, place, reason, ours, official in rows}


def unlisted(comparison: Comparison, known: Mapping[tuple[str, str, str, str], str]) -> list[Difference]:
    """Differences that nobody has set aside."""
    return [item for item in comparison.differences if (comparison.name, item.path, item.ours, item.official) not in known]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Shares of provisions equal to the official text."""
    known = reviewed()
    yield _table("Consolidation: base and amendment beside the official consolidated text", "triple", list(triples()), known)
    title = "Consolidation: laws and what amended them, one after the other, beside the codified text, letter case aside"
    yield _table(title, "law", list(codified()), known)


def _table(title: str, first: str, compared: Sequence[Comparison], known: Mapping[tuple[str, str, str, str], str]) -> Table:
    reasons = Counter(
        known[key]
        for comparison in compared
        for item in comparison.differences
        if (key := (comparison.name, item.path, item.ours, item.official)) in known
    )
    return Table(
        title,
        (first, "provisions", "set aside", "equal", "share", "changed", "changed equal", "share", "waiting", "problems"),
        [_row(comparison, unlisted(comparison, known)) for comparison in compared],
        "Set aside, reviewed one by one: " + "; ".join(f"{count} {reason}" for reason, count in sorted(reasons.items())) + ".",
    )


def _row(comparison: Comparison, left: list[Difference]) -> tuple[object, ...]:
    aside = [item for item in comparison.differences if item not in left]
    rest, changed = comparison.provisions - len(aside), comparison.changed - sum(item.changed for item in aside)
    equal, changed_equal = rest - len(left), changed - sum(item.changed for item in left)
    return (
        comparison.name,
        comparison.provisions,
        len(aside),
        f"{equal}/{rest}",
        f"{equal / rest:.1%}",
        comparison.changed,
        f"{changed_equal}/{changed}",
        f"{changed_equal / changed:.1%}" if changed else "-",
        len(comparison.result.pending),
        len(comparison.result.problems),
    )


def main() -> None:
    """Print the differences that are not listed, as lines to be reviewed."""
    known = reviewed() if LIST.exists() else {}
    for comparison in chain(triples(), codified()):
        for item in unlisted(comparison, known):
            print(comparison.name, item.path, "?", item.ours, item.official, sep="\t")


if __name__ == "__main__":
    main()
