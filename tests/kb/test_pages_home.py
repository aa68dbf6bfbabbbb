"""Bàn làm việc as Streamlit runs it: what waits for a person, what is new in the law, pictures in words; and the empty states."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from kb.accounts.current import LOCAL, Actor
from kb.accounts.people import keep_visit, last_visit
from kb.annotations import Spot, add_note, add_reply
from kb.annotations.desk import mentions_of, open_for
from kb.base import KnowledgeBase
from kb.database.tables import Version, Visit
from kb.interface.catalogue import Catalogue
from kb.interface.days import today
from kb.law.status.news import made_at, news
from kb.review import ReviewDraft, create_review
from kb.settings import settings
from tests.kb.made_up_changes import decree, put
from tests.kb.test_pages import page, seen
from tests.kb.test_pages_compare import _NEW, _OLD, NEW, OLD, in_base  # noqa: F401
from tests.kb.test_pairings import text

ANNA = Actor("Nguyễn Thị Anna")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ban")
    with KnowledgeBase(settings().model_copy(update={"home": home})) as base:
        put(base, _OLD, name="cu.txt")
    return home


def note(base: KnowledgeBase, by: Actor, words: str, path: str = "dieu-2", **more: object) -> str:
    version = text(base, OLD).version.id
    with base.session(write=True, actor=by) as session:
        return add_note(session, version, [Spot(path)], words, **more)  # type: ignore[arg-type]


def test_nothing_waits_and_each_part_says_so(in_base: KnowledgeBase) -> None:  # noqa: F811
    test = page("ban-lam-viec")
    shown = seen(test)
    for words in ("Không có phát hiện nào đang mở", "Chưa ai nhắc đến bạn", "Bạn không tham gia hồ sơ"):
        assert words in shown
    assert "sau khi lập kho" in shown
    assert "Nghị định số 10/2090/NĐ-CP" not in shown  # the base was made of it
    assert "ban-lam-viec" not in seen(page("tra-cuu"))
    del test.session_state["who"]
    shown = seen(test.run())
    for words in ("Trong kho không có phát hiện nào đang mở.", "Trong kho không có hồ sơ rà soát nào đang mở."):
        assert words in shown


def test_what_waits_is_shown_and_leads_there_from_the_first_screen(in_base: KnowledgeBase) -> None:  # noqa: F811
    mine = note(in_base, LOCAL, "Chưa rõ ai tưới <b>cây</b>.", tags=["khoảng trống"], status="open")
    given = note(in_base, ANNA, "Mâu thuẫn về ngày nghỉ.", "dieu-2/khoan-2", status="open", severity="high", assignee=LOCAL.name)
    note(in_base, ANNA, "Ghi nhận thôi.", assignee=LOCAL.name)
    note(in_base, ANNA, "Việc của Anna.", "dieu-3", status="open")
    with in_base.session(write=True, actor=ANNA) as session:
        add_reply(session, mine, f"@{LOCAL.name} xem Điều 3 nữa.")
        days = {"as_of": today(), "items": (OLD,)}
        create_review(session, ReviewDraft("Rà soát vườn ươm", members=(LOCAL.name,), deadline=today() - timedelta(days=3), **days))
        create_review(session, ReviewDraft("Của người khác", deadline=today(), **days))
    with in_base.session() as session:
        found, named = open_for(session, LOCAL.name), mentions_of(session, LOCAL.name)
        assert [item.id for item in found.notes] == [given, mine]
        assert [(item.author, item.note.id) for item in named] == [(ANNA.name, mine)]
        assert mentions_of(session, ANNA.name) == []
    test = page("ban-lam-viec")
    shown = seen(test)
    assert "Chưa rõ ai tưới &lt;b&gt;cây&lt;/b&gt;." in shown
    assert shown.index("Mâu thuẫn về ngày nghỉ.") < shown.index("Chưa rõ ai tưới")
    assert "Việc của Anna." not in shown
    assert "quá 3 ngày" in shown
    assert "Của người khác" not in shown
    assert "khoảng trống" in shown
    line = seen(page("tra-cuu"))
    assert "phát hiện của bạn còn mở: 2" in line
    assert "nhắc đến bạn: 1" in line
    test.button(key="home_seen").click().run()
    assert "từ lần bấm “Đã xem hết”" in seen(test)
    assert "mới</span>" not in seen(test)
    assert "nhắc đến bạn" not in seen(page("tra-cuu"))


def test_where_nobody_said_who_works_here_what_is_open_for_everybody_is_shown(in_base: KnowledgeBase) -> None:  # noqa: F811
    test = page("ban-lam-viec")
    del test.session_state["who"]
    shown = seen(test.run())
    assert "Kho chưa biết bạn là ai" in shown
    for words in ("giao cho bạn", "Bạn không tham gia", "Chưa ai nhắc đến bạn"):
        assert words not in shown
    note(in_base, ANNA, "Việc của Anna.", "dieu-3", status="open")
    with in_base.session(write=True, actor=ANNA) as session:
        create_review(session, ReviewDraft("Rà soát của Anna", as_of=today(), items=(OLD,)))
    shown = seen(test.run())
    assert "Việc của Anna." in shown
    assert "Rà soát của Anna" in shown
    test.text_input(key="home_name").set_value("Lê Văn Mới").run()
    shown = seen(test)
    assert "Kho chưa biết bạn là ai" not in shown
    assert "Bạn không tham gia hồ sơ" in shown
    assert "Việc của Anna." not in shown


def test_what_is_new_is_what_came_since_and_statuses_that_turned(in_base: KnowledgeBase) -> None:  # noqa: F811
    now = datetime.now(UTC)
    with in_base.session() as session:
        assert news(session, now, today()).count == 0
    put(in_base, _NEW, name="moi.txt")
    with in_base.session() as session:
        new = news(session, now, today(), {OLD})
        assert [(item.key, item.new) for item in new.arrivals] == [(NEW, True)]
        assert [(item.source, item.target) for item in new.changes] == [(NEW, OLD)]


def test_a_status_turns_with_its_day_and_no_other(in_base: KnowledgeBase) -> None:  # noqa: F811
    words = "Điều 1. Hạt\nHạt giống.\nĐiều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090."
    put(in_base, decree("11/2090/NĐ-CP", "10 tháng 01 năm 2090", "Quy định về hạt", words), name="hat.txt")
    key, say = "nghi-dinh/11-2090-nd-cp/chinh-phu/2090-01-10", Catalogue()
    turn = ("Chưa có hiệu lực (sẽ có từ 01/03/2090)", "Còn hiệu lực, có hiệu lực từ 01/03/2090")  # that it took effect is no check
    with in_base.session() as session:
        for first, last, turned in ((1, 4, [turn]), (1, 2, []), (4, 5, [])):
            since = datetime(2090, first, 1, tzinfo=UTC)
            found = news(session, since, date(2090, last, 1)).turns
            assert [(item.before.in_words(say), item.after.in_words(say)) for item in found if item.key == key] == turned


def test_an_older_mark_does_not_take_the_place_of_a_newer_one(in_base: KnowledgeBase) -> None:  # noqa: F811
    later = datetime.now(UTC)
    with in_base.session(write=True, actor=ANNA) as session:
        keep_visit(session, later)
        keep_visit(session, later - timedelta(days=9))
        assert last_visit(session, ANNA.name) == later
    with in_base.session() as session:
        assert news(session, later, today()).arrivals == ()


def test_new_is_what_came_after_the_base_was_made_and_what_concerns_me_stands_first(in_base: KnowledgeBase) -> None:  # noqa: F811
    put(in_base, _NEW, name="moi.txt")
    note(in_base, LOCAL, "Của tôi.")
    came, first = text(in_base, NEW).version.id, datetime.now(UTC) - timedelta(days=2)
    for hours, made in ((5, 5), (7, 0)):
        with in_base.session(write=True) as session:
            session.execute(delete(Visit))
            for version in session.scalars(select(Version)):
                version.recorded_at = first + timedelta(hours=hours if version.id == came else 0)
        with in_base.session() as session:
            assert made_at(session) == first + timedelta(hours=made)
    shown = seen(page("ban-lam-viec"))
    assert "sau khi lập kho" in shown
    assert shown.index("★ bạn có ghi chú hoặc hồ sơ") < shown.index("Ở các văn bản khác: 1")
