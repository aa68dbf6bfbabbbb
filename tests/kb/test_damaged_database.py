"""A database with damaged pages: `kb doctor` says so in a sentence, and no command ends in a traceback."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.kb.command_line import kb_on
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY, put

PAGE = 4096


def test_doctor_notices_a_damaged_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, GARDEN)
        put(base, CHANGES)
        with base.engine.connect() as connection:
            pages = [
                connection.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).scalar()
                for name in ("provision", "ix_provision_version_position", "effect", "state", "person")
            ]
        with base.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    path = tmp_path / "kho" / "kb.sqlite3"
    whole = path.read_bytes()
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as kb:
        for page in pages:
            path.write_bytes(whole[: (page - 1) * PAGE] + b"\xa5" * PAGE + whole[page * PAGE :])
            status, out, err = kb("doctor")
            assert (status, "✗ integrity" in out, err) == (1, True, ""), page
            status, _, err = kb("show", GARDEN_KEY)
            assert "Traceback" not in err
            assert len(err.splitlines()) <= 1
