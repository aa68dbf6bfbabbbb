"""Luyện tập in a browser: a call is answered and judged, and what is kept is kept only for those who ask."""

from typing import Any

import pytest

from tests.browser.waiting import at_rest, gone

pytestmark = pytest.mark.browser


def test_a_call_is_answered_judged_and_kept_only_when_asked(tab: Any) -> None:
    tab.goto("/quay-tu-van")
    tab.wait_for_selector(".dk-facts a[data-go]")
    at_rest(tab)
    tab.locator(".dk-facts a[data-go]").click()
    tab.wait_for_selector(".tr-call[data-call=dem-nay-ngu-dau]")
    tab.wait_for_selector(".st-key-named_dem-nay-ngu-dau_n-13")
    for card in ("n-01", "n-13"):
        at_rest(tab)
        tab.locator(f".st-key-named_dem-nay-ngu-dau_{card} label").click()
    at_rest(tab)
    tab.get_by_role("button", name="Chấm").click()
    tab.wait_for_selector(".failure")  # nothing is chosen for the learner
    tab.get_by_text("nói về khoản hỗ trợ", exact=True).click()
    at_rest(tab)
    tab.get_by_role("button", name="Chấm").click()
    tab.wait_for_selector(".tr-told.ok li[data-card=n-10].tr-trap")
    at_rest(tab)
    assert "Điều 37" in tab.locator(".tr-told li[data-card=n-01]").inner_text()
    tab.get_by_role("button", name="Cuộc gọi tiếp").click()
    tab.wait_for_selector(".tr-call[data-call=ve-nghe-an]")

    # Nobody asked for it to be kept: a new session begins anew. Then somebody does, and takes it back.
    tab.reload()
    tab.wait_for_selector(".tr-call[data-call=dem-nay-ngu-dau]")
    at_rest(tab)
    tab.locator(".stExpander summary").click()
    tab.wait_for_selector(".st-key-training_keep label")
    at_rest(tab)
    tab.locator(".st-key-training_keep label").click()
    at_rest(tab)
    tab.get_by_text("nói về khoản hỗ trợ", exact=True).click()
    at_rest(tab)
    tab.get_by_role("button", name="Chấm").click()
    tab.wait_for_selector(".tr-told.not li[data-card=n-01].tr-missed")
    at_rest(tab)
    tab.reload()
    tab.wait_for_selector(".tr-call[data-call=ve-nghe-an]")
    at_rest(tab)
    tab.locator(".stExpander summary").click()
    tab.wait_for_selector(".st-key-training_forget button")
    at_rest(tab)
    tab.locator(".st-key-training_forget button").click()
    tab.wait_for_selector(".tr-call[data-call=dem-nay-ngu-dau]")
    gone(tab, ".tr-score")
