"""Making a backup while people write: the database as it is at one moment, then the originals, which only grow."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from kb.accounts.audit import head, last_line
from kb.base import KnowledgeBase
from kb.database.engine import bare_database, database_file
from kb.database.failures import full_disk_told
from kb.database.tables import SourceFile
from kb.errors import BackupError
from kb.private import clear_drafts, is_whole, make_folder, whole_file
from kb.settings import Settings
from kb.upkeep.backup.archive import BESIDE, DATABASE, HASH, Manifest, hash_of, read_manifest, write
from kb.upkeep.backup.copying import Counted, copy_database, count_rows
from kb.upkeep.backup.staging import second_name, staging, waiting_files
from kb.upkeep.health import LEAST, note_backup

_NAMED = re.compile(r"tuluat-\d{8}T\d{6}Z\.tar\.zst")
_MAGIC = b"\x28\xb5\x2f\xfd"  # of Zstandard


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made.

    :param removed: older backups in the folder that are gone now
    """

    path: Path
    manifest: Manifest
    seconds: float
    removed: tuple[Path, ...] = ()


def back_up(base: KnowledgeBase, target: Path, to_folder: bool = False, keep: int | None = None, *, replace: bool = False) -> Made:
    """Make a backup. Nobody waits for it.

    :param target: the file, in a folder that is there: one that is not may be a disk that is not mounted
    :param replace: a backup of that name is replaced once this one is whole
    :param to_folder: ``target`` is a folder of backups, each named by its moment; they have their files in common
    :param keep: how many stay in the folder, this one among them
    :raises BackupError: another one is being made, the file or what it is to lie in is something else, or there is no room
    :raises DiskFullError: a disk is full; nothing is left of it
    """
    began, home = time.monotonic(), base.settings.home
    made_at = datetime.now(UTC).replace(microsecond=0)
    path = target / f"tuluat-{made_at:%Y%m%dT%H%M%SZ}.tar.zst" if to_folder else target
    if path.exists() and not _is_packed(path):
        raise BackupError("backup_other_file", name=path.name)
    if path.exists() and not replace:
        raise BackupError("backup_there", name=path.name)
    if not path.parent.is_dir():
        raise BackupError("backup_no_folder", folder=path.parent)
    with full_disk_told(home), staging(home) as folder:
        copy, waiting = folder / DATABASE, folder / "waiting"
        _hold_waiting(base.settings.inbox_path, waiting)
        with _snapshot(base, copy) as (connection, tables):
            line, audit_end = last_line(connection), head(connection)
            found, missing = _files(connection, base.settings, waiting)
        clear_drafts(path.parent)
        files = {sha256: file.stat().st_size for sha256, file in found.items()}
        manifest = Manifest(
            made_at=made_at,
            line=line,
            audit_end=audit_end,
            origin=base.engine.dialect.name,
            database=hash_of(copy),
            files=files,
            beside=to_folder,
            missing=tuple(missing),
            tables=tables,
        )
        if to_folder:
            _lay_beside(target / BESIDE, found)
        write(path, manifest, copy, found)
        removed = _forget(target, keep) if to_folder and keep else ()
    with base.session(write=True) as session:
        note_backup(session, made_at, line)
    return Made(path, manifest, time.monotonic() - began, tuple(removed))


def _is_packed(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


@contextmanager
def _snapshot(base: KnowledgeBase, copy: Path) -> Iterator[tuple[Connection, dict[str, Counted]]]:
    if base.engine.dialect.name == "sqlite":
        _copy_sqlite(base, copy)
    with bare_database(Settings(home=copy.parent, database_url=f"sqlite:///{copy}")) as engine:
        tables = None
        if base.engine.dialect.name != "sqlite":
            with base.engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
                tables = copy_database(source, engine)
        with engine.connect() as connection:
            yield connection, tables or count_rows(connection)


def _copy_sqlite(base: KnowledgeBase, copy: Path) -> None:
    """In one step: a copy page by page begins anew whenever another process has written, and never ends where people work.

    ``VACUUM INTO`` reads what was there when it began, while others write; and it leaves behind what was erased, which the copy
    that SQLite calls a backup takes along.
    """
    size = (database_file(base.settings) or copy.parent).stat().st_size
    if shutil.disk_usage(copy.parent).free < size + LEAST:
        raise BackupError("backup_no_room", wanted=(size + LEAST) >> 20)
    connection = base.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    finally:
        connection.close()


def _hold_waiting(inbox: Path, folder: Path) -> None:
    """Files of the inbox go when they are stored: a second name holds those that are there before the database is copied."""
    make_folder(folder)
    for file in inbox.glob("[!.]*"):
        with suppress(FileNotFoundError):
            second_name(file, folder / file.name)


def _files(connection: Connection, settings: Settings, waiting: Path) -> tuple[dict[str, Path], list[str]]:
    places = {sha256: [settings.originals_path / sha256] for sha256 in connection.scalars(select(SourceFile.sha256))}
    for sha256, spool in waiting_files(connection):
        late = waiting / spool
        if not late.exists() and (settings.inbox_path / spool).exists():
            with suppress(FileNotFoundError):
                second_name(settings.inbox_path / spool, late)
        places.setdefault(sha256, [settings.originals_path / sha256]).insert(0, late)
    found, missing = {}, []
    for sha256, candidates in sorted(places.items()):
        whole = next((place for place in candidates if is_whole(place, sha256)), None)
        if whole is None:
            missing.append(sha256)
        else:
            found[sha256] = whole
    return found, missing


def _lay_beside(folder: Path, files: dict[str, Path]) -> None:
    """Keep files once for all backups; one that was damaged there is replaced."""
    make_folder(folder)
    clear_drafts(folder)
    for sha256, file in files.items():
        if not is_whole(folder / sha256, sha256):
            with file.open("rb") as stream, whole_file(folder / sha256) as copy:
                shutil.copyfileobj(stream, copy)


def _forget(folder: Path, keep: int) -> list[Path]:
    backups = sorted((path for path in folder.iterdir() if _NAMED.fullmatch(path.name)), reverse=True)
    for path in backups[keep:]:
        path.unlink()
    if backups[keep:]:
        try:
            wanted = {sha256 for path in backups[:keep] for sha256 in read_manifest(path).files}
        except BackupError:  # whatever it names stays
            return backups[keep:]
        for file in (folder / BESIDE).iterdir():
            if HASH.fullmatch(file.name) and file.name not in wanted:
                file.unlink()
    return backups[keep:]
