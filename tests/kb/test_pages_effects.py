"""The pages on references, relations, time and review as Streamlit runs them, on a base with the samples."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from documents.paths import touches
from documents.wording.citing import cite
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument
from kb.interface.catalogue import Catalogue
from kb.law.effects.groups import QueueFilter, decision_log, queue_effects, queue_relations
from kb.law.effects.views import effect_by_id, effects_on
from kb.law.status.answers import Asked, answer_all
from kb.pages.kit.html import pill
from tests.bases import Begin, pages_on, samples_amended_by_people
from tests.kb.deciding import decide
from tests.kb.test_pages import page, seen, sign

DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
AMENDING = "nghi-dinh/02-2025-nd-mau/chinh-phu/2025-05-20"
PHRASE = "chỗ ở không quá 06 tháng"


@pytest.fixture
def base(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(begin(samples_amended_by_people, tmp_path / "base"), monkeypatch) as opened:
        yield opened


def press(test: AppTest, what: str, item: str) -> AppTest:
    """A button of a card as it is drawn."""
    drawn = re.search(rf'data-item="{re.escape(item)}" data-seen="(\w+)"', seen(test))
    return click(test, what, item, drawn[1] if drawn else "")


def click(test: AppTest, what: str, item: str, mark: str) -> AppTest:
    test.session_state["event"] = {"kind": "decide", "what": what, "id": item, "seen": mark, "index": 0}
    return test.run()


def first(base: KnowledgeBase, path: str) -> int:
    with base.session() as session:
        decree = find_instrument(session, DECREE)
        return next(effect.id for effect in effects_on(session, decree.id) if effect.target_path == path)


def test_the_reader_links_references_and_warns_of_what_nobody_reviewed(base: KnowledgeBase) -> None:
    shown = seen(page("van-ban", vb=DECREE, dk="dieu-3"))
    assert 'class="ref"' in shown
    assert "chưa được rà soát" in shown
    assert 'class="fn side doubtful"' in shown
    # Before the amendment begins there is nothing to warn of at the top.
    assert "chưa được rà soát (" not in seen(page("van-ban", vb=DECREE, dk="dieu-3", ngay="2024-06-01"))


def test_the_head_says_the_status_of_the_text_and_the_margin_that_of_the_provision(base: KnowledgeBase) -> None:
    """An ended article is no ended decree: what stands after the name of a text is said of the text."""
    day = "2025-08-01"
    heads, hands = set(), {}
    for path in ("", "dieu-1", "dieu-3", "dieu-3/khoan-1/diem-đ", "dieu-4"):
        shown = seen(page("van-ban", vb=DECREE, ngay=day, **({"dk": path} if path else {})))
        heads |= set(re.findall(r"</h1>(<span class=\"badge s-.*?</span>)", shown))
        hands[path] = [re.sub(r"<[^>]+>", "", words) for words in re.findall(r'<div class="hand"><b>(.*?)</b><button', shown)]
        copied = re.findall(r'data-cite="[^"]*Tình trạng ngày 01/08/2025: ([^;]*)', shown)
        with base.session() as session:
            (answer,) = answer_all(session, [Asked(DECREE, path or None, date.fromisoformat(day))])
        assert answer is not None
        if path:
            (words,) = copied
            assert words.removesuffix(", đã được sửa đổi, bổ sung") == answer.shown(date.fromisoformat(day)).in_words(Catalogue())
            assert pill(Catalogue(), answer.shown(date.fromisoformat(day)))[2] in hands[path][0]
    assert len(heads) == 1
    assert len({words[0].split(" ", 1)[-1] for path, words in hands.items() if path}) > 1, "provisions of several statuses"


def test_the_margin_lists_references_both_ways(base: KnowledgeBase) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-10")
    test.session_state["reader_panel"] = "related"
    shown = seen(test.run())
    assert 'class="related"' in shown
    assert "Được dẫn chiếu bởi" in shown
    assert "Dẫn chiếu đến" in shown


@pytest.mark.parametrize(("language", "words"), [("vi", "Được sửa đổi, bổ sung bởi"), ("en", "Is amended by")])
def test_the_relation_map(base: KnowledgeBase, language: str, words: str) -> None:
    shown = seen(page("van-ban", vb=DECREE, xem="luoc-do", lang=language))
    assert words in shown
    assert "Nghị định số 02/2025/NĐ-MAU" in shown


def test_the_list_of_missing_instruments(base: KnowledgeBase) -> None:
    assert '<table class="grid">' in seen(page("van-ban", xem="con-thieu"))


@pytest.mark.parametrize("view", ["luoc-do", "lich-su", "khong-co", "<script>"])
def test_views_of_an_instrument_that_does_not_exist_offer_the_list(base: KnowledgeBase, view: str) -> None:
    assert "Không có văn bản này trong kho." in seen(page("van-ban", vb="luat/khong-co/-/-", xem=view))


def test_an_accepted_effect_changes_the_text_of_its_day_and_no_other(base: KnowledgeBase) -> None:
    number = first(base, "dieu-3/khoan-2")
    test = page("hieu-luc", vb=DECREE)
    assert f'data-item="effect-{number}"' in seen(test)
    test.session_state["who"] = "Lê Thị Rà Soát"
    test.run()
    press(test, "accept", f"effect-{number}")
    assert f'data-item="effect-{number}"' not in seen(test)
    assert PHRASE in seen(page("van-ban", vb=DECREE, dk="dieu-3"))
    assert PHRASE not in seen(page("van-ban", vb=DECREE, dk="dieu-3", ngay="2024-06-01"))
    # Who and when; and what changed between the two days.
    with base.session() as session:
        (line,) = decision_log(session)
    assert (line.author, line.decision) == ("Lê Thị Rà Soát", "accepted")
    assert "Lê Thị Rà Soát" in seen(page("hieu-luc", xem="nhat-ky"))
    shown = seen(page("van-ban", vb=DECREE, xem="lich-su", tu="2024-06-01", den="2025-08-01"))
    assert "Điều 3" in shown
    assert "<ins " in shown
    assert "ghép từ văn bản gốc" in shown
    # Of one provision its wordings stand side by side.
    of_one = seen(page("van-ban", vb=DECREE, dk="dieu-3/khoan-2", xem="lich-su")).partition("Các lời văn của Khoản 2 Điều 3")[2]
    assert ('<div class="sides"' in of_one, "<ins " in of_one) == (True, True)


def test_what_was_done_between_two_days_is_said_where_no_words_of_it_are_there(base: KnowledgeBase) -> None:
    first_day, last_day = "2024-06-01", "2025-08-01"
    history = page("van-ban", vb=DECREE, xem="lich-su", tu=first_day, den=last_day)
    compared = page("so-sanh", vb1=DECREE, vb2=DECREE, ngay1=first_day, ngay2=last_day)
    for test in (history, compared):
        assert "chỗ, theo Nghị định số 02/2025/NĐ-MAU" in seen(test)
        assert "Lời trước và sau" in seen(test)
    assert "Kho không có phiên bản riêng của lời sau các thay đổi này." in seen(history)


def test_nobody_decides_without_a_name(base: KnowledgeBase) -> None:
    number = first(base, "dieu-3/khoan-2")
    test = page("hieu-luc", vb=DECREE)
    test.session_state["who"] = "  "
    test.run()
    press(test, "accept", f"effect-{number}")
    assert f'data-item="effect-{number}"' in seen(test)
    with base.session() as session:
        assert decision_log(session) == []
    sign(test, "Lê Thị Rà Soát")
    assert f'data-item="effect-{number}"' not in seen(test)
    with base.session() as session:
        assert [line.author for line in decision_log(session)] == ["Lê Thị Rà Soát"]


def test_a_decision_can_be_taken_back(base: KnowledgeBase) -> None:
    number = first(base, "dieu-3/khoan-2")
    test = page("hieu-luc", vb=DECREE)
    press(test, "accept", f"effect-{number}")
    decided = page("hieu-luc", vb=DECREE, tt="accepted")
    assert 'data-decide="reopen"' in seen(decided)
    press(decided, "reopen", f"effect-{number}")
    text, told, rest = seen(page("van-ban", vb=DECREE, dk="dieu-3/khoan-2")).partition('<details class="new-words" open>')
    new, _, after = rest.partition("</details>")
    assert told
    assert PHRASE in new, "who reads the older words has the new ones in sight"
    assert PHRASE not in text + after


def test_what_was_decided_last_is_taken_back_where_its_card_has_gone(base: KnowledgeBase) -> None:
    number = first(base, "dieu-3/khoan-2")
    test = page("hieu-luc", vb=DECREE)
    assert "So với câu chữ trong kho áp dụng từ 01/03/2024" in seen(test)
    test.session_state["who"] = "Lê Thị Rà Soát"
    test.run()
    press(test, "reject", f"effect-{number}")
    assert f'data-item="effect-{number}"' not in seen(test)
    test.button(key="take_back").click().run()
    assert f'data-item="effect-{number}"' in seen(test)
    assert "take_back" not in [button.key for button in test.button]


def test_a_rejected_effect_warns_no_more(base: KnowledgeBase) -> None:
    test = page("hieu-luc", vb=DECREE)
    with base.session() as session:
        found, _ = queue_effects(session, QueueFilter(state="found"))
    for effect in found:
        press(test, "reject", f"effect-{effect.id}")
    assert "Không còn gì phải rà soát" in seen(test)
    assert "side doubtful" not in seen(page("van-ban", vb=DECREE, dk="dieu-3"))


def test_what_is_put_right_is_applied(base: KnowledgeBase) -> None:
    number = first(base, "dieu-8/khoan-1")
    test = page("hieu-luc", vb=DECREE)
    press(test, "correct", f"effect-{number}")
    box = next(area for area in test.text_area if "05 lần" in str(area.value))
    box.set_value(str(box.value).replace("05 lần", "04 lần"))
    next(button for button in test.button if "áp dụng" in button.label).click().run()
    shown = seen(page("van-ban", vb=DECREE, dk="dieu-8"))
    assert "04 lần" in shown
    # What was typed is marked as theirs, beside the words, in the versions' list and in a comparison.
    typed = re.compile(r"Chữ do Người dùng máy này gõ ngày \d\d/\d\d/\d{4}, không phải của văn bản sửa đổi: “04")
    assert typed.search(shown)
    assert re.search(r"ghép từ văn bản gốc và 1 thay đổi: 1 đã được người của kho rà soát, 0 theo Bộ pháp điển", shown)
    assert "và đã sửa: Nội dung mới" in shown
    assert typed.search(
        seen(page("so-sanh", vb1=DECREE, dk1="dieu-8", pb1="1", vb2=DECREE, dk2="dieu-8", pb2="2", ngay="2026-01-01"))
    )
    assert typed.search(seen(page("van-ban", vb=DECREE, xem="lich-su", tu="2024-06-01", den="2025-08-01")))
    assert "Đã sửa" in seen(page("hieu-luc", vb=DECREE, tt="corrected"))


def test_a_correction_without_a_change_is_refused_in_place(base: KnowledgeBase) -> None:
    test = page("hieu-luc", vb=DECREE)
    press(test, "correct", f"effect-{first(base, 'dieu-8/khoan-1')}")
    next(button for button in test.button if "áp dụng" in button.label).click().run()
    assert "Chưa có gì được sửa; hãy chấp nhận, bác bỏ, hoặc ghi điều cần sửa." in seen(test)


@pytest.mark.parametrize("item", ["effect-99999", "effect-x", "note-1", "", "effect-1; drop table"])
def test_a_decision_about_nothing_does_nothing(base: KnowledgeBase, item: str) -> None:
    test = page("hieu-luc")
    assert not press(test, "accept", item).exception
    with base.session() as session:
        assert decision_log(session) == []


def test_a_card_that_was_drawn_anew_does_not_take_the_click(base: KnowledgeBase) -> None:
    number, other = first(base, "dieu-3/khoan-2"), first(base, "dieu-8/khoan-1")
    test = page("hieu-luc", vb=DECREE)
    mark = re.search(rf'data-item="effect-{number}" data-seen="(\w+)"', seen(test))
    assert mark
    with base.session(write=True, actor=Actor("Người thứ hai")) as session:
        was = effect_by_id(session, number)
        decide(session, number, "reject", seen=was)
    # Another effect under the number that the click names; then the effect itself, which somebody decided about meanwhile.
    click(test, "accept", f"effect-{other}", mark[1])
    assert [warning.value for warning in test.warning] == ["Mục này không còn như bạn đã xem. Chưa ghi quyết định nào."]
    click(test, "accept", f"effect-{number}", mark[1])
    assert 'class="conflict"' in seen(test)
    assert "Người thứ hai" in seen(test)
    with base.session() as session:
        assert [line.decision for line in decision_log(session)] == ["rejected"]
    test.button(key="refused_close").click().run()
    assert 'class="conflict"' not in seen(test)


def test_a_half_typed_correction_is_kept_and_shown_beside_what_another_decided(base: KnowledgeBase) -> None:
    number = first(base, "dieu-8/khoan-1")
    test = page("hieu-luc", vb=DECREE)
    press(test, "correct", f"effect-{number}")
    box = next(area for area in test.text_area if "05 lần" in str(area.value))
    box.set_value(str(box.value).replace("05 lần", "04 lần")).run()
    with base.session(write=True, actor=Actor("Người thứ hai")) as session:
        decide(session, number, "reject", seen=effect_by_id(session, number))
    # The queue no longer lists the effect; the words are still there, with the line that says so.
    test.selectbox(key="queue_khop").set_value("ngo").run()
    assert "Bản nháp chưa lưu" in seen(test)
    assert any("04 lần" in str(area.value) for area in test.text_area)
    next(button for button in test.button if "áp dụng" in button.label).click().run()
    assert 'class="conflict"' in seen(test)
    assert any("04 lần" in str(area.value) for area in test.text_area)
    assert "04 lần" not in seen(page("van-ban", vb=DECREE, dk="dieu-8"))
    next(button for button in test.button if button.label == "Lưu bản của tôi thành bản mới").click().run()
    assert "04 lần" in seen(page("van-ban", vb=DECREE, dk="dieu-8"))
    assert not test.text_area


def test_filters_stand_in_the_address(base: KnowledgeBase) -> None:
    test = page("hieu-luc", xem="tung-muc", khop="ngo")
    some = seen(test).count('class="card"')
    test.selectbox(key="queue_khop").set_value("").run()
    assert "khop" not in test.query_params
    assert seen(test).count('class="card"') > some
    test.selectbox(key="queue_tt").set_value("").run()
    assert "tat-ca" in str(test.query_params["tt"])
    assert "Không còn gì phải rà soát" in seen(page("hieu-luc", tt="rejected"))


def test_review_beside_a_clause_opens_what_is_done_to_that_clause(base: KnowledgeBase) -> None:
    shown = seen(page("van-ban", vb=DECREE, dk="dieu-3"))
    links = re.findall(r'data-go="hieu-luc" href="([^"]*)"', shown)
    beside = {place for href in links for place in parse_qs(urlsplit(unescape(href)).query).get("dk", ())}
    assert "dieu-3/khoan-2" in beside
    with base.session() as session:
        targets = [effect.target_path for effect in effects_on(session, find_instrument(session, DECREE).id)]
    for place in beside:
        queue = seen(page("hieu-luc", vb=DECREE, dk=place))
        assert queue.count('class="card"') == sum(touches(place, target) for target in targets) < len(targets)
        assert f"Chỉ những gì liên quan đến {cite(place)}" in queue


def test_relations_are_reviewed_too(base: KnowledgeBase) -> None:
    with base.session() as session:
        found, count = queue_relations(session, QueueFilter(state="found", kind="sua_doi"))
    assert count == 1
    test = page("hieu-luc", xem="quan-he", hd="sua_doi")
    assert f'data-item="relation-{found[0].id}"' in seen(test)
    press(test, "reject", f"relation-{found[0].id}")
    assert "Được sửa đổi, bổ sung bởi" not in seen(page("van-ban", vb=DECREE, xem="luoc-do"))


@pytest.mark.parametrize(
    ("wanted", "check"),
    [
        (QueueFilter(), lambda effect: True),
        (QueueFilter(certain=True), lambda effect: effect.certain),
        (QueueFilter(certain=False), lambda effect: not effect.certain),
        (QueueFilter(instruments=frozenset()), lambda effect: False),
        (QueueFilter(state="accepted"), lambda effect: effect.state == "accepted"),
    ],
)
def test_the_queue_is_narrowed_and_counted(base: KnowledgeBase, wanted: QueueFilter, check: Callable[..., bool]) -> None:
    with base.session() as session:
        everything, _ = queue_effects(session, QueueFilter(), 1000)
        found, count = queue_effects(session, wanted, 1000)
        part, same = queue_effects(session, wanted, 1, 1)
    assert {effect.id for effect in found} == {effect.id for effect in everything if check(effect)}
    assert count == same == len(found)
    assert [effect.id for effect in part] == [effect.id for effect in found[1:2]]


def test_the_day_holds_on_every_page(base: KnowledgeBase) -> None:
    for name, params in (("hieu-luc", {}), ("van-ban", {"vb": DECREE, "xem": "luoc-do"}), ("van-ban", {"vb": DECREE})):
        test = page(name, ngay="2024-03-15", **params)
        assert 'data-shown="15/03/2024"' in seen(test)
        assert "ngay=2024-03-15" in seen(test)
