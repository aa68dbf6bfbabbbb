"""Who may be served: nobody beyond this machine, unless people sign in or the administrator forces it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kb.cli.guard import Guard, check_start, is_beyond, secrets_of
from kb.errors import StartRefusedError
from kb.interface.catalogue import Catalogue, languages
from kb.settings import Settings
from tests.loops import run_async

ROOT = Path(__file__).resolve().parents[2]
SIGN_IN = {
    "sign_in_issuer": "https://id.example.vn/realms/kho",
    "sign_in_client": "tuluat",
    "sign_in_secret": "s3cret-of-the-client",
    "sign_in_address": "https://luat.example.vn",
}


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1", "[::1]", "::ffff:127.0.0.1", "unix:/run/kho.sock"])
def test_this_machine_is_served(address: str) -> None:
    check_start(Settings(), address)
    assert not is_beyond(address)


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "::", "10.1.2.3", "192.168.1.9", "luat.example.vn", "localhost.example"])
def test_other_machines_are_not_unless_people_sign_in_or_it_is_forced(address: str | None) -> None:
    with pytest.raises(StartRefusedError) as refused:
        check_start(Settings(), address)
    assert all(refused.value.values["address"] in Catalogue(code).write(refused.value) for code in languages())
    check_start(Settings(listen_unsigned=True), address)
    check_start(Settings(**SIGN_IN), address)


def test_a_name_behind_a_proxy_wants_the_sign_in_too() -> None:
    with pytest.raises(StartRefusedError, match="by_hosts"):
        check_start(Settings(hosts="localhost, luat.example.vn"), "localhost")
    check_start(Settings(hosts="localhost"), "localhost")
    check_start(Settings(hosts="luat.example.vn", **SIGN_IN), "localhost")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sign_in_client": ""}, "sign_in_lacks"),
        ({"sign_in_secret": None}, "sign_in_lacks"),
        ({"sign_in_address": ""}, "sign_in_lacks"),
        ({"sign_in_address": "http://luat.example.vn"}, "sign_in_address"),
        ({"sign_in_address": "https://luat.example.vn?x=1"}, "sign_in_address"),
        ({"sign_in_issuer": "http://id.example.vn"}, "sign_in_address"),
        ({"sign_in_issuer": "id.example.vn"}, "sign_in_address"),
        ({"sign_in_issuer": "http://localhost:8080/realms/kho"}, None),
    ],
)
def test_a_sign_in_that_is_set_up_in_part_starts_nothing(changed: dict[str, Any], code: str | None) -> None:
    settings = Settings(**{**SIGN_IN, **changed})
    if code is None:
        check_start(settings, "localhost")
        return
    with pytest.raises(StartRefusedError, match=code):
        check_start(settings, "localhost")


def test_secrets_stay_in_the_process_and_in_a_file_of_ours_alone(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "client"
    file.write_text("from-a-file\n")
    settings = Settings(**{**SIGN_IN, "sign_in_secret": None, "sign_in_secret_file": file, "home": home})
    first, again = secrets_of(settings)["auth"], secrets_of(settings)["auth"]
    assert first == again
    assert first["client_secret"] == "from-a-file"
    assert first["redirect_uri"] == "https://luat.example.vn/oauth2callback"
    kept = home / "cookie.secret"
    assert kept.read_text() == first["cookie_secret"]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert len(first["cookie_secret"]) >= 48
    assert [found.name for found in home.iterdir()] == ["cookie.secret"]
    whole = Settings(**SIGN_IN, cookie_secret="k" * 40)
    assert not {"s3cret-of-the-client", "k" * 40} & set(repr(whole).replace("'", " ").split())
    kept.write_text("short")
    with pytest.raises(StartRefusedError, match="cookie_secret"):
        secrets_of(settings)
    assert secrets_of(Settings()) == {}


@pytest.mark.parametrize(
    ("server", "path", "unsigned", "status"),
    [
        (("127.0.0.1", 8501), "/", True, 200),
        (("testserver", 80), "/", True, 200),
        (("/run/kho.sock", None), "/", True, 200),
        (("10.1.2.3", 8501), "/", True, 403),
        (("fe80::1", 8501), "/van-ban", True, 403),
        (("10.1.2.3", 8501), "/", False, 200),
        # Streamlit's way for programs to drive the app, whatever its settings say.
        (("127.0.0.1", 8501), "/_stcore/agent/interact", False, 403),
        (("127.0.0.1", 8501), "//_stcore/agent/mcp", True, 403),
    ],
)
def test_a_request_from_elsewhere_and_one_of_an_agent_is_refused(server: Any, path: str, unsigned: bool, status: int) -> None:
    said: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        said.append(message)

    guard = Guard(app, lambda: frozenset({"localhost"}), unsigned=unsigned)
    scope = {"type": "http", "path": path, "headers": [(b"host", b"localhost")], "server": server}
    run_async(guard(scope, None, send))  # type: ignore[arg-type]
    assert said[0]["status"] == status


@pytest.mark.long
def test_streamlit_run_on_every_address_ends_with_one_sentence(tmp_path: Path) -> None:
    options = ["--server.address=0.0.0.0", "--server.headless=true", "--server.port=8596"]
    run, mine = [sys.executable, "-m", "streamlit", "run", "app.py"], {"PATH": "/usr/bin:/bin", "KB_HOME": str(tmp_path)}
    done = subprocess.run([*run, *options], cwd=ROOT, env=mine, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "KB_LISTEN_UNSIGNED" in done.stderr
    assert "Traceback" not in done.stderr
