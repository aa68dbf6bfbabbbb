"""What is to be read, opened, as Haystack components: from paths to sources, and which of them a base has already."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from haystack import component
from sqlalchemy import select

from documents.messages import Message
from ingest.files.inputs import expand, open_source
from ingest.files.source import Input, Source, default_limits
from ingest.report import FileReport
from ingest.work import Work, each
from kb.base import NamedBase
from kb.database.storing.arrangement import CODIFICATION
from kb.database.storing.writer import date_snapshot, stored_instruments
from kb.database.tables import SourceFile
from kb.settings import Settings


@component
class SourceOpener:
    """Open files, folders and archives of legal texts: their bytes, read once, and their hash."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        """Those of the base, where they are not the process's."""

    @component.output_types(work=list[Work])
    def run(self, sources: list[str | Path | Input]) -> dict[str, list[Work]]:
        """Open every source.

        :param sources: paths, or inputs as :func:`ingest.files.inputs.expand` gives them
        :returns: ``work``: a work for every file behind the sources, open or with the report of its refusal
        """
        limits = default_limits(self.settings)
        inputs: list[Input] = []
        for source in sources:
            inputs += [source] if isinstance(source, Input) else expand(Path(source), limits)
        return {"work": each(map(Work, inputs), lambda item: replace(item, source=open_source(item.source, limits)))}


@component
class StoredSourceFilter:
    """End the way of what a base has already: it is not read again.

    :param home: folder of the base; default: the process's setting
    :param database_url: of the base's database; default: the process's setting, or SQLite in ``home`` where that is given
    :param snapshot_date: ISO day on which the codification was taken; noted where it was stored without one or with an earlier one
    """

    def __init__(self, home: str | None = None, database_url: str | None = None, snapshot_date: str | None = None) -> None:
        self.home = home
        self.database_url = database_url
        self.snapshot_date = snapshot_date
        self.named = NamedBase(home, database_url)

    def close(self) -> None:
        """Let the base go."""
        self.named.close()

    @component.output_types(work=list[Work])
    def run(self, work: list[Work]) -> dict[str, list[Work]]:
        """Look for every source.

        :returns: ``work``: what the base has is reported as unchanged
        """
        return {"work": [replace(item, report=self._known(item)) if item.report is None else item for item in work]}

    def _known(self, work: Work) -> FileReport | None:
        if not isinstance(work.source, Source):
            return None
        base, day = self.named.base, date.fromisoformat(self.snapshot_date) if self.snapshot_date else None
        with base.session() as session:
            row = session.execute(
                select(SourceFile.id, SourceFile.format, SourceFile.snapshot_on).where(SourceFile.sha256 == work.source.sha256)
            ).first()
            if row is None:
                return None
            parts = stored_instruments(session, row.id)
        known = FileReport(work.source.name, "unchanged", parts, seconds=work.seconds, sha256=work.source.sha256)
        if day is None or row.format != CODIFICATION:
            return known
        with base.session(write=True) as session:
            later = bool(date_snapshot(session, row.id, day))
        counts = day if later else row.snapshot_on
        kept = Message.of("account.dated_already", counts=counts, day=day)
        said = Message.of("account.redated", day=day) if later else kept
        return replace(known, account=(said,), figures={"snapshot_date": str(counts)})
