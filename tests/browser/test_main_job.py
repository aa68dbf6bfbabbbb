"""The main job in a browser: find, open, follow a link, compare, change the language; and nothing leaves the machine."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.waiting import click, search_box_ready

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
CONSOLIDATED = "van-ban-hop-nhat/03-vbhn-bomau/bo-mau/2025-07-10"


def params(tab: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.url).query).items()}


@pytest.mark.always
def test_search_open_link_compare_and_language(tab: Any) -> None:
    # The cursor stands in the box.
    search_box_ready(tab)
    tab.wait_for_selector(".examples a")

    # Words without marks find what was written with marks, and stay out of the address.
    tab.keyboard.type("tien an hang ngay cua nan nhan")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit mark")
    assert "q" not in params(tab)
    assert "tien" not in tab.url

    # The keyboard: / to the box, down to the first hit, Enter opens.
    tab.locator("a.hit").first.focus()
    tab.keyboard.press("/")
    tab.wait_for_function("document.activeElement?.matches('.st-key-box input')")
    tab.keyboard.press("ArrowDown")
    wanted = tab.evaluate("new URL(document.activeElement.href).search")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".law")
    opened = parse_qs(wanted.lstrip("?"))
    assert params(tab)["vb"] == opened["vb"][0]
    assert params(tab)["dk"] == opened["dk"][0]
    tab.wait_for_selector(".law .on")

    # Back to the results, which are still there; a day holds for all of them.
    click(tab.locator(".top .back"))
    tab.wait_for_selector("a.hit mark")
    tab.locator(".daybox input").fill("1/2/2024")
    tab.keyboard.press("Enter")
    tab.wait_for_function("[...document.querySelectorAll('a.hit .day')].every((day) => day.textContent === 'ngày 01/02/2024')")
    assert params(tab)["ngay"] == "2024-02-01"

    # A permalink, followed in a fresh tab, opens at its provision.
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-8/khoan-2&ngay=2024-02-01")
    tab.wait_for_selector(".law .on")
    tab.wait_for_function(
        """(() => {
          const box = document.getElementById('dieu-8/khoan-2').getBoundingClientRect();
          return box.top > 60 && box.bottom < innerHeight;
        })()"""
    )
    assert tab.locator(".top .s-not_yet").inner_text().endswith("Chưa có\nsẽ có từ 01/03/2024")
    click(tab.locator(".top button[data-copy]").first)
    tab.wait_for_selector(".kb-toast")
    assert tab.evaluate("navigator.clipboard.readText()") == tab.url

    # The number of a clause chooses it: the address follows without loading anew.
    click(tab.locator('.toc a[data-to="dieu-3"]'))
    tab.wait_for_function("location.search.includes('dk=dieu-3')")
    tab.wait_for_selector('[id="dieu-3"].on')

    # Two provisions side by side.
    tab.goto(f"/so-sanh?vb1={DECREE}&dk1=dieu-3/khoan-2&vb2={CONSOLIDATED}&dk2=dieu-3/khoan-2")
    tab.wait_for_selector(".sides ins")
    assert "03" in tab.locator(".sides del").first.inner_text()
    assert tab.locator(".sides ins").first.inner_text().startswith("+")

    # The other language, kept in the address.
    click(tab.locator(".st-key-language_button button:visible"))
    tab.wait_for_selector("text=+ added")
    assert params(tab)["lang"] == "en"
    assert params(tab)["vb1"] == DECREE
    click(tab.locator("header a", has_text="Texts"))
    tab.wait_for_selector("text=Texts: 7")


def test_the_page_image_of_a_pdf(tab: Any) -> None:
    tab.goto("/van-ban?vb=thong-tu/05-2024-tt-bomau/bo-mau/2024-11-15&dk=dieu-7/khoan-2")
    tab.wait_for_selector(".sheet img")
    tab.wait_for_selector(".sheet span")
    assert "2" in tab.locator(".pages").inner_text()


def test_nothing_is_wider_than_a_telephone(tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    for address, ready in (
        ("/", ".examples a"),
        (f"/van-ban?vb={DECREE}&dk=dieu-3", ".law .on"),
        (f"/so-sanh?vb1={DECREE}&dk1=dieu-3&vb2={CONSOLIDATED}&dk2=dieu-3", ".sides ins"),
        ("/ghi-chu", ".state, .note"),
        ("/hieu-luc", ".card"),
        ("/hieu-luc?xem=quan-he&tt=tat-ca", ".card"),
        (f"/van-ban?vb={DECREE}&xem=luoc-do", ".map"),
        (f"/van-ban?vb={DECREE}&xem=lich-su", ".between"),
        ("/van-ban?xem=con-thieu", ".grid"),
    ):
        tab.goto(address)
        tab.wait_for_selector(ready)
        assert tab.evaluate("document.querySelector('.stMain').scrollWidth <= innerWidth"), address
