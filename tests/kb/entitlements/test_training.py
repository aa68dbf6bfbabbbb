"""The made-up calls: what they call right is what the rules say, and a mistake in the file is told with its place."""

from datetime import date
from pathlib import Path

import pytest

from kb.accounts.current import Actor
from kb.entitlements.facts import Who
from kb.entitlements.loading import shipped
from kb.entitlements.model import Verdict
from kb.entitlements.rules import decide
from kb.entitlements.training import (
    CALLS,
    First,
    Mark,
    Named,
    Practice,
    forget_results,
    is_right,
    judge,
    keep_results,
    load_practices,
    practices,
    results_of,
)
from kb.errors import CardError
from kb.interface.catalogue import VIETNAMESE
from tests.kb.databases import empty_sqlite


def test_what_a_call_says_of_its_cards_is_what_the_rules_say() -> None:
    for practice in practices():
        for named in (*practice.right, *practice.traps):
            if named.differs is None:
                assert (practice.id, named.card, *said(practice, named)) == (practice.id, named.card, named.verdict, True)
        assert {named.verdict for named in practice.right} <= {Verdict.YES, Verdict.DEPENDS}, practice.id
        assert {named.verdict for named in practice.traps} <= {Verdict.NO, Verdict.UNKNOWN, "other"}, practice.id


def called(name: str) -> Practice:
    return next(practice for practice in practices() if practice.id == name)


def said(practice: Practice, named: Named) -> tuple[Verdict | str, bool]:
    """What the rules say of a card, and whether they name the same provision."""
    decision = decide(shipped(), named.card, practice.situation)
    if decision is None:
        return "other", named.basis == "L53#dieu-63"
    return decision.verdict, named.basis in {ruling.basis for ruling in decision.rulings}


def test_there_are_calls_of_every_kind() -> None:
    situations = [practice.situation for practice in practices()]
    assert len(situations) >= 30
    assert {situation["who"] for situation in situations} - {None} == set(Who)
    assert {situation["nationality"] for situation in situations} - {None} == {"vn", "foreign", "stateless"}
    assert {situation["where"] for situation in situations} - {None} == {"vn", "abroad"}
    named = {item.card[0] for practice in practices() for item in practice.right}
    assert named == {"g", "n", "o"}
    assert any(situation.identified_within for situation in situations)
    assert {practice.first for practice in practices()} == set(First)
    alone = [practice for practice in practices() if "g-01" in {item.card for item in practice.right}]
    assert {practice.situation["age"] for practice in alone} == {14, 16}
    assert all(not practice.right for practice in practices() if practice.first in (First.WAIT, First.ELSEWHERE))


def test_an_answer_is_judged_card_by_card() -> None:
    practice = called("nguoi-lao-ve-nuoc")
    judged = judge(shipped(), practice, {"n-02", "n-01", "o-01"})
    assert {item.card: item.mark for item in judged} == {
        "n-05": Mark.MISSED,
        "n-02": Mark.WRONG,
        "o-01": Mark.WRONG,
        "n-01": Mark.ALSO,
    }
    assert not is_right(judged)
    assert is_right(judge(shipped(), practice, {"n-05"}))
    assert is_right(judge(shipped(), practice, {"n-05", "n-01"}))
    left = next(item for item in judge(shipped(), practice, {"n-05"}) if item.card == "n-02")
    assert (left.mark, left.why, left.bases[0].key.endswith("#dieu-37/khoan-4")) == (Mark.TRAP, ("not_listed",), True)


def test_where_no_card_is_right_naming_none_is() -> None:
    practice = called("tam-ly-o-nha-luat-cu")
    assert is_right(judge(shipped(), practice, set()))
    assert not is_right(judge(shipped(), practice, {"o-04"}))
    assert not is_right(judge(shipped(), called("ly-hon"), {"n-07"})), "no card is forced on what none answers"


MISTAKES = [
    ("card: n-13, basis", "card: n-99, basis", "calls.0.right.1.card"),
    ("who: being_identified, nationality: VN, where: vn}", "who: somebody}", "calls.0.facts"),
    ('basis: "L53#dieu-27/khoan-1"}', 'basis: "L53#dieu-999"}', "calls.0.right.1.basis"),
    ("id: ve-nghe-an", "id: dem-nay-ngu-dau", "calls.1.id"),
    ("lesson:", "moral:", "calls.0.lesson"),
    ("card: n-13, basis", "card: n-01, basis", "calls.0.right.1.card"),
]


@pytest.mark.parametrize(("right", "wrong", "place"), MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, right: str, wrong: str, place: str) -> None:
    text = CALLS.read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "calls.yaml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CardError) as error:
        load_practices(tmp_path / "calls.yaml", shipped())
    assert place in VIETNAMESE.write(error.value)


def test_what_is_kept_is_the_last_result_of_each_call_and_can_be_deleted(tmp_path: Path) -> None:
    base = empty_sqlite(tmp_path)
    linh, others = Actor("Linh"), Actor("Mai")
    with base.session(write=True, actor=linh) as session:
        keep_results(session, {"a": (False, date(2026, 11, 1)), "b": (True, date(2026, 11, 1))})
    with base.session(write=True, actor=linh) as session:
        keep_results(session, {"a": (True, date(2026, 11, 2))})
    with base.session(write=True, actor=others) as session:
        keep_results(session, {"a": (False, date(2026, 11, 3))})
    with base.session() as session:
        assert results_of(session, "Linh") == {"a": (True, date(2026, 11, 2)), "b": (True, date(2026, 11, 1))}
    with base.session(write=True, actor=linh) as session:
        forget_results(session)
    with base.session() as session:
        assert results_of(session, "Linh") == {}
        assert results_of(session, "Mai") == {"a": (False, date(2026, 11, 3))}
    base.close()
