"""Whoever saves says what they saw: what has become another thing meanwhile is refused, and nothing is stored."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from kb.accounts.current import Actor
from kb.annotations import Spot, add_note, hide_note, list_notes, revise_note
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import load_version
from kb.database.storing.seen import mark_of
from kb.errors import ChangedMeanwhileError
from kb.language.everyday import find_entry, save_entry, turn_off
from kb.law.derivation.decisions import decide_relation, decisions
from kb.law.effects.relations import relations_of
from kb.law.effects.views import effects_of
from kb.search import Filters
from kb.search.saved import list_saved, remove_saved, saw
from tests.kb.databases import base  # noqa: F401
from tests.kb.deciding import decide
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, GARDEN_KEY, SUSPENDS, pending_effects, put
from tests.source_code import nodes

ME, OTHER = "Người thứ nhất", "Người thứ hai"


@dataclass(frozen=True)
class Case:
    """Something two people have open: how it is read, changed by one of them, and saved by the other."""

    read: Callable[[Any], Any]
    theirs: Callable[[Any, Any], object]
    mine: Callable[[Any, Any], object]


def _note(session: Any) -> Any:
    return list_notes(session, include_hidden=True)[0]


def _effect(session: Any) -> Any:
    source = session.query(tables.Instrument).filter_by(key=CHANGES_KEY).one().id
    return effects_of(session, source)[0]


def _relation(session: Any) -> Any:
    source = session.query(tables.Instrument).filter_by(key=CHANGES_KEY).one().id
    return next(view for view in relations_of(session, source).outgoing if view.id is not None)


def _word(session: Any) -> Any:
    return find_entry(session.connection(), "sổ đỏ")


CASES = {
    "note": Case(
        _note,
        lambda session, seen: revise_note(session, seen.id, "Lời của người kia.", seen=seen),
        lambda session, seen: revise_note(session, seen.id, "Lời của tôi.", seen=seen),
    ),
    "note hidden": Case(
        _note,
        lambda session, seen: revise_note(session, seen.id, "Lời của người kia.", seen=seen),
        lambda session, seen: hide_note(session, seen.id, seen=seen),
    ),
    "note restored": Case(
        _note,
        lambda session, seen: hide_note(session, seen.id, seen=seen),
        lambda session, seen: hide_note(session, seen.id, seen=seen, hidden=False),
    ),
    "effect": Case(
        _effect,
        lambda session, seen: decide(session, seen.id, "reject", seen=seen),
        lambda session, seen: decide(session, seen.id, "accept", seen=seen),
    ),
    "effect corrected": Case(
        _effect,
        lambda session, seen: decide(session, seen.id, "correct", {"new_text": "Năm lần."}, seen=seen),
        lambda session, seen: decide(session, seen.id, "correct", {"new_text": "Sáu lần."}, seen=seen),
    ),
    "relation": Case(
        _relation,
        lambda session, seen: decide_relation(session, seen.id, "reject", seen=seen),
        lambda session, seen: decide_relation(session, seen.id, "accept", seen=seen),
    ),
    "word": Case(
        _word,
        lambda session, seen: save_entry(session, seen.phrase, ["giấy chứng nhận"], seen=seen),
        lambda session, seen: save_entry(session, seen.phrase, ["quyền sử dụng đất"], seen=seen),
    ),
    "word turned off": Case(
        _word,
        lambda session, seen: save_entry(session, seen.phrase, ["giấy chứng nhận"], seen=seen),
        lambda session, seen: turn_off(session, seen.phrase, seen=seen),
    ),
}


@pytest.mark.third
@pytest.mark.parametrize("name", CASES)
def test_the_second_save_of_two_is_refused_with_both_and_stores_nothing(base: KnowledgeBase, name: str) -> None:  # noqa: F811
    case = CASES[name]
    put(base, GARDEN)
    put(base, CHANGES)
    with base.session(write=True, actor=Actor(ME)) as session:
        version = load_version(session, GARDEN_KEY).version.id
        add_note(session, version, [Spot("dieu-2")], "Lời đầu tiên.")
    with base.session() as session:
        seen = case.read(session)
    with base.session(write=True, actor=Actor(OTHER)) as session:
        case.theirs(session, seen)
    with base.session() as session:
        theirs = case.read(session)
    with pytest.raises(ChangedMeanwhileError) as refused, base.session(write=True, actor=Actor(ME)) as session:
        case.mine(session, seen)
    assert refused.value.seen == seen
    assert refused.value.now == theirs
    assert mark_of(seen) != mark_of(theirs)
    with base.session() as session:
        assert case.read(session) == theirs
    # Whoever has seen the other one may save on top of it.
    with base.session(write=True, actor=Actor(ME)) as session:
        case.mine(session, theirs)
    with base.session() as session:
        assert case.read(session) != theirs


def test_a_decision_never_lands_on_what_took_over_the_id(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN)
    put(base, CHANGES)
    put(base, SUSPENDS)
    with base.session() as session:
        seen = pending_effects(session)[0]
        other = next(item for item in pending_effects(session) if item.source != seen.source)
    with base.session(write=True) as session:  # the ids of two effects are given again, each to the other
        for old, new in ((seen.id, -1), (other.id, seen.id), (-1, other.id)):
            session.execute(update(tables.Effect).where(tables.Effect.id == old).values(id=new))
    with pytest.raises(ChangedMeanwhileError) as refused, base.session(write=True, actor=Actor(ME)) as session:
        decide(session, seen.id, "accept", seen=seen)
    assert (refused.value.seen.source, refused.value.now.source) == (seen.source, other.source)  # type: ignore[union-attr]
    with base.session() as session:
        assert all(not decisions(session, item.source_id, item.fingerprint) for item in (seen, other))
        assert all(item.state == "found" for item in pending_effects(session))


def test_an_effect_that_was_derived_anew_is_found_by_what_it_says(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN)
    put(base, CHANGES)
    with base.session() as session:
        seen = pending_effects(session)[0]
    with base.session(write=True) as session:
        session.execute(update(tables.Effect).where(tables.Effect.id == seen.id).values(id=4711))
    with base.session(write=True, actor=Actor(ME)) as session:
        assert decide(session, seen.id, "accept", seen=seen).id == 4711
    gone = replace(seen, id=99, fingerprint="?")
    with pytest.raises(ChangedMeanwhileError) as refused, base.session(write=True, actor=Actor(ME)) as session:
        decide(session, gone.id, "reject", seen=gone)
    assert refused.value.now is None


def test_a_word_that_somebody_added_meanwhile_is_not_overwritten(base: KnowledgeBase) -> None:  # noqa: F811
    with base.session(write=True, actor=Actor(OTHER)) as session:
        save_entry(session, "tiền xe ôm", ["chi phí đi lại"], new=True)
    with pytest.raises(ChangedMeanwhileError) as refused, base.session(write=True, actor=Actor(ME)) as session:
        save_entry(session, "Tiền xe ôm", ["tiền tàu xe"], new=True)
    assert refused.value.now.meanings == ("chi phí đi lại",)  # type: ignore[union-attr]


def test_a_saved_search_whose_id_was_given_again_is_neither_deleted_nor_silenced(base: KnowledgeBase) -> None:  # noqa: F811
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with base.session(write=True) as session:
        person = tables.Person(name=ME)
        session.add(person)
        session.flush()
        session.add(tables.SavedSearch(id=1, owner_id=person.id, created_at=now, query="tưới cây", filters={}, mark=0))
        session.flush()
        session.add(tables.SavedSearchHit(saved_id=1, article=f"{GARDEN_KEY}#dieu-2", found_at=now, alert="new"))
    (seen,) = list_saved(base)
    with base.session(write=True) as session:
        session.add(tables.SavedSearchHit(saved_id=1, article=f"{GARDEN_KEY}#dieu-3", found_at=now, alert="new"))
    saw(base, 1, seen)  # what was raised after the list was drawn stays
    (left,) = list_saved(base)
    assert [alert.article for alert in left.alerts] == [f"{GARDEN_KEY}#dieu-3"]
    for other in (replace(seen, query="bón phân"), replace(seen, filters=Filters(instrument=GARDEN_KEY))):
        with pytest.raises(ChangedMeanwhileError):
            remove_saved(base, 1, other)
        with pytest.raises(ChangedMeanwhileError):
            saw(base, 1, other)
    remove_saved(base, 1, seen)
    assert list_saved(base) == []


SEEN_AT = {
    "decide": 4,
    "decide_relation": 3,
    "revise_note": 5,
    "hide_note": 2,
    "turn_off": 2,
    "save_entry": 4,
}


def test_every_save_of_a_page_says_what_was_seen() -> None:
    for page, call in nodes("kb/pages"):
        name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None
        if isinstance(call, ast.Call) and name in SEEN_AT:
            said = {word.arg for word in call.keywords} & {"seen", "new"}
            assert said or len(call.args) > SEEN_AT[name], f"{page}:{call.lineno}: {name}() without what was seen"
