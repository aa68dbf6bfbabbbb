"""The page So sánh as Streamlit runs it, on a small base: choosing, what may be compared, three columns, pairing by hand, notes."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from streamlit.testing.v1 import AppTest

from documents.comparison import ComparedPair, Level, MeantChange, Pair, PairKind, Piece, Row, What, compare
from documents.comparison.rows import rows_of
from documents.model import InstrumentType, Kind, Provision
from kb.accounts.current import Actor
from kb.annotations import list_notes
from kb.base import KnowledgeBase
from kb.database.reading.reader import list_instruments
from kb.export.compared import ComparedText, change_words, table_of, told_once, weighty
from kb.export.files import COMPARISON, file_bytes
from kb.export.kind_words import WHOLE, KindWords
from kb.interface.catalogue import VIETNAMESE
from kb.law.texts.pairings import Act, Decided, Text, decide_pairing, pairings_of, take_back
from kb.pages.compare.two_texts import SIGNS
from kb.pages.kit.pickers import fitting_texts
from kb.settings import settings
from tests.bases import Begin, pages_on
from tests.documents.provisions import article
from tests.kb import made_up_law as law
from tests.kb.made_up_changes import decree, put
from tests.kb.test_pages import page, seen
from tests.kb.test_pairings import text

OLD, NEW = "nghi-dinh/10-2090-nd-cp/chinh-phu/2090-01-10", "nghi-dinh/30-2095-nd-cp/chinh-phu/2095-04-01"
CIRCULAR = "thong-tu/05-2096-tt-bv/bo-vuon/2096-02-02"
_OLD = decree(
    "10/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về vườn ươm",
    """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn ươm của xã.
Điều 2. Tưới cây
1. Cây được tưới hai lần một ngày vào sáng và chiều.
2. Người tưới cây được nghỉ không quá 05 ngày.
Điều 3. Trợ cấp
Người chăm vườn được trợ cấp 300.000 đồng một năm.""",
)
_NEW = decree(
    "30/2095/NĐ-CP",
    "01 tháng 4 năm 2095",
    "Quy định về vườn ươm",
    """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn ươm của xã.
Điều 2. Giải thích từ ngữ
Vườn ươm là nơi gieo hạt giống cho cả xã dùng chung.
Điều 3. Tưới cây
1. Cây được tưới hai lần một ngày vào sáng và chiều.
2. Người tưới cây được nghỉ không quá 10 ngày.
Điều 4. Hiệu lực thi hành
Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm hết hiệu lực kể từ ngày Nghị định này \
có hiệu lực thi hành.""",
)
_CIRCULAR = """BỘ VƯỜN
Số: 05/2096/TT-BV
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 02 tháng 02 năm 2096
THÔNG TƯ
Quy định chi tiết một số điều của Nghị định số 30/2095/NĐ-CP
Bộ trưởng Bộ Vườn ban hành Thông tư quy định chi tiết một số điều của Nghị định số 30/2095/NĐ-CP.
Điều 1. Cách tưới cây
Thông tư này quy định chi tiết Điều 3 Nghị định số 30/2095/NĐ-CP: mỗi cây một gáo nước.
BỘ TRƯỞNG
Trần Văn Mẫu
"""


_DRAFT = """DỰ THẢO 1
(Ngày 15/01/2098)
CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số:      /2098/NĐ-CP
Hà Nội, ngày     tháng     năm 2098
NGHỊ ĐỊNH
Quy định về bến đò
Điều 1. Cấp giấy
1. Sở Nội vụ cấp giấy cho chủ bến đò trong thời hạn 05 ngày.
2. Chủ bến đò treo giấy ở bến.
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("so-sanh")
    with KnowledgeBase(settings().model_copy(update={"home": home})) as base:
        for name, words in (("cu", _OLD), ("moi", _NEW), ("thong-tu", _CIRCULAR)):
            put(base, words, name=f"{name}.txt")
    return home


@pytest.fixture
def in_base(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    with pages_on(home, monkeypatch) as opened:
        yield opened


def beside(**more: str) -> AppTest:
    return page("so-sanh", vb1=OLD, dk1="toan-van", vb2=NEW, dk2="toan-van", **more)


PAIR_2, CLAUSE_2 = "cap-dieu-2-va-dieu-3", "cap-dieu-2-khoan-2-va-dieu-3-khoan-2"


def opened_pair(anchor: str, test: AppTest | None = None) -> AppTest:
    """The box of a pair, as a click on its row opens it; here every run has to open it again."""
    test = test or beside()
    test.session_state["event"] = {"kind": "pair", "id": anchor}
    return test.run()


def pressed(test: AppTest, anchor: str, key: str) -> AppTest:
    """A button of the box of a pair."""
    test.session_state["event"] = {"kind": "pair", "id": anchor}
    return next(item for item in test.button if (item.key or "").startswith(key)).click().run()


@pytest.mark.parametrize("typed", ["10/2090", "10/2090/nd-cp", "nghị định 10/2090/NĐ-CP"])
def test_a_side_is_chosen_by_what_is_typed(in_base: KnowledgeBase, typed: str) -> None:
    test = page("so-sanh")
    test.text_input(key="side_1_find_0").set_value(typed).run()
    assert test.query_params["vb1"] == OLD
    assert "So Nghị định số 10/2090/NĐ-CP với gì?" in seen(test)


def test_what_the_base_lacks_is_said_to_be_lacking(in_base: KnowledgeBase) -> None:
    test = page("so-sanh")
    test.text_input(key="side_1_find_0").set_value("0/2090/nd-cp").run()
    assert "vb1" not in test.query_params, "a number is not another one that it is a part of"
    assert "Kho không có văn bản “0/2090/nd-cp”." in seen(test)


def test_texts_that_replace_one_another_are_offered(in_base: KnowledgeBase) -> None:
    assert f"vb1={OLD}&amp;vb2={NEW}" in unquote(seen(page("so-sanh")))


def test_an_article_is_chosen_by_citing_it_and_several_are_offered(in_base: KnowledgeBase) -> None:
    test = page("so-sanh", vb1=OLD)
    test.text_input(key="side_2_find_0").set_value("dieu 3 nghi dinh 30/2095/nd-cp").run()
    assert (test.query_params["vb2"], test.query_params["dk2"]) == (NEW, "dieu-3")
    test.text_input(key="side_1_find_0").set_value("vuon uom").run()
    listed = next(box for box in test.selectbox if box.key.startswith("side_1_listed"))
    assert any("30/2095" in option for option in listed.options)
    listed.select(NEW).run()
    assert test.query_params["vb1"] == NEW


def test_what_an_article_may_be_compared_with(in_base: KnowledgeBase) -> None:
    shown = seen(page("so-sanh", vb1=OLD, dk1="dieu-2"))
    assert "Điều 3. Tưới cây · Nghị định số 30/2095/NĐ-CP" in shown
    details = seen(page("so-sanh", vb1=NEW, dk1="dieu-3"))
    assert "Điều 1 · Thông tư số 05/2096/TT-BV" in details
    assert "quy định chi tiết Điều 3" in details
    became = seen(page("so-sanh", vb1=OLD, dk1="dieu-2", vb2=NEW))
    assert "Điều 3 · Nghị định số 30/2095/NĐ-CP" in became


def test_a_text_of_the_same_name_is_not_called_a_replacement(in_base: KnowledgeBase) -> None:
    """The search says the same of it, see test_search_on_a_day."""
    replaced, same_name = "Có câu nói là thay thế; chưa ai rà soát.", "kho chưa có câu nào nói là thay thế"
    shown = seen(page("so-sanh", vb1=OLD, dk1="dieu-2"))
    assert replaced in shown
    assert same_name not in shown
    laws = [
        law.instrument(InstrumentType.LAW, f"{n}/{year}/QH99", "Bến thuyền", date(year, 1, 1), [law.article("1", "Bến", "Bến.")])
        for n, year in ((1, 2091), (2, 2096))
    ]
    put(in_base, *laws, name="luat.txt")
    shown = seen(page("so-sanh", vb1=laws[0].key, dk1="dieu-1"))
    assert "2/2096/QH99" in shown
    assert same_name in shown
    assert replaced not in shown


def test_each_side_has_a_day_of_its_own(in_base: KnowledgeBase) -> None:
    test = beside()
    test.text_input(key="compare_day_2").set_value("1/7/2095").run()
    assert test.query_params["ngay2"] == "2095-07-01"
    test.text_input(key="compare_day_1").set_value("hôm kia").run()
    assert "ngay1" not in test.query_params
    assert "hôm kia" in seen(test)


def test_filters_are_in_the_address_and_name_where_a_clause_stands(in_base: KnowledgeBase) -> None:
    test = beside(hien="duration")
    assert "Khoản 2 Điều 3" in seen(test)
    test.selectbox(key="whole_shown").set_value("thay-doi").run()
    assert "hien" not in dict(test.query_params)
    added = beside(cap="added")
    assert "Giải thích từ ngữ" in seen(added)
    assert "l-clause k-reworded" not in seen(added)


def test_what_is_sure_stands_under_changes_and_is_no_guess_below(in_base: KnowledgeBase) -> None:
    shown = table(beside())
    assert "thời gian: không quá 05 ngày → không quá 10 ngày" in shown.split("<b>Thay đổi</b>")[1]
    assert "Máy đoán thêm" not in shown


def test_a_guess_is_what_may_not_hold_and_no_words_that_only_differ() -> None:
    pieces = [Piece("dieu-1", 0, 9, words) for words in ("nếu trời mưa", "khi trời nắng to")]
    changes = tuple(MeantChange(what, *pieces) for what in (What.CONDITION, What.WORDS))
    row = Row(ComparedPair(Pair(Level.CLAUSE, ("dieu-1",), ("dieu-1",), PairKind.REWORDED, 0.3), changes), (), (), True)
    assert KindWords((), (WHOLE, WHOLE), [row]).guesses(row) == [changes[0]]


def test_a_clause_that_went_is_no_deadline_and_no_guess_where_it_is_told_first() -> None:
    duty = "Trong thời hạn 07 ngày kể từ ngày nhận được quyết định, trưởng thôn cử người trông vườn."
    kept = ["Vườn ươm do xã quản lý.", "Người trông vườn do thôn trả công.", "Cây giống được ghi vào sổ của thôn."]
    old, new = [article(1, "Trông vườn", *kept, duty)], [article(1, "Trông vườn", *kept)]
    rows = rows_of(old, new, compare(old, new))
    words = KindWords((), (WHOLE, WHOLE), rows)
    ((row, change),) = weighty(rows, words)
    assert change_words(change, VIETNAMESE) == f"quy định có thời hạn: bỏ “{duty[:-1]}”"
    assert words.guesses(row) == []


@pytest.mark.parametrize("points", [False, True])
def test_what_only_has_its_clauses_in_another_order_is_not_reworded(points: bool) -> None:
    said = ["Cây giống được ghi vào sổ của thôn;", "Người trông vườn do xã trả công;", "Khách vào vườn phải có thẻ."]
    sides = [
        [
            article(1, "Trông vườn", *([("Trong vườn:", *some)] if points else some)),
            article(2, "Tưới cây", "Cây được tưới mỗi ngày."),
        ]
        for some in (said, [said[2], said[0], said[1]])
    ]
    rows = rows_of(sides[0], sides[1], compare(*sides))
    words = KindWords((), (WHOLE, WHOLE), rows)
    assert [words.of(row.compared.pair, VIETNAMESE) for row in rows if row.compared.pair.level is Level.ARTICLE] == [
        "đổi thứ tự",
        "giữ nguyên",
    ]
    assert "sửa lời" not in {words.of(row.compared.pair, VIETNAMESE) for row in rows}
    more = [*reversed(said), "Chó không được vào."]
    longer = [article(1, "Trông vườn", *([("Trong vườn:", *more)] if points else more))]
    rows = rows_of(sides[0][:1], longer, compare(sides[0][:1], longer))
    assert not any(KindWords((), (WHOLE, WHOLE), rows).reordered(row.compared.pair) for row in rows)


def test_what_is_seen_first_stands_open_and_names_the_text_of_each_place(in_base: KnowledgeBase) -> None:
    shown = seen(beside()).split('<details class="meant" open>')[1].split("</details>")[0]
    assert "Khoản 2 Điều 2 (10/2090/NĐ-CP) → Khoản 2 Điều 3 (30/2095/NĐ-CP)</a>: thời gian: không quá 05 ngày" in shown


@pytest.mark.parametrize("format_", ["docx", "xlsx", "html"])
def test_a_file_says_beside_old_words_that_they_are(format_: str) -> None:
    texts = [
        ComparedText(name, f"luat/{name}/-/-", "0", marks=marks) for name, marks in (("1", {"dieu-1": "⚠ câu chữ cũ"}), ("2", {}))
    ]
    sides = [[Provision("dieu-1", Kind.ARTICLE, "1", text=f"Mức là {sum_} đồng một tháng.")] for sum_ in (360, 500)]
    rows = rows_of(*sides, compare(*sides))
    made = file_bytes(COMPARISON, table_of((texts[0], texts[1]), rows, VIETNAMESE, Decided(())), format_, VIETNAMESE)
    if format_ != "html":
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            made = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(("document.xml", "Strings.xml")))
    assert made.decode().count("⚠ câu chữ cũ") >= 1


def drafts(base: KnowledgeBase) -> None:
    later = _DRAFT.replace("DỰ THẢO 1", "DỰ THẢO 2").replace("Sở Nội vụ", "Sở Lao động - Thương binh và Xã hội")
    for name, words in (("một", _DRAFT), ("hai", later)):
        put(base, words, name=f"{name}.txt")


def test_beside_a_change_stands_that_the_body_which_a_draft_names_is_gone(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pages_on(begin(drafts, tmp_path), monkeypatch) as opened, opened.session() as session:
        first, last = [one.key for one in list_instruments(session)]
        told = "⚠ “Sở Lao động - Thương binh và Xã hội”: từ ngày 01/03/2025 không còn"
        shown = seen(page("so-sanh", vb1=first, dk1="toan-van", vb2=last, dk2="toan-van"))
        assert shown.count(told) == 2, "beside the line that is told first, and in its row"
        assert told not in seen(page("so-sanh", vb1=last, dk1="toan-van", vb2=first, dk2="toan-van"))


def test_the_legend_counts_and_shows_each_kind_and_the_map_leads_to_each_article(in_base: KnowledgeBase) -> None:
    shown = seen(beside())
    legend, rest = shown.split('class="line kinds"')[1].split("</p>", 1)
    assert "cap=added" in legend
    assert "sửa lời" in legend
    assert f'data-row="{PAIR_2}"' in rest.split('class="ticks"')[1].split("</nav>")[0]
    signs = {sign for words in SIGNS.values() for sign in words}
    assert signs <= set("=≠↕#12→+−?"), "a sign that the font which is shipped does not have"


def test_one_sentence_says_what_is_the_same(in_base: KnowledgeBase) -> None:
    shown = seen(page("so-sanh", vb1=OLD, vb2=OLD, dk1="toan-van", dk2="toan-van"))
    assert "Kho đọc cùng một phiên bản cho cả hai" in shown
    assert 'class="whole"' not in shown


def test_a_reviewer_parts_and_joins_and_takes_back(in_base: KnowledgeBase) -> None:
    test = opened_pair(PAIR_2)
    assert "lời chung" in seen(test)
    pressed(test, PAIR_2, "pair_part_dieu-2_dieu-3")
    assert "Tách tay: Điều 2 không ứng với Điều 3 (Người dùng máy này" in seen(beside())
    alone = "cap-dieu-2-va"
    test = opened_pair(alone)
    next(box for box in test.selectbox if box.key.startswith("pair_list_1")).select("dieu-2")
    test = opened_pair(alone, test)
    pressed(test, alone, "pair_join")
    assert "Ghép tay: Điều 2 với Điều 2" in seen(beside())
    ours, theirs = Text.loaded(text(in_base, OLD)), Text.loaded(text(in_base, NEW))
    for anchor in ("cap-dieu-2-va-dieu-2", None):
        with in_base.session() as session:
            (*_, kept) = sorted(pairings_of(session, ours, theirs), key=lambda item: item.act)
        anchor = anchor or next(one for one in (alone, PAIR_2) if f'data-pair="{one}"' in seen(beside()))
        pressed(opened_pair(anchor), anchor, "pair_back_")
    with in_base.session() as session:
        assert pairings_of(session, ours, theirs) == []
    assert kept.active
    assert "Đã rút: Tách tay: Điều 2 không ứng với Điều 3" in seen(beside())


def test_a_note_on_a_pair_fills_the_explanation(in_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened_pair(CLAUSE_2)
    next(iter(test.text_area)).set_value("Thêm thời gian cho vùng xa. <b>")
    pressed(test, CLAUSE_2, "pair_note_save")
    with in_base.session() as session:
        (note,) = list_notes(session)
    assert (note.tags, note.targets[0].path) == (("thuyết minh",), "dieu-3/khoan-2")
    test = beside()
    assert "Thêm thời gian cho vùng xa. &lt;b&gt;" in seen(test)
    made = files(test, monkeypatch)
    rows = docx.Document(io.BytesIO(made["docx"])).tables[1].rows
    explained = "Thêm thời gian cho vùng xa. <b> (Người dùng máy này)"
    (told,) = [row.cells[3].text for row in rows if "không quá 10" in row.cells[2].text]
    assert told.split("\n")[0] == explained
    assert [row.cells[3].text.count(explained) for row in rows].count(1) == 1
    assert "Phạm vi điều chỉnh" not in "".join(row.cells[1].text for row in rows), "what is the same was not asked for"
    assert json.loads(made["json"])["left"]["key"] == OLD
    assert made["name"] == "-10-2090-nd-cp-30-2095-nd-cp"


def files(test: AppTest, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What the buttons of the page would download."""
    import kb.pages.compare.two_texts as whole

    made: dict[str, Any] = {}
    monkeypatch.setattr(
        whole,
        "export_menu",
        lambda frame, parts, make: made.update(
            {name: make()(name, VIETNAMESE) for name in ("docx", "json", "xlsx")}, name=whole.name_in_file(parts)
        ),
    )
    test.run()
    return made


def test_three_columns_go_through_the_middle(in_base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    test = page("so-sanh", vb1=OLD, vb2=NEW, vb3=CIRCULAR, dk1="toan-van", dk2="toan-van", dk3="toan-van")
    shown = seen(test)
    assert "10/2090/NĐ-CP → 30/2095/NĐ-CP: sửa lời" in shown
    assert "30/2095/NĐ-CP → 05/2096/TT-BV: dẫn chiếu" in shown
    import kb.pages.compare.two_texts as columns

    made: dict[str, bytes] = {}
    monkeypatch.setattr(
        columns,
        "export_menu",
        lambda frame, parts, make: made.update({name: make()(name, VIETNAMESE) for name in ("docx", "xlsx", "html")}),
    )
    test.run()
    grid = docx.Document(io.BytesIO(made["docx"])).tables[1]
    assert len(grid.columns) == 5
    (watering,) = [[cell.text for cell in row.cells] for row in grid.rows if "gáo nước" in row.cells[3].text]
    assert "05 ngày" in watering[1]
    assert "10 ngày" in watering[2]
    test.button(key="compare_third").click().run()
    assert "vb3" not in test.query_params


def three(**more: str) -> AppTest:
    return page("so-sanh", vb1=OLD, vb2=NEW, vb3=CIRCULAR, dk1="toan-van", dk2="toan-van", dk3="toan-van", hien="tat-ca", **more)


def table(test: AppTest) -> str:
    return seen(test).split('class="whole"')[1]


def test_three_columns_know_what_was_decided_about_two_of_them(in_base: KnowledgeBase) -> None:
    old, new, circular = (text(in_base, key) for key in (OLD, NEW, CIRCULAR))
    decisions = ((old, new, "dieu-2", "dieu-3", Act.PART), (new, circular, "dieu-3", "dieu-1", Act.PART))
    with in_base.session(write=True, actor=Actor("Trần Văn Bình")) as session:
        for left, right, one, other, act in (*decisions, (new, circular, "dieu-2", "dieu-1", Act.JOIN)):
            found = pairings_of(session, Text.loaded(left), Text.loaded(right), all_of_them=True)
            seen_ = next((item for item in found if (item.left, item.right) == (one, other)), None)
            decide_pairing(session, left, right, (one, other), act, seen_)
    shown = table(three())
    for words in ("Tách tay: Điều 2 không ứng với Điều 3", "Tách tay: Điều 3 không ứng với Điều 1", "Ghép tay: Điều 2 với Điều 1"):
        assert words in shown
    assert "30/2095/NĐ-CP → 05/2096/TT-BV: ghép tay" in shown
    assert "dẫn chiếu" not in shown
    with in_base.session(write=True, actor=Actor("Trần Văn Bình")) as session:
        for left, right in ((old, new), (new, circular)):
            for kept in pairings_of(session, Text.loaded(left), Text.loaded(right)):
                take_back(session, kept)


def test_what_was_chosen_folds_into_a_line_only_when_all_sides_are_chosen(in_base: KnowledgeBase) -> None:
    shown = seen(beside())
    assert shown.count('data-fold="') == 3
    assert shown.count("Nghị định số 30/2095/NĐ-CP") >= 2
    assert "data-fold" not in seen(page("so-sanh", vb1=OLD))
    assert "data-fold" not in seen(page("so-sanh", vb1=OLD, vb2=NEW, cot="3"))


def test_what_fits_is_named_and_what_is_no_text_fits_nothing(in_base: KnowledgeBase) -> None:
    from datetime import date

    from kb.interface.catalogue import Catalogue
    from kb.pages.kit.frame import Frame

    frame = Frame(Catalogue("vi"), date(2096, 1, 1), "so-sanh")
    assert fitting_texts(frame, "5", places=True) == {}
    assert fitting_texts(frame, "điều 3 nghị định 30/2095/NĐ-CP", places=True)[f"{NEW}#dieu-3"].startswith(
        "Điều 3 · Nghị định số 30/2095"
    )
    assert fitting_texts(frame, "không có văn bản nào như vậy", places=True) == {}


def test_a_body_that_gives_way_to_another_throughout_is_told_once() -> None:
    sides = [
        [
            Provision(
                f"dieu-{n}",
                Kind.ARTICLE,
                str(n),
                text=f"{act} trong 05 ngày, báo cáo {body} xem xét, quyết định việc {act.lower()}.",
            )
            for n, act in enumerate(("Người trồng cây gửi hồ sơ", "Chủ vườn trả lại đất", "Người chăm vườn khai số cây"), start=1)
        ]
        for body in ("Bộ Lao động - Thương binh và Xã hội", "Bộ Nội vụ")
    ]
    rows = rows_of(*sides, compare(*sides))
    lines = weighty(rows, KindWords((), (WHOLE, WHOLE), rows))
    ((_, change, again),) = told_once(lines)
    assert (len(lines), again) == (3, 2)
    assert change_words(change, VIETNAMESE, again).endswith("(và 2 chỗ khác như vậy)")


def test_a_new_article_a_new_ban_and_a_new_right_of_a_rewritten_text_are_told_first() -> None:
    lead = "Người trồng cây được hưởng các chế độ hỗ trợ sau đây:"
    bans, rights = ["Mua bán cây giống trong vườn.", "Đe dọa người trông coi."], [lead, "Hỗ trợ cây giống;", "Hỗ trợ đi lại;"]
    old = [article(1, "Các hành vi bị nghiêm cấm", *bans), article(2, "Chế độ hỗ trợ", (*rights,))]
    new = [
        article(1, "Các hành vi bị nghiêm cấm", *bans, "Bao che kẻ chặt phá rừng đầu nguồn."),
        article(2, "Chế độ hỗ trợ", (*rights, "Hỗ trợ phiên dịch.")),
        article(3, "Theo dõi vườn", "Chủ vườn phải có phần mềm ghi ngày tưới nước từng gốc cây."),
        article(4, "Bắt đầu áp dụng", "Quy định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2096."),
    ]
    old += [article(5, "Phí thăm vườn", "Khách phải trả 20.000 đồng."), article(6, "Giờ mở cửa", "Vườn mở cửa từ sáng đến chiều.")]
    rows = rows_of(old, new, compare(old, new))
    lines = weighty(rows, KindWords((), (WHOLE, WHOLE), rows))
    assert [[item.path for item in lines[at][0].alone[side]] for at, side in ((0, 1), (2, 0))] == [
        ["dieu-3", "dieu-4"],
        ["dieu-5", "dieu-6"],
    ]
    assert [change_words(change, VIETNAMESE) for _, change in lines] == [
        "phạm vi: thêm “Điều 3. Theo dõi vườn; Điều 4. Bắt đầu áp dụng”",
        "điều cấm: thêm “Bao che kẻ chặt phá rừng đầu nguồn”",
        "phạm vi: bỏ “Điều 5. Phí thăm vườn; Điều 6. Giờ mở cửa”",
        "quyền: thêm “Hỗ trợ phiên dịch”",
        "nghĩa vụ: thêm “Chủ vườn phải có phần mềm ghi ngày tưới nước từng gốc cây”",
        "nghĩa vụ: bỏ “Khách phải trả 20.000 đồng”",
    ]
