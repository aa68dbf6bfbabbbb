"""In a browser: suggestions by keyboard, what was understood, counts, saving, files, and search in the open text."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.waiting import click, holds, search_box_ready

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
BOX = ".st-key-box input"


def params(tab: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def ask(tab: Any, words: str) -> None:
    search_box_ready(tab)
    tab.keyboard.insert_text(words)
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".results")


@pytest.mark.always
def test_suggestions_are_chosen_with_the_keyboard_and_stay_out_of_the_address(tab: Any) -> None:
    search_box_ready(tab)
    tab.keyboard.type("ho tro ta", delay=30)
    tab.wait_for_selector(".kb-suggest [role=option]")
    box = tab.locator(BOX)
    assert box.get_attribute("role") == "combobox"
    assert box.get_attribute("aria-expanded") == "true"
    assert "gợi ý" in tab.locator(".kb-said").text_content()

    # Down marks the first, up leaves the list; the cursor stays in the box.
    tab.keyboard.press("ArrowDown")
    chosen = box.get_attribute("aria-activedescendant")
    assert tab.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    assert tab.evaluate("document.activeElement?.matches('.st-key-box input')")
    tab.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None

    # Escape closes the list and leaves the words and the cursor.
    tab.keyboard.press("Escape")
    tab.wait_for_selector(".kb-suggest", state="detached")
    assert box.input_value() == "ho tro ta"
    assert box.get_attribute("aria-expanded") == "false"

    # One more letter opens it again; Enter searches for the heading that is marked.
    tab.keyboard.type("m", delay=30)
    tab.wait_for_selector(".kb-suggest [role=option]")
    tab.keyboard.press("ArrowDown")
    words = tab.locator("[aria-selected=true] span").inner_text()
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit mark")
    assert words == "Hỗ trợ tâm lý"
    holds(tab, BOX, words)
    assert tab.locator(".kb-suggest").count() == 0
    assert params(tab) == {}

    # An instrument opens.
    tab.keyboard.press("/")
    tab.locator(BOX).fill("")
    tab.locator(BOX).press_sequentially("01/2024", delay=30)
    tab.wait_for_selector(".kb-suggest [role=option] >> text=01/2024/NĐ-MAU")
    click(tab.locator(".kb-suggest [role=option]").first)
    tab.wait_for_selector(".law")
    assert params(tab)["vb"] == DECREE


def test_enter_without_a_choice_searches_for_what_was_typed(tab: Any) -> None:
    search_box_ready(tab)
    tab.keyboard.type("chi phi di lai", delay=20)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit mark")
    tab.wait_for_timeout(500)
    assert tab.locator(".kb-suggest").count() == 0
    holds(tab, BOX, "chi phi di lai")


def test_conditions_are_taken_away_one_by_one_and_counts_narrow(tab: Any) -> None:
    ask(tab, '"hỗ trợ" nạn nhân -tiền loại:nghị định')
    tab.wait_for_selector(".chip")
    assert tab.locator(".chip > span").all_inner_texts() == ["Cụm từ: “hỗ trợ”", "Không có: tiền", "Loại: Nghị định"]
    click(tab.locator(".chip button").last)
    tab.wait_for_function("document.querySelectorAll('.chip').length === 2")
    holds(tab, BOX, '"hỗ trợ" nạn nhân -tiền')
    tab.wait_for_selector(".pick b", state="attached")
    click(tab.locator(".pick summary").first)
    first = tab.locator(".pick[open] a:has(b)").first
    name, count = first.locator("span").inner_text(), int(first.locator("b").inner_text())
    click(first)
    tab.wait_for_selector(".pick.narrowed")
    assert set(params(tab)) == {"loai"}
    assert "nạn" not in tab.url
    assert tab.locator(".pick.narrowed summary").inner_text() == name
    # The choices are drawn before the hits.
    tab.wait_for_function("count => document.querySelectorAll('a.hit').length === count", arg=min(count, 10))


def test_a_search_is_saved(tab: Any) -> None:
    ask(tab, "chi phí đi lại")
    click(tab.locator(".st-key-acts button"))
    assert tab.locator("text=Đừng lưu thông tin về người gọi").count() >= 1
    click(tab.locator(".st-key-save_search button"))
    tab.wait_for_selector("[data-testid=stToast]")
    search_box_ready(tab)
    click(tab.locator("a", has_text="Tìm kiếm đã lưu"))
    tab.wait_for_selector(".st-key-saved button")
    assert params(tab) == {"xem": "da-luu"}
    click(tab.locator(".st-key-saved button", has_text="chi phí đi lại"))
    tab.wait_for_selector("a.hit mark")
    assert params(tab) == {}
    tab.goto("/?xem=da-luu")
    click(tab.locator(".st-key-saved button", has_text="Xóa"))
    tab.wait_for_selector(".state")


@pytest.mark.parametrize(("form", "magic"), [("XLSX", b"PK"), ("CSV", b"\xef\xbb\xbf")])
def test_hits_are_taken_along_as_a_file(tab: Any, form: str, magic: bytes) -> None:
    ask(tab, "hỗ trợ nạn nhân")
    tab.wait_for_selector("a.hit")
    click(tab.locator(".st-key-acts button").first)
    with tab.expect_download() as waiting:
        click(tab.locator("[data-testid=stPopoverBody] button", has_text=form))
    file = waiting.value
    assert file.suggested_filename.endswith(f".{form.lower()}")
    assert "nan" not in file.suggested_filename
    assert Path(file.path()).read_bytes().startswith(magic)


def test_search_in_the_open_text_opens_in_place(tab: Any) -> None:
    tab.goto(f"/van-ban?vb={DECREE}")
    tab.wait_for_selector(".law")
    tab.wait_for_function("window.kbRoom?.installed")
    tab.keyboard.press("/")
    tab.wait_for_function("document.activeElement?.matches('.st-key-find input')")
    tab.keyboard.insert_text("ho tro tam ly")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".found a.hit mark")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement?.matches('.found a.hit')")
    tab.keyboard.press("Enter")
    tab.wait_for_function("location.search.includes('dk=dieu-6')")
    tab.wait_for_selector('[id^="dieu-6"].on')
    assert "tam" not in tab.url
    tab.wait_for_selector(".found a.hit")


def test_nothing_of_it_is_wider_than_a_telephone(tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    ask(tab, '"hỗ trợ" nạn nhân -tiền')
    tab.wait_for_selector(".chip")
    tab.wait_for_selector(".pick b", state="attached")
    click(tab.locator(".pick summary").first)
    assert tab.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")
    tab.goto("/?xem=da-luu")
    tab.wait_for_selector(".st-key-saved")
    assert tab.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth")
