"""The analysis chain, trap by trap."""

import pytest

from kb.language.analysis import both_fields, fold_words, normal, number_forms, pairs, words, words_in_place
from tests.linear import assert_linear_in

WORDS = [
    ("lower case", "Nạn Nhân ĐƯỢC", ["nạn", "nhân", "được"]),
    ("punctuation is not a word", "a, (b); “c”… d/", ["a", "b", "c", "d"]),
    (
        "tone marks in one spelling",
        "hoà giải, uỷ quyền, quí III, thuỷ sản",
        ["hòa", "giải", "ủy", "quyền", "quý", "iii", "thủy", "sản"],
    ),
    ("số hiệu whole", "Luật số 66/2011/QH12", ["luật", "số", "66/2011/qh12"]),
    ("số hiệu with hyphens", "09/2013/NĐ-CP, 01/2020/TTLT-BTP-BTC", ["9/2013/nđ-cp", "1/2020/ttlt-btp-btc"]),
    ("a dash for a hyphen", "09/2013/NĐ–CP", ["9/2013/nđ-cp"]),
    ("numbers without a year", "280-TTg và 15/QĐ-TTg", ["280-ttg", "và", "15/qđ-ttg"]),
    ("dates whole, without leading zeros", "ngày 01/07/2025", ["ngày", "1/7/2025"]),
    ("amounts whole", "1.500.000 đồng, 3,5 lần", ["1.500.000", "đồng", "3,5", "lần"]),
    ("leading zeros do not tell numbers apart", "02 năm", ["2", "năm"]),
    ("per month is two words", "10 lần/tháng", ["10", "lần", "tháng"]),
    ("inserted article", "Điều 32đ", ["điều", "32đ"]),
    ("đ is not d", "đ d", ["đ", "d"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in WORDS], ids=[case[0] for case in WORDS])
def test_words(text: str, expected: list[str]) -> None:
    assert words(normal(text)) == expected


def test_decomposed_text_is_the_same_as_composed() -> None:
    assert words(normal("nạn nhân".encode().decode())) == words(normal("na\u0323n nha\u0302n"))


def test_invisible_characters_do_not_split_words() -> None:
    assert words(normal("nạn\u00a0nh\u200bân")) == ["nạn", "nhân"]


@pytest.mark.parametrize(("marked", "folded"), [("đường", "duong"), ("nđ-cp", "nd-cp"), ("32đ", "32d"), ("ủy", "uy")])
def test_folded_twin(marked: str, folded: str) -> None:
    assert fold_words([marked]) == [folded]


def test_pairs_run_across_punctuation() -> None:
    assert pairs(words("hỗ trợ, học nghề")) == ["hỗ_trợ", "trợ_học", "học_nghề"]


def test_short_form_of_a_number_is_indexed_too() -> None:
    assert number_forms(words("66/2011/QH12 và 01/7/2020")) == ["66/2011"]


def test_both_fields_are_of_the_same_length() -> None:
    marked, folded = both_fields(words("Nghị định số 09/2013/NĐ-CP về hoà giải"))
    assert folded.split() == fold_words(marked.split())
    assert "hòa_giải" not in folded
    assert "hoa_giai" in folded


@pytest.mark.parametrize("text", ["Điều 32đ. Nạn nhân (bị lừa) được hoà giải 02 lần.", "İstanbul ǅ ß"])
def test_offsets_are_those_of_the_text(text: str) -> None:
    for word, start, end in words_in_place(text):
        assert words(text[start:end]) == [word]


@pytest.mark.parametrize("text", ["a" * 200_000, "1/" * 100_000, "1.1" * 70_000, "9/9999/a-" * 20_000, "\x00\x07 " * 60_000])
def test_hostile_text_takes_linear_time(text: str) -> None:
    assert_linear_in(lambda part: both_fields(words(part)), text)
