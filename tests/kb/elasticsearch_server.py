"""A real Elasticsearch server for the tests: one that ``KB_TEST_ELASTICSEARCH_URL`` names, or one of our own.

Maven Central publishes the core of the server as ``org.elasticsearch.distribution.integ-test-zip``; it needs Java 17. It is started
once for all the processes of a test run.
"""

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs import user_cache_path

VERSION = "8.19.3"
_ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
_PATIENCE = 180.0
_OPTIONS = "-Xms1g -Xmx1g -XX:TieredStopAtLevel=1"
"""Compiled quickly, not well: the server lives for a minute. It takes half of the processor's time so (17 s instead of 32 s)."""
_started: list["subprocess.Popen[bytes]"] = []
"""Kept, because a process that is forgotten while it runs is warned of."""


@contextlib.contextmanager
def shared_server(shared: Path) -> Iterator[str]:
    """The URL of a server; who comes first starts it, who leaves last stops it.

    :param shared: a folder that the processes of the test run share
    """
    given = os.environ.get("KB_TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    note = shared / "elasticsearch.json"
    with _locked(shared):
        known = json.loads(note.read_text()) if note.exists() else {"users": 0}
        if known["users"] == 0:
            known = {"users": 0, **_start()}
        known["users"] += 1
        note.write_text(json.dumps(known))
    try:
        yield known["url"]
    finally:
        with _locked(shared):
            known = json.loads(note.read_text())
            known["users"] -= 1
            note.write_text(json.dumps(known))
            if known["users"] == 0:
                _stop(known["process"], Path(known["folder"]))


@contextlib.contextmanager
def _locked(shared: Path) -> Iterator[None]:
    with (shared / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start() -> dict[str, object]:
    java = _java()
    archive = _archive()
    folder = Path(tempfile.mkdtemp(prefix="es"))
    try:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        home = folder / f"elasticsearch-{VERSION}"
        for script in (home / "bin").iterdir():
            script.chmod(0o755)
        port = _free_port()
        (home / "config" / "elasticsearch.yml").write_text(
            f"discovery.type: single-node\nnetwork.host: 127.0.0.1\nhttp.port: {port}\ntransport.port: {_free_port()}\n"
            f"path.data: {folder / 'data'}\npath.logs: {folder / 'logs'}\nxpack.security.enabled: false\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n"
        )
        owner = _unprivileged(folder)
        with (folder / "output").open("wb") as log:
            process = subprocess.Popen(
                [str(home / "bin" / "elasticsearch")],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.environ["PATH"], "HOME": str(folder), "ES_JAVA_HOME": str(java), "ES_JAVA_OPTS": _OPTIONS},
                start_new_session=True,
                **owner,
            )
        _started.append(process)
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + _PATIENCE
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > until:
                _stop(process.pid, None)
                pytest.skip(f"the Elasticsearch server does not start: {(folder / 'output').read_text(errors='replace')[-300:]}")
            time.sleep(0.5)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return {"url": url, "process": process.pid, "folder": str(folder)}


def _stop(process: int, folder: Path | None) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGTERM)
        for _ in range(100):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process, os.WNOHANG)
            os.killpg(process, 0)
            time.sleep(0.1)
        os.killpg(process, signal.SIGKILL)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _java() -> Path:
    """The home of a Java that the server runs on."""
    program = shutil.which("java", path=f"{os.environ['JAVA_HOME']}/bin" if os.environ.get("JAVA_HOME") else None)
    if program is None:
        pytest.skip("no Java is installed, and KB_TEST_ELASTICSEARCH_URL names no server")
    said = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60).stderr
    version = said.partition('"')[2].partition(".")[0]
    if not version.isdigit() or int(version) < 17:
        pytest.skip(f"the Elasticsearch server needs Java 17; there is {said.splitlines()[0] if said else 'another'}")
    return Path(program).resolve().parents[1]


def _archive() -> Path:
    """The server's archive, fetched by Maven the first time."""
    kept = user_cache_path("tuluat-tests") / f"elasticsearch-{VERSION}.zip"
    if kept.exists():
        return kept
    maven = shutil.which("mvn")
    if maven is None:
        pytest.skip("no Maven is installed to fetch the Elasticsearch server, and KB_TEST_ELASTICSEARCH_URL names none")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        command = [maven, "-q", "-B", f"{_PLUGIN}:copy", f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}"]
        fetched = subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=folder)
        found = list(Path(folder).glob("*.zip"))
        if fetched.returncode or not found:
            pytest.skip(f"Maven cannot fetch the Elasticsearch server: {fetched.stdout[-300:]}{fetched.stderr[-300:]}")
        found[0].replace(kept)
    return kept


def _unprivileged(folder: Path) -> dict[str, object]:
    """Who runs the server: it refuses root. The folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    user = next((entry for entry in pwd.getpwall() if entry.pw_name in ("elasticsearch", "nobody")), None)
    if user is None:
        pytest.skip("the Elasticsearch server does not run as root, and there is no user nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=5) as answer:
            return bool(json.load(answer)["status"] in ("yellow", "green"))
    except (OSError, ValueError, KeyError):
        return False
