"""`kb serve` below a folder, behind a real proxy by our recipe: TLS, websockets, uploads, and nothing of the server itself."""

import os
import shutil
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.browser.serving import KB, ROOT
from tests.browser.waiting import at_rest, search_box_ready

pytestmark = [pytest.mark.browser, pytest.mark.long]
ANY = ssl.create_default_context()
ANY.check_hostname, ANY.verify_mode = False, ssl.CERT_NONE
_GLOBAL = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n"


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5, context=ANY) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of the proxy, and the home of the base."""
    if shutil.which("caddy") is None:
        pytest.skip("no Caddy is installed")
    port, tls = _port(), _port()
    (tmp_path / "Caddyfile").write_text(_GLOBAL + (ROOT / "deploy/Caddyfile").read_text())
    app = {**os.environ, "KB_HOME": str(tmp_path / "base"), "KB_PERSON": "Lan"}
    subprocess.run([*KB, "ingest", "documents/samples"], cwd=ROOT, env=app, check=True, capture_output=True, timeout=300)
    proxy = {**os.environ, "SITE": f"https://localhost:{tls}", "APP": f"127.0.0.1:{port}", "HOME": str(tmp_path)}
    proxy |= {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    commands = [
        ([*KB, "serve", "--port", str(port), "--base-path", "luat"], app),
        (["caddy", "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"], proxy),
    ]
    with (tmp_path / "log").open("w") as log:
        running = [subprocess.Popen(command, cwd=ROOT, env=given, stdout=log, stderr=log) for command, given in commands]
        try:
            until = time.monotonic() + 90
            while status(f"https://localhost:{tls}/luat/_stcore/health") != 200:
                assert time.monotonic() < until, (tmp_path / "log").read_text()
                time.sleep(0.3)
            yield f"https://localhost:{tls}", tmp_path / "base"
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(40)


def test_people_work_through_the_proxy(proxied: tuple[str, Path], browser: Any, tmp_path: Path) -> None:
    address, home = proxied
    context = browser.new_context(base_url=f"{address}/luat/", ignore_https_errors=True)
    tab = context.new_page()
    search_box_ready(tab, "./")
    tab.keyboard.type("hỗ trợ chi phí đi lại")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".hit")
    (tmp_path / "lớn.txt").write_text("NGHỊ ĐỊNH\n" + "Một dòng chữ cho dài.\n" * 200_000, encoding="utf-8")
    tab.goto("./nap-van-ban")
    tab.wait_for_selector("input[data-files]", state="attached")
    at_rest(tab)
    tab.locator("input[data-files]").set_input_files(str(tmp_path / "lớn.txt"))
    tab.get_by_text("lớn.txt").first.wait_for(timeout=30_000)
    assert max(path.stat().st_size for path in (home / "inbox").iterdir()) > 5_000_000
    context.close()
    for path in ("/healthz", "/readyz", "/metrics", "/_stcore/metrics", "/luat/_stcore/metrics"):
        assert status(address + path) == 404, path
