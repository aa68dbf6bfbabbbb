"""References of many texts are found in a process of their own, and are the same as those found in this one."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ingest import apart
from ingest.apart import Outcome, Workers
from ingest.batch import ingest_paths
from ingest.components import writer
from kb.database import tables
from tests.kb.databases import empty_sqlite
from tests.older.make import write_files


def _references(folder: Path) -> list[tuple[Any, ...]]:
    files = folder / "tep"
    files.mkdir(parents=True)
    row, provision = tables.Reference, tables.Provision
    with empty_sqlite(folder / "kho", workers=2) as base:
        assert all(report.status != "rejected" for report in ingest_paths(base, write_files(files), workers=1))
        with base.session() as session:
            columns = (provision.path, row.field, row.start, row.end, row.target_path, row.cited_id)
            return sorted(map(tuple, session.execute(select(*columns).join(provision, provision.id == row.provision_id))))


def test_references_found_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _references(tmp_path / "here")
    monkeypatch.setattr(writer, "_MANY", 1)
    asked: list[str] = []
    submit = Workers.submit

    def counted(self: Workers, function: Any, *arguments: Any, name: str) -> Any:
        asked.append(name)
        return submit(self, function, *arguments, name=name)

    monkeypatch.setattr(Workers, "submit", counted)
    assert _references(tmp_path / "apart") == here != []
    assert asked.count("references") >= 3


def test_what_fails_apart_is_found_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _references(tmp_path / "here")
    monkeypatch.setattr(writer, "_MANY", 1)
    work = apart._run

    def ended(limits: apart.WorkLimits, function: Any, arguments: tuple[Any, ...], name: str, *more: Any) -> Outcome:
        return Outcome(None, None, 0.0) if name == "references" else work(limits, function, arguments, name, *more)

    monkeypatch.setattr(apart, "_run", ended)
    assert _references(tmp_path / "apart") == here
