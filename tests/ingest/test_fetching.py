"""A file from an address, from a server of our own on the loopback that is as bad as a server can be."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

import ingest.files.fetching as fetching
from ingest.errors import IngestError
from ingest.files.fetching import fetch, is_public
from ingest.files.source import MEGABYTE, shown_address
from kb.settings import Settings

PDF = b"%PDF-1.7\n" + b"a page of the gazette\n" * 4000
PAGE = "<!doctype html><html><body><p>Điều 1. Phạm vi</p></body></html>".encode()
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the table of what is tried."""

    answers: dict[str, Answer] = {}
    asked: list[tuple[str, dict[str, str]]] = []

    def do_GET(self) -> None:
        type(self).asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        try:
            self.answers[self.path](self)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def reply(self, body: bytes, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": len(body), "Content_Type": "application/pdf", **headers}.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def away(self, to: str) -> None:
        self.reply(b"", 302, Location=to)

    def log_message(self, *_: object) -> None:
        pass


def drip(handler: Handler) -> None:
    handler.reply(b"%PDF", Content_Length=100_000)
    while True:
        time.sleep(0.2)
        handler.wfile.write(b".")


def drip_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        time.sleep(0.2)
        handler.wfile.write(b".")


def endless(handler: Handler) -> None:
    handler.reply(b"%PDF-1.7\n", Content_Length=None)
    while True:
        handler.wfile.write(b"x" * 65536)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.daemon_threads = True
    Handler.asked, Handler.answers = [], {}
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The loopback may be asked under one of its names, and under no other."""
    return Settings(home=tmp_path / "base", own_hosts="localhost", max_file_mb=1)


def at(server: ThreadingHTTPServer, path: str = "/van-ban.pdf", host: str = "localhost") -> str:
    return f"http://{host}:{server.server_port}{path}"


def test_a_file_is_fetched_as_it_is(server: ThreadingHTTPServer, settings: Settings, tmp_path: Path) -> None:
    Handler.answers = {
        "/di": lambda it: it.away("/tai?ItemID=7#dieu-1"),
        "/tai?ItemID=7": lambda it: it.reply(
            PDF, Content_Disposition="attachment; filename*=UTF-8''Ngh%E1%BB%8B%20%C4%91%E1%BB%8Bnh.pdf"
        ),
        "/toan-van.aspx?ItemID=9": lambda it: it.reply(PAGE, Content_Type="text/html; charset=utf-8"),
    }
    found = fetch(at(server, "/di"), tmp_path, settings)
    assert (found.name, found.content_type, found.address) == ("Nghị định.pdf", "application/pdf", at(server, "/tai?ItemID=7"))
    assert found.path.read_bytes() == PDF
    page = fetch(at(server, "/toan-van.aspx?ItemID=9"), tmp_path, settings)
    assert page.path.name == "toan-van.aspx.html"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Nghị định.pdf", "toan-van.aspx.html"]
    for _, headers in Handler.asked:
        assert set(headers) == {"host", "user-agent", "accept-encoding"}
        assert headers["user-agent"].startswith("TuLuat/")


def test_no_proxy_of_the_environment_is_asked(
    server: ThreadingHTTPServer, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Handler.answers = {"/van-ban.pdf": lambda it: it.reply(PDF)}
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(at(server), tmp_path, settings).path.read_bytes() == PDF


HOSTILE: dict[str, tuple[str, Answer]] = {
    "cut short": ("address_broken", lambda it: it.reply(PDF, Content_Length=len(PDF) + 50_000)),
    "no number as its length, and no file": ("address_empty", lambda it: it.reply(b"", Content_Length="many")),
    "two lengths": ("address_broken", lambda it: it.reply(PDF, Content_Length=f"{len(PDF)}, 7")),
    "chunks that end in the middle": (
        "address_broken",
        lambda it: it.reply(b"ffff\r\n%PDF-1.7", Content_Length=None, Transfer_Encoding="chunked"),
    ),
    "no HTTP": ("address_broken", lambda it: it.wfile.write(b"220 mail\r\n\r\n")),
    "endless": ("address_large", endless),
    "larger than may be": ("address_large", lambda it: it.reply(PDF, Content_Length=2 * MEGABYTE)),
    "a bomb": ("address_large", lambda it: it.reply(gzip.compress(bytes(64 * MEGABYTE)), Content_Encoding="gzip")),
    "a bomb in a bomb": (
        "address_large",
        lambda it: it.reply(gzip.compress(gzip.compress(bytes(64 * MEGABYTE))), Content_Encoding="gzip, gzip"),
    ),
    "not what it is packed in": ("address_broken", lambda it: it.reply(PDF, Content_Encoding="gzip")),
    "a page as a PDF": ("address_type", lambda it: it.reply(PAGE)),
    "a PDF as a page": ("address_type", lambda it: it.reply(PDF, Content_Type="text/html")),
    "a program as a picture": ("address_type", lambda it: it.reply(b"MZ\x00\x01" * 100, Content_Type="image/png")),
    "nothing": ("address_empty", lambda it: it.reply(b"")),
    "not there": ("address_status", lambda it: it.reply(PAGE, 404)),
    "a part that nobody asked for": ("address_status", lambda it: it.reply(PDF, 206, Content_Range="bytes 0-9/10")),
    "for ever elsewhere": ("address_redirects", lambda it: it.away(it.path)),
    "elsewhere by another protocol": ("address_scheme", lambda it: it.away("file:///etc/passwd")),
    "elsewhere with a password": ("address_credentials", lambda it: it.away("http://a:b@localhost/")),
    "elsewhere, nowhere": ("address_form", lambda it: it.away("http://[::1")),
    **{
        f"to {inside}": (
            "address_private",
            lambda it, inside=inside: it.away(f"http://{inside}/".replace("PORT", str(it.server.server_port))),
        )  # type: ignore[misc]
        for inside in (
            "127.0.0.1:PORT",
            "169.254.169.254/latest/meta-data",
            "[::1]:PORT",
            "10.0.0.1",
            "[::ffff:127.0.0.1]",
            "2130706433",
            "0177.0.0.1",
            "0x7f.1",
            "0",
            "[fe80::1]",
        )
    },
}


@pytest.mark.third
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_server_gets_one_sentence_and_leaves_nothing(
    name: str, server: ThreadingHTTPServer, settings: Settings, tmp_path: Path
) -> None:
    code, answer = HOSTILE[name]
    Handler.answers = {"/van-ban.pdf": answer}
    with pytest.raises(IngestError) as failed:
        fetch(at(server), tmp_path, settings)
    assert failed.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "kept"), [("Ế" * 200 + ".pdf", "Ế" * 60 + ".pdf"), ("tai-ve.part", "tai-ve.part")])
def test_a_file_may_be_named_as_a_server_likes(
    name: str, kept: str, server: ThreadingHTTPServer, settings: Settings, tmp_path: Path
) -> None:
    named = f"attachment; filename*=UTF-8''{quote(name)}"
    Handler.answers = {"/van-ban.pdf": lambda it: it.reply(b"words", Content_Type="", Content_Disposition=named)}
    assert fetch(at(server), tmp_path, settings).path.read_bytes() == b"words"
    assert [path.name for path in tmp_path.iterdir()] == [kept]


@pytest.mark.parametrize("answer", [drip, drip_head], ids=["its body", "its head"])
def test_who_drips_is_stopped(answer: Answer, server: ThreadingHTTPServer, settings: Settings, tmp_path: Path) -> None:
    Handler.answers = {"/van-ban.pdf": answer}
    began = time.monotonic()
    with pytest.raises(IngestError) as failed:
        fetch(at(server), tmp_path, settings, seconds=1)
    assert failed.value.code == "address_slow"
    assert time.monotonic() - began < 20
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ftp://congbao.chinhphu.vn/1.pdf", "address_scheme"),
        ("http://user:secret@vbpl.vn/1", "address_credentials"),
        ("http:///1.pdf", "address_form"),
        ("http://vbpl.vn:22/", "address_port"),
        ("http://vbpl.vn:99999/", "address_form"),
        ("http://vbpl.vn/ HTTP/1.1\r\nHost: khac", "address_form"),
        ("http://vbpl.vn\\@127.0.0.1/", "address_form"),
        ("http://127.0.0.1/", "address_private"),
        ("http://017700000001/", "address_private"),
        ("https://[::ffff:10.0.0.1]/", "address_private"),
        ("http://khong-co.invalid/", "address_unknown"),
    ],
)
def test_an_address_that_is_not_asked(address: str, code: str, tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(IngestError) as failed:
        fetch(address, tmp_path, settings)
    assert failed.value.code == code


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::1",
        "no",
    ],
)
def test_what_is_not_out_on_the_internet(number: str) -> None:
    assert not is_public(number)


def test_what_is_out_on_the_internet() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")


def test_the_number_that_was_checked_is_the_one_that_is_connected_to(
    server: ThreadingHTTPServer, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A name that leads out at first and here the next time it is asked for (DNS rebinding)."""
    Handler.answers = {"/van-ban.pdf": lambda it: it.reply(PDF)}
    answers = iter(["203.0.113.7", "127.0.0.1"])
    lookups: list[str] = []

    def lookup(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers) if host == "xa.vn" else host, port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(fetching, "_CONNECTING", 0.2)
    monkeypatch.setattr("ingest.files.fetching.is_public", lambda number: number == "203.0.113.7")
    with pytest.raises(IngestError) as failed:
        fetching._download(at(server, host="xa.vn"), tmp_path / "x.part", MEGABYTE, frozenset())
    assert failed.value.code == "address_unreachable"
    assert lookups.count("xa.vn") == 1
    assert Handler.asked == []


def test_a_disk_that_cannot_be_written_is_no_broken_line(server: ThreadingHTTPServer, settings: Settings, tmp_path: Path) -> None:
    Handler.answers = {"/van-ban.pdf": lambda it: it.reply(PDF)}
    with pytest.raises(IngestError) as failed:
        fetch(at(server), tmp_path / "no folder", settings)
    assert failed.value.code == "address_not_written"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=1&q=an#x", "vbpl.vn/TW/Pages/vbpq-toanvan.aspx"),
        ("http://user:secret@vbpl.vn/1.pdf", "vbpl.vn/1.pdf"),
        ("http://[::1", "http"),
    ],
)
def test_a_report_names_an_address_without_what_it_asks(address: str, shown: str) -> None:
    assert shown_address(address) == shown
