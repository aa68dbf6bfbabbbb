"""Searches narrowed by what clauses state: how bounds are typed, what they find, and for how much of the base that is known."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from documents.duties.clauses import clauses_of
from documents.duties.statement import Amount, Deadline, Phrase, Statement, StatementKind, TimeUnit
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.database.tables import VersionDuties
from kb.errors import InvalidQueryError
from kb.index.build import reindex
from kb.index.embedded import TantivyIndex
from kb.index.engine import MARKED, Term, among, equal, every
from kb.index.stated import bounds_of, read_bound, within_bound
from kb.interface.catalogue import Catalogue
from kb.law.duties import everything
from kb.law.duties.everything import Coverage, coverage, read_everything
from kb.law.duties.keeping import keep_duties
from kb.law.duties.reading import ClauseDuties
from kb.open.searching import result_json
from kb.pages.kit.picks import bound_words
from kb.search import Filters, SearchResult, search
from kb.search.reading.syntax import read_syntax
from tests.kb import made_up_law as law
from tests.kb.test_index_store import law as document

DAY = date(2098, 6, 1)
ACT = Phrase(0, 1, "x")
STATED = {
    "luat/66-2091-qh99/quoc-hoi/2091-03-29": {
        "dieu-32/khoan-1": Statement(StatementKind.POWER, ACT, deadline=Deadline(3, 11, "Nạn nhân", 36, TimeUnit.HOUR)),
        "dieu-32/khoan-2": Statement(StatementKind.POWER, ACT, deadline=Deadline(0, 1, "x", 30, TimeUnit.DAY)),
        "dieu-32đ/khoan-1": Statement(StatementKind.POWER, ACT, deadline=Deadline(0, 1, "x", 2, TimeUnit.YEAR)),
    },
    "nghi-dinh/20-2093-nd-cp/chinh-phu/2093-03-15": {
        "dieu-4/khoan-1": Statement(StatementKind.PERMISSION, ACT, amounts=(Amount(0, 1, "x", 720_000, "VND"),)),
    },
}
"""What two texts of the base state; of the others nothing is known."""


def fill(base: KnowledgeBase) -> None:
    law.fill(base)
    reindex(base)
    for key, stated in STATED.items():
        with base.session(write=True) as session:
            loaded = load_version(session, key)
            clauses = {clause.path: clause for clause in clauses_of(loaded.provisions)}
            found = tuple(ClauseDuties(clauses[path], (statement,)) for path, statement in stated.items())
            keep_duties(session, loaded.version.id, loaded.version.text_hash, found)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as opened:
        fill(opened)
        yield opened


@pytest.mark.parametrize(
    ("typed", "left", "kind", "value"),
    [
        ("hạn:<30 cấp giấy phép", "cấp giấy phép", "deadline", "<30"),
        ("cấp giấy phép han:<=5", "cấp giấy phép", "deadline", "<=5"),
        ("han: ≤ 5 ngày làm việc cấp phép", "cấp phép", "deadline", "<=5"),
        ("hạn:>=2 tháng", "", "deadline", ">=60"),
        ("hạn:<24 giờ", "", "deadline", "<1"),
        ("hạn:=1,5 năm", "", "deadline", "=547.5"),
        ("hạn:15 cấp", "cấp", "deadline", "=15"),
        ("hạn:5-10 ngày, cấp", ", cấp", "deadline", ">=5<=10"),
        ("hạn:10-5 ngày", "", "deadline", ">=5<=10"),
        ("mức:>=1000000 phạt", "phạt", "amount", ">=1000000"),
        ("muc:>1.000.000đ phạt", "phạt", "amount", ">1000000"),
        ("mức:2-5,5 triệu đồng phạt", "phạt", "amount", ">=2000000<=5500000"),
        ("mức:<1 tỷ", "", "amount", "<1000000000"),
        ("thời hạn: <= 10", "", "deadline", "<=10"),
    ],
)
def test_bounds_as_they_are_typed(typed: str, left: str, kind: str, value: str) -> None:
    reading = read_syntax(typed)
    assert reading.text == left
    assert [(item.kind, item.value) for item in reading.conditions] == [(kind, value)]


@pytest.mark.parametrize(
    "typed",
    [
        "thời hạn cấp giấy phép",
        "hạn:abc",
        "hạn:<",
        "hạn:<30%",
        "hạn: nộp hồ sơ",
        "hạn:30x",
        "hạn:<5-10",
        "mức: cao",
        "hạn:30/6/2024",
        "thời hạn: 30 ngày",
        "mức: 720.000 đồng một tháng",
    ],
)
def test_what_is_no_bound_stays_words(typed: str) -> None:
    assert read_syntax(typed).text == typed


@given(
    st.sampled_from(["deadline", "amount"]),
    st.sampled_from(["", "<", "<=", "=", ">=", ">"]),
    st.integers(0, 10**9),
    st.sampled_from([" ", ""]),
)
def test_a_bound_is_kept_as_it_was_typed(what: str, sign: str, number: int, blank: str) -> None:
    typed = f"{sign}{blank}{number:,}".replace(",", ".")
    found = read_bound(what, typed, 0)
    assert found == (f"{sign or '='}{number}", len(typed))
    assert bounds_of(found[0]) == [(sign or "=", number)]
    assert within_bound(found[0])(number) is ("=" in found[0])


@given(st.text(alphabet="0123456789.,-–<>=≤≥ abdghinotuvy", max_size=30))
def test_whatever_is_typed_is_a_bound_or_words(typed: str) -> None:
    for what in ("deadline", "amount"):
        if found := read_bound(what, typed, 0):
            assert bounds_of(found[0])
            assert 0 < found[1] <= len(typed)


@pytest.mark.parametrize(
    ("what", "value", "words"),
    [
        ("deadline", "<=30", "không quá 30 ngày"),
        ("amount", ">=1000000", "từ 1.000.000 đồng"),
        ("deadline", ">=5<=10", "từ 5 đến 10 ngày"),
    ],
)
def test_a_bound_in_words(what: str, value: str, words: str) -> None:
    assert bound_words(Catalogue("vi"), what, value) == words


def paths(found: SearchResult) -> set[tuple[str, str | None]]:
    return {(hit.instrument.split("/")[0], hit.best_clause) for hit in found.hits}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("hỗ trợ nạn nhân hạn:<=2", {("luat", "dieu-32/khoan-1")}),
        ("người hỗ trợ hoàn trả hạn:<1 hạn:>=30", {("luat", "dieu-32/khoan-2"), ("luat", "dieu-32đ/khoan-1")}),
        ("66/2091/QH99 hạn:1,5", {("luat", "dieu-32/khoan-1")}),
        ("trợ giúp mức:>=500 nghìn", {("nghi-dinh", "dieu-4/khoan-1")}),
        ("trợ giúp mức:>=1 triệu", set()),
        ("trợ giúp mức:>1 hạn:>0", set()),
    ],
)
def test_hits_state_what_is_asked_for(base: KnowledgeBase, query: str, expected: set[tuple[str, str | None]]) -> None:
    found = search(base, query, as_of=DAY)
    assert paths(found) == expected
    assert {hit.stated for hit in found.hits if hit.best_clause == "dieu-32/khoan-1"} <= {("Nạn nhân",)}
    with base.session() as session:
        assert found.coverage == coverage(session)
    assert found.coverage is not None
    assert found.coverage.read == 2
    assert result_json(found)["coverage"] == {"read": 2, "of": found.coverage.of}


def test_without_words_and_without_an_index(base: KnowledgeBase) -> None:
    assert paths(search(base, "hạn:2-40", as_of=DAY)) == {("luat", "dieu-32/khoan-2")}
    with KnowledgeBase(base.settings.model_copy(update={"index_url": "http://127.0.0.1:1"}), create=False) as alone:
        degraded = search(alone, "hỗ trợ nạn nhân hạn:<=2", as_of=DAY)
    assert degraded.degraded
    assert paths(degraded) == {("luat", "dieu-32/khoan-1")}


def test_what_is_not_asked_for_is_not_told(base: KnowledgeBase) -> None:
    found = search(base, "thời hạn hỗ trợ", as_of=DAY)
    assert found.hits
    assert not any(hit.stated for hit in found.hits)
    assert found.coverage is None
    assert result_json(found)["coverage"] is None


def test_articles_are_counted_by_what_they_state(base: KnowledgeBase) -> None:
    counts = search(base, "hỗ trợ nạn nhân trợ giúp hoàn trả", as_of=DAY, facets=True).facets
    assert counts is not None
    assert counts.counts["deadline"] == {"<=3": 1, "<=5": 1, "<=10": 1, "<=15": 1, "<=30": 1, "<=90": 1, ">90": 1}
    assert counts.counts["amount"] == {"<1000000": 1}


def test_a_bound_that_is_none_is_refused(base: KnowledgeBase) -> None:
    with pytest.raises(InvalidQueryError):
        search(base, "hỗ trợ", as_of=DAY, filters=Filters(deadline="soon"))


@pytest.mark.parametrize("within", [None, equal("type", "luat")])
def test_many_rows_are_sieved_as_they_are_filtered(within: dict[str, object] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TantivyIndex()
    store.fill(
        document(str(number), "chim sẻ " + "cây " * (number % 7), type="luat" if number % 2 else "nghi-dinh")
        for number in range(1, 700)
    )
    for some in (range(1, 700, 3), range(690, 700), ()):
        found = []
        for share in (0, 2):
            monkeypatch.setattr("kb.index.embedded._LEAST_SHARE", share)
            matches = store.view().retrieve([Term(MARKED, "sẻ")], 5, every(within, among("provision", some)))
            found.append([(match.provision, match.score) for match in matches])
        assert found[0] == found[1]
        assert len(found[0]) == min(5, len([one for one in some if within is None or one % 2]))


def read_of(base: KnowledgeBase) -> int:
    with base.session() as session:
        return session.scalar(select(func.count()).select_from(VersionDuties)) or 0


def test_reading_everything_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with law.open_base(tmp_path) as base:
        law.fill(base)
        monkeypatch.setattr(everything, "SECONDS", 0.0)
        monkeypatch.setattr(everything, "read_duties", lambda trees: ())

        def stop(done: int, of: int) -> None:
            if done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            read_everything(base, stop)
        assert read_of(base) == 2
        seen: list[tuple[int, int]] = []
        report = read_everything(base, lambda done, of: seen.append((done, of)))
        of = read_of(base)
        assert seen == [(done, of) for done in range(3, of + 1)]
        assert (report.versions, report.failed) == (of - 2, 0)
        assert read_everything(base).versions == 0
        with base.session() as session:
            read = coverage(session)
        assert read == Coverage(read.of, read.of)


def test_a_program_that_was_killed_has_kept_what_it_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with law.open_base(tmp_path) as base:
        law.fill(base)
        script = (
            "import os, signal\n"
            "from kb.base import KnowledgeBase\n"
            "from kb.law.duties import everything\n"
            "everything.SECONDS, everything.read_duties = 0, lambda trees: ()\n"
            "kill = lambda done, of: done == 2 and os.kill(os.getpid(), signal.SIGKILL)\n"
            "everything.read_everything(KnowledgeBase(create=False), kill)\n"
        )
        done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "KB_HOME": str(tmp_path)}, check=False)
        assert done.returncode == -signal.SIGKILL
        assert read_of(base) == 2
        monkeypatch.setattr(everything, "read_duties", lambda trees: ())
        assert read_everything(base).versions == read_of(base) - 2


def test_a_text_that_cannot_be_read_keeps_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with law.open_base(tmp_path) as base:
        law.fill(base)
        calls = iter([True])

        def reading(trees: object) -> tuple[()]:
            if next(calls, False):
                raise ValueError
            return ()

        monkeypatch.setattr(everything, "read_duties", reading)
        report = read_everything(base)
        assert report.failed == 1
        assert read_of(base) == report.versions > 0
