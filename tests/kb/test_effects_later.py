"""Effects in a base where there is more than one change: later wordings, corrigenda, acts that amend one another, bad input."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select

from documents.model import Codified, EffectivePeriod
from documents.time.status import Basis, StatusCode
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version
from kb.database.tables import Reference, State
from kb.index.build import reindex
from kb.law.derivation.history import history_of
from kb.law.derivation.linking import LINKS, is_linked, link_all, unlinked_versions
from kb.law.effects.relations import relations_of
from kb.law.effects.views import effects_on, touches
from kb.law.references.links import missing_instruments
from kb.law.status.statuses import halted
from kb.search import Filters, search
from tests.kb.databases import base as base_on_either  # noqa: F401
from tests.kb.deciding import decide
from tests.kb.made_up_changes import (
    CHANGES,
    CHANGES_KEY,
    GARDEN,
    GARDEN_KEY,
    REPLACES,
    SUSPENDS,
    base_with_garden,  # noqa: F401
    codified,
    count_pending,
    decide_many,
    decree,
    pending_effects,
    put,
    read,
    row_of,
)
from tests.kb.test_effects import AFTER, BEFORE, CHANGED, FROM_JUNE, OLD_CLAUSE, WHO, accept_all, status, text_of


def test_a_base_of_an_older_release_is_linked_when_it_is_reindexed(base: KnowledgeBase) -> None:
    with base.session() as session:
        assert is_linked(session)
    with base.session(write=True) as session:
        session.execute(delete(State).where(State.name == LINKS))
        session.execute(delete(Reference))
    with base.session() as session:
        assert not is_linked(session)
        assert unlinked_versions(session)
    link_all(base)
    with base.session() as session:
        assert session.scalar(select(Reference.id).limit(1)) is not None
        assert is_linked(session)
        assert unlinked_versions(session) == []


class TestLaterWordings:
    """A text as it was issued and a codified article with a later wording are both in the base (a full law of 2017, say)."""

    NOTE = Codified(
        "A2", "1.1.ND.1.2", "1.1", "Vườn", effective_from=date(2090, 3, 1), wording_from=CHANGED, amended_by=("20/2091/NĐ-CP",)
    )

    def store(self, base: KnowledgeBase, *, codification_first: bool = False) -> None:
        later = read(GARDEN.replace(OLD_CLAUSE, "Cây được tưới bốn lần."))
        steps = [lambda: put(base, GARDEN), lambda: put(base, codified(later, {"dieu-2": self.NOTE}), snapshot_on=date(2092, 1, 1))]
        for step in reversed(steps) if codification_first else steps:
            step()

    @pytest.mark.parametrize("codification_first", [True, False])
    def test_each_article_is_read_in_its_latest_wording_of_the_day(self, empty: KnowledgeBase, codification_first: bool) -> None:
        self.store(empty, codification_first=codification_first)
        assert text_of(empty, "dieu-2/khoan-1", CHANGED) == "Cây được tưới bốn lần."
        assert text_of(empty, "dieu-2/khoan-1", BEFORE) == OLD_CLAUSE
        assert text_of(empty, "dieu-4", CHANGED) == "Người chăm vườn được trợ cấp ba giỏ quả một năm."
        found = status(empty, "dieu-2", CHANGED)
        assert (found.code, found.basis) == (StatusCode.IN_FORCE, Basis.SEEN_SINCE_AMENDED)
        assert status(empty, "dieu-2", BEFORE).code is StatusCode.UNKNOWN

    def test_a_stale_wording_is_not_found_as_todays(self, empty: KnowledgeBase) -> None:
        self.store(empty)
        reindex(empty)
        (hit,) = [hit for hit in search(empty, "cây được tưới", 10, AFTER).hits if hit.key == f"{GARDEN_KEY}#dieu-2"]
        assert "bốn lần" in hit.snippet

    def test_wordings_of_several_days(self, empty: KnowledgeBase) -> None:
        later = read(
            GARDEN.replace("hai lần một ngày theo quy định tại Điều 3 Nghị định này", "bốn lần").replace(
                "ba giỏ quả", "năm giỏ quả"
            )
        )
        notes = {"dieu-2": self.NOTE, "dieu-4": replace(self.NOTE, anchor="A4", wording_from=date(2091, 9, 1))}
        put(empty, GARDEN)
        put(empty, codified(later, notes), snapshot_on=date(2092, 1, 1))
        seen = [
            (text_of(empty, "dieu-2/khoan-1", day), text_of(empty, "dieu-4", day)) for day in (BEFORE, CHANGED, date(2091, 9, 1))
        ]
        assert ["bốn" in (first or "") for first, _ in seen] == [False, True, True]
        assert ["năm giỏ" in (second or "") for _, second in seen] == [False, False, True]

    def test_an_article_that_only_the_codification_has_stands_in_its_place(self, empty: KnowledgeBase) -> None:
        garden = read(GARDEN)
        four = next(item for item in garden.provisions if item.path == "dieu-4")
        new = replace(four, path="dieu-4a", number="4a", text="Vườn có hàng rào.")
        note = replace(self.NOTE, anchor="A4a", effective_from=CHANGED)
        made = replace(
            garden,
            provisions=(four, new),
            partial=True,
            codified={"dieu-4": replace(self.NOTE, wording_from=None, amended_by=()), "dieu-4a": note},
        )
        put(empty, garden)
        put(empty, made, snapshot_on=date(2092, 1, 1))
        with empty.session() as session:
            paths = [item.path for item in load_version(session, GARDEN_KEY, as_of=AFTER).walk()]
        assert paths[paths.index("dieu-4a") - 1] == "dieu-4"
        assert text_of(empty, "dieu-4a", BEFORE) is None

    def test_amended_on_an_unknown_day_holds_from_the_day_it_was_seen(self, empty: KnowledgeBase) -> None:
        later = read(GARDEN.replace("ba giỏ quả", "năm giỏ quả"))
        note = replace(self.NOTE, wording_from=date(2092, 1, 1))
        put(empty, GARDEN)
        put(empty, codified(later, {"dieu-4": note}), snapshot_on=date(2092, 1, 1))
        assert "năm giỏ" in (text_of(empty, "dieu-4", date(2092, 1, 1)) or "")
        assert "ba giỏ" in (text_of(empty, "dieu-4", CHANGED) or "")
        assert status(empty, "dieu-4", CHANGED).code is StatusCode.UNKNOWN


class TestBadInput:
    def test_an_amendment_to_a_missing_base_waits_for_it(self, empty: KnowledgeBase) -> None:
        put(empty, CHANGES)
        with empty.session() as session:
            (first, _) = pending_effects(session)
            assert (first.target_id, first.target_name) == (None, "Nghị định số 10/2090/NĐ-CP")
            assert count_pending(session) == 0
        put(empty, GARDEN)
        with empty.session() as session:
            assert count_pending(session) == 2

    def test_accepting_it_before_its_base_is_there_does_no_harm(self, empty: KnowledgeBase) -> None:
        put(empty, CHANGES)
        with empty.session(write=True, actor=Actor(WHO)) as session:
            decide_many(session, [item.id for item in pending_effects(session)], "accept")
        put(empty, GARDEN)
        assert text_of(empty, "dieu-2/khoan-1", CHANGED) == "Cây được tưới ba lần một ngày."

    def test_a_circle_of_amendments_ends(self, empty: KnowledgeBase) -> None:
        order = "Điều 1. Sửa đổi Điều 1 Nghị định số {}/2091/NĐ-CP như sau:\n“Điều 1. Mới\nMới.”.\n" + FROM_JUNE
        one = decree("41/2091/NĐ-CP", "01 tháng 02 năm 2091", "Sửa đổi Nghị định số 42/2091/NĐ-CP", order.format("42"))
        two = decree("42/2091/NĐ-CP", "02 tháng 02 năm 2091", "Sửa đổi Nghị định số 41/2091/NĐ-CP", order.format("41"))
        put(empty, one)
        put(empty, two)
        for key in ("nghi-dinh/41-2091-nd-cp/chinh-phu/2091-02-01", "nghi-dinh/42-2091-nd-cp/chinh-phu/2091-02-02"):
            accept_all(empty, key)
            assert status(empty, None, AFTER, key).code is StatusCode.UNKNOWN


def test_on_either_database(base_on_either: KnowledgeBase) -> None:  # noqa: F811
    base = base_on_either
    for text in (REPLACES, CHANGES, SUSPENDS, GARDEN):
        put(base, text)
    with base.session() as session:
        assert missing_instruments(session)[0].label == "Luật Vườn tược số 09/2089/QH99"
        assert {view.kind for view in relations_of(session, row_of(base, GARDEN_KEY)).incoming} >= {"sua_doi", "thay_the", "ngung"}
        assert len(pending_effects(session)) == 4
    accept_all(base)
    assert text_of(base, "dieu-2/khoan-1", CHANGED) == "Cây được tưới ba lần một ngày."
    assert status(base, "dieu-4", date(2092, 4, 1)).code is StatusCode.SUSPENDED
    assert status(base, "dieu-4", date(2095, 7, 1)).code is StatusCode.EXPIRED
    with base.session() as session:
        assert len(history_of(session, row_of(base, GARDEN_KEY))) == 2
        found = relations_of(session, row_of(base, GARDEN_KEY), rejected=False)
        assert len({view.source for view in found.incoming} | {view.target_name for view in found.outgoing}) == 4


@pytest.mark.parametrize(
    ("target", "path", "expected"),
    [
        ("", "dieu-1", True),
        ("dieu-1", "dieu-1/khoan-2", True),
        ("dieu-1/khoan-2", "dieu-1", True),
        ("dieu-1", "dieu-10", False),
        ("dieu-1/khoan-1", "dieu-1/khoan-2", False),
    ],
)
def test_touches(target: str, path: str, expected: bool) -> None:
    assert touches(target, path) is expected


PERIODS = [
    ("one day for the whole, a later one for a clause", "dieu-3/khoan-2", date(2090, 4, 1), StatusCode.NOT_YET),
    ("the other clauses of that article are in effect", "dieu-3/khoan-1", date(2090, 4, 1), StatusCode.UNKNOWN),
    ("so is the article", "dieu-3", date(2090, 4, 1), StatusCode.UNKNOWN),
    ("an article that expires alone", "dieu-4", date(2091, 1, 1), StatusCode.EXPIRED),
    ("a clause of it too", "dieu-4/khoan-1", date(2091, 1, 1), StatusCode.EXPIRED),
    ("on its last day it has not expired", "dieu-4", date(2090, 12, 31), StatusCode.UNKNOWN),
    ("the rest does not expire", "dieu-2", date(2091, 1, 1), StatusCode.UNKNOWN),
]


@pytest.mark.parametrize(("path", "day", "code"), [case[1:] for case in PERIODS], ids=[case[0] for case in PERIODS])
def test_several_effective_dates_and_partial_expiry(empty: KnowledgeBase, path: str, day: date, code: StatusCode) -> None:
    garden = read(GARDEN)
    periods = (
        EffectivePeriod(date(2090, 3, 1)),
        EffectivePeriod(date(2090, 6, 1), scope=("dieu-3/khoan-2",)),
        EffectivePeriod(None, date(2090, 12, 31), scope=("dieu-4",)),
    )
    put(empty, replace(garden, metadata=replace(garden.metadata, effective=periods)))
    assert status(empty, path, day).code is code


CORRECTS = decree(
    "11/2090/NĐ-CP",
    "20 tháng 4 năm 2090",
    "Đính chính Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Đính chính Nghị định số 10/2090/NĐ-CP như sau:
Tại Điều 4, đã in: “ba giỏ quả”, nay sửa lại là: “tám giỏ quả”.
Điều 2. Nghị định này có hiệu lực thi hành kể từ ngày 20 tháng 4 năm 2090.""",
)
LOOSE = decree(
    "15/2090/NĐ-CP",
    "05 tháng 12 năm 2090",
    "Sửa đổi Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm",
    """Điều 1. Sửa đổi, bổ sung một số điều của Nghị định số 10/2090/NĐ-CP
1. Sửa đổi Điều 4 như sau:
Tăng mức trợ cấp cho người chăm vườn.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2091.""",
)


class TestCorrigenda:
    """A corrigendum works backwards: its text stands before the one that it corrects, and other changes are still made in it."""

    def accept(self, base: KnowledgeBase, action: str) -> None:
        with base.session(write=True, actor=Actor(WHO)) as session:
            row = row_of(base, GARDEN_KEY)
            for item in effects_on(session, row):
                if item.action == action:
                    decide(session, item.id, "accept")

    @pytest.mark.parametrize("order", [("correct", "replace"), ("replace", "correct")])
    def test_other_changes_are_made_in_the_corrected_text(self, base: KnowledgeBase, order: tuple[str, str]) -> None:
        put(base, CORRECTS)
        put(base, CHANGES)
        for action in order:
            self.accept(base, action)
        expected = {
            date(2090, 3, 1): ("tám giỏ quả", "hai lần"),
            BEFORE: ("tám giỏ quả", "hai lần"),
            CHANGED: ("tám giỏ quả", "ba lần"),
        }
        for day, (fruit, times) in expected.items():
            assert fruit in (text_of(base, "dieu-4", day) or "")
            assert times in (text_of(base, "dieu-2/khoan-1", day) or "")
        with base.session() as session:
            found = history_of(session, row_of(base, GARDEN_KEY))
        assert [entry.start for entry in found] == [date(2090, 3, 1), CHANGED]
        assert [change.action for change in found[0].changed_by] == ["correct"]
        put(base, GARDEN, name="ban-khac.txt")
        assert "tám giỏ quả" in (text_of(base, "dieu-4", CHANGED) or "")

    def test_what_is_corrected_is_not_over(self, base: KnowledgeBase) -> None:
        put(base, CORRECTS)
        self.accept(base, "correct")
        assert status(base, "dieu-4", date(2090, 3, 1)).basis == Basis.OWN_TEXT
        for day in (date(2090, 4, 20), AFTER):
            assert status(base, "dieu-4", day).basis == Basis.NO_EVIDENCE_AFTER


def test_a_later_change_that_was_accepted_does_not_settle_an_earlier_one_that_was_not(base: KnowledgeBase) -> None:
    put(base, LOOSE)
    put(base, CHANGES)
    with base.session(write=True, actor=Actor(WHO)) as session:
        for item in effects_on(session, row_of(base, GARDEN_KEY)):
            if item.source == CHANGES_KEY:
                decide(session, item.id, "accept")
    for day in (date(2091, 1, 1), CHANGED, AFTER):
        assert status(base, "dieu-4", day).basis == Basis.UNREVIEWED
    assert status(base, "dieu-3", AFTER).basis == Basis.RELIED_PASSED


CHANGES_THE_CHANGE = decree(
    "22/2091/NĐ-CP",
    "05 tháng 4 năm 2091",
    "Sửa đổi, bổ sung một số điều của Nghị định số 20/2091/NĐ-CP ngày 05 tháng 02 năm 2091 của Chính phủ",
    """Điều 1. Sửa đổi khoản 1 Điều 1 Nghị định số 20/2091/NĐ-CP như sau:
“1. Sửa đổi khoản 1 Điều 2 như sau:
“1. Cây được tưới bốn lần một ngày.”.”.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 15 tháng 5 năm 2091.""",
)


@pytest.mark.parametrize("late", [False, True])
def test_an_amendment_amended_before_it_took_effect(base: KnowledgeBase, late: bool) -> None:
    """What a reviewer did not accept of the amended act stays out, although the act is read anew."""
    put(base, CHANGES)
    put(base, CHANGES_THE_CHANGE)
    with base.session(write=True, actor=Actor(WHO)) as session:
        (inner,) = effects_on(session, row_of(base, CHANGES_KEY))
        outer, inserted = effects_on(session, row_of(base, GARDEN_KEY))
        decide(session, inserted.id, "reject")
        for item in (outer, inner) if late else (inner, outer):
            decide(session, item.id, "accept")
    assert text_of(base, "dieu-2/khoan-1", BEFORE) == OLD_CLAUSE
    assert text_of(base, "dieu-2/khoan-1", CHANGED) == "Cây được tưới bốn lần một ngày."
    assert text_of(base, "dieu-3a", AFTER) is None
    with base.session() as session:
        assert [entry.start for entry in history_of(session, row_of(base, GARDEN_KEY))] == [date(2090, 3, 1), CHANGED]
        assert [entry.start for entry in history_of(session, row_of(base, CHANGES_KEY))] == [CHANGED]


def test_acts_that_amend_one_another_are_read_as_they_are_stored(empty: KnowledgeBase) -> None:
    texts = [
        decree(
            f"{number}/2091/NĐ-CP",
            "05 tháng 02 năm 2091",
            f"Sửa đổi Nghị định số {other}/2091/NĐ-CP",
            f"Điều 1. Sửa đổi Điều 1 Nghị định số {other}/2091/NĐ-CP như sau:\n“Điều 1. A\nB.”.\n{FROM_JUNE}",
        )
        for number, other in ((70, 71), (71, 70))
    ]
    put(empty, *texts)
    for number in (70, 71):
        accept_all(empty, f"nghi-dinh/{number}-2091-nd-cp/chinh-phu/2091-02-05")
    with empty.session() as session:
        for number in (70, 71):
            row = row_of(empty, f"nghi-dinh/{number}-2091-nd-cp/chinh-phu/2091-02-05")
            assert [entry.start for entry in history_of(session, row)] == [CHANGED]


def test_provisions_that_are_over_are_named_though_the_text_is_not(base: KnowledgeBase) -> None:
    put(base, SUSPENDS)
    accept_all(base)
    for day, expected in (
        (date(2092, 2, 28), {}),
        (date(2092, 3, 1), {"dieu-4": StatusCode.SUSPENDED}),
        (date(2093, 1, 1), {}),
    ):
        with base.session() as session:
            found = halted(session, load_version(session, GARDEN_KEY, as_of=day), day)
        assert {path: status.code for path, status in found.items()} == expected


def test_a_hit_says_of_the_clause_that_answers_that_it_is_over(empty: KnowledgeBase) -> None:
    """Partial expiry: one clause of an article that the codification shows has ended, another is suspended.

    The status of a hit is that of its key, an article; that of the clause stands beside it.
    """
    shown = Codified("A3", "1.1.ND.1.3", "1.1", "Vườn", effective_from=date(2090, 3, 1))
    put(empty, codified(read(GARDEN), {"dieu-3": shown}), snapshot_on=date(2095, 1, 1))
    ends = decree(
        "40/2092/NĐ-CP",
        "05 tháng 02 năm 2092",
        "Quy định về phân bón",
        "Điều 1. Phạm vi\nNghị định này quy định về phân bón.\nĐiều 2. Hiệu lực thi hành\n"
        "1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2092.\n"
        "2. Khoản 1 Điều 3 Nghị định số 10/2090/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực thi hành.\n"
        "3. Ngưng hiệu lực khoản 2 Điều 3 Nghị định số 10/2090/NĐ-CP từ ngày 01 tháng 6 năm 2092 đến hết ngày "
        "31 tháng 12 năm 2092.",
    )
    put(empty, ends)
    accept_all(empty)
    reindex(empty)

    def found(query: str, day: date) -> tuple[str | None, StatusCode]:
        hit = search(empty, query, 1, day, Filters(instrument=GARDEN_KEY)).hits[0]
        assert hit.standing.code is StatusCode.IN_FORCE
        return hit.best_clause, hit.clause_status.code if hit.clause_status else hit.standing.code

    for day, first, second in (
        (date(2092, 5, 31), StatusCode.IN_FORCE, StatusCode.IN_FORCE),
        (date(2092, 6, 1), StatusCode.EXPIRED, StatusCode.SUSPENDED),
        (date(2093, 1, 1), StatusCode.EXPIRED, StatusCode.IN_FORCE),
    ):
        assert found("phân được bón mỗi tháng một lần", day) == ("dieu-3/khoan-1", first)
        assert found("không bón phân khi trời mưa", day) == ("dieu-3/khoan-2", second)
