"""What a text is to the base: the same, a source, a version, a part. And: in whatever order files come, the base is the same."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.comparison.copied_words import Difference
from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Problem, ProblemCode, Provision, Table
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.reader import content_revision, find_instrument, list_instruments, load_version, versions
from kb.database.state import waiting
from kb.database.storing.identity import Identities
from kb.database.storing.rows import RowWriter
from kb.interface.catalogue import VIETNAMESE
from kb.law.texts.copies import Standing, differing_copies
from tests.kb.databases import (
    START,
    article,
    base,
    chapters,
    codification,
    decree,
    empty_sqlite,
    full,
    postgresql,
    put,
    rich,
    source,
    with_article,
)

__all__ = ["base", "postgresql"]

LATER = date(2033, 1, 1)
WHOLE = decree(*chapters(*full()))
PART = decree(*full(5), partial=True)
AMENDED = with_article(decree(*full(), start=LATER), "dieu-3", "Mức hỗ trợ mới.")
CORRECTED = with_article(decree(*full()), "dieu-3", "Người được hỗ trợ theo mức 3 nộp hồ sơ tại cơ quan y tế.")
CODIFIED = decree(*full(), partial=True, codified=["dieu-1", "dieu-2"])
CODIFIED_AMENDED = with_article(
    decree(*full(), partial=True, codified=["dieu-1", "dieu-3"], amended={"dieu-3": LATER}), "dieu-3", "Mức hỗ trợ mới."
)
SWAPS = {"hỗ trợ": "giúp đỡ", "nộp": "gửi", "thời hạn": "kỳ hạn", "cư trú": "sinh sống", "khoản": "mục", "chung": "phổ thông"}


def swapped(text: str) -> str:
    for word, other in SWAPS.items():
        text = text.replace(word, other)
    return text


def altered(instrument: Instrument) -> Instrument:
    """A copy in which software has put other words of like meaning."""

    def of(provision: Provision) -> Provision:
        return replace(provision, text=swapped(provision.text), children=tuple(of(child) for child in provision.children))

    return replace(instrument, provisions=tuple(of(provision) for provision in instrument.provisions))


def remarks(session: Session, number: int) -> list[Problem]:
    """What is remarked on a version as an altered copy."""
    found = load_version(session, WHOLE.key, version=number).problems
    return [problem for problem in found if problem.code is ProblemCode.ALTERED_COPY]


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


class TestAlteredCopies:
    """Trap: copies circulate in which software has swapped words."""

    def test_against_a_trusted_text(self, base: KnowledgeBase) -> None:
        put(base, "a.txt", WHOLE, trust=3)
        result = put(base, "b.txt", altered(decree(*full())))
        assert [problem.code for problem in result.problems] == [ProblemCode.ALTERED_COPY]
        with base.session() as session:
            assert [(v.preferred, v.sources[0].trust) for v in versions(session, WHOLE.key)] == [(True, 3), (False, 0)]

    def test_found_out_when_the_trusted_text_comes(self, base: KnowledgeBase) -> None:
        put(base, "b.txt", altered(decree(*full())))
        assert put(base, "a.txt", WHOLE, trust=3).problems == ()
        with base.session() as session:
            assert [(v.preferred, v.sources[0].trust) for v in versions(session, WHOLE.key)] == [(False, 0), (True, 3)]
            assert [problem.code for problem in load_version(session, WHOLE.key, version=1).problems] == [ProblemCode.ALTERED_COPY]

    def test_of_two_unknown_copies_nobody_can_tell_which(self, base: KnowledgeBase) -> None:
        put(base, "a.txt", WHOLE)
        (problem,) = put(base, "b.txt", altered(decree(*full()))).problems
        assert (problem.code, "ít nhất một bản" in VIETNAMESE.write(problem.message)) == (ProblemCode.ALTERED_COPY, True)

    def test_a_second_file_of_an_altered_copy_is_one_too(self, base: KnowledgeBase) -> None:
        put(base, "a.txt", WHOLE, trust=3)
        put(base, "b.txt", altered(decree(*full())))
        result = put(base, "c.txt", altered(WHOLE))
        assert [problem.code for problem in result.problems] == [ProblemCode.ALTERED_COPY]
        with base.session() as session:
            assert [version.preferred for version in versions(session, WHOLE.key)] == [True, False]

    @pytest.mark.parametrize(("mine", "theirs"), [(1, 3), (3, 1), (2, 3), (1, 1), (3, 3)])
    def test_one_changed_word_is_named_and_never_read_in_the_place_of_a_better_copy(
        self, base: KnowledgeBase, mine: int, theirs: int
    ) -> None:
        put(base, "a.txt", WHOLE, trust=theirs)
        parts = full()
        changed = replace(parts[1], text=f"{parts[1].text} Không quá 15 ngày.")
        put(base, "a2.txt", decree(parts[0], changed, *parts[2:]), trust=theirs)
        other = replace(parts[1], text=f"{parts[1].text} Không quá 25 ngày.")
        result = put(base, "b.txt", decree(parts[0], other, *parts[2:]), trust=mine)
        with base.session() as session:
            found = {version.sources[0].file: version for version in versions(session, WHOLE.key)}
            problems = {name: load_version(session, WHOLE.key, version=version.number).problems for name, version in found.items()}
            named = {
                name: [problem for problem in some if problem.code is ProblemCode.ALTERED_COPY] for name, some in problems.items()
            }
            better, worse = ("b.txt", "a2.txt") if mine > theirs else ("a2.txt", "b.txt")
            assert not named[better]
            (problem,) = named[worse]
            said = VIETNAMESE.write(problem.message)
            assert ("25" in said, "15" in said, "bản đáng tin cậy hơn" in said) == (True, True, mine != theirs)
            assert (mine < theirs) == (problem in result.problems) or mine == theirs
            assert found[worse].sources[0].trust == (0 if {mine, theirs} == {1, 3} else min(mine, theirs))
            assert not found[worse].preferred

    def test_a_changed_day_of_effect_makes_no_later_text(self, base: KnowledgeBase) -> None:
        parts = full()
        dated = [replace(parts[0], text=f"Nghị định này có hiệu lực từ ngày {day} tháng 3 năm 2032.") for day in (1, 9)]
        for name, head, day in (("a.txt", dated[0], date(2032, 3, 1)), ("b.txt", dated[1], date(2032, 3, 9))):
            text = decree(head, *parts[1:], start=day)
            put(base, name, text)
        with base.session() as session:
            found = versions(session, WHOLE.key)
            day = date(2032, 3, 1)
            assert [(version.valid_from, version.preferred) for version in found] == [(day, True), (day, False)]
            assert remarks(session, 2)

    @pytest.mark.parametrize("text_first", [True, False], ids=["the text first", "the codification first"])
    def test_a_word_that_is_another_in_the_codification(self, base: KnowledgeBase, text_first: bool) -> None:
        parts = list(full())
        wrong = decree(replace(parts[0], text=f"{parts[0].text} và 25 ngày"), *parts[1:])
        right = decree(
            replace(parts[0], text=f"{parts[0].text} và 15 ngày"), *parts[1:2], partial=True, codified=["dieu-1", "dieu-2"]
        )
        steps = [lambda: put(base, "a.txt", wrong), lambda: codification(base, "b.zip", right)]
        for step in steps if text_first else reversed(steps):
            step()
        with base.session() as session:
            record = find_instrument(session, WHOLE.key)
            (pair,) = differing_copies(session, record)
            assert (pair.first.origin, pair.why) == ("codification", Standing.CODIFICATION)
            assert [place.kind for place in pair.places] == [Difference.NUMBER]
            assert [(version.origin, version.sources[0].trust) for version in versions(session, record)].count(("text", 0)) == 1

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda text: text.replace("cơ quan lao động", "cơ quan nội vụ"), id="a body was renamed"),
            pytest.param(lambda text: text.replace("người", "ngưòi").replace("ợ", "ơ"), id="letters were misread"),
            pytest.param(lambda text: text + " Trừ trường hợp luật khác quy định khác.", id="a sentence was added"),
        ],
    )
    def test_what_is_no_altered_copy(self, base: KnowledgeBase, change: Callable[[str], str]) -> None:
        put(base, "a.txt", WHOLE, trust=3)
        other = decree(*(replace(part, text=change(part.text)) for part in full()))
        assert [problem.code for problem in put(base, "b.txt", other).problems] == [ProblemCode.DIFFERING_COPY]


class TestCodification:
    """Articles that are known from the official codification."""

    def test_alone(self, base: KnowledgeBase) -> None:
        result = codification(base, "a.zip", decree(*full(6)[2:], partial=True, codified=["dieu-3"]))
        assert result.status == "stored"
        with base.session() as session:
            loaded = load_version(session, WHOLE.key)
        assert (loaded.version.origin, loaded.version.partial, loaded.version.missing) == ("codification", True, ("1", "2"))
        assert loaded.codified["dieu-3"].topic == "Đề mục thử"
        assert loaded.version.snapshot_on == date(2032, 2, 1)

    @pytest.mark.parametrize("text_first", [True, False], ids=["the text first", "the codification first"])
    def test_the_same_words_as_the_text(self, base: KnowledgeBase, text_first: bool) -> None:
        steps = [lambda: put(base, "a.txt", WHOLE), lambda: codification(base, "b.zip", CODIFIED)]
        results = [step().status for step in (steps if text_first else reversed(steps))]
        assert results == (["stored", "new_source"] if text_first else ["stored", "new_version"])
        with base.session() as session:
            (version,) = versions(session, WHOLE.key)
            loaded = load_version(session, WHOLE.key)
        assert (version.origin, version.partial, version.valid_from) == ("text", False, START)
        assert [(item.file, item.complete) for item in sorted(version.sources, key=lambda s: s.file)] == [
            ("a.txt", True),
            ("b.zip", False),
        ]
        assert set(loaded.codified) == {"dieu-1", "dieu-2"}
        assert loaded.provisions[1].kind is Kind.CHAPTER

    @pytest.mark.parametrize("text_first", [True, False], ids=["the text first", "the codification first"])
    def test_amended_words_are_another_version_from_the_last_amendment_on(self, base: KnowledgeBase, text_first: bool) -> None:
        steps = [lambda: put(base, "a.txt", WHOLE), lambda: codification(base, "b.zip", CODIFIED_AMENDED)]
        for step in steps if text_first else reversed(steps):
            step()
        with base.session() as session:
            found = [(v.origin, v.valid_from, v.valid_to, v.preferred) for v in versions(session, WHOLE.key)]
            assert found == [("text", START, date(2032, 12, 31), True), ("codification", LATER, None, True)]
            old, new = (load_version(session, WHOLE.key, as_of=day).version.origin for day in (date(2032, 6, 1), LATER))
        assert (old, new) == ("text", "codification")

    def test_another_file_of_the_same_codification_adds_articles(self, base: KnowledgeBase) -> None:
        parts = full(6)
        codification(
            base, "a.html", decree(parts[0], parts[4], replace(rich("dieu-6"), number="6"), partial=True, codified=["dieu-1"])
        )
        codification(base, "b.html", decree(*parts[1:4], partial=True, codified=["dieu-2"]))
        with base.session() as session:
            loaded = load_version(session, WHOLE.key)
            assert session.scalar(select(func.count()).select_from(tables.ProvisionPlace)) == 4
        assert [part.path for part in loaded.walk() if part.kind is Kind.ARTICLE] == [f"dieu-{n}" for n in range(1, 7)]
        assert loaded.version.missing == ()
        assert set(loaded.codified) == {"dieu-1", "dieu-2"}
        assert [(s.file, len(s.units)) for s in loaded.sources] == [("a.html", 3), ("b.html", 3)]

    def test_a_later_codification_with_other_words_is_another_version(self, base: KnowledgeBase) -> None:
        codification(base, "a.zip", CODIFIED)
        codification(base, "b.zip", CODIFIED_AMENDED, snapshot_on=date(2034, 1, 1))
        assert codification(base, "c.zip", CODIFIED_AMENDED, snapshot_on=date(2035, 1, 1)).status == "new_source"
        with base.session() as session:
            assert [(v.valid_from, len(v.sources)) for v in versions(session, WHOLE.key)] == [(START, 1), (LATER, 2)]

    def test_when_it_was_taken_may_be_said_later(self, base: KnowledgeBase) -> None:
        codification(base, "a.zip", CODIFIED, snapshot_on=None)
        again = codification(base, "a.zip", CODIFIED)
        assert (again.status, len(again.versions)) == ("unchanged", 1)
        assert codification(base, "a.zip", CODIFIED, snapshot_on=date(2040, 1, 1)).versions == ()
        with base.session() as session:
            assert load_version(session, WHOLE.key).version.snapshot_on == date(2032, 2, 1)

    def test_one_file_may_name_an_instrument_twice(self, base: KnowledgeBase) -> None:
        parts = full(6)
        codification(base, "a.zip", decree(*parts[:3], partial=True), decree(*parts[3:], issued_on=None, partial=True))
        with base.session() as session:
            (record,) = list_instruments(session)
            assert len(load_version(session, record).provisions) == 6


class TestKeys:
    """A key that was made with a part unknown stays for ever as an alias."""

    @pytest.mark.parametrize("unknown", [{"issued_on": None}, {"issuer": None}, {"issued_on": None, "issuer": None}])
    @pytest.mark.parametrize("full_first", [True, False])
    def test_a_part_becomes_known(self, base: KnowledgeBase, unknown: dict[str, None], full_first: bool) -> None:
        less = decree(*full(), **unknown)  # type: ignore[arg-type]
        for name, instrument in sorted([("a.txt", WHOLE), ("b.txt", less)], reverse=not full_first):
            put(base, name, instrument)
        with base.session() as session:
            (record,) = list_instruments(session)
            assert (record.key, record.aliases) == (WHOLE.key, (less.key,))
            assert find_instrument(session, less.key).id == find_instrument(session, f"{WHOLE.key}#dieu-3/khoan-1").id
            assert (record.metadata.issuer, record.metadata.issued_on) == ("Chính phủ", date(2031, 3, 1))

    @pytest.mark.parametrize(
        "number",
        [
            pytest.param("01/2031/QĐ-UBND", id="a number of every province"),
            pytest.param("15", id="a bare number"),
            pytest.param("15/QĐ-BYT", id="a number of every year"),
        ],
    )
    def test_a_number_that_does_not_name_one_instrument_joins_none(self, base: KnowledgeBase, number: str) -> None:
        about = {"number": number, "type": InstrumentType.DECISION}
        put(base, "a.txt", decree(*full(), issuer="Ủy ban nhân dân tỉnh Mẫu", **about))  # type: ignore[arg-type]
        other = decree(article("1", "Nội dung khác hẳn."), issuer=None, issued_on=None, **about)  # type: ignore[arg-type]
        put(base, "b.txt", other)
        with base.session() as session:
            assert len(list_instruments(session)) == 2

    def test_a_scan_whose_number_becomes_known_is_found_by_it(self, base: KnowledgeBase) -> None:
        scan = decree(type=InstrumentType.OTHER, number=None, issuer=None, issued_on=None, start=None, title=None, partial=True)
        put(
            base, "a.pdf", replace(scan, problems=(Problem(ProblemCode.NEEDS_OCR, Message.of("problem.scan", count=1), "trang 1"),))
        )
        with base.session(write=True) as session:
            (before,) = list_instruments(session)
            rows = RowWriter(session)
            Identities(session, rows, [WHOLE]).keep(before.id, before.key, WHOLE, None)
            rows.flush()
        with base.session() as session:
            (record,) = list_instruments(session)
            assert (record.key, record.aliases) == (WHOLE.key, (before.key,))

    def test_unless_the_text_is_the_same(self, base: KnowledgeBase) -> None:
        about = {"number": "01/2031/QĐ-UBND", "type": InstrumentType.DECISION}
        put(base, "a.txt", decree(*full(), issuer="Ủy ban nhân dân tỉnh Mẫu", **about))  # type: ignore[arg-type]
        assert put(base, "b.txt", decree(*full(), issuer=None, issued_on=None, **about)).status == "new_source"  # type: ignore[arg-type]

    def test_one_number_two_instruments(self, base: KnowledgeBase) -> None:
        """Trap: 100/2015/QH13 is a code and a resolution."""
        code = decree(*full(), number="100/2031/QH99", type=InstrumentType.CODE, issuer="Quốc hội")
        resolution = decree(article("1", "Thi hành."), number="100/2031/QH99", type=InstrumentType.RESOLUTION, issuer="Quốc hội")
        put(base, "a.txt", code)
        put(base, "b.txt", resolution)
        with base.session() as session:
            assert {record.key for record in list_instruments(session)} == {code.key, resolution.key}

    def test_two_instruments_turn_out_to_be_one(self, base: KnowledgeBase) -> None:
        without_day, without_issuer = decree(*full(), issued_on=None), decree(*full(5), issuer=None, partial=True)
        put(base, "a.txt", without_day)
        put(base, "b.txt", without_issuer)
        put(base, "c.txt", CORRECTED)
        with base.session() as session:
            (record,) = list_instruments(session)
            assert record.aliases == tuple(sorted((without_day.key, without_issuer.key)))
            assert [len(version.sources) for version in versions(session, record)] == [2, 1]

    def test_unread_scans_do_not_become_one(self, base: KnowledgeBase) -> None:
        scan = decree(type=InstrumentType.OTHER, number=None, issuer=None, issued_on=None, start=None, title=None, partial=True)
        scan = replace(scan, problems=(Problem(ProblemCode.NEEDS_OCR, Message.of("problem.scan", count=1), "trang 1"),))
        assert [put(base, name, scan).status for name in ("a.pdf", "b.pdf")] == ["incomplete", "incomplete"]
        with base.session() as session:
            assert len(list_instruments(session)) == 2

    @pytest.mark.parametrize("scan_first", [True, False])
    def test_an_unread_scan_of_a_known_instrument_is_a_source_of_it(self, base: KnowledgeBase, scan_first: bool) -> None:
        scan = decree(
            partial=True, start=None, problems=[Problem(ProblemCode.NEEDS_OCR, Message.of("problem.scan", count=1), "trang 1")]
        )
        for name, instrument in sorted([("a.txt", WHOLE), ("b.pdf", scan)], reverse=scan_first):
            put(base, name, instrument)
        with base.session() as session:
            (version,) = versions(session, WHOLE.key)
            assert sorted((item.file, item.complete) for item in version.sources) == [("a.txt", True), ("b.pdf", False)]
            assert not version.partial


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
