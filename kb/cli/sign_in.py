"""Nobody is served who has not signed in: no page, no run, no file, no socket. Streamlit's `st.login` speaks with the provider.

A cookie of Streamlit's says who came; whether that holds is in a row of ours (`kb.accounts.people`), asked at every request and at
every message of a page. A tab whose sign-in is over is led to the page to sign in at, within seconds even where nobody touches it.
"""

import asyncio
import contextlib
import logging
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property, partial
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from anyio import CapacityLimiter, to_thread
from jinja2 import Environment
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import AUTH_COOKIE_MAX_AGE_SECONDS, USER_COOKIE_NAME

from kb.accounts.current import Actor
from kb.accounts.people import digest_of, end_sign_in, holder_of, key_of, note_use, sign_in, signed_in
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.cli.guard import CALLBACK, App, Message, Receive, Send
from kb.database.failures import DatabaseError
from kb.errors import KnowledgeBaseError, NotAllowedError, SignedOutError
from kb.interface.catalogue import Catalogue, language_of, languages, next_language
from kb.open.http import ASSISTANTS, PREFIX, error_answer, refused
from kb.settings import Settings

PAGE, START = "dang-nhap", "dang-nhap/di"
LOGIN, LOGOUT = "auth/login", "auth/logout"
_OPEN = frozenset({"_stcore/health", "_stcore/host-config", LOGIN})  # what says nothing of the base, and what leads to the provider
_BACK, _FAILED = "tuluat_back", "loi"
_PLACE = re.compile(r"[a-z-]{1,40}(\?lang=[a-z]{2})?|\?lang=[a-z]{2}")
_LOOKED_AFTER = 5.0  # seconds between two looks at a socket on which nothing comes in
_ON_ITS_WAY = 15.0  # seconds that the tab in which somebody signs out has to reach the provider; led elsewhere it never would
_SHORT = 200  # bytes of a message that leads to another address
_ENDED, _LATER = 1000, 1013  # why a socket is closed
_TRIES, _PLACES = 20, 1000
_BEARER = {"www-authenticate": "Bearer"}
_AT_ONCE = CapacityLimiter(8)  # looks at the database; further ones wait, and no thread of the pages is taken by any
_log = logging.getLogger(__name__)
T = TypeVar("T")


class SignInFirst:
    """ASGI middleware that lets through whoever is signed in.

    :param app: what it stands before
    :param settings: of the sign-in
    :param folder: below which the app is served
    """

    def __init__(self, app: App, settings: Settings, folder: Callable[[], str]) -> None:
        self._app, self._settings, self._folder = app, settings, folder
        self._address = settings.sign_in_address.rstrip("/")
        self._tries = _Tries()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request: with the app, or with the page to sign in at."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path, send = self._below(scope["path"]), self._closing(send)
        if scope["type"] == "http" and path in _OPEN:
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        claims = claims_of(asked.cookies)
        if asked.headers.get("host", "").lower() != urlsplit(self._address).netloc.lower():
            # The cookies are those of the one address that the provider knows.
            await self._elsewhere(scope, path)(scope, receive, send)
        elif scope["type"] == "http" and self._of_programs(scope) and (token := token_given(scope)) is not None:
            await self._by_token(scope, receive, send, token)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send, claims)
        elif path == PAGE:
            await self._page(asked, path, "sign.failed" if _FAILED in asked.query_params else None)(scope, receive, send)
        elif path == START:
            await RedirectResponse(generate_login_redirect_url("default"), 303)(scope, receive, send)
        elif path == CALLBACK:
            await self._app(scope, receive, self._coming(asked, claims, send))
        elif path == LOGOUT:
            await self._leave(scope, receive, send, asked, claims)
        else:
            await self._inside(scope, receive, send, asked, claims)

    async def _inside(self, scope: Message, receive: Receive, send: Send, asked: HTTPConnection, claims: Mapping[str, Any]) -> None:
        try:
            actor = await self._look(claims)
        except Exception as error:
            await self._unsure(error)(scope, receive, send)
            return
        if actor is not None:
            await self._app({**scope, "signed_in": actor}, receive, send)
        elif scope["method"] == "GET" and "text/html" in asked.headers.get("accept", ""):
            await self._page(asked, self._below(scope["path"]), "sign.ended" if claims else None)(scope, receive, send)
        elif self._of_programs(scope):
            await refused(asked, 401, "open.token_wanted", _BEARER)(scope, receive, send)
        else:
            await Response(status_code=401)(scope, receive, send)

    def _of_programs(self, scope: Message) -> bool:
        """Whether it is asked for where programs ask, by the very address: there alone a token counts, and nothing is written."""
        folder, path = self._folder().strip("/"), str(scope["path"])
        at = f"/{folder}" if folder else ""
        return path == f"{at}{ASSISTANTS}" or path.startswith(f"{at}{PREFIX}/")

    async def _by_token(self, scope: Message, receive: Receive, send: Send, token: str) -> None:
        """Let a program in with what its person may read. Nothing behind here gets to see the token."""
        asked, where = HTTPConnection(scope), (scope.get("client") or ("",))[0]
        answer: App
        if self._tries.spent(where, token):
            answer = refused(asked, 429, "open.token_tries", {"retry-after": "60"})
        else:
            try:
                actor = await _apart(partial(self._holder, token))
                self._tries.count(where, token, actor is not None)
                answer = self._app if actor else refused(asked, 401, "open.token_unknown", _BEARER)
                scope = {**scope, "signed_in": actor, "headers": [pair for pair in scope["headers"] if pair[0] != b"authorization"]}
            except NotAllowedError as error:
                answer = error_answer(asked, 403, error.code, error)
            except Exception as error:
                _log.error("token: %s", type(error).__name__)
                answer = refused(asked, 503, "sign.unsure")
        await answer(scope, receive, send)

    def _holder(self, token: str) -> Actor | None:
        with self._base.session() as session:
            found = holder_of(session, token)
        if found is None:
            return None
        if not found.used_today:
            with contextlib.suppress(KnowledgeBaseError, DatabaseError), self._base.session(write=True) as session:
                note_use(session, found.token)
        return found.actor

    async def _socket(self, scope: Message, receive: Receive, send: Send, claims: Mapping[str, Any]) -> None:
        """Serve a page's socket as long as its sign-in stands; then lead the page to sign in, and say no more on it."""
        socket = _Socket(partial(self._look, claims), receive, send)
        try:
            welcome = await self._look(claims) is not None
        except Exception as error:
            self._unsure(error)
            await send({"type": "websocket.close", "code": _LATER})
            return
        if not welcome:
            await receive()
            await send({"type": "websocket.accept", "subprotocol": next(iter(scope.get("subprotocols", ())), None)})
            await socket.end()
            return
        looking = asyncio.create_task(socket.look_after())
        try:
            await self._app(scope, socket.receive, socket.send)
        finally:
            if not socket.over:
                looking.cancel()  # else it leads the page to sign in, and is let do so
            with contextlib.suppress(asyncio.CancelledError):
                await looking

    def _coming(self, asked: HTTPConnection, before: Mapping[str, Any], send: Send) -> Send:
        """Somebody comes back from the provider. Streamlit has looked at what they bring; here they get their row."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                came = claims_of(_cookies_set(headers))
                if came and await self._come(came, before):
                    back = asked.cookies.get(_BACK, "")
                    headers["location"] = self._path(back if _PLACE.fullmatch(back) else "")
                else:
                    for value in [value for value in headers.getlist("set-cookie") if value.startswith(USER_COOKIE_NAME)]:
                        headers.raw.remove((b"set-cookie", value.encode("latin-1")))
                    if "state" in asked.query_params or "error" in asked.query_params:
                        headers["location"] = self._path(f"{PAGE}?{_FAILED}=1")
                message = {**message, "headers": headers.raw}
            await send(message)

        return answer

    async def _come(self, claims: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
        given = self._settings

        def come() -> None:
            with self._base.session(write=True) as session:
                end_sign_in(session, key_of(before))
                role = Role(given.default_role) if given.default_role else None
                sign_in(session, claims, given.sign_in_issuer or "", given.sign_in_name, given.session_hours, role)

        try:
            await _apart(come)
        except Exception as error:
            if not isinstance(error, SignedOutError):
                self._unsure(error)
            return False
        return True

    async def _leave(self, scope: Message, receive: Receive, send: Send, asked: HTTPConnection, claims: Mapping[str, Any]) -> None:
        """The sign-in of this browser ends; then Streamlit takes its cookies. Another site may not ask for it."""
        if asked.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            await Response(status_code=403)(scope, receive, send)
            return

        def leave() -> None:
            with self._base.session(write=True) as session:
                end_sign_in(session, key_of(claims))

        try:
            await _apart(leave)
        except Exception as error:
            await self._unsure(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _look(self, claims: Mapping[str, Any]) -> Actor | None:
        key = key_of(claims)

        def look() -> Actor | None:
            with self._base.session() as session:
                return signed_in(session, key, self._settings.session_hours)

        return await _apart(look) if key else None

    @cached_property
    def _base(self) -> KnowledgeBase:
        return KnowledgeBase(self._settings)

    def _page(self, asked: HTTPConnection, path: str, why: str | None) -> Response:
        """The page to sign in at, in the place of whatever was asked for; that address is kept where it says nothing."""
        language = language_of(asked.query_params.get("lang"), language_of(self._settings.language))
        given = {
            "say": Catalogue(language),
            "other": Catalogue(next_language(language)),
            "why": why,
            "provider": urlsplit(self._settings.sign_in_issuer or "").hostname,
            "start": self._path(START),
            "hours": int(hours) if (hours := self._settings.session_hours).is_integer() else hours,
        }
        page = Environment(autoescape=True).from_string(_TEMPLATE.read_text(encoding="utf-8")).render(given)
        response = HTMLResponse(page, 200 if path == PAGE else 401, {"cache-control": "no-store"})
        spoken = f"?lang={language}" if asked.query_params.get("lang") in languages() else ""
        place = f"{'' if path == PAGE else path}{spoken}"
        if path != PAGE or spoken:
            kept = place if not asked.query_params.keys() - {"lang"} and _PLACE.fullmatch(place) else ""
            response.set_cookie(_BACK, kept, max_age=600, path=self._path(""), httponly=True, samesite="lax")
        return response

    def _elsewhere(self, scope: Message, path: str) -> Any:
        if scope["type"] == "http" and scope["method"] == "GET":
            return RedirectResponse(f"{self._address}/{path}", 307)
        return Response(status_code=403) if scope["type"] == "http" else _close

    def _unsure(self, error: Exception) -> Response:
        """Whether somebody is signed in cannot be said now: nobody is let in. No value goes to the log."""
        _log.error("sign-in: %s", type(error).__name__)
        said = error if isinstance(error, KnowledgeBaseError) else None
        words = "".join(f"{Catalogue(code).write(said) if said else Catalogue(code)('sign.unsure')}\n" for code in languages())
        return Response(words, 503, media_type="text/plain; charset=utf-8")

    def _closing(self, send: Send) -> Send:
        """Streamlit's cookies live thirty days and go over any line: ours live little longer than a session, so that its end can be
        told, and go over TLS where there is TLS.
        """
        age, secure = str(round((self._settings.session_hours + 1) * 3600)), self._address.startswith("https:")

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(name, tidy(value) if name == b"set-cookie" else value) for name, value in message["headers"]]
            await send(message)

        def tidy(value: bytes) -> bytes:
            value = value.replace(f"Max-Age={AUTH_COOKIE_MAX_AGE_SECONDS}".encode(), f"Max-Age={age}".encode())
            return value + b"; Secure" if secure and b"; secure" not in value.lower() else value

        return answer

    def _below(self, path: str) -> str:
        return path.strip("/").removeprefix(self._folder().strip("/")).strip("/")

    def _path(self, path: str) -> str:
        return f"/{folder}/{path}" if (folder := self._folder().strip("/")) else f"/{path}"


class _Tries:
    """Tokens that were none, by where they came from: after some in a minute only those are looked up there that stood before."""

    def __init__(self) -> None:
        self._wrong: dict[str, deque[float]] = {}
        self._stood: set[str] = set()

    def spent(self, where: str, token: str) -> bool:
        """Whether this one is not looked up now."""
        wrong = self._wrong.get(where, deque())
        return len(wrong) >= _TRIES and time.monotonic() - wrong[0] < 60 and digest_of(token) not in self._stood

    def count(self, where: str, token: str, stood: bool) -> None:
        """Keep what came of one."""
        if stood:
            self._stood.add(digest_of(token))
            return
        if len(self._wrong) > _PLACES:
            self._wrong.clear()
        self._wrong.setdefault(where, deque(maxlen=_TRIES)).append(time.monotonic())


def token_given(scope: Message) -> str | None:
    """The token that a request gives, in the one place where it may: an address is kept in histories and logs."""
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    kind, _, token = given[0].decode("latin-1").partition(" ") if len(given) == 1 else ("", "", "")
    return token.strip() if kind.lower() == "bearer" else None


class _Socket:
    """The socket of a page: nothing goes over it, either way, once its sign-in does not stand any more."""

    def __init__(self, look: Callable[[], Awaitable[Actor | None]], receive: Receive, send: Send) -> None:
        self._look, self._receive, self._send = look, receive, send
        self.over = self._leaving = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and not await self._stands():
            return {"type": "websocket.disconnect", "code": _ENDED}
        return message

    async def send(self, message: Message) -> None:
        content = message.get("bytes") or b""
        self._leaving = self._leaving or (len(content) < _SHORT and LOGOUT.encode() in content)
        if not self.over:
            await self._send(message)

    async def look_after(self) -> None:
        while await self._stands():
            await asyncio.sleep(_LOOKED_AFTER)

    async def _stands(self) -> bool:
        try:
            if not self.over and await self._look() is None:
                await self.end()
        except Exception as error:
            _log.error("sign-in: %s", type(error).__name__)
            await self.end(_LATER)
        return not self.over

    async def end(self, code: int = _ENDED) -> None:
        if self.over:
            return
        self.over = True
        if self._leaving:
            await asyncio.sleep(_ON_ITS_WAY)
        with contextlib.suppress(Exception):  # the page may have gone meanwhile
            if code == _ENDED:
                # Has Streamlit's script in the browser load the page anew, where the page to sign in at stands now.
                message = ForwardMsg()
                message.auth_redirect.url = ""
                await self._send({"type": "websocket.send", "bytes": bytes(message.SerializeToString())})
            await self._send({"type": "websocket.close", "code": code})


_TEMPLATE = Path(__file__).with_name("sign_in.html")


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the provider said of whoever has these cookies; nothing where they are not ours."""
    secret = get_cookie_secret()
    found = get_cookie_with_chunks(lambda name: decode_signed_value(secret, name, cookies.get(name, "")), USER_COOKIE_NAME)
    claims = orjson.loads(found) if found else {}
    return claims if isinstance(claims, dict) else {}


def _cookies_set(headers: MutableHeaders) -> dict[str, str]:
    found: SimpleCookie = SimpleCookie()
    with contextlib.suppress(CookieError):
        for value in headers.getlist("set-cookie"):
            found.load(value)
    return {name: morsel.value for name, morsel in found.items()}


async def _close(_: Message, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008})


async def _apart(what: Callable[[], T]) -> T:
    return await to_thread.run_sync(what, limiter=_AT_ONCE)
