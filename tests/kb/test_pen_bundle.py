"""The pen that the app serves is the one whose source stands beside it, and it asks nothing of the network."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import kb.pages
from kb.pages.kit import scripts

PAGES = Path(kb.pages.__file__).parent
PEN, STATIC = PAGES / "pen", PAGES / "static"


def test_the_bundle_is_as_new_as_its_source() -> None:
    names = ["build.cjs", "package-lock.json", "package.json"]
    names += [f"{folder}/{path.name}" for folder in ("licences", "src") for path in sorted((PEN / folder).iterdir())]
    hashed = hashlib.sha256()
    for name in names:
        hashed.update(name.encode() + b"\0" + (PEN / name).read_bytes() + b"\0")
    made_of = re.search(r"sources ([0-9a-f]{64})", (STATIC / "pen.js").read_text(encoding="utf-8")[:300])
    assert made_of, "kb/pages/static/pen.js does not say what it was made from"
    assert made_of[1] == hashed.hexdigest(), "the pen is older than its source: make pen"


def test_everything_in_the_bundle_has_its_licence_and_no_address() -> None:
    licences = (STATIC / "pen.licences.txt").read_text(encoding="utf-8")
    lock = json.loads((PEN / "package-lock.json").read_text(encoding="utf-8"))
    for name, version in json.loads((PEN / "package.json").read_text(encoding="utf-8"))["dependencies"].items():
        assert f"{name} {version} (" in licences
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert re.findall(r"https?://", (STATIC / "pen.js").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", scripts._FILES)
def test_the_code_of_a_script_exports_nothing_of_its_own(name: str) -> None:
    code = scripts._read(name)  # it stands with others in one element: a second export would be a syntax error
    assert code.count("const kbMain = ") == 1
    assert not re.search(r"^export |export\{", code, re.M)
