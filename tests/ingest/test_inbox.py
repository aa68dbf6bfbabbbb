"""The inbox: nothing is stored that nobody asked for, nothing is lost and nothing stored twice, whatever ends a worker."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import orjson
import pytest

from documents.model import ProblemCode
from ingest.batch import ingest_paths
from ingest.bundling import write_bundle
from ingest.errors import FileTooLargeError, IngestError
from ingest.files.source import MEGABYTE
from ingest.inbox import loop
from ingest.inbox.loop import TAKEN, take_from_folder, work
from ingest.inbox.staging import remove, spooled, stage, sweep
from ingest.inbox.working import Desk, correct, parsed_of, store_now
from ingest.rereading import named_files, reread
from kb.accounts.audit import lines
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments
from kb.database.state import waiting
from kb.database.tables import Audit
from kb.errors import DiskFullError, DraftError, JobError
from kb.jobs.queue import FAILED, PROPOSED, READING, STAGED, STORED, approve, claim, drop, list_jobs, one_job, retry
from kb.jobs.workers import Worker
from kb.law.texts.settled import correction_of
from kb.settings import Settings
from tests.kb.command_line import Kb, kb_on
from tests.kb.databases import base

__all__ = ["base"]

LAN = Actor("Lan")
TEXT = """CHÍNH PHỦ
-------
Số: {number}/2031/NĐ-CP
Hà Nội, ngày 01 tháng 3 năm 2031

NGHỊ ĐỊNH
Quy định thử về hàng chờ số {number}

Điều 1. Phạm vi
Nghị định này quy định việc thử số {number}.
Điều 2. Hiệu lực
Nghị định này có hiệu lực từ ngày 01 tháng 5 năm 2031.
"""
KEY = "nghi-dinh/{number}-2031-nd-cp/chinh-phu/2031-03-01"


def text(number: str, more: str = "") -> bytes:
    return (TEXT.replace("{number}", number) + more).encode()


def put(base: KnowledgeBase, *numbers: str) -> list[int]:
    return [stage(base, BytesIO(text(number)), f"nd-{number}.txt", LAN).id for number in numbers]


def states(base: KnowledgeBase) -> list[str]:
    return [job.state for job in list_jobs(base)]


def keys(base: KnowledgeBase) -> list[str]:
    with base.session() as session:
        return sorted(record.key for record in list_instruments(session))


def in_spool(base: KnowledgeBase) -> list[Path]:
    return [path for path in base.settings.inbox_path.glob("*") if not path.name.startswith(".")]


def read_all(base: KnowledgeBase) -> None:
    with Worker(base.settings.inbox_path) as worker:
        desk = Desk(base, worker)
        while desk.next():
            pass


def test_a_file_that_cannot_be_shown_says_why_as_it_did_when_it_was_read(base: KnowledgeBase) -> None:
    job = stage(base, BytesIO(b"PK\x03\x04" + b"\0" * 100), "hong.docx", LAN)
    read_all(base)
    (problem,) = one_job(base, job.id).problems
    with pytest.raises(IngestError) as caught:
        parsed_of(base, job)
    assert (caught.value.message, caught.value.code) == (problem.message, "file_not_whole")


def test_a_file_is_read_proposed_and_stored_when_a_person_says_so(base: KnowledgeBase) -> None:
    first, second = put(base, "1", "2")
    assert stage(base, BytesIO(text("1")), "khac.txt", LAN).id == first  # the same bytes
    assert states(base) == [STAGED, STAGED]
    read_all(base)
    job = one_job(base, first)
    assert (job.state, job.by, job.file) == (PROPOSED, "Lan", "nd-1.txt")
    assert job.proposed is not None
    assert (job.proposed["key"], job.proposed["articles"], job.proposed["complete"]) == (KEY.format(number=1), 2, True)
    assert keys(base) == []
    store_now(base, approve(base, [first], LAN))
    assert states(base) == [STORED, PROPOSED]
    assert keys(base) == [KEY.format(number=1)]
    assert one_job(base, first).result["stored"] == {"status": "stored", "instruments": [KEY.format(number=1)]}
    assert len(in_spool(base)) == 1
    assert spooled(base, one_job(base, first)) == base.settings.originals_path / job.sha256
    store_now(base, approve(base, None, LAN))
    assert (states(base), in_spool(base)) == ([STORED, STORED], [])
    assert stage(base, BytesIO(text("2")), "nd-2.txt", LAN).state == STORED
    remove(base, drop(base, [first, second], LAN))
    again = stage(base, BytesIO(text("2")), "nd-2.txt", LAN)  # the base has it: said at once, not read again
    assert (again.state, again.result["stored"]["status"], in_spool(base)) == (STORED, "unchanged", [])
    assert again.id > second


def test_what_cannot_be_read_says_why_and_can_be_tried_again(base: KnowledgeBase) -> None:
    job = stage(base, BytesIO(b"%PDF-1.7 nothing"), "hong.pdf", LAN)
    read_all(base)
    failed = one_job(base, job.id)
    assert (failed.state, [problem.code for problem in failed.problems]) == (FAILED, [ProblemCode.UNREADABLE])
    with pytest.raises(JobError, match="job_not_proposed"):
        approve(base, [job.id], LAN)
    assert retry(base, None, LAN) == [job.id]
    assert states(base) == [STAGED]
    with pytest.raises(JobError, match="job_absent"):
        drop(base, [job.id, job.id + 7], LAN)
    remove(base, drop(base, [job.id], LAN))
    assert (states(base), in_spool(base)) == ([], [])


def test_what_a_killed_worker_had_is_taken_again_at_once_and_by_one_alone(base: KnowledgeBase) -> None:
    put(base, "1", "2")
    folder = base.settings.inbox_path
    with Worker(folder) as living, Worker(folder) as other:
        with Worker(folder) as killed:
            assert claim(base, killed).file == "nd-1.txt"
            assert claim(base, living).file == "nd-2.txt"
            assert claim(base, other) is None
        assert states(base) == [READING, READING]
        (folder / f".{killed.name}.worker").unlink()  # a full disk: the lock is gone, the job was not freed
        assert claim(base, other).file == "nd-1.txt"
        assert claim(base, other).file == "nd-1.txt"  # it is its own
    for _ in range(12):
        with Worker(folder) as killed:
            claim(base, killed)
            claim(base, killed)
    assert states(base) == [FAILED, FAILED]  # they end every worker


def test_a_worker_that_is_killed_after_storing_stores_nothing_twice(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    put(base, "1")
    read_all(base)
    approve(base, None, LAN)
    with monkeypatch.context() as patch:
        patch.setattr("ingest.inbox.working.finish", lambda *_, **__: os._exit)
        with Worker(base.settings.inbox_path) as killed:
            Desk(base, killed).next()
    assert (states(base), keys(base)) == ([PROPOSED], [KEY.format(number=1)])
    read_all(base)
    assert (states(base), len(keys(base)), in_spool(base)) == ([STORED], 1, [])
    with base.session() as session:
        assert waiting(session, "index") == []


def test_a_full_disk_loses_nothing_and_is_no_fault_of_the_file(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    class Broken(BytesIO):
        read = fail

    with pytest.raises(DiskFullError):
        stage(base, Broken(), "nd.txt", LAN)
    assert (states(base), list(base.settings.inbox_path.iterdir())) == ([], [])
    put(base, "1")
    read_all(base)
    approve(base, None, LAN)
    with monkeypatch.context() as patch:
        patch.setattr("ingest.components.writer.keep_original", fail)
        for _ in range(11):  # as often as a file may end its worker, and once more
            with pytest.raises(DiskFullError):
                work(base, once=True)
    assert states(base) == [PROPOSED]
    with monkeypatch.context() as patch:
        patch.setattr("ingest.components.writer.keep_original", lambda *_: sys.exit(0))
        for _ in range(11):
            with pytest.raises(SystemExit):
                work(base, once=True)
    assert states(base) == [PROPOSED], "whoever stops the server has nothing against the file"
    work(base, once=True)
    assert (states(base), keys(base)) == ([STORED], [KEY.format(number=1)])


def test_a_file_over_the_limit_leaves_nothing(tmp_path: Path) -> None:
    with KnowledgeBase(Settings(home=tmp_path, max_file_mb=1)) as base:
        with pytest.raises(FileTooLargeError, match="file_too_large"):
            stage(base, BytesIO(b"x" * (MEGABYTE + 1)), "to.txt", LAN)
        assert (states(base), list(base.settings.inbox_path.iterdir())) == ([], [])
        (base.settings.inbox_path / "ab").write_bytes(b"left by a process that was killed")
        os.utime(base.settings.inbox_path / "ab", (0, 0))
        sweep(base)
        assert list(base.settings.inbox_path.iterdir()) == []


def test_an_archive_becomes_a_job_a_file(base: KnowledgeBase) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a/nd-1.txt", text("1"))
        archive.writestr("b/nd-2.txt", text("2"))
        archive.writestr("b/nd-3.txt", text("1"))
    stage(base, BytesIO(packed.getvalue()), "goi.zip", LAN)
    read_all(base)
    assert [(job.file, job.also, job.state, job.by) for job in list_jobs(base)] == [
        ("goi.zip/nd-1.txt", ["goi.zip/nd-3.txt"], PROPOSED, "Lan"),
        ("goi.zip/nd-2.txt", [], PROPOSED, "Lan"),
    ]
    assert len(in_spool(base)) == 2


def test_a_person_corrects_what_was_misread_before_it_is_stored(base: KnowledgeBase, tmp_path: Path) -> None:
    (job_id,) = put(base, "1")
    read_all(base)
    right = "nghi-dinh/7-2031-nd-cp/chinh-phu/2031-03-02"
    job = correct(base, job_id, {"number": "7/2031/NĐ-CP", "issued_on": "2031-03-02"}, LAN)
    job = correct(base, job_id, {"title": "Quy định đúng"}, LAN)
    assert job.proposed is not None
    assert (job.proposed["key"], job.proposed["by"], job.proposed["title"]) == (right, "Lan", "Quy định đúng")
    for field, value, code in (
        ("number_", "1", "identity_field"),
        ("type", "thu", "identity_type"),
        ("issued_on", "x", "identity_day"),
    ):
        with pytest.raises(JobError, match=code):
            correct(base, job_id, {field: value}, LAN)
    (shown,) = parsed_of(base, job).instruments
    assert shown.key == right
    store_now(base, approve(base, [job_id], LAN))
    assert keys(base) == [right]
    with base.session() as session:
        assert [(line.author, line.instrument) for line in lines(session, Audit.act == "approve")] == [("Lan", right)]
    assert ProblemCode.IDENTITY_CORRECTED in [problem.code for problem in one_job(base, job_id).problems]
    list(reread(base, list(named_files(base, [job.sha256]))))
    assert keys(base) == [right]
    write_bundle(base, tmp_path / "goi.zip")
    with KnowledgeBase(Settings(home=tmp_path / "khac")) as elsewhere:
        list(ingest_paths(elsewhere, [tmp_path / "goi.zip"]))
        assert keys(elsewhere) == [right]


@pytest.mark.parametrize("other", [None, pytest.param("lone", marks=pytest.mark.long), "shared"])
def test_a_person_corrects_what_was_misread_after_it_is_stored(base: KnowledgeBase, tmp_path: Path, other: str | None) -> None:
    """The old key means nothing any more, so that the text that really has it can come."""
    (job_id,) = put(base, "1")
    read_all(base)
    store_now(base, approve(base, None, LAN))
    wrong, right = KEY.format(number=1), KEY.format(number=7)
    file = tmp_path / "khac.txt"
    if other:
        file.write_bytes(text("7") if other == "lone" else text("1", "Điều 3. Thêm\nLời khác."))
        list(ingest_paths(base, [file]))
    correct(base, job_id, {"number": "7/2031/NĐ-CP"}, LAN)
    assert keys(base) == ([wrong, right] if other == "shared" else [right])
    list(reread(base, list(named_files(base, [one_job(base, job_id).sha256]))))
    assert keys(base) == ([wrong, right] if other == "shared" else [right])
    if not other:
        file.write_bytes(text("1", "Điều 3. Thêm\nLời thật."))
        list(ingest_paths(base, [file]))
        assert keys(base) == [wrong, right]


def test_law_that_is_stored_is_corrected_to_no_draft(base: KnowledgeBase) -> None:
    (job_id,) = put(base, "1")
    read_all(base)
    store_now(base, approve(base, None, LAN))
    with pytest.raises(DraftError, match="draft_is_law"):
        correct(base, job_id, {"type": "du-thao"}, LAN)
    sha256 = one_job(base, job_id).sha256
    with base.session() as session:
        assert correction_of(session, sha256) is None
    assert [report.status for report in reread(base, list(named_files(base, [sha256])))] == ["unchanged"]
    assert keys(base) == [KEY.format(number=1)]


def test_the_watched_folder_is_the_same_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "vao"
    (folder / "con").mkdir(parents=True)
    with KnowledgeBase(Settings(home=tmp_path / "kho", inbox_folder=folder, max_file_mb=1)) as base:
        (folder / "nd-1.txt").write_bytes(text("1"))
        (folder / ".nd-2.txt").write_bytes(text("2"))
        take_from_folder(base)
        assert states(base) == []  # it may still be written
        monkeypatch.setattr(loop, "_QUIET", 0)
        (folder / "to.txt").write_bytes(b"x" * (MEGABYTE + 1))
        take_from_folder(base)
        (folder / "nd-1.txt").write_bytes(text("1"))
        take_from_folder(base)
        assert [(job.file, job.by) for job in list_jobs(base)] == [("nd-1.txt", None)]
        assert sorted(path.name for path in (folder / TAKEN).glob("**/*.txt")) == ["nd-1.txt", "nd-1.txt", "to.txt"]
        (folder / "to.txt").write_bytes(b"y" * (MEGABYTE + 1))
        take_from_folder(base)
        assert {path.read_bytes()[:1] for path in (folder / TAKEN).glob("**/to.txt")} == {b"x", b"y"}, "none is overwritten"
    assert [path.name for path in folder.glob("*.txt")] == [".nd-2.txt"] or not list(folder.glob("[!.]*.txt"))


def test_a_watched_folder_that_nobody_may_look_into_stops_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> Iterator[Path]:
        raise PermissionError

    with KnowledgeBase(Settings(home=tmp_path / "kho", inbox_folder=tmp_path)) as base:
        monkeypatch.setattr(Path, "iterdir", refuse)
        take_from_folder(base)


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as run:
        yield run


def test_the_commands(kb: Kb, tmp_path: Path) -> None:
    for number in "12":
        (tmp_path / f"nd-{number}.txt").write_bytes(text(number))
    status, out, err = kb("inbox", "add", tmp_path / "nd-1.txt", tmp_path / "nd-2.txt", "--author", "Lan", "--json")
    assert (status, [job["state"] for job in orjson.loads(out)["jobs"]]) == (0, ["staged", "staged"]), err
    assert kb("work", "--once")[0] == 0
    status, out, _ = kb("inbox", "correct", "2", "--number", "7/2031/NĐ-CP", "--json")
    assert orjson.loads(out)["jobs"][0]["proposed"]["number"] == "7/2031/NĐ-CP"
    status, out, _ = kb("inbox", "store", "--all", "--json")
    assert (status, [job["state"] for job in orjson.loads(out)["jobs"]]) == (0, ["stored", "stored"])
    _, out, _ = kb("search", "việc thử", "--json")
    assert {hit["instrument"] for hit in orjson.loads(out)["hits"]} == {KEY.format(number=1), KEY.format(number=7)}
    for wrong in (["store"], ["store", "9"], ["retry", "1"], ["drop"], ["list", "--state", "x"], ["correct", "9", "--number", "1"]):
        status, out, err = kb("inbox", *wrong)
        assert (status, out, err.count("\n")) == (2, "", 1), wrong
    status, out, _ = kb("inbox", "list", "--json")
    assert {name for job in orjson.loads(out)["jobs"] for name in job} >= {"id", "file", "state", "problems", "proposed"}


@pytest.mark.long
def test_workers_that_are_killed_at_any_moment_lose_nothing(tmp_path: Path) -> None:
    with KnowledgeBase(Settings(home=tmp_path)) as base:
        put(base, *map(str, range(1, 13)))
        command = [sys.executable, "-c", "from kb.cli.main import run; run()", "work"]
        for pause in range(60):
            before = states(base)
            process = subprocess.Popen(command, env={**os.environ, "KB_HOME": str(tmp_path)})
            until = time.monotonic() + 60
            while states(base) == before and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(pause % 7 * 0.1)
            process.send_signal(signal.SIGKILL)
            process.wait()
            if set(states(base)) == {PROPOSED}:
                approve(base, None, LAN)
            if set(states(base)) == {STORED}:
                break
        assert set(states(base)) == {STORED}
        assert len(keys(base)) == 12
        assert in_spool(base) == []
