"""What `compose.yaml` starts: the server that the tests run on, with security on, reached by this machine only."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

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
    assert {found["condition"] for found in services["app"]["depends_on"].values()} == {"service_healthy"}


def test_this_machine_only_reaches_the_app(services: dict[str, Any]) -> None:
    assert [port for service in services.values() for port in service.get("ports", ())] == ["127.0.0.1:8501:8501"]


def test_settings_are_settings_and_passwords_are_not_in_the_file(services: dict[str, Any]) -> None:
    given = {name for name in services["app"]["environment"] if name.startswith("KB_")}
    assert given <= {f"KB_{name.upper()}" for name in Settings.model_fields}
    passwords = re.findall(r"PASSWORD: (.+)", (ROOT / "compose.yaml").read_text())
    assert passwords
    assert all(password.startswith("${") for password in passwords)


def test_the_image_holds_what_the_app_needs() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not {"app.py", "kb", "documents", "ingest", "constraints.txt", ".streamlit"} & set(ignored)
    assert "app.py" in (ROOT / "Dockerfile").read_text()
