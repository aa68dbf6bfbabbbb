"""Growth: search, index and building at the size of the codification, at four times and at sixteen times that.

What is larger is the codification repeated, each copy with instruments of its own and a tenth of its words swapped for other words
of the corpus (`benchmarks.perturbed`). The index holds all of it; the database, from which a search reads little, stays as it is.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.bases import kept_base
from benchmarks.perturbed import SHARE, copy_of, word_pool
from benchmarks.plotting import Line, Panel, draw
from benchmarks.questions import citizens, mixed
from benchmarks.tables import Table, in_process, quantiles
from kb.base import KnowledgeBase
from kb.database.tables import CodifiedArticle, Version
from kb.index.documents import read_documents
from kb.index.folders import FolderHome
from kb.language.words import FILE
from kb.search import search
from kb.settings import Settings

PICTURE = Path(__file__).with_name("growth.svg")


@dataclass(frozen=True, slots=True)
class Size:
    """What was measured at a size.

    :param build_seconds: of all that the index holds
    :param build_work: seconds of the processor for it, on both cores together
    :param times: milliseconds of each search
    :param work: milliseconds of the processor for each search
    """

    articles: int
    clauses: int
    megabytes: float
    build_seconds: float
    build_work: float
    build_mb: float
    times: Sequence[float]
    work: Sequence[float]
    search_mb: float


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """A row for each size; the plot beside this file."""
    styles, _ = citizens()
    texts = mixed(styles)
    sizes = []
    with kept_base(arguments.home) as base, tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), database_url=base.settings.url)
        settings.index_path.mkdir()
        shutil.copy(base.settings.index_path / FILE, settings.index_path / FILE)
        with base.engine.connect() as connection:
            articles = len(list(connection.scalars(select(CodifiedArticle.provision_id).distinct())))
        held, seconds, work, build_mb = 0, 0.0, 0.0, 0.0
        for copies in [int(part) for part in arguments.copies.split(",")]:
            built = in_process(grow, settings, range(held, copies), starts_others=False)
            held, seconds, work = copies, seconds + built.value[0], work + built.value[1]
            build_mb = max(build_mb, built.peak_mb)
            searched = in_process(ask_all, settings, texts, starts_others=False)
            clauses, times, worked = searched.value
            used = sum(path.stat().st_size for path in settings.index_path.rglob("*") if path.is_file())
            sizes.append(Size(copies * articles, clauses, used / 1e6, seconds, work, build_mb, times, worked, searched.peak_mb))
    yield Table(
        f"Search as the base grows: the codification, repeated with {SHARE:.0%} of the words swapped",
        (
            "articles",
            "clauses",
            "index MB",
            "build s",
            "of work",
            "build peak MB",
            "questions",
            "p50 ms",
            "p95 ms",
            "p50 of work",
            "p95",
            "search peak MB",
        ),
        [
            (
                f"{size.articles:,}",
                f"{size.clauses:,}",
                f"{size.megabytes:,.0f}",
                f"{size.build_seconds:.0f}",
                f"{size.build_work:.0f}",
                f"{size.build_mb:,.0f}",
                f"{len(size.times):,}",
                *quantiles(size.times),
                *quantiles(size.work),
                f"{size.search_mb:,.0f}",
            )
            for size in sizes
        ],
        "Each size adds to the one before, and its seconds are of all of it: reading, swapping, analysing, indexing. Searches are "
        "whole, the learned\nranker included, one after the other in a process of its own, each question once after one that does "
        "not count. Work is the processor's\ntime alone, which others on the machine do not lengthen as they do the clock's. "
        "Memory has the pages of the index that a process\ntouched. The database, from which names of instruments come, is not "
        "repeated.",
    )
    PICTURE.write_text(_picture(sizes), encoding="utf-8")


def grow(settings: Settings, copies: range) -> tuple[float, float]:
    """Put copies of the codification into the index, the first as a new one; the seconds it took, and those of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    place = FolderHome(settings.index_path)
    with KnowledgeBase(settings, create=False) as base, base.engine.connect() as connection:
        versions = list(connection.scalars(select(Version.id).order_by(Version.id)))
        pool = word_pool(connection)
        documents = (document for number in copies for document in copy_of(read_documents(connection, versions), number, pool))
        if copies.start == 0:
            with place.building() as draft:
                draft.store.fill(documents)
                draft.finish("", versions)
        else:
            place.open().store.fill(documents)
    return time.perf_counter() - began, time.process_time() - worked


def ask_all(settings: Settings, texts: Sequence[str]) -> tuple[int, list[float], list[float]]:
    """Clauses of the index, milliseconds of each search, and those of the processor."""
    with KnowledgeBase(settings, create=False) as base:
        times, work = [], []
        for text in (texts[0], *texts):
            began, worked = time.perf_counter(), time.process_time()
            search(base, text)
            times.append((time.perf_counter() - began) * 1000)
            work.append((time.process_time() - worked) * 1000)
        return FolderHome(settings.index_path).open().store.count_documents(), times[1:], work[1:]


def _picture(sizes: Sequence[Size]) -> str:
    def points(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(size.articles, value) for size, value in zip(sizes, values, strict=True)]

    p50, p95 = zip(*[[float(value) for value in quantiles(size.work)] for size in sizes], strict=True)
    return draw(
        [
            Panel("Search, ms of work", [Line("p50", points(p50)), Line("p95", points(p95))]),
            Panel("Index, GB", [Line("", points([size.megabytes / 1000 for size in sizes]))]),
            Panel("Building, minutes of work", [Line("", points([size.build_work / 60 for size in sizes]))]),
        ],
        "articles",
    )
