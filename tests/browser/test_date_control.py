"""In a browser: the date shown is the date used."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.waiting import click, holds, search_box_ready

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
BOX = ".daybox input"
SHOWN = "(day) => document.querySelector('.daybox')?.dataset.shown === day"


def params(tab: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.url).query).items()}


def search(tab: Any, words: str = "tien an hang ngay") -> None:
    search_box_ready(tab)
    tab.keyboard.insert_text(words)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit mark")


def days_of_hits(tab: Any) -> set[str]:
    return set(tab.locator("a.hit .day").all_inner_texts())


def test_enter_applies_a_day_to_hits_links_and_address(tab: Any) -> None:
    search(tab)
    tab.locator(BOX).fill("1/2/2024")
    assert tab.locator(".daybox .waiting").is_visible()
    assert "ngay" not in params(tab)
    tab.keyboard.press("Enter")
    tab.wait_for_function(SHOWN, arg="01/02/2024")
    tab.wait_for_function("[...document.querySelectorAll('a.hit .day')].every((day) => day.textContent === 'ngày 01/02/2024')")
    holds(tab, BOX, "01/02/2024")
    assert params(tab) == {"ngay": "2024-02-01"}
    assert all("ngay=2024-02-01" in link.get_attribute("href") for link in tab.locator("a.hit").all())

    # A wrong day says so and changes nothing.
    tab.locator(BOX).fill("30/02/2024")
    click(tab.locator(".daybox .apply"))
    tab.wait_for_selector(".daybox [role=alert] >> text=30/02/2024")
    holds(tab, BOX, "01/02/2024")
    assert params(tab) == {"ngay": "2024-02-01"}
    assert days_of_hits(tab) == {"ngày 01/02/2024"}

    # The navigation takes the day along, the browser's way back leads to the day before it.
    click(tab.locator("header a", has_text="Ghi chú"))
    tab.wait_for_url("**/ghi-chu?**")
    tab.wait_for_function(SHOWN, arg="01/02/2024")
    click(tab.locator(".daybox button[data-day]:not(.apply)"))
    tab.wait_for_selector(".daybox small >> text=Hôm nay")
    assert params(tab) == {}
    tab.go_back()
    tab.wait_for_function(SHOWN, arg="01/02/2024")
    assert params(tab) == {"ngay": "2024-02-01"}


@pytest.mark.parametrize("number", range(5))
def test_a_day_that_was_typed_goes_along_with_the_hit_that_is_clicked(tab: Any, number: int) -> None:
    search(tab)
    hit = tab.locator("a.hit").nth(number % 2)
    wanted = parse_qs(urlsplit(hit.get_attribute("href")).query)
    click(tab.locator(BOX))
    tab.keyboard.press("Control+a")
    tab.keyboard.type(f"0{number + 1}/02/2024")
    click(hit)
    tab.wait_for_selector(".law")
    tab.wait_for_function(SHOWN, arg=f"0{number + 1}/02/2024")
    assert params(tab) == {"vb": wanted["vb"][0], "dk": wanted["dk"][0], "ngay": f"2024-02-0{number + 1}"}
    assert f"0{number + 1}/02/2024" in tab.locator(".top .day").inner_text()
    # The query is kept, on the day that was typed.
    tab.wait_for_function("!document.querySelector('[data-test-script-state=running]')")
    click(tab.locator(".top .back"))
    tab.wait_for_selector("a.hit mark")
    holds(tab, ".st-key-box input", "tien an hang ngay")
    assert days_of_hits(tab) == {f"ngày 0{number + 1}/02/2024"}
