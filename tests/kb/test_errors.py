"""Errors for readers carry a code and values; their sentences stand in the catalogue, and nowhere else."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import kb.errors
from kb.interface.catalogue import Catalogue, entries, languages
from kb.interface.wording import error_words
from tests.kb.test_catalogue import places

ROOT = Path(kb.__file__).resolve().parents[1]
Node = ast.ClassDef | ast.Call | ast.ExceptHandler


@cache
def nodes() -> list[tuple[Path, Node]]:
    """What the code is looked through for; read when a test asks, not by every process that collects tests."""
    return [
        (file.relative_to(ROOT), node)
        for package in ("documents", "ingest", "kb")
        for file in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, Node)
    ]


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def worded_classes() -> dict[str, set[str]]:
    """The errors by name, each with what it takes beside code and values."""
    classes = {node.name: node for _, node in nodes() if isinstance(node, ast.ClassDef)}
    found: dict[str, set[str]] = {"WordedError": set()}
    while more := {
        name: {
            argument.arg
            for item in node.body
            if isinstance(item, ast.FunctionDef) and item.name == "__init__"
            for argument in (*item.args.args, *item.args.kwonlyargs)
        }
        for name, node in classes.items()
        if name not in found and any(name_of(base) in found for base in node.bases)
    }:
        found.update(more)
    return found


def made() -> Iterator[tuple[str, ast.Call, set[str]]]:
    """Where errors are made, with the values that their sentences get."""
    classes = worded_classes()
    for file, node in nodes():
        if isinstance(node, ast.Call) and (own := classes.get(name_of(node.func))) is not None:
            yield f"{file}:{node.lineno}", node, {keyword.arg or "**" for keyword in node.keywords} - own


def code_of(call: ast.Call) -> str:
    code = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return code if isinstance(code, str) and code.isidentifier() else ""


def parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def says(node: ast.expr, name: str | None) -> bool:
    """Whether an expression is the text of an exception of this name."""
    if isinstance(node, ast.FormattedValue):
        return name_of(node.value) == name
    return isinstance(node, ast.Call) and name_of(node.func) in ("str", "repr") and [name_of(item) for item in node.args] == [name]


def test_every_error_is_raised_with_a_code() -> None:
    assert len(list(made())) > 100
    assert [place for place, call, _ in made() if not code_of(call)] == []


@pytest.mark.parametrize("language", languages())
def test_every_code_has_a_sentence_with_the_places_that_the_error_has_values_for(language: str) -> None:
    texts = entries(language)
    wrong = {
        place: code_of(call)
        for place, call, values in made()
        if (text := texts.get(f"error.{code_of(call)}")) is None or places(text) != values
    }
    assert wrong == {}


def test_every_sentence_is_of_an_error() -> None:
    raised = {code_of(call) for _, call, _ in made()}
    assert [key for key in entries() if key.startswith("error.") and key.partition(".")[2] not in raised] == []


def test_no_error_is_put_together_from_the_text_of_another() -> None:
    """``str(error)`` is the code: sentences are made with :func:`error_words`, where it is known in which language."""
    said = []
    for file, node in nodes():
        if (
            isinstance(node, ast.ExceptHandler)
            and node.type
            and {name_of(kind) for kind in parts(node.type)} & worded_classes().keys()
        ):
            said += [f"{file}:{part.lineno}" for part in ast.walk(node) if isinstance(part, ast.expr) and says(part, node.name)]
    assert said == []


def test_an_error_in_an_error_is_said_in_the_same_language() -> None:
    error = kb.errors.InvalidWordsError("word_entry", number=1234, reason=kb.errors.InvalidWordsError("word_same"))
    assert error_words(Catalogue(), error) == "Mục 1.234: Từ của luật phải khác từ thường ngày."
    assert error_words(Catalogue("en"), error) == "Entry 1,234: The law's words have to differ from the everyday word."
