"""Bases to measure on: the codification, ingested once and kept in ``var/bench``."""

import sys
from datetime import date
from hashlib import file_digest
from pathlib import Path

from benchmarks.tables import SNAPSHOT, need
from ingest.files.inputs import Input
from ingest.parsing import ParsedFile, parse_input
from kb.base import KnowledgeBase
from kb.database.storing.writer import SourceInfo, store
from kb.index.build import index_state, reindex
from kb.settings import Settings

KEPT = Path(__file__).resolve().parents[1] / "var" / "bench"


def codification_zip() -> Path:
    """The original HTML files of the codification."""
    return need("benchmarks", "phapdien2026", "demuc_html_all.zip")


def open_base(home: Path) -> KnowledgeBase:
    """A base of the benchmarks."""
    return KnowledgeBase(Settings(home=home))


def read(path: Path) -> ParsedFile:
    """Read the codification into instruments."""
    return parse_input(Input(path), snapshot_date=date.fromisoformat(SNAPSHOT))


def put(base: KnowledgeBase, parsed: ParsedFile) -> int:
    """Store what was read; the number of provisions."""
    source = SourceInfo(
        name=parsed.name,
        sha256=parsed.sha256,
        size=parsed.size,
        format=parsed.format,
        trust=3,
        snapshot_on=date.fromisoformat(SNAPSHOT),
    )
    with base.session(write=True) as session:
        result = store(session, source, parsed.instruments, parsed.problems)
    return sum(instrument.provisions for instrument in result.instruments)


def kept_base(ready: Path | None = None) -> KnowledgeBase:
    """The base with the codification, built when it is not there, indexed anew when the index is old.

    :param ready: folder of a base that holds the codification, to use as it is
    """
    if ready is not None:
        return KnowledgeBase(Settings(home=ready.resolve()), create=False)
    path = codification_zip()
    with path.open("rb") as stream:
        home = KEPT / file_digest(stream, "sha256").hexdigest()[:12]
    base = open_base(home)
    with base.session() as session:
        from kb.database.reading.reader import count_instruments

        empty = count_instruments(session) == 0
    if empty:
        print("ingesting the codification for the search tables …", file=sys.stderr, flush=True)
        put(base, read(path))
    if empty or not index_state(base).fresh:
        reindex(base)
    return base
