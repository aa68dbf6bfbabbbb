"""Days that clauses name: a firm name only for what the words say without doubt, whatever else they name as a day alone."""

from datetime import date

import pytest

from documents.time.named_days import Naming, named_days
from tests.linear import assert_linear, one_of_many

D = "01 tháng 01 năm 2091"
LAST = "31 tháng 12 năm 2090"


def read(words: str, lead: str = "") -> list[tuple[str, str]]:
    return [(item.naming.value, item.on.isoformat()) for item in named_days(words, "dieu-9/khoan-2", lead)]


@pytest.mark.parametrize(
    ("words", "kind", "on"),
    [
        (f"Từ ngày {D} đối với vườn cấp huyện;", "applies_from", "2091-01-01"),
        ("Chăn nuôi tại nhà áp dụng kể từ ngày 01/01/2091.", "applies_from", "2091-01-01"),
        ("Hàng rào được dựng từ 0 giờ 00 phút ngày 01/01/2091.", "applies_from", "2091-01-01"),
        (f"Mẫu sổ cũ được tiếp tục sử dụng đến hết ngày {LAST}.", "applies_until", "2091-01-01"),
        (f"Mức thu tại Điều 9 được áp dụng đến ngày {LAST}.", "applies_until", "2091-01-01"),
        ("Mức thu tại Điều 9 được áp dụng cho đến ngày 15/01/2091.", "named", "2091-01-15"),  # with that day, or without it
        (f"Người trồng cây từ ngày 01/01/2085 đến hết ngày {LAST} không phải nộp quả.", "applies_until", "2091-01-01"),
        ("Chậm nhất đến ngày 01/01/2091, các xã phải có vườn.", "due", "2091-01-01"),
        ("Hộ chưa đủ cây thì trước ngày 01/01/2091 phải trồng thêm.", "due", "2091-01-01"),
        ("Hoàn thành việc đếm cây trước ngày 01/01/2091.", "due", "2091-01-01"),
    ],
)
def test_what_the_words_say_of_a_day(words: str, kind: str, on: str) -> None:
    assert read(words)[-1] == (kind, on)


@pytest.mark.parametrize(
    "words",
    [
        "Vườn đã được cấp giấy trước ngày 01/01/2091 thì không phải xin lại.",  # a case, not a time to do something by
        "Trước ngày 01/01/2091, số cây không thấp hơn mười; sau đó là hai mươi.",
        "Hoàn thành hồ sơ của vườn được giao trước ngày 01/01/2091.",
        "Người được cấp bằng sau ngày 01/01/2091 thì không được cấp giấy.",
        "Chậm nhất từ ngày 01/01/2091 đối với vườn cũ.",
        "Thời hạn sử dụng là 05 năm kể từ ngày 01/01/2091.",
        "Số liệu được lấy từ ngày 01/01/2091.",
        f"Báo cáo tính đến hết ngày {LAST}.",
        f"Đến ngày {LAST}, các xã đã có vườn phải đáp ứng Điều 1.",  # a goal, no end
        f"Các khoản thuế nợ đến hết ngày {LAST} thì được khoanh.",  # those that were owed by then
        f"Tình hình thực hiện việc trồng cây đến ngày {LAST} và kiến nghị.",
        f"Số kinh phí được sử dụng còn dư đến ngày {LAST}.",
        f"Hồ sơ gửi đến hết ngày {LAST}.",
        f"Tố giác đang được kiểm tra nhưng đến ngày {LAST} chưa kết thúc thì theo luật mới.",
        "Vườn dựng từ ngày 01/01/2091 trở về trước được giữ nguyên.",
        "Áp dụng cho mọi vườn, trừ vườn dựng từ ngày 01/01/2091.",
        "Luật Vườn tược số 09/2089/QH99 có hiệu lực từ ngày 01/01/2091.",  # told of that law by its own status
        "Nghị định số 10/2085/NĐ-CP hết hiệu lực từ ngày 01/01/2091.",
        "Sửa đổi Điều 5 như sau: “Điều 5. Từ ngày 01/01/2091 vườn có hàng rào.”",
        "Ví dụ: hộ A trồng cây từ ngày 01/01/2091 được một giỏ quả.",
    ],
)
def test_what_is_not_sure_is_only_named(words: str) -> None:
    assert {kind for kind, _ in read(words)} == {"named"}


def test_an_example_goes_on_below_its_first_words() -> None:
    assert read("Hộ A nhận vườn từ ngày 01/01/2091.", lead="Ví dụ về cách tính:") == [("named", "2091-01-01")]


@pytest.mark.parametrize(
    "words",
    [
        "Theo Nghị định số 10/2091/NĐ-CP ngày 01 tháng 01 năm 2091 của Chính phủ.",
        "01/01/2091 - 31/12/2091: một giỏ.",
        "Từ năm 2091 mỗi xã một vườn.",
    ],
)
def test_days_of_issue_and_years_are_none(words: str) -> None:
    assert read(words) == []


def test_the_provisions_that_the_sentence_speaks_of() -> None:
    (found,) = named_days(f"Quy định tại khoản 4 Điều 5 được áp dụng đến hết ngày {LAST}.", "dieu-9/khoan-2")
    assert (found.paths, found.day, found.on) == (("dieu-5/khoan-4",), date(2090, 12, 31), date(2091, 1, 1))
    of_another = f"Điều 5 Nghị định số 10/2085/NĐ-CP được áp dụng đến hết ngày {LAST}."
    assert [item.paths for item in named_days(of_another, "dieu-9")] == [()]


def test_a_day_that_a_clause_names_twice_is_told_once() -> None:
    words = f"Vườn nộp đơn từ ngày {D} được cấp giấy. Từ ngày {D} giấy có màu xanh."
    assert [item.naming for item in named_days(words)] == [Naming.FROM]


@pytest.mark.parametrize(
    "words", one_of_many(["Luật số 1 áp dụng từ ngày 01/01/2091. ", "Từ ngày 01/01/2091, ", "đến hết ngày 31/12/2090; "])
)
def test_many_days_take_as_much_longer_as_they_are_more(words: str) -> None:
    assert_linear(named_days, words * 300, words * 3000)
