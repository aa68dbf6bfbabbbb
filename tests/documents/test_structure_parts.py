"""The traps of what stands around articles, a named case each: preamble, closing, annexes, tables, notes, wrapped lines."""

import pytest

from documents.model import Kind, Line, Mark, Note, Place, Table
from documents.structure import read_tree
from tests.documents.structure_helpers import articles, by_path, codes, lines, paths, tree_of, tree_of_wrapped, walk
from tests.documents.test_structure import HEAD


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
