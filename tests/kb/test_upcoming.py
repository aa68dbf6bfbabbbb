"""What lies ahead: as the status says of the day, marked where it is not certain; the cards and review files; the calendar file."""

import json
from datetime import date
from pathlib import Path

import pytest

from documents.messages import Message, Places
from documents.time.named_days import Naming
from documents.time.stated import Claim, Statement
from kb.accounts.current import LOCAL, Actor
from kb.base import KnowledgeBase
from kb.export.upcoming import Coming, coming, rows_of, with_cards, write_ics
from kb.interface.catalogue import VIETNAMESE, Catalogue
from kb.law.statements.stating import state
from kb.law.status.answers import Asked, answer_all
from kb.law.status.upcoming import Upcoming, upcoming
from kb.review import ReviewDraft, create_review
from kb.settings import settings
from tests.kb.command_line import kb_on
from tests.kb.databases import base  # noqa: F401
from tests.kb.made_up_changes import (
    CHANGES,
    CHANGES_KEY,
    GARDEN,
    GARDEN_KEY,
    REPLACES,
    REPLACES_KEY,
    SUSPENDS,
    decide_many,
    decree,
    pending_effects,
    put,
)
from tests.kb.made_up_groups import AMENDING_KEY, BED_KEY, LOOKED, amending, codified_bed
from tests.kb.test_pages import page, seen

FIRST, LAST = date(2090, 1, 15), date(2096, 1, 1)
SUSPENDS_KEY = "nghi-dinh/25-2092-nd-cp/chinh-phu/2092-02-01"
TRIAL = decree(
    "50/2093/NĐ-CP",
    "01 tháng 02 năm 2093",
    "Thí điểm nuôi ong",
    """Điều 1. Nuôi ong
Mỗi xã nuôi một tổ ong.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2093 đến hết ngày 31 tháng 3 năm 2094.""",
)
TRIAL_KEY = "nghi-dinh/50-2093-nd-cp/chinh-phu/2093-02-01"


def told(base: KnowledgeBase, first: date = FIRST, last: date = LAST) -> list[tuple[str, str, str]]:  # noqa: F811
    with base.session() as session:
        return [(item.on.isoformat(), item.kind, item.key) for item in upcoming(session, first, last)]


CHANGED = [
    ("2090-03-01", "effective", GARDEN_KEY),
    ("2091-06-01", "changed", f"{GARDEN_KEY}#dieu-2/khoan-1"),
    ("2091-06-01", "changed", f"{GARDEN_KEY}#dieu-3a"),
    ("2091-06-01", "effective", CHANGES_KEY),
    ("2092-03-01", "suspended", f"{GARDEN_KEY}#dieu-4"),
    ("2092-03-01", "effective", SUSPENDS_KEY),
    ("2093-01-01", "resumed", f"{GARDEN_KEY}#dieu-4"),
    ("2093-04-01", "effective", TRIAL_KEY),
    ("2094-04-01", "expired", TRIAL_KEY),
    ("2095-07-01", "expired", GARDEN_KEY),
    ("2095-07-01", "effective", REPLACES_KEY),
]


@pytest.fixture
def garden(base: KnowledgeBase) -> KnowledgeBase:  # noqa: F811
    for name, words in enumerate((GARDEN, CHANGES, SUSPENDS, TRIAL, REPLACES)):
        put(base, words, name=f"{name}.txt")
    return base


def test_each_kind_on_its_day_and_only_in_the_stretch(garden: KnowledgeBase) -> None:
    assert told(garden) == CHANGED
    assert told(garden, date(2091, 6, 1), date(2092, 3, 1)) == CHANGED[4:6]  # after the first day, up to and on the last
    assert told(garden, date(2095, 7, 1), date(2099, 1, 1)) == []
    with garden.session() as session:
        found = {item.key: item for item in upcoming(session, FIRST, LAST)}
        words = VIETNAMESE.write(found[f"{GARDEN_KEY}#dieu-3a"].why)
        assert "20/2091/NĐ-CP thêm điều khoản này từ 01/06/2091 (chưa rà soát)" in words
        assert "theo 30/2095/NĐ-CP (chưa rà soát)" in VIETNAMESE.write(found[GARDEN_KEY].why)
        assert VIETNAMESE.write(found[TRIAL_KEY].why) == "Hết hiệu lực sau ngày 31/03/2094, theo chính văn bản hoặc Bộ pháp điển."


def test_nothing_is_told_that_the_status_of_the_day_does_not_say(garden: KnowledgeBase) -> None:
    says = {"effective": "in_force", "expired": "expired", "suspended": "suspended"}
    with garden.session() as session:
        found = [item for item in upcoming(session, FIRST, LAST) if item.certain and item.kind in says]
        answers = answer_all(session, [Asked(item.instrument, item.path or None, item.on) for item in found])
        assert [answer and answer.status.code for answer in answers] == [says[item.kind] for item in found]


def test_what_a_person_decided_counts(garden: KnowledgeBase) -> None:
    with garden.session(write=True, actor=LOCAL) as session:
        by = {item.source: item.id for item in pending_effects(session)}
        decide_many(session, [by[REPLACES_KEY]], "reject")
    assert ("2095-07-01", "expired", GARDEN_KEY) not in told(garden)


def test_days_about_which_two_sources_contradict_are_both_told_and_marked(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, GARDEN, name="1.txt")
    put(base, GARDEN.replace("01 tháng 3 năm 2090", "01 tháng 4 năm 2090"), name="2.txt")
    with base.session() as session:
        found = [item for item in upcoming(session, FIRST, LAST) if item.key == GARDEN_KEY]
    assert {item.on for item in found} == {date(2090, 3, 1), date(2090, 4, 1)}
    assert not any(item.certain for item in found)
    assert all("01/03/2090" in VIETNAMESE.write(item.why) for item in found)


def test_what_the_codification_names_for_a_coming_day(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, codified_bed(4, {1, 3}), snapshot_on=LOOKED)
    put(base, amending(4), name="2.txt")
    with base.session() as session:
        found = upcoming(session, date(2091, 1, 1), date(2091, 12, 31))
        rows = rows_of(coming(session, date(2091, 1, 1), date(2091, 12, 31)))
    assert {item.key for item in found if item.kind == "changed"} >= {f"{BED_KEY}#dieu-1", f"{BED_KEY}#dieu-3"}
    said = next(VIETNAMESE.write(item.why) for item in found if item.key == f"{BED_KEY}#dieu-1")
    assert said.startswith("41/2091/NĐ-CP thay đổi câu chữ chỗ này từ 01/06/2091, theo ghi chú")
    (row,) = [row for row in rows if row.kind == "changed"]
    assert row.paths[0] == "dieu-1"
    assert row.instrument == BED_KEY
    assert [row.instrument for row in rows if row.kind == "effective"] == [AMENDING_KEY]


STEPS = decree(
    "12/2090/NĐ-CP",
    "12 tháng 01 năm 2090",
    "Quy định về giàn mướp",
    """Điều 1. Giàn
1. Giàn cao hai mét, theo lộ trình sau đây:
a) Từ ngày 01 tháng 01 năm 2092 đối với xã vùng cao;
b) Từ ngày 01 tháng 01 năm 2093 đối với xã khác.
2. Giàn bằng tre được dùng theo khoản 1 Điều này.
Điều 2. Chuyển tiếp
1. Quy định tại khoản 2 Điều 1 được áp dụng đến hết ngày 31 tháng 12 năm 2092.
2. Chậm nhất là ngày 30 tháng 6 năm 2092, trưởng thôn phải đếm số giàn.
3. Giàn dựng trước ngày 15 tháng 02 năm 2092 không phải dỡ.
4. Ví dụ: giàn dựng từ ngày 01 tháng 3 năm 2092 thì cao ba mét.
Điều 3. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090.""",
)
STEPS_KEY = "nghi-dinh/12-2090-nd-cp/chinh-phu/2090-01-12"
NAMED = [
    ("2090-03-01", "effective", STEPS_KEY),
    ("2092-01-01", "applies_from", f"{STEPS_KEY}#dieu-1/khoan-1/diem-a"),
    ("2092-02-15", "named", f"{STEPS_KEY}#dieu-2/khoan-3"),
    ("2092-03-01", "named", f"{STEPS_KEY}#dieu-2/khoan-4"),
    ("2092-06-30", "due", f"{STEPS_KEY}#dieu-2/khoan-2"),
    ("2093-01-01", "applies_from", f"{STEPS_KEY}#dieu-1/khoan-1/diem-b"),
    ("2093-01-01", "applies_until", f"{STEPS_KEY}#dieu-1/khoan-2"),
]


def test_days_that_clauses_name_are_told_with_their_words(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, STEPS, name="1.txt")
    assert told(base) == NAMED  # the day of effect only once: a clause says it, and the status turns on it
    assert told(base, date(2092, 1, 1), date(2092, 6, 29)) == NAMED[2:4]
    with base.session() as session:
        found = {item.key: item for item in upcoming(session, FIRST, LAST)}
        rows = rows_of(coming(session, date(2092, 12, 1), LAST))
    first, until = found[NAMED[1][2]], found[NAMED[6][2]]
    assert first.quote == "Giàn cao hai mét, theo lộ trình sau đây: … Từ ngày 01 tháng 01 năm 2092 đối với xã vùng cao"
    assert VIETNAMESE.write(first.why) == f"điểm a khoản 1 Điều 1: “{first.quote}”"
    assert (until.place, until.quote) == (
        f"{STEPS_KEY}#dieu-2/khoan-1",
        "Quy định tại khoản 2 Điều 1 được áp dụng đến hết ngày 31 tháng 12 năm 2092.",
    )
    assert {item.kind for item in found.values() if not item.certain} == {"named"}
    assert [(row.kind, row.places(VIETNAMESE)) for row in rows] == [("applies_from", ""), ("applies_until", "khoản 2 Điều 1")]


CONTRACT = """HỢP ĐỒNG DỊCH VỤ
Bên A và bên B thỏa thuận:
Điều 1. Việc làm
Bên A tưới giàn mướp của bên B.
Điều 2. Thời hạn
Hợp đồng này có hiệu lực kể từ ngày 15 tháng 4 năm 2092 đến hết ngày 15 tháng 4 năm 2093.
"""


def test_a_contract_names_no_day_of_the_law_alone_or_as_a_specimen(base: KnowledgeBase) -> None:  # noqa: F811
    annexed = STEPS + "PHỤ LỤC I\nMẪU HỢP ĐỒNG DỊCH VỤ\nHợp đồng được áp dụng đến hết ngày 15 tháng 4 năm 2093.\n"
    listed = "PHỤ LỤC II\nCÁC LOẠI GIÀN\nGiàn sắt được áp dụng đến hết ngày 15 tháng 5 năm 2093.\n"
    put(base, CONTRACT, name="1.txt")
    assert told(base) == []
    put(base, annexed + listed, name="2.txt")
    assert told(base) == [*NAMED, ("2093-05-16", "applies_until", f"{STEPS_KEY}#phu-luc-ii")]


OTHERS = decree(
    "40/2091/NĐ-CP",
    "01 tháng 02 năm 2091",
    "Sửa đổi giàn mướp",
    """Điều 1. Sửa đổi Nghị định số 12/2090/NĐ-CP ngày 12 tháng 01 năm 2090 của Chính phủ quy định về giàn mướp
1. Sửa đổi, bổ sung khoản 2 Điều 2 như sau:
“2. Trưởng thôn không phải đếm số giàn.”
Điều 2. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.
2. Bãi bỏ khoản 3 Điều 2 Nghị định số 12/2090/NĐ-CP ngày 12 tháng 01 năm 2090 của Chính phủ quy định về giàn mướp.""",
)


def test_words_that_are_over_by_then_are_marked_and_ended_ones_not_told(base: KnowledgeBase) -> None:  # noqa: F811
    put(base, STEPS, name="1.txt")
    put(base, OTHERS, name="2.txt")
    with base.session() as session:
        found = {item.key: item for item in upcoming(session, date(2091, 7, 1), LAST)}
    assert f"{STEPS_KEY}#dieu-2/khoan-3" not in found
    assert not found[f"{STEPS_KEY}#dieu-2/khoan-2"].certain
    assert found[f"{STEPS_KEY}#dieu-1/khoan-1/diem-a"].certain


def test_what_is_stated_of_an_instrument_that_no_text_is_there_of(base: KnowledgeBase) -> None:  # noqa: F811
    key = "nghi-dinh/77-2090-nd-cp/chinh-phu/2090-01-10"
    with base.session(write=True, actor=Actor("Lan")) as session:
        state(session, Statement(key, Claim.IN_FORCE_FROM, date(2090, 5, 1), gazette="Công báo số 1"))
        state(session, Statement(key, Claim.ENDED, date(2091, 5, 1), gazette="Công báo số 2"))
    assert told(base) == [("2090-05-01", "effective", key), ("2091-05-01", "expired", key)]


def test_cards_and_review_files_that_it_concerns(garden: KnowledgeBase) -> None:
    law = "luat/53-2024-qh15/quoc-hoi/2024-11-28"
    event = Upcoming(date(2027, 1, 1), "changed", law, "dieu-27", Message.of("upcoming.title"))
    other = Upcoming(date(2027, 1, 1), "changed", law, "dieu-1", Message.of("upcoming.title"))
    with garden.session(write=True, actor=LOCAL) as session:
        cards = with_cards(session, [event, other], date(2026, 12, 1), date(2027, 6, 1))
        assert "g-01" in cards[event]
        assert "g-01" not in cards[other]
        dated = with_cards(session, [], date(2026, 6, 1), date(2026, 7, 31))
        wage = [(item.kind, item.instrument) for item, of in dated.items() if "n-03" in of]
        assert ("card_from", "nghi-dinh/161-2026-nd-cp/chinh-phu/2026-05-15") in wage
        covering = Upcoming(date(2026, 7, 1), "effective", wage[-1][1], "", Message.of("upcoming.title"))
        again = with_cards(session, [covering], date(2026, 6, 1), date(2026, 7, 31))
        assert "n-03" in again[covering]
        assert len(again) == len(dated)
        made = create_review(session, ReviewDraft("Vườn", date(2090, 1, 1), (f"{GARDEN_KEY}#dieu-4", TRIAL_KEY)))
        near = {item.event.key for item in coming(session, FIRST, LAST) if made.id in item.reviews}
    assert near == {GARDEN_KEY, f"{GARDEN_KEY}#dieu-4", TRIAL_KEY}


def unfolded(content: bytes) -> list[str]:
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_the_calendar_reads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "Nghị định số 1/2090/NĐ-CP về cây; hoa, quả \\ hạt\x00 " + "ươm mầm " * 20
    why = Message.of("basis.ended_unreviewed", since=date(2090, 5, 1), by="2/2090/NĐ-CP")
    one = Upcoming(date(2090, 12, 31), "expired", "nghi-dinh/1", "dieu-2", why, certain=False)
    two = Upcoming(date(2090, 12, 31), "expired", "nghi-dinh/1", "dieu-3/khoan-1", why)
    found = [Coming(item, name, ("o-01",), ()) for item in (one, two)]
    lines = unfolded(write_ics(found, VIETNAMESE))
    fields = dict(line.split(":", 1) for line in lines if line)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == 1
    assert (fields["DTSTART;VALUE=DATE"], fields["DTEND;VALUE=DATE"], fields["STATUS"]) == ("20901231", "20910101", "TENTATIVE")
    assert fields["SUMMARY"].startswith(r"Cần kiểm tra · Hết hiệu lực: Nghị định số 1/2090/NĐ-CP về cây\; hoa\, quả \\ hạt  ươm")
    assert r"\nChỗ: Điều 2\, khoản 1 Điều 3\n" in fields["DESCRIPTION"]
    assert len(fields["DTSTAMP"]) == len("20900101T000000Z")
    assert fields["DTSTAMP"].endswith("Z")
    english = dict(line.split(":", 1) for line in unfolded(write_ics(found, Catalogue("en"))) if line)
    assert english["UID"] == fields["UID"]
    assert english["SUMMARY"] != fields["SUMMARY"]
    assert unfolded(write_ics([], VIETNAMESE))[-2] == "END:VCALENDAR"


def test_the_command_and_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with KnowledgeBase(settings().model_copy(update={"home": tmp_path})) as made:
        for name, words in enumerate((GARDEN, TRIAL)):
            put(made, words, name=f"{name}.txt")
        with made.session(write=True, actor=LOCAL) as session:
            create_review(session, ReviewDraft("Ong", date(2090, 1, 1), (TRIAL_KEY,), members=(LOCAL.name,)))
    with kb_on(tmp_path, monkeypatch, capfd) as kb:
        status, out, _ = kb("upcoming", "--as-of", "2093-03-01", "--until", "2094-12-31", "--json")
        assert status == 0
        events = json.loads(out)["events"]
        assert [(item["on"], item["kind"], item["key"]) for item in events] == [
            ("2093-04-01", "effective", TRIAL_KEY),
            ("2094-04-01", "expired", TRIAL_KEY),
        ]
        assert {"on", "kind", "key", "why", "certain", "place", "quote", "cards", "reviews"} <= set(events[0])
        status, out, _ = kb("upcoming", "--as-of", "2093-03-01", "--format", "ics", "--output", tmp_path / "lich.ics")
        assert (status, out) == (0, "")
        assert b"SUMMARY" in (tmp_path / "lich.ics").read_bytes()
        status, out, err = kb("upcoming", "--as-of", "2093-03-01", "--until", "2093-02-01")
        assert (status, out) == (2, "")
        assert "trước ngày đầu" in err
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    settings.cache_clear()
    from kb.pages.kit.base import base as opened

    opened.clear()
    shown = seen(page("ban-lam-viec", ngay="2090-02-01"))
    assert "01/03/2090" in shown
    assert "Vườn ươm" not in shown.split("home-ahead")[0]
    everything = seen(page("ban-lam-viec", ngay="2093-03-01", xem="sap-toi", thang="24"))
    assert "★" in everything
    assert "31/03/2094" in everything
    assert "đến 01/03/2095: 2" in everything
    soon = seen(page("ban-lam-viec", ngay="2093-03-01", xem="sap-toi", thang="3"))
    assert "đến 01/06/2093: 1" in soon
    desk = seen(page("ban-lam-viec", ngay="2093-03-01"))
    assert "Xem tất cả (đến 01/09/2093: 1)" in desk
    assert "đến 01/09/2093: 1" in seen(page("ban-lam-viec", ngay="2093-03-01", xem="sap-toi"))
    assert all("Văn bản mới nhất của kho ban hành ngày" in shown.replace("văn", "Văn") for shown in (desk, soon))
    opened.clear()
    settings.cache_clear()


def _said(kind: Naming, path: str, key: str = "nghi-dinh/1") -> Coming:
    why = Message.of("upcoming.says", place=Places((path,)), quote="Từ ngày này.")
    event = Upcoming(date(2091, 1, 1), kind.value, key, path, why, place=f"{key}#{path}", quote="Từ ngày này.")
    return Coming(event, "Nghị định mẫu", (), ())


def test_a_stage_that_follows_another_one_beside_it_is_one_row() -> None:
    """The rates of a tariff, year by year: one of them ends on the day that the next one begins."""
    stages = [_said(Naming.UNTIL, "dieu-3/khoan-4/diem-đ"), _said(Naming.FROM, "dieu-3/khoan-4/diem-e")]
    apart = [_said(Naming.UNTIL, "dieu-3/khoan-1", "luat/2"), _said(Naming.FROM, "dieu-4/khoan-2", "luat/2")]
    rows = rows_of([*stages, *apart])
    order = [("applies_until", "luat/2"), ("applies_from", "luat/2"), ("stage", "nghi-dinh/1")]
    assert [(row.kind, row.instrument) for row in rows] == order
    assert len(rows[-1].whys) == 2
