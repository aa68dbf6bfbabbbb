"""Plain text: one paragraph a line, or the wrapped lines of a gazette page (see `gazette`)."""

import codecs

from documents.model import Line, Place, Reading
from documents.text import clean
from ingest.errors import UnreadableFileError
from ingest.readers.formats import looks_like_utf16


def decode(data: bytes, name: str) -> str:
    """The characters of a text file: a byte order mark decides, then UTF-8, then Windows-1258.

    :raises UnreadableFileError: none of them fits
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding16 := looks_like_utf16(data):
        return data.decode(encoding16, errors="replace")
    for encoding in ("utf-8", "cp1258"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError(f"Tệp “{name}” không theo bảng mã UTF-8, UTF-16 hay Windows-1258.")


def read_text(text: str) -> Reading:
    """Read plain text."""
    lines = tuple(
        Line(cleaned, Place(element=f"line:{number}"))
        for number, raw in enumerate(text.splitlines(), start=1)
        if (cleaned := clean(raw).strip())
    )
    return Reading("txt", lines)
