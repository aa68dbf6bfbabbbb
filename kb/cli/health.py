"""What a server tells whoever looks after it: /healthz (it lives), /readyz (it can work), /metrics (figures for Prometheus).

Everybody may know whether it lives and can work; more is for this machine alone, and for who gives the token. A proxy on this
machine is not this machine: what it passes on names another host, or says that it was passed on.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any

import orjson
from anyio import CapacityLimiter, move_on_after, to_thread
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response
from streamlit.runtime import Runtime

from ingest.inbox.receiving import PATH
from kb import logs
from kb.base import KnowledgeBase
from kb.cli.guard import LOCAL, App, Message, Receive, Send, named_host
from kb.database.failures import DatabaseError
from kb.database.state import waiting
from kb.errors import KnowledgeBaseError
from kb.interface.catalogue import VIETNAMESE, Catalogue, Check
from kb.jobs.queue import count_jobs, waiting_since
from kb.upkeep.health import beside, needed

LIVES, READY, METRICS = "/healthz", "/readyz", "/metrics"
_STREAMLITS, _SESSIONS = "/_stcore/metrics", "active_sessions"
_PASSED_ON = (b"forwarded", b"via", b"x-forwarded", b"x-original", b"x-real-ip", b"x-client-ip", b"true-client-ip", b"cf-", b"cdn-")
"""How the names of headers begin that a proxy adds."""
_LONGEST = 5.0  # seconds for a database that does not answer
_KEPT = 2.0  # seconds for which an answer is given again
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_KINDS = {"page": "pages drawn", "search": "searches", "save": "what people and the program stored", "job": "jobs of workers"}


class Watched:
    """ASGI middleware that answers what is asked of the server itself, and counts what is asked of the app.

    :param app: what it stands before
    :param base: the base that is served
    :param token: who gives it sees everything from anywhere
    """

    def __init__(self, app: App, base: KnowledgeBase, token: str | None = None) -> None:
        self._app, self._base, self._token = app, base, token
        self._limiter = CapacityLimiter(8)
        self._looking: defaultdict[object, threading.Lock] = defaultdict(threading.Lock)
        self._seen: dict[Callable[[KnowledgeBase], list[Check]], tuple[list[Check], float]] = {}
        self._registry = _registry(base)
        self._requests = Histogram(
            "tuluat_http_seconds", "Requests by kind and status", ("kind", "status"), buckets=_SECONDS, registry=self._registry
        )

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer, or let the app answer."""
        if scope["type"] == "http" and (scope["path"] in (LIVES, READY, METRICS) or scope["path"].endswith(_STREAMLITS)):
            await (await self._answer(scope))(scope, receive, send)
        elif scope["type"] == "http":
            began, status = time.monotonic(), 500

            async def counting(message: Message) -> None:
                nonlocal status
                status = message.get("status", status)
                await send(message)

            try:
                await self._app(scope, receive, counting)
            finally:
                self._requests.labels(_kind(scope["path"]), f"{status // 100}xx").observe(time.monotonic() - began)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Message) -> Response:
        path, trusted = scope["path"], may_see(scope, self._token)
        if path == LIVES:
            return Response("ok\n")
        if path == READY:
            checks: list[Check] = await self._in_time(lambda: self._look(needed)) or []
            ready = bool(checks) and all(check.ok for check in checks)
            if trusted and ready:
                checks = checks + (await self._in_time(lambda: self._look(beside)) or [])
            return Response(_details(ready, checks) if trusted else b"", 200 if ready else 503, media_type="application/json")
        if path != METRICS or not trusted:
            return Response(status_code=404)
        figures = await self._in_time(lambda: generate_latest(self._registry))
        return Response(figures, 200, media_type=CONTENT_TYPE_LATEST) if figures is not None else Response(status_code=503)

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


def _kind(path: str) -> str:
    """What a request is for: one of four."""
    if path.endswith(f"/{PATH}") or "/upload_file/" in path:
        return "upload"
    if "/_stcore/" in path:
        return "internal"
    return "file" if "/static/" in path or "/media/" in path else "page"


def _registry(base: KnowledgeBase) -> CollectorRegistry:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    errors = Counter("tuluat_errors", "Errors by where they happened and their name", ("what", "error"), registry=registry)
    durations = {
        what: Histogram(f"tuluat_{what}_seconds", f"Seconds of {about}", ("kind",), buckets=_SECONDS, registry=registry)
        for what, about in _KINDS.items()
    }

    def listen(what: str, kind: str, seconds: float | None, failed: str | None) -> None:
        if what in durations and seconds is not None:
            durations[what].labels(kind).observe(seconds)
        if failed:
            errors.labels(what, failed).inc()

    logs.listeners[:] = [listen]
    registry.register(_State(base))
    return registry


class _State:
    """What is counted when it is asked for: sessions, jobs, and how far the index is behind."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def describe(self) -> Iterable[Metric]:
        """Nothing is looked at before somebody asks."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """The figures of this moment; without a database only those that need none."""
        if Runtime.exists():
            found: Any = Runtime.instance().stats_mgr.get_stats([_SESSIONS]).get(_SESSIONS, ())
            yield GaugeMetricFamily("tuluat_sessions", "Browser sessions that are open", sum(each.value for each in found))
        checks = GaugeMetricFamily("tuluat_check", "1 where all is well, by what was looked at", labels=["check"])
        for check in (*needed(self._base), *beside(self._base)):
            checks.add_metric([check.code], int(check.ok))
        yield checks
        try:
            states, since = count_jobs(self._base), waiting_since(self._base)
            with self._base.session() as session:
                behind = len(waiting(session, "index"))
        except (DatabaseError, KnowledgeBaseError):
            return
        jobs = GaugeMetricFamily("tuluat_jobs", "Jobs by state", labels=["state"])
        for state, count in states.items():
            jobs.add_metric([state], count)
        yield jobs
        age = (datetime.now(UTC) - since).total_seconds() if since else 0.0
        yield GaugeMetricFamily("tuluat_queue_age_seconds", "For how long the oldest job has been waiting or under way", age)
        yield GaugeMetricFamily("tuluat_index_behind", "Texts that the index has yet to take up", behind)
