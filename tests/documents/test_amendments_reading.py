# ruff: noqa: E501  (made-up law is kept as it would be printed)
"""Amending text to effects, on made-up acts in the shape of the traps."""

from datetime import date

import pytest

from documents.amendments import Action, Effect, Part, Position, read_effects
from kb.interface.catalogue import VIETNAMESE
from tests.documents.amendment_helpers import BASE_KEY, OF_BASE, act, effects, order

JULY = date(2022, 7, 1)


def short(effect: Effect) -> tuple[str, str]:
    """Action and path, with the part where it is not the whole."""
    part = "" if effect.target.part is Part.WHOLE else f"!{effect.target.part}"
    return effect.action.value, f"{effect.target.path}{part}"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Sửa đổi, bổ sung khoản 2 Điều 2 như sau:\n“2. A.”.", "replace dieu-2/khoan-2"),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4. Thu hoạch\nRau chín.”", "replace dieu-4"),
        ("Khoản 2 Điều 2 được sửa đổi, bổ sung như sau:\n“2. A.”", "replace dieu-2/khoan-2"),
        ("Bổ sung Điều 4a vào sau Điều 4 như sau:\n“Điều 4a. B\nC.”.", "insert dieu-4a"),
        ("Bổ sung Điều 217a như sau:\n“Điều 217a. B\nC.”.", "insert dieu-217a"),
        ("Bổ sung khoản 4 vào Điều 2 như sau:\n“4. D.”.", "append dieu-2/khoan-4"),
        ("Bổ sung khoản 4 Điều 2 như sau:\n“4. D.”.", "append dieu-2/khoan-4"),
        ("Bổ sung điểm d vào khoản 1 Điều 3 như sau:\n“d) D.”.", "append dieu-3/khoan-1/diem-d"),
        (
            "Sửa đổi, bổ sung khoản 2; bổ sung khoản 2a và khoản 2b vào sau khoản 2 Điều 2 như sau:\n“2. A.\n2a. B.\n2b. C.”.",
            "replace dieu-2/khoan-2; insert dieu-2/khoan-2a; insert dieu-2/khoan-2b",
        ),
        (
            "Sửa đổi, bổ sung tên điều và khoản 1 Điều 5 như sau:\n“Điều 5. Tên mới\n1. A.”.",
            "retitle dieu-5!heading; replace dieu-5/khoan-1",
        ),
        (
            "Sửa đổi, bổ sung tên Điều 5 và nội dung các khoản 1, 2 Điều 5 như sau:\n“Điều 5. Tên mới\n1. A.\n2. B.”",
            "retitle dieu-5!heading; replace dieu-5/khoan-1; replace dieu-5/khoan-2",
        ),
        ("Sửa đổi đoạn mở đầu khoản 1 Điều 3 như sau:\n“1. Người trồng phải:”", "replace dieu-3/khoan-1!lead"),
        ("Đoạn đầu Điều 4 được sửa đổi như sau:\n“Rau được thu hoạch khi chín.”", "replace dieu-4!lead"),
        ("Sửa đổi đoạn thứ hai Điều 4 như sau:\n“Người trồng báo trước.”", "replace dieu-4!paragraph"),
        ("Sửa đổi, bổ sung tên Chương II như sau:\n“Chương II\nTRỒNG”.", "retitle chuong-ii!heading"),
        ("Bãi bỏ Điều 3, khoản 2 Điều 4 và Phụ lục II.", "repeal dieu-3; repeal dieu-4/khoan-2; repeal phu-luc-ii"),
        ("Bãi bỏ các điều 3, 4 và 5.", "repeal dieu-3; repeal dieu-4; repeal dieu-5"),
        (
            "Bỏ điểm b khoản 2, điểm c khoản 3, điểm d khoản 4 Điều 3.",
            "repeal dieu-3/khoan-2/diem-b; repeal dieu-3/khoan-3/diem-c; repeal dieu-3/khoan-4/diem-d",
        ),
        (
            "Bãi bỏ các điểm từ điểm c đến điểm e khoản 1 Điều 3.",
            "repeal dieu-3/khoan-1/diem-c; repeal dieu-3/khoan-1/diem-d; repeal dieu-3/khoan-1/diem-đ; repeal dieu-3/khoan-1/diem-e",
        ),
        ("Bãi bỏ tên Mục 1, Mục 2 trong Chương III.", "repeal chuong-iii/muc-1!heading; repeal chuong-iii/muc-2!heading"),
        ("Khoản 1 và khoản 2 Điều 5 bị bãi bỏ.", "repeal dieu-5/khoan-1; repeal dieu-5/khoan-2"),
        ("Khoản 3 Điều 2 được chuyển thành khoản 4.", "renumber dieu-2/khoan-3"),
        ("Chuyển khoản 2, khoản 3 Điều 2 thành khoản 3, khoản 4.", "renumber dieu-2/khoan-2; renumber dieu-2/khoan-3"),
        ("Bổ sung Chương IIa vào sau Chương II như sau:\n“Chương IIa\nBÁN RAU\nĐiều 5a. Chợ\nA.”.", "insert chuong-iia"),
        ("Bổ sung hai điều vào sau Điều 4 như sau:\n“Điều 4a. A\nB.\nĐiều 4b. C\nD.”.", "insert dieu-4a; insert dieu-4b"),
        (
            "Sửa đổi, bổ sung một số khoản của Điều 2 như sau:\na) Sửa đổi khoản 1 như sau:\n“1. A.”;\nb) Bãi bỏ khoản 2.",
            "replace dieu-2/khoan-1; repeal dieu-2/khoan-2",
        ),
        (
            "Sửa đổi, bổ sung Điều 3 như sau:\na) Sửa đổi điểm a khoản 1 Điều 3 như sau:\n“a) A;”;\nb) Bổ sung khoản 4 như sau:\n“4. B.”.",
            "replace dieu-3/khoan-1/diem-a; append dieu-3/khoan-4",
        ),
        (
            "Bãi bỏ các điều, khoản sau đây:\na) Điều 4;\nb) Khoản 1 và khoản 2 Điều 5.",
            "repeal dieu-4; repeal dieu-5/khoan-1; repeal dieu-5/khoan-2",
        ),
        ("Đổi tên Chương II thành: “TRỒNG RAU”.", "retitle chuong-ii!heading"),
        ("Sửa đổi tên Điều 4 thành “Thu hái”.", "retitle dieu-4!heading"),
        ("Bãi bỏ đoạn 2 Điều 4.", "repeal dieu-4!paragraph"),
        ("Hủy bỏ nội dung quy định tại khoản 1 và 2 Điều 5.", "repeal dieu-5/khoan-1; repeal dieu-5/khoan-2"),
        (
            "Sửa đổi khoản 1 Điều 5 như sau: “1. A.” và bổ sung khoản 3 Điều 5 như sau: “3. B.”.",
            "replace dieu-5/khoan-1; append dieu-5/khoan-3",
        ),
        ("Bổ sung đoạn thứ hai vào sau đoạn thứ nhất khoản 1 Điều 5 như sau:\n“A.”", "append dieu-5/khoan-1!paragraph"),
        ("Bổ sung đoạn cuối vào khoản 1 Điều 5 như sau:\n“Để nơi khô.”", "append dieu-5/khoan-1!tail"),
    ],
)
def test_what_a_clause_orders(clause: str, expected: str) -> None:
    found = effects(clause)
    assert "; ".join(" ".join(short(effect)) for effect in found) == expected
    assert all(effect.certain and effect.effective_from == JULY for effect in found), [effect.doubt for effect in found]
    assert {effect.target.key for effect in found} == {BASE_KEY}


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Thay thế cụm từ “A” bằng cụm từ “B” tại khoản 2 Điều 3, Điều 4.", "A → B at dieu-3/khoan-2; A → B at dieu-4"),
        ("Thay từ “A” bằng từ “B” tại các khoản 1, 2 Điều 3.", "A → B at dieu-3/khoan-1; A → B at dieu-3/khoan-2"),
        ("Cụm từ “A” tại khoản 2 Điều 3 được thay bằng cụm từ “B”.", "A → B at dieu-3/khoan-2"),
        ("Tại khoản 2 Điều 3, thay cụm từ “A” bằng cụm từ “B”.", "A → B at dieu-3/khoan-2"),
        ("Bổ sung cụm từ “X” vào sau cụm từ “Y” tại khoản 2 Điều 3.", "Y → Y X at dieu-3/khoan-2"),
        ("Bổ sung cụm từ “X,” vào trước cụm từ “Y” tại khoản 2 Điều 3.", "Y → X, Y at dieu-3/khoan-2"),
        ("Bổ sung cụm từ “, X” vào sau cụm từ “Y” tại khoản 2 Điều 3.", "Y → Y, X at dieu-3/khoan-2"),
        ("Bỏ cụm từ “X” tại khoản 2 Điều 3 và Điều 4.", "X →  at dieu-3/khoan-2; X →  at dieu-4"),
        ("Bỏ từ “X” trước cụm từ “Y” tại Điều 4.", "X Y → Y at dieu-4"),
        ("Bỏ dấu “,” sau cụm từ “Y” tại Điều 4.", "Y, → Y at dieu-4"),
        ("Thay thế dấu “,” bằng từ “hoặc” trước cụm từ “Y” tại Điều 4.", ", Y → hoặc Y at dieu-4"),
        # the place of the first change stands with the second
        (
            "Thay thế cụm từ “A” bằng cụm từ “B” tại điểm a và cụm từ “C” bằng cụm từ “D” tại điểm b khoản 3 Điều 9.",
            "A → B at dieu-9/khoan-3/diem-a; C → D at dieu-9/khoan-3/diem-b",
        ),
        (
            "Bỏ từ “từ” trước cụm từ “Y” tại khoản 3 Điều 8 và trước cụm từ “Z” tại điểm a khoản 4 Điều 9.",
            "từ Y → Y at dieu-8/khoan-3; từ Z → Z at dieu-9/khoan-4/diem-a",
        ),
        (
            "Thay thế cụm từ “A” bằng cụm từ “B” và dấu “,” bằng từ “hoặc” sau từ “Y” tại khoản 1 Điều 5.",
            "A → B at dieu-5/khoan-1; Y, → Y hoặc at dieu-5/khoan-1",
        ),
        (
            "Thay thế cụm từ “A” bằng cụm từ “B” tại các điều, khoản sau đây:\na) Khoản 2 Điều 3;\nb) Điều 4.",
            "A → B at dieu-3/khoan-2; A → B at dieu-4",
        ),
        (
            "Thay thế các từ, cụm từ “A”, “B” tại khoản 2 Điều 3 bằng cụm từ “C”.",
            "A → C at dieu-3/khoan-2; B → C at dieu-3/khoan-2",
        ),
        # a comma inside the phrase, and places between semicolons
        (
            "Thay cụm từ “A, B” bằng từ “C” tại khoản 1 Điều 3; Điều 4; khoản 2 và khoản 5 Điều 6.",
            "A, B → C at dieu-3/khoan-1; A, B → C at dieu-4; A, B → C at dieu-6/khoan-2; A, B → C at dieu-6/khoan-5",
        ),
    ],
)
def test_changes_of_words_hold_at_the_listed_places(clause: str, expected: str) -> None:
    found = effects(clause)
    assert "; ".join(f"{effect.phrase_from} → {effect.phrase_to} at {effect.target.path}" for effect in found) == expected
    assert all(effect.action is Action.SUBSTITUTE_PHRASE and effect.certain for effect in found)


def test_a_phrase_put_at_the_head_of_a_place() -> None:
    found = effects("Bổ sung cụm từ “Trước khi trồng,” vào đầu điểm c khoản 1 Điều 3.")
    assert [(effect.phrase_from, effect.phrase_to, effect.target.position) for effect in found] == [
        ("", "Trước khi trồng,", Position.BEFORE)
    ]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (
            "Bổ sung từ “sạch” vào sau từ “rau” tại khoản 1 Điều 2; vào cuối điểm a khoản 1 Điều 3, khoản 2 Điều 5.",
            [
                ("substitute_phrase", "dieu-2/khoan-1", "rau", "rau sạch"),
                ("append", "dieu-3/khoan-1/diem-a", "", "sạch"),
                ("append", "dieu-5/khoan-2", "", "sạch"),
            ],
        ),
        (
            "Bổ sung từ “sạch” vào sau từ “rau” tại khoản 1 Điều 2; vào sau từ “luống” tại khoản 3 Điều 2.",
            [
                ("substitute_phrase", "dieu-2/khoan-1", "rau", "rau sạch"),
                ("substitute_phrase", "dieu-2/khoan-3", "luống", "luống sạch"),
            ],
        ),
        ("Thêm cụm từ “và hoa” vào cuối tên Điều 3.", [("append", "dieu-3", "", "và hoa")]),
        (
            "Bổ sung cụm từ “; hoa” vào cuối khoản 1 và từ “sạch” vào sau từ “rau” tại khoản 2 Điều 2.",
            [("append", "dieu-2/khoan-1", "", "; hoa"), ("substitute_phrase", "dieu-2/khoan-2", "rau", "rau sạch")],
        ),
    ],
)
def test_words_that_are_added_at_the_end_replace_nothing(clause: str, expected: list[tuple[str, str, str, str]]) -> None:
    found = effects(clause)
    assert [(effect.action, effect.target.path, effect.phrase_from, effect.phrase_to) for effect in found] == expected
    assert all(effect.certain for effect in found)


@pytest.mark.parametrize(
    ("clause", "certain"),
    [
        ("Sửa tên khoản 1 Điều 3 thành “Chủ vườn phải:”.", True),
        ("Sửa đổi tên khoản 1 Điều 3 như sau:\n“1. Chủ vườn phải:”", True),
        ("Đổi tên khoản 2 Điều 3 như sau:\n“2. Chủ vườn báo cáo.”", False),
    ],
)
def test_the_name_of_a_clause_is_its_own_words(clause: str, certain: bool) -> None:
    (found,) = effects(clause)
    assert (found.action, found.target.part, found.new_heading, found.certain) == (Action.REPLACE, Part.LEAD, None, certain)


@pytest.mark.parametrize(
    "clause",
    [
        "Sửa đổi tên Điều 3 như sau:\n“1. Người trồng phải làm đất.”",
        "Sửa đổi tên Điều 4 như sau:\n“Điều 4. Thu hái\nRau được thu hái khi đủ ngày.”",
        "Sửa đổi tên Điều 4 như sau:\n“Điều 5. Thu hái”",
    ],
)
def test_a_heading_that_is_more_is_not_certain(clause: str) -> None:
    assert [(effect.action, effect.certain) for effect in effects(clause)] == [(Action.RETITLE, False)]


@pytest.mark.parametrize(
    "clause",
    [
        "Sửa đổi số thứ tự 3 Phụ lục II như sau:\n“3. Cải.”",
        "Sửa đổi phần ghi chú Phụ lục II như sau:\n“Cải.”",
        "Sửa đổi Danh mục giống tại Phụ lục II như sau:\n“1. Cải.”",
        "Sửa đổi, bổ sung một số nội dung tại Phụ lục II như sau:\n“3. Cải.”",
        "Sửa đổi Phụ lục II, số thứ tự 3 như sau:\n“3. Cải.”",
        "Bổ sung số thứ tự 3a vào sau số thứ tự 3 Phụ lục II như sau:\n“3a. Cải.”",
        "Bãi bỏ Phụ lục II (số thứ tự 3).",
    ],
)
def test_rows_of_an_appendix_are_not_the_appendix(clause: str) -> None:
    found = effects(clause)
    assert found
    assert not any(effect.certain for effect in found)


def test_operations_that_stand_in_quotation_marks_themselves() -> None:
    found = effects(
        "Thay thế một số cụm từ như sau:\n“a) Thay thế cụm từ “A” bằng cụm từ “B” tại Điều 3;\nb) Thay cụm từ “C” bằng “D” tại Điều 4.”"
    )
    assert [(effect.phrase_from, effect.phrase_to, effect.target.path) for effect in found] == [
        ("A", "B", "dieu-3"),
        ("C", "D", "dieu-4"),
    ]


def test_evidence_is_the_exact_words() -> None:
    amending = act(order("Sửa đổi khoản 2 Điều 2 như sau:\n“2. A.”.", "Bỏ cụm từ “X” tại Điều 3; bỏ cụm từ “Y” tại Điều 4."))
    nodes = {node.path: node for node in amending.walk()}
    found = read_effects(amending)
    assert [effect.evidence.text for effect in found] == [
        "Sửa đổi khoản 2 Điều 2 như sau:",
        "Bỏ cụm từ “X” tại Điều 3",
        "bỏ cụm từ “Y” tại Điều 4",
    ]
    for effect in found:
        evidence = effect.evidence
        assert getattr(nodes[evidence.path], evidence.field)[evidence.start : evidence.end] == evidence.text


def test_new_text_is_as_quoted_and_shared_out() -> None:
    found = effects(
        "Sửa đổi điểm b khoản 1 và khoản 3 Điều 3 như sau:\n“b) Gieo hạt giống, gồm:\n- Rau cải;\n3. Mức hỗ trợ:\na) Một;\nb) Hai.”."
    )
    assert [effect.new_text for effect in found] == ["b) Gieo hạt giống, gồm:\n- Rau cải;", "3. Mức hỗ trợ:\na) Một;\nb) Hai."]


@pytest.mark.parametrize("closing", ["”.", "”", ".”", ".”.", "”;"])
def test_the_full_stop_behind_the_mark_belongs_to_the_text(closing: str) -> None:
    assert effects(f"Sửa đổi khoản 2 Điều 2 như sau:\n“2. A{closing}")[0].new_text in ("2. A.", "2. A")


def test_a_lead_that_is_only_repeated_is_not_taken_for_new() -> None:
    found = effects("Sửa đổi điểm a và điểm c khoản 1 Điều 3 như sau:\n“1. Người trồng phải:\na) A;\nc) C.”.")
    assert [(short(effect), effect.certain) for effect in found] == [
        (("replace", "dieu-3/khoan-1/diem-a"), True),
        (("replace", "dieu-3/khoan-1/diem-c"), True),
        (("replace", "dieu-3/khoan-1!lead"), False),
    ]


@pytest.mark.parametrize(
    ("clause", "doubt"),
    [
        ("Sửa đổi, bổ sung khoản 2 Điều 2.", "Không tìm thấy lời mới"),
        ("Sửa đổi khoản 2 như sau:\n“2. A.”.", "thuộc điều nào"),
        ("Sửa đổi Điều 4 như sau:\nRau được thu hoạch khi chín.", "không đặt trong ngoặc kép"),
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“3. A.”.", "khác số"),
        ("Sửa đổi khoản 1 Điều 2 như sau:\n“1. A.\n2. B.”.", "nhiều khoản"),
        ("Sửa đổi khoản 1 và khoản 2 Điều 2 như sau:\n“1. A.”.", "Không tìm thấy lời mới của điều khoản này"),
        ("Thay cụm từ “A” bằng cụm từ “B”.", "Không rõ chỗ"),
        ("Sửa đổi khoản 2 Phụ lục II như sau:\n“2. A.”.", "phụ lục"),
        ("Chuyển khoản 2 và khoản 3 Điều 2 thành khoản 5.", "không khớp"),
        ("Bãi bỏ một phần Điều 5.", "một phần"),
    ],
)
def test_what_is_not_certain_is_said_and_not_guessed(clause: str, doubt: str) -> None:
    found = effects(clause)
    assert any(not effect.certain and doubt in VIETNAMESE.write(effect.doubt or "") for effect in found), [
        (short(e), e.doubt) for e in found
    ]


def test_several_instruments_one_act_several_dates() -> None:
    amending = act(
        """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2020/NĐ-CP ngày 10 tháng 01 năm 2020 của Chính phủ
1. Sửa đổi khoản 1 Điều 2 như sau:
“1. A.”
Điều 2. Sửa đổi, bổ sung một số điều của Nghị định số 11/2020/NĐ-CP ngày 11 tháng 01 năm 2020 của Chính phủ về vườn hoa, cây cảnh
1. Bãi bỏ Điều 5.
2. Bãi bỏ khoản 1 Điều 6 và Điều 7 Nghị định số 12/2020/NĐ-CP ngày 12 tháng 01 năm 2020 của Chính phủ.
Điều 3. Bãi bỏ khoản 3 Điều 8 của Nghị định số 13/2020/NĐ-CP
Điều 4. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022, trừ quy định tại khoản 2 Điều 2 Nghị định này có hiệu lực từ ngày 01 tháng 01 năm 2023.
2. Bãi bỏ Thông tư số 05/2010/TT-BTC ngày 01 tháng 01 năm 2010 của Bộ trưởng Bộ Tài chính hướng dẫn Điều 5 và Điều 6.
3. Các văn bản sau đây hết hiệu lực kể từ ngày Nghị định này có hiệu lực:
a) Nghị định số 01/2001/NĐ-CP ngày 01 tháng 01 năm 2001 của Chính phủ;
b) Điều 3 Nghị định số 02/2002/NĐ-CP ngày 02 tháng 02 năm 2002 của Chính phủ.""",
        title="Sửa đổi, bổ sung một số điều của các Nghị định",
        closing=False,
    )
    found = [(effect.action.value, effect.target.full_key, effect.effective_from) for effect in read_effects(amending)]
    later = date(2023, 1, 1)
    assert found == [
        ("replace", "nghi-dinh/10-2020-nd-cp/chinh-phu/2020-01-10#dieu-2/khoan-1", JULY),
        ("repeal", "nghi-dinh/11-2020-nd-cp/chinh-phu/2020-01-11#dieu-5", JULY),
        ("repeal", "nghi-dinh/12-2020-nd-cp/chinh-phu/2020-01-12#dieu-6/khoan-1", later),
        ("repeal", "nghi-dinh/12-2020-nd-cp/chinh-phu/2020-01-12#dieu-7", later),
        ("repeal", "nghi-dinh/13-2020-nd-cp/chinh-phu/-#dieu-8/khoan-3", JULY),
        ("repeal", "thong-tu/05-2010-tt-btc/bo-tai-chinh/2010-01-01", JULY),
        ("expire", "nghi-dinh/01-2001-nd-cp/chinh-phu/2001-01-01", JULY),
        ("expire", "nghi-dinh/02-2002-nd-cp/chinh-phu/2002-02-02#dieu-3", JULY),
    ]


def test_the_five_words_are_five_things() -> None:
    """bãi bỏ, ngưng hiệu lực, thay thế, sửa đổi, đính chính."""
    amending = act(
        """Điều 1. Sửa đổi khoản 1 Điều 2 Nghị định số 10/2020/NĐ-CP như sau:
“1. A.”
Điều 2. Ngưng hiệu lực thi hành Điều 3 Nghị định số 10/2020/NĐ-CP từ ngày 01 tháng 8 năm 2022 đến hết ngày 31 tháng 12 năm 2022.
Điều 3. Bãi bỏ Điều 4 Nghị định số 10/2020/NĐ-CP.
Điều 4. Đính chính cụm từ “05 ngày” tại khoản 2 Điều 5 Nghị định số 10/2020/NĐ-CP thành “15 ngày”.
Điều 5. Khôi phục hiệu lực thi hành Điều 1 Nghị định số 10/2020/NĐ-CP kể từ ngày 01 tháng 9 năm 2022.
Điều 6. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022 và thay thế Nghị định số 09/2019/NĐ-CP ngày 09 tháng 9 năm 2019 của Chính phủ.""",
        closing=False,
    )
    found = [(effect.action, effect.target.path, effect.effective_from, effect.effective_to) for effect in read_effects(amending)]
    assert found == [
        (Action.REPLACE, "dieu-2/khoan-1", JULY, None),
        (Action.SUSPEND, "dieu-3", date(2022, 8, 1), date(2022, 12, 31)),
        (Action.REPEAL, "dieu-4", JULY, None),
        (Action.CORRECT, "dieu-5/khoan-2", None, None),
        (Action.RESUME, "dieu-1", date(2022, 9, 1), None),
        (Action.EXPIRE, None, JULY, None),
    ]


@pytest.mark.parametrize("verb", ["Ngưng", "Tạm ngưng", "Tiếp tục ngưng", "Kéo dài thời gian ngưng"])
def test_a_suspension_has_an_end(verb: str) -> None:
    found = effects(f"{verb} hiệu lực thi hành Điều 4 đến hết ngày 31 tháng 12 năm 2023.")
    assert [(effect.action, effect.effective_to) for effect in found] == [(Action.SUSPEND, date(2023, 12, 31))]


def test_a_corrigendum_corrects_and_works_backwards() -> None:
    amending = act(
        f"""Điều 1. Đính chính lỗi kỹ thuật tại {OF_BASE} như sau:
1. Tại khoản 2 Điều 5: cụm từ “05 ngày” được sửa thành “15 ngày”.
2. Tại điểm a khoản 1 Điều 3, nội dung đã viết là: “Làm đất” nay sửa lại là: “Làm đất kỹ”.
3. Đính chính tên Điều 4 như sau:
“Điều 4. Thu hái”.""",
        title=f"Đính chính {OF_BASE}",
    )
    found = read_effects(amending)
    assert [(effect.action, effect.target.path, effect.effective_from) for effect in found] == [
        (Action.CORRECT, "dieu-5/khoan-2", None),
        (Action.CORRECT, "dieu-3/khoan-1/diem-a", None),
        (Action.CORRECT, "dieu-4", None),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sửa đổi, bổ sung hợp đồng theo quy định tại khoản 2 Điều 3 Nghị định này.",
        "Bổ sung hồ sơ theo quy định tại khoản 2 Điều này.",
        "Ủy ban nhân dân cấp xã bãi bỏ quyết định của cộng đồng dân cư theo khoản 2 Điều 3.",
        "Giấy phép hết hiệu lực khi hết thời hạn quy định tại Điều 4.",
        "Thay thế giấy phép bị mất theo Điều 5.",
    ],
)
def test_an_ordinary_text_amends_nothing(sentence: str) -> None:
    ordinary = act(f"Điều 1. Thủ tục\n1. {sentence}\n2. Giấy phép được cấp.", title="Quy định về giấy phép")
    assert read_effects(ordinary) == ()


def test_repeal_hidden_in_the_closing_article_of_an_ordinary_text() -> None:
    ordinary = act(
        """Điều 1. Phạm vi
Nghị định này quy định về cây ăn quả.
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022.
2. Bãi bỏ khoản 2 Điều 4 Nghị định số 11/2020/NĐ-CP ngày 11 tháng 01 năm 2020 của Chính phủ về sửa đổi, bổ sung Điều 9 của Nghị định số 08/2018/NĐ-CP.""",
        title="Quy định về cây ăn quả",
        closing=False,
    )
    assert [(effect.action.value, effect.target.full_key) for effect in read_effects(ordinary)] == [
        ("repeal", "nghi-dinh/11-2020-nd-cp/chinh-phu/2020-01-11#dieu-4/khoan-2")
    ]


def test_acts_that_amended_the_target_before_are_no_targets() -> None:
    ordinary = act(
        """Điều 1. Phạm vi
A.
Điều 2. Hiệu lực thi hành
Nghị định số 11/2020/NĐ-CP đã được sửa đổi, bổ sung một số điều theo Nghị định số 12/2021/NĐ-CP và Nghị định số 13/2021/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.""",
        title="Quy định về cây ăn quả",
    )
    assert [effect.target.instrument for effect in read_effects(ordinary)] == ["11/2020/NĐ-CP"]


def test_an_announcing_heading_gives_no_second_effect() -> None:
    amending = act(f"Điều 1. Sửa đổi, bổ sung khoản 1 Điều 2 của {OF_BASE}\nSửa đổi, bổ sung khoản 1 Điều 2 như sau:\n“1. A.”.")
    assert [short(effect) for effect in read_effects(amending)] == [("replace", "dieu-2/khoan-1")]


def test_an_operation_in_a_heading_with_the_new_text_below() -> None:
    amending = act(f"Điều 1. Sửa đổi, bổ sung Điều 4 của {OF_BASE} như sau:\n“Điều 4. Thu hoạch\n1. Một.\n2. Hai.”")
    found = read_effects(amending)
    assert [(short(effect), effect.evidence.field) for effect in found] == [(("replace", "dieu-4"), "heading")]
    assert found[0].new_text == "Điều 4. Thu hoạch\n1. Một.\n2. Hai."


def test_appendices_replaced_one_by_one_by_those_attached() -> None:
    amending = act(
        order("Thay thế Phụ lục I, Phụ lục II tương ứng bằng Phụ lục II, Phụ lục III ban hành kèm theo Nghị định này.")
        + "\nĐiều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2022."
        + "\nTM. CHÍNH PHỦ\nTHỦ TƯỚNG\nNguyễn Văn A\nPhụ lục II\nSỔ MỚI\nSổ gồm bốn cột.\nPhụ lục III\nGIỐNG MỚI\nBa giống.",
        closing=False,
    )
    found = read_effects(amending)
    assert [(effect.target.path, effect.new_path, effect.new_number, effect.certain) for effect in found] == [
        ("phu-luc-i", "phu-luc-ii", "II", True),
        ("phu-luc-ii", "phu-luc-iii", "III", True),
    ]


def test_a_stray_mark_does_not_swallow_the_next_operation() -> None:
    found = effects("Sửa đổi khoản 1 Điều 2 như sau:\n“1. Vườn rau “sạch là nơi trồng rau.”.", "Bãi bỏ Điều 4.")
    assert [short(effect) for effect in found] == [("replace", "dieu-2/khoan-1"), ("repeal", "dieu-4")]


def test_an_unclosed_quotation_is_not_certain() -> None:
    found = effects("Sửa đổi khoản 1 Điều 2 như sau:\n“1. Vườn rau là nơi trồng rau.")
    assert [(short(effect), effect.certain) for effect in found] == [(("replace", "dieu-2/khoan-1"), False)]


@pytest.mark.parametrize("title", [f"Đính chính {OF_BASE}", f"Về việc đính chính {OF_BASE}", "Quy định về hoa"])
def test_what_a_corrigendum_lists_is_corrected(title: str) -> None:
    body = (
        f"Điều 1. Đính chính lỗi kỹ thuật tại {OF_BASE} như sau:\n"
        "1. Tại khoản 3 Điều 3, đã in: “100.000 đồng”, nay sửa lại là: “110.000 đồng”.\n"
        "2. Tại khoản 1 Điều 2, cụm từ “nơi trồng rau” sửa thành “nơi gieo rau”.\n"
        "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 5 năm 2022."
    )
    found = read_effects(act(body, title, closing=False))
    assert [(*short(effect), effect.effective_from) for effect in found] == [
        ("correct", "dieu-3/khoan-3", None),
        ("correct", "dieu-2/khoan-1", None),
    ]


def test_a_suspended_provision_is_applied_again() -> None:
    title = f"Về việc tiếp tục thi hành khoản 2 Điều 3 của {OF_BASE}"
    body = f"Điều 1. Tiếp tục thực hiện khoản 2 Điều 3 {OF_BASE} đã bị ngưng hiệu lực theo Nghị định số 15/2021/NĐ-CP."
    found = read_effects(act(body, title))
    assert [(*short(effect), effect.certain) for effect in found] == [("resume", "dieu-3/khoan-2", True)]
    assert read_effects(act("Điều 1. Tiếp tục thực hiện Nghị quyết số 15/2021/NQ-CP về rau.", "Về rau sạch")) == ()


@pytest.mark.parametrize(
    ("tail", "certain"),
    [
        ("", True),
        (", trừ Điều 3 và Điều 4", False),
        (", trừ các quy định tại khoản 2 Điều 5", False),
        (", trừ trường hợp quy định tại Điều 3 Nghị định này", True),
        (", trừ trường hợp quy định tại Điều 8 Nghị định này", False),  # there is none
    ],
)
def test_an_ending_with_exceptions_is_not_certain(tail: str, certain: bool) -> None:
    closing = f"Nghị định số 11/2020/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành{tail}."
    later = "Điều 3. Chuyển tiếp\nHồ sơ đã nộp trước ngày Nghị định này có hiệu lực thì tiếp tục thực hiện theo quy định cũ."
    body = f"Điều 1. Cây ăn quả\nCây ăn quả được trồng.\nĐiều 2. Hiệu lực thi hành\n{closing}\n{later}"
    found = read_effects(act(body, "Quy định về cây"))
    assert [(effect.target.instrument, effect.action.value, effect.certain) for effect in found] == [
        ("11/2020/NĐ-CP", "expire", certain)
    ]


def test_a_number_alone_is_the_instrument_whose_date_the_text_tells_elsewhere() -> None:
    found = effects("Bãi bỏ Điều 4.", "Thay cụm từ “rau” bằng cụm từ “hoa” tại khoản 1 Điều 2 Nghị định số 10/2020/NĐ-CP.")
    assert {effect.target.key for effect in found} == {"nghi-dinh/10-2020-nd-cp/chinh-phu/2020-01-10"}


def test_places_that_a_change_of_words_spares() -> None:
    """What stands behind "trừ" is not where the words change."""
    (everywhere,) = effects("Thay cụm từ “rau” bằng cụm từ “hoa” trong toàn bộ Nghị định.")
    assert (everywhere.target.path, everywhere.certain) == (None, True)
    (spared,) = effects("Thay cụm từ “rau” bằng cụm từ “hoa” trong toàn bộ Nghị định, trừ Điều 4.")
    assert (spared.target.path, spared.certain) == (None, False)
    (listed,) = effects("Thay cụm từ “rau” bằng cụm từ “hoa” tại Điều 2, trừ khoản 1 Điều 2.")
    assert (listed.target.path, listed.certain) == ("dieu-2", False)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Khoản 1 Điều 2 sửa đổi như sau:\n“1. A.”", [("replace", "dieu-2/khoan-1")]),
        ("Điều 4 sửa lại như sau:\n“Điều 4. A\nB.”", [("replace", "dieu-4")]),
    ],
)
def test_short_orders(clause: str, expected: list[tuple[str, str]]) -> None:
    found = effects(clause)
    assert [short(effect) for effect in found] == expected
    assert all(effect.certain for effect in found)


def test_the_parts_of_an_instrument_that_a_list_repeals() -> None:
    """The list says which part: the whole is neither repealed nor in doubt."""
    clause = f"Bãi bỏ một phần của {OF_BASE} như sau:\na) Bãi bỏ nội dung “hằng năm” quy định tại khoản 2 Điều 3;\nb) Bãi bỏ Phụ lục I và Điều 4."
    found = read_effects(act(f"Điều 1. Bãi bỏ văn bản\n1. {clause}", "Bãi bỏ một số điều của các nghị định về nông nghiệp"))
    assert [(*short(effect), effect.target.instrument, effect.certain) for effect in found] == [
        ("substitute_phrase", "dieu-3/khoan-2", "10/2020/NĐ-CP", True),
        ("repeal", "phu-luc-i", "10/2020/NĐ-CP", True),
        ("repeal", "dieu-4", "10/2020/NĐ-CP", True),
    ]
    plain = f"Bãi bỏ một phần {OF_BASE}, cụ thể:\na) Khoản 2 Điều 3;\nb) Điều 4 và Điều 5 của Chương II về vườn rau."
    found = read_effects(act(f"Điều 1. Hiệu lực\n1. {plain}", "Về cây"))
    assert [(*short(effect), effect.certain) for effect in found] == [
        ("repeal", place, True) for place in ("dieu-3/khoan-2", "dieu-4", "dieu-5")
    ]
    untold = read_effects(
        act(f"Điều 1. Bãi bỏ văn bản\n1. Bãi bỏ một phần của {OF_BASE} như sau:\na) Hội đồng quản lý vườn.", "Bãi bỏ")
    )
    assert [(*short(effect), effect.certain) for effect in untold] == [("repeal", "None", False)]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Tại Điều 3:\na) Bỏ cụm từ “hằng năm” tại khoản 2;\nb) Bãi bỏ khoản 3.", ["dieu-3/khoan-2", "dieu-3/khoan-3"]),
        ("Sửa đổi tên Nghị định thành “Quy định về vườn”.", [None]),
        ("Sửa đổi số thứ tự khoản 3 Điều 2 thành khoản 4 Điều 2.", ["dieu-2/khoan-3"]),
    ],
)
def test_orders_whose_place_is_said_apart(clause: str, expected: list[str | None]) -> None:
    found = effects(clause)
    assert [effect.target.path for effect in found] == expected
    assert all(effect.certain for effect in found)


def test_an_act_that_amends_none_by_its_title_may_say_that_it_amends() -> None:
    found = read_effects(act(f"Điều 1. Cây\nNghị định này sửa đổi khoản 2 Điều 2 của {OF_BASE} như sau:\n“2. Rau xanh.”", "Về cây"))
    assert [(*short(effect), effect.certain) for effect in found] == [("replace", "dieu-2/khoan-2", True)]


def test_own_appendices_replace_others_one_by_one() -> None:
    body = f"Điều 1. Cây\nPhụ lục I, Phụ lục II kèm theo Nghị định này thay thế Phụ lục I, Phụ lục II kèm theo {OF_BASE}."
    found = read_effects(act(body, "Về cây"))
    assert [short(effect) for effect in found] == [("replace", "phu-luc-i"), ("replace", "phu-luc-ii")]
    assert not any(effect.certain for effect in found)  # the new ones are not there


def test_words_are_changed_where_the_sentence_above_says_or_the_last_of_the_sentence() -> None:
    body = f"Điều 1. Cây\n1. Sửa đổi khoản 1 Điều 2 của {OF_BASE} như sau:\nThay thế cụm từ “rau” bằng cụm từ “hoa”."
    assert [(*short(one), one.certain) for one in read_effects(act(body, "Về cây"))] == [
        ("substitute_phrase", "dieu-2/khoan-1", True)
    ]
    body = (
        "Điều 1. Cây\nThay cụm từ “rau” thành cụm từ “hoa” tại khoản 1 Điều 2 và Điều 3; thay cụm từ “đất” thành cụm từ “chậu” "
        f"tại khoản 1 Điều 5 của {OF_BASE}."
    )
    assert [(*short(one), one.certain) for one in read_effects(act(body, "Về cây"))] == [
        ("substitute_phrase", "dieu-2/khoan-1", True),
        ("substitute_phrase", "dieu-3", True),
        ("substitute_phrase", "dieu-5/khoan-1", True),
    ]
