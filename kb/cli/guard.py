"""Who may talk to the app: requests for its own names only, and from its own pages only.

A page somewhere on the Internet can have a name of its own lead to this machine (DNS rebinding) and then read what the app shows.
Neither its name nor its origin is one of ours.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from kb.cli.starting import is_beyond
from kb.interface.catalogue import Catalogue, languages

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_STRANGER, _UNSIGNED = ("".join(f"{Catalogue(code)(key)}\n" for code in languages()) for key in ("cli.host_refused", "sign.wanted"))
_AGENTS = "_stcore/agent"
_SAID = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
"""What a page of ours says, besides that it wants a file. Others empty everybody's caches, or write to the disk."""

# Nothing that a text, a note or a name holds can make a page fetch from, or send to, anywhere but here.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:;"
    " object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
]


class Guard:
    """ASGI middleware that refuses strangers and says in every answer where a page may load from.

    :param app: what it guards
    :param hosts: the names under which the app may be reached, without port
    :param folder: below which it is served
    :param unsigned: nobody signs in, so nobody is served who comes in from another machine, whatever the server listens on
    """

    def __init__(
        self, app: App, hosts: Callable[[], frozenset[str]], folder: Callable[[], str] = str, unsigned: bool = False
    ) -> None:
        self._app, self._hosts, self._folder, self._unsigned = app, hosts, folder, unsigned

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif not is_ours(scope["headers"], self._hosts()):
            await _refuse(scope["type"], receive, send, _STRANGER)
        elif self._unsigned and _came_from_elsewhere(scope):
            await _refuse(scope["type"], receive, send, _UNSIGNED)
        elif scope["path"].strip("/").removeprefix(self._folder().strip("/")).strip("/").startswith(_AGENTS):
            # Streamlit's way for programs to drive the app: it is off, and stays so whatever its settings say.
            await _refuse(scope["type"], receive, send, _STRANGER)
        elif scope["type"] == "websocket":
            await self._app(scope, partial(_hear, receive), send)
        else:
            await self._app(scope, receive, _answering(send, unknown_page(scope["path"], self._folder())))


def is_ours(headers: list[tuple[bytes, bytes]], hosts: frozenset[str]) -> bool:
    """Whether a request names one of our hosts, once, and comes from a page of the same host and port, or from no page."""
    named = _named(headers)
    origins = [value.decode("latin-1").strip().lower() for name, value in headers if name.lower() == b"origin"]
    if len(named) != 1 or len(origins) > 1 or _name(named[0]) not in hosts:
        return False
    return not origins or origins[0] in (f"http://{named[0]}", f"https://{named[0]}")


def named_host(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The host that a request names, without its port; None where it names none, or several."""
    named = _named(headers)
    return _name(named[0]) if len(named) == 1 else None


def _named(headers: list[tuple[bytes, bytes]]) -> list[str]:
    return [value.decode("latin-1").strip().lower() for name, value in headers if name.lower() == b"host"]


def _name(host: str) -> str | None:
    """The name in a Host header, without its port; None where it is no plain host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    if parts.netloc != host or "@" in host or parts.hostname is None:
        return None
    return parts.hostname.rstrip(".")


def _came_from_elsewhere(scope: Message) -> bool:
    """Whether a request came in at an address of this machine that others reach. A server that listens on a socket has none."""
    try:
        return is_beyond(str(ip_address((scope.get("server") or ("",))[0] or "")))
    except ValueError:
        return False


async def _hear(receive: Receive) -> Message:
    """The next message of a page that a page of ours may send; what is none is Streamlit's to refuse."""
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
    from streamlit.proto.BackMsg_pb2 import BackMsg

    while True:
        message = await receive()
        try:
            said = BackMsg.FromString(message.get("bytes") or b"")
        except DecodeError:
            return message
        kind = said.WhichOneof("type")
        if kind is None or kind in _SAID or said.backend_operation_request.WhichOneof("payload") == "deferred_file":
            return message


async def _refuse(kind: str, receive: Receive, send: Send, why: str) -> None:
    if kind == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain; charset=utf-8")]})
    await send({"type": "http.response.body", "body": why.encode()})


def unknown_page(path: str, folder: str = "") -> str | None:
    """Where somebody is led whose address lies below a page: Streamlit would answer with a page of which nothing loads. One step
    up there is no such page either, and that is said.
    """
    below = path.strip("/").removeprefix(folder.strip("/")).strip("/")
    if "/" not in below or below.startswith("api/"):
        return None
    return "../" * below.count("/") + below.replace("/", "-")


def _answering(send: Send, elsewhere: str | None) -> Send:
    """Every answer says where a page may load from; a page in the place of ``elsewhere`` leads there, a file to be kept is none."""
    led = False

    async def answer(message: Message) -> None:
        nonlocal led
        if message["type"] == "http.response.start":
            said = {name.lower(): value for name, value in message.get("headers", ())}
            page = said.get(b"content-type", b"").startswith(b"text/html") and b"content-disposition" not in said
            if elsewhere and message["status"] == 200 and page:
                led, message = True, {**message, "status": 307, "headers": [(b"location", quote(elsewhere).encode())]}
            message["headers"] = [*message.get("headers", ()), *_HEADERS]
        elif led:
            message = {**message, "body": b""}
        await send(message)

    return answer
