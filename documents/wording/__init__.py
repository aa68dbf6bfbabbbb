"""The vocabulary of Vietnamese law: tables that a lawyer can read and put right, and what reads them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read_vocabulary(name: str) -> dict[str, Any]:
    """What a table of this package holds."""
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
