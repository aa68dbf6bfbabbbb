"""The site of docs/: it asks nobody outside for anything, and what is typed without marks finds words that have them."""

import functools
import http.server
import importlib.util
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.serving import CHROMIUM, chromium

ROOT = Path(__file__).resolve().parents[1]
_SPEC = importlib.util.spec_from_file_location("site_of_docs", ROOT / ".ci/site.py")
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)


@pytest.mark.parametrize(
    ("html", "asked"),
    [
        ('<a href="https://luat.example/">', []),
        ('<link rel="canonical" href="https://luat.example/">', []),
        ('<img alt="" src="pictures/ngay.png"><svg xmlns="http://www.w3.org/2000/svg">', []),
        ('<script src="https://cdn.example/a.js">', ["https://cdn.example/a.js"]),
        ("<img loading=lazy src=//cdn.example/a.png>", ["//cdn.example/a.png"]),
        ('<link href="https://fonts.example/css" rel="stylesheet">', ["https://fonts.example/css"]),
        ('<link rel="preconnect" href="https://fonts.example">', ["https://fonts.example"]),
        ('@font-face { src: url("https://fonts.example/a.woff2") }', ["https://fonts.example/a.woff2"]),
    ],
)
def test_what_a_browser_would_ask_others_for_is_found(html: str, asked: list[str]) -> None:
    assert made.outside(html) == asked


def test_every_page_of_docs_is_on_the_site() -> None:
    listed = {line.rpartition(" ")[2] for line in (ROOT / "mkdocs.yml").read_text().splitlines() if line.endswith(".md")}
    docs = ROOT / "docs"
    assert listed - {"reference.md"} == {path.relative_to(docs).as_posix() for path in docs.rglob("*.md")} - {"reference.md"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    if CHROMIUM is None:
        pytest.skip("no Chromium")
    subprocess.run(["make", "site"], cwd=ROOT, check=True, timeout=600)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=ROOT / "var/site")
    with http.server.ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.mark.long
@pytest.mark.browser
def test_it_is_searched_without_marks_and_asks_nobody_else(address: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, chromium(driver) as browser:
        tab = browser.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(address)
        assert tab.locator("html").get_attribute("lang") == "vi"
        tab.keyboard.press("/")
        tab.keyboard.type("nan nhan")
        tab.wait_for_selector("mark:has-text('nạn')")
        tab.goto(f"{address}/searching.html")
        assert tab.locator("html").get_attribute("lang") == "en"
        assert [url for url in asked if not url.startswith((f"{address}/", "blob:", "data:"))] == []
