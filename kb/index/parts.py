"""An embedded index filled by several processes: each fills a part of it in a folder of its own, and the parts are put together.

To read and analyse the clauses takes most of the time, and none of them needs the others.
"""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import orjson
from sqlalchemy import Connection, func, select

from kb.apart.process import WorkLimits, end_idle, load, run
from kb.base import base_of_worker
from kb.database.tables import Provision
from kb.index.documents import read_documents
from kb.index.embedded import TantivyIndex
from kb.index.engine import Document, Progress
from kb.index.folders import PARTS
from kb.private import replace_file
from kb.settings import Settings

_LISTS = _META, _MANAGED = "meta.json", ".managed.json"
_SUFFIXES = tuple(f".{part}" for part in PARTS)
_MOST = 4  # parts: a search looks into each
_LIMITS = WorkLimits(seconds=86_400, megabytes=1 << 20)  # our own texts, however many
_TOLD_EVERY = 50  # versions
_MEANWHILE = 12  # what this process does meanwhile takes as long as so many-th a part of all clauses


def processes(settings: Settings) -> int:
    """How many fill the index of a large base."""
    return min(_MOST, settings.workers or os.cpu_count() or 1)


def fill_in_parts(
    settings: Settings,
    connection: Connection,
    versions: Sequence[int],
    count: int,
    meanwhile: Callable[[], None],
    progress: Progress | None,
    folder: Path,
) -> int:
    """Fill an index with the clauses of versions, and say how many; this process does one part of ``count``, and tells of it.

    :param meanwhile: what else this process has to do
    :raises KnowledgeBaseError: what a process raised
    """
    own, *others = _parts(connection, versions, count)
    folders, stopped = [folder / f"part-{number}" for number in range(count)], threading.Event()
    if others:
        end_idle()
    with ThreadPoolExecutor(count, thread_name_prefix="tuluat-index") as threads:
        try:
            begun = [
                threads.submit(run, _LIMITS, _fill_apart, settings, str(place), part, stop=stopped.is_set)
                for place, part in zip(folders[1:], others, strict=True)
            ]
            meanwhile()
            told = progress and (lambda done, total: progress(done * len(versions) // max(total, 1), len(versions)))
            counts = [_fill(connection, folders[0], own, told)]
            for place, part, one in zip(folders[1:], others, begun, strict=True):
                outcome = one.result()
                if isinstance(outcome.why, Exception):
                    raise outcome.why
                if outcome.value is None:  # the process was ended
                    shutil.rmtree(place, ignore_errors=True)
                counts.append(_fill(connection, place, part, None) if outcome.value is None else load(outcome.value))
        finally:
            stopped.set()
    _join(folder, folders)
    return sum(counts)


def reporting(documents: Iterator[Document], versions: Sequence[int], progress: Progress | None) -> Iterator[Document]:
    """The documents of versions, of which it is told how many are done."""
    if progress is None:
        yield from documents
        return
    done = 0
    places = {version: number for number, version in enumerate(versions, start=1)}
    for document in documents:
        yield document
        if (now := places[document.meta["version"]]) - done >= _TOLD_EVERY:
            done = now
            progress(done, len(versions))
    progress(len(versions), len(versions))


def _join(folder: Path, parts: Sequence[Path]) -> None:
    """Make one index of several, whose folders go: segments are files that are never written again, two files list them."""
    lists = {name: [json.loads((part / name).read_bytes()) for part in parts] for name in _LISTS}
    for part in parts:
        for file in part.iterdir():
            if file.suffix in _SUFFIXES or (
                part == parts[0] and file.name not in _LISTS
            ):  # tantivy's locks, which are private already
                file.rename(folder / file.name)
        shutil.rmtree(part)
    metas = lists[_META]
    segments, stamp = [one for meta in metas for one in meta["segments"]], max(meta["opstamp"] for meta in metas)
    replace_file(folder / _MANAGED, orjson.dumps(sorted({name for names in lists[_MANAGED] for name in names})))
    replace_file(folder / _META, orjson.dumps({**metas[0], "segments": segments, "opstamp": stamp}))


def _parts(connection: Connection, versions: Sequence[int], count: int) -> list[list[int]]:
    """Versions in parts that take about as long each, the first with what is done meanwhile."""
    asked = select(Provision.version_id, func.count()).group_by(Provision.version_id)
    sizes: dict[int, int] = dict(connection.execute(asked).all())
    parts: list[list[int]] = [[] for _ in range(count)]
    whole = sum(sizes.values())
    done = whole // _MEANWHILE
    whole += done + 1
    for version in versions:
        parts[done * count // whole].append(version)
        done += sizes.get(version, 0)
    return parts


def _fill(connection: Connection, folder: Path, versions: Sequence[int], progress: Progress | None) -> int:
    return TantivyIndex(str(folder)).fill(reporting(read_documents(connection, versions), versions, progress))


def _fill_apart(settings: Settings, folder: str, versions: Sequence[int]) -> int:
    with base_of_worker(settings).engine.connect() as connection:
        return _fill(connection, Path(folder), versions, None)
