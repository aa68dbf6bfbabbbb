"""The vocabulary of law as data: tables beside this module that a lawyer can read and put right."""

import tomllib
from importlib.resources import files
from typing import Any


def read_vocabulary(name: str) -> dict[str, Any]:
    """What a table of this package holds."""
    return tomllib.loads(files("documents.wording").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
