"""``python -m tests.browser.pictures``: draw the pictures of README and tutorials anew, of the samples, in a real browser.

Names behind it draw those alone.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from tests.browser.serving import KB, ROOT, chromium, served
from tests.browser.waiting import at_rest, search_box_ready

FOLDER = ROOT / "docs" / "pictures"
LARGEST = 120_000
_DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
_CONSOLIDATED = "van-ban-hop-nhat/03-vbhn-bomau/bo-mau/2025-07-10"


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


SCREENS: dict[str, Callable[[Any], None]] = {
    "tra-cuu": _search,
    "ngay": _search_on_a_day,
    "van-ban": _opened(f"/van-ban?vb={_DECREE}&dk=dieu-3", ".law .on"),
    "so-sanh": _opened(f"/so-sanh?vb1={_DECREE}&dk1=dieu-3&pb1=1&vb2={_CONSOLIDATED}&dk2=dieu-3", ".sides ins"),
    "hieu-luc": _opened(f"/hieu-luc?vb={_DECREE}", ".card"),
    "ho-so": _opened("/ho-so-ra-soat", "text=Hồ sơ mẫu"),
    "quay-tu-van": _opened("/quay-tu-van", "text=Có thể được"),
    "tu-thuong-ngay": _opened("/tu-thuong-ngay", "text=Hiện 40 trong"),
    "nguon": _opened("/nguon", "table"),
}


def main() -> int:
    """Draw them all."""
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), ["documents/samples"]) as address,
        sync_playwright() as driver,
        chromium(driver) as browser,
    ):
        environment = {**os.environ, "KB_HOME": f"{folder}/base"}
        subprocess.run([*KB, "review", "import", "nghi-dinh-01-2024"], cwd=ROOT, env=environment, check=True, capture_output=True)
        _drawn(browser, address, _search)  # the first search also loads the ranker, and says how long that took
        for name, show in SCREENS.items():
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            size = _keep(_drawn(browser, address, show), FOLDER / f"{name}.png")
            sys.stdout.write(f"{name}.png: {size:,} bytes\n")
    return 0


def _drawn(browser: Any, address: str, show: Callable[[Any], None]) -> bytes:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address, locale="vi-VN")
    tab = context.new_page()
    tab.set_default_timeout(60_000)
    show(tab)
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
