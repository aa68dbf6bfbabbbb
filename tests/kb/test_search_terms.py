"""From a query to terms: marks, half marks, abbreviations; and snippets with their highlights."""

import pytest

from documents.text import fold
from kb.language.everyday import BY_FOLDED, EXPANSIONS
from kb.search.hits import LONGEST, best_snippet, whole
from kb.search.terms import MOST_TERMS, Marks, Terms, marks_of, read_terms

COUNTS = {
    # a corpus of 1,000 clauses; bare "cho" and "theo" are words, bare "nan" and "nhan" never are
    "marked": {"nạn": 20, "nhân": 60, "cho": 400, "theo": 500, "được": 600, "hỗ": 50, "trợ": 55, "hỗ_trợ": 50, "bhyt": 1},
    "folded": {"nan": 25, "nhan": 90, "cho": 450, "theo": 510, "duoc": 620, "ho": 130, "tro": 70, "ho_tro": 50, "bhyt": 1},
}


class Counted:
    """A view of an index of which nothing but the frequencies of words is asked."""

    documents = 1_000

    def frequency(self, field: str, token: str) -> int:
        return COUNTS[field].get(token, 0)

    def expect(self, tokens: object) -> None:
        pass


def read(text: str) -> Terms:
    return read_terms(text, Counted())


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("nạn nhân được hỗ trợ", Marks.FULL),
        ("hỗ trợ cho nạn nhân theo", Marks.FULL),
        ("nan nhan duoc ho tro", Marks.NONE),
        ("cho theo", Marks.NONE),
        ("nạn nhan", Marks.HALF),
        ("nan nhân được", Marks.HALF),
        ("hỗ trợ bhyt", Marks.FULL),
        ("hỗ trợ xyz 12/2011", Marks.FULL),
    ],
)
def test_marks(text: str, marks: Marks) -> None:
    assert marks_of(text.split(), Counted()) is marks
    assert read(text).marks is marks


def fields(terms: Terms) -> set[tuple[str, str]]:
    return {(term.field, term.token) for term in terms.terms}


def test_half_marked_words_go_where_they_can_be_found() -> None:
    found = fields(read("nạn nhan"))
    assert ("marked", "nạn") in found
    assert ("folded", "nhan") in found
    assert ("folded", "nan_nhan") in found


def test_terms_are_distinct() -> None:
    terms = read("hỗ trợ hỗ trợ hỗ trợ").terms
    assert len(terms) == len({(term.field, term.token) for term in terms}) == 4


@pytest.mark.parametrize("text", ["thẻ BHYT", "the bhyt"])
def test_abbreviations_are_looked_for_both_ways(text: str) -> None:
    tokens = {term.token for term in read(text).terms}
    assert "bhyt" in tokens
    assert tokens & {"bảo_hiểm", "bao_hiem"}
    assert tokens & {"thẻ_bảo", "the_bao"}, "pairs reach over the written-out words"


def test_abbreviations_mean_one_thing_each() -> None:
    assert len(BY_FOLDED) == len(EXPANSIONS)
    assert all(short == short.lower() and " " not in short for short in EXPANSIONS)


def test_a_pasted_page_keeps_the_terms_that_say_most() -> None:
    page = " ".join(f"chữ{number} được" for number in range(500)) + " hỗ trợ"
    terms = read(page)
    assert len(terms.terms) <= MOST_TERMS


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "*:*", '"', "((((", "!!!"])
def test_nothing_to_look_for(text: str) -> None:
    assert read(text).terms == ()


# Snippets


def shown(text: str, query: str) -> list[str]:
    snippet = whole(text, "dieu-1", read_terms(query, Counted()))
    assert snippet.snippet in text
    return [snippet.snippet[start:end] for start, end in snippet.highlights]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Nạn nhân được hỗ trợ.", "nạn nhân", ["Nạn nhân"]),
        ("Nạn nhân được hỗ trợ.", "nan nhan", ["Nạn nhân"]),
        ("Nạn nhân được hỗ trợ.", "nạn nhan", ["Nạn nhân"]),
        ("Nạn của nhân dân", "nạn nhân", ["Nạn", "nhân"]),
        ("Việc hoà giải", "hòa giải", ["hoà giải"]),
        ("Trong 02 năm", "2 năm", ["02 năm"]),
        ("trợ lý và hỗ trợ", "hỗ", ["hỗ"]),
        ("nhânn nhân", "nhân", ["nhân"]),
        ("thẻ bảo hiểm y tế", "bhyt", ["bảo hiểm y tế"]),
        ("Luật số 66/2011/QH12 quy định", "66/2011/QH12", ["66/2011/QH12"]),
        ("không có gì", "nạn nhân", []),
    ],
)
def test_highlights_stand_exactly_on_whole_words(text: str, query: str, expected: list[str]) -> None:
    assert shown(text, query) == expected


def test_frequent_words_are_shown_only_beside_one_another() -> None:
    assert shown("được cho nạn nhân", "cho nạn nhân được") == ["cho nạn nhân"]


def test_frequent_words_are_shown_where_nothing_else_was_asked_for() -> None:
    assert shown("được cho nạn nhân", "được") == ["được"]


def test_a_marked_query_does_not_highlight_other_marks() -> None:
    assert shown("hỗ trợ hồ trò", "hỗ trợ") == ["hỗ trợ"]
    assert shown("hỗ trợ hồ trò", "ho tro") == ["hỗ trợ", "hồ trò"]


def test_the_snippet_is_where_the_words_are() -> None:
    text = "mở đầu " * 200 + "nạn nhân được hỗ trợ" + " kết thúc" * 200
    snippet = whole(text, "dieu-1", read("nạn nhân"))
    assert snippet.snippet in text
    assert len(snippet.snippet) <= LONGEST
    assert "nạn nhân" in snippet.snippet
    assert not snippet.snippet.startswith(("ở", " ")), "no cut word at the ends"


def test_a_very_long_text_is_looked_at_around_telling_words() -> None:
    text = "mở đầu " * 20_000 + "nạn nhân được hỗ trợ" + " kết thúc" * 20_000
    assert "nạn nhân" in whole(text, "phu-luc-i", read("nan nhan")).snippet


def test_the_piece_that_holds_most_is_chosen() -> None:
    content = "Người được hưởng:\nhỗ trợ\nnạn nhân được hỗ trợ"
    pieces = [("dieu-1/khoan-1", 0, 17), ("dieu-1/khoan-1/diem-a", 18, 24), ("dieu-1/khoan-1/diem-b", 25, 45)]
    snippet = best_snippet(content, pieces, read("hỗ trợ nạn nhân"))
    assert snippet is not None
    assert snippet.snippet_path == "dieu-1/khoan-1/diem-b"
    assert snippet.snippet == content[25:45]


def test_no_text_no_snippet() -> None:
    assert best_snippet("", [], read("nạn nhân")) is None


def test_folding_keeps_offsets() -> None:
    text = "Đường đi của NẠN NHÂN"
    assert len(fold(text)) == len(text)
    assert shown(text, "nan nhan") == ["NẠN NHÂN"]
