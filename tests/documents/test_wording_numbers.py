"""Numbers of provisions in the order in which Vietnamese legislators number."""

import random
from dataclasses import replace

import pytest

from documents.consolidation.placement import place_article
from documents.model import Kind, Provision
from documents.wording.numbers import in_runs, number_order, roman, roman_value, same_number, small_roman_value

ORDERS = [
    "1 2 5 5a 5b 5c 5d 5đ 5e 5g 5h 5i 5k 5l 5m 5y 6 10 10a 11 100",
    "a b c d đ e g h i k l m n o p q r s t u v x y",
    "a a1 a2 a10 b đ đ1 e",
    "I II III IV IVa IVđ IVe V IX X Xa XI XIX XX",
    "ii iii iv ix",
    "5.1 5.2 5.10 6",
    "1 2 3 thứ-chín",
    "VIII IX IIX",
]


@pytest.mark.parametrize("numbers", ORDERS)
def test_the_order_of_numbers(numbers: str) -> None:
    in_order = numbers.split()
    shuffled = random.Random(1).sample(in_order, len(in_order))
    assert sorted(shuffled, key=number_order) == in_order


def test_an_article_is_placed_in_that_order() -> None:
    made = [Provision(f"dieu-{number}", Kind.ARTICLE, number) for number in ("5", "5d", "5đ", "5e", "6")]
    for article in made:
        others = [item for item in made if item is not article]
        assert [item.number for item in place_article(others, replace(article), None)] == ["5", "5d", "5đ", "5e", "6"]


NUMERALS = {"I": 1, "iv": 4, "IX": 9, "xiv": 14, "XL": 40, "XCIX": 99, "CCC": 300}
NO_NUMERALS = ("", "IIX", "VX", "IIII", "Iv", "A", "D", "M", "IVa")


def test_roman_numerals() -> None:
    assert {numeral: roman_value(numeral) for numeral in NUMERALS} == NUMERALS
    assert [numeral for numeral in NO_NUMERALS if roman_value(numeral)] == []
    assert [roman_value(roman(value)) for value in range(1, 400)] == list(range(1, 400))
    assert roman(2026) == "MMXXVI"
    assert [small_roman_value(numeral) for numeral in ("i", "xii", "c", "l", "IV")] == [1, 12, 0, 0, 0]


@pytest.mark.parametrize(("one", "other"), [("III", "3"), ("01", "1"), ("iv", "IV"), ("IVa", "4a"), ("5 đ", "5đ")])
def test_the_same_number(one: str, other: str) -> None:
    assert same_number(one, other)
    assert not same_number(one, other + "1")


def test_numbers_in_runs() -> None:
    assert in_runs(["4", "5", "6", "8", "9", "10a", "11"]) == "4–6, 8–9, 10a, 11"
    assert in_runs(map(str, range(1, 20, 2)), 2) == "1, 3, …"
    assert (in_runs([]), in_runs(["1", "2"], 1)) == ("", "1–2")
