"""Hits as XLSX and CSV."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from documents.time.status import Basis, StatusCode
from kb.errors import KnowledgeBaseError
from kb.export.files import HITS, MIMES, REPORT, WRITERS, file_bytes, format_of
from kb.export.noted import COLUMNS
from kb.interface import catalogue
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus
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
        standing=ProvisionStatus(StatusCode.EXPIRED, Basis.EXPIRED, {"end": date(2023, 12, 31)}, amended=True, day=DAY),
        best_clause=None,
        version=1,
    )


def written(hits: list[Hit], format_: str, say: Catalogue | None = None) -> bytes:
    return file_bytes(HITS, (hits, DAY), format_, say or Catalogue())


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
    heads, row = read_csv(written([hit()], "csv"))
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
        "Luật Thử số 1/2020/QH14",
        "Điều 5a",
        "Mức hỗ trợ",
        "Mức hỗ trợ là 500.000 đồng.",
        "Hết hiệu lực; Đã sửa đổi",
        "Hết hiệu lực sau ngày 31/12/2023.",
        "01/06/2024",
        "luat/1-2020-qh14/quoc-hoi/2020-01-01#dieu-5a",
        "",
    ]
    english = read_csv(written([hit()], "csv", Catalogue("en")))
    assert english[0][1:3] == ["Number", "Instrument"]
    assert len(english[0]) == len(COLUMNS) + 1


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(text: str) -> None:
    row = read_csv(written([hit(heading=text)], "csv"))[1]
    assert row[4][:1] not in ("=", "+", "-", "@", "\t", "|", "%")
    assert text.strip() in row[4]
    assert text.strip().replace('"', "&quot;")[:5] in read_xlsx(written([hit(heading=text)], "xlsx")).replace('"', "&quot;")


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_texts_of_any_kind_can_be_written(format_: str) -> None:
    hits = [hit(heading=None), hit(snippet="x" * 100_000), hit(snippet="a\x00b\x07\ud800c <script>&"), hit(snippet="")]
    content = written(hits, format_)
    if format_ == "csv":
        assert len(read_csv(content)) == 5
    else:
        assert "&lt;script&gt;" in read_xlsx(content)
    assert written([], format_)


def test_a_file_is_written_as_its_ending_says() -> None:
    assert format_of(HITS, "", Path("a.CSV")) == "csv"
    assert format_of(REPORT, "", Path("a.xlsx"), "json") == "xlsx"
    assert format_of(REPORT, "", Path("a.txt"), "json") == "json"
    for named in ("pdf", "docx"):
        with pytest.raises(KnowledgeBaseError):
            format_of(HITS, named)


def test_a_format_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format more of everything that is written; the page offers what `WRITERS` has."""
    monkeypatch.setitem(MIMES, "txt", "text/plain")
    for kind in WRITERS:
        monkeypatch.setitem(WRITERS, kind, {**WRITERS[kind], "txt": f"{__name__}:_written"})
        assert format_of(kind, "", Path("a.txt")) == "txt"
        assert file_bytes(kind, "words", "txt", Catalogue()) == b"words"
    more = {f"{kind}.file_txt": "TXT" for kind in WRITERS}
    kept = catalogue.entries
    monkeypatch.setattr(catalogue, "entries", lambda language="vi": {**kept(language), **more})
    test = AppTest.from_function(_draw)
    test.run(timeout=60)
    assert not test.exception
    assert sum(button.proto.label == "TXT" for button in test.get("download_button")) == len(WRITERS)


def _draw() -> None:
    from kb.export.files import WRITERS
    from kb.interface.catalogue import Catalogue
    from kb.pages.kit.apart import downloads

    for kind in WRITERS:
        downloads(Catalogue(), kind, lambda format_: format_.encode(), key=kind)


def _written(content: str, say: Catalogue) -> bytes:
    return content.encode()
