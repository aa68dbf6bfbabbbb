"""The queue: adding jobs, taking them, and what people say about them. Each step is one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from documents.messages import Message
from documents.model import Problem, ProblemCode
from kb.accounts.audit import record
from kb.accounts.current import PERSON, Actor, acting_person
from kb.accounts.roles import allow
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.records import of_row
from kb.errors import JobError
from kb.interface.days import utc
from kb.jobs.workers import Worker, clear_ended, has_ended

STAGED, READING, PROPOSED, STORED, FAILED = STATES = ("staged", "reading", "proposed", "stored", "failed")
READ = "read"
_ALSO = "also"
"""The kind of all work."""
UPLOAD = "upload"
"""What the gate calls it."""

_MOST_TAKES = 10  # a job that ends its worker so often is given up

_row = tables.Job
_TO_DO = or_(_row.state.in_((STAGED, READING)), and_(_row.state == PROPOSED, _row.approved_at.is_not(None)))
_FREE: dict[str, Any] = {"worker": None, "state": case((_row.state == READING, STAGED), else_=_row.state)}


@dataclass(frozen=True, slots=True)
class Job:
    """A job, as it was when it was looked at.

    :param spool: name of the file in the folder of the inbox, None once it is among the originals
    :param by: who brought it; None for what the watched folder brought
    :param approved: a person said that it is to be stored
    :param result: ``proposed`` and ``stored``, see `ingest.inbox`
    """

    id: int
    kind: str
    state: str
    file: str
    sha256: str
    size: int
    spool: str | None
    by: str | None
    made_at: datetime
    changed_at: datetime
    taken_at: datetime | None = None
    takes: int = 0
    approved: bool = False
    problems: tuple[Problem, ...] = ()
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def also(self) -> Sequence[str]:
        """Names of further files that came with the same content."""
        return list(self.result.get(_ALSO, ()))

    @property
    def proposed(self) -> Mapping[str, Any] | None:
        """The identity that was read, corrected where a person did so."""
        return self.result.get("proposed")


def list_jobs(base: KnowledgeBase, *, states: Collection[str] = (), ids: Collection[int] | None = None) -> list[Job]:
    """The jobs, in the order in which they came."""
    where = [_row.state.in_(states)] if states else []
    with base.session() as session:
        return _jobs(session, *where, *([_row.id.in_(ids)] if ids is not None else []))


def one_job(base: KnowledgeBase, job_id: int) -> Job:
    """A job by its id.

    :raises JobError: there is none
    """
    return _these(list_jobs(base, ids=[job_id]), [job_id])[0]


def count_jobs(base: KnowledgeBase) -> dict[str, int]:
    """How many jobs are in each state."""
    with base.session() as session:
        found = {row.state: row[1] for row in session.execute(select(_row.state, func.count()).group_by(_row.state))}
    return {state: found.get(state, 0) for state in STATES}


def add_job(
    base: KnowledgeBase, file: str, sha256: str, size: int, spool: str, actor: Actor, result: Mapping[str, Any]
) -> tuple[Job, bool]:
    """Add a job. One for the same content that is there already stays, and is begun anew where it had failed.

    :param result: what is there from the beginning; with ``stored`` it is done: the base has the file
    :returns: the job, and whether the file has come for the first time, or once more after a failure
    """
    with base.session(write=True, actor=actor) as session:
        allow(session, "add", UPLOAD)
        present = session.scalar(select(_row.id).where(_row.kind == READ, _row.sha256 == sha256))
        now = datetime.now(UTC)
        if present is None:
            _within_quota(base, session, actor)
            row = tables.Job(
                kind=READ,
                state=STORED if "stored" in result else STAGED,
                file=file,
                sha256=sha256,
                size=size,
                spool=None if "stored" in result else spool,
                result=dict(result),
                person_id=acting_person(session).id if actor.kind == PERSON else None,
                made_at=now,
                changed_at=now,
            )
            session.add(row)
            session.flush()
            return _jobs(session, _row.id == row.id)[0], "stored" not in result
        job = _jobs(session, _row.id == present)[0]
        anew = job.state == FAILED
        also = {_ALSO: [*dict.fromkeys((*job.also, file))]} if file != job.file else {}
        if also:
            session.execute(update(_row).where(_row.id == present).values(result={**job.result, **also}))
        if anew:
            values = {"state": STAGED, "spool": spool, "changed_at": now, "problems": [], "result": {**result, **also}, "takes": 0}
            session.execute(update(_row).where(_row.id == present).values(**values, approved_at=None, worker=None))
        return _jobs(session, _row.id == present)[0], anew


def _within_quota(base: KnowledgeBase, session: Session, actor: Actor) -> None:
    """Refuse one more file of somebody for whom too many wait; whoever works at this machine itself is not counted.

    :raises JobError: too many do
    """
    most = base.settings.uploads_waiting
    unfinished = _row.state.in_((STAGED, READING, PROPOSED))
    if actor.signed_in and session.scalar(select(func.count()).where(_row.person_id == actor.person_id, unfinished)) >= most:  # type: ignore[operator]
        raise JobError("quota_uploads", most=most)


def waiting_since(base: KnowledgeBase) -> datetime | None:
    """Since when the oldest job waits that is to be done, or is under way; None where there is nothing to do."""
    with base.session() as session:
        since = session.scalar(select(func.min(_row.changed_at)).where(_TO_DO))
    return utc(since) if since is not None else None


def claim(base: KnowledgeBase, worker: Worker, ids: Collection[int] | None = None, fresh: bool = False) -> Job | None:
    """Take the next job: of what is to be stored first, then of what is to be read; what nobody has begun before what was begun.

    :param fresh: of what nobody has begun only, and what the worker itself has is left alone
    :returns: None where nothing is free
    """
    among: list[ColumnElement[bool]] = [_row.id.in_(ids)] if ids is not None else []
    among += [_row.takes == 0, _row.worker.is_(None)] if fresh else []
    with base.session() as session:
        holders = set(session.scalars(select(_row.worker).where(_TO_DO, *among)))
        if not any(_is_free(base, session, name, worker) for name in holders):
            return None
    with base.session(write=True) as session:
        holders = set(session.scalars(select(_row.worker).where(_TO_DO, _row.worker.is_not(None))))
        for name in holders:
            if _is_free(base, session, name, worker) and not (fresh and name == worker.name):
                session.execute(update(_row).where(_row.worker == name).values(**_FREE))
        chosen = session.execute(
            select(_row.id, _row.takes)
            .where(_TO_DO, _row.worker.is_(None), *among)
            .order_by(case((_row.state == PROPOSED, 0), else_=1), _row.takes, _row.id)
            .limit(1)
        ).first()
        if chosen is None:
            return None
        taken = {"worker": worker.name, "taken_at": datetime.now(UTC), "takes": _row.takes + 1}
        if chosen.takes >= _MOST_TAKES:
            problem = Problem(ProblemCode.UNREADABLE, Message.of("problem.worker_ended", count=chosen.takes))
            taken = {"state": FAILED, "worker": None, "problems": _plain([problem])}
        state = case((_row.state == STAGED, READING), else_=_row.state)
        session.execute(update(_row).where(_row.id == chosen.id).values(**{"state": state, **taken}))
        job = _jobs(session, _row.id == chosen.id)[0]
    clear_ended(base.settings.inbox_path)
    return job if job.state != FAILED else claim(base, worker, ids, fresh)


def finish(
    base: KnowledgeBase,
    worker: Worker,
    job: Job,
    state: str,
    *,
    problems: Sequence[Problem] = (),
    result: Mapping[str, Any] | None = None,
) -> None:
    """Say what came of a job that was taken. Nothing changes where somebody else has it by now."""
    now = datetime.now(UTC)
    values: dict[str, Any] = {"state": state, "problems": _plain(problems), "changed_at": now}
    values |= {"worker": None, "taken_at": None, "approved_at": None}
    values |= {"takes": 0} if state != FAILED else {}
    values |= {"spool": None} if state == STORED else {}
    with base.session(write=True) as session:
        if result is not None:  # further files with the same content may have come meanwhile
            also = (session.scalar(select(_row.result).where(_row.id == job.id)) or {}).get(_ALSO)
            values["result"] = {**result, _ALSO: also} if also else dict(result)
        session.execute(update(_row).where(_row.id == job.id, _row.worker == worker.name).values(**values))


def let_go(base: KnowledgeBase, worker: Worker, unharmed: bool = False) -> None:
    """Give back what a worker has taken.

    :param unharmed: it was stopped, or has no room: no job had a part in that, and none is counted as taken
    """
    freed = {**_FREE, "takes": case((_row.takes > 0, _row.takes - 1), else_=0)} if unharmed else _FREE
    with base.session(write=True) as session:
        session.execute(update(_row).where(_row.worker == worker.name).values(**freed))


def approve(base: KnowledgeBase, ids: Collection[int] | None, actor: Actor) -> list[int]:
    """A person says that proposed jobs are to be stored; a worker does it.

    :raises JobError: one of them is not there, or is not proposed; nothing was approved
    """
    with base.session(write=True, actor=actor) as session:
        jobs = _jobs(session, _row.state == PROPOSED) if ids is None else _these(_jobs(session, _row.id.in_(ids)), ids)
        allow(session, "approve", UPLOAD)
        for job in jobs:
            if job.state not in (PROPOSED, STORED):
                raise JobError("job_not_proposed", id=str(job.id), file=job.file)
        chosen = [job.id for job in jobs if job.state == PROPOSED]
        for job in jobs:
            if job.state == PROPOSED and not job.approved:
                record(session, "approve", UPLOAD, str(job.id), instrument=(job.proposed or {}).get("key"))
        session.execute(update(_row).where(_row.id.in_(chosen)).values(approved_at=datetime.now(UTC)))
    return [job.id for job in jobs]


def retry(base: KnowledgeBase, ids: Collection[int] | None, actor: Actor) -> list[int]:
    """Let failed jobs be tried once more, from the beginning.

    :raises JobError: one of them is not there, or did not fail; nothing was changed
    """
    with base.session(write=True, actor=actor) as session:
        jobs = _jobs(session, _row.state == FAILED) if ids is None else _these(_jobs(session, _row.id.in_(ids)), ids)
        allow(session, "retry", UPLOAD)
        for job in jobs:
            if job.state != FAILED:
                raise JobError("job_not_failed", id=str(job.id), file=job.file)
        values = {"state": STAGED, "problems": [], "takes": 0, "changed_at": datetime.now(UTC)}
        session.execute(update(_row).where(_row.id.in_([job.id for job in jobs])).values(**values))
    return [job.id for job in jobs]


def drop(base: KnowledgeBase, ids: Collection[int], actor: Actor, worker: Worker | None = None) -> list[Job]:
    """Take jobs out of the queue; what is stored stays stored.

    :param worker: who may have them under way
    :returns: what they were, so that their files can be removed
    :raises JobError: one of them is not there, or is under way; nothing was changed
    """
    with base.session(write=True, actor=actor) as session:
        jobs = _these(_jobs(session, _row.id.in_(ids)), ids)
        allow(session, "drop", UPLOAD)
        mine = set(session.scalars(select(_row.id).where(_row.worker == worker.name))) if worker else set()
        for job in jobs:
            if job.taken_at is not None and job.id not in mine:
                raise JobError("job_under_way", id=str(job.id), file=job.file)
        session.execute(delete(_row).where(_row.id.in_([job.id for job in jobs])))
    return jobs


def revise(session: Session, job: Job, result: Mapping[str, Any], problems: Sequence[Problem]) -> None:
    """Say otherwise what a job proposes, while nobody works on it.

    :raises JobError: it is under way
    """
    allow(session, "correct", UPLOAD)
    done = session.execute(
        update(_row)
        .where(_row.id == job.id, _row.state == job.state, _row.worker.is_(None))
        .values(result=dict(result), problems=_plain(problems))
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise JobError("job_under_way", id=str(job.id), file=job.file)


def _is_free(base: KnowledgeBase, session: Session, name: str | None, worker: Worker) -> bool:
    """Whether nobody has what a worker has taken: it is gone, or nobody knows and it is long ago."""
    if name is None or name == worker.name or has_ended(base.settings.inbox_path, name):
        return True
    longest = timedelta(seconds=2 * base.settings.file_seconds + 300)
    since = session.scalar(select(func.max(_row.taken_at)).where(_row.worker == name))
    return since is None or utc(since) + longest < datetime.now(UTC)


def _jobs(session: Session, *where: ColumnElement[bool]) -> list[Job]:
    rows = session.execute(
        select(_row, tables.Person.name)
        .outerjoin(tables.Person, tables.Person.id == _row.person_id)
        .where(*where)
        .order_by(_row.id)
    ).all()
    return [
        of_row(
            Job,
            row,
            by=name,
            made_at=utc(row.made_at),
            changed_at=utc(row.changed_at),
            taken_at=utc(row.taken_at) if row.worker and row.taken_at else None,
            approved=row.approved_at is not None,
            problems=tuple(map(_problem, row.problems)),
        )
        for row, name in rows
    ]


def _these(jobs: Sequence[Job], ids: Iterable[int]) -> list[Job]:
    by_id = {job.id: job for job in jobs}
    for wanted in ids:
        if wanted not in by_id:
            raise JobError("job_absent", id=str(wanted))
    return [by_id[wanted] for wanted in dict.fromkeys(ids)]


def _plain(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {"code": problem.code.value, "sentence": problem.message.key, "details": problem.message.data(), "place": problem.place}
        for problem in problems
    ]


def _problem(data: Mapping[str, Any]) -> Problem:
    return Problem(ProblemCode(data["code"]), Message.read(data["sentence"], data["details"]), data["place"])
