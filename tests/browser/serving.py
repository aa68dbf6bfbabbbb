"""An app of its own and a Chromium that looks at it, for the tests and for the pictures of the tour."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from kb.accounts.current import LOCAL
from tests.bases import made_once

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


KB = [sys.executable, "-c", "from kb.cli.main import run; run()"]


@contextmanager
def served(
    folder: Path,
    files: Sequence[str],
    like: Path | None = None,
    first: str = "",
    person: str = LOCAL.name,
    also: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """The app on a base of its own; its address. What it says goes to ``app.log`` in the folder.

    :param person: who works at the machine; where nobody is named, the app asks
    :param also: settings; ``{address}`` in them is the app's
    :param first: what the app's process does before anything else
    :param like: a folder with the base of these files, a copy of which is served; who comes first makes it
    """
    environment = {**os.environ, "KB_HOME": str(folder / "base"), "STREAMLIT_SERVER_HEADLESS": "true", "KB_PERSON": person}
    if like is None:
        _ingest(folder / "base", files)
    else:
        shutil.copytree(made_once(like, partial(_ingest, files=files)), folder / "base")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    environment |= {name: value.format(address=address) for name, value in (also or {}).items()}
    log = folder / "app.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*KB[:2], first + KB[2], "app", "--port", str(port)], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
        try:
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def letting_in(names: Mapping[str, str]) -> Iterator[str]:
    """An OpenID Connect provider at which everybody may say who they are; its issuer.

    :param names: by the subject
    """
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    known = [f"--user-claims={json.dumps({'sub': subject, 'name': name})}" for subject, name in names.items()]
    run = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--host", "localhost", "--port", str(port), *known]
    process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            assert process.poll() is None
            try:
                urllib.request.urlopen(f"http://localhost:{port}/.well-known/openid-configuration", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)


def signing_in(issuer: str) -> dict[str, str]:
    """Settings of an app at which people sign in."""
    given = {"ISSUER": issuer, "CLIENT": "tuluat", "SECRET": "secret-of-the-client", "ADDRESS": "{address}"}
    return {f"KB_SIGN_IN_{name}": value for name, value in given.items()}


def _ingest(home: Path, files: Sequence[str]) -> None:
    environment = {**os.environ, "KB_HOME": str(home)}
    subprocess.run([*KB, "ingest", *files], cwd=ROOT, env=environment, check=True, capture_output=True, timeout=300)


@contextmanager
def chromium(driver: Any) -> Iterator[Any]:
    """The browser, with nothing that it would ask the network for by itself."""
    started = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try:
        yield started
    finally:
        started.close()


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(900):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(f"the app did not start: {log.read_text()}")
