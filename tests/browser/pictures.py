"""``python -m tests.browser.pictures``: draw the pictures of README and tutorials anew, of the samples, in a real browser.

Names behind it draw those alone.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image

from kb.accounts.people import find_account, give_role
from kb.accounts.roles import Role
from kb.base import KnowledgeBase
from kb.settings import Settings
from tests.browser.serving import KB, ROOT, chromium, letting_in, served, signing_in
from tests.browser.waiting import at_rest, click, search_box_ready

SAMPLES = "documents/samples"
FOLDER = ROOT / "docs" / "pictures"
LARGEST = 120_000
_DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"


def _search(tab: Any, address: str = "/") -> None:
    search_box_ready(tab, address)
    tab.keyboard.type("tien an cua nan nhan")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("a.hit mark")


def _search_on_a_day(tab: Any) -> None:
    _search(tab, "/?ngay=2019-12-31")


def _opened(address: str, shown: str) -> Callable[[Any], None]:
    def open_it(tab: Any) -> None:
        tab.goto(address)
        tab.wait_for_selector(shown)

    return open_it


def _sources(tab: Any) -> None:
    """Without the folders of the machine that draws it."""
    tab.goto("/nguon")
    tab.wait_for_selector("table")
    at_rest(tab)
    shorter = "code.textContent.replace(/KB_HOME=\\S+ \\S+/, 'kb').replace(/\\S+(?=documents.samples)/, '')"
    tab.evaluate(
        f"for (const code of document.querySelectorAll('code, pre')) if (!code.children.length) code.textContent = {shorter}"
    )


SCREENS: dict[str, Callable[[Any], None]] = {
    "tra-cuu": _search,
    "ngay": _search_on_a_day,
    "van-ban": _opened(f"/van-ban?vb={_DECREE}&dk=dieu-3", ".law .on"),
    "so-sanh": _opened(f"/so-sanh?vb1={_DECREE}&dk1=toan-van&pb1=1&vb2={_DECREE}&dk2=toan-van&pb2=2", "ins"),
    "hieu-luc": _opened(f"/hieu-luc?vb={_DECREE}", ".card"),
    "ho-so": _opened("/ho-so-ra-soat", "text=Hồ sơ mẫu"),
    "quay-tu-van": _opened("/quay-tu-van", "text=Có thể được"),
    "tu-thuong-ngay": _opened("/tu-thuong-ngay", "text=Hiện 40 trong"),
    "nguon": _sources,
    "sua-the": _opened("/the-ho-tro?the=n-02&xem=sua", "textarea"),
    "giao-dien": _opened("/api/v1/", "table"),
}
TOKENS = "khoa-truy-cap"


def _tokens(tab: Any, home: str) -> None:
    """Somebody signs in, may read, and makes a token, whose letters are not in the picture."""
    tab.goto("/")
    tab.click(".go")
    tab.locator("button[value=u-1]").first.click()
    tab.wait_for_selector(".st-key-who")
    with KnowledgeBase(Settings(home=Path(home))) as base, base.session(write=True) as session:
        give_role(session, find_account(session, "Lan Anh"), Role.REVIEWER)
    tab.reload()
    click(tab.locator(".st-key-who button").first)
    click(tab.locator(".st-key-tokens button").first)
    tab.locator(".st-key-token_name input").fill("Sổ tay tra cứu")
    click(tab.get_by_role("button", name="Tạo khóa"))
    tab.wait_for_selector("[data-testid=stCode]")
    at_rest(tab)
    tab.evaluate("for (const code of document.querySelectorAll('[data-testid=stCode] code')) code.textContent = 'tuluat_…'")


def main() -> int:
    """Draw them all."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), [SAMPLES]) as address,
        sync_playwright() as driver,
        chromium(driver) as browser,
    ):
        environment = {**os.environ, "KB_HOME": f"{folder}/base"}
        subprocess.run([*KB, "review", "import", "nghi-dinh-01-2024"], cwd=ROOT, env=environment, check=True, capture_output=True)

        def draw(name: str, at: str, show: Callable[[Any], None]) -> None:
            if not sys.argv[1:] or name in sys.argv[1:]:
                size = _keep(_drawn(browser, at, show), FOLDER / f"{name}.png")
                sys.stdout.write(f"{name}.png: {size:,} bytes\n")

        _drawn(browser, address, _search)  # the first search also loads the ranker, and says how long that took
        for name, show in SCREENS.items():
            draw(name, address, show)
        with (
            letting_in({"u-1": "Lan Anh"}) as issuer,
            served(Path(folder) / "signed", [SAMPLES], also=signing_in(issuer)) as signed,
        ):
            draw(TOKENS, signed, partial(_tokens, home=f"{folder}/signed/base"))
    return 0


def _drawn(browser: Any, address: str, show: Callable[[Any], None]) -> bytes:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address, locale="vi-VN")
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    show(tab)
    if tab.locator(".stApp").count():
        at_rest(tab)
    tab.wait_for_function("document.fonts.status === 'loaded'")
    picture: bytes = tab.screenshot()
    context.close()
    return picture


def _keep(picture: bytes, path: Path) -> int:
    """Store a picture in few colours, which a page of text has anyway; its size."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128).save(path, optimize=True)
    size = path.stat().st_size
    assert size <= LARGEST, f"{path.name} has {size:,} bytes"
    return size


if __name__ == "__main__":
    sys.exit(main())
