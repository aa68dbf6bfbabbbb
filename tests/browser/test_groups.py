"""The review by groups in a real browser: accepted by key, undone, what differs decided by itself; reader and hits follow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.settings import settings
from tests.browser.conftest import tab_of
from tests.browser.serving import CHROMIUM, served
from tests.browser.waiting import at_rest, click, gone
from tests.kb.made_up_changes import put
from tests.kb.made_up_groups import AMENDING_KEY, BED_KEY, ENDING, ENDING_KEY, put_bed

pytestmark = pytest.mark.browser
DAY = "2092-01-01"
ALARM, HELD = "Thay đổi chưa rà soát", "Câu chữ ở đây đã gồm"


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a base of its own, with a codification that has most of what one decree does to another."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    folder: Path = tmp_path_factory.mktemp("groups")
    with KnowledgeBase(settings().model_copy(update={"home": folder / "base"})) as base:
        put_bed(base)
        put(base, ENDING)
    with served(folder, ["documents/samples/luat-06-2022-qh-mau.md"]) as address:
        yield address


@pytest.fixture
def tab(groups: str, browser: Any, rooms: dict[str, Any]) -> Iterator[Any]:
    failures: list[str] = []
    with tab_of(rooms, browser, groups) as page:
        page.set_default_timeout(40_000)
        page.on("pageerror", lambda error: failures.append(str(error)))
        yield page
    assert failures == []


def read(tab: Any, path: str) -> str:
    """What the reader says before the text, of an article on the day."""
    tab.goto(f"/van-ban?vb={BED_KEY}&dk={path}&ngay={DAY}")
    tab.wait_for_selector(f'.law [id="{path}"]')
    at_rest(tab)
    return str(tab.evaluate("document.querySelector('.stMainBlockContainer').innerText.split('Mục lục')[0]"))


def hit(tab: Any, path: str) -> str:
    """What a hit says of its status."""
    number = path.removeprefix("dieu-")
    tab.goto(f"/?q=Điều {number} Nghị định 40/2090/NĐ-CP&ngay={DAY}")
    tab.wait_for_selector("a.hit .side")
    at_rest(tab)
    return str(tab.locator("a.hit .side").first.inner_text())


def test_a_group_is_accepted_and_undone_and_what_differs_is_decided_by_itself(tab: Any) -> None:
    assert HELD in read(tab, "dieu-1")
    assert ALARM in read(tab, "dieu-5")
    before = hit(tab, "dieu-5")

    tab.goto("/hieu-luc")
    tab.wait_for_selector(".card.group")
    tab.wait_for_function("window.kbRoom?.installed")
    at_rest(tab)
    tab.keyboard.press("ArrowDown")
    tab.wait_for_function("document.activeElement?.matches('.card.group')")
    assert "4 đọc được chắc chắn và khớp với Bộ pháp điển" in tab.locator(".card.group").first.inner_text()
    tab.keyboard.press("c")
    tab.wait_for_selector(".card.batch >> text=Chấp nhận theo nhóm 4 thay đổi")
    assert HELD not in read(tab, "dieu-1")

    # It is undone from the log, by whoever comes later.
    tab.goto("/hieu-luc?xem=nhat-ky")
    tab.wait_for_selector('.card.batch button[data-decide="undo_group"]')
    tab.wait_for_function("window.kbRoom?.installed")
    at_rest(tab)
    click(tab.locator('.card.batch button[data-decide="undo_group"]'))
    gone(tab, '.card.batch button[data-decide="undo_group"]')
    assert "Đã lấy lại" in tab.locator(".card.batch").inner_text()
    assert HELD in read(tab, "dieu-1")

    # What the codification does not name is read and accepted by itself; then neither reader nor hit warns of it.
    tab.goto(f"/hieu-luc?xem=nhom&boi={AMENDING_KEY}&vao={BED_KEY}")
    card = '.card[data-item^="effect-"]'
    tab.wait_for_selector(card)
    tab.wait_for_function("window.kbRoom?.installed")
    at_rest(tab)
    assert "Khác với Bộ pháp điển" in tab.locator(card).first.inner_text()
    item = tab.locator(card).first.get_attribute("data-item")
    click(tab.locator(f'{card} button[data-decide="accept"]').first)
    gone(tab, f'.card[data-item="{item}"]')
    assert ALARM not in read(tab, "dieu-5")
    assert hit(tab, "dieu-5") != before


def test_an_end_of_a_whole_text_is_asked_about_first(tab: Any) -> None:
    tab.goto(f"/hieu-luc?xem=tung-muc&vb={ENDING_KEY}")
    card = '.card[data-item^="effect-"]'
    tab.wait_for_selector(card)
    tab.wait_for_function("window.kbRoom?.installed")
    at_rest(tab)
    click(tab.locator(f'{card} button[data-decide="accept"]').first)
    tab.wait_for_selector(".st-key-confirm >> text=Chấm dứt cả")
    click(tab.locator(".st-key-confirm_no button"))
    gone(tab, ".st-key-confirm")
    assert tab.locator(card).count() == 1
