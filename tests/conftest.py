"""Shared fixtures. Tests marked ``realdata`` read ``../shared/data`` and skip where it is absent."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import kb  # noqa: F401  (switches telemetry off)
from tests.kb.elasticsearch_server import shared_server

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


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
