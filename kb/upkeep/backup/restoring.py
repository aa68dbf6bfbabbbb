"""Making a base of a backup: everything is made ready aside, and the database gets its place last."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import DatabaseError

from kb.accounts.people import revoke_all
from kb.base import KnowledgeBase
from kb.database.engine import BESIDE_DATABASE, REVISION, bare_database, database_file, make_tables
from kb.database.failures import full_disk_told
from kb.database.tables import SignIn, SourceFile, State
from kb.errors import BackupError, BaseNotOpenedError
from kb.index.build import reindex
from kb.private import make_folder, sync_folder, whole_file
from kb.settings import Settings
from kb.upkeep.backup.archive import DATABASE, FILES, HASH, Manifest, check, read_manifest
from kb.upkeep.backup.copying import compare, copy_database, count_rows, refuse_tables
from kb.upkeep.backup.staging import second_name, staging, waiting_files
from kb.upkeep.following import rebuild
from kb.upkeep.health import note_backup


def restore(path: Path, settings: Settings, told: Callable[..., None] = lambda *step: None) -> Manifest:
    """Make a base of a backup, with the tables of this release, and its index.

    Originals that are in the folder already are not in the way, nor is what a restore that was ended has left.

    :param settings: where; there must be no database
    :param told: called with the entry of the catalogue that says what is done next, and how much of it is done of how much
    :raises BackupError: the backup is not whole, or there is a base already; nothing was changed
    """
    refuse_base(settings)
    manifest = read_manifest(path)
    with full_disk_told(settings.home), staging(settings.home) as folder:
        wanted = manifest.size + 2 * manifest.database.size
        if shutil.disk_usage(folder).free < wanted:
            raise BackupError("backup_no_room", wanted=-(-wanted >> 20))
        told("backup.reading")
        manifest, problems = check(path, folder)
        if problems:
            raise BackupError("backup_incomplete", name=path.name, count=len(problems), example=problems[0])
        try:
            originals, waiting = _make_ready(path, aside(folder), manifest)
        except (BaseNotOpenedError, DatabaseError) as error:
            raise BackupError("backup_damaged", name=path.name) from error
        told("backup.placing")
        shutil.rmtree(settings.index_path, ignore_errors=True)  # of another base, whatever it says of itself
        _place_files(folder / FILES, settings, originals, waiting)
        place_database(folder, settings)
    told("backup.indexing")
    with KnowledgeBase(settings, create=False) as base:
        # What an older release derived less of is derived anew; else the base stays what it was, to the line.
        (reindex if manifest.revision == REVISION else rebuild)(base, partial(told, "backup.indexing"))
    return manifest


def aside(folder: Path) -> Settings:
    """Of the database that is made ready in a folder."""
    return Settings(home=folder, database_url=f"sqlite:///{folder / DATABASE}")


def refuse_base(settings: Settings) -> None:
    """Only where no database is can one be put.

    :raises BackupError: there is one
    """
    file = database_file(settings)
    if file is None:
        with bare_database(settings) as engine, engine.connect() as connection:
            refuse_tables(connection)
    elif file.exists():
        raise BackupError("backup_target_taken", place=file)


def place_database(folder: Path, settings: Settings) -> None:
    """Put the database that was made ready in its place: all of it or nothing."""
    target = database_file(settings)
    if target is None:
        with bare_database(settings) as engine, bare_database(aside(folder)) as made, made.connect() as source:
            copy_database(source, engine)
        return
    make_folder(target.parent)
    for end in BESIDE_DATABASE:  # they would be taken for its own
        Path(f"{target}{end}").unlink(missing_ok=True)
    with (folder / DATABASE).open("rb") as stream, whole_file(target) as copy:
        shutil.copyfileobj(stream, copy)


def _make_ready(path: Path, settings: Settings, manifest: Manifest) -> tuple[set[str], dict[str, str]]:
    """Bring the database of a backup to the tables of today, and look at it.

    :returns: hashes of its originals, and by hash the names that files have in the inbox
    """
    from kb.index.fields import BASE_ID

    with bare_database(settings) as engine, engine.connect() as connection:
        if _acting(connection) != _acting_now(settings):  # before anything of it acts
            raise BackupError("backup_damaged", name=path.name)
    with KnowledgeBase(settings, create=False) as base:
        with base.engine.connect() as connection:
            if connection.scalar(text("PRAGMA integrity_check(1)")) != "ok":
                raise BackupError("backup_damaged", name=path.name)
            if manifest.revision == REVISION:
                compare(manifest.tables, count_rows(connection))
            originals = set(connection.scalars(select(SourceFile.sha256)))
            waiting = dict(waiting_files(connection))
        names = all(map(HASH.fullmatch, {*originals, *waiting}))  # files are looked for, and removed, by them
        if not names or any(Path(spool).name != spool or spool.startswith(".") for spool in waiting.values()):
            raise BackupError("backup_foreign", name=path.name)
        with base.session(write=True) as session:
            note_backup(session, manifest.made_at, manifest.line)
            # The base that it was made of may be in use: its index on a server is not this one's.
            session.execute(delete(State).where(State.name == BASE_ID))
            session.execute(delete(SignIn))  # who signed out since stays out
            revoke_all(session)  # and so does a token that was revoked since
    return originals, waiting


def _acting(connection: Connection) -> set[tuple[str, str]]:
    return {
        (row.name, row.sql)
        for row in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"))
    }


def _acting_now(settings: Settings) -> set[tuple[str, str]]:
    """The same of a base of today. No release had other triggers: the migration that changes them says here what they were."""
    with bare_database(settings.model_copy(update={"database_url": "sqlite://"})) as engine, engine.begin() as connection:
        make_tables(connection)
        return _acting(connection)


def _place_files(folder: Path, settings: Settings, originals: set[str], waiting: dict[str, str]) -> None:
    for place in (settings.originals_path, settings.inbox_path):
        make_folder(place)
    for file in folder.iterdir() if folder.exists() else ():
        if spool := waiting.get(file.name):
            (settings.inbox_path / spool).unlink(missing_ok=True)
            second_name(file, settings.inbox_path / spool)
        if file.name in originals:
            file.replace(settings.originals_path / file.name)
    for place in (settings.originals_path, settings.inbox_path):
        sync_folder(place)
