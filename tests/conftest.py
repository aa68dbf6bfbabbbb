"""Shared fixtures. Tests marked ``realdata`` read ``../shared/data`` and skip where it is absent."""

from pathlib import Path

import pytest

import kb  # noqa: F401  (switches telemetry off)

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real texts."""
    if not DATA.is_dir():
        pytest.skip("the real texts are not beside this checkout (../shared/data)")
    return DATA
