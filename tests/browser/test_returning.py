"""In a browser: coming back to results finds the same search and the same place."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.test_date_control import search
from tests.browser.waiting import at_rest, click, holds

pytestmark = pytest.mark.browser
AT_HIT = "(href) => document.activeElement?.matches('a.hit') && document.activeElement.getAttribute('href') === href"


def test_back_to_results_finds_search_filters_and_hit(tab: Any) -> None:
    search(tab, "hỗ trợ nạn nhân")
    hit = tab.locator("a.hit").nth(6)
    wanted = hit.get_attribute("href")
    for back in ("page", "browser"):
        click(tab.locator(f'a.hit[href="{wanted}"]'))
        tab.wait_for_selector(".law")
        if back == "page":
            click(tab.locator(".top .back"))
        else:
            tab.go_back()
        tab.wait_for_function(AT_HIT, arg=wanted)
        assert tab.evaluate(
            "(() => { const at = document.activeElement.getBoundingClientRect(); return at.top > 0 && at.bottom < innerHeight; })()"
        )
        holds(tab, ".st-key-box input", "hỗ trợ nạn nhân")

    # Another search, made after coming back: each entry of the history has its own.
    tab.locator(".st-key-box input").fill("chi phí đi lại")
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.querySelector('a.hit .head')?.textContent.includes('đi lại')")
    at_rest(tab)
    click(tab.locator("a.hit").first)
    tab.wait_for_selector(".law")
    tab.go_back()
    tab.wait_for_function("document.querySelector('.st-key-box input')?.value === 'chi phí đi lại'")
    assert "hỗ" not in tab.url
    assert set(parse_qs(urlsplit(tab.url).query)) == set()

    # A reload forgets, and says so.
    tab.wait_for_function("history.state?.kbSearch")
    tab.reload()
    tab.wait_for_selector(".forgotten:not([hidden])")
