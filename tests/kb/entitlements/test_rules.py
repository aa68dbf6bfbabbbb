"""Who may have what: the two matrices cell by cell, and every other row of the rules by a case of its own."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from kb.entitlements.facts import Situation, Who, read_situation
from kb.entitlements.loading import shipped
from kb.entitlements.model import Regime, Verdict
from kb.entitlements.rules import Decision, column_of, decide, worlds

DAY = "2026-11-24"


def decision(card: str, **facts: Any) -> Decision | None:
    return decide(shipped(), card, read_situation({"as_of": DAY, **facts}))


def verdict(card: str, **facts: Any) -> str | None:
    found = decision(card, **facts)
    return None if found is None else found.verdict.value


# Luật 53/2024, Điều 37: the points in order, for each group of people.
NEW_POINTS = {"n-01": "a", "n-03": "b", "n-05": "c", "n-06": "d", "n-07": "đ", "n-02": "e", "n-04": "g", "n-08": "h", "n-09": "i"}
NEW_POINTS |= {"n-10": "k", "n-11": "k"}
VICTIM = {"who": "victim", "nationality": "VN"}
WAITS = {"who": "being_identified", "nationality": "VN"}
STATELESS = {"nationality": "stateless", "resident": "no"}
RESIDENT = {"nationality": "stateless", "resident": "yes"}
CHILD = {"who": "minor_accompanying", "nationality": "VN", "age": 9}
FOREIGN_CHILD = {**CHILD, "nationality": "LA"}
AT_17 = {"identified": "2025-08-10", "age": 17, "poor": "yes"}
FOREIGNER = {"nationality": "LA", "age": 15, "poor": "yes"}
NEW: list[tuple[Any, ...]] = [
    ("a Vietnamese victim", {**VICTIM, **AT_17}, "abcdđeghik"),
    ("a stateless resident", {**VICTIM, **RESIDENT, **AT_17}, "abcdđeghik"),
    ("a child with a victim", {**CHILD, "identified": "2025-08-10"}, "abcdđegh"),
    ("being identified, abroad", {**WAITS, "where": "KH", "age": 15, "poor": "yes"}, "abcd"),
    ("a child with them, abroad", {**CHILD, "where": "KH", "identified": "not_yet"}, "abcd"),
    ("being identified, in the country", {**WAITS, "where": "VN", "age": 15, "poor": "yes"}, "abcdđeg"),
    ("a child with them, in the country", {**CHILD, "where": "vn", "identified": "not_yet"}, "abcdđeg"),
    ("a stateless resident being identified, in the country", {**WAITS, **RESIDENT, "where": "VN", "age": 15}, "abcdđeg"),
    ("a stateless resident being identified, abroad", {**WAITS, **RESIDENT, "where": "KH", "age": 15}, ""),
    # From case to case, and for those trafficked in Viet Nam alone.
    ("a foreign victim", {**FOREIGNER, "who": "victim", "identified": "2025-08-10", "trafficked_in": "vn"}, "", "", "abcdđg"),
    ("a foreign victim, who knows where", {**FOREIGNER, "who": "victim", "identified": "2025-08-10"}, "", "", "abcdđg"),
    ("a foreigner being identified", {**FOREIGNER, "who": "being_identified", "trafficked_in": "vn"}, "", "", "abcdđg"),
    ("a foreigner trafficked elsewhere", {**FOREIGNER, "who": "victim", "identified": "2025-08-10", "trafficked_in": "KH"}, ""),
    ("a relative", {"who": "relative", "nationality": "VN", "identified": "2025-08-10"}, ""),
    ("an adult with a victim", {"who": "minor_accompanying", "nationality": "VN", "identified": "2025-08-10", "age": 18}, ""),
    # Of some points the law, as far as it was read, does not say; the others it does not give in any reading.
    ("stateless, no resident", {**STATELESS, "who": "victim", "identified": "2025-08-10", "age": 15}, "", "abcdđg"),
    ("stateless, no resident, being identified", {**STATELESS, "who": "being_identified", "where": "VN"}, "", "abcdđg"),
    ("a foreign child with a victim", {**FOREIGN_CHILD, "identified": "2025-08-10"}, "", "abcdđegh"),
    ("a foreign child with somebody being identified", {**FOREIGN_CHILD, "identified": "not_yet", "where": "VN"}, "", "abcdđeg"),
    ("the same, abroad", {**FOREIGN_CHILD, "identified": "not_yet", "where": "KH"}, "", "abcd"),
    ("a stateless child who is no resident", {**FOREIGN_CHILD, **STATELESS, "identified": "2025-08-10"}, "", "abcdđegh"),
    ("a stateless resident child, abroad", {**CHILD, **RESIDENT, "identified": "not_yet", "where": "KH"}, "", "abcd"),
]


@pytest.mark.parametrize("card", NEW_POINTS)
def test_the_matrix_of_the_present_law(card: str) -> None:
    assert {row[0]: verdict(card, **row[1]) for row in NEW} == {row[0]: _by_present_law(card, row) for row in NEW}


def _by_present_law(card: str, row: tuple[Any, ...]) -> str:
    wanted = cell(NEW_POINTS[card], row)
    if wanted == "yes" and card in ("n-09", "n-11"):
        wanted = "depends"  # at 17: what the decrees say of age was not read
    if card == "n-11" and row[0] == "a stateless resident":
        wanted = "unknown"  # the law lists them, the decree's sentence on loans speaks of citizens
    if card == "n-07" and wanted != "yes":  # children and the poor have legal aid in any case
        wanted = "yes" if row[1].get("age", 18) < 16 else "depends"
    return wanted


def cell(point: str, row: tuple[Any, ...]) -> str:
    """What a row of a table says of a point: it has the points that are given, that are not clear, that vary."""
    given, unclear, varies = [*row[2:], "", ""][:3]
    return "yes" if point in given else "unknown" if point in unclear else "depends" if point in varies else "no"


# Luật 66/2011, Điều 32.
OLD_POINTS = {"o-01": "a", "o-02": "a", "o-03": "b", "o-04": "c", "o-06": "d", "o-07": "d", "o-08": "đ", "o-09": "đ"}
OLD_POINTS |= {"o-10": "e", "o-11": "e"}
BEFORE = {"identified": "2024-05-01", "as_of": "2024-09-01", "in_facility": "yes", "poor": "yes", "age": 15, "can_pay": "no"}
OLD: list[tuple[Any, ...]] = [
    ("a Vietnamese victim", {"who": "victim", "nationality": "VN"}, "abcdđe"),
    ("a stateless resident", {"who": "victim", "nationality": "stateless", "resident": "yes"}, "abcdđe"),
    ("a foreign victim", {"who": "victim", "nationality": "LA", "trafficked_in": "vn"}, "abcd"),
    ("a foreign victim, trafficked elsewhere", {"who": "victim", "nationality": "LA", "trafficked_in": "KH"}, ""),
    ("a minor with a victim", {"who": "minor_accompanying", "nationality": "VN"}, "abc"),
    ("a foreign minor with a victim", {"who": "minor_accompanying", "nationality": "LA"}, "abc"),
    ("a relative", {"who": "relative", "nationality": "VN"}, ""),
    ("an adult with a victim", {"who": "minor_accompanying", "nationality": "VN", "age": 30}, ""),
    ("stateless, no resident", {**STATELESS, "who": "victim"}, "", "abcd"),
    ("a stateless child, no resident, with a victim", {**FOREIGN_CHILD, **STATELESS}, "abc"),
    ("a child with somebody who waits", {"who": "minor_accompanying", "nationality": "VN", "identified": "not_yet"}, "", "abc"),
]


@pytest.mark.parametrize("card", OLD_POINTS)
def test_the_matrix_of_the_law_before(card: str) -> None:
    free = card == "o-07"  # a child, or poor: the law on legal aid has other doors
    wanted = {row[0]: "yes" if free else cell(OLD_POINTS[card], row) for row in OLD}
    assert {row[0]: verdict(card, **{**BEFORE, **row[1]}) for row in OLD} == wanted


FOREIGN_BEFORE = {"who": "victim", "nationality": "LA", "trafficked_in": "vn", "can_pay": "no"}
WAITING = {**WAITS, "as_of": "2024-09-01"}
POOR = {**VICTIM, "poor": "yes"}
CASES = [
    # The hinge is the day of identification, not that of the question.
    ("identified on the last day of the law before", "o-01", {**VICTIM, "identified": "2025-06-30"}, "yes"),
    ("and not by the present law", "n-01", {**VICTIM, "identified": "2025-06-30"}, None),
    ("identified on the first day of the present law", "n-01", {**VICTIM, "identified": "2025-07-01"}, "yes"),
    ("and not by the law before", "o-01", {**VICTIM, "identified": "2025-07-01"}, None),
    ("asked on the last day of the law before", "n-01", {**VICTIM, "identified": "2025-06-20", "as_of": "2025-06-30"}, None),
    ("still waiting on the first day", "n-01", {**WAITING, "where": "vn", "as_of": "2025-07-01"}, "yes"),
    ("waiting before", "o-01", WAITING, "yes"),
    ("waiting before, travel", "o-02", {**WAITING, "can_pay": "no"}, "yes"),
    ("travel, who knows whether they can pay", "o-02", {**VICTIM, "identified": "2025-06-01", "poor": "yes"}, "depends"),
    ("travel of who can pay", "o-02", {**VICTIM, "identified": "2025-06-01", "can_pay": "yes"}, "no"),
    ("waiting before, medical", "o-03", WAITING, "no"),
    ("waiting before, psychology in a facility", "o-04", {**WAITING, "in_facility": "yes"}, "no"),
    ("a victim whom nobody has identified yet", "n-01", {**VICTIM, "identified": "not_yet", "where": "vn"}, "yes"),
    ("before any law", "o-01", {**VICTIM, "as_of": "2011-12-31"}, None),
    ("on the first day of the law before", "o-01", {**VICTIM, "as_of": "2012-01-01", "identified": "2012-01-01"}, "yes"),
    # Only while staying in a facility.
    ("medical outside a facility", "o-03", {**VICTIM, "identified": "2025-06-01", "in_facility": "no"}, "no"),
    ("medical, facility unknown", "o-03", {**VICTIM, "identified": "2025-06-01"}, "depends"),
    ("psychology outside a facility", "o-04", {**VICTIM, "identified": "2025-06-01", "in_facility": "no"}, "no"),
    ("psychology outside a facility, now", "n-04", {**VICTIM, "identified": "2025-08-01", "in_facility": "no"}, "yes"),
    ("interpreting before", "o-05", {**VICTIM, "identified": "2025-06-01"}, "no"),
    # Poor households, ages, twelve months.
    ("schooling of an adult before", "o-08", {**VICTIM, **BEFORE, "age": 18}, "no"),
    ("schooling, not poor", "o-08", {**VICTIM, **BEFORE, "poor": "no"}, "no"),
    ("schooling on the last day", "o-08", {**VICTIM, **BEFORE, "as_of": "2025-05-01"}, "yes"),
    ("schooling too late, by a summary", "o-08", {**VICTIM, **BEFORE, "as_of": "2025-05-02"}, "depends"),
    ("schooling of an adult now", "n-08", {**VICTIM, "identified": "2025-08-01", "age": 18}, "no"),
    ("schooling now, not poor", "n-08", {**VICTIM, "identified": "2025-08-01", "age": 17, "poor": "no"}, "yes"),
    ("training, not poor: the sources contradict", "o-09", {**VICTIM, **BEFORE, "poor": "no"}, "unknown"),
    ("training too late, by a summary", "o-09", {**VICTIM, **BEFORE, "as_of": "2025-06-01"}, "depends"),
    ("training of a foreigner too late", "o-09", {**FOREIGN_BEFORE, **BEFORE, "as_of": "2025-06-01"}, "no"),
    ("allowance, not poor", "o-10", {**VICTIM, **BEFORE, "poor": "no"}, "no"),
    ("allowance too late, by a summary", "o-10", {**POOR, "identified": "2025-06-20", "as_of": "2026-06-21"}, "depends"),
    ("allowance on the last day", "o-10", {**POOR, "identified": "2025-06-20", "as_of": "2026-06-20"}, "yes"),
    ("allowance of anybody identified under the law before", "o-10", {**POOR, "identified": "2025-06-30"}, "depends"),
    ("allowance now, not poor: not seen", "n-10", {**VICTIM, "identified": "2025-08-01", "poor": "no"}, "unknown"),
    ("allowance now, unknown", "n-10", {**VICTIM, "identified": "2025-08-01"}, "depends"),
    # Legal aid follows its own law.
    ("legal aid of a victim of before, now", "n-07", {**VICTIM, "identified": "2024-05-01", "poor": "no"}, "yes"),
    ("and not by the card of before", "o-07", {**VICTIM, "identified": "2024-05-01", "poor": "no"}, None),
    ("legal aid, last day of hardship", "o-07", {**VICTIM, **BEFORE, "age": 30, "poor": "no", "as_of": "2025-06-30"}, "depends"),
    ("and not by the present law", "n-07", {**VICTIM, **BEFORE, "as_of": "2025-06-30"}, None),
    ("legal aid of a child", "o-07", {**VICTIM, **BEFORE, "age": 15, "poor": "no"}, "yes"),
    ("legal aid at 16", "o-07", {**VICTIM, **BEFORE, "age": 16, "poor": "no"}, "depends"),
    ("legal aid of the poor", "o-07", {**VICTIM, **BEFORE, "age": 30}, "yes"),
    ("legal aid, hardship unknown", "o-07", {**VICTIM, "identified": "2024-05-01", "as_of": "2024-09-01", "age": 30}, "depends"),
    ("legal aid before the law of 2017", "o-07", {**VICTIM, "identified": "2015-05-01", "as_of": "2015-09-01"}, "yes"),
    ("legal advice of the poor", "o-06", {**VICTIM, **BEFORE, "age": 30}, "yes"),
    ("legal advice of a child", "o-06", {**VICTIM, **BEFORE, "poor": "no"}, "yes"),
    ("legal advice without hardship", "o-06", {**VICTIM, **BEFORE, "age": 30, "poor": "no"}, "depends"),
    ("legal advice now", "o-06", {**VICTIM, "identified": "2024-05-01"}, "yes"),
    ("legal advice long ago", "o-06", {**VICTIM, "identified": "2015-05-01", "as_of": "2015-09-01"}, "yes"),
    ("legal aid while waiting abroad", "n-07", {"who": "being_identified", "nationality": "VN", "where": "KH"}, "depends"),
    ("and not poor", "n-07", {"who": "being_identified", "nationality": "VN", "where": "KH", "age": 30, "poor": "no"}, "depends"),
    ("and poor", "n-07", {"who": "being_identified", "nationality": "VN", "where": "KH", "age": 30, "poor": "yes"}, "yes"),
    ("legal aid of a child abroad", "n-07", {"who": "being_identified", "nationality": "VN", "where": "KH", "age": 15}, "yes"),
    ("legal aid of a relative", "n-07", {"who": "relative", "age": 40, "poor": "no"}, "depends"),
    ("legal aid of a relative, before", "o-07", {"who": "relative", "age": 40, "poor": "no", "as_of": "2024-09-01"}, "depends"),
    ("legal aid of a poor relative, before", "o-07", {"who": "relative", "age": 40, "poor": "yes", "as_of": "2024-09-01"}, "yes"),
    ("legal aid of a poor victim of before", "o-06", {**POOR, "identified": "2024-05-01", "as_of": "2024-09-01"}, "yes"),
    ("identified by the law before, then", "o-12", {**VICTIM, "identified": "2024-05-01", "as_of": "2024-09-01"}, "no"),
    # Health insurance follows its own law.
    ("insurance of a victim of before, in the year", "n-03", {**VICTIM, "identified": "2025-06-20", "as_of": "2026-06-20"}, "yes"),
    ("the year is over", "n-03", {**VICTIM, "identified": "2025-06-20", "as_of": "2026-06-21"}, "no"),
    ("not of a relative of before", "n-03", {"who": "relative", "identified": "2025-06-20", "as_of": "2025-09-01"}, "no"),
    ("not before the present law", "n-03", {**VICTIM, "identified": "2025-06-20", "as_of": "2025-06-30"}, None),
    # The fund's payment.
    ("the day before the fund's decision", "n-12", {**VICTIM, "identified": "2026-03-01", "as_of": "2026-03-15"}, "no"),
    ("certified the day before", "n-12", {**VICTIM, "identified": "2026-03-15"}, "unknown"),
    ("certified on its first day", "n-12", {**VICTIM, "identified": "2026-03-16"}, "yes"),
    ("not yet certified", "n-12", {"who": "being_identified"}, "no"),
    ("a relative", "n-12", {"who": "relative", "identified": "2026-04-01"}, "no"),
    ("a victim of before", "n-12", {**VICTIM, "identified": "2025-06-30"}, None),
    # What is no money.
    ("identification", "o-12", WAITING, "yes"),
    ("identification of a relative", "o-12", {"who": "relative", "as_of": "2024-09-01"}, "depends"),
    ("identification now", "n-13", {"who": "being_identified"}, "yes"),
    ("identification of a relative now", "n-13", {"who": "relative", "identified": "not_yet"}, "depends"),
    ("protection of a relative before", "o-13", {"who": "relative", "identified": "2024-05-01", "as_of": "2024-09-01"}, "yes"),
    ("protection while waiting before", "o-13", WAITING, "unknown"),
    ("protection of a relative now", "n-14", {"who": "relative", "identified": "not_yet"}, "yes"),
    ("reception", "o-14", WAITING, "yes"),
    ("reception before its circular", "o-14", {**WAITING, "as_of": "2014-02-14"}, "unknown"),
    ("waiting before the decree", "o-01", {**WAITING, "as_of": "2013-04-14"}, "no"),
    ("reception of a relative", "o-14", {"who": "relative", "as_of": "2024-09-01"}, "no"),
    ("the hotline", "n-15", {"who": "relative", "identified": "2025-08-01"}, "yes"),
    # What is no support is today's for everybody, whatever the day of identification.
    ("the hotline, nothing known", "n-15", {}, "yes"),
    ("the hotline, identified before", "n-15", {"who": "victim", "nationality": "LA", "identified": "2020-01-01"}, "yes"),
    ("the hotline, before it was", "n-15", {"as_of": "2025-06-30"}, None),
    ("protection, nothing known", "n-14", {}, "depends"),
    ("protection, identified before", "n-14", {**VICTIM, "identified": "2020-01-01"}, "yes"),
    ("identification, identified before", "n-13", {**VICTIM, "identified": "2020-01-01"}, "depends"),
    ("identification by the law before, now", "o-12", {**VICTIM, "identified": "2020-01-01"}, None),
    ("protection by the law before, now", "o-13", {**VICTIM, "identified": "2020-01-01"}, None),
    ("reception by the law before, now", "o-14", {**VICTIM, "identified": "2020-01-01"}, None),
    ("reception by the law before, on its last day", "o-14", {**VICTIM, "identified": "2020-01-01", "as_of": "2025-06-30"}, "yes"),
    # Abroad.
    ("abroad before", "o-15", {**WAITING, "where": "KH"}, "depends"),
    ("in the country", "o-15", {**WAITING, "where": "VN"}, "no"),
    ("abroad before the rates", "o-15", {**WAITING, "where": "KH", "as_of": "2019-12-31"}, "no"),
    ("a relative abroad", "o-15", {"who": "relative", "where": "KH", "as_of": "2024-09-01"}, "no"),
    ("a foreigner abroad", "o-15", {**WAITING, "nationality": "LA", "where": "KH"}, "unknown"),
    ("a minor abroad", "o-15", {"who": "minor_accompanying", "nationality": "VN", "where": "KH", "as_of": "2024-09-01"}, "unknown"),
    ("abroad now", "n-16", {"who": "being_identified", "nationality": "VN", "where": "MM"}, "yes"),
    ("in the country now", "n-16", {"who": "being_identified", "nationality": "VN", "where": "VN"}, "no"),
    ("of a relative, whoever is abroad", "n-16", {"who": "relative", "where": "vn"}, "depends"),
    ("a relative calls", "n-16", {**VICTIM, "where": "KH", "caller": "relative", "identified": "not_yet"}, "yes"),
    ("identified before and abroad", "n-16", {**VICTIM, "where": "KH", "identified": "2024-05-01"}, "yes"),
    ("a foreigner abroad now", "n-16", {"who": "being_identified", "nationality": "KH", "where": "TH"}, "no"),
    # General law.
    ("who represents a minor", "g-01", {"age": 17, "identified": "2020-01-01"}, "yes"),
    ("who represents an adult", "g-01", {"age": 18}, "no"),
    ("who represents, age unknown", "g-01", {}, "depends"),
    ("before the law on children", "g-01", {"age": 17, "as_of": "2017-05-31"}, None),
    ("protection of a child", "g-02", {"age": 15}, "yes"),
    ("protection of a minor who is no child", "g-02", {"age": 16}, "no"),
    ("damages", "g-03", VICTIM, "yes"),
    ("damages of a relative", "g-03", {"who": "relative"}, "depends"),
    ("a birth", "g-04", {}, "yes"),
    ("a worker abroad", "g-05", {"nationality": "VN"}, "depends"),
    ("a foreign worker", "g-05", {"nationality": "LA"}, "no"),
    ("fined for what one was forced to do", "g-06", VICTIM, "unknown"),
    ("a citizen's stay", "g-07", {"nationality": "VN"}, "no"),
    ("a foreigner's stay", "g-07", {"nationality": "LA"}, "unknown"),
    ("a facility must take a victim in", "g-08", VICTIM, "yes"),
    ("a facility and a relative", "g-08", {"who": "relative"}, "no"),
    ("a facility and somebody being identified", "g-08", {"who": "being_identified"}, "unknown"),
    ("a child who is heard", "g-10", {"age": 15}, "yes"),
    ("an adult who is heard", "g-10", {"age": 30}, "depends"),
    ("money paid back", "g-15", {"who": "being_identified"}, "unknown"),
    # What is no support of victims is promised to nobody as one.
    *((f"{card}, a victim", card, VICTIM, "depends") for card in ("g-09", "g-11", "g-12", "g-13", "g-14", "g-16", "g-17")),
    ("the Fund and a foreigner", "n-12", {"who": "victim", "nationality": "LA", "identified": "2026-08-14"}, "unknown"),
]


MONTHS_AND_YEARS = [
    ("before the present law", "o-01", "2025-06", "yes"),
    ("and not by the present law", "n-01", "2025-06", None),
    ("since the present law", "n-01", "7/2025", "yes"),
    ("and not by the law before", "o-01", "7/2025", None),
    ("a year on one side", "o-01", "2024", "yes"),
    ("a year on the other side", "n-01", "năm 2026", "yes"),
    ("a year on both sides", "n-01", "2025", "depends"),
    ("a year on both sides, the law before", "o-01", "2025", "depends"),
    ("legal aid follows its own law on both sides", "n-07", "2025", "yes"),
    ("twelve months over, by a summary", "o-10", "tháng 6 năm 2025", "depends"),
    ("the fund's month on both sides", "n-12", "3/2026", "depends"),
    ("the fund, the month after", "n-12", "4/2026", "yes"),
    ("the fund, the month before", "n-12", "02/2026", "unknown"),
    ("the year of health insurance of a victim of before, over", "n-03", "2024", "no"),
    ("this month, as far as it has passed", "n-12", "11/2026", "yes"),
]


@pytest.mark.parametrize(("kind", "card", "identified", "wanted"), MONTHS_AND_YEARS)
def test_a_month_or_a_year_decides_where_it_lies_on_one_side(kind: str, card: str, identified: str, wanted: str | None) -> None:
    found = decision(card, **{**VICTIM, "poor": "yes", "identified": identified})
    assert (None if found is None else found.verdict.value) == wanted
    assert found is None or list(found.needs) == (["identified"] if wanted == "depends" and "summary" not in kind else [])


def test_the_days_of_a_month_are_tried_at_the_end_of_the_twelve_months() -> None:
    """Identified in June 2025: some days of it are a year ago, some are not yet."""
    found = decision("o-10", **{**VICTIM, "poor": "yes", "identified": "2025-06", "as_of": "2026-06-15"})
    assert found is not None
    assert (found.verdict.value, found.needs) == ("depends", ("identified",))


def test_cases() -> None:
    found = [(*row[:3], verdict(row[1], **row[2])) for row in CASES]
    assert [row for row, case in zip(found, CASES, strict=True) if row != case] == []


def test_every_row_of_the_rules_has_a_case() -> None:
    tables = [(card, row[1]) for card in NEW_POINTS for row in NEW]
    tables += [(card, {**BEFORE, **row[1]}) for card in OLD_POINTS for row in OLD]
    tables += [(card, facts) for _, card, facts, _ in CASES]
    said: set[str] = set()
    for card, facts in tables:
        found = decision(card, **facts)
        if found is not None and len(found.rulings) == 1:
            said.add(found.rulings[0].rule)
    rules = shipped().rules
    rows = {f"{card}/{number}" for card, row in rules.cards.items() for number, _ in enumerate(row.cases)}
    rows |= {column.id for columns in rules.columns.values() for column in columns}
    assert rows - said == set()


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("as_of", [date(2024, 1, 1), date(2026, 11, 24)])
def test_nobody_stands_in_no_column(regime: Regime, as_of: date) -> None:
    asked = frozenset({"who", "nationality", "resident", "where", "age", "identified", "poor", "in_facility"})
    every = list(worlds(shipped(), Situation(as_of), asked))
    assert {world.facts["who"] for world in every} == set(Who)
    assert all(column_of(shipped(), regime, world) for world in every)


NEEDS = [
    ("n-08", {**VICTIM, "identified": "2025-08-01"}, ["age"]),
    ("n-02", {"who": "victim", "identified": "2025-08-01"}, ["nationality"]),
    ("n-07", {"who": "being_identified", "nationality": "VN"}, ["where", "poor", "age"]),
    ("o-03", {**VICTIM, "identified": "2025-06-01"}, ["in-facility"]),
    ("n-01", VICTIM, ["identified"]),
    ("n-01", {"who": "victim", "nationality": "stateless", "identified": "2025-08-01"}, ["resident"]),
    ("n-10", {**VICTIM, "identified": "2025-08-01"}, ["poor"]),
    ("o-02", {**VICTIM, "identified": "2025-06-01"}, ["can-pay"]),
    ("o-01", {"who": "victim", "nationality": "LA", "identified": "2025-06-01"}, ["trafficked-in"]),
    ("o-01", {"who": "victim", "identified": "2025-06-01"}, ["nationality"]),
]


@pytest.mark.parametrize(("card", "facts", "needs"), NEEDS)
def test_what_would_decide_is_named(card: str, facts: dict[str, Any], needs: list[str]) -> None:
    found = decision(card, **facts)
    assert found is not None
    assert (found.verdict, list(found.needs)) == (Verdict.DEPENDS, needs)


def test_the_fact_that_settles_most_comes_first() -> None:
    found = decision("n-02")
    assert found is not None
    assert found.needs[0] in ("who", "identified")
    assert set(found.needs) == {"who", "identified", "nationality", "where"}


FACTS: dict[str, list[Any]] = {
    "who": [None, "victim", "being_identified", "minor_accompanying", "relative"],
    "nationality": [None, "VN", "LA"],
    "where": [None, "VN", "KH"],
    "age": [None, 12, 30],
    "poor": [None, "yes"],
}


@pytest.mark.parametrize("card", ["n-02", "n-08", "o-03", "o-07"])
def test_more_facts_never_contradict_fewer(card: str) -> None:
    """What is certain with some facts unknown stays so whatever they turn out to be."""
    for values in product(*FACTS.values()):
        facts = {name: value for name, value in zip(FACTS, values, strict=True) if value is not None}
        known = decision(card, **facts)
        for name in set(FACTS) - set(facts):
            for value in FACTS[name][1:]:
                if name == "who" and value == "minor_accompanying" and facts.get("age") == 30:
                    continue
                more = decision(card, **facts, **{name: value})
                if known is None:
                    assert more is None
                elif known.verdict is not Verdict.DEPENDS and more is not None:
                    assert more.verdict in (known.verdict,), (facts, name, value)
