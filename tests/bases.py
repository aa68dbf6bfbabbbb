"""Bases that many tests begin with: made once in a test run, and copied for each; and the pages on a base."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.settings import settings
from tests.kb.databases import empty_sqlite
from tests.samples import SAMPLES, amended_by_people

Fill = Callable[[KnowledgeBase], object]
Begin = Callable[[Fill, Path], Path]
"""Copies the base that a function of a module fills into a folder, which it returns."""


def made_once(place: Path, make: Callable[[Path], object]) -> Path:
    """A folder for all processes of the test run: who comes first makes it."""
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            make(place.with_suffix(".made"))
            place.with_suffix(".made").rename(place)
    return place


def copied(shared: Path, fill: Fill, home: Path) -> Path:
    """See :data:`Begin`."""

    def make(folder: Path) -> None:
        with empty_sqlite(folder) as base:
            fill(base)

    made = made_once(shared / f"{fill.__module__}.{fill.__qualname__}".replace(".", "-"), make)
    return Path(shutil.copytree(made, home, dirs_exist_ok=True))


def samples(base: KnowledgeBase) -> None:
    """The samples of the repository."""
    assert {report.status for report in ingest_paths(base, [SAMPLES], workers=1)} == {"stored"}


def samples_amended_by_people(base: KnowledgeBase) -> None:
    """The samples, whose consolidated text decides nothing."""
    list(ingest_paths(base, [amended_by_people(base.settings.home / "samples")], workers=1))


@contextmanager
def pages_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    """The base of a folder, as the pages have it open."""
    from kb.pages.kit.base import base

    monkeypatch.setenv("KB_HOME", str(home))
    settings.cache_clear()
    base.clear()
    yield base()
    base().close()
    base.clear()
    settings.cache_clear()
