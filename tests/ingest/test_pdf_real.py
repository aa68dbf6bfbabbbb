"""Reading the gazette PDFs beside the project: nothing lost, nothing added, and provisions as a reader of the page sees them."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from documents.model import Kind, Line, ProblemCode, Provision, Reading
from documents.structure import Tree, read_tree
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf.reader import Method
from kb.interface.catalogue import VIETNAMESE
from tests.linear import one_of_many

pytestmark = pytest.mark.realdata

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "pdf_provisions.tsv"
# the numbers of the articles, as the pages show them
ARTICLES = {
    "pdf/Quy_che_phoi_hop_quan_ly_NNN_Phu_Tho.pdf": 3,
    "pdf/nghi-dinh-so-111-2022-nd-cp-38434.pdf": 15,
    "pdf/nghi-dinh-so-372-2025-nd-cp-468594.pdf": 3,
    "pdf/thong-tu-so-02-2023-tt-bldtbxh-39230.pdf": 2,
    "pdf/thong-tu-so-02-2024-tt-bldtbxh-41394.pdf": 4,
    "pdf/thong-tu-so-04-2023-tt-bkhdt-39703.pdf": 14,
    "pdf/thong-tu-so-13-2026-tt-nhnn-469590.pdf": 15,
    "pdf/thong-tu-so-7-2026-tt-bnv-469694.pdf": 5,
    "pdf/tontide_35-2024-qh15.pdf": 86,
    "pdf/van-ban-hop-nhat-so-1676-vbhn-bldtbxh-39315.pdf": 15,
    "pdf/van-ban-hop-nhat-so-2007-vbhn-bldtbxh-42065.pdf": 16,
    "pdf/van-ban-hop-nhat-so-2651-vbhn-bldtbxh-42111.pdf": 10,
    "anti_trafficking/van-ban-hop-nhat-so-1345-vbhn-bldtbxh-41612.pdf": 23,
}
LARGE = ("so-02-2024", "so-04-2023", "so-1676", "so-2007", "so-372")  # these five take as long as the other eight three times
FILES = [pytest.param(file, marks=pytest.mark.long if any(name in file for name in LARGE) else ()) for file in ARTICLES]


@pytest.fixture(autouse=True, scope="module")
def _scans_unread() -> Iterator[None]:
    """What is scanned is another test's (`test_ocr`)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.readers.pdf.reader.is_installed", lambda: False)
        yield


@cache
def reading(path: Path, method: Method = "auto") -> Reading:
    return read_pdf(path, method=method)


@cache
def tree(path: Path) -> Tree:
    found = reading(path)
    return read_tree(found.lines, found.notes)


def provisions(path: Path) -> dict[str, Provision]:
    return {provision.path: provision for root in tree(path).provisions for provision in root.walk()}


def digest(provision: Provision) -> str:
    parts = (provision.heading or "", provision.text, provision.tail)
    return hashlib.sha256("\n".join(" ".join(part.split()) for part in parts).encode()).hexdigest()


@pytest.mark.third
@pytest.mark.parametrize("file", FILES)
def test_a_hand_checked_sample_of_provisions(data: Path, file: str) -> None:
    found = provisions(data / "documents" / file)
    rows = [row.split("\t")[1:] for row in GOLDEN.read_text("utf-8").splitlines() if row.startswith(f"{file}\t")]
    wrong = [path for path, _, expected in rows if path not in found or digest(found[path]) != expected]
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize("file", FILES)
def test_article_sequences_are_complete_and_no_running_head_is_inside(data: Path, file: str) -> None:
    path = data / "documents" / file
    found = provisions(path)
    assert not {problem.code for problem in reading(path).problems} - {ProblemCode.NEEDS_OCR, ProblemCode.TRUNCATED}
    numbers = [item.number for item in found.values() if item.kind is Kind.ARTICLE and item.path.startswith("dieu-")]
    assert numbers == [str(number) for number in range(1, ARTICLES[file] + 1)]
    pages = {text.split(" ")[0] for text in reading(path).furniture} | {text.split(" ")[-1] for text in reading(path).furniture}
    for item in found.values():
        for text in (item.heading or "", item.text, item.tail):
            assert not re.search(r"C?ÔNG BÁO/Số", text), item.path
            assert not [line for line in text.split("\n") if line.isdigit() and line in pages], item.path


TWO_WAYS = [
    "pdf/thong-tu-so-02-2023-tt-bldtbxh-39230.pdf",
    "pdf/thong-tu-so-7-2026-tt-bnv-469694.pdf",
    "pdf/van-ban-hop-nhat-so-2651-vbhn-bldtbxh-42111.pdf",
    "pdf/nghi-dinh-so-372-2025-nd-cp-468594.pdf",
]


@pytest.mark.parametrize("file", one_of_many(TWO_WAYS))
def test_the_fast_way_and_the_layout_way_give_the_same(data: Path, file: str) -> None:
    path = data / "documents" / file
    fast, layout = reading(path, "fast"), reading(path, "layout")
    assert [comparable(line) for line in fast.lines] == [comparable(line) for line in layout.lines]
    assert [(note.mark, note.text) for note in fast.notes] == [(note.mark, note.text) for note in layout.notes]
    assert fast.furniture == layout.furniture
    assert all(
        abs(a - b) < 2
        for one, other in zip(fast.lines, layout.lines, strict=True)
        if one.place.box and other.place.box
        for a, b in zip(one.place.box, other.place.box, strict=True)
    )


def comparable(line: Line) -> tuple[object, ...]:
    """All of a line but the blanks beside dots to fill in, which pdfium leaves out where they overlap."""
    rows = line.table.rows if line.table else ()
    texts = [line.text, *(cell for row in rows for cell in row)]
    return (
        [re.sub(r"\s*([.…_]{2,})\s*", r"\1", text) for text in texts],
        line.starts_paragraph,
        line.bold,
        line.marks if "...." not in line.text else len(line.marks),
    )


def test_without_the_extra_a_scan_says_what_to_install(data: Path) -> None:
    found = read_pdf(data / "documents/pdf/thong-tu-so-58-2021-tt-bqp-33814.pdf")
    assert found.pages_without_text == tuple(range(1, 27))
    assert found.lines == ()
    assert "tuluat[ocr]" in VIETNAMESE.write(found.problems[0].message)


@pytest.mark.long
def test_a_file_with_some_scanned_pages(data: Path) -> None:
    found = reading(data / "documents/pdf/thong-tu-so-04-2023-tt-bkhdt-39703.pdf")
    assert found.pages_without_text == (27, 28, 29, 30, 31, 32)  # and not 47, the imprint
    # the table on sideways pages is one
    assert max(len(line.table.rows) for line in found.lines if line.table) > 100


@pytest.mark.long
def test_pages_of_law_leave_no_doubt_where_paragraphs_begin(data: Path) -> None:
    lines = [line for file in ARTICLES for line in reading(data / "documents" / file).lines]
    assert sum(line.starts_paragraph is None for line in lines) < 0.001 * len(lines)
