"""Where the words that somebody looks for stand in a text: whole, as they were asked for, in reading order."""

import pytest

from documents.model import Kind, Provision
from kb.pages.reader.margin import places_of

TREE = (
    Provision(
        path="dieu-1",
        kind=Kind.ARTICLE,
        number="1",
        heading="Hỗ trợ nạn nhân",
        text="Nạn nhân được trợ giúp, hỗ trợ: đèn lồng.",
        tail="Trợ cấp cho nạn nhân.",
        children=(Provision(path="dieu-1/khoan-1", kind=Kind.CLAUSE, number="1", text="Nạn dịch; bán, bạn, NẠN  NHÂN hoà giải."),),
    ),
)


@pytest.mark.parametrize(
    ("phrases", "found"),
    [
        # Whole words side by side, whatever their case; a paragraph's end and its points stand where people read them.
        (["nạn nhân"], ["nạn nhân", "Nạn nhân", "NẠN  NHÂN", "nạn nhân"]),
        (["trợ"], ["trợ", "trợ", "trợ", "Trợ"]),
        (["hỗ trợ", "nạn nhân"], ["Hỗ trợ nạn nhân", "Nạn nhân", "hỗ trợ", "NẠN  NHÂN", "nạn nhân"]),
        (["trợ giúp", "hỗ trợ"], ["Hỗ trợ", "trợ giúp, hỗ trợ"]),
        # Several words without their marks are found with them, a single one is not: ban is neither bán nor bạn.
        (["nan nhan"], ["nạn nhân", "Nạn nhân", "NẠN  NHÂN", "nạn nhân"]),
        (["ban"], []),
        # Either spelling of a tone mark.
        (["hòa giải"], ["hoà giải"]),
        (["nạn nhân học", "", "?"], []),
    ],
)
def test_whole_words_are_found_in_reading_order(phrases: list[str], found: list[str]) -> None:
    provisions = {item.path: item for item in TREE[0].walk()}
    places = places_of(TREE, phrases)
    assert [(getattr(provisions[path], name) or "")[start:end] for path, name, start, end in places] == found
