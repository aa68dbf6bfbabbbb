"""Who is signed in, and that nobody else is served: what stands before the app, with an app that answers everything."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from ingest.inbox.receiving import PATH, admit, routes
from kb.accounts.current import Actor
from kb.accounts.people import accounts, end_account, end_sign_in, find_account, key_of, sign_in, sign_out, signed_in
from kb.base import KnowledgeBase
from kb.cli import sign_in as gate
from kb.database.tables import SignIn
from kb.errors import SignedOutError
from kb.interface.catalogue import VIETNAMESE
from kb.pages.kit import bar
from kb.settings import Settings
from tests.kb.databases import base  # noqa: F401

ISSUER, HOURS = "https://id.example.vn/realms/kho", 12.0
SECRET, STREAM = "words of the base", "ws://localhost/_stcore/stream"
Claims = dict[str, Any]


def claims(subject: str = "1", name: str = "Lan", nonce: str = "n1", **others: str) -> Claims:
    return {"iss": ISSUER, "sub": subject, "nonce": nonce, "name": name, **others}


def come(base: KnowledgeBase, said: Mapping[str, Any], issuer: str = ISSUER) -> Actor:  # noqa: F811
    with base.session(write=True) as session:
        return sign_in(session, said, issuer, "name", HOURS)


def here(base: KnowledgeBase, said: Mapping[str, Any]) -> Actor | None:  # noqa: F811
    with base.session() as session:
        return signed_in(session, key_of(said), HOURS)


@pytest.mark.always
def test_who_comes_is_known_by_issuer_and_subject_and_called_by_their_claim(base: KnowledgeBase) -> None:  # noqa: F811
    assert come(base, claims("1", "Lan")).name == "Lan"
    assert come(base, claims("2", "Lan")).name == "Lan 2"
    assert come(base, claims("2", "Lan", "n2")).name == "Lan 2", "the number stays"
    assert come(base, claims("2", "Lan Anh", "n3")).name == "Lan Anh"
    assert come(base, claims("3", "  ", preferred_username="minh")).name == "minh"
    assert come(base, claims("4", "")).name == "4"
    with base.session() as session:
        known = [(account.name, account.issuer, account.subject, account.role) for account in accounts(session)]
    assert known == [(name, ISSUER, who, None) for name, who in (("4", "4"), ("Lan", "1"), ("Lan Anh", "2"), ("minh", "3"))]
    for strange in (claims(iss="https://elsewhere.example"), claims(nonce=""), claims(subject="")):
        with pytest.raises(SignedOutError):
            come(base, strange)
        assert here(base, strange) is None


@pytest.mark.always
def test_a_sign_in_ends_by_age_by_leaving_everywhere_and_with_the_account(base: KnowledgeBase) -> None:  # noqa: F811
    first, second = claims(nonce="n1"), claims(nonce="n2")
    lan = come(base, first)
    come(base, second)
    assert here(base, first) == here(base, second) or (here(base, first) and here(base, second))
    with base.session(write=True) as session:
        end_sign_in(session, key_of(first))
    assert (here(base, first), bool(here(base, second))) == (None, True)
    with base.session(write=True) as session:
        session.execute(update(SignIn).values(at=datetime.now(UTC) - timedelta(hours=HOURS, seconds=1)))
    assert here(base, second) is None
    come(base, third := claims(nonce="n3"))
    with base.session(write=True) as session:
        sign_out(session, lan.person_id or 0)
    assert here(base, third) is None
    come(base, fourth := claims(nonce="n4"))
    assert here(base, fourth)
    with base.session(write=True) as session:
        assert session.query(SignIn).count() == 2, "those that are too old are gone"
        end_account(session, find_account(session, "Lan"))
    assert here(base, fourth) is None
    with pytest.raises(SignedOutError, match="person_ended"):
        come(base, claims(nonce="n5"))


@pytest.fixture
def opened(tmp_path: Any) -> Iterator[KnowledgeBase]:
    given = Settings(
        home=tmp_path, sign_in_issuer=ISSUER, sign_in_address="http://localhost", sign_in_client="k", sign_in_secret="s"
    )
    with KnowledgeBase(given) as base:  # noqa: F811
        yield base


def cookie(said: Mapping[str, Any]) -> str:
    return create_signed_value(get_cookie_secret(), USER_COOKIE_NAME, json.dumps(said)).decode()


@pytest.fixture
def client(opened: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The gate before an app that answers everything with words of the base."""
    monkeypatch.setattr(gate, "generate_login_redirect_url", lambda _: "/auth/login?provider=token")

    async def answer(request: Request) -> Response:
        return PlainTextResponse(SECRET)

    async def callback(request: Request) -> Response:
        response = RedirectResponse("/", 302)
        if said := request.headers.get("x-claims"):
            response.set_cookie(USER_COOKIE_NAME, cookie(json.loads(said)), max_age=30 * 24 * 60 * 60)
        return response

    async def echo(socket: WebSocket) -> None:
        await socket.accept(subprotocol="streamlit")
        with suppress(WebSocketDisconnect):
            while True:
                await socket.send_bytes(await socket.receive_bytes())

    every = [Route("/oauth2callback", callback), WebSocketRoute("/_stcore/stream", echo), *routes()]
    app = Starlette(routes=[*every, Route("/{rest:path}", answer, methods=["GET", "POST", "PUT"])])
    stands = gate.SignInFirst(app, opened.settings, str)  # type: ignore[arg-type]
    with TestClient(stands, "http://localhost", follow_redirects=False) as found:  # type: ignore[arg-type]
        yield found


def let_in(client: TestClient, base: KnowledgeBase, said: Claims) -> None:  # noqa: F811
    come(base, said)
    client.cookies.set(USER_COOKIE_NAME, cookie(said))


def led_to_sign_in(message: bytes) -> bool:
    found = ForwardMsg()
    found.ParseFromString(message)
    return found.WhichOneof("type") == "auth_redirect"


CLOSED = (
    "/",
    "/van-ban",
    "/van-ban/_stcore/stream",
    "/media/0123456789abcdef.pdf",
    "/static/js/index.js",
    "/component/x/index.html",
    "/_stcore/bidi-components/tuluat_page/index.js",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/session/file",
    f"/{PATH}",
    "/app/static/x",
    "/readyz",
    "//_stcore//health",
)


def test_before_the_sign_in_nothing_is_served(client: TestClient) -> None:
    kept = ("", "forged", cookie(claims(nonce="never signed in")))
    for path, method, accept, value in product(CLOSED, ("GET", "POST", "PUT"), ("text/html", "*/*"), kept):
        headers = {"accept": accept, "cookie": f"{USER_COOKIE_NAME}={value}"}
        answer = client.request(method, f"http://localhost{path}", headers=headers)
        assert (answer.status_code, SECRET in answer.text) == (401, False), (path, method, accept)
    for value in kept:
        with client.websocket_connect(STREAM, ["streamlit"], headers={"cookie": f"{USER_COOKIE_NAME}={value}"}) as socket:
            assert led_to_sign_in(socket.receive_bytes())
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("ws://elsewhere/_stcore/stream"):
        pass


def test_what_the_sign_in_needs_is_served(client: TestClient) -> None:
    assert {client.get(path).text for path in ("/_stcore/health", "/_stcore/host-config", "/auth/login?provider=x")} == {SECRET}
    assert client.get("/dang-nhap/di").headers["location"] == "/auth/login?provider=token"
    page = client.get("/dang-nhap?lang=en")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert 'lang="en"' in page.text
    assert "id.example.vn" in page.text


def test_the_cookies_count_at_the_one_address_only(client: TestClient, opened: KnowledgeBase) -> None:
    let_in(client, opened, claims())
    assert client.get("/van-ban").text == SECRET
    there = client.get("/van-ban?q=mat", headers={"host": "127.0.0.1", "cookie": f"{USER_COOKIE_NAME}={cookie(claims())}"})
    assert (there.status_code, there.headers["location"]) == (307, "http://localhost/van-ban")
    assert client.post("/van-ban", headers={"host": "127.0.0.1"}).status_code == 403


LED = {
    "/van-ban": "/van-ban",
    "/van-ban?lang=en": "/van-ban?lang=en",
    "/?lang=en": "/?lang=en",
    "/van-ban?vb=nghi-dinh": "/",
    "/?q=mua+ban+nguoi": "/",
    "/van-ban?lang=xx": "/van-ban",
    "/elsewhere.example/x": "/",
    "/van-ban%0d%0aset-cookie:x": "/",
}


def test_the_page_that_was_asked_for_comes_after_the_sign_in_and_no_query_with_it(client: TestClient) -> None:
    for asked, led in LED.items():
        client.cookies.clear()
        page = client.get(asked, headers={"accept": "text/html"})
        assert "mua" not in str(page.headers)
        back = client.get("/oauth2callback?state=s&code=c", headers={"x-claims": json.dumps(claims(nonce=asked))})
        assert back.headers["location"] == led
        assert client.get("/").text == SECRET
        kept = back.headers["set-cookie"]
        assert f"Max-Age={round((HOURS + 1) * 3600)}" in kept
        assert "Secure" not in kept


def test_a_sign_in_that_did_not_work_says_so_and_one_who_left_is_not_let_in(client: TestClient, opened: KnowledgeBase) -> None:
    assert client.get("/oauth2callback").headers["location"] == "/", "so somebody comes back who signed out"
    for query in ("state=wrong&code=c", "error=access_denied"):
        assert client.get(f"/oauth2callback?{query}").headers["location"] == "/dang-nhap?loi=1"
    come(opened, claims())
    with opened.session(write=True) as session:
        end_account(session, find_account(session, "Lan"))
    refused = client.get("/oauth2callback?state=s", headers={"x-claims": json.dumps(claims(nonce="n2"))})
    assert refused.headers["location"] == "/dang-nhap?loi=1"
    assert "set-cookie" not in refused.headers
    assert 'role="status"' in client.get("/dang-nhap?loi=1").text


def test_behind_tls_cookies_go_over_tls_alone(client: TestClient, opened: KnowledgeBase) -> None:
    given = opened.settings.model_copy(update={"sign_in_address": "https://localhost"})
    app = gate.SignInFirst(client.app.__dict__["_app"], given, str)  # type: ignore[arg-type]
    with TestClient(app, "https://localhost", follow_redirects=False) as other:  # type: ignore[arg-type]
        kept = other.get("/oauth2callback?state=s", headers={"x-claims": json.dumps(claims())}).headers["set-cookie"]
    assert kept.endswith("; Secure")


def test_signing_out_ends_the_row_and_no_other_site_may_ask_for_it(client: TestClient, opened: KnowledgeBase) -> None:
    let_in(client, opened, claims())
    for site, status in (("cross-site", 403), ("same-site", 403)):
        assert client.get("/auth/logout", headers={"sec-fetch-site": site}).status_code == status
    assert here(opened, claims())
    client.get("/auth/logout", headers={"sec-fetch-site": "same-origin"})
    assert here(opened, claims()) is None
    assert client.get("/", headers={"accept": "text/html"}).status_code == 401, "the cookie alone opens nothing"
    assert "phiên" in client.get("/", headers={"accept": "text/html"}).text.lower()


def test_whoever_signs_in_anew_in_a_browser_ends_who_was_in_it(client: TestClient, opened: KnowledgeBase) -> None:
    let_in(client, opened, claims("1"))
    client.get("/oauth2callback?state=s", headers={"x-claims": json.dumps(claims("2", "Minh", "n2"))})
    assert here(opened, claims("1")) is None
    assert here(opened, claims("2", nonce="n2"))


@pytest.mark.parametrize("idle", [False, True])
def test_a_socket_whose_sign_in_ends_says_no_more(
    client: TestClient, opened: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, idle: bool
) -> None:
    monkeypatch.setattr(gate, "_LOOKED_AFTER", 0.05 if idle else 60.0)
    let_in(client, opened, claims())
    with client.websocket_connect(STREAM, ["streamlit"]) as socket:
        socket.send_bytes(b"act")
        assert socket.receive_bytes() == b"act"
        with opened.session(write=True) as session:
            end_sign_in(session, key_of(claims()))
        if not idle:
            socket.send_bytes(b"one more")
        assert led_to_sign_in(socket.receive_bytes())
        with pytest.raises(WebSocketDisconnect):
            socket.receive_bytes()
    with client.websocket_connect(STREAM, ["streamlit"]) as again:
        assert led_to_sign_in(again.receive_bytes())
        with pytest.raises(WebSocketDisconnect):
            again.receive_bytes()


def test_while_nobody_can_look_nobody_is_let_in(client: TestClient, opened: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    let_in(client, opened, claims())

    def broken(*_: object) -> None:
        raise OSError("words of a query")

    monkeypatch.setattr(gate, "signed_in", broken)
    answer = client.get("/van-ban")
    assert answer.status_code == 503
    assert "words of a query" not in answer.text
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(STREAM, ["streamlit"]) as socket:
        socket.receive_bytes()


def test_a_pass_for_files_is_of_one_sign_in(client: TestClient, opened: KnowledgeBase) -> None:
    let_in(client, opened, claims())
    lan, minh = here(opened, claims()), come(opened, claims("2", "Minh", "n2"))
    assert lan
    for actor, status in ((minh, 403), (Actor("Lan", person_id=lan.person_id, since=datetime.now(UTC)), 403)):
        given = {"x-pass": admit(opened, actor, VIETNAMESE), "x-name": "a.txt"}
        assert client.post(f"/{PATH}", content=b"x", headers=given).status_code == status
    mine = client.post(f"/{PATH}", content=b"x", headers={"x-pass": admit(opened, lan, VIETNAMESE), "x-name": "a.txt"})
    assert mine.status_code == 422, "their sign-in is right, and they have no role yet"


def test_no_other_name_acts_in_the_pages(opened: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_SIGN_IN_ISSUER", ISSUER)
    monkeypatch.setenv("KB_PERSON", "Người gõ tên")
    said: Claims = {}
    monkeypatch.setattr(bar, "base", lambda: opened)
    monkeypatch.setattr(bar.st, "session_state", {"who": "Tên gõ"})
    monkeypatch.setattr(bar.st, "user", SimpleNamespace(to_dict=lambda: said))
    with pytest.raises(SignedOutError):
        bar.acting()
    come(opened, claims())
    with pytest.raises(SignedOutError):
        bar.acting()
    said |= claims()
    assert bar.acting() == here(opened, claims())
    said |= {"sub": "2"}  # what a header or a page could put in the place of a claim names no row
    with pytest.raises(SignedOutError):
        bar.acting()
