"""Ingesting the codification: the split by stage, each with the peak of its process."""

import argparse
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import select

from benchmarks.bases import codification_zip, open_base, put, read
from benchmarks.tables import SNAPSHOT, Table, in_process
from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.database.tables import Version
from kb.index.build import reindex
from kb.index.documents import read_documents
from kb.index.rows import indexed_text
from kb.search import search


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One row a stage, and the whole in one process as `kb ingest` runs it."""
    path = codification_zip()
    with tempfile.TemporaryDirectory() as folder:
        home, whole_home = Path(folder) / "stages", Path(folder) / "whole"
        reading = in_process(_read, path)
        storing = in_process(_store, path, home)
        analysing = in_process(_analyse, home)
        indexing = in_process(_index, home)
        opening = in_process(_open, home)
        whole = in_process(_whole, path, whole_home)
        rows = [
            ("read: HTML to provisions", f"{reading.value:,} instruments", _s(reading.seconds), _mb(reading.peak_mb)),
            ("store: into SQLite", f"{storing.value[0]:,} provisions", _s(storing.value[1]), _mb(storing.peak_mb)),
            ("analyse: clauses to tokens, alone", f"{analysing.value:,} clauses", _s(analysing.seconds), _mb(analysing.peak_mb)),
            ("index: analyse and index, both fields", f"{indexing.value:,} clauses", _s(indexing.seconds), _mb(indexing.peak_mb)),
            ("open the base and search once", "1 query", _s(opening.seconds), _mb(opening.peak_mb)),
            ("the whole, as kb ingest does it", f"{whole.value:,} files", _s(whole.seconds), _mb(whole.peak_mb)),
        ]
    yield Table(
        f"Ingesting the codification ({path.stat().st_size / 2**20:.0f} MB of zipped HTML)",
        ("stage", "n", "seconds", "peak MB"),
        rows,
        "Each stage runs once, in a process of its own; peaks hold its own processes too; that of storing holds what was read.",
    )


def _s(seconds: float) -> str:
    return f"{seconds:.1f}"


def _mb(megabytes: float) -> str:
    return f"{megabytes:,.0f}"


def _read(path: Path) -> int:
    return len(read(path).instruments)


def _store(path: Path, home: Path) -> tuple[int, float]:
    parsed = read(path)
    with open_base(home) as base:
        began = time.perf_counter()
        return put(base, parsed), time.perf_counter() - began


def _analyse(home: Path) -> int:
    with open_base(home) as base:
        return sum(1 for _ in _tokens(base))


def _tokens(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    with base.engine.connect() as connection:
        versions = list(connection.scalars(select(Version.id).order_by(Version.id)))
        yield from map(indexed_text, read_documents(connection, versions))


def _index(home: Path) -> int:
    with open_base(home) as base:
        return reindex(base).documents


def _open(home: Path) -> int:
    with open_base(home) as base:
        return len(search(base, "chế độ hỗ trợ nạn nhân").hits)


def _whole(path: Path, home: Path) -> int:
    with open_base(home) as base:
        return sum(1 for _ in ingest_paths(base, [path], snapshot_date=date.fromisoformat(SNAPSHOT)))
