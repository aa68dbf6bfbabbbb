"""Groups of effects: what is listed, accepted in one step, refused, taken back; and what stays of it."""

from datetime import date
from typing import Any

import pytest

from kb.accounts.audit import lines
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import load_version
from kb.errors import ChangedMeanwhileError, NamelessActorError, ReviewError
from kb.law.derivation.decisions import GroupChangedError, accept_agreeing, batch_by_id, decisions, list_batches, take_back
from kb.law.derivation.linking import link_all
from kb.law.effects.agreement import Verdict
from kb.law.effects.groups import Group, QueueFilter, all_agreements, decision_log, list_groups
from kb.law.effects.views import effects_of
from kb.law.effects.witnesses import texts_state
from kb.upkeep.following import bring_up_to_date
from tests.kb.databases import base  # noqa: F401
from tests.kb.deciding import decide
from tests.kb.made_up_changes import put, row_of
from tests.kb.made_up_groups import AMENDING_KEY, BED_KEY, ENDING, LOOKED, STARTS, amending, bed, codified_bed, put_bed

LAN, MINH = Actor("Lan"), Actor("Minh")


@pytest.fixture
def beds(base: KnowledgeBase) -> KnowledgeBase:  # noqa: F811
    put_bed(base)
    return base


def groups(base: KnowledgeBase, wanted: QueueFilter | None = None) -> list[Group]:  # noqa: F811
    with base.session() as session:
        return list_groups(session, all_agreements(session), wanted, texts_state(session))


def accepted(base: KnowledgeBase) -> str:  # noqa: F811
    """Lan accepts what agrees; the id of that decision."""
    with base.session(write=True, actor=LAN) as session:
        return accept_agreeing(session, groups(base)[0]).id


def words(base: KnowledgeBase, path: str, day: date = date(2091, 8, 1)) -> str:  # noqa: F811
    bring_up_to_date(base, [row_of(base, BED_KEY)])
    with base.session() as session:
        found = load_version(session, BED_KEY, day).provision(path)
        return found.text if found else ""


def states(base: KnowledgeBase) -> list[str]:  # noqa: F811
    with base.session() as session:
        return [item.state for item in effects_of(session, row_of(base, AMENDING_KEY))]


def test_what_agrees_is_counted_and_the_rest_is_listed(beds: KnowledgeBase) -> None:
    (group,) = groups(beds)
    assert (group.source, group.target) == (AMENDING_KEY, BED_KEY)
    assert [item.effect.target_path for item in group.ready] == [f"dieu-{number}/khoan-1" for number in range(1, 5)]
    assert [(item.effect.target_path, str(item.agreement.reason)) for item in group.apart(Verdict.DISAGREES)] == [
        ("dieu-5/khoan-1", "not_named")
    ]


def test_all_that_agrees_is_accepted_with_one_line_of_the_audit(beds: KnowledgeBase) -> None:
    with beds.session() as session:
        before = len(list(lines(session)))
    batch = accepted(beds)
    assert states(beds) == ["accepted"] * 4 + ["found"]
    with beds.session() as session:
        assert len(list(lines(session))) == before + 1
        found = batch_by_id(session, batch)
        one = effects_of(session, row_of(beds, AMENDING_KEY))[0]
        assert [(line.author, line.decision) for line in decisions(session, one.source_id, one.fingerprint)] == [
            ("Lan", "accepted")
        ]
        assert [(line.subject, line.count, line.batch) for line in decision_log(session)] == [("effects", 4, batch)]
        assert one.decided_by == "Lan"
    assert (found.author, found.count, found.standing, found.undone_by) == ("Lan", 4, 4, None)
    assert "ba lần" in words(beds, "dieu-1/khoan-1")
    assert "hai lần" in words(beds, "dieu-5/khoan-1")
    assert groups(beds, QueueFilter("accepted")) == []  # one of them still waits


def test_it_is_taken_back_in_one_step_after_a_restart(beds: KnowledgeBase) -> None:
    batch = accepted(beds)
    assert "ba lần" in words(beds, "dieu-1/khoan-1")
    again = KnowledgeBase(beds.settings)
    with again.session(write=True, actor=MINH) as session:
        (found,) = list_batches(session)
        assert found.id == batch
        assert take_back(session, found) == 4
    with again.session() as session:
        assert (batch_by_id(session, batch).undone_by, batch_by_id(session, batch).standing) == ("Minh", 0)
        with pytest.raises(ReviewError, match="batch_nothing"):
            take_back(session, batch_by_id(session, batch))
    again.close()
    assert states(beds) == ["found"] * 5


def test_what_was_decided_since_is_not_taken_back_with_it(beds: KnowledgeBase) -> None:
    batch = accepted(beds)
    with beds.session() as session:
        seen = batch_by_id(session, batch)
        one = effects_of(session, row_of(beds, AMENDING_KEY))[1]
    with beds.session(write=True, actor=MINH) as session:
        decide(session, one.id, "reject", seen=one)
    # What Lan saw is not what is there any more: she is asked to look again.
    with pytest.raises(ChangedMeanwhileError), beds.session(write=True, actor=LAN) as session:
        take_back(session, seen)
    assert states(beds) == ["accepted", "rejected", "accepted", "accepted", "found"]
    with beds.session(write=True, actor=LAN) as session:
        assert take_back(session, batch_by_id(session, batch)) == 3
    assert states(beds) == ["found", "rejected", "found", "found", "found"]


def test_decisions_about_groups_hold_when_texts_are_read_again(beds: KnowledgeBase) -> None:
    batch = accepted(beds)
    link_all(beds)
    assert states(beds) == ["accepted"] * 4 + ["found"]
    with beds.session(write=True, actor=LAN) as session:
        assert take_back(session, batch_by_id(session, batch)) == 4
    link_all(beds)
    assert states(beds) == ["found"] * 5


def _theirs_decided(base: KnowledgeBase, seen: Group) -> None:  # noqa: F811
    with base.session(write=True, actor=MINH) as session:
        decide(session, seen.ready[2].id, "reject")


def _theirs_accepted(base: KnowledgeBase, seen: Group) -> None:  # noqa: F811
    with base.session(write=True, actor=MINH) as session:
        accept_agreeing(session, seen)


def _source_changed(base: KnowledgeBase, seen: Group) -> None:  # noqa: F811
    """A newer codification no longer has the third change."""
    put(base, codified_bed(6, (1, 2, 4)), name="phap-dien-moi.html", snapshot_on=date(2093, 1, 1))


@pytest.mark.third
@pytest.mark.parametrize(
    ("theirs", "changed"),
    [
        (_theirs_decided, ["dieu-3/khoan-1"]),
        (_theirs_accepted, [f"dieu-{number}/khoan-1" for number in range(1, 5)]),
        (_source_changed, ["dieu-3/khoan-1"]),
    ],
)
def test_what_changed_meanwhile_is_told_and_nothing_is_half_done(beds: KnowledgeBase, theirs: Any, changed: list[str]) -> None:
    (seen,) = groups(beds)
    theirs(beds, seen)
    before = states(beds)
    with beds.session() as session:
        said = len(list(lines(session)))
    with pytest.raises(GroupChangedError) as refused, beds.session(write=True, actor=LAN) as session:
        accept_agreeing(session, seen)
    assert [was.effect.target_path for was, _ in refused.value.changed] == changed
    assert states(beds) == before
    with beds.session() as session:
        assert len(list(lines(session))) == said


def test_an_ingest_of_something_else_meanwhile_refuses_nothing(beds: KnowledgeBase) -> None:
    (seen,) = groups(beds)
    put(beds, ENDING)
    with beds.session(write=True, actor=LAN) as session:
        assert accept_agreeing(session, seen).count == 4


def test_what_ends_an_instrument_is_never_accepted_with_others(beds: KnowledgeBase) -> None:
    put(beds, ENDING)
    found = {group.source: group for group in groups(beds)}
    ending = next(group for group in found.values() if group.ending)
    assert ending.ready == []
    assert [item.effect.target_path for item in ending.ending] == [""]
    with pytest.raises(ReviewError, match="group_nothing"), beds.session(write=True, actor=LAN) as session:
        accept_agreeing(session, ending)


def test_the_program_decides_about_no_group(beds: KnowledgeBase) -> None:
    with pytest.raises(NamelessActorError), beds.session(write=True) as session:
        accept_agreeing(session, groups(beds)[0])
    assert states(beds) == ["found"] * 5


def test_groups_are_narrowed(beds: KnowledgeBase) -> None:
    (group,) = groups(beds)
    whose = {name: [item.effect.id for item in group.apart(Verdict(name))] for name in ("disagrees", "unchecked")}
    for wanted, count in (
        (QueueFilter("found"), 1),
        (QueueFilter("found", certain=True), 1),
        (QueueFilter("found", certain=False), 0),
        (QueueFilter("found", among=frozenset(whose["disagrees"])), 1),
        (QueueFilter("found", among=frozenset(whose["unchecked"])), 0),
        (QueueFilter("found", instruments=frozenset()), 0),
        (QueueFilter("accepted"), 0),
    ):
        assert len(groups(beds, wanted)) == count, wanted


def test_hundreds_are_accepted_at_once(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, bed(141))
    put(base, codified_bed(141, range(1, 131)), name="phap-dien.html", snapshot_on=LOOKED)
    put(base, amending(140))
    batch = accepted(base)
    with base.session() as session:
        assert batch_by_id(session, batch).standing == 130
        rows = session.query(tables.Effect).filter_by(state="accepted").count()
    assert rows == 130
    assert "ba lần" in words(base, "dieu-120/khoan-1", STARTS)
