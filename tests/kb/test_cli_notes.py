"""`kb notes`, as the contract has it."""

import json
from pathlib import Path
from typing import Any

import pytest

from kb.accounts.current import Actor
from kb.annotations import Spot, add_note, hide_note
from kb.database.reading.reader import load_version
from tests.kb.command_line import Kb, kb_on
from tests.kb.databases import article, decree, empty_sqlite, put

TEXT = "Người được hỗ trợ nộp hồ sơ."
DECREE = decree(article("1", TEXT, "Thời hạn là 03 tháng."), article("2", "Mức khác do Bộ quy định."))
KEY = DECREE.key
LATER = decree(article("1", f"{TEXT} Hồ sơ gồm đơn.", "Thời hạn là 03 tháng."), article("2", "Mức khác do Bộ quy định."))
OTHER = decree(article("1", "Điều khác."), number="06/2031/NĐ-CP")
LINE = {"id", "made_on", "now", "state", "confidence", "body", "tags", "status", "author"}


@pytest.fixture
def kb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Any:
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, "mau.txt", DECREE)
        put(base, "khac.txt", OTHER)
        with base.session(write=True, actor=Actor("Lan")) as session:
            version = load_version(session, KEY).version.id
            add_note(session, version, [Spot("dieu-1", "text", 18, 27)], "Nộp ở đâu?", ["câu hỏi"], "open", proposal="Nói rõ.")
            add_note(session, load_version(session, OTHER.key).version.id, [Spot("dieu-1")], "Khác.")
            hide_note(session, add_note(session, version, [Spot("dieu-2")], "Đã ẩn."))
    with kb_on(tmp_path / "kho", monkeypatch, capfd) as run:
        yield run


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_list_is_a_line_a_note(kb: Kb) -> None:
    status, out, err = kb("notes", "list", "--in", KEY, "--json")
    (line,) = lines(out)
    assert (status, err) == (0, "")
    assert set(line) >= LINE
    assert line["made_on"] | {"sha256": ""} == {
        "key": f"{KEY}#dieu-1", "version": 1, "sha256": "", "start": 18, "end": 27, "exact": "nộp hồ sơ", "field": "text",
    }  # fmt: skip
    assert line["now"] == {"key": f"{KEY}#dieu-1", "start": 18, "end": 27, "exact": "nộp hồ sơ", "field": "text"}
    assert (line["state"], line["confidence"], line["body"], line["tags"]) == ("same", 1.0, "Nộp ở đâu?", ["câu hỏi"])
    assert (line["status"], line["author"]) == ("open", "Lan")
    assert (line["proposal"], line["legal_basis"]) == ("Nói rõ.", None)
    shown = json.loads(kb("show", KEY, "--json")[1])
    assert line["made_on"]["sha256"] == shown["version"]["sha256"]
    assert [item["body"] for item in lines(kb("notes", "list", "--json")[1])] == ["Nộp ở đâu?", "Khác."]
    assert lines(kb("notes", "list", "--in", f"{KEY}#dieu-2", "--json")[1]) == []
    assert "Nộp ở đâu?" in kb("notes", "list")[1]


def test_export_and_import_again(kb: Kb, tmp_path: Path) -> None:
    file = tmp_path / "ghi-chu.jsonld"
    status, out, err = kb("notes", "export", "--in", KEY, "--output", file)
    assert (status, out) == (0, "")
    assert "1 " in err
    printed = json.loads(kb("notes", "export", "--in", KEY)[1])
    assert printed == json.loads(file.read_text())
    assert printed["total"] == 1
    (item,) = printed["first"]["items"]
    assert item["target"]["source"] == f"{KEY}#dieu-1"
    status, out, _ = kb("notes", "import", file, "--json")
    assert (status, json.loads(out)) == (0, {"imported": [], "unchanged": [item["id"]], "refused": []})


def test_import_says_what_it_refuses(kb: Kb, tmp_path: Path) -> None:
    body = {"type": "TextualBody", "value": "Xem."}
    wrong = {"id": "urn:x:sai", "type": "Annotation", "body": body, "target": "luat/1-2000-qh10/quoc-hoi/2000-01-01#dieu-1"}
    right = {"id": "https://example.org/anno/1", "type": "Annotation", "body": body, "target": f"{KEY}#dieu-2"}
    file = tmp_path / "ghi-chu.json"
    file.write_text(json.dumps([wrong, right]))
    status, out, err = kb("notes", "import", file, "--author", "Minh", "--json")
    done = json.loads(out)
    assert (status, err) == (1, "")
    assert done["imported"] == [right["id"]]
    assert [(item["id"], item["code"]) for item in done["refused"]] == [("urn:x:sai", "w3c_no_text")]
    assert done["refused"][0]["why"].startswith("Kho không có văn bản")
    assert ("https://example.org/anno/1", "Minh") in [
        (item["id"], item["author"]) for item in lines(kb("notes", "list", "--json")[1])
    ]


def test_many_at_once(kb: Kb, tmp_path: Path) -> None:
    body = {"type": "TextualBody", "value": "Xem."}
    items = [{"id": f"urn:x:{place}", "type": "Annotation", "body": body, "target": f"{KEY}#dieu-2"} for place in range(150)]
    file = tmp_path / "nhieu.json"
    file.write_text(json.dumps(items))
    assert json.loads(kb("notes", "import", file, "--json")[1])["imported"] == [item["id"] for item in items]
    assert len(json.loads(kb("notes", "import", file, "--json")[1])["unchanged"]) == 150


@pytest.mark.parametrize("content", [b"khong phai json", b'{"a": 1}', b"[" * 5000])
def test_a_file_that_is_none_changes_nothing(kb: Kb, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "hong.json"
    file.write_bytes(content)
    status, out, err = kb("notes", "import", file, "--json")
    assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_a_file_too_large_and_one_that_is_absent(kb: Kb, tmp_path: Path) -> None:
    large = tmp_path / "lon.json"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    for path in (large, tmp_path / "khong-co.json"):
        status, out, err = kb("notes", "import", path, "--json")
        assert (status, out, len(err.splitlines())) == (2, "", 1)


def test_the_text_of_the_day(kb: Kb, tmp_path: Path) -> None:
    with empty_sqlite(tmp_path / "kho") as base:
        put(base, "sau.txt", LATER)
    (line,) = lines(kb("notes", "list", "--in", KEY, "--json")[1])
    assert (line["now"] is None) == (line["state"] in ("to_decide", "orphan"))


def test_erase(kb: Kb, tmp_path: Path) -> None:
    (line,) = lines(kb("notes", "list", "--in", KEY, "--json")[1])
    assert kb("notes", "erase", line["id"])[0] == 2  # nobody is there to be asked
    assert lines(kb("notes", "list", "--in", KEY, "--json")[1]) == [line]
    status, out, err = kb("notes", "erase", line["id"], "--author", "Minh", "--yes", "--json")
    assert (status, json.loads(out)) == (0, {"erased": [line["id"]], "swept": True})
    assert "sao lưu" in err  # what cannot be reached is said
    assert lines(kb("notes", "list", "--in", KEY, "--json")[1]) == []
    status, _, err = kb("notes", "erase", line["id"], "--yes")
    assert (status, len(err.splitlines())) == (2, 1)
    assert json.loads(kb("notes", "sweep", "--json")[1]) == {"swept": True}
