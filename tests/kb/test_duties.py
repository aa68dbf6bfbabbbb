"""Who must do what: the command, what a reviewer would ask, and the files."""

import json
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from tests.kb.command_line import kb_on
from tests.kb.databases import base  # noqa: F401
from tests.kb.made_up_changes import decree, put

NURSERY = decree(
    "11/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về vườn ươm của xã",
    """Điều 1. Trách nhiệm của cơ quan
1. Bộ Y tế có trách nhiệm kiểm tra vườn ươm của xã.
2. Trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ hợp lệ, Ủy ban nhân dân cấp xã phải cấp giấy phép cho chủ vườn.
Điều 2. Phạm vi
Điều này nói về các vườn ươm ở mọi xã.""",
)
NURSERY_KEY = "nghi-dinh/11-2090-nd-cp/chinh-phu/2090-01-10"


def read(out: str) -> dict[str, list[dict[str, object]]]:
    shown = json.loads(out)
    for clause in shown["provisions"]:
        for statement in clause["statements"]:
            spans = [statement[name] for name in ("action", "actor", "beneficiary", "deadline", "term")]
            for span in filter(None, [*spans, *statement["amounts"], *statement["conditions"]]):
                assert clause["text"][span["start"] : span["end"]] == span["text"]
    return {clause["path"]: clause["statements"] for clause in shown["provisions"]}


def test_a_file_without_a_base_and_a_stored_text_give_the_same(
    base: KnowledgeBase,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    put(base, NURSERY)
    file = tmp_path / "vuon-uom.txt"
    file.write_text(NURSERY, "utf-8")
    with kb_on(base.settings.home, monkeypatch, capfd) as kb:
        stored = read(kb("duties", NURSERY_KEY, "--json")[1])
        clause = read(kb("duties", f"{NURSERY_KEY}#dieu-1/khoan-2", "--json")[1])
    with kb_on(tmp_path / "none", monkeypatch, capfd) as kb:
        status, out, _ = kb("duties", file, "--json")
        shown = json.loads(out)
        assert (status, shown["instrument"]["key"], (tmp_path / "none").exists()) == (0, NURSERY_KEY, False)
        assert read(out) == stored
        assert "Bộ Y tế" in kb("duties", file)[1]
        assert "Bộ Y tế" not in kb("duties", file, "--body", "ubnd cấp xã")[1]
        assert kb("duties", file, "--kind", "wish")[0] == kb("duties")[0] == 2
    assert list(stored) == ["dieu-1/khoan-1", *clause] == ["dieu-1/khoan-1", "dieu-1/khoan-2"]
    (inspects,), (permit,) = stored["dieu-1/khoan-1"], stored["dieu-1/khoan-2"]
    assert (inspects["kind"], inspects["deadline"], inspects["amounts"]) == ("obligation", None, [])
    assert {"value": 15, "unit": "day", "from": "ngày nhận đủ hồ sơ hợp lệ"}.items() <= permit["deadline"].items()


def test_lines_keep_their_order_and_their_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"id": "b", "text": "1. Vườn rộng.", "context": {"heading": "Vườn", "lead_in": ""}},
        {"id": 7, "text": "Bộ Y tế có trách nhiệm kiểm tra vườn ươm.", "context": None},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    with kb_on(tmp_path / "none", monkeypatch, capfd) as kb:
        answers = [json.loads(line) for line in kb("duties", "--jsonl", file, "--json")[1].splitlines()]
        file.write_text('{"id": 1}', "utf-8")
        assert kb("duties", "--jsonl", file, "--json")[0] == 2
    assert [answer["id"] for answer in answers] == ["b", 7]
    assert [[found["kind"] for found in answer["statements"]] for answer in answers] == [[], ["obligation"]]
