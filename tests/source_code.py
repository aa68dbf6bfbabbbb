"""The program's own code, read and parsed once for all tests of a process that look through it."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("documents", "ingest", "kb")


@cache
def sources() -> Mapping[str, str]:
    """The text of each file of the program by its path from the root: Python, and the templates of pages."""
    files = (path for package in PACKAGES for kind in ("py", "html") for path in sorted((ROOT / package).rglob(f"*.{kind}")))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in (ROOT / "app.py", *files)}


@cache
def tree(path: str) -> ast.Module:
    """The parsed file."""
    return ast.parse(sources()[path])


@cache
def modules(*folders: str) -> tuple[str, ...]:
    """The Python files of some folders; of all packages, where none is named."""
    within = tuple(f"{folder}/" for folder in folders or PACKAGES)
    return tuple(path for path in sources() if path.startswith(within) and path.endswith(".py"))


@cache
def nodes(*folders: str) -> tuple[tuple[str, ast.AST], ...]:
    """All that their code is made of, each with the file it stands in."""
    return tuple((path, node) for path in modules(*folders) for node in ast.walk(tree(path)))
