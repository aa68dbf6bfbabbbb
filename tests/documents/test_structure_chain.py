"""The sequence of articles is decided for the whole text. Texts of our own making, damaged as real copies are."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.instrument import read_instrument
from documents.model import Instrument, Kind, Line, Provision, Reading, Table
from documents.structure import read_clauses, read_tree
from ingest.readers.text import read_text
from tests.documents.structure_helpers import articles, by_path, codes, lines, tree_of, tree_of_wrapped, walk
from tests.linear import assert_linear, one_of_many

HEAD = "LUẬT\nThư viện\nCăn cứ Hiến pháp;\nQuốc hội ban hành Luật Thư viện.\n"


def law(*articles: str) -> str:
    return HEAD + "\n".join(articles)


WHOLE = tuple(f"Điều {n}. Tên của điều {n}\n1. Một là mượn sách.\n2. Hai là trả sách." for n in range(1, 7))

DAMAGED = {
    "no blank before the number": ("Điều 3. Tên", "Điều3. Tên"),
    "no blank behind the stop": ("Điều 3. Tên", "Điều 3.Tên"),
    "no blank at all": ("Điều 3. Tên", "Điều3.Tên"),
    "a blank in the word": ("Điều 3. Tên", "Đ iều 3. Tên"),
    "no full stop": ("Điều 3. Tên", "Điều 3 Tên"),
    "no blank and no full stop": ("Điều 3. Tên", "Điều3 Tên"),
    "behind an unfinished line": ("trả sách.\nĐiều 3.", "trả\nĐiều 3."),
    "behind a comma": ("trả sách.\nĐiều 3.", "trả sách,\nĐiều 3."),
    "behind a line of a page": ("trả sách.\nĐiều 3.", "trả sách.\nTrang 4/40\nĐiều 3."),
    "in a quotation that is never closed": ("2. Hai là trả sách.\nĐiều 3.", "2. Hai là “trả sách.\nĐiều 3."),
    "in a quotation of several lines that is never closed": ("2. Hai là trả sách.\nĐiều 3.", "2. Hai là:\n“trả sách.\nĐiều 3."),
}


@pytest.mark.parametrize(("whole", "damaged"), DAMAGED.values(), ids=DAMAGED.keys())
def test_a_heading_that_is_damaged_opens_its_article(whole: str, damaged: str) -> None:
    text = law(*WHOLE)
    assert whole in text
    tree = tree_of(text.replace(whole, damaged, 1))
    assert articles(tree) == [f"dieu-{n}" for n in range(1, 7)]
    assert by_path(tree)["dieu-3"].heading == "Tên của điều 3"
    assert "missing_article" not in codes(tree)


CITED = {
    "in the middle of a sentence": "Việc mượn theo quy định tại khoản 2\nĐiều 3. Trường hợp khác thì hỏi thủ thư.",
    "in a list": "Việc mượn theo quy định tại Điều 1,\nĐiều 3. Trường hợp khác thì hỏi thủ thư.",
    "behind a sentence": "Việc mượn theo luật. Điều 3 của Luật này quy định việc trả.",
    "at the start of a line": "Việc mượn theo luật.\nĐiều 3 của Luật này quy định việc trả.",
    "in quotation marks": "Thay cụm từ như sau:\n“Điều 3. Tên mới\nNội dung mới.”",
    "with its units": "Việc mượn theo các khoản 1, 2 Điều 3. Trường hợp khác thì hỏi thủ thư.",
    "by a verb": "Việc mượn không được trái Điều 3. Trường hợp khác thì hỏi thủ thư.",
    "in quotation marks on the line": "Bảng có ghi “Nội quy. Điều 3. Giữ trật tự” ở cửa.",
}


@pytest.mark.parametrize("words", CITED.values(), ids=CITED.keys())
def test_what_cites_the_next_article_is_not_the_article(words: str) -> None:
    tree = tree_of(law(WHOLE[0], WHOLE[1] + "\n3. " + words, *WHOLE[2:]))
    assert articles(tree) == [f"dieu-{n}" for n in range(1, 7)]
    assert by_path(tree)["dieu-3"].heading == "Tên của điều 3"


@pytest.mark.parametrize("words", CITED.values(), ids=CITED.keys())
def test_what_cites_an_article_that_is_lost_does_not_stand_in_for_it(words: str) -> None:
    tree = tree_of(law(WHOLE[0], WHOLE[1] + "\n3. " + words, *WHOLE[3:]))
    assert "dieu-3" not in articles(tree)
    assert "missing_article" in codes(tree)


AMENDING = """
Điều 1. Sửa đổi, bổ sung Điều 4
“Điều 4. Thẻ
Thẻ giấy.”.
Điều 2. Sửa đổi, bổ sung Điều 5
“Điều 5. Phí
1. Miễn phí.
Điều 6. Hạn
Một năm.”
Điều 3. Sửa đổi Luật Sách
1. Sửa đổi khoản 2 Điều 9 như sau:
“2. Sách cũ.”
2. Sửa đổi Điều 20 như sau:
“Điều 20. Kho
Kho kín.”
Điều 4. Sửa đổi Luật Báo
1. Sửa đổi Điều 30 như sau:
“Điều 30. Báo
Báo giấy.”
Điều 5. Hiệu lực thi hành
Từ nay."""
MARKS = {
    "all marks": lambda text: text,
    "no marks": lambda text: text.replace("“", "").replace("”", ""),
    "straight marks": lambda text: text.replace("“", '"').replace("”", '"'),
    "no closing marks": lambda text: text.replace("”", ""),
    "no opening marks": lambda text: text.replace("“", ""),
    **{f"without mark {n}": lambda text, n=n: drop(text, n) for n in range(10)},
}


def drop(text: str, number: int) -> str:
    places = [at for at, letter in enumerate(text) if letter in "“”"]
    return text[: places[number]] + text[places[number] + 1 :]


@pytest.mark.parametrize("damage", MARKS.values(), ids=MARKS.keys())
def test_articles_of_an_amending_text_whatever_marks_are_lost(damage: Callable[[str], str]) -> None:
    assert articles(tree_of(HEAD + damage(AMENDING.strip()))) == [f"dieu-{n}" for n in range(1, 6)]


NEW_TEXT = "Điều 1. Sửa đổi Luật Thẻ\n1. Sửa đổi, bổ sung như sau:\nĐiều {first}. Thẻ\nThẻ giấy.\nĐiều {second}. Phí\nMiễn phí."


@pytest.mark.parametrize(("first", "second"), [(35, 36), (2, 3), (1, 2), (2, 9)])
def test_new_text_without_marks_ends_where_the_text_outside_goes_on(first: int, second: int) -> None:
    own = "Điều 2. Hiệu lực thi hành\nTừ nay.\nĐiều 3. Trách nhiệm\nBộ trưởng."
    tree = tree_of(HEAD + NEW_TEXT.format(first=first, second=second) + "\n" + own)
    assert articles(tree) == ["dieu-1", "dieu-2", "dieu-3"]
    assert by_path(tree)["dieu-2"].heading == "Hiệu lực thi hành"


def test_new_text_without_marks_ends_though_the_next_article_is_lost() -> None:
    tree = tree_of(HEAD + NEW_TEXT.format(first=35, second=36) + "\nĐiều 3. Trách nhiệm\nBộ trưởng.")
    assert articles(tree) == ["dieu-1", "dieu-3"]
    assert "missing_article" in codes(tree)


def test_an_attached_text_does_not_go_on_with_the_articles_of_what_issued_it() -> None:
    """Legacy fonts lose the capitals of titles."""
    decision = "Điều 1. Ban hành Chế độ thư viện.\nĐiều 2. Quyết định này có hiệu lực từ nay.\nNơi nhận:\n- Lưu: VT.\nTM. CHÍNH PHỦ"
    title = "chế độ thư viện\ncho người đọc\n(Ban hành theo Quyết định số 12/2031/QĐ-BVH)\nChương I\nquy định chung\n"
    tree = tree_of(HEAD + decision + "\n" + title + "\n".join(WHOLE))
    assert articles(tree) == ["dieu-1", "dieu-2", *(f"kem-theo-1/dieu-{n}" for n in range(1, 7))]
    assert by_path(tree)["kem-theo-1"].heading == "chế độ thư viện cho người đọc"
    form = tree_of(HEAD + decision + "\nQuyết định\n" + "\n".join(WHOLE))
    assert articles(form) == ["dieu-1", "dieu-2"], "not known to be attached, and no part of the decision"


def test_a_list_of_appendices_in_an_article_is_no_appendix() -> None:
    listed = "3. Ban hành các phụ lục sau.\nPhụ lục I: Biểu phí của thư viện.\nPhụ lục II: Mẫu thẻ."
    tree = tree_of(law(WHOLE[0], f"{WHOLE[1]}\n{listed}", *WHOLE[2:], "PHỤ LỤC I", "BIỂU PHÍ", "Miễn phí."))
    assert articles(tree) == [f"dieu-{n}" for n in range(1, 7)]
    assert [node.path for node in walk(tree) if node.kind is Kind.APPENDIX] == ["phu-luc-i"]
    assert "Biểu phí của thư viện" in by_path(tree)["dieu-2/khoan-3"].text


def test_an_article_out_of_its_order_is_kept_and_told() -> None:
    tree = tree_of(law(*WHOLE[:3], "Điều 28. Lạc chỗ\nNội dung.", *WHOLE[3:]))
    assert articles(tree) == ["dieu-1", "dieu-2", "dieu-3", "dieu-28", "dieu-4", "dieu-5", "dieu-6"]
    assert ("misplaced_article", "dieu-28") in [(problem.code, problem.place) for problem in tree.problems]


def test_no_paragraph_of_wrapped_lines_runs_over_a_heading() -> None:
    text = "\n".join(
        f"Điều {n}. Quyền và nghĩa vụ của người mượn sách tại thư viện công cộng trong\nnăm thứ {n}\n"
        "1. Người mượn sách được mượn sách về nhà trong thời hạn mà thư viện đã công\nbố cho từng loại sách và phải trả đúng"
        for n in range(1, 9)
    )
    tree = tree_of_wrapped(HEAD + text)
    assert articles(tree) == [f"dieu-{n}" for n in range(1, 9)]
    assert all(node.heading and node.heading.endswith(f"năm thứ {node.number}") for node in walk(tree) if node.kind is Kind.ARTICLE)


TITLES = {
    "its last word could be a law": (
        "Trách nhiệm xử lý kỷ luật",
        "Người đứng đầu cơ quan phải xử lý người vi phạm theo quy\nđịnh.",
    ),
    "its last word could be a unit": ("Quy định chi tiết", "Bộ trưởng quy định chi tiết các điều được giao trong luật\nnày."),
    "a line of it could be a citation": ("Tội vi phạm việc niêm phong tài sản, phong tỏa tài\nkhoản", "1. Người nào."),
    "its second line is short": ("Xây dựng chương trình, giáo trình của thư viện và\ndưới 03 tháng", "Thực hiện theo Điều 1."),
}


@pytest.mark.parametrize(("title", "below"), TITLES.values(), ids=TITLES.keys())
def test_a_title_on_wrapped_lines_ends_where_it_ends(title: str, below: str) -> None:
    line = "1. Người mượn sách được mượn sách về nhà trong thời hạn\nmà thư viện đã công bố cho từng loại sách và phải trả sách\n"
    line += "đúng hạn.\n"
    text = (
        "\n".join(f"Điều {n}. Việc thứ {n}\n{line}{line}" for n in range(1, 6)) + f"Điều 6. {title}\n{below}\nĐiều 7. Hết\n{line}"
    )
    found = by_path(tree_of_wrapped(HEAD + text))["dieu-6"]
    assert found.heading == title.replace("\n", " ")


def read(text: str) -> Instrument:
    return read_instrument(read_text(text))


def problems(instrument: Instrument) -> set[str]:
    return {str(problem.code) for problem in instrument.problems}


def letters(nodes: list[Provision]) -> str:
    """All that a tree holds, blanks aside."""
    found: list[str] = []
    for node in nodes:
        cells = [cell for row in node.table.rows for cell in row] if node.table else []
        found += [node.number or "", node.heading or "", node.text, *cells, node.tail, *(note.text for note in node.notes)]
    return "".join("".join(found).split())


def test_an_article_number_of_ten_digits_is_harmless() -> None:
    found = read(law(*WHOLE[:2], "Điều 1234567890. Tên\nNội dung.", *WHOLE[2:]))
    assert [node.number for node in found.walk() if node.kind is Kind.ARTICLE] == ["1", "2", "3", "4", "5", "6"]
    assert "unlisted_article" in problems(found)
    assert "1234567890" in letters(list(found.walk()))


def test_five_thousand_headings_in_wrong_order() -> None:
    numbers = list(range(1, 5001))
    random.Random(1).shuffle(numbers)

    def text(count: int) -> str:
        return HEAD + "\n".join(f"Điều {n}. Tên {n}\nNội dung thứ {n}." for n in numbers[:count])

    found = assert_linear(read, text(500), text(5000))
    assert [int(node.number or 0) for node in found.walk() if node.kind is Kind.ARTICLE] == numbers
    assert "misplaced_article" in problems(found)
    assert len(found.problems) < 50


@pytest.mark.long
def test_a_text_on_one_line_is_one_article_with_all_its_words() -> None:
    def text(count: int) -> str:
        return " ".join(f"Điều {n}. Tên {n} nói về việc thứ {n}." for n in range(1, count + 1))

    found = assert_linear(read, text(1_200), text(12_000))
    assert sum(node.kind is Kind.ARTICLE for node in found.walk()) == 1
    assert letters(list(found.walk())).count("Tên") == 12_000


@pytest.mark.parametrize("line", one_of_many(["“Điều {n}. Tên\nNội dung.\n", "{n}. Nội dung.\n", "Nội dung.\n"]))
def test_a_quotation_that_never_ends(line: str) -> None:
    def text(count: int) -> str:
        start = law(WHOLE[0], "Điều 2. Sửa đổi\nSửa đổi Điều 5 như sau:\n“Điều 5. Thẻ\n")
        return start + "".join(line.format(n=n) for n in range(count)) + "Điều 3. Hiệu lực thi hành\nTừ nay."

    found = assert_linear(read, text(800), text(8000))
    assert [node.number for node in found.walk() if node.kind is Kind.ARTICLE][:2] == ["1", "2"]
    assert "3" in [node.number for node in found.walk() if node.kind is Kind.ARTICLE]
    assert problems(found) & {"unclosed_quotation"}
    assert letters(list(found.walk())).count("Nộidung") >= text(8000).count("Nội dung")


@pytest.mark.long
def test_a_table_of_twenty_thousand_rows() -> None:
    def reading(rows: int) -> Reading:
        table = Table(tuple((str(n), f"Điều {n}. Tên", "“mở") for n in range(rows)))
        return Reading("docx", (*lines(law(*WHOLE[:3])), Line("", table=table), *lines("\n".join(WHOLE[3:]))))

    found = assert_linear(read_instrument, reading(2_000), reading(20_000))
    assert [node.number for node in found.walk() if node.kind is Kind.ARTICLE] == ["1", "2", "3", "4", "5", "6"]
    assert [len(node.table.rows) for node in found.walk() if node.table] == [20_000]


PIECES = """
Điều 1. Một|Điều 2 Hai|Điều3. Ba|Điều 7.|“Điều 5. Thẻ|sửa đổi như sau:|a. Điều 4. Bốn|”|MỘT Điều 9. Chín|QUY CHẾ|Điều 5a. Năm
(Ban hành kèm theo Quyết định số 1/2031/QĐ-UBND)|theo khoản 2|TM. CHÍNH PHỦ|1. Một.
"""
WORDS = ("Một", "Hai", "Ba", "Bốn", "Năm", "Chín", "Thẻ", "như sau", "CHÍNH PHỦ")


@given(st.lists(st.sampled_from(PIECES.strip().replace("\n", "|").split("|")), max_size=25), st.booleans())
def test_nothing_is_lost(pieces: list[str], paragraphs: bool) -> None:
    tree = read_tree(lines("\n".join(pieces), paragraphs) if pieces else [])
    words = [word for piece in pieces for word in WORDS if word in piece]
    held = " ".join(" ".join((node.heading or "", node.text, node.tail)) for node in walk(tree))
    held += " ".join(tree.head)
    assert all(held.count(word) >= words.count(word) for word in words)


def test_clauses_of_new_text_without_marks_are_those_of_the_other_instrument() -> None:
    text = "Điều 1. Sửa đổi\n1. Sửa đổi Điều 5 như sau:\nĐiều 5. Thẻ\n1. Thẻ giấy.\n2. Thẻ nhựa."
    text += "\n2. Sửa đổi Điều 6 như sau:\nĐiều 6. Phí\n1. Miễn."
    tree = tree_of(HEAD + text + "\nĐiều 2. Hiệu lực thi hành\nTừ nay.")
    found = by_path(tree)
    assert [path for path in found if path.startswith("dieu-")] == ["dieu-1", "dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-2"]
    assert found["dieu-1/khoan-1"].text.endswith("Điều 5. Thẻ\n1. Thẻ giấy.\n2. Thẻ nhựa.")


LABELS = {
    "a clause": ("1. Một. 2. Hai.\n3. Ba.", ["khoan-1", "khoan-2", "khoan-3"]),
    "two clauses": ("1. Một. 2. Hai. 3. Ba.\n4. Bốn.", ["khoan-1", "khoan-2", "khoan-3", "khoan-4"]),
    "a clause behind a point": ("1. Một:\na) A. 2. Hai.\n3. Ba.", ["khoan-1", "khoan-1/diem-a", "khoan-2", "khoan-3"]),
    "points": ("1. Một:\na) A; b) B; c) C;\nd) D.", ["khoan-1", *(f"khoan-1/diem-{letter}" for letter in "abcd")]),
    "a label alone on its line": ("1.\nMột.\n2.\nHai.", ["khoan-1", "khoan-2"]),
    "not one that no gap asks for": ("1. Một. 2. Hai.\n2. Hai.", ["khoan-1", "khoan-2"]),
    "not the last, which nothing below confirms": ("1. Một.\n2. Hai. 3. Ba.", ["khoan-1", "khoan-2"]),
    "not in quotation marks": ("1. Một “một. 2. Hai”.\n3. Ba.", ["khoan-1", "khoan-3"]),
    "not in the middle of a sentence": ("1. Theo khoản 2. Hai và\n3. Ba.", ["khoan-1", "khoan-3"]),
    "not one of two": ("1. Một. 2. Hai.\n4. Bốn.", ["khoan-1", "khoan-4"]),
}


@pytest.mark.parametrize(("body", "expected"), LABELS.values(), ids=LABELS.keys())
def test_a_label_that_has_lost_its_line_break(body: str, expected: list[str]) -> None:
    tree = tree_of(f"{HEAD}Điều 1. Thẻ\n{body}\nĐiều 2. Phí\nMiễn.")
    assert [path.removeprefix("dieu-1/") for path in by_path(tree) if path.startswith("dieu-1/")] == expected
    article = read_clauses(body.split("\n"), "dieu-1")
    assert [node.path.removeprefix("dieu-1/") for child in article.children for node in child.walk()] == expected


def test_places_follow_the_words_of_a_parted_paragraph() -> None:
    tree = tree_of(f"{HEAD}Điều 1. Thẻ\n1. Một. 2. Hai.\n3. Ba.\nĐiều 2. Phí\nMiễn.")
    found = by_path(tree)
    for path, line, words in (("dieu-1/khoan-1", 6, "Một."), ("dieu-1/khoan-2", 6, "Hai."), ("dieu-1/khoan-3", 7, "Ba.")):
        (segment,) = found[path].text_map
        assert (found[path].text, found[path].text[segment.start : segment.end]) == (words, words)
        assert segment.place.element == f"line:{line}"
    assert found["dieu-2"].heading == "Phí"
