"""From the paths that a person names to the sources behind them: folders walked, archives opened, each source opened once."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.errors import IngestError, NoTextError, UnreadableFileError, contained
from ingest.files.source import Input, Limits, Source, base_name, check_size, default_limits, is_zip, reason
from ingest.files.zips import is_bundle, is_link, is_word_container, link_error, read_member, safe_members
from ingest.readers.registry import claimant

__all__ = ["Input", "Source", "expand", "open_source", "source_files"]

_HEAD = 16 * 1024
_CHUNK = 1 << 20


def expand(path: Path, limits: Limits | None = None) -> Iterator[Input]:
    """The single inputs behind a path, in a stable order: a folder's files, an archive's members, or the file itself.

    A folder or an archive that a reader takes as a whole is one input. A path that cannot be opened comes out as an input with its
    error.
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


def open_source(source: Input | Source, limits: Limits | None = None) -> Source:
    """Open an input: its bytes, read once, and their hash. What is open already stays as it is.

    :raises IngestError: it is too large, encrypted, damaged or unsafe
    """
    if isinstance(source, Source):
        return source
    limits = limits or default_limits()
    if source.error is not None:
        raise source.error
    if source.whole is not None:
        return _open_whole(source, source.whole)
    if source.member is not None:
        return Source.of(source, read_member(source.path, source.member, source.copy, source.name, limits))
    try:
        if source.path.is_dir():
            return _open_whole(source, claimant(source.path))
        check_size(source.path, limits)
        with source.path.open("rb") as stream:
            head = stream.read(_HEAD)
            whole = claimant(source.path, head)
            data = head if whole else head + stream.read()
    except OSError as error:
        raise UnreadableFileError("source_not_read", name=source.name, reason=reason(error)) from error
    return _open_whole(source, whole) if whole else Source.of(source, data)


def source_files(path: Path) -> Iterator[Path]:
    """The files behind a path, in the order in which they are hashed and kept."""
    if path.is_dir():
        yield from sorted(item for item in path.rglob("*") if item.is_file())
    else:
        check_size(path, default_limits())
        yield path


def pieces(source: Source) -> Iterator[bytes]:
    """The bytes of a source piece by piece; those of a folder are its files in one."""
    if source.whole is None:
        yield source.data
        return
    for file in source_files(source.path):
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def _open_whole(source: Input, whole: str | None) -> Source:
    if whole is None:
        raise UnreadableFileError("source_not_read", name=source.name, reason=reason(IsADirectoryError()))
    running, size = hashlib.sha256(), 0
    for piece in pieces(Source(source, "", 0, whole=whole)):
        running.update(piece)
        size += len(piece)
    return Source(source, running.hexdigest(), size, whole=whole, parts=_parts(source.path))


def _parts(path: Path) -> tuple[tuple[str, int], ...]:
    if not path.is_dir():
        return ()
    return tuple((file.relative_to(path).as_posix(), file.stat().st_size) for file in source_files(path))


def _behind(path: Path, limits: Limits) -> list[Input] | list[Path]:
    try:
        if path.is_dir():
            if whole := claimant(path):
                return [Input(path, whole=whole)]
            children = sorted(path.iterdir(), key=lambda item: item.name)
            return [
                child
                for child in children
                if not child.name.startswith((".", "__MACOSX")) and not (child.is_symlink() and child.is_dir())
            ]
        if not path.is_file():
            check_size(path, limits)
        head = _zip_head(path)
        if not head or is_word_container(path):
            return [Input(path)]
        if is_bundle(path):
            raise UnreadableFileError("bundle_inside", name=base_name(path.name))
        if whole := claimant(path, head):
            return [Input(path, whole=whole)]
    except OSError as error:
        raise UnreadableFileError("path_not_read", name=base_name(path.name), reason=reason(error)) from error
    copies: Counter[str] = Counter()
    inputs: list[Input] = []
    for info in safe_members(path, limits):
        copies[info.filename] += 1
        member = Input(path, info.filename, copy=copies[info.filename])
        inputs.append(replace(member, error=link_error(member.name)) if is_link(info) else member)
    if not inputs:
        raise NoTextError("archive_empty", name=base_name(path.name))
    return inputs


def _zip_head(path: Path) -> bytes:
    """The beginning of a ZIP archive; empty for any other file, and for one that cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError:
        return b""
    return head if is_zip(head) else b""
