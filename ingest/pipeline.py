"""The Haystack pipelines that put files into a base. Batches of files go through :func:`ingest_paths`."""

from haystack import Pipeline

from ingest.batch import Progress, Stage, ingest_paths
from ingest.components import CompletenessChecker, KnowledgeBaseWriter, LegalTextReader, StructureParser

__all__ = ["Progress", "Stage", "build_ingest_pipeline", "build_reading_pipeline", "ingest_paths"]


def build_reading_pipeline(
    snapshot_date: str | None = None, max_file_mb: int | None = None, max_archive_mb: int | None = None
) -> Pipeline:
    """The pipeline from paths to texts that can be stored: ``reader`` → ``parser`` → ``checker``.

    :param snapshot_date: ISO day on which the codification was taken
    :param max_file_mb: largest file that is read; default: the process's setting
    :param max_archive_mb: largest size that an archive may expand to; default: the process's setting
    """
    pipeline = Pipeline()
    pipeline.add_component("reader", LegalTextReader(snapshot_date, max_file_mb, max_archive_mb))
    pipeline.add_component("parser", StructureParser())
    pipeline.add_component("checker", CompletenessChecker(snapshot_date))
    pipeline.connect("reader.work", "parser.work")
    pipeline.connect("parser.work", "checker.work")
    return pipeline


def build_ingest_pipeline(home: str | None = None, snapshot_date: str | None = None, database_url: str | None = None) -> Pipeline:
    """The pipeline from paths to stored texts: ``reader`` → ``parser`` → ``checker`` → ``writer``.

    :param home: folder of the base; default: the process's setting
    :param snapshot_date: ISO day on which the codification was taken
    :param database_url: of the base's database; default: SQLite in ``home``
    """
    pipeline = build_reading_pipeline(snapshot_date)
    pipeline.add_component("writer", KnowledgeBaseWriter(home, database_url))
    pipeline.connect("checker.work", "writer.work")
    return pipeline
