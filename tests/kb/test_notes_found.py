"""Finding notes among many, and the tags that curators keep."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, update

from kb.accounts.current import Actor, act_as
from kb.annotations import Spot, add_note, add_reply, hide_note, list_notes
from kb.annotations.finding import Wanted, choices, find_notes, mentioning, naming, stamp
from kb.annotations.saying import BEGINS_WITH, offered
from kb.base import KnowledgeBase, Session
from kb.database.reading.reader import load_version
from kb.database.tables import Annotation
from tests.kb.databases import base  # noqa: F401
from tests.kb.made_up_changes import CHANGES, CHANGES_KEY, GARDEN, GARDEN_KEY, put
from tests.kb.made_up_notes import in_memory

LAN, MINH = Actor("Lan"), Actor("Minh")
PLACE = f"{GARDEN_KEY}#dieu-3"


@pytest.fixture
def gardens(base: KnowledgeBase) -> Iterator[Session]:  # noqa: F811
    """Two texts with four notes and a reply, one note hidden."""
    put(base, GARDEN)
    put(base, CHANGES)
    with base.session(write=True, actor=MINH) as opened:
        garden, changes = (load_version(opened, key) for key in (GARDEN_KEY, CHANGES_KEY))
        assert garden is not None
        assert changes is not None
        on, days = [Spot("dieu-2")], iter(date(2024, 1, day) for day in (1, 2, 3, 4))

        def add(version: int, *said: Any, **about: Any) -> str:
            note = add_note(opened, version, on, *said, **about)
            moment = datetime.combine(next(days), datetime.min.time(), UTC).replace(hour=18)  # the next day in Vietnam
            opened.execute(update(Annotation).where(Annotation.id == note).values(created_at=moment))
            return note

        first = add(garden.version.id, "Hoà giải ở cơ sở 50%", ["Mâu thuẫn", "của riêng"], "open", severity="high", assignee="Minh")
        add_reply(opened, first, "Đã hỏi @Lan rồi, chờ trả lời.")
        act_as(opened, LAN)
        add(garden.version.id, "hoa giai o huyen", ["câu hỏi"], "done", proposal="Thêm trọng tài")
        add(load_version(opened, CHANGES_KEY).version.id, "Xem chỗ kia.", links=[PLACE])  # type: ignore[union-attr]
        hide_note(opened, add(garden.version.id, "hòa giải đã ẩn"))
        yield opened


ANSWERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [3, 2, 1]),
    ({"words": "hoa giai"}, [2, 1]),
    ({"words": "HÒA GIẢI"}, [1]),  # one spelling of tone marks, and with marks only what has them
    ({"words": "giải chờ"}, [1]),  # one word in the note, the other in the reply
    ({"words": "50%"}, [1]),
    ({"words": "5_%"}, []),
    ({"words": "hòa giải", "hidden": True}, [4, 1]),
    ({"author": "Lan"}, [3, 2]),
    ({"tag": "mâu thuẫn"}, [1]),
    ({"tag": "của riêng"}, [1]),
    ({"words": "trọng tài"}, [2]),
    ({"status": "done"}, [2]),
    ({"severity": "high"}, [1]),
    ({"assignee": "Minh"}, [1]),
    ({"instrument": CHANGES_KEY}, [3]),
    ({"instrument": GARDEN_KEY}, [3, 2, 1]),  # what names it, too
    ({"since": date(2024, 1, 3)}, [3, 2]),
    ({"until": date(2024, 1, 2)}, [1]),
    ({"status": "done", "author": "Minh"}, []),
]


def test_notes_are_found_by_what_they_say_and_where(gardens: Session) -> None:
    everything = [note.id for note in list_notes(gardens, include_hidden=True)]
    for wanted, expected in ANSWERS:
        found = find_notes(gardens, Wanted(**wanted))
        assert [everything.index(note.id) + 1 for note in found.notes] == expected, wanted
        assert found.count == sum(found.by_status.values()) == len(expected)
    _chosen(gardens)
    _named(gardens)


def _chosen(session: Session) -> None:
    found = choices(session)
    assert (found.authors, found.assignees) == ({"Lan": 2, "Minh": 1}, {"Minh": 1})
    assert found.tags == {"câu hỏi": 1, "của riêng": 1, "mâu thuẫn": 1}
    assert found.instruments == {GARDEN_KEY: 2, CHANGES_KEY: 1}


def _named(session: Session) -> None:
    instruments = {key: load_version(session, key).instrument.id for key in (GARDEN_KEY, CHANGES_KEY)}  # type: ignore[union-attr]
    (note,) = naming(session, instruments[GARDEN_KEY])
    assert note.text == "Xem chỗ kia."
    assert naming(session, instruments[CHANGES_KEY]) == []
    assert [note.text for note in mentioning(session, "Lan")] == ["Hoà giải ở cơ sở 50%"]
    seen = {key: stamp(session, id_) for key, id_ in instruments.items()}
    add_reply(session, list_notes(session)[0].id, "Xong.")
    assert stamp(session, instruments[GARDEN_KEY]) != seen[GARDEN_KEY]
    assert stamp(session, instruments[CHANGES_KEY]) == seen[CHANGES_KEY]


@pytest.fixture
def session() -> Iterator[Session]:
    with in_memory() as session:
        yield session


def test_a_page_at_a_time_with_as_many_questions_for_many_as_for_one(session: Session) -> None:
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement))
    for number in range(3):
        add_reply(session, add_note(session, 1, [Spot("dieu-2")], f"{number}"), "?")
    asked.clear()
    one = find_notes(session, Wanted(), 1)
    count, asked[:] = len(asked), []
    every = find_notes(session, Wanted(), 20)
    assert (one.notes, one.count) == (every.notes[:1], 3)
    assert len(asked) == count


def test_tags_are_spelled_as_the_programs_own_and_those_in_use_are_offered(session: Session) -> None:
    add_note(session, 1, [Spot("dieu-2")], "?", ["Mâu thuẫn", "của riêng"])
    assert list_notes(session)[0].tags == ("mâu thuẫn", "của riêng")
    assert offered(session) == (*BEGINS_WITH, "của riêng")
