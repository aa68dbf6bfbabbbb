"""What says only that it was repealed, and what only looks like it."""

import pytest

from documents.structure.headings import says_only_repealed


@pytest.mark.parametrize(
    "text",
    [
        "(được bãi bỏ)",
        "(Được bãi bỏ).",
        "(Bị bãi bỏ);",
        "(bị bãi bỏ)12",
        "(bãi bỏ)",
        "(Bãi bỏ)[4]",
        "(đã được bãi bỏ)",
        "[Đã bị hủy bỏ]",
        "(huỷ bỏ)",
        "(hết hiệu lực)",
        "3. (được bãi bỏ)",
        "Bị bãi bỏ.",
        "bị bãi bỏ;",
        "Được bãi bỏ",
        "Đã bị bãi bỏ theo Nghị định số 20/2091/NĐ-CP.",
        "(được bãi bỏ)\n(được bãi bỏ)",
        "(được bãi bỏ theo khoản 2 Điều 1 Nghị định số 20/2091/NĐ-CP)",
        "Khoản này được bãi bỏ theo quy định tại khoản 3 Điều 1 của Nghị định số 20/2091/NĐ-CP, có hiệu lực kể từ ngày 01/6/2091.",
        "Khoản này đã bị bãi bỏ",
        "Khoản 3 được bãi bỏ từ ngày 01/6/2091",
    ],
)
def test_a_place_without_words(text: str) -> None:
    assert says_only_repealed(text, "dieu-7/khoan-3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bãi bỏ:",
        "Bãi bỏ Điều 5.",
        "Bãi bỏ khoản 3 Điều 7 Nghị định số 10/2090/NĐ-CP.",
        "Hủy bỏ;",
        "Bãi bỏ;",
        "Bị bãi bỏ theo đề nghị của người trồng cây;",
        "Bị hủy bỏ;",
        "Điều 5 được bãi bỏ.",
        "Khoản 2 được bãi bỏ theo Nghị định này.",
        "Khoản 3 Điều 9 được bãi bỏ.",
        "Điều này được bãi bỏ.",
        "Khoản này hết hiệu lực kể từ ngày 01/01/2099.",
        "Khoản này được bãi bỏ khi hết vụ quả; người trồng cây được báo trước.",
        "(được bãi bỏ) 4. Hệ thống thông gió:",
        "Các quy định trước đây trái với Thông tư này đều bị bãi bỏ.",
        "Văn bản bị bãi bỏ",
        "(được bãi bỏ) " * 40,
    ],
)
def test_words_that_speak(text: str) -> None:
    assert not says_only_repealed(text, "dieu-7/khoan-3")


def test_an_article_says_it_of_itself() -> None:
    assert says_only_repealed("Điều này được bãi bỏ.", "dieu-7")
    assert says_only_repealed("Bãi bỏ theo khoản 2 Điều 1 Nghị định số 20/2091/NĐ-CP", "dieu-7")
    assert not says_only_repealed("Bãi bỏ theo thẩm quyền", "dieu-7")
    assert says_only_repealed("Phụ lục này được bãi bỏ.", "phu-luc-iii")
    assert not says_only_repealed("Điều 8 được bãi bỏ.", "dieu-7")
