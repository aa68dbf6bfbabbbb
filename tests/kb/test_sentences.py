"""The sentences that the code names, those of errors too: each is in the catalogue, in every language, with exactly the places that
the code fills, and none stands in the code.
"""

import ast
import re
from functools import cache

import pytest

import kb.errors
from documents.messages import Message, Places
from kb.interface.catalogue import VIETNAMESE, Catalogue, entries, languages
from kb.law.texts.settled import FIELDS
from tests.kb.test_catalogue import SECTIONS, places
from tests.source_code import modules, nodes, tree

ELSEWHERE = {"problem.unknown_sentence"}  # said by the catalogue itself
SENTENCE = re.compile(r"\s?[\w“(](?=.*[^\x00-\x7f“”…–·])[^\\]* [^\\]*[.;:]\s?")


@cache
def calls() -> list[tuple[str, ast.Call]]:
    return [(f"{path}:{node.lineno}", node) for path, node in nodes() if isinstance(node, ast.Call)]


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def of_whom(node: ast.expr) -> str:
    """``Message`` for the call of ``Message.of``."""
    return name_of(node.value) if isinstance(node, ast.Attribute) else ""


def filled(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}


@cache
def sentences() -> list[tuple[str, str, set[str]]]:
    """Where, which sentence, and what is filled in."""
    found = []
    for where, call in calls():
        named = (of_whom(call.func), name_of(call.func))
        if named == ("Message", "of") and isinstance(call.args[0], ast.Constant):
            found.append((where, call.args[0].value, filled(call)))
        elif named == ("", "_problem") and isinstance(call.args[1], ast.Constant):
            found.append((where, call.args[1].value, {"places"}))
        elif named == ("batch", "report"):
            name = ast.literal_eval(call.args[2])
            found.append((where, f"problem.{name}", filled(call) | {"by", "at"}))
            if name_of(call.args[0]) != "AMENDMENT_CONFLICT":
                found.append((where, f"doubt.{name}", filled(call)))
    return [*found, *(("kb/law/texts/settled.py", f"problem.read_{name}", {"read"}) for name in FIELDS)]


def said(call: ast.Call) -> tuple[object, set[str | None]]:
    """The entry that a call says, and the values that it gives."""
    entry = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    return entry if entry in entries() else None, {item.arg for item in call.keywords}


def test_every_entry_that_the_code_says_gets_the_values_of_its_places() -> None:
    found = [(entry, given) for entry, given in (said(call) for _, call in calls()) if isinstance(entry, str)]
    assert len(found) > 300
    assert [(entry, given) for entry, given in found if None not in given and given != places(entries()[entry])] == []


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_the_code_has_its_entry_and_fills_its_places(language: str) -> None:
    known = entries(language)
    found = sentences()
    assert len(found) > 80
    assert [(where, key) for where, key, _ in found if key not in known] == []
    assert [(where, key) for where, key, values in found if places(known[key]) != values] == []


def test_every_sentence_is_used() -> None:
    used = {key for _, key, _ in sentences()} | ELSEWHERE
    assert {key for key in entries() if key.startswith(SECTIONS)} == {key for key in used if key.startswith(SECTIONS)}


def test_no_sentence_stands_in_the_code() -> None:
    spoken = []
    for path in modules("documents", "ingest"):
        within = list(ast.walk(tree(path)))
        docstrings = {id(node.value) for node in within if isinstance(node, ast.Expr)}
        strings = [node for node in within if isinstance(node, ast.Constant) and id(node) not in docstrings]
        spoken += [f"{path}:{node.lineno}" for node in strings if isinstance(node.value, str) and SENTENCE.fullmatch(node.value)]
    assert spoken == []


def test_sentences_name_places_in_the_language_of_the_reader() -> None:
    message = Message.of("problem.differing_copy", places=Places(("dieu-1", "dieu-2/khoan-1"), 3))
    assert "ở: Điều 1, khoản 1 Điều 2 và 3 chỗ khác; cả" in VIETNAMESE.write(message)
    assert "in: Điều 1, khoản 1 Điều 2 and 3 other places; both" in Catalogue("en").write(message)
    lost = Message.of("problem.instruments_lost", count=1234, names=("a", "b"))
    assert "1.234 văn bản mà lần đọc trước có (a, b)" in VIETNAMESE.write(lost)


@pytest.mark.parametrize(
    "message",
    [Message.of("problem.of_a_newer_release", x=1), Message.of("problem.scan", pages="1")],
)
def test_a_sentence_that_this_release_does_not_know_is_named(message: Message) -> None:
    assert f"“{message.key}”" in VIETNAMESE.write(message)


@cache
def worded_classes() -> dict[str, set[str]]:
    """The errors by name, each with what it takes beside code and values."""
    classes = {node.name: node for _, node in nodes() if isinstance(node, ast.ClassDef)}
    found: dict[str, set[str]] = {"WordedError": set(), "refused_as": set()}  # one that a function is given to raise
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


@cache
def made() -> list[tuple[str, ast.Call, set[str]]]:
    """Where errors are made, with the values that their sentences get."""
    classes = worded_classes()
    return [
        (where, node, {keyword.arg or "**" for keyword in node.keywords} - own)
        for where, node in calls()
        if (own := classes.get(name_of(node.func))) is not None
    ]


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
    assert len(made()) > 100
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
    """``str(error)`` is the code: sentences are made with :meth:`Catalogue.write`, where it is known in which language."""
    spoken = []
    for file, node in nodes():
        if (
            isinstance(node, ast.ExceptHandler)
            and node.type
            and {name_of(kind) for kind in parts(node.type)} & worded_classes().keys()
        ):
            spoken += [f"{file}:{part.lineno}" for part in ast.walk(node) if isinstance(part, ast.expr) and says(part, node.name)]
    assert spoken == []


def test_an_error_in_an_error_is_said_in_the_same_language() -> None:
    error = kb.errors.InvalidWordsError("word_entry", number=1234, reason=kb.errors.InvalidWordsError("word_same"))
    assert Catalogue().write(error) == "Mục 1.234: Từ của luật phải khác từ thường ngày."
    assert Catalogue("en").write(error) == "Entry 1,234: The law's words have to differ from the everyday word."
