"""Files to instruments, as a Haystack component."""

from datetime import date
from pathlib import Path
from typing import Any

from haystack import component, default_from_dict, default_to_dict

from documents.model import Problem
from ingest.archives import Input, expand
from ingest.errors import IngestError
from ingest.parsing import ParsedFile, parse_input


@component
class LegalTextReader:
    """Read files, folders and archives of Vietnamese legal texts into instruments.

    :param snapshot_date: ISO day on which the codification was taken, where the sources are the codification
    """

    def __init__(self, snapshot_date: str | None = None) -> None:
        self.snapshot_date = snapshot_date

    def to_dict(self) -> dict[str, Any]:
        """The component as data."""
        return default_to_dict(self, snapshot_date=self.snapshot_date)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LegalTextReader":
        """The component that :meth:`to_dict` described."""
        return default_from_dict(cls, data)

    @component.output_types(files=list[ParsedFile], rejected=list[tuple[str, Problem]])
    def run(self, sources: list[str | Path | Input]) -> dict[str, Any]:
        """Read every source.

        :param sources: paths, or inputs as :func:`ingest.archives.expand` gives them
        :returns: ``files``: what was read; ``rejected``: name and problem of what was not
        """
        day = date.fromisoformat(self.snapshot_date) if self.snapshot_date else None
        files: list[ParsedFile] = []
        rejected: list[tuple[str, Problem]] = []
        for source in sources:
            for item in [source] if isinstance(source, Input) else expand(Path(source)):
                try:
                    files.append(parse_input(item, snapshot_date=day))
                except IngestError as error:
                    rejected.append((item.name, Problem(error.code, str(error))))
        return {"files": files, "rejected": rejected}
