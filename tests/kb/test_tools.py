"""The tools for assistants: a client that is none of ours asks them all, over both ways, and gets what the commands say."""

import json
import logging
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from kb.base import KnowledgeBase
from kb.cli.main import cli, load
from kb.interface.catalogue import Catalogue
from kb.open import http, tools
from kb.open.questions import QUESTIONS
from tests.browser.serving import KB, ROOT
from tests.kb import made_up_law as law
from tests.loops import run_async

load()
KEY = law.DECREE.key
ARTICLE = f"{KEY}#dieu-4"
CITING = "Theo Điều 4 và Điều 999 Nghị định 20/2093/NĐ-CP, nạn nhân được hỗ trợ."
SAME: list[tuple[str, dict[str, Any], list[str]]] = [
    ("search", {"query": "hỗ trợ", "k": 2}, ["search", "hỗ trợ", "-k", "2"]),
    ("search", {"query": "hỗ trợ", "in": KEY}, ["search", "hỗ trợ", "--in", KEY]),
    ("provision", {"key": ARTICLE, "as_of": "2014-05-01"}, ["show", ARTICLE, "--as-of", "2014-05-01"]),
    ("status", {"key": ARTICLE}, ["status", ARTICLE]),
    ("history", {"key": KEY}, ["history", KEY]),
    ("compare", {"a": ARTICLE, "b": f"{KEY}#dieu-25"}, ["compare", ARTICLE, f"{KEY}#dieu-25"]),
    ("references", {"key": KEY}, ["references", KEY]),
    ("entitlements", {"who": "victim", "nationality": "vn"}, ["entitled", "--who", "victim", "--nationality", "vn"]),
    ("verify_citation", {"text": CITING, "as_of": "2014-05-01"}, ["verify", CITING, "--as-of", "2014-05-01"]),
]
Ask = Callable[[str, dict[str, Any]], Awaitable[Any]]


def said(command: list[str]) -> Any:
    return {**json.loads(CliRunner().invoke(cli, [*command, "--json"]).stdout), "took_ms": 0}


async def walk(client: Client) -> None:
    """Every tool answers as its command does, and what it refuses is one sentence."""
    there = (await client.list_tools()).tools
    assert {tool.name for tool in there} == {question.tool for question in QUESTIONS.values() if question.tool}
    assert {name for name, _, _ in SAME} == {tool.name for tool in there}
    for tool in there:
        assert all(Catalogue(code)("open.tool_warning") in (tool.description or "") for code in ("vi", "en"))
        assert tool.annotations
        assert tool.annotations.read_only_hint
    for name, given, command in SAME:
        answer = await client.call_tool(name, given)
        assert not answer.is_error, answer.content
        assert {**answer.structured_content, "took_ms": 0} == said(command), name
        text = json.loads(answer.content[0].text)
        assert "shortened" in text or text == answer.structured_content
    for name, given in (
        ("status", {"key": "luat/1-2000-qh/quoc-hoi/2000-01-01"}),
        ("status", {"key": KEY, "as_off": "2020-01-01"}),
        ("provision", {"key": f"{KEY}#dieu-999"}),
        ("search", {"query": "a", "k": 0}),
        ("entitlements", {"who": "bimat"}),
    ):
        refused = await client.call_tool(name, given)
        assert refused.is_error
        assert refused.structured_content is None
        assert "Traceback" not in refused.content[0].text


def test_an_assistant_asks_every_tool_on_standard_input_and_output(law_base: KnowledgeBase, tmp_path: Path) -> None:
    log = tmp_path / "stderr"
    environment = {**os.environ, "KB_HOME": str(law_base.settings.home), "KB_LOG": "json"}
    shell = f'exec "$@" 2>"{log}"'

    async def run() -> None:
        command = StdioServerParameters(command="sh", args=["-c", shell, "kb", *KB, "mcp"], env=environment, cwd=str(ROOT))
        async with Client(command) as client:
            await walk(client)

    run_async(run())
    assert log.read_text() == "", "nothing is written down of what was asked"


def test_without_a_base_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [*KB, "mcp"], cwd=ROOT, env={**os.environ, "KB_HOME": str(tmp_path / "x")}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_over_http_it_answers_the_same_and_keeps_no_session(law_base: KnowledgeBase, caplog: pytest.LogCaptureFixture) -> None:
    client = TestClient(Starlette(routes=http.routes(lambda: law_base)))
    headers = {"accept": "application/json, text/event-stream"}
    given = {"name": "status", "arguments": {"key": ARTICLE}}
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": given}, headers=headers)
        bad = {"name": "bimat", "arguments": {"key": "bimat"}}
        wrong = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": bad}, headers=headers)
    assert {**answer.json()["result"]["structuredContent"], "took_ms": 0} == said(["status", ARTICLE])
    assert "error" in wrong.json()
    assert "mcp-session-id" not in answer.headers
    assert client.get("/mcp", headers=headers).status_code == 405
    assert client.post("/mcp", content=b"x" * 2_000_000, headers=headers).status_code == 413
    assert [record.getMessage() for record in caplog.records if "bimat" in record.getMessage()] == []


@pytest.mark.long
def test_an_assistant_asks_every_tool_over_http(law_base: KnowledgeBase) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "KB_HOME": str(law_base.settings.home)}
    command = [*KB, "serve", "--port", str(port), "--workers", "0", "--base-path", "luat"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)

        async def run() -> None:
            for mode in ("auto", "legacy"):
                async with Client(f"http://127.0.0.1:{port}/luat/mcp", mode=mode) as client:
                    await walk(client)

        run_async(run())
        process.terminate()
        _, err = process.communicate(timeout=40)
    finally:
        process.kill()
    assert "bimat" not in err
    assert "Traceback" not in err


def test_a_long_answer_is_whole_beside_an_outline_and_may_be_asked_for_in_parts(law_base: KnowledgeBase) -> None:
    whole = tools.ask(law_base, "entitlements", {})
    short = tools.outlined(whole)
    assert len(orjson.dumps(short)) <= tools.LONGEST_TEXT + 1000
    counts = short["shortened"]["lists"]["cards"]
    assert (counts["of"], counts["whole"] + counts["outlined"]) == (len(whole["cards"]), len(short["cards"]))
    for card, full in zip(short["cards"], whole["cards"], strict=False):
        assert {**full, **card} == full, "a field stands whole or not at all"
        assert card["verdict"] == full["verdict"]
    parts = [tools.ask(law_base, "entitlements", {"skip": skip, "limit": 7}) for skip in range(0, len(whole["cards"]), 7)]
    assert [card for part in parts for card in part["cards"]] == whole["cards"]
    assert parts[0]["part"]["cards"] == {"skip": 0, "shown": 7, "of": len(whole["cards"])}


def test_a_fault_of_ours_is_a_sentence_and_is_written_down_without_words(
    law_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("bimat")

    monkeypatch.setattr(tools, "ask", broken)

    async def run() -> Any:
        async with Client(tools.server(lambda: law_base)) as client:
            return await client.call_tool("status", {"key": "bimat"})

    answer = run_async(run())
    assert answer.is_error
    assert "bimat" not in answer.content[0].text + caplog.text
    assert "RuntimeError" in caplog.text


def test_nothing_that_watches_programs_is_told_what_is_asked(law_base: KnowledgeBase) -> None:
    assert tools.server(lambda: law_base).middleware == []


@pytest.mark.long
def test_the_library_is_loaded_where_it_runs_alone() -> None:
    loads = "import sys, kb.cli.main as m; m.load('search'); import kb.open.http; sys.exit('mcp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loads], cwd=ROOT).returncode == 0
