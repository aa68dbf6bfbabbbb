"""The page of review files, as Streamlit runs it: made, changed, found, proposed, marked and reported."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.pages.reviews.review_form import BETWEEN
from kb.review import Review, find_review, findings_of, list_reviews, progress_of, revise_review, texts_of, write_finding
from kb.review.grid import grid_of
from kb.review.importing import SHIPPED, import_review, read_review
from tests.bases import Begin, pages_on
from tests.kb.test_pages import CIRCULAR, CONSOLIDATED, DECREE, page, seen, two_versions

BINH = Actor("Trần Văn Bình")
PAGE = "ho-so-ra-soat"


@pytest.fixture
def base(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(begin(reviewed, tmp_path / "base"), monkeypatch) as opened:
        yield opened


def reviewed(base: KnowledgeBase) -> None:
    """The base of the pages, with the sample review."""
    two_versions(base)
    (path,) = SHIPPED.glob("*.yaml")
    with base.session(write=True, actor=BINH) as session:
        import_review(session, read_review(path))


def box(test: AppTest, name: str) -> Any:
    kinds = (test.text_input, test.text_area, test.selectbox, test.checkbox, test.date_input)
    found = (item for kind in kinds for item in kind if (item.key or "").startswith("draft_") and item.key.endswith(f"_{name}"))
    return next(found)


def button(test: AppTest, begin: str) -> Any:
    return next(item for item in test.button if (item.key or "").startswith(begin))


def kept(base: KnowledgeBase, number: int = 1) -> Review:
    with base.session() as session:
        return find_review(session, number)


def test_a_review_is_made_of_a_name_and_numbers_in_one_field(base: KnowledgeBase) -> None:
    test = page(PAGE)
    assert "Hồ sơ mẫu" in seen(test)
    button(test, "review_new").click().run()
    button(test, "review_save").click().run()
    assert "Hồ sơ chưa có tên" in seen(test)
    box(test, "title").set_value("Rà soát <b>thử</b>").run()
    box(test, "members").set_value("Anna\nBình, Chi").run()
    box(test, "find").set_value(
        "Nghị định số 01/2024/NĐ-MAU của Chính phủ về trợ giúp; điều 3 thông tư 05/2024/TT-BOMAU, 99/2031/NĐ-MAU\nhỗ trợ"
    ).run()
    assert box(test, "find").value == ""
    assert "Nghị định" in seen(test)
    assert "99/2031/NĐ-MAU: không có trong kho" in seen(test)
    button(test, "review_save").click().run()
    assert "Hãy chọn văn bản cho: hỗ trợ" in seen(test)
    asked = next(item for item in test.selectbox if "hỗ trợ" in item.label)
    asked.select(CONSOLIDATED).run()
    button(test, "review_save").click().run()
    made = kept(base, 2)
    assert made.said.title == "Rà soát <b>thử</b>"
    assert made.said.items == (DECREE, f"{CIRCULAR}#dieu-3", CONSOLIDATED)
    assert made.said.purpose == "Văn bản chưa có trong kho: 99/2031/NĐ-MAU"
    assert made.said.members == ("Anna", "Bình", "Chi")
    assert test.query_params["hs"] == "2"
    assert "Rà soát &lt;b&gt;thử&lt;/b&gt;" in seen(test)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("66/2011/QH12; 100/2015/QH13; 20/2021/NĐ-CP", 3),
        ("66/2011/QH12, 100/2015/QH13", 2),
        ("Luật Phòng, chống mua bán người", 1),
        ("Luật Phòng, chống mua bán người, 20/2021/NĐ-CP", 2),
        ("điều 5, khoản 2 luật 66/2011/QH12", 1),
    ],
)
def test_texts_in_one_field_are_told_apart(typed: str, parts: int) -> None:
    assert len([part for part in BETWEEN.split(typed) if part.strip()]) == parts


def test_a_change_of_what_changed_meanwhile_shows_both_and_keeps_what_was_typed(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1")
    box(test, "title").set_value("Của tôi").run()
    with base.session(write=True, actor=BINH) as session:
        now = find_review(session, 1)
        revise_review(session, now, replace(now.said, title="Của Bình"))
    button(test, "review_save").click().run()
    text = seen(test)
    assert kept(base).said.title == "Của Bình"
    assert "Có người đã lưu bản khác" in text
    assert "Của tôi" in text
    button(test, "keep_").click().run()
    assert kept(base).said.title == "Của tôi"


def test_a_review_is_closed_and_opened_again_and_the_history_says_so(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1")
    button(test, "review_closed").click().run()
    assert not kept(base).open
    assert [item.key for item in test.button if (item.key or "").startswith("review_save")] == []
    button(test, "review_open").click().run()
    assert kept(base).open
    text = seen(page(PAGE, hs="1", xem="nhat-ky"))
    assert text.index("Mở lại") < text.index("Khép hồ sơ") < text.index("Lập hồ sơ")
    assert "Tính 12 tháng từ ngày trở về nơi cư trú." in text


def test_findings_stand_on_a_board_and_move(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1", xem="cong-viec")
    text = seen(test)
    assert (
        text.index("Ghi nhận")
        < text.index("câu hỏi")
        < text.index("khoảng trống")
        < text.index("mâu thuẫn")
        < text.index("không khả thi")
    )
    words = {item.label for item in test.button if (item.key or "").startswith("move_")}
    assert words == {"→ Mở", "→ Đang xử lý", "→ Đã giải quyết"} or all("→" in word for word in words)
    with base.session() as session:
        review = find_review(session, 1)
        first = findings_of(session, review, texts_of(session, review))[0]
    button(test, f"move_{first.note.id}").click().run()
    button(test, f"open_{first.note.id}").click().run()
    assert test.session_state["form_opened"][1] == "findingform", "the page's script brings the form into sight"
    box(test, "proposal").set_value("Sửa Điều 3 <script>").run()
    box(test, "answer").set_value("Tiếp thu.").run()
    box(test, "left_out").check().run()
    button(test, "finding_save").click().run()
    with base.session() as session:
        now = findings_of(session, review, texts_of(session, review))[0]
    assert (now.note.status, now.note.proposal, now.note.answer, now.left_out) == (
        "in_progress",
        "Sửa Điều 3 <script>",
        "Tiếp thu.",
        True,
    )
    assert "<b>Ý kiến tiếp thu, giải trình</b> Tiếp thu." in seen(test)
    assert "<script>" not in seen(test)


def test_a_note_that_is_half_typed_leads_back_to_the_review_that_it_was_begun_in(base: KnowledgeBase) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-3", hs="1")
    test.segmented_control(key="reader_panel").set_value("notes").run()
    test.button(key="note_open").click().run()
    next(iter(test.text_area)).set_value("nửa chừng").run()
    (draft,) = test.session_state["drafts"].values()
    assert draft.params["hs"] == "1"


def test_a_note_that_is_written_for_a_review_has_its_proposal_beside_it(base: KnowledgeBase) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-3", hs="1")
    test.segmented_control(key="reader_panel").set_value("notes").run()
    test.button(key="note_open").click().run()
    box(test, "text").set_value("Thiếu thời hạn.").run()
    box(test, "proposal").set_value("Thêm “trong 05 ngày”.").run()
    del test.query_params["hs"]  # whoever reads on without the review has not said otherwise
    with base.session(write=True, actor=BINH) as session:
        review = find_review(session, 1)
        revise_review(session, review, replace(review.said, purpose="Nói khác."))
    test.run()
    button(test, "note_save").click().run()
    with base.session() as session:
        review = find_review(session, 1)
        found = findings_of(session, review, texts_of(session, review))
    (written,) = [item for item in found if item.note.text == "Thiếu thời hạn."]
    assert (written.note.proposal, written.left_out) == ("Thêm “trong 05 ngày”.", False)
    assert "<b>Kiến nghị</b> Thêm “trong 05 ngày”." in seen(test)
    test.query_params["hs"] = "1"
    assert seen(test.run()).count("Thêm “trong 05 ngày”.") == 1
    # From the note there is a way to what else the review says of it, which opens once.
    assert f"ph={quote(written.note.id)}" in seen(test)
    board = page(PAGE, hs="1", xem="cong-viec", ph=written.note.id)
    assert (box(board, "proposal").value, "ph" in board.query_params) == (written.note.proposal, False)
    button(board, "finding_close").click().run()
    assert not board.text_area


def test_a_review_is_begun_from_the_text_that_is_read(base: KnowledgeBase) -> None:
    (link,) = re.findall(r'href="([^"]*)">Lập hồ sơ rà soát văn bản này', seen(page("van-ban", vb=CIRCULAR)))
    assert link.startswith(f"{PAGE}?vb=")
    test = page(PAGE, vb=CIRCULAR)
    box(test, "title").set_value("Rà soát thông tư").run()
    button(test, "review_save").click().run()
    with base.session() as session:
        (made,) = [item for item in list_reviews(session) if item.said.title == "Rà soát thông tư"]
    assert (made.said.items, test.query_params["hs"]) == ((CIRCULAR,), str(made.id))
    assert "Lập hồ sơ rà soát văn bản này" not in seen(page("van-ban", vb=CIRCULAR))


def test_a_proposal_on_what_somebody_else_has_changed_is_refused_beside_theirs(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1", xem="cong-viec")
    with base.session() as session:
        review = find_review(session, 1)
        first = findings_of(session, review, texts_of(session, review))[0]
    button(test, f"open_{first.note.id}").click().run()
    box(test, "proposal").set_value("Của tôi").run()
    with base.session(write=True, actor=BINH) as session:
        write_finding(session, review, first, proposal="Của Bình")
    button(test, "finding_save").click().run()
    text = seen(test)
    assert "Có người đã lưu bản khác" in text
    assert "Của Bình" in text
    assert "Của tôi" in text


def test_people_say_how_far_they_are_on_the_page_and_in_the_reader(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1", xem="tien-do")
    assert "Đã đánh dấu 6 trên" in seen(test)  # an article in which something was found need not have been read
    marking = next(item for item in test.selectbox if f"{DECREE}#dieu-6" in (item.key or ""))
    marking.select("nothing").run()
    assert "Đã đánh dấu 7 trên" in seen(test)
    reader = page("van-ban", vb=DECREE, dk="dieu-7", hs="1", ngay="2025-08-01")
    text = seen(reader)
    assert 'title="Không có gì phải ghi">✓</i>' in text
    assert "hs=1" in text
    next(item for item in reader.selectbox if (item.key or "").startswith("marked_reader_")).select("read").run()
    assert "Đã đánh dấu 8 trên" in seen(reader)
    with base.session() as session:
        review = find_review(session, 1)
        progress = progress_of(session, review, texts_of(session, review), ())
    assert {item.provision.path: item.mark for item in progress if item.provision.path in ("dieu-6", "dieu-7")} == {
        "dieu-6": "nothing",
        "dieu-7": "read",
    }
    button(reader, "cover_leave").click().run()
    assert "hs" not in reader.query_params
    next(item for item in reader.selectbox if item.key == "cover_choose").select(1).run()
    assert (reader.query_params["hs"], reader.query_params["ngay"]) == ("1", str(kept(base).said.as_of))


def test_the_report_lists_what_is_in_it_and_offers_the_files(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1", xem="bao-cao")
    text = seen(test)
    assert "Báo cáo có 4 phát hiện" in text
    assert "Đọc để nhớ" not in text
    files = [item.proto.label for item in test.get("download_button")]
    assert files == ["Mẫu đi kèm", "Word", "Excel", "Trang HTML", "JSON"]


@pytest.mark.parametrize("params", [{"hs": "99"}, {"hs": "x"}, {"hs": "1", "xem": "khác"}])
def test_an_address_that_names_nothing_shows_something_all_the_same(base: KnowledgeBase, params: dict[str, str]) -> None:
    assert "Hồ sơ mẫu" in seen(page(PAGE, **params))


@pytest.mark.parametrize("view", ["", "cong-viec", "tien-do", "bao-cao"])
def test_a_text_is_opened_on_the_day_of_the_review(base: KnowledgeBase, view: str) -> None:
    day = kept(base).said.as_of
    links = re.findall(r'href="(van-ban[^"]*)"', seen(page(PAGE, hs="1", xem=view)))
    assert links
    assert all(f"ngay={day}" in link and "hs=1" in link for link in links)


def test_a_deadline_comes_before_none(base: KnowledgeBase) -> None:
    with base.session(write=True, actor=BINH) as session:
        first = find_review(session, 1)
        from kb.review import create_review

        create_review(session, replace(first.said, title="Không hạn", deadline=None))
        create_review(session, replace(first.said, title="Gấp", deadline=date(2025, 1, 1)))
        assert [item.said.title for item in list_reviews(session)][0::2] == ["Gấp", "Không hạn"]


def test_a_grid_is_asked_and_its_cells_are_worked_on(base: KnowledgeBase) -> None:
    test = page(PAGE, hs="1", xem="bang-hoi")
    button(test, "grid_save").click().run()
    assert "Bảng hỏi cần ít nhất một văn bản" in seen(test)
    box(test, "subject").set_value("hỗ trợ <b>nạn nhân</b>").run()
    box(test, "own").set_value("đường dây nóng").run()
    button(test, "grid_save").click().run()
    text = seen(test)
    assert "Về việc: hỗ trợ &lt;b&gt;nạn nhân&lt;/b&gt;" in text
    assert text.index("Thời hạn") < text.index("Chế tài") < text.index("đường dây nóng")
    assert "Sửa bảng hỏi" in seen(page(PAGE, hs="1", xem="nhat-ky"))
    test = page(PAGE, hs="1", xem="bang-hoi", o="6-1")
    box(test, "words").set_value("lời không có").run()
    button(test, "grid_pin").click().run()
    assert "không" in next(item.value for item in test.text_area if item.key.endswith("_words"))
    with base.session() as session:
        assert grid_of(session, find_review(session, 1)).quotes == ()
