"""A source: what is to be read, how much of it at most, and the same once it is open, with its bytes and their hash."""

import codecs
import hashlib
import re
import stat
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from documents.identity.drafts import SaidDraft
from documents.messages import Message
from documents.text import legacy, printable
from ingest.errors import FileTooLargeError, IngestError, UnreadableFileError
from kb.settings import Settings, settings

MEGABYTE = 1024 * 1024
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file or an archive is read at most.

    :param archive_bytes: largest size that an archive may expand to
    :param ratio: largest expansion of a member, once it is larger than ``ratio_floor``
    """

    file_bytes: int = 100 * MEGABYTE
    archive_bytes: int = 1024 * MEGABYTE
    ratio: int = 150
    ratio_floor: int = 8 * MEGABYTE
    members: int = 20_000


def default_limits(configured: Settings | None = None) -> Limits:
    """The limits of the settings."""
    configured = configured or settings()
    return Limits(file_bytes=configured.max_file_mb * MEGABYTE, archive_bytes=configured.max_archive_mb * MEGABYTE)


def base_name(name: str) -> str:
    """The last part of a file name, whatever separators it holds, in characters that can be printed and stored."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    own = re.sub(r"[\t\n]+", " ", printable(parts[-1] if parts else "")).strip()
    return own.encode("utf-8", "replace").decode("utf-8") or "(không tên)"  # a name that is no UTF-8 comes as lone surrogates


def is_address(text: str) -> bool:
    """Whether an address on the Internet is meant, and not a file."""
    return _ADDRESS.match(text) is not None


def shown_address(text: str) -> str:
    """An address as a report names it: without what it asks, and without names and passwords."""
    try:
        url = urlsplit(text.strip())
        return base_name(f"{url.hostname or url.scheme}{url.path}".replace("/", " ")).replace(" ", "/")
    except ValueError:
        return text.split(":", 1)[0]


def megabytes(size: int) -> str:
    """A size as a reader's text."""
    return f"{size / MEGABYTE:.0f} MB"


def check_size(path: Path, limits: Limits) -> int:
    """The size of a file, before anything of it is read.

    :raises FileTooLargeError: above the limit
    :raises UnreadableFileError: there is no such file, or it is a pipe, a device or a socket, which may never end
    """
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableFileError("file_not_opened", name=base_name(path.name), reason=reason(error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError("file_not_regular", name=base_name(path.name))
    size = status.st_size
    if size > limits.file_bytes:
        raise FileTooLargeError("file_large", name=base_name(path.name), size=megabytes(size), limit=megabytes(limits.file_bytes))
    return size


def reason(error: OSError) -> Message:
    """Why the system does not open a file."""
    if isinstance(error, FileNotFoundError):
        return Message.of("reason.no_such_file")
    if isinstance(error, PermissionError):
        return Message.of("reason.forbidden")
    if isinstance(error, IsADirectoryError):
        return Message.of("reason.folder")
    return Message.of("reason.system")


def is_zip(head: bytes) -> bool:
    """Whether a file begins like a ZIP archive."""
    return head.startswith(_ZIP)


def decode(data: bytes, name: str) -> str:
    """The characters of a text file: a byte order mark decides, then UTF-8, then Windows-1258 or a legacy font's bytes.

    :raises UnreadableFileError: none of them fits
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if encoding16 := looks_like_utf16(data):
        return data.decode(encoding16, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and len(data) > 64:  # cut in the middle of a character
            return data.decode("utf-8", errors="ignore")
    # the bytes of TCVN3 and VNI fonts are kept as Latin characters; documents.text.legacy knows them by these
    latin = data.decode("cp1252", errors="replace")
    if legacy.detect(latin):
        return latin
    try:
        return data.decode("cp1258")
    except UnicodeDecodeError as error:
        raise UnreadableFileError("text_encoding", name=name) from error


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


@dataclass(frozen=True, slots=True)
class Input:
    """One source to read: a file on the disk, a member of an archive, or a path that one reader takes as a whole.

    :param member: name inside the archive ``path``; None for a plain file
    :param error: why it cannot be read, where that is known already; opening the input raises it
    :param copy: which of several members with the same name, from 1
    :param whole: name of the reader that takes the folder or the archive as a whole
    :param shown: the name under which the file is known, where it lies under another one
    :param inside: its name in the archive that it came in first, where it lies on the disk by now
    :param taken_on: the day of the codification, where it is known of this file alone
    :param draft: what somebody said of its one text, and the key that this has
    """

    path: Path
    member: str | None = None
    error: IngestError | None = None
    copy: int = 1
    whole: str | None = None
    shown: str | None = None
    address: str | None = None
    inside: str | None = None
    taken_on: date | None = None
    draft: tuple[SaidDraft, str] | None = None

    @property
    def name(self) -> str:
        """The name shown: the file's base name, for a member ``archive.zip/member.html``. Never a folder of the machine."""
        if self.shown is not None:
            return self.shown
        own = base_name(self.path.name)
        if self.member is None:
            return own
        inner = PurePosixPath(base_name(self.member))
        return f"{own}/{inner if self.copy == 1 else f'{inner.stem} ({self.copy}){inner.suffix}'}"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was fetched.

    :param address: where it was in the end
    :param modified: the day on which it was put there, as the server says
    """

    path: Path
    name: str
    content_type: str
    address: str
    modified: date | None = None


@dataclass(frozen=True)
class Source:
    """An input that was opened, once: whoever recognises, reads, hashes or keeps it has the same bytes before them.

    :param sha256: of the bytes; of a folder, those of its files in order of name
    :param data: the bytes; empty for what is taken as a whole, which is too large to be held and is read from its place
    :param parts: of a folder, the names and sizes of its files, in order of name
    :param converted: what another program made of it, so that it can be read
    """

    input: Input
    sha256: str
    size: int
    data: bytes = b""
    whole: str | None = None
    parts: tuple[tuple[str, int], ...] = ()
    converted: bytes | None = None

    @classmethod
    def of(cls, given: Input, data: bytes) -> "Source":
        """The source with these bytes."""
        return cls(given, hashlib.sha256(data).hexdigest(), len(data), data)

    @property
    def name(self) -> str:
        """The name shown."""
        return self.input.name

    @property
    def path(self) -> Path:
        """Where it lies, or the archive that it is in."""
        return self.input.path

    @property
    def member(self) -> str | None:
        """Its name inside the archive."""
        return self.input.member

    @property
    def suffix(self) -> str:
        """The ending of its name, in lower case and without the dot."""
        return self.name.rsplit(".", 1)[-1].lower() if "." in self.name else ""

    @cached_property
    def text(self) -> str:
        """The bytes as characters.

        :raises UnreadableFileError: they are in no encoding of ours
        """
        return decode(self.data, self.name)
