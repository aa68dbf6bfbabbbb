"""How a format is recognised from the content of a file, and what is said of a file that has no reader."""

import io
import re
import zipfile
from enum import StrEnum

from documents.messages import Message
from ingest.errors import EncryptedFileError, IngestError, UnknownFormatError, UnreadableFileError, UnsafeArchiveError
from ingest.files.source import Source, is_zip, looks_like_utf16

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARIES: tuple[tuple[bytes, Message], ...] = (
    (b"GIF8", Message.of("format.image", kind="GIF")),
    (b"BM", Message.of("format.image", kind="BMP")),
    (b"Rar!", Message.of("format.archive", kind="RAR")),
    (b"7z\xbc\xaf", Message.of("format.archive", kind="7z")),
    (b"\x1f\x8b", Message.of("format.archive", kind="gzip")),
    (b"BZh", Message.of("format.archive", kind="bzip2")),
    (b"\xfd7zXZ", Message.of("format.archive", kind="xz")),
    (b"\x28\xb5\x2f\xfd", Message.of("format.archive", kind="zstd")),
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|article|p|meta)\b", re.IGNORECASE)
_AKOMA_NTOSO = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?akomaNtoso[\s/>]")
_LOOKED_AT = 200_000
_JSON_LINE = re.compile(r'^\s*[\[{]\s*(?:"|\{|\[|\])')
_FRONT_MATTER = re.compile(r"\A---[^\S\n]*\n(?:[^\n]*\n){0,80}?---[^\S\n]*\n")
_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\|.*\|\s*$|\|?[ \t]*:?-{3,}:?[ \t]*\|)|\*\*\S[^*\n]*\*\*|^!\[[^\]\n]*\]\(", re.MULTILINE)


class Content(StrEnum):
    """What the first bytes of a file say that it is, whether there is a reader for it or not."""

    PDF = "PDF"
    ZIP = "ZIP"
    OFFICE = "Office 97–2003"
    RTF = "RTF"
    IMAGE = "JPEG/PNG/TIFF"
    TEXT = "HTML/TXT"
    OTHER = "other"


def content_of(head: bytes) -> Content:
    """What a file is by its first bytes."""
    if b"%PDF-" in head[:1024]:
        return Content.PDF
    if is_zip(head):
        return Content.ZIP
    if head.startswith(_OLE):
        return Content.OFFICE
    if head.lstrip().startswith(b"{\\rtf"):
        return Content.RTF
    if any(label.key == "format.image" for magic, label in _BINARIES if head.startswith(magic)):
        return Content.IMAGE
    return Content.OTHER if _is_binary(head) else Content.TEXT


def is_akoma_ntoso(source: Source) -> bool:
    """Whether a file's content is Akoma Ntoso, of whatever edition."""
    head = source.data[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<") and _AKOMA_NTOSO.search(head) is not None


def is_pdf(source: Source) -> bool:
    """Whether a file is a PDF."""
    return content_of(source.data[:1024]) is Content.PDF


def is_picture(source: Source) -> bool:
    """Whether a file is a picture of the kinds that scanners make."""
    return source.data.startswith(_PICTURES)


def is_word(source: Source) -> bool:
    """Whether a file is a Word document (.docx)."""
    names = _names_inside(source.data) if is_zip(source.data[:4]) else None
    if not names or "word/document.xml" in names:
        return bool(names)
    return "[Content_Types].xml" in names and not any(name.startswith(("xl/", "ppt/")) for name in names)


def is_converted(source: Source) -> bool:
    """Whether a file is one that another program has to turn into one of today."""
    return is_doc(source) or is_rich_text(source) or is_ppt(source)


def is_doc(source: Source) -> bool:
    """Whether a file is a Word document of old (.doc)."""
    return _holds(source.data, "WordDocument")


def is_rich_text(source: Source) -> bool:
    """Whether a file is rich text (.rtf)."""
    return content_of(source.data[:4096]) is Content.RTF


def is_ppt(source: Source) -> bool:
    """Whether a file is a presentation of old (.ppt)."""
    return _holds(source.data, "PowerPoint Document")


def is_workbook(source: Source) -> bool:
    """Whether a file is a workbook, old or of today (.xls, .xlsx)."""
    return _holds(source.data, "Workbook", "Book") or _is_office(source.data, "xl/")


def is_pptx(source: Source) -> bool:
    """Whether a file is a presentation (.pptx)."""
    return _is_office(source.data, "ppt/")


def _is_office(data: bytes, folder: str) -> bool:
    names = _names_inside(data) if is_zip(data[:4]) else None
    return bool(names) and "[Content_Types].xml" in (names or ()) and any(name.startswith(folder) for name in names or ())


def _holds(data: bytes, *streams: str) -> bool:
    return data.startswith(_OLE) and not _is_encrypted(data) and any(f"{name}\0".encode("utf-16-le") in data for name in streams)


def _is_encrypted(data: bytes) -> bool:
    return "EncryptedPackage".encode("utf-16-le") in data


def is_page(source: Source) -> bool:
    """Whether a file is a web page."""
    return not _is_binary(source.data) and _looks_like_html(source.data)


def is_markdown(source: Source) -> bool:
    """Whether a file is a text with Markdown in it."""
    if not is_plain_text(source):
        return False
    text = source.text
    if _FRONT_MATTER.match(text.lstrip("\ufeff")) or source.suffix in ("md", "markdown"):
        return True
    return len(_MARKDOWN.findall(text[:40000])) >= 3


def is_plain_text(source: Source) -> bool:
    """Whether a file is a text, and not data written in characters."""
    head = source.data[:4096]
    marked = is_zip(head) or head.startswith(_OLE) or is_rich_text(source) or _XML.match(head)
    return not marked and not _is_binary(source.data) and _kind_of_data(source) is None


def refusal(source: Source, readable: tuple[str | Message, ...]) -> IngestError:
    """What is said of a file that no reader recognises: what it is, and what is read."""
    what = _what(source)
    if isinstance(what, IngestError):
        return what
    return UnknownFormatError("file_unknown", name=source.name, format=what, readable=readable)


def _what(source: Source) -> Message | IngestError:
    data, head = source.data, source.data[:4096]
    if is_zip(head):
        names = _names_inside(data)
        if names is None:
            return UnreadableFileError("file_not_whole", name=source.name)
        if names[:1] == ["mimetype"]:
            return Message.of("format.opendocument")
        return UnsafeArchiveError("archive_nested", name=source.name)
    if head.startswith(_OLE):
        return EncryptedFileError("file_encrypted", name=source.name) if _is_encrypted(data) else Message.of("format.old_office")
    if _is_binary(data):
        return next((label for magic, label in _BINARIES if head.startswith(magic)), Message.of("format.binary"))
    return Message.of("format.other_xml") if _XML.match(head) else _kind_of_data(source) or Message.of("format.unknown")


def _names_inside(data: bytes) -> list[str] | None:
    """The names in an archive; None where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return None


def _kind_of_data(source: Source) -> Message | None:
    """What a text is that holds data; None for a text to be read."""
    lines = [line for line in source.text[:20000].splitlines() if line.strip()]
    if lines and _JSON_LINE.match(lines[0]) and not source.text.lstrip().startswith("[("):
        return Message.of("format.json")
    return Message.of("format.table") if lines and source.suffix in ("csv", "tsv") else None


def _is_binary(data: bytes) -> bool:
    """Control characters that no text in any encoding of ours holds; UTF-16 is told by its mark or its regular zeros."""
    sample = data[:65536]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_like_utf16(sample):
        return False
    controls = sum(sample.count(bytes([byte])) for byte in (*range(7), *range(14, 27), 28, 29, 30, 31))
    return controls > len(sample) // 500


def _looks_like_html(data: bytes) -> bool:
    head = data[:_LOOKED_AT]
    if looks_like_utf16(head) or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] != b"<":
        return False
    return len(_HTML.findall(head)) >= 2 or re.match(rb"<(?:!doctype\s+html|html)\b", start, re.IGNORECASE) is not None
