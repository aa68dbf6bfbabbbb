"""The vocabulary of law stands in `documents.wording`: no other module lists types, verbs, unit words or numerals."""

import ast
import re
from collections.abc import Iterator

import pytest

from documents.wording import read_vocabulary
from documents.wording.types import TYPE_WORDS
from documents.wording.unit_lists import LOOSE_KINDS
from tests.source_code import PACKAGES, modules, tree

AT_HOME = "documents/wording/"
OTHER_LISTS = {
    "documents/amendments/grammar.py": "the grammar of orders: each verb with its objects",
    "documents/consolidation/notes.py": "two verbs that are said as one",
    "documents/identity/majority.py": "the words in capitals that enact",
    "documents/references/instruments.py": "what may stand behind the word of each type",
    "documents/references/names.py": "where names of laws and treaties end",
    "documents/structure/endings.py": "the words in capitals that enact",
    "ingest/readers/markdown.py": "lines in capitals",
    "kb/search/reading/dates.py": "what else has a day",
}
_TYPES = dict(TYPE_WORDS)
_VERBS = {words: name for name, verb in read_vocabulary("verbs").items() for words in verb["words"]}
_NUMERALS = dict.fromkeys("IVXLC", "numeral")
_BETWEEN = re.compile(r"\(\?[:!=]|\(\?<[!=]|\(\?P<\w+>|[|()?*+]|\\b")


def _alternatives(node: ast.AST) -> list[str]:
    """The words of a pattern, or of a tuple, set or dict of words."""
    match node:
        case ast.Constant(value=str(text)):
            return _BETWEEN.split(re.sub(r"\\s\+?", " ", text))
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items) | ast.Dict(keys=items):
            texts = [item.elts[0] if isinstance(item, ast.Tuple) and item.elts else item for item in items]
            return [item.value for item in texts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return []


def _lists(module: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        words = [word.strip().lower() for word in _alternatives(node)]
        if len({_TYPES[word] for word in words if word in _TYPES}) > 2:
            yield node.lineno, "types of instruments"
        if len({_VERBS[word] for word in words if word in _VERBS}) > 1:
            yield node.lineno, "verbs that amend or end"
        if isinstance(node, ast.Dict) and len({LOOSE_KINDS[word] for word in words if word in LOOSE_KINDS}) > 1:
            yield node.lineno, "unit words"
        if isinstance(node, ast.Dict) and len({word for word in words if word.upper() in _NUMERALS}) > 2:
            yield node.lineno, "Roman numerals"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "abcdđe" in node.value:
            yield node.lineno, "the order of letters"


@pytest.mark.parametrize("package", PACKAGES)
def test_no_vocabulary_stands_elsewhere(package: str) -> None:
    found = [
        f"{name}:{line} {what}"
        for name in modules(package)
        if not name.startswith((AT_HOME, *OTHER_LISTS))
        for line, what in _lists(tree(name))
    ]
    assert not found, "\n".join(found)
