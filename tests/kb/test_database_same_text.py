"""What is the same text: copies with altered words, articles of the codification, keys that were made with a part unknown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from documents.comparison.copied_words import Difference
from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Problem, ProblemCode, Provision
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, list_instruments, load_version, versions
from kb.database.storing.identity import Identities
from kb.database.storing.rows import RowWriter
from kb.interface.catalogue import VIETNAMESE
from kb.law.texts.copies import Standing, differing_copies
from tests.kb.databases import START, article, base, codification, decree, full, put, rich
from tests.kb.test_database_writer import CODIFIED, CODIFIED_AMENDED, CORRECTED, LATER, WHOLE

__all__ = ["base"]

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

    def test_when_it_was_last_seen_may_be_said_later(self, base: KnowledgeBase) -> None:
        for told, counts in (  # the latest that is not to come; a day to come, which an older release took, is put right
            (None, None),
            (date(2001, 2, 1), date(2001, 2, 1)),
            (date(2003, 1, 1), date(2003, 1, 1)),
            (date(2002, 1, 1), date(2003, 1, 1)),
            (date(9998, 1, 1), date(9998, 1, 1)),
            (date(2003, 2, 1), date(2003, 2, 1)),
        ):
            stored = codification(base, "a.zip", CODIFIED, snapshot_on=told)
            with base.session() as session:
                assert load_version(session, WHOLE.key).version.snapshot_on == counts
            assert len(stored.versions) == (told == counts)

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
