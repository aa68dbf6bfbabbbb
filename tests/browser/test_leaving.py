"""In a browser: what was typed is saved, or offered again, or the page says that it is not saved, however slow the server is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import served_like_others, tab_of
from tests.browser.test_understanding import DECREE
from tests.browser.waiting import at_rest, click, gone

pytestmark = pytest.mark.browser
NOTES = f"/van-ban?vb={DECREE}&dk=dieu-6"
SLOW = """
import time
from kb.pages.notes import note_fields
people = note_fields.people
def slowly(session):
    for _ in range(20):
        time.sleep(0.1)
        note_fields.st.session_state.get("kb")  # as a page that is drawn does: it may be stopped here
        note_fields.st.empty()
    return people(session)
note_fields.people = slowly
"""
"""The form of a note takes two seconds to be drawn, before its field and its button."""


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[str]:
    """An app like that of the other tests, on a server that is slow wherever a note is written."""
    folder = tmp_path_factory.mktemp("slow")
    with served_like_others(folder, shared, first=SLOW) as address:
        yield address


@pytest.fixture
def tab(slow: str, browser: Any, rooms: dict[str, Any]) -> Iterator[Any]:
    with tab_of(rooms, browser, slow) as page:
        page.set_default_timeout(90_000)
        yield page


def typed(tab: Any, words: str) -> Any:
    tab.goto(NOTES)
    tab.wait_for_selector(".law .on")
    click(tab.locator(".st-key-margin button", has_text="Ghi chú").first)
    click(tab.locator(".st-key-note_open button"))
    at_rest(tab)
    box = tab.locator(".st-key-noteform textarea")
    box.fill(words)
    return box


def test_a_note_that_was_saved_while_the_page_was_left_is_there(tab: Any) -> None:
    typed(tab, "Lưu rồi đi ngay.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("[data-test-script-state=running]", state="attached")
    tab.wait_for_timeout(300)  # the press is on its way, and the form is far from drawn
    tab.locator("header a", has_text="Ghi chú").click()
    tab.wait_for_selector("h1, .st-key-tags")
    at_rest(tab)
    if not tab.locator(".note", has_text="Lưu rồi đi ngay.").count():
        click(tab.locator(".drafts a"))
        tab.wait_for_selector(".st-key-margin .note >> text=Lưu rồi đi ngay.")


def test_a_save_whose_drawing_is_broken_off_is_made_by_the_next(tab: Any) -> None:
    typed(tab, "Vẽ lại giữa chừng.")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("[data-test-script-state=running]", state="attached")
    tab.wait_for_timeout(300)
    tab.evaluate("kbRoom.send({ kind: 'choose', path: 'dieu-6' })")  # as a click on an article does
    tab.wait_for_selector(".st-key-margin .note >> text=Vẽ lại giữa chừng.")
    gone(tab, ".st-key-noteform")


def test_who_leaves_with_unsaved_words_is_asked(tab: Any) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.on("dialog", stay)
    box = typed(tab, "Chưa lưu gì cả.")
    tab.evaluate("setTimeout(() => location.reload(), 0)")  # the field still has the cursor: nobody but the browser knows the words
    tab.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert box.input_value() == "Chưa lưu gì cả."
    tab.locator(".st-key-margin").click(position={"x": 2, "y": 2})
    tab.wait_for_selector(".draft >> text=Bản nháp chưa lưu")
    at_rest(tab)
    tab.evaluate("setTimeout(() => location.reload(), 0)")
    tab.wait_for_timeout(500)
    assert asked == ["beforeunload"] * 2
    click(tab.locator(".st-key-noteform [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".st-key-margin .note >> text=Chưa lưu gì cả.")
    at_rest(tab)
    tab.reload()
    tab.wait_for_selector(".law .on")
    assert asked == ["beforeunload"] * 2, "nothing is unsaved: nobody is asked"
