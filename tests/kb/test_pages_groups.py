"""The review by groups as Streamlit runs it: accepted and undone, refused when another was faster, an end that is asked about."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.law.effects.groups import decision_log
from kb.law.effects.views import effect_by_id, effects_of
from tests.bases import Begin, pages_on
from tests.kb.deciding import decide
from tests.kb.made_up_changes import put, row_of
from tests.kb.made_up_groups import AMENDING_KEY, BED_KEY, ENDING, ENDING_KEY, put_bed
from tests.kb.test_pages import page, seen, sign

DAY = "2091-08-01"
NEW, OLD = "ba lần một ngày", "hai lần một ngày"


@pytest.fixture
def base(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(begin(beds, tmp_path / "base"), monkeypatch) as opened:
        yield opened


def beds(base: KnowledgeBase) -> None:
    put_bed(base)
    put(base, ENDING)
    reindex(base)


def groups(**params: str) -> AppTest:
    return page("hieu-luc", xem="nhom", **params)


def press(test: AppTest, what: str, item: str) -> AppTest:
    """A button of the card whose name begins so."""
    drawn = re.search(rf'data-item="({re.escape(item)}[^"]*)" data-seen="(\w+)"', seen(test))
    assert drawn, item
    test.session_state["event"] = {"kind": "decide", "what": what, "id": drawn[1], "seen": drawn[2], "index": 0}
    return test.run()


def group_name(base: KnowledgeBase, source: str = AMENDING_KEY) -> str:
    return f"group-{row_of(base, source)}-{row_of(base, BED_KEY)}"


def said(base: KnowledgeBase) -> list[tuple[str, int]]:
    with base.session() as session:
        return [(line.decision, line.count) for line in decision_log(session)]


def test_the_page_begins_with_groups_and_says_what_agrees(base: KnowledgeBase) -> None:
    shown = seen(page("hieu-luc"))
    assert "2 nhóm; 4 thay đổi khớp với nguồn khác" in shown
    assert "4 đọc được chắc chắn và khớp với Bộ pháp điển" in shown
    assert "1 khác với nguồn khác" in shown
    assert "1 chấm dứt cả văn bản: chỉ quyết định riêng từng mục" in shown


def test_a_group_is_accepted_and_undone(base: KnowledgeBase) -> None:
    test = press(groups(), "accept_group", group_name(base))
    assert said(base) == [("accepted", 4)]
    assert NEW in seen(page("van-ban", vb=BED_KEY, dk="dieu-1", ngay=DAY))
    assert "Chấp nhận theo nhóm 4 thay đổi" in seen(test)
    press(test, "undo_group", "batch-")
    assert said(base) == [("found", 4), ("accepted", 4)]
    shown = seen(page("van-ban", vb=BED_KEY, dk="dieu-5", ngay=DAY))
    assert OLD in shown
    assert "4 thay đổi theo nhóm" in seen(page("hieu-luc", xem="nhat-ky"))


def test_undo_is_there_in_another_session(base: KnowledgeBase) -> None:
    press(groups(), "accept_group", group_name(base))
    test = page("hieu-luc", xem="nhat-ky")
    press(test, "undo_group", "batch-")
    assert said(base)[0] == ("found", 4)
    assert "Đã lấy lại" in seen(test)


def test_who_is_slower_is_told_what_changed(base: KnowledgeBase) -> None:
    test = groups()
    with base.session() as session:
        one = effects_of(session, row_of(base, AMENDING_KEY))[1]
    with base.session(write=True, actor=Actor("Người thứ hai")) as session:
        decide(session, one.id, "reject", seen=effect_by_id(session, one.id))
    press(test, "accept_group", group_name(base))
    shown = seen(test)
    assert "Chưa ghi quyết định nào: 1 mục trong nhóm không còn như bạn đã xem." in shown
    assert "Khoản 1 Điều 2: Đã bác bỏ" in shown
    assert said(base) == [("rejected", 1)]
    test.button(key="refused_close").click().run()
    press(test, "accept_group", group_name(base))
    assert said(base)[0] == ("accepted", 3)


def test_the_rest_of_a_group_is_decided_card_by_card(base: KnowledgeBase) -> None:
    test = groups(boi=AMENDING_KEY, vao=BED_KEY)
    shown = seen(test)
    assert "Khác với Bộ pháp điển: ghi chú không nêu" in shown
    assert shown.count('data-item="effect-') == 1
    press(test, "accept", "effect-")
    assert said(base) == [("accepted", 1)]


def test_an_end_of_a_whole_text_is_asked_about(base: KnowledgeBase) -> None:
    test = groups(boi=ENDING_KEY, vao=BED_KEY)
    press(test, "accept", "effect-")
    assert "Chấm dứt cả" in seen(test)
    assert said(base) == []
    test.button(key="confirm_no").click().run()
    assert said(base) == []
    press(test, "accept", "effect-")
    test.button(key="confirm_yes").click().run()
    assert said(base) == [("accepted", 1)]
    assert "Hết hiệu lực" in seen(page("van-ban", vb=BED_KEY, ngay="2095-01-01"))


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({"khop": "disagrees"}, "1 nhóm"),
        ({"vb": ENDING_KEY}, "1 nhóm"),
        ({"xong": "1"}, "Không có nhóm nào như vậy."),
        ({"boi": "<script>", "vao": "x"}, "2 nhóm"),
    ],
)
def test_groups_are_narrowed_in_the_address(base: KnowledgeBase, params: dict[str, str], shown: str) -> None:
    found = seen(groups(**params))
    assert shown in found
    assert "<script>" not in found


def test_groups_are_found_by_words_of_either_text_that_no_address_tells(base: KnowledgeBase) -> None:
    test = groups()
    number = ENDING_KEY.split("/")[1].split("-")[0]
    test.text_input(key="queue_words").set_value(f"{number} chinh phu").run()
    assert "1 nhóm" in seen(test)
    assert number not in str(test.query_params)
    test.text_input(key="queue_words").set_value("không có văn bản như vậy").run()
    assert "Không có nhóm nào như vậy." in seen(test)


@pytest.mark.parametrize("item", ["group-1-2", "group-x", "batch-", "batch-'; drop table"])
def test_a_click_on_nothing_decides_nothing(base: KnowledgeBase, item: str) -> None:
    test = groups()
    for what in ("accept_group", "undo_group", "accept"):
        test.session_state["event"] = {"kind": "decide", "what": what, "id": item, "seen": "x", "index": 0}
        assert not test.run().exception
    assert said(base) == []


def test_nobody_decides_about_a_group_without_a_name(base: KnowledgeBase) -> None:
    test = groups()
    test.session_state["who"] = " "
    test.run()
    press(test, "accept_group", group_name(base))
    assert said(base) == []
    sign(test, "Lan")
    assert said(base)
    assert "Lan" in seen(test)
