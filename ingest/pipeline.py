"""The Haystack pipeline that puts files into a base, and its two halves, between which a batch lets files be read ahead.

A batch (:func:`ingest.batch.ingest_paths`) runs these for every file.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from ingest.components import CompletenessChecker, KnowledgeBaseWriter, LegalTextReader, SourceOpener, StoredSourceFilter
from kb.base import KnowledgeBase

__all__ = ["build_ingest_pipeline", "build_reading_pipeline", "build_storing_pipeline", "run_pipeline"]


def build_reading_pipeline(
    home: str | None = None,
    snapshot_date: str | None = None,
    database_url: str | None = None,
    base: KnowledgeBase | None = None,
    file_seconds: float | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    again: bool = False,
) -> Pipeline:
    """The first half, from paths to texts that are being read: ``opener`` → ``stored`` → ``reader``.

    :param home: folder of the base; default: the process's setting
    :param snapshot_date: ISO day on which the codification was taken
    :param database_url: of the base's database; default: SQLite in ``home``
    :param base: one that is open; its settings count
    :param file_seconds: that reading one file may take, for an open base
    :param workers: files that are read at a time, for an open base
    :param progress: called within the codification with the number of its files that are read, and of all
    :param again: read also what the base has already: without ``stored``
    """
    components = _reading(home, snapshot_date, database_url, base, file_seconds, workers, progress)
    return _in_a_row({name: made for name, made in components.items() if not (again and name == "stored")})


def build_storing_pipeline(
    home: str | None = None,
    snapshot_date: str | None = None,
    database_url: str | None = None,
    base: KnowledgeBase | None = None,
) -> Pipeline:
    """The second half, from texts that are being read to stored ones: ``checker`` → ``writer``. For the rest see above."""
    return _in_a_row(_storing(home, snapshot_date, database_url, base))


def build_ingest_pipeline(
    home: str | None = None,
    snapshot_date: str | None = None,
    database_url: str | None = None,
    base: KnowledgeBase | None = None,
) -> Pipeline:
    """Both halves, from paths to stored texts: ``opener`` → ``stored`` → ``reader`` → ``checker`` → ``writer``.

    The search index learns of them by :func:`kb.index.build.catch_up`, or at the end of the next batch.
    """
    reading = _reading(home, snapshot_date, database_url, base)
    return _in_a_row({**reading, **_storing(home, snapshot_date, database_url, base)})


def run_pipeline(pipeline: Pipeline, data: dict[str, Any]) -> dict[str, Any]:
    """Run a pipeline.

    :raises Exception: whatever a component raised, itself
    """
    try:
        return dict(pipeline.run(data))
    except PipelineRuntimeError as error:
        failed = error.__cause__ or error
    raise failed


def _reading(
    home: str | None,
    snapshot_date: str | None,
    database_url: str | None,
    base: KnowledgeBase | None,
    file_seconds: float | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    opener, reader = SourceOpener(), LegalTextReader(snapshot_date)
    stored = StoredSourceFilter(home, database_url, snapshot_date)
    if base:
        own = base.settings
        stored.use(base)
        opener = SourceOpener(own.max_file_mb, own.max_archive_mb)
        reader = LegalTextReader(
            snapshot_date, own.max_file_mb, file_seconds or own.file_seconds, own.file_memory_mb, workers or own.workers
        )
    reader.progress = progress
    return {"opener": opener, "stored": stored, "reader": reader}


def _storing(home: str | None, snapshot_date: str | None, database_url: str | None, base: KnowledgeBase | None) -> dict[str, Any]:
    writer = KnowledgeBaseWriter(home, database_url)
    if base:
        writer.use(base)
    return {"checker": CompletenessChecker(snapshot_date), "writer": writer}


def _in_a_row(components: dict[str, Any]) -> Pipeline:
    """Works go from each component to the next."""
    pipeline = Pipeline()
    for name, made in components.items():
        pipeline.add_component(name, made)
    for sender, receiver in pairwise(components):
        pipeline.connect(f"{sender}.work", f"{receiver}.work")
    return pipeline
