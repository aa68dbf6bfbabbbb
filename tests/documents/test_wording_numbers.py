"""Numbers of provisions in the order in which Vietnamese legislators number."""

import random
from dataclasses import replace

import pytest

from documents.consolidation.placement import place_article
from documents.model import Kind, Provision
from documents.wording.numbers import number_order

ORDERS = [
    "1 2 5 5a 5b 5c 5d 5đ 5e 5g 5h 5i 5k 5l 5m 5y 6 10 10a 11 100",
    "a b c d đ e g h i k l m n o p q r s t u v x y",
    "a a1 a2 a10 b đ đ1 e",
    "I II III IV IVa IVđ IVe V IX X Xa XI XIX XX",
    "ii iii iv ix",
    "5.1 5.2 5.10 6",
    "1 2 3 thứ-chín",
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
