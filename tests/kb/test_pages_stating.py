"""The page on which people state by hand what no text says, as Streamlit runs it, on a base with the samples."""

import re
import zlib
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from documents.time.stated import Claim, Statement
from documents.time.status import StatusCode
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments
from kb.index.build import differences
from kb.law.statements.register_files import read_yaml
from kb.law.statements.registering import import_registers
from kb.law.statements.stating import by_hand, state
from kb.law.statements.stored import Named, fitting
from kb.law.status.answers import Asked, answer_all
from kb.pages.kit.base import read_base
from kb.pages.reader import reader_page
from tests.kb.test_pages import page, seen
from tests.kb.test_pages_effects import DECREE, base
from tests.linear import one_of_many

__all__ = ["base"]
ADDING = {"xem": "them-tay"}


def opened() -> AppTest:
    return page("hieu-luc", **ADDING)


def box(test: AppTest, name: str) -> Any:
    """The field of the form with this name; its key has the draft's number in it."""
    kinds = (test.text_input, test.selectbox, test.checkbox, test.date_input)
    return next(
        item for kind in kinds for item in kind if item.key and item.key.endswith(f"_{name}") and item.key.startswith("draft_")
    )


def button(test: AppTest, begin: str) -> Any:
    return next(item for item in test.button if item.key and item.key.startswith(begin))


def chosen(test: AppTest, typed: str) -> AppTest:
    box(test, "find").set_value(typed).run()
    return box(test, "instrument").select(DECREE).run()


def status(base: KnowledgeBase, day: str) -> str:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(DECREE, "dieu-1", date.fromisoformat(day))])
    return answer.status.code if answer else "-"


@pytest.mark.parametrize("typed", one_of_many(["01/2024/nd-mau", "01/2024/NĐ-MAU", "ho tro"]))
def test_an_end_is_added_by_searching_and_asked_about_before(base: KnowledgeBase, typed: str) -> None:
    test = chosen(opened(), typed)
    box(test, "on").set_value(date(2030, 1, 1)).run()
    box(test, "note").set_value("Công báo ghi như vậy").run()
    button(test, "state_save").click().run()
    assert "hãy đánh dấu xác nhận" in seen(test)
    with base.session() as session:
        assert by_hand(session) == []
    next(item for item in test.checkbox if (item.key or "").startswith("state_sure")).check().run()
    button(test, "state_save").click().run()
    assert not test.exception
    with base.session() as session:
        (kept,) = by_hand(session)
    assert (kept.statement.claim, kept.statement.on, kept.statement.author) == (Claim.ENDED, date(2030, 1, 1), "Người dùng máy này")
    assert status(base, "2030-01-01") == StatusCode.EXPIRED
    assert differences(base).rows == 0
    assert "(người rà soát)" in seen(test)
    button(test, f"turn_{kept.id}").click().run()
    assert status(base, "2030-01-01") != StatusCode.EXPIRED
    assert "Đã rút" in seen(test)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("source", "javascript:alert(1)", "Đường dẫn phải bắt đầu"),
        ("note", "", "Thiếu nguồn"),
    ],
)
def test_what_cannot_be_kept_is_said_and_the_words_stay(base: KnowledgeBase, field: str, value: str, said: str) -> None:
    test = chosen(opened(), "01/2024")
    box(test, "claim").select(Claim.IN_FORCE_ON.value).run()
    box(test, "on").set_value(date(2024, 6, 1)).run()
    box(test, "spared").set_value("người cũ").run()
    box(test, field).set_value(value).run()
    button(test, "state_save").click().run()
    assert said in seen(test)
    assert box(test, "spared").value == "người cũ"
    with base.session() as session:
        assert by_hand(session, all_of_them=True) == []


def test_a_day_is_asked_for_unless_it_is_not_known(base: KnowledgeBase) -> None:
    test = chosen(opened(), "01/2024")
    box(test, "note").set_value("nghe nói").run()
    button(test, "state_save").click().run()
    assert "Thiếu ngày" in seen(test)
    box(test, "no_day").check().run()
    button(test, "state_save").click().run()
    with base.session() as session:
        (kept,) = by_hand(session)
    assert not kept.statement.certain


def test_words_of_people_are_text(base: KnowledgeBase) -> None:
    evil = '<img src=x onerror="alert(1)">'
    with base.session(write=True, actor=Actor(evil)) as session:
        state(session, Statement(DECREE, Claim.IN_FORCE_ON, date(2024, 6, 1), note=evil, source="https://a.example/x?a=1&b=2"))
    shown = seen(opened())
    assert evil not in shown
    assert "&lt;img" in shown
    assert 'href="https://a.example/x?a=1&amp;b=2"' in shown


def test_the_history_of_a_text_shows_what_is_stated_and_what_is_to_be_checked(base: KnowledgeBase) -> None:
    row = f"- {{instrument: {DECREE}, says: ended, on: 2030-01-01, confidence: B, by_name: 9/2029/NĐ-CP, note: chưa thấy}}"
    raw = read_yaml(f"register: thu\ntitle: Sổ thử\nversion: '1'\nstatements:\n{row}\n")
    with base.session(write=True, actor=Actor("An")) as session:
        assert import_registers(session, raw, "thu.yaml")[1] == []
    shown = seen(page("van-ban", vb=DECREE, xem="lich-su"))
    assert "Sổ hiệu lực “Sổ thử”, bản 1" in shown
    assert "Cần kiểm tra" in shown
    assert status(base, "2030-01-01") != StatusCode.EXPIRED
    for day in ("2029-12-31", "2030-01-01"):  # whoever reads the text is told before its first word
        told = "(kho chưa có) có thể đã thay đổi hoặc chấm dứt văn bản này từ 01/01/2030"
        assert (told in seen(page("van-ban", vb=DECREE, ngay=day))) == (day == "2030-01-01")


def test_an_amendment_of_unknown_places_is_said_at_the_text_and_copied(base: KnowledgeBase) -> None:
    by = "by: luat/9-2024-qh15/quoc-hoi/2024-12-01, by_name: Luật 9/2024/QH15"
    rows = [f"- {{instrument: {DECREE}, says: amended, on: 2025-01-01, confidence: P, {by}, note: a}}"]
    rows.append(rows[0].replace("says", "provision: dieu-2, says"))
    raw = read_yaml("register: thu\ntitle: Sổ thử\nversion: '1'\nstatements:\n" + "\n".join(rows) + "\n")
    with base.session(write=True, actor=Actor("An")) as session:
        assert import_registers(session, raw, "thu.yaml")[1] == []
    words = "chưa rõ hết là những điều nào"
    for path, flagged in (("dieu-1", False), ("dieu-2", True)):
        shown = seen(page("van-ban", vb=DECREE, dk=path, ngay="2025-02-01"))
        (hand,) = re.findall(r'<div class="hand">.*?data-cite="(?:.*?)"', shown, re.DOTALL)
        assert ("± Đã sửa đổi" in re.sub(r"<[^>]+>", "", hand).replace("±", "± ")) == flagged
        assert ("đã được Luật 9/2024/QH15 sửa đổi, bổ sung, " + words in hand) == (not flagged)
        assert ("sửa đổi, bổ sung Điều 2 từ 01/01/2025" in shown) == flagged
        assert words in shown.split('class="hand"')[0]
        assert words in shown.split("<dt>Được sửa đổi</dt>")[1].split("</dd>")[0]
    assert words not in seen(page("van-ban", vb=DECREE, dk="dieu-1", ngay="2024-12-31"))


@pytest.mark.third
@pytest.mark.parametrize("day", ["2024-12-31", "2025-02-01"])
def test_old_words_are_marked_in_the_text_and_in_a_comparison(
    base: KnowledgeBase, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with base.session(write=True, actor=Actor("An")) as session:
        state(session, Statement(DECREE, Claim.AMENDED, date(2025, 1, 1), "dieu-2", by_name="Luật 9/2024/QH15", note="a"))
    told = "Câu chữ đang hiện là câu chữ trước đó." if day > "2025" else ""
    law: list[bytes] = []
    monkeypatch.setattr(reader_page, "_TEXT", lambda **given: law.append(given["data"]))
    page("van-ban", vb=DECREE, ngay=day)
    shown = zlib.decompress(law[-1]).decode().split('id="dieu-2"')[1].split('id="dieu-3"')[0]
    assert ("doubtful" in shown and told in shown) == bool(told)
    other = next(item.key for item in read_base(list_instruments) if item.key != DECREE)
    beside = page("so-sanh", vb1=DECREE, dk1="dieu-2", vb2=other, dk2="dieu-1", ngay=day)
    assert ("câu chữ cũ" in seen(beside).partition('class="whole"')[2].partition("section")[2]) == bool(told)


def test_what_the_text_says_otherwise_is_shown_before(base: KnowledgeBase) -> None:
    test = chosen(opened(), "01/2024")
    box(test, "claim").select(Claim.IN_FORCE_FROM.value).run()
    box(test, "on").set_value(date(2024, 12, 1)).run()
    assert "cho ngày có hiệu lực khác" in seen(test)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("66", ["a"]),
        ("mua ban nguoi", ["a", "b"]),
        ("Luật mua", ["a"]),
        ("53/2024", ["b"]),
        ("khong co", []),
        ("  ", []),
    ],
)
def test_finding_an_instrument(typed: str, keys: list[str]) -> None:
    known = [
        Named("luat/66-2011-qh12/-/-", "Luật Phòng, chống mua bán người 66/2011/QH12", True),
        Named("nghi-dinh/53-2024-nd/-/-", "Nghị định về mua bán người 53/2024/NĐ", False),
    ]
    short = {"luat/66-2011-qh12/-/-": "a", "nghi-dinh/53-2024-nd/-/-": "b"}
    assert [short[item.key] for item in fitting(known, typed)] == keys
