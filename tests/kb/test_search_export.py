"""Hits as XLSX and CSV."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from documents.time.status import StatusCode, Told, WordingCode
from kb.errors import KnowledgeBaseError
from kb.export.spreadsheet import COLUMNS, export_bytes, export_file
from kb.interface.catalogue import Catalogue
from kb.search import Hit

DAY = date(2024, 6, 1)
DANGEROUS = ['=HYPERLINK("http://x","y")', "+1+1", "-1", "@SUM(A1)", "\t=1", "%0A", "|calc"]


def hit(heading: str | None = "Mức hỗ trợ", snippet: str = "Mức hỗ trợ\nlà 500.000 đồng.") -> Hit:
    return Hit(
        key="luat/1-2020-qh14/quoc-hoi/2020-01-01#dieu-5a",
        source_id=None,
        instrument="luat/1-2020-qh14/quoc-hoi/2020-01-01",
        number="1/2020/QH14",
        title="Luật Thử",
        path="dieu-5a",
        heading=heading,
        snippet=snippet,
        highlights=(),
        score=1.0,
        status=StatusCode.EXPIRED,
        status_basis="",
        basis="expired",
        basis_days={"end": date(2023, 12, 31)},
        told=Told.EXPIRED,
        wording=WordingCode.OVER,
        last_known=None,
        amended=True,
        best_clause=None,
        version=1,
    )


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            if name.endswith(".xml"):
                ElementTree.fromstring(book.read(name))
        assert not [name for name in book.namelist() if "hyperlink" in name.lower() or ("rels" in name and "sheet" in name)]
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        return book.read("xl/sharedStrings.xml").decode()


def test_the_columns_are_named_in_the_language() -> None:
    heads, row = read_csv(export_bytes([hit()], DAY, "csv"))
    assert heads == [
        "STT",
        "Số hiệu",
        "Văn bản",
        "Điều",
        "Tên điều",
        "Trích đoạn",
        "Hiệu lực",
        "Căn cứ",
        "Xem theo ngày",
        "Khóa",
        "Chữ do người gõ",
    ]
    assert row == [
        "1",
        "1/2020/QH14",
        "Luật Thử",
        "Điều 5a",
        "Mức hỗ trợ",
        "Mức hỗ trợ là 500.000 đồng.",
        "Hết hiệu lực; Đã sửa đổi",
        "Hết hiệu lực sau ngày 31/12/2023.",
        "01/06/2024",
        "luat/1-2020-qh14/quoc-hoi/2020-01-01#dieu-5a",
        "",
    ]
    english = read_csv(export_bytes([hit()], DAY, "csv", Catalogue("en")))
    assert english[0][1:3] == ["Number", "Instrument"]
    assert len(english[0]) == len(COLUMNS) + 1


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text: str) -> None:
    row = read_csv(export_bytes([hit(heading=text)], DAY, "csv"))[1]
    assert row[4][:1] not in ("=", "+", "-", "@", "\t", "|", "%")
    assert text.strip() in row[4]
    assert text.strip().replace('"', "&quot;")[:5] in read_xlsx(export_bytes([hit(heading=text)], DAY, "xlsx")).replace(
        '"', "&quot;"
    )


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_texts_of_any_kind_can_be_written(format_: str) -> None:
    hits = [hit(heading=None), hit(snippet="x" * 100_000), hit(snippet="a\x00b\x07\ud800c <script>&"), hit(snippet="")]
    content = export_bytes(hits, DAY, format_)
    if format_ == "csv":
        assert len(read_csv(content)) == 5
    else:
        assert "&lt;script&gt;" in read_xlsx(content)
    assert export_bytes([], DAY, format_)


def test_a_file_is_written_as_its_ending_says(tmp_path: Path) -> None:
    export_file([hit()], DAY, tmp_path / "a.CSV")
    assert len(read_csv((tmp_path / "a.CSV").read_bytes())) == 2
    export_file([hit()], DAY, tmp_path / "a.xlsx")
    assert "Mức hỗ trợ" in read_xlsx((tmp_path / "a.xlsx").read_bytes())
    for path in (tmp_path / "a.pdf", tmp_path / "a", tmp_path / "absent" / "a.csv"):
        with pytest.raises(KnowledgeBaseError):
            export_file([hit()], DAY, path)
