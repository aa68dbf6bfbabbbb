"""Shared fixtures. Tests marked ``realdata`` read ``../shared/data`` and skip where it is absent."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import kb  # noqa: F401  (switches telemetry off)
from kb.settings import settings
from tests.kb.elasticsearch_server import shared_server
from tests.statements import keep_statements

keep_statements()
gc.disable()  # until the tests have been collected

FIRST = (
    "browser/test_date_control.py",
    "gate/test_search_gate.py",
    "browser",
    "kb/test_elastic_home.py",
    "ingest/test_mutations.py",
    "ingest/test_pdf_real.py",
    "ingest/test_codification_real.py",
)
"""Tests that take long; they come first, so that none is left over for one process when the others are done."""

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take long first."""
    first = [HERE / name for name in FIRST]

    @cache
    def turn(file: Path) -> int:
        return next((turn for turn, path in enumerate(first) if file.is_relative_to(path)), len(first))

    items.sort(key=lambda item: turn(item.path))


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay to the end: nobody looks through them for what can be thrown away."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _base_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the base of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def _settings_of_their_own() -> Iterator[None]:
    """The settings that one test has made are not the next one's."""
    settings.cache_clear()
    yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real texts."""
    if not DATA.is_dir():
        pytest.skip("the real texts are not beside this checkout (../shared/data)")
    return DATA


@pytest.fixture(scope="session")
def elasticsearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an Elasticsearch server, one for all the processes of the test run."""
    folder = tmp_path_factory.getbasetemp()
    with shared_server(folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder) as url:
        yield url
