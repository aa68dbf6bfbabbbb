"""Serving the app: settings that travel with the package, a guard before every request, and no look-up of any address."""

import logging
import signal
import sys
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import config, net_util

from ingest.inbox import receiving
from ingest.inbox.loop import beside
from kb import logs
from kb.base import KnowledgeBase
from kb.cli.guard import LOCAL, Guard, check_start, hosts_of, secrets_of
from kb.cli.health import Watched
from kb.cli.output import both
from kb.errors import StartRefusedError
from kb.open import http
from kb.settings import settings

_PAGES = Path(__file__).resolve().parents[1] / "pages"
SCRIPT = _PAGES / "entry" / "main.py"
_SETTINGS = _PAGES / "streamlit.toml"
_EVERY_ADDRESS = ("", "0.0.0.0", "::")  # noqa: S104
_FINISHES = 20.0  # seconds that pages which are being drawn have to end


def serve(port: int) -> None:
    """Serve the app on this machine until it is stopped.

    The settings of the package hold wherever it is started: those of the folder it is started in, and of the person, do not count.
    """
    options = {**_packaged(), "server.port": port, "logger.hideWelcomeMessage": True}
    st.App(SCRIPT, **parts(options["server.address"])).run(config=options)


def run_server(base: KnowledgeBase, address: str, port: int, folder: str, workers: int) -> None:
    """Serve the app and what is asked of the server itself until SIGTERM, without a browser; then with exit status 0.

    :param folder: below which the pages are served, ``/luat`` or nothing
    :param workers: how many run beside it
    :raises StartRefusedError: it may not be served there
    """
    token = base.settings.health_token
    watched = Middleware(Watched, base=base, token=token.get_secret_value() if token else None)

    @asynccontextmanager
    async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
        logs.set_up(base.settings.log)
        logs.happened("start", "serve", 0.0)
        with beside(workers, logging.INFO):
            yield {}
            await to_thread.run_sync(logs.await_idle, "page", _FINISHES)
        logs.happened("stop", "serve", 0.0)

    made = parts(address)
    made |= {"routes": _routes(folder), "middleware": [watched, *made["middleware"]], "lifespan": lifespan}
    wanted = {"server.address": address, "server.port": port, "server.baseUrlPath": folder.strip("/"), "server.headless": True}
    # uvicorn passes the signal on when it has ended, and that is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    st.App(SCRIPT, **made).run(config={**_packaged(), **wanted, "logger.hideWelcomeMessage": True})


def _packaged() -> dict[str, Any]:
    return dict(_flat(tomllib.loads(_SETTINGS.read_text(encoding="utf-8"))))


def parts(address: str | None) -> dict[str, Any]:
    """What the app is made of, besides its script.

    :param address: that the server will listen on
    :raises StartRefusedError: it may not be served there
    """
    check_start(settings(), address)
    return {"routes": _routes(), "middleware": middleware(), "lifespan": opened, "secrets": secrets_of(settings())}


def parts_of_run() -> dict[str, Any]:
    """The same for `streamlit run app.py`, which says where it listens; where that may not be, it ends with one sentence."""
    try:
        return parts(config.get_option("server.address"))
    except StartRefusedError as error:
        sys.exit(both(error))


def _routes(folder: str = "") -> list[Route]:
    """What is served beside the pages: files that come in, and what programs ask."""
    return [*receiving.routes(folder), *http.routes(lambda: KnowledgeBase(create=False), folder)]


def middleware() -> list[Middleware]:
    """What stands before the app. Streamlit asks a server on the Internet for this machine's address when a stranger knocks:
    the guard refuses strangers, and there is nothing to ask with.
    """
    for name in ("get_internal_ip", "get_external_ip"):
        setattr(net_util, name, lambda: None)
    given = settings()
    guard = Middleware(Guard, hosts=_hosts, folder=_folder, unsigned=not (given.signs_in or given.listen_unsigned))
    if not given.signs_in:
        return [guard]
    from kb.cli.sign_in import SignInFirst

    return [guard, Middleware(SignInFirst, settings=given, folder=_folder)]


@asynccontextmanager
async def opened(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the browser on the app, where there is one; beside it a worker reads what comes into the inbox."""
    if not config.get_option("server.headless"):
        address = f"http://localhost:{config.get_option('server.port')}"
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    logs.set_up(settings().log, logging.WARNING)  # Streamlit and uvicorn have set up theirs by now
    with beside():
        yield {}


def _hosts() -> frozenset[str]:
    bound = str(config.get_option("server.address") or "")
    return frozenset({*LOCAL, *hosts_of(settings()), bound} - {*_EVERY_ADDRESS})


def _folder() -> str:
    return str(config.get_option("server.baseUrlPath") or "")


def _flat(values: Mapping[str, Any], group: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        found += _flat(value, f"{group}{name}.") if isinstance(value, Mapping) else [(group + name, value)]
    return found
