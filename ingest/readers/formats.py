"""What a file is, decided from its content. A name that claims something else is refused."""

import io
import re
import zipfile
from typing import Literal

from ingest.errors import EncryptedFileError, UnknownFormatError, UnreadableFileError, UnsafeArchiveError
from ingest.files.archives import is_zip

Format = Literal["pdf", "docx", "html", "md", "txt"]

READABLE = (
    "các định dạng đọc được là văn bản thuần (.txt), Markdown (.md), HTML, PDF, Word (.docx), Akoma Ntoso (.xml) "
    "và tệp .zip chứa chúng"
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARIES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "ảnh PNG (nhận dạng chữ trong ảnh chưa có)"),
    (b"\xff\xd8\xff", "ảnh JPEG (nhận dạng chữ trong ảnh chưa có)"),
    (b"GIF8", "ảnh GIF (nhận dạng chữ trong ảnh chưa có)"),
    (b"BM", "ảnh BMP (nhận dạng chữ trong ảnh chưa có)"),
    (b"II*\x00", "ảnh TIFF (nhận dạng chữ trong ảnh chưa có)"),
    (b"MM\x00*", "ảnh TIFF (nhận dạng chữ trong ảnh chưa có)"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"BZh", "tệp nén bzip2"),
    (b"\xfd7zXZ", "tệp nén xz"),
    (b"\x28\xb5\x2f\xfd", "tệp nén zstd"),
    (b"MZ", "chương trình Windows"),
    (b"\x7fELF", "chương trình Linux"),
    (b"SQLite format 3", "cơ sở dữ liệu SQLite"),
    (b"OggS", "tệp âm thanh"),
    (b"ID3", "tệp âm thanh"),
    (b"RIFF", "tệp đa phương tiện"),
    (b"%!PS", "tệp PostScript"),
)
_OPENDOCUMENT = "mimetype"
_CONTAINERS = {"pdf": "PDF", "docx": "Word (.docx)"}
_PLAIN = frozenset(("txt", "md", "markdown", "html", "htm", "xml"))
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|article|p|meta)\b", re.IGNORECASE)
_JSON_LINE = re.compile(r'^\s*[\[{]\s*(?:"|\{|\[|\])')
_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(?:[^\n]*\n){0,80}?---[^\S\n]*\n")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\|.*\|\s*$|\|?[ \t]*:?-{3,}:?[ \t]*\|)|\*\*\S[^*\n]*\*\*|^!\[[^\]\n]*\]\(", re.MULTILINE)


def sniff(data: bytes, name: str) -> Format:
    """The format of a file's content.

    :raises UnreadableFileError: its name claims another format, so that nobody knows which of the two is meant
    :raises UnknownFormatError: there is no reader for it; the message says what it is and which formats are read
    :raises EncryptedFileError: a Word or Excel file with a password
    :raises UnsafeArchiveError: an archive inside an archive
    """
    kind = _kind(data, name)
    claim = _suffix(name)
    if claim not in (*_CONTAINERS, *_PLAIN, "zip"):
        return kind
    if claim == kind or (claim in _PLAIN and kind not in _CONTAINERS):
        return kind
    what = _CONTAINERS.get(kind) or ("HTML" if kind == "html" else "văn bản thuần")
    raise UnreadableFileError(
        f"Tệp “{name}” mang đuôi .{claim} nhưng bên trong là {what}; hãy kiểm tra tệp, rồi đặt lại đuôi cho đúng để nạp."
    )


def _kind(data: bytes, name: str) -> Format:
    head = data[:4096]
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if is_zip(head):
        return _sniff_zip(data, name)
    if head.startswith(_OLE):
        raise _sniff_ole(data, name)
    if head.lstrip().startswith(b"{\\rtf"):
        raise unknown(name, "tệp RTF")
    if _is_binary(data):
        what = next((label for magic, label in _BINARIES if head.startswith(magic)), "tệp nhị phân")
        raise unknown(name, what)
    if _looks_like_html(data):
        return "html"
    if _XML.match(head):
        raise unknown(name, "tệp XML không theo Akoma Ntoso")
    return "txt"


def sniff_text(text: str, name: str) -> Format:
    """Markdown or plain text, once the characters are known.

    :raises UnknownFormatError: it is data (JSON, CSV), not a text
    """
    lines = [line for line in text[:20000].splitlines() if line.strip()]
    if lines and _JSON_LINE.match(lines[0]) and not text.lstrip().startswith("[("):
        raise unknown(name, "tệp dữ liệu JSON")
    if _is_delimited(lines, name):
        raise unknown(name, "bảng dữ liệu CSV/TSV")
    if _FRONT_MATTER.match(text.lstrip("\ufeff")) or (_suffix(name) in ("md", "markdown")):
        return "md"
    return "md" if len(_MARKDOWN.findall(text[:40000])) >= 3 else "txt"


def unknown(name: str, what: str) -> UnknownFormatError:
    """The one sentence for a format without reader."""
    return UnknownFormatError(f"Tệp “{name}” là {what}, chưa đọc được; {READABLE}.")


def _sniff_zip(data: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "word/document.xml" in names:
                return "docx"
            if any(entry.startswith("xl/") for entry in names):
                raise unknown(name, "bảng tính Excel (.xlsx)")
            if any(entry.startswith("ppt/") for entry in names):
                raise unknown(name, "bài trình chiếu PowerPoint (.pptx)")
            if names[:1] == [_OPENDOCUMENT]:
                raise unknown(name, "tệp OpenDocument hoặc EPUB")
            if "[Content_Types].xml" in names:
                return "docx"
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise unknown(name, "tệp nén bị hỏng") from error
    raise UnsafeArchiveError(f"Tệp “{name}” là tệp nén lồng trong tệp nén, không mở để tránh bom nén; hãy giải nén rồi nạp.")


def _sniff_ole(data: bytes, name: str) -> UnknownFormatError | EncryptedFileError:
    encrypted = "EncryptedPackage".encode("utf-16-le")
    if encrypted in data:
        return EncryptedFileError(f"Tệp “{name}” được đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.")
    for stream, what in (("WordDocument", "tệp Word đời cũ (.doc)"), ("Workbook", "bảng tính Excel đời cũ (.xls)")):
        if stream.encode("utf-16-le") in data:
            return unknown(name, what)
    return unknown(name, "tệp Office đời cũ")


def _is_binary(data: bytes) -> bool:
    """Control characters that no text in any encoding of ours holds; UTF-16 is told by its mark or its regular zeros."""
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(sample):
        return False
    controls = sum(sample.count(bytes([byte])) for byte in (*range(7), *range(14, 27), 28, 29, 30, 31))
    return controls > len(sample) // 500


def looks_like_utf16(sample: bytes) -> Literal["utf-16-le", "utf-16-be"] | None:
    """UTF-16 without a mark: every other byte is zero for the ASCII characters, which are more than half."""
    even, odd = sample[0:4000:2], sample[1:4000:2]
    if len(odd) < 8:
        return None
    encoding: Literal["utf-16-le", "utf-16-be"]
    if odd.count(0) > len(odd) * 0.4 and even.count(0) < len(even) * 0.05:
        encoding = "utf-16-le"
    elif even.count(0) > len(even) * 0.4 and odd.count(0) < len(odd) * 0.05:
        encoding = "utf-16-be"
    else:
        return None
    text = sample[:4000].decode(encoding, errors="replace")
    return encoding if sum(1 for char in text if char < " " and char not in "\t\r\n") < len(text) // 100 + 1 else None


def _looks_like_html(data: bytes) -> bool:
    head = data[:200_000]
    if looks_like_utf16(head) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] != b"<":
        return False
    return len(_HTML.findall(head)) >= 2 or re.match(rb"<(?:!doctype\s+html|html)\b", start, re.IGNORECASE) is not None


def _is_delimited(lines: list[str], name: str) -> bool:
    """A table of data: the name says so and every line has the same number of separators."""
    if _suffix(name) not in ("csv", "tsv"):
        return False
    return bool(lines)


def _suffix(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""
