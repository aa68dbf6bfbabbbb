"""Keys and paths are put together and taken apart in `documents.paths` alone."""

import ast
import re
from collections.abc import Iterator

import pytest

from documents.paths import PATH_NAMES
from tests.source_code import PACKAGES, modules, tree

AT_HOME = ("documents/paths.py", "documents/keys.py")
OTHER_SLASHES = {
    "kb/cli/guard.py": "addresses that a browser asks for",
    "kb/cli/sign_in.py": "addresses that a browser asks for",
    "documents/akoma_ntoso/identification.py": "addresses, and any string as a path, also one of empty steps",
    "documents/akoma_ntoso/foreign.py": "somebody else's addresses",
    "documents/references/finder.py": "numbers of groups in a row",
    "documents/identity/publisher.py": "số hiệu, addresses and names of files",
    "documents/identity/issuers.py": "số hiệu",
    "ingest/codification/html.py": "addresses of pictures",
    "ingest/files/": "names of files",
    "ingest/parsing.py": "names of files",
    "ingest/readers/html/page.py": "anchors in web pages",
    "ingest/readers/html/reader.py": "anchors in web pages",
    "ingest/readers/docx_styles.py": "ids of lists in a file",
    "ingest/readers/pdf/furniture.py": "digits of page numbers",
    "kb/pages/kit/address.py": "names of pages and views",
    "kb/annotations/exchange/reading.py": "names with the prefixes of other tools",
    "kb/annotations/exchange/stated.py": "addresses that other tools wrote",
}
_TAKING_APART = {"split", "rsplit", "partition", "rpartition", "count", "join"}
_OURS = re.compile("path|key|instrument|step|segment|above|scope|source|base")
_STEP = re.compile(rf"(?:{'|'.join(PATH_NAMES.values())})[-/].*")


def _by_hand(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TAKING_APART:
            if _is_mark(node.func.value if node.func.attr == "join" else node.args[0] if node.args else None):
                yield node.lineno, node.func.attr
        elif isinstance(node, ast.BinOp) and (_is_mark(node.left) or _is_mark(node.right)):
            yield node.lineno, "adding a mark"
        elif isinstance(node, ast.Compare) and _is_mark(node.left) and _OURS.search(ast.unparse(node.comparators[0])):
            yield node.lineno, "looking for a mark"
        elif isinstance(node, ast.JoinedStr) and any(_prints_mark(node, place) for place in range(1, len(node.values))):
            yield node.lineno, "printing a mark"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _STEP.fullmatch(node.value):
            yield node.lineno, node.value


def _is_mark(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in ("/", "#")


def _prints_mark(node: ast.JoinedStr, place: int) -> bool:
    """Whether a mark stands between or behind such values as keys are made of, not counts."""
    around = [ast.unparse(other) for other in node.values[place - 1 : place + 2] if isinstance(other, ast.FormattedValue)]
    return _is_mark(node.values[place]) and any(map(_OURS.search, around))


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_else_takes_keys_and_paths_apart(package: str) -> None:
    found = [
        f"{path}:{line} {what}"
        for path in modules(package)
        if not path.startswith((*AT_HOME, *OTHER_SLASHES))
        for line, what in _by_hand(tree(path))
    ]
    assert not found, "\n".join(found)
