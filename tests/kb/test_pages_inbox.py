"""Nạp văn bản: what the page's script sends is on the disk at once, and a person says what is stored and what it is."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from documents.messages import Message
from documents.model import Problem, ProblemCode
from ingest.batch import ingest_paths
from ingest.inbox import receiving
from ingest.inbox.receiving import PATH, admit, routes
from ingest.inbox.staging import stage
from ingest.inbox.working import store_now
from kb.accounts.current import LOCAL
from kb.base import KnowledgeBase
from kb.interface.catalogue import VIETNAMESE
from kb.jobs.queue import FAILED, PROPOSED, STAGED, STORED, list_jobs, one_job
from kb.pages.inbox.inbox_page import _acts
from kb.settings import settings
from tests.bases import pages_on
from tests.ingest.test_inbox import KEY, in_spool, keys, read_all, text
from tests.kb.test_pages import page, seen

PAGE = "nap-van-ban"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(tmp_path, monkeypatch), KnowledgeBase(settings()) as base:
        yield base


def sent(base: KnowledgeBase, content: bytes, name: str = "một.txt", **headers: str) -> tuple[int, object]:
    with TestClient(Starlette(routes=routes())) as client:
        given = {"x-pass": admit(base, LOCAL, VIETNAMESE), "x-name": quote(name), **headers}
        answer = client.post(f"/{PATH}", content=content, headers=given)
    return answer.status_code, answer.json() if answer.content else None


def test_what_is_sent_is_on_the_disk_and_a_job(opened: KnowledgeBase) -> None:
    assert sent(opened, text("1"), "Nghị định & tệp.txt") == (200, {"fresh": True})
    (job,) = list_jobs(opened)
    assert (job.file, job.state, job.by) == ("Nghị định & tệp.txt", STAGED, LOCAL.name)
    assert (opened.settings.inbox_path / str(job.spool)).read_bytes() == text("1")
    assert sent(opened, text("1"), "khác.txt") == (200, {"fresh": False})
    assert sent(opened, b"x", "../../tmp/ngoài.txt")[0] == 200
    assert [job.file for job in list_jobs(opened)] == ["Nghị định & tệp.txt", "ngoài.txt"]


def test_without_a_pass_or_too_large_nothing_is_taken(opened: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent(opened, text("1"), **{"x-pass": "guessed"})[0] == 403
    opened.settings.max_file_mb = 1
    status, said = sent(opened, b"x" * 1_100_000, "lớn.txt")
    assert status == 422
    assert "lớn.txt" in str(said)
    assert (list_jobs(opened), in_spool(opened)) == ([], [])


def test_who_sends_nothing_any_more_keeps_no_thread(opened: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "_SILENT", 0.05)
    headers = [(b"x-pass", admit(opened, LOCAL, VIETNAMESE).encode()), (b"x-name", b"cham.txt")]
    scope = {"type": "http", "method": "POST", "path": f"/{PATH}", "headers": headers, "query_string": b"", "app": None}
    answers: list[Any] = []
    taken: list[int] = []
    first = iter([{"type": "http.request", "body": b"Dieu 1", "more_body": True}])

    async def receive() -> Any:
        taken.append(anyio.to_thread.current_default_thread_limiter().borrowed_tokens)
        return next(first, None) or await anyio.sleep_forever()

    async def send(message: Any) -> None:
        answers.append(message)

    with ThreadPoolExecutor(1) as own:  # a browser's test may have a loop in this thread
        own.submit(anyio.run, Starlette(routes=routes()), scope, receive, send).result()
    assert (answers[0]["status"], set(taken)) == (408, {0}), "nor one of the pages meanwhile"
    assert (list_jobs(opened), in_spool(opened)) == ([], [])


def test_the_page_shows_what_was_read_and_stores_what_a_person_chooses(opened: KnowledgeBase) -> None:
    assert "Chưa có tệp nào" in seen(page(PAGE))
    for number in ("1", "2"):
        stage(opened, BytesIO(text(number)), f"<b>{number}<b>.txt", LOCAL)
    read_all(opened)
    test = page(PAGE)
    shown = seen(test)
    assert "Nghị định số 1/2031/NĐ-CP" in shown
    assert "&lt;b&gt;1&lt;b&gt;.txt" in shown
    first, second = (job.id for job in list_jobs(opened))
    test.session_state["event"] = {"kind": "job", "act": "store", "id": first}
    seen(test.run())
    assert [job.approved for job in list_jobs(opened)] == [True, False]
    store_now(opened, [first])
    assert keys(opened) == [KEY.format(number=1)]
    test.session_state["event"] = {"kind": "job", "act": "drop", "id": second}
    shown = seen(test.run())
    assert [job.state for job in list_jobs(opened)] == [STORED]
    assert f"vb={quote(KEY.format(number=1), safe='/~')}" in shown


def test_what_the_base_has_already_is_called_so_with_its_name_and_its_day(opened: KnowledgeBase, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(text("1"))
    list(ingest_paths(opened, [tmp_path / "a.txt"]))
    stage(opened, BytesIO(text("1")), "lai.txt", LOCAL)
    shown = seen(page(PAGE))
    assert f"đã có trong kho từ {VIETNAMESE.day(datetime.now(UTC))}" in shown
    assert "Nghị định số 1/2031/NĐ-CP" in shown


def test_a_person_says_what_a_file_is(opened: KnowledgeBase) -> None:
    job = stage(opened, BytesIO(text("1")), "a.txt", LOCAL)
    read_all(opened)
    test = page(PAGE, tep=str(job.id))
    assert "Nghị định này quy định việc thử số 1." in seen(test)
    number = next(field for field in test.text_input if field.label == "Số hiệu")
    day = next(field for field in test.text_input if field.label == "Ngày ban hành")
    number.set_value("7/2031/NĐ-CP")
    day.set_value("02/03/2031")
    test = next(button for button in test.button if button.label == "Sửa theo tôi").click().run()
    proposed = one_job(opened, job.id).proposed
    assert proposed is not None
    assert (proposed["key"], proposed["by"]) == ("nghi-dinh/7-2031-nd-cp/chinh-phu/2031-03-02", LOCAL.name)
    assert f"{LOCAL.name} đã sửa" in seen(test)
    assert one_job(opened, job.id).state == PROPOSED


@pytest.mark.parametrize(("key", "again"), [("error.file_encrypted", False), ("problem.failed_reading", True)])
def test_trying_again_is_offered_where_it_can_help(opened: KnowledgeBase, key: str, again: bool) -> None:
    """A file that has a password has it the next time, too."""
    job = stage(opened, BytesIO(text("1")), "a.txt", LOCAL)
    failed = replace(job, state=FAILED, problems=(Problem(ProblemCode.UNREADABLE, Message.of(key, name="a.txt")),))
    assert ("retry" in _acts(failed)) is again
