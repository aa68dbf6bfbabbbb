"""References in quoted amendments bind to what is amended. The texts are made up."""

import pytest

from documents.references import Context
from tests.documents.test_citations import found

AMENDING = Context(instrument="10/2034/QH20", article="1", quoted_target="50/2030/QH19")


@pytest.mark.parametrize(
    ("in_quote", "text", "expected"),
    [
        (True, "Luật này", ["@50/2030/QH19"]),
        (True, "khoản 2", ["@50/2030/QH19 1/2"]),
        (True, "Điều này", ["@50/2030/QH19 1"]),
        (False, "Luật này", ["@"]),
        (False, "khoản 2", ["@50/2030/QH19 1/2"]),
        (False, "khoản 2 Điều 5", ["@50/2030/QH19 5/2"]),
        (False, "Điều này", ["@ 1"]),
        (False, "Điều 5 Luật này", ["@ 5"]),
        (True, "Điều 5 Luật số 7/2029/QH18", ["@7/2029/QH18 5"]),
    ],
)
def test_inside_and_outside_a_quoted_amendment(in_quote: bool, text: str, expected: list[str]) -> None:
    context = Context(**{name: getattr(AMENDING, name) for name in ("instrument", "article", "quoted_target")}, in_quote=in_quote)
    ((_, targets),) = found(text, context)
    assert targets == expected


def test_a_quotation_in_the_text_binds_to_what_is_amended() -> None:
    text = (
        "Sửa đổi khoản 2 Điều 5 Luật số 50/2030/QH19 như sau:\n“2. Theo khoản 1 Điều này và Luật này:\na) Theo khoản này.”.\n"
        "Luật này có hiệu lực."
    )
    assert found(text, Context(instrument="10/2034/QH20", article="1")) == [
        ("khoản 2 Điều 5 Luật số 50/2030/QH19", ["@50/2030/QH19 5/2"]),
        ("khoản 1 Điều này", ["@50/2030/QH19 5/1"]),
        ("Luật này", ["@50/2030/QH19"]),
        ("khoản này", ["@50/2030/QH19 5/2"]),
        ("Luật này", ["@"]),
    ]


def test_an_inserted_article_in_a_quotation_is_where_its_words_stand() -> None:
    text = "Bổ sung Điều 5a vào sau Điều 5 như sau: “Điều 5a. Hỗ trợ\n1. Theo khoản 2 Điều này.\n2. Theo Điều 6.”"
    assert found(text, AMENDING)[1:] == [("khoản 2 Điều này", ["@50/2030/QH19 5a/2"]), ("Điều 6", ["@50/2030/QH19 6"])]


def test_a_quotation_that_is_never_closed_ends_with_the_passage() -> None:
    assert found("Sửa đổi Điều 5 như sau: “Điều 5. A\n1. Theo Luật này", AMENDING)[-1] == ("Luật này", ["@50/2030/QH19"])
