"""`kb cite`: its three sources, the shape of what it prints, and that it needs no base."""

import json
import sys
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.cli.citing import read_context
from kb.cli.main import run

FIELDS = {"key", "instrument", "name", "article", "clause", "point", "part", "appendix", "form", "possible"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "kho"))
    return tmp_path / "kho"


def kb(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["kb", *arguments])
        with pytest.raises(SystemExit) as left:
            run()
    printed = capfd.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def test_a_text_on_the_command_line(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = "theo điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP ngày 11 tháng 01 năm 2013 của Chính phủ"
    status, out, _ = kb(capfd, "cite", text, "--json")
    (reference,) = json.loads(out)["references"]
    assert status == 0
    assert text[reference["start"] : reference["end"]] == reference["text"] == "điểm a khoản 1 Điều 19 Nghị định số 09/2013/NĐ-CP"
    (target,) = reference["targets"]
    assert set(target) == FIELDS
    assert target["key"] == "nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11#dieu-19/khoan-1/diem-a"
    assert (target["article"], target["clause"], target["point"], target["possible"]) == ("19", "1", "a", True)
    assert not home.exists()


def test_json_lines_with_contexts(home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"id": 1, "text": "khoản 2 Điều này", "context": {"instrument": "10/2031/QH20", "article": 7, "quoted_target": None}},
        {"id": "b", "text": "Luật này", "context": {"instrument": "1/2031/QH20", "quoted_target": "2/2030/QH20", "in_quote": True}},
        {"id": "c", "text": "không có gì"},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n", encoding="utf-8")
    status, out, _ = kb(capfd, "cite", "--jsonl", str(file), "--json")
    first, second, third = map(json.loads, out.splitlines())
    assert status == 0
    assert (first["id"], first["references"][0]["targets"][0]["article"]) == (1, "7")
    assert second["references"][0]["targets"][0]["instrument"] == "2/2030/QH20"
    assert third == {"id": "c", "references": []}


def test_a_file_and_the_day_that_a_name_is_understood_by(home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "doan.txt"
    file.write_text("theo Luật Phòng, chống mua bán người", encoding="utf-8")
    for day, number in (("2025-06-30", "66-2011-qh12"), ("2025-07-01", "53-2024-qh15")):
        _, out, _ = kb(capfd, "cite", "--file", str(file), "--as-of", day, "--json")
        assert number in json.loads(out)["references"][0]["targets"][0]["key"]
    _, out, _ = kb(capfd, "cite", "--file", str(file))
    assert "Luật Phòng, chống mua bán người" in out
    KnowledgeBase().close()
    status, out, _ = kb(capfd, "cite", "--file", str(file))
    assert (status, "Luật Phòng, chống mua bán người" in out) == (0, True)


@pytest.mark.parametrize("arguments", [(), ("a", "--file", "b"), ("--file", "missing.txt"), ("--jsonl", "missing.jsonl")])
def test_wrong_use_is_one_sentence(home: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    status, out, err = kb(capfd, "cite", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', '{"text": 5}', '{"text": "a", "context": "b"}'])
def test_a_line_that_is_no_passage_is_named(home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], line: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(line, encoding="utf-8")
    status, out, err = kb(capfd, "cite", "--jsonl", str(file), "--json")
    assert (status, out) == (2, "")
    assert "lines.jsonl:1" in err


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("50/2030/QH19", ("50/2030/QH19", None, "1")),
        ({"number": "50/2030/QH19", "article": "5"}, ("50/2030/QH19", "5", "1")),
        ({"instrument": "50/2030/QH19"}, ("50/2030/QH19", None, "1")),
        (None, (None, None, "1")),
    ],
)
def test_the_quoted_target_may_be_a_string_or_an_object(given: object, expected: tuple[str | None, ...]) -> None:
    context = read_context({"instrument": "10/2034/QH20", "article": "1", "quoted_target": given})
    assert (context.quoted_target, context.target_article, context.article) == expected
