"""The desk: how long a counsellor waits from a key to the new cards on the page, in a browser."""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.tables import MissingDataError, Table, quantiles

SIZES = ((1280, 800), (390, 844))
_KEYS = (
    "h1 q1 v1 t4 c2 n1 ArrowDown ArrowDown ArrowUp h2 v2 q2 v1 q3 r1 r2 h3 t2 /khong_co_tien_ve /bi_benh ArrowDown 0 h4 x1 h1"
    " =20/6/2025 =2024 =10/8/2025 q1 t3 n2 ArrowDown ArrowDown c1 /di_hoc_lai ArrowDown 0"
)
"""What is pressed: a fact and its answer, a line after ``/``, a day of identification after ``=``."""

_WATCH = """() => { window.waits = []; let since = 0, was = "";
  const turn = () => document.querySelector(".dk-facts")?.dataset.turn ?? "";
  document.addEventListener("keydown", () => { since = performance.now(); was = turn(); }, true);
  const look = () => { if (!since || turn() === was || window.kbRoom.acts?.length !== 0) return;
    const from = since; since = 0; requestAnimationFrame(() => window.waits.push(performance.now() - from)); };
  setInterval(look, 4);
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true }); }"""


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Key to answer at two sizes of screen."""
    if arguments.home is None:
        raise MissingDataError("the desk is measured on a base: give one with --home")
    from tests.browser.serving import CHROMIUM, chromium

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise MissingDataError("playwright is not installed") from None
    if CHROMIUM is None:
        raise MissingDataError("Chromium is not installed")
    rows = []
    with _app(arguments.home.resolve()) as address, sync_playwright() as driver, chromium(driver) as browser:
        for width, height in SIZES:
            context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
            waits = _waits(context.new_page())
            rows.append((f"{width}×{height}", len(waits), *quantiles(waits), f"{max(waits):.1f}"))
            context.close()
    note = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end"
    yield Table("From a key to the new cards, ms", ("screen", "keys", "p50", "p95", "longest"), rows, note)


def _waits(tab: Any) -> list[float]:
    tab.goto("/quay-tu-van")
    tab.wait_for_selector(".dk-card", timeout=120_000)
    tab.wait_for_function("window.kbRoom?.installed")
    tab.wait_for_timeout(3000)
    tab.evaluate(_WATCH)
    for number, step in enumerate(_KEYS.split(), 1):
        _press(tab, step)
        tab.wait_for_function("number => window.waits.length >= number", arg=number)
        tab.wait_for_timeout(250)
    return list(tab.evaluate("window.waits"))


def _press(tab: Any, step: str) -> None:
    if step.startswith("Arrow"):
        tab.keyboard.press(step)
    elif step[0] in "/=":
        for key in "/" if step[0] == "/" else "x2":
            tab.keyboard.press(key)
        tab.wait_for_function("document.activeElement?.matches('[data-field]')")
        tab.keyboard.type(step[1:].replace("_", " "))
        tab.keyboard.press("Enter")
    else:
        for key in step:
            tab.keyboard.press(key)


@contextmanager
def _app(home: Path) -> Iterator[str]:
    """The app on a base that is there; its address."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "KB_HOME": str(home), "STREAMLIT_SERVER_HEADLESS": "true"}
    command = [sys.executable, "-c", "from kb.cli.main import run; run()", "app", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)
