"""Opening a base: folders, migrations, settings of the connection, one sentence for what does not open."""

import re
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import JSON, Text, inspect, select, text

from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.engine import MIGRATIONS, REVISION, alembic_config, open_base
from kb.database.reading.reader import find_instrument, list_instruments
from kb.database.storing.rows import Rows, RowWriter
from kb.errors import BaseNotOpenedError, NotFoundError
from kb.interface.catalogue import Catalogue
from kb.settings import Settings
from tests.kb.databases import base, decree, full, make_old, put

__all__ = ["base"]

pytestmark = pytest.mark.always


def settings(home: Path, url: str | None = None) -> Settings:
    return Settings(home=home, database_url=url)


def test_the_migrations_make_exactly_the_tables(base: KnowledgeBase) -> None:
    assert set(tables.Base.metadata.tables) <= set(inspect(base.engine).get_table_names())
    make_old(base)
    KnowledgeBase(base.settings).close()
    with base.engine.begin() as connection:
        command.check(alembic_config(connection))  # raises where autogenerate would change something


def test_every_word_goes_through_the_one_door(base: KnowledgeBase) -> None:
    evil, kept = "Nguyễn\0 Văn \ud800", "Nguyễn\ufffd Văn \ufffd"
    with base.session(write=True) as session:
        session.add(tables.Person(name=evil))
        rows = RowWriter(session)
        item = {"id": 1, "run": "run", "at": datetime(2091, 1, 1, tzinfo=UTC), "file": evil, "sha256": None, "status": "rejected"}
        rows.add(tables.IngestItem, **item, report={evil: [evil, 1, None, {"a": evil}]})
        rows.flush()
        assert session.scalar(select(tables.Person.name).where(tables.Person.name == evil)) == kept
        row = session.get_one(tables.IngestItem, 1)
        assert (row.file, row.report) == (kept, {kept: [kept, 1, None, {"a": kept}]})
    free = {
        f"{table.name}.{column.name}"
        for table in tables.Base.metadata.tables.values()
        for column in table.columns
        if type(column.type) in (Text, JSON)
    }
    assert free == set()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "lacks ['report'] and has no column for anything else"),
        ({"report": {}, "x": 1}, "lacks nothing and has no column for ['x']"),
        ({"reprot": {}}, "lacks ['report'] and has no column for ['reprot']"),
    ],
)
def test_a_row_has_exactly_the_columns_of_its_table(base: KnowledgeBase, more: dict[str, object], words: str) -> None:
    row = {"id": 1, "run": "run", "at": datetime(2091, 1, 1, tzinfo=UTC), "file": "a.txt", "sha256": None, "status": "rejected"}
    with base.session(write=True) as session:
        ready = Rows(session.connection().dialect, {})
        for rows in (RowWriter(session), ready):
            with pytest.raises(TypeError, match=re.escape(words)):
                rows.add(tables.IngestItem, **row, **more)


def test_opening_runs_no_migration_where_the_tables_are_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KnowledgeBase(settings(tmp_path)).close()
    monkeypatch.setattr("kb.database.engine.migrate", lambda *_: pytest.fail("migrated again"))
    KnowledgeBase(settings(tmp_path)).close()


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    newest = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))
    assert newest == REVISION


def test_sqlite_is_set_for_readers_beside_a_writer(tmp_path: Path) -> None:
    with KnowledgeBase(settings(tmp_path)) as base, base.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 120_000}


def test_two_bases_have_nothing_in_common(tmp_path: Path) -> None:
    with KnowledgeBase(settings(tmp_path / "a")) as first, KnowledgeBase(settings(tmp_path / "b")) as second:
        put(first, "a.txt", decree(*full()))
        with second.session() as session:
            assert list_instruments(session) == []
            with pytest.raises(NotFoundError):
                find_instrument(session, decree(*full()).key)
        assert {path.parent.name for path in tmp_path.rglob("kb.sqlite3")} == {"a", "b"}


def test_one_process_reads_while_another_writes(base: KnowledgeBase) -> None:
    put(base, "a.txt", decree(*full()))
    with base.session(write=True) as writing:
        writing.execute(text("UPDATE instrument SET title = 'đang sửa'"))
        with base.session() as reading:
            assert list_instruments(reading)[0].metadata.title == "Quy định thử nghiệm"


def test_two_openings_at_once_make_one_base(tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def open_it() -> None:
        try:
            KnowledgeBase(settings(tmp_path)).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_an_error_in_a_session_undoes_what_was_written(base: KnowledgeBase) -> None:
    def fail() -> None:
        with base.session(write=True) as session:
            session.add(tables.Person(name="Người thử"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with base.session() as session:
        assert session.query(tables.Person).count() == 0


def damaged(home: Path) -> None:
    home.mkdir()
    (home / "kb.sqlite3").write_bytes(b"not a database at all, only words" * 100)


def of_schema(number: str) -> Callable[[Path], None]:
    def spoil(home: Path) -> None:
        KnowledgeBase(settings(home)).close()
        with sqlite3.connect(home / "kb.sqlite3") as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [number])
        connection.close()

    return spoil


def foreign(home: Path) -> None:
    home.mkdir()
    with sqlite3.connect(home / "kb.sqlite3") as connection:
        connection.execute("CREATE TABLE instrument (id INTEGER)")
    connection.close()


def a_file(home: Path) -> None:
    home.write_text("tệp")


def a_folder_in_its_place(home: Path) -> None:
    (home / "kb.sqlite3").mkdir(parents=True)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(damaged, "database_damaged", id="a damaged database"),
        pytest.param(of_schema("9999"), "base_newer", id="made by a newer release"),
        pytest.param(of_schema("0030"), "base_older", id="made before the first migration"),
        pytest.param(foreign, "base_without_schema", id="tables without a migration"),
        pytest.param(a_file, "base_folder", id="the home is a file"),
        pytest.param(a_folder_in_its_place, "database_is_folder", id="the database is a folder"),
    ],
)
def test_a_base_that_cannot_be_opened_gets_one_sentence(tmp_path: Path, spoil: Callable[[Path], None], code: str) -> None:
    home = tmp_path / "kho"
    spoil(home)
    with pytest.raises(BaseNotOpenedError, match=code) as caught:
        open_base(settings(home))
    said = Catalogue().write(caught.value)
    assert said.count("\n") == 0
    assert "sqlalche" not in said


def test_a_lost_database_is_no_new_base(tmp_path: Path) -> None:
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / ("0" * 64)).write_bytes(b"x")
    for create in (False, True):
        with pytest.raises(BaseNotOpenedError, match="base_lost"):
            KnowledgeBase(settings(tmp_path), create=create)


def test_reading_an_absent_base_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(BaseNotOpenedError, match="base_absent"):
        KnowledgeBase(settings(tmp_path / "kho"), create=False)
    assert not (tmp_path / "kho").exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("not a url", "database_address"),
        ("nosuchdatabase://x", "database_driver"),
        ("postgresql://ten:matkhau@localhost:1/kho", "database_silent"),
    ],
)
def test_an_address_that_leads_nowhere_gets_one_sentence_without_the_password(tmp_path: Path, url: str, code: str) -> None:
    if url.startswith("postgresql"):
        pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(BaseNotOpenedError, match=code) as caught:
        open_base(settings(tmp_path, url))
    assert "matkhau" not in Catalogue().write(caught.value)
