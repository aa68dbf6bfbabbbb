"""How much of a file is read at most, and how a file is named in what is said of it."""

import re
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from documents.messages import Message
from documents.text import printable
from ingest.errors import FileTooLargeError, UnreadableFileError
from kb.settings import Settings, settings

MEGABYTE = 1024 * 1024
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
