"""Instruments into a base, as a Haystack component."""

import shutil
import time
import uuid
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from haystack import component, default_from_dict, default_to_dict

from ingest.archives import Input, default_limits, read_bytes
from ingest.parsing import ParsedFile
from ingest.report import FileReport, StoredPart
from kb.base import KnowledgeBase
from kb.database.tables import IngestItem
from kb.database.writer import OFFICIAL, PUBLISHED, UNKNOWN_TRUST, SourceInfo, StoreResult, store
from kb.settings import Settings

# How much a publisher's copies are trusted. Bodies of the state publish officially; known databases copy with care.
TRUST = {"Bộ pháp điển": OFFICIAL, "vbpl.vn": OFFICIAL, "congbao.chinhphu.vn": OFFICIAL, "thuvienphapluat.vn": PUBLISHED}


@component
class KnowledgeBaseWriter:
    """Store instruments in a base: one transaction a file, the original kept under its hash.

    :param home: folder of the base; default: the process's setting
    :param snapshot_date: ISO day on which the codification was taken
    """

    def __init__(self, home: str | None = None, snapshot_date: str | None = None) -> None:
        self.home = home
        self.snapshot_date = snapshot_date
        self.run_id = str(uuid.uuid4())
        self._base: KnowledgeBase | None = None

    def to_dict(self) -> dict[str, Any]:
        """The component as data."""
        return default_to_dict(self, home=self.home, snapshot_date=self.snapshot_date)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "KnowledgeBaseWriter":
        """The component that :meth:`to_dict` described."""
        return default_from_dict(cls, data)

    def warm_up(self) -> None:
        """Open the base."""
        if self._base is None:
            self._base = KnowledgeBase(Settings(home=Path(self.home)) if self.home else None)

    def use(self, base: KnowledgeBase) -> None:
        """Write into a base that is open already."""
        self._base = base

    @component.output_types(reports=list[FileReport], versions=list[int])
    def run(self, files: list[ParsedFile], originals: list[Input] | None = None) -> dict[str, Any]:
        """Store every file.

        :param originals: where the files came from, in step; their bytes are kept
        :returns: ``reports``: one a file; ``versions``: ids of versions that the index has to look at
        """
        self.warm_up()
        reports: list[FileReport] = []
        versions: list[int] = []
        for position, file in enumerate(files):
            report, changed = self.write(file, originals[position] if originals else None)
            reports.append(report)
            versions += changed
        return {"reports": reports, "versions": versions}

    def write(self, file: ParsedFile, original: Input | None = None) -> tuple[FileReport, tuple[int, ...]]:
        """Store one file and note it in the base's list of ingested files."""
        self.warm_up()
        assert self._base is not None
        began = time.monotonic()
        if original is not None:
            # Before the transaction: a stored text always has its original; an original left over by a failure does no harm.
            keep_original(self._base.settings.originals_path, original, file.sha256)
        with self._base.session(write=True) as session:
            result = store(session, self._source(file), file.instruments, file.problems)
            report = self._report(file, result, time.monotonic() - began)
            session.add(note_of(self.run_id, report))
        return report, result.versions

    def _source(self, file: ParsedFile) -> SourceInfo:
        reading = file.readings[0] if file.readings else None
        publisher = reading.hints.publisher if reading else None
        gazette = bool(reading and any("CÔNG BÁO" in line for line in reading.furniture))
        codification = file.format == "codification"
        if codification:
            publisher = "Bộ pháp điển"
        elif publisher is None and gazette:
            publisher = "congbao.chinhphu.vn"
        return SourceInfo(
            name=file.name,
            sha256=file.sha256,
            size=file.size,
            format=file.format,
            member=file.member,
            trust=TRUST.get(publisher or "", UNKNOWN_TRUST),
            publisher=publisher,
            url=reading.hints.fields.get("url") if reading else None,
            snapshot_on=date.fromisoformat(self.snapshot_date) if self.snapshot_date and codification else None,
            pages=reading.pages if reading else None,
            pages_without_text=reading.pages_without_text if reading else (),
            claims=dict(reading.hints.fields) if reading else {},
            furniture=reading.furniture if reading else (),
        )

    def _report(self, file: ParsedFile, result: StoreResult, seconds: float) -> FileReport:
        return FileReport(
            file=file.name,
            status=result.status,
            instruments=tuple(StoredPart(part.key, part.articles, part.provisions) for part in result.instruments),
            problems=result.problems,
            seconds=seconds,
            sha256=file.sha256,
            account=file.report.lines() if file.report else (),
            figures={name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(file.report).items()}
            if file.report
            else {},
        )


def note_of(run: str, report: FileReport) -> IngestItem:
    """The row by which a line of a report is kept."""
    shown = report.as_json()
    shown["instruments"] = shown["instruments"][:1000]
    return IngestItem(run=run, at=datetime.now(UTC), file=report.file, sha256=report.sha256, status=report.status, report=shown)


def keep_original(folder: Path, original: Input, sha256: str) -> None:
    """Keep the bytes of a source file (or the files of a source folder) under its hash, all or nothing."""
    kept = folder / sha256
    if kept.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{sha256}.{uuid.uuid4().hex[:8]}"
    try:
        if original.member is not None:
            draft.write_bytes(read_bytes(original, default_limits()))
        elif original.path.is_dir():
            shutil.copytree(original.path, draft)
        else:
            shutil.copyfile(original.path, draft)
        draft.rename(kept)
    finally:
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)
