"""The traps of structure, each a named case with text of our own making."""

import pytest

from documents.model import Kind
from tests.documents.structure_helpers import articles, by_path, codes, paths, tree_of, walk

HEAD = """
CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/2031/NĐ-CP
NGHỊ ĐỊNH
Quy định về thư viện lưu động
Căn cứ Luật Tổ chức Chính phủ ngày 01 tháng 01 năm 2030;
Theo đề nghị của Bộ trưởng Bộ Văn hóa;
Chính phủ ban hành Nghị định quy định về thư viện lưu động.
"""


ARTICLE_CASES = {
    "heading without a full stop": (
        "Điều 1. Phạm vi\nNghị định này quy định về sách.\nĐiều 2 Trách nhiệm của thủ thư\n1. Giữ sách.\n2. Cho mượn sách.",
        "1 2 2/1 2/2",
    ),
    "heading with a colon": ("Điều 1: Phạm vi\nQuy định về sách.\nĐiều 2: Đối tượng\nÁp dụng cho bạn đọc.", "1 2"),
    "heading with a blank before the full stop": (
        "Điều 1 . Phạm vi điều chỉnh.\nQuy định về sách.\nĐiều 2 . Đối tượng.\nBạn đọc.",
        "1 2",
    ),
    "inserted articles": (
        "Điều 5. Năm\nNội dung.\nĐiều 5a. Năm a\nNội dung.\nĐiều 5b. Năm b\nNội dung.\nĐiều 6. Sáu\nNội dung.",
        "5 5a 5b 6",
    ),
    "inserted article with đ": ("Điều 32. Một\nNội dung.\nĐiều 32d. Hai\nNội dung.\nĐiều 32đ. Ba\nNội dung.", "32 32d 32đ"),
    "articles without clauses": ("Điều 1. Phạm vi\nQuy định về sách.\nQuy định về báo.\nĐiều 2. Đối tượng\nBạn đọc.", "1 2"),
    "points without a clause": ("Điều 1. Thẻ\nThẻ có:\na) Họ tên;\nb) Ảnh.\nĐiều 2. Sách\nSách mới.", "1 1//a 1//b 2"),
    "clauses with a bracket": ("Điều 1. Thẻ\n1) Thẻ giấy.\n2) Thẻ số.\nĐiều 2. Sách\nSách mới.", "1 1/1 1/2 2"),
    "points with a full stop": (
        "Điều 1. Thẻ\n1. Thẻ có:\na. Họ tên;\nb. Ảnh.\n2. Hạn.\na. Một năm.\nb. Hai năm.",
        "1 1/1 1/1/a 1/1/b 1/2 1/2/a 1/2/b",
    ),
    "inserted clauses": ("Điều 1. Thẻ\n1. Thẻ giấy.\n1a. Thẻ nhựa.\n2. Thẻ số.", "1 1/1 1/1a 1/2"),
    "inserted clauses, đ before e": (
        "Điều 1. Thẻ\n1. Thẻ giấy.\n1d. Thẻ gỗ.\n1đ. Thẻ đá.\n1e. Thẻ sắt.\n1g. Thẻ vải.\n2. Thẻ số.",
        "1 1/1 1/1d 1/1đ 1/1e 1/1g 1/2",
    ),
    "an article behind a signature, đ before e": (
        "Điều 5. Một\nNội dung.\nĐiều 5đ. Hai\nNội dung.\nTM. CHÍNH PHỦ\nTHỦ TƯỚNG\nLê Mẫu\nĐiều 5e. Ba\nNội dung./.",
        "5 5đ 5e",
    ),
    "inserted points": ("Điều 1. Thẻ\n1. Thẻ có:\na) Họ tên;\na1) Tên khác;\nb) Ảnh.", "1 1/1 1/1/a 1/1/a1 1/1/b"),
    "a1) below a) is a subpoint": (
        "Điều 1. Thẻ\n1. Thẻ có:\na) Thông tin gồm:\na1) Họ tên;\na2) Tên khác;\nb) Ảnh.",
        "1 1/1 1/1/a 1/1/a/a1 1/1/a/a2 1/1/b",
    ),
    "d and đ are two points": (
        "Điều 1. Thẻ\nThẻ có:\na) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nđ) Năm;\ne) Sáu;\ng) Bảy.",
        "1 1//a 1//b 1//c 1//d 1//đ 1//e 1//g",
    ),
    "d typed twice": (
        "Điều 1. Thẻ\nThẻ có:\na) Một;\nb) Hai;\nc) Ba;\nd) Bốn;\nd) Năm;\ne) Sáu.",
        "1 1//a 1//b 1//c 1//d 1//d~2 1//e",
    ),
    "clauses numbered within the article": ("Điều 3. Giá\n3.1. Giá thuê.\n3.2. Giá bán.\nĐiều 4. Hạn\nMột năm.", "3 3/3.1 3/3.2 4"),
    "amounts and dates are no clauses": (
        "Điều 1. Phí\n1. Phí là:\n3.500 đồng một ngày;\n10.000 đồng một tuần.\n2. Thu phí từ năm\n2031.",
        "1 1/1 1/2",
    ),
    "a list nested in a clause": (
        "Điều 1. Phí\n1. Thủ tục.\n2. Các bước:\n1. Nộp đơn;\n2. Nhận thẻ;\n3. Mượn sách.\n3. Hạn là một năm.",
        "1 1/1 1/2 1/3",
    ),
    "a repealed point stays": ("Điều 1. Phí\n1. Phí gồm:\na) Phí thẻ;\nb) (được bãi bỏ)\nc) Phí mượn.", "1 1/1 1/1/a 1/1/b 1/1/c"),
    "citation at the start of a paragraph": (
        "Điều 1. Phí\n1. Phí theo luật.\nĐiều 12 của Luật Thư viện không áp dụng.\n2. Phí khác.\nĐiều 2. Hạn\nMột năm.",
        "1 1/1 1/2 2",
    ),
    "a bare number of an article that ends a sentence": (
        "Điều 1. Phí\nPhí theo quy định tại khoản 2\nĐiều 19.\nĐiều 2. Hạn\nMột năm.",
        "1 2",
    ),
    "an article list at the start of a paragraph": (
        "Điều 1. Phí\nPhí theo quy định tại\nĐiều 2, Điều 3 và Điều 4 Luật Thư viện.\nĐiều 2. Hạn\nMột năm.",
        "1 2",
    ),
    "file names of the codification are no clauses": (
        "Điều 1. Mẫu\n1. Mẫu thẻ.\n2. Mẫu đơn.\n1. Mau_the.doc\n2. Mau_don.docx",
        "1 1/1 1/2",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ARTICLE_CASES.values(), ids=ARTICLE_CASES.keys())
def test_articles_clauses_points(text: str, expected: str) -> None:
    """Each place is written as article/clause/point/subpoint."""
    kinds = ("dieu", "khoan", "diem", "tiet")
    places = [
        [f"{kind}-{number}" for kind, number in zip(kinds, place.split("/"), strict=False) if number] for place in expected.split()
    ]
    assert [path for path in paths(tree_of(HEAD + text)) if path.startswith("dieu")] == ["/".join(parts) for parts in places]


HEADING_CASES = {
    "a title that begins with bãi bỏ": (
        "Điều 1. Bãi bỏ một số quy định\nBãi bỏ Điều 2 Nghị định số 3.",
        "Bãi bỏ một số quy định",
        "Bãi bỏ Điều 2 Nghị định số 3.",
    ),
    "a dash behind the full stop": ("Điều 1.- Phạm vi\nQuy định về sách.", "Phạm vi", "Quy định về sách."),
    "title and text": ("Điều 1. Phạm vi\nQuy định về sách.", "Phạm vi", "Quy định về sách."),
    "the article is one sentence": (
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế mượn sách.",
        None,
        "Ban hành kèm theo Quyết định này Quy chế mượn sách.",
    ),
    "one sentence and another paragraph": (
        "Điều 1. Quyết định này có hiệu lực kể từ ngày ký.\nBãi bỏ Quyết định số 5/2030/QĐ-UBND.",
        None,
        "Quyết định này có hiệu lực kể từ ngày ký.\nBãi bỏ Quyết định số 5/2030/QĐ-UBND.",
    ),
    "a title with a full stop": ("Điều 1. Phạm vi điều chỉnh.\nQuy định về sách.", "Phạm vi điều chỉnh.", "Quy định về sách."),
    "repealed": ("Điều 1. (được bãi bỏ)", None, "(được bãi bỏ)"),
    "title on the next line": ("Điều 1.\nPhạm vi điều chỉnh\n1. Sách.\n2. Báo.", "Phạm vi điều chỉnh", ""),
    "no title": ("Điều 1\nMọi người được mượn sách.\nĐiều 2\nSách được trả đúng hạn.", None, "Mọi người được mượn sách."),
    "clause on the line of the number": ("Điều 1. 1. Mượn sách.\n2. Trả sách.", None, ""),
}


@pytest.mark.parametrize(("text", "heading", "own"), HEADING_CASES.values(), ids=HEADING_CASES.keys())
def test_heading_or_text(text: str, heading: str | None, own: str) -> None:
    article = by_path(tree_of(HEAD + text))["dieu-1"]
    assert (article.heading, article.text) == (heading, own)


def test_clause_on_the_line_of_the_number_is_a_clause() -> None:
    assert by_path(tree_of(HEAD + "Điều 1. 1. Mượn sách.\n2. Trả sách."))["dieu-1/khoan-1"].text == "Mượn sách."


TAIL_CASES = {
    "closing words after the points of a clause": (
        "Điều 1. Tội làm mất sách\n1. Người nào:\na) Làm mất;\nb) Làm rách,\nthì bị phạt tiền.\n2. Phạt nặng.",
        {"dieu-1/khoan-1": "thì bị phạt tiền.", "dieu-1/khoan-1/diem-b": ""},
    ),
    "closing words of an article with points only": (
        "Điều 1. Tội làm mất sách\nNgười nào:\na) Làm mất;\nb) Làm rách,\nthì bị phạt tiền.",
        {"dieu-1": "thì bị phạt tiền."},
    ),
    "a new sentence after the items of a list": (
        "Điều 1. Thẻ\n1. Thẻ có:\na) Họ tên;\nb) Ảnh.\nCác thông tin tại khoản này được bảo mật.\n2. Hạn.",
        {"dieu-1/khoan-1": "Các thông tin tại khoản này được bảo mật."},
    ),
    "points of several paragraphs keep theirs": (
        "Điều 1. Thẻ\n1. Thẻ có:\na) Họ tên.\nHọ tên viết hoa.\nb) Ảnh.\nẢnh màu.\n2. Hạn.",
        {"dieu-1/khoan-1": "", "dieu-1/khoan-1/diem-a": "", "dieu-1/khoan-1/diem-b": ""},
    ),
}


@pytest.mark.parametrize(("text", "tails"), TAIL_CASES.values(), ids=TAIL_CASES.keys())
def test_tail(text: str, tails: dict[str, str]) -> None:
    found = by_path(tree_of(HEAD + text))
    assert {path: found[path].tail for path in tails} == tails


GROUP_CASES = {
    "title on the next line": (
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Một\nNội dung.\nChương II\nTHẺ\nĐiều 2. Hai\nNội dung.",
        {"chuong-i": "QUY ĐỊNH CHUNG", "chuong-ii": "THẺ"},
    ),
    "title on the same line": (
        "CHƯƠNG I NHỮNG QUY ĐỊNH CHUNG\nĐiều 1. Một\nNội dung.\nChương 2. Thẻ mượn\nĐiều 2. Hai\nNội dung.",
        {"chuong-i": "NHỮNG QUY ĐỊNH CHUNG", "chuong-2": "Thẻ mượn"},
    ),
    "a colon after the number": (
        "Chương 1:\nNHỮNG QUY ĐỊNH CHUNG\nĐiều 1. Một\nNội dung.",
        {"chuong-1": "NHỮNG QUY ĐỊNH CHUNG"},
    ),
    "title over several lines in capitals": (
        "Chương I\nTHẺ MƯỢN, PHÍ MƯỢN VÀ\nTRÁCH NHIỆM CỦA BẠN ĐỌC\nĐiều 1. Một\nNội dung.",
        {"chuong-i": "THẺ MƯỢN, PHÍ MƯỢN VÀ TRÁCH NHIỆM CỦA BẠN ĐỌC"},
    ),
    "title in small letters": ("Chương II\nThẻ mượn sách\nĐiều 1. Một\nNội dung.", {"chuong-ii": "Thẻ mượn sách"}),
    "parts in words, sections, subsections": (
        "Phần thứ hai\nTHẺ\nChương XI\nCẤP THẺ\nMục 2. CẤP LẠI\nTiểu mục 1. MẤT THẺ\nĐiều 1. Một\nNội dung.",
        {
            "phan-thu-hai": "THẺ",
            "phan-thu-hai/chuong-xi": "CẤP THẺ",
            "phan-thu-hai/chuong-xi/muc-2": "CẤP LẠI",
            "phan-thu-hai/chuong-xi/muc-2/tieu-muc-1": "MẤT THẺ",
        },
    ),
    "a citation of a chapter is text": (
        "Chương I\nCHUNG\nĐiều 1. Một\nTheo quy định sau.\nChương XIII và Chương XXVI của Bộ luật này không áp dụng."
        "\nMục 2 Chương này áp dụng.",
        {"chuong-i": "CHUNG"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), GROUP_CASES.values(), ids=GROUP_CASES.keys())
def test_groups(text: str, expected: dict[str, str]) -> None:
    groups = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION)
    tree = tree_of(HEAD + text)
    assert {provision.path: provision.heading for provision in walk(tree) if provision.kind in groups} == expected
    assert articles(tree)[0] == "dieu-1"


AMENDMENT = """
Điều 1. Sửa đổi, bổ sung một số điều của Luật Thư viện
1. Sửa đổi, bổ sung Điều 5 như sau:
“Điều 5. Thẻ
1. Thẻ giấy.
2. Thẻ số gọi là “thẻ điện tử”.
Điều 6. Phí
Miễn phí.”.
2. Bổ sung Điều 7a vào sau Điều 7 như sau:
“Điều 7a. Hạn
Hạn là một năm.”
3. Thay thế cụm từ “bạn đọc” bằng cụm từ “người đọc” tại Điều 8.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực từ ngày 01 tháng 7 năm 2031.
"""

QUOTE_CASES = {
    "curly marks": AMENDMENT,
    "straight marks": AMENDMENT.replace("“", '"').replace("”", '"'),
    "angle marks": AMENDMENT.replace("“", "«").replace("”", "»"),
    "opening marks only": AMENDMENT.replace("”", "“"),
    "closing marks only": AMENDMENT.replace("“", "”"),
    "low opening marks": AMENDMENT.replace("“", "„"),
}


@pytest.mark.parametrize("text", QUOTE_CASES.values(), ids=QUOTE_CASES.keys())
def test_a_quoted_article_is_no_article(text: str) -> None:
    tree = tree_of(HEAD + text)
    assert articles(tree) == ["dieu-1", "dieu-2"]
    clauses = by_path(tree)
    assert clauses["dieu-1/khoan-1"].text.splitlines()[1][1:] == "Điều 5. Thẻ"
    assert len(clauses["dieu-1/khoan-1"].text.splitlines()) == 6
    assert not clauses["dieu-1/khoan-1"].children
    assert "dieu-1/khoan-3" in clauses
    assert codes(tree) == []


STRAY_CASES = {
    "the quotation of the first clause is not closed": AMENDMENT.replace("Miễn phí.”.", "Miễn phí."),
    "the quotation of the second clause is not closed": AMENDMENT.replace("một năm.”", "một năm."),
    "an inner mark is not closed": AMENDMENT.replace("“thẻ điện tử”", "“thẻ điện tử"),
    "two inner marks are not closed": AMENDMENT.replace("“thẻ điện tử”", "“thẻ “điện tử"),
}


@pytest.mark.parametrize("text", STRAY_CASES.values(), ids=STRAY_CASES.keys())
def test_a_stray_mark_does_not_swallow_the_rest(text: str) -> None:
    tree = tree_of(HEAD + text)
    assert articles(tree) == ["dieu-1", "dieu-2"]
    assert [path for path in paths(tree) if path.startswith("dieu-1/")] == ["dieu-1/khoan-1", "dieu-1/khoan-2", "dieu-1/khoan-3"]
    assert "unclosed_quotation" in codes(tree)
    assert next(problem for problem in tree.problems if problem.code == "unclosed_quotation").place == "dieu-1"


def test_a_stray_mark_in_the_middle_of_a_sentence_is_told() -> None:
    tree = tree_of(HEAD + "Điều 1. Thẻ\nThẻ gọi là “thẻ đọc được cấp.\nĐiều 2. Hạn\nHạn một năm.\nĐiều 3. Phí\nMiễn phí.")
    assert articles(tree) == ["dieu-1", "dieu-2", "dieu-3"]
    assert codes(tree) == ["unclosed_quotation"]


def test_new_text_without_quotation_marks_is_no_article() -> None:
    text = "Điều 1. Sửa đổi một số điều\n1. Sửa đổi Điều 35 như sau:\nĐiều 35. Thẻ\nThẻ giấy."
    text += "\nĐiều 36. Phí\nMiễn phí.\nĐiều 2. Hiệu lực\nTừ nay."
    assert articles(tree_of(HEAD + text)) == ["dieu-1", "dieu-2"]


def test_many_apparent_articles_of_an_amending_law() -> None:
    clauses = "\n".join(f"{n}. Sửa đổi Điều {n + 9} như sau:\n“Điều {n + 9}. Tên mới\n1. Một.\n2. Hai.”" for n in range(1, 99))
    tree = tree_of(HEAD + f"Điều 1. Sửa đổi, bổ sung một số điều\n{clauses}\nĐiều 2. Hiệu lực thi hành\nTừ nay.")
    assert articles(tree) == ["dieu-1", "dieu-2"]
    assert len(by_path(tree)["dieu-1"].children) == 98


PROBLEM_CASES = {
    "missing": ("Điều 1. Một\nNội dung.\nĐiều 4. Bốn\nNội dung.", [("missing_article", "dieu-4")]),
    "cut at the start": ("Điều 3. Ba\nNội dung.\nĐiều 4. Bốn\nNội dung.", [("missing_article", "dieu-3")]),
    "repeated": (
        "Điều 1. Một\nNội dung.\nĐiều 2. Hai\nNội dung.\nĐiều 2. Hai nữa\nNội dung.\nĐiều 3. Ba\nNội dung.",
        [("repeated_article", "dieu-2~2")],
    ),
    "empty": ("Điều 1. Một\nNội dung.\nĐiều 2. Phí mượn sách\nĐiều 3. Ba\nNội dung.", [("empty_article", "dieu-2")]),
    "none": ("Điều 1. Một\nNội dung.\nĐiều 1a. Một a\nNội dung.\nĐiều 2. Hai\nNội dung.", []),
}


@pytest.mark.parametrize(("text", "expected"), PROBLEM_CASES.values(), ids=PROBLEM_CASES.keys())
def test_problems_and_their_places(text: str, expected: list[tuple[str, str]]) -> None:
    tree = tree_of(HEAD + text)
    assert [(problem.code.value, problem.place) for problem in tree.problems] == expected
    with_problem = [provision.path for provision in walk(tree) if provision.problems]
    assert with_problem == [place for _, place in expected]
