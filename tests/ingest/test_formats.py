"""A format is what the content is; a name that lies and what has no reader get one sentence."""

import io
import zipfile
from pathlib import Path
from pkgutil import resolve_name

import pytest

from documents.model import Kind, Line, Reading
from ingest.errors import EncryptedFileError, IngestError, NoTextError, UnknownFormatError, UnreadableFileError
from ingest.files.inputs import Input, Source
from ingest.parsing import parse_file, read_source
from ingest.readers.registry import READERS, Reader, recognise
from kb.interface.catalogue import VIETNAMESE
from tests.refusing import refused

DECREE = "NGHỊ ĐỊNH\nQuy định về việc thử\nĐiều 1. Phạm vi\nNghị định này quy định việc thử.\n"


def source(data: bytes, name: str) -> Source:
    return Source.of(Input(Path("thu") / name), data)


def office(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "pdf"),
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "trang", "html"),
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "a.doc", "html"),
        (b"\xef\xbb\xbf  <html><body>x</body></html>", "a.txt", "html"),
        ("<html><body>Điều 1</body></html>".encode("utf-16"), "a.html", "html"),
        (office("[Content_Types].xml", "word/document.xml"), "a.docx", "docx"),
        (DECREE.encode(), "a.DAT", "txt"),
        (DECREE.encode("utf-16"), "a.txt", "txt"),
        (DECREE.encode("utf-16-le"), "a.txt", "txt"),
    ],
)
def test_content_decides(data: bytes, name: str, kind: str) -> None:
    assert recognise(source(data, name)).name == kind


@pytest.mark.parametrize(
    ("data", "name", "inside"),
    [
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "a.pdf", "HTML"),
        (DECREE.encode(), "a.docx", "văn bản thuần"),
        (DECREE.encode(), "A.PDF", "văn bản thuần"),
        (DECREE.encode(), "a.zip", "văn bản thuần"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.txt", "PDF"),
        (office("[Content_Types].xml", "word/document.xml"), "a.html", "Word"),
    ],
)
def test_a_file_that_lies_about_its_type_gets_one_sentence(data: bytes, name: str, inside: str) -> None:
    with refused(UnreadableFileError, f"bên trong là {inside}") as caught:
        recognise(source(data, name))
    assert name in VIETNAMESE.write(caught.value)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        (DECREE, "a.txt", "txt"),
        ("---\ntitle: Thử\n---\n\nĐiều 1. Thử\n", "a.txt", "md"),
        ("# Nghị định\n\n## Chương I\n\n### Điều 1. Thử\n\nThử.", "a.txt", "md"),
        (DECREE, "a.md", "md"),
    ],
)
def test_markdown_is_told_from_plain_text(text: str, name: str, kind: str) -> None:
    assert recognise(source(text.encode(), name)).name == kind


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (OLE + b"\0" * 600, "thu.msg", "Office đời cũ"),
        (b"GIF89a" + b"\0" * 50, "anh.gif", "ảnh GIF"),
        (b"\x00\x01\x02\x03" * 100, "la.txt", "nhị phân"),
        (b'{"id": 1, "text": "x"}\n', "du-lieu.jsonl", "JSON"),
        ("số,tên\n1,a\n".encode(), "bang.csv", "CSV"),
        (b'<?xml version="1.0"?><so-lieu>1</so-lieu>', "so-lieu.xml", "XML"),
    ],
)
def test_what_has_no_reader_gets_one_sentence_with_the_formats_that_are_read(data: bytes, name: str, word: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        read_source(source(data, name))
    message = VIETNAMESE.write(caught.value)
    assert word in message
    assert name in message
    assert "các định dạng đọc được" in message
    assert message.count(". ") == 0


@pytest.mark.parametrize("stream", ["EncryptedPackage", "EncryptionInfo"])
def test_a_locked_word_file_is_encrypted(stream: str) -> None:
    data = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + stream.encode("utf-16-le")
    with pytest.raises(EncryptedFileError):
        recognise(source(data, "khoa.docx"))


@pytest.mark.parametrize("content", [b"", b"  \n\t \r\n", b"\xef\xbb\xbf", "\u00a0\u200b\n".encode()])
def test_an_empty_file_is_rejected_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trong.txt"
    path.write_bytes(content)
    with refused(NoTextError, r"trong\.txt"):
        parse_file(path)


def test_a_page_without_text_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "rong.html"
    path.write_text("<html><body><div><img src='a.png'></div><script>x()</script></body></html>")
    with pytest.raises(IngestError):
        parse_file(path)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", DECREE),
        ("utf-16", DECREE),
        ("cp1258", "Nghi\u0323 đi\u0323nh na\u0300y quy đi\u0323nh viê\u0323c thư\u0309\n"),
    ],
)
def test_encodings_of_plain_text(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    [reading] = parse_file(path).readings
    assert any("ị" in line.text for line in reading.lines) or "Ị" in reading.lines[0].text


def toy(given: Source, _: object) -> Reading:
    return Reading("ca", tuple(Line(line[1:]) for line in given.text.splitlines()[1:]))


def test_a_format_is_added_by_a_module_and_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ca").write_text("~CA\n" + "".join(f"~{line}\n" for line in DECREE.splitlines()))
    line = Reader("ca", 3, f"{__name__}:toy", "tệp của cá", lambda given: given.data.startswith(b"~CA"), listed="tệp của cá (.ca)")
    monkeypatch.setattr("ingest.readers.registry.READERS", [line, *READERS])
    parsed = parse_file(tmp_path / "a.ca")
    assert (parsed.format, parsed.reader_version) == ("ca", line.version)
    assert [part.path for part in parsed.instruments[0].walk() if part.kind is Kind.ARTICLE] == ["dieu-1"]
    with refused(UnknownFormatError, r"tệp của cá \(\.ca\) và"):
        recognise(source(b"GIF89a" + b"\0" * 50, "anh.gif"))


def test_every_reader_can_be_loaded() -> None:
    for reader in READERS:
        assert all(callable(resolve_name(name)) for name in (reader.read, reader.claims) if name), reader.name
        assert reader.recognises or reader.claims
    assert len({reader.name for reader in READERS}) == len(READERS)
