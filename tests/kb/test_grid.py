"""The grid of a review: what answers a question in a text, what people make of a cell, and the grid in the files of the report."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import lxml.html
import pytest
from sqlalchemy import update

from documents.duties.statement import Amount, Deadline, Phrase, PlacedClause, Statement, StatementKind, TimeUnit, clauses_of
from documents.duties.values import read_amounts
from documents.model import InstrumentType
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version
from kb.database.tables import Instrument, InstrumentAlias
from kb.errors import AnnotationError, ChangedMeanwhileError, NotFoundError, ReviewFileError
from kb.export.files import GRID, REPORT, file_bytes
from kb.export.gridded import FoundGrid, ShownQuote, find_quotes, grid_texts, quote_remarks, shown_grid, whole_grid
from kb.export.reviewed import report_of
from kb.index.build import reindex
from kb.interface.catalogue import VIETNAMESE
from kb.review import CLOSED, Review, ReviewDraft, create_review, turn_review
from kb.review.answers import Passage, Subject, answers, listed
from kb.review.files import ReviewText
from kb.review.grid import QUESTIONS, Grid, KeptQuote, grid_of, pin, restore, take_out, write_grid
from tests.kb.made_up_law import DECREE, LAW, article, instrument, open_base, put

ANNA, BINH = Actor("Nguyễn Thị Anna"), Actor("Trần Văn Bình")
DAY = date(2094, 1, 1)
KIND = StatementKind
TEXT = [
    article(
        "3",
        "Cấp giấy phép thả diều",
        "Trong thời hạn 05 ngày làm việc, Trưởng làng cấp giấy phép thả diều.",
        ("Người được cấp giấy phép thả diều khi có đủ điều kiện sau đây:", {"a": "Có diều giấy;", "b": "Biết bơi."}),
        ("Lệ phí cấp giấy phép thả diều như sau:", {"a": "Diều nhỏ: 20.000 đồng;", "b": "Diều to: 50.000 đồng."}),
    ),
    article(
        "4",
        "Thời hạn của giấy phép thả diều",
        "Không quá 30 ngày đối với diều giấy;",
        "Không quá 60 ngày đối với diều vải.",
        text="Cấp giấy phép thả diều có thời hạn sau đây:",
    ),
    article("5", "Cấp giấy phép nuôi cá", "Trưởng làng cấp giấy phép nuôi cá trong thời hạn 09 ngày."),
    article("6", "Thả diều", "Ai thả diều không có giấy phép do làng cấp thì bị phạt 70.000 đồng."),
]


def phrase(clause: PlacedClause, words: str) -> Phrase:
    start = clause.said.text.index(words)
    return Phrase(start, start + len(words), words)


def said(clause: PlacedClause) -> tuple[Statement, ...]:
    """What the statements of these clauses are; the pipeline that reads them has tests of its own."""
    term = "Trong thời hạn 05 ngày làm việc"
    if term in clause.said.text:
        words = phrase(clause, term)
        deadline = Deadline(words.start, words.end, term, 5, TimeUnit.WORKING_DAY)
        act = phrase(clause, "cấp giấy phép thả diều")
        return (Statement(KIND.OBLIGATION, act, phrase(clause, "Trưởng làng"), deadline=deadline),)
    if "nuôi cá" in clause.said.text:
        return (Statement(KIND.OBLIGATION, phrase(clause, "cấp giấy phép nuôi cá"), phrase(clause, "Trưởng làng")),)
    if "bị phạt" in clause.said.text:
        amounts: tuple[Amount, ...] = tuple(read_amounts(clause.said.text, 0, len(clause.said.text)))
        return (Statement(KIND.SANCTION, phrase(clause, "phạt 70.000 đồng"), amounts=amounts),)
    return ()


@pytest.mark.parametrize(
    ("question", "subject", "expected"),
    [
        ("decides", "cấp giấy phép thả diều", [["Trưởng làng", "cấp giấy phép thả diều"]]),
        ("deadline", "cấp giấy phép thả diều", [["Trong thời hạn 05 ngày làm việc"]]),
        ("deadline", "thời hạn của giấy phép thả diều", [["30 ngày"], ["60 ngày"], ["Trong thời hạn 05 ngày làm việc"]]),
        ("amount", "cấp giấy phép thả diều", [["20.000 đồng", "50.000 đồng"]]),
        ("sanctions", "thả diều", [["phạt 70.000 đồng"]]),
        ("decides", "thu hồi giấy phép xây nhà", []),
        ("amount", "nuôi cá", []),
    ],
)
def test_what_answers_is_marked_in_quoted_words(question: str, subject: str, expected: list[list[str]]) -> None:
    clauses = list(clauses_of(TEXT))
    found = list(answers(question, Subject(subject, clauses), [(0, clause, said(clause)) for clause in clauses]))
    marked = [[part.words[start:end] for part in quote for start, end in part.marks] for quote in found]
    assert sorted(marked) == sorted(expected)
    stored = {(item.path, name): getattr(item, name) for unit in TEXT for item in unit.walk() for name in ("text", "tail")}
    for part in (part for quote in found for part in quote):
        assert stored[part.path, part.field][part.start : part.start + len(part.words)] == part.words


def test_what_is_announced_as_conditions_is_quoted_as_a_list() -> None:
    clauses = list(clauses_of(TEXT))
    candidates = [(0, clause, said(clause)) for clause in clauses]
    [quote] = answers("conditions", Subject("cấp giấy phép thả diều", clauses), candidates)
    assert [part.path for part in quote] == ["dieu-3/khoan-2", "dieu-3/khoan-2/diem-a", "dieu-3/khoan-2/diem-b"]
    kept = KeptQuote("conditions", LAW.key, quote[-1].path, "text", quote[-1].words, pinned=False)
    assert ShownQuote(quote, kept).path == "dieu-3/khoan-2"


MORE = [
    article("7", "Các trường hợp thu hồi giấy phép thả diều", "Diều rơi xuống ao;", "Người thả bỏ đi."),
    article("8", "Trường hợp không phải cấp giấy phép thả diều", "Diều có giá trị dưới 50.000 đồng;", "Diều của làng."),
    article("9", "Người được thu hồi giấy phép thả diều", "Trưởng làng;", "Phó trưởng làng."),
    article("12", "Cơ quan có thẩm quyền cho nghỉ thả diều trong các trường hợp sau đây:", "Trời mưa;", "Trời tối."),
    article("14", "Thu hồi chứng chỉ trung cấp", "Chứng chỉ trung cấp bị thu hồi khi có đủ các điều kiện sau: tờ giấy rách."),
    article("15", "Thẩm quyền bán diều", "Phó làng bán diều giấy;", "Làng giao cho người khác."),
    article("17", "Thả cá", ("Ai thuộc một trong các trường hợp sau đây thì bị giữ cần câu ao làng:", {"a": "Câu trộm."})),
    article("16", "Bán diều to của làng", "Người được bán diều to nộp đơn.", "Ai bán diều to thì báo trước."),
    article("13", "Lập sổ diều 05 năm", "Người được lập sổ diều 03 năm phải nộp 20.000 đồng."),
    article(
        "11", "Cấp giấy phép thả diều", "Con của người đang chấp hành án phạt tù được cấp giấy phép thả diều sau hai lần đề nghị."
    ),
]


@pytest.mark.parametrize(
    ("question", "subject", "expected"),
    [
        ("conditions", "thu hồi giấy phép thả diều", {"dieu-7"}),
        ("conditions", "cấp giấy phép thả diều", set[str]()),
        ("amount", "cấp giấy phép thả diều", set[str]()),
        ("sanctions", "cấp giấy phép thả diều", set[str]()),
        ("decides", "thu hồi giấy phép thả diều", {"dieu-9"}),
        ("conditions", "cấp chứng chỉ trung cấp", set[str]()),
        ("decides", "nghỉ thả diều", set[str]()),
        ("decides", "bán diều to", {"dieu-15"}),
        ("conditions", "giữ cần câu", {"dieu-17"}),
        ("conditions", "nghỉ thả diều", {"dieu-12"}),
        ("amount", "lập sổ diều 03 năm", {"dieu-13"}),
        ("amount", "lập sổ diều 10 năm", set[str]()),
    ],
)
def test_headings_tell_lists_and_other_acts_and_what_only_sounds_alike_is_no_answer(
    question: str, subject: str, expected: set[str]
) -> None:
    clauses = list(clauses_of(MORE))
    found = list(answers(question, Subject(subject, clauses), [(0, clause, ()) for clause in clauses]))
    assert {part.path.split("/")[0] for quote in found for part in quote} == expected
    marked = [part.words[start:end] for quote in found for part in quote for start, end in part.marks]
    told = {"dieu-13": ["20.000 đồng"]}
    assert marked == [words for path in expected for words in told.get(path, ())]


def test_who_decides_goes_before_who_proposes() -> None:
    acts = {"lập danh sách đề nghị cấp giấy phép nuôi cá": "Phó làng", "quyết định cấp giấy phép nuôi cá": "Trưởng làng"}
    clauses = list(clauses_of([article("1", "Cấp giấy phép nuôi cá", *(f"{who} {act}." for act, who in acts.items()))]))
    candidates = [
        (0, clause, (Statement(KIND.OBLIGATION, phrase(clause, act), phrase(clause, who)),))
        for clause, (act, who) in zip(clauses, acts.items(), strict=True)
    ]
    first, *_ = answers("decides", Subject("cấp giấy phép nuôi cá", clauses), candidates)
    assert [part.path for part in first] == ["dieu-1/khoan-2"]


def test_own_words_bring_the_items_that_they_or_a_heading_announce() -> None:
    heading = "Các trường hợp nghỉ thả diều"
    under, led = article("1", heading, "Trời mưa;", "Trời tối."), article("2", "Nghỉ", "Trời mưa;", text="Nghỉ thả diều khi:")
    pointed = article("3", heading, ("Nghỉ khi:", {"a": "Trời mưa;", "b": f"{'rất ' * 300}tối."}), text="Như sau:")
    for words, part, unit, expected in (
        ("Trời mưa;", under.children[0], under, ["Trời mưa;", "Trời tối."]),
        (led.text, led, led, ["Trời mưa;"]),
        ("Nghỉ khi:", pointed.children[0], pointed, ["Trời mưa;", "rất rất r"]),
        ("Trời mưa;", led.children[0], led, []),
    ):
        assert [passage.words[:9] for passage in listed(words, unit.heading or "", part, unit)] == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("hạn nộp đơn", ["dieu-1/khoan-1", "dieu-2/khoan-1"]),
        ("các trường hợp không nhận đơn", ["dieu-2/khoan-1"]),
    ],
)
def test_an_item_of_a_list_about_something_else_goes_behind(base: KnowledgeBase, question: str, expected: list[str]) -> None:
    units = [
        article("1", "Quyền nộp đơn của người nuôi chim sẻ", ("Hạn nộp đơn của người nuôi chim sẻ như sau:", {"a": "Ba ngày."})),
        article("2", "Các trường hợp không nhận đơn", "Hạn nộp đơn đã hết.", "Đơn bị ướt."),
    ]
    made = instrument(InstrumentType.DECREE, "31/2093/NĐ-CP", "Quy định về đơn", date(2093, 4, 1), units)
    put(base, made, name="don.txt")
    reindex(base)
    with base.session() as session:
        text = ReviewText(made.key, load_version(session, find_instrument(session, made.key), DAY), ("",))
    found = find_quotes(base, [text], Grid("", (question,), (made.key,)), DAY)[made.key][question]
    assert [quote[0].path for quote in found] == expected
    assert len(found[0]) == 2


def test_of_a_list_that_is_cut_the_cell_says_how_many_items_are_left(base: KnowledgeBase) -> None:
    review, kept = asked(base)
    head = Passage("dieu-32/khoan-1", "text", 0, "Nạn nhân được hỗ trợ theo các điểm sau đây:")
    whole = Passage("dieu-32/khoan-1/diem-d", "text", 0, "Trợ giúp pháp lý;")
    cut = replace(whole, words="Trợ giúp")
    for passages, left in (((head,), 3), ((head, whole), 2), ((head, cut), 3), ((replace(head, words="Nạn nhân"),), 0)):
        with base.session() as session:
            found = {LAW.key: {"amount": [passages]}}
            grid = shown_grid(session, grid_texts(session, review, kept), kept, found, DAY, VIETNAMESE)
        [quote] = grid.lines[QUESTIONS.index("amount")].cells[0]
        assert quote.unshown == left
        assert ([f"{left} mục" in said for said in quote_remarks(quote, VIETNAMESE)] == [True]) is (left > 0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("grids")
    with open_base(home) as base:
        put(base, LAW, name="luat.txt")
        put(base, DECREE, name="nghi-dinh.txt")
    return home


@pytest.fixture
def base(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("KB_HOME", str(shutil.copytree(made, tmp_path / "base")))
    with KnowledgeBase() as opened:
        yield opened


def asked(base: KnowledgeBase, questions: Sequence[str] = QUESTIONS) -> tuple[Review, Grid]:
    """A review with a grid."""
    with base.session(write=True, actor=ANNA) as session:
        review = create_review(session, ReviewDraft("Rà soát", DAY, (LAW.key, DECREE.key)))
        seen = grid_of(session, review)
        return review, write_grid(session, review, seen, replace(seen, subject=" trợ  giúp ", questions=tuple(questions)))


def shown(base: KnowledgeBase, review: Review, *found: Passage) -> FoundGrid:
    with base.session() as session:
        grid = grid_of(session, review)
        texts = grid_texts(session, review, grid)
        return shown_grid(session, texts, grid, {DECREE.key: {"amount": [(item,) for item in found]}}, DAY, VIETNAMESE)


def test_a_grid_is_kept_with_its_review_and_not_over_what_somebody_else_made_of_it(base: KnowledgeBase) -> None:
    review, kept = asked(base, ("amount", "  vé   tàu ", "vé tàu"))
    assert (kept.subject, kept.questions, kept.columns) == ("trợ giúp", ("amount", "vé tàu"), (LAW.key, DECREE.key))
    with base.session(write=True, actor=BINH) as session:
        write_grid(session, review, kept, replace(kept, subject="nuôi dưỡng"))
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ChangedMeanwhileError):
        write_grid(session, review, kept, replace(kept, subject="ăn"))
    with base.session() as session:
        assert grid_of(session, review).subject == "nuôi dưỡng"


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (Grid("", QUESTIONS, (LAW.key,)), ReviewFileError),
        (Grid("ăn", (), (LAW.key,)), ReviewFileError),
        (Grid("ăn", QUESTIONS, ()), ReviewFileError),
        (Grid("ăn" * 300, QUESTIONS, (LAW.key,)), ReviewFileError),
        (Grid("ăn", tuple(map(str, range(16))), (LAW.key,)), ReviewFileError),
        (Grid("ăn", QUESTIONS, ("luat/99-2099-qh99/quoc-hoi/2099-01-01",)), NotFoundError),
    ],
)
def test_what_cannot_be_asked_changes_nothing(base: KnowledgeBase, wanted: Grid, error: type[Exception]) -> None:
    review, kept = asked(base)
    with base.session(write=True, actor=ANNA) as session, pytest.raises(error):
        write_grid(session, review, kept, wanted)
    with base.session() as session:
        assert grid_of(session, review) == kept
    with base.session(write=True, actor=ANNA) as session:
        review = turn_review(session, review, CLOSED)
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ReviewFileError):
        write_grid(session, review, kept, replace(kept, subject="ăn"))


def test_people_take_quotes_out_and_pin_words_that_the_text_has(base: KnowledgeBase) -> None:
    review, kept = asked(base)
    wrong = Passage("dieu-25/khoan-1", "text", 0, "Người được nuôi dưỡng hưởng tiền ăn theo Luật số 66/2091/QH99.")
    cell = shown(base, review, wrong).lines[QUESTIONS.index("amount")].cells[1]
    with base.session(write=True, actor=BINH) as session:
        kept = take_out(session, review, kept, cell[0].kept)
        text = grid_texts(session, review, kept)[1]
        with pytest.raises(AnnotationError):
            pin(session, review, kept, "amount", text, "lời không có")
        kept = pin(session, review, kept, "amount", text, "Mức chuẩn trợ giúp là 720.000 đồng một tháng.")
    line = shown(base, review, wrong).lines[QUESTIONS.index("amount")]
    [quote] = line.cells[1]
    assert (quote.key, quote.kept.author, quote.gone, line.taken) == (f"{DECREE.key}#dieu-4/khoan-1", BINH.name, False, (0, 1))
    with base.session(write=True, actor=BINH) as session:
        kept = restore(session, review, kept, "amount", DECREE.key)
        kept = take_out(session, review, kept, quote.kept)
    [quote] = shown(base, review, wrong).lines[QUESTIONS.index("amount")].cells[1]
    assert quote.passages == (wrong,)


def test_quotes_can_be_changed_after_their_text_got_another_key(base: KnowledgeBase) -> None:
    review, kept = asked(base)
    wrong = Passage("dieu-25/khoan-1", "text", 0, "Người được nuôi dưỡng hưởng tiền ăn theo Luật số 66/2091/QH99.")
    cell = shown(base, review, wrong).lines[QUESTIONS.index("amount")].cells[1]
    with base.session(write=True, actor=ANNA) as session:
        kept = take_out(session, review, kept, cell[0].kept)
        kept = pin(session, review, kept, "amount", grid_texts(session, review, kept)[1], "720.000 đồng")
        old = tuple(replace(quote, instrument=f"{DECREE.key[:-10]}-") for quote in kept.quotes)
        session.add(InstrumentAlias(alias=old[0].instrument, instrument_id=find_instrument(session, DECREE.key).id))
        session.flush()
        kept = write_grid(session, review, kept, replace(kept, quotes=old))
    line = shown(base, review).lines[QUESTIONS.index("amount")]
    assert line.taken == (0, 1)
    with base.session(write=True, actor=BINH) as session:
        kept = take_out(session, review, kept, line.cells[1][0].kept)
        assert not restore(session, review, kept, "amount", DECREE.key).quotes


def test_what_a_grid_asks_of_and_the_base_lacks_is_said_and_an_empty_one_ends_no_report(base: KnowledgeBase) -> None:
    review, kept = asked(base)
    gone = (f"{LAW.key}#dieu-99", "luat/99-2099-qh99/quoc-hoi/2099-01-01")
    with base.session() as session:
        grid = replace(kept, columns=(*gone, DECREE.key))
        found = shown_grid(session, grid_texts(session, review, grid), grid, {}, DAY, VIETNAMESE)
    assert found.lacking == gone
    head = docx.Document(io.BytesIO(file_bytes(GRID, ("Rà soát", found), "docx", VIETNAMESE))).tables[-1].rows[0].cells[0].text
    assert all(key in head for key in gone)
    with base.session(write=True, actor=ANNA) as session:
        write_grid(session, review, kept, replace(kept, columns=(DECREE.key,)))
        session.execute(
            update(Instrument).where(Instrument.key == DECREE.key).values(key="nghi-dinh/1-2099-nd-cp/chinh-phu/2099-01-01")
        )
    with base.session() as session:
        assert whole_grid(base, session, review, VIETNAMESE) is None


def test_pinned_words_that_the_text_of_the_day_lacks_are_marked(base: KnowledgeBase) -> None:
    review, kept = asked(base)
    with base.session(write=True, actor=ANNA) as session:
        [text] = grid_texts(session, review, replace(kept, columns=(DECREE.key,)))
        kept = pin(session, review, kept, "amount", text, "720.000 đồng")
        gone = replace(kept.quotes[0], words="690.000 đồng")
        write_grid(session, review, kept, replace(kept, quotes=(gone,)))
    [quote] = shown(base, review).lines[QUESTIONS.index("amount")].cells[1]
    assert quote.gone


def test_the_grid_stands_in_every_format_of_the_report_and_as_word_alone(base: KnowledgeBase) -> None:
    review, _ = asked(base)
    evil = Passage("dieu-4/khoan-1", "text", 0, "=1+1 <script> {{ title }}", ((0, 4),))
    grid = shown(base, review, evil)
    with base.session() as session:
        report = replace(report_of(session, review, VIETNAMESE, DAY), grid=grid)
    row = QUESTIONS.index("amount") + 1
    for content in (file_bytes(GRID, ("Rà soát", grid), "docx", VIETNAMESE), file_bytes(REPORT, report, "docx", VIETNAMESE)):
        table = next(table for table in docx.Document(io.BytesIO(content)).tables if table.rows[0].cells[0].text == "Câu hỏi")
        cells = [cell.text for cell in table.rows[row].cells]
        assert cells[:2] == ["Mức, số tiền", "–"]
        assert cells[2].split("\n") == ["Khoản 1 Điều 4", "1. =1+1 <script> {{ title }}"]
        assert [run.text for run in table.rows[row].cells[2].paragraphs[1].runs if run.bold] == ["=1+1"]
    page = file_bytes(REPORT, report, "html", VIETNAMESE).decode()
    assert "<script" not in page
    assert "=1+1 <script> {{ title }}" in lxml.html.fromstring(page).text_content()
    with zipfile.ZipFile(io.BytesIO(file_bytes(REPORT, report, "xlsx", VIETNAMESE))) as book:
        assert "Bảng hỏi" in book.read("xl/workbook.xml").decode()
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "worksheets/sheet" in name)
    cell = json.loads(file_bytes(REPORT, report, "json", VIETNAMESE))["grid"]["rows"][row - 1]["cells"][1]
    passage = {"path": "dieu-4/khoan-1", "field": "text", "start": 0, "words": evil.words, "marks": [[0, 4]]}
    assert cell == [{"key": f"{DECREE.key}#dieu-4/khoan-1", "passages": [passage], "pinned_by": None, "gone": False}]
