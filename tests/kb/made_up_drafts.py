"""A made-up law, three rounds of a draft that would replace it, and a paper to the first; written as files, as people have them."""

from pathlib import Path

LAW_KEY = "luat/66-2091-qh99/quoc-hoi/2091-03-29"
DECREE_KEY = "nghi-dinh/5-2092-nd-cp/chinh-phu/2092-02-01"
LAW = """QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Luật số: 66/2091/QH99
Hà Nội, ngày 29 tháng 3 năm 2091
LUẬT
BẾN THUYỀN
Điều 1. Phạm vi điều chỉnh
Luật này quy định về bến thuyền, chủ thuyền và khách đi thuyền.
Điều 2. Hỗ trợ khách đi thuyền
1. Khách đi thuyền được hỗ trợ áo phao.
2. Khách đi thuyền là trẻ em được miễn tiền vé.
Điều 3. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2092.
Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XCIX, kỳ họp thứ 9 thông qua ngày 29 tháng 3 năm 2091.
"""
DECREE = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 5/2092/NĐ-CP
Hà Nội, ngày 01 tháng 02 năm 2092
NGHỊ ĐỊNH
Quy định chi tiết Luật Bến thuyền
Căn cứ Luật Bến thuyền số 66/2091/QH99;
Điều 1. Áo phao
1. Áo phao được cấp theo khoản 1 Điều 2 Luật Bến thuyền.
2. Áo phao có màu cam.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 4 năm 2092.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn Mẫu
"""
PAPER = """CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/TTr-CP
Hà Nội, ngày 16 tháng 01 năm 2098
TỜ TRÌNH
Về dự án Luật Bến thuyền
Kính gửi: Quốc hội
Luật này thay thế Luật Bến thuyền số 66/2091/QH99. Bãi bỏ Nghị định số 5/2092/NĐ-CP.
"""
_SUPPORT = {
    1: ("áo phao và phao tròn", "trẻ em được giảm một nửa tiền vé", "3. Chủ thuyền bố trí đèn pha ở mũi thuyền.\n"),
    2: ("áo phao, phao tròn và còi hiệu", "trẻ em được giảm một nửa tiền vé", ""),
    3: ("áo phao, phao tròn và còi hiệu", "trẻ em dưới 16 tuổi được miễn tiền vé", ""),
}
_DAYS = {1: "15/01/2098", 2: "20/02/2098", 3: "25/3/2098"}


def draft(number: int, mark: str | None = None) -> str:
    """A round of the draft, with all that a law would do to others.

    :param mark: how it says that it is a draft; default: as a ministry writes it, with the day below
    """
    given, children, more = _SUPPORT[number]
    return f"""{mark if mark is not None else f"DỰ THẢO {number}" + chr(10) + f"(Ngày {_DAYS[number]})"}
QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Luật số:      /2098/QH99
Hà Nội, ngày     tháng     năm 2098
LUẬT
BẾN THUYỀN
Điều 1. Phạm vi điều chỉnh
Luật này quy định về bến thuyền, chủ thuyền và khách đi thuyền.
Điều 2. Hỗ trợ khách đi thuyền
1. Khách đi thuyền được hỗ trợ {given}.
2. Khách đi thuyền là {children}.
{more}Điều 3. Sửa đổi, bổ sung một số điều của Nghị định số 5/2092/NĐ-CP
Sửa đổi khoản 2 Điều 1 như sau: “2. Áo phao có màu đỏ.”
Điều 4. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2098.
2. Luật này thay thế Luật Bến thuyền số 66/2091/QH99.
"""


def written(folder: Path) -> dict[str, Path]:
    """The files: law, decree, d1, d2, d3, paper."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"law": LAW, "decree": DECREE, **{f"d{number}": draft(number) for number in _DAYS}, "paper": PAPER}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.txt" for name in texts}
