"""Quầy tư vấn in a browser: a whole call by keyboard, what it leaves behind, and how it is forgotten."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from documents.text import fold, slug
from tests.browser.waiting import at_rest, click, gone, holds

pytestmark = pytest.mark.browser
DAY, PROVINCE, ASKED = "19/2/2024", "Lai Châu", "khong co tien ve que chuyen la cua toi"
NEEDLES = {form for text in (DAY, PROVINCE, ASKED) for form in (text, fold(text), slug(text), quote(text))} | {"2024-02-19"}


def written(folder: Path) -> set[str]:
    found = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file()).lower()
    return {needle for needle in NEEDLES if needle.lower().encode() in found}


def opened(tab: Any) -> None:
    tab.goto("/quay-tu-van")
    tab.wait_for_selector(".dk-card")
    tab.wait_for_function("window.kbRoom?.installed")
    at_rest(tab)


class Keys:
    """Keys pressed one after another, each counted as one action; a line typed is one, too."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.count = tab, 0

    def press(self, key: str, shown: str = "") -> None:
        self.count += 1
        self.tab.keyboard.press(key)
        if shown:
            self.tab.wait_for_selector(shown)

    def type(self, words: str) -> None:
        self.count += 1
        self.tab.keyboard.type(words)


def known(fact: str) -> str:
    return f".dk-fact.known[data-fact={fact}]"


def test_the_card_keeps_its_name_beside_the_last_fact_and_a_phone_begins_with_the_question(tab: Any) -> None:
    tab.set_viewport_size({"width": 1366, "height": 768})
    opened(tab)
    tab.keyboard.press("p")
    tab.wait_for_function("document.activeElement?.dataset.field === 'province'")
    at_rest(tab)
    name, strip, row = (
        tab.locator(part).bounding_box() for part in (".dk-card h2 >> nth=0", ".dk-strip", ".dk-fact[data-fact=province]")
    )
    assert name["y"] >= strip["y"] + strip["height"]
    assert row["y"] + row["height"] <= 768
    tab.set_viewport_size({"width": 390, "height": 844})
    at_rest(tab)
    asked = tab.locator(".dk-cards .ask").bounding_box()
    assert asked["y"] + asked["height"] <= 844

    # What was asked stands whole, below it what was heard and waits, then the answer; what it asks for is opened above it.
    said = "cháu 15 tuổi muốn đi học lại, công an mới cấp giấy xác nhận nạn nhân tháng 3/2026, nhà xa lắm"
    tab.locator("[data-field=ask]").fill(said)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("button.heard")
    at_rest(tab)
    words, heard, row, card = (
        tab.locator(part).first.bounding_box() for part in (".dk-words", "button.heard", ".dk-fact.now", ".dk-card h2")
    )
    assert tab.locator(".dk-words").inner_text() == said
    assert tab.locator(".dk-words").evaluate("(one) => one.scrollWidth <= one.clientWidth && one.scrollHeight <= one.clientHeight")
    assert words["y"] < heard["y"] <= row["y"] < card["y"]
    assert heard["y"] + heard["height"] <= 844
    click(tab.locator("button.heard").first)
    tab.wait_for_function("document.querySelectorAll('button.heard').length < 2")
    at_rest(tab)
    chip = tab.locator(".needs [data-act=fact]").last
    fact = chip.get_attribute("data-name")
    click(chip)
    chosen = tab.locator(f".dk-fact.now[data-fact={fact}]").bounding_box()
    assert 0 < chosen["y"] < 844 - chosen["height"]
    assert tab.locator(".dk-fact:visible").count() < 4
    tab.locator("[data-fold=facts]").click()
    assert tab.locator(".dk-fact:visible").count() > 9
    tab.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.always
def test_a_whole_call_by_keyboard(tab: Any, folder: Path) -> None:
    seen: list[str] = []
    tab.on("request", lambda request: seen.append(request.url))
    tab.on("framenavigated", lambda frame: seen.append(frame.url))
    opened(tab)
    keys = Keys(tab)
    keys.press("h")
    keys.press("1", known("who"))
    keys.press("q")
    keys.press("1", known("nationality"))
    keys.press("x")
    keys.press("2")
    tab.wait_for_function("document.activeElement?.matches('[data-field=identified]')")
    keys.type(DAY)
    keys.press("Enter", known("identified"))
    keys.press("/")
    keys.type(ASKED)
    keys.press("Enter", ".dk-item.on[data-name=o-02]")
    tab.wait_for_selector(".dk-card[data-card=o-02]")
    assert tab.locator(".dk-words").inner_text() == ASKED
    holds(tab, "[data-field=ask]", "")
    at_rest(tab)
    keys.press("s", ".kb-toast")
    assert keys.count < 15
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert tab.locator(".dk-card h2").inner_text() in copied
    assert "localhost" not in copied
    assert DAY not in copied

    # Another page still says that a call is going on; the province is typed meanwhile.
    keys.press("p")
    tab.wait_for_function("document.activeElement?.matches('[data-field=province]')")
    keys.type(PROVINCE)
    keys.press("Enter", known("province"))
    assert written(folder) == set()
    at_rest(tab)
    click(tab.locator("header a", has_text="Tra cứu"))
    tab.wait_for_selector(".dk-going [data-act=end]")
    at_rest(tab)
    click(tab.locator(".dk-going [data-act=end]"))
    tab.wait_for_selector(".dk-strip [data-act=end][disabled]")
    gone(tab, ".dk-fact.known")
    assert written(folder) == set()
    assert not [url for url in seen if any(needle.lower() in url.lower() for needle in NEEDLES)]
    assert tab.evaluate("[localStorage, sessionStorage].map((held) => JSON.stringify(held)).join()").count("Lai") == 0


def test_a_press_and_half_typed_words_outlive_a_drawing(tab: Any) -> None:
    anew = "for (const one of document.querySelectorAll('[data-testid=stHtml]:has([data-act])')) one.innerHTML = one.innerHTML"
    opened(tab)
    box = tab.locator("[data-name=who][data-value=victim]").bounding_box()
    tab.mouse.move(box["x"] + 9, box["y"] + 9)
    tab.mouse.down()
    tab.evaluate(anew)
    tab.mouse.up()
    tab.wait_for_selector(known("who"))
    at_rest(tab)
    tab.keyboard.press("p")
    tab.keyboard.type("Lai ")
    tab.evaluate(anew)
    tab.keyboard.type("Châu")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(known("province"))
    holds(tab, "[data-field=province]", PROVINCE)


def test_a_digit_pressed_twice_does_not_answer_the_next_question(tab: Any) -> None:
    opened(tab)
    tab.keyboard.press("h")
    tab.keyboard.press("1")
    tab.keyboard.press("1")
    tab.wait_for_selector(known("who"))
    at_rest(tab)
    assert tab.locator(".dk-fact.known").count() == 1


def test_rows_chosen_by_their_letters_take_answers_as_fast_as_they_are_typed(tab: Any) -> None:
    opened(tab)
    tab.keyboard.type("h1q1v1t4n2c2x8/2025\n")  # no choice has the digit 8: it begins the day
    for fact in ("who", "nationality", "where", "age", "poor", "in_facility", "identified"):
        tab.wait_for_selector(known(fact))


@pytest.mark.always
def test_ten_idle_minutes_wipe_what_was_told_and_what_is_half_typed(tab: Any) -> None:
    opened(tab)
    tab.keyboard.type("h1")
    tab.wait_for_selector(known("who"))
    at_rest(tab)
    tab.keyboard.press("p")
    tab.keyboard.type("Lai")
    holds(tab, "[data-field=province]", "Lai")
    tab.evaluate("window.kbRoom.used = Date.now() - 601000")
    tab.wait_for_selector(".dk-strip [data-act=end][disabled]")
    gone(tab, ".dk-fact.known")
    holds(tab, "[data-field=province]", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_nothing_runs_off_the_side(tab: Any, width: int, height: int, scheme: str) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    tab.emulate_media(color_scheme=scheme)
    opened(tab)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    inside = "(name) => [...document.querySelectorAll(name)].every((one) => one.getBoundingClientRect().right <= innerWidth + 1)"
    assert tab.evaluate(inside, ".dk-card, .dk-fact, .dk-item")

    # The strip stays, whatever is scrolled to.
    tab.evaluate("document.querySelector('.stMain').scrollTo(0, 100000)")
    tab.wait_for_timeout(300)
    box = tab.locator(".dk-strip").bounding_box()
    assert box["y"] >= 50
    assert box["y"] + box["height"] < 260


def test_what_is_printed_is_the_text_for_the_caller_alone(tab: Any) -> None:
    opened(tab)
    tab.emulate_media(media="print")
    assert tab.locator(".dk-copy").is_visible()
    for hidden in (".dk-facts", ".dk-cards", ".dk-strip", ".dk-card h2", ".daybox"):
        assert not tab.locator(hidden).first.is_visible(), hidden


def test_what_to_say_in_danger_is_one_key_away_and_outlives_a_drawing(tab: Any) -> None:
    opened(tab)
    for key, number in (("3", "113"), ("5", "115"), ("1", "111")):
        tab.keyboard.press(f"Shift+Digit{key}")
        assert tab.locator(".dk-danger:visible").get_attribute("data-danger") == number
    tab.keyboard.type("h1")
    tab.wait_for_selector(known("who"))
    at_rest(tab)
    assert tab.locator(".dk-danger:visible").count() == 1
    tab.keyboard.press("Escape")
    assert tab.locator(".dk-danger:visible").count() == 0


def test_several_cards_are_copied_as_one_summary(tab: Any) -> None:
    opened(tab)
    first = tab.locator(".dk-card h2").inner_text()
    tab.keyboard.type("+")
    tab.wait_for_selector(".dk-item .picked")
    at_rest(tab)
    tab.keyboard.press("ArrowDown")
    tab.wait_for_function("(first) => document.querySelector('.dk-card h2')?.textContent !== first", arg=first)
    at_rest(tab)
    tab.keyboard.type("+")
    tab.keyboard.press("Shift+S")
    tab.wait_for_selector(".kb-toast:has-text('tóm tắt')")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert f"1. {first}" in copied
    assert "\n2. " in copied
    tab.evaluate("document.body.dataset.print = 'summary'")
    tab.emulate_media(media="print")
    assert tab.locator(".dk-summary").is_visible()
    assert not tab.locator(".dk-copy:not(.dk-summary)").is_visible()
