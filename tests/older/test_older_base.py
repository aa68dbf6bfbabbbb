"""A base that an older release made (commit 290e0359, migration 0031) opens, is read again, and keeps what people wrote."""

import zipfile
from pathlib import Path

import orjson
import pytest

from kb.annotations import list_notes
from kb.base import KnowledgeBase
from kb.language.everyday import list_entries
from kb.settings import Settings
from tests.kb.command_line import kb_on
from tests.older.make import LIST_KEY, NOTES, WORDS

BASE = Path(__file__).with_name("base.zip")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "kho"
    with zipfile.ZipFile(BASE) as archive:
        archive.extractall(folder)
    return folder


def listed(out: str) -> list[str]:
    return sorted(orjson.loads(line)["key"] for line in out.splitlines())


def test_a_base_of_an_older_release(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    keys = sorted([*(key for key, _, _ in NOTES), LIST_KEY])
    with kb_on(home, monkeypatch, capfd) as kb:
        assert listed(kb("list", "--json")[1]) == keys
        assert kb("reindex")[0] == 0
        assert kb("reread", "--json")[0] == 0, "whatever today's readers read otherwise"
        assert kb("reread", "--json")[1] == "", "what today's readers have read is not read again"
        assert listed(kb("list", "--json")[1]) == keys
        effects = orjson.loads(kb("effects", LIST_KEY, "--json")[1])["effects"]
        assert [(effect["target"], effect["state"]) for effect in effects] == [
            (f"{NOTES[0][0]}#dieu-2", "accepted"),
            (f"{NOTES[1][0]}#dieu-3", None),
        ]
        found = orjson.loads(kb("doctor", "--json")[1])
        assert found["ok"], [check for check in found["checks"] if not check["ok"]]
    with KnowledgeBase(Settings(home=home), create=False) as base, base.session() as session:
        targets = [(note, target) for note in list_notes(session) for target in note.targets]
        assert {(target.quotation, note.text, target.intact) for note, target in targets} == {
            (words, note, True) for _, words, note in NOTES
        }
        (entry,) = [entry for entry in list_entries(session.connection()) if entry.author]
        assert (entry.phrase, entry.meanings) == (WORDS[0], WORDS[1:])
