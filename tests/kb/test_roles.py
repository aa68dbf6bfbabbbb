"""The gate: what each role may do is what the table says, asked at each act; everything else is refused and changes nothing."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from kb.accounts.audit import record
from kb.accounts.current import Actor, act_as
from kb.accounts.people import accounts, add_account, come_in, end_account, find_account, give_role, sign_out
from kb.accounts.roles import MATRIX, Role, require
from kb.base import KnowledgeBase
from kb.database.tables import Person
from kb.errors import NotAllowedError, PersonError
from tests.kb.command_line import kb_on
from tests.kb.databases import base  # noqa: F401


def arrive(base: KnowledgeBase, name: str, role: Role | None) -> Actor:  # noqa: F811
    """Somebody who has signed in and has a role."""
    with base.session(write=True) as session:
        return come_in(session, "https://made-up.example", f"subject of {name}", name, role)


def refused(base: KnowledgeBase, actor: Actor, act: str = "add", thing: str = "note") -> str | None:  # noqa: F811
    with base.session() as session:
        try:
            require(session, actor, act, thing)
        except NotAllowedError as error:
            return error.code
    return None


@pytest.mark.parametrize("role", [*Role, None])
def test_a_line_is_written_where_the_table_names_the_role_and_nowhere_else(base: KnowledgeBase, role: Role | None) -> None:  # noqa: F811
    actor = arrive(base, "Lan", role)
    for thing, act in [*((thing, act) for thing, acts in MATRIX.items() for act in acts), ("note", "unheard"), ("unheard", "add")]:
        if role in MATRIX.get(thing, {}).get(act, ()):
            with base.session(write=True, actor=actor) as session:
                record(session, act, thing, "1")
        else:
            with pytest.raises(NotAllowedError), base.session(write=True, actor=actor) as session:
                record(session, act, thing, "1")


def test_the_laptop_asks_nobody(base: KnowledgeBase) -> None:  # noqa: F811
    with base.session(write=True, actor=Actor("Lan")) as session:
        record(session, "unheard", "unheard", "1")


def test_what_the_gate_was_not_asked_for_is_not_kept(base: KnowledgeBase) -> None:  # noqa: F811
    actor = arrive(base, "Lan", Role.ADMINISTRATOR)
    with pytest.raises(NotAllowedError), base.session(write=True, actor=actor) as session:
        session.add(Person(name="Ai đó"))
    with base.session() as session:
        assert [account.name for account in accounts(session)] == ["Lan"]


def record_as(session: Session, actor: Actor) -> None:
    act_as(session, actor)
    record(session, "add", "note", "1")


def test_another_name_opens_no_gate(base: KnowledgeBase) -> None:  # noqa: F811
    actor = arrive(base, "Lan", Role.READER)
    with pytest.raises(NotAllowedError), base.session(write=True, actor=actor) as session:
        record_as(session, Actor("Minh"))


def test_why_somebody_is_refused(base: KnowledgeBase) -> None:  # noqa: F811
    newcomer = arrive(base, "Mới", None)
    assert refused(base, newcomer) == "person_first"
    boss, lan = arrive(base, "Chị Cả", Role.ADMINISTRATOR), arrive(base, "Lan", Role.REVIEWER)
    assert refused(base, newcomer) == "person_without_role"
    assert refused(base, lan) is None
    assert refused(base, lan, "role", "person") == "role_not_allowed"
    with base.session(write=True) as session:
        sign_out(session, lan.person_id or 0)
    assert refused(base, lan) == "person_signed_out"
    assert refused(base, Actor("Lan", person_id=lan.person_id, since=datetime.now(UTC) + timedelta(seconds=1))) is None
    with base.session(write=True, actor=boss) as session:
        end_account(session, find_account(session, "Lan"))
    assert refused(base, lan) == "person_ended"
    assert refused(base, Actor("Ai đó", person_id=999)) == "person_ended"


def test_a_role_taken_away_is_gone_with_the_next_act(base: KnowledgeBase) -> None:  # noqa: F811
    lan, boss = arrive(base, "Lan", Role.REVIEWER), arrive(base, "Chị Cả", Role.ADMINISTRATOR)
    with base.session(write=True, actor=lan) as session:
        record(session, "add", "note", "1")
    with base.session(write=True, actor=boss) as session:
        give_role(session, find_account(session, "Lan"), Role.READER)
    with pytest.raises(NotAllowedError), base.session(write=True, actor=lan) as session:
        record(session, "add", "note", "2")


def test_one_administrator_stays(base: KnowledgeBase) -> None:  # noqa: F811
    boss = arrive(base, "Chị Cả", Role.ADMINISTRATOR)
    with pytest.raises(PersonError), base.session(write=True, actor=boss) as session:
        give_role(session, find_account(session, "Chị Cả"), Role.CURATOR)
    with pytest.raises(PersonError), base.session(write=True, actor=boss) as session:
        end_account(session, find_account(session, "Chị Cả"))
    arrive(base, "Anh Hai", Role.ADMINISTRATOR)
    with base.session(write=True, actor=boss) as session:
        end_account(session, find_account(session, "Chị Cả"))


def test_a_name_is_one_persons(base: KnowledgeBase) -> None:  # noqa: F811
    """Whoever signs in gets nothing that stands under a name typed before, unless an administrator says that it is theirs."""
    with base.session(write=True, actor=Actor("Lan")) as session:
        record(session, "add", "note", "1")
        add_account(session, "Minh", "https://made-up.example", "m")
        with pytest.raises(PersonError):
            add_account(session, "Minh", "https://made-up.example", "other")
        minh = find_account(session, "Minh")
    assert arrive(base, "Lan", None).name == "Lan 2"
    assert arrive(base, "Lan", None).name == "Lan 2"
    with base.session(write=True) as session:
        assert come_in(session, "https://made-up.example", "m", "M. Trần").person_id == minh.id


def test_people_at_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with kb_on(tmp_path, monkeypatch, capfd) as kb:
        where = ("--issuer", "https://made-up.example", "--subject")
        assert kb("people", "add", "Lan", *where, "lan", "--role", "reader")[0] == 0
        assert kb("people", "add", "Minh", *where, "lan")[0] == 2
        assert kb("people", "role", "Lan", "king")[0] == 2
        assert kb("people", "role", "Nobody", "reader")[0] == 2
        assert kb("people", "role", "Lan", "administrator")[0] == 0
        for last in (("role", "Lan", "none"), ("end", "Lan")):
            status, _, err = kb("people", *last)
            assert (status, "Lan là người quản trị cuối cùng" in err) == (2, True)
        assert kb("people", "add", "Hoa", *where, "hoa", "--role", "administrator")[0] == 0
        assert kb("people", "end", "Lan")[0] == 0
        people = {one["name"]: one for one in json.loads(kb("people", "list", "--json")[1])["people"]}
        assert (people["Lan"]["role"], people["Lan"]["ended_at"] is None, people["Hoa"]["role"]) == (None, False, "administrator")
        assert kb("people", "resume", "Lan")[0] == 0
        assert "Lan\tnone\tlan @ https://made-up.example" in kb("people", "list")[1]
