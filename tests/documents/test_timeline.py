"""Which status a provision has on a day."""

from datetime import date
from typing import Any

import pytest

from documents.timeline import Basis, Doubt, Evidence, StatusCode, Suspension, ends_of

START, AMENDED, HALTED, END, SEEN = date(2090, 1, 1), date(2092, 1, 1), date(2093, 1, 1), date(2095, 12, 31), date(2096, 2, 15)
LAW = {"effective_from": START}
CODIFIED = {"effective_from": START, "seen_on": SEEN}
REWORDED = {**CODIFIED, "wording_from": AMENDED}

CASES = [
    # a law alone in the base may have been replaced
    ("the day before it takes effect", date(2089, 12, 31), LAW, StatusCode.NOT_YET, Basis.NOT_YET),
    ("unknown is not in force: a law alone, on its first day", START, LAW, StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER),
    ("a law alone, years later", date(2099, 1, 1), LAW, StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER),
    ("nothing is known", START, {"effective_from": None}, StatusCode.UNKNOWN, Basis.NO_EVIDENCE),
    # the codification is evidence up to the day it was taken
    ("codified, before it takes effect", date(2089, 1, 1), CODIFIED, StatusCode.NOT_YET, Basis.NOT_YET),
    ("codified, first day", START, CODIFIED, StatusCode.IN_FORCE, Basis.SEEN),
    ("codified, on the day of the snapshot", SEEN, CODIFIED, StatusCode.IN_FORCE, Basis.SEEN),
    ("codified, the day after the snapshot", date(2096, 2, 16), CODIFIED, StatusCode.UNKNOWN, Basis.SNAPSHOT_PASSED),
    ("codified, start unknown", SEEN, {"effective_from": None, "seen_on": SEEN}, StatusCode.UNKNOWN, Basis.START_UNKNOWN),
    # a note that names amendments: the wording holds only since then
    ("reworded, before the wording", date(2091, 12, 31), REWORDED, StatusCode.UNKNOWN, Basis.WORDING_NOT_HELD),
    ("reworded, from the wording on", AMENDED, REWORDED, StatusCode.IN_FORCE, Basis.SEEN_SINCE_AMENDED),
    ("reworded, before the law itself", date(2089, 1, 1), REWORDED, StatusCode.NOT_YET, Basis.NOT_YET),
    ("reworded from the first day", START, {**CODIFIED, "wording_from": START}, StatusCode.IN_FORCE, Basis.SEEN),
    # the codification goes on showing an article that is suspended
    ("before the suspension", date(2092, 12, 31), {**CODIFIED, "suspended_from": HALTED}, StatusCode.IN_FORCE, Basis.SEEN),
    ("suspended", HALTED, {**CODIFIED, "suspended_from": HALTED}, StatusCode.SUSPENDED, Basis.SUSPENDED),
    (
        "suspended when last seen",
        date(2097, 1, 1),
        {**CODIFIED, "suspended_from": HALTED},
        StatusCode.UNKNOWN,
        Basis.SNAPSHOT_PASSED,
    ),
    # an end that the text itself states
    ("last day of its effect", END, {**LAW, "effective_to": END}, StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER),
    ("the day after its end", date(2096, 1, 1), {**LAW, "effective_to": END}, StatusCode.EXPIRED, Basis.EXPIRED),
    ("ended, though the codification shows it", SEEN, {**CODIFIED, "effective_to": END}, StatusCode.EXPIRED, Basis.EXPIRED),
    ("a future rate is not a current rate", date(2089, 6, 1), {**LAW, "effective_to": END}, StatusCode.NOT_YET, Basis.NOT_YET),
]


@pytest.mark.parametrize(("day", "known", "code", "basis"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_status_on(day: date, known: dict[str, Any], code: StatusCode, basis: Basis) -> None:
    status = Evidence(**known).status_on(day)
    assert (status.code, status.basis) == (code, basis)


def test_in_force_only_with_evidence_for_that_day() -> None:
    """Over every combination of what can be known: in force means shown by the codification on or after the day."""
    days = [None, START, AMENDED, END, SEEN]
    for day in (date(2089, 1, 1), START, AMENDED, END, SEEN, date(2099, 1, 1)):
        for start in days:
            for end in days:
                for wording in days:
                    for seen in days:
                        status = Evidence(start, end, wording, seen).status_on(day)
                        if status.code is StatusCode.IN_FORCE:
                            assert start is not None
                            assert start <= day
                            assert seen is not None
                            assert day <= seen
                            assert wording is None or wording <= day
                            assert end is None or day <= end


def test_the_basis_names_its_days() -> None:
    status = Evidence(START, wording_from=AMENDED, seen_on=SEEN).status_on(AMENDED)
    assert status.days == {"wording": AMENDED, "seen": SEEN}


BY = "12/2093/NĐ-CP"
INFLUENCED = [
    (
        "ended by another instrument",
        date(2096, 1, 1),
        {**LAW, "effective_to": END, "ended_by": BY},
        StatusCode.EXPIRED,
        Basis.EXPIRED_BY,
    ),
    (
        "another wording took its place",
        HALTED,
        {**LAW, "replaced_from": HALTED, "replaced_by": BY},
        StatusCode.EXPIRED,
        Basis.REPLACED_BY,
    ),
    ("the day before that", date(2092, 12, 31), {**LAW, "replaced_from": HALTED}, StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER),
    (
        "suspended by another instrument",
        HALTED,
        {**LAW, "suspensions": (Suspension(HALTED, END, BY),)},
        StatusCode.SUSPENDED,
        Basis.SUSPENDED_BY,
    ),
    (
        "on the last day of the suspension",
        END,
        {**LAW, "suspensions": (Suspension(HALTED, END, BY),)},
        StatusCode.SUSPENDED,
        Basis.SUSPENDED_BY,
    ),
    (
        "after it",
        date(2096, 1, 1),
        {**LAW, "suspensions": (Suspension(HALTED, END, BY),)},
        StatusCode.UNKNOWN,
        Basis.NO_EVIDENCE_AFTER,
    ),
    (
        "a suspension without end",
        SEEN,
        {**CODIFIED, "suspensions": (Suspension(HALTED, None, BY),)},
        StatusCode.SUSPENDED,
        Basis.SUSPENDED_BY,
    ),
    (
        "nobody has reviewed it: not in force, not over",
        HALTED,
        {**CODIFIED, "doubts": (Doubt(HALTED, BY),)},
        StatusCode.UNKNOWN,
        Basis.UNREVIEWED,
    ),
    ("before it begins", AMENDED, {**CODIFIED, "doubts": (Doubt(HALTED, BY),)}, StatusCode.IN_FORCE, Basis.SEEN),
    (
        "it does not say when it begins",
        START,
        {**CODIFIED, "doubts": (Doubt(None, BY),)},
        StatusCode.UNKNOWN,
        Basis.UNREVIEWED_UNDATED,
    ),
    (
        "over is over, whatever is not reviewed",
        date(2096, 1, 1),
        {**LAW, "effective_to": END, "doubts": (Doubt(HALTED, BY),)},
        StatusCode.EXPIRED,
        Basis.EXPIRED,
    ),
    ("an excerpt is evidence of nothing", START, {**LAW, "excerpt": True}, StatusCode.UNKNOWN, Basis.EXCERPT),
    ("an excerpt before the law takes effect", date(2089, 1, 1), {**LAW, "excerpt": True}, StatusCode.NOT_YET, Basis.NOT_YET),
]


@pytest.mark.parametrize(("day", "known", "code", "basis"), [case[1:] for case in INFLUENCED], ids=[case[0] for case in INFLUENCED])
def test_what_other_instruments_do(day: date, known: dict[str, Any], code: StatusCode, basis: Basis) -> None:
    status = Evidence(**known).status_on(day)
    assert (status.code, status.basis) == (code, basis)


def test_nothing_unreviewed_makes_anything_be_in_force() -> None:
    for day in (START, AMENDED, HALTED, END, SEEN, date(2099, 1, 1)):
        for known in (LAW, CODIFIED, REWORDED):
            for doubt in (Doubt(None, BY), Doubt(START, BY), Doubt(HALTED, BY)):
                before, after = Evidence(**known).status_on(day), Evidence(**known, doubts=(doubt,)).status_on(day)
                assert after.code is not StatusCode.IN_FORCE or before.code is StatusCode.IN_FORCE
                if doubt.holds(day):
                    assert after.code is not StatusCode.IN_FORCE


def test_what_is_resumed_is_suspended_no_longer() -> None:
    (ended,) = ends_of([Suspension(HALTED, None, BY)], [date(2092, 1, 1), END])
    assert (ended.start, ended.end) == (HALTED, date(2095, 12, 30))
    assert ends_of([Suspension(HALTED, AMENDED, BY)], []) == (Suspension(HALTED, AMENDED, BY),)
