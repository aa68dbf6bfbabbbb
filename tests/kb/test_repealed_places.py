"""A provision whose whole text says that it was repealed is over since then, and what it said before is not known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.model import Codified, Provision
from documents.paths import kind_of
from documents.time.status import StatusCode, WordingCode
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.index.build import catch_up
from kb.law.status.answers import Asked, answer_all
from kb.law.status.statuses import halted, status_of
from kb.search import search
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import GARDEN_KEY, codified, decree, put, read

START, SEEN = date(2090, 3, 1), date(2095, 1, 1)
TEXT = decree(
    "10/2090/NĐ-CP",
    "10 tháng 01 năm 2090",
    "Quy định về vườn ươm",
    """Điều 1. Tưới cây
1. Cây được tưới hai lần một ngày.
2. (được bãi bỏ)
Điều 2. Bón phân
(Bị bãi bỏ);
Điều 3. Bắt sâu
1. Sâu được bắt bằng tay.
2. Người bắt sâu:
a) (được bãi bỏ)
b) Do trưởng thôn cử.
Điều 4. Trợ cấp
1. Người chăm vườn được trợ cấp ba giỏ quả một năm.
2. (được bãi bỏ).
Điều 5. Hái quả
1. Quả được hái mỗi tháng một lần.
2. (bị bãi bỏ)
Điều 6. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2090.
2. Bãi bỏ Điều 5 Nghị định số 03/2085/NĐ-CP.""",
)
OWN = "(Điều {} Nghị định số 10/2090/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/03/2090"
BY = "Điều 1 Nghị định số {} có hiệu lực thi hành kể từ ngày {}"
ONE, TWO = BY.format("20/2091/NĐ-CP", "01/06/2091"), BY.format("30/2092/NĐ-CP", "01/09/2092")
NOTED = {
    "dieu-1": f", có nội dung bị bãi bỏ bởi {ONE})",
    "dieu-2": f", bị bãi bỏ bởi {ONE})",
    "dieu-3": f", có nội dung được sửa đổi, có nội dung bị bãi bỏ bởi {ONE}; {TWO})",
    "dieu-4": ")",
    "dieu-5": f", có nội dung được sửa đổi bởi {ONE}; có nội dung bị bãi bỏ bởi {TWO})",
    "dieu-6": ")",
}
WORDED = {"dieu-1": date(2091, 6, 1), "dieu-2": date(2091, 6, 1), "dieu-3": date(2092, 9, 1), "dieu-5": date(2092, 9, 1)}
NOTES = {
    path: Codified(
        path,
        f"1.1.ND.1.{path[-1]}",
        "1.1",
        "Vườn",
        note=OWN.format(path[-1]) + rest,
        effective_from=START,
        wording_from=WORDED.get(path),
        amended_by=tuple(number for number in ("20/2091/NĐ-CP", "30/2092/NĐ-CP") if number in rest),
    )
    for path, rest in NOTED.items()
}
CASES = [
    ("dieu-1/khoan-2", "2090-02-28", "not_yet", "not_yet"),
    ("dieu-1/khoan-2", "2090-03-01", "repealed_later", "unknown"),
    ("dieu-1/khoan-2", "2091-05-31", "repealed_later", "unknown"),
    ("dieu-1/khoan-2", "2091-06-01", "expired_by", "expired"),
    ("dieu-1/khoan-2", "2099-01-01", "expired_by", "expired"),
    ("dieu-1/khoan-1", "2091-06-01", "seen_since_amended", "in_force"),
    ("dieu-2", "2091-05-31", "repealed_later", "unknown"),
    ("dieu-2", "2091-06-01", "expired_by", "expired"),
    ("dieu-3/khoan-2/diem-a", "2091-05-31", "repealed_between", "unknown"),
    ("dieu-3/khoan-2/diem-a", "2092-08-31", "repealed_between", "unknown"),
    ("dieu-3/khoan-2/diem-a", "2092-09-01", "repealed_between", "expired"),
    ("dieu-3/khoan-2/diem-b", "2092-09-01", "seen_since_amended", "in_force"),
    ("dieu-4/khoan-2", "2091-06-01", "repealed_undated", "unknown"),
    ("dieu-4/khoan-2", "2094-12-31", "repealed_undated", "unknown"),
    ("dieu-4/khoan-2", "2095-01-01", "repealed_shown", "expired"),
    ("dieu-4/khoan-1", "2091-06-01", "seen", "in_force"),
    ("dieu-5/khoan-2", "2092-08-31", "repealed_later", "unknown"),
    ("dieu-5/khoan-2", "2092-09-01", "expired_by", "expired"),
    ("dieu-6/khoan-2", "2092-09-01", "seen", "in_force"),
]
TELLS = decree(
    "20/2091/NĐ-CP",
    "05 tháng 02 năm 2091",
    "Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Bãi bỏ điểm a khoản 2 Điều 3 Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091.""",
)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with empty_sqlite(tmp_path / "base") as made:
        put(made, codified(read(TEXT), NOTES), name="phap-dien.zip", snapshot_on=SEEN)
        yield made


def told(base: KnowledgeBase, path: str, day: str) -> tuple[str, str, WordingCode]:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(GARDEN_KEY, path, date.fromisoformat(day))])
    assert answer is not None
    return str(answer.status.basis), str(answer.status.code), answer.status.wording


def test_since_when_it_is_over(base: KnowledgeBase) -> None:
    assert [(path, day, *told(base, path, day)[:2]) for path, day, *_ in CASES] == CASES
    for path, day, _, status in CASES:
        words = told(base, path, day)[2]
        assert status != "unknown" or words is WordingCode.UNKNOWN, (path, day)


def test_hits_and_the_page_say_so_too(base: KnowledgeBase) -> None:
    catch_up(base)
    for day in sorted({date.fromisoformat(day) for _, day, *_ in CASES}):
        with base.session() as session:
            loaded = load_version(session, GARDEN_KEY, as_of=day)
            over = {path for path, status in halted(session, loaded, day).items() if status.code is StatusCode.EXPIRED}
            assert over == {
                item.path
                for item in loaded.walk()
                if kind_of(item.path) and status_of(session.connection(), loaded, item.path, day).code is StatusCode.EXPIRED
            }
        for hit in search(base, "vườn cây phân sâu quả trợ cấp bãi bỏ", 20, day).hits:
            assert (hit.standing.basis, hit.standing.code, hit.standing.wording) == told(base, hit.path, day.isoformat())
            if hit.clause_status is not None:
                own = told(base, hit.best_clause or "", day.isoformat())
                assert (hit.clause_status.basis, hit.clause_status.code, hit.clause_status.wording) == own


def test_where_the_note_names_several_one_that_was_read_to_repeal_it_tells_the_day(base: KnowledgeBase) -> None:
    put(base, TELLS, name="changes.txt")
    assert told(base, "dieu-3/khoan-2/diem-a", "2091-05-31")[:2] == ("repealed_later", "unknown")
    assert told(base, "dieu-3/khoan-2/diem-a", "2091-06-01")[:2] == ("expired_by", "expired")


def test_what_was_read_to_repeal_a_place_says_more_than_a_note_about_its_article(base: KnowledgeBase) -> None:
    put(
        base,
        TELLS.replace("20/2091", "07/2090").replace("điểm a khoản 2 Điều 3", "khoản 2 Điều 1").replace("2091", "2090"),
        name="x.txt",
    )
    assert told(base, "dieu-1/khoan-2", "2090-05-31")[:2] == ("repealed_later", "unknown")
    assert told(base, "dieu-1/khoan-2", "2090-06-01")[:2] == ("expired_by", "expired")


def test_a_clause_whose_number_bears_a_letter_was_not_there_before_the_one_amendment_of_its_article(tmp_path: Path) -> None:
    text = read(TEXT.replace("2. (được bãi bỏ)\nĐiều 2", "1a. Cây non được tưới ba lần.\nĐiều 2"))
    with empty_sqlite(tmp_path / "another") as other:
        put(other, codified(text, NOTES), name="phap-dien.zip", snapshot_on=SEEN)
        assert told(other, "dieu-1/khoan-1a", "2091-05-31")[:2] == ("not_yet", "not_yet")
        assert told(other, "dieu-1/khoan-1a", "2091-06-01")[:2] == ("seen", "in_force")
        with other.session() as session:
            loaded = load_version(session, GARDEN_KEY, as_of=date(2091, 6, 1))
            days = (date(2091, 5, 31), date(2091, 6, 1))
            assert [status_of(session.connection(), loaded, None, day).amended for day in days] == [False, True]


def test_a_text_of_its_own_that_shows_no_more_takes_the_day_of_the_note(base: KnowledgeBase) -> None:
    put(base, TEXT, name="vuon.txt")
    with base.session() as session:
        assert load_version(session, GARDEN_KEY, as_of=date(2090, 3, 1)).version.origin == "text"
    assert told(base, "dieu-1/khoan-2", "2091-05-31")[:2] == ("repealed_later", "unknown")
    assert told(base, "dieu-1/khoan-2", "2091-06-01")[:2] == ("expired_by", "expired")


def test_a_text_that_nothing_else_tells_of_is_unknown(tmp_path: Path) -> None:
    with empty_sqlite(tmp_path / "another") as alone:
        put(alone, TEXT, name="vuon.txt")
        assert told(alone, "dieu-1/khoan-2", "2090-03-01")[:2] == ("repealed_undated", "unknown")
        assert told(alone, "dieu-1/khoan-1", "2090-03-01")[:2] == ("own_text", "in_force")


def test_a_clause_of_which_only_the_number_is_printed_was_repealed_where_the_note_says_so(tmp_path: Path) -> None:
    def blank(item: Provision) -> Provision:
        text = "" if item.path in ("dieu-1/khoan-2", "dieu-4/khoan-2") else item.text
        return replace(item, text=text, children=tuple(map(blank, item.children)))

    text = codified(read(TEXT), NOTES)
    with empty_sqlite(tmp_path / "another") as other:
        put(other, replace(text, provisions=tuple(map(blank, text.provisions))), name="phap-dien.zip", snapshot_on=SEEN)
        assert told(other, "dieu-1/khoan-2", "2091-05-31")[:2] == ("repealed_later", "unknown")
        assert told(other, "dieu-1/khoan-2", "2091-06-01")[:2] == ("expired_by", "expired")
        assert told(other, "dieu-4/khoan-2", "2091-06-01")[:2] == ("seen", "in_force")
