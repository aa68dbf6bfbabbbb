"""Tokens: a program asks with what its person may read, where programs ask and nowhere else, as long as the token stands."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from kb.accounts.audit import lines
from kb.accounts.current import Actor
from kb.accounts.people import (
    MOST,
    PREFIX,
    come_in,
    end_account,
    find_account,
    give_role,
    holder_of,
    make_token,
    revoke_all,
    revoke_token,
    tokens_of,
)
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.cli import sign_in as gate
from kb.database.tables import Audit, Token
from kb.errors import NotAllowedError, PersonError
from kb.interface.catalogue import VIETNAMESE
from kb.pages.kit import bar
from kb.pages.kit.html import plain
from kb.settings import Settings
from tests.bases import Begin, pages_on
from tests.kb.command_line import kb_on
from tests.kb.databases import base  # noqa: F401

ISSUER = "https://made-up.example"


def arrive(base: KnowledgeBase, name: str = "Lan", role: Role | None = Role.READER) -> Actor:  # noqa: F811
    with base.session(write=True) as session:
        return come_in(session, ISSUER, name, name, role)


def made_for(base: KnowledgeBase, actor: Actor, days: int = 90) -> str:  # noqa: F811
    with base.session(write=True, actor=actor) as session:
        return make_token(session, "Trợ lý", days)


def stands(base: KnowledgeBase, text: str) -> bool:  # noqa: F811
    with base.session() as session:
        return holder_of(session, text) is not None


@pytest.mark.always
def test_a_token_stands_until_it_is_revoked_or_over_and_the_base_does_not_have_it(base: KnowledgeBase) -> None:  # noqa: F811
    lan, minh = arrive(base), arrive(base, "Minh")
    text, other = made_for(base, lan), made_for(base, minh)
    assert text.startswith(PREFIX)
    assert len(text) > 45
    assert stands(base, text)
    assert not any(stands(base, wrong) for wrong in (text[:-1], text + "x", PREFIX, "", other.upper()))
    with base.session() as session:
        (row,) = session.query(Token).filter_by(person_id=lan.person_id)
        assert text[len(PREFIX) :] not in repr(vars(row))
        kept = [(line.act, line.author, dict(line.after)) for line in lines(session, Audit.thing == "token")]
    assert kept[0] == ("make", "Lan", {"name": "Trợ lý", "expires": row.expires_on.isoformat()})
    with pytest.raises(NotAllowedError, match="not_own"), base.session(write=True, actor=minh) as session:
        revoke_token(session, row.id)
    with base.session(write=True, actor=lan) as session:
        revoke_token(session, row.id)
    assert (stands(base, text), stands(base, other)) == (False, True)
    with base.session(write=True) as session:
        session.execute(update(Token).values(expires_on=datetime.now(UTC).date() - timedelta(days=2)))
    assert not stands(base, other)


def test_who_left_and_who_has_no_role_asks_nothing(base: KnowledgeBase) -> None:  # noqa: F811
    lan = arrive(base)
    text = made_for(base, lan)
    with base.session(write=True) as session:
        give_role(session, find_account(session, "Lan"), None)
    with pytest.raises(NotAllowedError):
        stands(base, text)
    with pytest.raises(NotAllowedError):
        made_for(base, lan)
    with base.session(write=True) as session:
        end_account(session, find_account(session, "Lan"))
        end_account(session, find_account(session, "Lan"), ended=False)
        give_role(session, find_account(session, "Lan"), Role.READER)
    assert not stands(base, text), "it does not come back with its person"


@pytest.mark.parametrize(("name", "days"), [(" ", 30), ("x", 0), ("x", 366)])
def test_what_no_token_can_be(base: KnowledgeBase, name: str, days: int) -> None:  # noqa: F811
    lan = arrive(base)
    with pytest.raises(PersonError), base.session(write=True, actor=lan) as session:
        make_token(session, name, days)
    for _ in range(MOST):
        made_for(base, lan)
    with pytest.raises(PersonError, match="token_many"):
        made_for(base, lan)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[KnowledgeBase]:
    given = Settings(
        home=tmp_path, sign_in_issuer=ISSUER, sign_in_address="http://localhost", sign_in_client="k", sign_in_secret="s"
    )
    with KnowledgeBase(given) as base:  # noqa: F811
        yield base


@pytest.fixture
def client(opened: KnowledgeBase) -> Iterator[TestClient]:
    """The gate before an app that tells who asks, and what it was sent."""

    async def answer(request: Request) -> Response:
        actor = request.scope.get("signed_in")
        return JSONResponse({"who": actor.name if actor else None, "sent": request.headers.get("authorization")})

    app = Starlette(routes=[Route("/{rest:path}", answer, methods=["GET", "POST", "PUT"])])
    with TestClient(gate.SignInFirst(app, opened.settings, lambda: "/luat"), "http://localhost") as found:  # type: ignore[arg-type]
        yield found


def bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_a_token_opens_where_programs_ask_and_nothing_else(client: TestClient, opened: KnowledgeBase) -> None:
    token = made_for(opened, arrive(opened))
    for path in ("/luat/api/v1/search", "/luat/mcp"):
        assert client.post(path, headers=bearing(token)).json() == {"who": "Lan", "sent": None}
    closed = ("/luat/", "/api/v1/search", "//luat/api/v1/x", "/luat/mcp/x", "/luat/nap", "/luat/_stcore/stream", "/luat/api/v2/x")
    for path in closed:
        for given in ({"headers": bearing(token)}, {"params": {"access_token": token, "authorization": f"Bearer {token}"}}):
            assert client.get(f"http://localhost{path}", **given).status_code == 401, path
    assert client.get("/luat/api/v1/search", params={"access_token": token}).status_code == 401
    assert client.get("/luat/api/v1/search", headers={"authorization": f"Basic {token}"}).status_code == 401
    with opened.session() as session:
        (kept,) = tokens_of(session)
    assert kept.used_on is not None


def test_a_refusal_is_one_object(client: TestClient, opened: KnowledgeBase, caplog: pytest.LogCaptureFixture) -> None:
    lan = arrive(opened)
    token = made_for(opened, lan)
    at = "/luat/api/v1/search"
    with caplog.at_level(logging.DEBUG):
        found = [client.get(at), client.get(at, headers=bearing(f"{PREFIX}bimat"))]
        with opened.session(write=True) as session:
            give_role(session, find_account(session, "Lan"), None)
        found.append(client.get(at, headers=bearing(token)))
    codes = [(answer.status_code, answer.json()["error"]["code"]) for answer in found]
    assert codes == [(401, "token_wanted"), (401, "token_unknown"), (403, "person_first")]
    assert all(set(answer.json()["error"]) == {"code", "message"} for answer in found)
    assert found[1].headers["www-authenticate"] == "Bearer"
    assert not any(words in caplog.text for words in ("bimat", token[len(PREFIX) :]))


def test_tries_are_limited_where_they_come_from(client: TestClient, opened: KnowledgeBase) -> None:
    token, at = made_for(opened, arrive(opened)), "/luat/mcp"
    assert client.post(at, headers=bearing(token)).status_code == 200
    fresh = made_for(opened, arrive(opened, "Minh"))
    tried = [client.post(at, headers=bearing(f"{PREFIX}{number}")).status_code for number in range(25)]
    assert tried == [401] * 20 + [429] * 5
    assert client.post(at, headers=bearing(fresh)).status_code == 429
    assert client.post(at, headers=bearing(token)).status_code == 200, "whoever asked before goes on"


def test_while_nobody_can_look_nobody_is_let_in(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("words of a query")

    monkeypatch.setattr(gate, "holder_of", broken)
    answer = client.get("/luat/api/v1/status", headers=bearing(PREFIX))
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unsure")
    assert "words" not in answer.text


def test_the_administrator_lists_and_revokes_at_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with KnowledgeBase(Settings(home=tmp_path)) as base:  # noqa: F811
        token = made_for(base, arrive(base))
        made_for(base, arrive(base, "Minh"))
        with kb_on(tmp_path, monkeypatch, capfd) as kb:
            (mine,) = json.loads(kb("people", "tokens", "Lan", "--json")[1])["tokens"]
            assert (mine["person"], mine["revoked_on"]) == ("Lan", None)
            assert "digest" not in mine
            assert kb("people", "revoke", "999")[0] == 2
            assert kb("people", "revoke", str(mine["id"]))[0] == 0
            assert len(kb("people", "tokens")[1].splitlines()) == 2
        assert not stands(base, token)
        with base.session(write=True) as session:
            revoke_all(session)
        with base.session() as session:
            assert all(one.revoked_on for one in tokens_of(session))


def nothing(_: Any) -> None:
    """An empty base."""


def test_a_token_is_shown_once_to_whoever_made_it_and_revoked_by_them(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_SIGN_IN_ISSUER", ISSUER)

    def draw() -> None:
        import streamlit as st

        from kb.pages.kit.bar import TOKENS
        from kb.pages.kit.frame import guarded, open_frame
        from kb.pages.kit.tokens import show_tokens

        st.session_state.setdefault(TOKENS, True)
        guarded(open_frame("home"), show_tokens)

    with pages_on(begin(nothing, tmp_path / "base"), monkeypatch) as base:  # noqa: F811
        lan = arrive(base)
        made_for(base, arrive(base, "Minh"))
        monkeypatch.setattr(bar, "key_of", lambda claims: "lan")
        monkeypatch.setattr(bar, "signed_in", lambda session, key, hours: lan)
        test = AppTest.from_function(draw, default_timeout=60).run()
        assert not test.exception
        make = next(item for item in test.button if "Tạo" in item.label)
        make.click().run()
        assert [item.value for item in test.warning] == [plain(VIETNAMESE("error.token_name"))]
        test.text_input(key="token_name").input("Sổ tay")
        next(item for item in test.button if "Tạo" in item.label).click().run()
        (shown,) = [item.value for item in test.code]
        assert stands(base, shown)
        (revoke,) = [item for item in test.button if str(item.key).startswith("token_revoke_")]
        revoke.click().run()
        assert [item.value for item in test.code] == []
        assert not stands(base, shown)
