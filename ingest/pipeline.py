"""The Haystack pipeline that puts files into a base, and its two halves, between which a batch lets files be read ahead.

A batch (:func:`ingest.batch.ingest_paths`) runs these for every file.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from haystack import Pipeline
from haystack.core.errors import PipelineRuntimeError

from documents.identity.drafts import SaidDraft
from ingest.components import CompletenessChecker, KnowledgeBaseWriter, LegalTextReader, SourceOpener, StoredSourceFilter
from kb.base import KnowledgeBase

__all__ = ["build_ingest_pipeline", "build_reading_pipeline", "build_storing_pipeline", "run_pipeline"]


def build_ingest_pipeline(home: str | None = None, snapshot_date: str | None = None, database_url: str | None = None) -> Pipeline:
    """Both halves, from paths to stored texts: ``opener`` → ``stored`` → ``reader`` → ``checker`` → ``writer``.

    The search index learns of them by :func:`kb.index.build.catch_up`, or at the end of the next batch.

    :param home: folder of the base; default: the process's setting
    :param database_url: of the base's database; default: SQLite in ``home``
    """
    return _in_a_row(
        opener=SourceOpener(),
        stored=StoredSourceFilter(home, database_url, snapshot_date),
        reader=LegalTextReader(snapshot_date),
        checker=CompletenessChecker(snapshot_date),
        writer=KnowledgeBaseWriter(home, database_url),
    )


def build_reading_pipeline(
    base: KnowledgeBase,
    snapshot_date: str | None,
    workers: int,
    progress: Callable[[int, int], None] | None,
    *,
    again: bool = False,
) -> Pipeline:
    """The first half for an open base, whose settings count: ``opener`` → ``stored`` → ``reader``.

    :param progress: called within the codification with the number of its files that are read, and of all
    :param again: read also what the base has already: without ``stored``
    """
    opener, reader = SourceOpener(), LegalTextReader(snapshot_date, workers)
    opener.settings = reader.settings = base.settings
    reader.progress = progress
    if again:
        return _in_a_row(opener=opener, reader=reader)
    stored = StoredSourceFilter(snapshot_date=snapshot_date)
    stored.named.use(base)
    return _in_a_row(opener=opener, stored=stored, reader=reader)


def build_storing_pipeline(base: KnowledgeBase, snapshot_date: str | None, said: SaidDraft | None = None) -> Pipeline:
    """The second half for an open base, from texts that are being read to stored ones: ``checker`` → ``writer``."""
    checker = CompletenessChecker(snapshot_date)
    checker.said = said
    writer = KnowledgeBaseWriter()
    writer.named.use(base)
    return _in_a_row(checker=checker, writer=writer)


def run_pipeline(pipeline: Pipeline, data: dict[str, Any]) -> dict[str, Any]:
    """Run a pipeline.

    :raises Exception: whatever a component raised, itself
    """
    try:
        return dict(pipeline.run(data))
    except PipelineRuntimeError as error:
        failed = error.__cause__ or error
    raise failed


def _in_a_row(**components: Any) -> Pipeline:
    pipeline = Pipeline()
    for name, made in components.items():
        pipeline.add_component(name, made)
    for sender, receiver in pairwise(components):
        pipeline.connect(f"{sender}.work", f"{receiver}.work")
    return pipeline
