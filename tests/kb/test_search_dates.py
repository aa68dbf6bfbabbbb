"""Days that are read out of a question."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import analysis
from kb.search.reading.dates import read_day

TODAY = date(2026, 11, 24)

READ = [
    ("ngày 1/7/2020 nạn nhân được hỗ trợ gì", "2020-07-01", "nạn nhân được hỗ trợ gì"),
    ("mức phạt từ 01/01/2021", "2021-01-01", "mức phạt"),
    ("kể từ ngày 15.8.2020, mức phạt là bao nhiêu", "2020-08-15", "mức phạt là bao nhiêu"),
    ("lương cơ sở ngày 1 tháng 7 năm 2024", "2024-07-01", "lương cơ sở"),
    ("lương cơ sở 2024-07-01", "2024-07-01", "lương cơ sở"),
    ("trước ngày 1/7/2025 hỗ trợ gì", "2025-06-30", "hỗ trợ gì"),
    ("sau ngày 1/7/2025 hỗ trợ gì", "2025-07-02", "hỗ trợ gì"),
    ("tính đến ngày 1/1/2020 có mấy mức", "2020-01-01", "có mấy mức"),
    ("mức trợ cấp năm 2022", "2022-12-31", "mức trợ cấp"),
    ("muc tro cap nam 2022", "2022-12-31", "muc tro cap"),
    ("mức trợ cấp năm 2022 là bao nhiêu?", "2022-12-31", "mức trợ cấp là bao nhiêu?"),
    ("Năm 2022, mức trợ cấp thế nào", "2022-12-31", "mức trợ cấp thế nào"),
    ("trước năm 2015 nạn nhân mua bán người được gì", "2014-12-31", "nạn nhân mua bán người được gì"),
    ("sau năm 2015 được gì", "2016-01-01", "được gì"),
    ("từ năm 2015 được gì", "2015-01-01", "được gì"),
    ("đầu năm 2019 mức trợ cấp", "2019-01-01", "mức trợ cấp"),
    ("cuối năm 2019 mức trợ cấp", "2019-12-31", "mức trợ cấp"),
    ("tháng 3/2018 mức đóng", "2018-03-31", "mức đóng"),
    ("mức đóng tháng 2 năm 2024", "2024-02-29", "mức đóng"),
    ("mức đóng năm 2026", "2026-11-24", "mức đóng"),
    ("mức đóng tháng 11/2026", "2026-11-24", "mức đóng"),
    ("mức đóng năm 2027", "2027-12-31", "mức đóng"),
    ("hiện nay mức phạt là bao nhiêu", "2026-11-24", "hiện nay mức phạt là bao nhiêu"),
    ("theo pháp luật hiện hành", "2026-11-24", "theo pháp luật hiện hành"),
    ("hôm nay được gì", "2026-11-24", "hôm nay được gì"),
]


@pytest.mark.parametrize(("text", "day", "rest"), READ)
def test_days_that_are_read(text: str, day: str, rest: str) -> None:
    read = read_day(text, TODAY)
    assert read is not None
    assert (read.day.isoformat(), read.rest) == (day, rest)
    assert read.typed in text


@pytest.mark.parametrize(
    "text",
    [
        "Luật Đất đai 2013",
        "Luật Đất đai năm 2013 quy định gì",
        "Nghị định 09/2013",
        "nghị định 09/2013/NĐ-CP ngày 11/01/2013",
        "quyết định ngày 11/01/2013",
        "giai đoạn 2021-2025",
        "chương trình năm 2021-2025",
        "từ năm 2021 đến năm 2023",
        "so với năm 2019 thì năm 2022 thế nào",
        "sinh năm 1990",
        "tôi sinh ngày 1/1/1990 có được không",
        "mua đất năm 1998 chưa có sổ đỏ",
        "kết hôn năm 2010 có được chia không",
        "đến năm 2030",
        "kế hoạch năm 2022",
        "năm học 2020-2021",
        "ngày 31/2/2020 mức trợ cấp",
        "ngày 0/0/2020 mức trợ cấp",
        "mức đóng năm 2035",
        "mức đóng năm 1900",
        "mức đóng năm 2022 của người bị tạm giam ở nơi cư trú cũ",
        "năm 2022",
        "1/7/2020",
        "phát hiện hành vi vi phạm",
        "thực hiện hành vi",
        "năm 20222",
        "",
    ],
)
def test_days_that_are_not_read(text: str) -> None:
    assert read_day(text, TODAY) is None


@given(
    st.dates(date(1950, 1, 1), date(2026, 11, 24)), st.sampled_from(["{0.day}/{0.month}/{0.year}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}"])
)
def test_any_date_of_the_calendar(day: date, form: str) -> None:
    read = read_day(f"mức trợ cấp ngày {form.format(day)}", TODAY)
    assert read is not None
    assert read.day == day


@given(st.text(max_size=300) | st.text(alphabet="ngàytháăm 0123456789/.-từước", max_size=300))
def test_whatever_is_typed_has_a_day_of_the_calendar_or_none(text: str) -> None:
    read = read_day(analysis.normal(text), TODAY)
    assert read is None or read.day <= date(TODAY.year + 2, 1, 1) + timedelta(days=1)
