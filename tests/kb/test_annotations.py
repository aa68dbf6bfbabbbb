"""Notes: exact places, revisions, nothing deleted."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session

from kb.accounts.current import LOCAL, Actor, act_as
from kb.annotations import (
    Spot,
    add_note,
    add_reply,
    hide_note,
    list_notes,
    notes_for,
    revise_note,
    select_between,
    select_quotation,
)
from kb.annotations.desk import mentions
from kb.database.tables import Provision
from kb.errors import AnnotationError, ChangedMeanwhileError
from tests.kb.made_up_notes import KEY, in_memory


@pytest.fixture
def session() -> Iterator[Session]:
    with in_memory() as session:
        yield session


def test_a_note_on_a_provision_and_its_revisions(session: Session) -> None:
    note_id = add_note(session, 1, [Spot("dieu-2")], " Cần hỏi lại. ", ["thời hạn", "thời hạn", " "])
    act_as(session, Actor("Người thứ hai"))
    revise_note(session, note_id, "Đã hỏi.", ["xong"], "done")
    (note,) = notes_for(session, 1)
    assert (note.text, note.tags, note.status) == ("Đã hỏi.", ("xong",), "done")
    assert (note.revisions, note.author) == (2, "Người dùng máy này")
    assert [(target.key, target.quotation, target.intact) for target in note.targets] == [(f"{KEY}#dieu-2", None, True)]


@pytest.mark.parametrize(
    ("quotation", "within", "expected"),
    [
        ("Thời hạn hỗ trợ là", None, [("dieu-2", "text", 0, 18)]),
        ("chờ  xác\nđịnh", None, [("dieu-1/khoan-2", "text", 11, 23)]),
        # The mark ends inside a word's punctuation.
        ("tối đa 03 tháng", None, [("dieu-1/khoan-2", "text", 25, 40)]),
        # Across clauses, with the labels that the page prints.
        ("đã được xác định.\n2. Người đang chờ", None, [("dieu-1/khoan-1", "text", 9, 26), ("dieu-1/khoan-2", "text", 0, 14)]),
        # From the last clause into the closing words of the article.
        ("tối đa 03 tháng.\nMức chi do Sở", None, [("dieu-1/khoan-2", "text", 25, 41), ("dieu-1", "tail", 0, 13)]),
        ("03 tháng", "dieu-2", [("dieu-2", "text", 19, 27)]),
        ("2. Người đang chờ", None, [("dieu-1/khoan-2", "text", 0, 14)]),
    ],
)
def test_quoted_words_are_found_exactly(
    session: Session, quotation: str, within: str | None, expected: list[tuple[str, str, int, int]]
) -> None:
    selections = select_quotation(session, 1, quotation, within)
    assert [(s.path, s.field, s.start, s.end) for s in selections] == expected


@pytest.mark.parametrize("quotation", ["03 tháng", "không có trong văn bản", "  ", "xac dinh", "Thời hạn hỗ trợ là 06 tháng"])
def test_words_that_are_absent_or_ambiguous_are_refused(session: Session, quotation: str) -> None:
    with pytest.raises(AnnotationError):
        select_quotation(session, 1, quotation)


def test_a_note_across_clauses_keeps_a_selector_for_each(session: Session) -> None:
    selections = select_between(session, 1, ("dieu-1/khoan-1", "text", 9), ("dieu-1", "tail", 7))
    note_id = add_note(session, 1, selections, "Mâu thuẫn?")
    (note,) = list_notes(session)
    assert note.id == note_id
    assert [(t.path, t.field, t.quotation) for t in note.targets] == [
        ("dieu-1/khoan-1", "text", "đã được xác định."),
        ("dieu-1/khoan-2", "text", "Người đang chờ xác định, tối đa 03 tháng."),
        ("dieu-1", "tail", "Mức chi"),
    ]


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("Mức là 50[0.000 đồ]ng mỗi tháng", "500.000 đồng"),
        ("theo Nghị [định số 01/20]24/NĐ-CP.", "định số 01/2024/NĐ-CP"),
        ("hồ sơ,[bản sao] và đơn", "bản sao"),
        ("trong[ 03 tháng, ]kể từ", " 03 tháng, "),
    ],
)
def test_a_mark_has_whole_words_and_numbers_at_its_ends(session: Session, marked: str, kept: str) -> None:
    row = session.query(Provision).filter_by(path="dieu-2").one()
    row.text = marked.replace("[", "").replace("]", "")
    session.flush()
    (spot,) = select_between(session, 1, ("dieu-2", "text", marked.index("[")), ("dieu-2", "text", marked.index("]") - 1))
    assert row.text[spot.start : spot.end] == kept


def test_a_changed_text_is_noticed(session: Session) -> None:
    add_note(session, 1, [Spot("dieu-2", "text", 0, 8)], "?")
    row = session.query(Provision).filter_by(path="dieu-2").one()
    row.text = "Thời hạn hỗ trợ là 06 tháng."
    session.flush()
    assert list_notes(session)[0].targets[0].intact is False


def test_words_may_be_marked_without_a_word(session: Session) -> None:
    note_id = add_note(session, 1, [Spot("dieu-2", "text", 0, 8)], " ")
    (note,) = list_notes(session)
    assert (note.text, note.status, note.targets[0].quotation) == ("", "noted", "Thời hạn")
    revise_note(session, note_id, "", ["lạc hậu"], seen=note)
    assert list_notes(session)[0].tags == ("lạc hậu",)


def test_all_that_a_note_says_is_kept_and_may_change(session: Session) -> None:
    here, there = f"{KEY}#dieu-1/khoan-2", f"{KEY}#dieu-2"
    note_id = add_note(session, 1, [Spot("dieu-2")], "?", status="open", severity="high", assignee=LOCAL.name, links=[here, here])
    (note,) = notes_for(session, 1)
    assert (note.status, note.severity, note.assignee, note.links) == ("open", "high", LOCAL.name, (here,))
    revise_note(session, note_id, "!", status="in_progress", links=[there], seen=note)
    (now,) = notes_for(session, 1)
    assert (now.status, now.severity, now.assignee, now.links) == ("in_progress", None, None, (there,))
    assert now.shown != note.shown


@pytest.mark.parametrize(
    "about",
    [
        {"severity": "urgent"},
        {"assignee": "Không ai cả"},
        {"links": [f"{KEY}#dieu-9"]},
        {"links": ["nghi-dinh/02-2099-nd-mau/chinh-phu/2099-01-01#dieu-1"]},
        {"links": ["javascript:alert(1)"]},
        {"tags": ["x" * 61]},
        {"tags": [str(number) for number in range(31)]},
    ],
)
def test_what_the_base_does_not_know_is_refused_and_changes_nothing(session: Session, about: dict[str, Any]) -> None:
    with pytest.raises(AnnotationError):
        add_note(session, 1, [Spot("dieu-2")], "?", **about)
    assert list_notes(session) == []


def test_replies_stand_under_their_note_and_have_a_history_of_their_own(session: Session) -> None:
    note_id = add_note(session, 1, [Spot("dieu-2")], "?")
    (before,) = list_notes(session)
    act_as(session, Actor("Người thứ hai"))
    first = add_reply(session, note_id, "Thấy rồi.")
    second = add_reply(session, first, "Đã sửa.")
    (note,) = list_notes(session)
    assert [(reply.id, reply.text, reply.author) for reply in note.replies] == [
        (first, "Thấy rồi.", "Người thứ hai"),
        (second, "Đã sửa.", "Người thứ hai"),
    ]
    assert note.shown == before.shown, "an answer does not change the note"
    revise_note(session, first, "Thấy.", seen=note.replies[0])
    with pytest.raises(ChangedMeanwhileError):
        revise_note(session, first, "Chưa thấy.", seen=note.replies[0])
    hide_note(session, second, seen=note.replies[1])
    assert [(reply.text, reply.revisions) for reply in list_notes(session)[0].replies] == [("Thấy.", 2)]
    hide_note(session, second, hidden=False)
    assert len(list_notes(session)[0].replies) == 2
    hide_note(session, note_id)
    for answer in ("?", " "):
        with pytest.raises(AnnotationError):
            add_reply(session, note_id, answer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@An xem giúp", ("An",)),
        ("@An Bình, @An: xem", ("An Bình", "An")),
        ("nhờ @an bình.", ("An Bình",)),
        ("@An Bìnhh", ("An",)),
        ("thư: x@An.vn, @@An, @Anh", ()),
        ("(@Nguyễn Thị Hoà) @Nguyễn Thị Hòa", ("Nguyễn Thị Hòa",)),
        ("@", ()),
    ],
)
def test_who_is_named_in_a_text(text: str, expected: tuple[str, ...]) -> None:
    assert mentions(text, ["An", "An Bình", "Nguyễn Thị Hòa", ""]) == expected


def test_hiding_deletes_nothing(session: Session) -> None:
    note_id = add_note(session, 1, [Spot("dieu-2")], "?", ["a"])
    hide_note(session, note_id)
    assert list_notes(session) == []
    assert [note.hidden for note in list_notes(session, include_hidden=True)] == [True]
    with pytest.raises(AnnotationError):
        revise_note(session, note_id, "!")
    hide_note(session, note_id, hidden=False)
    assert [(note.text, note.status, note.tags) for note in list_notes(session)] == [("?", "noted", ("a",))]


@pytest.mark.parametrize(
    ("selections", "text", "status"),
    [
        ([], "?", "open"),
        ([Spot("dieu-9")], "?", "open"),
        ([Spot("dieu-2", "text", 5, 500)], "?", "open"),
        ([Spot("dieu-2", "note")], "?", "open"),
        ([Spot("dieu-2")], "  ", "open"),
        ([Spot("dieu-2")], "?", "urgent"),
        ([Spot("dieu-2")], "x" * 1_000_000, "open"),
    ],
)
def test_what_cannot_be_kept_is_refused(session: Session, selections: list[Spot], text: str, status: str) -> None:
    with pytest.raises(AnnotationError):
        add_note(session, 1, selections, text, status=status)
