"""Files to lines, as a Haystack component."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from haystack import component, default_from_dict, default_to_dict

from ingest.components.steps import each
from ingest.files.inputs import expand, open_source
from ingest.files.limits import MEGABYTE, Limits, default_limits
from ingest.files.source import Input
from ingest.parsing import read_source
from ingest.work import Work


@component
class LegalTextReader:
    """Read files, folders and archives of Vietnamese legal texts.

    :param snapshot_date: ISO day on which the codification was taken, where the sources are the codification
    :param max_file_mb: largest file that is read; default: the process's setting
    :param max_archive_mb: largest size that an archive may expand to; default: the process's setting
    """

    def __init__(self, snapshot_date: str | None = None, max_file_mb: int | None = None, max_archive_mb: int | None = None) -> None:
        self.snapshot_date = snapshot_date
        self.max_file_mb = max_file_mb
        self.max_archive_mb = max_archive_mb

    def to_dict(self) -> dict[str, Any]:
        """The component as data."""
        return default_to_dict(
            self, snapshot_date=self.snapshot_date, max_file_mb=self.max_file_mb, max_archive_mb=self.max_archive_mb
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LegalTextReader":
        """The component that :meth:`to_dict` described."""
        return default_from_dict(cls, data)

    @component.output_types(work=list[Work])
    def run(self, sources: list[str | Path | Input]) -> dict[str, list[Work]]:
        """Read every source.

        :param sources: paths, or inputs as :func:`ingest.files.inputs.expand` gives them
        :returns: ``work``: a work for every file behind the sources, with its lines or the report of its refusal
        """
        day = date.fromisoformat(self.snapshot_date) if self.snapshot_date else None
        limits = self._limits()
        inputs: list[Input] = []
        for source in sources:
            inputs += [source] if isinstance(source, Input) else expand(Path(source), limits)
        opened = each((Work(item) for item in inputs), lambda work: replace(work, source=open_source(work.source, limits)))
        return {"work": each(opened, lambda work: replace(work, parsed=read_source(work.source, snapshot_date=day, limits=limits)))}

    def _limits(self) -> Limits:
        limits = default_limits()
        return replace(
            limits,
            file_bytes=self.max_file_mb * MEGABYTE if self.max_file_mb else limits.file_bytes,
            archive_bytes=self.max_archive_mb * MEGABYTE if self.max_archive_mb else limits.archive_bytes,
        )
