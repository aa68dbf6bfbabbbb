"""What a server tells whoever looks after it: /healthz (it lives), /readyz (it can work).

Everybody may know whether it lives and can work; more is for this machine alone, and for who gives the token. A proxy on this
machine is not this machine: what it passes on names another host, or says that it was passed on.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any

import orjson
from anyio import CapacityLimiter, move_on_after, to_thread
from starlette.responses import Response

from kb.base import KnowledgeBase
from kb.cli.guard import LOCAL, App, Message, Receive, Send, named_host
from kb.interface.catalogue import VIETNAMESE, Catalogue, Check
from kb.upkeep.health import beside, needed

LIVES, READY = "/healthz", "/readyz"
_STREAMLITS = "/_stcore/metrics"
"""Figures of Streamlit's own, which nobody is told."""
_PASSED_ON = (b"forwarded", b"via", b"x-forwarded", b"x-original", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-", b"cdn-")
"""How the names of headers begin that a proxy adds."""
_LONGEST = 5.0  # seconds for a database that does not answer
_KEPT = 2.0  # seconds for which an answer is given again


class Watched:
    """ASGI middleware that answers what is asked of the server itself.

    :param app: what it stands before
    :param base: the base that is served
    :param token: who gives it sees the details from anywhere
    """

    def __init__(self, app: App, base: KnowledgeBase, token: str | None = None) -> None:
        self._app, self._base, self._token = app, base, token
        self._limiter = CapacityLimiter(8)
        self._looking: defaultdict[object, threading.Lock] = defaultdict(threading.Lock)
        self._seen: dict[Callable[[KnowledgeBase], list[Check]], tuple[list[Check], float]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        if scope["type"] == "http" and (scope["path"] in (LIVES, READY) or scope["path"].endswith(_STREAMLITS)):
            await (await self._answer(scope))(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Message) -> Response:
        if scope["path"] == LIVES:
            return Response("ok\n")
        if scope["path"] != READY:
            return Response(status_code=404)
        trusted = may_see(scope, self._token)
        checks: list[Check] = await self._in_time(lambda: self._look(needed)) or []
        ready = bool(checks) and all(check.ok for check in checks)
        if trusted and ready:
            checks = checks + (await self._in_time(lambda: self._look(beside)) or [])
        return Response(_details(ready, checks) if trusted else b"", 200 if ready else 503, media_type="application/json")

    async def _in_time(self, look: Callable[[], Any]) -> Any:
        with move_on_after(_LONGEST):
            return await to_thread.run_sync(look, limiter=self._limiter, abandon_on_cancel=True)
        return None

    def _look(self, at: Callable[[KnowledgeBase], list[Check]]) -> list[Check]:
        """How something is; asked often, it is looked at once in two seconds, and never twice at once."""
        with self._looking[at]:
            found, looked = self._seen.get(at, ([], float("-inf")))
            if time.monotonic() - looked > _KEPT:
                found = at(self._base)
                self._seen[at] = (found, time.monotonic())
            return found


def may_see(scope: Message, token: str | None) -> bool:
    """Whether a request comes from this machine itself, or gives the token."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    given = next((value for name, value in headers if name.lower() == b"authorization"), b"")
    if token is not None and compare_digest(given, f"Bearer {token}".encode()):
        return True
    try:
        here = ip_address((scope.get("client") or ("",))[0]).is_loopback
    except ValueError:
        return False
    return here and named_host(headers) in LOCAL and not any(name.lower().startswith(_PASSED_ON) for name, _ in headers)


def _details(ready: bool, checks: Iterable[Check]) -> bytes:
    english = Catalogue("en")
    said = [
        {"code": check.code, "ok": check.ok, "message": VIETNAMESE.write(check.found), "english": english.write(check.found)}
        for check in checks
    ]
    return orjson.dumps({"ready": ready, "checks": said}, option=orjson.OPT_APPEND_NEWLINE)
