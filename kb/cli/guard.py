"""Who may talk to the app: requests for its own names only, and from its own pages only.

A page somewhere on the Internet can have a name of its own lead to this machine (DNS rebinding) and then read what the app shows.
Neither its name nor its origin is one of ours. And what must hold before the app is served: whoever it can be reached by beyond
this machine has signed in.
"""

import os
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from importlib.util import find_spec
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from kb.errors import StartRefusedError
from kb.interface.catalogue import Catalogue, languages
from kb.private import make_file, make_folder
from kb.settings import Settings

LOCAL = ("localhost", "127.0.0.1", "::1")
CALLBACK = "oauth2callback"
_KEY_FILE = "cookie.secret"


def check_start(settings: Settings, address: str | None) -> None:
    """Let the app be served at an address, or refuse it. Every way of starting it asks here.

    :param address: that the server listens on; None or "": on all there are
    :raises StartRefusedError: it could be reached from elsewhere and nobody signs in, or the sign-in is set up in part only
    """
    if settings.signs_in:
        _check_sign_in(settings)
    elif not settings.listen_unsigned:
        if is_beyond(address or "0.0.0.0"):  # noqa: S104
            raise StartRefusedError("sign_in_wanted", address=address or "0.0.0.0")  # noqa: S104
        if named := hosts_of(settings) - {*LOCAL}:
            raise StartRefusedError("sign_in_wanted_by_hosts", hosts=tuple(sorted(named)))


def is_beyond(address: str) -> bool:
    """Whether an address that a server listens on, or that a request came in at, is reached from other machines. A name is,
    unless it is this machine's: nothing is asked of the network.
    """
    try:
        found = ip_address(address.strip("[]"))
    except ValueError:
        return address != "localhost" and not address.startswith(("unix:", "/"))
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return not (mapped or found).is_loopback


def hosts_of(settings: Settings) -> frozenset[str]:
    """The names under which the app may be reached, besides this machine's."""
    named = {name.strip().lower().strip("[]") for name in settings.hosts.split(",")}
    return frozenset({*named, urlsplit(settings.sign_in_address).hostname or ""} - {""})


def _check_sign_in(settings: Settings) -> None:
    wanted: dict[str, object] = {
        "KB_SIGN_IN_CLIENT": settings.sign_in_client,
        "KB_SIGN_IN_SECRET": settings.sign_in_secret or settings.sign_in_secret_file,
        "KB_SIGN_IN_ADDRESS": settings.sign_in_address,
    }
    if lacking := tuple(name for name, value in wanted.items() if not value):
        raise StartRefusedError("sign_in_lacks", names=lacking)
    given = {"KB_SIGN_IN_ISSUER": settings.sign_in_issuer or "", "KB_SIGN_IN_ADDRESS": settings.sign_in_address}
    for name, value in given.items():
        parts = urlsplit(value)
        safe = parts.scheme == "https" or (parts.scheme == "http" and not is_beyond(parts.hostname or ""))
        if not parts.hostname or not safe or parts.query or parts.fragment or parts.username:
            raise StartRefusedError("sign_in_address", name=name)
    if find_spec("authlib") is None:
        raise StartRefusedError("sign_in_extra")


def secrets_of(settings: Settings) -> dict[str, Any]:
    """What Streamlit's `st.login` is told, in this process and in no file."""
    if not settings.signs_in:
        return {}
    scope = "openid profile email" if settings.sign_in_name == "email" else "openid profile"
    return {
        "auth": {
            "redirect_uri": f"{settings.sign_in_address.rstrip('/')}/{CALLBACK}",
            "cookie_secret": _cookie_secret(settings),
            "client_id": settings.sign_in_client,
            "client_secret": _client_secret(settings),
            "server_metadata_url": f"{(settings.sign_in_issuer or '').rstrip('/')}/.well-known/openid-configuration",
            # Whoever sits down at a machine of the hotline gives a password: the one before may still be signed in at the provider.
            "client_kwargs": {"scope": scope, "prompt": "login"},
        }
    }


def _client_secret(settings: Settings) -> str:
    if settings.sign_in_secret is not None:
        return settings.sign_in_secret.get_secret_value()
    file = settings.sign_in_secret_file or Path()
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefusedError("sign_in_secret_file", file=file.name) from error


def _cookie_secret(settings: Settings) -> str:
    """The key of the settings, else the one in the base's folder; app processes that share the folder share it."""
    if settings.cookie_secret is not None:
        return settings.cookie_secret.get_secret_value()
    file = settings.home / _KEY_FILE
    try:
        make_folder(settings.home)
        if not file.exists():
            draft = file.with_name(f"{_KEY_FILE}.{os.getpid()}")
            with os.fdopen(make_file(draft), "w", encoding="ascii") as out:
                out.write(secrets.token_urlsafe(48))
            try:
                os.link(draft, file)  # whoever comes second takes the first one's
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        found = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise StartRefusedError("cookie_secret", file=file.name) from error
    if len(found) < 32:
        raise StartRefusedError("cookie_secret", file=file.name)
    return found


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
