"""Notes carried across versions, compiled texts and replaced law: on their words, in the queue, never lost."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from documents.model import Instrument
from kb.accounts.audit import lines
from kb.accounts.current import LOCAL, Actor
from kb.annotations import Spot, add_note, list_notes, select_quotation
from kb.annotations.carrying import State, carried_from, decided_notes, notes_on, place_notes, waiting_notes
from kb.annotations.deciding import PLACING, decide_place, decisions_about, take_back_place
from kb.annotations.shaken import shaken_notes
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import find_instrument, versions
from kb.database.tables import Audit
from kb.errors import AnnotationError, ChangedMeanwhileError
from kb.law.effects.views import effects_on
from kb.law.texts.pairings import Act, decide_pairing
from tests.kb import made_up_changes as garden
from tests.kb.databases import article, base, decree, put
from tests.kb.deciding import decide

__all__ = ["base"]

REVIEWER = Actor("Nguyễn Thị Rà Soát")
TODAY = date(2095, 1, 1)

OLD = decree(
    article(
        "1",
        "",
        "Ủy ban nhân dân cấp tỉnh bố trí kinh phí hỗ trợ nạn nhân tại địa phương.",
        "Ủy ban nhân dân cấp tỉnh tiếp nhận nạn nhân trong thời hạn 03 ngày làm việc.",
        heading="Trách nhiệm hỗ trợ nạn nhân",
    ),
    article("2", "Hồ sơ gồm đơn đề nghị 🙂 và giấy xác nhận nạn nhân của cơ quan công an.", heading="Hồ sơ đề nghị"),
    article("3", "Hằng năm cơ quan tổ chức phong trào thi đua và khen thưởng tập thể xuất sắc.", heading="Thi đua"),
)
NEW = decree(
    article(
        "1",
        "",
        "Ủy ban nhân dân cấp tỉnh bố trí kinh phí hỗ trợ nạn nhân tại địa phương.",
        "Ủy ban nhân dân cấp tỉnh phê duyệt kế hoạch phòng ngừa mua bán người trên địa bàn.",
        "Ủy ban nhân dân cấp tỉnh tiếp nhận nạn nhân trong thời hạn 02 ngày làm việc.",
        heading="Trách nhiệm hỗ trợ nạn nhân",
    ),
    article("2", "Hồ sơ gồm đơn đề nghị 🙂 và giấy xác nhận nạn nhân của cơ quan công an.", heading="Hồ sơ đề nghị"),
    article("3", "Cơ quan quản lý lập danh mục thiết bị và công bố trên trang thông tin điện tử.", heading="Danh mục thiết bị"),
    start=date(2033, 1, 1),
)


def note(base: KnowledgeBase, instrument: Instrument | str, quotation: str, text: str = "Xem lại.", version: int = 0) -> str:
    with base.session(write=True, actor=LOCAL) as session:
        key = instrument if isinstance(instrument, str) else instrument.key
        row = versions(session, key)[version]
        return add_note(session, row.id, select_quotation(session, row.id, quotation), text)


def ids(base: KnowledgeBase, key: str) -> list[int]:
    with base.session() as session:
        return [item.id for item in versions(session, key)]


def where(base: KnowledgeBase, version: int, note_id: str) -> tuple[State, str | None, str | None]:
    with base.session() as session:
        (placing,) = [placing for found, _, placing in notes_on(session, version) if found.id == note_id]
        return placing.state, placing.path, placing.exact


def test_notes_go_to_the_next_version_and_back(base: KnowledgeBase) -> None:
    put(base, "a.txt", OLD)
    asked = {
        "bố trí kinh phí": (State.SAME, "dieu-1/khoan-1", "bố trí kinh phí"),
        "thời hạn 03 ngày": (State.REWORDED, "dieu-1/khoan-3", "thời hạn 02 ngày"),
        "đề nghị 🙂 và": (State.SAME, "dieu-2", "đề nghị 🙂 và"),
        "phong trào thi đua": (State.ORPHAN, None, None),
    }
    made = {words: note(base, OLD, words) for words in asked}
    put(base, "b.txt", NEW)
    old, new = ids(base, OLD.key)
    assert {words: where(base, new, made[words]) for words in asked} == asked
    assert {words: where(base, old, made[words])[0] for words in asked} == dict.fromkeys(asked, State.SAME)
    with base.session() as session:
        waiting = waiting_notes(session, TODAY)
        assert [(item.note.id, item.placing.state) for item in waiting] == [(made["phong trào thi đua"], State.ORPHAN)]
        notes = list_notes(session)
        back = note(base, NEW, "danh mục thiết bị", version=1)
        assert len(place_notes(session, notes, old)) == len(notes)
    assert where(base, old, back)[1] is None


def test_a_decision_is_kept_used_again_and_taken_back(base: KnowledgeBase) -> None:
    put(base, "a.txt", OLD)
    made = note(base, OLD, "phong trào thi đua")
    put(base, "b.txt", NEW)
    _, new = ids(base, OLD.key)
    with base.session(write=True, actor=REVIEWER) as session:
        decision = decide_place(session, made, 0, new, Spot("dieu-3", "text", 20, 37))
    assert where(base, new, made) == (State.REWORDED, "dieu-3", NEW.provisions[2].text[20:37])
    with base.session() as session:
        assert waiting_notes(session, TODAY) == []
        ((item, kept),) = decided_notes(session, TODAY)
        assert (item.note.id, kept) == (made, decision)
    with base.session(write=True, actor=LOCAL) as session, pytest.raises(ChangedMeanwhileError):
        decide_place(session, made, 0, new, None)  # of one who has not seen what was decided
    with base.session(write=True, actor=LOCAL) as session, pytest.raises(AnnotationError):
        decide_place(session, made, 0, new, Spot("dieu-3", "text", 3, 999), decision)
    # A later version with the same words there: what was decided holds on.
    later = decree(
        *NEW.provisions[:1], article("2", "Hồ sơ nộp trực tuyến.", heading="Hồ sơ"), NEW.provisions[2], start=date(2034, 1, 1)
    )
    put(base, "c.txt", later)
    assert where(base, ids(base, OLD.key)[-1], made)[:2] == (State.REWORDED, "dieu-3")
    with base.session(write=True, actor=REVIEWER) as session:
        decision = decide_place(session, made, 0, new, None, decision)
    assert where(base, ids(base, OLD.key)[-1], made)[:2] == (State.ORPHAN, None)
    with base.session() as session:
        assert waiting_notes(session, TODAY) == [], "a person said that it no longer applies"
    with base.session(write=True, actor=REVIEWER) as session:
        take_back_place(session, decision)
        with pytest.raises(ChangedMeanwhileError):
            take_back_place(session, decision)
    with base.session() as session:
        assert [item.note.id for item in waiting_notes(session, TODAY)] == [made]
        assert [line.act for line in lines(session, Audit.thing == PLACING)] == ["place", "drop", "withdraw"]
        instrument = find_instrument(session, OLD.key).id
        assert decisions_about(session, [made], instrument) == {}


def test_what_people_paired_is_honoured(base: KnowledgeBase) -> None:
    from kb.database.reading.reader import load_version

    put(base, "a.txt", OLD)
    with base.session(write=True, actor=LOCAL) as session:
        made = add_note(session, versions(session, OLD.key)[0].id, [Spot("dieu-3")], "Cả điều.")
    put(base, "b.txt", NEW)
    _, new = ids(base, OLD.key)
    before = where(base, new, made)
    with base.session(write=True, actor=REVIEWER) as session:
        left, right = (load_version(session, OLD.key, version=number) for number in (1, 2))
        decide_pairing(session, left, right, ("dieu-3", "dieu-2"), Act.JOIN)
    assert before[1] != "dieu-2"
    assert where(base, new, made)[:2] == (State.REWORDED, "dieu-2")


def test_notes_go_to_the_law_that_replaces(base: KnowledgeBase) -> None:
    with base.session() as session:
        assert waiting_notes(session, TODAY) == []
    garden.put(base, garden.GARDEN)
    kept = note(base, garden.GARDEN_KEY, "Nghị định này quy định về vườn ươm")
    lost = note(base, garden.GARDEN_KEY, "ba giỏ quả")
    garden.put(base, garden.REPLACES, name="thay-the.txt")
    (new,) = ids(base, garden.REPLACES_KEY)
    with base.session() as session:
        row = find_instrument(session, garden.REPLACES_KEY).id
        assert carried_from(session, row) == [find_instrument(session, garden.GARDEN_KEY).id]
        placed = {found.id: placing.exact for found, _, placing in notes_on(session, new)}
        assert placed == {kept: "Nghị định này quy định về vườn ươm"}
        assert [item.note.id for item in waiting_notes(session, TODAY)] == []
        (item,) = waiting_notes(session, date(2096, 1, 1))
        assert (item.note.id, item.key, item.replaced) == (lost, garden.REPLACES_KEY, True)
        shaken = shaken_notes(session, list_notes(session))
        assert {id_: [(one.key, one.start, one.reviewed, one.ends) for one in some] for id_, some in shaken.items()} == {
            id_: [(garden.REPLACES_KEY, date(2095, 7, 1), False, True)] for id_ in (kept, lost)
        }


def accept(base: KnowledgeBase, *, back: bool = False) -> None:
    with base.session(write=True, actor=REVIEWER) as session:
        row = find_instrument(session, garden.GARDEN_KEY).id
        for item in effects_on(session, row):
            decide(session, item.id, "reject" if back else "accept")


def test_notes_outlive_a_compiled_text(base: KnowledgeBase) -> None:
    garden.put(base, garden.GARDEN)
    garden.put(base, garden.CHANGES, name="sua-doi.txt")
    accept(base)
    text, compiled = ids(base, garden.GARDEN_KEY)
    on_new = note(base, garden.GARDEN_KEY, "Sâu được bắt bằng tay", version=1)
    on_both = note(base, garden.GARDEN_KEY, "Không bón phân", version=1)
    changed = note(base, garden.GARDEN_KEY, "được tưới ba lần", version=1)
    accept(base, back=True)
    assert ids(base, garden.GARDEN_KEY) == [text]
    with base.session() as session:
        found = {item.id: item.targets[0] for item in list_notes(session)}
        assert {id_: target.quotation for id_, target in found.items()} == {
            on_new: "Sâu được bắt bằng tay",
            on_both: "Không bón phân",
            changed: "được tưới ba lần",
        }
        assert found[on_both].version_id == text
        assert [(found[id_].version_id, found[id_].intact) for id_ in (on_new, changed)] == [(None, False), (None, False)]
        assert {item.note.id for item in waiting_notes(session, TODAY)} >= {on_new}
    assert where(base, text, on_new)[0] in (State.ORPHAN, State.TO_DECIDE)
    assert where(base, text, on_both) == (State.SAME, "dieu-3/khoan-2", "Không bón phân")
    assert where(base, text, changed)[1] in (None, "dieu-2/khoan-1")
    accept(base)
    _, again = ids(base, garden.GARDEN_KEY)
    assert compiled != again
    assert [where(base, again, id_)[0] for id_ in (on_new, on_both, changed)] == [State.SAME] * 3
    with base.session() as session:
        found = {item.id: item.targets[0] for item in list_notes(session)}
        assert [(found[id_].version_id, found[id_].intact) for id_ in (on_new, changed)] == [(again, True)] * 2


def test_a_note_on_what_was_amended_is_marked(base: KnowledgeBase) -> None:
    garden.put(base, garden.GARDEN)
    watering = note(base, garden.GARDEN_KEY, "Cây được tưới hai lần")
    other = note(base, garden.GARDEN_KEY, "ba giỏ quả")
    garden.put(base, garden.CHANGES, name="sua-doi.txt")
    with base.session() as session:
        shaken = shaken_notes(session, list_notes(session))
    assert {id_: [(one.key, one.start, one.reviewed, one.ends) for one in some] for id_, some in shaken.items()} == {
        watering: [(garden.CHANGES_KEY, date(2091, 6, 1), False, False)]
    }
    assert other not in shaken
    accept(base)
    with base.session() as session:
        assert shaken_notes(session, list_notes(session))[watering][0].reviewed
    on_new = note(base, garden.GARDEN_KEY, "được tưới ba lần", version=1)
    with base.session() as session:
        assert on_new not in shaken_notes(session, list_notes(session)), "it was made on the amended words"


def test_a_text_without_its_version_or_words_is_a_question(base: KnowledgeBase) -> None:
    put(base, "a.txt", OLD)
    made = note(base, OLD, "bố trí kinh phí")
    put(base, "b.txt", NEW)
    _, new = ids(base, OLD.key)
    with base.session(write=True) as session:
        session.execute(update(tables.AnnotationTarget).values(version_id=None, words=None))
    assert where(base, new, made) == (State.TO_DECIDE, None, None)
    with base.session(write=True) as session:
        words = session.scalar(select(tables.Provision.text).where(tables.Provision.path == "dieu-1/khoan-1"))
        session.execute(update(tables.AnnotationTarget).values(words=words))
    assert where(base, new, made) == (State.SAME, "dieu-1/khoan-1", "bố trí kinh phí")
    with base.session(write=True) as session:
        session.execute(delete(tables.AnnotationTarget))
    with base.session() as session:
        assert notes_on(session, new) == []
