"""Word, Excel and PowerPoint files of old and of today, and rich text."""

import http.server
import io
import os
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from documents.model import ProblemCode, Reading
from documents.text.decoding import encoding_of
from ingest.apart import run_apart
from ingest.batch import ingest_paths
from ingest.errors import EncryptedFileError, FileTooLargeError, IngestError, ProgramMissingError, UnreadableFileError
from ingest.files.inputs import Input, Source
from ingest.files.source import Limits
from ingest.parsing import parse_file, parse_input
from ingest.readers import office
from ingest.readers.registry import Options, recognise
from ingest.readers.registry import read as read_with
from kb.apart.process import WorkLimits
from kb.interface.catalogue import VIETNAMESE
from tests.ingest.office_maker import flat_slides, flat_text, need_office, old_files, pptx, shape, slide_table, xlsx
from tests.kb.databases import empty_sqlite

RTF = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 .VnTime;}}\f0 Th\'abng t\'ad sè 05/2001/TT-BTC h\'ad\'edng dÉn\par "
    r"\'a7i\'d2u 1. Ph\'b9m vi\par Th\'abng t\'ad nµy quy \'ae\'denh viÖc hç trî n¹n nh©n.\par}"
).encode("cp1252")

CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOX = '<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="2cm"><draw:text-box>{}</draw:text-box></draw:frame>'
CELL = "<table:table-cell><text:p>{}</text:p></table:table-cell>"


def source(data: bytes, name: str) -> Source:
    return Source.of(Input(Path("thu") / name), data)


def read(data: bytes, name: str) -> Reading:
    return read_with(source(data, name), Options(Limits()))[1].readings[0]


def texts(data: bytes, name: str) -> list[str]:
    return [line.text for line in read(data, name).lines if not line.table]


# presentations


def test_slides_are_read_in_their_order_with_tables_and_remarks_set_aside() -> None:
    table = slide_table(("Nhóm", "Mức", ">"), ("^", "A", "B"))
    slides = (shape("Tên bài", "title") + shape("Ý một\nÝ hai") + shape("12", "sldNum"), shape("Bảng mức", "title") + table)
    reading = read(pptx(*slides, notes=("Nói thêm",)), "bai.pptx")
    assert [line.text for line in reading.lines] == ["Tên bài", "Ý một", "Ý hai", "Bảng mức", ""]
    assert reading.lines[-1].table is not None
    assert reading.lines[-1].table.cells == (("Nhóm", "Mức", ""), (None, "A", "B"))
    assert reading.furniture == ("12", "Nói thêm")


# workbooks


def test_a_sheet_is_a_table_between_its_title_and_its_notes() -> None:
    rows = (
        ("Phụ lục I. Mức hỗ trợ",),
        (),
        ("STT", "Nội dung", "Mức", None),
        (None, None, "Người lớn", "Trẻ em"),
        (1, "Tiền ăn", 1500000, 0.5),
        (2, "Đi lại", date(2031, 2, 1), True),
        ("Ghi chú: tính theo tháng",),
    )
    merged = ((2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3))
    reading = read(xlsx(*rows, name="Phụ lục I", merged=merged, hidden="chữ ẩn"), "muc.xlsx")
    assert [line.text for line in reading.lines] == ["Phụ lục I", "Phụ lục I. Mức hỗ trợ", "", "Ghi chú: tính theo tháng"]
    assert reading.lines[2].table is not None
    assert reading.lines[2].table.cells == (
        ("STT", "Nội dung", "Mức", ""),
        (None, None, "Người lớn", "Trẻ em"),
        ("1", "Tiền ăn", "1500000", "0.5"),
        ("2", "Đi lại", "01/02/2031", "True"),
    )
    assert reading.furniture == ("Nháp",)


def test_a_sheet_without_columns_is_text() -> None:
    assert texts(xlsx(("Điều 1. Thử",), ("Nội dung",)), "a.xlsx") == ["Điều 1. Thử", "Nội dung"]


def test_a_workbook_is_read_whatever_encoding_its_cells_are_in() -> None:
    reading = read(
        xlsx(("§¬n vÞ tÝnh", "Néi dung", "Tæng sè"), ("Coâng trình ñieän löïc", "Kèm theo Quyết định", "§Çu t­")), "a.xlsx"
    )
    assert reading.lines[0].table is not None
    assert reading.lines[0].table.rows[0] == ("Đơn vị tính", "Nội dung", "Tổng số")
    assert reading.lines[0].table.rows[1] == ("Công trình điện lực", "Kèm theo Quyết định", "Đầu tư")


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (xlsx(("a", "b", "c"))[:500], "cut.xlsx", UnreadableFileError),
        (pptx(shape("a"))[:300], "cut.pptx", UnreadableFileError),
        (
            CONTAINER + "Workbook\0".encode("utf-16-le"),
            "cut.xls",
            UnreadableFileError,
        ),
        (CONTAINER + "EncryptedPackage".encode("utf-16-le"), "khoa.xlsx", EncryptedFileError),
    ],
)
def test_a_damaged_or_locked_file_gets_a_sentence(data: bytes, name: str, error: type[IngestError]) -> None:
    with pytest.raises(IngestError) as caught:
        read(data, name)
    assert isinstance(caught.value, error) or name.startswith("cut")
    assert name in VIETNAMESE.write(caught.value)


def test_a_cell_far_out_does_not_fill_the_memory() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write(1_048_575, 16_383, "xa")
    book.close()
    with pytest.raises(FileTooLargeError, match="sheet_large"):
        read(buffer.getvalue(), "xa.xlsx")


# what LibreOffice turns into those


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (RTF, "a.rtf", "rtf"),
        (RTF, "a.doc", "rtf"),
        (CONTAINER + "WordDocument\0".encode("utf-16-le"), "a.doc", "doc"),
        (CONTAINER + "PowerPoint Document\0".encode("utf-16-le"), "a.ppt", "ppt"),
        (CONTAINER + "Workbook\0".encode("utf-16-le"), "a.xls", "xlsx"),
        (pptx(shape("a")), "a.pptx", "pptx"),
    ],
)
def test_old_formats_are_told_from_their_content(data: bytes, name: str, kind: str) -> None:
    assert recognise(source(data, name)).name == kind


def test_without_libreoffice_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(ProgramMissingError) as caught:
        read(RTF, "cu.rtf")
    assert "libreoffice-writer-nogui" in VIETNAMESE.write(caught.value)


def test_rich_text_in_an_old_font_is_read(tmp_path: Path) -> None:
    need_office()
    (tmp_path / "cu.rtf").write_bytes(RTF)
    parsed = parse_file(tmp_path / "cu.rtf")
    assert parsed.format == "rtf"
    assert encoding_of(parsed.problems) == "tcvn3"
    assert [line.text for line in parsed.readings[0].lines][1:] == [
        "Điều 1. Phạm vi",
        "Thông tư này quy định việc hỗ trợ nạn nhân.",
    ]


@pytest.mark.long
def test_a_word_file_of_old_keeps_heads_boxes_and_cells(tmp_path: Path) -> None:
    rows = (("Nhóm", "Mức hỗ trợ"), ("Trẻ em", "500.000"))
    table = "".join(f"<table:table-row>{''.join(map(CELL.format, row))}</table:table-row>" for row in rows)
    table = f'<table:table><table:table-column table:number-columns-repeated="2"/>{table}</table:table>'
    box = BOX.format("<text:p>Trong khung</text:p>")
    flat = flat_text(f"<text:p>Lời đầu{box}</text:p>{table}<text:p>Lời cuối</text:p>", header="Mẫu số 01")
    made = old_files(tmp_path, "doc", mau=flat)["mau"]
    reading = read(made, "mau.doc")
    assert [line.text for line in reading.lines if not line.table] == ["Mẫu số 01", "Lời đầu", "Trong khung", "Lời cuối"]
    tables = [line.table.rows for line in reading.lines if line.table]
    assert tables == [rows]


@pytest.mark.long
def test_a_presentation_of_old_is_read(tmp_path: Path) -> None:
    made = old_files(tmp_path, "ppt", bai=flat_slides("Trang một\nÝ đầu", "Trang hai"))["bai"]
    assert texts(made, "bai.ppt") == ["Trang một", "Ý đầu", "Trang hai"]


@pytest.mark.long
def test_a_batch_shares_a_start_and_a_bad_file_costs_itself_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_office()
    folder = tmp_path / "vao"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.rtf").write_bytes(RTF.replace(b"05/2001", b"1%d/2001" % number))
    (folder / "3-hong.doc").write_bytes(CONTAINER + b"\1" * 5000 + "WordDocument\0".encode("utf-16-le"))
    starts: list[int] = []
    run = office._run
    monkeypatch.setattr(office, "_run", lambda *arguments: starts.append(1) or run(*arguments))
    with empty_sqlite(tmp_path / "kho") as base:
        reports = list(ingest_paths(base, [folder], workers=2))
    assert [report.file for report in reports if report.status == "rejected"] == ["3-hong.doc"]
    assert len(reports) == 9
    assert len(starts) <= 5


@pytest.fixture
def server() -> Iterator[tuple[int, list[str]]]:
    """A server on the loopback that notes what it is asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield served.server_port, asked
    served.shutdown()
    served.server_close()
    thread.join()


@pytest.mark.long
@pytest.mark.parametrize("isolated", [True, False])
def test_links_to_files_and_servers_are_not_followed(
    tmp_path: Path, server: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch, isolated: bool
) -> None:
    need_office()
    if not isolated:
        monkeypatch.setattr(office, "_off_the_network", list)
    port, asked = server
    secret = tmp_path / "mat.txt"
    secret.write_text("BIMAT")
    fields = (
        f'INCLUDETEXT "{secret}"',
        f'INCLUDEPICTURE "http://127.0.0.1:{port}/x.png" \\\\d',
        f'LINK Word.Document.8 "http://127.0.0.1:{port}/y.doc"',
        f'DDEAUTO soffice "{secret}" x',
        f'INCLUDETEXT "http://127.0.0.1:{port}/z.txt"',
    )
    head = rf"{{\rtf1\ansi{{\*\template http://127.0.0.1:{port}/t.dotm}} "
    rich = [head + rf"{{\field{{\*\fldinst {field}}}{{\fldrslt CU}}}}\par}}" for field in fields]
    made = office.convert([source(text.encode("ascii"), f"{at}.rtf") for at, text in enumerate(rich)], WorkLimits(120, 512))
    assert all(isinstance(result, Source) and b"BIMAT" not in (result.converted or b"") for result in made)
    assert asked == []


@pytest.mark.long
def test_a_conversion_that_takes_too_long_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\nsleep 1234 & sleep 1234\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    began = time.monotonic()
    results = office.convert([source(RTF, "a.rtf"), source(RTF, "b.rtf")], WorkLimits(1, 512))
    assert [isinstance(result, FileTooLargeError) for result in results] == [True, True]
    assert time.monotonic() - began < 30
    commands = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert not any(b"sleep\x001234" in command for command in commands)


def test_what_a_reviewer_deleted_is_set_aside_and_said() -> None:
    from tests.ingest.test_docx import read as read_word

    deleted, inserted = "<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>", "<w:ins><w:r><w:t>mới</w:t></w:r></w:ins>"
    reading = read_word(f"<w:p><w:r><w:t>Mức </w:t></w:r>{deleted}{inserted}</w:p>")
    assert [line.text for line in reading.lines] == ["Mức mới"]
    assert reading.furniture == ("cũ",)
    assert [problem.code for problem in reading.problems] == [ProblemCode.TRACKED_CHANGES]


def bomb(kind: str) -> tuple[str, bytes]:
    """A file that asks for more than it may have."""
    if kind == "expanding sheet":
        return "a.xlsx", repacked(xlsx(("a", "b", "c")), {"xl/worksheets/sheet1.xml": b"<worksheet>" + b" " * (400 << 20)})
    if kind == "entities in a workbook":
        laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 50}">' for n in range(1, 9))
        words = f'<!DOCTYPE a [<!ENTITY a0 "haha">{laughs}]><sst><si><t>&a8;</t></si></sst>'
        return "a.xlsx", repacked(xlsx(("a", "b", "c")), {"xl/sharedStrings.xml": words.encode()})
    if kind == "deep slides":
        return "a.pptx", pptx("<p:grpSp>" * 50_000 + shape("Sâu") + "</p:grpSp>" * 50_000)
    if kind == "entities in slides":
        slide = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'
        return "a.pptx", repacked(pptx(shape("a")), {"ppt/slides/slide1.xml": slide})
    if kind == "wide cells":
        return "a.pptx", pptx(slide_table(("a", "b")).replace("<a:tc>", '<a:tc gridSpan="99999999">') * 200)
    if kind == "slides in a ring":
        rels = b'<a><b Id="r1" Target="presentation.xml"/></a>'
        return "a.pptx", repacked(pptx(shape("a")), {"ppt/_rels/presentation.xml.rels": rels})
    if kind == "deep groups":
        return "a.rtf", b"{\\rtf1 " + b"{" * 200_000 + b"a" + b"}" * 200_000 + b"}"
    if kind == "deep tables":
        return "a.rtf", b"{\\rtf1 " + b"\\trowd\\itap9\\cellx100 a\\nestcell " * 20_000 + b"}"
    return "a.rtf", b"{\\rtf1 {\\pict\\wmetafile8\\bin2147483647 " + b"0" * 1000 + b"}\\par a}"


def repacked(data: bytes, changed: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(out := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | changed).items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.long
@pytest.mark.parametrize(
    "kind",
    [
        "expanding sheet",
        "entities in a workbook",
        "deep slides",
        "entities in slides",
        "wide cells",
        "slides in a ring",
        "deep groups",
        "deep tables",
        "endless picture",
    ],
)
def test_a_file_that_asks_for_too_much_is_read_or_refused_within_its_limits(tmp_path: Path, kind: str) -> None:
    name, content = bomb(kind)
    if name.endswith("rtf"):
        need_office()
    (tmp_path / name).write_bytes(content)
    began = time.monotonic()
    try:
        parsed = run_apart(parse_input, Input(tmp_path / name), Limits(), name=name, limits=WorkLimits(20, 512))
        said = f"{name}: {len(parsed.instruments)}"
    except IngestError as error:
        said = VIETNAMESE.write(error)
    assert name in said
    assert time.monotonic() - began < 60
