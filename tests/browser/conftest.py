"""One app for all browser tests, on a base with the samples and a made-up code; every request of a tab is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import CHROMIUM, chromium, served
from tests.browser.waiting import LISTEN
from tests.samples import amended_by_people

LOCAL = ("localhost", "127.0.0.1", "")
_PLACES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that the app's process can write to: home and scratch folder, too."""
    made = tmp_path_factory.mktemp("browser")
    for name in _PLACES:
        (made / name).mkdir()
    return made


@pytest.fixture(scope="session")
def app(folder: Path, shared: Path) -> Iterator[str]:
    """The app on a base of its own with the samples; its address."""
    own = {**{name: str(folder / name) for name in _PLACES}, "STREAMLIT_LOGGER_LEVEL": "debug"}
    with served_like_others(folder, shared, also=own) as address:
        yield address
    assert "tiền ăn" not in (folder / "app.log").read_text(), "the words of a search reached the log"


@contextmanager
def served_like_others(folder: Path, shared: Path, **how: Any) -> Iterator[str]:
    """An app on a copy of the base that most tests in a browser look at."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    (folder / "bo-luat.txt").write_text(code_of_426_articles(), encoding="utf-8")
    files = [str(amended_by_people(folder / "samples")), str(folder / "bo-luat.txt")]
    with served(folder, files, like=shared / "browser-base", **how) as address:
        yield address


def code_of_426_articles() -> str:
    """A made-up code, as long as the longest that there is."""
    lines = [
        "QUỐC HỘI MẪU",
        "Bộ luật số: 07/2020/QH-MAU",
        "Thành phố Mẫu, ngày 10 tháng 6 năm 2020",
        "",
        "BỘ LUẬT",
        "TRẬT TỰ MẪU",
        "",
    ]
    for number in range(1, 427):
        if number % 20 == 1:
            lines += [f"Chương {_roman(number // 20 + 1)}", f"PHẦN VIỆC THỨ {number // 20 + 1}", ""]
        lines.append(f"Điều {number}. Việc thứ {number}")
        words = f"Người làm việc thứ {number} phải giữ trật tự tại nơi công cộng và chịu trách nhiệm về việc mình làm. "
        # Characters that a browser counts otherwise than the stored text.
        words = f"Cờ 🇻🇳 và 👍🏽 x̂ là mẫu. {words}" if number == 426 else words
        lines += [f"{clause}. {words * (1 + (number * clause) % 4)}".strip() for clause in range(1, 4)]
        lines.append("")
    return "\n".join(lines)


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + sign, number - value
    return text


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests; every test has a context of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver, chromium(driver) as started:
        yield started


@pytest.fixture(scope="session")
def rooms(browser: Any) -> Iterator[dict[str, Any]]:
    """A browser's memory for each app, by its address: a tab that finds the scripts of the pages there, read and compiled before,
    opens in half of the processor's time.
    """
    opened: dict[str, Any] = {}
    yield opened
    for context in opened.values():
        context.close()


@contextmanager
def tab_of(rooms: dict[str, Any], browser: Any, address: str) -> Iterator[Any]:
    """A tab of an app that knows nothing of earlier tabs but the files of the pages."""
    if address not in rooms:
        rooms[address] = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
        rooms[address].grant_permissions(["clipboard-read", "clipboard-write"])
        rooms[address].add_init_script(LISTEN)
    context = rooms[address]
    page = context.new_page()
    try:
        yield page
    finally:
        kept = {"origin": address, "storageTypes": "cookies,local_storage,indexeddb,cache_storage,service_workers"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)
        for left in context.pages:
            left.close()


@pytest.fixture
def tab(app: str, browser: Any, rooms: dict[str, Any]) -> Iterator[Any]:
    """A tab that records every request."""
    strangers: list[str] = []
    failures: list[str] = []
    with tab_of(rooms, browser, app) as page:
        page.set_default_timeout(90_000)
        page.on("request", lambda request: None if _is_local(request.url) else strangers.append(request.url))
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("console", lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None)
        yield page
    assert strangers == [], "requests left the machine"
    assert failures == []


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in LOCAL or url.startswith(("data:", "blob:"))
