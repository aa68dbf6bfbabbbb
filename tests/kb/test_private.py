"""What a base makes nobody else on the machine may read; what an older release left open is closed when the base is opened."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.errors import BaseNotOpenedError
from kb.index.build import catch_up, reindex
from kb.search.saved import add_saved
from kb.settings import Settings
from tests.ingest.test_pipeline import decree
from tests.kb.command_line import kb_on

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


def modes(home: Path) -> dict[str, int]:
    return {str(path.relative_to(home)): path.stat().st_mode & 0o777 for path in (home, *home.rglob("*"))}


def wrong(home: Path) -> list[str]:
    return [name for name, mode in modes(home).items() if mode & 0o077]


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_all_that_is_made_is_ours_alone(tmp_path: Path) -> None:
    home = tmp_path / "oben" / "kho"
    with KnowledgeBase(Settings(home=home, database_url=None)) as base:
        list(ingest_paths(base, [decree(tmp_path / "vb", 1)], workers=1))
        reindex(base)
        list(ingest_paths(base, [decree(tmp_path / "vb", 2)], workers=1))
        catch_up(base)
        add_saved(base, "vườn ươm")
        names = modes(home)
        assert {"kb.sqlite3", "kb.sqlite3-wal", "kb.sqlite3-shm", "index/current", "index/words.bin"} <= names.keys()
        assert wrong(home) == []
    assert wrong(home) == []


def test_an_older_base_is_closed_and_what_is_not_its_own_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "kho"
    settings = Settings(home=home, database_url=None)

    def older() -> None:
        for path in (home, *home.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)

    with KnowledgeBase(settings) as base:
        list(ingest_paths(base, [decree(tmp_path / "vb", 1)], workers=1))
        reindex(base)
    older()
    KnowledgeBase(settings).close()
    assert wrong(home) == []
    other = home / "thu.txt"
    other.write_text("không phải của kho")
    older()
    with kb_on(home, monkeypatch, capfd) as kb:
        status, out, _ = kb("doctor")
    assert (status, "✗ private" in out, f"chmod -R go= {home}" in out) == (1, True, True)
    assert wrong(home) == [".", "thu.txt"], "the folder may be somebody's home: it is said, not done"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else for a moment")
@pytest.mark.parametrize("create", [True, False])
def test_a_folder_above_that_may_not_be_entered_ends_in_a_sentence(tmp_path: Path, create: bool) -> None:
    closed = tmp_path / "closed"
    KnowledgeBase(Settings(home=closed / "kho", database_url=None)).close()
    closed.chmod(0o700)

    def as_nobody(work: Callable[[], object]) -> None:
        os.seteuid(65534)
        try:
            work()
        finally:
            os.seteuid(0)

    with pytest.raises(BaseNotOpenedError) as told:
        as_nobody(lambda: KnowledgeBase(Settings(home=closed / "kho", database_url=None), create))
    assert told.value.code == "base_folder"
