"""Batches: a report a file, nothing stored of what is refused, nothing lost when something breaks off."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ingest.batch import ingest_paths
from ingest.files.inputs import Input
from ingest.files.source import Limits
from ingest.parsing import ParsedFile, parse_input
from ingest.report import FileReport
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import list_instruments, load_version
from kb.database.state import waiting
from kb.index.build import index_state
from kb.interface.catalogue import VIETNAMESE
from kb.settings import Settings
from tests.kb.databases import empty_sqlite

DECREE = """CHÍNH PHỦ
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: {number}/2031/NĐ-CP

Hà Nội, ngày 01 tháng 3 năm 2031

NGHỊ ĐỊNH

QUY ĐỊNH VỀ VIỆC THỬ {number}

Căn cứ Luật Tổ chức Chính phủ;

Chính phủ ban hành Nghị định quy định về việc thử.

Điều 1. Phạm vi điều chỉnh

Nghị định này quy định việc thử số {number}.

Điều 2. Mức thử

1. Mức thử là {amount} đồng.

2. Người thử gồm:

a) Người thứ nhất;

b) Người thứ hai.

Điều 3. Hiệu lực thi hành

Nghị định này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2031.

TM. CHÍNH PHỦ
THỦ TƯỚNG

Nguyễn Văn Mẫu
"""
CONTRACT = "HỢP ĐỒNG THUÊ NHÀ\n\nBên A cho bên B thuê căn nhà mẫu.\n\nGiá thuê là một triệu đồng.\n"


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def decree(folder: Path, number: int, name: str | None = None, amount: int = 100) -> Path:
    return write(folder, name or f"nghi-dinh-{number:02}.txt", DECREE.format(number=f"{number:02}", amount=amount))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "kho", max_file_mb=1) as made:
        yield made


def ingest(base: KnowledgeBase, *paths: Path, workers: int = 1, **about: object) -> list[FileReport]:
    return list(ingest_paths(base, paths, workers=workers, **about))  # type: ignore[arg-type]


def rows(base: KnowledgeBase, table: type[tables.Base]) -> int:
    with base.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_report_has_the_shape_of_the_contract(base: KnowledgeBase, tmp_path: Path) -> None:
    (report,) = ingest(base, decree(tmp_path, 1))
    shown = report.as_json()
    assert {"file", "status", "instruments", "problems", "seconds"} <= set(shown)
    assert (shown["file"], shown["status"], shown["problems"]) == ("nghi-dinh-01.txt", "stored", [])
    (instrument,) = shown["instruments"]
    assert instrument["key"] == "nghi-dinh/01-2031-nd-cp/chinh-phu/2031-03-01"
    assert instrument["articles"] == 3
    assert set(instrument) == {"key", "articles", "provisions"}


def test_a_text_is_stored_with_its_original_and_found_in_the_index(base: KnowledgeBase, tmp_path: Path) -> None:
    path = decree(tmp_path, 1)
    (report,) = ingest(base, path)
    assert (base.settings.originals_path / (report.sha256 or "")).read_bytes() == path.read_bytes()
    with base.session() as session:
        loaded = load_version(session, report.instruments[0].key)
        assert loaded.provision("dieu-2/khoan-2/diem-b") is not None
        assert waiting(session, "index") == []
    state = index_state(base)
    assert (state.usable, state.fresh, state.missing) == (True, True, ())


def make_zip(folder: Path) -> Path:
    path = folder / "tap.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a/nghi-dinh-08.txt", DECREE.format(number="08", amount=5))
        archive.writestr("b/rong.txt", "")
    return path


@pytest.mark.parametrize("workers", [1, 2])
def test_reports_come_in_the_order_of_the_files(base: KnowledgeBase, tmp_path: Path, workers: int) -> None:
    folder = tmp_path / "vao"
    for number in (3, 1, 2):
        decree(folder, number)
    write(folder, "hop-dong.txt", CONTRACT)
    write(folder / "thu-muc-con", "rong.txt", "")
    make_zip(folder)
    seen: list[tuple[int, int]] = []
    reports = ingest(base, folder, workers=workers, progress=lambda done, total: seen.append((done, total)))
    assert [(report.file, report.status) for report in reports] == [
        ("hop-dong.txt", "stored"),
        ("nghi-dinh-01.txt", "stored"),
        ("nghi-dinh-02.txt", "stored"),
        ("nghi-dinh-03.txt", "stored"),
        ("tap.zip/nghi-dinh-08.txt", "stored"),
        ("tap.zip/rong.txt", "rejected"),
        ("rong.txt", "rejected"),
    ]
    assert seen == [(done, 7) for done in range(1, 8)]


def test_what_becomes_of_each_kind_of_file(base: KnowledgeBase, tmp_path: Path) -> None:
    first = decree(tmp_path, 1)
    other = decree(tmp_path, 1, "ban-dinh-chinh.txt", amount=200)
    copy = decree(tmp_path / "khac", 1, "ban-sao.txt")
    copy.write_text(copy.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    cut = write(
        tmp_path, "trich.txt", DECREE.format(number="02", amount=3).split("Điều 3.")[0].replace("Điều 1. Phạm", "Điều 5. Phạm")
    )
    statuses = {report.file: report.status for report in ingest(base, first, copy, other, cut, first)}
    assert statuses == {
        "nghi-dinh-01.txt": "unchanged",
        "ban-sao.txt": "new_source",
        "ban-dinh-chinh.txt": "new_version",
        "trich.txt": "incomplete",
    }


def encrypted(folder: Path) -> Path:
    path = folder / "khoa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    return path


def bomb(folder: Path) -> Path:
    path = folder / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (64 * 1024 * 1024))
    return path


def leaving(folder: Path) -> Path:
    path = folder / "ra-ngoai.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../thoat.txt", DECREE.format(number="09", amount=1))
    return path


def bytes_file(name: str, content: bytes) -> object:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "ong.txt")
    return folder / "ong.txt"


BAD = [
    pytest.param(pipe, "unreadable", id="a pipe, which may never end"),
    pytest.param(bytes_file("khac.pdf", b"Nghi dinh nay"), "unreadable", id="a text that calls itself PDF"),
    pytest.param(bytes_file("rong.txt", b""), "no_text", id="an empty file"),
    pytest.param(bytes_file("trang.html", b"<html><body><script>1</script></body></html>"), None, id="a page without text"),
    pytest.param(bytes_file("gia.pdf", b"%PDF-1.7\nkhong phai pdf"), "unreadable", id="a file that lies about its type"),
    pytest.param(bytes_file("la.bin", bytes(range(256)) * 8), "unknown_format", id="an unknown format"),
    pytest.param(bytes_file("lon.txt", b"a" * (2 * 1024 * 1024)), "too_large", id="a file above the limit"),
    pytest.param(encrypted, "encrypted", id="an encrypted archive"),
    pytest.param(bomb, None, id="a zip bomb"),
    pytest.param(leaving, "unsafe_archive", id="a name that leaves the archive"),
    pytest.param(lambda folder: folder / "khong-co.txt", "unreadable", id="no such file"),
]


@pytest.mark.third
@pytest.mark.parametrize(("make", "code"), BAD)
def test_bad_input_gets_a_sentence_and_stores_nothing(base: KnowledgeBase, tmp_path: Path, make: object, code: str | None) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    good = decree(tmp_path / "tot", 1)
    bad, after = ingest(base, path, good)
    assert (bad.status, after.status) == ("rejected", "stored")
    (problem,) = bad.problems
    words = VIETNAMESE.write(problem.message)
    assert words.endswith((".", ")"))
    assert "\n" not in words
    assert str(tmp_path) not in words
    assert code is None or problem.code == code
    assert bad.instruments == ()
    assert rows(base, tables.SourceFile) == rows(base, tables.Instrument) == 1
    assert len(list(base.settings.originals_path.iterdir())) == 1
    assert not (tmp_path.parent / "thoat.txt").exists()


@pytest.mark.parametrize("name", [b"xau\xff\xfe.txt", b"hai\ndong.txt", b"nguoc\xe2\x80\xaechieu.txt"])
def test_a_name_that_cannot_be_printed_is_shown_in_characters_that_can(base: KnowledgeBase, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        path.write_text(DECREE.format(number="07", amount=7), encoding="utf-8")
    except OSError:
        pytest.skip("the file system refuses such a name")
    (report,) = ingest(base, path)
    assert report.status == "stored"
    assert report.file.isprintable()


def test_a_loop_of_links_and_a_dead_link_do_not_stop_a_batch(base: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "van-ban"
    decree(folder, 1)
    (folder / "vong").symlink_to(folder)
    (folder / "tu-than").symlink_to("tu-than")
    (folder / "cut.txt").symlink_to(folder / "khong-co")
    assert {report.file: report.status for report in ingest(base, folder)} == {
        "nghi-dinh-01.txt": "stored",
        "tu-than": "rejected",
        "cut.txt": "rejected",
    }


def crash_on_the_second(source: Input, limits: Limits) -> ParsedFile:
    if "02" in source.name:
        os._exit(11)
    if "03" in source.name:
        time.sleep(60)
    if "04" in source.name:
        raise ZeroDivisionError
    return parse_input(source, limits)


def test_a_reader_that_crashes_hangs_or_fails_costs_one_file(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.components.reader.parse_input", crash_on_the_second)
    paths = [decree(tmp_path, number) for number in range(1, 6)]
    base.settings.file_seconds = 3
    reports = ingest(base, *paths, workers=2)
    assert [report.status for report in reports] == ["stored", "rejected", "rejected", "rejected", "stored"]
    said = ["hỏng", "quá 3 giây", "không đúng định dạng"]
    assert [words in VIETNAMESE.write(report.problems[0].message) for words, report in zip(said, reports[1:4], strict=True)] == [
        True
    ] * 3


def test_a_text_that_cannot_be_stored_costs_one_file(base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.database.storing import writer

    real = writer.count_change
    calls: list[int] = []

    def fail_once(*given: object) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ZeroDivisionError
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "count_change", fail_once)
    assert [report.status for report in ingest(base, decree(tmp_path, 1), decree(tmp_path, 2))] == ["rejected", "stored"]
    assert rows(base, tables.Instrument) == rows(base, tables.SourceFile) == len(list(base.settings.originals_path.iterdir())) == 1
    assert [report.status for report in ingest(base, decree(tmp_path, 1))] == ["stored"]


def test_a_batch_that_was_broken_off_goes_on(base: KnowledgeBase, tmp_path: Path) -> None:
    paths = [decree(tmp_path, number) for number in range(1, 6)]
    batch = ingest_paths(base, paths, workers=1)
    assert [next(batch).status for _ in range(2)] == ["stored", "stored"]
    batch.close()  # type: ignore[attr-defined]
    assert index_state(base).fresh
    assert [report.status for report in ingest(base, *paths)] == ["unchanged"] * 2 + ["stored"] * 3


KILLED = """
import os, signal, sys
from pathlib import Path
import kb
from kb.base import KnowledgeBase
from kb.database.storing import writer
from kb.settings import Settings
from ingest.batch import ingest_paths
real, calls = writer.count_change, []
def kill(*given):
    real(*given)
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # in the transaction of the third file
writer.count_change = kill
with KnowledgeBase(Settings(home=Path(sys.argv[1]), database_url=None)) as base:
    list(ingest_paths(base, [Path(sys.argv[2])], workers=1))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_that_is_killed_leaves_a_base_in_order(tmp_path: Path) -> None:
    for number in range(1, 6):
        decree(tmp_path / "vao", number)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "kho"), str(tmp_path / "vao")], cwd=Path(__file__).parents[2], timeout=120
    )
    assert killed.returncode == -signal.SIGKILL
    with sqlite3.connect(tmp_path / "kho" / "kb.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    with KnowledgeBase(Settings(home=tmp_path / "kho", database_url=None)) as base:
        assert rows(base, tables.Instrument) == rows(base, tables.SourceFile) == 2
        assert [report.status for report in ingest(base, tmp_path / "vao")] == ["unchanged"] * 2 + ["stored"] * 3
        state = index_state(base)
        assert (state.fresh, state.missing) == (True, ())


def test_ingesting_again_changes_nothing(base: KnowledgeBase, tmp_path: Path) -> None:
    paths = [decree(tmp_path, number) for number in range(1, 4)]
    first = ingest(base, *paths)
    with base.session() as session:
        before = [(record.key, record.versions, len(record.sources)) for record in list_instruments(session)]
    again = ingest(base, *paths)
    assert [report.instruments for report in again] == [report.instruments for report in first]
    with base.session() as session:
        assert [(record.key, record.versions, len(record.sources)) for record in list_instruments(session)] == before


def test_a_lost_original_comes_back_with_the_file(base: KnowledgeBase, tmp_path: Path) -> None:
    (report,) = ingest(base, decree(tmp_path, 1))
    original = base.settings.originals_path / (report.sha256 or "")
    original.unlink()
    assert ingest(base, decree(tmp_path, 1))[0].status == "unchanged"
    assert original.exists()


def test_every_line_of_a_report_is_kept(base: KnowledgeBase, tmp_path: Path) -> None:
    ingest(base, decree(tmp_path, 1), write(tmp_path, "rong.txt", ""))
    with base.session() as session:
        kept = session.scalars(select(tables.IngestItem).order_by(tables.IngestItem.id)).all()
        assert [(item.file, item.status, item.report["file"]) for item in kept] == [
            ("nghi-dinh-01.txt", "stored", "nghi-dinh-01.txt"),
            ("rong.txt", "rejected", "rong.txt"),
        ]
        assert len({item.run for item in kept}) == 1


def test_the_index_is_mended_by_the_next_batch(base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError("the index is held by another process")

    with monkeypatch.context() as patch:
        patch.setattr("kb.index.build.update", fails)
        assert ingest(base, decree(tmp_path, 1))[0].status == "stored"
    with base.session() as session:
        assert waiting(session, "index") != []
    ingest(base, decree(tmp_path, 1))
    assert index_state(base).fresh
