"""The deadlines and amounts that a text names, by its words alone."""

import pytest

from documents.duties.stated import values_in
from documents.duties.statement import AMOUNT, DEADLINE

DAY = 1_440


@pytest.mark.parametrize(
    ("text", "minutes", "words"),
    [
        (
            "Sở trả lời trong thời hạn 05 (năm) ngày làm việc, kể từ ngày nhận đủ hồ sơ; nếu không",
            [5 * DAY],
            ["trong thời hạn 05 (năm) ngày làm việc, kể từ ngày nhận đủ hồ sơ"],
        ),
        ("Thời hạn thẩm định hồ sơ là 04 ngày.", [4 * DAY], ["Thời hạn thẩm định hồ sơ là 04 ngày"]),
        ("mười lăm ngày, kể từ ngày nhận", [15 * DAY], ["mười lăm ngày, kể từ ngày nhận"]),
        ("báo trước ít nhất 30 ngày", [30 * DAY], ["trước ít nhất 30 ngày"]),
        ("báo trước khi họp 5 ngày", [5 * DAY], ["trước khi họp 5 ngày"]),
        ("trong thời hạn từ 03 đến 05 ngày", [5 * DAY], ["trong thời hạn từ 03 đến 05 ngày"]),
        ("định kỳ 06 tháng, 01 năm", [180 * DAY, 365 * DAY], ["định kỳ 06 tháng", "01 năm"]),
        ("Trước 01 giờ đối với tàu khách", [60], ["Trước 01 giờ đối với tàu khách"]),
        ("không quá 36 giờ", [36 * 60], ["không quá 36 giờ"]),
        ("gửi trước 17 giờ hằng ngày", [], []),
        ("trước ngày 15/12 năm báo cáo", [], []),
        ("trước 20 tháng 5 hằng năm", [], []),
        ("từ hai lần trở lên trong một ngày", [], []),
        ("trực 24/24 giờ", [], []),
        ("không quá 01 tháng lương cơ sở, kế hoạch trung hạn 05 năm", [], []),
        ("phạt tù từ 02 năm đến 07 năm", [], []),
        ("đủ 18 tuổi, có ít nhất 05 năm kinh nghiệm", [], []),
    ],
)
def test_deadlines(text: str, minutes: list[int], words: list[str]) -> None:
    found = list(values_in(text))
    assert [value.number for value in found] == minutes
    assert [value.words for value in found] == words
    assert {value.what for value in found} <= {DEADLINE}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Phạt tiền từ 1.000.000 đồng đến 3.000.000 đồng", [1_000_000, 3_000_000]),
        ("vốn pháp định: 300 tỷ đồng\nlệ phí: Ba mươi triệu đồng", [300 * 10**9, 30 * 10**6]),
        ("hội đồng thẩm định 5 hợp đồng, 5 triệu USD", []),
        ("999999999999999 tỷ đồng", [2**62]),
    ],
)
def test_amounts(text: str, amounts: list[int]) -> None:
    found = list(values_in(text))
    assert [(value.what, value.number) for value in found] == [(AMOUNT, number) for number in amounts]
