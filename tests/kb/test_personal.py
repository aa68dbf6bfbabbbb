"""What looks like a caller's number or address in a note."""

import pytest

from kb.annotations.saying import Personal, personal_in
from tests.linear import assert_linear_in

PHONES = [
    "gọi lại 0912345678",
    "gọi lại 091 234 56 78 sau 20 giờ",
    "sdt 0912.345.678",
    "SĐT: 0912-345-678.",
    "+84 912 345 678",
    "(+84) 912345678",
    "84912345678",
    "nhà 024 3825 1234",
    "máy bàn 0283 822 1234",
    "số bên kia +855 12 345 678",
]
IDENTITIES = [
    "CCCD 001204012345",
    "căn cước 001 204 012 345",
    "079.204.012.345",
    "CMND 123456789",
    "cmnd 123 456 789 cấp 2015",
    "chứng minh nhân dân số 023456781",
    "số hộ chiếu C1234567",
    "so cccd: 001204012345",
]
ADDRESSES = [
    "nhà ở số 12 đường Lê Lợi",
    "12/3 Nguyễn Trãi, phường 5, quận 5",
    "số nhà 45",
    "so nha 45 to 3",
    "ngõ 12 Láng Hạ",
    "hẻm 45/2",
    "thôn Nà Lang, xã Tân Lập",
    "ấp 3, xã Bình Hòa",
    "tổ 5 phường Hòa Khánh",
    "chị ấy quê ở xã Mường Lống, huyện Kỳ Sơn",
    "đang ở nhà chú tại bản Co Muông",
    "thường trú tại xã Tân Lập",
    "thon 3, xa tan lap",
    "23 duong le loi, phuong 4",
    "Địa chỉ: phường Tân Định",
]
NOTHING = [
    "",
    "Điều 37 khoản 1 điểm a, xem Luật 53/2024/QH15",
    "Nghị định 162/2025/NĐ-CP ngày 29/6/2025",
    "Gọi 113, 111 hoặc 1800 1567",
    "mức 5.310.000 đồng, 4.730.000 đồng",
    "kinh phí 1.200.000.000 đồng",
    "kinh phí 123.456.789 đồng",
    "kinh phí 250 000 000",
    "từ 01.07.2025 08.09.2026 còn hiệu lực",
    "2025-07-01 2026-03-16",
    "UBND cấp xã nơi cư trú; phường, thị trấn",
    "người không quốc tịch thường trú ở Việt Nam",
    "áp dụng tại xã, phường, thị trấn thuộc tỉnh",
    "bản sao có chứng thực của xã",
    "quy định tại Điều 12 Luật Giao thông đường bộ",
    "Nghị định 100 đường bộ",
    "Bộ Y tế, số 138A",
    "thời hạn 20 ngày, 02 tháng, 03 ngày làm việc",
    "tổ chức thực hiện tại xã",
    "Thông tư 35/2013, Mẫu số 27, Phụ lục 16",
    "so sánh 60 ngày với 120 ngày",
]


@pytest.mark.parametrize("text", PHONES)
def test_a_telephone_number_is_seen(text: str) -> None:
    assert Personal.PHONE in personal_in(text)


@pytest.mark.parametrize("text", IDENTITIES)
def test_an_identity_number_is_seen(text: str) -> None:
    assert personal_in(text) == (Personal.IDENTITY,)


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_seen(text: str) -> None:
    assert Personal.ADDRESS in personal_in(text)


@pytest.mark.parametrize("text", NOTHING)
def test_words_of_the_law_are_nobodys(text: str) -> None:
    assert personal_in(text) == ()


@pytest.mark.parametrize("part", ["0912 ", "1.", "12/3 Nguyễn ", "thôn A, ", "quê ", "ở nhà của chú ", "a ", "12345678 "])
def test_reading_takes_linear_time(part: str) -> None:
    assert_linear_in(personal_in, part * 4000)
