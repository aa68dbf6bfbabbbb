"""A curator comes from the desk to a card, edits it, sees the history and undoes; nothing of the call is carried along."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.waiting import at_rest

pytestmark = pytest.mark.browser
CARD = "/the-ho-tro?the=n-12"
EDIT = f"{CARD}&xem=sua"


def filled(tab: Any, label: str, words: str) -> None:
    tab.get_by_label(label, exact=True).first.fill(words)
    tab.keyboard.press("Tab")
    at_rest(tab)


def test_a_card_is_edited_from_the_desk_and_undone(tab: Any, tmp_path: Path) -> None:
    tab.goto("/quay-tu-van")
    tab.wait_for_selector(".dk-card")
    at_rest(tab)
    tab.keyboard.press("h")
    tab.keyboard.press("1")
    at_rest(tab)
    tab.locator(".dk-item").last.scroll_into_view_if_needed()
    tab.locator(".dk-item[data-name=n-12]").click()
    tab.wait_for_selector(".dk-card[data-card=n-12]")
    at_rest(tab)
    tab.locator(".dk-edit a[href*='the=n-12']").click()
    tab.wait_for_selector(".st-key-cardpreview .dk-card")
    at_rest(tab)
    assert tab.url.endswith(EDIT)
    assert "Đang có cuộc gọi" in tab.locator(".st-key-calling").inner_text()
    filled(tab, "Tiếng Việt", "Chị có thể được quỹ hỗ trợ một lần.")
    tab.wait_for_selector(".st-key-cardpreview >> text=Chị có thể được quỹ hỗ trợ một lần.")
    filled(tab, "Vì sao sửa", "nói ngắn hơn")
    tab.locator("[class*='st-key-card_save_'] button").click()
    tab.wait_for_selector(".sp-head .edited")
    at_rest(tab)
    for name, scheme, size in (("light", "light", (1280, 800)), ("dark", "dark", (1280, 800)), ("phone", "light", (390, 844))):
        tab.emulate_media(color_scheme=scheme)
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        at_rest(tab)
        tab.screenshot(path=tmp_path / f"card-{name}.png")
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    tab.set_viewport_size({"width": 1280, "height": 800})
    tab.goto(f"{CARD}&xem=lich-su")
    tab.wait_for_selector(".sp-rev >> text=nói ngắn hơn")
    at_rest(tab)
    tab.locator("[class*='st-key-card_undo_'] button").click()
    tab.wait_for_selector(".sp-rev >> text=hoàn tác lần 1")
    tab.wait_for_selector(".sp-head >> text=Như bản đi kèm")
