"""The file of a backup: its manifest first, then the database, then the originals and the files that wait, named by their hashes.

The manifest comes first so that a reader knows what is to come before it comes: nothing that is not in it is read, let alone
written. The hashes in the manifest cover each member, and a seal behind the archive (a frame that Zstandard passes over) the file.
"""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Annotated, BinaryIO

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from documents.messages import Message
from kb.database.engine import REVISION
from kb.errors import BackupError
from kb.private import is_whole, make_folder, sha256_of, whole_file
from kb.upkeep.backup.copying import Counted

try:
    from compression import zstd  # type: ignore[import-not-found, unused-ignore]
except ImportError:  # before Python 3.14
    from backports import zstd

FORMAT = 1
DATABASE, FILES = "kb.sqlite3", "files/"
BESIDE = "originals"
"""The folder beside a backup that holds its files, where several backups have them in common."""

SEAL = b"\x50\x2a\x4d\x18\x20\0\0\0"
"""Stands before the hash of all that is before it, at the end of the file."""

_MANIFEST = "manifest.json"
_CHUNK = 1 << 20
_MOST_MANIFEST = 64 << 20
_MOST_EXPANDED = 1_000  # times its size: a base of texts packs to a fifth
_LEAST_EXPANDED = 1 << 30

HASH = re.compile(r"[0-9a-f]{64}")
Hash = Annotated[str, Field(pattern=rf"^{HASH.pattern}$")]
Size = Annotated[int, Field(ge=0)]


class Stored(BaseModel):
    """A member of the file."""

    model_config = ConfigDict(frozen=True)
    size: Size
    sha256: Hash


class Manifest(BaseModel):
    """What a backup holds.

    :param made_at: the moment from which nothing is in it any more
    :param line: the last line of the audit that is in it; ``audit_end``: with its link (`kb.accounts.audit.head`)
    :param origin: the kind of database that it was made of
    :param files: hash to size
    :param beside: the files are in a folder beside the backup, see :data:`BESIDE`
    :param missing: hashes of originals that the base had lost, or that were damaged
    """

    model_config = ConfigDict(frozen=True)
    format: int = FORMAT
    program: str = Field(default_factory=lambda: version("tuluat"))
    revision: str = REVISION
    made_at: datetime
    line: int
    audit_end: str = ""
    origin: str
    database: Stored
    files: dict[Hash, Size]
    beside: bool = False
    missing: tuple[Hash, ...] = ()
    tables: dict[str, Counted]

    @property
    def members(self) -> dict[str, Stored]:
        """What stands in the file behind the manifest."""
        files = {} if self.beside else self.files
        return {DATABASE: self.database, **{FILES + sha256: Stored(size=size, sha256=sha256) for sha256, size in files.items()}}

    @property
    def size(self) -> int:
        """Of everything that it holds."""
        return self.database.size + sum(self.files.values())


def write(path: Path, manifest: Manifest, database: Path, files: dict[str, Path]) -> None:
    """Write a backup; it has its name once all of it is on the disk.

    :param files: where those of the manifest lie
    """
    data = manifest.model_dump_json().encode()
    with whole_file(path) as stream:
        written = _Written(stream)
        # GNU's form has no headers before headers, and sizes beyond 8 GB.
        with zstd.ZstdFile(written, "wb") as packed, tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar:
            _put(tar, _MANIFEST, io.BytesIO(data), len(data))
            for name, stored in manifest.members.items():
                with (database if name == DATABASE else files[stored.sha256]).open("rb") as content:
                    _put(tar, name, content, stored.size)
        stream.write(SEAL + written.digest.digest())


class _Written:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._stream.write(data)


def _put(tar: tarfile.TarFile, name: str, content: BinaryIO, size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, content)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself; nothing behind that is read.

    :raises BackupError: it is no backup, or of a newer release
    """
    with _reading(path) as tar:
        return _manifest(tar, path)


def check(path: Path, keep: Path | None = None) -> tuple[Manifest, list[Message]]:
    """Read a backup to its end.

    :param keep: a folder that its members are written into: nothing is to be made of them where there are problems
    :returns: what it holds, and what is wrong with the files beside it
    :raises BackupError: it is no backup, cut off, changed, or holds what no backup holds
    """
    _look_at_seal(path)
    with _reading(path) as tar:
        manifest = _manifest(tar, path)
        expected = manifest.members
        while (member := _next(tar)) is not None:
            stored = expected.pop(member.name, None)
            if stored is None or stored.size != member.size:
                raise BackupError("backup_foreign", name=path.name)
            if _take(_content(tar, member), keep and keep / member.name) != stored.sha256:
                raise BackupError("backup_damaged", name=path.name)
        if expected:
            raise BackupError("backup_damaged", name=path.name)
    problems = []
    for sha256, size in manifest.files.items() if manifest.beside else ():
        file = path.parent / BESIDE / sha256
        if not is_whole(file, sha256, size):
            problems.append(Message.of("backup.file_gone", name=path.name, file=sha256))
        elif keep:
            with file.open("rb") as stream:
                _take(_pieces(stream, size), keep / FILES / sha256)
    return manifest, problems


def hash_of(file: Path) -> Stored:
    """A file as the manifest names it."""
    return Stored(size=file.stat().st_size, sha256=sha256_of(file))


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    """The next member, a plain file: :func:`write` writes nothing else."""
    info = tar.next()
    if info is not None and (info.type != tarfile.REGTYPE or info.pax_headers):
        raise tarfile.HeaderError("no plain file")
    return info


def _content(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    stream = tar.extractfile(info)
    assert stream is not None
    yield from _pieces(stream, info.size)


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = stream.read(min(size, _CHUNK))
        if not chunk:
            raise EOFError
        size -= len(chunk)
        yield chunk


def _take(chunks: Iterable[bytes], place: Path | None) -> str:
    digest = hashlib.sha256()
    if place is None:
        for chunk in chunks:
            digest.update(chunk)
    else:
        make_folder(place.parent)
        with whole_file(place) as stream:
            for chunk in chunks:
                digest.update(chunk)
                stream.write(chunk)
    return digest.hexdigest()


def _look_at_seal(path: Path) -> None:
    digest, sealed = hashlib.sha256(), path.stat().st_size - len(SEAL) - hashlib.sha256().digest_size
    with path.open("rb") as stream:
        for chunk in _pieces(stream, sealed):
            digest.update(chunk)
        if stream.read() != SEAL + digest.digest():
            raise BackupError("backup_damaged", name=path.name)


@contextmanager
def _reading(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with path.open("rb") as file, zstd.ZstdFile(file, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            yield tar
    except (zstd.ZstdError, EOFError, tarfile.TarError, ValueError) as error:
        raise BackupError("backup_damaged", name=path.name) from error


def _manifest(tar: tarfile.TarFile, path: Path) -> Manifest:
    first = _next(tar)
    if first is None or first.name != _MANIFEST or first.size > _MOST_MANIFEST:
        raise BackupError("backup_foreign", name=path.name)
    data = b"".join(_content(tar, first))
    try:
        if (_Format.model_validate_json(data)).format > FORMAT:
            raise BackupError("backup_newer", name=path.name)
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise BackupError("backup_damaged", name=path.name) from error
    if manifest.revision > REVISION:
        raise BackupError("backup_newer", name=path.name)
    packed = path.stat().st_size
    if sum(member.size for member in manifest.members.values()) > _MOST_EXPANDED * packed + _LEAST_EXPANDED:
        raise BackupError("backup_foreign", name=path.name)
    return manifest


class _Format(BaseModel):
    format: int
