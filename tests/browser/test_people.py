"""Two tabs, and a card that was drawn anew while somebody looked at it."""

from typing import Any

import pytest

from tests.browser.test_understanding import DECREE
from tests.browser.waiting import click, holds

pytestmark = pytest.mark.browser


def test_a_click_on_a_card_that_somebody_else_decided_is_refused_with_both_shown(tab: Any) -> None:
    address = f"/hieu-luc?xem=quan-he&vb={DECREE}&tt=tat-ca"
    tab.goto(address)
    tab.wait_for_selector(".card")
    other = tab.context.new_page()
    other.goto(address)
    other.wait_for_selector(".card")
    for page in (tab, other):
        page.wait_for_function("window.kbRoom?.installed")
    item = other.locator(".card").last.get_attribute("data-item")
    card = f'.card[data-item="{item}"]'
    click(other.locator(f"{card} button[data-decide=reject]"))
    other.wait_for_selector(f"{card} .badge >> text=Đã bác bỏ")
    click(tab.locator(f"{card} button[data-decide=accept]"))
    tab.wait_for_selector(".conflict .now >> text=Đã bác bỏ")
    assert "Chưa rà soát" in tab.locator(".conflict .seen").inner_text()
    tab.wait_for_selector(f"{card} .badge >> text=Đã bác bỏ")
    click(other.locator(f"{card} button[data-decide=reopen]"))
    other.wait_for_selector(f"{card} button[data-decide=accept]")
    other.close()


def in_notes(page: Any) -> None:
    page.goto(f"/van-ban?vb={DECREE}&dk=dieu-5")
    page.wait_for_selector(".law .on")
    click(
        page.locator(".st-key-margin [data-testid=stBaseButton-segmented_control], .st-key-margin button", has_text="Ghi chú").first
    )


def write(page: Any, words: str) -> None:
    click(page.locator(".st-key-note_open button"))
    page.locator(".st-key-noteform textarea").fill(words)
    click(page.locator(".st-key-noteform [data-testid=stBaseButton-primary]"))
    page.wait_for_selector(f".st-key-margin .note >> text={words}")


def test_what_others_write_appears_without_reload_but_not_while_somebody_writes(tab: Any) -> None:
    other = tab.context.new_page()
    for page in (tab, other):
        in_notes(page)
    write(other, "Mới của người kia")
    tab.wait_for_selector(".st-key-margin .note >> text=Mới của người kia")
    click(tab.locator("[class*='st-key-answer_'] button").first)
    tab.locator("[class*='st-key-replyform_'] textarea").fill("Tôi đang viết")
    write(other, "Thêm một điều nữa")
    tab.wait_for_selector(".st-key-note_watch >> text=vừa có thay đổi")
    holds(tab, "[class*='st-key-replyform_'] textarea", "Tôi đang viết")
    click(tab.locator(".st-key-note_show_theirs button"))
    tab.wait_for_selector(".st-key-margin .note >> text=Thêm một điều nữa")
    holds(tab, "[class*='st-key-replyform_'] textarea", "Tôi đang viết")
    click(tab.locator("[class*='st-key-replyform_'] [data-testid=stBaseButton-primary]"))
    other.wait_for_selector(".st-key-margin .reply >> text=Tôi đang viết")
    other.close()
