"""What `compose.yaml` starts: the server that the tests run on, with security on, reached by this machine only."""

import configparser
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from kb.cli.main import cli, load
from kb.settings import Settings
from tests.kb.elasticsearch_server import VERSION

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


def test_the_server_is_the_one_that_is_tested(services: dict[str, Any]) -> None:
    assert services["elasticsearch"]["image"].endswith(f":{VERSION}")
    assert services["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"


def test_every_service_says_when_it_is_ready_and_keeps_its_data(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["healthcheck"]["test"]
        assert service["volumes"]
        assert service["restart"] == "unless-stopped"
    for name in ("app", "worker"):
        assert {found["condition"] for found in services[name]["depends_on"].values()} == {"service_healthy"}


def test_only_the_proxy_is_reached_from_elsewhere(services: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"app": ["127.0.0.1:8501:8501"], "proxy": ["80:80", "443:443"]}
    assert services["proxy"]["profiles"]


def test_what_runs_our_program_may_write_to_its_base_alone(services: dict[str, Any]) -> None:
    for name in ("app", "worker"):
        assert services[name]["read_only"] is True
        assert (services[name]["tmpfs"], services[name]["cap_drop"]) == (["/tmp"], ["ALL"])
        kb, command, *options = services[name]["command"]
        load(command)
        known = typer.main.get_command(cli).commands[command].params
        assert kb == "kb"
        assert {word for word in options if word.startswith("--")} <= {name for found in known for name in found.opts}


def test_settings_are_settings_and_passwords_are_not_in_the_file(services: dict[str, Any]) -> None:
    assert services["app"]["environment"] == services["worker"]["environment"]
    given = {name for name in services["app"]["environment"] if name.startswith("KB_")}
    assert given <= {f"KB_{name.upper()}" for name in Settings.model_fields}
    passwords = re.findall(r"PASSWORD: (.+)", (ROOT / "compose.yaml").read_text())
    assert passwords
    assert all(password.startswith("${") for password in passwords)


def test_the_image_holds_what_the_app_needs() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not {"app.py", "kb", "documents", "ingest", "constraints.txt", "pyproject.toml"} & set(ignored)


def test_the_image_is_made_in_stages_and_nobody_runs_it_as_root() -> None:
    stages = re.split(r"^FROM ", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)[1:]
    names = [re.match(r"\S+ AS (\S+)", stage)[1] for stage in stages]  # type: ignore[index]
    assert names == ["installed", "installed-ocr", "app", "complete"]
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])
    assert set(re.findall(r"[\w-]+", " ".join(re.findall(r"'\.\[(.+?)\]'", "".join(stages))))) <= extras
    for stage in stages[2:]:
        assert re.findall(r"^USER (\S+)", stage, re.MULTILINE)[-1] == "kho"
    assert "libreoffice" not in "".join(stages[:3])


def test_the_unit_of_systemd_runs_what_there_is() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(ROOT / "deploy/tuluat.service")
    assert unit["Service"]["ExecStart"].split()[1:] == ["serve"]
    assert unit["Service"]["User"] == "tuluat"
    assert unit["Service"]["ProtectSystem"] == "strict"
    assert unit["Service"]["Environment"].split()[0] == f"KB_HOME=/var/lib/{unit['Service']['StateDirectory']}"


def test_what_is_installed_on_a_server_calls_commands_that_there_are() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "deploy").iterdir()]
    texts += [(ROOT / page).read_text(encoding="utf-8") for page in ("docs/administering.md", "docs/vi/quan-tri.md")]
    load()
    called = {name for text in texts for name in re.findall(r"(?:bin/kb|tuluat-kb|`kb) ([a-z-]+)", text)}
    assert {"serve", "backup", "audit", "people"} <= called <= set(typer.main.get_command(cli).commands)
