"""The official codification (Bộ pháp điển) as instruments: its articles go back to the instruments that they come from.

It comes as a folder or a zip of HTML files, one a topic, or as one such file. An instrument's articles are spread over topics, so
all files are read before the first instrument is complete.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

from ingest.apart import Workers
from ingest.codification.articles import Packed, pack_topic
from ingest.codification.html import looks_like_topic, read_topic, topic_code
from ingest.codification.instruments import build, no_collection
from ingest.errors import UnreadableFileError, contained
from ingest.files.source import Source, base_name, check_size, default_limits, is_zip
from ingest.files.zips import open_zip, read_members, safe_members
from ingest.readers.registry import Found, Options
from kb.interface.days import today
from kb.settings import settings

_HEAD = 16 * 1024
_SAMPLE = 8
_FIRST = date(2015, 1, 1)  # there was no codification before; an archive may be dated 1980
_CHUNK = 4 * 1024 * 1024  # bytes of HTML that a process gets at a time
_Item = TypeVar("_Item")


def is_codification(path: Path, head: bytes | None = None) -> bool:
    """Whether a folder, a zip or a file is the codification, told from the content.

    :param head: the first bytes of a file, where they have been read
    """
    try:
        if path.is_dir():
            files = _html_files(path)
            return _are_topics(_heads(_spread(files), _head))
        if not path.is_file():
            return False  # a pipe may never end
        head = head or _head(path)
        if not is_zip(head[:4]):
            return _is_topic(head)
        return _is_codification_zip(path)
    except Exception:  # whatever it is, it is not the codification; whoever reads it says what is wrong with it
        return False


def published_on(path: Path, modified: date | None) -> date | None:
    """The day of a codification that was fetched: that of its newest topic, or on which its server had it, whichever is earlier.

    :raises UnreadableFileError: a part of it is damaged, or it is no codification
    """
    limits = default_limits()
    damaged = UnreadableFileError("codification_damaged", name=base_name(path.name))
    with contained(path.name, lambda: damaged):
        infos = safe_members(path, limits)
        with open_zip(path) as archive:
            if archive.testzip() is not None or not is_codification(path):
                raise damaged
    newest = max((date(*info.date_time[:3]) for info in infos if _is_html(info.filename)), default=date.min)
    days = [day for day in (newest, modified) if day is not None and _FIRST <= day <= today()]
    return min(days, default=None)


def only_topics(original: Path, parts: Iterable[tuple[str, int]], codes: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """The files of some topics, as they are, in a codification that a base keeps.

    :param parts: of a folder, the names and sizes of its files
    :raises IngestError: it is damaged
    """
    if is_zip(_head(original)[:4]):
        infos = safe_members(original, default_limits())
        files: Iterable[tuple[str, bytes]] = read_members(original, [info.filename for info in infos], default_limits())
    else:
        files = _parted(original, parts)
    for name, data in files:
        if _is_html(name) and topic_code(data[:_HEAD].decode("utf-8-sig", errors="replace")) in codes:
            yield name, data


def _parted(original: Path, parts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, bytes]]:
    with original.open("rb") as stream:
        for name, size in tuple(parts) or (("bo-phap-dien.html", -1),):
            yield name, stream.read(size)


def read(source: Source, options: Options) -> Found:
    """:func:`read_codification` for the registry."""
    return read_codification(source.path, options.snapshot_date, options.workers, options.progress)


def read_codification(
    path: Path,
    snapshot_date: date | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Read the codification from its folder, its zip or one of its files: partial instruments, and the account of every article.

    :param snapshot_date: the day it was taken; None: unknown, and it is then no evidence of what is in force
    :param workers: processes; None or 0: one a core
    :param progress: called with the number of files read and of all files
    :raises IngestError: it cannot be read
    """
    names = _members(path)
    topics: list[Packed] = []
    done = 0
    with no_collection():
        for chunk in _read_chunks(path, names, workers or settings().workers or os.cpu_count() or 1):
            topics += chunk
            done += len(chunk)
            if progress:
                progress(done, len(names))
        instruments, report = build(topics, snapshot_date)
    if not instruments:
        raise UnreadableFileError("codification_empty", name=base_name(path.name))
    return Found(instruments=instruments, account=report)


def _members(path: Path) -> list[tuple[str, int]]:
    limits = default_limits()
    if path.is_dir():
        return [(str(file.relative_to(path)), check_size(file, limits)) for file in _html_files(path)]
    if is_zip(_head(path)[:4]):
        check_size(path, limits)
        infos = (info for info in safe_members(path, limits) if _is_html(info.filename))
        return [(info.filename, info.file_size) for info in infos]
    return [("", check_size(path, limits))]


def _read_chunks(path: Path, names: Sequence[tuple[str, int]], workers: int) -> Iterator[list[Packed]]:
    chunks = list(_chunks(names))
    name = base_name(path.name)
    with closing(Workers(max(1, min(workers, len(chunks))))) as apart:
        for outcome in [apart.submit(_read_files, str(path), chunk, name=name) for chunk in chunks]:
            done = outcome.result()
            if done.error is not None:
                raise done.error
            yield done.value


def _chunks(names: Sequence[tuple[str, int]]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for name, length in names:
        chunk.append(name)
        size += length
        if size > _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read_files(path: str, names: Sequence[str]) -> list[Packed]:
    place = Path(path)
    with no_collection():
        return [pack_topic(base_name(name or place.name), read_topic(data)) for name, data in _contents(place, names)]


def _contents(path: Path, names: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    if path.is_dir() or names == [""]:
        return ((name, (path / name).read_bytes() if name else path.read_bytes()) for name in names)
    return read_members(path, names, default_limits())


def _html_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if _is_html(file.name) and file.is_file())


def _is_html(name: str) -> bool:
    return name.lower().endswith((".html", ".htm"))


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_HEAD)


def _spread(items: Sequence[_Item]) -> list[_Item]:
    """Some of the items, from all over."""
    return list(items[:: max(len(items) // _SAMPLE, 1)])[: _SAMPLE + 1]


def _is_codification_zip(path: Path) -> bool:
    with open_zip(path) as archive:
        infos = [info for info in archive.infolist() if _is_html(info.filename) and not info.flag_bits & 0x1]
        return _are_topics(_heads(_spread(infos), lambda info: archive.open(info).read(_HEAD)))


def _heads(items: Iterable[_Item], read: Callable[[_Item], bytes]) -> Iterator[bytes]:
    """The beginnings of files. A damaged one says nothing of the others: these are no pages of their own because of it."""
    for item in items:
        with suppress(Exception):
            yield read(item)


def _are_topics(heads: Iterable[bytes]) -> bool:
    """Most of them are topics; the package also holds an index page."""
    found = [_is_topic(head) for head in heads]
    return sum(found) * 2 > len(found)


def _is_topic(head: bytes) -> bool:
    return (b"<h3" in head or b"pDieu" in head) and looks_like_topic(head.decode("utf-8-sig", errors="replace"))
