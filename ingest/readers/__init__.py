"""From a file to its lines. One module a format; which one reads a file is decided from the content."""

import tempfile
from pathlib import Path

from documents.model import Reading
from ingest.boundary import contained
from ingest.errors import NoTextError
from ingest.files.archives import Input, Limits, base_name, default_limits, read_bytes
from ingest.readers.continued import take_notices
from ingest.readers.formats import sniff, sniff_text


def read_file(path: Path, limits: Limits | None = None) -> list[Reading]:
    """Read one file; a compilation of several instruments gives several readings.

    :raises IngestError: the file has no reader, is protected, damaged, too large or empty; nothing of it is used
    """
    source = Input(path)
    return read_input(source, read_bytes(source, limits or default_limits()), limits)


def read_input(source: Input, data: bytes, limits: Limits | None = None) -> list[Reading]:
    """Read the content of an input, see :func:`read_file`."""
    limits = limits or default_limits()
    if not data.strip():
        raise NoTextError(f"Tệp “{source.name}” trống, không có chữ nào.")
    with contained(source.name):
        readings = _read(sniff(data, source.name), source, data, limits)
        if not any(_has_text(reading) for reading in readings):
            raise NoTextError(f"Tệp “{source.name}” không có chữ nào đọc được.")
        return [take_notices(reading) for reading in readings]


def _read(kind: str, source: Input, data: bytes, limits: Limits) -> list[Reading]:
    if kind == "pdf":
        return [_read_pdf(source, data)]
    if kind == "docx":
        from ingest.readers.docx import read_docx

        return [read_docx(data, source.name, limits)]
    if kind == "html":
        from ingest.readers.html.reader import read_html

        return [read_html(data, source.name)]
    from ingest.readers.text import decode, read_text

    text = decode(data, source.name)
    if sniff_text(text, source.name) == "md":
        from ingest.readers.markdown import read_markdown

        return read_markdown(text)
    return [read_text(text)]


def _read_pdf(source: Input, data: bytes) -> Reading:
    from ingest.readers.pdf import read_pdf

    if source.member is None:
        return read_pdf(source.path)
    with tempfile.TemporaryDirectory(prefix="tuluat-") as folder:
        copy = Path(folder) / base_name(source.member)
        copy.write_bytes(data)
        return read_pdf(copy)


def _has_text(reading: Reading) -> bool:
    # a scan is kept, incomplete, although it has no text yet
    return bool(reading.pages_without_text) or any(line.text.strip() or line.table for line in reading.lines)
