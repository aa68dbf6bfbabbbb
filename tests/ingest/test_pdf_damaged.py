"""PDF files that are empty, damaged, locked or made to hang a reader."""

from pathlib import Path

import pytest

from documents.model import ProblemCode
from ingest.errors import EncryptedFileError, FileTooLargeError, NoTextError, UnreadableFileError
from ingest.readers.pdf import page_image, read_pdf
from tests.ingest.pdf_maker import Maker, assemble
from tests.ingest.test_pdf import body, maker, read
from tests.refusing import refused

__all__ = ["maker"]


def test_a_pdf_without_any_text(maker: Maker, tmp_path: Path) -> None:
    maker.page()
    with refused(NoTextError, "mau"):
        read(maker, tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"no pdf at all", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"]
)
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hong.pdf"
    path.write_bytes(content)
    with refused(UnreadableFileError, "hong"):
        read_pdf(path)


def test_a_protected_file(maker: Maker, tmp_path: Path) -> None:
    body(maker.page())
    lock = "00" * 32
    maker.extra = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{lock}> /U <{lock}> /P -4 >> /ID [<{lock}> <{lock}>]"
    path = maker.write(tmp_path / "khoa.pdf")
    with refused(EncryptedFileError, "mật khẩu"):
        read_pdf(path)
    with pytest.raises(EncryptedFileError):
        page_image(path, 1)


def forms_in_forms(depth: int, fan: int) -> list[bytes]:
    """Forms that draw the next one several times each: the last one would be drawn fan ** depth times."""
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /X 5 0 R >> >> /Contents 4 0 R >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, b"<< /Length 5 >>\nstream\n/X Do\nendstream"]
    for level in range(depth):
        content = b" ".join([b"/X Do"] * fan) if level < depth - 1 else b"0 0 10 10 re f"
        following = len(objects) + 2
        objects.append(
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >> /Length %d >>"
            b"\nstream\n%s\nendstream" % (following, len(content), content)
        )
    return objects


def test_a_file_made_to_hang_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bom.pdf"
    path.write_bytes(assemble(forms_in_forms(25, 6)))
    with pytest.raises(FileTooLargeError):
        read_pdf(path)
    with pytest.raises(FileTooLargeError):
        page_image(path, 1)


def test_one_page_that_unpacks_to_too_much_is_left_out(maker: Maker, tmp_path: Path) -> None:
    body(maker.page())
    maker.page().content.extend(["0 0 10 10 re f"] * 1_300_000)
    reading = read(maker, tmp_path)
    assert reading.pages_without_text == (2,)
    assert ProblemCode.TOO_LARGE in {problem.code for problem in reading.problems}
    assert len(reading.lines) == 18


def test_a_font_whose_tables_stand_for_billions_of_characters(maker: Maker, tmp_path: Path) -> None:
    page = maker.page().grid([85, 285, 485], [100, 150, 200])
    page.text(90, 130, "Mẫu")
    path = maker.write(tmp_path / "mau.pdf")
    path.write_bytes(path.read_bytes().replace(b"/DW 500 /W [1 [500]", b"/DW 500 /W [1 2000000000 500 1 [500]"))
    with pytest.raises(FileTooLargeError):
        read_pdf(path)


def test_a_form_that_draws_itself_ends(tmp_path: Path) -> None:
    objects = forms_in_forms(1, 1)
    objects[4] = objects[4].replace(b"0 0 10 10 re f", b"/X Do         ").replace(b"/X 6 0 R", b"/X 5 0 R")
    path = tmp_path / "vong.pdf"
    path.write_bytes(assemble(objects))
    with pytest.raises(NoTextError):
        read_pdf(path)
