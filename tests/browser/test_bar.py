"""The bar: the work of one door, chosen once; what curators keep; one's name."""

from typing import Any

import pytest

from tests.browser.waiting import at_rest, click, gone

pytestmark = pytest.mark.browser
PAGES = "[data-testid=stTopNavLink]"
REVIEW = ["Tra cứu", "Văn bản", "So sánh", "Ghi chú", "Hồ sơ rà soát", "Hiệu lực", "Bàn làm việc"]
COUNSEL = ["Quầy tư vấn", "Tra cứu", "Thẻ hỗ trợ", "Luyện tập"]


def opened(tab: Any, address: str) -> list[str]:
    tab.goto(address)
    tab.wait_for_selector(".st-key-door_control button")
    at_rest(tab)
    return [words.strip() for words in tab.locator(PAGES).all_inner_texts()]


def test_a_door_is_chosen_once_and_no_address_closes_with_it(tab: Any) -> None:
    assert opened(tab, "/") == REVIEW
    click(tab.locator(".st-key-door_control button", has_text="Tư vấn"))
    tab.wait_for_function("document.cookie.includes('tuluat_door=tu-van')")
    assert opened(tab, "/so-sanh") == COUNSEL
    assert tab.title().startswith("So sánh")
    assert tab.evaluate("document.cookie").count("tuluat_door=tu-van") == 1
    click(tab.locator("[data-testid=stTopNavSection]"))
    click(tab.locator("a", has_text="Từ thường ngày"))
    tab.wait_for_selector(".st-key-words_find input")
    click(tab.locator(".st-key-door_control button", has_text="Rà soát"))
    gone(tab, "[data-testid=stTopNavLink][href$='luyen-tap']")


def test_who_never_chose_sees_the_work_that_the_page_belongs_to(tab: Any) -> None:
    assert opened(tab, "/luyen-tap") == COUNSEL
    assert opened(tab, "/hieu-luc") == REVIEW
    assert "tuluat_door" not in tab.evaluate("document.cookie")


def test_law_that_is_opened_from_the_work_at_the_desk_makes_nobody_a_reviewer(tab: Any) -> None:
    assert opened(tab, "/luyen-tap") == COUNSEL
    click(tab.locator(PAGES, has_text="Tra cứu"))
    click(tab.locator(".examples a").first)
    click(tab.locator("a.hit").first)
    tab.wait_for_selector(".law")
    at_rest(tab)
    assert [words.strip() for words in tab.locator(PAGES).all_inner_texts()] == COUNSEL


def test_whoever_says_that_they_counsel_comes_to_the_desk(tab: Any) -> None:
    opened(tab, "/")
    click(tab.locator(".st-key-door_tu-van button"))
    tab.wait_for_selector(".dk-facts")
    tab.wait_for_url("**/quay-tu-van")
    assert tab.evaluate("document.cookie").count("tuluat_door=tu-van") == 1


def test_on_a_phone_the_work_stands_in_a_menu(tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    assert opened(tab, "/") == []
    edges = [tab.locator(name).bounding_box() for name in (".st-key-frame", "[data-testid=stExpandSidebarButton]")]
    assert edges[0]["x"] >= edges[1]["x"] + edges[1]["width"]
    assert edges[0]["x"] + edges[0]["width"] <= 390
    click(tab.locator("[data-testid=stExpandSidebarButton]"))
    click(tab.locator("[data-testid=stSidebarNav] a", has_text="Ghi chú"))
    tab.wait_for_url("**/ghi-chu*")
    tab.set_viewport_size({"width": 1280, "height": 800})


def test_a_name_is_said_once(tab: Any) -> None:
    opened(tab, "/ghi-chu")
    click(tab.locator(".st-key-who button"))
    tab.locator(".st-key-who_name input").fill("Lê Thị Một Cái Tên Rất Dài")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".st-key-who button >> text=Lê Thị")
    tab.keyboard.press("Escape")
    frame, last = tab.locator(".st-key-frame").bounding_box(), tab.locator("[data-testid=stTopNavSection]").bounding_box()
    assert last["x"] + last["width"] <= frame["x"]
    click(tab.locator("header a", has_text="Hồ sơ"))
    tab.wait_for_url("**/ho-so-ra-soat*")
    tab.wait_for_selector(".st-key-who button >> text=Lê Thị")
    opened(tab, "/ghi-chu")
    tab.wait_for_selector(".st-key-who button >> text=Lê Thị")
    click(tab.locator(".st-key-who button"))
    tab.locator(".st-key-who_name input").fill("")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".st-key-who button >> text=Tên của bạn")
    tab.wait_for_function("!document.cookie.includes('tuluat_name=')")


@pytest.mark.parametrize("address", ["/khong-co-trang-nay", "/van-ban/dieu-3"])
def test_an_unknown_address_says_so(tab: Any, address: str) -> None:
    tab.goto(address)
    tab.wait_for_selector("[role=dialog] >> text=Không có trang này")
    tab.wait_for_selector("[role=dialog] >> text=đang mở trang đầu")
