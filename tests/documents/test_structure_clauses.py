"""Splitting one article quickly, and the number at the start of a paragraph."""

import pytest

from documents.model import Provision
from documents.structure import read_clauses
from documents.structure.markers import Shape, marker
from tests.linear import assert_linear_in, one_of_many

MARKERS = [
    ("1. Sách", Shape.NUMBER, "1", "Sách"),
    ("1.Sách", Shape.NUMBER, "1", "Sách"),
    ("12) Sách", Shape.NUMBER, "12", "Sách"),
    ("5a. Sách", Shape.NUMBER, "5a", "Sách"),
    ("1- Sách", Shape.NUMBER, "1", "Sách"),
    ("1/ Sách", Shape.NUMBER, "1", "Sách"),
    ("a) Sách", Shape.LETTER, "a", "Sách"),
    ("đ) Sách", Shape.LETTER, "đ", "Sách"),
    ("a1) Sách", Shape.LETTER, "a1", "Sách"),
    ("a. Sách", Shape.LETTER, "a", "Sách"),
    ("i) Sách", Shape.LETTER, "i", "Sách"),
    ("ii) Sách", Shape.ROMAN, "ii", "Sách"),
    ("(iv) Sách", Shape.ROMAN, "iv", "Sách"),
    ("(1) Sách", Shape.BRACKETED_NUMBER, "1", "Sách"),
    ("(a) Sách", Shape.BRACKETED_LETTER, "a", "Sách"),
    ("1.1. Sách", Shape.DOTTED, "1.1", "Sách"),
    ("1.1 Sách", Shape.DOTTED, "1.1", "Sách"),
    ("c.1.3) Sách", Shape.LETTER_DOTTED, "c.1.3", "Sách"),
]


@pytest.mark.parametrize(("text", "shape", "number", "words"), MARKERS, ids=[case[0] for case in MARKERS])
def test_marker(text: str, shape: Shape, number: str, words: str) -> None:
    found = marker(text)
    assert found is not None
    assert (found.shape, found.number, text[found.end :]) == (shape, number, words)


NO_MARKERS = [
    *("", "Sách", "3.500 đồng", "1.000.000 đồng", "11-15", "41/48", "10m2", "2031", "1 …………", "1 ........."),
    *("a.b", "e-mail", "(được bãi bỏ)", "thư"),
]


@pytest.mark.parametrize("text", NO_MARKERS)
def test_no_marker(text: str) -> None:
    assert marker(text) is None


def flat(provisions: tuple[Provision, ...]) -> list[tuple[str, str, str]]:
    return [(inner.path, inner.text, inner.tail) for provision in provisions for inner in provision.walk()]


def test_text_children_and_tail() -> None:
    body = read_clauses(["Người nào:", "a) Làm mất;", "b) Làm rách,", "thì bị phạt."], "dieu-9")
    assert (body.text, body.tail) == ("Người nào:", "thì bị phạt.")
    assert flat(body.children) == [("dieu-9/diem-a", "Làm mất;", ""), ("dieu-9/diem-b", "Làm rách,", "")]


def test_quoted_clauses_stay_in_the_text() -> None:
    body = read_clauses(["1. Sửa khoản 2 như sau:", "“2. Một.", "3. Hai.”", "2. Bãi bỏ Điều 4."], "dieu-1")
    assert flat(body.children) == [
        ("dieu-1/khoan-1", "Sửa khoản 2 như sau:\n“2. Một.\n3. Hai.”", ""),
        ("dieu-1/khoan-2", "Bãi bỏ Điều 4.", ""),
    ]


def test_an_unclosed_quotation_ends_at_the_next_clause() -> None:
    body = read_clauses(["1. Sửa khoản 2 như sau:", "“2. Một.", "3. Hai.", "2. Bãi bỏ Điều 4.", "3. Bãi bỏ Điều 5."], "dieu-1")
    assert [child.number for child in body.children] == ["1", "2", "3"]


def test_the_same_number_twice() -> None:
    body = read_clauses(["1. Một.", "2. Hai.", "2. Hai nữa.", "3. Ba."], "dieu-1")
    assert [child.path for child in body.children] == ["dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-1/khoan-2~2", "dieu-1/khoan-3"]


HOSTILE = {
    "clauses in order": [f"{n % 900}. Một:" for n in range(30_000)],
    "one long line": ["1" * 200_000],
    "one long line of marks": ["“" * 200_000],
    "one long line of dots": ["1." * 100_000],
    "one long line of brackets": ["(" * 200_000],
    "one long line of blanks": [" " * 200_000 + "x"],
    "the same clause": ["1. Một."] * 30_000,
    "open quotations": ["“1. Một."] * 30_000,
    "closed quotations": ["1. Một.”"] * 30_000,
    "words after points": ["a) Một.", *["Hai."] * 30_000],
    "the letters of points": ["a)", "b)"] * 15_000,
}


@pytest.mark.parametrize("paragraphs", one_of_many(HOSTILE))
def test_hostile_input_takes_linear_time(paragraphs: list[str]) -> None:
    body = assert_linear_in(lambda part: read_clauses(part, "dieu-1"), paragraphs)
    found = flat(body.children)
    assert len({path for path, _, _ in found}) == len(found)
