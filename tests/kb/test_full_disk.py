"""A full disk is called full, never damaged, wherever it shows; what was stored is there when room was made."""

import errno
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError

from kb.base import KnowledgeBase
from kb.database import engine as engine_module
from kb.database.failures import full_disk_told, is_full, sentence_of
from kb.errors import BaseNotOpenedError, DiskFullError, IndexDamagedError
from kb.index.build import index_state, reindex
from kb.index.embedded import TantivyIndex, sound
from kb.interface.catalogue import VIETNAMESE
from kb.private import replace_file
from kb.upkeep.health import LEAST, room_of
from tests.kb.command_line import kb_on
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, put

Usage = namedtuple("Usage", "total used free")
TANTIVY = "An IO error occurred: 'No space left on device (os error 28)'"


def of_sqlite(code: int, words: str) -> OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


class OfPostgresqlError(Exception):
    sqlstate = "53100"


def caused(error: Exception, by: Exception) -> Exception:
    error.__cause__ = by
    return error


FULL: list[tuple[Exception, int]] = [
    (of_sqlite(13, "database or disk is full"), 10**9),
    (of_sqlite(10 | 19 << 8, "disk I/O error"), 0),  # the shared memory of the log cannot grow
    (of_sqlite(14, "unable to open database file"), 0),
    (OSError(errno.ENOSPC, "No space left on device"), 10**9),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), 10**9),
    (ValueError(TANTIVY), 10**9),
    (OperationalError("INSERT", {}, OfPostgresqlError()), 10**9),
    (caused(KeyError("x"), ValueError(TANTIVY)), 10**9),
]
OTHERS: list[tuple[Exception, int]] = [
    (of_sqlite(11, "database disk image is malformed"), 10**9),
    (of_sqlite(11, "database disk image is malformed"), 0),
    (of_sqlite(10, "disk I/O error"), 10**9),
    (OSError(errno.EIO, "Input/output error"), 10**9),
    (ValueError("Data corrupted"), 0),
]


@pytest.mark.parametrize(("full", "error", "free"), [(True, *case) for case in FULL] + [(False, *case) for case in OTHERS])
def test_what_says_that_a_disk_is_full(
    full: bool, error: Exception, free: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, free))
    assert is_full(error, tmp_path) is full
    with pytest.raises(DiskFullError if full else type(error)), full_disk_told(tmp_path):
        raise error


class OfServerError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("the connection is lost")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OperationalError("SELECT 1", {}, OfServerError(None)), "base.database_away"),  # refused, or cut in the middle
        (OperationalError("SELECT 1", {}, OfServerError("57P01")), "base.database_away"),  # stopped by its administrator
        (OperationalError("SELECT 1", {}, OfServerError("08006")), "base.database_away"),
        (OperationalError("SELECT 1", {}, OfServerError("53100")), "error.disk_full"),
        (OperationalError("SELECT 1", {}, OfServerError("55P03")), None),
        (IntegrityError("SELECT 1", {}, OfServerError("23505")), None),
        (of_sqlite(11, "database disk image is malformed"), None),
        (ValueError("x"), None),
    ],
)
def test_a_server_that_is_away_is_no_damage_either(error: Exception, sentence: str | None, tmp_path: Path) -> None:
    assert sentence_of(error, tmp_path) == sentence


def test_a_base_that_cannot_be_opened_for_want_of_room_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise of_sqlite(10 | 19 << 8, "disk I/O error")

    empty_sqlite(tmp_path).close()
    monkeypatch.setattr(engine_module, "_bring_up_to_date", fail)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, 0))
    with pytest.raises(BaseNotOpenedError) as told:
        empty_sqlite(tmp_path)
    assert told.value.code == "disk_full"


def test_an_index_is_not_called_damaged_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(words: str) -> None:
        raise ValueError(words)

    with pytest.raises(DiskFullError):
        sound(fail)(TANTIVY)
    with pytest.raises(IndexDamagedError):
        sound(fail)("Data corrupted")
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, GARDEN)
        reindex(base)
        before = index_state(base)
        with monkeypatch.context() as patch:
            patch.setattr(TantivyIndex, "fill", lambda *_: fail(TANTIVY))
            with pytest.raises(DiskFullError):
                reindex(base)
        assert index_state(base) == before
        assert not list(base.settings.index_path.glob("building-*"))
        reindex(base)


def test_the_command_line_says_it_and_keeps_what_was_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, GARDEN)
    told = VIETNAMESE("error.disk_full")

    def shrink(dbapi: Any, _: object) -> None:
        dbapi.execute("PRAGMA max_page_count = 1")

    opened = engine_module._engine

    def without_room(url: Any) -> Any:
        engine = opened(url)
        event.listen(engine, "connect", shrink)
        return engine

    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with kb_on(tmp_path / "kho", monkeypatch, capfd) as kb:
        with monkeypatch.context() as patch:
            patch.setattr(engine_module, "_engine", without_room)
            words = [{"phrase": f"vườn {number}", "meanings": ["vườn ươm"]} for number in range(500)]
            (tmp_path / "tu.json").write_bytes(orjson.dumps({"words": words}))
            status, _, err = kb("words", "import", tmp_path / "tu.json", "--author", "Người thử")
            assert (status, told in err, len(err.splitlines())) == (2, True, 1)
        with monkeypatch.context() as patch:
            patch.setattr("kb.index.folders.replace_file", no_room)
            status, _, err = kb("reindex")
            assert (status, told in err, "Traceback" in err) == (2, True, False)
        assert kb("reindex")[0] == 0
        assert GARDEN_KEY in kb("list")[1]
        (tmp_path / "tu.json").write_bytes(orjson.dumps({"words": [{"phrase": "ươm", "meanings": ["vườn ươm"]}]}))
        assert kb("words", "import", tmp_path / "tu.json", "--author", "Người thử")[0] == 0


def test_a_small_file_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    replace_file(tmp_path / "current", b"old")
    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        replace_file(tmp_path / "current", b"new")
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("current", b"old")]


def test_little_room_is_said_before_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, GARDEN)
        reindex(base)
        assert room_of(base.settings).wanted == LEAST
        size = 3 * LEAST
        with (tmp_path / "kho" / "index" / "large").open("wb") as large:
            large.truncate(size)
        wanted = room_of(base.settings).wanted
        assert size < wanted < size + LEAST, "a second index beside this one, and the database once more"
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as kb:
        for free, sign in ((2 * wanted, "✓"), (wanted // 2, "✗")):
            monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(10**12, 0, free))
            assert f"{sign} room" in kb("doctor")[1]


def test_a_session_says_it(tmp_path: Path) -> None:
    with KnowledgeBase(empty_sqlite(tmp_path).settings) as base, pytest.raises(DiskFullError), base.session(write=True):
        raise OSError(errno.ENOSPC, "No space left on device")
