"""Saved web pages: two legal databases and any other page. The pages are made up in the shape of the real ones."""

import re
from pathlib import Path

import pytest

from documents.instrument import read_instrument
from documents.model import ProblemCode, Reading
from ingest.errors import ShellPageError
from ingest.files.inputs import Input, Source, expand, open_source
from ingest.files.source import Limits
from ingest.parsing import read_source
from ingest.readers.html.reader import read_html
from kb.interface.catalogue import VIETNAMESE
from tests.refusing import refused

HEAD_TABLE = """<table border="1" class="MsoTableGrid"><tr><td><p align="center"><b>BỘ THỬ<br>-------</b></p></td>
<td><p align="center"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc<br>---------------</b></p></td></tr>
<tr><td><p>Số: 01/2031/TT-BT</p></td><td><p align="right"><i>Hà Nội, ngày 05 tháng 3 năm 2031</i></p></td></tr></table>"""
SIGNATURE = """<table><tr><td><p><b>Nơi nhận:</b><br>- Như trên;<br>- Lưu: VT.</p></td>
<td><p align="center"><b>BỘ TRƯỞNG<br><br><br>Nguyễn Văn Thử</b></p></td></tr></table>"""


def articles(*numbers: int) -> str:
    return "".join(
        f'<p class="prov-article"><a name="dieu_{n}"><b>Điều\n{n}. Nội dung thứ\n{n}</b></a></p>'
        f"<p>Cơ quan thử nghiệm làm việc thứ {n}.</p>"
        for n in numbers
    )


BODY = f"""{HEAD_TABLE}<p align="center"><b>THÔNG TƯ</b></p><p align="center">Quy định về việc thử</p>
<p><i>Căn cứ <a href="/x">Luật Thử</a> ngày 01 tháng 01 năm 2030;</i></p>{articles(1, 2, 3)}
<p>Điều 4. Hiệu lực thi hành</p><p>Thông tư này có hiệu lực.</p>{SIGNATURE}"""

MENU = "<nav>" + "".join(f'<a href="/{n}">Văn bản pháp luật mới số {n}</a>' for n in range(60)) + "</nav>"


def vbpl_new(body: str) -> bytes:
    return f"""<!DOCTYPE html><html lang="vi"><head><base href="https://vbpl.vn/"/><style>a{{}}</style></head><body>{MENU}
    <div class="lawDocumentHeader_container__P">
    <h1 class="lawDocumentHeader_title__3">Thông tư số 01/2031/TT-BT Quy định về việc thử</h1>
    <div><span>Còn hiệu lực</span><div>
    <div><span>Ngày có hiệu lực:</span><span>20/04/2031</span></div>
    <div><span>Ngày cập nhật:</span><span>21/04/2031</span></div></div></div></div>
    <div class="min-h-screen preview-content">{body}</div><footer>Bộ Tư pháp</footer></body></html>""".encode()


def vbpl_old(body: str) -> bytes:
    return f"""<html><head><title>Thông tư 01/2031/TT-BT</title></head><body><div id="header">{MENU}</div>
    <div class="vbInfo"><ul><li class="red"><span>Hiệu lực:</span> Còn hiệu lực</li><li class="green"><span>Ngày có hiệu lực:</span>
    20/04/2031</li></ul></div><div class="vbProperties"><table><tr><td class="label">Số ký hiệu</td><td>01/2031/TT-BT</td>
    <td class="label">Ngày ban hành</td><td>05/03/2031</td></tr></table></div>
    <div class="fulltext"><div id="toanvancontent">{body}</div></div><div id="footer">Bộ Tư pháp</div></body></html>""".encode()


def tvpl(body: str, english: str = "", contents: str = "") -> bytes:
    return f"""<html><head><title>Thông tư 01/2031/TT-BT</title></head><body><form>{MENU}<div id="divThuocTinh"><table>
    <tr><td><b>Số hiệu:</b></td><td>01/2031/TT-BT</td><td><b>Loại văn bản:</b></td><td>Thông tư</td></tr>
    <tr><td><b>Nơi ban hành:</b></td><td>Bộ Thử</td><td><b>Tình trạng:</b></td><td>Đã biết</td></tr></table></div>
    <div id="tab1"><div>MỤC LỤC VĂN BẢN {contents}</div><div id="divContentDoc" class="cldivContentDocVn">
    <div style="display:none">con dấu</div><div class="content1">{body}</div></div></div>
    <div id="tab2"><div class="cldivContentDocEn"><div class="content1">{english}</div></div></div></form></body></html>""".encode()


def plain(body: str) -> bytes:
    return f"""<html><head><link rel="canonical" href="https://congbao.example.vn/x"></head><body><div id="top">{MENU}</div>
    <div class="row"><div class="col"><div class="article">{body}</div></div><aside>Tin mới: Điều 99. Chuyện khác</aside></div>
    <div class="related-news"><a href="/1">Điều 7. Bài khác</a></div><footer>Bản quyền</footer></body></html>""".encode()


def bare(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def texts(reading: Reading) -> list[str]:
    return [line.text for line in reading.lines]


@pytest.mark.parametrize(
    "page", [vbpl_new(BODY), vbpl_old(BODY), tvpl(BODY), plain(BODY)], ids=["vbpl", "vbpl-old", "tvpl", "other"]
)
def test_the_same_text_comes_out_of_every_site(page: bytes) -> None:
    reading = read_html(page, "trang.html")
    assert texts(reading) == [
        "BỘ THỬ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 01/2031/TT-BT",
        "Hà Nội, ngày 05 tháng 3 năm 2031",
        "THÔNG TƯ",
        "Quy định về việc thử",
        "Căn cứ Luật Thử ngày 01 tháng 01 năm 2030;",
        *[text for n in (1, 2, 3) for text in (f"Điều {n}. Nội dung thứ {n}", f"Cơ quan thử nghiệm làm việc thứ {n}.")],
        "Điều 4. Hiệu lực thi hành",
        "Thông tư này có hiệu lực.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "BỘ TRƯỞNG",
        "Nguyễn Văn Thử",
    ]
    assert not any(line.table for line in reading.lines)
    assert reading.lines[0].bold
    assert reading.problems == ()


def test_what_the_site_says_is_a_claim() -> None:
    assert dict(read_html(vbpl_new(BODY), "a.html").hints.fields) == {
        "title": "Thông tư số 01/2031/TT-BT Quy định về việc thử",
        "page_title": "Thông tư số 01/2031/TT-BT Quy định về việc thử",
        "number": "01/2031/TT-BT",
        "status": "Còn hiệu lực",
        "effective_from": "20/04/2031",
    }
    old = read_html(vbpl_old(BODY), "a.html").hints
    assert old.publisher == "vbpl.vn"
    assert old.fields["number"] == "01/2031/TT-BT"
    assert old.fields["issued_on"] == "05/03/2031"
    assert "hiệu lực" in old.fields["status"]
    fields = read_html(tvpl(BODY), "a.html").hints.fields
    assert fields["issuer"] == "Bộ Thử"
    assert "status" not in fields  # "Đã biết" says nothing


@pytest.mark.parametrize(
    "page",
    [
        vbpl_new(""),
        vbpl_new("<p>Nội dung đang được cập nhật</p>"),
        vbpl_old("<p></p>").replace(b"toanvancontent", b"x"),
        tvpl("<p>Vui lòng đăng nhập để xem văn bản</p>"),
        b"<html><body><div>V\xc4\x83n b\xe1\xba\xa3n</div><p>C\xc3\xb2n hi\xe1\xbb\x87u l\xe1\xbb\xb1c</p></body></html>",
    ],
)
def test_a_shell_whose_chrome_says_in_force_is_rejected(page: bytes) -> None:
    with refused(ShellPageError, r"vo\.html"):
        read_html(page, "vo.html")


@pytest.mark.parametrize(
    "page",
    [
        tvpl(articles(1, 2, 3), english="".join(f"<p>Article {n}. Text</p>" for n in range(1, 107))),
        tvpl(articles(1, 2, 3), contents="".join(f'<a href="#dieu_{n}">Điều {n}</a>' for n in range(1, 107))),
        vbpl_new(
            articles(1, 2, 3) + "</div><div>Mục lục" + "".join(f'<div data-tree-key="{n}">Điều {n}. X</div>' for n in range(1, 107))
        ),
    ],
    ids=["english", "contents", "vbpl contents"],
)
def test_a_page_cut_short_is_told_by_what_it_names_itself(page: bytes) -> None:
    [problem] = read_html(page, "a.html").problems
    assert problem.code is ProblemCode.TRUNCATED
    assert "Điều 3" in VIETNAMESE.write(problem.message)
    assert "Điều 106" in VIETNAMESE.write(problem.message)


def test_quoted_articles_of_an_amending_law_do_not_make_it_cut_short() -> None:
    body = articles(1, 2) + '<p>“<a name="dieu_90">Điều 90</a>. Mới”</p>'
    english = "<p>Article 1. A</p><p>Article 2. B</p><p>Article 90. C</p>"
    assert read_html(tvpl(body, english, '<a href="#dieu_90">Điều 90</a>'), "a.html").problems == ()


def test_a_page_that_stops_without_an_end_may_be_cut_short() -> None:
    source = Source.of(Input(Path("trang.html")), vbpl_new(HEAD_TABLE + articles(*range(1, 8))))
    [reading] = read_source(source).readings
    assert ProblemCode.TRUNCATED in [problem.code for problem in read_instrument(reading).problems]


def test_tables_of_data_stay_tables_with_merged_cells() -> None:
    body = """<p>Điều 1. Mức hưởng theo bảng sau đây áp dụng cho mọi người</p>
    <table border="1"><tr><th rowspan="2">Bậc</th>
    <th colspan="2">Mức</th></tr><tr><td>Đến</td><td>Trên</td></tr>
    <tr><td>1</td><td>5<br>triệu</td><td>10 m<sup>2</sup></td></tr></table>"""
    table = read_html(vbpl_new(body), "a.html").lines[1].table
    assert table is not None
    assert table.rows == (("Bậc", "Mức", ""), ("", "Đến", "Trên"), ("1", "5\ntriệu", "10 m2"))
    assert table.covered == ((1, 0),)


def test_footnotes_become_notes_and_marks() -> None:
    body = """<p>Điều 1. Phạm vi<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a></p><p>Một hai<a href="#_ftn2"
    name="_ftnref2">[2]</a> ba diện tích 10 m<sup>2</sup>.</p><p>Văn bản này được thử nghiệm ở đây.</p><hr><div id="ftn1">
    <p><a href="#_ftnref1" name="_ftn1">[1]</a> Điều này
    được sửa đổi.</p></div><p><a name="_ftn2" href="#_ftnref2">[2]</a> Từ này được thay.</p>"""
    reading = read_html(tvpl(body), "a.html")
    assert texts(reading)[:2] == ["Điều 1. Phạm vi", "Một hai ba diện tích 10 m2."]
    assert [(note.mark, note.text) for note in reading.notes] == [("1", "Điều này được sửa đổi."), ("2", "Từ này được thay.")]
    assert [(mark.mark, mark.offset) for line in reading.lines for mark in line.marks] == [("1", 15), ("2", 7)]


def test_raised_numbers_with_a_note_below_are_marks() -> None:
    body = """<p>Số người<sup>1</sup> được thử nghiệm ở cơ quan này theo quy định</p><p>____________</p>
    <p><sup>1</sup> Cách tính số người.</p>"""
    reading = read_html(bare(body), "a.html")
    assert texts(reading)[0] == "Số người được thử nghiệm ở cơ quan này theo quy định"
    assert [(note.mark, note.text) for note in reading.notes] == [("1", "Cách tính số người.")]


@pytest.mark.parametrize(
    ("raised", "text"),
    [
        ("5<sup>[7]</sup>", "5[7]"),
        ("5<sup>7</sup>", "5⁷"),
        ("10<sup>3</sup> kg", "10³ kg"),
        ("10 m<sup>2</sup>", "10 m2"),
    ],
)
def test_a_raised_number_without_a_note_does_not_change_the_number_before_it(raised: str, text: str) -> None:
    assert texts(read_html(bare(f"<p>Mức chi cho mỗi người được thử nghiệm là {raised}</p>"), "a.html"))[0].endswith(f" là {text}")


def test_no_markup_survives() -> None:
    body = "<p>Điều 1. Thử &lt;b&gt;nghiệm&lt;/b&gt; <script>x()</script><!-- ghi chú --> khi a &lt; b &amp; c ở mọi nơi thử</p>"
    assert texts(read_html(bare(body), "a.html")) == ["Điều 1. Thử nghiệm khi a < b & c ở mọi nơi thử"]


def test_a_broken_page_is_read_as_far_as_it_goes() -> None:
    page = "<html><body><div id='divContentDoc'><p><b>Điều 1. Thử<p>Một hai ba bốn năm sáu bảy tám chín mười<table><tr><td>dở"
    assert texts(read_html(page.encode(), "a.html"))[:2] == ["Điều 1. Thử", "Một hai ba bốn năm sáu bảy tám chín mười"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    page = (
        "<html><head><meta charset='iso-8859-1'></head><body><p>Điều 1. Quy định về việc thử nghiệm của cơ quan</p></body></html>"
    )
    assert texts(read_html(page.encode(encoding), "a.html")) == ["Điều 1. Quy định về việc thử nghiệm của cơ quan"]


def test_a_declared_old_encoding_is_used_where_the_bytes_are_not_utf8() -> None:
    body = "Cô\u0323ng ho\u0300a xa\u0303 hô\u0323i, điê\u0300u kiê\u0323n thư\u0309 nghiê\u0323m cu\u0309a cơ quan"
    page = f"<html><head><meta charset='windows-1258'></head><body><p>{body}</p></body></html>"
    assert texts(read_html(page.encode("cp1258"), "a.html")) == ["Cộng hòa xã hội, điều kiện thử nghiệm của cơ quan"]


def test_a_word_page_with_breaks_inside_a_paragraph_leaves_them_open() -> None:
    body = "<p>Điều 1. Thử nghiệm cho mọi cơ quan trong nước</p><p>1. Một hai<br>ba bốn;<br>a) Năm sáu.<br>b) Bảy</p>"
    lines = read_html(tvpl(body), "a.html").lines
    assert [(line.text, line.starts_paragraph) for line in lines[1:]] == [
        ("1. Một hai", True),
        ("ba bốn;", None),
        ("a) Năm sáu.", True),
        ("b) Bảy", True),
    ]


# ---- real pages

ARTICLE = re.compile(r"Điều\s+(\d+)\b")
# a page of the set misprints "Điền 47." for "Điều 47."
MISPRINTED = 1


@pytest.mark.third
@pytest.mark.realdata
@pytest.mark.parametrize(
    ("folder", "every"), [("vbpl_html", 1), ("tvpl_html", 7), pytest.param("tvpl_html", 1, marks=pytest.mark.long)]
)
def test_the_saved_pages_have_their_articles_in_sequence(data: Path, folder: str, every: int) -> None:
    gaps = []
    pages = list(expand(data / "documents" / folder / "pages.zip", Limits()))
    assert len(pages) == {"vbpl_html": 8, "tvpl_html": 70}[folder]
    for source in pages[::every]:
        [reading] = read_source(source).readings
        assert not reading.problems, source.name
        expected = 1
        for number in (int(match[1]) for line in reading.lines if (match := ARTICLE.match(line.text))):
            expected += number == expected
        last = max(int(match[1]) for line in reading.lines if (match := ARTICLE.match(line.text)))
        if expected <= last and not re.search(r"sua-doi|Giao-thong", source.name):
            gaps.append((source.name, expected))
    assert len(gaps) <= MISPRINTED


@pytest.mark.realdata
def test_an_unknown_site_gives_the_same_lines_as_a_known_one(data: Path) -> None:
    known = re.compile(rb"preview-content|panel-toan-van|lawDocumentHeader|vbpl\.vn")
    for source in expand(data / "documents" / "vbpl_html" / "pages.zip", Limits()):
        page = open_source(source, Limits()).data
        assert texts(read_html(known.sub(b"x", page), source.name)) == texts(read_html(page, source.name)), source.name
