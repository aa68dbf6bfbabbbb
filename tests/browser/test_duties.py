"""From a text to its table of duties, narrowed, and back to a clause whose words are marked."""

from typing import Any

import pytest

from tests.browser.test_accessibility import DECREE
from tests.browser.waiting import at_rest, click

pytestmark = pytest.mark.browser


def test_a_reviewer_reads_the_duties_of_a_text_on_a_telephone(app: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=app, locale="vi-VN")
    tab = context.new_page()
    tab.set_default_timeout(40_000)
    tab.goto(f"/van-ban?vb={DECREE}")
    tab.wait_for_selector(".law")
    click(tab.locator(".views a", has_text="Bảng nhiệm vụ"))
    tab.wait_for_selector("table.duties tbody tr")
    rows = tab.locator("table.duties tbody tr").count()
    click(tab.locator("details.pick summary", has_text="Loại"))
    click(tab.locator("details.pick[open] li a").nth(1))
    tab.wait_for_selector(".pick.narrowed")
    at_rest(tab)
    assert 0 < tab.locator("table.duties tbody tr").count() < rows
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    click(tab.locator("table.duties .place a").first)
    tab.wait_for_selector(".law .on")
    tab.wait_for_selector(".marked b")
    context.close()
