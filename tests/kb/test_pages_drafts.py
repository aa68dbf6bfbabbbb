"""Drafts and conflicts on the pages of notes and everyday words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kb.accounts.current import LOCAL, Actor
from kb.annotations import Spot, add_note, list_notes, revise_note
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.language.everyday import find_entry, save_entry
from tests.kb.test_pages import DECREE, home, in_base, page, seen, sign  # noqa: F401

THEIRS, MINE, HALF = "Lời của người kia.", "Lời của tôi.", "Viết dở"


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


@pytest.mark.parametrize(
    ("choice", "last", "revisions"),
    [("Lưu bản của tôi thành bản mới", MINE, 3), ("Dùng bản trong kho", THEIRS, 2), ("Viết tiếp", THEIRS, 2)],
)
def test_two_people_one_note(in_base: Path, choice: str, last: str, revisions: int) -> None:  # noqa: F811
    with KnowledgeBase() as base:
        with base.session(write=True, actor=Actor("Người này")) as session:
            version = load_version(session, DECREE).version.id
            note_id = add_note(session, version, [Spot("dieu-5")], "Lời đầu tiên.")
        test = page("ghi-chu")
        next(button for button in test.button if str(button.key).startswith(f"edit_{note_id}")).click().run()
        test.text_area[0].set_value(MINE).run()
        with base.session(write=True, actor=Actor("Người kia")) as session:
            revise_note(session, note_id, THEIRS)
        press(test, "Lưu ghi chú")
        assert 'class="conflict"' in seen(test)
        assert MINE in seen(test)
        assert THEIRS in seen(test)
        assert test.text_area[0].value == MINE
        press(test, choice)
        with base.session() as session:
            note = next(note for note in list_notes(session) if note.id == note_id)
        assert (note.text, note.revisions) == (last, revisions)
        if choice == "Viết tiếp":
            assert test.text_area[0].value == MINE
            press(test, "Lưu ghi chú")
            with base.session() as session:
                assert next(note for note in list_notes(session) if note.id == note_id).text == MINE


def test_a_half_written_note_is_kept_over_articles_versions_and_pages(in_base: Path) -> None:  # noqa: F811
    test = page("van-ban", vb=DECREE, dk="dieu-3", pb="1")
    test.session_state["reader_panel"] = "notes"
    test.run()
    test.button(key="note_open").click().run()
    test.text_area[0].set_value(HALF).run()
    for elsewhere in ({"dk": "dieu-5", "pb": "1"}, {"dk": "dieu-3", "pb": "2"}):
        for name, value in elsewhere.items():
            test.query_params[name] = value
        test.run()
        assert not any(area.value for area in test.text_area)
        assert "Ghi chú mới · Điều 3" in seen(test)
        assert HALF not in seen(test)
        assert HALF not in str(test.query_params)
    test.query_params["pb"] = "1"
    test.run()
    assert test.text_area[0].value == HALF
    assert "Bản nháp chưa lưu" in seen(test)
    press(test, "Bỏ bản nháp")
    assert not test.text_area[0].value
    assert "Bản nháp" not in seen(test)


@pytest.mark.third
@pytest.mark.parametrize(("typed", "author"), [("  Lê   Lan ", "Lê Lan"), ("", LOCAL.name)])
def test_a_name_is_asked_for_once_before_the_first_note_and_the_note_is_kept_with_it(
    in_base: Path,  # noqa: F811
    typed: str,
    author: str,
) -> None:
    def write(words: str) -> AppTest:
        test.button(key="note_open").click().run()
        test.text_area[0].set_value(words).run()
        return press(test, "Lưu ghi chú")

    def kept() -> dict[str, str]:
        with KnowledgeBase() as base, base.session() as session:
            return {note.text: note.author for note in list_notes(session)}

    test = page("van-ban", vb=DECREE, dk="dieu-3", pb="1")
    test.session_state["who"], test.session_state["reader_panel"] = "", "notes"
    test.run()
    write(f"Cần hỏi lại {author}.")
    assert f"Cần hỏi lại {author}." not in kept()
    assert test.text_area[0].value == f"Cần hỏi lại {author}."
    sign(test, typed)
    assert kept()[f"Cần hỏi lại {author}."] == author
    write(f"Và nữa {author}.")
    assert kept()[f"Và nữa {author}."] == author


@pytest.mark.parametrize(("name", "shown"), [(LOCAL.name, ""), ("Lê Lan", "Lê Lan")])
def test_nobody_adds_a_name_to_that_of_nobody(in_base: Path, name: str, shown: str) -> None:  # noqa: F811
    def drawn() -> None:
        from kb.interface.catalogue import VIETNAMESE
        from kb.pages.kit.bar import name_box

        name_box(VIETNAMESE, "box")

    test = AppTest.from_function(drawn)
    test.session_state["who"] = name
    assert test.run().text_input(key="box").value == shown


def test_who_does_not_sign_keeps_the_draft(in_base: Path) -> None:  # noqa: F811
    test = page("van-ban", vb=DECREE, dk="dieu-3", pb="1")
    test.session_state["who"], test.session_state["reader_panel"] = "", "notes"
    test.run()
    test.button(key="note_open").click().run()
    test.text_area[0].set_value(HALF).run()
    press(test, "Lưu ghi chú")
    del test.session_state["unsigned"]  # what closing the question does
    test.run()
    assert test.text_area[0].value == HALF
    assert "Bản nháp chưa lưu" in seen(test)
    assert not [item for item in test.text_input if item.key == "who_asked"]


def test_words_of_two_curators(in_base: Path) -> None:  # noqa: F811
    def decided(meaning: str, **more: Any) -> Callable[[Any], object]:
        return lambda session: save_entry(session, "tiền xe ôm", [meaning], **more)

    test = page("tu-thuong-ngay")
    with KnowledgeBase() as base:
        phrase, meanings = (
            item for item in test.text_input if item.label in ("Từ thường ngày", "Từ của luật") and item.value == ""
        )
        phrase.set_value("tiền xe ôm")
        meanings.set_value("tiền tàu xe")
        with base.session(write=True, actor=Actor("Người kia")) as session:
            decided("chi phí đi lại", new=True)(session)
        press(test, "Lưu")
        assert 'class="conflict"' in seen(test)
        with base.session() as session:
            entry = find_entry(session.connection(), "tiền xe ôm")
        assert entry
        assert entry.meanings == ("chi phí đi lại",)
        press(test, "Lưu bản của tôi thành bản mới")
        with base.session() as session:
            entry = find_entry(session.connection(), "tiền xe ôm")
        assert entry
        assert entry.meanings == ("tiền tàu xe",)
