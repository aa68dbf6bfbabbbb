"""The audit for whoever answers for a base: its page, `kb audit`, and what no line of it may hold."""

import ast
from pathlib import Path

import orjson
import pytest

from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.language.everyday import save_entry
from kb.pages.kit import address as at
from kb.settings import Settings
from tests.kb.command_line import kb_on
from tests.kb.test_pages import home, in_base, page, seen
from tests.source_code import nodes

__all__ = ["home", "in_base"]


def test_the_page_shows_narrows_and_checks(in_base: Path) -> None:
    from kb.pages.kit.base import session

    for name, phrase in (("Lan", "tiền xe ôm"), ("Minh", "sổ hồng")):
        with session(write=True, actor=Actor(name)) as opened:
            save_entry(opened, phrase, ["<b>chi phí</b> đi lại"])
    test = page(at.AUDIT)
    assert not test.exception
    assert "Chưa ai kiểm tra" in seen(test)
    assert "&lt;b&gt;" in seen(test)
    test.button(key="audit_check").click().run()
    assert "Nhật ký còn nguyên vẹn" in seen(test)
    test.selectbox(key="audit_person").select("Lan").run()
    assert "tiền xe ôm" in seen(test)
    assert "sổ hồng" not in seen(test)
    test.selectbox(key="audit_thing").select("card").run()
    assert "Không có dòng nào" in seen(test)
    assert "tiền xe ôm" not in seen(page(at.AUDIT, loai="word", **{at.FILE: "sổ hồng"}))


def test_the_shell_lists_and_checks(
    in_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with KnowledgeBase(Settings(home=in_base, database_url=None)) as base, base.session(write=True, actor=Actor("Hoa")) as opened:
        save_entry(opened, "tiền tàu hỏa", ["=1+1"])
    with kb_on(in_base, monkeypatch, capfd) as kb:
        (line,) = orjson.loads(kb("audit", "list", "--person", "Hoa", "--since", "2020-01-01", "--json")[1])["lines"]
        assert (line["author"], line["act"], line["thing"], line["thing_id"]) == ("Hoa", "save", "word", "tiền tàu hỏa")
        assert {"salt", "link", "commitment"}.isdisjoint(line)
        assert orjson.loads(kb("audit", "list", "--until", "2020-01-01", "--json")[1])["lines"] == []
        kb("audit", "list", "--output", tmp_path / "a.csv")
        assert "từ của luật: =1+1" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
        head = orjson.loads(kb("audit", "verify", "--json")[1])["head"]
        assert kb("audit", "verify", "--against", head)[0] == 0
        assert kb("audit", "verify", "--against", f"9{head}")[0] == 1
        kb("backup", tmp_path / "kho.tar.zst")
        assert kb("audit", "verify", "--against", tmp_path / "kho.tar.zst")[0] == 0
        assert kb("audit", "verify", "--against", "1-2")[0] == 2


SEARCHING = ("kb/search/", "kb/pages/", "kb/index/", "kb/jobs/", "kb/upkeep/")
CALLERS = ("kb/annotations/desk.py", "kb/entitlements/")


def test_no_line_holds_a_search_or_what_a_caller_said() -> None:
    named = [(path, node) for path, node in nodes("kb", "ingest") if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    calls = [(path, call) for path, call in named if call.func.id == "record" and len(call.args) > 1]  # another one reads a text
    assert len(calls) > 20
    searching = {(path, len(call.args), len(call.keywords)) for path, call in calls if path.startswith(SEARCHING)}
    # That a search was made or removed, never its words; and which upload somebody let be stored.
    assert searching == {("kb/search/saved.py", 4, 0), ("kb/jobs/queue.py", 4, 1)}
    assert {path for path, _ in calls if path.startswith(CALLERS)} == {"kb/entitlements/revising.py"}  # the cards themselves
