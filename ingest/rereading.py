"""Reading stored originals again, with the readers of today: what a better reader finds reaches what is stored."""

import os
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import defer

from documents.messages import Message
from documents.model import ProblemCode
from ingest.batch import Batch, Progress
from ingest.components import CompletenessChecker
from ingest.components.writer import storing_failed
from ingest.errors import IngestError, UnreadableFileError, contained
from ingest.files.inputs import expand, open_source
from ingest.files.originals import lay_out
from ingest.files.source import Input, Source
from ingest.readers.registry import reader_named
from ingest.report import FileReport, rejected
from ingest.work import Work, each
from kb.accounts.audit import BATCH, record
from kb.base import KnowledgeBase
from kb.database.reading.records import of_row
from kb.database.storing.rereading import store_again
from kb.database.tables import SourceFile
from kb.law.derivation.linking import await_linking, link_waiting
from kb.law.texts.settled import as_corrected, keep_settled

_SHORTEST = 8  # letters of a hash that name an original


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the base.

    :param parts: of a folder, the names and sizes of its files
    :param place: where its bytes lie; default: among the originals
    """

    id: int
    sha256: str
    name: str
    member: str | None
    format: str
    snapshot_on: date | None
    reader: str
    version: int
    incomplete: bool
    parts: tuple[tuple[str, int], ...] = ()
    place: Input | None = None
    address: str | None = None

    @property
    def improved(self) -> bool:
        """Whether its reader has improved since it read the file."""
        reader = reader_named(self.reader)
        return reader is not None and self.version < reader.version


def stored_files(base: KnowledgeBase, incomplete: bool = False) -> list[Stored]:
    """The files that are worth reading again, in the order in which they were stored.

    :param incomplete: those of which something is missing; else those whose reader has improved
    """
    return [file for file in _files(base) if (file.incomplete if incomplete else file.improved)]


def named_files(base: KnowledgeBase, paths: Iterable[str]) -> Iterator[Stored | FileReport]:
    """The stored files that are meant by paths, by names of stored files, or by the beginnings of their hashes.

    :returns: a report of refusal for a file that is not in the base
    """
    files = _files(base)
    by_hash = {file.sha256: file for file in files}
    for path in paths:
        meant = [file for file in files if path in (file.name, file.member) or _begins(file.sha256, path)]
        if meant and not Path(path).exists():
            yield from meant
            continue
        for source in expand(Path(path)):
            (work,) = each([Work(source)], lambda work: replace(work, source=open_source(work.source)))
            if work.report is not None:
                yield work.report
                continue
            assert isinstance(work.source, Source)
            known = by_hash.get(work.source.sha256)
            if known is None:
                message = Message.of("problem.not_in_base", name=source.name)
                yield rejected(source.name, ProblemCode.UNREADABLE, message, sha256=work.source.sha256)
            else:
                yield replace(known, place=replace(source, shown=known.name))


def names_a_file(base: KnowledgeBase, name: str) -> bool:
    """Whether a stored file is meant by a name or the beginning of a hash."""
    return any(name in (file.name, file.member) or _begins(file.sha256, name) for file in _files(base))


def reread(
    base: KnowledgeBase,
    files: Sequence[Stored | FileReport],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Iterator[FileReport]:
    """Read stored files again, and store what is new in them; links and index are brought up to date at the end.

    What fails on one file costs that file only, and leaves what is stored of it as it was.
    """
    count = workers or base.settings.workers or os.cpu_count() or 1
    return _Rereading(base, count, progress).again(files)


class _Rereading(Batch):
    def again(self, files: Sequence[Stored | FileReport]) -> Iterator[FileReport]:
        return self._reported(self._reports(files), len(files))

    def _reports(self, files: Sequence[Stored | FileReport]) -> Iterator[FileReport]:
        yield from (file for file in files if isinstance(file, FileReport))
        self._run, self._recorded = str(uuid.uuid4()), False
        meant = list({file.id: file for file in files if isinstance(file, Stored)}.values())
        checker = CompletenessChecker()
        for day, some in groupby(meant, lambda file: file.snapshot_on):
            group = list(some)
            with tempfile.TemporaryDirectory(prefix="tuluat-") as folder:
                inputs = [self._input(file, Path(folder)) for file in group]
                works = self._ahead(inputs, day.isoformat() if day else None, again=True)
                for file, work in zip(group, works, strict=True):
                    yield self._store(file, *checker.run([work])["work"])

    def _input(self, file: Stored, folder: Path) -> Input:
        """Where to read a file again.

        :param folder: for files that have to be laid out first
        """
        if file.place is not None:
            return replace(file.place, address=file.address)
        path = self.base.settings.originals_path / file.sha256
        source = Input(path, shown=file.name, address=file.address)
        error: IngestError | None = None
        try:
            with contained(file.name):
                if not path.is_file():
                    error = UnreadableFileError("original_missing", name=file.name)
                elif file.parts:
                    source = replace(source, path=folder / file.sha256)
                    lay_out(path, file.parts, source.path)
        except IngestError as failed:
            error = failed
        return replace(source, error=error)

    def _store(self, file: Stored, work: Work) -> FileReport:
        began = time.monotonic()
        if work.report is not None or work.checked is None:
            return work.ending
        checked = work.checked
        if checked.source.sha256 != file.sha256:
            message = Message.of("problem.original_altered", name=file.name)
            return rejected(file.name, ProblemCode.UNREADABLE, message, work.seconds, file.sha256)
        source = replace(checked.source, name=file.name, member=file.member, snapshot_on=file.snapshot_on)
        try:
            with self.base.session(write=True) as session:
                instruments = as_corrected(session, file.sha256, checked.instruments)
                said = instruments != checked.instruments
                result = store_again(session, file.id, source, instruments, checked.problems, said)
                keep_settled(session, instruments, result.versions)
                await_linking(session, result.versions)
                if not self._recorded:
                    record(session, "reread", BATCH, self._run)
            self._recorded = True
        except Exception as error:
            return storing_failed(error, file.name, work.seconds + time.monotonic() - began, file.sha256)
        link_waiting(self.base, result.versions)
        return FileReport(
            file.name,
            result.status,
            result.instruments,
            result.problems,
            work.seconds + time.monotonic() - began,
            file.sha256,
            changes=result.changes,
        )


def _files(base: KnowledgeBase) -> list[Stored]:
    with base.session() as session:
        return [
            of_row(
                Stored,
                row,
                reader=row.reader or row.format,
                version=row.reader_version,
                incomplete=row.status == "incomplete" or bool(row.pages_without_text),
                parts=tuple((name, size) for name, size in row.parts),
                place=None,
                address=row.claims.get("address"),
            )
            for row in session.scalars(select(SourceFile).options(defer(SourceFile.furniture)).order_by(SourceFile.id))
        ]


def _begins(sha256: str, name: str) -> bool:
    return len(name) >= _SHORTEST and sha256.startswith(name.lower())
