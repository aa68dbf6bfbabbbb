"""A dependency audit that examined nothing has not passed."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

_SPEC = importlib.util.spec_from_file_location("supply", Path(__file__).resolve().parents[1] / ".ci/supply.py")
supply = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(supply)

FINE = {"name": "a", "version": "1", "vulns": []}
FAULTY = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "last"),
    [
        ([FINE], 0, "examined 1 of 1 packages, 0 known faults"),
        ([FINE, FAULTY], 1, "examined 2 of 2 packages, 1 known faults"),
        ([FAULTY, SKIPPED], 1, "not examined: c"),
        ([FINE, SKIPPED], 2, "not examined: c"),
        ([SKIPPED], 2, "not examined: c"),
        ([], 2, "not examined: there was nothing to examine"),
    ],
)
def test_what_was_not_examined_has_not_passed(packages: list[dict[str, Any]], status: int, last: str) -> None:
    found, said = supply.verdict({"dependencies": packages})
    assert (found, said[-1]) == (status, last)
