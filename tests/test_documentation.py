"""The README documents every command, setting and page, and nothing that is not there."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from kb.cli.main import cli
from kb.interface.catalogue import entries
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()


def _column(heading: str) -> set[str]:
    section = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [row for row in section.splitlines() if row.startswith("| ") and "---" not in row]
    return {row.split("|")[1].strip() for row in rows[1:]}


def test_every_command_is_documented() -> None:
    commands = {re.match(r"`kb (\w+)", cell).group(1) for cell in _column("Commands")}
    assert commands == set(typer.main.get_command(cli).commands)


@pytest.mark.parametrize("command", sorted(typer.main.get_command(cli).commands))
def test_every_option_of_a_command_is_documented(command: str) -> None:
    row = next(cell for cell in _column("Commands") if re.match(rf"`kb {command}\b", cell))
    options = {
        max(parameter.opts, key=len) if parameter.name != "count" else "-k"
        for parameter in typer.main.get_command(cli).commands[command].params
        if parameter.param_type_name == "option" and parameter.name not in ("as_json", "help")
    }
    assert {option for option in options if option not in row} == set()


def test_every_setting_is_documented() -> None:
    assert {cell.strip("`") for cell in _column("Settings")} == {f"KB_{name.upper()}" for name in Settings.model_fields}


def test_every_page_is_documented() -> None:
    assert _column("Pages") == {text for key, text in entries().items() if key.startswith("page.")}


def test_the_make_targets_have_a_help_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split())
    assert phony == set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))


def test_the_import_rules_name_every_module_of_kb() -> None:
    rules = {
        rule["type"]: rule for rule in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }
    layers = {
        name.removeprefix("kb.") for layer in rules["layers"]["layers"] for name in layer.split(" | ") if name.startswith("kb.")
    }
    modules = {path.stem for path in (ROOT / "kb").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - layers == {"__init__"}
    without_streamlit = {name.removeprefix("kb.") for name in rules["forbidden"]["source_modules"]}
    assert without_streamlit == layers - {"cli", "pages"} | {"ingest"}
