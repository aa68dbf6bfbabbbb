"""In a browser: where a provision comes to stand, references, the relation map, history, and the review of effects."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.waiting import at_rest, click, gone, press_until

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
AMENDING = "nghi-dinh/02-2025-nd-mau/chinh-phu/2025-05-20"
CIRCULAR = "thong-tu/05-2024-tt-bomau/bo-mau/2024-11-15"
CODE = "bo-luat/07-2020-qh-mau/quoc-hoi/2020-06-10"
SETTLED = """(path) => {
  const heading = document.getElementById(path)?.querySelector(':scope > .h')?.getBoundingClientRect();
  const head = document.querySelector('.top')?.getBoundingClientRect().bottom;
  return heading && head && heading.top >= head && heading.top < head + 40 && document.fonts.status === 'loaded';
}"""


def params(tab: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(tab.url).query).items()}


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
@pytest.mark.parametrize(("key", "path"), [(DECREE, "dieu-8"), (CODE, "dieu-232"), (CODE, "dieu-426")])
def test_the_heading_asked_for_stands_just_under_the_head(tab: Any, size: tuple[int, int], key: str, path: str) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(f"/van-ban?vb={key}&dk={path}")
    tab.wait_for_function(SETTLED, arg=path)
    # It stays there while fonts arrive and articles above it get their true height …
    tab.wait_for_timeout(600)
    assert tab.evaluate(SETTLED, path)
    # … and the reader is free to scroll away at once.
    tab.mouse.move(size[0] / 2, size[1] / 2)
    before = tab.evaluate("document.querySelector('.stMain').scrollTop")
    tab.mouse.wheel(0, -300)
    tab.wait_for_function("(before) => document.querySelector('.stMain').scrollTop < before - 100", arg=before)
    tab.wait_for_timeout(200)
    assert tab.evaluate("document.querySelector('.stMain').scrollTop") < before - 100


def accept_until_gone(tab: Any, card: str) -> None:
    """Accept a card: while the name that was just typed is taken over, the card is drawn anew and loses its focus."""
    from playwright.sync_api import TimeoutError as StillThereError

    for _ in range(4):
        if not tab.locator(card).count():
            return
        at_rest(tab)  # a second press must not meet the card that comes next
        tab.locator(card).focus()
        tab.keyboard.press("c")
        try:
            gone(tab, card, timeout=15_000)
        except StillThereError:
            continue
        return
    gone(tab, card, timeout=1_000)


def test_references_lead_where_they_point(tab: Any) -> None:
    # A circular points into the decree; the link opens the provision, on the same day.
    tab.goto(f"/van-ban?vb={CIRCULAR}&ngay=2025-03-15")
    link = tab.locator(".law a.ref[data-go]").first
    wanted = parse_qs(urlsplit(link.get_attribute("href")).query)
    click(link)
    tab.wait_for_function("(key) => location.search.includes(key)", arg=wanted["vb"][0])
    tab.wait_for_selector(".law")
    assert params(tab)["ngay"] == "2025-03-15"

    # Who points to an article stands beside it, with the sentence.
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-10")
    press_until(tab, ".law .cited", ".related .refs")
    assert tab.locator(".related q, .related small").count()

    # What is not in the base says so, in a list that Escape closes.
    missing = tab.locator(".law a.ref.out").first
    missing.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".kb-menu")
    assert "Không có trong kho" in tab.locator(".kb-menu").inner_text()
    tab.keyboard.press("Escape")
    tab.wait_for_selector(".kb-menu", state="detached")

    # The list of what is missing.
    tab.goto("/van-ban?xem=con-thieu")
    tab.wait_for_selector(".grid tbody tr")


def test_the_relation_map_can_be_walked_with_the_keyboard(tab: Any) -> None:
    tab.goto(f"/van-ban?vb={DECREE}&xem=luoc-do")
    tab.wait_for_selector(".map .in .r-sua_doi a")
    tab.locator(".map .in .r-sua_doi a").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_function("(key) => location.search.includes(key)", arg=AMENDING)
    tab.wait_for_selector(".map .out .r-sua_doi a")
    assert params(tab)["xem"] == "luoc-do"
    # Every kind has a word and a sign.
    assert all(words.strip() for words in tab.locator(".map h2").all_inner_texts())
    assert all(sign.strip() for sign in tab.locator(".map h2 i").all_inner_texts())


def named(tab: Any, name: str) -> None:
    """Say a name at the bar."""
    click(tab.locator(".st-key-who button"))
    tab.locator(".st-key-who_name input").fill(name)
    tab.keyboard.press("Enter")
    tab.wait_for_selector(f".st-key-who button >> text={name}")
    tab.keyboard.press("Escape")


def test_effects_are_reviewed_and_text_and_status_follow(tab: Any) -> None:
    # Before anybody has looked: the reader warns.
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-3")
    tab.wait_for_selector(".banner >> text=chưa được rà soát")
    assert "03 tháng" in tab.locator('[id="dieu-3/khoan-2"]').text_content()
    click(tab.locator(".banner a", has_text="Rà soát"))
    tab.wait_for_selector(".card")
    assert (params(tab)["vb"], params(tab)["dk"]) == (DECREE, "dieu-3")
    click(tab.locator(".line a", has_text="Xem tất cả"))
    tab.wait_for_selector(".card >> nth=2")
    assert (params(tab)["vb"], "dk" in params(tab)) == (DECREE, False)
    tab.wait_for_function("window.kbRoom?.installed")

    # The keyboard: down to the first card, C accepts it, the next one is in use.
    named(tab, "Lê Thị Rà Soát")
    first = tab.locator(".card").first
    item = first.get_attribute("data-item")
    assert "khoản 2 Điều 3" in first.inner_text()
    assert "06" in "".join(first.locator("ins").all_inner_texts())
    accept_until_gone(tab, f'.card[data-item="{item}"]')
    tab.wait_for_function("document.activeElement?.matches('.card')")

    # B rejects that one.
    rejected = tab.evaluate("document.activeElement.dataset.item")
    tab.keyboard.press("b")
    gone(tab, f'.card[data-item="{rejected}"]')

    # S opens the form; what is put right is applied.
    tab.wait_for_function("document.activeElement?.matches('.card')")
    corrected = tab.evaluate("document.activeElement.dataset.item")
    tab.keyboard.press("s")
    box = tab.locator(".st-key-correctform textarea")
    tab.wait_for_function("document.querySelector('.st-key-correctform textarea')?.value.includes('05 lần')")
    box.fill(box.input_value().replace("05 lần", "04 lần"))
    click(tab.locator(".st-key-correctform [data-testid=stBaseButton-primary]"))
    gone(tab, f'.card[data-item="{corrected}"]')

    # The text of the day follows, and says what made it; the earlier day reads as before.
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-3/khoan-2")
    tab.wait_for_selector('[id="dieu-3/khoan-2"] >> text=06 tháng', state="attached")
    assert "02/2025/NĐ-MAU" in tab.locator('[id="dieu-3/khoan-2"] .side.changed').text_content()
    assert "04 lần" in tab.locator('[id="dieu-8/khoan-1"]').text_content()
    assert not tab.locator('[id="dieu-7a"]').count()
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-3/khoan-2&ngay=2024-06-01")
    tab.wait_for_selector('[id="dieu-3/khoan-2"] >> text=03 tháng', state="attached")

    # What changed between two days.
    tab.goto(f"/van-ban?vb={DECREE}&xem=lich-su&tu=2024-06-01&den=2025-08-01")
    tab.wait_for_selector(".between .unit ins")
    assert {"Điều 3", "Điều 8"} <= {words.split(".")[0] for words in tab.locator(".between .unit summary b").all_inner_texts()}
    assert tab.locator(".timeline .now").count() == 1

    # Who decided what; and a decision taken back.
    tab.goto("/hieu-luc?xem=nhat-ky")
    tab.wait_for_selector(".grid tbody tr")
    assert tab.locator(".grid tbody tr", has_text="Lê Thị Rà Soát").count() == 3
    tab.goto(f"/hieu-luc?vb={DECREE}&tt=accepted")
    tab.wait_for_function("window.kbRoom?.installed")
    click(tab.locator(f'.card[data-item="{item}"] button[data-decide=reopen]'))
    gone(tab, f'.card[data-item="{item}"]')
    tab.goto(f"/van-ban?vb={DECREE}&dk=dieu-3/khoan-2")
    tab.wait_for_selector('[id="dieu-3/khoan-2"] >> text=03 tháng', state="attached")
