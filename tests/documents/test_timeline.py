"""Which status a provision has on a day."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from documents.time.evidence import Doing, Doubt, Suspension, ends_of
from documents.time.status import Basis, StatusCode, WordingCode
from documents.time.timeline import Evidence, held_from

START, AMENDED, HALTED, END, SEEN = date(2010, 1, 1), date(2012, 1, 1), date(2013, 1, 1), date(2015, 12, 31), date(2016, 2, 15)
BY = "2/2011/NĐ-CP"
LAW = {"effective_from": START}
CODIFIED = {"effective_from": START, "seen_on": SEEN}
RELIED = {**LAW, "relied_from": HALTED, "relied_on": HALTED, "relied_by": "1/2013/NĐ-CP"}
REWORDED = {**CODIFIED, "wording_from": AMENDED}
ISSUED, WRONG, LATER = date(2009, 6, 1), date(2008, 1, 1), date(2016, 1, 1)
TURNED = {"effective_from": END, "effective_to": START, "exists_from": ISSUED}
ENDING, ENDING_WRONG = (Doubt(HALTED, BY, Doing.ENDS),), (Doubt(WRONG, BY, Doing.ENDS),)

UNDATED = {"effective_from": None, "exists_from": ISSUED, "begun_by": AMENDED}
BEGUN = {**UNDATED, "effective_to": END, "ended_by": BY}
KEPT, LATE = date(2025, 3, 1), date(2025, 9, 1)
LAGGING = {**CODIFIED, "seen_on": date(2026, 2, 15), "kept_until": KEPT}
SUCCEEDED = {**LAGGING, "succeeded_from": LATE, "succeeded_by": BY}
RESTING = {"relied_from": AMENDED, "relied_on": date(2026, 1, 1)}

S, B = StatusCode, Basis

CASES = [
    # a law alone in the base may have been replaced
    ("the day before it takes effect", date(2009, 12, 31), LAW, S.NOT_YET, B.NOT_YET),
    ("a law alone, on its first day", START, LAW, S.IN_FORCE, B.OWN_TEXT),
    ("unknown is not in force: a law alone, the day after", date(2010, 1, 2), LAW, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("before it was issued", date(2009, 1, 1), {"exists_from": date(2009, 6, 1)}, S.NOT_YET, B.NOT_ISSUED),
    ("issued, start unknown", date(2009, 6, 1), {"exists_from": date(2009, 6, 1)}, S.UNKNOWN, B.NO_EVIDENCE),
    # another instrument rests on it
    ("between its first day and that of one that rests on it", AMENDED, RELIED, S.IN_FORCE, B.RELIED),
    ("on the day of one that rests on it", HALTED, RELIED, S.IN_FORCE, B.RELIED),
    ("the day after that", date(2013, 1, 2), RELIED, S.UNKNOWN, B.RELIED_PASSED),
    ("start unknown, on the day of one that rests on it", HALTED, {**RELIED, "effective_from": None}, S.IN_FORCE, B.RELIED_ONLY),
    ("start unknown, before that", AMENDED, {**RELIED, "effective_from": None}, S.UNKNOWN, B.START_UNKNOWN),
    ("relied on before it begins", date(2009, 7, 1), {**LAW, "relied_from": ISSUED, "relied_on": ISSUED}, S.NOT_YET, B.NOT_YET),
    ("relied on after the snapshot", date(2016, 3, 1), {**CODIFIED, "relied_from": START, "relied_on": LATE}, S.IN_FORCE, B.RELIED),
    ("a law alone, years later", date(2019, 1, 1), LAW, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("nothing is known", START, {"effective_from": None}, S.UNKNOWN, B.NO_EVIDENCE),
    # nothing tells when it began; by a day it had
    ("its end alone is known, by then it had begun", AMENDED, BEGUN, S.IN_FORCE, B.ENDED_LATER_ONLY),
    ("its last day", END, BEGUN, S.IN_FORCE, B.ENDED_LATER_ONLY),
    ("the day after", LATER, BEGUN, S.EXPIRED, B.EXPIRED_BY),
    ("it may not have begun", START, BEGUN, S.UNKNOWN, B.END_ALONE_KNOWN),
    ("it was not issued", WRONG, BEGUN, S.NOT_YET, B.NOT_ISSUED),
    ("ended before it need have begun", HALTED, {**BEGUN, "begun_by": LATER}, S.UNKNOWN, B.END_ALONE_KNOWN),
    ("it had begun, and others rest on it later", AMENDED, {**RELIED, **UNDATED}, S.IN_FORCE, B.RELIED_ONLY),
    ("it had begun, and the codification shows it later", AMENDED, {**UNDATED, "seen_on": SEEN}, S.IN_FORCE, B.SEEN_ONLY),
    ("it had begun, and nothing shows it later", HALTED, UNDATED, S.UNKNOWN, B.NO_EVIDENCE),
    ("its own text alone names the end", AMENDED, {**UNDATED, "effective_to": END}, S.UNKNOWN, B.NO_EVIDENCE),
    # the codification is evidence up to the day it was taken
    ("codified, before it takes effect", date(2009, 1, 1), CODIFIED, S.NOT_YET, B.NOT_YET),
    ("codified, first day", START, CODIFIED, S.IN_FORCE, B.SEEN),
    ("codified, on the day of the snapshot", SEEN, CODIFIED, S.IN_FORCE, B.SEEN),
    ("codified, the day after the snapshot", date(2016, 2, 16), CODIFIED, S.UNKNOWN, B.SNAPSHOT_PASSED),
    ("codified, start unknown", SEEN, {"effective_from": None, "seen_on": SEEN}, S.IN_FORCE, B.SEEN_ONLY),
    # its topic has visibly been kept until a day; of later days it shows the provision, and not its words
    ("kept until then", KEPT, LAGGING, S.IN_FORCE, B.SEEN),
    ("not kept so long", LATE, LAGGING, S.IN_FORCE, B.SEEN_LATE),
    ("reworded, not kept so long", LATE, {**LAGGING, "wording_from": AMENDED}, S.IN_FORCE, B.SEEN_SINCE_AMENDED_LATE),
    ("who rests on it says nothing of words", LATE, {**LAGGING, **RESTING}, S.IN_FORCE, B.SEEN_LATE),
    # a later law of its name
    ("the day before the later law", date(2025, 8, 31), SUCCEEDED, S.IN_FORCE, B.SEEN_LATE),
    ("from the day of the later law on", LATE, SUCCEEDED, S.UNKNOWN, B.SUCCEEDED),
    ("after the snapshot", date(2027, 1, 1), SUCCEEDED, S.UNKNOWN, B.SUCCEEDED),
    ("others rest on the older one", LATE, {**SUCCEEDED, **RESTING}, S.IN_FORCE, B.RELIED),
    ("the codification has been kept since", LATE, {**SUCCEEDED, "kept_until": LATE}, S.IN_FORCE, B.SEEN),
    ("a law alone", LATE, {**LAW, "succeeded_from": LATE, "succeeded_by": BY}, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    # a note that names amendments: the wording holds only since then
    ("reworded, before the wording", date(2011, 12, 31), REWORDED, S.UNKNOWN, B.WORDING_NOT_HELD),
    ("reworded, from the wording on", AMENDED, REWORDED, S.IN_FORCE, B.SEEN_SINCE_AMENDED),
    ("reworded, before the law itself", date(2009, 1, 1), REWORDED, S.NOT_YET, B.NOT_YET),
    ("reworded from the first day", START, {**CODIFIED, "wording_from": START}, S.IN_FORCE, B.SEEN),
    # the codification goes on showing an article that is suspended
    ("before the suspension", date(2012, 12, 31), {**CODIFIED, "suspended_from": HALTED}, S.IN_FORCE, B.SEEN),
    ("suspended", HALTED, {**CODIFIED, "suspended_from": HALTED}, S.SUSPENDED, B.SUSPENDED),
    ("suspended when last seen", date(2017, 1, 1), {**CODIFIED, "suspended_from": HALTED}, S.UNKNOWN, B.SUSPENDED_PASSED),
    # an end that the text itself states
    ("last day of its effect", END, {**LAW, "effective_to": END}, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("the day after its end", date(2016, 1, 1), {**LAW, "effective_to": END}, S.EXPIRED, B.EXPIRED),
    ("ended, though the codification shows it", SEEN, {**CODIFIED, "effective_to": END}, S.EXPIRED, B.EXPIRED),
    ("a future rate is not a current rate", date(2009, 6, 1), {**LAW, "effective_to": END}, S.NOT_YET, B.NOT_YET),
]


@pytest.mark.parametrize(("day", "known", "code", "basis"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_status_on(day: date, known: dict[str, Any], code: StatusCode, basis: Basis) -> None:
    status = Evidence(**known).status_on(day)
    assert (status.code, status.basis) == (code, basis)


def test_in_force_only_with_evidence_for_that_day() -> None:
    """Over every combination of what can be known: in force means its first day, or one between days that show it."""
    days = [None, START, AMENDED, END, SEEN]
    asked = (date(2009, 1, 1), START, AMENDED, END, SEEN, date(2019, 1, 1))
    for day, start, end, wording, seen, relied in product(asked, days, days, days, days, days):
        known = Evidence(start, end, wording, seen, relied_from=relied, relied_on=relied)
        if known.status_on(day).code is not S.IN_FORCE:
            continue
        shown = [found for found in (start, seen, relied) if found]
        assert min(shown) <= day <= max(shown)
        assert start is None or start <= day
        assert wording is None or wording <= day
        assert end is None or day <= end or (start is not None and end < start)


def test_what_was_last_known() -> None:
    later = date(2019, 1, 1)
    assert Evidence(**CODIFIED).last_known(later) == (S.IN_FORCE, SEEN)
    assert Evidence(**LAW).last_known(later) == (S.IN_FORCE, START)
    assert Evidence(**RELIED).last_known(later) == (S.IN_FORCE, HALTED)
    assert Evidence(**RELIED, doubts=(Doubt(AMENDED, BY),)).last_known(later) == (S.IN_FORCE, date(2011, 12, 31))
    assert Evidence(**CODIFIED).last_known(AMENDED) is None  # it is known
    assert Evidence(**LAGGING).last_known(LATE) == (S.IN_FORCE, KEPT)
    assert Evidence(**SUCCEEDED).last_known(LATE) == (S.IN_FORCE, date(2025, 8, 31))
    assert Evidence().last_known(later) is None
    assert Evidence(exists_from=START).last_known(later) is None  # that it was not there is no status that it lost


CONTRADICTIONS = [
    ("before its issue nothing is in doubt", WRONG, {**LAW, "exists_from": ISSUED, "effective_to": WRONG}, B.NOT_YET),
    ("an end before its issue counts for nothing", START, {**LAW, "exists_from": ISSUED, "effective_to": WRONG}, B.OWN_TEXT),
    ("the same by another one", START, {**LAW, "exists_from": ISSUED, "doubts": ENDING_WRONG}, B.OWN_TEXT),
    ("an own end before its first day, too", END, {**TURNED, "seen_on": SEEN}, B.SEEN),
    ("repealed before it took effect", END, {**TURNED, "ended_by": BY}, B.EXPIRED_BY),
    ("until then it had not taken effect", START, {**TURNED, "ended_by": BY}, B.NOT_YET),
    ("two first days, between them", AMENDED, {**CODIFIED, "later_from": HALTED}, B.STARTS_DIFFER),
    ("two first days, since the later one", HALTED, {**CODIFIED, "later_from": HALTED}, B.SEEN),
    ("two ends, before them", AMENDED, {**CODIFIED, "effective_to": HALTED, "later_to": END}, B.SEEN),
    ("own end and the codification's", END, {**CODIFIED, "effective_to": HALTED, "later_to": END}, B.ENDS_DIFFER),
    ("not reviewed, and the codification", END, {**CODIFIED, "doubts": ENDING, "later_to": END}, B.ENDS_DIFFER),
    ("two ends, after both", date(2016, 1, 1), {**CODIFIED, "effective_to": HALTED, "later_to": END}, B.EXPIRED),
]


@pytest.mark.parametrize(("day", "known", "basis"), [case[1:] for case in CONTRADICTIONS], ids=[case[0] for case in CONTRADICTIONS])
def test_contradictions_are_told(day: date, known: dict[str, Any], basis: Basis) -> None:
    assert Evidence(**known).status_on(day).basis is basis


def test_an_excerpt_shows_nothing_but_others_may_rest_on_its_instrument() -> None:
    known = Evidence(excerpt=True, relied_from=START, relied_on=END, relied_by=BY, exists_from=ISSUED)
    said = [known.status_on(day) for day in (WRONG, ISSUED, START, END, SEEN)]
    assert [(item.code, item.basis) for item in said] == [
        (S.NOT_YET, B.NOT_ISSUED),
        (S.UNKNOWN, B.EXCERPT),
        (S.IN_FORCE, B.RELIED_EXCERPT),
        (S.IN_FORCE, B.RELIED_EXCERPT),
        (S.UNKNOWN, B.RELIED_PASSED),
    ]
    assert said[2].wording is WordingCode.UNKNOWN
    assert known.last_known(SEEN) == (S.IN_FORCE, END)


def test_of_two_first_days_the_words_are_said_to_hold_from_the_later_one() -> None:
    assert held_from(Evidence(**CODIFIED, later_from=HALTED)) == HALTED
    assert held_from(Evidence(**REWORDED, later_from=date(2011, 1, 1))) == AMENDED


def test_words_that_the_codification_may_lack_are_not_known() -> None:
    known = Evidence(**CODIFIED, doubts=(Doubt(AMENDED, BY, Doing.MAY_REWORD),))
    assert known.status_on(START).wording is WordingCode.HELD
    said = known.status_on(AMENDED)
    assert (said.code, said.basis, said.wording) == (S.IN_FORCE, B.WORDS_UNSURE, WordingCode.UNKNOWN)
    assert known.status_on(date(2019, 1, 1)).basis is B.SNAPSHOT_PASSED


WORDINGS = [
    ("not there yet", date(2009, 1, 1), LAW, WordingCode.NOT_YET),
    ("in force", START, CODIFIED, WordingCode.HELD),
    ("these words came later", date(2011, 12, 31), REWORDED, WordingCode.NOT_YET),
    ("other words since, as accepted", HALTED, {**CODIFIED, "replaced_from": HALTED, "replaced_by": "1"}, WordingCode.OVER),
    ("other words since, not reviewed", HALTED, {**CODIFIED, "doubts": (Doubt(HALTED, "1", Doing.REWORDS),)}, WordingCode.OVER),
    ("perhaps other words", HALTED, {**CODIFIED, "doubts": (Doubt(HALTED, "1"),)}, WordingCode.UNKNOWN),
    ("over", date(2019, 1, 1), {**CODIFIED, "effective_to": END}, WordingCode.OVER),
    ("after all evidence", date(2019, 1, 1), CODIFIED, WordingCode.UNKNOWN),
    ("the codification lags", LATE, LAGGING, WordingCode.UNKNOWN),
    (
        "it lags, and others rest on it after the snapshot",
        date(2026, 4, 1),
        {**LAGGING, **RESTING, "relied_on": date(2026, 5, 1)},
        WordingCode.UNKNOWN,
    ),
    ("it lags, start unknown", date(2026, 2, 15), {**LAGGING, "effective_from": None}, WordingCode.UNKNOWN),
    ("after a later law of its name", LATE, SUCCEEDED, WordingCode.UNKNOWN),
]


@pytest.mark.parametrize(("day", "known", "wording"), [case[1:] for case in WORDINGS], ids=[case[0] for case in WORDINGS])
def test_what_the_words_are_to_a_day(day: date, known: dict[str, Any], wording: WordingCode) -> None:
    status = Evidence(**known).status_on(day)
    assert status.wording is wording
    assert status.code is not S.IN_FORCE or wording in (WordingCode.HELD, WordingCode.UNKNOWN)


def test_the_basis_names_its_days() -> None:
    status = Evidence(START, wording_from=AMENDED, seen_on=SEEN).status_on(AMENDED)
    assert status.days == {"wording": AMENDED, "seen": SEEN}


INFLUENCED = [
    ("ended by another instrument", date(2016, 1, 1), {**LAW, "effective_to": END, "ended_by": BY}, S.EXPIRED, B.EXPIRED_BY),
    ("another wording took its place", HALTED, {**LAW, "replaced_from": HALTED, "replaced_by": BY}, S.UNKNOWN, B.REPLACED_BY),
    ("the day before that", date(2012, 12, 31), {**LAW, "replaced_from": HALTED}, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("suspended by another one", HALTED, {**LAW, "suspensions": (Suspension(HALTED, END, BY),)}, S.SUSPENDED, B.SUSPENDED_BY),
    ("on the last day of the suspension", END, {**LAW, "suspensions": (Suspension(HALTED, END, BY),)}, S.SUSPENDED, B.SUSPENDED_BY),
    ("after it", date(2016, 1, 1), {**LAW, "suspensions": (Suspension(HALTED, END, BY),)}, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("a suspension without end", SEEN, {**CODIFIED, "suspensions": (Suspension(HALTED, None, BY),)}, S.SUSPENDED, B.SUSPENDED_BY),
    ("not reviewed: not in force, not over", HALTED, {**CODIFIED, "doubts": (Doubt(HALTED, BY),)}, S.UNKNOWN, B.UNREVIEWED),
    ("ended without doubt", HALTED, {**CODIFIED, "doubts": (*ENDING, Doubt(AMENDED, BY))}, S.EXPIRED, B.ENDED_UNREVIEWED),
    (
        "reworded without doubt, and nobody has reviewed it",
        HALTED,
        {**CODIFIED, "doubts": (Doubt(HALTED, BY, Doing.REWORDS),)},
        S.UNKNOWN,
        B.REWORDED_UNREVIEWED,
    ),
    (
        "suspended without doubt, and nobody has reviewed it",
        HALTED,
        {**CODIFIED, "suspensions": (Suspension(HALTED, END, BY, reviewed=False),)},
        S.SUSPENDED,
        B.SUSPENDED_UNREVIEWED,
    ),
    ("in force until that", AMENDED, {**LAW, "doubts": ENDING}, S.IN_FORCE, B.ENDED_LATER),
    ("in force until it was ended", AMENDED, {**LAW, "effective_to": END, "ended_by": BY}, S.IN_FORCE, B.ENDED_LATER),
    ("before it begins", AMENDED, {**CODIFIED, "doubts": (Doubt(HALTED, BY),)}, S.IN_FORCE, B.SEEN),
    ("it does not say when it begins", START, {**CODIFIED, "doubts": (Doubt(None, BY),)}, S.UNKNOWN, B.UNREVIEWED_UNDATED),
    ("over is over", LATER, {**LAW, "effective_to": END, "doubts": (Doubt(HALTED, BY),)}, S.EXPIRED, B.EXPIRED),
    ("an excerpt is evidence of nothing", START, {**LAW, "excerpt": True}, S.UNKNOWN, B.EXCERPT),
    ("an excerpt before the law takes effect", date(2009, 1, 1), {**LAW, "excerpt": True}, S.NOT_YET, B.NOT_YET),
]


@pytest.mark.parametrize(("day", "known", "code", "basis"), [case[1:] for case in INFLUENCED], ids=[case[0] for case in INFLUENCED])
def test_what_other_instruments_do(day: date, known: dict[str, Any], code: StatusCode, basis: Basis) -> None:
    status = Evidence(**known).status_on(day)
    assert (status.code, status.basis) == (code, basis)


def test_nothing_unreviewed_makes_anything_be_in_force() -> None:
    for day in (START, AMENDED, HALTED, END, SEEN, date(2019, 1, 1)):
        for known in (LAW, CODIFIED, REWORDED):
            for doubt in (Doubt(None, BY), Doubt(START, BY), Doubt(HALTED, BY)):
                before, after = Evidence(**known).status_on(day), Evidence(**known, doubts=(doubt,)).status_on(day)
                assert after.code is not S.IN_FORCE or before.code is S.IN_FORCE
                if doubt.holds(day):
                    assert after.code is not S.IN_FORCE


def test_what_is_resumed_is_suspended_no_longer() -> None:
    (ended,) = ends_of([Suspension(HALTED, None, BY)], [date(2012, 1, 1), END])
    assert (ended.start, ended.end) == (HALTED, date(2015, 12, 30))
    assert ends_of([Suspension(HALTED, AMENDED, BY)], []) == (Suspension(HALTED, AMENDED, BY),)
