"""Instruments into a base, as a Haystack component."""

import logging
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from haystack import component
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from documents.messages import Message
from documents.model import ProblemCode
from ingest.codification.ahead import reading_ahead
from ingest.errors import IngestError
from ingest.files.inputs import open_source
from ingest.files.originals import drop_original, keep_original
from ingest.report import FileReport, rejected
from ingest.work import CheckedFile, Work
from kb.accounts.audit import BATCH, record
from kb.base import KnowledgeBase, NamedBase
from kb.database.failures import is_full
from kb.database.storing.rows import reserve_ids
from kb.database.storing.texts import LARGE, Prepared, prepare, rows_needed
from kb.database.storing.writer import StoreResult, store
from kb.database.tables import IngestItem, Provision
from kb.errors import DiskFullError
from kb.law.derivation.derived import Ahead
from kb.law.derivation.linking import await_linking, link_waiting
from kb.law.texts.settled import as_corrected, keep_settled

logger = logging.getLogger(__name__)

_LONGEST_AWAY = 60.0  # seconds without a database, then the batch ends
_NOTED = 1000  # instruments of a file that the noted report names


@component
class KnowledgeBaseWriter:
    """Store instruments in a base: one transaction a file, the original kept under its hash.

    :param home: folder of the base; default: the process's setting
    :param database_url: of the base's database; default: the process's setting, or SQLite in ``home`` where that is given
    """

    def __init__(self, home: str | None = None, database_url: str | None = None) -> None:
        self.home = home
        self.database_url = database_url
        self.run_id = str(uuid.uuid4())
        self._recorded = False
        self.named = NamedBase(home, database_url)

    def close(self) -> None:
        """Let the base go."""
        self.named.close()

    @component.output_types(reports=list[FileReport], versions=list[int])
    def run(self, work: list[Work]) -> dict[str, Any]:
        """Store every file.

        :returns: ``reports``: one a file; ``versions``: ids of versions that the index has to look at
        """
        reports: list[FileReport] = []
        versions: dict[int, None] = {}
        for item in work:
            report, changed = self._stored(item)
            reports.append(report)
            versions.update(dict.fromkeys(changed))
        return {"reports": reports, "versions": list(versions)}

    def _stored(self, work: Work) -> tuple[FileReport, tuple[int, ...]]:
        if work.report is None and work.checked is not None:
            with reading_ahead(self.named.base.settings, work.checked) as ahead:
                report, versions = self._write(self.named.base, work, work.checked, ahead)
        else:
            report, versions = work.ending, ()
        if report.status == "unchanged" and report.sha256:
            self._restore_original(work)
        if report.status == "rejected":
            try:
                with self.named.base.session(write=True) as session:
                    self._note(session, report)
            except (SQLAlchemyError, DiskFullError) as error:
                logger.warning("the refusal of a file could not be noted: %s", type(error).__name__)
        return report, versions

    def _write(
        self, base: KnowledgeBase, work: Work, checked: CheckedFile, ahead: Ahead | None, once_more: bool = True
    ) -> tuple[FileReport, tuple[int, ...]]:
        began = time.monotonic()
        name, sha256 = checked.source.name, checked.source.sha256
        kept = False
        try:
            # The original goes first, so that a stored text always has it; one without a text does no harm.
            source = open_source(work.source)
            kept = keep_original(base.settings.originals_path, source)
            with base.session() as session:
                checked = replace(checked, instruments=as_corrected(session, sha256, checked.instruments))
            prepared = _prepared(base, checked)
            with base.session(write=True, beside=True) as session:
                result = store(session, checked.source, checked.instruments, checked.problems, prepared=prepared)
                keep_settled(session, checked.instruments, result.versions)
                await_linking(session, result.versions)
                report = _report(checked, result, work.seconds, time.monotonic() - began)
                self._note(session, report)
                if not (base.settings.originals_path / sha256).exists():
                    # Somebody else's failure to store the same file has taken it away; from here on nobody can.
                    keep_original(base.settings.originals_path, source)
                if not self._recorded:  # with the first text that is stored, so that no text is without a line
                    record(session, "ingest", BATCH, self.run_id)
            self._recorded = True
        except Exception as error:
            # One text that cannot be stored must not end the batch; its transaction is undone.
            if once_more and isinstance(error, OperationalError) and _answers_again(base):
                return self._write(base, work, checked, ahead, once_more=False)
            if kept:
                self._drop_original(base, sha256)
            return storing_failed(error, name, work.seconds + time.monotonic() - began, sha256), ()
        try:
            linked = link_waiting(base, result.versions, ahead, prepared.stored if prepared else None)
        except OperationalError as error:
            logger.warning("linking a file is left to the end of the batch: %s", type(error).__name__)
            linked = ()
            _answers_again(base)
        return report, tuple(dict.fromkeys((*result.versions, *linked)))

    def _drop_original(self, base: KnowledgeBase, sha256: str) -> None:
        """The original of a text that could not be stored goes again, unless somebody else has stored it."""
        try:
            with base.session(write=True) as session:
                drop_original(session, base.settings.originals_path, sha256)
        except (SQLAlchemyError, OSError, DiskFullError) as error:
            logger.warning("the original %s is kept without a text: %s", sha256, type(error).__name__)

    def _restore_original(self, work: Work) -> None:
        """A file that is stored already brings its original back, should that have been lost or altered."""
        try:
            keep_original(self.named.base.settings.originals_path, open_source(work.source))
        except IngestError:
            logger.warning("the original of a stored file could not be kept")

    def _note(self, session: Session, report: FileReport) -> None:
        shown = report.as_json()
        shown["instruments"] = shown["instruments"][:_NOTED]
        session.add(
            IngestItem(
                run=self.run_id, at=datetime.now(UTC), file=report.file, sha256=report.sha256, status=report.status, report=shown
            )
        )


def _answers_again(base: KnowledgeBase) -> bool:
    until = time.monotonic() + _LONGEST_AWAY
    while base.engine.dialect.name == "postgresql" and time.monotonic() < until:
        try:
            with base.session() as session:
                session.scalar(select(1))
            return True
        except OperationalError:
            time.sleep(0.5)
    return False


def storing_failed(error: Exception, name: str, seconds: float, sha256: str) -> FileReport:
    """The report of a file that could not be stored; its transaction was undone."""
    full = is_full(error)
    if isinstance(error, IngestError) and not full:
        return rejected(name, error.problem, error.message, seconds, sha256)
    logger.error("storing a file failed: %s", type(error).__name__)  # its name is a person's
    logger.debug("the failure in full", exc_info=error)
    message = Message.of("problem.not_stored_disk_full", name=name) if full else Message.of("problem.not_stored", name=name)
    return rejected(name, ProblemCode.UNREADABLE, message, seconds, sha256)


def _prepared(base: KnowledgeBase, checked: CheckedFile) -> Prepared | None:
    """The rows of a large file, made before anybody has to wait for them."""
    needed = rows_needed(checked.instruments)
    if needed[Provision] < LARGE:
        return None
    with base.session(write=base.engine.dialect.name == "sqlite") as session:  # PostgreSQL's sequences ask for no lock
        ids = reserve_ids(session, needed)
    return prepare(base.engine.dialect, ids, checked.source, checked.instruments, checked.problems)


def _report(checked: CheckedFile, result: StoreResult, read: float, stored: float) -> FileReport:
    report = FileReport(
        file=checked.source.name,
        status=result.status,
        instruments=result.instruments,
        problems=result.problems,
        seconds=read + stored,
        sha256=checked.source.sha256,
        stages={"read": read, "store": stored},
    )
    if result.status == "unchanged":
        return report
    return replace(report, account=checked.account, figures=checked.figures)
