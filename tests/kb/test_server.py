"""`kb serve`: it starts or says why not, tells how it is to whom it may, and ends in order."""

import io
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError

import pytest

from ingest.batch import ingest_paths
from ingest.inbox.staging import stage
from kb.accounts.audit import NOTE, record
from kb.accounts.current import PROGRAM, Actor
from kb.accounts.people import add_account, give_role
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.cli.health import Watched, may_see
from kb.cli.output import both
from kb.cli.server import check_port, check_settings
from kb.errors import DiskFullError, JobError, NotAllowedError, StartRefusedError
from kb.jobs.workers import Worker
from kb.settings import Settings
from tests.browser.serving import KB, ROOT
from tests.loops import run_async


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"KB_HOEM": "x"}, "serve_setting_meant"),
        ({"KB_XYZZY": "x"}, "serve_setting_unknown"),
        ({"KB_INDEX_API_KEY": "secret"}, "serve_setting_alone"),
        ({"KB_INDEX_URL": "http://a:b@localhost:9", "KB_INDEX_API_KEY": "secret"}, "serve_settings_two"),
        ({"KB_REPORT_TEMPLATE": "/no/such/file"}, "serve_setting_path"),
        ({"KB_LOG": "json"}, None),
    ],
)
def test_settings_that_cannot_be_meant_are_told(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], code: str | None) -> None:
    for name in [name for name in os.environ if name.startswith("KB_")]:
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    if code is None:
        check_settings(Settings())
        return
    with pytest.raises(StartRefusedError) as told:
        check_settings(Settings())
    assert told.value.code == code
    assert "secret" not in both(told.value)


def test_a_port_that_is_taken_and_an_address_elsewhere_are_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StartRefusedError, match="port_taken"):
            check_port("127.0.0.1", taken.getsockname()[1])
    for address in ("192.0.2.1", "no such name"):
        with pytest.raises(StartRefusedError, match="serve_address"):
            check_port(address, 8501)


@pytest.mark.parametrize(
    ("client", "headers", "seen"),
    [
        ("127.0.0.1", {"host": "localhost:8501"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("192.0.2.7", {"host": "localhost:8501"}, False),
        ("127.0.0.1", {"host": "luat.example"}, False),
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "192.0.2.7"}, False),
        ("127.0.0.1", {"host": "localhost", "Via": "1.1 proxy"}, False),
        ("127.0.0.1", {"host": "localhost", "X-Forwarded-Server": "a"}, False),
        ("127.0.0.1", {"host": "localhost", "CF-Connecting-IP": "192.0.2.7"}, False),
        ("192.0.2.7", {"host": "app:8501", "authorization": "Bearer a-token-of-length"}, True),
        ("192.0.2.7", {"host": "app:8501", "authorization": "Bearer another"}, False),
        ("testclient", {"host": "localhost"}, False),
    ],
)
def test_details_are_for_this_machine_and_for_the_token(client: str, headers: dict[str, str], seen: bool) -> None:
    given = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert may_see({"headers": given, "client": (client, 1)}, "a-token-of-length") is seen
    assert not may_see({"headers": given, "client": ("192.0.2.7", 1)}, None)


def asked(watched: Watched, path: str, client: str = "127.0.0.1", host: str = "localhost") -> tuple[int, str]:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", host.encode())], "client": (client, 1)}
    run_async(watched(scope, receive, send))  # type: ignore[arg-type]
    return int(str(sent[0]["status"])), b"".join(message.get("body", b"") for message in sent).decode()  # type: ignore[misc]


def test_it_is_ready_with_a_database_and_says_what_is_to_be_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 404})  # type: ignore[operator]

    monkeypatch.setattr("kb.cli.health._KEPT", 0.0)
    monkeypatch.setattr("kb.logs.listeners", [])
    with KnowledgeBase(Settings(home=tmp_path)) as base:
        watched = Watched(app, base)  # type: ignore[arg-type]
        assert asked(watched, "/healthz", "192.0.2.7") == (200, "ok\n")
        assert asked(watched, "/readyz", "192.0.2.7") == (200, "")
        assert asked(watched, "/metrics", "192.0.2.7")[0] == 404
        assert [asked(watched, f"{folder}/_stcore/metrics")[0] for folder in ("", "/luat")] == [404, 404]

        def wrong() -> set[str]:
            return {check["code"] for check in json.loads(asked(watched, "/readyz")[1])["checks"] if not check["ok"]}

        assert wrong() == {"index", "worker"}
        with Worker(base.settings.inbox_path):
            assert wrong() == {"index"}
        asked(watched, "/van-ban")
        with base.session(write=True):
            pass
        figures = asked(watched, "/metrics")[1]
        assert 'tuluat_http_seconds_count{kind="page",status="4xx"} 1.0' in figures
        assert 'tuluat_save_seconds_count{kind="system"} 1.0' in figures
        assert 'tuluat_check{check="worker"} 0.0' in figures
        assert "process_resident_memory_bytes" in figures
        monkeypatch.setattr("kb.upkeep.health.LEAST", 1 << 62)
        assert asked(watched, "/readyz", "192.0.2.7") == (503, "")


@pytest.mark.long
def test_it_serves_below_a_folder_and_ends_in_order(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "KB_HOME": str(tmp_path / "base"), "KB_LOG": "json"}
    command = [*KB, "serve", "--port", str(port), "--base-path", "/luat/"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def status(path: str, body: bytes | None = None) -> int:
        headers = {
            "authorization": "Bearer canary",
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
        }
        asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except OSError:
            return 0

    try:
        until = time.monotonic() + 60
        while status("/healthz") != 200 and time.monotonic() < until:
            time.sleep(0.2)
        assert [status(path) for path in ("/readyz", "/metrics", "/luat/", "/luat/_stcore/health")] == [200] * 4
        assert [status(path) for path in ("/luat/?q=canary", "/canary", "/luat/van-ban/canary?dk=canary", "/luat/media/canary")]
        given = json.dumps({"text": "canary", "canary": "canary"}).encode()
        call = {"name": "search", "arguments": {"query": "canary", "canary": "canary"}}
        told = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}).encode()
        assert status("/luat/api/v1/search?q=canary") == 200
        assert [status(f"/luat/api/v1/{path}") for path in ("search?canary=canary", "status/canary")] == [422, 422]
        assert [status("/luat/api/v1/verify", given), status("/luat/mcp", told)] == [422, 200]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            assert b"canary" not in answer.read()
        while not list((tmp_path / "base/inbox").glob(".*.worker")) and time.monotonic() < until:
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=40)
    finally:
        process.kill()
    assert process.returncode == 0
    assert "Traceback" not in err
    assert "canary" not in err
    assert out == ""
    lines = [json.loads(line)["what"] for line in err.splitlines() if line.startswith("{")]
    said = [what for what in lines if not what.startswith("uvicorn")]
    assert said[0] == "start"
    assert said[-1] == "stop"
    assert re.search(rf"http://127\.0\.0\.1:{port}/luat", err)


def test_quotas_are_for_who_signed_in_and_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Settings(home=tmp_path, uploads_waiting=1, max_base_gb=1)
    monkeypatch.setattr("kb.accounts.audit.settings", lambda: Settings(notes_per_day=2))
    with KnowledgeBase(given) as base:
        with base.session(write=True) as session:
            lan = give_role(session, add_account(session, "Lan", "https://issuer.example", "lan"), Role.CURATOR).id
        for actor, refused in ((Actor("Lan", person_id=lan, since=datetime.now(UTC)), True), (Actor("Ai đó"), False)):
            for number in range(2):
                with base.session(write=True, actor=actor) as session:
                    record(session, "add", NOTE, f"urn:{number}")
            with pytest.raises(NotAllowedError, match="quota_notes") if refused else nullcontext():  # noqa: SIM117
                with base.session(write=True, actor=actor) as session:
                    record(session, "add", NOTE, "urn:3")
            stage(base, io.BytesIO(actor.name.encode()), "a.txt", actor)
            with pytest.raises(JobError, match="quota_uploads") if refused else nullcontext():
                stage(base, io.BytesIO(actor.name.encode() * 2), "b.txt", actor)
        assert not (tmp_path / "inbox" / "b.txt").exists()
        monkeypatch.setattr("kb.upkeep.health._size", lambda *_: 2 << 30)
        with pytest.raises(DiskFullError, match="base_limit"):
            stage(base, io.BytesIO(b"more"), "c.txt", PROGRAM)
        with pytest.raises(DiskFullError, match="base_limit"):
            list(ingest_paths(base, [ROOT / "documents/samples"]))
