"""Writing many documents: in requests of bounded size, two at most on their way, sent again where the server asks us to wait."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import orjson

from kb.errors import IndexUnavailableError, KnowledgeBaseError
from kb.index.elastic.connection import WRITING, Connection

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
    :returns: how many were done
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
