# ruff: noqa: E501  (made-up lists are kept as they would be printed)
"""Official lists of texts that have ceased to have effect: made-up ones in several ministries' manners, and a real one by hand."""

from collections import defaultdict
from pathlib import Path

import pytest

from documents.amendments import Effect, read_effects
from documents.amendments.expired_lists.units import read_units
from documents.keys import number_slug
from documents.paths import key_parts
from ingest.parsing import parse_file
from tests.documents.expired_list_maker import FORM_3, FORM_4, made, shown


def test_the_form_of_the_decree_with_cut_rows_and_sectors() -> None:
    instrument = made(
        "A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ NĂM 2023",
        (
            FORM_3,
            ("I", "Lĩnh vực công chức", "", "", "", ""),
            ("1", "Thông tư", "12/2019/TT-BNV\n04/11/2019", "Hướng dẫn Nghị định số 34/2019/NĐ-CP ngày 24/4/2019", "Được thay thế bởi Thông tư số 01/2023/TT-\nBNV ngày 30/5/2023", "15/7/\n2023"),
            ("2", "Thông tư liên tịch", "Số 05/2014/TTLT-\nBNV-BTC ngày 02/3/2014", "Hướng dẫn về", "Bị bãi bỏ bởi Thông tư 02/2023/TT-BNV ngày 01/6/2023", "01/8/2023"),
            FORM_3,
            ("", "", "", "lương của cán bộ", "của Bộ trưởng Bộ Nội vụ", ""),
            ("II. LĨNH VỰC VĂN THƯ", "", "", "", "", ""),
            ("3", "Quyết định", "Số 45/2012/QĐ-TTg ngày 10/10/2012", "Về văn thư", "Hết thời hạn có hiệu lực được quy định trong văn bản", "31/12/2022"),
            ("Tổng số: 03 văn bản", "", "", "", "", ""),
        ),
        "B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN",
        (
            FORM_4,
            ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
            ("1", "Nghị định", "Số 34/2019/NĐ-CP ngày 24/4/2019 sửa đổi khoản 2 Điều 5 của Nghị định số 92/2009/NĐ-CP", "Điều 2; khoản 1, 2", "Bị bãi bỏ bởi Nghị định số 33/2023/NĐ-CP ngày 10/6/2023", "01/8/2023"),
            ("", "", "", "Điều 3 và các điểm a, b khoản 3 Điều 4", "", ""),
            ("2", "Nghị định", "Số 90/2017/NĐ-CP ngày 31/7/2017", "- Bãi bỏ Điều 5;\n- Sửa đổi, bổ sung khoản 2 Điều 7", "Được sửa đổi bởi Nghị định số 07/2022/NĐ-CP ngày 10/01/2022", "10/01/2022"),
            ("3", "Thông tư", "Số 15/2018/TT-BNV ngày 15/10/2018", "Phụ lục I, II ban hành kèm theo Thông tư", "Bị ngưng hiệu lực bởi Thông tư số 10/2023/TT-BNV ngày 01/7/2023", "01/7/2023"),
        ),
    )  # fmt: skip
    effects = read_effects(instrument)
    assert shown(effects) == [
        "expire 12-2019-tt-bnv whole 2023-07-15",
        "repeal 05-2014-ttlt-bnv-btc whole 2023-08-01",
        "expire 45-2012-qd-ttg whole 2022-12-31",
        "repeal 34-2019-nd-cp dieu-2 2023-08-01",
        "repeal 34-2019-nd-cp dieu-3/khoan-1 2023-08-01",
        "repeal 34-2019-nd-cp dieu-3/khoan-2 2023-08-01",
        "repeal 34-2019-nd-cp dieu-4/khoan-3/diem-a 2023-08-01",
        "repeal 34-2019-nd-cp dieu-4/khoan-3/diem-b 2023-08-01",
        "? replace 90-2017-nd-cp dieu-5 2022-01-10",
        "? replace 90-2017-nd-cp dieu-7/khoan-2 2022-01-10",
        "suspend 15-2018-tt-bnv phu-luc-i 2023-07-01",
        "suspend 15-2018-tt-bnv phu-luc-ii 2023-07-01",
    ]
    first, second, third = effects[0].listed, effects[1].listed, effects[2].listed
    assert first
    assert first.by == "01/2023/TT-BNV"
    assert "công chức" in (first.sector or "")
    assert second
    assert second.by == "02/2023/TT-BNV"
    assert third
    assert third.by is None
    assert third.sector == "II. LĨNH VỰC VĂN THƯ"
    assert effects[0].target.key == "thong-tu/12-2019-tt-bnv/bo-noi-vu/2019-11-04"
    assert not instrument.problems


def test_a_table_in_another_order_without_counts() -> None:
    instrument = made(
        (
            ("Ngày hết hiệu lực", "Văn bản hết hiệu lực toàn bộ", "Lý do hết hiệu lực"),
            ("01/01/2023", "Thông tư số 01/2015/TT-BYT ngày 05/01/2015 của Bộ trưởng Bộ Y tế quy định về", "Được thay thế bởi Thông tư số 20/2022/TT-BYT ngày 31/12/2022"),
            ("", "khám bệnh", "của Bộ trưởng Bộ Y tế"),
            ("15/02/2023", "Thông tư số 02/2016/TT-BYT ngày 06/02/2016", "Được bãi bỏ bởi Thông tư số 21/2022/TT-BYT ngày 31/12/2022"),
            (None, "Thông tư số 03/2016/TT-BYT ngày 06/02/2016", None),
            ("", "Thông tư số 04/2016/TT-BYT ngày 06/02/2016", ""),
        )
    )  # fmt: skip
    assert shown(read_effects(instrument)) == [
        "expire 01-2015-tt-byt whole 2023-01-01",
        "repeal 02-2016-tt-byt whole 2023-02-15",
        "repeal 03-2016-tt-byt whole 2023-02-15",
        "? expire 04-2016-tt-byt whole -",
    ]


def test_cells_one_after_the_other_with_heads_between() -> None:
    instrument = made("""A. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN
STT
Văn bản hết hiệu lực một phần
Nội dung, quy định hết hiệu lực
Lý do hết hiệu lực
Ngày hết hiệu lực
I. LĨNH VỰC THỨ NHẤT
1
Nghị định số 27/2022/NĐ-CP
ngày 19/4/2022 của Chính phủ về việc quy định cơ chế quản lý, tổ
Khoản 11 Điều 3, Điều 5,
Được sửa đổi, bổ sung bởi Nghị định 38/2023/NĐ-CP ngày 24/6/2023 của Chính phủ sửa đổi, bổ
24/06/2023
12
STT
Văn bản hết hiệu lực một phần
Nội dung, quy định hết hiệu lực
Lý do hết hiệu lực
Ngày hết hiệu lực
chức thực hiện
Điều 18, khoản 2 Điều 39
sung một số điều của Nghị định số 27/2022/NĐ-CP
2
Thông tư số 01/2019/TT-BNV ngày 02/01/2019
- Khoản 1 Điều 5;
- Mẫu số 01, 02
Được bãi bỏ bởi Thông tư số 08/2023/TT-BNV ngày 29/8/2023
12/10/2023""")
    assert shown(read_effects(instrument)) == [
        "replace 27-2022-nd-cp dieu-3/khoan-11 2023-06-24",
        "replace 27-2022-nd-cp dieu-5 2023-06-24",
        "replace 27-2022-nd-cp dieu-18 2023-06-24",
        "replace 27-2022-nd-cp dieu-39/khoan-2 2023-06-24",
        "repeal 01-2019-tt-bnv dieu-5/khoan-1 2023-10-12",
        "repeal 01-2019-tt-bnv mau-01 2023-10-12",
        "repeal 01-2019-tt-bnv mau-02 2023-10-12",
    ]


def test_what_a_title_names_has_not_ceased_to_have_effect() -> None:
    instrument = made("""STT
Văn bản
Lý do hết hiệu lực
Ngày hết hiệu lực
1
Thông tư
Số 12/2019/TT-BTC
ngày 04/11/2019
Quy định chi tiết Điều 5 Luật Giá
Bị thay thế bởi Thông tư số 01/2023/TT-
BTC ngày 30/5/2023
15/7/2023""")
    assert shown(read_effects(instrument)) == ["expire 12-2019-tt-btc whole 2023-07-15"]


def test_columns_of_their_own_for_number_date_and_remarks() -> None:
    head = (
        "Số TT",
        "Hình thức văn bản",
        "Số, ký hiệu văn bản",
        "Ngày, tháng, năm ban hành",
        "Trích yếu nội dung văn bản",
        "Nội dung, quy định hết hiệu lực",
        "Lý do hết hiệu lực",
        "Thời điểm hết hiệu lực",
        "Ghi chú",
    )
    table = (
        head,
        ("1", "Nghị định", "34/2019/NĐ-CP", "24/4/2019", "Về A", "Điểm a khoản 1 Điều 2", "Bị thay thế bởi Nghị định số 33/2023/NĐ-CP", "01/8/2023", ""),
        ("", "", "", "", "", "Khoản 3 Điều 4", "Bị bãi bỏ bởi Nghị định số 40/2023/NĐ-CP ngày 27/6/2023", "15/8/2023", ""),
        ("2", "Nghị định", "35/2019/NĐ-CP", "24/4/2019", "Về B", "Toàn bộ", "Bị thay thế bởi Nghị định số 33/2023/NĐ-CP", "01/8/2023", "Trừ Điều 5 tiếp tục có hiệu lực"),
    )  # fmt: skip
    assert shown(read_effects(made("VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ HOẶC MỘT PHẦN", table))) == [
        "replace 34-2019-nd-cp dieu-2/khoan-1/diem-a 2023-08-01",
        "? repeal 34-2019-nd-cp dieu-4/khoan-3 2023-08-15",
        "? expire 35-2019-nd-cp whole 2023-08-01",
    ]


def test_laws_by_their_names_and_rows_that_name_nothing() -> None:
    table = (
        ("STT", "Tên văn bản", "Lý do hết hiệu lực", "Ngày hết hiệu lực"),
        ("1", "Bộ luật Lao động số 10/2012/QH13 ngày 18/6/2012", "Được thay thế bởi Bộ luật Lao động số 45/2019/QH14 ngày 20/11/2019", "01/01/2021"),
        ("2", "Bộ luật Lao động năm 2012", "Được thay thế bởi Bộ luật Lao động năm 2019", "01/01/2021"),
        ("3", "Quyết định của Bộ trưởng Bộ Y tế số 12/2003/QĐ-BYT ngày 01/02/2003", "Được bãi bỏ bởi Thông tư số 45/2019/TT-BYT", "01/01/2021"),
        ("4", "Quy chế làm vườn", "Được thay thế bởi Thông tư số 45/2019/TT-BNV", "01/01/2021"),
        ("5", "Không có", "", ""),
    )  # fmt: skip
    effects = read_effects(made("VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", table))
    assert shown(effects) == [
        "expire 10-2012-qh13 whole 2021-01-01",
        "expire 10-2012-qh13 whole 2021-01-01",
        "repeal 12-2003-qd-byt whole 2021-01-01",
        "? expire - whole 2021-01-01",
    ]
    assert effects[1].listed
    assert effects[1].listed.by_key == "bo-luat/45-2019-qh14/quoc-hoi/2019-11-20"


@pytest.mark.parametrize(
    ("target", "content", "reason", "day"),
    [
        ("Số 12/2019/TT-BNV ngày 04/11/2018", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
        ("Số 12/2019/QĐ-BNV ngày 04/11/2019", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
        ("Số 12/2019/TT-NV ngày 04/11/2019 của Bộ trưởng Bộ Nội vụ", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Một số nội dung", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Cụm từ “a” tại Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Chương II, trừ Điều 15", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV, trừ khoản 2", "15/7/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV ngày 01/8/2023", "15/7/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2019"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023 và 01/8/2023"),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "Điều 5", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", ""),
        ("Số 12/2019/TT-BNV ngày 04/11/2019", "", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_not_certain(target: str, content: str, reason: str, day: str) -> None:
    table = (FORM_4, ("1", "Thông tư", target, content, reason, day))
    effects = read_effects(made("B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN", table))
    assert effects
    assert all(not effect.certain and effect.doubt for effect in effects)
    assert all("dieu-15" not in (effect.target.path or "") for effect in effects)


def test_lists_of_texts_in_force_end_nothing() -> None:
    table = (
        (
            "STT",
            "Tên loại văn bản",
            "Số, ký hiệu; ngày, tháng, năm ban hành",
            "Tên gọi của văn bản",
            "Thời điểm có hiệu lực",
            "Ghi chú",
        ),
        ("1", "Thông tư", "12/2019/TT-BNV ngày 04/11/2019", "Về A", "01/01/2020", ""),
    )
    assert not read_effects(made("A. DANH MỤC VĂN BẢN CÒN HIỆU LỰC", table))
    assert not read_effects(made("C. VĂN BẢN CẦN SỬA ĐỔI, BỔ SUNG, THAY THẾ", table))


@pytest.mark.parametrize(
    ("cell", "units", "left"),
    [
        ("khoản 4 Điều 27, khoản 1, khoản 3; khoản 4 Điều 30", "dieu-27/khoan-4 dieu-30/khoan-1 dieu-30/khoan-3 dieu-30/khoan-4", False),
        ("Điểm a khoản 3, khoản 5 Điều 3; Điều 4", "dieu-3/khoan-3/diem-a dieu-3/khoan-5 dieu-4", False),
        ("Điều 12 (điểm c khoản 1, khoản 2) Chương III", "dieu-12/khoan-1/diem-c dieu-12/khoan-2", False),
        ("Chương II (từ Điều 3 - Điều\n5) và Mẫu số 01", "chuong-ii dieu-3 dieu-4 dieu-5 mau-01", False),
        ("Mẫu số 01, Mẫu số 02 Phụ lục I", "phu-luc-i/mau-01 phu-luc-i/mau-02", False),
        ("Các điều 3, 4 và Phụ lục II", "dieu-3 dieu-4 phu-luc-ii", False),
        ("Khoản 2 Điều 4\nPhụ lục Ia, II", "dieu-4/khoan-2 phu-luc-ia phu-luc-ii", False),
        ("Điều 5 khoản 2, Điều 6 khoản 1", "dieu-5/khoan-2 dieu-6/khoan-1", False),
        ("Khoản 2 Điều 5 của Thông tư số 12/2019/TT-BNV", "dieu-5/khoan-2", False),
        ("Điều 5 Quy chế ban hành kèm theo Quyết định số 12/2019/TT-BNV", "kem-theo-1/dieu-5", False),
        ("Khoản 2 Điều 5 của Thông tư số 13/2019/TT-BNV", "dieu-5/khoan-2", True),
        ("khoản 2 Điều 5, 6", "dieu-5/khoan-2", True),
        ("khoản 2", "", True),
        ("Điều 3, khoản 4", "dieu-3", True),
        ("- Điều 7;\n- Thay cụm từ “a; b” bằng “c” tại khoản 3 Điều 6; Điều 8", "dieu-7 dieu-6/khoan-3 dieu-8", True),
    ],
)  # fmt: skip
def test_every_word_of_a_cell_is_a_unit_or_left_over(cell: str, units: str, left: bool) -> None:
    found, words = read_units(cell, "12/2019/TT-BNV")
    assert " ".join(unit.path for unit in found) == units
    assert bool(words) is left


def test_only_the_item_with_words_left_over_is_in_doubt() -> None:
    found, _ = read_units("- Điều 7, Điều 9;\n- Thay cụm từ “a” bằng “b” tại Điều 6; Điều 8")
    assert {unit.path: bool(unit.left) for unit in found} == {"dieu-7": False, "dieu-9": False, "dieu-6": True, "dieu-8": True}


def test_a_list_of_any_length_is_read() -> None:
    row = ("", "Thông tư", "12/2019/TT-BNV ngày 04/11/2019", "Về A", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023")
    rows = tuple((str(count), *row[1:]) for count in range(1, 3001))
    assert len(read_effects(made("A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", (FORM_3, *rows)))) == 3000


@pytest.mark.third
@pytest.mark.realdata
@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_every_row_of_a_real_list_by_hand(data: Path, form: str) -> None:
    """Instrument, units, day and the instrument that ended it, of all 55 rows, and nothing certain that is not so."""
    parsed = parse_file(data / f"documents/expired_lists/quyet-dinh-so-135-qd-bldtbxh-41357.{form}")
    rows: dict[tuple[object, ...], list[Effect]] = defaultdict(list)
    for effect in read_effects(parsed.instruments[0]):
        rows[effect.evidence.path, effect.evidence.start, effect.evidence.text].append(effect)
    read = {_row(effects): effects for effects in rows.values()}
    lines = (Path(__file__).parents[1] / "golden" / "expired_list.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(read) == len(rows) == len(lines)
    for line in lines:
        part, _, kind, number, issued, day, by, units = line.split("\t")
        effects = read[kind, number, issued, day, by, part == "A"]
        named = {unit for unit in units.split() if unit not in ("-", "?")}
        paths = {effect.target.path for effect in effects if effect.target.path}
        assert named <= paths if "?" in units else named == paths
        assert {effect.target.path for effect in effects if effect.certain and effect.target.path} <= named
    assert not parsed.problems_of(parsed.instruments[0])


def _row(effects: list[Effect]) -> tuple[object, ...]:
    effect = effects[0]
    parts = key_parts(effect.target.key or "")
    assert parts is not None
    assert effect.listed is not None
    by = number_slug(effect.listed.by or "")
    whole = all(other.target.path is None for other in effects)
    return parts.type, parts.number, parts.date, str(effect.effective_from), by, whole
