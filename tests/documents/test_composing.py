"""NFC of long texts: the same as unicodedata's, whatever the characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.text import normal

ALPHABET = st.sampled_from(
    [
        *"aeđơư x\n",
        "e\u0323\u0302",
        "\u0301",
        "\u031b",
        "\u2126",
        "\u1100",
        "\u1161",
        "\u11a8",
        "ế",
        "\u0958",
        "\U0001d15e",
        "\u0344",
    ]
)


@pytest.fixture(autouse=True)
def long_way(monkeypatch):
    monkeypatch.setattr(normal, "_LONG", 0)


@given(st.lists(ALPHABET, max_size=12).map("".join))
def test_long_texts_come_out_as_unicodedata_makes_them(text):
    assert normal._LONG == 0
    assert normal.compose(text) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=8))
def test_any_text(text):
    assert normal.compose(text) == unicodedata.normalize("NFC", text)


def test_decomposed_text_among_composed():
    assert normal.compose("Điều 1. Nghi\u0323 đi\u0323nh") == "Điều 1. Nghị định"
