"""Finding references: tables of (text, what is found), by the interface's rules and the trap list. The texts are made up.

A reference is written where it stands as ``[its words → its targets]``; a target as ``article/clause/point`` with what else it has:
``@`` instrument, ``“”`` name (empty: the words), ``P:`` part, ``A:`` appendix, ``F:`` form, ``!`` impossible. The context's
instrument is ``@``.
"""

import re

import pytest

from documents.references import Context, Target
from documents.references.finder import find_references
from tests.linear import assert_linear, one_of_many

HERE = Context(instrument="01/2031/NĐ-CP", article="7", clause="3", point="b")
MARKED = re.compile(r"\[(.+?) → (.*?)\]")


def written(target: Target, context: Context) -> str:
    instrument = "" if target.instrument is None else "@" + ("" if target.instrument == context.instrument else target.instrument)
    name = f"“{target.name}”" if target.name else ""
    place = "/".join(number or "" for number in (target.article, target.clause, target.point)).rstrip("/")
    rest = [f"{mark}:{number}" for mark, number in (("P", target.part), ("A", target.appendix), ("F", target.form)) if number]
    return " ".join(part for part in (instrument + name, place, *rest, "" if target.possible else "!") if part)


def found(text: str, context: Context = HERE) -> list[tuple[str, list[str]]]:
    references = find_references(text, context)
    assert all(text[reference.start : reference.end] == reference.text for reference in references)
    return [(reference.text, [written(target, context) for target in reference.targets]) for reference in references]


FOUND = [
    # lists
    (
        "[điểm a, b khoản 1 và khoản 3 Điều 19 Nghị định số 14/2030/NĐ-CP → @14/2030/NĐ-CP 19/1/a; @14/2030/NĐ-CP 19/1/b; "
        "@14/2030/NĐ-CP 19/3]"
    ),
    "các [điểm từ điểm a đến điểm h khoản 1 Điều này → @ 7/1/a; @ 7/1/b; @ 7/1/c; @ 7/1/d; @ 7/1/đ; @ 7/1/e; @ 7/1/g; @ 7/1/h]",
    "tại [điểm g đến k khoản này → @ 7/3/g; @ 7/3/h; @ 7/3/i; @ 7/3/k]",
    "các [điều 33, 34 và 38 của Luật này → @ 33; @ 34; @ 38]",
    "[khoản 8, khoản 9 và khoản 10 → @ 7/8; @ 7/9; @ 7/10]",
    "từ [Điều 9 đến hết Điều 12 → @ 9; @ 10; @ 11; @ 12]",
    "[Điều 4-6 Luật này → @ 4; @ 5; @ 6]",
    "[Điều 109, điểm a khoản 2 Điều 113 hoặc khoản 4, Điều 114 của Bộ luật này → @ 109; @ 113/2/a; @ 114/4]",
    "[Điều 36, từ Điều 39 đến Điều 41, các điều 49 và 50 của Nghị định này → @ 36; @ 39; @ 40; @ 41; @ 49; @ 50]",
    "[khoản 2 Điều 8 và khoản 3 → @ 8/2; @ 8/3]",
    "[khoản 1 và Điều 5 → @ 7/1; @ 5]",
    "[Điều 5; Mục 2 Chương III → @ 5; @ P:III/2]",
    "[Điều 11 và Điều 12, Chương III Luật này → @ 11 P:III; @ 12 P:III]",
    "[Điều 4, Chương III, Chương IV, Điều 9 → @ 4; @ P:III; @ P:IV; @ 9]",
    "([phụ lục I, II → @ A:I; @ A:II])",
    "[điểm b1, b2 tiết 1.4 khoản này → @ 7/3/b1; @ 7/3/b2]",
    "[Điều 5 khoản 2 điểm a → @ 5/2/a]",
    "[khoản 1 Điều 4, khoản 2 Điều 6 Luật này → @ 4/1; @ 6/2]",
    "[khoản 1 Điều 4 Nghị định này, khoản 2 Điều 6 Nghị định này → @ 4/1; @ 6/2]",
    "[khoản 1 Điều 4 → @ 4/1], trừ [điểm a khoản 1 Điều 5 → @ 5/1/a]",
    "[khoản 1 Điều này → @ 7/1] và [Điều 5 Nghị định số 9/2029/NĐ-CP → @9/2029/NĐ-CP 5]",
    "[Điều 5 Nghị định số 9/2029/NĐ-CP → @9/2029/NĐ-CP 5] và [Điều 6 Thông tư số 8/2030/TT-BTC → @8/2030/TT-BTC 6]",
    "bổ sung [điểm h vào sau điểm g khoản 2 Điều 4 → @ 4/2/h; @ 4/2/g]",
    "bổ sung [Điều 5a vào sau Điều 5 → @ 5a; @ 5]",
    "tại [điểm d và điểm đ khoản 1 → @ 7/1/d; @ 7/1/đ]",
    "[khoản 2 → @ 7/2], 30 ngày sau",
    "các [khoản từ 1 đến 3 Điều 6 → @ 6/1; @ 6/2; @ 6/3]",
    "các [điểm từ d đến e khoản 1 → @ 7/1/d; @ 7/1/đ; @ 7/1/e]",
    "các [điều từ 9 đến 11 → @ 9; @ 10; @ 11]",
    "khoản từ 5 triệu đồng đến 10 triệu đồng",
    "theo [Phần Hai; phần thứ 2 Bộ luật này → @ P:Hai; @ P:thứ 2]",
    "[điểm 1.2, điểm 1.3 khoản 1 mục I phần B → @ /1/1.2 P:B/I; @ /1/1.3 P:B/I]",
    "[khoản 2 Điều 4 và tại Mục 3 Chương II của Luật này → @ 4/2; @ P:II/3]",
    "[khoản 1 Điều 4, tại Điều 6 Luật này → @ 4/1; @ 6]",
    "[điểm a khoản 4 → @ 7/4/a]; b) Người nộp",
    "[điểm c(ii) khoản 3 Điều 4 Luật này → @ 4/3/c]",
    "([điểm a → @ 7//a]); [tiết (i) điểm a khoản 3 Điều 4 → @ 4/3/a]",
    "nêu tại [tiết b → @ 7] trên đây; các tiết a, b",
    "[mục (1) đến mục (3) Phụ lục 2 Luật này → @ P:1 A:2; @ P:2 A:2; @ P:3 A:2]",
    "[Chương XXXIb Luật này → @ P:XXXIb]",
    # this and that
    "[Điều này → @ 7]",
    "[khoản này và điểm này → @ 7/3; @ 7/3/b]",
    "[khoản 2 Điều này → @ 7/2]",
    "[điểm a khoản này; điểm b khoản 2 Điều 5 → @ 7/3/a; @ 5/2/b]",
    "[khoản 2 Điều 5 và khoản này → @ 5/2; @ 7/3]",
    "[Nghị định này → @], [Quy chế này → @]",
    "[thông tư này → @]; [luật này → @]",
    "[Phụ lục này → @]",
    "[Mục 3 Chương này → @ P:3]",
    "quyết định này của Tòa án; văn bản quy phạm pháp luật này; tài khoản này; thời điểm này",
    # what is attached
    "[Phụ lục I ban hành kèm theo Nghị định này → @ A:I]",
    "[Phụ lục ban hành kèm theo Thông tư này → @]",
    "[Mẫu số 47 Phụ lục II Nghị định này → @ A:II F:47]",
    "[Mẫu số 10 → @ F:10] quy định tại [Phụ lục kèm theo Nghị định này → @]",
    "[Mẫu số 02/TH ban hành kèm theo Phụ lục I Thông tư này → @ A:I F:02/TH]",
    "[Điều 12 Quy chế đào tạo, sát hạch ban hành kèm theo Quyết định số 8/2030/QĐ-TTg → @8/2030/QĐ-TTg 12]",
    "Quy chế đào tạo ban hành kèm theo [Quyết định số 8/2030/QĐ-TTg → @8/2030/QĐ-TTg]",
    "các [mẫu biểu từ số 01 đến số 03 → @ F:01; @ F:02; @ F:03]",
    "(xem hình 2 trong Phụ lục)",
    "[Điều 8 Chế độ chứng từ kế toán cửa hàng ban hành theo Quyết định số 8/2030/QĐ-BTC → @8/2030/QĐ-BTC 8]",
    "[Mục I Phụ lục phí tra cứu dữ liệu ban hành kèm theo Thông tư này → @ P:I]",
    "theo [Điều 8 → @ 8] Chế độ chứng từ và [khoản 3 Điều 9 ban hành kèm theo Quyết định số 8/2030/QĐ-BTC → @8/2030/QĐ-BTC 9/3]",
    "[mẫu Quyết định tạm giữ số 01 ban hành kèm theo Thông tư này → @ F:01]",
    "mẫu ban hành kèm theo [Thông tư số 8/2030/TT-BTC → @8/2030/TT-BTC]",
    # numbers
    "[số 14/2000/NĐ-CP → @14/2000/NĐ-CP] và [15/2000/NĐ-CP → @15/2000/NĐ-CP]",
    "[Luật số 53 /2034/QH15 → @53/2034/QH15]",
    "[Thông tư 21/2021/TT- BLĐTBXH → @21/2021/TT-BLĐTBXH]",
    "[Quyết định số 30/2031/QĐ-TTg → @30/2031/QĐ-TTg]và",
    "[Nghị định số 30/2031/NĐ-CP → @30/2031/NĐ-CP]ngày 1",
    "[Thông tư số 30/2019/TT-BTC → @30/2019/TT-BTC]. NHTM thanh toán",
    "[Nghị định 09 → @09]; [NĐ 09/2013 → @09/2013]; [TT 25-2022 → @25-2022]",
    "[NĐ 87/2020 → @87/2020], [104/2022 → @104/2022]",
    "[Kết luận số 28-KL/TW → @28-KL/TW], [Quy định 30-QĐ/TW → @30-QĐ/TW]",
    "[Công văn số 256/BCA(X13) → @256/BCA(X13)]",
    "[Nghị định của Chính phủ số 02/CP → @02/CP] ngày 5/1/1993",
    "[Nghị quyết số 27-NQ/TW → @27-NQ/TW] ngày 21 tháng 5 năm 2018",
    (
        "[Thông tư số 2/2024/TT-BNV → @2/2024/TT-BNV] ngày 3/4/2024 của Bộ Nội vụ sửa đổi, bổ sung một số điều của [Thông tư "
        "số 1/2021/TT-BNV → @1/2021/TT-BNV]"
    ),
    "Nghị định số …/2031/NĐ-CP; Quyết định số lượng",
    "[Văn bản số 332/UBND-TH → @332/UBND-TH]; văn bản này",
    "[Báo cáo số 332/BC-TTCP → @332/BC-TTCP] (Báo cáo số 1)",
    "[Phiếu chuyển số 7/PC-VPCP → @7/PC-VPCP]",
    "các [Quyết định số 21-TC/XY → @21-TC/XY] ngày 15-12-1989, [22-TC/XY → @22-TC/XY] ngày 1/2/1990 và [23-TC/XY → @23-TC/XY]",
    "[Thông tư số 61 TC/XYKT → @61TC/XYKT] của",
    # names
    "[Luật Phòng, chống mua bán người → “”]",
    "[luật phòng chống mua bán người → “”]; luật sư; luật khác",
    "[Luật Đất đai năm 2013 → “”] và",
    "[Luật Đất đai (2013) → “”]",
    "[Luật Đất đai ngày 26 tháng 11 năm 2003 → “”];",
    "[Luật Việc làm số 38/2013/QH13 → @38/2013/QH13“Luật Việc làm”] ngày 16/11/2013",
    "[Luật PCMBN 2011 → “”], [BLHS → “”]",
    "[Điều 150 BLHS năm 2015 → “BLHS năm 2015” 150]",
    "[Luật TTTM → “”]để xem xét",
    "[Luật Quản lý thuế → “”]và[Điều 8 → @ 8]",
    "[Luật sửa đổi, bổ sung một số điều của Luật Giáo dục → “”]",
    (
        "[Luật sửa đổi, bổ sung một số điều của Luật Giáo dục số 12/2031/QH20 → @12/2031/QH20“Luật sửa đổi, bổ sung một số "
        "điều của Luật Giáo dục”] ngày"
    ),
    (
        "[Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 "
        "năm 2019 → “”]"
    ),
    "một số điều của [Luật Giáo dục → “”]",
    "[Hiến pháp → “”], luật",
    "[Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 1992 → “”] đã được sửa đổi",
    "[Điều 3 Công ước của Liên hợp quốc về quyền trẻ em → “Công ước của Liên hợp quốc về quyền trẻ em” 3] thì",
    "[Nghị định thư về phòng ngừa, trấn áp và trừng trị việc buôn bán người, đặc biệt là phụ nữ và trẻ em → “”], có",
    "[Điều 10.7 Hiệp định TBT → “Hiệp định TBT” 10.7] thực hiện",
    "[Hiệp định Thương mại tự do giữa Việt Nam và Liên minh Kinh tế Á Âu → “”] có",
    "[Luật Sao Hỏa → “”] và vũ trụ",
    "quy định của [Bộ luật Dân sự số 91/2015/QH13 → @91/2015/QH13“Bộ luật Dân sự”]",
    "[Luật Đầu tư nước ngoài tại Việt Nam → “”] và",
    "[Pháp lệnh Rừng ngập mặn và bờ biển ngày 2 tháng 3 năm 2030 → “”]",
    "[Luật Đất đai → “”] và các văn bản ban hành năm 2030",
    "[Luật Việc làm (sửa đổi) → “”]; [Luật Việc làm sửa đổi năm 2030 → “”]",
    "[Luật Sỹ quan Quân đội nhân dân Việt Nam → “”]",
    "[Luật Bảo vệ thực vật → “”] thì",
    "2 bộ [Luật Sao Hỏa → “”]",
    "[Hiệp định VPA/FLEGT → “”] về",
    "[Công ước về Hàng không dân dụng quốc tế → “”].",
    # lost blanks
    "[Phụ lục IThông tư này → @ A:I]",
    "[Điều26Thông tư này → @ 26]",
    "theo[mẫu số 02 kèm theo Thông tư này → @ F:02]",
    "thực hiện[Thông tư này → @]; [Thông tư này → @]thực hiện",
    "[Điều 17,Điều 18 → @ 17; @ 18]",
    "[Nghị địnhnày → @]; [khoản 2 Điềunày → @ 7/2]",
    "kèm theo [Thông tưsố 20/2031/TT-BTC → @20/2031/TT-BTC]ngày",
    "[Phụ lục IIban hành kèm theoThông tư này → @ A:II]",
    "quy định tại[điểma vàđiểmb khoản này → @ 7/3/a; @ 7/3/b]",
    "theo[Mẫu số 05 → @ F:05]quy định tại [Điều 3của Luật này → @ 3]",
    "[Luật Việc làm 2031 → “”][Luật Việc làm 2032 → “”]",
    "theo[Luật Việc làm → “”]và[Luật Báo chí → “”]",
    # letters and brackets
    "tại [mục b Điều 1 và Điều 2 → @ 1 P:b; @ 2]",
    "tại [mục b, Khoản 1, Điều 14 → @ 14/1 P:b]",
    "[mục b và mục c điểm 2 của thông tư này → @ //2 P:b; @ //2 P:c]",
    "[mục c, d khoản 1 Điều 18 Luật này → @ 18/1 P:c; @ 18/1 P:d]",
    "tại [Điều 6, Khoản 1, điểm d Nghị định này → @ 6/1/d]",
    "tại [Điều 5, khoản 1, khoản 2 Điều 6 → @ 5; @ 6/1; @ 6/2]",
    "Bổ sung [khoản 4 vào Điều 300 → @ 300/4] như sau",
    "tại [khoản 1 Điều 37 Bản Quy định này → @ 37/1]",
    "tại [điểm 9.4 Thông tư này → @ //9.4]",
    "tại [Điều 31 → 31] Điều lệ Quỹ; [khoản 2 → /2] Quy chế nội bộ",
    "e) [Điều 248 → @ 248] (tội này), [Điều 254, khoản 2 → @ 254/2]",
    "[Phụ lục VI-B → @ A:VI-B]; [Quyết định số 1141 TC/QĐ/CĐKT → @1141TC/QĐ/CĐKT]",
    "theo [Đièu 5 Nghị đinh số 2/2031/NĐ-CP → @2/2031/NĐ-CP 5]",
    "theo [TB số 19/TB-VP → @19/TB-VP]",
    "theo [mẫu số 01/TB-NNTban hành kèm theo Thông tư này → @ F:01/TB-NNT]",
    "[Luật sửa đổi, bổ sung một số Điều của các Luật về thuế → “”] và sửa đổi một số Điều của các Nghị định về thuế",
    "thi hành [Luật này → @]; quy định tại[khoảnnày → @ 7/3]",
    "theo [Bộ Luật Dân sự → “”]",
    "sửa đổi [mục 192 thuộc Phụ lục IV → @ P:192 A:IV]",
    "tại [Điều 3 Chương 12 → @ 3 P:12]",
    "[Hiệp định vận tải giữa Việt Nam với Lào → “”] và các văn bản",
    "[Điều VII Hiệp định RCEP → “Hiệp định RCEP” VII]",
    "[Hiệp định Thương mại hàng hóa ASEAN - Sao Hỏa → “”] và",
    # what cannot be
    "[Điều 0 Luật này → @ 0 !]",
    "[điểm f khoản 1 Điều 5 → @ 5/1/f !]",
    "[điểm e và điểm w khoản 1 Điều 5 → @ 5/1/e; @ 5/1/w !]",
    "[khoản 0 Điều 5 → @ 5/0 !]",
]

NOT_COUNTED = [
    ("label of an article", "Điều 5. Phạm vi"),
    ("label without a full stop", "Điều 12 Trách nhiệm của Bộ"),
    ("label in a quotation", "như sau: “Điều 5a. Phạm vi"),
    ("chapter heading", "Chương II\nQUY ĐỊNH CHUNG"),
    ("appendix heading", "Phụ lục II. Nội dung"),
    ("file name", "Phụ lục III- các mẫu tham khảo"),
    ("list of forms", "Mẫu số 01 Đăng ký nguồn lao động Mẫu số 02 Văn bản đăng ký"),
    ("own number", "Số: 17/2032/TT-BTC Hà Nội, ngày 6 tháng 9 năm 2032"),
    ("own number of a law", "Luật số: 13/2032/QH15 Hà Nội, ngày 14 tháng 11 năm 2032 LUẬT PHÒNG, CHỐNG BẠO LỰC GIA ĐÌNH"),
    ("law in general", "theo quy định của pháp luật về đất đai, luật khác và các luật có liên quan"),
    ("pointing words", "tại khoản đó, điểm trên, tội này, điều khoản, điều kiện 2"),
    ("some articles of", "một số điều của các nghị định về thuế"),
    ("codes", "mã số 01/2020/ABC, bảng TT01, tài khoản 112, Mục 6100"),
    ("heading joined to a sentence", "theo quy định của cơ sở. Mục 4. XỬ LÝ VI PHẠM"),
    ("treaties in general", "Hiệp định ký giữa Chính phủ Việt Nam và Chính phủ nước tiếp nhận; Điều ước quốc tế"),
    ("phones", "điện thoại 024.3734.2020, số máy 0912345678"),
    ("fractions", "đóng hai phần ba, một phần ba; phần mềm; phần trăm"),
    ("compounds", "danh mục 1, hợp phần 3, giai đoạn 2, hạng mục 2, thành phần 1"),
    ("amounts", "khoản 20 triệu đồng; điểm 5 trở lên"),
    ("places", "điểm du lịch, điểm A, đoạn 2"),
    ("bodies", "Luật sư Việt Nam; Pháp lệnh thì; Nghị định hướng dẫn"),
    ("law of a state", "theo Luật Việt Nam"),
    ("part of a title", "Bản công bố Lao động phần II"),
    ("chapter of the tariff", "thuộc Chương 84 và Chương 85 của Danh mục hàng hóa xuất khẩu, trừ nhóm 8471"),
    ("codes of the budget", "vào Chương 160 Loại 10 Khoản 10 Mục 62, mục 105 tiểu mục 99"),
    ("a sample of water", "khoảng thời gian lấy mẫu này được coi như một thời điểm"),
    ("discipline", "quyết định kỷ luật cán bộ, công chức; xóa kỷ luật luật sư"),
    ("a rule and a notice", "Quy định này không áp dụng cho họ. Họ đã gửi Thông báo này"),
]


def test_what_is_found() -> None:
    def marked(case: str) -> list[tuple[str, list[str]]]:
        return [(words, targets.replace("“”", f"“{words}”").split("; ")) for words, targets in MARKED.findall(case)]

    told = {case: found(MARKED.sub(r"\1", case)) for case in FOUND}
    assert {case: references for case, references in told.items() if references != marked(case)} == {}


def test_what_is_not_counted() -> None:
    assert {text: references for _, text in NOT_COUNTED if (references := found(text))} == {}


def test_without_a_context_the_words_are_kept() -> None:
    (reference,) = find_references("khoản 2 Điều này")
    assert reference.targets == (Target(clause="2", path="khoan-2"),)


@pytest.mark.parametrize(
    "unit",
    one_of_many(
        [
            *("Điều 1, ", "“", "Luật ", "khoản 1 Điều 2 và ", "Luật sửa đổi Luật A, ", "điểm a ", "số 1/2020/", "như sau: “1. "),
            *("vàđiểma", "Điều 1, khoản 1, ", "khoản 1, điểm a, ", "mục a, ", "Hiệp định giữa A với ", "Thông tưsố1ngày"),
        ]
    ),
)
def test_long_nonsense_takes_no_more_than_its_length(unit: str) -> None:
    assert_linear(lambda text: find_references(text, HERE), unit * 400, unit * 4_000)


def test_letters_of_another_script_are_read_and_kept() -> None:
    (reference,) = find_references("tại điểm с khoản 2 Điều 5 Luật Вiệc làm", HERE)
    assert reference.text == "điểm с khoản 2 Điều 5 Luật Вiệc làm"
    assert (reference.targets[0].point, reference.targets[0].name) == ("c", "Luật Вiệc làm")
