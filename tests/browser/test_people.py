"""Two tabs, drafts, and a card that was drawn anew while somebody looked at it."""

from typing import Any

import pytest

from tests.browser.test_understanding import DECREE
from tests.browser.waiting import click, holds

pytestmark = pytest.mark.browser
NOTES = f"/van-ban?vb={DECREE}&dk=dieu-6"


def chosen(tab: Any, path: str) -> None:
    click(tab.locator(f'.toc a[data-to="{path}"]'))
    tab.wait_for_selector(f'[id="{path}"].on')


def test_a_half_written_note_survives_and_two_tabs_lose_nothing(tab: Any) -> None:
    tab.goto(NOTES)
    tab.wait_for_selector(".law .on")
    switch = ".st-key-margin [data-testid=stBaseButton-segmented_control], .st-key-margin button"
    click(tab.locator(switch, has_text="Ghi chú").first)
    click(tab.locator(".st-key-note_open button"))
    # Half written, another article, another page, and back.
    tab.locator(".st-key-noteform textarea").fill("Viết dở về đi")
    chosen(tab, "dieu-3")
    tab.wait_for_selector(".drafts >> text=Điều 6")
    tab.wait_for_selector(".st-key-noteform", state="detached")
    click(tab.locator("header a", has_text="Ghi chú"))
    click(tab.locator(".drafts a"))
    box = tab.locator(".st-key-noteform textarea")
    tab.wait_for_function("document.querySelector('.st-key-noteform textarea')?.value === 'Viết dở về đi'")
    assert "Vi%E1%BA%BFt" not in tab.url
    tab.wait_for_selector(".draft >> text=Bản nháp chưa lưu")
    box.fill("Lời đầu tiên.")
    click(tab.locator(".st-key-noteform [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".st-key-margin .note >> text=Lời đầu tiên.")

    # Two tabs, one note; the base has notes of other tests too.
    note = tab.locator(".st-key-margin .note", has_text="Lời đầu tiên.").first.get_attribute("data-note").replace(":", "-")
    form = f".st-key-revise_{note}"
    other = tab.context.new_page()
    other.goto("/ghi-chu")
    for page, words in ((tab, "Chữ của tôi."), (other, "Chữ của người kia.")):
        click(page.locator(f"[class*='st-key-edit_{note}'] button"))
        page.locator(f"{form} textarea").fill(words)
    click(other.locator(f"{form} [data-testid=stBaseButton-primary]"))
    other.wait_for_selector(".note >> text=Chữ của người kia.")
    click(tab.locator(f"{form} [data-testid=stBaseButton-primary]"))
    tab.wait_for_selector(".conflict .now >> text=Chữ của người kia.")
    assert "Chữ của tôi." in tab.locator(".conflict .seen").inner_text()
    holds(tab, f"{form} textarea", "Chữ của tôi.")
    click(tab.locator("[class*='st-key-keep_'] button"))
    tab.wait_for_selector(".st-key-margin .note >> text=Chữ của tôi.")
    tab.wait_for_selector(".conflict", state="detached")
    assert tab.locator(".st-key-margin .note", has_text="Chữ của tôi.").locator("small").first.inner_text().count("Sửa lần 2")
    other.close()


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
