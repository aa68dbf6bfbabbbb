"""Erasing: the words of a note are nowhere in a base any more, tables and files; who erased it and when is what stays."""

import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from kb.accounts.audit import lines, record
from kb.accounts.current import Actor
from kb.annotations import Spot, add_note, add_reply, list_notes, revise_note
from kb.annotations.exchange import export_annotations, import_annotations, read_annotations
from kb.annotations.notes import erase, erase_note, sweep_files
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.database.tables import ReviewFile, ReviewFinding
from kb.errors import AnnotationError
from kb.index.build import reindex
from tests.kb.databases import article, base, decree, put  # noqa: F401

LAN, MINH = Actor("Lan"), Actor("Minh")
DECREE = decree(article("1", "Người được hỗ trợ nộp hồ sơ."))
SECRETS = ("Zyxwvut Bí Mật", "zyxwvut bi mat", "nhãn-kín-qwp", "Qwpoiuy Lời Đáp", "Mnbvcx Lần Hai", "mnbvcx lan hai")
"""Words of the note as it was and is, of its tag and its answer; and as they are kept to be looked for."""


@pytest.fixture
def noted(base: KnowledgeBase) -> tuple[KnowledgeBase, str, str]:  # noqa: F811
    """A base with a note that was revised and answered, and another one."""
    put(base, "mau.txt", DECREE)
    with base.session(write=True, actor=LAN) as session:
        version = load_version(session, DECREE.key).version.id
        note = add_note(session, version, [Spot("dieu-1", "text", 0, 5)], f"Hỏi {SECRETS[0]}. " * 400, [SECRETS[2]])
        other = add_note(session, version, [Spot("dieu-1")], "Ghi chú khác.")
    with base.session(write=True, actor=MINH) as session:
        revise_note(session, note, f"Gọi {SECRETS[4]}.", [SECRETS[2]])
        add_reply(session, note, f"{SECRETS[3]} đã gọi.")
        review = ReviewFile(title="Rà soát", as_of=date(2031, 6, 1), author_id=1, made_at=datetime.now(UTC))
        session.add(review)
        session.flush()
        about = {"file_id": review.id, "author_id": 1, "at": datetime.now(UTC)}
        session.add(ReviewFinding(note_id=note, proposal=f"Gọi lại {SECRETS[0]}.", **about))
        record(session, "finding", "review", str(review.id), {}, {"note": note, "proposal": f"Gọi lại {SECRETS[0]}."})
    return base, note, other


def held(home: Path) -> list[str]:
    """Which of the words stand in any file of a folder, in any of the forms that a file may have them in."""
    forms = {secret: [secret.encode(), secret.encode("utf-16-le"), _escaped(secret)] for secret in SECRETS}
    found = []
    for path in home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found += [f"{path.name}: {secret}" for secret, some in forms.items() if any(form in content for form in some)]
    return found


def _escaped(secret: str) -> bytes:
    """As JSON has it in a database."""
    return json.dumps(secret)[1:-1].encode()


def test_nothing_of_the_words_is_left(noted: tuple[KnowledgeBase, str, str]) -> None:
    base, note, other = noted  # noqa: F811
    reindex(base)
    sqlite = base.engine.dialect.name == "sqlite"
    if sqlite:
        assert held(base.settings.home)  # the search for them finds them before
    done = erase(base, note, MINH)
    assert (done.ids[0], len(done.ids), done.swept) == (note, 2, True)
    with base.session() as session:
        assert [view.id for view in list_notes(session, include_hidden=True)] == [other]
        about = [(line.author, line.act, line.before, line.after) for line in lines(session) if line.thing_id == note]
        everything = " ".join(
            str(tuple(row)) for name in _tables(base) for row in session.execute(text(f'SELECT * FROM "{name}"')).all()
        )
    gone: dict[str, Any] = {"erased": True}
    assert about == [("Lan", "add", gone, gone), ("Minh", "revise", gone, gone), ("Minh", "erase", {}, {})]
    assert [secret for secret in SECRETS if secret in everything or _escaped(secret).decode() in everything] == []
    if sqlite:
        assert held(base.settings.home) == []


def _tables(base: KnowledgeBase) -> list[str]:  # noqa: F811
    return inspect(base.engine).get_table_names()


def test_a_reply_goes_alone(noted: tuple[KnowledgeBase, str, str]) -> None:
    base, note, _ = noted  # noqa: F811
    with base.session(write=True, actor=LAN) as session:
        (reply,) = list_notes(session)[0].replies
        assert erase_note(session, reply.id) == (reply.id,)
    with base.session() as session:
        first = list_notes(session)[0]
    assert (first.id, first.replies) == (note, ())


def test_an_old_file_does_not_bring_it_back(noted: tuple[KnowledgeBase, str, str]) -> None:
    base, note, _ = noted  # noqa: F811
    with base.session(write=True, actor=LAN) as session:
        content = orjson.dumps(export_annotations(list_notes(session), "").collection)
        erase_note(session, note)
        done = import_annotations(session, read_annotations(content, "cu.json"))
    assert [item.why.key for item in done.refused] == ["error.w3c_erased"] * 2
    assert len(done.unchanged) == 1


def test_what_is_not_there_cannot_be_erased(noted: tuple[KnowledgeBase, str, str]) -> None:
    base, _, _ = noted  # noqa: F811
    with pytest.raises(AnnotationError):
        erase(base, "urn:uuid:khong-co", LAN)
    with base.session() as session:
        assert len(list_notes(session)) == 2


_EMPTY = """UPDATE audit SET before = '{"erased": true}', after = '{"erased": true}'"""
CHANGES = [
    "UPDATE audit SET before = '{}', after = '{}', salt = NULL WHERE thing = 'note'",
    """UPDATE audit SET after = '{"erased": true}', salt = NULL WHERE thing = 'note'""",
    f"{_EMPTY} WHERE thing = 'note'",
    "UPDATE audit SET salt = NULL WHERE thing = 'note'",
    *(
        f"{_EMPTY}, salt = NULL, {column} = {value} WHERE thing = 'note'"
        for column, value in (("act", "'x'"), ("person_id", "NULL"), ("commitment", "link"), ("link", "commitment"))
    ),
    f"{_EMPTY}, salt = NULL WHERE thing = 'effect'",
    "DELETE FROM audit WHERE thing = 'note'",
]


def test_no_other_change_of_the_audit_is_let_through(noted: tuple[KnowledgeBase, str, str]) -> None:
    base, _, _ = noted  # noqa: F811
    with base.session(write=True) as session:
        record(session, "accept", "effect", "1")
    for change in CHANGES:
        with pytest.raises(DBAPIError, match="the audit only grows"), base.session(write=True) as session:
            session.execute(text(change))


def test_files_that_are_in_use_are_swept_later(noted: tuple[KnowledgeBase, str, str]) -> None:
    base, note, _ = noted  # noqa: F811
    if base.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL waits for its readers")
    reader = sqlite3.connect(base.settings.home / "kb.sqlite3")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM audit").fetchone()
    with base.session(write=True, actor=LAN) as session:
        erase_note(session, note)
    assert sweep_files(base, wait_ms=50) is False
    reader.close()
    assert sweep_files(base) is True
    assert held(base.settings.home) == []
