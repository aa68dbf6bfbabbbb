"""The HTML of the codification: blocks, paragraphs inside paragraphs, tables, links. Texts are made up."""

import unicodedata

import pytest

from ingest.codification.html import looks_like_topic, read_body, read_table, read_topic
from tests.ingest.codification_maker import VBPL, article, heading, note, paragraphs, topic

NOTE = note(
    "(Điều 1 Luật số 01/2030/QH20 Luật Cây xanh ngày 01/02/2030 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2030)", "900001"
)


def read(*blocks, code="9.1", name="Cây xanh"):
    return read_topic(topic(code, name, *blocks).encode())


def test_a_topic_names_itself_and_its_articles():
    found = read(
        heading("Chương I", "QUY ĐỊNH CHUNG"), article("9001", "9.1.LQ.1", "Phạm vi", NOTE, paragraphs("Luật này quy định về cây."))
    )
    assert (found.code, found.name) == ("9.1", "Cây xanh")
    (one,) = found.articles
    assert (one.anchor, one.code, one.title, one.blocks) == ("9001", "9.1.LQ.1", "Phạm vi", ("Luật này quy định về cây.",))
    assert (one.item, one.fragment) == ("900001", "Dieu_1")
    assert one.note.startswith("(Điều 1 Luật số 01/2030/QH20")


def test_an_empty_topic_is_a_topic_and_the_index_page_is_none():
    assert read_topic(topic("9.2", "Chưa có").encode()).code == "9.2"
    index = read_topic("<!DOCTYPE html><html><title>BỘ PHÁP ĐIỂN</title><body>mục lục</body></html>".encode())
    assert (index.code, index.articles) == ("", ())


@pytest.mark.parametrize(
    ("code", "title", "expected"),
    [
        ("9.1.LQ.1. ", "Phạm vi", ("9.1.LQ.1", "Phạm vi")),
        ("9.1.NĐ.2.15. ", "", ("9.1.NĐ.2.15", "")),
        ("9.1.TT.21.22.3. ", "Thi hành", ("9.1.TT.21.22.3", "Thi hành")),
        ("9.1.LQ.98đ. ", "Cứu hộ", ("9.1.LQ.98đ", "Cứu hộ")),
        ("41a. ", "Quỹ cây", ("41a", "Quỹ cây")),
        ("9.1.TT.5.7.  ", "Điều khoản chuyển tiếp", ("9.1.TT.5.7", "Điều khoản chuyển tiếp")),
    ],
)
def test_codes(code, title, expected):
    block = f"<p class='pDieu'><a name='1'></a>Điều {code}{title}</p><p class='pNoiDung'><p>Chữ.</p></p>"
    (one,) = read(block).articles
    assert (one.code, one.title) == expected


def test_headings_nest_and_close():
    found = read(
        heading("Phần nhất", "CHUNG"),
        heading("Chương I", "ĐẦU"),
        heading("Mục 1", "MỘT"),
        article("1", "9.1.LQ.1", "A", NOTE, paragraphs("a")),
        heading("Chương II", "SAU"),
        article("2", "9.1.LQ.2", "B", NOTE, paragraphs("b")),
        heading("Phần hai", "RIÊNG"),
        article("3", "9.1.LQ.3", "C", NOTE, paragraphs("c")),
    )
    assert [one.headings for one in found.articles] == [
        ("Phần nhất. CHUNG", "Chương I. ĐẦU", "Mục 1. MỘT"),
        ("Phần nhất. CHUNG", "Chương II. SAU"),
        ("Phần hai. RIÊNG",),
    ]


def test_decomposed_text_and_odd_letters_are_repaired():
    page = unicodedata.normalize(
        "NFD", topic("9.1", "Cây", article("1", "9.1.LQ.1", "Nghị định", NOTE, paragraphs("Ðiều kiện\u00a0 về\u200b cây")))
    )
    (one,) = read_topic(page.encode()).articles
    assert (one.title, one.blocks) == ("Nghị định", ("Điều kiện về cây",))


def test_cross_references_keep_their_targets():
    after = (
        "<p class='pChiDan'>(Điều này có nội dung liên quan đến "
        f"<a href='{VBPL}77#Chuong_I_Dieu_3' target='_blank'>Điều 3. Cây của Nghị định 2/2030/NĐ-CP</a>; "
        """<a href='#' onclick="ViewNoiDungPhapDien('9002'); return false;">Điều 9.1.LQ.2. Rễ</a>)</p>"""
    )
    (one,) = read(article("9001", "9.1.LQ.1", "A", NOTE, paragraphs("a"), after)).articles
    assert one.notes == (
        ("chi-dan:vbpl:77#Chuong_I_Dieu_3", "Điều 3. Cây của Nghị định 2/2030/NĐ-CP"),
        ("chi-dan:9002", "Điều 9.1.LQ.2. Rễ"),
    )


def test_cross_references_of_a_chapter_go_to_its_first_article():
    chapter = (
        heading("Chương I", "ĐẦU") + """<p class='pChiDan'>(Chương này <a onclick="ViewNoiDungPhapDien('9')">Điều 9</a>)</p>"""
    )
    first, second = read(
        chapter, article("1", "9.1.LQ.1", "A", NOTE, paragraphs("a")), article("2", "9.1.LQ.2", "B", NOTE, paragraphs("b"))
    ).articles
    assert first.notes == (("chi-dan:9", "Điều 9 (chỉ dẫn chung của Chương I. ĐẦU)"),)
    assert second.notes == ()


def test_an_article_without_a_note_is_kept():
    block = "<p class='pDieu'><a name='5'></a>Điều 9.1.LQ.5. Không nguồn</p><p class='pNoiDung'><p>Chữ.</p></p>"
    (one,) = read(block).articles
    assert (one.note, one.item, one.blocks) == ("", "", ("Chữ.",))


def test_a_note_of_several_links_is_one_text():
    link = f"<a href='{VBPL}"
    words = f"({link}1#Dieu_2'>Điều 2</a> Thông tư số 1/2030/TT-BCX, có nội dung được sửa đổi bởi {link}9#Dieu_1'>Điều 1</a>)"
    (one,) = read(article("1", "9.1.TT.1.2", "A", f"<p class='pGhiChu'>{words}</p>", paragraphs("a"))).articles
    assert one.note == "(Điều 2 Thông tư số 1/2030/TT-BCX, có nội dung được sửa đổi bởi Điều 1)"
    assert (one.item, one.fragment) == ("1", "Dieu_2")


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<p>1. Một</p>\r\n\r\n<p>2. Hai\r\nba</p>", ["1. Một", "2. Hai ba"]),
        ("Chữ trần", ["Chữ trần"]),
        ("<div><span style='font-size:14px'>Trong <em>khối</em></span></div><div>&nbsp;</div>", ["Trong khối"]),
        ("<p>a)<br />b) &amp; c</p>", ["a)", "b) & c"]),
        ("<ul><li>một</li><li>hai</li></ul>", ["một", "hai"]),
        ("<p>tr<span>ường</span></p>", ["trường"]),
        ("<p>x <n và y > 5 và a<b</p>", ["x <n và y > 5 và a<b"]),
        ("<p>m<sup>2</sup></p>", ["m2"]),
        ("<p>trước</p><script>var x = '<p>mã</p>';</script><!-- chú --><p>sau</p>", ["trước", "sau"]),
        ("<p>\u00a0</p>", []),
    ],
    ids=["nested", "bare", "spans", "breaks", "list", "word over two spans", "less than", "superscript", "script", "blank"],
)
def test_paragraphs_of_a_body(body, blocks):
    (one,) = read(article("1", "9.1.LQ.1", "A", NOTE, body)).articles
    assert list(one.blocks) == blocks


def test_attached_files_and_pictures_become_notes():
    body = (
        "<p>Theo mẫu.</p></p>"
        "<a href='http://phapdien.moj.gov.vn/TraCuuPhapDien/Files/AppFile/data/hobj/ab.doc'><p>PHU LUC I.doc</p></a>"
        '<p><img src="file:///C:\\Temp\\clip_image002.gif" style="height:2px" /></p><p><img src="data:image/png;base64,'
        + "A" * 900
        + '" /></p>'
    )
    blocks, notes = read_body(body)
    assert blocks == ["Theo mẫu."]
    assert notes[:2] == [
        ("tep-kem:http://phapdien.moj.gov.vn/TraCuuPhapDien/Files/AppFile/data/hobj/ab.doc", "PHU LUC I.doc"),
        ("hinh", "clip_image002.gif"),
    ]
    assert notes[2][0] == "hinh"
    assert len(notes[2][1]) < 80


def test_tables_keep_their_place_and_merged_cells():
    table = (
        "<table><tbody><tr><th colspan='2'>Cây</th><th rowspan='2'>Phí</th></tr><tr><td>cao</td><td>thấp</td></tr>"
        "<tr><td><p>1</p><p>2</p></td><td>3</td><td>4</td></tr></tbody></table>"
    )
    blocks, _ = read_body(f"<p>Trước</p>{table}<p>Sau</p>")
    assert blocks == ["Trước", (("Cây", "", "Phí"), ("cao", "thấp", ""), ("1\n2", "3", "4")), "Sau"]


@pytest.mark.parametrize(
    "markup",
    ["<table><tr><td>a", "<table><tr><td>a<table><tr><td>b</td></tr></table></td></tr></table>", "<table></table>", "<table"],
)
def test_broken_and_nested_tables_lose_no_words(markup):
    words = str(read_table(markup)) if markup != "<table" else ""
    assert all(letter in words for letter in "ab" if f">{letter}" in markup)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (topic("1.1", "An ninh quốc gia"), True),
        (unicodedata.normalize("NFD", topic("1.1", "An ninh")), True),
        ("<html><h3>Đề mục</h3></html>", False),
        ("<p class='pDieu'>Điều</p><p class='pGhiChu'>", True),
        ("Văn bản thường nói về Đề mục 1.1", False),
    ],
)
def test_recognising_a_file(head, expected):
    assert looks_like_topic(head) is expected
