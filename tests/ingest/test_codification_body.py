"""An article's text in the codification, and what the codifiers left in it. Texts are made up."""

import pytest

from documents.model import Kind
from ingest.codification.articles import read_article_body, read_part, take_apart

ROWS = (("Cây", "Phí"), ("Tre", "1"))


def parts(blocks, number="5", title="Tưới cây"):
    return [(part.kind, part.number, part.heading, part.blocks) for part in take_apart(blocks, number, title).parts]


def test_an_ordinary_text_is_one_part():
    assert parts(["1. Tưới.", "2. Bón."]) == [(Kind.ARTICLE, None, None, ("1. Tưới.", "2. Bón."))]


@pytest.mark.parametrize(
    ("title", "first", "heading"),
    [("Tưới cây", "Điều 5. Tưới cây", None), ("", "Điều 5. Tưới cây", "Tưới cây")],
)
def test_the_articles_own_heading_once_more_is_not_text(title, first, heading):
    assert parts([first, "1. Tưới."], title=title) == [(Kind.ARTICLE, None, heading, ("1. Tưới.",))]


def test_articles_that_follow_in_the_text_are_set_apart():
    found = parts(["Tưới.", "Điều 6. Bón cây", "Bón.", "Điều 7. Cắt cây", "Cắt."])
    assert found == [
        (Kind.ARTICLE, None, None, ("Tưới.",)),
        (Kind.ARTICLE, "6", "Bón cây", ("Bón.",)),
        (Kind.ARTICLE, "7", "Cắt cây", ("Cắt.",)),
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        ["Tưới theo:", "Điều 6 Luật Cây xanh;"],
        ["Sửa đổi như sau:", "“Điều 4. Giống", "1. Giống tốt.", "Điều 6. Bón", "2. Bón”."],
        ["Mẫu quyết định:", "Điều 1. Cho phép trồng"],
        ["Điều 6 và Điều 7 Nghị định này;"],
    ],
    ids=["a citation", "inside a quotation", "another number", "a list of citations"],
)
def test_lines_that_only_look_like_articles_stay(blocks):
    assert [part[0] for part in parts(blocks)] == [Kind.ARTICLE]


@pytest.mark.parametrize("lines", [["Chương IV", "TỔ CHỨC THỰC HIỆN"], ["Mục 2. BÓN CÂY"], ["Chương V", "BÓN CÂY", "VÀ TƯỚI CÂY"]])
def test_the_heading_of_the_next_chapter_is_not_text(lines):
    body = take_apart(["1. Tưới.", *lines], "5", "Tưới")
    assert body.parts[0].blocks == ("1. Tưới.",)
    assert body.next_heading == ". ".join(lines)


@pytest.mark.parametrize("line", ["Phần mềm: theo hợp đồng.", "Mục đích: để tưới.", "Chương trình tưới cây."])
def test_last_lines_that_only_look_like_headings_stay(line):
    assert take_apart(["1. Tưới.", line], "5", "").parts[0].blocks == ("1. Tưới.", line)


def test_numbers_in_an_appendix_are_no_clauses():
    own, appendix = take_apart(["1. Tưới.", "PHỤ LỤC II", "DANH MỤC", "1. Tre", ROWS, "Mẫu số 01", "Điều 1. Mẫu"], "5", "").parts
    assert own.blocks == ("1. Tưới.",)
    read = read_part(appendix, "phu-luc-ii")
    assert (read.kind, read.number, read.text) == (Kind.APPENDIX, "II", "DANH MỤC\n1. Tre\nMẫu số 01\nĐiều 1. Mẫu")
    assert [(child.path, child.kind, child.table.rows) for child in read.children] == [("phu-luc-ii/bang-1", Kind.TABLE, ROWS)]


def test_a_form_begins_with_its_number_or_the_name_of_the_state():
    lines = ["Theo mẫu.", "Mẫu số 02", "ĐƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Kính gửi"]
    assert [part[:2] for part in parts(lines)] == [(Kind.ARTICLE, None), (Kind.FORM, "02")]
    assert [part[:2] for part in parts(["Theo mẫu.", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "1. Tên"])][1] == (Kind.FORM, None)


def test_an_attached_regulation_has_articles_of_its_own():
    head = ["Ban hành Điều lệ.", "ĐIỀU LỆ", "Hội trồng cây"]
    articles = ["Điều 1. Tên", "1. Tên hội.", "Điều 2. Trụ sở", "Ở làng.", "Điều 9 của Luật."]
    _, regulation = take_apart([*head, *articles], "5", "").parts
    read = read_part(regulation, "kem-theo-1")
    assert (read.kind, read.heading, read.text) == (Kind.ATTACHMENT, "ĐIỀU LỆ", "Hội trồng cây")
    assert [child.path for child in read.children] == ["kem-theo-1/dieu-1", "kem-theo-1/dieu-2"]
    assert [child.heading for child in read.children] == ["Tên", "Trụ sở"]
    assert read.children[0].children[0].path == "kem-theo-1/dieu-1/khoan-1"
    assert read.children[1].text == "Ở làng.\nĐiều 9 của Luật."


def test_a_table_belongs_to_the_clause_it_stands_in():
    text, children, tail = read_article_body(["Mở đầu:", "1. Phí:", ROWS, "2. Lệ phí:", "a) Tre:", ROWS, ROWS, "Hết."], "dieu-5")
    assert text == "Mở đầu:"
    paths = [part.path for child in children for part in child.walk()]
    assert paths == [
        "dieu-5/khoan-1",
        "dieu-5/khoan-1/bang-1",
        "dieu-5/khoan-2",
        "dieu-5/khoan-2/diem-a",
        "dieu-5/khoan-2/diem-a/bang-1",
        "dieu-5/khoan-2/diem-a/bang-2",
    ]
    assert children[0].text == "Phí:"
    assert "\ue000" not in "".join(part.text + part.tail for child in children for part in child.walk()) + tail


def test_a_table_alone_and_tables_around_text():
    text, children, _ = read_article_body([ROWS, "Sau bảng."], "dieu-5")
    assert (text, [child.path for child in children]) == ("Sau bảng.", ["dieu-5/bang-1"])
