"""One app for all browser tests, on a base with the samples and a made-up code; every request of a tab is recorded."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
LOCAL = ("localhost", "127.0.0.1", "")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a base of its own with the samples; its address."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    folder = tmp_path_factory.mktemp("browser")
    home = folder / "base"
    environment = {**os.environ, "KB_HOME": str(home), "STREAMLIT_SERVER_HEADLESS": "true"}
    kb = [sys.executable, "-c", "from kb.cli.main import run; run()"]
    (folder / "bo-luat.txt").write_text(code_of_426_articles(), encoding="utf-8")
    files = ["documents/samples", str(folder / "bo-luat.txt")]
    subprocess.run([*kb, "ingest", *files], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    log = folder / "app.log"
    with log.open("w") as out:
        process = subprocess.Popen([*kb, "app", "--port", str(port)], cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(10)
    assert "tiền ăn" not in log.read_text(), "the words of a search reached the log"


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
        lines += [f"{clause}. {words * (1 + (number * clause) % 4)}".strip() for clause in range(1, 4)]
        lines.append("")
    return "\n".join(lines)


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + sign, number - value
    return text


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"the app did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests; every test has a context of its own."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
        )
        yield started
        started.close()


@pytest.fixture
def tab(app: str, browser: Any) -> Iterator[Any]:
    """A tab that records every request."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=app)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(40_000)
    strangers: list[str] = []
    failures: list[str] = []
    page.on("request", lambda request: None if _is_local(request.url) else strangers.append(request.url))
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert strangers == [], "requests left the machine"
    assert failures == []


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in LOCAL or url.startswith(("data:", "blob:"))
