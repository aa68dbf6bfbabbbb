"""The chain of the audit: whatever is done to its lines behind the program's back is found, and erasing leaves it whole."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from threading import Thread

import pytest
from sqlalchemy import text

from kb.accounts.audit import EMPTIED, empty, head, link, record
from kb.accounts.current import Actor
from kb.base import KnowledgeBase, Session
from kb.database.tables import Audit
from kb.errors import InvalidQueryError
from kb.upkeep.auditing import check_audit, last_check, read_head, verify
from tests.kb.databases import base  # noqa: F401

pytestmark = pytest.mark.always

LAN = Actor("Lan")


@pytest.fixture
def written(base: KnowledgeBase) -> KnowledgeBase:  # noqa: F811
    """A base with eight lines, the second one about a note; words as no database takes them among them."""
    with base.session(write=True, actor=LAN) as session:
        for number in range(1, 9):
            said = {"text": f"Lời {number} \0", "tags": ("hạn",), "places": {2: 1.5, 10: None}}
            record(session, "add", "note" if number == 2 else "word", f"n{number}", None, said, "luat/1")
    return base


def behind(base: KnowledgeBase, *statements: str) -> None:  # noqa: F811
    """Change the audit as somebody would who has the database: no trigger keeps them from it."""
    with base.session(write=True) as session:
        _tamper(session, statements)


def _tamper(session: Session, statements: Sequence[str]) -> None:
    if session.get_bind().dialect.name == "sqlite":
        for name in ("update", "delete", "insert"):
            session.execute(text(f"DROP TRIGGER audit_no_{name}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))
    for statement in statements:
        session.execute(text(statement))


def rechained(base: KnowledgeBase) -> None:  # noqa: F811
    """Another hand at line 3, and every link after it made anew, as the program would make it."""
    with base.session() as session:
        rows = [dict(row) for row in session.execute(Audit.__table__.select().order_by(Audit.id)).mappings()]
    changes = []
    for before, row in pairwise(rows[1:]):
        row["act"] = "x" if row["id"] == 3 else row["act"]
        row["link"] = link(before["link"], row)
        changes.append(f"UPDATE audit SET act = '{row['act']}', link = '{row['link']}' WHERE id = {row['id']}")
    behind(base, *changes)


_COPY = "id, at, person_id, kind, act, thing, thing_id, instrument, before, after, salt, commitment, link"
_SWAP = ["UPDATE audit SET id = 100 WHERE id = 4", "UPDATE audit SET id = 4 WHERE id = 5", "UPDATE audit SET id = 5 WHERE id = 100"]
_EMPTY = """before = '{"erased": true}', after = '{"erased": true}'"""
_MAKE_ROOM = [f"UPDATE audit SET id = {number + 1} WHERE id = {number}" for number in (8, 7, 6, 5)]


def _insert(id_: str) -> str:
    return f"INSERT INTO audit ({_COPY}) SELECT {id_}, {_COPY.removeprefix('id, ')} FROM audit WHERE id = 3"


TAMPERING = [
    *(
        ([f"UPDATE audit SET {name} = {value} WHERE id = 4"], ("changed", 4))
        for name, value in {
            "at": "'2031-01-01 00:00:00.000000'",
            "person_id": "NULL",
            "kind": "'system'",
            "act": "'x'",
            "thing": "'note'",
            "thing_id": "'n9'",
            "instrument": "NULL",
            "before": """'{"a": 1}'""",
            "after": "'{}'",
            "salt": "NULL",
            "commitment": "link",
            "link": "commitment",
        }.items()
    ),
    (["DELETE FROM audit WHERE id = 1"], ("removed", 2, 0)),
    (["DELETE FROM audit WHERE id IN (4, 5)"], ("removed", 6, 3)),
    (["DELETE FROM audit WHERE id = 4", "UPDATE audit SET id = id - 1 WHERE id > 4"], ("changed", 4)),
    ([*_MAKE_ROOM, _insert("5")], ("changed", 5)),
    ([_insert("0")], ("changed", 0)),
    ([_insert("9")], ("changed", 9)),
    (_SWAP, ("changed", 4)),
    ([f"UPDATE audit SET {_EMPTY}, salt = NULL WHERE id = 4"], ("changed", 4)),
    ([f"UPDATE audit SET {_EMPTY}, salt = NULL WHERE id = 2"], ("emptied", 2)),
    (["DELETE FROM audit WHERE id > 6"], ("cut", 6)),
    (["DELETE FROM audit"], ("cut", 0)),
]


def test_tampering_is_found(written: KnowledgeBase) -> None:
    noted = read_head(check_audit(written).head)
    found = []
    for statements, _ in TAMPERING:
        with written.session(write=True) as session:
            _tamper(session, statements)
            told = verify(session, [noted])
            session.rollback()
        found.append((statements, (told.how, told.line, *([told.after] if told.after is not None else []))))
    assert found == TAMPERING


def cut(base: KnowledgeBase) -> None:  # noqa: F811
    behind(base, "DELETE FROM audit WHERE id = 8")


@pytest.mark.parametrize(("change", "how"), [(rechained, "rewritten"), (cut, "cut")])
def test_an_end_that_was_noted_down_shows_what_the_chain_alone_does_not(
    written: KnowledgeBase, change: Callable[[KnowledgeBase], None], how: str
) -> None:
    with written.session() as session:
        noted = head(session)
    change(written)
    with written.session() as session:
        assert verify(session).how is None
    assert check_audit(written, noted[:18]).how == how
    with pytest.raises(InvalidQueryError):
        check_audit(written, noted[:17])


def test_a_line_that_was_put_in_with_a_right_link_is_found_by_the_one_after_it(written: KnowledgeBase) -> None:
    with written.session() as session:
        rows = [dict(row) for row in session.execute(Audit.__table__.select().order_by(Audit.id)).mappings()]
    made = link(rows[3]["link"], {**rows[2], "id": 5})
    behind(written, *_MAKE_ROOM, _insert("5"), f"UPDATE audit SET link = '{made}' WHERE id = 5")
    told = check_audit(written)
    assert (told.how, told.line) == ("changed", 6)


def test_erasing_takes_the_salt_and_leaves_the_chain_whole(written: KnowledgeBase) -> None:
    before = check_audit(written)
    with written.session(write=True, actor=LAN) as session:
        empty(session, Audit.thing == "note")
        record(session, "erase", "note", "n2")
    found = check_audit(written, before.head)
    assert (found.how, found.lines) == (None, 9)
    with written.session() as session:
        line = session.get_one(Audit, 2)
        assert (line.before, line.after, line.salt) == (EMPTIED, EMPTIED, None)
        assert last_check(session) == found


@pytest.mark.parametrize(
    ("act", "later", "how"), [("finding", False, None), ("create", False, "changed"), ("finding", True, "emptied")]
)
def test_an_erasing_explains_what_it_took_and_nothing_else(base: KnowledgeBase, act: str, later: bool, how: str | None) -> None:  # noqa: F811
    with base.session(write=True, actor=LAN) as session:
        record(session, "erase", "note", "n1") if later else None
        record(session, act, "review", "1", after={"note": "n1"})
        record(session, "erase", "note", "n2") if not later else None
    behind(base, f"UPDATE audit SET {_EMPTY}, salt = NULL WHERE thing = 'review'")
    assert check_audit(base).how == how


def test_lines_written_at_once_make_one_chain(base: KnowledgeBase) -> None:  # noqa: F811
    def write(name: str) -> None:
        for number in range(5):
            with base.session(write=True, actor=Actor(name)) as session:
                record(session, "add", "word", f"{name}{number}")
                record(session, "change", "word", f"{name}{number}")

    def write_unlocked() -> None:  # a session that did not wait for its turn
        for number in range(5):
            with base._sessions() as session, session.begin():
                record(session, "read", "word", str(number))

    threads = [Thread(target=write, args=(name,)) for name in ("Lan", "Minh", "Hoa")]
    threads += [Thread(target=write_unlocked) for _ in range(2 * (base.engine.dialect.name == "postgresql"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = check_audit(base)
    assert (found.how, found.lines) == (None, 10 * 3 + 5 * (len(threads) - 3))
