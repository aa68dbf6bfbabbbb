"""README and docs/ document every command, setting, page and package, and nothing that is not there."""

import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from kb.cli.main import cli, load
from kb.interface.catalogue import Catalogue, entries
from kb.pages.listing import PAGES
from kb.settings import Settings

load()
ROOT = Path(__file__).resolve().parents[1]
DOCS = {
    path.relative_to(ROOT).as_posix().removeprefix("docs/"): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
    if path.name != "reference.md"  # made by `make site`, and perhaps just now
}
FOR_READERS = {
    "administering.md",
    "checking-citations.md",
    "comparing.md",
    "desk.md",
    "duties.md",
    "interface.md",
    "notes.md",
    "reading-files.md",
    "reviewing.md",
    "roles.md",
    "searching.md",
    "signing-in.md",
    "time.md",
}
VIETNAMESE = sorted(name for name in DOCS if name.startswith("vi/"))


def _column(name: str, heading: str) -> set[str]:
    section = DOCS[name].split(f"# {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [row for row in section.splitlines() if row.startswith("| ") and "---" not in row]
    return {row.split("|")[1].strip() for row in rows[1:]}


def test_every_command_is_documented() -> None:
    commands = {re.match(r"`kb ([\w-]+)", cell).group(1) for cell in _column("commands.md", "Commands")}
    assert commands == set(typer.main.get_command(cli).commands)


def test_every_option_of_a_command_is_documented() -> None:
    rows = {re.match(r"`kb ([\w-]+)", cell).group(1): cell for cell in _column("commands.md", "Commands")}
    options = [
        (name, max(parameter.opts, key=len) if parameter.name != "count" else "-k")
        for name, command in typer.main.get_command(cli).commands.items()
        for parameter in command.params
        if parameter.param_type_name == "option" and parameter.name not in ("as_json", "help")
    ]
    assert [(name, option) for name, option in options if option not in rows[name]] == []


def test_every_setting_is_documented() -> None:
    assert {cell.strip("`") for cell in _column("operating.md", "Settings")} == {
        f"KB_{name.upper()}" for name in Settings.model_fields
    }


def test_every_page_is_documented() -> None:
    assert _column("README.md", "A tour") == {Catalogue()(page.key) for page in PAGES}


def test_the_make_targets_have_a_help_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE).group(1).split())
    assert phony == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_the_import_rules_name_every_module_of_kb() -> None:
    rules = {
        rule["name"].split()[0]: rule
        for rule in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    }
    layers = {
        name.removeprefix("kb.") for layer in rules["layers"]["layers"] for name in layer.split(" | ") if name.startswith("kb.")
    }
    modules = {path.stem for path in (ROOT / "kb").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - layers == {"__init__"}
    without_streamlit = {name.removeprefix("kb.") for name in rules["Streamlit"]["source_modules"]}
    assert without_streamlit == layers - {"cli", "pages"} | {"ingest"}


def test_the_house_is_drawn_as_it_stands() -> None:
    drawn = re.search(r"```\n(documents/.+?)```", DOCS["architecture.md"], re.DOTALL).group(1)
    named, above = set(), []
    for line in drawn.splitlines():
        if match := re.match(r"( *)([a-z_]+)/", line):
            above[len(match[1]) // 2 :] = [match[2]]
            named.add("/".join(above))
    packages = {
        path.parent.relative_to(ROOT).as_posix()
        for top in ("documents", "ingest", "kb")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert named == packages - {"kb/database/migrations", "kb/database/migrations/versions"}


def test_links_and_paths_lead_somewhere() -> None:
    for name, text in DOCS.items():
        folder = ROOT if name in ("README.md", "CONTRIBUTING.md") else (ROOT / "docs" / name).parent
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (folder / target).exists(), (name, target)
        for path in re.findall(r"`((?:documents|ingest|kb|tests|benchmarks)/[\w./-]+)`", text):
            assert (ROOT / path).exists(), (name, path)


def test_each_page_for_readers_has_one_in_vietnamese() -> None:
    def linked(name: str) -> str:
        return re.match(r"\[.+\]\((.+)\)\n\n# ", DOCS[name])[1]

    assert {name: linked(name) for name in FOR_READERS} == {
        linked(name).removeprefix("../"): name for name in VIETNAMESE if "bat-dau" not in name
    }


@pytest.mark.parametrize("name", VIETNAMESE)
def test_words_in_bold_are_those_of_the_app(name: str) -> None:
    bare = " .:,()“”"
    words = {part.strip(bare).lower() for text in entries().values() for part in re.split(r"\{\w+\}", text)}
    bold = re.findall(r"\*\*(.+?)\*\*", DOCS[name].replace("\n", " "))
    assert [text for text in bold if " ".join(text.split()).strip(bare).lower() not in words] == []
    assert DOCS[name].count("\n") <= 120


def test_the_readme_is_short_and_the_recipes_are_there() -> None:
    assert DOCS["README.md"].count("\n") <= 150
    assert len(re.findall(r"^## \d+\. ", DOCS["CONTRIBUTING.md"], re.MULTILINE)) == 12
