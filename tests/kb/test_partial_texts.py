"""Of a text that the base has only a part of, no page and no command says that it has no such provision."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import Codified, Kind
from kb.base import KnowledgeBase
from kb.index.build import reindex
from tests.bases import Begin, pages_on
from tests.kb.command_line import Kb, kb_on
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, REPLACES, REPLACES_KEY, codified, put, read
from tests.kb.test_pages import page, seen

MAY_EXIST = "có thể vẫn tồn tại"


@pytest.fixture
def home(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with pages_on(begin(part_and_whole, tmp_path), monkeypatch):
        yield tmp_path


def part_and_whole(base: KnowledgeBase) -> None:
    """A part of one decree and the whole of another."""
    part = codified(read(GARDEN), {"dieu-2": Codified("A2", "2", "1.1", "Vườn")})
    put(base, part, name="a.zip", snapshot_on=date(2094, 6, 1))
    put(base, REPLACES, name="b.txt")
    reindex(base)


@pytest.fixture
def kb(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Kb]:
    with kb_on(home, monkeypatch, capfd) as run_kb:
        yield run_kb


@pytest.mark.parametrize("command", ["show", "status"])
@pytest.mark.parametrize(("key", "partial"), [(GARDEN_KEY, True), (REPLACES_KEY, False)])
@pytest.mark.parametrize("typed", ["{key}#dieu-44", "Điều 44 Nghị định {number}/NĐ-CP"])
def test_what_a_command_says(kb: Kb, command: str, key: str, partial: bool, typed: str) -> None:
    number = key.split("/")[1].replace("-nd-cp", "").replace("-", "/")
    status, _, err = kb(command, typed.format(key=key, number=number))
    assert status != 0
    assert (MAY_EXIST in err) == partial
    assert "Điều 44" in err


@pytest.mark.parametrize(("key", "partial"), [(GARDEN_KEY, True), (REPLACES_KEY, False)])
def test_what_the_pages_say(home: Path, key: str, partial: bool) -> None:
    number = key.split("/")[1].replace("-nd-cp", "").replace("-", "/")
    test = page("tra-cuu")
    test.text_input[0].set_value(f"Điều 44 Nghị định {number}/NĐ-CP").run()
    for shown in (
        seen(test),
        seen(page("van-ban", vb=key, dk="dieu-44")),
        seen(page("so-sanh", vb1=key, dk1="dieu-44", vb2=key, dk2="dieu-2")),
    ):
        assert (MAY_EXIST in shown) == partial


WHOLE, PICKED, FROM_A_FILE = "các điều từ Điều 1 đến Điều 5", "Bộ pháp điển hoặc trích đoạn", "Tệp đã nạp không đủ văn bản"


@pytest.mark.parametrize(
    ("dropped", "in_codification", "says"),
    [((), True, WHOLE), (("Điều 2", "Điều 3"), True, PICKED), (("Điều 2", "Điều 3"), False, FROM_A_FILE)],
)
def test_the_banner_says_what_is_there_and_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dropped: tuple[str, ...], in_codification: bool, says: str
) -> None:
    articles = GARDEN.split("\nĐiều ")
    text = "\nĐiều ".join(part for part in articles if not any(f"Điều {part}".startswith(f"{name}.") for name in dropped))
    made = read(text)
    picked = codified(made, {item.path: Codified("A2", "2", "1.1", "Vườn") for item in made.walk() if item.kind is Kind.ARTICLE})
    with pages_on(tmp_path, monkeypatch) as base:
        if in_codification:
            put(base, picked, name="a.zip", snapshot_on=date(2094, 6, 1))
        else:
            put(base, replace(made, partial=True), name="a.txt")
        shown = seen(page("van-ban", vb=GARDEN_KEY))
    assert [words for words in (WHOLE, PICKED, FROM_A_FILE) if words in shown] == [says]
    assert ("Các điều chưa có trong kho: 2–3" in shown) is bool(dropped)
