"""Notes as people write and read them: fields, links, replies, the list, the tags."""

from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from streamlit.testing.v1 import AppTest

from kb.accounts.current import LOCAL, Actor
from kb.annotations import Spot, add_note, add_reply, list_notes, revise_note
from kb.annotations.exchange import export_annotations, import_file, read_annotations
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.export.files import NOTES, file_bytes
from kb.interface.catalogue import Catalogue
from tests.kb.test_pages import CIRCULAR, DECREE, home, in_base, page, seen  # noqa: F401

OTHER = Actor("Người kia")


def noted(text: str) -> Any:
    with KnowledgeBase() as base, base.session() as session:
        return next(note for note in list_notes(session, include_hidden=True) if note.text == text)


def write(text: str, **about: Any) -> str:
    with KnowledgeBase() as base, base.session(write=True, actor=OTHER) as session:
        version = load_version(session, DECREE).version.id  # type: ignore[union-attr]
        return add_note(session, version, [Spot("dieu-4")], text, **about)


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def field(boxes: Any, label: str) -> Any:
    return next(box for box in boxes if box.label == label)


def opened_more(test: AppTest) -> None:
    """Open the part of a note's form that few want."""
    serial = next(str(box.key).split("_")[1] for box in test.text_area if str(box.key).startswith("draft_"))
    test.session_state[f"note_more_{serial}"] = True
    test.run()


def test_a_note_with_all_that_it_can_say_is_seen_on_both_sides(in_base: Path) -> None:  # noqa: F811
    test = page("van-ban", vb=DECREE, dk="dieu-3/khoan-2", pb="1")
    test.session_state["reader_panel"] = "notes"
    test.run()
    test.button(key="note_open").click().run()
    test.text_area[0].set_value("**Trái** nhau\n<img src=x onerror=alert(1)>\n[xem](javascript:alert(1))")
    opened_more(test)
    field(test.text_input, "Nhãn của riêng mình").set_value("của tôi").run()
    field(test.button_group, "Nhãn").set_value(["mâu thuẫn", "của tôi"])
    field(test.button_group, "Trạng thái").set_value("open")
    field(test.button_group, "Mức độ").set_value("high")
    field(test.button_group, "Người xử lý").set_value(LOCAL.name)
    links = field(test.multiselect, "Dẫn chiếu đến điều khoản khác")
    links.set_value(["không phải viện dẫn"])
    press(test, "Lưu ghi chú")
    assert "không phải viện dẫn" in seen(test)
    field(test.multiselect, "Dẫn chiếu đến điều khoản khác").set_value(
        ["Điều 5 Thông tư số 05/2024/TT-BOMAU", "Điều 4 Nghị định này"]
    )
    press(test, "Lưu ghi chú")
    (note,) = (note for note in _all() if note.text.startswith("**Trái**"))
    assert (note.tags, note.status, note.severity, note.assignee) == (("mâu thuẫn", "của tôi"), "open", "high", LOCAL.name)
    assert note.links == (f"{CIRCULAR}#dieu-5", f"{DECREE}#dieu-4")
    shown = seen(test)
    assert "<strong>Trái</strong>" in shown
    assert "&lt;img src=x" in shown
    assert "<img src=x" not in shown
    assert 'href="javascript' not in shown
    other = page("van-ban", vb=CIRCULAR, dk="dieu-5")
    other.session_state["reader_panel"] = "notes"
    other.run()
    assert "Ghi chú ở nơi khác dẫn chiếu đến đây" in seen(other)
    assert "<strong>Trái</strong>" in seen(other)


def _all() -> list[Any]:
    with KnowledgeBase() as base, base.session() as session:
        return list_notes(session)


def test_two_people_one_reply(in_base: Path) -> None:  # noqa: F811
    note_id = write("Ai trả lời?")
    test = page("ghi-chu")
    next(button for button in test.button if str(button.key).startswith(f"answer_{note_id}")).click().run()
    press(test, "Gửi trả lời")
    assert "Ghi chú trống" in seen(test)
    field(test.text_area, "Trả lời").set_value("Tôi.").run()
    press(test, "Gửi trả lời")
    (reply,) = noted("Ai trả lời?").replies
    assert (reply.text, reply.author) == ("Tôi.", LOCAL.name)
    next(button for button in test.button if str(button.key).startswith(f"edit_{reply.id}")).click().run()
    field(test.text_area, "Trả lời").set_value("Tôi đây.").run()
    with KnowledgeBase() as base, base.session(write=True, actor=OTHER) as session:
        revise_note(session, reply.id, "Người kia sửa.")
    press(test, "Gửi trả lời")
    assert 'class="conflict"' in seen(test)
    assert "Người kia sửa." in seen(test)
    assert noted("Ai trả lời?").replies[0].text == "Người kia sửa."
    press(test, "Lưu bản của tôi thành bản mới")
    assert noted("Ai trả lời?").replies[0].text == "Tôi đây."
    next(button for button in test.button if str(button.key).startswith(f"hide_{reply.id}")).click().run()
    assert "Tôi đây." not in seen(test)
    assert [reply.hidden for reply in noted("Ai trả lời?").replies] == [True]


def test_the_list_is_searched_narrowed_and_paged(in_base: Path) -> None:  # noqa: F811
    first = write("Cần hoà giải trước", tags=["câu hỏi"], status="open", severity="low")
    with KnowledgeBase() as base, base.session(write=True, actor=OTHER) as session:
        add_reply(session, first, "Chờ phúc đáp")
    for number in range(22):
        write(f"Ghi chú số {number} trong loạt")
    test = page("ghi-chu")
    for words in ("hoa giai phuc dap", "hòa giải"):
        test.text_input(key="notes_find").set_value(words).run()
        assert "Cần hoà giải trước" in seen(test)
        assert "Ghi chú số" not in seen(test)
        assert words not in str(test.query_params)
    test.text_input(key="notes_find").set_value("trong loạt").run()
    assert "Số ghi chú: 22" in seen(test)
    assert "Ghi chú số 0 trong loạt" not in seen(test)
    press(test, "Xem thêm (2)")
    assert "Ghi chú số 0 trong loạt" in seen(test)
    test.text_input(key="notes_find").set_value("")
    test.selectbox(key="notes_severity").set_value("low").run()
    test.selectbox(key="notes_tag").set_value("câu hỏi").run()
    assert "Cần hoà giải trước" in seen(test)
    test.selectbox(key="notes_status").set_value("done").run()
    assert "Không có ghi chú nào khớp bộ lọc." in seen(test)


def test_a_note_is_erased_after_a_question(in_base: Path) -> None:  # noqa: F811
    note_id = write("Chị Zyxwvut Bí Mật gọi đến.")
    with KnowledgeBase() as base, base.session(write=True, actor=OTHER) as session:
        add_reply(session, note_id, "Đáp Zyxwvut.")
    test = page("ghi-chu")

    def ask() -> None:
        next(button for button in test.button if str(button.key).startswith(f"erase_{note_id}")).click().run()

    ask()
    assert "không lấy lại được" in seen(test)
    assert "sao lưu" in seen(test)  # what is beyond reach is said before
    press(test, "Thôi")
    assert noted("Chị Zyxwvut Bí Mật gọi đến.").id == note_id
    ask()
    press(test, "Xóa hẳn, không lấy lại")
    assert "Zyxwvut" not in seen(test)
    assert not test.exception
    assert note_id not in [note.id for note in _all()]
    with KnowledgeBase() as base:
        folder = base.settings.home
    assert [path.name for path in folder.glob("kb.sqlite3*") if b"Zyxwvut" in path.read_bytes()] == []


def test_state_tags_and_assignee_change_by_click_where_the_note_stands(in_base: Path) -> None:  # noqa: F811
    note_id = write("Đổi bằng cú bấm.", tags=["câu hỏi"], severity="high")
    test = page("ghi-chu")
    test.session_state[f"quick_{note_id}"] = True
    test.run()
    chosen = next(box for box in test.button_group if str(box.key).startswith(f"quick_status_{note_id}"))
    chosen.set_value("open").run()
    note = noted("Đổi bằng cú bấm.")
    assert (note.status, note.tags, note.severity, note.revisions) == ("open", ("câu hỏi",), "high", 2)


def test_a_click_on_a_note_that_somebody_has_changed_changes_nothing(in_base: Path) -> None:  # noqa: F811
    note_id = write("Bấm vào bản cũ.")
    test = page("ghi-chu")
    test.session_state[f"quick_{note_id}"] = True
    test.run()
    with KnowledgeBase() as base, base.session(write=True, actor=OTHER) as session:
        revise_note(session, note_id, "Bản mới hơn.")
    next(box for box in test.button_group if str(box.key).startswith(f"quick_status_{note_id}")).set_value("done").run()
    assert noted("Bản mới hơn.").status == "noted"
    assert 'class="conflict"' in seen(test)


def test_notes_are_a_table_that_people_read(in_base: Path) -> None:  # noqa: F811
    add = write("Mâu thuẫn với Luật.", status="open", proposal="Sửa “có thể”.")
    with KnowledgeBase() as base, base.session(write=True, actor=OTHER) as session:
        add_reply(session, add, "Đồng ý.")
    noted_ = ([noted("Mâu thuẫn với Luật.")], {DECREE: "Nghị định mẫu"})
    rows = [cell.text for cell in Document(BytesIO(file_bytes(NOTES, noted_, "docx", Catalogue()))).tables[0].rows[1].cells]
    day = Catalogue().day(noted_[0][0].created_at)
    words = f"Mâu thuẫn với Luật.\n– Người kia, {day}: Đồng ý."
    assert rows == ["Nghị định mẫu", "Điều 4", words, "Sửa “có thể”.", "Mở", "Người kia", day]  # without what no note has
    assert file_bytes(NOTES, noted_, "xlsx", Catalogue()).startswith(b"PK")


def test_what_a_page_exports_another_base_takes_in_and_a_second_time_changes_nothing(in_base: Path) -> None:  # noqa: F811
    write("Đi rồi về.", tags=["mâu thuẫn"], proposal="Sửa <b>.")
    assert "<b>Kiến nghị</b> Sửa &lt;b&gt;." in seen(page("ghi-chu"))
    with KnowledgeBase() as base:
        with base.session() as session:
            content = export_annotations(list_notes(session), "Tủ Luật").content
        assert import_file(base, read_annotations(content, "ghi-chu.json"), OTHER).imported == ()
    test = page("ghi-chu")
    assert any(button.label == "JSON" for button in test.get("download_button"))
    assert "Nhận ghi chú từ tệp" in [box.label for box in test.expander]
