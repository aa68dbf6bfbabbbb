"""Asking the server, and filling it: with patience where it is busy, in plain words where it is down.

The words of a query never get into an error.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import elastic_transport
import orjson
from elasticsearch import ApiError, Elasticsearch, NotFoundError, UnsupportedProductError

from kb.errors import IndexChangedError, IndexUnavailableError, KnowledgeBaseError
from kb.settings import Settings

_T = TypeVar("_T")

_BUSY = (429, 502, 503, 504)
_DOWN_SECONDS = 3.0
"""So long after the server did not answer, searches do not ask it again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on asking.

    :param pause: seconds before the second time; doubled each time
    :param timeout: seconds to wait for an answer
    """

    attempts: int
    pause: float
    timeout: float


READING = Patience(attempts=2, pause=0.1, timeout=5.0)
WRITING = Patience(attempts=7, pause=0.5, timeout=120.0)


class Connection:
    """A client with patience.

    :param address: of the server as people may see it, without a password
    """

    def __init__(self, client: Elasticsearch, address: str) -> None:
        self.client = client
        self.address = address
        self.changes = 0
        """How often the server said that an index is not there (any more)."""
        self._down_at = float("-inf")

    def read(self, ask: Callable[[Elasticsearch], _T]) -> _T:
        """Ask something that a person waits for.

        :raises IndexUnavailableError: the server does not answer
        """
        if time.monotonic() - self._down_at < _DOWN_SECONDS:
            raise self._silent()
        return self._ask(ask, READING)

    def write(self, ask: Callable[[Elasticsearch], _T]) -> _T:
        """Ask something that may take a while.

        :raises IndexUnavailableError: the server does not answer
        """
        return self._ask(ask, WRITING)

    def _ask(self, ask: Callable[[Elasticsearch], _T], patience: Patience) -> _T:
        client = self.client.options(request_timeout=patience.timeout, max_retries=0)
        for attempt in range(1, patience.attempts + 1):
            last = attempt == patience.attempts
            try:
                with translated(self.address):
                    answer = ask(client)
                self._down_at = float("-inf")
                return answer
            except _AgainError as error:
                if last:
                    self._down_at = time.monotonic()
                    if not error.status:
                        raise self._silent() from None
                    raise IndexUnavailableError("index_server_busy", address=self.address, status=error.status) from None
            except IndexChangedError:
                self.changes += 1
                raise
            except IndexUnavailableError:
                self._down_at = time.monotonic()
                raise
            time.sleep(patience.pause * 2 ** (attempt - 1))
        raise AssertionError("patience of no attempts")

    def _silent(self) -> IndexUnavailableError:
        return IndexUnavailableError("index_server_silent", address=self.address)


class _AgainError(Exception):
    """Worth asking once more."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__()
        self.status = status


@contextlib.contextmanager
def translated(address: str) -> Iterator[None]:
    """Errors of the client as our own. Nothing of what was asked goes along: it may hold the words of a query."""
    try:
        yield
    except elastic_transport.TlsError:
        raise IndexUnavailableError("index_server_untrusted", address=address) from None
    except (elastic_transport.ConnectionError, elastic_transport.ConnectionTimeout):
        raise _AgainError from None
    except UnsupportedProductError:
        raise IndexUnavailableError("index_server_other", address=address) from None
    except NotFoundError:
        raise IndexChangedError("index_replaced", address=address) from None
    except ApiError as error:
        if error.status_code in _BUSY:
            raise _AgainError(error.status_code) from None
        if error.status_code in (401, 403):
            raise IndexUnavailableError("index_server_access", address=address) from None
        raise KnowledgeBaseError("index_server_refused", address=address, status=error.status_code, reason=error.error) from None


def address_of(url: str) -> tuple[str, str]:
    """The server's address with its port for the client, and without user and password for people.

    :raises IndexUnavailableError: it is no address
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or (443 if parts.scheme == "https" else 9200)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise IndexUnavailableError("index_server_address")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme, f"{user}{host}:{port}", path, "", "")), f"{parts.scheme}://{host}:{port}"


_connections: dict[tuple[str, str | None, Path | None], Connection] = {}
_lock = threading.Lock()


def connect(settings: Settings) -> Connection:
    """The connection of the settings, kept for the process.

    :raises IndexUnavailableError: the settings are no address, or the certificate cannot be read
    """
    url, address = address_of(settings.index_url or "")
    key = settings.index_api_key.get_secret_value() if settings.index_api_key else None
    with _lock:
        known = _connections.get((url, key, settings.index_ca))
        if known is None:
            known = Connection(_client(url, key, settings.index_ca), address)
            _connections[url, key, settings.index_ca] = known
    return known


def _client(url: str, key: str | None, ca: Path | None) -> Elasticsearch:
    options: dict[str, Any] = {"api_key": key} if key else {}
    if ca is not None:
        if not ca.is_file():
            raise IndexUnavailableError("index_server_certificate", path=ca)
        options["ca_certs"] = str(ca)
    return Elasticsearch(url, connections_per_node=20, **options)


MOST_BYTES = 4_000_000
MOST_ACTIONS = 2_000
_ON_THEIR_WAY = 2


Action = list[bytes]
"""What to do, as JSON, and the document as JSON where there is one: the lines of it in a bulk request."""


def put(identity: str, source: dict[str, Any]) -> Action:
    """Write a document in place of the one of that id."""
    return [orjson.dumps({"index": {"_id": identity}}), orjson.dumps(source, default=str, option=orjson.OPT_SERIALIZE_NUMPY)]


def delete(identity: str) -> Action:
    """Take a document out."""
    return [orjson.dumps({"delete": {"_id": identity}})]


def send(connection: Connection, index: str, actions: Iterable[Action], most_bytes: int = MOST_BYTES) -> int:
    """Do all of these actions.

    :raises KnowledgeBaseError: the server will not do an action
    :raises IndexUnavailableError: the server does not answer, or stays too busy
    """
    done = 0
    sent: deque[Future[int]] = deque()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk") as pool:
        try:
            for chunk in _chunks(actions, most_bytes):
                sent.append(pool.submit(_send, connection, index, chunk))
                if len(sent) >= _ON_THEIR_WAY:
                    done += sent.popleft().result()
            while sent:
                done += sent.popleft().result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return done


def _chunks(actions: Iterable[Action], most_bytes: int) -> Iterator[list[Action]]:
    chunk: list[Action] = []
    size = 0
    for action in actions:
        length = sum(map(len, action)) + 2
        if chunk and (size + length > most_bytes or len(chunk) >= MOST_ACTIONS):
            yield chunk
            chunk, size = [], 0
        chunk.append(action)
        size += length
    if chunk:
        yield chunk


def _send(connection: Connection, index: str, chunk: Sequence[Action]) -> int:
    """Send a chunk; what the server is too busy for, again and again with growing pauses."""
    done = 0
    waiting = list(chunk)
    for attempt in range(WRITING.attempts):
        if attempt:
            time.sleep(WRITING.pause * 2 ** (attempt - 1))
        lines = [line for action in waiting for line in action]
        answer = connection.write(lambda client, lines=lines: client.bulk(index=index, operations=lines))  # type: ignore[misc]
        busy: list[Action] = []
        for action, (result,) in zip(waiting, (item.values() for item in answer["items"]), strict=True):
            if result["status"] == 429 or result["status"] == 503:
                busy.append(action)
            elif result["status"] < 300:
                done += 1
            elif result["status"] != 404 or len(action) > 1:
                raise KnowledgeBaseError("index_server_document", id=result.get("_id"), reason=result["error"].get("type"))
        if not busy:
            return done
        waiting = busy
    raise IndexUnavailableError("index_server_overloaded", address=connection.address)
