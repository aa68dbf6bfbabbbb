# ruff: noqa: E501  (made-up lists are kept as they would be printed)
"""Three made-up lists of expired texts as files: a PDF with rows cut by pages, a web page with merged cells, a dump of gazette pages.

Each in the manner of another ministry, drawn before it was read; what each row says was written down by hand. Nothing here is real law.
"""

from itertools import pairwise
from pathlib import Path

from tests.ingest.pdf_maker import Maker, Page, advance

HEAD = (
    "Tên loại văn bản",
    "Số, ký hiệu; ngày, tháng, năm ban hành",
    "Tên gọi của văn bản/Trích yếu nội dung",
    "Lý do hết hiệu lực",
    "Ngày hết hiệu lực",
)
PART_HEAD = (
    "Tên loại văn bản",
    "Số, ký hiệu; ngày, tháng, năm ban hành; tên gọi",
    "Nội dung, quy định hết hiệu lực",
    "Lý do hết hiệu lực",
    "Ngày hết hiệu lực",
)
_XS = [40.0, 68.0, 130.0, 232.0, 372.0, 490.0, 560.0]
_SIZE, _STEP, _TOP = 10.0, 13.0, 90.0
Cells = tuple[str | None, ...]

# None: the cell above reaches down to here.
WHOLE: tuple[Cells | str, ...] = (
    "I. LĨNH VỰC GIÁO DỤC MẦM NON",
    ("1", "Thông tư", "09/2012/TT-BGDĐT ngày 05/3/2012", "Ban hành Quy định về chuẩn giáo viên mầm non", "Được thay thế bởi Thông tư số 26/2023/TT-BGDĐT ngày 28/12/2023 của Bộ trưởng Bộ Giáo dục và Đào tạo", "12/02/2024"),
    ("2", "Thông tư liên tịch", "22/2013/TTLT-BGDĐT-BTC ngày 11/7/2013", "Sửa đổi, bổ sung Thông tư liên tịch số 29/2011/TTLT-BGDĐT-BTC ngày 15/7/2011 hướng dẫn Quyết định số 239/QĐ-TTg", "Bị bãi bỏ bởi Thông tư số 20/2023/TT-BGDĐT ngày 30/10/2023", "16/12/2023"),
    ("3", "Quyết định", "14/2008/QĐ-BGDĐT ngày 07/4/2008", "Ban hành Điều lệ Trường mầm non", "Được thay thế bởi Thông tư số 52/2020/TT-BGDĐT ngày 31/12/2020 và Thông tư số 19/2023/TT-BGDĐT ngày 30/10/2023", "16/12/2023"),
    "II. LĨNH VỰC GIÁO DỤC PHỔ THÔNG",
    ("4", "Thông tư", "12/2011/TT-BGDĐT ngày 28/3/2011", "Ban hành Điều lệ trường trung học", "Bị bãi bỏ bởi Thông tư số 32/2023/TT-BGDĐT ngày 29/12/2023", "20/02/2024"),
    ("5", "Thông tư", "13/2012/TT-BGDĐT ngày 06/4/2012", "Ban hành Quy định về tiêu chuẩn đánh giá", None, None),
    ("6", "Thông tư", "30/2014/TT-BGDĐT ngày 28/8/2014", "Ban hành Quy định đánh giá học sinh tiểu học", None, None),
    ("7", "Thông tư", "22/2016/TT-BGDĐT ngày 22/9/2016", "Sửa đổi, bổ sung một số điều của Quy định đánh giá học sinh ban hành kèm theo Thông tư số 30/2014/TT-BGDĐT ngày 28/8/2014", None, None),
    ("8", "Thông tư", "58/2011/TT-BGDĐT ngày 12/12/2011", "Ban hành Quy chế đánh giá, xếp loại học sinh", None, None),
    ("9", "Chỉ thị", "40/2008/CT-BGDĐT ngày 22/7/2008", "Về việc phát động phong trào thi đua", "Hết thời hạn có hiệu lực được quy định trong văn bản", "01/6/2023"),
    ("10", "Thông tư", "17/2012/TT-BGDĐT ngày 16/5/2012", "Ban hành Quy định về dạy thêm, học thêm, trong đó quy định việc cấp giấy phép tổ chức hoạt động dạy thêm ngoài nhà trường cho tổ chức và cá nhân", "Được thay thế bởi Thông tư số 29/2024/TT-BGDĐT ngày 30/12/2024 của Bộ trưởng Bộ Giáo dục và Đào tạo quy định về dạy thêm, học thêm", "14/02/2025"),
    ("11", "Nghị định", "115/2010/NĐ-CP ngày 24/12/2010", "Quy định trách nhiệm quản lý nhà nước về giáo dục", "Được thay thế bởi Nghị định số 127/2018/NĐ-CP ngày 21/9/2018", "01/12/2018"),
)  # fmt: skip
WHOLE_SAID = [
    "expire 09-2012-tt-bgddt whole 2024-02-12 26/2023/TT-BGDĐT",
    "repeal 22-2013-ttlt-bgddt-btc whole 2023-12-16 20/2023/TT-BGDĐT",
    "expire 14-2008-qd-bgddt whole 2023-12-16 52/2020/TT-BGDĐT",
    "repeal 12-2011-tt-bgddt whole 2024-02-20 32/2023/TT-BGDĐT",
    "repeal 13-2012-tt-bgddt whole 2024-02-20 32/2023/TT-BGDĐT",
    "repeal 30-2014-tt-bgddt whole 2024-02-20 32/2023/TT-BGDĐT",
    "repeal 22-2016-tt-bgddt whole 2024-02-20 32/2023/TT-BGDĐT",
    "repeal 58-2011-tt-bgddt whole 2024-02-20 32/2023/TT-BGDĐT",
    "expire 40-2008-ct-bgddt whole 2023-06-01",
    "expire 17-2012-tt-bgddt whole 2025-02-14 29/2024/TT-BGDĐT",
    "expire 115-2010-nd-cp whole 2018-12-01 127/2018/NĐ-CP",
]
PART: tuple[Cells | str, ...] = (
    "I. LĨNH VỰC NHÀ GIÁO",
    ("1", "Thông tư", "01/2021/TT-BGDĐT ngày 02/02/2021 quy định mã số, tiêu chuẩn chức danh nghề nghiệp giáo viên mầm non", "Khoản 3 Điều 3; điểm i khoản 4 Điều 4; khoản 2 Điều 9", "Được sửa đổi, bổ sung bởi Thông tư số 08/2023/TT-BGDĐT ngày 14/4/2023", "30/5/2023"),
    ("2", "Thông tư", "28/2009/TT-BGDĐT ngày 21/10/2009 ban hành Quy định về chế độ làm việc đối với giáo viên phổ thông", "Điều 11 Quy định ban hành kèm theo Thông tư số 28/2009/TT-BGDĐT", "Bị bãi bỏ bởi Thông tư số 05/2025/TT-BGDĐT ngày 07/3/2025", "22/4/2025"),
    (None, None, None, "Khoản 1 Điều 9", "Được sửa đổi bởi Thông tư số 15/2017/TT-BGDĐT ngày 09/6/2017", "01/8/2017"),
)  # fmt: skip
PART_SAID = [
    "replace 01-2021-tt-bgddt dieu-3/khoan-3 2023-05-30 08/2023/TT-BGDĐT",
    "replace 01-2021-tt-bgddt dieu-4/khoan-4/diem-i 2023-05-30 08/2023/TT-BGDĐT",
    "replace 01-2021-tt-bgddt dieu-9/khoan-2 2023-05-30 08/2023/TT-BGDĐT",
    "repeal 28-2009-tt-bgddt kem-theo-1/dieu-11 2025-04-22 05/2025/TT-BGDĐT",
    "replace 28-2009-tt-bgddt dieu-9/khoan-1 2017-08-01 15/2017/TT-BGDĐT",
]


class _Printer:
    """Prints tables that run over pages; a row may be cut by a page, as word processors do."""

    def __init__(self, foot: float) -> None:
        self.maker = Maker()
        self.foot = foot
        self.page: Page = self.maker.page()
        self.y = _TOP

    def line(self, text: str, *, bold: bool = False) -> None:
        self.page.center(self.y, text, 12, bold=bold)
        self.y += 20

    def table(self, head: Cells, rows: tuple[Cells | str, ...]) -> None:
        self._row(("STT", *head), [], repeat=None)
        for at, row in enumerate(rows):
            if isinstance(row, str):
                self._heading(row)
                continue
            after = rows[at + 1] if at + 1 < len(rows) else None
            shared = [after[column] is None for column in range(len(row))] if isinstance(after, tuple) else []
            self._row(row, shared, repeat=("STT", *head))
        self.y += 24

    def _heading(self, words: str) -> None:
        if self.y + 24 > self.foot:
            self._turn()
        top = self.y - _SIZE
        self.page.text(_XS[0] + 3, self.y + 3, words, _SIZE, bold=True)
        self.y += 18
        self.page.line(_XS[0], top, _XS[-1], top).line(_XS[0], top + 18, _XS[-1], top + 18)
        self.page.line(_XS[0], top, _XS[0], top + 18).line(_XS[-1], top, _XS[-1], top + 18)

    def _row(self, row: Cells, shared: list[bool], repeat: Cells | None) -> None:
        lines = [_wrapped(cell or "", right - left - 6) for cell, left, right in zip(row, _XS, _XS[1:], strict=False)]
        place = 0
        most = max(map(len, lines))
        while True:
            room = max(0, int((self.foot - self.y) // _STEP))
            count = min(room, most - place)
            if count == 0:
                self._turn(repeat)
                continue
            cut = place + count < most
            self._piece(row, lines, place, count, shared, cut)
            place += count
            if not cut:
                return
            self._turn(repeat)

    def _piece(self, row: Cells, lines: list[list[str]], place: int, count: int, shared: list[bool], cut: bool) -> None:
        top, bottom = self.y - _SIZE, self.y - _SIZE + count * _STEP + 4
        last = cut or self.foot - (self.y + count * _STEP + 4) < _STEP  # nothing more of the next row stands here
        for column, (left, right) in enumerate(pairwise(_XS)):
            for number, text in enumerate(lines[column][place : place + count]):
                self.page.text(left + 3, self.y + number * _STEP, text, _SIZE)
            self.page.line(left, top, left, bottom).line(right, top, right, bottom)
            if row[column] is not None or place or self.y == _TOP:
                self.page.line(left, top, right, top)
            if last or not (shared and shared[column]):
                self.page.line(left, bottom, right, bottom)
        self.y += count * _STEP + 4

    def _turn(self, repeat: Cells | None = None) -> None:
        self.page = self.maker.page()
        self.y = _TOP
        if repeat:
            self._row(repeat, [], None)


def _wrapped(text: str, width: float) -> list[str]:
    """Words in lines; a number that is too long is broken behind a stroke or a hyphen, as printers do."""
    lines = [""]
    for word in text.split():
        pieces = [piece for piece in word.replace("/", "/\0").replace("-", "-\0").split("\0") if piece]
        for at, piece in enumerate(pieces):
            glue = " " if at == 0 and lines[-1] else ""
            if lines[-1] and advance(lines[-1] + glue + piece, _SIZE) > width:
                lines.append(piece)
            else:
                lines[-1] += glue + piece
    return lines


def write_pdf(folder: Path, foot: float = 780.0) -> Path:
    """The list of the first ministry.

    :param foot: where pages end, and cut what stands there
    """
    printer = _Printer(foot)
    for text in (
        "BỘ GIÁO DỤC VÀ ĐÀO TẠO",
        "Số: 427/QĐ-BGDĐT",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 24 tháng 01 năm 2025",
        "QUYẾT ĐỊNH",
        "Công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực toàn bộ và một phần năm 2024",
        "Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 22 tháng 6 năm 2015;",
        "QUYẾT ĐỊNH:",
        "Điều 1. Công bố kèm theo Quyết định này Danh mục văn bản hết hiệu lực.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        "KT. BỘ TRƯỞNG",
        "THỨ TRƯỞNG",
        "Nguyễn Văn Mẫu",
    ):
        printer.line(text, bold=text.isupper())
    printer._turn()
    for text in (
        "DANH MỤC",
        "VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC TOÀN BỘ VÀ MỘT PHẦN",
        "(Ban hành kèm theo Quyết định số 427/QĐ-BGDĐT ngày 24/01/2025)",
        "A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ",
    ):
        printer.line(text, bold=True)
    printer.table(HEAD, WHOLE)
    printer.line("B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN", bold=True)
    printer.table(PART_HEAD, PART)
    return printer.maker.write(folder / "bgddt.pdf")


PAGE = """<html><body><div class="content">
<p>BỘ TÀI CHÍNH</p><p>Số: 180/QĐ-BTC</p><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p><p>Độc lập - Tự do - Hạnh phúc</p>
<p>Hà Nội, ngày 27 tháng 01 năm 2025</p><p>QUYẾT ĐỊNH</p>
<p>Về việc công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực toàn bộ hoặc một phần thuộc lĩnh vực quản lý nhà nước của Bộ Tài chính</p>
<p>BỘ TRƯỞNG BỘ TÀI CHÍNH</p><p>Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 22 tháng 6 năm 2015;</p><p>QUYẾT ĐỊNH:</p>
<p>Điều 1. Công bố kèm theo Quyết định này Danh mục văn bản quy phạm pháp luật hết hiệu lực.</p>
<p>Điều 2. Quyết định này có hiệu lực kể từ ngày ký.</p><p>KT. BỘ TRƯỞNG</p><p>THỨ TRƯỞNG</p><p>Lê Văn Mẫu</p>
<p>DANH MỤC VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC</p><p>(Kèm theo Quyết định số 180/QĐ-BTC ngày 27/01/2025)</p>
<p>A. DANH MỤC VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ</p>
<table><tr><th>STT</th><th>Tên loại văn bản</th><th>Số, ký hiệu; ngày, tháng, năm ban hành văn bản</th><th>Tên gọi của văn bản/trích yếu nội dung</th><th>Lý do hết hiệu lực</th><th>Ngày hết hiệu lực</th></tr>
<tr><td colspan="6">I. LĨNH VỰC THUẾ</td></tr>
<tr><td>1</td><td>Thông tư</td><td>156/2013/TT-BTC<br>ngày 06/11/2013</td><td>Hướng dẫn thi hành một số điều của Luật Quản lý thuế; Luật sửa đổi, bổ sung một số điều của Luật Quản lý thuế và Nghị định số 83/2013/NĐ-CP ngày 22/7/2013</td><td>Bị thay thế bởi Thông tư số 80/2021/TT-BTC ngày 29/9/2021 và Thông tư số 105/2020/TT-BTC ngày 03/12/2020</td><td>01/01/2022</td></tr>
<tr><td>2</td><td>Thông tư</td><td>99/2016/TT-BTC<br>ngày 29/6/2016</td><td>Hướng dẫn về quản lý hoàn thuế giá trị gia tăng</td><td rowspan="3">Bị bãi bỏ bởi Thông tư số 80/2021/TT-BTC ngày 29/9/2021</td><td rowspan="3">01/01/2022</td></tr>
<tr><td>3</td><td>Thông tư</td><td>31/2017/TT-BTC<br>ngày 18/4/2017</td><td>Sửa đổi, bổ sung một số điều của Thông tư số 99/2016/TT-BTC ngày 29/6/2016</td></tr>
<tr><td>4</td><td>Thông tư</td><td>208/2015/TT-BTC<br>ngày 28/12/2015</td><td>Quy định về hoạt động của Hội đồng tư vấn thuế xã, phường, thị trấn</td></tr>
<tr><td colspan="6">II. LĨNH VỰC HẢI QUAN</td></tr>
<tr><td>5</td><td>Quyết định</td><td>19/2011/QĐ-TTg<br>ngày 23/3/2011</td><td>Về việc thí điểm thực hiện tiếp nhận bản khai hàng hóa</td><td>Được thay thế bởi Nghị định số 58/2017/NĐ-CP ngày 10/5/2017</td><td>01/7/2017</td></tr>
<tr><td>6</td><td colspan="3"><p>Thông tư số 69/2016/TT-BTC ngày 06/5/2016 quy định thủ tục hải quan đối với xăng dầu</p><p>Thông tư số 106/2005/TT-BTC ngày 05/12/2005 quy định thủ tục về kho ngoại quan</p></td><td>Hết hiệu lực theo quy định tại khoản 4 Điều 154 Luật Ban hành văn bản quy phạm pháp luật do bị bãi bỏ bởi Thông tư số 12/2024/TT-BTC ngày 15/02/2024</td><td>01/4/2024</td></tr>
</table>
<p>B. DANH MỤC VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN</p>
<table><tr><th>STT</th><th>Tên loại văn bản</th><th>Số, ký hiệu; ngày, tháng, năm ban hành văn bản; tên gọi của văn bản</th><th>Nội dung, quy định hết hiệu lực</th><th>Lý do hết hiệu lực</th><th>Ngày hết hiệu lực</th></tr>
<tr><td rowspan="2">1</td><td rowspan="2">Thông tư</td><td rowspan="2">38/2015/TT-BTC ngày 25/3/2015 quy định về thủ tục hải quan</td><td>Khoản 1 Điều 16; các điều 18, 19</td><td>Được sửa đổi, bổ sung bởi Thông tư số 39/2018/TT-BTC ngày 20/4/2018</td><td>05/6/2018</td></tr>
<tr><td>Điều 25 và Phụ lục V</td><td>Bị bãi bỏ bởi Thông tư số 121/2025/TT-BTC ngày 18/12/2025; Thông tư số 39/2018/TT-BTC ngày 20/4/2018</td><td>01/02/2026</td></tr>
<tr><td>2</td><td>Nghị định</td><td>08/2015/NĐ-CP ngày 21/01/2015 quy định chi tiết Luật Hải quan</td><td>Điều 5, trừ khoản 2</td><td>Được sửa đổi bởi Nghị định số 59/2018/NĐ-CP ngày 20/4/2018</td><td>05/6/2018</td></tr>
</table></div></body></html>
"""
PAGE_SAID = [
    "expire 156-2013-tt-btc whole 2022-01-01 80/2021/TT-BTC",
    "repeal 99-2016-tt-btc whole 2022-01-01 80/2021/TT-BTC",
    "repeal 31-2017-tt-btc whole 2022-01-01 80/2021/TT-BTC",
    "repeal 208-2015-tt-btc whole 2022-01-01 80/2021/TT-BTC",
    "expire 19-2011-qd-ttg whole 2017-07-01 58/2017/NĐ-CP",
    "? repeal 69-2016-tt-btc whole 2024-04-01 12/2024/TT-BTC",
    "? repeal 106-2005-tt-btc whole 2024-04-01 12/2024/TT-BTC",
    "replace 38-2015-tt-btc dieu-16/khoan-1 2018-06-05 39/2018/TT-BTC",
    "replace 38-2015-tt-btc dieu-18 2018-06-05 39/2018/TT-BTC",
    "replace 38-2015-tt-btc dieu-19 2018-06-05 39/2018/TT-BTC",
    "repeal 38-2015-tt-btc dieu-25 2026-02-01 121/2025/TT-BTC",
    "repeal 38-2015-tt-btc phu-luc-v 2026-02-01 121/2025/TT-BTC",
    "? replace 08-2015-nd-cp dieu-5 2018-06-05 59/2018/NĐ-CP",
]

DUMP = """BỘ Y TẾ
Số: 215/QĐ-BYT
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Nội, ngày 26 tháng 01 năm 2024

QUYẾT ĐỊNH
Về việc công bố Danh mục văn bản quy phạm pháp luật hết hiệu lực
toàn bộ và một phần thuộc lĩnh vực quản lý nhà nước của Bộ Y tế năm 2023

BỘ TRƯỞNG BỘ Y TẾ

Căn cứ Luật Ban hành văn bản quy phạm pháp luật ngày 22 tháng 6 năm 2015;

QUYẾT ĐỊNH:

Điều 1. Công bố kèm theo Quyết định này Danh mục văn bản hết hiệu lực.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

KT. BỘ TRƯỞNG
THỨ TRƯỞNG
Trần Văn Mẫu

DANH MỤC
VĂN BẢN QUY PHẠM PHÁP LUẬT HẾT HIỆU LỰC TOÀN BỘ VÀ MỘT PHẦN NĂM 2023
(Ban hành kèm theo Quyết định số 215/QĐ-BYT ngày 26 tháng 01 năm 2024
của Bộ trưởng Bộ Y tế)

A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ
STT Tên loại
văn bản
Số, ký hiệu; ngày, tháng,
năm ban hành văn bản
Tên gọi của văn bản/
Trích yếu nội dung của
văn bản
Lý do hết hiệu lực Ngày hết
hiệu lực
I. LĨNH VỰC DƯỢC
1 Thông tư 09/2016/TT-BYT ngày
05/5/2016
Ban hành Danh mục
thuốc đấu thầu
Bị thay thế bởi Thông tư số 15/2020/TT-
BYT ngày 10/8/2020 của Bộ trưởng Bộ Y
tế
10/10/2020
2 Thông tư 11/2016/TT-BYT ngày
11/5/2016
Quy định việc đấu thầu
thuốc tại các cơ sở y tế
Được thay thế bởi Thông tư số
15/2019/TT-BYT ngày 11/7/2019 và Thông
tư số 29/2020/TT-BYT ngày 31/12/2020
01/10/2019

CÔNG BÁO/Số 201 + 202/Ngày 09-02-2024
13

STT Tên loại
văn bản
Số, ký hiệu; ngày, tháng,
năm ban hành văn bản
Tên gọi của văn bản/
Trích yếu nội dung của
văn bản
Lý do hết hiệu lực Ngày hết
hiệu lực
II. LĨNH VỰC KHÁM BỆNH, CHỮA BỆNH
3 Nghị định 109/2016/NĐ-CP ngày
01/7/2016
Quy định cấp chứng chỉ
hành nghề và cấp giấy
phép hoạt động
Được thay thế bởi Nghị định số
96/2023/NĐ-CP ngày 30/12/2023
01/01/2024
4 Thông tư
liên tịch
02/2005/TTLT-BYT-
BTC ngày 12/01/2005
Hướng dẫn thực hiện
Nghị định số
95/1994/NĐ-CP
Bị bãi bỏ bởi Thông tư số 22/2023/TT-
BYT ngày 17/11/2023
17/11/2023
B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN
STT Tên loại
văn bản
Số, ký hiệu; ngày, tháng,
năm ban hành; tên gọi
của văn bản
Nội dung, quy định hết
hiệu lực
Lý do hết hiệu lực Ngày hết
hiệu lực
1 Thông tư Thông tư số 40/2015/TT-BYT
ngày 16/11/2015 quy định
đăng ký khám bệnh ban đầu
- Khoản 2 Điều 8;
- Điều 9 và Điều 10
Bị bãi bỏ bởi Thông tư số 30/2020/TT-BYT
ngày 31/12/2020
01/3/2021
2 Nghị định Nghị định số 54/2017/NĐ-CP
ngày 08/5/2017 quy định chi
tiết Luật Dược
Điểm b khoản 1 Điều 4; Phụ
lục II
Được sửa đổi, bổ sung bởi Nghị định số
155/2018/NĐ-CP ngày 12/11/2018
12/11/2018
"""
DUMP_SAID = [
    "expire 09-2016-tt-byt whole 2020-10-10 15/2020/TT-BYT",
    "expire 11-2016-tt-byt whole 2019-10-01 15/2019/TT-BYT",
    "expire 109-2016-nd-cp whole 2024-01-01 96/2023/NĐ-CP",
    "repeal 02-2005-ttlt-byt-btc whole 2023-11-17 22/2023/TT-BYT",
    "repeal 40-2015-tt-byt dieu-8/khoan-2 2021-03-01 30/2020/TT-BYT",
    "repeal 40-2015-tt-byt dieu-9 2021-03-01 30/2020/TT-BYT",
    "repeal 40-2015-tt-byt dieu-10 2021-03-01 30/2020/TT-BYT",
    "replace 54-2017-nd-cp dieu-4/khoan-1/diem-b 2018-11-12 155/2018/NĐ-CP",
    "replace 54-2017-nd-cp phu-luc-ii 2018-11-12 155/2018/NĐ-CP",
]
