# ruff: noqa: E501  (made-up law is kept as it would be printed)
"""New text that is quoted: what its order promises is checked before it is certain."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.amendments import Effect, Part
from documents.amendments.checks import flaw, follows, joined_labels
from documents.amendments.phrases import Swap, swap
from documents.amendments.places import Place
from documents.wording.numbers import POINT_LETTERS, legible
from documents.wording.unit_lists import Level
from tests.documents.amendment_helpers import effects
from tests.linear import assert_linear


def short(effect: Effect) -> tuple[str, str]:
    """Action and path, with the part where it is not the whole."""
    part = "" if effect.target.part is Part.WHOLE else f"!{effect.target.part}"
    return effect.action.value, f"{effect.target.path}{part}"


def doubts(clause: str) -> list[tuple[tuple[str, str], str | None]]:
    return [(short(effect), effect.doubt.key.removeprefix("doubt.") if effect.doubt else None) for effect in effects(clause)]


@pytest.mark.parametrize(
    ("clause", "target", "doubt"),
    [
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“Người trồng là chủ vườn.”.", "dieu-2/khoan-2", "label_missing"),
        ("Bổ sung khoản 4 vào sau khoản 3 Điều 2 như sau:\n“Cỏ là cây dại.”.", "dieu-2/khoan-4", "label_missing"),
        ("Sửa đổi Điều 4 như sau:\n“1. Thu hoạch.\n2. Bảo quản.”.", "dieu-4", "label_missing"),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4. Thu hoạch 1. Rau chín được thu hoạch.\n2. Bảo quản.”.", "dieu-4", "label_in_heading"),
        ("Sửa đổi tên Điều 4 như sau:\n“Điều 4. Thu hoạch rau\n1. Rau chín được thu hoạch.”.", "dieu-4!heading", "label_in_heading"),
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“2. Người trồng là chủ vườn. 3. Luống là dải đất.”.", "dieu-2/khoan-2", "label_inside"),
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“2. Người trồng là chủ vườn. 2a. Cỏ là cây dại.”.", "dieu-2/khoan-2", "label_inside"),
        ("Sửa đổi điểm c khoản 1 Điều 3 như sau:\n“c) Tưới nước. 2. Người trồng báo cáo.”.", "dieu-3/khoan-1/diem-c", "label_inside"),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải: a) Làm đất; b) Gieo hạt.”.", "dieu-3/khoan-1", "label_inside"),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải:\na) Làm đất; b) Gieo hạt;\nc) Tưới.”.", "dieu-3/khoan-1", "label_inside"),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải:\na) Làm đất;\nb) Gieo hạt; c) Tưới.”.", "dieu-3/khoan-1", "label_inside"),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4. Thu hoạch\n1. Rau chín.\n3. Bảo quản.”.", "dieu-4", "labels_out_of_order"),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải:\na) Làm đất;\nc) Tưới.”.", "dieu-3/khoan-1", "labels_out_of_order"),
        ("Sửa đổi khoản 3 Điều 2 như sau:\n“3. Luống là dải đất.\n2. Người trồng.”.", "dieu-2/khoan-3", "more_units"),
        ("Sửa đổi điểm a khoản 1 Điều 3 như sau:\n“a) Làm đất;\n2. Người trồng báo cáo.”.", "dieu-3/khoan-1/diem-a", "more_units"),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4. Thu hoạch\n1. Rau chín.\n2. …”.", "dieu-4", "words_left_out"),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4. Thu hoạch\n...\nRau chín.”.", "dieu-4", "words_left_out"),
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“2. Người trồng là chủ vườn.\nb) Bãi bỏ khoản 3 Điều 2.”.", "dieu-2/khoan-2", "order_inside"),
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“2. Người trồng là chủ vườn.", "dieu-2/khoan-2", "new_text_unclosed"),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải làm đất.”\nNgười trồng phải tưới nước.", "dieu-3/khoan-1", "text_after"),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải:\na) Làm đất;”\nb) Gieo hạt;\nc) Tưới.", "dieu-3/khoan-1", "text_after"),
    ],
)  # fmt: skip
def test_what_fails_waits_for_review(clause: str, target: str, doubt: str) -> None:
    assert (target, doubt) in [(place, why) for (_, place), why in doubts(clause)]


@pytest.mark.parametrize(
    ("clause", "target", "text"),
    [
        ("Sửa đổi khoản 2 Điều 2 như sau:\n“2.\nNgười trồng là chủ vườn.”.", "dieu-2/khoan-2", "2. Người trồng là chủ vườn."),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1.\nNgười trồng phải:\na)\nLàm đất;\nb)\nTưới.”.", "dieu-3/khoan-1", "1. Người trồng phải:\na) Làm đất;\nb) Tưới."),
        ("Sửa đổi Điều 4 như sau:\n“Điều 4.\nRau được thu hoạch khi chín.”.", "dieu-4", "Điều 4.\nRau được thu hoạch khi chín."),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Theo điểm a, b khoản này và khoản 2. Người trồng làm đất.”.", "dieu-3/khoan-1", "1. Theo điểm a, b khoản này và khoản 2. Người trồng làm đất."),
        ("Sửa đổi khoản 1 Điều 3 như sau:\n“1. Người trồng phải:\na) Chọn một việc:\ni) Làm đất;\nii) Gieo hạt;\nb) Tưới.”.", "dieu-3/khoan-1", "1. Người trồng phải:\na) Chọn một việc:\ni) Làm đất;\nii) Gieo hạt;\nb) Tưới."),
    ],
)  # fmt: skip
def test_what_holds_its_promise_is_certain(clause: str, target: str, text: str) -> None:
    found = effects(clause)
    assert [(short(effect)[1], effect.new_text, effect.certain) for effect in found] == [(target, text, True)]


def test_a_later_order_that_is_not_understood_does_not_make_the_one_before_it_doubtful() -> None:
    clause = "Sửa đổi Điều 2 như sau:\na) Sửa đổi khoản 2 như sau:\n“2. Người trồng.”;\nb) Bổ sung danh sách giống cây ở trang sau."
    assert (("replace", "dieu-2/khoan-2"), None) in doubts(clause)


@pytest.mark.parametrize(
    ("number", "before", "follow"),
    [
        ("1", None, True),
        ("2", None, False),
        ("2", "1", True),
        ("2a", "2", True),
        ("2b", "2a", True),
        ("3", "2b", True),
        ("4", "2", False),
        ("đ", "d", True),
        ("e", "d", True),
        ("e", "c", False),
        ("a", "d", False),
        ("a1", "a", True),
        ("b", "a1", True),
    ],
)
def test_which_number_follows_which(number: str, before: str | None, follow: bool) -> None:
    assert follows(number, before, "1" if number[0].isdigit() else "a") is follow


@given(st.lists(st.text(alphabet="aăđ12. )(\nĐ“”…i", max_size=40), max_size=12))
def test_any_text_is_checked(lines: list[str]) -> None:
    place = Place({Level.ARTICLE: "3", Level.CLAUSE: "1"})
    joined = joined_labels(lines)
    assert "".join("".join(joined).split()) == "".join("".join(lines).split())
    flaw(joined, place)


def test_checking_takes_linear_time() -> None:
    place = Place({Level.ARTICLE: "3", Level.CLAUSE: "1"})

    def text(size: int) -> list[str]:
        return ["1. " + "a. " * size, *("Sửa đổi “ khoản " * 20 for _ in range(size // 20)), "…" * size, " " * size]

    assert_linear(lambda lines: flaw(joined_labels(lines), place), text(2_000), text(20_000))


def test_the_letters_of_points_follow_one_another() -> None:
    assert all(follows(after, before, "a") for before, after in pairwise(POINT_LETTERS))


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("Xe tải phải dừng.", "xe tải", "xe tải xe khách", "Xe tải, xe khách phải dừng."),
        ("Dừng xe tải, rơ moóc.", "xe tải", "xe tải xe khách", "Dừng xe tải, xe khách, rơ moóc."),
        ("Chủ phương tiện đi. Chủ phương tiện về.", "chủ phương tiện", "chủ phương tiện người thuê phương tiện", "Chủ phương tiện, người thuê phương tiện đi. Chủ phương tiện, người thuê phương tiện về."),
        ("Phạt tù đến 02 năm.", "phạt tù đến 02 năm", "phạt tiền hoặc phạt tù đến 02 năm", "Phạt tiền hoặc phạt tù đến 02 năm."),
        ("Dừng xe tải.", "xe tải", "xe tải và xe khách", "Dừng xe tải và xe khách."),
        ("Dừng xe tải.", "xe tải", "xe tải của doanh nghiệp", "Dừng xe tải của doanh nghiệp."),
        ("Bộ Công an, xe khách.", "xe khách", "", "Bộ Công an."),
        ("Xe tải, xe khách; rơ moóc.", "xe khách", "", "Xe tải; rơ moóc."),
        ("Xe tải, xe khách, rơ moóc.", "xe khách", "", "Xe tải, rơ moóc."),
        ("Xe tải, xe khách và rơ moóc.", "xe khách", "", "Xe tải và rơ moóc."),
        ("Xe tải và xe khách.", "xe khách", "", "Xe tải."),
        ("Phòng, chống lụt, bão, thiên tai.", "lụt, bão", "", "Phòng, chống thiên tai."),
        ("Xe tải nhỏ, rơ moóc.", "nhỏ", "", "Xe tải, rơ moóc."),
        ("Bộ Công an, Bộ Rau trong phạm vi của mình.", "Bộ Rau", "", "Bộ Công an, trong phạm vi của mình."),
        ("Ghi rõ tên. Ngày ghi rõ.", "ghi rõ", "nêu rõ", "Nêu rõ tên. Ngày nêu rõ."),
    ],
)  # fmt: skip
def test_words_that_are_added_to_a_list_or_struck_from_it(text: str, old: str, new: str, expected: str) -> None:
    assert swap(text, [Swap(old, new)])[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bổ sung Chương VIla vào sau Điều 9", "Bổ sung Chương VIIa vào sau Điều 9"),
        ("Phụ lục lI", "Phụ lục II"),
        ("Chương VI của Luật", "Chương VI của Luật"),
        ("Mục lục và Phần lớn", "Mục lục và Phần lớn"),
    ],
)
def test_a_roman_number_that_was_scanned_with_a_small_l(text: str, expected: str) -> None:
    assert legible(text) == expected
