"""Two texts are found by typing, compared, and a pair of them parted and noted; the address opens the same view again."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.serving import CHROMIUM, served
from tests.browser.waiting import at_rest

pytestmark = pytest.mark.browser
_LAW = """QUỐC HỘI MẪU
Luật số: {number}/QH-MAU
Thành phố Mẫu, ngày 10 tháng 6 năm {year}
LUẬT
TRỒNG RAU
Điều 1. Luống rau
1. Mỗi hộ được trồng ba luống rau cải trong vườn chung của xã.
2. Người trồng rau được mượn cuốc không quá {days} ngày.
Điều 2. Tưới nước
Người trồng rau phải tưới nước hai lần một ngày vào sáng và chiều.
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app of its own: what is parted here would be so for the other tests too."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    folder = tmp_path_factory.mktemp("comparing")
    files = []
    for number, year, days in (("01/2001", 2001, 30), ("02/2012", 2012, 60)):
        files.append(folder / f"luat-{year}.txt")
        files[-1].write_text(_LAW.format(number=number, year=year, days=days), encoding="utf-8")
    with served(folder, [str(file) for file in files]) as address:
        yield address


def choose(tab: Any, side: int, words: str, number: str) -> None:
    """A text by what is suggested while its name is typed."""
    tab.locator(f".st-key-choose_side_{side} input").click()
    tab.keyboard.type(words, delay=30)
    tab.locator(".kb-suggest [role=option]", has_text=number).first.click()
    tab.locator(f".st-key-compare_side_{side} .chosen", has_text=number).wait_for(state="attached")
    at_rest(tab)


def test_found_by_typing_parted_noted_and_opened_again(tab: Any) -> None:
    from playwright.sync_api import expect

    tab.goto("/so-sanh")
    tab.wait_for_selector(".st-key-choose_side_1 input")
    tab.wait_for_function("window.kbSuggest?.installed && window.kbRoom?.installed")
    at_rest(tab)
    choose(tab, 1, "trong rau", "01/2001")
    tab.wait_for_selector(".offers a >> text=02/2012")
    choose(tab, 2, "luat 02/20", "02/2012")
    tab.wait_for_selector(".whole ins >> text=60")
    row = "cap-dieu-1-khoan-2-va-dieu-1-khoan-2"
    tab.locator(f"[data-pair={row}]").click()
    tab.wait_for_selector("[role=dialog] textarea")
    at_rest(tab)
    tab.locator("[role=dialog] textarea").fill("Mùa khô dài hơn.")
    tab.keyboard.press("Tab")
    at_rest(tab)
    tab.locator("[class*='st-key-pair_note_save'] button").click()
    tab.wait_for_selector(f"#{row} .explained >> text=Mùa khô dài hơn.")
    at_rest(tab)
    tab.locator(f"[data-pair={row}]").click()
    tab.locator("[class*='st-key-pair_part_'] button").click()
    tab.wait_for_selector(".byhand >> text=Tách tay")
    at_rest(tab)
    tab.goto(tab.url)
    expect(tab.locator(".byhand").first).to_contain_text("Tách tay: Khoản 2 Điều 1 không ứng với Khoản 2 Điều 1")
    assert "rau" not in tab.url
