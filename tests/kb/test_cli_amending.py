"""`kb effects` and `kb consolidate`: what they promise other programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from documents.structure import write_text
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.cli.main import cli, load
from kb.errors import InvalidQueryError
from tests.documents.amendment_helpers import BASE_KEY, act, base, order
from tests.kb.deciding import decide
from tests.kb.made_up_changes import pending_effects

load()
ACT_KEY = "nghi-dinh/20-2022-nd-cp/chinh-phu/2022-05-15"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    amending = act(
        order(
            "Sửa đổi khoản 2 Điều 2 như sau:\n“2. Người trồng là chủ vườn.”.",
            "Bãi bỏ Điều 4.",
            "Sửa đổi Điều 5 như sau:\nRau để nơi khô.",
        )
    )
    for name, instrument in (("base.txt", base()), ("amending.txt", amending)):
        (tmp_path / name).write_text(write_text(instrument.provisions), encoding="utf-8")
    return str(tmp_path / "base.txt"), str(tmp_path / "amending.txt")


def run(*arguments: str) -> dict:
    result = CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_effects_of_a_file(files: tuple[str, str]) -> None:
    effects = run("effects", files[1])["effects"]
    assert [(item["action"], item["target"], item["certain"], item["effective_from"]) for item in effects] == [
        ("replace", f"{BASE_KEY}#dieu-2/khoan-2", True, "2022-07-01"),
        ("repeal", f"{BASE_KEY}#dieu-4", True, "2022-07-01"),
        ("replace", f"{BASE_KEY}#dieu-5", False, "2022-07-01"),
    ]
    assert effects[0]["new_text"] == "2. Người trồng là chủ vườn."
    assert effects[1]["new_text"] is None
    assert {"start", "end", "text", "path", "field"} <= set(effects[0]["evidence"])
    assert effects[2]["doubt"]


def test_consolidation_of_files(files: tuple[str, str]) -> None:
    shown = run("consolidate", *files)
    assert set(shown) >= {"instrument", "provisions", "problems", "pending"}
    by_path = {item["path"]: item for item in shown["provisions"]}
    assert by_path["dieu-2/khoan-2"]["text"] == "Người trồng là chủ vườn."
    assert by_path["dieu-2/khoan-2"]["changed_by"] == [{"key": ACT_KEY, "effect": 0, "action": "replace"}]
    assert by_path["dieu-2/khoan-1"]["changed_by"] == []
    assert by_path["dieu-4"]["text"] == "(được bãi bỏ)"
    assert by_path["dieu-4"]["key"] == f"{BASE_KEY}#dieu-4"
    assert [item["target"] for item in shown["pending"]] == [f"{BASE_KEY}#dieu-5"]


def test_consolidation_on_a_day(files: tuple[str, str]) -> None:
    before = run("consolidate", *files, "--as-of", "2022-06-30")
    assert all(item["changed_by"] == [] for item in before["provisions"])
    assert len(before["later"]) == 2


def test_keys_of_a_base(files: tuple[str, str]) -> None:
    assert CliRunner().invoke(cli, ["ingest", *files]).exit_code == 0
    stored, read = run("effects", ACT_KEY)["effects"], run("effects", files[1])["effects"]
    assert [(item["certain"], "Nguồn" in item["doubt"]) for item in stored] == [(False, True), (False, True), (False, False)]
    as_read = [{"certain": item["certain"], "doubt": item["doubt"]} for item in read]
    assert [{**item, **own} for item, own in zip(stored, as_read, strict=True)] == read
    assert [item["action"] for item in run("effects", f"{ACT_KEY}#dieu-1/khoan-2")["effects"]] == ["repeal"]
    mixed = run("consolidate", BASE_KEY, files[1])
    assert [item["path"] for item in mixed["provisions"] if item["changed_by"]] == ["dieu-2/khoan-2", "dieu-4"]


@pytest.mark.parametrize("arguments", [["effects", "khong-co.txt"], ["consolidate", "khong-co.txt", "x"]])
def test_what_is_neither_file_nor_key_is_refused(arguments: list[str]) -> None:
    with pytest.raises(InvalidQueryError, match="source_unknown"):
        CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_for_readers_of_the_terminal(files: tuple[str, str]) -> None:
    shown = CliRunner().invoke(cli, ["consolidate", *files], catch_exceptions=False).stdout
    assert "dieu-4\trepeal\t20/2022/NĐ-CP" in shown
    assert "? replace" in CliRunner().invoke(cli, ["effects", files[1]], catch_exceptions=False).stdout


def test_what_a_reviewer_put_right_says_who_and_when(files: tuple[str, str]) -> None:
    result = CliRunner().invoke(cli, ["ingest", *files, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    with KnowledgeBase() as opened, opened.session(write=True, actor=Actor("Lan")) as session:
        effect = next(item for item in pending_effects(session) if item.target_path == "dieu-2/khoan-2")
        right = {"new_text": "2. Người trồng là chủ ruộng.", "effective_from": "2022-08-01"}
        decide(session, effect.id, "correct", right, seen=effect)
    found = {item["target"]: item for item in run("effects", ACT_KEY)["effects"]}
    one, other = found[f"{BASE_KEY}#dieu-2/khoan-2"], found[f"{BASE_KEY}#dieu-4"]
    assert one["new_text"] == "2. Người trồng là chủ vườn.", "what the text says"
    assert (one["state"], one["corrected_by"], one["corrected"]) == ("corrected", "Lan", ["effective_from", "new_text"])
    assert (other["state"], other["reviewed_by"], other["corrected"]) == (None, None, [])
    shown = run("show", BASE_KEY, "--as-of", "2023-01-01")
    assert [(item["key"], item["reviewed_by"]) for item in shown["version"]["effects"]] == [(ACT_KEY, "Lan")]
    clause = next(item for item in shown["provisions"] if item["path"] == "dieu-2/khoan-2")
    typed = [(item["field"], clause["text"][item["start"] : item["end"]], item["by"]) for item in clause["typed"]]
    assert typed == [("text", "ruộng", "Lan")]
    assert clause["changed_by"][0]["corrected_by"] == "Lan"
    exported = CliRunner().invoke(cli, ["export", BASE_KEY], catch_exceptions=False)
    assert "Chữ do Lan gõ ngày" in exported.stdout
