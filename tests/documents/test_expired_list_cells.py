"""Cells of lists of expired texts: several texts in one, and what rows share."""

import pytest

from documents.amendments import read_effects
from documents.amendments.expired_lists.listed import names_of
from documents.identity.numbers import find_numbers
from documents.model import Table
from tests.documents.expired_list_maker import FORM_3, made, shown


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("Thông tư số 12/2019/TT-BNV ngày 04/11/2019 hướng dẫn Nghị định số 34/2019/NĐ-CP", "12"),
        ("Nghị định số 34/2019/NĐ-CP sửa đổi khoản 2 Điều 5 Nghị định số 92/2009/NĐ-CP", "34"),
        ("Thông tư số 12/2019/TT-BNV, Thông tư số 13/2019/TT-BNV và Thông tư số 14/2019/TT-BNV", "12 13 14"),
        ("Thông tư số 12/2019/TT-BNV ngày 04/11/2019 của Bộ trưởng Bộ Nội vụ; Thông tư số 13/2019/TT-BNV", "12 13"),
        ("Thông tư\n12/2019/TT-BNV ngày 04/11/2019\n13/2019/TT-BNV ngày 05/11/2019\nVề rau", "12 13"),
        ("- Thông tư số 12/2019/TT-BNV về rau;\n- Thông tư số 13/2019/TT-BNV về quả", "12 13"),
        ("Thông tư số 12/2019/TT-BNV về rau\nNghị định số 13/2019/NĐ-CP về quả", "12 13"),
        ("Thông tư số 12/2019/TT-BNV sửa đổi khoản 2 Điều 5 của\nThông tư số 13/2018/TT-BNV", "12"),
        ("Quyết định số 12/2003/QĐ-BYT ban hành Quy chế kèm theo Quyết định số 12/2003/QĐ-BYT", "12"),
    ],
)
def test_texts_of_a_cell(cell: str, named: str) -> None:
    assert " ".join(find_numbers(one)[0].number.split("/")[0] for one in names_of(cell)) == named


def test_what_is_merely_empty_is_not_what_stands_above() -> None:
    ended = ("Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023")
    table = (
        FORM_3,
        ("1", "Thông tư", "12/2019/TT-BNV", "Về A", *ended),
        ("2", "Thông tư", "13/2019/TT-BNV", "Về B", None, None),
        ("3", None, "14/2019/TT-BNV", "Về C", None, None),
        ("4", "Thông tư", "15/2019/TT-BNV", "Về D", "", None),
        ("5", "Thông tư", "16/2019/TT-BNV", "Về E", ended[0], ""),
    )
    effects = read_effects(made("A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", table))
    assert shown(effects) == [
        "repeal 12-2019-tt-bnv whole 2023-07-15",
        "repeal 13-2019-tt-bnv whole 2023-07-15",
        "repeal 14-2019-tt-bnv whole 2023-07-15",
        "? expire 15-2019-tt-bnv whole 2023-07-15",
        "? repeal 16-2019-tt-bnv whole -",
    ]
    assert [effect.doubt.key if effect.doubt else None for effect in effects[3:]] == [
        "doubt.listed_reason_empty",
        "doubt.listed_day_empty",
    ]


def test_cells_below_a_merged_one() -> None:
    table = Table.of([["a", "b"], [None, ""]])
    assert (table.rows, table.covered, Table.of(table.cells)) == ((("a", "b"), ("", "")), ((1, 0),), table)


def test_a_heading_holds_for_the_table_below_it() -> None:
    ended = (FORM_3, ("1", "Thông tư", "12/2019/TT-BNV", "Về A", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"))
    kept = (FORM_3, ("1", "Thông tư", "13/2019/TT-BNV", "Về B", "Bị bãi bỏ bởi Thông tư số 01/2023/TT-BNV", "15/7/2023"))
    heads = ("A. VĂN BẢN HẾT HIỆU LỰC TOÀN BỘ", "B. VĂN BẢN HẾT HIỆU LỰC MỘT PHẦN", "C. DANH MỤC VĂN BẢN CÒN HIỆU LỰC")
    assert shown(read_effects(made(heads[0], ended, heads[2], kept))) == ["repeal 12-2019-tt-bnv whole 2023-07-15"]
    assert shown(read_effects(made(heads[1], ended, heads[2], kept))) == ["? repeal 12-2019-tt-bnv whole 2023-07-15"]
