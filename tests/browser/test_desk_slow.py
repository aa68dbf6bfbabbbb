"""Calls at the desk over a slow connection: keys come faster than answers, and the answer to one call comes during the next."""

import random
from pathlib import Path
from typing import Any

import pytest

from kb.entitlements.facts import at_the_desk
from tests.browser.test_desk import opened
from tests.browser.waiting import at_rest, holds

pytestmark = pytest.mark.browser
SLOW = (Path(__file__).parent / "slow.js").read_text(encoding="utf-8")
CALLS, SECONDS = 3, 4.0
LATE = """window.kbScripts = { page: { waiting: [], get run() { return this.late; }, set run(run) {
  setTimeout(() => { this.late = run; for (const told of this.waiting.splice(0)) run(told); }, 3000);
} } };"""
SHOWN = """() => Object.fromEntries([...document.querySelectorAll(".dk-facts:not(.over) .dk-fact.known")].map((row) => {
  const pressed = [...row.querySelectorAll("[aria-pressed=true]")].map((one) => one.dataset.value).join();
  return [row.dataset.fact, pressed || row.querySelector("input")?.value];
}))"""


def slow_tab(tab: Any) -> list[str]:
    """The desk in a tab whose messages can be held up; the list of what is loaded from now on."""
    tab.add_init_script(SLOW)
    opened(tab)
    loaded: list[str] = []
    tab.on("framenavigated", lambda frame: loaded.append(frame.url))
    return loaded


def settled(tab: Any, facts: dict[str, str]) -> None:
    tab.wait_for_function(f"(facts) => JSON.stringify(({SHOWN})()) === JSON.stringify(facts) && !kbRoom.acts.length", arg=facts)


def in_order(facts: dict[str, str]) -> dict[str, str]:
    return {fact.name: facts[fact.name] for fact in at_the_desk() if fact.name in facts}


def test_the_first_keys_of_the_next_call_outlive_the_end_of_the_one_before(tab: Any) -> None:
    loaded = slow_tab(tab)
    tab.keyboard.type("h1q1v1", delay=40)
    settled(tab, {"who": "victim", "nationality": "vn", "where": "vn"})
    tab.evaluate("window.slow = () => 2600")
    tab.keyboard.press("Shift+K")
    tab.keyboard.type("h4q2", delay=40)
    assert tab.evaluate(SHOWN) == {}, "what was told in the call before leaves the screen at once"
    assert not tab.locator(".dk-card").is_visible()
    tab.wait_for_timeout(4600)
    tab.keyboard.type("v2", delay=40)
    tab.wait_for_timeout(1000)
    tab.evaluate("window.slow = () => 0")
    settled(tab, {"who": "relative", "nationality": "foreign", "where": "abroad"})
    assert loaded == []


def test_what_is_told_before_the_page_is_whole_is_heard(tab: Any) -> None:
    """On a machine that has just started, seconds lie between the drawn page and what its script is told."""
    tab.add_init_script(LATE)
    tab.goto("/quay-tu-van", wait_until="commit")
    tab.wait_for_function("window.kbRoom?.listening")
    tab.locator('[data-act=set][data-name="who"][data-value="victim"]').click()
    tab.keyboard.type("q1", delay=40)
    assert not tab.evaluate("kbRoom.installed")
    settled(tab, {"who": "victim", "nationality": "vn"})


def test_keys_typed_fast_when_the_call_before_has_long_ended_are_heard(tab: Any) -> None:
    opened(tab)
    tab.keyboard.type("g1", delay=40)
    settled(tab, {"caller": "self"})
    tab.keyboard.press("Shift+K")
    settled(tab, {})
    tab.wait_for_timeout(1500)
    tab.keyboard.type("g2z1v2t4", delay=80)
    settled(tab, {"caller": "relative", "address": "anh", "where": "abroad", "age": "adult"})


def test_the_facts_stay_where_they_are_scrolled_to(tab: Any) -> None:
    opened(tab)
    tab.set_viewport_size({"width": 1366, "height": 500})
    tab.locator('[data-act=set][data-name="poor"][data-value="yes"]').click()
    settled(tab, {"poor": "yes"})
    assert tab.evaluate("document.querySelector('.dk-facts').scrollTop") > 0


def test_whole_calls_typed_fast_one_after_another_are_whole(tab: Any) -> None:
    loaded, drawn = slow_tab(tab), random.Random(24)
    tab.evaluate(f"window.slow = () => Math.random() * {SECONDS * 1000}")
    for _ in range(CALLS):
        chosen = {
            fact.name: str(drawn.randint(1, len(fact.values)))
            for fact in at_the_desk()
            if fact.name not in ("resident", "identified", "province")
        }
        kept = drawn.sample(list(chosen), drawn.randint(3, len(chosen)))
        keys = "".join(fact.key + chosen[fact.name] for fact in at_the_desk() if fact.name in kept)
        tab.keyboard.press("Shift+K")
        tab.keyboard.type(keys, delay=40)
        facts = {fact.name: fact.values[int(chosen[fact.name]) - 1] for fact in at_the_desk() if fact.name in kept}
        if drawn.random() < 0.5:
            tab.keyboard.type("pLai Châu", delay=40)
            tab.keyboard.press("Enter")
            facts["province"] = "Lai Châu"
        settled(tab, in_order(facts))
    assert loaded == []


@pytest.mark.always
def test_what_is_typed_while_the_box_is_away_stands_in_the_next_one(tab: Any) -> None:
    slow_tab(tab)
    tab.keyboard.type("/em ")
    tab.evaluate("window.part = document.querySelector('.dk-cards'); window.above = part.parentNode; part.remove()")
    tab.keyboard.type("sx, mat")
    tab.keyboard.press("Backspace")
    tab.evaluate("above.append(part.cloneNode(true))")
    tab.wait_for_function("document.activeElement?.dataset.field === 'ask'")
    tab.keyboard.type("i")
    assert tab.locator("[data-field=ask]").input_value() == "em sx, mai"


@pytest.mark.always
@pytest.mark.parametrize("late", [400, *(pytest.param(late, marks=pytest.mark.long) for late in (0, 1500))])
def test_what_is_typed_while_the_last_turn_is_answered_is_the_next_one_whole(tab: Any, late: int) -> None:
    slow_tab(tab)
    tab.evaluate(f"window.slow = () => {late}")
    turns = ["em bị bán sang campuchia mới về hôm qua", "con em 2 tuổi không có giấy khai sinh", "em sợ họ tìm tới nhà mẹ em"]
    for turn in turns:
        tab.keyboard.type("/" + turn, delay=25)
        assert tab.locator("[data-field=ask]").input_value() == turn
        tab.keyboard.press("Enter")
        assert tab.locator("[data-field=ask]").input_value() == ""
        assert tab.locator(".dk-words").text_content() == turn
        tab.wait_for_timeout(100)
    tab.keyboard.type("v1px2", delay=40)  # facts; then the province, in which these are letters
    tab.keyboard.press("Escape")
    tab.keyboard.type("/chị ơi, em", delay=25)
    tab.keyboard.press("Escape")  # one key loses nothing that was typed
    settled(tab, {"where": "vn"})
    at_rest(tab)
    assert tab.locator(".dk-words").text_content() == turns[-1]
    tab.keyboard.type("/ đói")
    assert tab.locator("[data-field=ask]").input_value() == "chị ơi, em đói"
    tab.keyboard.press("Enter")
    tab.wait_for_function("!kbRoom.acts.length")
    tab.keyboard.press("/")
    tab.keyboard.press("ArrowUp")
    assert tab.locator("[data-field=ask]").input_value() == "chị ơi, em đói"
    tab.keyboard.press("Escape")
    tab.keyboard.press("Shift+K")
    assert tab.locator("[data-field=ask]").input_value() == tab.locator(".dk-words").text_content() == ""


def test_after_the_day_the_keys_are_the_desks(tab: Any) -> None:
    slow_tab(tab)
    tab.evaluate("window.slow = () => 400")
    tab.locator(".daybox input").fill("15/6/2025")
    tab.keyboard.press("Enter")
    tab.keyboard.type("v2", delay=30)
    tab.wait_for_timeout(1500)
    tab.keyboard.type("p1lao cai", delay=30)
    tab.keyboard.press("Enter")
    settled(tab, {"where": "abroad", "province": "lao cai"})
    holds(tab, ".daybox input", "15/06/2025")

    # That a day cannot be read is said where no number for danger stands.
    tab.set_viewport_size({"width": 400, "height": 800})
    tab.locator(".daybox input").fill("30/2/2025")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".daybox [role=alert]")
    told, strip = (tab.locator(part).bounding_box() for part in (".daybox [role=alert]", ".dk-strip"))
    assert told["x"] >= 0
    assert told["x"] + told["width"] <= 400
    assert told["y"] > strip["y"] + strip["height"]
    tab.keyboard.type("v1")
    settled(tab, {"where": "vn", "province": "lao cai"})
