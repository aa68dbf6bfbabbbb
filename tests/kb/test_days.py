from datetime import date

import pytest

from kb.interface.days import read_day, read_stretch, write_day

DAY = date(2019, 12, 31)


WRITTEN = "31/12/2019; 31-12-2019; 31.12.2019; 2019-12-31; 2019/12/31;  31/12/2019 ; ngày 31/12/2019; Ngày 31 tháng 12  năm 2019"
NO_DAYS = (
    ";  ; mai; 31/12/19; 12/31/2019; 31/12-2019; 29/02/2023; 0/1/2020; 1/1/0000; 31122019; 20191231; 31/12/2019 09:00; -1/1/2020;"
    "٣١/١٢/٢٠١٩; 2019-12-31T00:00"
)


@pytest.mark.parametrize("text", WRITTEN.split(";"))
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == DAY
    assert read_day(write_day(DAY)) == DAY


def test_the_day_stands_before_the_month_and_zeros_may_be_left_out() -> None:
    assert read_day("3/2/2024") == read_day("03.02.2024") == read_day("2024-2-3") == date(2024, 2, 3)
    assert write_day(date(2024, 2, 3)) == "03/02/2024"


@pytest.mark.parametrize("text", ["6/2025", "06-2025", "2025-06", "2025.6", "tháng 6/2025", "Tháng 6 năm  2025"])
def test_a_month_is_its_days(text: str) -> None:
    assert read_stretch(text) == (date(2025, 6, 1), date(2025, 6, 30))


@pytest.mark.parametrize("text", ["2025", "năm 2025", " 2025 "])
def test_a_year_is_its_days(text: str) -> None:
    assert read_stretch(text) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize("text", [None, "", "25", "13/2025", "0/2025", "0000", "20250", "6", "tháng 6", "1/6/2025", "6/25", "٢٠٢٥"])
def test_what_is_no_month_and_no_year_is_none(text: str | None) -> None:
    assert read_stretch(text) is None


@pytest.mark.parametrize("text", [None, *NO_DAYS.split(";"), "1/1/" + "9" * 5000])
def test_what_is_no_day_is_none(text: str | None) -> None:
    assert read_day(text) is None
