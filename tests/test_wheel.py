"""The program as it is released, in a new environment: what it needs comes along, strangers are refused, it talks to nobody."""

import http.client
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import tomllib
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import setuptools

ROOT = Path(__file__).resolve().parents[1]
SAID = {"CITATION.cff": "version:", "CHANGELOG.md": "##"}
"""Where the version stands, too: after what."""
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
    """A new environment with the wheel, which is made of the source archive of what git has; the libraries are this environment's.

    `make release` names one that has libraries of its own (``KB_TRIED``).
    """
    if given := os.environ.get("KB_TRIED"):
        return Path(given)
    if int(setuptools.__version__.split(".")[0]) < 77:
        pytest.skip("setuptools is older than the build asks for (pip install -e '.[dev]')")
    folder = tmp_path_factory.mktemp("wheel")
    source, target = folder / "source", folder / "installed"
    with tarfile.open(fileobj=io.BytesIO(committed())) as archive:
        archive.extractall(source, filter="data")
    build = f"from setuptools.build_meta import build_{{0}}; build_{{0}}({str(folder)!r})"
    run([sys.executable, "-c", build.format("sdist")], cwd=source)
    shutil.unpack_archive(next(folder.glob("*.tar.gz")), folder / "unpacked", filter="data")
    run([sys.executable, "-c", build.format("wheel")], cwd=next((folder / "unpacked").iterdir()))
    venv.create(target, symlinks=True)
    libraries = Path(sysconfig.get_path("purelib"))
    where = target / libraries.relative_to(sys.prefix)
    (where / "libraries.pth").write_text(f"{libraries}\n")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(target / "bin/python"),
        "install",
        "--no-deps",
        "--no-index",
        "--no-compile",
    ]
    run([*pip, "--quiet", "--disable-pip-version-check", *map(str, folder.glob("*.whl"))])
    return target


def committed() -> bytes:
    """The files of the last commit, as they are in the working tree."""
    try:
        now = run(["git", "stash", "create"], cwd=ROOT).strip() or b"HEAD"
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no checkout of git")
    return run(["git", "archive", now], cwd=ROOT)


def run(command: Sequence[str | bytes], **where: Any) -> bytes:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=120, **where).stdout


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
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
        "PYTHONPATH": str(tmp_path),
        "WATCHED": str(tmp_path / "watched"),
        "BROWSER": "true",
    }


def test_its_version_is_said_everywhere(elsewhere: dict[str, str], installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    said = {name: re.search(rf"(?m)^{before} *(\S+)", (ROOT / name).read_text("utf-8")) for name, before in SAID.items()}
    assert {name: found and found[1] for name, found in said.items()} == dict.fromkeys(SAID, version)
    assert run([installed / "bin/kb", "--version"], cwd=tmp_path, env=elsewhere).decode().split() == ["tuluat", version]


def test_it_reads_its_samples_and_finds(elsewhere: dict[str, str], installed: Path, tmp_path: Path) -> None:
    def kb(*words: str) -> list[Any]:
        said = run([installed / "bin/kb", *words, "--json"], cwd=tmp_path, env=elsewhere)
        return [json.loads(line) for line in said.splitlines()]

    (sample,) = installed.glob("lib/*/site-packages/documents/samples/nghi-dinh-01-*.txt")
    (stored,) = kb("ingest", str(sample))
    (found,) = kb("search", "ho tro nan nhan", "--as-of", "2025-08-01")
    assert (stored["status"], found["hits"][0]["instrument"]) == ("stored", stored["instruments"][0]["key"])


def test_the_settings_come_along(elsewhere: dict[str, str], installed: Path, tmp_path: Path) -> None:
    file, *values = json.loads(run([installed / "bin/python", "-c", ASKED], cwd=tmp_path, env=elsewhere).splitlines()[-1])
    packages = Path(file).parents[2]
    assert packages.is_relative_to(installed)
    assert values == [False, False, "type", "minimal", "localhost"]
    beside = run(["git", "ls-files", "documents", "ingest", "kb", ":!kb/pages/pen"], cwd=ROOT).decode().splitlines()
    assert len(beside) > 500
    assert [name for name in beside if (ROOT / name).is_file() and not (packages / name).is_file()] == []


@pytest.fixture
def port(elsewhere: dict[str, str], installed: Path, tmp_path: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        number = int(free.getsockname()[1])
    log = (tmp_path / "log").open("w")
    command = [installed / "bin/kb", "app", "--port", str(number)]
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
