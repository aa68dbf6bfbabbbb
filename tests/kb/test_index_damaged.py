"""Damaged files of the index: the database answers and the result says so, one sentence names the remedy, or the answer is right;
never a traceback, never "nothing found".
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import IndexMissingError
from kb.index import build, folders
from kb.index.build import reindex
from kb.index.folders import damaged_file
from kb.language.word_model import words_of
from kb.search import search
from tests.kb import made_up_law as law
from tests.kb.command_line import kb_on

DAY = date(2098, 6, 1)
QUERY = "chi phí đi lại của nạn nhân"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("base")
    with law.open_base(home) as base:
        law.fill(base)
        reindex(base)
        build.update(base, [1])  # some rows are deleted ones
    return home


@pytest.fixture
def base(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    """A copy of its own; too large for an index that makes itself anew."""
    shutil.copytree(whole, tmp_path / "kho")
    monkeypatch.setattr(build, "SMALL_BASE", 1)
    with law.open_base(tmp_path / "kho") as base:
        yield base


def in_the_middle(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes(byte ^ 0xFF for byte in content[at : at + 8]) + content[at + 8 :]


DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda content: None,
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "zeros": lambda content: bytes(len(content)),
    "one less": lambda content: content[:-1],
    "changed": in_the_middle,
    "other": lambda content: "{}[] điều gì".encode() * 9,
}


def files_of(base: KnowledgeBase) -> list[Path]:
    root = base.settings.index_path
    return sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".lock")


@pytest.mark.third
@pytest.mark.parametrize(
    "damage",
    [
        "gone",
        "half",
        "changed",
        *(pytest.param(name, marks=pytest.mark.long) for name in DAMAGES if name not in ("gone", "half", "changed")),
    ],
)
def test_every_file_of_the_index(base: KnowledgeBase, damage: str, capfd: pytest.CaptureFixture[str]) -> None:
    expected = [hit.key for hit in search(base, QUERY, as_of=DAY).hits]
    assert expected
    files = files_of(base)
    assert {path.suffix for path in files} >= {".term", ".idx", ".store", ".fast", ".del", ".json", ".bin", ""}
    said = []
    for path in files:
        content = path.read_bytes()
        broken = DAMAGES[damage](content)
        path.unlink() if broken is None else path.write_bytes(broken)
        folders._open.clear()
        try:
            found = search(base, QUERY, as_of=DAY)
            assert found.degraded or [hit.key for hit in found.hits] == expected, path.name
            assert {hit.key for hit in found.hits} & set(expected), path.name
            said += ["index_damaged"] if found.degraded else []
        except IndexMissingError as error:
            said.append(error.code)
        path.write_bytes(content)
    assert len(said) >= len(files) - 3, damage  # what engine and words do without
    assert set(said) <= {"index_missing", "index_damaged"}
    assert capfd.readouterr().err == ""


@pytest.mark.third
@pytest.mark.parametrize("name", ["current", "base.json", "meta.json", ".store", ".idx", "words.bin"])
def test_the_commands_say_it_in_a_sentence_and_mend_it(
    base: KnowledgeBase, name: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path = next(path for path in files_of(base) if path.name.endswith(name))
    path.write_bytes(bytes(len(path.read_bytes())))
    folders._open.clear()
    with kb_on(base.settings.home, monkeypatch, capfd) as kb:
        status, out, err = kb("doctor")
        assert status == 1
        assert any(line.startswith("✗") and "kb reindex" in line for line in out.splitlines())
        assert "Traceback" not in err
        status, out, err = kb("search", QUERY, "--as-of", "2098-06-01")
        if name != "words.bin":
            assert (status, len(err.splitlines())) == (0, 1)
            assert out
            assert "kb doctor" in err
        assert kb("reindex")[0] == 0
        assert kb("search", QUERY)[0] == 0
        assert "✗ index" not in kb("doctor")[1]


def test_what_fails_while_it_is_searched_is_said_too(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "damaged_file", lambda folder: None)
    for part in (".idx", ".store", ".term", ".fast"):
        for path in files_of(base):
            if path.suffix == part:
                path.write_bytes(bytes(path.stat().st_size))
        folders._open.clear()
        assert search(base, QUERY, as_of=DAY).degraded


def test_a_large_index_is_read_whole_by_doctor_only(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.folders.READ_WHOLE", 10)
    (folder,) = (path for path in base.settings.index_path.iterdir() if path.is_dir())
    path = next(folder.glob("*.store"))
    path.write_bytes(in_the_middle(path.read_bytes()))
    assert damaged_file(folder) is None
    assert damaged_file(folder, whole=True) == path.name


def test_a_damaged_model_of_words_is_made_anew(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SMALL_BASE", 20_000)
    path = base.settings.index_path / "words.bin"
    path.write_bytes(path.read_bytes()[:-1])
    assert words_of(base) is None
    assert search(base, "chi phi di lai", as_of=DAY).understood.restored
    assert words_of(base) is not None
