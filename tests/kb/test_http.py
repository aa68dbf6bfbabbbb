"""The interface for programs over HTTP: it says what the commands say, refuses what it does not know, and writes nothing down."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.testing import CliRunner

from kb.accounts.people import come_in, find_account, give_role
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.cli.guard import Guard
from kb.cli.main import cli, load
from kb.open import http
from kb.open.questions import QUESTIONS
from tests.kb import made_up_law as law

load()
KEY = law.DECREE.key
ARTICLE = f"{KEY}#dieu-4"


@pytest.fixture
def client(law_base: KnowledgeBase) -> TestClient:
    return TestClient(Guard(Starlette(routes=http.routes(lambda: law_base)), lambda: frozenset({"testserver"})))


def at(name: str, key: str | None = None, **asked: str) -> str:
    place = f"/{quote(key, safe='')}" if key else ""
    return f"/api/v1/{name}{place}?{'&'.join(f'{field}={quote(value)}' for field, value in asked.items())}"


SAME = [
    (at("search", q="hỗ trợ", k="2"), ["search", "hỗ trợ", "-k", "2"]),
    (at("provisions", ARTICLE), ["show", ARTICLE]),
    (at("provisions", KEY, as_of="2014-05-01"), ["show", KEY, "--as-of", "2014-05-01"]),
    (at("status", ARTICLE, as_of="2015-01-01"), ["status", ARTICLE, "--as-of", "2015-01-01"]),
    (at("history", KEY), ["history", KEY]),
    (at("relations", KEY), ["relations", KEY]),
    (at("references", KEY), ["references", KEY]),
    (at("effects", KEY), ["effects", KEY]),
    (at("compare", a=ARTICLE, b=f"{KEY}#dieu-25"), ["compare", ARTICLE, f"{KEY}#dieu-25"]),
    (at("entitled", who="victim", nationality="vn"), ["entitled", "--who", "victim", "--nationality", "vn"]),
    (at("upcoming", as_of="2014-01-01"), ["upcoming", "--as-of", "2014-01-01"]),
    (at("coverage"), ["coverage"]),
]


@pytest.mark.third
@pytest.mark.parametrize(("address", "command"), SAME, ids=[command[0] for _, command in SAME])
def test_http_says_what_the_command_says(client: TestClient, address: str, command: list[str]) -> None:
    answered = client.get(address)
    said = CliRunner().invoke(cli, [*command, "--json"])
    assert answered.status_code == 200, answered.text
    found, wanted = answered.json(), json.loads(said.stdout)
    assert {**found, "took_ms": 0} == {**wanted, "took_ms": 0}
    assert client.get(address, headers={"if-none-match": answered.headers["etag"]}).status_code == 304
    sent = address.partition("?")
    fields = {name: value for name, _, value in (part.partition("=") for part in sent[2].split("&")) if name}
    posted = client.post(sent[0], json={name: unquote(value) for name, value in fields.items()})
    assert {**posted.json(), "took_ms": 0} == {**found, "took_ms": 0}


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/nope", 404, "unknown_question"),
        (at("status", "luat/1-2000-qh/quoc-hoi/2000-01-01"), 404, None),
        (at("provisions", f"{KEY}#dieu-999"), 404, None),
        (at("status", "không phải khóa"), 422, None),
        (at("search", k="3"), 422, "not_taken"),
        (at("search", q="a", k="0"), 422, "not_taken"),
        (at("search", q="a", k="101"), 422, "not_taken"),
        (at("search", q="a" * 1001), 422, "not_taken"),
        (at("search", q="a", as_off="2020-01-01"), 422, "not_taken"),
        (at("status", KEY, as_of="32/13/2020"), 422, "not_taken"),
        (at("entitled", who="ai do"), 422, "situation_value"),
        (at("entitled", story="chuyện của tôi"), 422, "not_taken"),
        (at("upcoming", as_of="2020-01-01", until="2019-01-01"), 422, "until_before"),
    ],
)
def test_what_cannot_be_answered_is_one_object(client: TestClient, address: str, status: int, code: str | None) -> None:
    answered = client.get(address)
    assert answered.status_code == status
    error = answered.json()["error"]
    assert set(error) == {"code", "message"}
    assert error["message"]
    assert code in (None, error["code"])


@pytest.mark.parametrize("body", [b"[1]", b"{", b'{"q": "' + b"a" * 70_000 + b'"}'])
def test_a_body_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/api/v1/search", content=body).json()["error"]["code"] == "body_unreadable"


def test_a_database_that_is_away_is_said_to_be(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class LostError(Exception):
        sqlstate = None

    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, LostError("the connection is lost"))

    monkeypatch.setattr(KnowledgeBase, "session", lost)
    answer = client.get(at("provisions", ARTICLE))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_away")


def test_lists_are_turned_over_page_by_page(client: TestClient) -> None:
    whole = [item["key"] for item in client.get(at("instruments")).json()["instruments"]]
    pages, after = [], {}
    while True:
        page = client.get(at("instruments", k="2", **after)).json()
        pages += [item["key"] for item in page["instruments"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert pages == whole
    hits = client.get(at("search", q="hỗ trợ", k="4")).json()["hits"]
    rest = client.get(at("search", q="hỗ trợ", k="3", offset="1")).json()["hits"]
    assert [hit["key"] for hit in hits[1:]] == [hit["key"] for hit in rest]


def test_the_interface_is_described(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert {path.split("/")[1] for path in described["paths"]} == set(QUESTIONS)
    page = client.get("/api/v1/")
    assert page.status_code == 200


def test_nothing_of_what_is_asked_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(at("search", q="bimat hỗ trợ"))
        client.get(at("entitled", who="bimat"))
        client.get(at("status", "bimat"))
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]  # that is the one who asks
    assert [words for words in ours if "bimat" in words] == []


def test_whoever_signed_in_reads_what_their_role_reads(tmp_path: Path) -> None:
    with law.open_base(tmp_path) as base:
        law.fill(base)
        with base.session(write=True) as session:
            actor = come_in(session, "https://idp.example", "1", "Lan")
        served = Starlette(routes=http.routes(lambda: base))

        async def signed(scope: dict, receive: Callable, send: Callable) -> None:
            await served({**scope, "signed_in": actor}, receive, send)

        client = TestClient(signed)
        assert client.get(at("coverage")).status_code == 403
        with base.session(write=True) as session:
            give_role(session, find_account(session, "Lan"), Role.READER)
        assert client.get(at("coverage")).status_code == 200


def test_a_question_that_fails_is_one_sentence_without_its_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("words of a caller")

    monkeypatch.setattr(http, "_body", fail)
    answer = client.post("/api/v1/search", json={"q": "words of a caller"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (500, "failed")
    assert "caller" not in answer.text + caplog.text
    assert "ValueError" in caplog.text
