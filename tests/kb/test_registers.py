"""Registers of effect: files that are read, refused with every mistake in its place, stored with history, and written again."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.time.stated import Claim, Confidence
from documents.time.status import StatusCode
from kb.accounts.audit import lines_about
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.errors import RegisterError
from kb.index.build import catch_up, index_state, reindex
from kb.interface.days import today
from kb.law.statements.register_files import (
    SHIPPED,
    RawRegister,
    RawRow,
    read_csv,
    read_file,
    read_yaml,
    shipped,
    write_csv,
    write_yaml,
)
from kb.law.statements.register_rows import COLUMNS, Mistake
from kb.law.statements.registering import Imported, export_registers, import_registers
from kb.law.statements.stored import STATEMENT, SUPERSEDED, read_statements
from kb.law.status.answers import Asked, answer_all
from tests.kb.command_line import kb_on
from tests.kb.databases import base, empty_sqlite
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, put
from tests.samples import SAMPLES

__all__ = ["base"]

HEAD = "register: vuon\ntitle: Vườn ươm\nversion: '1'\nstatements:\n"
KEY = "thong-tu/77-2090-tt-bv/bo-vuon/2090-06-01"
START = f"- {{instrument: {KEY}, says: in_force_from, on: 2090-08-01, confidence: P, note: Điều 9}}\n"
END = f"- {{instrument: {KEY}, says: ended, on: 2095-01-01, confidence: S, note: báo}}\n"
ANNA = Actor("Nguyễn Thị Anna")


def take(base: KnowledgeBase, text: str, name: str = "vuon.yaml") -> tuple[Imported, list[Mistake]]:
    raw = read_csv(text, name) if name.endswith("csv") else read_yaml(text, name)
    with base.session(write=True, actor=ANNA) as session:
        return import_registers(session, raw, name)


def code(base: KnowledgeBase, key: str, day: str) -> str:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(key, None, date.fromisoformat(day))])
    return answer.status.code if answer else "-"


def test_a_register_says_what_is_in_force_and_a_newer_version_takes_its_place(base: KnowledgeBase) -> None:
    done, mistakes = take(base, HEAD + START + END)
    assert (done.added, mistakes) == (2, [])
    assert [code(base, KEY, day) for day in ("2090-07-31", "2092-01-01", "2095-01-01")] == ["not_yet", "in_force", "expired"]
    again, _ = take(base, HEAD + START + END)
    assert (again.added, again.unchanged, again.superseded) == (0, 2, 0)
    newer, _ = take(base, HEAD.replace("'1'", "'2'") + START)
    assert (newer.added, newer.unchanged, newer.superseded) == (0, 1, 1)
    assert code(base, KEY, "2095-01-01") == StatusCode.UNKNOWN
    with base.session() as session:
        (gone,) = [kept for kept in read_statements(session) if kept.state == SUPERSEDED]
        assert [line.act for line in lines_about(session, STATEMENT, gone.id)] == ["add", "supersede"]
        (shown,) = export_registers(session)
    assert (shown.version, len(shown.rows)) == ("2", 1)
    back, _ = take(base, HEAD.replace("'1'", "'3'") + START + END)
    assert (back.added, back.unchanged) == (1, 1)
    assert code(base, KEY, "2095-01-01") == StatusCode.EXPIRED


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base that nothing gets into."""
    with empty_sqlite(tmp_path_factory.mktemp("trong") / "base") as made:
        yield made


WRONG = [
    ("a field that there is not", START.replace("note:", "ghi_chu:"), 5, "ghi_chu", "register.unknown_field"),
    ("no such claim", START.replace("in_force_from", "in_force"), 5, "says", "register.bad_value"),
    ("no such confidence", START.replace("confidence: P", "confidence: A"), 5, "confidence", "register.bad_value"),
    ("no claim", START.replace("says: in_force_from, ", ""), 5, "says", "register.missing"),
    ("the year 9999", START.replace("2090-08-01", "9999-01-01"), 5, "on", "register.far_day"),
    ("no day of the calendar", START.replace("2090-08-01", "2090-02-30"), 5, "on", "register.bad_day"),
    ("an unknown number", START.replace(KEY, "12/2090/TT-X"), 5, "instrument", "register.unknown_instrument"),
    ("no instrument", START.replace(f"instrument: {KEY}, ", ""), 5, "instrument", "register.no_instrument"),
    ("the same row twice", START + START, 6, "", "register.duplicate"),
    ("two ends", END + END.replace("2095", "2096"), 6, "on", "register.contradicts"),
    ("an end before the start", START + END.replace("2095", "2089"), 6, "on", "register.contradicts"),
    ("a link that is none", START.replace("note: Điều 9", "source: 'javascript:x'"), 5, "", "register.refused"),
    ("no source", START.replace(", note: Điều 9", ""), 5, "", "register.refused"),
    ("an author in a register", START.replace("note:", "author: A, note:"), 5, "author", "register.author_there"),
    ("a note without end", START.replace("Điều 9", "x" * 3000), 5, "note", "register.too_long"),
]


@pytest.mark.parametrize(("rows", "line", "column", "sentence"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_mistake_is_told_with_its_place_and_nothing_is_changed(
    empty: KnowledgeBase, rows: str, line: int, column: str, sentence: str
) -> None:
    base = empty
    done, mistakes = take(base, HEAD + rows)
    assert [(mistake.place, mistake.column, mistake.what.key) for mistake in mistakes] == [(f"vuon.yaml:{line}", column, sentence)]
    assert done == Imported()
    with base.session() as session:
        assert read_statements(session) == []
        assert export_registers(session) == []


def test_every_mistake_is_told_at_once(base: KnowledgeBase) -> None:
    _, mistakes = take(base, HEAD + START.replace("2090-08-01", "hôm nay") + END.replace("ended", "dead").replace("S,", "Z,"))
    assert [(mistake.place, mistake.column) for mistake in mistakes] == [
        ("vuon.yaml:5", "on"),
        ("vuon.yaml:6", "says"),
        ("vuon.yaml:6", "confidence"),
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a: &a [x, x]\nstatements: [*a, *a]\n", "import_alias"),
        ("statements:\n- &row {says: ended}\n", "import_alias"),
        (f"statements: {'[' * 50}{']' * 50}\n", "import_deep"),
        ("statements: [\n", "register_yaml"),
        ("title: a\ntitle: b\n", "register_twice"),
        ("- a\n- b\n", "register_head"),
        ("quyen: 1\nstatements: []\n", "register_head"),
        ("chi la loi\n", "register_shape"),
        ("statements:\n- a\n", "register_shape"),
        ("statements:\n- {says: [ended]}\n", "register_shape"),
        ("statements: {a: b}\n", "register_shape"),
        ("? [a]\n: b\n", "register_shape"),
        ("\x00", "register_yaml"),
    ],
)
def test_yaml_that_is_no_register(text: str, error: str) -> None:
    with pytest.raises(RegisterError) as raised:
        read_yaml(text, "x.yaml")
    assert raised.value.code == error


def test_a_file_that_is_too_large_or_of_another_kind(tmp_path: Path) -> None:
    for name, content, error in (
        ("a.yaml", b"#" * 2_100_000, "import_large"),
        ("a.txt", b"", "register_format"),
        ("a.csv", b"says;on\n\xff\xfe", "import_encoding"),
        ("a.yaml", b"statements:\n" + b"- {says: x}\n" * 20_001, "register_rows"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(RegisterError) as raised:
            read_file(tmp_path / name)
        assert raised.value.code == error
    with pytest.raises(RegisterError) as raised:
        read_file(tmp_path / "khong-co.yaml")
    assert raised.value.code == "register_unreadable"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("by", [",", ";", "\t"])
def test_csv_with_any_of_the_usual_separators(base: KnowledgeBase, tmp_path: Path, mark: str, by: str) -> None:
    head = ["register", "register_title", "version", "instrument", "says", "on", "confidence", "note"]
    rows = [head, ["vuon", "Vườn", "1", KEY, "in_force_from", "01/08/2090", "P", '"một, hai; ba\nbốn"']]
    rows += [["", "", "", "", "", "", "", ""], ["vuon", "Vườn", "1", KEY, "ended", "2095-13-01", "P", "x"]]
    path = tmp_path / "vuon.csv"
    path.write_bytes((mark + "\r\n".join(by.join(row) for row in rows)).encode())
    (raw,) = read_file(path)
    assert [(row.line, row.values["says"]) for row in raw.rows] == [(2, "in_force_from"), (5, "ended")]
    with base.session(write=True, actor=ANNA) as session:
        _, mistakes = import_registers(session, [raw], path.name)
    assert [(mistake.place, mistake.column) for mistake in mistakes] == [("vuon.csv:5", "on")]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a,b\n1,2\n", "register_head"),
        ("says,says\n", "register_twice"),
        ("says,on\n1,2,3\n", "register_cells"),
        ('says\n"x\n', "register_csv"),
    ],
)
def test_csv_that_is_no_register(text: str, error: str) -> None:
    with pytest.raises(RegisterError) as raised:
        read_csv(text, "x.csv")
    assert raised.value.code == error


CELLS = ["=1+1", "+84", "-1", "@x", "\t=1", "'=1", "''=1", "'a", "a=b", "＝1", "|x", "Điều 1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("text", CELLS)
def test_what_was_exported_is_read_back_and_no_cell_is_a_formula(text: str) -> None:
    row = RawRow(2, {"says": "ended", "note": text, "key": KEY})
    written = write_csv([RawRegister(text, text, "1", [row])], ("says", "note", "key"))
    cells = next(csv.reader(io.StringIO(written.split("\r\n", 1)[1], newline="")))
    assert not any(cell[:1] in "=+-@\t|＝" for cell in cells if cell)
    (back,) = read_csv(written)
    assert (back.name, back.title, [one.values for one in back.rows]) == (text, text, [row.values])


def test_a_number_names_what_the_base_has(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    _, mistakes = take(base, HEAD + END.replace(KEY, "10/2090/NĐ-CP"))
    assert mistakes == []
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.EXPIRED


def test_a_row_may_say_itself_which_instrument_it_is(base: KnowledgeBase) -> None:
    named = "number: 77/2090/TT-BV, type: thong-tu, issuer: Bộ Vườn, issued_on: 01/06/2090"
    own = f"- {{{named}, says: ended, on: 2095-01-01, confidence: P, note: x}}\n"
    assert take(base, HEAD + own)[1] == []
    assert code(base, KEY, "2096-01-01") == StatusCode.EXPIRED


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)
rows = st.fixed_dictionaries(
    {
        "instrument": st.sampled_from([KEY, GARDEN_KEY, "luat/1-2090-qh99/-/-"]),
        "says": st.sampled_from([claim.value for claim in (Claim.IN_FORCE_ON, Claim.NOTED, Claim.AMENDED, Claim.RESUMED)]),
        "confidence": st.sampled_from([item.value for item in Confidence]),
        "by_name": st.just("Luật 9"),
    },
    optional={
        "on": st.dates(date(1950, 1, 1), date(2099, 1, 1)).map(date.isoformat),
        "provision": st.sampled_from(["dieu-2", "dieu-2/khoan-1/diem-đ"]),
        "title": words,
        "quote": words,
        "except": words,
        "seen_by": words,
        "gazette": words,
        "source": st.just("https://congbao.example/1?a=b&c=d"),
    },
)


def what(row: dict[str, str]) -> tuple[str | None, ...]:
    """What makes two rows the same statement."""
    return tuple(row.get(name) for name in ("instrument", "provision", "says", "on", "confidence"))


WHEN = datetime(2090, 1, 2, 3, 4, 5, tzinfo=UTC).isoformat()
by_people = st.fixed_dictionaries({"author": st.sampled_from(["An", "Bình"]), "at": st.just(WHEN)})


@settings(max_examples=10)
@given(
    st.lists(rows, max_size=4, unique_by=what),
    st.lists(st.tuples(rows, by_people), max_size=3, unique_by=lambda both: what(both[0])),
    st.booleans(),
)
def test_what_is_exported_is_what_was_imported(
    tmp_path_factory: pytest.TempPathFactory,
    listed: list[dict[str, str]],
    stated: list[tuple[dict[str, str], dict[str, str]]],
    as_csv: bool,
) -> None:
    named = [RawRow(number, {**row, "note": f"dòng {number}"}) for number, row in enumerate(listed)]
    of_people = [RawRow(number, {**row, **who, "note": f"lời {number}"}) for number, (row, who) in enumerate(stated)]
    raw = [one for one in (RawRegister("vuon", "Vườn", "1", named), RawRegister(None, "", "", of_people)) if one.rows]
    with (
        empty_sqlite(tmp_path_factory.mktemp("mot") / "base") as first,
        empty_sqlite(tmp_path_factory.mktemp("hai") / "base") as second,
    ):
        with first.session(write=True, actor=ANNA) as session:
            assert import_registers(session, raw, "x.yaml")[1] == []
            exported = export_registers(session)
        text = write_csv(exported, COLUMNS) if as_csv else write_yaml(exported)
        read = read_csv(text, "y.csv") if as_csv else read_yaml(text, "y.yaml")
        with second.session(write=True, actor=ANNA) as session:
            done, mistakes = import_registers(session, read, "y.yaml")
            assert (mistakes, done.added) == ([], len(listed) + len(stated))
            again = export_registers(session)
        assert [(one.name, one.version, [row.values for row in one.rows]) for one in again] == [
            (one.name, one.version, [row.values for row in one.rows]) for one in exported
        ]
        with first.session(write=True, actor=ANNA) as session:
            assert import_registers(session, read, "y.yaml")[0].added == 0


def test_the_register_that_comes_with_the_program(tmp_path: Path) -> None:
    file = shipped("mua-ban-nguoi")
    assert file is not None
    with empty_sqlite(tmp_path / "base") as made:
        with made.session(write=True, actor=ANNA) as session:
            done, mistakes = import_registers(session, read_file(file), file.name)
        assert (mistakes, done.added, done.unchanged) == ([], done.read, 0)
        with made.session() as session:
            rate = answer_all(session, [Asked("thong-tu/120-2026-tt-btc/bo-tai-chinh/2026-08-17", None, date(2026, 10, 1))])[0]
            (over,) = answer_all(session, [Asked("luat/66-2011-qh12/quoc-hoi/2011-03-29", "dieu-32", date(2025, 7, 1))])
    assert rate is not None
    assert (rate.status.code, len(rate.pending)) == (StatusCode.UNKNOWN, 1)
    assert over is not None
    assert over.status.code == StatusCode.EXPIRED
    assert "Điều 63" in repr(over.status.days["rest"])  # whom the old law spares is said


def test_what_the_first_run_shows_is_in_force_on_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    day = today().isoformat()
    register = SHIPPED.with_name("samples") / "van-ban-mau.yaml"
    (tmp_path / register.name).write_text(register.read_text("utf-8").replace("NGAY", day), "utf-8")
    with kb_on(tmp_path / "base", monkeypatch, capfd) as kb:
        assert kb("ingest", SAMPLES)[0] == 0
        assert kb("register", "import", tmp_path / register.name)[0] == 0
        status, out, _ = kb("search", "hỗ trợ")
    assert status == 0
    assert out.count("[Còn hiệu lực]") == 10


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "vuon.yaml"
    file.write_text(HEAD + START + END, "utf-8")
    with kb_on(tmp_path / "base", monkeypatch, capfd) as kb:
        status, out, err = kb("register", "import", str(file), "--json")
        assert (status, err) == (0, "")
        assert orjson.loads(out)["added"] == 2
        status, out, _ = kb("status", KEY, "--as-of", "2095-01-01", "--json")
        said: dict[str, Any] = orjson.loads(out)
        assert (said["status"], said["wording"]) == ("expired", "unknown")
        assert [(piece["kind"], piece["quote"], piece["claim"]) for piece in said["basis"]["evidence"]] == [
            ("register", None, "in_force_from"),
            ("register", None, "ended"),
        ]
        assert "nguồn thứ cấp" in said["basis"]["text"]
        assert kb("status", "77/2090/TT-BV", "--as-of", "2092-01-01")[0] == 0
        status, out, _ = kb("register", "export", "--output", str(tmp_path / "ra.csv"))
        assert status == 0
        assert len(read_file(tmp_path / "ra.csv")[0].rows) == 2
        assert kb("register", "export", "--json")[0] == 0
        file.write_text(HEAD + START.replace("2090-08-01", "9999-01-01"), "utf-8")
        status, out, err = kb("register", "import", str(file), "--json")
        assert status == 2
        assert orjson.loads(out)["mistakes"][0]["place"] == "vuon.yaml:5"
        assert "vuon.yaml:5 on:" in err
        assert kb("register", "export", "khong-co")[0] == 2
        assert kb("register", "import", "khong-co.yaml")[0] == 2
        assert kb("register", "import", "mua-ban-nguoi")[0] == 0


def test_what_is_said_of_texts_that_the_base_lacks_leaves_no_index_behind(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    reindex(base)
    take(base, HEAD + START)
    assert not index_state(base).fresh
    catch_up(base)
    assert index_state(base).fresh
    assert catch_up(base) is None
