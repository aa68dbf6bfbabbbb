"""What a worker does: it reads what came in, and stores what a person said is to be stored. One file after another.

Whatever ends it, at whatever moment, the next worker goes on: a job is what the database says, and a file is stored in one
transaction, once.
"""

import logging
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from documents.messages import Message
from documents.model import Instrument, Kind, Metadata, Problem, ProblemCode
from documents.structure.completeness import is_complete
from ingest.batch import bring_up_to_date
from ingest.components import CompletenessChecker, KnowledgeBaseWriter, LegalTextReader
from ingest.errors import IngestError, UnreadableFileError, contained
from ingest.files.inputs import expand, open_source
from ingest.files.source import MEGABYTE, Input, default_limits
from ingest.files.zips import is_bundle
from ingest.inbox.staging import remove, spooled, stage, stored_as
from ingest.parsing import ParsedFile, parse_apart
from ingest.work import CheckedFile, Work
from kb.accounts.current import PROGRAM, Actor, person
from kb.base import KnowledgeBase
from kb.database.failures import DatabaseError
from kb.database.state import waiting
from kb.errors import DiskFullError, JobError
from kb.interface.contract import fields_json
from kb.jobs.queue import FAILED, PROPOSED, READING, STORED, Job, claim, drop, finish, let_go, list_jobs, one_job, revise
from kb.jobs.workers import Worker
from kb.law.texts.settled import FIELDS, Correction, as_corrected, correction_of, keep_correction, key_of, with_values
from kb.logs import happened

logger = logging.getLogger(__name__)

_LOOKS_EVERY = 0.25
_AT_ONCE = 4  # jobs: old formats are converted together, and the next is read while one is stored
_HELD = 64 * MEGABYTE  # bytes of them, but for the last
_DISK_FULL = "problem.not_stored_disk_full"


class Desk:
    """A worker at its desk."""

    def __init__(self, base: KnowledgeBase, worker: Worker) -> None:
        self._base, self._worker = base, worker
        self._reader, self._checker, self._writer = LegalTextReader(workers=1), CompletenessChecker(), KnowledgeBaseWriter()
        self._reader.settings = base.settings
        self._writer.named.use(base)
        with base.session() as session:
            self._behind = bool(waiting(session, "index") or waiting(session, "link"))

    def close(self) -> None:
        """End what is still being read."""
        self._reader.close()

    def next(self, ids: Collection[int] | None = None) -> bool:
        """Do what is to be done next: a few jobs, of which the later ones are being read while the first is stored.

        :param ids: of these jobs only
        :returns: False where nothing was
        :raises DiskFullError: a disk is full; the jobs are as they were
        """
        try:
            jobs = self._claimed(ids)
            if self._behind and (not jobs or jobs[0].state == READING):
                bring_up_to_date(self._base)
                self._behind = False
            self._do(jobs)
        except BaseException as error:
            let_go(self._base, self._worker, unharmed=isinstance(error, (DiskFullError, SystemExit, KeyboardInterrupt)))
            raise
        return bool(jobs)

    def _claimed(self, ids: Collection[int] | None) -> list[Job]:
        """The next job, and a few more: but what ended a worker before is taken alone."""
        jobs: list[Job] = []
        while len(jobs) < _AT_ONCE and sum(job.size for job in jobs) < _HELD:
            job = claim(self._base, self._worker, ids, fresh=bool(jobs))
            if job is None:
                break
            jobs.append(job)
            if job.takes > 1:
                break
        return jobs

    def _do(self, jobs: Sequence[Job]) -> None:
        inputs: list[tuple[Job, Input]] = []
        for job in jobs:
            with self._failing(job):
                if not self._present(job) and not (job.state == READING and self._parted(job)):
                    inputs.append((job, _input(self._base, job)))
        works = self._reader.run([Work(source) for _, source in inputs])["work"]
        for (job, _), work in zip(inputs, works, strict=True):
            with self._failing(job):
                (done,) = self._checker.run([work])["work"]
                if done.checked is None:
                    self._finish(job, FAILED, done.ending.problems)
                elif job.state == READING:
                    said, checked = self._corrected(job, done.checked)
                    self._finish(job, PROPOSED, _problems(checked), {**job.result, "proposed": propose(checked, said)})
                else:
                    self._store(job, done)

    @contextmanager
    def _failing(self, job: Job) -> Iterator[None]:
        """What goes wrong with a job costs that job only; what is wrong with the machine costs none."""
        try:
            yield
        except IngestError as error:
            self._finish(job, FAILED, (Problem(error.problem, error.message),))
        except (DiskFullError, DatabaseError):
            raise
        except Exception as error:
            logger.error("a job failed: %s", type(error).__name__)
            logger.debug("the failure in full", exc_info=error)
            self._finish(job, FAILED, (Problem(ProblemCode.UNREADABLE, Message.of("problem.failed_reading", name=job.file)),))

    def _finish(self, job: Job, state: str, problems: tuple[Problem, ...] = (), result: Mapping[str, Any] | None = None) -> None:
        finish(self._base, self._worker, job, state, problems=problems, result=result)
        began = job.taken_at or job.changed_at
        happened("job", state, (datetime.now(UTC) - began).total_seconds())
        if state == STORED:
            remove(self._base, [job])

    def _present(self, job: Job) -> bool:
        """Whether the base has the file: it did before, or a worker was ended between storing it and saying so."""
        stored = stored_as(self._base, job.sha256, "unchanged" if job.state == READING else "stored")
        if stored is not None:
            self._finish(job, STORED, job.problems, {**job.result, **stored})
        return stored is not None

    def _parted(self, job: Job) -> bool:
        by, members = person(job.by) if job.by else PROGRAM, self._members(job)
        for member in members:
            with contained(member.name):
                opened = open_source(member, default_limits(self._base.settings))
            stage(self._base, BytesIO(opened.data), member.name, by, inside=member.member)
        if members:
            remove(self._base, drop(self._base, [job.id], PROGRAM, self._worker))
        return bool(members)

    def _members(self, job: Job) -> list[Input]:
        """What is in an archive; nothing, where a file is none.

        :raises IngestError: it is no archive that is taken apart
        """
        path = _path(self._base, job)
        found = list(expand(path, default_limits(self._base.settings)))
        for item in found:
            if item.error is not None:
                raise _named(item.error, path, job)
        if is_bundle(path) or any(item.whole for item in found):
            raise UnreadableFileError("inbox_codification", name=job.file)
        return [replace(item, shown=item.name.replace(path.name, job.file, 1)) for item in found if item.member is not None]

    def _store(self, job: Job, work: Work) -> None:
        assert work.checked is not None
        said, checked = self._corrected(job, work.checked)
        again = propose(checked, said)
        if _keys(again) != _keys(job.proposed or {}):
            problem = Problem(ProblemCode.IDENTITY_CONFLICT, Message.of("problem.read_otherwise", name=job.file))
            self._finish(job, PROPOSED, (*_problems(checked), problem), {**job.result, "proposed": again})
            return
        (report,) = self._writer.run([work])["reports"]
        if any(problem.message.key == _DISK_FULL for problem in report.problems):
            raise DiskFullError("disk_full")
        if report.status == "rejected":
            self._finish(job, FAILED, report.problems)
            return
        self._behind = True
        stored = {"status": report.status, "instruments": [part.key for part in report.instruments]}
        self._finish(job, STORED, report.problems, {**job.result, "stored": stored})

    def _corrected(self, job: Job, checked: CheckedFile) -> tuple[Correction | None, CheckedFile]:
        with self._base.session() as session:
            said = correction_of(session, job.sha256)
            return said, replace(checked, instruments=as_corrected(session, job.sha256, checked.instruments))


def store_now(base: KnowledgeBase, ids: Collection[int]) -> list[Job]:
    """Store jobs that are approved, here or by waiting for the worker that is at it."""
    left = set(ids)
    with Worker(base.settings.inbox_path) as worker:
        desk = Desk(base, worker)
        while left:
            busy = desk.next(left)
            left = {job.id for job in list_jobs(base, ids=left) if job.state == PROPOSED and job.approved}
            if left and not busy:
                time.sleep(_LOOKS_EVERY)
        desk.next(left)
        desk.close()
    return list_jobs(base, ids=ids)


def correct(base: KnowledgeBase, job_id: int, values: Mapping[str, str | None], by: Actor) -> Job:
    """A person says what a file is, by fields of `FIELDS`; None: it has none. It holds whenever the file is read.

    What is stored already is stored anew under the new identity.

    :raises JobError: the file is not read yet, or has several texts; or a value cannot be one
    """
    job = one_job(base, job_id)
    result, stored = dict(job.result), job.state == STORED
    if not stored and (job.state != PROPOSED or job.proposed is None):
        raise JobError("job_not_proposed", id=str(job_id), file=job.file)
    # a consolidated text is also one of what it consolidates
    if job.proposed["others"] if job.proposed is not None else len(result["stored"]["instruments"]) > 2:
        raise JobError("identity_of_several", file=job.file)
    with base.session(write=True, actor=by) as session:
        said = keep_correction(session, job.sha256, values)
        if job.proposed is not None:
            result["proposed"] = _revised(job.proposed, job.sha256, said)
        revise(session, job, result, job.problems)
    if stored:
        from ingest.rereading import named_files, reread

        (report,) = reread(base, list(named_files(base, [job.sha256])))
        if report.status == "rejected":
            raise JobError("identity_not_stored", file=job.file)
        result["stored"] = {**result["stored"], "instruments": [part.key for part in report.instruments]}
        with base.session(write=True, actor=by) as session:
            revise(session, job, result, report.problems)
    return one_job(base, job_id)


def propose(checked: CheckedFile, said: Correction | None) -> dict[str, Any]:
    """What is proposed of a file: the identity of its text, how much there is of it, and what a person corrected.

    ``read``: the fields that were corrected, as they were read. ``others``: the further texts of a file that has several.
    """
    problems = checked.problems if len(checked.instruments) == 1 else ()
    first, *others = [_identity(instrument, problems) for instrument in checked.instruments] or [_identity(_NOTHING, ())]
    return {**first, "corrected": dict(said.values) if said else {}, "by": said.by if said else None, "others": others}


_NOTHING = Instrument("", Metadata(), ())


def _identity(instrument: Instrument, problems: tuple[Problem, ...]) -> dict[str, Any]:
    kinds = [provision.kind for provision in instrument.walk()]
    return {
        "key": instrument.key,
        **fields_json(instrument.metadata, *FIELDS),
        "articles": kinds.count(Kind.ARTICLE),
        "provisions": len(kinds),
        "complete": is_complete(instrument, problems),
    }


def _keys(proposed: Mapping[str, Any]) -> list[Any]:
    return [text.get("key") for text in (proposed, *proposed.get("others", ()))]


def _revised(proposed: Mapping[str, Any], sha256: str, said: Correction) -> dict[str, Any]:
    before = with_values(Metadata(), {name: proposed[name] for name in FIELDS})
    after = with_values(before, said.values)
    key = key_of(proposed["key"], before, after, sha256)
    return {**proposed, "key": key, **fields_json(after, *FIELDS), "corrected": dict(said.values), "by": said.by}


def _problems(checked: CheckedFile) -> tuple[Problem, ...]:
    of_texts = (problem for instrument in checked.instruments for problem in instrument.problems)
    return tuple(dict.fromkeys((*checked.problems, *of_texts)))


def parsed_of(base: KnowledgeBase, job: Job) -> ParsedFile:
    """The text of a job's file, read in a process apart, as people say that it is: to be shown before it is stored.

    :raises IngestError: it cannot be read
    """
    parsed = parse_apart(open_source(_input(base, job), default_limits(base.settings)))
    with base.session() as session:
        return replace(parsed, instruments=as_corrected(session, job.sha256, parsed.instruments))


def _input(base: KnowledgeBase, job: Job) -> Input:
    return Input(_path(base, job), shown=job.file, address=job.result.get("address"), inside=job.result.get("inside"))


def _path(base: KnowledgeBase, job: Job) -> Path:
    path = spooled(base, job)
    if path is None:
        raise UnreadableFileError("inbox_file_gone", name=job.file)
    return path


def _named(error: IngestError, path: Path, job: Job) -> IngestError:
    values = {name: job.file if value == path.name else value for name, value in error.values.items()}
    return type(error)(error.code, **values)
