# ruff: noqa: E501  (made-up lists are kept as they would be printed)
"""Two more made-up lists, drawn before they were read, each in the manner of another ministry: shared cells and rows of several texts."""

import pytest

from documents.amendments import read_effects
from tests.documents.expired_list_maker import Rows, made, shown

CULTURE = {"issuer": "BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "number": "68/QĐ-BVHTTDL", "place": "Hà Nội"}
FARMING = {"issuer": "BỘ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", "number": "341/QĐ-BNN-PC", "place": "Hà Nội"}

WHOLE: Rows = (
    ("TT", "Tên loại văn bản", "Số, ký hiệu; ngày, tháng, năm ban hành", "Tên gọi của văn bản", "Lý do hết hiệu lực", "Ngày hết hiệu lực"),
    ("I.1. LĨNH VỰC DI SẢN", "", "", "", "", ""),
    ("1", "Thông tư", "18/2012/TT-BVHTTDL ngày 28/12/2012", "Quy định chi tiết một số quy định của Quy chế thăm dò, khai quật khảo cổ", "Bị bãi bỏ bởi Thông tư số 12/2023/TT-BVHTTDL ngày 18/10/2023 bãi bỏ một số văn bản", "05/12/2023"),
    ("2", "Thông tư", "15/2011/TT-BVHTTDL ngày 16/11/2011", "Sửa đổi, bổ sung Thông tư số 16/2010/TT-BVHTTDL ngày 31/12/2010", None, None),
    ("3", "Thông tư", "09/2014/TT-BVHTTDL ngày 01/10/2014", "Hướng dẫn thi hành Nghị định số 61/2014/NĐ-CP", "", ""),
    ("4", "Thông tư liên tịch", "19/2013/TTLT-BVHTTDL-BTNMT ngày 30/12/2013\n20/2013/TTLT-BVHTTDL-BTNMT ngày 31/12/2013", "Hướng dẫn bảo vệ môi trường", "Được thay thế bởi Thông tư số 05/2023/TT-BVHTTDL ngày 27/6/2023", "15/8/2023"),
    ("I.2. LĨNH VỰC ĐIỆN ẢNH", "", "", "", "", ""),
    ("5", "Nghị định", "54/2010/NĐ-CP ngày 21/5/2010", "Quy định chi tiết Luật Điện ảnh số 62/2006/QH11 và Luật sửa đổi Luật Điện ảnh số 31/2009/QH12", "Được thay thế bởi Nghị định số 131/2022/NĐ-CP ngày 31/12/2022", "01/01/2023"),
    (None, None, "96/2007/NĐ-CP ngày 06/6/2007", "Quy định chi tiết Luật Điện ảnh", None, None),
    ("6", "Quyết định", "49/2008/QĐ-BVHTTDL ngày 09/7/2008", "Ban hành Quy chế duyệt phim", "", "20/02/2023"),
    ("Tổng số (I): 08 văn bản", "", "", "", "", ""),
)  # fmt: skip
PART: Rows = (
    ("TT", "Tên loại văn bản", "Số, ký hiệu; ngày, tháng, năm ban hành văn bản; tên gọi của văn bản", "Nội dung, quy định hết hiệu lực", "Lý do hết hiệu lực", "Ngày hết hiệu lực"),
    ("1", "Nghị định", "36/2019/NĐ-CP ngày 29/4/2019 quy định chi tiết một số điều của Luật sửa đổi, bổ sung một số điều của Luật Thể dục, thể thao", "Khoản 2 Điều 14, Điều 20", "Được sửa đổi, bổ sung bởi Nghị định số 31/2024/NĐ-CP", "15/3/2024"),
    (None, None, None, "Chương III", "Bị bãi bỏ bởi Nghị định số 32/2023/NĐ-CP ngày 01/6/2023", None),
    ("2", "Thông tư", "- Thông tư số 04/2018/TT-BVHTTDL ngày 22/01/2018 quy định về môn bơi;\n- Thông tư số 05/2018/TT-BVHTTDL ngày 22/01/2018 quy định về môn vật", "Điều 4", "Bị bãi bỏ bởi Thông tư số 12/2023/TT-BVHTTDL ngày 18/10/2023", "05/12/2023"),
)  # fmt: skip
FARM: Rows = (
    ("STT", "Tên văn bản", "Văn bản làm hết hiệu lực", "Thời điểm hết hiệu lực", "Ghi chú"),
    ("A", "Lĩnh vực thú y", "", "", ""),
    ("1", "Thông tư số 25/2012/TT-BNNPTNT ngày 22/6/2012 và Thông tư số 31/2013/TT-BNNPTNT ngày 12/6/2013 của Bộ trưởng Bộ Nông nghiệp và Phát triển nông thôn", "Thông tư số 10/2023/TT-BNNPTNT ngày 11/9/2023", "26/10/2023", ""),
    ("2", "Thông tư số 41/2012/TT-BNNPTNT ngày 15/8/2012 sửa đổi Thông tư số 29/2011/TT-BNNPTNT, Thông tư số 66/2011/TT-BNNPTNT", None, None, ""),
    ("3", "Quyết định số 15/2006/QĐ-BNN ngày 08/3/2006 ban hành Quy trình kiểm dịch\nQuyết định số 86/2005/QĐ-BNN ngày 26/12/2005 ban hành Mẫu hồ sơ", "Thông tư số 10/2023/TT-BNNPTNT ngày 11/9/2023", "26/10/2023", ""),
    ("B", "Lĩnh vực thủy sản", "", "", ""),
    ("4", "Thông tư số 13/2012/TT-BNNPTNT ngày 19/3/2012", "Được sửa đổi, bổ sung bởi Thông tư số 01/2024/TT-BNNPTNT ngày 02/01/2024", "20/01/2024", ""),
    ("5", "Thông tư số 48/2013/TT-BNNPTNT ngày 12/11/2013", "Thông tư số 09/2023/TT-BNNPTNT ngày 28/8/2023", "", "Hết hiệu lực cùng văn bản trên"),
    ("6", "Chỉ thị về phòng dịch", "", "", ""),
    ("7", "Không có", "", "", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "of", "effects"),
    [
        (
            ("A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", WHOLE, "B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN", PART),
            CULTURE,
            [
                "repeal 18-2012-tt-bvhttdl whole 2023-12-05",
                "repeal 15-2011-tt-bvhttdl whole 2023-12-05",
                "? expire 09-2014-tt-bvhttdl whole -",
                "? expire 19-2013-ttlt-bvhttdl-btnmt whole 2023-08-15",
                "? expire 20-2013-ttlt-bvhttdl-btnmt whole 2023-08-15",
                "expire 54-2010-nd-cp whole 2023-01-01",
                "expire 96-2007-nd-cp whole 2023-01-01",
                "? expire 49-2008-qd-bvhttdl whole 2023-02-20",
                "replace 36-2019-nd-cp dieu-14/khoan-2 2024-03-15",
                "replace 36-2019-nd-cp dieu-20 2024-03-15",
                "repeal 36-2019-nd-cp chuong-iii 2024-03-15",
                "? repeal 04-2018-tt-bvhttdl dieu-4 2023-12-05",
            ],
        ),
        (
            ("VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", FARM),
            FARMING,
            [
                "? expire 25-2012-tt-bnnptnt whole 2023-10-26",
                "? expire 31-2013-tt-bnnptnt whole 2023-10-26",
                "expire 41-2012-tt-bnnptnt whole 2023-10-26",
                "? expire 15-2006-qd-bnn whole 2023-10-26",
                "? expire 86-2005-qd-bnn whole 2023-10-26",
                "? expire 13-2012-tt-bnnptnt whole 2024-01-20",
                "? expire 48-2013-tt-bnnptnt whole -",
                "? expire - whole -",
            ],
        ),
    ],
    ids=["culture", "farming"],
)
def test_shared_cells_and_rows_of_several_texts(parts: tuple[str | Rows, ...], of: dict[str, str], effects: list[str]) -> None:
    assert shown(read_effects(made(*parts, of=of))) == effects
