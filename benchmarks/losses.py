"""Articles that stand in a file and in neither its tree nor a problem: what was lost in silence.

The articles of a file are counted from its raw lines alone, by a pattern and by running numbers, with nothing of the parser: a line
"Điều N. …" outside quotation marks that continues the numbers, lines inside the marks that fill a gap between two such lines, and
sequences that begin anew below "(Ban hành kèm theo …)". Each needs an article of its number in the tree or a problem that names it.
"""

import argparse
import html
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from benchmarks.tables import SNAPSHOT, Table, need
from documents.model import Instrument, Kind, Line, Problem
from ingest.codification.reader import read_codification
from ingest.errors import IngestError
from ingest.files.inputs import expand
from ingest.parsing import read_source, structure_file

CODES = ("unlisted_article", "unlisted_clause", "missing_clause", "missing_article")
_LINE = re.compile(r"[*#\s]*Điều\s+(\d{1,4})\s*[.:]\s*\**\s*(\S.*)", re.DOTALL)
_ATTACHED = re.compile(r"\(.{0,60}kèm theo", re.IGNORECASE)
_MODEL = re.compile(r"\(tên\b", re.IGNORECASE)  # to be filled in
_NUMBER = re.compile(r"(\d{1,12})[a-zđ]{0,2}(?:–(\d{1,12}))?")
_BLOCK = re.compile(r"<p\s+class=['\"]?p(Dieu|NoiDung|\w+)['\"]?\s*>")
_CODE = re.compile(r"Điều\s+\d+\.[\w.]*?\.(\d+)[a-zđ]?\.")
_BREAK = re.compile(r"</?(?:p|div|br|li|tr|td)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ABOVE, _WORDS = 15, 20


class Printed(NamedTuple):
    """A line that stands in a file as an article."""

    number: int
    title: str


@dataclass(slots=True)
class Tally:
    """What was counted in some texts.

    :param silent: the articles lost without a problem, in words
    """

    texts: int = 0
    printed: int = 0
    in_tree: int = 0
    named: int = 0
    silent: list[str] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)


def printed_articles(lines: Sequence[str], last: int = 0) -> list[Printed]:
    """The articles of a file by its lines alone.

    :param last: the number that the first one continues
    """
    found: list[Printed] = []
    waiting: list[Printed] = []  # in quotation marks, since the last article outside
    depth = form = 0  # of a specimen with articles of its own: the last number
    for place, line in enumerate(lines):
        heading = _LINE.match(line)
        if heading and not heading[2][:1].islower() and heading[2][:1] not in ",;)":
            article = Printed(int(heading[1]), heading[2])
            above = lines[max(0, place - _ABOVE) : place]
            anew = article.number == 1 and last > 0 and any(map(_ATTACHED.search, above)) and not any(map(_MODEL.search, above))
            if depth > 0:
                waiting.append(article)
            elif not anew and last and article.number in (1, form + 1):
                form = article.number
            elif article.number == last + 1 or anew:
                found.append(article)
                last, waiting, form = article.number, [], 0
            elif last + 1 < article.number <= last + 1 + len(waiting) and last:
                fill = [next((one for one in waiting if one.number == n), None) for n in range(last + 1, article.number)]
                found += [one for one in fill if one]
                if all(fill):
                    found.append(article)
                    last, waiting = article.number, []
        depth = max(0, depth + line.count("“") - line.count("”"))
    return found


def compare(name: str, printed: Iterable[Printed], instrument: Instrument, problems: Sequence[Problem], tally: Tally) -> None:
    """Look for each printed article in the tree, then among the problems."""
    left = Counter(_digits(node.number) for node in instrument.walk() if node.kind is Kind.ARTICLE)
    spoken, all_named = named_numbers(problems)
    tally.texts += 1
    tally.problems.update(str(problem.code) for problem in problems)
    for article in printed:
        tally.printed += 1
        if left[article.number] > 0:
            left[article.number] -= 1
            tally.in_tree += 1
        elif all_named or article.number in spoken:
            tally.named += 1
        else:
            tally.silent.append(f"{name}: Điều {article.number}. {article.title[:60]}")


def _digits(number: str | None) -> int:
    found = re.match(r"\d{1,12}", number or "")
    return int(found[0]) if found else 1


def named_numbers(problems: Iterable[Problem]) -> tuple[set[int], bool]:
    """The article numbers that problems name, and whether there were too many to name them all."""
    numbers: set[int] = set()
    more = False
    for problem in problems:
        if problem.code not in ("unlisted_article", "missing_article"):
            continue
        more |= problem.message.key == "problem.more_places_like_this"
        values = dict(problem.message.values)
        numbers |= _span(values.get("first"), values.get("last"))
        numbers |= {number for key in ("words", "number", "numbers") for number in _said(values.get(key), key)}
    return numbers, more


def _span(first: object, last: object) -> set[int]:
    return set(range(int(str(first)), min(int(str(last)), 10_000) + 1)) if first and last else set()


def _said(value: object, key: str) -> Iterator[int]:
    if value is None:
        return
    words = str(value)[:12] if key == "words" else str(value)
    for found in _NUMBER.finditer(words):
        yield from range(int(found[1]), int(found[2] or found[1]) + 1) if found[2] else (int(found[1]),)


def files() -> Iterator[tuple[str, str, list[Line], Instrument, tuple[Problem, ...]]]:
    """Group, name, lines, instrument and problems of every text among the documents.

    :raises MissingDataError: the data are not there
    """
    root = need("documents")
    for source in expand(root):
        try:
            read = read_source(source)
            parsed = structure_file(read)
        except IngestError:
            continue
        group = f"{source.path.relative_to(root).parts[0]} {parsed.format}"
        for place, (reading, instrument) in enumerate(zip(parsed.readings, parsed.instruments, strict=True)):
            inner = (problem for node in instrument.walk() for problem in node.problems)
            problems = tuple(dict.fromkeys((*parsed.problems_of(instrument), *inner)))
            yield group, f"{parsed.name}#{place}", list(reading.lines), instrument, problems


def words_of(lines: Iterable[Line]) -> list[str]:
    """The lines, those of cells included."""
    found: list[str] = []
    for line in lines:
        found.append(line.text)
        if line.table:
            found += [part for row in line.table.rows for cell in row for part in cell.splitlines()]
    return found


def codified_lines() -> Iterator[tuple[int, list[str]]]:
    """From the raw files of the codification: the number of an article, and the lines of its text."""
    with zipfile.ZipFile(need("benchmarks", "phapdien2026", "demuc_html_all.zip")) as archive:
        for name in archive.namelist():
            number = 0
            if not name.endswith(".html"):
                continue
            parts = _BLOCK.split(archive.read(name).decode("utf-8-sig", errors="replace"))
            for kind, words in zip(parts[1::2], parts[2::2], strict=True):
                if kind == "Dieu":
                    code = _CODE.search(_TAG.sub("", words)[:200])
                    number = int(code[1]) if code else 0
                elif kind == "NoiDung" and number:
                    text = [html.unescape(_TAG.sub("", part)).strip() for part in _BREAK.split(words)]
                    yield number, [" ".join(line.split()) for line in text if line]


def _codification(tally: Tally) -> None:
    known: dict[int, set[str]] = defaultdict(set)
    spoken: set[str] = set()
    numbers: set[int] = set()
    for instrument in read_codification(
        need("benchmarks", "phapdien2026", "demuc_html_all.zip"), date.fromisoformat(SNAPSHOT)
    ).instruments:
        inner = [problem for node in instrument.walk() for problem in node.problems]
        problems = tuple(dict.fromkeys((*instrument.problems, *inner)))
        tally.texts += 1
        tally.problems.update(str(problem.code) for problem in problems)
        for node in instrument.walk():
            if node.kind is Kind.ARTICLE:
                tally.printed += 1
                tally.in_tree += 1
                known[_digits(node.number)].add(
                    _start(node.heading or node.text or (node.children[0].text if node.children else ""))
                )
        numbers |= named_numbers(problem for problem in problems if problem.code == "unlisted_article")[0]
        for problem in problems:
            if problem.code == "unlisted_article":
                spoken.add(_start(str(dict(problem.message.values).get("words", "")).partition(".")[2]))
    for number, lines in codified_lines():
        for article in printed_articles(lines, number):
            if _start(article.title) in known[article.number]:
                continue
            tally.printed += 1
            if _start(article.title) in spoken or article.number in numbers:
                tally.named += 1
            else:
                tally.silent.append(f"codification, in Điều {number}: Điều {article.number}. {article.title[:60]}")


def _start(words: str) -> str:
    return re.sub(r"\W+", "", words.casefold())[:_WORDS]


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One row for each folder and format, and for the codification."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for group, name, lines, instrument, problems in files():
        compare(name, printed_articles(words_of(lines)), instrument, problems, tallies[group])
    _codification(tallies["codification"])
    silent = [line for tally in tallies.values() for line in tally.silent]
    yield Table(
        "Articles that stand in a file: in the tree, named by a problem, or lost in silence; and the problems raised",
        ("", "texts", "printed", "in the tree", "named", "silent", *CODES),
        [
            (group, one.texts, one.printed, one.in_tree, one.named, len(one.silent), *(one.problems[code] for code in CODES))
            for group, one in sorted(tallies.items())
        ],
        "\n".join(["Lost in silence:", *silent]) if silent else "By this count nothing is lost in silence.",
    )
