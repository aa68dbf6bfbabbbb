"""`kb ingest https://…` and `kb get bo-phap-dien`, on a server of our own."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.components.checker import _publisher_at
from kb.base import KnowledgeBase
from kb.database.reading.details import sources_of
from kb.database.tables import SourceFile, VersionSource
from tests.ingest.codification_maker import article, note, paragraphs, topic
from tests.ingest.test_fetching import Handler, server
from tests.kb.command_line import Kb, kb_on
from tests.kb.test_cli_parse_and_ingest import DAMAGES

__all__ = ["server"]

TEXT = DAMAGES["whole"].replace("{n}", "9").encode()
NOTE = "(Điều 1 Luật số 05/2031/QH20 Về vườn ngày 02/03/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2031)"


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    monkeypatch.setenv("KB_OWN_HOSTS", "localhost")
    with kb_on(tmp_path / "base", monkeypatch, capfd) as call:
        yield call


def test_a_text_comes_from_its_address_and_keeps_it(kb: Kb, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    claims = b'<!doctype html><html><head><link rel="canonical" href="https://vbpl.vn/van-ban"></head><body>'
    lines = b"".join(b"<p>%s</p>" % line for line in TEXT.split(b"\n"))
    page = claims + b'<div id="toanvancontent">' + lines + b"</div></body></html>"
    Handler.answers = {
        "/vuon.txt?an=secret": lambda it: it.reply(TEXT, Content_Type="text/plain"),
        "/trang": lambda it: it.reply(page, Content_Type="text/html"),
        "/khong-co?ai=toi": lambda it: it.reply(b"", 404),
    }
    here = f"http://localhost:{server.server_port}"
    addresses = [f"{here}{path}" for path in ("/khong-co?ai=toi", "/vuon.txt?an=secret", "/trang")]
    status, out, _ = kb("ingest", *addresses, "http://127.0.0.1/", "--json")
    reports = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [(report["file"], report["status"]) for report in reports] == [
        ("localhost/khong-co", "rejected"),
        ("vuon.txt", "stored"),
        ("trang.html", "new_source"),
        ("127.0.0.1", "rejected"),
    ]
    assert "404" in reports[0]["problems"][0]["message"]
    assert kb("reread", "trang.html")[0] == 0
    with KnowledgeBase() as base, base.session() as session:
        files = {file.name: file for file in session.scalars(select(SourceFile))}
        assert files["vuon.txt"].url == f"{here}/vuon.txt?an=secret"
        assert files["trang.html"].url == f"{here}/trang"
        assert set(session.scalars(select(VersionSource.trust))) == {1}
    # A file of this machine that says it is from there may be so; nobody saw it come.
    (tmp_path / "tay.html").write_bytes(page + b"<!-- x -->")
    assert kb("ingest", str(tmp_path / "tay.html"))[0] == 0
    with KnowledgeBase() as base, base.session() as session:
        ids = list(session.scalars(select(VersionSource.version_id)))
        origins = {source.file: source.origin.key for some in sources_of(session, ids).values() for source in some}
    assert (origins["tay.html"], origins["vuon.txt"]) == ("reader.claimed", "reader.trust_1")


@pytest.mark.parametrize(
    ("address", "publisher"),
    [
        ("https://vbpl.vn/TW/1", "vbpl.vn"),
        ("https://congbao.chinhphu.vn/1.pdf", "congbao.chinhphu.vn"),
        ("https://moj.vbpl.vn/1", "vbpl.vn"),
        ("http://vbpl.vn/TW/1", None),
        ("https://vbpl.vn.example/1", None),
        ("https://example/vbpl.vn", None),
    ],
)
def test_an_address_says_who_published(address: str, publisher: str | None) -> None:
    assert _publisher_at(address) == publisher


def codification(path: Path) -> bytes:
    text = topic("1.1", "Vườn", article("1", "1.1.LQ.1", "Vườn", note(NOTE, "9"), paragraphs("Mỗi xã có một vườn.")))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("BoPhapDien/demuc/1.html", (2031, 8, 9, 1, 1, 0)), text.encode())
        archive.writestr(zipfile.ZipInfo("BoPhapDien/index.js", (2031, 9, 9, 1, 1, 0)), b"var x = 1;" + bytes(range(256)) * 2000)
    return path.read_bytes()


def test_the_codification_is_fetched_checked_and_put_in(
    kb: Kb, server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_CODIFICATION_URL", f"http://localhost:{server.server_port}/bo.zip")
    monkeypatch.setattr("ingest.codification.reader.today", lambda: date(2032, 1, 1))
    whole = codification(tmp_path / "bo.zip")
    half = len(whole) // 2
    downloads = tmp_path / "base" / "downloads"
    begun = {"Content_Length": len(whole), "Content_Type": "application/zip"}
    Handler.answers = {"/bo.zip": lambda it: it.reply(whole[:half], **begun)}
    status, _, err = kb("get", "bo-phap-dien")
    assert status == 2
    assert "ngắt giữa chừng" in err
    assert list(downloads.iterdir()) == []
    # a damaged file is found, and dropped
    broken = whole[:half] + bytes(byte ^ 255 for byte in whole[half : half + 9]) + whole[half + 9 :]
    Handler.answers = {"/bo.zip": lambda it: it.reply(broken, Content_Type="application/zip")}
    status, _, err = kb("get", "bo-phap-dien")
    assert status == 2
    assert "không phải Bộ pháp điển nguyên vẹn" in err
    assert list(downloads.iterdir()) == []
    days = {"Last_Modified": "Sat, 20 Sep 2031 10:00:00 GMT", "Content_Type": "application/x-zip-compressed"}
    Handler.answers = {"/bo.zip": lambda it: it.reply(whole, **days)}
    status, out, err = kb("get", "bo-phap-dien", "--json")
    assert (status, json.loads(out)["status"]) == (0, "stored")
    assert "09/08/2031" in err
    assert list(downloads.iterdir()) == []
    with KnowledgeBase() as base, base.session() as session:
        (file,) = session.scalars(select(SourceFile)).all()
        assert (str(file.snapshot_on), file.url, file.publisher) == (
            "2031-08-09",
            f"http://localhost:{server.server_port}/bo.zip",
            "Bộ pháp điển",
        )
    assert kb("get", "cong-bao")[0] == 2
