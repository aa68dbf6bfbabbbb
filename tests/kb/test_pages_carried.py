"""Carried notes on the pages: below the note in the reader, and the notes that a person has to look at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.accounts.current import LOCAL
from kb.annotations import add_note, select_quotation
from kb.annotations.carrying import notes_on
from kb.base import KnowledgeBase
from kb.database.reading.reader import versions
from kb.index.build import reindex
from kb.pages.notes.margin_notes import WAITING
from tests.bases import Begin, pages_on
from tests.kb.databases import put
from tests.kb.test_carrying import NEW, OLD
from tests.kb.test_pages import page, seen


@pytest.fixture
def carried(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with pages_on(begin(carried_notes, tmp_path / "kho"), monkeypatch) as base:
        yield base.settings.home


def carried_notes(base: KnowledgeBase) -> None:
    """Two versions of a decree, and notes on the first: one was reworded, one is gone."""
    put(base, "a.txt", OLD)
    with base.session(write=True, actor=LOCAL) as session:
        (first,) = versions(session, OLD.key)
        for words in ("thời hạn 03 ngày", "phong trào thi đua"):
            add_note(session, first.id, select_quotation(session, first.id, words), f"Về “{words}”.")
    put(base, "b.txt", NEW)
    reindex(base)


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_a_carried_note_says_what_became_of_its_words(carried: Path) -> None:
    test = page("van-ban", vb=OLD.key, pb="2", ngay="2034-01-01")
    test.session_state["reader_panel"] = "notes"
    test.run()
    told = seen(test)
    assert "Lời ở chỗ này đã đổi" in told
    assert "Khoản 3 Điều 1" in told or "khoản 3 Điều 1" in told
    assert "<del" in told
    assert "Lời đã ghi chú không còn trong bản đang đọc." in told


def test_a_person_says_where_a_note_belongs_and_takes_it_back(carried: Path) -> None:
    test = page("ghi-chu", xem=WAITING, ngay="2034-01-01")
    assert "Số ghi chú cần xem lại: 1" in seen(test)
    test.text_area[0].set_value("lời không có ở đâu").run()
    press(test, "Đặt ghi chú vào đây")
    assert "Không tìm thấy nguyên văn" in seen(test)
    test.text_area[0].set_value("danh mục thiết bị").run()
    press(test, "Đặt ghi chú vào đây")
    assert "Không có ghi chú nào cần xem lại." in seen(test)
    with KnowledgeBase() as base, base.session() as session:
        placed = {placing.exact for _, _, placing in notes_on(session, versions(session, OLD.key)[1].id)}
        assert "danh mục thiết bị" in placed
    press(test, "Bỏ quyết định này")
    assert "Số ghi chú cần xem lại: 1" in seen(test)
    press(test, "Không còn áp dụng")
    assert "cho biết ghi chú không còn áp dụng" in seen(test)
