"""Running `kb` inside the tests' process."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.cli.main import run
from kb.settings import settings

Kb = Callable[..., tuple[int, str, str]]


@contextmanager
def kb_on(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    """Runs `kb` on the base of a folder; gives exit status, standard output and standard error."""
    monkeypatch.setenv("KB_HOME", str(home))

    def call(*words: str | Path) -> tuple[int, str, str]:
        settings.cache_clear()
        monkeypatch.setattr(sys, "argv", ["kb", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            run()
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    yield call
    settings.cache_clear()
