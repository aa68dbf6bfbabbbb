"""Laws as issued and what amended them, one after the other, beside the codified text.

The note below a codified article names what amended it: articles that other texts amended than those in the data are left out.
"""

import gzip
import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.tables import SNAPSHOT, need
from documents.model import Instrument
from ingest.codification.reader import read_codification
from ingest.files.inputs import expand
from ingest.parsing import parse_file, parse_input


@dataclass(frozen=True, slots=True)
class Chain:
    """A law and what amended it.

    :param base: how the name of the page or file begins that has it as issued
    :param amending: likewise, or the number of a law whose amending article is read from the codification
    """

    number: str
    base: str
    amending: tuple[str, ...]


CHAINS = (
    Chain("33/2009/QH12", "Luat-co-quan-dai-dien-nuoc", ("Luat-Co-quan-dai-dien-nuoc",)),
    Chain(
        "23/2004/QH11",
        "Luat-Giao-thong-duong-thuy-noi-dia-2004",
        ("Luat-Giao-thong-duong-thuy-noi-dia-sua-doi-2014", "44/2019/QH14"),
    ),
    Chain("06/2007/QH12", "Luat-hoa-chat", ("Luat-sua-doi-bo-sung-mot-so-dieu-cua-11",)),
    Chain("29/2013/QH13", "Luat-khoa-hoc", ("Luat-sua-doi-bo-sung-mot-so-dieu-cua-11",)),
    Chain("102/2016/QH13", "Luat_102-2016-QH13_TreEm.txt", ("Luat-sua-doi-bo-sung-mot-so-dieu-cua-11",)),
    Chain("90/2015/QH13", "Luat-khi-tuong-thuy-van", ("Luat-Dau-tu-theo-hinh-thuc-doi-tac",)),
)


@dataclass(frozen=True, slots=True)
class Read:
    """The texts of a chain.

    :param articles: the articles whose note names no other amending text than those of the chain
    """

    number: str
    base: Instrument
    amending: tuple[Instrument, ...]
    codified: Instrument
    articles: frozenset[str]


def chains() -> Iterator[Read]:
    """The chains, read.

    :raises MissingDataError: the data are not there
    """
    codified = _codified({number for chain in CHAINS for number in (chain.number, *chain.amending)})
    pages = {Path(source.name).name: source for source in expand(need("documents", "tvpl_html", "pages.zip"))}

    def read(name: str) -> Instrument:
        if name in codified:
            return codified[name]
        if name.endswith(".txt"):
            return parse_file(need("documents", "anti_trafficking", name)).instruments[0]
        return parse_input(next(source for page, source in pages.items() if page.startswith(name))).instruments[0]

    for chain in CHAINS:
        amending, official = tuple(map(read, chain.amending)), codified[chain.number]
        known = {instrument.metadata.number for instrument in amending}
        articles = frozenset(path for path, note in official.codified.items() if set(note.amended_by) <= known)
        yield Read(chain.number, read(chain.base), amending, official, articles)


def _codified(numbers: set[str]) -> dict[str | None, Instrument]:
    """Some instruments of the codification; only the files of their topics are read."""
    files = set()
    with gzip.open(need("benchmarks", "phapdien2026", "corpus.jsonl.gz"), "rt", encoding="utf-8") as stream:
        for article in map(json.loads, stream):
            if article["source_doc"] in numbers:
                files.add(article["file"])
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(need("benchmarks", "phapdien2026", "demuc_html_all.zip")) as topics,
    ):
        for member in topics.namelist():
            if (name := Path(member).name) in files:
                (Path(folder) / name).write_bytes(topics.read(member))
        found = read_codification(Path(folder), date.fromisoformat(SNAPSHOT), workers=1).instruments
    return {instrument.metadata.number: instrument for instrument in found if instrument.metadata.number in numbers}
