"""The sentences that the code names: each is in the catalogue, in every language, with exactly the places that the code fills."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from documents.messages import Message, Places
from kb.interface.catalogue import VIETNAMESE, Catalogue, entries, languages
from tests.kb.test_catalogue import SECTIONS, places

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"problem.unknown_sentence"}  # said by the catalogue itself
SENTENCE = re.compile(r"\s?[\w“(](?=.*[^\x00-\x7f“”…–·])[^\\]* [^\\]*[.;:]\s?")


def calls() -> Iterator[tuple[str, ast.Call]]:
    for package in ("documents", "ingest", "kb"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def name_of(call: ast.Call) -> str:
    """``Message.of`` for the call of that."""
    return ast.unparse(call.func)


def filled(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}


def sentences() -> Iterator[tuple[str, str, set[str]]]:
    """Where, which sentence, and what is filled in."""
    for where, call in calls():
        if name_of(call) == "Message.of" and isinstance(call.args[0], ast.Constant):
            yield where, call.args[0].value, filled(call)
        elif name_of(call) == "batch.report":
            code, name = ast.unparse(call.args[0]), ast.literal_eval(call.args[2])
            yield where, f"problem.{name}", filled(call) | {"by", "at"}
            if code != "ProblemCode.AMENDMENT_CONFLICT":
                yield where, f"doubt.{name}", filled(call)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_the_code_has_its_entry_and_fills_its_places(language: str) -> None:
    known = entries(language)
    found = list(sentences())
    assert len(found) > 80
    assert [(where, key) for where, key, _ in found if key not in known] == []
    assert [(where, key) for where, key, values in found if places(known[key]) != values] == []


def test_every_sentence_is_used() -> None:
    used = {key for _, key, _ in sentences()} | ELSEWHERE
    assert {key for key in entries() if key.startswith(SECTIONS)} == {key for key in used if key.startswith(SECTIONS)}


def test_no_sentence_stands_in_the_code() -> None:
    spoken = []
    for package in ("documents", "ingest"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
            spoken += [
                f"{path}:{node.lineno}" for node in strings if isinstance(node.value, str) and SENTENCE.fullmatch(node.value)
            ]
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
