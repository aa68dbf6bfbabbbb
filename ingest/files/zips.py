"""ZIP archives opened safely: under limits of size, number and expansion, and never unpacked onto the disk."""

import io
import re
import stat
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from ingest.errors import EncryptedFileError, FileTooLargeError, IngestError, UnreadableFileError, UnsafeArchiveError, contained
from ingest.files.source import MEGABYTE, Limits, base_name, is_zip, megabytes

_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_UTF_8 = 0x800  # of a member's flags: its name is in UTF-8
_MOST_DIRECTORY = 8 * MEGABYTE  # four times what 20,000 members with long names need
_END = 70_000  # the last bytes of an archive, among which the end of its directory is
_LENGTH, _LARGE = struct.Struct("<L"), struct.Struct("<Q")
_IN_LARGE = 0xFFFFFFFF
BUNDLE_LIST, BUNDLE_ORIGINALS = "tuluat.json", "originals/"
"""What a bundle of :mod:`ingest.bundling` holds: its list, and the originals under their hashes."""
_BUNDLED = re.compile(BUNDLE_ORIGINALS + "[0-9a-f]{64}")


def safe_members(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """The files in an archive, after its directory has been checked.

    :raises UnsafeArchiveError: a name leaves the archive, or it would expand beyond the limits
    :raises EncryptedFileError: members are encrypted
    """
    name = base_name(path.name)
    with open_zip(path) as archive:
        infos = archive.infolist()
        check_directory(infos, name, limits)
        return sorted((info for info in infos if not _is_noise(info)), key=lambda info: info.filename)


def read_members(path: Path, names: Iterable[str], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """The content of several members of an archive whose directory has been checked, opened once.

    :raises IngestError: one is too large, encrypted, damaged or unsafe
    """
    with open_zip(path) as archive:
        for name in names:
            yield name, _read_member(archive, archive.getinfo(name), f"{base_name(path.name)}/{base_name(name)}", limits)


def read_member(path: Path, member: str, copy: int, name: str, limits: Limits) -> bytes:
    """The content of one member.

    :param copy: which of several members with the same name, from 1
    :raises IngestError: it is absent, too large, encrypted, damaged or unsafe
    """
    with open_zip(path) as archive:
        same = [info for info in archive.infolist() if info.filename == member]
        if len(same) < copy:
            raise UnreadableFileError("archive_member_absent", name=name)
        return _read_member(archive, same[copy - 1], name, limits)


def check_directory(infos: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    """Check what an archive's directory announces, before anything is expanded.

    :raises UnsafeArchiveError: a name leaves the archive, or it would expand beyond the limits
    :raises EncryptedFileError: members are encrypted
    """
    if len(infos) > limits.members:
        raise UnsafeArchiveError("archive_members", name=name, count=len(infos), most=limits.members)
    if any(_leaves(info.filename) for info in infos):
        raise UnsafeArchiveError("archive_names_leave", name=name)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise EncryptedFileError("archive_encrypted", name=name)
    total = sum(info.file_size for info in infos)
    if total > limits.archive_bytes:
        raise UnsafeArchiveError("archive_large", name=name, size=megabytes(total), limit=megabytes(limits.archive_bytes))
    for info in infos:
        _check_ratio(info.file_size, info.compress_size, name, limits)


def is_word_container(data: bytes | Path) -> bool:
    """Whether a ZIP holds a Word document (or another Office document) and not files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) if isinstance(data, bytes) else open_zip(data) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except Exception:  # whatever it is, it is no document of Office
        return False


def is_bundle(path: Path) -> bool:
    """Whether an archive is a bundle, or was one before it was damaged."""
    if not path.is_file():  # a pipe may never end
        return False
    try:
        with path.open("rb") as stream:
            if not is_zip(stream.read(4)):
                return False
        with open_zip(path) as archive:
            return any(name == BUNDLE_LIST or _BUNDLED.fullmatch(name) for name in archive.namelist())
    except (OSError, IngestError):
        return False


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    if info.file_size > limits.file_bytes:
        raise FileTooLargeError(
            "archive_member_large", name=name, size=megabytes(info.file_size), limit=megabytes(limits.file_bytes)
        )
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedFileError("file_encrypted", name=name)
    content = bytearray()
    with contained(name, lambda: UnreadableFileError("archive_member_damaged", name=name)), archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            # the directory may lie, so what really comes out is counted too
            if len(content) > limits.file_bytes:
                raise UnsafeArchiveError("archive_member_expands", name=name, limit=megabytes(limits.file_bytes))
            _check_ratio(len(content), info.compress_size, name, limits)
    return bytes(content)


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open an archive.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: its directory would fill the memory
    """
    name = base_name(path.name)
    with contained(name, lambda: UnreadableFileError("file_not_whole", name=name)):
        if _directory_size(path) > _MOST_DIRECTORY:
            raise UnsafeArchiveError("archive_directory", name=name)
        archive = zipfile.ZipFile(path)
        for info in archive.infolist():
            info.filename = _written(info)
            archive.NameToInfo[info.filename] = info
        return archive


def _written(info: zipfile.ZipInfo) -> str:
    """The name of a member. One without the mark of UTF-8 may be in it all the same, or in the code page of Vietnamese Windows."""
    if info.flag_bits & _UTF_8 or info.filename.isascii():
        return info.filename
    written = info.filename.encode("cp437")
    for encoding in ("utf-8", "cp1258"):
        name = unicodedata.normalize("NFC", written.decode(encoding, errors="replace"))
        if all(char.isascii() or char in "–—“”‘’" or unicodedata.category(char)[0] in "LM" for char in name):
            return name
    return info.filename


def _directory_size(path: Path) -> int:
    """Bytes of an archive's directory as its end announces them: it would be read as a whole, each entry ten times as large."""
    with path.open("rb") as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(max(0, size - _END))
        end = stream.read()
    announced = [_LENGTH.unpack(end[at + 12 : at + 16])[0] for at in _found(end, b"PK\x05\x06") if at + 16 <= len(end)]
    large = [_LARGE.unpack(end[at + 40 : at + 48])[0] for at in _found(end, b"PK\x06\x06") if at + 48 <= len(end)]
    return min(size, max([length for length in announced if length != _IN_LARGE] + large, default=0))


def _found(data: bytes, sign: bytes) -> Iterator[int]:
    at = data.find(sign)
    while at >= 0:
        yield at
        at = data.find(sign, at + 1)


def _check_ratio(size: int, compressed: int, name: str, limits: Limits) -> None:
    if size > limits.ratio_floor and size > limits.ratio * max(compressed, 1):
        raise UnsafeArchiveError("archive_bomb", name=name, ratio=limits.ratio)


def _leaves(name: str) -> bool:
    clean = name.replace("\\", "/")
    return clean.startswith("/") or clean[1:2] == ":" or ".." in PurePosixPath(clean).parts


def is_link(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a link to a file elsewhere."""
    return stat.S_ISLNK(info.external_attr >> 16)


def link_error(name: str) -> UnsafeArchiveError:
    """What is said of a link, which is not followed."""
    return UnsafeArchiveError("archive_link", name=name)


def _is_noise(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return info.is_dir() or any(part == "__MACOSX" or part.startswith(".") for part in parts)
