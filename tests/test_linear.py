"""Reading is linear: ten times the text takes ten times as long, whatever the text repeats.

The phrases are those of the readers' own patterns; a part of them is tried at sizes that a quadratic reader does not survive.
"""

from collections.abc import Callable

import pytest

from documents.amendments import quotations
from documents.amendments.quotations import MARKS
from documents.references import Context, resolve
from documents.references.finder import find_references
from documents.structure.quotes import quoted_paragraphs
from documents.wording.unit_lists import WORDS
from ingest.readers.footnotes import take_bracket_notes
from ingest.readers.html.reader import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.text import read_text
from tests.linear import assert_linear as grows_linearly
from tests.linear import one_of_many
from tests.repetition import SENTENCES, phrases, read_law, repeated, tags

_OTHERS = 120  # of the phrases that no sentence here has, every so many are tried


def assert_linear(work: Callable[[str], object], phrase: str, size: int, start: str = "") -> None:
    grows_linearly(work, start + repeated(phrase, size), start + repeated(phrase, 10 * size))


@pytest.mark.parametrize("phrase", one_of_many(SENTENCES))
def test_a_sentence_that_repeats(phrase: str) -> None:
    assert_linear(read_law, f"{phrase} ", 1_500)


@pytest.mark.long
@pytest.mark.parametrize("joint", [" ", "\n"])
def test_phrases_of_the_grammar_that_repeat(joint: str) -> None:
    for phrase in phrases()[len(SENTENCES) + len(joint) :: _OTHERS]:
        assert_linear(read_law, phrase + joint, 1_000)


@pytest.mark.long
def test_units_that_repeat() -> None:
    here = Context(instrument="nghi-dinh/1-2020-nd-cp/chinh-phu/2020-01-01")
    for index, word in enumerate(WORDS):
        joint = (" ", ", ")[index % 2]
        assert_linear(lambda text: resolve(text, find_references(text, here), here), f"{word} 1{joint}", 1_500)


@pytest.mark.long
def test_quotation_marks_that_repeat() -> None:
    def pair(text: str) -> None:
        quotations.find(text)
        quoted_paragraphs(text.split("\n"))

    for mark in MARKS:
        for phrase in (f"{mark} ", f"\n{mark}a", f"\n{mark}{mark}{mark}a”"):
            assert_linear(pair, phrase, 800)


@pytest.mark.parametrize("piece", one_of_many(tags()[::2]))
def test_elements_that_repeat(piece: str) -> None:
    frame = '<div class="fulltext"><p>Điều 1. Phạm vi</p><p>Luật này quy định về trẻ em và người chưa thành niên.</p></div>'
    assert_linear(lambda text: read_html(f"<html><body>{frame}{text}</body></html>".encode(), "a.html"), piece, 800)


@pytest.mark.parametrize(
    "phrase", one_of_many(["[a](", "*a ", "**a ", "_a ", "![", "![a](", "# ", "a[^1] ", "[1] ", "a[1] ", "| a ", "[(Điều 1 số "])
)
def test_marks_of_markdown_that_repeat(phrase: str) -> None:
    assert_linear(read_markdown, phrase, 3_000, start="[1] a\n[^1]: b\n" if "1]" in phrase else "")
    assert_linear(lambda text: take_bracket_notes(read_text(text).lines), phrase, 3_000, start="[1] a\n")


def test_many_references_in_a_paragraph() -> None:
    references = find_references("khoản 1 Điều 5 Luật Đất đai, " * 3_000)
    assert len(references) == 1, "one list of the same law"
    assert references[0].targets == find_references("khoản 1 Điều 5 Luật Đất đai")[0].targets


def test_ranges_do_not_multiply() -> None:
    text = "các điểm từ điểm a đến điểm y các khoản từ 1 đến 500 các điều từ 1 đến 500 của Luật Đất đai"
    references = find_references(text)
    assert references[-1].text.endswith("Luật Đất đai")
    assert 500 <= sum(len(reference.targets) for reference in references) <= 2_000


def test_blanks_without_end() -> None:
    few, text = (f"Số{blanks}5 và khoản 1{blanks}Điều 5{blanks}Luật Đất đai{blanks}hết" for blanks in (" " * 4_000, " " * 40_000))
    grows_linearly(find_references, few, text)
    (reference,) = find_references(text)
    assert text[reference.start : reference.end] == reference.text
    assert reference.text.startswith("khoản 1 ")
    assert reference.text.endswith(" Luật Đất đai")
    assert reference.targets == find_references("khoản 1 Điều 5 Luật Đất đai")[0].targets
    assert resolve(text, (reference,))[0].targets[0].path == "dieu-5/khoan-1"
