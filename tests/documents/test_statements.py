"""Dated statements: what they say of a day, alone and beside what texts say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.messages import Message
from documents.time.evidence import Doing, Doubt
from documents.time.stated import Claim, Confidence, Stated, Statement, Voice, contradictions, reaching, stated, to_check
from documents.time.status import Basis, StatusCode, Told, WordingCode
from documents.time.timeline import Evidence

KEY = "nghi-dinh/10-2090-nd-cp/chinh-phu/2090-01-10"
START, OTHER, SEEN, END, LATER = date(2090, 3, 1), date(2090, 5, 1), date(2092, 1, 1), date(2095, 7, 1), date(2096, 1, 1)
DAY = timedelta(days=1)


def said(claim: Claim, on: date | None, confidence: str = "P", **more: object) -> Statement:
    return Statement(KEY, claim, on, confidence=Confidence(confidence), register="so", register_title="Sổ thử", **more)  # type: ignore[arg-type]


def by_hand(claim: Claim, on: date | None, **more: object) -> Statement:
    return Statement(KEY, claim, on, author="Nguyễn A", note="xem", **more)  # type: ignore[arg-type]


FROM, TO, CHECKED = said(Claim.IN_FORCE_FROM, START), said(Claim.ENDED, END), said(Claim.IN_FORCE_ON, SEEN)
LAW = Evidence(effective_from=START, exists_from=date(2090, 1, 10))

S, B = StatusCode, Basis

CASES: list[tuple[str, Evidence, list[Statement], date, StatusCode, Basis]] = [
    ("a start alone, the day before", Evidence(), [FROM], START - DAY, S.NOT_YET, B.STATED_NOT_YET),
    ("a start alone, its day", Evidence(), [FROM], START, S.IN_FORCE, B.STATED_FIRST_DAY),
    ("a start alone, the day after", Evidence(), [FROM], START + DAY, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("the text says the same day", LAW, [FROM], START, S.IN_FORCE, B.OWN_TEXT),
    ("a start and an end, between", Evidence(), [FROM, TO], SEEN, S.IN_FORCE, B.STATED_ENDED_LATER),
    ("the last day", Evidence(), [FROM, TO], END - DAY, S.IN_FORCE, B.STATED_ENDED_LATER),
    ("the first day after", Evidence(), [FROM, TO], END, S.EXPIRED, B.STATED_ENDED),
    ("an end alone, before", Evidence(), [TO], SEEN, S.UNKNOWN, B.END_ALONE_KNOWN),
    ("an end alone, by then it had begun", Evidence(begun_by=SEEN), [TO], SEEN, S.IN_FORCE, B.ENDED_LATER_ONLY),
    ("before that", Evidence(begun_by=SEEN), [TO], SEEN - DAY, S.UNKNOWN, B.END_ALONE_KNOWN),
    ("seen on the last day of it", Evidence(begun_by=SEEN), [said(Claim.IN_FORCE_ON, END)], SEEN, S.IN_FORCE, B.STATED_SEEN_ONLY),
    ("an end alone, after", Evidence(), [TO], END, S.EXPIRED, B.STATED_ENDED),
    ("the text's start and an end", LAW, [TO], SEEN, S.IN_FORCE, B.STATED_ENDED_LATER),
    ("seen in force later", LAW, [CHECKED], OTHER, S.IN_FORCE, B.STATED_SEEN),
    ("seen in force that day", LAW, [CHECKED], SEEN, S.IN_FORCE, B.STATED_SEEN),
    ("after it was seen", LAW, [CHECKED], SEEN + DAY, S.UNKNOWN, B.STATED_PASSED),
    ("seen, the start unknown", Evidence(), [CHECKED], SEEN, S.IN_FORCE, B.STATED_SEEN_ONLY),
    ("before that", Evidence(), [CHECKED], SEEN - DAY, S.UNKNOWN, B.NO_EVIDENCE),
    ("seen in a text that is only an excerpt", replace(LAW, excerpt=True), [CHECKED], OTHER, S.IN_FORCE, B.STATED_SEEN),
    ("a register says another day of effect", LAW, [said(Claim.IN_FORCE_FROM, OTHER)], START, S.UNKNOWN, B.START_DISPUTED),
    ("before both", LAW, [said(Claim.IN_FORCE_FROM, OTHER)], START - DAY, S.NOT_YET, B.NOT_YET),
    ("a person says another day of effect", LAW, [by_hand(Claim.IN_FORCE_FROM, OTHER)], START, S.NOT_YET, B.STATED_NOT_YET),
    ("that day", LAW, [by_hand(Claim.IN_FORCE_FROM, OTHER)], OTHER, S.IN_FORCE, B.STATED_FIRST_DAY),
    ("two registers, two ends", LAW, [TO, said(Claim.ENDED, LATER)], END, S.UNKNOWN, B.END_DISPUTED),
    ("after both", LAW, [TO, said(Claim.ENDED, LATER)], LATER, S.EXPIRED, B.STATED_ENDED),
    ("the text ends later than a register says", replace(LAW, effective_to=LATER), [TO], END, S.UNKNOWN, B.END_DISPUTED),
    ("than a person says", replace(LAW, effective_to=LATER), [by_hand(Claim.ENDED, END)], END, S.EXPIRED, B.STATED_ENDED),
    ("the text ends sooner", replace(LAW, effective_to=SEEN), [TO], OTHER + 700 * DAY, S.EXPIRED, B.EXPIRED),
    ("an end outweighs the codification", replace(LAW, seen_on=LATER), [TO], END, S.EXPIRED, B.STATED_ENDED),
    ("and the codification shows it before", replace(LAW, seen_on=LATER), [TO], SEEN, S.IN_FORCE, B.SEEN),
    ("what was seen never outweighs an end", LAW, [TO, said(Claim.IN_FORCE_ON, LATER)], END, S.EXPIRED, B.STATED_ENDED),
    (
        "nor an end that nobody has reviewed",
        replace(LAW, doubts=(Doubt(END, "30/2095/NĐ-CP", Doing.ENDS),)),
        [said(Claim.IN_FORCE_ON, LATER)],
        END,
        S.EXPIRED,
        B.ENDED_UNREVIEWED,
    ),
    ("to be checked: an end", LAW, [said(Claim.ENDED, END, "B")], END, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("it makes nothing unknown", replace(LAW, seen_on=LATER), [said(Claim.ENDED, END, "?")], END, S.IN_FORCE, B.SEEN),
    ("without a day", LAW, [by_hand(Claim.ENDED, None)], END, S.UNKNOWN, B.NO_EVIDENCE_AFTER),
    ("suspended", replace(LAW, seen_on=LATER), [said(Claim.SUSPENDED, SEEN)], SEEN, S.SUSPENDED, B.STATED_SUSPENDED),
    (
        "resumed",
        replace(LAW, seen_on=LATER),
        [said(Claim.SUSPENDED, SEEN), said(Claim.RESUMED, SEEN + DAY)],
        SEEN + DAY,
        S.IN_FORCE,
        B.SEEN,
    ),
    ("not issued", replace(LAW, effective_from=None), [TO], date(2089, 1, 1), S.NOT_YET, B.NOT_ISSUED),
]


@pytest.mark.parametrize(
    ("evidence", "statements", "day", "code", "basis"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_statements_and_texts(evidence: Evidence, statements: list[Statement], day: date, code: StatusCode, basis: Basis) -> None:
    status = replace(evidence, stated=stated(statements, "")).status_on(day)
    assert (status.code, status.basis) == (code, basis)


def test_other_words_since() -> None:
    changed = stated([said(Claim.AMENDED, SEEN, path="dieu-2", by_name="20/2091/NĐ-CP")], "dieu-2/khoan-1")
    status = replace(LAW, seen_on=LATER, stated=changed).status_on(SEEN)
    assert (status.code, status.wording, status.basis) == (StatusCode.UNKNOWN, WordingCode.OVER, Basis.STATED_REWORDED)
    assert stated([said(Claim.AMENDED, SEEN)], "dieu-2") == ()  # that an instrument was amended does not say where


def test_words_of_an_excerpt_are_not_said_to_hold() -> None:
    status = replace(LAW, excerpt=True, stated=stated([CHECKED], "")).status_on(OTHER)
    assert (status.code, status.wording) == (StatusCode.IN_FORCE, WordingCode.UNKNOWN)


def test_after_the_last_check_it_is_told_as_one() -> None:
    evidence = replace(LAW, stated=stated([CHECKED], ""))
    assert evidence.status_on(LATER).told is Told.WAS_IN_FORCE
    assert evidence.last_known(LATER) == (StatusCode.IN_FORCE, SEEN)


def test_who_says_so_and_whom_it_spares() -> None:
    end = said(Claim.REPLACED, END, "S", by_name="Luật 53", spared="người cũ")
    status = replace(LAW, stated=stated([end], "")).status_on(END)
    assert status.days["who"] == Message.of("stated.secondary", who="Sổ thử")
    assert status.days["rest"] == Message.of("stated.by_sparing", by="Luật 53", spared="người cũ")


def test_a_statement_reaches_what_is_below_it() -> None:
    law, article = said(Claim.ENDED, END), said(Claim.ENDED, SEEN, path="dieu-2")
    assert reaching([law, article], "dieu-2/khoan-1") == [law, article]
    assert reaching([law, article], "dieu-3") == [law]
    assert reaching([law, article], "") == [law]
    assert [item.on for item in stated([law, article], "dieu-2")] == [SEEN]  # what ends sooner is over sooner


def test_the_nearest_day_of_effect_counts() -> None:
    law, article = FROM, said(Claim.IN_FORCE_FROM, OTHER, path="dieu-2")
    assert [item.on for item in stated([law, article], "dieu-2/khoan-1")] == [OTHER]
    assert [item.on for item in stated([law, article, by_hand(Claim.IN_FORCE_FROM, SEEN, path="dieu-2")], "dieu-2")] == [SEEN]


def test_what_is_to_be_checked() -> None:
    doubtful = [said(Claim.ENDED, END, "B"), said(Claim.ENDED, None), said(Claim.NOTED, None, "?")]
    assert to_check([FROM, *doubtful], "") == doubtful
    assert to_check([said(Claim.NOTED, None)], "") == []
    assert stated(doubtful, "") == ()


@pytest.mark.parametrize(
    ("statements", "codes"),
    [
        ([FROM, TO, CHECKED], []),
        ([TO, said(Claim.ENDED, LATER)], ["two_ends"]),
        ([TO, said(Claim.REPLACED, END)], []),
        ([TO, said(Claim.ENDED, LATER, "?")], []),
        ([TO, said(Claim.ENDED, LATER, path="dieu-2")], []),
        ([FROM, said(Claim.IN_FORCE_FROM, OTHER)], ["two_starts"]),
        ([said(Claim.IN_FORCE_FROM, LATER), TO], ["end_before_start"]),
        ([said(Claim.IN_FORCE_FROM, END), TO], ["end_before_start"]),
        ([TO, said(Claim.IN_FORCE_ON, LATER)], ["seen_after_end"]),
        ([said(Claim.SUSPENDED, SEEN, until=START)], ["until_before"]),
    ],
)
def test_contradictions(statements: list[Statement], codes: list[str]) -> None:
    assert [found.code for found in contradictions(statements)] == codes


days = st.sampled_from([START - DAY, START, OTHER, SEEN, END, LATER])
things = st.lists(
    st.builds(
        Stated,
        st.sampled_from(Claim),
        days,
        st.none() | days,
        st.sampled_from(Voice),
        st.just("ai"),
        st.none(),
        st.just(""),
        st.just(""),
    ),
    max_size=4,
).map(tuple)


@given(things, days, st.none() | days, st.none() | days)
def test_an_end_is_never_outweighed(about: tuple[Stated, ...], day: date, start: date | None, seen: date | None) -> None:
    status = Evidence(effective_from=start, seen_on=seen, stated=about).status_on(day)
    if any(item.claim.ends and item.on <= day for item in about):
        assert status.code in (StatusCode.EXPIRED, StatusCode.UNKNOWN, StatusCode.NOT_YET)
    if status.code is StatusCode.IN_FORCE:
        assert status.wording in (WordingCode.HELD, WordingCode.UNKNOWN)
