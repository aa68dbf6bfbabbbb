"""A long text in the reader: only what is near is drawn, and nothing is missing for who searches, prints or marks."""

from typing import Any
from urllib.parse import unquote

import pytest

from tests.browser.test_pen import CODE, reading
from tests.browser.waiting import at_rest, click, gone, search_box_ready

pytestmark = pytest.mark.browser
_UNDRAWN = "document.querySelectorAll('.law .undrawn').length"


@pytest.mark.always
def test_a_long_code_draws_what_is_near_and_has_all_words(tab: Any) -> None:
    reading(tab, CODE, "dieu-200/khoan-2")
    assert tab.evaluate(_UNDRAWN) > 380
    assert tab.evaluate("document.querySelectorAll('.law *').length") < 4000
    # Searching in the page and reading aloud: every heading, and the words of every article.
    assert tab.evaluate("document.querySelectorAll('.law h2').length") == 426
    words = tab.evaluate("document.querySelector('.law').textContent")
    assert all(f"Người làm việc thứ {number} phải giữ trật tự" in words for number in range(1, 427))
    # The place in hand stands below the head, although nothing above it has its true height yet.
    tab.wait_for_function(
        "(() => { const { top } = document.getElementById('dieu-200').getBoundingClientRect(); return top > 60 && top < 300; })()"
    )
    # From the contents to another article, and by scrolling to the next ones.
    click(tab.locator('.toc a[data-to="chuong-vi"]'))
    click(tab.locator('.toc a[data-to="dieu-104"]'))
    tab.wait_for_selector('[id="dieu-104"].on')
    assert tab.locator('[id="dieu-104/khoan-3"] [data-f=text]').count() == 1
    tab.wait_for_selector('[id="dieu-106/khoan-1"] a.n[href*="dk=dieu-106/khoan-1"]', state="attached")
    at_rest(tab)
    assert tab.evaluate(_UNDRAWN) > 360
    # On paper the article in hand alone; the browser's own search, and a whole text on paper, have all of it.
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate(_UNDRAWN) > 360
    tab.keyboard.press("F3")
    assert tab.evaluate(_UNDRAWN) == 0
    assert tab.evaluate("document.querySelectorAll('.law .k-clause').length") == 3 * 426
    tab.goto(f"/van-ban?vb={CODE}")
    tab.wait_for_selector(".law .undrawn", state="attached")
    at_rest(tab)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate(_UNDRAWN) == 0


def test_what_changes_a_provision_later_stands_beside_it(tab: Any) -> None:
    tab.goto("/van-ban?vb=nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15&ngay=2024-06-01")
    tab.wait_for_selector('[id="dieu-3/khoan-2"] .later')
    assert "02/2025/NĐ-MAU" in tab.locator('[id="dieu-3/khoan-2"]').inner_text()
    assert "undefined" not in tab.locator(".law").inner_text()


def test_words_are_marked_in_the_text_and_gone_through_by_keys(tab: Any) -> None:
    at = "[...CSS.highlights.get('kb-found-at') ?? []].map((it) => [`${it}`, it.endContainer.parentElement.closest('section').id])"
    search_box_ready(tab)
    tab.keyboard.type("việc thứ 33")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit[href*='dk=dieu-33']")
    click(tab.locator("a.hit[href*='dk=dieu-33']").first)
    # What was searched for is marked in the text that was opened from the results, and nowhere said in the address.
    tab.wait_for_selector(".marked mark >> text=33")
    tab.wait_for_function("CSS.highlights.get('kb-found')?.size > 0")
    assert "33" not in tab.url.replace("dieu-33", "")
    tab.keyboard.press("F3")
    tab.wait_for_function(f"{at}[0]?.[1].startsWith('dieu-33')")
    at_rest(tab)
    click(tab.locator("[data-unmark]"))
    gone(tab, ".marked")
    assert not tab.evaluate("CSS.highlights.has('kb-found')")
    # In the box: words of one article far away, which was not drawn.
    tab.locator(".st-key-find input").fill("cờ 🇻🇳")
    tab.keyboard.press("Enter")
    tab.wait_for_function(f"{at}[0]?.[1] === 'dieu-426/khoan-1'")
    tab.locator(".st-key-find input").fill("thứ 7 phải")
    tab.keyboard.press("Enter")
    tab.wait_for_function(f"{at}[0]?.[1] === 'dieu-7/khoan-1'")
    first = tab.evaluate("document.querySelector('.marked b').textContent")
    tab.keyboard.press("Enter")
    tab.wait_for_function("(first) => document.querySelector('.marked b').textContent !== first", arg=first)
    tab.keyboard.press("Shift+Enter")
    tab.wait_for_function("(first) => document.querySelector('.marked b').textContent === first", arg=first)
    assert tab.evaluate(at)[0][0] == "thứ 7 phải"
    assert "thứ" not in unquote(tab.url)
    # A text that no search has led to has no marks.
    tab.goto(f"/van-ban?vb={CODE}&dk=dieu-7")
    tab.wait_for_selector(".law .on")
    at_rest(tab)
    assert tab.locator(".marked").count() == 0
