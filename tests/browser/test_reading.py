"""A long text in the reader: only what is near is drawn, and nothing is missing for who searches, prints or marks."""

from typing import Any

import pytest

from tests.browser.test_pen import CODE, reading
from tests.browser.waiting import at_rest, click

pytestmark = pytest.mark.browser
_LATER = "document.querySelectorAll('.law .later').length"


@pytest.mark.always
def test_a_long_code_draws_what_is_near_and_has_all_words(tab: Any) -> None:
    reading(tab, CODE, "dieu-200/khoan-2")
    assert tab.evaluate(_LATER) > 380
    assert tab.evaluate("document.querySelectorAll('.law *').length") < 4000
    # Searching in the page and reading aloud: every heading, and the words of every article.
    assert tab.evaluate("document.querySelectorAll('.law h4').length") == 426
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
    assert tab.evaluate(_LATER) > 360
    # On paper the article in hand alone; the browser's own search, and a whole text on paper, have all of it.
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate(_LATER) > 360
    tab.keyboard.press("F3")
    assert tab.evaluate(_LATER) == 0
    assert tab.evaluate("document.querySelectorAll('.law .k-clause').length") == 3 * 426
    tab.goto(f"/van-ban?vb={CODE}")
    tab.wait_for_selector(".law .later", state="attached")
    at_rest(tab)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert tab.evaluate(_LATER) == 0
