"""`kb inbox` and `kb work`: files that wait to be read, looked at and stored."""

from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import IngestError, UnreadableFileError
from ingest.files.source import base_name, check_size, default_limits, reason
from ingest.inbox.loop import let_go_when_stopped, work
from ingest.inbox.staging import remove, stage
from kb import logs
from kb.accounts.current import Actor, person
from kb.base import KnowledgeBase
from kb.cli.citing import must_exist
from kb.cli.options import AsJson, Author, cli, inbox_commands, one_of
from kb.cli.output import VIETNAMESE, emit, say, tell
from kb.errors import InvalidQueryError
from kb.interface.contract import fields_json
from kb.jobs.queue import FAILED, STATES, Job, approve, drop, list_jobs, retry
from kb.open.objects import Json, problem_json
from kb.settings import settings

Ids = Annotated[list[int] | None, typer.Argument(metavar="SỐ...", help="Số của tệp trong danh sách. (Numbers in the list.)")]
_state = one_of(STATES, lambda name: InvalidQueryError("job_state", state=name, known=list(STATES)))
All = Annotated[bool, typer.Option("--all", help="Tất cả. (All of them.)")]


@inbox_commands.command("add")
def add_command(
    files: Annotated[list[Path], typer.Argument(metavar="TỆP...", help="Tệp hoặc tệp nén. (Files or archives.)")],
    author: Author = None,
    as_json: AsJson = False,
) -> int:
    """Đưa tệp vào hàng chờ. (Put files into the inbox.)"""
    must_exist(files)
    by, jobs = person(author), list[Json]()
    with KnowledgeBase() as base:
        for file in files:
            try:
                jobs.append(_json(_added(base, file, by)))
            except IngestError as error:
                problem = {"code": str(error.problem), "message": VIETNAMESE.write(error.message), "place": None}
                jobs.append({"id": None, "file": base_name(file.name), "state": FAILED, "problems": [problem], "proposed": None})
    _show(jobs, as_json)
    return 1 if any(job["id"] is None for job in jobs) else 0


@inbox_commands.command("list")
def list_command(
    state: Annotated[
        list[str] | None,
        typer.Option("--state", parser=_state, metavar="TRẠNG_THÁI", help="Chỉ trạng thái này. (Only these.)"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Liệt kê các tệp trong hàng chờ. (List the inbox.)"""
    with KnowledgeBase(create=False) as base:
        _show([_json(job) for job in list_jobs(base, states=state or ())], as_json)


@inbox_commands.command("store")
def store_command(ids: Ids = None, all_of_them: All = False, author: Author = None, as_json: AsJson = False) -> int:
    """Lưu những tệp đã đọc vào kho. (Store what was read and looked at.)"""
    from ingest.inbox.working import store_now

    with KnowledgeBase(create=False) as base:
        done = store_now(base, approve(base, _chosen(ids, all_of_them), person(author)))
    _show([_json(job) for job in done], as_json)
    return 1 if any(job.state == FAILED for job in done) else 0


@inbox_commands.command("retry")
def retry_command(ids: Ids = None, all_of_them: All = False, author: Author = None, as_json: AsJson = False) -> None:
    """Thử lại những tệp chưa đọc hoặc chưa lưu được. (Try failed files again.)"""
    with KnowledgeBase(create=False) as base:
        again = retry(base, _chosen(ids, all_of_them), person(author))
        _show([_json(job) for job in list_jobs(base, ids=again)], as_json)


@inbox_commands.command("drop")
def drop_command(ids: Ids = None, author: Author = None, as_json: AsJson = False) -> None:
    """Bỏ tệp khỏi hàng chờ; điều đã lưu vẫn còn. (Take files out of the inbox.)"""
    with KnowledgeBase(create=False) as base:
        gone = drop(base, _chosen(ids, False) or (), person(author))
        remove(base, gone)
    _show([_json(job) for job in gone], as_json)


@inbox_commands.command("correct")
def correct_command(
    number_of_job: Annotated[int, typer.Argument(metavar="SỐ", help="Số của tệp trong danh sách. (Number in the list.)")],
    type_: Annotated[str | None, typer.Option("--type", metavar="LOẠI", help="Loại văn bản. (Type.)")] = None,
    number: Annotated[str | None, typer.Option("--number", help="Số hiệu; trống: không có. (Number.)")] = None,
    issuer: Annotated[str | None, typer.Option("--issuer", help="Cơ quan ban hành. (Issuer.)")] = None,
    province: Annotated[str | None, typer.Option("--province", help="Tỉnh, thành phố. (Province.)")] = None,
    title: Annotated[str | None, typer.Option("--title", help="Trích yếu. (Title.)")] = None,
    issued_on: Annotated[str | None, typer.Option("--issued-on", metavar="NGÀY", help="Ngày ban hành. (Day of issue.)")] = None,
    author: Author = None,
    as_json: AsJson = False,
) -> None:
    """Sửa điều máy đọc sai về một tệp: số hiệu, ngày, cơ quan… (Correct what a file is.)"""
    from ingest.inbox.working import correct

    given = {"type": type_, "number": number, "issuer": issuer, "province": province, "title": title, "issued_on": issued_on}
    values = {name: value or None for name, value in given.items() if value is not None}
    with KnowledgeBase(create=False) as base:
        _show([_json(correct(base, number_of_job, values, person(author)))], as_json)


@cli.command("work")
def work_command(
    once: Annotated[bool, typer.Option("--once", help="Làm hết việc đang chờ rồi dừng. (Until nothing waits.)")] = False,
) -> None:
    """Đọc các tệp đang chờ và lưu những tệp được duyệt. (Read what waits in the inbox, store what was approved.)"""
    if not once:
        logs.set_up(settings().log)
        let_go_when_stopped()
    with KnowledgeBase() as base:
        work(base, once=once)


def _added(base: KnowledgeBase, file: Path, by: Actor) -> Job:
    check_size(file, default_limits(base.settings))
    try:
        stream = file.open("rb")
    except OSError as error:
        raise UnreadableFileError("source_not_read", name=base_name(file.name), reason=reason(error)) from error
    with stream:
        return stage(base, stream, file.name, by)


def _chosen(ids: list[int] | None, all_of_them: bool) -> list[int] | None:
    if bool(ids) == all_of_them:
        raise InvalidQueryError("jobs_unnamed")
    return ids


def _json(job: Job) -> Json:
    return {
        **fields_json(job, "id", "file", "state"),
        "problems": list(map(problem_json, job.problems)),
        "proposed": fields_json(job, "proposed")["proposed"],
        "stored": fields_json(job, "result")["result"].get("stored"),
        **fields_json(job, "sha256", "size", "by", "made_at", "changed_at", "approved", "also"),
    }


def _show(jobs: list[Json], as_json: bool) -> None:
    if as_json:
        emit({"jobs": jobs})
        return
    for job in jobs:
        state = VIETNAMESE(f"inbox.state_{job['state']}")
        say(f"{job['id'] or '-':>5}  {state:<12}  {job['file']}")
        if job["also"]:
            say(f"{'':<7}{VIETNAMESE('inbox.also', files=job['also'])}")
        keys = (job.get("stored") or {}).get("instruments") or [(job["proposed"] or {}).get("key")]
        for line in (*filter(None, keys), *(problem["message"] for problem in job["problems"])):
            say(f"{'':<7}{line}")
    if not jobs:
        tell("inbox.empty")
