"""Formulas printed on several levels, on pages made up here."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.readers.pdf import read_pdf
from tests.ingest.pdf_maker import Maker, Page

Draw = Callable[[Page, float], object]


def _fraction(page: Page, y: float) -> None:
    page.text(120, y, "Mức hỗ trợ =").text(215, y - 8, "Tổng kinh phí - Dự phòng").line(212, y - 4, 375, y - 4)
    page.text(250, y + 10, "Số người").text(385, y, "x 100%")


def _wrapped_terms(page: Page, y: float) -> None:
    page.text(100, y - 8, "Mức hỗ trợ").text(100, y + 8, "hằng tháng").text(200, y, "=").text(225, y - 8, "Mức chuẩn trợ")
    page.text(225, y + 8, "giúp xã hội").text(340, y, "x").text(370, y - 8, "Số tháng").text(370, y + 8, "được hưởng")


def _one_wrapped_term(page: Page, y: float) -> None:
    page.text(100, y, "Mức hỗ trợ").text(200, y, "=").text(225, y - 16, "Mức chuẩn").text(225, y, "trợ giúp xã")
    page.text(230, y + 16, "hội một").text(340, y, "x").text(370, y, "Hệ số")


def _two_fractions(page: Page, y: float) -> None:
    page.text(120, y, "K =").text(155, y - 8, "a + b").line(150, y - 4, 195, y - 4).text(170, y + 10, "c").text(205, y, "+")
    page.text(230, y - 8, "d").line(222, y - 4, 245, y - 4).text(230, y + 10, "e")


def _with_indices(page: Page, y: float) -> None:
    page.pieces(120, y, ("G", 14, 0), ("tb", 8, -3), (" =", 14, 0))
    page.pieces(175, y - 8, ("G", 14, 0), ("1", 8, -3), (" + G", 14, 0), ("2", 8, -3)).line(172, y - 4, 240, y - 4).text(
        200, y + 11, "2"
    )


def _plain(page: Page, y: float) -> None:
    page.text(120, y, "A = B x C").text(120, y + 22, "Trong đó:").text(120, y + 44, "B là số tháng được hưởng; C = 2")


def _under_words(page: Page, y: float) -> None:
    page.text(113, y - 20, "a) Mức hỗ trợ được tính theo công thức sau đây:").text(120, y, "A = B + C").line(120, y + 4, 180, y + 4)
    page.text(113, y + 20, "b) Mức khác.")


@pytest.mark.parametrize(
    ("draw", "lines"),
    [
        (_fraction, ["Mức hỗ trợ = (Tổng kinh phí - Dự phòng) / (Số người) x 100%"]),
        (_wrapped_terms, ["Mức hỗ trợ hằng tháng = Mức chuẩn trợ giúp xã hội x Số tháng được hưởng"]),
        (_one_wrapped_term, ["Mức hỗ trợ = Mức chuẩn trợ giúp xã hội một x Hệ số"]),
        (_two_fractions, ["K = (a + b) / c + d / e"]),
        (_with_indices, ["Gtb = (G1 + G2) / 2"]),
        (_plain, ["A = B x C", "Trong đó:", "B là số tháng được hưởng; C = 2"]),
        (_under_words, ["a) Mức hỗ trợ được tính theo công thức sau đây:", "A = B + C", "b) Mức khác."]),
    ],
)
def test_formulas_are_read_in_order(draw: Draw, lines: list[str], tmp_path: Path) -> None:
    maker = Maker()
    page = maker.page()
    page.text(85, 110, "Mức hỗ trợ được tính như sau, cho mỗi người và mỗi tháng.")
    draw(page, 200)
    # pdfium leaves out a sign that a font without a program does not draw
    reading = read_pdf(maker.write(tmp_path / "mau.pdf"), method="layout")
    assert [line.text for line in reading.lines[1:]] == lines
