"""`kb compare`: what it promises other programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb.cli.main import cli, load
from kb.errors import InvalidQueryError, NotFoundError
from kb.settings import settings

load()
_OLD = """LUẬT
HỖ TRỢ NẠN NHÂN
Điều 1. Phạm vi điều chỉnh
Luật này quy định về hỗ trợ nạn nhân.
Điều 2. Thời gian lưu trú
1. Nạn nhân được ở lại cơ sở không quá 60 ngày.
2. Cơ sở phải báo cho gia đình.
Điều 3. Đi lại
Nạn nhân được hỗ trợ tiền tàu xe.
"""
_NEW = """LUẬT
HỖ TRỢ NẠN NHÂN
Điều 1. Phạm vi điều chỉnh
Luật này quy định về hỗ trợ nạn nhân.
Điều 2. Giải thích từ ngữ
Nạn nhân là người bị xâm hại được cơ quan có thẩm quyền xác nhận.
Điều 3. Thời gian lưu trú
1. Nạn nhân được ở lại cơ sở không quá 120 ngày.
2. Cơ sở phải báo cho gia đình.
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    for name, text in (("old.txt", _OLD), ("new.txt", _NEW)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / "old.txt"), str(tmp_path / "new.txt")


def run(*arguments: str) -> dict:
    result = CliRunner().invoke(cli, ["compare", *arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_the_pairs_of_two_files(files: tuple[str, str]) -> None:
    shown = run(*files)
    assert set(shown) >= {"left", "right", "pairs"}
    articles = [(pair["left"], pair["right"], pair["kind"]) for pair in shown["pairs"] if pair["level"] == "article"]
    assert articles == [
        (["dieu-1"], ["dieu-1"], "same"),
        ([], ["dieu-2"], "added"),
        (["dieu-2"], ["dieu-3"], "reworded"),
        (["dieu-3"], [], "dropped"),
    ]
    changed = next(pair for pair in shown["pairs"] if pair["left"] == ["dieu-2/khoan-1"])
    assert changed["changes"] == [
        {
            "what": "duration",
            "before": "không quá 60 ngày",
            "after": "không quá 120 ngày",
            "left_span": [26, 43],
            "right_span": [26, 44],
            "left": "dieu-2/khoan-1",
            "right": "dieu-3/khoan-1",
        }
    ]
    assert 0 < changed["score"] <= 1
    assert changed["reasons"]


def test_two_provisions_of_the_base_are_compared_with_each_other(files: tuple[str, str]) -> None:
    ingested = CliRunner().invoke(cli, ["ingest", *files, "--json"], catch_exceptions=False)
    keys = [json.loads(line)["instruments"][0]["key"] for line in ingested.stdout.splitlines()]
    shown = run(f"{keys[0]}#dieu-2", f"{keys[-1]}#dieu-2")
    assert (shown["left"]["key"], shown["right"]["key"]) == (f"{keys[0]}#dieu-2", f"{keys[-1]}#dieu-2")
    assert [pair["left"] for pair in shown["pairs"] if pair["level"] == "article"] == [["dieu-2"]]
    with pytest.raises(NotFoundError):
        run(f"{keys[0]}#dieu-99", keys[-1])


def test_neither_a_file_nor_a_key_is_said(files: tuple[str, str]) -> None:
    with pytest.raises(InvalidQueryError):
        run(files[0], "không có tệp này.txt")
