"""Each defence of `defences.toml` makes its test fail where it is taken out, and docs/security.md tells of it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEFENCES: list[dict[str, Any]] = tomllib.loads((ROOT / "tests/defences.toml").read_text(encoding="utf-8"))["defence"]
PACKAGES = ("documents", "ingest", "kb", "tests")


def taken_out(defence: dict[str, Any]) -> list[tuple[str, str]]:
    """The words of a defence and what stands in their place; several where one alone would do."""
    words, instead = defence["words"], defence["instead"]
    return [(words, instead)] if isinstance(words, str) else list(zip(words, instead, strict=True))


def test_every_defence_is_told_and_every_one_that_is_told_is_tested() -> None:
    told = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\(`([a-z-]+)`\)", told)) == sorted(defence["name"] for defence in DEFENCES)


def test_a_defence_stands_once_in_the_code_and_has_its_test() -> None:
    for defence in DEFENCES:
        code = (ROOT / defence["file"]).read_text(encoding="utf-8")
        assert [code.count(words) for words, _ in taken_out(defence)] == [1] * len(taken_out(defence)), defence["name"]
        file, _, name = defence["test"].partition("::")
        assert re.search(rf"^def {name}\b", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), defence["name"]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


@pytest.mark.long
@pytest.mark.parametrize("defence", DEFENCES, ids=lambda defence: defence["name"])
def test_without_it_its_test_fails(defence: dict[str, Any], copy: Path) -> None:
    file = copy / defence["file"]
    whole = file.read_text(encoding="utf-8")
    run = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "", "-p", "no:cacheprovider", defence["test"]]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    without = whole
    for words, instead in taken_out(defence):
        without = without.replace(words, instead)
    file.write_text(without, encoding="utf-8")
    try:
        done = subprocess.run(run, cwd=copy, env=environment, capture_output=True, text=True, timeout=300)
    finally:
        file.write_text(whole, encoding="utf-8")
    assert done.returncode == 1, done.stdout[-2000:] + done.stderr[-2000:]
    assert re.search(r"^(FAILED|ERROR) ", done.stdout, re.MULTILINE)
