"""The app from an installed wheel: its settings come along, strangers are refused, and it talks to nobody."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import setuptools

ROOT = Path(__file__).resolve().parents[1]
KINDS = (".html", ".toml", ".css", ".js", ".yaml", ".crfsuite", ".gz")
RUN = "from kb.cli.main import run; run()"
# What a process asks the system for is written down before it happens; nothing in it can be missed by patching.
WATCH = """
import os, sys
def watch(event, args, to=open(os.environ["WATCHED"], "a", buffering=1)):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        print(args[0], file=to)
    elif event in ("socket.connect", "socket.sendto"):
        print(args[1][0] if isinstance(args[1], tuple) else "unix", file=to)
sys.addaudithook(watch)
"""
ASKED = """
import json, kb.cli.serving as serving
from streamlit import config
from streamlit.web.server.starlette import starlette_server
names = ["browser.gatherUsageStats", "server.showEmailPrompt", "client.showErrorDetails", "client.toolbarMode", "server.address"]
starlette_server.UvicornRunner.run = lambda self: print(json.dumps([serving.__file__, *map(config.get_option, names)]))
serving.serve(8599)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if int(setuptools.__version__.split(".")[0]) < 77:
        pytest.skip("setuptools is older than the build asks for (pip install -e '.[dev]')")
    folder = tmp_path_factory.mktemp("wheel")
    source, target = folder / "source", folder / "installed"
    for name in ("documents", "ingest", "kb"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("app.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    build = f"from setuptools.build_meta import build_wheel; build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True, timeout=120)
    shutil.unpack_archive(next(folder.glob("*.whl")), target, "zip")
    return target


@pytest.fixture
def elsewhere(installed: Path, tmp_path: Path) -> dict[str, str]:
    """An environment of somebody who has nothing but the wheel, in a folder with other settings."""
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        '[browser]\ngatherUsageStats = true\n[client]\nshowErrorDetails = "full"\n'
    )
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "STREAMLIT_", "PYTHON"))}
    return {
        **kept,
        "HOME": str(tmp_path),
        "KB_HOME": str(tmp_path / "base"),
        "PYTHONPATH": f"{installed}{os.pathsep}{tmp_path}",
        "WATCHED": str(tmp_path / "watched"),
        "BROWSER": "true",
    }


def test_the_settings_come_along(elsewhere: dict[str, str], installed: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], cwd=tmp_path, env=elsewhere, capture_output=True, text=True, timeout=60)
    file, *values = json.loads(done.stdout.splitlines()[-1])
    assert Path(file).is_relative_to(installed)
    assert values == [False, False, "type", "minimal", "localhost"]
    for folder in ("kb/pages", "kb/interface", "kb/entitlements"):
        beside = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.suffix in KINDS}
        assert beside
        assert [path for path in beside if not (installed / path).is_file()] == []


@pytest.fixture
def port(elsewhere: dict[str, str], tmp_path: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        number = int(free.getsockname()[1])
    log = (tmp_path / "log").open("w")
    command = [sys.executable, "-c", RUN, "app", "--port", str(number)]
    # There is somebody to ask for an e-mail address: standard input stays open, and a browser would be opened.
    process = subprocess.Popen(command, cwd=tmp_path, env=elsewhere, stdin=subprocess.PIPE, stdout=log, stderr=log)
    try:
        for _ in range(400):
            assert process.poll() is None, (tmp_path / "log").read_text()
            try:
                if answer(number, "/_stcore/health") == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield number
    finally:
        process.terminate()
        process.wait(10)
        log.close()
        assert process.stdin
        process.stdin.close()


def answer(port: int, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return connection.getresponse().status
    finally:
        connection.close()


def test_strangers_are_refused_and_no_address_is_looked_up(port: int, tmp_path: Path) -> None:
    opening = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    stream, own, evil = "/_stcore/stream", f"http://localhost:{port}", f"evil.example:{port}"
    assert answer(port, "/") == 200
    assert answer(port, "/van-ban") == 200
    assert answer(port, "/", Host=evil) == 403
    assert answer(port, "/_stcore/host-config", Origin=f"http://{evil}") == 403
    assert answer(port, stream, **opening, Origin=own) == 101
    assert answer(port, stream, **opening, Origin=f"http://{evil}") == 403
    assert answer(port, stream, **opening, Host=evil, Origin=f"http://{evil}") == 403
    said = (tmp_path / "log").read_text()
    assert "mail" not in said.lower()
    watched = set((tmp_path / "watched").read_text().split())
    assert watched <= {"localhost", "127.0.0.1", "::1", "unix", "None"}, watched
