"""The texts of a codification are read in a process of their own, which finds the same as this one does."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ingest import apart
from ingest.apart import Outcome, Workers
from ingest.batch import ingest_paths
from ingest.codification import ahead
from kb.database import tables
from tests.ingest.codification_maker import article, note, paragraphs, topic, write_zip
from tests.kb.databases import empty_sqlite

_LAW = "(Điều 1 Luật số 11/2099/QH20 Tôm càng xanh ngày 01/02/2099 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/7/2099)"
_DECREE = "(Điều 2 Nghị định số 12/2099/NĐ-CP Nuôi tôm ngày 01/3/2099 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/9/2099)"


def _derived(folder: Path) -> list[tuple[Any, ...]]:
    law = article("a1", "36.3.LQ.1", "Thả tôm", note(_LAW, "1"), paragraphs("1. Người nuôi thả tôm.", "2. Trừ khoản 1 Điều này."))
    lines = paragraphs(
        "1. Theo khoản 1 Điều 1 Luật số 11/2099/QH20.", "2. Nghị định số 5/2090/NĐ-CP hết hiệu lực từ ngày 01/9/2099."
    )
    decree = article("a2", "36.3.NĐ.1.2", "Hiệu lực thi hành", note(_DECREE, "2", "Dieu_2"), lines)
    folder.mkdir()
    file = write_zip(folder / "phap-dien.zip", {"1.html": topic("36.3", "Tôm", law, decree)})
    found: list[tuple[Any, ...]] = []
    with empty_sqlite(folder / "kho", workers=2) as base:
        assert [report.status for report in ingest_paths(base, [file], workers=2)] == ["stored"]
        with base.session() as session:
            for table in (tables.Reference, tables.Relation, tables.Effect):
                found += sorted(map(tuple, session.execute(select(*table.__table__.columns))))
    return found


def test_texts_are_read_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _derived(tmp_path / "here")
    monkeypatch.setattr(ahead, "_MANY", 1)
    monkeypatch.setattr(ahead, "_TOGETHER", 1)
    asked: list[str] = []
    submit = Workers.submit

    def counted(self: Workers, function: Any, *arguments: Any, name: str) -> Any:
        asked.append(name)
        return submit(self, function, *arguments, name=name)

    monkeypatch.setattr(Workers, "submit", counted)
    assert _derived(tmp_path / "apart") == here
    assert len(here) >= 3
    assert asked.count("references") == 2


def test_what_fails_apart_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = _derived(tmp_path / "here")
    monkeypatch.setattr(ahead, "_MANY", 1)
    work = apart._run

    def ended(limits: apart.WorkLimits, function: Any, arguments: tuple[Any, ...], name: str, *more: Any) -> Outcome:
        return Outcome(None, None, 0.0) if name == "references" else work(limits, function, arguments, name, *more)

    monkeypatch.setattr(apart, "_run", ended)
    assert _derived(tmp_path / "apart") == here
