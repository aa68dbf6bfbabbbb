"""From the paths that a person names to the single files behind them: folders walked, archives opened safely, one input a file.

An archive is never unpacked onto the disk: its members are read one at a time, under limits of size, number and expansion.
"""

import io
import re
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from documents.text import printable
from ingest.boundary import contained
from ingest.errors import EncryptedFileError, FileTooLargeError, IngestError, NoTextError, UnreadableFileError, UnsafeArchiveError
from kb.settings import Settings, settings

MEGABYTE = 1024 * 1024
_CHUNK = 256 * 1024
_ENCRYPTED = 0x1
_MOST_DIRECTORY = 8 * MEGABYTE  # four times what 20,000 members with long names need
_END = 70_000  # the last bytes of an archive, among which the end of its directory is
_LENGTH, _LARGE = struct.Struct("<L"), struct.Struct("<Q")
_IN_LARGE = 0xFFFFFFFF
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file or an archive is read at most.

    :param file_bytes: largest file, or member of an archive
    :param archive_bytes: largest size that an archive may expand to
    :param ratio: largest expansion of a member, once it is larger than ``ratio_floor``
    :param members: largest number of members
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


@dataclass(frozen=True, slots=True)
class Input:
    """One file to read: a file on the disk, or a member of an archive.

    :param member: name inside the archive ``path``; None for a plain file
    :param error: why it cannot be read, where that is known already; reading the input raises it
    :param copy: which of several members with the same name, from 1
    """

    path: Path
    member: str | None = None
    error: IngestError | None = None
    copy: int = 1

    @property
    def name(self) -> str:
        """The name shown: the file's base name, for a member ``archive.zip/member.html``. Never a folder of the machine."""
        own = base_name(self.path.name)
        if self.member is None:
            return own
        inner = PurePosixPath(base_name(self.member))
        return f"{own}/{inner if self.copy == 1 else f'{inner.stem} ({self.copy}){inner.suffix}'}"


def base_name(name: str) -> str:
    """The last part of a file name, whatever separators it holds, in characters that can be printed and stored."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    own = re.sub(r"[\t\n]+", " ", printable(parts[-1] if parts else "")).strip()
    return own.encode("utf-8", "replace").decode("utf-8") or "(không tên)"  # a name that is no UTF-8 comes as lone surrogates


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
        raise UnreadableFileError(f"Không mở được tệp “{base_name(path.name)}”: {_reason(error)}.") from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError(f"“{base_name(path.name)}” không phải là tệp thường (thiết bị hay ống dẫn), không đọc được.")
    size = status.st_size
    if size > limits.file_bytes:
        raise FileTooLargeError(
            f"Tệp “{base_name(path.name)}” nặng {megabytes(size)}, quá giới hạn {megabytes(limits.file_bytes)} "
            "(đặt lại bằng KB_MAX_FILE_MB)."
        )
    return size


def read_bytes(source: Input, limits: Limits) -> bytes:
    """The content of an input.

    :raises IngestError: it is too large, encrypted, damaged or unsafe
    """
    if source.error is not None:
        raise source.error
    if source.member is None:
        check_size(source.path, limits)
        try:
            return source.path.read_bytes()
        except OSError as error:
            raise UnreadableFileError(f"Không đọc được tệp “{source.name}”: {_reason(error)}.") from error
    with open_zip(source.path) as archive:
        same = [info for info in archive.infolist() if info.filename == source.member]
        if len(same) < source.copy:
            raise UnreadableFileError(f"Không thấy “{source.name}” trong tệp nén.")
        return _read_member(archive, same[source.copy - 1], source.name, limits)


def expand(path: Path, limits: Limits | None = None) -> Iterator[Input]:
    """The single inputs behind a path, in a stable order: a folder's files, an archive's members, or the file itself.

    The codification (its folder or its zip) is one input, since its instruments are spread over all its files. A path that
    cannot be opened comes out as an input with its error.
    """
    limits = limits or default_limits()
    waiting = [path]
    while waiting:
        path = waiting.pop()
        found: list[Input] | list[Path]
        try:
            with contained(base_name(path.name)):
                found = _behind(path, limits)
        except IngestError as error:
            found = [Input(path, error=error)]
        for item in found:
            if isinstance(item, Input):
                yield item
        waiting += [item for item in reversed(found) if isinstance(item, Path)]


def _behind(path: Path, limits: Limits) -> list[Input] | list[Path]:
    """The inputs behind a path, or the paths in a folder."""
    try:
        if path.is_dir():
            if _is_codification(path):
                return [Input(path)]
            children = sorted(path.iterdir(), key=lambda item: item.name)
            return [
                child
                for child in children
                if not child.name.startswith((".", "__MACOSX")) and not (child.is_symlink() and child.is_dir())
            ]
        if not path.is_file():
            check_size(path, limits)
        if not _is_archive_of_files(path) or _is_codification(path):
            return [Input(path)]
    except OSError as error:
        raise UnreadableFileError(f"Không đọc được “{base_name(path.name)}”: {_reason(error)}.") from error
    copies: Counter[str] = Counter()
    inputs: list[Input] = []
    for info in safe_members(path, limits):
        copies[info.filename] += 1
        member = Input(path, info.filename, copy=copies[info.filename])
        inputs.append(replace(member, error=_link_error(member.name)) if _is_link(info) else member)
    if not inputs:
        raise NoTextError(f"Tệp nén “{base_name(path.name)}” trống.")
    return inputs


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


def check_directory(infos: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    """Check what an archive's directory announces, before anything is expanded.

    :raises UnsafeArchiveError: a name leaves the archive, or it would expand beyond the limits
    :raises EncryptedFileError: members are encrypted
    """
    if len(infos) > limits.members:
        raise UnsafeArchiveError(f"Tệp nén “{name}” chứa {len(infos)} tệp, quá giới hạn {limits.members}.")
    if any(_leaves(info.filename) for info in infos):
        raise UnsafeArchiveError(f"Tệp nén “{name}” chứa tên tệp trỏ ra ngoài tệp nén (../ hoặc đường dẫn tuyệt đối).")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise EncryptedFileError(f"Tệp nén “{name}” được đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.")
    total = sum(info.file_size for info in infos)
    if total > limits.archive_bytes:
        raise UnsafeArchiveError(
            f"Tệp nén “{name}” nở ra {megabytes(total)}, quá giới hạn {megabytes(limits.archive_bytes)} "
            "(đặt lại bằng KB_MAX_ARCHIVE_MB)."
        )
    for info in infos:
        _check_ratio(info.file_size, info.compress_size, name, limits)


def is_zip(head: bytes) -> bool:
    """Whether a file begins like a ZIP archive."""
    return head.startswith(ZIP_MAGIC)


def is_word_container(data: bytes | Path) -> bool:
    """Whether a ZIP holds a Word document (or another Office document) and not files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) if isinstance(data, bytes) else open_zip(data) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except Exception:  # whatever it is, it is no document of Office
        return False


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    if info.file_size > limits.file_bytes:
        raise FileTooLargeError(f"Tệp “{name}” nở ra {megabytes(info.file_size)}, quá giới hạn {megabytes(limits.file_bytes)}.")
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedFileError(f"Tệp “{name}” được đặt mật khẩu; hãy gỡ mật khẩu rồi nạp lại.")
    content = bytearray()
    with contained(name, f"Tệp “{name}” trong tệp nén bị hỏng."), archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            # the directory may lie, so what really comes out is counted too
            if len(content) > limits.file_bytes:
                raise UnsafeArchiveError(f"Tệp “{name}” nở ra quá giới hạn {megabytes(limits.file_bytes)}.")
            _check_ratio(len(content), info.compress_size, name, limits)
    return bytes(content)


def open_zip(path: Path) -> zipfile.ZipFile:
    """Open an archive.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: its directory would fill the memory
    """
    with contained(base_name(path.name), f"Tệp nén “{base_name(path.name)}” bị hỏng, không mở được."):
        if _directory_size(path) > _MOST_DIRECTORY:
            raise UnsafeArchiveError(f"Tệp nén “{base_name(path.name)}” có danh mục quá lớn; không mở vì có thể là bom nén.")
        return zipfile.ZipFile(path)


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
        raise UnsafeArchiveError(f"Tệp nén “{name}” nở ra quá {limits.ratio} lần; không mở vì có thể là bom nén.")


def _leaves(name: str) -> bool:
    clean = name.replace("\\", "/")
    return clean.startswith("/") or clean[1:2] == ":" or ".." in PurePosixPath(clean).parts


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _link_error(name: str) -> UnsafeArchiveError:
    return UnsafeArchiveError(f"“{name}” là liên kết tới tệp khác, không phải tệp; không mở liên kết trong tệp nén.")


def _is_noise(info: zipfile.ZipInfo) -> bool:
    """Folders, and what operating systems leave in archives."""
    parts = PurePosixPath(info.filename).parts
    return info.is_dir() or any(part == "__MACOSX" or part.startswith(".") for part in parts)


def _is_archive_of_files(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            if not is_zip(stream.read(4)):
                return False
    except OSError:
        return False
    return not is_word_container(path)


def _is_codification(path: Path) -> bool:
    from ingest.codification.reader import is_codification

    return is_codification(path)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "không có tệp này"
    if isinstance(error, PermissionError):
        return "không được phép đọc"
    if isinstance(error, IsADirectoryError):
        return "đây là thư mục"
    return "lỗi của ổ đĩa hay hệ điều hành"
