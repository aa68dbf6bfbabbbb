"""Pairs that people joined or parted: kept, used again in both directions, marked as theirs, taken back, never lost."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

from documents.comparison import Change, Level, compare, rows_of
from documents.model import Instrument, InstrumentType, Kind, Note, Provision
from documents.structure.completeness import CUT_HERE
from kb.accounts.audit import lines_about
from kb.accounts.current import Actor
from kb.annotations import EXPLAINS, Explanations, Spot, add_note, explaining
from kb.base import KnowledgeBase
from kb.cli.main import cli, load
from kb.database.reading.reader import find_instrument, load_version
from kb.database.reading.records import LoadedVersion
from kb.errors import ChangedMeanwhileError, ReviewError
from kb.export.kind_words import WHOLE, Extent, KindWords, Lacking, lacking_of
from kb.interface.catalogue import Catalogue
from kb.law.texts.pairings import PAIRING, Act, Decided, Text, decide_pairing, fixed, pairings_of, take_back
from kb.settings import settings
from tests.kb.made_up_law import article, instrument, open_base, put

load()
ANNA, BINH = Actor("Nguyễn Thị Anna"), Actor("Trần Văn Bình")
OLD, NEW = "luat/10-2091-qh99/quoc-hoi/2091-01-01", "luat/20-2095-qh99/quoc-hoi/2095-01-01"


def law(number: str, day: date, *articles: tuple[str, str]) -> Instrument:
    made = [article(str(place), heading, text=text) for place, (heading, text) in enumerate(articles, start=1)]
    return instrument(InstrumentType.LAW, number, "Trồng rau", day, made, effective_from=day)


BEDS = ("Luống rau", "Mỗi hộ được trồng ba luống rau cải trong vườn của xã mỗi năm.")
WATER = ("Tưới nước", "Người trồng rau phải tưới nước hai lần một ngày vào sáng và chiều.")
SEEDS = ("Hạt giống", "Hạt giống do hợp tác xã phát cho từng hộ vào đầu mùa xuân hằng năm.")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("pairings")
    with open_base(home) as base:
        put(base, law("10/2091/QH99", date(2091, 1, 1), BEDS, WATER), name="cu.txt")
        put(base, law("20/2095/QH99", date(2095, 1, 1), BEDS, WATER, SEEDS), name="moi.txt")
        put(base, law("20/2095/QH99", date(2095, 1, 1), BEDS, SEEDS, WATER), name="moi-2.txt")
    return home


@pytest.fixture
def base(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setenv("KB_HOME", str(home))
    settings.cache_clear()
    with KnowledgeBase() as opened:
        yield opened
        with opened.session(write=True, actor=BINH) as session:
            for turned in ((OLD, NEW), (NEW, OLD)):
                for kept in pairings_of(session, *(Text.loaded(text(opened, key)) for key in turned)):
                    take_back(session, kept)


def test_a_clause_that_the_machine_holds_for_a_point_is_parted_and_none_is_joined_to_one(base: KnowledgeBase) -> None:
    said = [f"{words} {words}" for _, words in (BEDS, WATER, SEEDS)]
    old, new = (
        article("1", "Vườn rau", *said),
        article("1", "Vườn rau", ("Việc trồng rau gồm:", dict(zip("abc", said, strict=True)))),
    )
    keys = []
    for number, made in (("30/2091/QH99", old), ("40/2095/QH99", new)):
        day = date(int(number[3:7]), 3, 1)
        put(base, instrument(InstrumentType.LAW, number, "Vườn rau", day, [made], effective_from=day), name=f"{number[:2]}.txt")
        keys.append(f"luat/{number.lower().replace('/', '-')}/quoc-hoi/{day}")
    ours, theirs = (text(base, key) for key in keys)
    paths = ("dieu-1/khoan-2", "dieu-1/khoan-1/diem-b")
    assert paths in {(*one.pair.left, *one.pair.right) for one in compare(ours.provisions, theirs.provisions)}
    with base.session(write=True, actor=ANNA) as session:
        with pytest.raises(ReviewError):
            decide_pairing(session, ours, theirs, paths, Act.JOIN)
        decide_pairing(session, ours, theirs, paths, Act.PART)
        said_so = fixed(pairings_of(session, Text.loaded(ours), Text.loaded(theirs)))
    found = {(*one.pair.left, *one.pair.right) for one in compare(ours.provisions, theirs.provisions, *said_so)}
    assert paths not in found
    assert paths[1:] in found


def text(base: KnowledgeBase, key: str, number: int = 1) -> LoadedVersion:
    with base.session() as session:
        return load_version(session, find_instrument(session, key), version=number)


def decide(base: KnowledgeBase, left: str, right: str, act: Act, actor: Actor = ANNA) -> None:
    ours, theirs = text(base, OLD), text(base, NEW)
    with base.session(write=True, actor=actor) as session:
        known = pairings_of(session, Text.loaded(ours), Text.loaded(theirs), all_of_them=True)
        seen = next((item for item in known if (item.left, item.right) == (left, right)), None)
        decide_pairing(session, ours, theirs, (left, right), act, seen)


def articles(base: KnowledgeBase, left: str, right: str) -> dict[tuple[str, ...], tuple[tuple[str, ...], str, list[str]]]:
    """Left paths to right ones, the kind, and whose decisions stand behind it."""
    ours, theirs = text(base, left), text(base, right)
    with base.session() as session:
        pairings = pairings_of(session, Text.loaded(ours), Text.loaded(theirs))
    decided, found = Decided(pairings), {}
    for one in compare(ours.provisions, theirs.provisions, *fixed(pairings)):
        if one.pair.level is Level.ARTICLE and one.pair.left:
            authors = [item.author for item in decided.about(one.pair)]
            found[one.pair.left] = (one.pair.right, str(one.pair.kind), authors)
    return found


def test_a_pair_is_parted_and_another_joined_for_both_directions(base: KnowledgeBase) -> None:
    assert articles(base, OLD, NEW)["dieu-2",] == (("dieu-2",), "same", [])
    decide(base, "dieu-2", "dieu-2", Act.PART)
    assert articles(base, OLD, NEW)["dieu-2",] == ((), "dropped", [ANNA.name])
    decide(base, "dieu-2", "dieu-3", Act.JOIN)
    assert articles(base, OLD, NEW)["dieu-2",] == (("dieu-3",), "reworded", [ANNA.name, ANNA.name])
    assert articles(base, NEW, OLD)["dieu-3",][:2] == (("dieu-2",), "reworded")
    assert articles(base, NEW, OLD)["dieu-2",][:2] == ((), "dropped")


def test_a_decision_is_taken_back_and_its_history_stays(base: KnowledgeBase) -> None:
    decide(base, "dieu-1", "dieu-1", Act.PART)
    decide(base, "dieu-1", "dieu-1", Act.JOIN, BINH)
    ours, theirs = Text.loaded(text(base, OLD)), Text.loaded(text(base, NEW))
    with base.session() as session:
        (kept,) = pairings_of(session, theirs, ours)
    assert (kept.act, kept.author) == (Act.JOIN, BINH.name)
    with base.session(write=True, actor=ANNA) as session:
        take_back(session, kept)
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ChangedMeanwhileError):
        take_back(session, kept)
    with base.session() as session:
        assert pairings_of(session, ours, theirs) == []
        assert [(line.act, line.author) for line in lines_about(session, PAIRING, kept.id)] == [
            ("part", ANNA.name),
            ("join", BINH.name),
            ("withdraw", ANNA.name),
        ]


def test_who_did_not_see_a_decision_does_not_overrule_it(base: KnowledgeBase) -> None:
    decide(base, "dieu-1", "dieu-2", Act.JOIN)
    with base.session(write=True, actor=BINH) as session, pytest.raises(ChangedMeanwhileError):
        decide_pairing(session, text(base, OLD), text(base, NEW), ("dieu-1", "dieu-2"), Act.PART, None)


@pytest.mark.parametrize(
    ("paths", "code"), [(("dieu-9", "dieu-1"), "pairing_place"), (("dieu-1", "dieu-1/khoan-1"), "pairing_place")]
)
def test_what_cannot_be_a_pair_is_refused(base: KnowledgeBase, paths: tuple[str, str], code: str) -> None:
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ReviewError) as refused:
        decide_pairing(session, text(base, OLD), text(base, NEW), paths, Act.JOIN)
    assert refused.value.code == code


def test_of_one_instrument_a_decision_is_about_two_versions(base: KnowledgeBase) -> None:
    first, second = text(base, NEW), text(base, NEW, 2)
    with base.session(write=True, actor=ANNA) as session:
        kept = decide_pairing(session, first, second, ("dieu-2", "dieu-2"), Act.JOIN)
        assert [(item.left, item.right) for item in pairings_of(session, Text.loaded(second), Text.loaded(first))] == [
            ("dieu-2", "dieu-2")
        ]
        assert pairings_of(session, Text.loaded(first), Text.loaded(first)) == []
        assert pairings_of(session, Text.loaded(text(base, OLD)), Text.loaded(first)) == []
        take_back(session, kept)
    with base.session(write=True, actor=ANNA) as session, pytest.raises(ReviewError):
        decide_pairing(session, first, first, ("dieu-2", "dieu-2"), Act.JOIN)


def test_a_note_on_what_stands_in_two_lines_explains_the_one_that_has_its_words(base: KnowledgeBase) -> None:
    """An article without clauses stands beside an article, and beside the clause that has its words."""
    version = text(base, OLD).version
    with base.session(write=True, actor=BINH) as session:
        add_note(session, version.id, [Spot("dieu-2")], "Lời này.", [EXPLAINS])
        notes = explaining(session, version.instrument_id, version.id)
        session.rollback()
    lines = [(("dieu-2",), ("dieu-3",)), (("dieu-2",), ("dieu-3/khoan-1",)), ((), ("dieu-3/khoan-2",))]
    found = Explanations([notes, {}], lines)
    assert [[note.text for note in found.of(line)] for line in lines] == [[], ["Lời này."], []]


def test_the_command_and_its_files_use_them_and_say_whose_they_are(base: KnowledgeBase, tmp_path: Path) -> None:
    decide(base, "dieu-2", "dieu-3", Act.JOIN)
    version = text(base, OLD).version.id
    with base.session(write=True, actor=BINH) as session:
        add_note(session, version, [Spot("dieu-2")], "Nhường chỗ cho hạt giống.", [EXPLAINS])
        add_note(session, version, [Spot("dieu-2")], "Riêng tôi: hỏi lại.", ["việc riêng"])
    made = CliRunner().invoke(cli, ["compare", OLD, NEW, "--json"], catch_exceptions=False)
    pairs = [pair for pair in json.loads(made.stdout)["pairs"] if pair["level"] == "article"]
    assert [(pair["left"], [item["author"] for item in pair["by"]]) for pair in pairs if pair["right"] == ["dieu-3"]] == [
        (["dieu-2"], [ANNA.name])
    ]
    assert all(pair["by"] == [] for pair in pairs if pair["right"] != ["dieu-3"])
    for format_ in ("docx", "html", "xlsx"):
        file = tmp_path / f"bang.{format_}"
        arguments = ["compare", OLD, NEW, "--format", format_, "--output", str(file)]
        assert CliRunner().invoke(cli, arguments, catch_exceptions=False).exit_code == 0
    table = docx.Document(str(tmp_path / "bang.docx")).tables[1]
    explained = [row.cells[3].text for row in table.rows if "Tưới nước" in row.cells[1].text]
    assert [words.split("\n")[0] for words in explained] == ["Nhường chỗ cho hạt giống. (Trần Văn Bình)"]
    written = (tmp_path / "bang.html").read_text("utf-8")
    assert "Ghép tay: Điều 2 với Điều 3 (Nguyễn Thị Anna" in written
    assert "Riêng tôi" not in written


@pytest.mark.parametrize(
    ("extent", "words"), [(Extent.NOTHING, "bỏ"), (Extent.ANNEXES, "bỏ"), (Extent.ANYTHING, "chưa thấy (văn bản chưa đủ)")]
)
def test_what_an_incomplete_text_lacks_is_not_said_to_be_dropped(extent: Extent, words: str) -> None:
    pairs = compare(
        [article("1", BEDS[0], text=BEDS[1]), article("2", "Nghỉ", "Được nghỉ hè.", "Ngủ trưa hai giờ đồng hồ.")], SHORT
    )
    dropped = [one.pair for one in pairs if one.pair.left == ("dieu-2",)]
    assert KindWords(pairs, (WHOLE, Lacking(extent))).of(dropped[0], Catalogue("vi")) == words


def test_an_incomplete_source_with_all_articles_may_lack_annexes_only() -> None:
    force = article("3", "Hiệu lực thi hành", text="Thông tư này có hiệu lực từ ngày 01 tháng 7 năm 2025.")
    ours = [*LONG, force, Provision("phu-luc-1", Kind.APPENDIX, "1", text="Giống rau được trồng.")]
    theirs = [*SHORT, replace(force, path="dieu-2", number="2")]
    lacking = lacking_of(ours, complete=True), lacking_of(theirs, complete=False)
    assert lacking == (WHOLE, Lacking(Extent.ANNEXES))
    assert lacking_of(LONG, complete=False).extent is Extent.ANYTHING  # nothing says that it ends there
    assert lacking_of([SHORT[0], force], complete=False).extent is Extent.ANYTHING  # the second one is not there
    pairs = compare(ours, theirs)
    words = KindWords(pairs, lacking)
    alone = {one.pair.left[0]: words.unseen(one.pair) for one in pairs if not one.pair.right}
    assert alone == {"dieu-2": False, "phu-luc-1": True}


def test_what_is_dropped_inside_a_pair_is_so_in_an_incomplete_text_too() -> None:
    ours = [article("1", BEDS[0], BEDS[1], "Luống rau phải có rào tre cao quá đầu gối.")]
    theirs = [article("1", BEDS[0], BEDS[1])]
    pairs = compare(ours, theirs)
    dropped = next(one.pair for one in pairs if one.pair.left == ("dieu-1/khoan-2",) and not one.pair.right)
    assert KindWords(pairs, (WHOLE, Lacking(Extent.ANYTHING))).of(dropped, Catalogue("vi")) == "bỏ"


def test_what_stands_behind_a_cut_on_the_other_side_is_neither_dropped_nor_added() -> None:
    early, noon = "Tưới vào buổi sáng.", "Không tưới vào buổi trưa nắng."
    beds = article("1", BEDS[0], f"{BEDS[1]} Hộ mới phải xin phép.", "Người làm vườn báo với chủ vườn.")
    ours = [beds, article("2", "Nước", early, noon)]
    theirs = [article("1", BEDS[0], BEDS[1]), article("2", "Nước", early)]
    cut = replace(theirs[0].children[0], notes=(Note(CUT_HERE, "Điều 1 (cắt ở cuối)"),))
    theirs[0] = replace(theirs[0], children=(cut,))
    for one, other in ((ours, theirs), (theirs, ours)):
        pairs = compare(one, other)
        rows = rows_of(one, other, pairs)
        words = KindWords(pairs, (lacking_of(one, complete=True), lacking_of(other, complete=True)), rows)
        alone = [row.compared.pair for row in rows if not (row.left and row.right)]
        assert {path: words.unseen(pair) for pair in alone for path in pair.left or pair.right} == {
            "dieu-1/khoan-2": True,
            "dieu-2/khoan-2": False,
        }
        row = next(row for row in rows if row.compared.pair.left == ("dieu-1/khoan-1",))
        assert row.compared.changes
        assert {span.change for span in words.spans(row)} == {Change.SAME}
        assert not any(words.is_sure(row.compared, change) for change in row.compared.changes)


SHORT = [article("1", BEDS[0], text=BEDS[1])]
LONG = [*SHORT, article("2", "Nghỉ", text="Người trồng rau phải nghỉ trưa hai giờ.")]


def test_what_may_only_be_lacking_is_neither_marked_nor_said_to_have_changed() -> None:
    pairs = compare(LONG, SHORT)
    row = next(row for row in rows_of(LONG, SHORT, pairs) if row.compared.pair.left == ("dieu-2",))
    assert row.compared.changes
    words = KindWords(pairs, (WHOLE, Lacking(Extent.ANYTHING)))
    assert words.changes(row) == ()
    assert {span.change for span in words.spans(row)} == {Change.SAME}
    assert "".join(span.old for span in words.spans(row)) == "".join(span.old for span in row.spans)
