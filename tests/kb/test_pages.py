"""The pages as Streamlit runs them, on a base with the samples: what they show, and what they put into the address."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from documents.model import Kind, Provision
from ingest.parsing import parse_file
from kb.accounts.current import LOCAL
from kb.annotations import list_notes
from kb.base import KnowledgeBase
from kb.database.reading.reader import versions
from kb.database.storing.writer import SourceInfo, store
from kb.index.build import reindex
from kb.pages.reader.typesetting import SEAM, law_html
from kb.search import SearchResult
from tests.bases import Begin, pages_on
from tests.samples import amended_by_people

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "documents" / "samples"
DECREE = "nghi-dinh/01-2024-nd-mau/chinh-phu/2024-01-15"
CIRCULAR = "thong-tu/05-2024-tt-bomau/bo-mau/2024-11-15"
CONSOLIDATED = "van-ban-hop-nhat/03-vbhn-bomau/bo-mau/2025-07-10"


@pytest.fixture(scope="module")
def home(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(two_versions, tmp_path_factory.mktemp("base"))


def two_versions(base: KnowledgeBase) -> None:
    """The samples, and a second version of the decree."""
    home = base.settings.home
    amended = home / "sua-doi.txt"
    text = (SAMPLES / "nghi-dinh-01-2024-nd-mau.txt").read_text(encoding="utf-8")
    amended.write_text(
        text.replace("không quá 03 tháng", "không quá 09 tháng").replace("01 tháng 3 năm 2024", "01 tháng 7 năm 2025")
    )
    for path in [*sorted(amended_by_people(home / "samples").iterdir()), amended]:
        parsed = parse_file(path)
        source = SourceInfo(
            name=parsed.name,
            sha256=parsed.sha256,
            size=parsed.size,
            format=parsed.format,
            pages=parsed.readings[0].pages,
        )
        with base.session(write=True) as session:
            store(session, source, parsed.instruments, parsed.problems)
        base.settings.originals_path.mkdir(exist_ok=True)
        (base.settings.originals_path / parsed.sha256).write_bytes(path.read_bytes())
    reindex(base)


@pytest.fixture
def in_base(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with pages_on(home, monkeypatch):
        yield home


@pytest.fixture
def in_empty_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with pages_on(tmp_path, monkeypatch):
        yield tmp_path


def page(name: str, **params: str) -> AppTest:
    """One page in its frame."""

    def draw(name: str) -> None:
        from kb.pages.kit.drafts import settle_drafts
        from kb.pages.kit.frame import close_frame, guarded, open_frame
        from kb.pages.listing import PAGES

        frame = open_frame(name)
        guarded(frame, next(page.show for page in PAGES if page.name == name))
        settle_drafts(frame)
        close_frame(frame)

    test = AppTest.from_function(draw, default_timeout=60, kwargs={"name": name})
    test.session_state["who"] = LOCAL.name
    for key, value in params.items():
        test.query_params[key] = value
    return test.run()


def sign(test: AppTest, name: str) -> AppTest:
    """Say one's name where it is asked for."""
    test.text_input(key="who_asked").set_value(name)
    return next(button for button in test.button if button.label == "Ghi tên và lưu").click().run()


def seen(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(_drawn(test.main))


def _drawn(element: Any) -> Iterator[str]:
    """The HTML of a page in its order, the text of a law unpacked."""
    for child in getattr(element, "children", {}).values():
        if child.type == "html":
            yield str(child.proto.body)
        elif child.type == "bidi_component" and child.proto.component_name == "tuluat_law":
            yield zlib.decompress(child.proto.bytes).decode().replace(SEAM, "")
        else:
            yield from _drawn(child)


def test_the_first_screen_asks_one_question_and_offers_three(in_base: Path) -> None:
    test = page("tra-cuu")
    assert len(test.text_input) == 1
    assert seen(test).count("data-ask=") == 3
    assert "Trong kho: 6 văn bản" in seen(test)


def test_the_three_examples_find_something(in_base: Path) -> None:
    for question in re.findall(r'data-ask="([^"]+)"', seen(page("tra-cuu"))):
        test = page("tra-cuu", q=unescape(question))
        assert 'class="hit"' in seen(test), question


def test_a_search_shows_answers_and_leaves_no_words_in_the_address(in_base: Path) -> None:
    test = page("tra-cuu")
    test.text_input[0].set_value("chi phi di lai").run()
    assert "Hỗ trợ chi phí đi lại" in seen(test)
    assert "<mark>" in seen(test)
    assert "chi" not in str(dict(test.query_params))
    link = page("tra-cuu", q="chi phi di lai")
    assert "Hỗ trợ chi phí đi lại" in seen(link)
    assert "q" not in link.query_params


def test_filters_are_kept_in_the_address(in_base: Path) -> None:
    test = page("tra-cuu", q="hỗ trợ", loai="luat")
    assert "NĐ-MAU" not in seen(test)
    assert "06/2022/QH-MAU" in seen(test)
    assert '<summary title="Loại văn bản"><span lang="vi">Luật</span>' in seen(test)
    assert 'href="./?loai=nghi-dinh"' in seen(test), "what was narrowed can be narrowed otherwise"


def listed(**params: str) -> list[str]:
    """The texts that the list shows, in order."""
    return [unescape(key) for key in re.findall(r'class="row"[^>]*href="van-ban\?vb=([^"&]+)', seen(page("van-ban", **params)))]


def test_each_number_beside_a_choice_is_what_the_list_then_shows(in_base: Path) -> None:
    assert len(listed(hieuluc="in_force_or_was", ngay="2025-08-01")) > 0, "what every status rests on was read"
    shown = seen(page("van-ban"))
    assert "Số văn bản: 6" in shown
    assert shown.count('class="flags"') == 6
    choices = re.findall(r'href="van-ban\?(\w+)=([^"&]+)"><span lang="vi">[^<]*</span> <b>(\d+)</b>', shown)
    assert {name for name, _, _ in choices} >= {"loai", "coquan", "hieuluc", "nam", "phan"}
    for name, value, count in choices:
        assert len(listed(**{name: unescape(value)})) == int(count), (name, value)
    narrowed = listed(loai="nghi-dinh", nam="2024")
    assert narrowed == [key for key in listed() if key.startswith("nghi-dinh/") and "/2024-" in key]


def test_the_list_is_ordered_by_a_click_on_a_column(in_base: Path) -> None:
    newest = listed()
    days = [key.rsplit("/", 1)[1] for key in newest]
    assert days == sorted(days, reverse=True)
    shown = seen(page("van-ban", xep="ten"))
    assert 'aria-sort="ascending" class="ten"' in shown
    assert 'href="van-ban?xep=-ten"' in shown
    assert listed(xep="ten")[0] == listed(xep="-ten")[-1]
    assert listed(xep="không có") == newest
    assert set(listed(xep="hieuluc")) == set(newest)


def test_the_number_that_is_typed_stands_before_those_that_name_it(in_base: Path) -> None:
    test = page("van-ban")
    for typed in ("01/2024/NĐ-MAU", "nghi dinh 01/2024"):
        shown = seen(test.text_input(key="reader_pick").set_value(typed).run())
        keys = [unescape(key) for key in re.findall(r'class="row"[^>]*href="van-ban\?vb=([^"&]+)', shown)]
        assert len(keys) > 1
        assert keys[0] == DECREE


def test_the_list_is_turned_over_page_by_page(in_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = listed()
    monkeypatch.setattr("kb.pages.reader.text_list._AT_ONCE", 4)
    assert [*listed(), *listed(trang="2")] == everything
    assert listed(trang="99") == listed(trang="2") == listed(trang="2", xep="-ngay")
    assert 'href="van-ban?trang=2"' in seen(page("van-ban"))
    assert listed(trang="hai") == listed(trang="1") == everything[:4]


def test_nothing_found_says_what_to_do(in_base: Path) -> None:
    assert "Không tìm thấy điều nào." in seen(page("tra-cuu", q="xyzzy qwerty"))


def test_the_reader_shows_the_text_its_source_and_its_state(in_base: Path) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-3/khoan-1/diem-đ", ngay="2024-02-01")
    assert 'id="dieu-3/khoan-1/diem-đ"' in seen(test)
    assert "Chưa có hiệu lực" in seen(test)
    assert "SHA-256" in seen(test)
    assert "nghi-dinh-01-2024-nd-mau.txt" in seen(test)


def test_the_day_chooses_the_version(in_base: Path) -> None:
    assert "không quá 03 tháng" in seen(page("van-ban", vb=DECREE, ngay="2024-06-01"))
    assert "không quá 09 tháng" in seen(page("van-ban", vb=DECREE, ngay="2026-06-01"))
    assert "không quá 03 tháng" in seen(page("van-ban", vb=DECREE, ngay="2026-06-01", pb="1"))


@pytest.mark.parametrize("key", ["luat/khong-co/-/-", "<script>", "nghi-dinh/01-2024"])
def test_an_address_that_leads_nowhere_offers_the_list(in_base: Path, key: str) -> None:
    test = page("van-ban", vb=key)
    assert "Không có văn bản này trong kho." in seen(test)
    assert "Nghị định số 01/2024/NĐ-MAU" in seen(test)


def test_a_provision_that_is_not_there_is_said(in_base: Path) -> None:
    assert "không có điều khoản “Điều 99”" in seen(page("van-ban", vb=DECREE, dk="dieu-99"))


def test_the_page_of_a_pdf_stands_beside_the_text_with_the_place_framed(in_base: Path) -> None:
    test = page("van-ban", vb=CIRCULAR, dk="dieu-5/khoan-2")
    assert '<img alt="Ảnh trang ' in seen(test)
    assert '<span style="left:' in seen(test)


def test_a_note_on_a_provision_and_on_marked_words(in_base: Path, home: Path) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-3/khoan-2", pb="1")
    test.session_state["reader_panel"] = "notes"
    test.run()
    test.button(key="note_open").click().run()
    test.text_area[0].set_value("Hỏi lại.")
    test.session_state[f"note_more_{str(test.text_area[0].key).split('_')[1]}"] = True
    test.run()
    for tag in ("thời hạn", "hỏi lại"):
        next(box for box in test.text_input if str(box.key).endswith("_own")).set_value(tag).run()
    next(button for button in test.button if "Lưu" in button.label).click().run()
    assert "Hỏi lại." in seen(test)
    with KnowledgeBase() as base, base.session() as session:
        law = versions(session, DECREE)[0].id
    ends = {"first": ["dieu-3/khoan-2", "text", 9], "last": ["dieu-3/khoan-3", "text", 8]}
    test.session_state["event"] = {"kind": "select", "id": "1", "law": law + 1, **ends}
    test.run()
    assert "Khoản 2 Điều 3; Khoản 3 Điều 3" not in seen(test), "words of another version"
    test.session_state["event"] = {"kind": "select", "id": "2", "law": law, **ends}
    test.run()
    assert "Khoản 2 Điều 3; Khoản 3 Điều 3" in seen(test)
    test.text_area[0].set_value("<b>Hai chỗ</b>")
    next(button for button in test.button if "Lưu" in button.label).click().run()
    with KnowledgeBase() as base, base.session() as session:
        first, second = list_notes(session)
    assert (first.tags, first.targets[0].path) == (("thời hạn", "hỏi lại"), "dieu-3/khoan-2")
    assert [target.quotation for target in second.targets][1] == "Nạn nhân"
    listed = page("ghi-chu")
    assert "&lt;b&gt;Hai chỗ&lt;/b&gt;" in seen(listed)
    next(button for button in listed.button if str(button.key).startswith(f"hide_{first.id}")).click().run()
    assert "Hỏi lại." not in seen(listed)
    listed.checkbox(key="notes_all").set_value(True).run()
    assert "Hỏi lại." in seen(listed)


def test_a_note_that_seems_to_hold_a_callers_number_is_warned_about_first(in_base: Path, home: Path) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-3/khoan-1", pb="1")
    test.session_state["reader_panel"] = "notes"
    test.run()
    test.button(key="note_open").click().run()
    test.text_area[0].set_value("Gọi lại 0912 345 678")
    next(button for button in test.button if button.label == "Lưu ghi chú").click().run()
    assert "số điện thoại" in seen(test)
    with KnowledgeBase() as base, base.session() as session:
        assert not any("0912" in note.text for note in list_notes(session))
    next(button for button in test.button if button.label == "Vẫn lưu").click().run()
    with KnowledgeBase() as base, base.session() as session:
        assert any("0912" in note.text for note in list_notes(session))


def test_a_comparison_is_an_address(in_base: Path) -> None:
    test = page("so-sanh", vb1=DECREE, dk1="dieu-3", pb1="1", vb2=DECREE, dk2="dieu-3", pb2="2")
    assert "<del " in seen(test)
    assert "09" in seen(test)
    test.button(key="compare_swap").click().run()
    assert (test.query_params["pb1"], test.query_params["pb2"]) == ("2", "1")
    same = page("so-sanh", vb1=DECREE, dk1="dieu-4", pb1="1", vb2=DECREE, pb2="2")
    assert "giống hệt nhau" in seen(same)


def test_a_comparison_of_two_instruments(in_base: Path) -> None:
    test = page("so-sanh", vb1=DECREE, dk1="dieu-8", pb1="1", vb2="van-ban-hop-nhat/03-vbhn-bomau/bo-mau/2025-07-10", dk2="dieu-8")
    assert 'class="line kinds"' in seen(test)


def test_whole_texts_are_compared_pair_by_pair(in_base: Path) -> None:
    both = {"vb1": DECREE, "pb1": "1", "vb2": DECREE, "pb2": "2"}
    test = page("so-sanh", **both)
    assert "sửa lời</a> 2" in seen(test)
    assert 'class="row l-clause k-reworded"' in seen(test)
    assert 'class="row l-article k-same"' not in seen(test)
    test.selectbox(key="whole_shown").set_value("tat-ca").run()
    assert test.query_params["hien"] == "tat-ca"
    assert 'class="row l-article k-same"' in seen(test)
    assert "cùng một phiên bản cho cả hai" in seen(page("so-sanh", **{**both, "pb2": "1"}))


def test_the_language_is_in_the_address_and_stays(in_base: Path) -> None:
    test = page("so-sanh", lang="en")
    assert "Choose two texts" in seen(test)
    test.button(key="language_button").click().run()
    assert "Chọn hai văn bản" in seen(test)
    assert "lang" not in test.query_params
    test.button(key="language_button").click().run()
    assert test.query_params["lang"] == "en"


def apply_day(test: AppTest, typed: str, href: str | None = None) -> AppTest:
    test.session_state["event"] = {"kind": "day", "typed": typed, "href": href}
    return test.run()


def day_shown(test: AppTest) -> str:
    return re.search(r'data-shown="([^"]+)"', seen(test))[1]


def test_a_day_is_applied_to_the_address_and_to_all_of_the_page(in_base: Path) -> None:
    test = page("van-ban", vb=DECREE)
    today_shown = day_shown(test)
    assert "ngay" not in test.query_params
    assert "Hôm nay" in seen(test)
    for typed in ("1/2/2024", "2024-02-01", "01.02.2024"):
        apply_day(test, typed)
        assert test.query_params["ngay"] == "2024-02-01"
        assert day_shown(test) == "01/02/2024"
        assert "ngày 01/02/2024" in seen(test)
        assert "s-not_yet" in seen(test)
    # Another page of the same session knows nothing of it but what its address says.
    assert day_shown(page("ghi-chu", ngay="2024-02-01")) == "01/02/2024"
    apply_day(test, today_shown)
    assert "ngay" not in test.query_params
    assert "Hôm nay" in seen(test)
    assert "s-not_yet" not in seen(test)


@pytest.mark.third
@pytest.mark.parametrize("typed", ["31/13/2024", "29/02/2023", "mai", "", "01/01/1900", "1/1/2101", '<img src=x>"'])
def test_a_wrong_day_says_so_and_changes_nothing(in_base: Path, typed: str) -> None:
    test = apply_day(page("van-ban", vb=DECREE, ngay="2024-02-01"), typed, "van-ban?vb=x")
    assert "Không đọc được ngày" in seen(test)
    assert "<img" not in seen(test)
    assert day_shown(test) == "01/02/2024"
    assert test.query_params["ngay"] == "2024-02-01"
    assert "go" not in test.session_state


def test_a_wrong_day_in_the_address_is_said_and_taken_out(in_base: Path) -> None:
    test = page("van-ban", vb=DECREE, ngay="2024-02-31")
    assert "Không đọc được ngày “2024-02-31”" in seen(test)
    assert "ngay" not in test.query_params


def test_words_that_name_a_day_show_it_in_the_control(in_base: Path) -> None:
    test = page("tra-cuu", q="hỗ trợ tiền ăn tại thời điểm ngày 01/02/2024")
    assert day_shown(test) == "01/02/2024"
    assert "Ngày trong câu tìm" in seen(test)
    assert "ngay=2024-02-01" in seen(test)


@pytest.mark.parametrize("name", ["tra-cuu", "van-ban", "so-sanh", "hieu-luc"])
def test_an_empty_base_says_how_to_fill_it(in_empty_base: Path, name: str) -> None:
    shown = seen(page(name))
    assert "Kho chưa có văn bản nào." in shown
    assert f"KB_HOME={in_empty_base} " in shown
    assert f"kb ingest {SAMPLES}" in shown


def test_a_base_that_cannot_be_opened_is_said_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.pages.kit.base import base

    (tmp_path / "kb.sqlite3").write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("KB_HOME", str(tmp_path))
    base.clear()
    assert "Không mở được kho." in seen(page("tra-cuu"))


def test_a_failure_is_a_state_and_logs_no_words(
    in_base: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("tên người gọi")

    monkeypatch.setattr("kb.pages.search.search_page.search", fail)
    assert "Không làm được việc vừa yêu cầu." in seen(page("tra-cuu", q="tên người gọi"))
    assert "RuntimeError" in caplog.text
    assert "người gọi" not in caplog.text


def test_kinds_of_provision_are_known_to_the_law_page() -> None:
    assert all(f"k-{kind.value}" in law_html((Provision(path="x", kind=kind, text="y"),), "") for kind in Kind)


def test_what_was_understood_can_be_taken_away(in_base: Path) -> None:
    test = page("tra-cuu", q='"hỗ trợ" nạn nhân -tiền loại:nghị định <b>')
    shown = seen(test)
    assert "Cụm từ: “hỗ trợ”" in shown
    assert "Không có: tiền" in shown
    assert "Loại: Nghị định" in shown
    assert 'data-ask="nạn nhân -tiền loại:nghị định &lt;b&gt;"' in shown
    assert "06/2022/QH-MAU" not in shown
    assert dict(test.query_params) == {}


def test_counts_narrow_the_search_by_addresses(in_base: Path) -> None:
    shown = seen(page("tra-cuu", q="hỗ trợ nạn nhân"))
    assert "Đếm trên mọi điều tìm thấy" in shown
    href = re.search(r'href="(\./\?nam=\d{4})"><span lang="vi">(\d{4})', shown)
    assert href
    narrowed = page("tra-cuu", q="hỗ trợ nạn nhân", nam=href[2])
    assert f'<summary title="Năm ban hành"><span lang="vi">{href[2]}</span>' in seen(narrowed)
    assert "nạn" not in str(dict(narrowed.query_params))
    assert "không hiểu" not in seen(page("tra-cuu", q="hỗ trợ", nam="không hiểu", xep="???"))


def test_the_order_is_kept_in_the_address(in_base: Path) -> None:
    test = page("tra-cuu", q="hỗ trợ nạn nhân")
    assert 'href="./?xep=newest"' in seen(test)
    test = page("tra-cuu", q="hỗ trợ nạn nhân", xep="newest")
    assert "mới trước" in seen(test)
    first = re.search(r'class="hit".*?href="van-ban\?vb=([^"&]+)', seen(test))
    assert first
    assert first[1] == CONSOLIDATED


def test_a_search_is_saved_listed_run_and_deleted(in_base: Path) -> None:
    test = page("tra-cuu", q="hỗ trợ tâm lý", loai="nghi-dinh")
    test.button(key="save_search").click().run()
    assert not test.error
    assert "Tìm kiếm đã lưu: 1" in seen(page("tra-cuu"))
    listed = page("tra-cuu", xem="da-luu")
    assert "Kho giữ lời của tìm kiếm đã lưu" in seen(listed)
    assert "Nghị định" in seen(listed)
    (identity,) = re.findall(r'data-run="(\d+)".*hỗ trợ tâm lý', seen(listed))
    listed.session_state["event"] = {"kind": "run", "id": identity}
    listed.run()
    assert dict(listed.query_params) == {"loai": "nghi-dinh"}
    assert "Hỗ trợ tâm lý" in seen(listed)
    listed = page("tra-cuu", xem="da-luu")
    next(button for button in listed.button if str(button.key).startswith("remove_")).click().run()
    assert "Chưa có tìm kiếm nào được lưu." in seen(listed)
    assert "Tìm kiếm đã lưu:" not in seen(page("tra-cuu"))


def test_the_name_of_a_saved_search_is_text(in_base: Path) -> None:
    from kb.search.saved import add_saved, remove_saved

    evil = "![x](https://evil.example/x.png) **b** :red[c] <img src=x>"
    with KnowledgeBase() as base:
        identity = add_saved(base, evil)
        listed = page("tra-cuu", xem="da-luu")
        remove_saved(base, identity)
    assert escape(evil) in seen(listed)
    assert "<img" not in seen(listed)
    assert not [button for button in listed.button if "evil" in button.label]


def test_an_alert_is_shown_until_it_was_seen(in_base: Path) -> None:
    from kb.database.tables import SavedSearchHit
    from kb.search.saved import add_saved, remove_saved

    with KnowledgeBase() as base:
        identity = add_saved(base, "hỗ trợ y tế")
        with base.session(write=True) as session:
            session.query(SavedSearchHit).first().alert = "new"
    assert "Điều mới: 1" in seen(page("tra-cuu"))
    listed = page("tra-cuu", xem="da-luu")
    assert re.search(r'Mới</b> <a data-go="van-ban" href="van-ban\?vb=', seen(listed))
    listed.button(key=f"seen_{identity}").click().run()
    assert "Chưa có gì mới." in seen(listed)
    with KnowledgeBase() as base:
        remove_saved(base, identity)


def test_search_in_the_text_that_is_open(in_base: Path) -> None:
    test = page("van-ban", vb=DECREE)
    test.text_input(key="find_words").set_value("ho tro tam ly").run()
    shown = seen(test)
    assert 'class="hits found"' in shown
    assert re.search(r'data-to="dieu-6[^"]*" href=""><span class="head" lang="vi">Điều 6. Hỗ trợ tâm lý', shown)
    assert "tam ly" not in str(dict(test.query_params))
    test.text_input(key="find_words").set_value("xyzzy").run()
    assert "Văn bản này không có điều nào khớp." in seen(test)
    test.text_input(key="find_words").set_value("").run()
    assert "Văn bản này không có điều nào khớp." not in seen(test)
    assert 'class="hits found"' not in seen(test)


def test_similar_provisions_stand_beside_an_article(in_base: Path) -> None:
    test = page("van-ban", vb=DECREE, dk="dieu-8")
    test.session_state["reader_panel"] = "related"
    test.run()
    assert "Quy định tương tự ở văn bản khác" in seen(test)
    beside = seen(test).split("Quy định tương tự ở văn bản khác", 1)[1]
    assert 'data-go="van-ban"' in beside
    assert DECREE not in beside


def test_a_hit_says_why_it_is_there(in_base: Path) -> None:
    shown = seen(page("tra-cuu", q="hỗ trợ chi phí đi lại ở đâu"))
    assert '<details class="why"><summary>Vì sao có điều này</summary>' in shown
    assert re.search(r"<li>(Tên điều có|Đoạn trích có|Không có): “", shown)


def test_what_answers_nothing_well_is_set_apart(in_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb.search import search

    def nothing(*args: Any, **kwargs: Any) -> SearchResult:
        found = search(*args, **kwargs)
        return replace(found, hits=(), near=found.hits)

    monkeypatch.setattr("kb.pages.search.search_page.search", nothing)
    shown = seen(page("tra-cuu", q="hỗ trợ tâm lý"))
    assert shown.index("Không tìm thấy điều nào.") < shown.index("Gần nhất") < shown.index('class="hit"')
