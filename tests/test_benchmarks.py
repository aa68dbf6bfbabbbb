"""The benchmarks' own machinery: tables, measuring, and saying why a table is skipped."""

import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import tables
from benchmarks.tables import MissingDataError, Table, in_process, need, quantiles


def test_a_table_is_drawn_in_columns() -> None:
    table = Table("Tên", ("what", "n"), [("một", 5), ("hai mươi", 12)], "Ghi chú.")
    assert str(table).splitlines() == ["Tên", "what       n", "--------  --", "một        5", "hai mươi  12", "Ghi chú."]


def double(number: int) -> int:
    if number < 0:
        raise ValueError("âm")
    return 2 * number


def test_work_is_measured_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    # A page test in the same process leaves its script as the main module, which a new process would run again.
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)
    measured = in_process(double, 4)
    assert measured.value == 8
    assert measured.seconds >= 0
    assert measured.peak_mb > 1
    with pytest.raises(ValueError, match="âm"):
        in_process(double, -1)


def test_quantiles() -> None:
    assert quantiles([1.0, 2.0, 3.0]) == ("2.0", "3.0")


def test_absent_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(tables, "DATA", tmp_path)
    with pytest.raises(MissingDataError, match="benchmarks/none"):
        need("benchmarks", "none")
    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    assert program.main() == 0
    out = capsys.readouterr().out
    assert all(f"{name}: skipped, " in out for name in ("search", "ingest", "parse"))


def test_unknown_tables_are_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["benchmarks", "nothing"])
    with pytest.raises(SystemExit):
        program.main()
    assert "nothing" in capsys.readouterr().err
