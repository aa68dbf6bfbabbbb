"""The traps of structure, each a named case with text of our own making."""

import pytest

from documents.model import Kind, Line, Mark, Note, Place, Table
from documents.structure import read_tree
from tests.documents.structure_helpers import articles, by_path, codes, lines, paths, tree_of, tree_of_wrapped, walk

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
    "i) is a letter after h) and a numeral elsewhere": (
        "Điều 1. Thẻ\n1. Thẻ có:\na) Gồm:\ni) Một;\nii) Hai;\nb) Ảnh.",
        "1 1/1 1/1/a 1/1/a/i 1/1/a/ii 1/1/b",
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


def test_text_before_the_first_article() -> None:
    tree = tree_of(HEAD + "3. Người mượn sách phải trả sách đúng hạn.\nĐiều 2. Hai\nNội dung.\nĐiều 3. Ba\nNội dung.")
    assert "text_before_first_article" in codes(tree)
    assert next(problem for problem in tree.problems if problem.code == "text_before_first_article").place == "line:9"


def test_preamble() -> None:
    tree = tree_of(HEAD + "Điều 1. Một\nNội dung.")
    found = by_path(tree)
    assert tree.head == (
        "CHÍNH PHỦ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/2031/NĐ-CP",
        "NGHỊ ĐỊNH",
        "Quy định về thư viện lưu động",
    )
    assert found["mo-dau"].text == "\n".join(tree.head)
    assert found["mo-dau/can-cu-1"].text.startswith("Căn cứ Luật")
    assert found["mo-dau/can-cu-2"].text.startswith("Theo đề nghị")
    assert found["mo-dau"].tail == "Chính phủ ban hành Nghị định quy định về thư viện lưu động."


def test_basis_and_enacting_words_in_one_paragraph() -> None:
    text = "LUẬT\nTHƯ VIỆN\nCăn cứ Hiến pháp năm 2013; Quốc hội ban hành Luật Thư viện,\nChương 1\nCHUNG\nĐiều 1. Một\nNội dung."
    found = by_path(tree_of(text))
    assert found["mo-dau/can-cu-1"].text == "Căn cứ Hiến pháp năm 2013;"
    assert found["mo-dau"].tail == "Quốc hội ban hành Luật Thư viện,"
    assert found["chuong-1"].heading == "CHUNG"


END = """
Điều 1. Một
Nội dung.
Luật này đã được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XX thông qua ngày 05 tháng 5 năm 2031.
Nơi nhận:
- Thủ tướng Chính phủ;
- Lưu: VT.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn Mẫu
"""


def test_closing_recipients_and_signature_are_no_part_of_the_article() -> None:
    tree = tree_of(HEAD + END)
    found = by_path(tree)
    assert found["dieu-1"].text == "Nội dung."
    assert found["ket-thuc"].text.startswith("Luật này đã được Quốc hội")
    assert found["noi-nhan"].text == "Nơi nhận:\n- Thủ tướng Chính phủ;\n- Lưu: VT."
    assert tree.signature == ("TM. CHÍNH PHỦ", "THỦ TƯỚNG", "Nguyễn Văn Mẫu")
    assert found["chu-ky"].text == "\n".join(tree.signature)


ANNEXES = (
    END
    + """
PHỤ LỤC I
DANH MỤC MẪU
(Kèm theo Nghị định số 12/2031/NĐ-CP ngày 05 tháng 5 năm 2031 của Chính phủ)
Mẫu số 01
Thẻ thư viện
Mẫu số 02
Quyết định cấp thẻ
Mẫu số 01
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
THẺ THƯ VIỆN
1. Họ và tên: ……
2. Ngày sinh: ……
Mẫu số 02
QUYẾT ĐỊNH
Về việc cấp thẻ
Điều 1. Cấp thẻ cho ông (bà) ……
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
GIÁM ĐỐC
Phụ lục 02. Bảng phí
1. Phí thẻ
"""
)


def test_appendices_and_forms_have_no_articles_or_clauses() -> None:
    tree = tree_of(HEAD + ANNEXES)
    assert articles(tree) == ["dieu-1"]
    assert paths(tree)[-4:] == ["phu-luc-i", "phu-luc-i/mau-01", "phu-luc-i/mau-02", "phu-luc-02"]
    found = by_path(tree)
    assert found["phu-luc-i"].heading == "DANH MỤC MẪU"
    assert found["phu-luc-i"].text.splitlines()[1:] == ["Mẫu số 01", "Thẻ thư viện", "Mẫu số 02", "Quyết định cấp thẻ"]
    assert "Điều 1. Cấp thẻ" in found["phu-luc-i/mau-02"].text
    assert found["phu-luc-02"].heading == "Bảng phí"
    assert tree.signature == ("TM. CHÍNH PHỦ", "THỦ TƯỚNG", "Nguyễn Văn Mẫu")


def test_an_appendix_of_a_specimen_is_no_appendix() -> None:
    text = "\nMẫu số 03\n(Ban hành kèm theo Nghị định số 12/2031/NĐ-CP)\nBÁO CÁO"
    text += "\nPHỤ LỤC\nSỐ LIỆU\n(Kèm theo Báo cáo số .../BC-... ngày ...)"
    tree = tree_of(HEAD + END + text)
    assert paths(tree)[-1] == "mau-03"
    assert by_path(tree)["mau-03"].heading is None
    assert by_path(tree)["mau-03"].text.endswith("(Kèm theo Báo cáo số .../BC-... ngày ...)")


def test_appendices_of_a_regulation_that_is_named_without_its_number() -> None:
    text = "\nPHỤ LỤC I\nDANH MỤC SÁCH\n(Kèm theo Quy chế mượn sách)\n1. Sách quý."
    text += "\nPHỤ LỤC II\nCÁC MẪU\n(Kèm theo Quy chế mượn sách)\nMẫu số 01\nTHẺ"
    assert paths(tree_of(HEAD + END + text))[-3:] == ["phu-luc-i", "phu-luc-ii", "phu-luc-ii/mau-01"]


def test_a_repealed_chapter_has_no_heading() -> None:
    chapter = by_path(tree_of(HEAD + "Điều 1. Một\nNội dung.\nChương II\n(được bãi bỏ)\nChương III\nTHẺ\nĐiều 2. Hai\nCó."))[
        "chuong-ii"
    ]
    assert (chapter.heading, chapter.text) == (None, "(được bãi bỏ)")


def test_the_first_article_counts_whatever_an_editor_wrote_above_it() -> None:
    found = by_path(tree_of("Trích một số điều\nĐiều 7. Mượn sách\n1. Mượn.\nĐiều 9. Trả sách\n1. Trả."))
    assert found["dieu-7"].heading == "Mượn sách"
    assert found["mo-dau"].text == "Trích một số điều"


def test_a_basis_that_was_broken_in_mid_sentence_is_one() -> None:
    text = "NGHỊ ĐỊNH\nCăn cứ Luật Thư viện; Luật sửa đổi, bổ sung một số điều của Luật"
    text += "\nThư viện ngày 1 tháng 2 năm 2030;\nĐiều 1. Một\nCó."
    found = by_path(tree_of(text))
    assert found["mo-dau/can-cu-1"].text.endswith("của Luật\nThư viện ngày 1 tháng 2 năm 2030;")
    assert found["mo-dau"].tail == ""


def test_a_directive_without_bases_has_its_numbered_text() -> None:
    text = "THỦ TƯỚNG CHÍNH PHỦ\nSố: 9/CT-TTg\nCHỈ THỊ\nVề việc chống rét cho ong\nThời gian qua, ong chết nhiều."
    text += " Thủ tướng Chính phủ yêu cầu:\n1. Bộ A:\na) Chỉ đạo;\nb) Kiểm tra."
    text += "\n2. Bộ B thực hiện./.\nNơi nhận:\n- VT.\nTHỦ TƯỚNG\nLê Mẫu"
    assert paths(tree_of(text)) == [
        "mo-dau", "khoan-1", "khoan-1/diem-a", "khoan-1/diem-b", "khoan-2", "noi-nhan", "chu-ky",
    ]  # fmt: skip


def test_a_table_below_a_basis_is_kept() -> None:
    lines_ = [*lines("Điều 2\nTheo đề nghị của Bộ trưởng,"), Line("", table=Table((("0",),)))]
    assert any(provision.table for provision in walk(read_tree(lines_)))


def test_an_authentication_block_belongs_to_the_signature() -> None:
    text = "Điều 1. Một\nNội dung./.\nBỘ VĂN HÓA\nXÁC THỰC VĂN BẢN HỢP NHẤT\nSố: 9/VBHN-BVH\nKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nLê Văn Mẫu"
    tree = tree_of(HEAD + text)
    assert by_path(tree)["dieu-1"].text == "Nội dung./."
    assert tree.signature[0] == "BỘ VĂN HÓA"
    assert tree.signature[-1] == "Lê Văn Mẫu"


@pytest.mark.parametrize(
    "head",
    [
        "VĂN PHÒNG QUỐC HỘI\nSố: 9/VBHN-VPQH",
        "VĂN PHÒNG QUỐC HỘI\n-------\nSố: 9/VBHN-VPQH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Số: 9/VBHN-BVH",
        "TÒA ÁN NHÂN DÂN TỐI CAO\nSố:    /VBHN-TANDTC\nHà Nội, ngày 16 tháng 3 năm 2040",
    ],
)
def test_the_head_of_a_certification_is_not_the_end_of_the_last_article(head: str) -> None:
    tree = tree_of(HEAD + f"Điều 1. Một\nNội dung của điều\n{head}\nXÁC THỰC VĂN BẢN HỢP NHẤT\nCHỦ NHIỆM\nLê Văn Mẫu")
    assert by_path(tree)["dieu-1"].text == "Nội dung của điều"
    assert tree.signature[0] == head.split("\n")[0]


def test_names_of_attached_files_are_notes() -> None:
    article = by_path(tree_of(HEAD + "Điều 1. Một\n1. Thẻ.\nPhu luc_ban hanh kem theo.doc\nĐiều 2. Hai\nNội dung."))["dieu-1"]
    assert [note.text for note in article.notes] == ["Phu luc_ban hanh kem theo.doc"]
    assert article.children[0].text == "Thẻ."


def test_editors_notes_behind_the_name_of_a_file_stay_with_their_article() -> None:
    text = HEAD + "Điều 1. Một\n1. Thẻ.\nPhu luc 1.doc\nĐiều 2. Hai\nNội dung."
    marked = [
        Line(line.text, line.place, True, marks=(Mark(0, ""),) if line.text[:3] in ("Phu", "Nội") else ()) for line in lines(text)
    ]
    tree = read_tree(marked, [Note("", "(Điều 1 Nghị định số 12/2031/NĐ-CP)"), Note("", "(Điều 2 Nghị định số 12/2031/NĐ-CP)")])
    noted = {path: [note.text[:7] for note in provision.notes] for path, provision in by_path(tree).items() if provision.notes}
    assert noted == {"dieu-1": ["Phu luc", "(Điều 1"], "dieu-2": ["(Điều 2"]}


def test_an_appendix_cited_at_the_start_of_a_paragraph_is_text() -> None:
    tree = tree_of(
        HEAD + "Điều 1. Mẫu\nThẻ theo mẫu.\nPhụ lục I ban hành kèm theo Nghị định này.\nĐiều 2. Hạn\nMột năm." + END[20:]
    )
    assert not any(provision.kind is Kind.APPENDIX for provision in walk(tree))


DECISION = """
ỦY BAN NHÂN DÂN TỈNH MẪU
QUYẾT ĐỊNH
Ban hành Quy chế mượn sách
Căn cứ Luật Thư viện;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế mượn sách.
Điều 2. Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2031.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Thị Mẫu
QUY CHẾ
Mượn sách
(Ban hành kèm theo Quyết định số 7/2031/QĐ-UBND ngày 20 tháng 5 năm 2031)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Quy chế này quy định việc mượn sách.
Chương II
MƯỢN SÁCH
Điều 2. Thẻ
1. Thẻ giấy.
2. Thẻ số.
"""


def test_an_attached_regulation_has_articles_of_its_own() -> None:
    tree = tree_of(DECISION)
    assert articles(tree) == ["dieu-1", "dieu-2", "kem-theo-1/dieu-1", "kem-theo-1/dieu-2"]
    found = by_path(tree)
    assert found["kem-theo-1"].heading == "QUY CHẾ Mượn sách"
    assert found["kem-theo-1/chuong-ii"].heading == "MƯỢN SÁCH"
    assert [child.path for child in found["kem-theo-1/chuong-ii"].children] == ["kem-theo-1/dieu-2"]
    assert "kem-theo-1/dieu-2/khoan-2" in found
    assert codes(tree) == []


def test_an_attached_regulation_without_its_decision() -> None:
    tree = tree_of(DECISION[DECISION.index("QUY CHẾ\nM") :])
    assert articles(tree) == ["kem-theo-1/dieu-1", "kem-theo-1/dieu-2"]
    assert "QUY CHẾ" in tree.head


def test_two_attached_regulations() -> None:
    second = DECISION[DECISION.index("QUY CHẾ\nM") :].replace("QUY CHẾ", "ĐIỀU LỆ")
    found = articles(tree_of(DECISION + second))
    assert found[2:] == ["kem-theo-1/dieu-1", "kem-theo-1/dieu-2", "kem-theo-2/dieu-1", "kem-theo-2/dieu-2"]


def test_a_text_without_articles() -> None:
    text = "CHỈ THỊ\nVề mùa đọc sách\nI. MỤC TIÊU\n1. Đọc nhiều.\n2. Đọc sâu."
    text += "\nII. NHIỆM VỤ\n1. Các trường:\na) Mở cửa;\nb) Cho mượn.\n2. Các xã."
    tree = tree_of(text)
    assert articles(tree) == []
    assert [path for path in paths(tree) if path.startswith("muc")] == [
        "muc-i",
        "muc-i/khoan-1",
        "muc-i/khoan-2",
        "muc-ii",
        "muc-ii/khoan-1",
        "muc-ii/khoan-1/diem-a",
        "muc-ii/khoan-1/diem-b",
        "muc-ii/khoan-2",
    ]


def test_tables_stand_where_they_stood() -> None:
    table = Table((("STT", "Phí"), ("1", "Phí thẻ"), ("3", "Phí mượn")))
    before = lines(HEAD + "Điều 1. Phí\n1. Phí như sau:")
    after = lines("Phí nộp bằng tiền mặt.\n2. Miễn phí cho trẻ em.")
    tree = read_tree([*before, Line("", table=table, starts_paragraph=True), *after])
    found = by_path(tree)
    assert [path for path in found if path.startswith("dieu")] == [
        "dieu-1",
        "dieu-1/khoan-1",
        "dieu-1/khoan-1/bang-1",
        "dieu-1/khoan-2",
    ]
    assert found["dieu-1/khoan-1/bang-1"].table == table
    assert found["dieu-1/khoan-1"].tail == "Phí nộp bằng tiền mặt."


def test_a_number_in_a_table_of_an_appendix_is_no_clause() -> None:
    table = Table((("3.", "Phí mượn"),))
    tree = read_tree([*lines(HEAD + END + "\nPHỤ LỤC\nBẢNG PHÍ"), Line("", table=table, starts_paragraph=True)])
    assert not any(provision.kind is Kind.CLAUSE for provision in walk(tree))
    assert by_path(tree)["phu-luc/bang-1"].table == table


def test_a_layout_table_becomes_recipients_and_signature() -> None:
    table = Table((("Nơi nhận:\n- Chính phủ;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Thị Mẫu"),))
    tree = read_tree([*lines(HEAD + "Điều 1. Phí\nMiễn phí."), Line("", table=table, starts_paragraph=True)])
    assert by_path(tree)["noi-nhan"].text == "Nơi nhận:\n- Chính phủ;\n- Lưu: VT."
    assert tree.signature == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Trần Thị Mẫu")


def test_footnotes_go_to_the_provision_of_their_mark() -> None:
    text = lines(HEAD + "Điều 1. Phí\n1. Phí thẻ.\n2. Phí mượn.\nĐiều 2. Hạn\nMột năm.")
    marked = [Line(line.text, line.place, True, marks=(Mark(3, "1"),)) if line.text.startswith("2. Phí") else line for line in text]
    marked[-1] = Line("Một năm.", marked[-1].place, True, marks=(Mark(8, "1"), Mark(8, "2")))
    notes = [Note("1", "Khoản này được sửa đổi."), Note("1", "Điều này được thay thế."), Note("2", "Xem Luật khác.")]
    found = by_path(read_tree(marked, notes))
    assert [note.text for note in found["dieu-1/khoan-2"].notes] == ["Khoản này được sửa đổi."]
    assert [note.text for note in found["dieu-2"].notes] == ["Điều này được thay thế.", "Xem Luật khác."]


def test_editors_source_notes_are_notes_of_the_article_above() -> None:
    text = "Điều 1. Phí\nMiễn phí.\n[(Điều 1 Nghị định số 1/2031/NĐ-CP, có hiệu lực từ ngày 01/01/2032)]\nĐiều 2. Hạn\nMột năm."
    article = by_path(tree_of(HEAD + text))["dieu-1"]
    assert article.text == "Miễn phí."
    assert [note.text for note in article.notes] == ["(Điều 1 Nghị định số 1/2031/NĐ-CP, có hiệu lực từ ngày 01/01/2032)"]


def test_places_follow_the_words() -> None:
    found = by_path(tree_of(HEAD + "Điều 1. Phí\n1. Phí thẻ.\nPhí mượn."))
    clause = found["dieu-1/khoan-1"]
    assert clause.text == "Phí thẻ.\nPhí mượn."
    pieces = [(clause.text[segment.start : segment.end], segment.place.element) for segment in clause.text_map]
    assert pieces == [("Phí thẻ.", "line:10"), ("Phí mượn.", "line:11")]


WRAPPED = """
Điều 1. Phạm vi điều chỉnh của Nghị định về thư viện lưu động và
trách nhiệm của các bên
1. Nghị định này quy định việc lập, quản lý và sử dụng thư viện lưu
động theo quy định tại khoản 2 và khoản
3. Điều 7 của Luật Thư viện cũng được áp dụng theo quy định tại
Điều 12 của Luật Bảo hiểm, trừ các trường hợp quy định tại khoản 1
Điều 19. Các trường hợp khác do Bộ trưởng quyết định theo đề nghị của
Bộ Tài chính.
2. Thư viện lưu động gồm xe chở sách, tủ sách và các thiết bị phục vụ
việc đọc, theo mẫu ban hành kèm theo Thông tư số 15/2022/TT-
BVHTT;
a) Xe chở sách có diện tích tối thiểu mười mét vuông và được trang bị
đủ giá sách;
b) Tủ sách.
Điều 2. Đối tượng áp dụng
Nghị định này áp dụng đối với mọi người đọc sách trên toàn quốc, kể
cả người nước ngoài.
"""


def test_wrapped_lines_are_joined_and_citations_at_their_start_are_text() -> None:
    tree = tree_of_wrapped(WRAPPED)
    found = by_path(tree)
    assert articles(tree) == ["dieu-1", "dieu-2"]
    assert found["dieu-1"].heading == "Phạm vi điều chỉnh của Nghị định về thư viện lưu động và trách nhiệm của các bên"
    assert [child.number for child in found["dieu-1"].children] == ["1", "2"]
    assert "\n" not in found["dieu-1/khoan-1"].text
    assert found["dieu-1/khoan-1"].text.endswith("theo đề nghị của Bộ Tài chính.")
    assert "15/2022/TT-BVHTT" in found["dieu-1/khoan-2"].text
    assert found["dieu-2"].text.endswith("kể cả người nước ngoài.")


def test_a_title_that_fills_its_line_is_parted_from_the_text_below() -> None:
    full = "Điều 3. Nhân viên quản lý và hỗ trợ người đọc sách ở thư viện số"
    body = "Mọi thư viện phải cử ít nhất một nhân viên hỗ trợ người đọc theo\nquy định của Nghị định này."
    article = by_path(tree_of_wrapped(f"{WRAPPED}{full}\n{body}"))["dieu-3"]
    assert article.heading == full.removeprefix("Điều 3. ")
    assert article.text == body.replace("\n", " ")


def test_a_title_broken_before_a_capital_letter() -> None:
    text = f"{WRAPPED}Điều 3. Thủ tục đưa người đọc\nViệt Nam ra thư viện ở nước ngoài\n1. Nộp đơn.\n2. Nhận thẻ."
    article = by_path(tree_of_wrapped(text))["dieu-3"]
    assert article.heading == "Thủ tục đưa người đọc Việt Nam ra thư viện ở nước ngoài"
    assert article.text == ""


def test_a_page_break_in_the_middle_of_a_sentence() -> None:
    text = [
        Line("1. Thư viện lưu động phục vụ người đọc ở vùng sâu, vùng xa theo quy", Place(page=1)),
        Line("định của Nghị định này và các văn bản khác của cơ quan có thẩm quyền", Place(page=1)),
        Line(""),
        Line("quản lý nhà nước về thư viện, bảo đảm", Place(page=2)),
        Line("Bộ Văn hóa và các bộ có liên quan phối hợp.", Place(page=2)),
    ]
    tree = read_tree([Line("Điều 1. Phạm vi"), *text, *lines(WRAPPED, paragraphs=False)[8:]])
    clause = by_path(tree)["dieu-1/khoan-1"]
    assert clause.page == 1
    assert [segment.place.page for segment in clause.text_map] == [1, 1, 2, 2]


def test_one_paragraph_a_line_is_not_joined() -> None:
    long = "Thư viện lưu động phục vụ người đọc " * 10
    tree = tree_of_wrapped(f"Điều 1. Phạm vi\n1. {long}\n2. {long}\n{long}\nĐiều 2. Hạn\n{long}\n{long}")
    assert by_path(tree)["dieu-2"].text.count("\n") == 1
    assert by_path(tree)["dieu-1/khoan-2"].text.count("\n") == 1


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Điều", "Điều 1.", "“", "(", "1.", "a)", "PHỤ LỤC", "Nơi nhận:", "TM. CHÍNH PHỦ", "[("]
)
def test_scraps(text: str) -> None:
    read_tree([Line(text)])


def test_decomposed_and_foreign_letters() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Điều 1. Phí\n1. Miễn phí.\nĐiều 2. Hạn\nMột năm.").replace("Đ", "Ð")
    assert articles(tree_of(text)) == ["dieu-1", "dieu-2"]
