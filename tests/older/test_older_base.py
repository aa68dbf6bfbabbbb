"""A base that an older release made (migration 0007, other readers) opens, is brought up to date, and keeps what people wrote."""

import zipfile
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from kb.annotations import list_notes
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import load_version
from kb.interface.catalogue import VIETNAMESE
from kb.settings import Settings
from tests.kb.command_line import kb_on
from tests.older.make import NOTES

BASE = Path(__file__).with_name("base.zip")
LIST = "quyet-dinh/180-qd-btc/bo-tai-chinh/2032-01-27"
FIRST, SECOND = (key for key, _, _ in NOTES)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with zipfile.ZipFile(BASE) as archive:
        archive.extractall(folder)
    return folder


def keys(out: str) -> list[str]:
    return sorted(orjson.loads(line)["key"] for line in out.splitlines())


def test_a_base_of_an_older_release(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with kb_on(home, monkeypatch, capfd) as kb:
        status, out, _ = kb("list", "--json")
        assert (status, keys(out)) == (0, sorted([FIRST, SECOND, LIST])), "it opens, and its database is brought up to date"
        assert kb("reindex")[0] == 0
        status, out, _ = kb("reread", "--json")
        reports = {report["file"]: report for report in map(orjson.loads, out.splitlines())}
        assert status == 0
        assert {name: report["status"] for name, report in reports.items()} == {
            "nghi-dinh-01.txt": "stored",  # the imprint is no text any more
            "nghi-dinh-02.txt": "incomplete",  # "Kỳ sau đăng tiếp" says that its end is elsewhere
            "danh-muc.html": "stored",  # its table is one
        }
        assert [part["key"] for report in reports.values() for part in report["instruments"]] == [FIRST, SECOND, LIST]
        assert keys(kb("list", "--json")[1]) == sorted([FIRST, SECOND, LIST])
        assert kb("reread", "--json")[1] == "", "what today's readers have read is not read again"
        status, out, _ = kb("effects", LIST, "--json")
        assert [effect["target"] for effect in orjson.loads(out)["effects"]] == [f"{FIRST}#dieu-2", f"{SECOND}#dieu-3"]
        status, out, _ = kb("doctor", "--json")
        found = orjson.loads(out)
        assert (status, found["ok"]) == (0, True), [check for check in found["checks"] if not check["ok"]]
    with KnowledgeBase(Settings(home=home), create=False) as base, base.session() as session:
        held = {(target.quotation, note.text, target.intact) for note in list_notes(session) for target in note.targets}
        assert held == {(words, note, True) for _, words, note in NOTES}
        kept = [target.words or "" for note in list_notes(session) for target in note.targets]
        assert all(words in text for (_, words, _), text in zip(NOTES, kept, strict=True)), "each keeps its text"
        first, second = load_version(session, FIRST), load_version(session, SECOND)
        assert first is not None
        assert second is not None
        assert not any("XUẤT BẢN" in part.text + part.tail for part in first.walk())
        assert any("Kỳ sau đăng tiếp" in VIETNAMESE.write(problem.message) for problem in second.problems)
        assert session.scalar(select(func.count()).select_from(tables.Instrument)) == 3
