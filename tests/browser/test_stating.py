"""An end that no text says is added by hand: found by searching, asked about, and seen in the reader and in hits at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import CHROMIUM, served
from tests.browser.waiting import at_rest, click, search_box_ready

pytestmark = pytest.mark.browser
FORM = ".st-key-stateform"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[str]:
    """An app of its own: what is ended here would be over for the other tests too."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    folder = tmp_path_factory.mktemp("stating")
    with served(folder, ["documents/samples"], like=shared / "browser-samples") as address:
        yield address


def choose(tab: Any, label: str, words: str) -> None:
    """One of the options of a list, by its words."""
    click(tab.locator(f"{FORM} [data-testid=stSelectbox]", has_text=label).locator("input"))
    # Its beginning: a long name goes on beyond the edge of the list.
    click(tab.locator("[role=option]", has_text=words).first, position={"x": 20, "y": 10})
    at_rest(tab)


def typed(tab: Any, label: str, words: str) -> None:
    """Words in a field, by its label."""
    tab.get_by_label(label, exact=True).first.fill(words)
    tab.keyboard.press("Tab")
    at_rest(tab)


def filled(tab: Any) -> None:
    tab.goto("/hieu-luc?xem=them-tay")
    tab.wait_for_selector(f"{FORM} input")
    at_rest(tab)
    typed(tab, "Về văn bản nào", "01/2024/nd")
    choose(tab, "Chọn trong", "01/2024")
    click(tab.locator(f"{FORM} [data-testid=stDateInput] [role=spinbutton]").first)
    tab.keyboard.type("01012030", delay=40)
    tab.keyboard.press("Tab")
    at_rest(tab)
    typed(tab, "Đường dẫn", "https://congbao.example/so/12")
    typed(tab, "Ghi chú", "Công báo số 12 đăng việc chấm dứt")


def test_an_end_by_hand_changes_the_badges(tab: Any) -> None:
    from playwright.sync_api import expect

    filled(tab)
    # Half typed, another page and back.
    click(tab.locator("header a", has_text="Ghi chú"))
    click(tab.locator(".drafts a", has_text="Lời khai"))
    tab.wait_for_selector(f"{FORM} .draft")
    expect(tab.get_by_label("Ghi chú", exact=True).first).to_have_value("Công báo số 12 đăng việc chấm dứt", timeout=40000)
    click(tab.locator("[class*='st-key-state_save_'] button"))
    tab.wait_for_selector("text=hãy đánh dấu xác nhận")
    click(tab.locator("[class*='st-key-state_sure_'] label"))
    at_rest(tab)
    click(tab.locator("[class*='st-key-state_save_'] button"))
    tab.wait_for_selector(".stated >> text=Hết hiệu lực · 01/01/2030")
    at_rest(tab)
    click(tab.locator(".stated .place a").first)
    tab.wait_for_selector(".law")
    address = tab.url
    tab.goto(f"{address}{'&' if '?' in address else '?'}ngay=2030-01-01")
    tab.wait_for_selector("text=Hết hiệu lực")
    tab.wait_for_selector("text=(người rà soát)")
    search_box_ready(tab, "/?ngay=2030-01-01")
    tab.keyboard.type("tien an cua nan nhan 01/2024")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit")
    at_rest(tab)
    assert "Hết hiệu lực" in tab.locator("a.hit", has_text="Nghị định số 01/2024/NĐ-MAU quy định").first.inner_text()
    tab.goto("/hieu-luc?xem=them-tay")
    click(tab.locator("[class*='st-key-turn_'] button").first)
    tab.wait_for_selector(".stated >> text=Đã rút")
