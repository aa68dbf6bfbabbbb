"""What an ending leaves in force, where its words say nothing else."""

from datetime import date

import pytest

from documents.amendments.place_reading import read_places
from documents.amendments.spared import Spared, spared, starts_plainly
from tests.documents.amendment_helpers import effects

NAME = "Nghị định số 10/2090/NĐ-CP"
UNTIL = date(2096, 12, 31)
CASES = [
    ("trừ Điều 5", Spared(("dieu-5",))),
    ("trừ các Điều 5, 7 và 9", Spared(("dieu-5", "dieu-7", "dieu-9"))),
    ("trừ Điều 5 và khoản 2, 3 Điều 7", Spared(("dieu-5", "dieu-7/khoan-2", "dieu-7/khoan-3"))),
    ("ngoại trừ Điều 20 và Chương VI", Spared(("dieu-20", "chuong-vi"))),
    (f"trừ quy định tại Điều 5 của {NAME}", Spared(("dieu-5",))),
    ("trừ các quy định tại Điều 5 tiếp tục có hiệu lực đến hết ngày 31 tháng 12 năm 2096", Spared(("dieu-5",), UNTIL)),
    # another instrument's, the speaker's own, or no provision at all
    ("trừ Điều 5 của Nghị định số 11/2090/NĐ-CP", None),
    ("trừ quy định tại Điều 5", None),
    ("riêng Điều 5", None),
    ("trừ quy định tại khoản 3 Điều 5 của Nghị định này", None),
    ("trừ trường hợp quy định tại Điều 5", None),
    ("trừ Điều 5 đối với cây lâu năm", None),
    ("trừ Điều 5 cho đến khi có quy định khác", None),
    ("trừ các quy định về cây lâu năm", None),
    ("trừ khoản 2", None),
]


@pytest.mark.parametrize(("words", "expected"), CASES, ids=[words for words, _ in CASES])
def test_what_is_spared(words: str, expected: Spared | None) -> None:
    (ended,) = read_places(NAME, 0, len(NAME))
    assert spared(words, ended) == expected


@pytest.mark.parametrize(
    ("second", "paths", "until"),
    [
        (
            f"Các điều 5, 7 và 9 của Nghị định về rau số 10/2090/NĐ-CP đã được sửa đổi, bổ sung theo {NAME} có hiệu lực "
            "đến hết ngày 31 tháng 12 năm 2096.",
            ("dieu-5", "dieu-7", "dieu-9"),
            UNTIL,
        ),
        ("Điều 5 của Nghị định số 11/2090/NĐ-CP.", (), None),
        ("Giấy phép đã cấp.", (), None),
    ],
)
def test_exceptions_in_a_list_below_the_ending_are_spared(second: str, paths: tuple[str, ...], until: date | None) -> None:
    ends = f"{NAME} hết hiệu lực kể từ ngày Luật này có hiệu lực, trừ trường hợp sau đây:"
    (found,) = effects(f"{ends}\na) Khoản 1 Điều 8 của Luật này;\nb) {second}")
    assert (found.spared, found.spared_until, found.certain) == (paths, until, False)


def test_long_words_are_no_list_of_places() -> None:
    (ended,) = read_places(NAME, 0, len(NAME))
    assert spared("trừ " + "Điều 5, " * 200_000, ended) is None


@pytest.mark.parametrize(
    ("words", "plainly"),
    [
        (f"{NAME} hết hiệu lực kể từ ngày Nghị định này có hiệu lực, trừ Điều 5", True),
        (f"{NAME} hết hiệu lực từ ngày 01/01/2091, trừ Điều 5", True),
        (f"Nghị định này thay thế {NAME}, trừ Điều 5", True),
        (f"{NAME} hết hiệu lực sau 12 tháng, trừ Điều 5", False),
        (f"{NAME} hết hiệu lực từ ngày ký hợp đồng, trừ Điều 5", False),
    ],
)
def test_on_which_day_it_begins(words: str, plainly: bool) -> None:
    assert starts_plainly(words) is plainly
