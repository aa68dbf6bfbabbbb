"""The formats that are read. Adding one is a module with its reader, and a line in :data:`READERS`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from documents.messages import Message
from documents.model import Instrument, Reading
from ingest.errors import NoTextError, UnreadableFileError, contained
from ingest.files.source import Limits, Source
from ingest.readers.continued import take_imprint, take_notices
from ingest.readers.formats import (
    is_akoma_ntoso,
    is_doc,
    is_markdown,
    is_page,
    is_pdf,
    is_picture,
    is_plain_text,
    is_ppt,
    is_pptx,
    is_rich_text,
    is_word,
    is_workbook,
    refusal,
)

SHARED = 7
"""Raised when what all readers share improves: how structure and identity are read out of the lines. It counts for every reader."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader is told beside the source.

    :param workers: processes for what is taken as a whole
    """

    limits: Limits
    snapshot_date: date | None = None
    workers: int | None = None
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found in a source.

    :param readings: of a compilation one a text
    :param instruments: finished ones; ``readings`` is then what the file claims
    :param account: of the codification's articles
    """

    readings: tuple[Reading, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    account: Any = None


@dataclass(frozen=True, slots=True)
class Reader:
    """What reads a format.

    :param name: of the format, as it is stored and shown
    :param own_version: raised when this reader improves: then files that it has read before are read again
    :param read: ``module:function`` which gives a reading, several, or `Found`; loaded when needed
    :param given: what it is called with
    :param label: what a file of this format is, in a sentence
    :param recognises: tells a file from its content; readers are asked in their order
    :param claims: ``module:function`` that tells a folder, an archive or a large file which is taken as a whole, from its path and
        its first bytes
    :param extensions: endings of names that claim this format; None: it may bear any name
    :param listed: how the format is named among those that are read; None: it is not
    """

    name: str
    own_version: int
    read: str
    label: str | Message
    recognises: Callable[[Source], bool] | None = None
    claims: str | None = None
    extensions: frozenset[str] | None = None
    listed: str | Message | None = None
    given: Callable[[Source, Options], tuple[Any, ...]] = lambda source, options: (source, options)

    @property
    def version(self) -> int:
        """What is remembered of who read a file."""
        return self.own_version + SHARED


_TEXTS = frozenset(("txt", "md", "markdown", "html", "htm", "xml", "doc", "xls"))  # sites give pages the names of Office


def _text(source: Source, _: Options) -> tuple[str]:
    return (source.text,)


def _bytes(source: Source, _: Options) -> tuple[bytes, str]:
    return source.data, source.name


def _package(source: Source, options: Options) -> tuple[bytes, str, Limits]:
    return source.data, source.name, options.limits


def _own(
    name: str,
    version: int,
    read: str,
    label: str | Message,
    recognises: Callable[[Source], bool],
    endings: Iterable[str] | None,
    listed: str | Message | None = None,
    **given: Any,
) -> Reader:
    """A reader of this package; it is listed as it is labelled, where nothing else is said."""
    of = frozenset(endings) if endings is not None else None
    return Reader(name, version, f"ingest.readers.{read}", label, recognises, None, of, listed or label, **given)


_PLAIN = Message.of("format.plain_text")
_PICTURE = Message.of("format.picture")

READERS: list[Reader] = [
    Reader(
        "codification",
        1,
        "ingest.codification.reader:read",
        Message.of("format.codification"),
        claims="ingest.codification.reader:is_codification",
    ),
    _own("akn", 1, "akoma_ntoso:read_source", "Akoma Ntoso", is_akoma_ntoso, None, listed="Akoma Ntoso (.xml)"),
    _own("docx", 3, "docx:read_docx", "Word (.docx)", is_word, ("docx", "doc"), given=_package),
    _own("doc", 1, "office:read_source", "Word (.doc)", is_doc, ("doc", "dot")),
    _own("rtf", 1, "office:read_source", "Rich Text (.rtf)", is_rich_text, ("rtf", "doc")),
    _own("xlsx", 1, "sheets:read_source", "Excel (.xls, .xlsx)", is_workbook, ("xlsx", "xls", "xlsm")),
    _own("ppt", 1, "office:read_source", "PowerPoint (.ppt)", is_ppt, ("ppt", "pps")),
    _own("pptx", 1, "pptx:read_pptx", "PowerPoint (.pptx)", is_pptx, ("pptx", "ppt"), given=_package),
    _own("pdf", 3, "pdf:read_pdf", "PDF", is_pdf, ("pdf",), given=_bytes),
    _own("image", 1, "images:read_source", _PICTURE, is_picture, ("jpg", "jpeg", "png", "tif", "tiff"), listed="JPEG, PNG, TIFF"),
    _own("html", 2, "html.reader:read_html", "HTML", is_page, _TEXTS, given=_bytes),
    _own("md", 2, "markdown:read_markdown", _PLAIN, is_markdown, _TEXTS, "Markdown (.md)", given=_text),
    _own("txt", 2, "text:read_text", _PLAIN, is_plain_text, _TEXTS, Message.of("format.plain_text_listed"), given=_text),
]
"""Asked in this order."""


def reader_named(name: str) -> Reader | None:
    """The reader of a format."""
    return next((reader for reader in READERS if reader.name == name), None)


def claimant(path: Path, head: bytes | None = None) -> str | None:
    """The name of the reader that takes a path as a whole.

    :param head: the first bytes of a file; None for a folder
    """
    return next((reader.name for reader in READERS if reader.claims and resolve_name(reader.claims)(path, head)), None)


def recognise(source: Source) -> Reader:
    """The reader of a source, told from its content.

    :raises UnreadableFileError: its name claims another format, so that nobody knows which of the two is meant
    :raises UnknownFormatError: there is no reader for it; it says what it is and which formats are read
    :raises EncryptedFileError: it is protected by a password
    :raises UnsafeArchiveError: it is an archive inside an archive
    """
    reader = next((reader for reader in READERS if reader.recognises and reader.recognises(source)), None)
    if reader is None:
        raise refusal(source, tuple(reader.listed for reader in reversed(READERS) if reader.listed))
    claimed = {"zip"}.union(*(other.extensions or () for other in READERS))
    if reader.extensions is not None and source.suffix in claimed - reader.extensions:
        raise UnreadableFileError("file_mislabelled", name=source.name, suffix=source.suffix, format=reader.label)
    return reader


def read(source: Source, options: Options) -> tuple[Reader, Found]:
    """Read a source with the reader that it asks for.

    :raises IngestError: it has no reader, is protected, damaged, too large or empty; nothing of it is used
    """
    with contained(source.name):
        reader = reader_named(source.whole) if source.whole else None
        if reader is None:
            if not source.data.strip():
                raise NoTextError("file_empty", name=source.name)
            reader = recognise(source)
        made: Reading | list[Reading] | Found = resolve_name(reader.read)(*reader.given(source, options))
        made = [made] if isinstance(made, Reading) else made
        found = Found(tuple(made)) if isinstance(made, list) else made
        if found.instruments:
            return reader, found
        if not any(_has_text(reading) for reading in found.readings):
            raise NoTextError("file_textless", name=source.name)
        return reader, replace(found, readings=tuple(take_notices(take_imprint(reading)) for reading in found.readings))


def _has_text(reading: Reading) -> bool:
    # a scan is kept, incomplete, although it has no text yet
    return bool(reading.pages_without_text) or any(line.text.strip() or line.table for line in reading.lines)
