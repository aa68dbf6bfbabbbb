"""The pages where people sign in: what a role does not include is not offered, and is refused in a tab that was open before."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb.accounts.current import Actor
from kb.accounts.people import come_in, find_account, give_role
from kb.accounts.roles import Role, table
from kb.annotations import Spot, add_note, list_notes
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.errors import NotAllowedError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import bar
from kb.pages.kit import base as kit
from kb.pages.kit.apart import made_for
from kb.pages.kit.bar import acting
from kb.pages.listing import ADMINISTERED, PAGES
from kb.settings import settings
from tests.bases import Begin, pages_on
from tests.kb.made_up_changes import CHANGES, GARDEN, GARDEN_KEY, put
from tests.kb.test_pages import seen

ROOT = Path(__file__).resolve().parents[2]
SignedIn = Callable[[Role | None], Actor]
ALL, FIRST = (*PAGES, *ADMINISTERED), (at.READER, at.INBOX, at.PEOPLE)
WRITES = ("note_open", "answer_", "edit_", "hide_", "erase_", "tag_add", "review_new", "training_forget", "turn_", "role_", "end_")
"""How the keys of widgets begin that change something."""


def gardens(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    put(base, CHANGES)
    with base.session(write=True, actor=Actor("Minh")) as session:
        add_note(session, load_version(session, GARDEN_KEY).version.id, [Spot("dieu-2")], "Hỏi lại.")
    with base.session(write=True) as session:
        come_in(session, "https://made-up.example", "boss", "Chị Cả", Role.ADMINISTRATOR)


@pytest.fixture
def base(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("KB_SIGN_IN_ISSUER", "https://made-up.example")
    with pages_on(begin(gardens, tmp_path / "base"), monkeypatch) as opened:
        yield opened


@pytest.fixture
def sign_in(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """Lan is signed in from now on, in a role."""

    def enter(role: Role | None) -> Actor:
        with base.session(write=True) as session:
            actor = come_in(session, "https://made-up.example", "lan", "Lan", role)
        monkeypatch.setattr(bar, "key_of", lambda claims: "lan")
        monkeypatch.setattr(bar, "signed_in", lambda session, key, hours: actor)
        return actor

    return enter


def lan_becomes(base: KnowledgeBase, role: Role | None) -> None:
    with base.session(write=True) as session:
        give_role(session, find_account(session, "Lan"), role)


def page(name: str, **params: str) -> AppTest:
    """A page as its address opens it."""

    def draw(name: str) -> None:
        from functools import partial

        from kb.errors import KnowledgeBaseError
        from kb.pages.kit.base import come_in
        from kb.pages.kit.drafts import settle_drafts
        from kb.pages.kit.frame import close_frame, guarded, open_frame
        from kb.pages.listing import ADMINISTERED, PAGES, open_page

        refused = None
        try:
            come_in()
        except KnowledgeBaseError as error:
            refused = error
        frame = open_frame(name)
        guarded(frame, partial(open_page, next(one for one in PAGES + ADMINISTERED if one.name == name), refused))
        settle_drafts(frame)
        close_frame(frame)

    test = AppTest.from_function(draw, default_timeout=60, kwargs={"name": name})
    for key, value in params.items():
        test.query_params[key] = value
    return test.run()


def writing(test: AppTest) -> list[str]:
    return [str(item.key) for item in (*test.button, *test.selectbox) if str(item.key).startswith(WRITES)]


@pytest.mark.parametrize("name", [one.name if one.name in FIRST else pytest.param(one.name, marks=pytest.mark.long) for one in ALL])
def test_a_reader_is_offered_nothing_that_changes_something(base: KnowledgeBase, sign_in: SignedIn, name: str) -> None:
    sign_in(Role.READER)
    test = page(name, **({"vb": GARDEN_KEY, "dk": "dieu-2"} if name == at.READER else {}))
    shown = seen(test)
    assert writing(test) == []
    about = next(one.about for one in ALL if one.name == name)
    assert ("Vai trò của bạn không gồm việc này" in shown) == (about != "base")


def test_without_a_role_one_sentence_is_all(base: KnowledgeBase, sign_in: SignedIn) -> None:
    sign_in(None)
    shown = seen(page("van-ban", vb=GARDEN_KEY))
    assert "Lan chưa được giao vai trò nào; hãy liên hệ người quản trị: Chị Cả." in shown
    assert "vườn ươm" not in shown


def test_a_role_that_went_ends_what_an_open_tab_can_do(base: KnowledgeBase, sign_in: SignedIn) -> None:
    sign_in(Role.REVIEWER)
    test = page("van-ban", vb=GARDEN_KEY, dk="dieu-2")
    assert any(key.startswith("hide_") for key in writing(test))
    lan_becomes(base, Role.READER)
    next(item for item in test.button if str(item.key).startswith("hide_")).click().run()
    assert "Vai trò của bạn không gồm việc này" in seen(test)
    assert writing(test) == []
    with base.session() as session:
        (note,) = list_notes(session)
    assert not note.hidden
    lan_becomes(base, None)
    test.run()
    assert "Lan chưa được giao vai trò nào" in seen(test)
    assert "Hỏi lại." not in seen(test)


def test_whoever_was_writing_when_their_role_went_is_told(base: KnowledgeBase, sign_in: SignedIn) -> None:
    sign_in(Role.REVIEWER)
    test = page("van-ban", vb=GARDEN_KEY, dk="dieu-2")
    test.button(key="note_open").click().run()
    test.text_area[0].set_value("Nửa chừng")
    lan_becomes(base, Role.READER)
    next(item for item in test.button if str(item.key).startswith("note_save")).click().run()
    assert "Vai trò của bạn vừa được đổi" in seen(test)
    assert "Vai trò của bạn vừa được đổi" not in seen(test.run())


def test_what_runs_by_itself_is_for_whoever_may_read(
    base: KnowledgeBase, sign_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(kit.st, "fragment", lambda show, run_every: show)
    monkeypatch.setattr(kit.st, "rerun", partial(pytest.fail, "drawn anew"))
    sign_in(Role.CURATOR)
    kit.fragment(drawn.append, "upload")("a table")
    lan_becomes(base, Role.READER)
    with pytest.raises(pytest.fail.Exception, match="drawn anew"):
        kit.fragment(drawn.append, "upload")("a table")
    assert drawn == ["a table"]
    others = [path.name for path in (ROOT / "kb/pages").rglob("*.py") if re.search(r"\bst\.fragment\b", path.read_text("utf-8"))]
    assert others == ["base.py"], "a fragment that does not ask"


def test_a_file_is_made_for_whoever_may_have_it(base: KnowledgeBase, sign_in: SignedIn) -> None:
    sign_in(Role.REVIEWER)
    made = partial(made_for, acting(), "note", lambda: b"file")
    assert made() == b"file"
    lan_becomes(base, Role.READER)
    with pytest.raises(NotAllowedError):
        made()


def test_an_administrator_gives_roles_on_a_page(base: KnowledgeBase, sign_in: SignedIn) -> None:
    lan = sign_in(Role.ADMINISTRATOR)
    test = page("nguoi-dung")
    assert "✓" in seen(test)
    with base.session() as session:
        boss = find_account(session, "Chị Cả")
    test.selectbox[[str(item.key).startswith(f"role_{boss.id}") for item in test.selectbox].index(True)].set_value("reader").run()
    with base.session() as session:
        assert find_account(session, "Chị Cả").role == Role.READER
    test.selectbox[[str(item.key).startswith(f"role_{lan.person_id}") for item in test.selectbox].index(True)].set_value("").run()
    assert "Lan là người quản trị cuối cùng" in seen(test)
    with base.session() as session:
        assert find_account(session, "Lan").role == Role.ADMINISTRATOR


def test_a_laptop_has_no_page_of_people() -> None:
    assert not settings().signs_in
    assert not {one.name for one in PAGES} & {one.name for one in ADMINISTERED}


@pytest.mark.parametrize(("file", "language"), [("roles.md", "en"), ("vi/vai-tro.md", "vi")])
def test_the_guide_has_the_table(file: str, language: str) -> None:
    say = Catalogue(language)
    rows = [f"| {say(key)} | {' | '.join('✓' if role in allowed else '–' for role in Role)} |" for key, allowed in table()]
    written = (ROOT / "docs" / file).read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line.endswith(("✓ |", "– |"))] == rows
