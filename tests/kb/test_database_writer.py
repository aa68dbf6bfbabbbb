"""What a text is to the base: the same, a source, a version, a part. And: in whatever order files come, the base is the same."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Problem, ProblemCode, Provision, Table
from kb.base import KnowledgeBase
from kb.database.reading.reader import content_revision, find_instrument, list_instruments, load_version, versions
from kb.database.state import waiting
from kb.interface.catalogue import VIETNAMESE
from tests.kb.databases import (
    article,
    base,
    chapters,
    decree,
    empty_sqlite,
    full,
    put,
    rich,
    source,
    with_article,
)

__all__ = ["base"]

LATER = date(2033, 1, 1)
WHOLE = decree(*chapters(*full()))
PART = decree(*full(5), partial=True)
AMENDED = with_article(decree(*full(), start=LATER), "dieu-3", "Mức hỗ trợ mới.")
CORRECTED = with_article(decree(*full()), "dieu-3", "Người được hỗ trợ theo mức 3 nộp hồ sơ tại cơ quan y tế.")
CODIFIED = decree(*full(), partial=True, codified=["dieu-1", "dieu-2"])
CODIFIED_AMENDED = with_article(
    decree(*full(), partial=True, codified=["dieu-1", "dieu-3"], amended={"dieu-3": LATER}), "dieu-3", "Mức hỗ trợ mới."
)


def state(base: KnowledgeBase) -> list[tuple[object, ...]]:
    """What a base knows, without what depends on the order in which it came to know it."""
    with base.session() as session:
        return sorted(
            (
                record.key,
                str(version.valid_from),
                version.origin,
                version.partial,
                version.missing,
                tuple(sorted((item.file, item.complete, item.trust) for item in version.sources)),
                tuple((part.path, part.text, part.tail) for part in load_version(session, record, version=version.number).walk()),
            )
            for record in list_instruments(session)
            for version in versions(session, record)
        )


def shown(base: KnowledgeBase, key: str = WHOLE.key) -> list[tuple[object, ...]]:
    with base.session() as session:
        return [
            (
                str(version.valid_from or "-"),
                version.partial,
                version.preferred,
                tuple((s.file, s.complete) for s in version.sources),
            )
            for version in versions(session, key)
        ]


A, B = ("a.txt", True), ("b.txt", True)
A_PART, B_PART = ("a.txt", False), ("b.txt", False)
DAY, NEW_DAY = "2031-05-01", "2033-01-01"

CASES = {
    "the same text from another file": (WHOLE, WHOLE, "new_source", [(DAY, False, True, (A, B))]),
    "the same articles without chapters and signature": (WHOLE, decree(*full()), "new_source", [(DAY, False, True, (A, B))]),
    "tone marks, quotation marks, dashes and blanks do not tell copies apart": (
        decree(article("1", "Uỷ ban “hoà giải”  –  ba ngày")),
        decree(article("1", 'Ủy ban "hòa giải" - ba ngày')),
        "new_source",
        [(DAY, False, True, (A, B))],
    ),
    "d and đ do": (
        decree(article("1", "điểm d")),
        decree(article("1", "điểm đ")),
        "new_version",
        [(DAY, False, True, (A,)), (DAY, False, False, (B,))],
    ),
    "a comma does": (
        decree(article("1", "một, hai")),
        decree(article("1", "một hai")),
        "new_version",
        [(DAY, False, True, (A,)), (DAY, False, False, (B,))],
    ),
    "a part of a stored text": (WHOLE, PART, "new_source", [(DAY, False, True, (A, B_PART))]),
    "the whole text after a part of it": (PART, WHOLE, "new_version", [(DAY, False, True, (A_PART, B))]),
    "another text from another day on": (WHOLE, AMENDED, "new_version", [(DAY, False, True, (A,)), (NEW_DAY, False, True, (B,))]),
    "another text from the same day on": (WHOLE, CORRECTED, "new_version", [(DAY, False, True, (A,)), (DAY, False, False, (B,))]),
    "an inserted article makes another text of a complete one, not a fuller copy": (
        decree(*full(4)),
        decree(*full(4), article("4a", "Điều được chèn.")),
        "new_version",
        [(DAY, False, True, (A,)), (DAY, False, False, (B,))],
    ),
    "the day becomes known from another source": (
        decree(*full(4), start=None),
        decree(*full(4)),
        "new_source",
        [(DAY, False, True, (A, B))],
    ),
    "two different parts stay apart": (
        decree(*full(3), partial=True),
        decree(*full()[6:9], partial=True),
        "incomplete",
        [(DAY, True, True, (A_PART,)), (DAY, True, False, (B_PART,))],
    ),
}


@pytest.mark.parametrize(("first", "second", "status", "expected"), CASES.values(), ids=CASES)
def test_a_second_file_of_an_instrument(
    base: KnowledgeBase, first: Instrument, second: Instrument, status: str, expected: list[tuple[object, ...]]
) -> None:
    put(base, "a.txt", first)
    assert put(base, "b.txt", second).status == status
    assert shown(base, second.key) == expected


def test_a_file_is_stored_once(base: KnowledgeBase) -> None:
    first = put(base, "a.txt", WHOLE)
    before = state(base)
    again = put(base, "a.txt", WHOLE)
    assert (first.status, again.status, again.versions) == ("stored", "unchanged", ())
    assert again.instruments == first.instruments
    assert state(base) == before


@pytest.mark.parametrize(
    ("instrument", "status", "missing"),
    [
        pytest.param(WHOLE, "stored", (), id="a whole text"),
        pytest.param(decree(*full(5)[2:], partial=True), "incomplete", ("1", "2"), id="an excerpt"),
        pytest.param(
            decree(
                *full(2),
                *full(5)[3:],
                problems=[Problem(ProblemCode.MISSING_ARTICLE, Message.of("problem.missing_article", number="3", before="4"))],
            ),
            "incomplete",
            ("3",),
            id="an article is missing",
        ),
        pytest.param(
            decree(
                Provision("mo-dau", Kind.PREAMBLE, text="HỢP ĐỒNG"), type=InstrumentType.OTHER, number=None, issuer=None, start=None
            ),
            "stored",
            (),
            id="a contract is a text without articles",
        ),
        pytest.param(
            decree(
                *full(2), problems=[Problem(ProblemCode.NEEDS_OCR, Message.of("problem.scan", count=3), "trang 3")], partial=True
            ),
            "incomplete",
            (),
            id="a scanned page among others",
        ),
    ],
)
def test_the_status_of_a_first_file(base: KnowledgeBase, instrument: Instrument, status: str, missing: tuple[str, ...]) -> None:
    assert put(base, "a.txt", instrument).status == status
    with base.session() as session:
        (version,) = versions(session, instrument.key)
    assert (version.partial, version.missing) == (status == "incomplete", missing)


def test_the_numbers_in_the_report_are_those_of_the_file(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE)
    (part,) = put(base, "b.txt", PART).instruments
    assert (part.key, part.articles, part.provisions) == (WHOLE.key, 5, 15)
    assert put(base, "b.txt", PART).instruments == (part,)


def test_a_corrected_copy_is_named_and_both_are_kept(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE)
    (problem,) = put(base, "b.txt", CORRECTED).problems
    assert (problem.code, problem.place) == (ProblemCode.DIFFERING_COPY, "dieu-3")
    assert "Điều 3" in VIETNAMESE.write(problem.message)
    with base.session() as session:
        assert load_version(session, WHOLE.key, version=2).problems == (problem,)
        assert load_version(session, WHOLE.key, version=1).problems == ()


TABLE = Provision("phu-luc-i/bang-1", Kind.TABLE, table=Table((("Hạng", "Mức"), ("1", "500.000"))))
LAID_OUT = decree(*chapters(*full()), Provision("phu-luc-i", Kind.APPENDIX, "I", heading="MỨC CHI", children=(TABLE,)))
DUMPED = decree(*chapters(*full()), Provision("phu-luc-i", Kind.APPENDIX, "I", heading="MỨC CHI", text="Hạng\n1\nMức\n500.000"))


@pytest.mark.parametrize("files", [(("a.pdf", LAID_OUT), ("b.txt", DUMPED)), (("b.txt", DUMPED), ("a.pdf", LAID_OUT))])
def test_plain_text_beside_a_copy_with_tables_is_another_source(
    base: KnowledgeBase, files: Sequence[tuple[str, Instrument]]
) -> None:
    results = [put(base, name, instrument, format=name[-3:]) for name, instrument in files]
    assert results[1].status == "new_source"
    assert [problem.code for problem in results[1].problems] == [ProblemCode.DIFFERING_COPY]
    with base.session() as session:
        (version,) = versions(session, WHOLE.key)
        loaded = load_version(session, WHOLE.key)
    assert {source.file for source in version.sources} == {"a.pdf", "b.txt"}
    assert any(provision.table for provision in loaded.walk())


def test_plain_text_whose_articles_differ_stays_a_copy_of_its_own(base: KnowledgeBase) -> None:
    put(base, "a.pdf", LAID_OUT, format="pdf")
    put(base, "b.txt", decree(*chapters(*full(dieu_3="Mức khác.")), DUMPED.provisions[-1]))
    with base.session() as session:
        assert len(versions(session, WHOLE.key)) == 2


@pytest.mark.parametrize(
    ("first", "second", "preferred"),
    [
        pytest.param((1, WHOLE), (3, CORRECTED), 2, id="the more trusted copy is read"),
        pytest.param((3, WHOLE), (1, CORRECTED), 1, id="in whichever order they come"),
        pytest.param((3, with_article(PART, "dieu-3", "Khác.")), (1, WHOLE), 2, id="a whole text is read before a trusted part"),
        pytest.param((1, WHOLE), (1, CORRECTED), 1, id="of two like copies the one known first"),
    ],
)
def test_which_copy_is_read(
    base: KnowledgeBase, first: tuple[int, Instrument], second: tuple[int, Instrument], preferred: int
) -> None:
    put(base, "a.txt", first[1], trust=first[0])
    put(base, "b.txt", second[1], trust=second[0])
    with base.session() as session:
        assert [version.number for version in versions(session, WHOLE.key) if version.preferred] == [preferred]
        assert load_version(session, WHOLE.key).version.number == preferred


def test_consolidated_texts_are_instruments_of_their_own(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE)
    consolidated = decree(*full(), number="09/VBHN-BTP", issuer="Bộ Tư pháp", type=InstrumentType.CONSOLIDATED_TEXT)
    assert put(base, "b.txt", consolidated).status == "stored"
    with base.session() as session:
        assert [v.origin for v in versions(session, consolidated.key)] == ["consolidation"]


def test_the_number_of_a_version_is_not_given_twice(base: KnowledgeBase) -> None:
    put(base, "a.txt", decree(*full(3), partial=True))
    put(base, "b.txt", decree(*full()[6:9], partial=True))
    put(base, "c.txt", WHOLE)  # the second grows into the first
    put(base, "d.txt", CORRECTED)
    with base.session() as session:
        assert [version.number for version in versions(session, WHOLE.key)] == [1, 3]


def test_notes_stay_on_a_text_that_grows(base: KnowledgeBase) -> None:
    from kb.accounts.current import LOCAL
    from kb.annotations import Spot, add_note, notes_for

    put(base, "a.txt", PART)
    with base.session(write=True, actor=LOCAL) as session:
        record = find_instrument(session, PART.key)
        (version,) = versions(session, record)
        add_note(session, version.id, [Spot("dieu-2", "text", 0, 5)], "Cần xem lại.")
    put(base, "b.txt", WHOLE)
    with base.session() as session:
        (note,) = notes_for(session, record.id)
        assert [(target.quotation, target.intact, target.version_id) for target in note.targets] == [("Người", True, version.id)]


@pytest.mark.always
def test_everything_of_a_provision_is_stored_and_read(base: KnowledgeBase) -> None:
    instrument = decree(rich(), *full(3)[1:])
    put(base, "a.pdf", instrument)
    with base.session() as session:
        loaded = load_version(session, instrument.key)

    def without_places(provision: Provision) -> Provision:
        table = replace(provision.table, place=type(provision.table.place)()) if provision.table else None
        children = tuple(without_places(child) for child in provision.children)
        return replace(provision, text_map=(), tail_map=(), table=table, children=children)

    assert loaded.provisions == tuple(without_places(root) for root in instrument.provisions)
    assert loaded.problems == (rich().children[0].problems[0],)


@pytest.mark.third
@pytest.mark.always
@pytest.mark.parametrize("text", ["a\0b", "nửa \ud800 ký tự", "𝄞 ngoài BMP"], ids=["NUL", "half a pair", "beyond the BMP"])
def test_any_characters_can_be_stored(base: KnowledgeBase, text: str) -> None:
    instrument = decree(article("1", text))
    put(base, "a.txt", instrument)
    with base.session() as session:
        stored = load_version(session, instrument.key).provisions[0].text
    assert len(stored) == len(text)
    assert stored == text.replace("\0", "\ufffd").replace("\ud800", "\ufffd")


@pytest.mark.always
def test_a_failure_leaves_nothing(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    put(base, "a.txt", WHOLE)
    before = state(base)
    monkeypatch.setattr("kb.database.storing.writer.settle", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put(base, "b.txt", AMENDED)
    assert state(base) == before
    monkeypatch.undo()
    assert put(base, "b.txt", AMENDED).status == "new_version"


def test_changes_are_counted_and_kept_for_the_index(base: KnowledgeBase) -> None:
    result = put(base, "a.txt", WHOLE)
    put(base, "a.txt", WHOLE)
    with base.session() as session:
        assert content_revision(session) == 1
        assert waiting(session, "index") == list(result.versions) != []


FILES: Sequence[tuple[str, Instrument, str]] = [
    ("whole.txt", WHOLE, "txt"),
    ("copy.html", decree(*full(), start=None), "html"),
    ("part.md", PART, "md"),
    ("other-part.md", decree(*full()[6:9], partial=True, issued_on=None), "md"),
    ("amended.txt", AMENDED, "txt"),
    ("corrected.txt", CORRECTED, "txt"),
    (
        "scan.pdf",
        replace(
            decree(*full(2), partial=True),
            problems=(Problem(ProblemCode.NEEDS_OCR, Message.of("problem.scan", count=9), "trang 9"),),
        ),
        "pdf",
    ),
    ("codification.zip", CODIFIED, "codification"),
]


def ingest(home: Path, files: Sequence[tuple[str, Instrument, str]]) -> list[tuple[object, ...]]:
    with empty_sqlite(home / "kho") as base:
        for name, instrument, form in files:
            put(base, name, instrument, format=form)
        for name, instrument, form in files:
            assert put(base, name, instrument, format=form).status == "unchanged"
        return state(base)


@pytest.fixture(scope="module")
def in_the_order_given(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    return ingest(tmp_path_factory.mktemp("kho"), FILES)


@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(order=st.permutations(range(len(FILES))))
def test_files_give_the_same_versions_in_any_order(
    order: Sequence[int], in_the_order_given: list[tuple[object, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert ingest(tmp_path_factory.mktemp("kho"), [FILES[place] for place in order]) == in_the_order_given


@pytest.mark.long
def test_every_order_of_the_main_cases(tmp_path: Path) -> None:
    results = [
        ingest(tmp_path / str(place), files) for place, files in enumerate(itertools.permutations(FILES[i] for i in (0, 2, 4, 7)))
    ]
    assert all(result == results[0] for result in results)


def test_the_source_of_a_stored_text_is_known(base: KnowledgeBase) -> None:
    put(base, "a.txt", WHOLE, trust=2)
    with base.session() as session:
        (record,) = list_instruments(session)
    (found,) = record.sources
    assert (found.file, found.sha256, found.complete, found.trust) == ("a.txt", source("a.txt").sha256, True, 2)
