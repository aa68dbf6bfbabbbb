"""Originals: one for every stored text, whole, and none that nothing refers to."""

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from ingest.batch import ingest_paths
from ingest.report import FileReport
from kb.base import KnowledgeBase
from kb.database import tables
from kb.interface.catalogue import VIETNAMESE
from kb.private import whole_file
from tests.ingest.test_pipeline import decree
from tests.kb.databases import base, empty_sqlite

__all__ = ["base"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "kho") as made:
        yield made


def ingest(base: KnowledgeBase, path: Path) -> FileReport:
    (report,) = ingest_paths(base, [path], workers=1)
    return report


def kept(base: KnowledgeBase) -> list[str]:
    folder = base.settings.originals_path
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_an_altered_original_is_repaired_by_the_file(small: KnowledgeBase, tmp_path: Path) -> None:
    path = decree(tmp_path, 1)
    original = small.settings.originals_path / (ingest(small, path).sha256 or "")
    original.write_bytes(original.read_bytes().replace(b"100", b"900"))
    assert ingest(small, path).status == "unchanged"
    assert original.read_bytes() == path.read_bytes()


def test_who_fails_leaves_the_original_of_who_did_not(base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two have the same file: the first kept its original and fails; the second stored the text with it, or is about to."""
    path = decree(tmp_path, 1)
    reports: list[FileReport] = []

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    from ingest.components import writer

    keep = writer.keep_original

    def keep_and_be_overtaken(*given: Any) -> bool:
        done = keep(*given)
        monkeypatch.setattr(writer, "keep_original", keep)
        with KnowledgeBase(base.settings) as other:
            reports.append(ingest(other, path))
        monkeypatch.setattr(writer, "store", fail)
        return done

    monkeypatch.setattr(writer, "keep_original", keep_and_be_overtaken)
    assert ingest(base, path).status == "rejected"
    assert [report.status for report in reports] == ["stored"]
    assert kept(base) == [reports[0].sha256]


def test_an_original_that_another_took_away_is_kept_again(
    small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = decree(tmp_path, 1)
    from ingest.components import writer

    store = writer.store

    def store_without(*given: Any, **named: Any) -> Any:
        (small.settings.originals_path / given[1].sha256).unlink()
        return store(*given, **named)

    monkeypatch.setattr(writer, "store", store_without)
    report = ingest(small, path)
    assert (report.status, kept(small)) == ("stored", [report.sha256])


@pytest.mark.parametrize("what", ["originals", "database"])
def test_a_full_disk_leaves_nothing_behind(
    small: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = decree(tmp_path, 1)
    path.write_text(path.read_text().replace("Điều 2.", "Câu thử. " * 20_000 + "\n\nĐiều 2."))
    full = what == "originals"

    def sync(_: int) -> None:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")

    def shrink(dbapi: Any, _: object) -> None:
        dbapi.execute("PRAGMA max_page_count = 1")  # no page more than there are

    monkeypatch.setattr(os, "fsync", sync)
    if what == "database":
        small.engine.dispose()
        event.listen(small.engine, "connect", shrink)
    report = ingest(small, path)
    assert report.status == "rejected"
    assert [VIETNAMESE.write(problem.message).count(".") for problem in report.problems] == [2], (
        "one sentence, and the name of the file"
    )
    assert "đã đầy" in VIETNAMESE.write(report.problems[0].message)
    assert kept(small) == []
    assert "Traceback" not in capsys.readouterr().err
    full = False
    if what == "database":
        event.remove(small.engine, "connect", shrink)
        small.engine.dispose()
    with small.session() as session:
        assert session.scalar(select(func.count()).select_from(tables.SourceFile)) == 0
    assert ingest(small, path).status == "stored"


def test_drafts_of_ended_processes_go(small: KnowledgeBase, tmp_path: Path) -> None:
    folder = small.settings.originals_path
    folder.mkdir(parents=True)
    old, young = folder / ".old.part", folder / ".young.part"
    for draft in (old, young):
        draft.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    ingest(small, decree(tmp_path, 1))
    assert (old.exists(), young.exists()) == (False, True)


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "current"
    with whole_file(path) as stream:
        stream.write(b"first")
    with pytest.raises(TypeError), whole_file(path) as stream:
        stream.writelines([b"sec", 0])  # type: ignore[list-item]
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("current", b"first")]
