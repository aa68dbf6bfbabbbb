"""What is told of a caller: read, or refused in one sentence."""

from datetime import date, timedelta
from typing import Any

import pytest

from kb.entitlements.facts import Situation, a_year_after, language_of_question, read_situation, years_between
from kb.errors import SituationError
from kb.interface.catalogue import VIETNAMESE
from kb.interface.days import today

DAY = date(2026, 11, 24)

READ = [
    ({}, Situation(DAY)),
    ({"nationality": "vn", "where": "KH"}, Situation(DAY, {"nationality": "vn", "where": "abroad"})),
    ({"nationality": "Kh", "where": "vn"}, Situation(DAY, {"nationality": "foreign", "where": "vn"})),
    ({"nationality": "stateless", "resident": "no"}, Situation(DAY, {"nationality": "stateless", "resident": False})),
    ({"born": "2010-11-24"}, Situation(DAY, {"age": 16})),
    ({"born": "25/11/2010"}, Situation(DAY, {"age": 15})),
    ({"age": 15, "born": "25/11/2010"}, Situation(DAY, {"age": 15})),
    ({"age": "0"}, Situation(DAY, {"age": 0})),
    ({"in-facility": "yes", "poor": True}, Situation(DAY, {"in_facility": True, "poor": True})),
    ({"who": "being_identified"}, Situation(DAY, {"who": "being_identified", "identified": "not_yet"})),
    ({"who": "victim", "identified": "not_yet"}, Situation(DAY, {"who": "being_identified", "identified": "not_yet"})),
    ({"who": "relative", "identified": "2025-06-20"}, Situation(DAY, {"who": "relative", "identified": date(2025, 6, 20)})),
    ({"identified": "2025-06"}, Situation(DAY, identified_within=(date(2025, 6, 1), date(2025, 6, 30)))),
    ({"identified": "tháng 2 năm 2024"}, Situation(DAY, identified_within=(date(2024, 2, 1), date(2024, 2, 29)))),
    ({"identified": 2025}, Situation(DAY, identified_within=(date(2025, 1, 1), date(2025, 12, 31)))),
    ({"identified": "2026"}, Situation(DAY, identified_within=(date(2026, 1, 1), DAY))),
    ({"identified": "11/2026", "as_of": "2026-11-01"}, Situation(date(2026, 11, 1), {"identified": date(2026, 11, 1)})),
    ({"age": 5, "identified": "2021"}, Situation(DAY, {"age": 5}, identified_within=(date(2021, 1, 1), date(2021, 12, 31)))),
    ({"province": "Tỉnh Hà Giang"}, Situation(DAY, {"province": "ha-giang"})),
    ({"province": "TP. Hồ Chí Minh"}, Situation(DAY, {"province": "ho-chi-minh"})),
    ({"who": None, "age": ""}, Situation(DAY)),
]


@pytest.mark.parametrize(("given", "situation"), READ)
def test_what_is_told_is_read(given: dict[str, Any], situation: Situation) -> None:
    assert read_situation({"as_of": DAY, **given}) == situation


TOMORROW = (today() + timedelta(days=1)).isoformat()
REFUSED = [
    ({"born": TOMORROW, "as_of": today()}, "situation_born_later"),
    ({"born": "2026-11-25"}, "situation_born_later"),
    ({"who": "victim", "identified": TOMORROW, "as_of": today()}, "situation_identified_later"),
    ({"who": "victim", "identified": "2025-07-02", "as_of": "2025-07-01"}, "situation_identified_later"),
    ({"identified": "2099-01-01", "as_of": "2099-12-31"}, "situation_identified_later"),
    ({"who": "victim", "born": "2020-01-01", "identified": "2019-12-31"}, "situation_identified_unborn"),
    ({"who": "being_identified", "identified": "2025-08-10"}, "situation_identified_already"),
    ({"who": "being_identified", "identified": "2025"}, "situation_identified_already"),
    ({"who": "victim", "identified": "12/2026"}, "situation_identified_later"),
    ({"identified": "2027"}, "situation_identified_later"),
    ({"who": "victim", "born": "2020-01-01", "identified": "2019"}, "situation_identified_unborn"),
    ({"who": "victim", "age": 5, "identified": "2020-10"}, "situation_identified_younger"),
    ({"identified": "13/2025"}, "situation_day"),
    ({"identified": "25"}, "situation_day"),
    ({"identified": True}, "situation_day"),
    ({"nationality": "XX"}, "situation_country"),
    ({"nationality": "Vietnam"}, "situation_country"),
    ({"where": "stateless"}, "situation_country"),
    ({"where": 7}, "situation_country"),
    ({"who": "witness"}, "situation_value"),
    ({"poor": "maybe"}, "situation_value"),
    ({"resident": 1}, "situation_value"),
    ({"identified": "31/02/2025"}, "situation_day"),
    ({"as_of": "soon"}, "situation_day"),
    ({"as_of": "01/01/0001"}, "situation_day"),
    ({"as_of": "31/12/9999"}, "situation_day"),
    ({"born": 2010}, "situation_day"),
    ({"age": -1}, "situation_age"),
    ({"age": "sixteen"}, "situation_age"),
    ({"age": 121}, "situation_age"),
    ({"age": True}, "situation_age"),
    ({"age": 17.5}, "situation_age"),
    ({"born": "1850-01-01"}, "situation_age"),
    ({"age": 20, "born": "2010-01-01"}, "situation_ages_differ"),
    ({"province": "atlantis"}, "situation_province"),
    ({"colour": "red"}, "situation_field"),
]


@pytest.mark.parametrize(("given", "code"), REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(given: dict[str, Any], code: str) -> None:
    with pytest.raises(SituationError) as error:
        read_situation({"as_of": DAY, **given})
    assert error.value.code == code
    sentence = VIETNAMESE.write(error.value)
    assert sentence.endswith(".")
    assert "{" not in sentence


def test_languages() -> None:
    assert language_of_question({}) == "vi"
    assert language_of_question({"language": "en"}) == "en"
    with pytest.raises(SituationError):
        language_of_question({"language": "xx"})


def test_years() -> None:
    assert years_between(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert a_year_after(date(2024, 2, 29)) == date(2025, 2, 28)
    assert a_year_after(date(2025, 6, 20)) == date(2026, 6, 20)
