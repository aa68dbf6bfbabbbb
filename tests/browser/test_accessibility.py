"""axe-core finds nothing on any page, light and dark, that is more than minor."""

from collections.abc import Iterator
from typing import Any

import pytest

from kb.pages.kit import address as at
from tests.browser.waiting import at_rest

pytestmark = pytest.mark.browser
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
CONSOLIDATED = "van-ban-hop-nhat/03-vbhn-bomau/bo-mau/2025-07-10"
PAGES = {
    "/": ".examples a",
    "/?q=ho+tro": "a.hit",
    f"/{at.READER}": "a.row",
    f"/{at.READER}?vb={DECREE}&dk=dieu-3": ".law .on",
    f"/{at.READER}?vb={DECREE}&xem={at.MAP}": ".map",
    f"/{at.READER}?vb={DECREE}&xem={at.HISTORY}": ".between",
    f"/{at.COMPARE}?vb1={DECREE}&vb2={CONSOLIDATED}": ".whole .row",
    f"/{at.HOME}": ".home",
    f"/{at.NOTES}": ".state, .note",
    f"/{at.REVIEWS}": ".stMain [data-testid=stHtml]",
    f"/{at.EFFECTS}": ".card",
    f"/{at.DESK}": ".st-key-box, main, h1",
    f"/{at.TRAINING}": ".tr-call",
    f"/{at.SUPPORTS}": "h1, h2, h3",
    f"/{at.SUPPORTS}?the=n-01": ".dk-card",
    f"/{at.SUPPORTS}?the=n-01&xem=sua": ".sp-head",
    f"/{at.SOURCES}": ".sources",
    f"/{at.INBOX}": ".drop",
    f"/{at.EVERYDAY}": ".st-key-filters",
    f"/{at.AUDIT}": ".st-key-queue",
    f"/{at.VERIFY}": "textarea",
    f"/{at.DUTIES}": ".state",
    f"/{at.DUTIES}?vb={DECREE}": "table.duties",
}
SERIOUS = ("moderate", "serious", "critical")


@pytest.fixture(scope="module")
def page(app: str, browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=app, locale="vi-VN")
    opened = context.new_page()
    opened.set_default_timeout(40_000)
    yield opened
    context.close()


def test_every_page_is_looked_at() -> None:
    from kb.pages.listing import PAGES as LISTED

    assert {page.name for page in LISTED} - {at.SEARCH} <= {address.strip("/").split("?")[0] for address in PAGES}


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothingserious(page: Any, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.wait_for_selector(PAGES[address])
    at_rest(page)
    found = serious(Axe().run(page, options={"resultTypes": ["violations"]}))
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    at_rest(page)
    only = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
    found |= {f"dark: {line}" for line in serious(Axe().run(page, options=only))}
    assert found == set()


def serious(results: Any) -> set[str]:
    return {
        f"{item['id']}: {' '.join(map(str, node['target']))} {node['html'][:160]}"
        for item in results.response["violations"]
        if item["impact"] in SERIOUS
        for node in item["nodes"]
    }


def test_axe_finds_nothing_on_a_telephone(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    page.wait_for_selector(PAGES["/"])
    at_rest(page)
    assert serious(Axe().run(page, options={"resultTypes": ["violations"]})) == set()
    page.set_viewport_size({"width": 1280, "height": 800})
