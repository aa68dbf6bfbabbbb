"""Parsing: how fast files become trees, by format."""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.tables import Table, in_process, need, quantiles
from ingest.errors import IngestError
from ingest.files.inputs import Input, expand
from ingest.parsing import parse_input

FORMATS = ("txt", "md", "html", "docx", "pdf")
MOST_FILES = 60
_FOLDERS = ("anti_trafficking", "versions", "docx", "pdf", "vbpl_html", "tvpl_html")


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """One row a format; each format in a process of its own."""
    inputs = _inputs()
    rows = []
    for name in FORMATS:
        if not inputs[name]:
            continue
        measured = in_process(_parse, inputs[name])
        times, articles, provisions, rejected = measured.value
        size = sum(path.stat().st_size if member is None else 0 for path, member in inputs[name]) / 2**20
        speed = f"{size / (sum(times) / 1000):.1f}" if size else "-"
        rows.append(
            (name, len(times), rejected, f"{articles:,}", f"{provisions:,}", *quantiles(times), speed, f"{measured.peak_mb:,.0f}")
        )
    yield Table(
        "From a file to its tree, one process",
        ("format", "files", "rejected", "articles", "provisions", "median ms", "p95 ms", "MB/s", "peak MB"),
        rows,
        f"At most {MOST_FILES} files a format, in the order of their names; members of zips have no MB/s.",
    )


def _inputs() -> dict[str, list[tuple[Path, str | None]]]:
    """By format, files and members of archives."""
    found: dict[str, list[tuple[Path, str | None]]] = defaultdict(list)
    for folder in _FOLDERS:
        for source in expand(need("documents", folder)):
            kind = (source.member or source.path.name).rsplit(".", 1)[-1].lower()
            if kind in FORMATS and source.error is None and len(found[kind]) < MOST_FILES:
                found[kind].append((source.path, source.member))
    return found


def _parse(inputs: list[tuple[Path, str | None]]) -> tuple[list[float], int, int, int]:
    times, articles, provisions, rejected = [], 0, 0, 0
    for path, member in inputs:
        began = time.perf_counter()
        try:
            parsed = parse_input(Input(path, member))
        except IngestError:
            rejected += 1
        else:
            kinds = [provision.kind for instrument in parsed.instruments for provision in instrument.walk()]
            provisions += len(kinds)
            articles += kinds.count("article")  # type: ignore[arg-type]
        times.append((time.perf_counter() - began) * 1000)
    return times, articles, provisions, rejected
