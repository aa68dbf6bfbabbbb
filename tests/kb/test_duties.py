"""Who must do what: the command, what a reviewer would ask, and the files."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from documents.duties.statement import ClauseText, Deadline, Phrase, PlacedClause, Statement, StatementKind, TimeUnit
from documents.model import Instrument, InstrumentType, Kind, Metadata, Provision
from documents.time.stated import Claim
from documents.time.stated import Statement as Amendment
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.export.duties import DutyTable, cells_of, duties_json, statement_json
from kb.export.files import DUTIES, WRITERS, file_bytes
from kb.interface.catalogue import VIETNAMESE
from kb.law.duties.concerns import concerns_of
from kb.law.duties.reading import ClauseDuties, Wanted, bodies_of, duties_in, read_duties
from kb.law.statements.stating import state
from tests.bases import Begin, pages_on
from tests.kb.command_line import kb_on
from tests.kb.databases import base  # noqa: F401
from tests.kb.made_up_changes import decree, put
from tests.kb.made_up_changes import read as read_words
from tests.kb.test_pages import page, seen

NURSERY = decree(
    "11/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về vườn ươm của xã",
    """Điều 1. Trách nhiệm của cơ quan
1. Bộ Y tế có trách nhiệm kiểm tra vườn ươm của xã.
2. Trong thời hạn 15 ngày kể từ ngày nhận đủ hồ sơ hợp lệ, Ủy ban nhân dân cấp xã phải cấp giấy phép cho chủ vườn.
Điều 2. Phạm vi
Điều này nói về các vườn ươm ở mọi xã.""",
)
NURSERY_KEY = "nghi-dinh/11-2090-nd-cp/chinh-phu/2090-01-10"


def read(out: str) -> dict[str, list[dict[str, object]]]:
    shown = json.loads(out)
    for clause in shown["provisions"]:
        for statement in clause["statements"]:
            spans = [statement[name] for name in ("action", "actor", "beneficiary", "deadline", "term")]
            for span in filter(None, [*spans, *statement["amounts"], *statement["conditions"]]):
                assert clause["text"][span["start"] : span["end"]] == span["text"]
    return {clause["path"]: clause["statements"] for clause in shown["provisions"]}


def test_a_file_without_a_base_and_a_stored_text_give_the_same(
    base: KnowledgeBase,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    put(base, NURSERY)
    file = tmp_path / "vuon-uom.txt"
    file.write_text(NURSERY, "utf-8")
    monkeypatch.setenv("KB_DATABASE_URL", base.settings.url)
    with kb_on(base.settings.home, monkeypatch, capfd) as kb:
        stored = read(kb("duties", NURSERY_KEY, "--json")[1])
        clause = read(kb("duties", f"{NURSERY_KEY}#dieu-1/khoan-2", "--json")[1])
    monkeypatch.delenv("KB_DATABASE_URL", raising=False)
    with kb_on(tmp_path / "none", monkeypatch, capfd) as kb:
        status, out, _ = kb("duties", file, "--json")
        shown = json.loads(out)
        assert (status, shown["instrument"]["key"], (tmp_path / "none").exists()) == (0, NURSERY_KEY, False)
        assert read(out) == stored
        assert "Bộ Y tế" in kb("duties", file)[1]
        assert "Bộ Y tế" not in kb("duties", file, "--body", "ubnd cấp xã")[1]
        assert kb("duties", file, "--kind", "wish")[0] == kb("duties")[0] == 2
    assert list(stored) == ["dieu-1/khoan-1", *clause] == ["dieu-1/khoan-1", "dieu-1/khoan-2"]
    (inspects,), (permit,) = stored["dieu-1/khoan-1"], stored["dieu-1/khoan-2"]
    assert (inspects["kind"], inspects["deadline"], inspects["amounts"]) == ("obligation", None, [])
    assert {"value": 15, "unit": "day", "from": "ngày nhận đủ hồ sơ hợp lệ"}.items() <= permit["deadline"].items()


def test_lines_keep_their_order_and_their_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {"id": "b", "text": "1. Vườn rộng.", "context": {"heading": "Vườn", "lead_in": ""}},
        {"id": 7, "text": "Bộ Y tế có trách nhiệm kiểm tra vườn ươm.", "context": None},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    with kb_on(tmp_path / "none", monkeypatch, capfd) as kb:
        answers = [json.loads(line) for line in kb("duties", "--jsonl", file, "--json")[1].splitlines()]
        file.write_text('{"id": 1}', "utf-8")
        assert kb("duties", "--jsonl", file, "--json")[0] == 2
    assert [answer["id"] for answer in answers] == ["b", 7]
    assert [[found["kind"] for found in answer["statements"]] for answer in answers] == [[], ["obligation"]]


def clause(path: str, text: str, *statements: tuple[StatementKind, str, str, str], heading: str = "") -> ClauseDuties:
    """A clause with its statements.

    :param statements: kind, who, what and by when; empty: not said
    """

    def phrase(words: str) -> Phrase:
        assert words in text
        return Phrase(text.index(words), text.index(words) + len(words), words)

    def deadline(words: str) -> Deadline:
        due, term, start = phrase(words), re.search(r"(\d+) (ngày|năm)", words), re.search(r" từ (.+)", words)
        value, unit = (float(term[1]), {"ngày": TimeUnit.DAY, "năm": TimeUnit.YEAR}[term[2]]) if term else (None, None)
        return Deadline(due.start, due.end, words, value, unit, start[1] if start else None)

    made = tuple(
        Statement(kind, phrase(what), phrase(who) if who else None, deadline=deadline(when) if when else None)
        for kind, who, what, when in statements
    )
    return ClauseDuties(PlacedClause(path, ClauseText(text, heading)), made)


def codes(*clauses: ClauseDuties) -> list[tuple[str, str]]:
    nothing = Instrument("nghi-dinh/1/x/2090-01-01", Metadata(InstrumentType.DECREE), ())
    return [(found.code.value, found.path) for found in concerns_of(nothing, clauses, date(2090, 1, 1), None)]


PASSIVE = "Nhãn phải được gắn trên chậu"
TERM = "Bộ Y tế trả lời trong thời hạn 05 ngày"
MUST = StatementKind.OBLIGATION


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ([clause("dieu-1", PASSIVE, (MUST, "", PASSIVE, ""))], ["duty_without_body"]),
        ([clause("dieu-1", PASSIVE, (MUST, "", PASSIVE, ""), heading="Trách nhiệm của người trồng")], []),
        ([clause("dieu-1", f"{PASSIVE} do chủ vườn", (MUST, "", PASSIVE, ""))], []),
        ([clause("dieu-1", PASSIVE, (StatementKind.PERMISSION, "", PASSIVE, ""))], []),
        (
            [
                clause("dieu-1/khoan-1", "Cây xanh tưới cây", (MUST, "Cây xanh", "tưới cây", "")),
                clause("dieu-1/khoan-2", PASSIVE, (MUST, "", PASSIVE, "")),
            ],
            [],
        ),
        *(
            ([clause("dieu-1", words, (MUST, "Bộ Y tế", act, due))], ["deadline_without_start"] if asked else [])
            for words, act, due, asked in (
                (TERM, "trả lời", "trong thời hạn 05 ngày", True),
                (f"Nhận được đơn. {TERM}", "trả lời", "trong thời hạn 05 ngày", True),
                (f"Khi nhận được đơn, {TERM}", "trả lời", "trong thời hạn 05 ngày", False),
                (f"{TERM}. Thời hạn tính theo ngày nhận đơn.", "trả lời", "trong thời hạn 05 ngày", False),
                (f"{TERM} từ ngày nhận", "trả lời", "trong thời hạn 05 ngày từ ngày nhận", False),
                ("Bộ Y tế niêm yết danh sách trong thời hạn 05 ngày", "niêm yết danh sách", "trong thời hạn 05 ngày", False),
            )
        ),
    ],
)
def test_what_is_asked_is_asked_only_where_the_words_show_it(said: list[ClauseDuties], asked: list[str]) -> None:
    assert [code for code, _ in codes(*said)] == asked


LETTERS = decree(
    "12/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về thư",
    """Điều 1. Gửi thư
1. Bộ Xây dựng có trách nhiệm gửi thư theo quy định tại khoản 9 Điều 2 Nghị định này.
2. Bộ Y tế có trách nhiệm gửi thư theo khoản 2 Điều 2 Nghị định này và khoản 3 Điều 1 Nghị định số 11/2090/NĐ-CP.
Điều 2. Nhận thư
1. Bộ Y tế có trách nhiệm nhận thư.
2. Bộ Y tế có trách nhiệm đọc thư.""",
)


def test_what_the_base_knows_of_references(
    base: KnowledgeBase,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, text in enumerate((NURSERY, LETTERS)):
        put(base, text, name=f"{name}.txt")
    file = tmp_path / "thu.txt"
    file.write_text(LETTERS, "utf-8")
    monkeypatch.setenv("KB_DATABASE_URL", base.settings.url)
    with kb_on(base.settings.home, monkeypatch, capfd) as kb:
        asked = json.loads(kb("duties", file, "--as-of", "2091-02-01", "--json")[1])["warnings"]
    nowhere, elsewhere = "không có khoản 9 Điều 2", "11/2090/NĐ-CP quy định về vườn ươm của xã trong kho không có khoản 3 Điều 1"
    assert [(one["code"], one["path"]) for one in asked] == [
        ("reference_leads_nowhere", "dieu-1/khoan-1"),
        ("reference_leads_nowhere", "dieu-1/khoan-2"),
    ]
    assert nowhere in asked[0]["message"]
    assert elsewhere in asked[1]["message"]


def test_bodies_are_one_whatever_their_case_and_found_by_part_of_their_name() -> None:
    duties = [
        clause(f"dieu-{number}", f"{who} làm việc", (MUST, who, "làm việc", ""))
        for number, who in enumerate(("Bộ Công an", "các bộ công an", "Bộ Công an, Bộ Y tế", "Công an"))
    ]
    assert [(body.name, body.count) for body in bodies_of(tuple(duties))[:2]] == [("Công an", 4), ("Bộ Công an", 3)]
    assert [one.path for one in Wanted("bo cong an").of(tuple(duties))] == ["dieu-0", "dieu-1", "dieu-2"]
    assert Wanted(kind="power").of(tuple(duties)) == Wanted(dated=True).of(tuple(duties)) == ()


def test_a_body_stands_once_with_what_tells_which_one_beneath_and_a_level_finds_all_of_its_bodies() -> None:
    names = (
        "Ủy ban nhân dân cấp xã",
        "ủy ban nhân dân xã, phường, đặc khu",
        "UBND cấp xã nơi ở trước đây của chủ vườn",
        "Công chức cấp xã phụ trách vườn ươm",
        "Ủy ban nhân dân các cấp",
        "Trung tâm trợ cấp xã hội",
        "Người đang hưởng trợ cấp nơi Ủy ban nhân dân cấp xã ở",
        "Ban Cứu trợ cấp xã",
    )
    duties = tuple(clause(f"dieu-{number}", f"{who} ghi sổ", (MUST, who, "ghi sổ", "")) for number, who in enumerate(names))
    found = {body.name: body for body in bodies_of(duties)}
    assert (found["cấp xã"].count, found["cấp xã"].is_level, "cấp tỉnh" in found) == (6, True, False)
    assert (found[names[0]].count, found[names[0]].variants) == (4, ((names[2], 1),))
    assert not found[names[6]].variants
    for words, places in (("cap xa", (0, 1, 2, 3, 4, 7)), ("ubnd cấp xã", (0, 1, 2, 4)), (names[2], (2,)), (names[6], (6,))):
        assert [one.path for one in Wanted(words).of(duties)] == [f"dieu-{place}" for place in places]


def test_definitions_stand_behind_what_somebody_must_and_who_was_not_read_is_told() -> None:
    meant = clause("dieu-1", "Vườn là đất", (StatementKind.DEFINITION, "", "Vườn", ""))
    must = clause("dieu-2", "Cây phải xanh", (MUST, "", "phải xanh", ""))
    rows = list(DutyTable("Nghị định mẫu", (meant, must)).rows(VIETNAMESE))
    assert [(path, cells[1]) for path, cells in rows] == [("dieu-2", "không rõ ai"), ("dieu-1", "")]


def test_a_line_leads_to_the_point_and_its_amounts_are_what_is_paid() -> None:
    words = """Điều 1. Hỗ trợ người trồng cây
1. Trình tự hỗ trợ:
a) Ủy ban nhân dân cấp xã phải chi 200.000 đồng cho mỗi người từ 60 tuổi trồng đủ 30 cây;
b) Bộ Y tế phải trả lời người trồng cây.
2. Bộ Y tế phải kiểm tra vườn ươm."""
    duties = read_duties(read_words(decree("11/2090/NĐ-CP", "10 tháng 01 năm 2090", "Quy định về cây", words)).provisions)
    table = DutyTable("Nghị định mẫu", duties)
    rows = list(table.rows(VIETNAMESE))
    points = ["dieu-1/khoan-1/diem-a", "dieu-1/khoan-1/diem-b", "dieu-1/khoan-2"]
    assert [path for path, _ in rows] == points
    assert (rows[0][1][0], rows[0][1][6]) == ("Điểm a khoản 1 Điều 1", "200.000 đồng")
    shown = [statement for one in duties_json(table, VIETNAMESE)["provisions"] for statement in one["statements"]]
    assert [statement["path"] for statement in shown] == points
    assert [amount["unit"] for amount in shown[0]["amounts"]] == ["VND", "tuổi", "cây"]
    for path, count in (("", 3), ("dieu-1/khoan-1", 2), ("dieu-1/khoan-1/diem-b", 1)):
        assert sum(len(one.statements) for one in duties_in(duties, path)) == count


@pytest.mark.parametrize(
    ("who", "day", "gone"),
    [
        ("Chủ tịch Ủy ban nhân dân cấp huyện", date(2025, 7, 1), True),
        ("Phòng Lao động - Thương binh và Xã hội", date(2025, 7, 1), True),
        ("UBND quận, huyện, thị xã, thành phố thuộc tỉnh", date(2026, 1, 1), True),
        ("Chủ tịch Ủy ban nhân dân cấp huyện", date(2025, 6, 30), False),
        ("Ủy ban nhân dân cấp xã nơi từng là cấp huyện", date(2026, 1, 1), False),
        ("Phòng Văn hóa - Xã hội", date(2026, 1, 1), False),
        ("Giám đốc Sở LĐTBXH", date(2025, 3, 1), True),
        ("Bộ trưởng Bộ Giao thông vận tải, Bộ Công an", date(2025, 3, 1), True),
        ("Bộ Giao thông vận tải", date(2025, 2, 28), False),
        ("Bộ Nông nghiệp và Môi trường", date(2026, 1, 1), False),
        ("Chánh Thanh tra Sở Y tế", date(2025, 7, 1), True),
        ("Thanh tra Bộ Công an", date(2026, 1, 1), False),
        ("Thanh tra cơ sở", date(2026, 1, 1), False),
    ],
)
def test_bodies_that_ended_are_asked_about_from_the_day_on(who: str, day: date, gone: bool) -> None:
    nothing = Instrument("nghi-dinh/1/x/2020-01-01", Metadata(InstrumentType.DECREE), ())
    found = concerns_of(nothing, (clause("dieu-1", f"{who} ghi sổ", (MUST, who, "ghi sổ", "")),), day, None)
    told = [VIETNAMESE.write(one.message) for one in found if one.code == "body_gone"]
    assert bool(told) is gone
    assert all("2025" in words and "thay" not in words for words in told), "the law and the day, and no successor"
    assert not any("Bộ Công an" in words for words in told), "of several bodies only the one that ended is told"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Lấy ý kiến của Sở Lao động - Thương binh và Xã hội.", "Sở Lao động - Thương binh và Xã hội"),
        ("Sở LĐ-TB&XH được gửi một bản.", "Sở Lao động - Thương binh và Xã hội"),
        ("Bến thuyền của các huyện, xã được sơn lại.", "huyện"),
        (
            "Theo Thông tư số 1/2021/TT-BV ngày 15/12/2021 của Bộ trưởng Bộ Y tế, Sở Kế hoạch và Đầu tư báo cáo.",
            "Sở Kế hoạch và Đầu tư",
        ),
        ("Giấy phép trước đây do Sở Giao thông vận tải cấp vẫn có giá trị.", ""),
        ("Sở Giao thông vận tải (nay là Sở Xây dựng) chuyển hồ sơ.", ""),
        ("Thay cụm từ “Sở Giao thông vận tải” bằng “Sở Xây dựng”.", ""),
        ("Theo Thông tư số 1/2021/TT-BLĐTBXH ngày 15 tháng 12 năm 2021 của\nBộ trưởng Bộ Lao động - Thương binh và Xã hội.", ""),
        ("Thông tư liên tịch số 1/2017/TTLT ngày 29/12/2017 của Bộ Công an, Bộ Kế hoạch và Đầu tư quy định việc phối hợp.", ""),
        (
            "Quyết định số 2/2019/QĐ-UBND ngày 27/6/2019 của UBND tỉnh A ban hành Quy chế phối hợp giữa các Sở và UBND các huyện.",
            "",
        ),
        ("Bãi bỏ các văn bản sau đây:\na) Quy định của Sở Giao thông vận tải;\nb) Quy chế của Phòng Tư pháp.", ""),
        ("Trung tâm Y tế huyện và Văn phòng Tư pháp ký.", ""),
    ],
)
def test_bodies_that_ended_are_asked_about_wherever_a_clause_names_them(said: str, told: str) -> None:
    draft = Metadata(InstrumentType.DRAFT)
    roots = (Provision("dieu-1", Kind.ARTICLE, "1", text=said), Provision("", Kind.BASIS, text="Căn cứ ý kiến của các huyện;"))
    found = concerns_of(Instrument("du-thao/1/x/2026-01-01", draft, roots), (), date(2026, 1, 1), None)
    assert [(one.path, VIETNAMESE.write(one.message).split("”")[0]) for one in found] == ([("dieu-1", f"“{told}")] if told else [])
    assert not concerns_of(Instrument("du-thao/1/x/2020-01-01", draft, roots), (), date(2020, 1, 1), None)


@pytest.mark.parametrize("format_", WRITERS[DUTIES])
def test_a_file_has_every_statement_and_what_is_asked(format_: str) -> None:
    said = clause("dieu-1", TERM, (MUST, "Bộ Y tế", "trả lời", "trong thời hạn 05 ngày"))
    asked = clause("dieu-2", PASSIVE, (MUST, "", PASSIVE, ""))
    nothing = Instrument("nghi-dinh/1/x/2090-01-01", Metadata(InstrumentType.DECREE), ())
    table = DutyTable(
        "Nghị định mẫu",
        (said, asked),
        concerns_of(nothing, (said, asked), date(2090, 1, 1), None),
        marks={"dieu-1": "⚠ câu chữ cũ"},
    )
    with zipfile.ZipFile(io.BytesIO(file_bytes(DUTIES, table, format_, VIETNAMESE))) as packed:
        words = "\n".join(
            packed.read(name).decode() for name in packed.namelist() if name.endswith(("document.xml", "Strings.xml"))
        )
    for expected in (
        "Nghị định mẫu",
        "Điều 1",
        "⚠ câu chữ cũ",
        "Bộ Y tế",
        "trả lời",
        "phải",
        "trong thời hạn 05 ngày",
        f"“{PASSIVE}”",
    ):
        assert expected in words


def test_the_page_shows_filters_and_marks(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pages_on(home, monkeypatch):
        whole = seen(page("bang-nhiem-vu", vb=NURSERY_KEY))
        assert "2 dòng" in whole
        assert "<mark>Ủy ban nhân dân cấp xã</mark>" in whole
        assert f"van-ban?vb={NURSERY_KEY}&amp;dk=dieu-1/khoan-2&amp;danh-dau=bang-nhiem-vu" in whole
        for params in ({"ai": "bo y te"}, {"dk": "dieu-1/khoan-1"}):
            narrowed = seen(page("bang-nhiem-vu", vb=NURSERY_KEY, **params))
            assert "1 dòng" in narrowed
            assert "chủ vườn" not in narrowed.partition("<table")[2]
        assert "1 dòng" in seen(page("bang-nhiem-vu", vb=NURSERY_KEY, han="co"))
        assert "Bảng nhiệm vụ" in seen(page("bang-nhiem-vu"))
        for day, marks in (("2098-12-31", 0), ("2099-06-01", 1)):
            assert seen(page("bang-nhiem-vu", vb=NURSERY_KEY, ngay=day)).partition("<table")[2].count("câu chữ cũ") == marks
        assert "2 chỗ" in seen(page("van-ban", **{"vb": NURSERY_KEY, "danh-dau": "bang-nhiem-vu"}))


@pytest.fixture(scope="module")
def home(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return begin(nursery, tmp_path_factory.mktemp("base"))


def nursery(base: KnowledgeBase) -> None:  # noqa: F811
    """A decree with two duties, of which one is in other words from 2099 on."""
    put(base, NURSERY)
    with base.session(write=True, actor=Actor("An")) as session:
        state(session, Amendment(NURSERY_KEY, Claim.AMENDED, date(2099, 1, 1), "dieu-1/khoan-2", by_name="Luật 9", note="a"))


def test_lines_that_are_not_sure_say_so_and_can_be_left_out() -> None:
    action = Phrase(0, 4, "ghi ")
    sure, unsure = (Statement(StatementKind.OBLIGATION, action, sure=known) for known in (True, False))
    one = ClauseDuties(PlacedClause("dieu-1", ClauseText("ghi sổ")), (sure, unsure))
    assert [cells_of(statement, VIETNAMESE)[1] for statement in one.statements] == ["phải", "phải (máy chưa chắc)"]
    [left] = Wanted(sure=True).of((one,))
    assert left.statements == (sure,)
    assert [statement_json(statement)["sure"] for statement in one.statements] == [True, False]
