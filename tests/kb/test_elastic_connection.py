"""Asking a server that is busy, down, locked or something else. No server is needed: a node answers what it is told to."""

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import elastic_transport
import orjson
import pytest
from elastic_transport import HttpHeaders
from elastic_transport._node import NodeApiResponse
from elasticsearch import Elasticsearch
from pydantic import SecretStr, ValidationError

from kb.errors import IndexChangedError, IndexUnavailableError, KnowledgeBaseError
from kb.index.elastic import connection as bulk
from kb.index.elastic import connection as module
from kb.index.elastic.connection import READING, WRITING, Connection, address_of, connect
from kb.interface.catalogue import Catalogue
from kb.settings import Settings

Answer = tuple[int, dict[str, Any]] | Exception


class Node(elastic_transport.BaseNode):
    """A server of a few words."""

    answers: list[Answer]
    asked: list[tuple[str, str, bytes | None]]

    def perform_request(
        self, method: str, target: str, body: bytes | None = None, headers: Any = None, request_timeout: Any = None
    ) -> NodeApiResponse:
        type(self).asked.append((method, target, body))
        answer = type(self).answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, content = answer
        head = HttpHeaders({"x-elastic-product": "Elasticsearch", "content-type": "application/vnd.elasticsearch+json"})
        meta = elastic_transport.ApiResponseMeta(status=status, http_version="1.1", headers=head, duration=0.0, node=self.config)
        return NodeApiResponse(meta, orjson.dumps(content))

    def close(self) -> None:
        pass


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long is waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(module.time, "sleep", waited.append)
    return waited


Server = Callable[..., Connection]


@pytest.fixture
def server() -> Server:
    def make(*answers: Answer) -> Connection:
        Node.answers, Node.asked = list(answers), []
        return Connection(Elasticsearch("http://localhost:9200", node_class=Node), "http://localhost:9200")

    return make


def count(client: Elasticsearch) -> int:
    return int(client.count(index="x")["count"])


FINE: Answer = (200, {"count": 7})
REFUSED: Answer = elastic_transport.ConnectionError("connection refused by nạn nhân")


@pytest.mark.parametrize(
    "trouble", [REFUSED, elastic_transport.ConnectionTimeout("slow"), (429, {}), (502, {}), (503, {}), (504, {})]
)
def test_what_passes_is_waited_for(server: Server, pauses: list[float], trouble: Answer) -> None:
    assert server(trouble, FINE).read(count) == 7
    assert pauses == [READING.pause]


def test_writing_waits_longer_each_time(server: Server, pauses: list[float]) -> None:
    assert server(*[REFUSED] * 3, FINE).write(count) == 7
    assert pauses == [0.5, 1.0, 2.0]


def test_a_server_that_is_down_is_said_and_not_asked_again_at_once(server: Server, pauses: list[float]) -> None:
    connection = server(*[REFUSED] * READING.attempts, FINE)
    with pytest.raises(IndexUnavailableError, match="index_server_silent") as caught:
        connection.read(count)
    assert "nạn nhân" not in Catalogue().write(caught.value)
    assert caught.value.__suppress_context__, "what was asked does not travel with the error"
    with pytest.raises(IndexUnavailableError):
        connection.read(count)
    assert len(Node.asked) == READING.attempts
    assert connection.write(count) == 7, "who writes asks"
    Node.answers.append(FINE)
    assert connection.read(count) == 7, "it is back"


def test_a_server_that_stays_busy_is_said(server: Server, pauses: list[float]) -> None:
    with pytest.raises(IndexUnavailableError, match="index_server_busy"):
        server(*[(503, {})] * WRITING.attempts).write(count)


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ((401, {"error": {"type": "security_exception"}, "status": 401}), IndexUnavailableError, "index_server_access"),
        ((403, {"error": {"type": "security_exception"}, "status": 403}), IndexUnavailableError, "index_server_access"),
        ((404, {"error": {"type": "index_not_found_exception"}, "status": 404}), IndexChangedError, "index_replaced"),
        (
            (400, {"error": {"type": "parsing_exception", "reason": "nạn nhân"}, "status": 400}),
            KnowledgeBaseError,
            "index_server_refused",
        ),
        (elastic_transport.TlsError("self-signed"), IndexUnavailableError, "index_server_untrusted"),
    ],
)
def test_what_does_not_pass_is_said_at_once(
    server: Server, pauses: list[float], answer: Answer, error: type[KnowledgeBaseError], code: str
) -> None:
    with pytest.raises(error, match=code) as caught:
        server(answer).read(count)
    assert "nạn nhân" not in Catalogue().write(caught.value)
    assert pauses == []


def test_what_is_no_elasticsearch_is_said(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    connection = server((200, {"count": 1}))
    monkeypatch.setattr(module, "Elasticsearch", Elasticsearch)

    def other(*_: object, **__: object) -> NodeApiResponse:
        head = HttpHeaders({"content-type": "application/json"})
        config = elastic_transport.NodeConfig("http", "localhost", 9200)
        return NodeApiResponse(elastic_transport.ApiResponseMeta(200, "1.1", head, 0.0, config), b"{}")

    monkeypatch.setattr(Node, "perform_request", other)
    with pytest.raises(IndexUnavailableError, match="index_server_other"):
        connection.read(count)


def results(*statuses: int) -> Answer:
    items = [{"index": {"_id": str(place), "status": status, "error": {"type": "busy"}}} for place, status in enumerate(statuses)]
    return (200, {"errors": True, "items": items})


def actions(number: int) -> list[bulk.Action]:
    return [bulk.put(str(place), {"text": "x" * 100}) for place in range(number)]


def test_what_the_server_is_too_busy_for_is_sent_again_and_nothing_else(server: Server, pauses: list[float]) -> None:
    connection = server(results(201, 429, 200), (429, {}), results(429), results(201))
    assert bulk.send(connection, "i", actions(3)) == 3
    assert [body.count(b"\n") if body else 0 for _, _, body in Node.asked] == [6, 2, 2, 2]
    assert pauses == sorted(pauses)
    assert len(pauses) == 3


def test_a_server_that_stays_too_busy_is_said(server: Server, pauses: list[float]) -> None:
    with pytest.raises(IndexUnavailableError, match="index_server_overloaded"):
        bulk.send(server(*[results(429)] * WRITING.attempts), "i", actions(1))


def test_requests_are_of_bounded_size(server: Server) -> None:
    connection = server(results(201, 201), results(201, 201), results(201))
    assert bulk.send(connection, "i", actions(5), most_bytes=300) == 5
    assert all(len(body or b"") <= 330 for _, _, body in Node.asked)


def test_a_document_that_is_refused_is_named(server: Server) -> None:
    with pytest.raises(KnowledgeBaseError, match="index_server_document"):
        bulk.send(server(results(201, 400)), "i", actions(2))


def test_deleting_what_is_gone_is_done(server: Server) -> None:
    assert bulk.send(server((200, {"items": [{"delete": {"_id": "1", "status": 404}}]})), "i", [bulk.delete("1")]) == 0


@pytest.mark.parametrize(
    ("url", "asked", "shown"),
    [
        ("http://es", "http://es:9200", "http://es:9200"),
        (" https://es.example/ ", "https://es.example:443", "https://es.example:443"),
        ("https://user:mật@es:9243/proxy/", "https://user:mật@es:9243/proxy", "https://es:9243"),
        ("http://[::1]:9200", "http://[::1]:9200", "http://[::1]:9200"),
    ],
)
def test_addresses(url: str, asked: str, shown: str) -> None:
    assert address_of(url) == (asked, shown)


@pytest.mark.parametrize("url", ["", "es:9200", "ftp://es", "http://", "http://es:port", "http://[::1"])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(IndexUnavailableError, match="index_server_address"):
        address_of(url)


def test_a_connection_is_kept_and_keys_are_not_shown(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, index_url="http://u:secret@127.0.0.1:1", index_api_key=None)
    assert connect(settings) is connect(settings)
    assert "secret" not in connect(settings).address
    keyed = Settings(home=tmp_path, index_url="http://127.0.0.1:1", index_api_key=SecretStr("not-to-be-seen"))
    assert "not-to-be-seen" not in repr(keyed)
    connect(keyed)


def test_a_certificate_that_is_not_there_is_said(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, index_url="https://127.0.0.1:1", index_ca=tmp_path / "ca.crt")
    with pytest.raises(IndexUnavailableError, match="index_server_certificate"):
        connect(settings)


@pytest.mark.parametrize("name", ["Kho", "kho-1", "_kho", "kho*", "kho,x", ""])
def test_names_that_could_touch_another_base_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValidationError):
        Settings(home=tmp_path, index_name=name)


def test_where_the_client_is_not_installed_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    package = importlib.import_module("kb.index.elastic")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(IndexUnavailableError) as refused:
        importlib.reload(package)
    assert refused.value.code == "index_server_client"
