"""The audit: who did what, to which thing, as it was before and after; it only grows, and what older bases kept stands in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kb.accounts.audit import lines
from kb.accounts.current import LOCAL, Actor, person
from kb.annotations import Spot, add_note, hide_note, revise_note
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import find_instrument, load_version
from kb.database.storing.removal import merge_instruments
from kb.errors import NamelessActorError
from kb.index.build import reindex
from kb.language.everyday import save_entry, turn_off
from kb.law.derivation.decisions import decide_relation, latest_decisions
from kb.law.effects.groups import decision_log
from kb.law.effects.relations import relations_of
from kb.search.saved import add_saved, remove_saved
from tests.kb.databases import base  # noqa: F401
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, GARDEN_KEY, pending_effects, put

LAN, MINH = Actor("Lan"), Actor("Minh")


@pytest.fixture
def worked(base: KnowledgeBase) -> KnowledgeBase:  # noqa: F811
    """A base in which two people have done one of everything, and taken some of it back."""
    put(base, GARDEN)
    put(base, CHANGES)
    with base.session(write=True, actor=LAN) as session:
        note = add_note(session, load_version(session, GARDEN_KEY).version.id, [Spot("dieu-2")], "Hỏi lại.", ["hạn"])
        save_entry(session, "tiền xe ôm", ["chi phí đi lại"])
        decide(session, pending_effects(session)[0].id, "correct", {"effective_from": "2091-08-01"})
    with base.session(write=True, actor=MINH) as session:
        revise_note(session, note, "Đã hỏi.", ["hạn"], "done")
        hide_note(session, note)
        hide_note(session, note, hidden=False)
        hide_note(session, note)
        turn_off(session, "tiền xe ôm")
        source = find_instrument(session, CHANGES_KEY).id
        relation = next(view.id for view in relations_of(session, source).outgoing if view.id)
        decide_relation(session, relation, "reject")
    return base


def said(base: KnowledgeBase) -> list[tuple[Any, ...]]:  # noqa: F811
    with base.session() as session:
        return [(line.author, line.act, line.thing, line.before, line.after) for line in lines(session)]


MORE = {"severity": None, "assignee": None, "links": [], "proposal": "", "legal_basis": "", "answer": ""}
FIRST = {"text": "Hỏi lại.", "tags": ["hạn"], "status": "noted", **MORE}
WORD = {"meanings": ["chi phí đi lại"], "active": True}
FOUND, REJECTED = {"state": "found", "correction": None}, {"state": "rejected", "correction": None}
LINES = [
    ("Lan", "add", "note", {}, FIRST),
    ("Lan", "save", "word", {}, WORD),
    ("Lan", "correct", "effect", FOUND, {"state": "corrected", "correction": {"effective_from": "2091-08-01"}}),
    ("Minh", "revise", "note", FIRST, {"text": "Đã hỏi.", "tags": ["hạn"], "status": "done", **MORE}),
    ("Minh", "hide", "note", {"hidden": False}, {"hidden": True}),
    ("Minh", "restore", "note", {"hidden": True}, {"hidden": False}),
    ("Minh", "hide", "note", {"hidden": False}, {"hidden": True}),
    ("Minh", "turn_off", "word", WORD, {**WORD, "active": False}),
    ("Minh", "reject", "relation", FOUND, REJECTED),
]


def test_every_act_is_a_line_of_who_acts(worked: KnowledgeBase) -> None:
    assert said(worked) == LINES
    with worked.session() as session:
        assert all(abs(datetime.now(UTC) - line.at).total_seconds() < 60 for line in lines(session))


OF_ONE_DATABASE = {
    "sqlite": ["INSERT OR REPLACE INTO audit SELECT * FROM audit ORDER BY id LIMIT 1"],
    "postgresql": ["TRUNCATE audit", "TRUNCATE person CASCADE"],
}


@pytest.mark.always
def test_the_database_refuses_to_change_a_line(worked: KnowledgeBase) -> None:
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit", *OF_ONE_DATABASE[worked.engine.dialect.name]):
        with pytest.raises(DBAPIError, match="the audit only grows"), worked.session(write=True) as session:
            session.execute(text(statement))
        assert said(worked) == LINES, statement


def test_a_person_has_a_name_and_the_program_does_nothing_in_theirs(base: KnowledgeBase) -> None:  # noqa: F811
    assert (Actor("  Lê   Lan "), person(" "), person(None)) == (Actor("Lê Lan"), LOCAL, LOCAL)
    with pytest.raises(NamelessActorError):
        Actor(" ")
    with base.session(write=True) as session, pytest.raises(NamelessActorError):
        save_entry(session, "tiền xe ôm", ["chi phí đi lại"])
    assert said(base) == []


def test_decisions_follow_an_instrument_whose_key_is_given_up(worked: KnowledgeBase) -> None:
    with worked.session(write=True, actor=LAN) as session:
        old = find_instrument(session, CHANGES_KEY).id
        other = tables.Instrument(key="nghi-dinh/20-2091-nd-cp/chinh-phu/2091-02-06", type="nghi-dinh")
        session.add(other)
        session.flush()
        before = latest_decisions(session, [old])
        merge_instruments(session, other.id, old)
        session.add(tables.InstrumentAlias(alias=CHANGES_KEY, instrument_id=other.id))
        session.flush()
        after = latest_decisions(session, [other.id])
        assert {key[1:]: line for key, line in after.items()} == {key[1:]: line for key, line in before.items()}
        assert len(after) == 2
        assert [(line.author, line.source) for line in decision_log(session)] == [("Minh", other.key), ("Lan", other.key)]
        assert {id_ for id_, _, _ in after} == {other.id}


def test_a_removed_search_leaves_no_words(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN)
    reindex(base)
    remove_saved(base, add_saved(base, "cây được tưới", actor=LAN), actor=MINH)
    assert said(base) == [("Lan", "add", "saved_search", {}, {}), ("Minh", "remove", "saved_search", {}, {})]
