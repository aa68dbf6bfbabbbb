"""Effects in a base: found, reviewed, remembered; and what they make of status and text."""

from datetime import date

import pytest
from sqlalchemy import select

from documents.model import Codified
from documents.time.status import Basis, StatusCode, Told
from kb.accounts.current import Actor, act_as
from kb.base import KnowledgeBase
from kb.database.reading.reader import load_version, versions
from kb.database.tables import Effect
from kb.errors import NamelessActorError, ReviewError
from kb.index.build import catch_up, reindex
from kb.interface.catalogue import VIETNAMESE
from kb.law.derivation.decisions import decisions
from kb.law.derivation.linking import link_all
from kb.law.effects.views import effects_of, effects_on
from kb.law.status.provision_status import ProvisionStatus, tone_of
from kb.law.status.statuses import status_of
from kb.search import Filters, search
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
from tests.linear import one_of_many

BEFORE, CHANGED, AFTER = date(2091, 5, 31), date(2091, 6, 1), date(2094, 1, 1)
WHO = "Người rà soát"
OLD_CLAUSE = "Cây được tưới hai lần một ngày theo quy định tại Điều 3 Nghị định này."
FROM_JUNE = "Điều 2. Hiệu lực thi hành\nNghị định này có hiệu lực thi hành kể từ ngày 01 tháng 6 năm 2091."


def status(base: KnowledgeBase, path: str | None, day: date, key: str = GARDEN_KEY) -> ProvisionStatus:
    with base.session() as session:
        return status_of(session.connection(), load_version(session, key, as_of=day), path, day)


def text_of(base: KnowledgeBase, path: str, day: date, key: str = GARDEN_KEY) -> str | None:
    with base.session() as session:
        found = load_version(session, key, as_of=day).provision(path)
        return found.text if found else None


def accept_all(base: KnowledgeBase, key: str = GARDEN_KEY) -> None:
    with base.session(write=True, actor=Actor(WHO)) as session:
        row = row_of(base, key)
        decide_many(session, [item.id for item in effects_on(session, row)], "accept")


class TestUnreviewed:
    def test_the_queue_holds_what_was_found_with_its_evidence(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        with base.session() as session:
            queue = pending_effects(session)
            assert [(item.action, item.target) for item in queue] == [
                ("replace", f"{GARDEN_KEY}#dieu-2/khoan-1"),
                ("insert", f"{GARDEN_KEY}#dieu-3a"),
            ]
            assert count_pending(session) == 2
            source = load_version(session, CHANGES_KEY).provision(queue[0].path)
            assert source is not None
            assert source.text[queue[0].start : queue[0].end] == queue[0].evidence
            assert [item.id for item in effects_of(session, row_of(base, CHANGES_KEY))] == [item.id for item in queue]

    def test_it_makes_what_it_touches_unknown_from_its_day_on_and_nothing_else(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        touched = status(base, "dieu-2/khoan-1", CHANGED)
        assert (touched.code, touched.basis) == (StatusCode.UNKNOWN, Basis.REWORDED_UNREVIEWED)
        assert "20/2091/NĐ-CP" in touched.sentence()
        assert status(base, "dieu-2", CHANGED).basis == Basis.REWORDED_UNREVIEWED
        assert status(base, "dieu-2/khoan-1", BEFORE).basis == Basis.RELIED_PASSED
        assert status(base, "dieu-2/khoan-2", CHANGED).basis == Basis.RELIED_PASSED
        assert text_of(base, "dieu-2/khoan-1", CHANGED, GARDEN_KEY) == OLD_CLAUSE

    def test_it_puts_nothing_in_force_that_the_codification_does_not_show(self, empty: KnowledgeBase) -> None:
        shown = Codified("A2", "1.1.ND.1.2", "1.1", "Vườn", effective_from=date(2090, 3, 1))
        put(empty, codified(read(GARDEN), {"dieu-2": shown}), snapshot_on=date(2092, 1, 1))
        assert status(empty, "dieu-2", CHANGED).code is StatusCode.IN_FORCE
        put(empty, CHANGES)
        assert status(empty, "dieu-2", CHANGED).code is StatusCode.UNKNOWN
        assert status(empty, "dieu-2", BEFORE).code is StatusCode.IN_FORCE

    def test_what_the_codified_wording_has_already_is_no_doubt(self, empty: KnowledgeBase) -> None:
        shown = Codified(
            "A2", "1.1.ND.1.2", "1.1", "Vườn", effective_from=date(2090, 3, 1), wording_from=CHANGED, amended_by=("20/2091/NĐ-CP",)
        )
        put(empty, codified(read(GARDEN), {"dieu-2": shown}), snapshot_on=date(2092, 1, 1))
        put(empty, CHANGES)
        assert status(empty, "dieu-2", CHANGED).code is StatusCode.IN_FORCE

    def test_an_instrument_that_is_ended_without_doubt_by_one_nobody_reviewed_is_over(self, base: KnowledgeBase) -> None:
        put(base, REPLACES)
        assert status(base, None, date(2095, 7, 1)).basis == Basis.ENDED_UNREVIEWED
        assert status(base, "dieu-4", date(2095, 7, 1)).basis == Basis.ENDED_UNREVIEWED
        assert status(base, "dieu-4", date(2095, 6, 30)).basis == Basis.ENDED_LATER


def test_doubts_are_sentences_of_the_catalogue(base: KnowledgeBase) -> None:
    put(base, CHANGES)
    with base.session(write=True) as session:
        session.scalars(select(Effect).order_by(Effect.position)).all()[0].doubt = "doubt.in_annex"
    with base.session() as session:
        found = effects_of(session, row_of(base, CHANGES_KEY))[0]
    assert found.doubt
    assert VIETNAMESE.write(found.doubt) == "Chỗ sửa nằm trong phụ lục, nơi không có điều khoản."


class TestAccepted:
    def test_text_and_status_follow_from_the_day_on(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        accept_all(base)
        assert text_of(base, "dieu-2/khoan-1", CHANGED) == "Cây được tưới ba lần một ngày."
        assert text_of(base, "dieu-2/khoan-1", BEFORE) == OLD_CLAUSE
        assert text_of(base, "dieu-3a", CHANGED) == "Sâu được bắt bằng tay."
        assert text_of(base, "dieu-3a", BEFORE) is None
        after = status(base, "dieu-2/khoan-1", CHANGED)
        assert (after.code, after.basis, after.amended) == (StatusCode.IN_FORCE, Basis.OWN_TEXT, True)
        assert after.days["start"] == CHANGED

    def test_versions_follow_one_another(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        accept_all(base)
        with base.session() as session:
            first, second = versions(session, GARDEN_KEY)
            assert (first.origin, first.valid_to) == ("text", BEFORE)
            assert (second.origin, second.valid_from, second.partial) == ("compiled", CHANGED, False)
            assert [source.file for source in second.sources] == ["van-ban.txt"]

    def test_the_old_version_says_that_another_wording_took_its_place(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        accept_all(base)
        with base.session() as session:
            old = load_version(session, GARDEN_KEY, version=1)
            found = status_of(session.connection(), old, "dieu-2/khoan-1", AFTER)
            kept = status_of(session.connection(), old, "dieu-4", AFTER)
        assert (found.code, found.basis) == (StatusCode.UNKNOWN, Basis.REPLACED_BY)
        assert kept.code is StatusCode.UNKNOWN

    def test_a_whole_instrument_ends(self, base: KnowledgeBase) -> None:
        put(base, REPLACES)
        accept_all(base)
        for path in (None, "dieu-4", "dieu-2/khoan-1"):
            found = status(base, path, date(2095, 7, 1))
            assert (found.code, found.basis) == (StatusCode.EXPIRED, Basis.EXPIRED_BY)
            assert status(base, path, date(2095, 6, 30)).code is StatusCode.IN_FORCE
        assert "30/2095/NĐ-CP" in found.sentence()

    def test_a_suspension_and_its_end(self, base: KnowledgeBase) -> None:
        put(base, SUSPENDS)
        accept_all(base)
        codes = {
            day: status(base, "dieu-4", day).code
            for day in (date(2092, 2, 29), date(2092, 3, 1), date(2092, 12, 31), date(2093, 1, 1))
        }
        assert list(codes.values()) == [StatusCode.UNKNOWN, StatusCode.SUSPENDED, StatusCode.SUSPENDED, StatusCode.UNKNOWN]
        assert status(base, "dieu-2", date(2092, 4, 1)).code is StatusCode.UNKNOWN

    def test_a_repealed_article_is_expired_and_keeps_its_place(self, base: KnowledgeBase) -> None:
        body = f"Điều 1. Bãi bỏ\nBãi bỏ Điều 4 Nghị định số 10/2090/NĐ-CP.\n{FROM_JUNE}"
        put(base, decree("21/2091/NĐ-CP", "05 tháng 02 năm 2091", "Bãi bỏ một số quy định về vườn ươm", body))
        accept_all(base)
        assert status(base, "dieu-4", CHANGED).code is StatusCode.EXPIRED
        assert "bãi bỏ" in (text_of(base, "dieu-4", CHANGED) or "")
        assert text_of(base, "dieu-4", BEFORE) == "Người chăm vườn được trợ cấp ba giỏ quả một năm."

    def test_a_corrigendum_works_backwards(self, base: KnowledgeBase) -> None:
        order = "Đính chính khoản 2 Điều 3 Nghị định số 10/2090/NĐ-CP như sau:\n“2. Không bón phân khi trời nắng.”."
        body = f"Điều 1. Đính chính\n{order}\n{FROM_JUNE}"
        put(base, decree("22/2091/NĐ-CP", "05 tháng 02 năm 2091", "Đính chính Nghị định số 10/2090/NĐ-CP", body))
        with base.session() as session:
            assert [item.action for item in effects_on(session, row_of(base, GARDEN_KEY))] == ["correct"]
        assert status(base, "dieu-3/khoan-2", date(2090, 4, 1)).code is StatusCode.UNKNOWN
        accept_all(base)
        assert text_of(base, "dieu-3/khoan-2", date(2090, 4, 1)) == "Không bón phân khi trời nắng."

    def test_an_amendment_of_the_same_day_is_read_from_the_first_day(self, base: KnowledgeBase) -> None:
        """The original wording of a law amended before it took effect never was the law."""
        put(base, CHANGES.replace("01 tháng 6 năm 2091", "01 tháng 3 năm 2090"))
        assert status(base, "dieu-2/khoan-1", date(2090, 3, 1)).basis == Basis.REWORDED_UNREVIEWED
        accept_all(base)
        assert text_of(base, "dieu-2/khoan-1", date(2090, 3, 1)) == "Cây được tưới ba lần một ngày."

    def test_search_finds_the_text_of_the_day(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        accept_all(base)
        reindex(base)
        key = f"{GARDEN_KEY}#dieu-2"
        first = {hit.key: hit for hit in search(base, "cây được tưới ba lần", 10, CHANGED).hits}
        assert "ba lần" in first[key].snippet
        assert first[key].standing.amended
        old = {hit.key: hit for hit in search(base, "cây được tưới ba lần", 10, BEFORE).hits}
        assert "ba lần" not in old[key].snippet

    @pytest.mark.parametrize("accepted", one_of_many([True, False]))
    def test_the_status_of_a_hit_is_that_of_the_text_and_can_be_filtered_by(self, base: KnowledgeBase, accepted: bool) -> None:
        put(base, CHANGES)
        put(base, SUSPENDS)
        put(base, REPLACES)
        if accepted:
            accept_all(base)
        reindex(base)
        asked = "vườn cây phân trợ cấp"
        for day in (date(2090, 2, 1), BEFORE, CHANGED, date(2092, 6, 1), date(2095, 7, 1)):
            every = {hit.key: tone_of(hit.standing) for hit in search(base, asked, 50, day).hits}
            of = {code: search(base, asked, 50, day, Filters(status=code)).hits for code in Told}
            for key, code in every.items():
                path = key.partition("#")[2]
                if key.startswith(GARDEN_KEY):
                    assert tone_of(status(base, path, day)) == code, (key, day)
                assert key in [hit.key for hit in of[code]], (key, day, code)
            assert all(tone_of(hit.standing) == code for code, hits in of.items() for hit in hits)


class TestDecisions:
    def test_who_and_when_is_kept_and_nothing_is_overwritten(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        with base.session(write=True, actor=Actor(WHO)) as session:
            effect = pending_effects(session)[0]
            decide(session, effect.id, "accept")
            act_as(session, Actor("Người khác"))
            decide(session, effect.id, "reject")
        with base.session() as session:
            lines = decisions(session, effect.source_id, effect.fingerprint)
            assert [(line.author, line.decision) for line in lines] == [(WHO, "accepted"), ("Người khác", "rejected")]
            (again,) = [item for item in effects_of(session, effect.source_id) if item.id == effect.id]
            assert (again.state, again.decided_by) == ("rejected", "Người khác")
            assert again.decided_at is not None

    @pytest.mark.parametrize("decision", ["accept", "reject"])
    def test_it_is_remembered_when_the_text_is_stored_again(self, base: KnowledgeBase, decision: str) -> None:
        put(base, CHANGES)
        with base.session(write=True, actor=Actor(WHO)) as session:
            decide(session, pending_effects(session)[0].id, decision)  # type: ignore[arg-type]
        put(base, CHANGES.replace("hòa", "hoà").replace("Nguyễn Văn Mẫu", "Trần Văn Mẫu"), name="ban-sao.txt")
        link_all(base)
        with base.session() as session:
            first = effects_of(session, row_of(base, CHANGES_KEY))[0]
        assert (first.state, first.decided_by) == (f"{decision}ed", WHO)
        assert (text_of(base, "dieu-2/khoan-1", CHANGED) == "Cây được tưới ba lần một ngày.") is (decision == "accept")

    def test_rejected_effects_are_out_of_the_way(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        with base.session(write=True, actor=Actor(WHO)) as session:
            decide_many(session, [item.id for item in pending_effects(session)], "reject")
            assert pending_effects(session) == []
        assert status(base, "dieu-2/khoan-1", CHANGED).basis == Basis.RELIED_PASSED

    def test_a_correction_is_what_counts(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        right = {"effective_from": "2091-08-01", "target": f"{GARDEN_KEY}#dieu-2/khoan-2", "new_text": "2. Ai cũng được tưới cây."}
        with base.session(write=True, actor=Actor(WHO)) as session:
            done = decide(session, pending_effects(session)[0].id, "correct", right)
            assert (done.state, done.target_path, done.effective_from) == ("corrected", "dieu-2/khoan-2", date(2091, 8, 1))
        assert text_of(base, "dieu-2/khoan-2", date(2091, 8, 1)) == "Ai cũng được tưới cây."
        assert text_of(base, "dieu-2/khoan-1", date(2091, 8, 1)) == text_of(base, "dieu-2/khoan-1", BEFORE)
        with base.session(write=True, actor=Actor(WHO)) as session:
            back = decide(session, done.id, "reopen")
        assert (back.state, back.target_path, back.decided_by) == ("found", "dieu-2/khoan-1", None)
        assert text_of(base, "dieu-2/khoan-2", date(2091, 8, 1)) == "Người tưới cây do trưởng thôn cử."

    def test_a_day_that_a_reviewer_takes_away_is_none(self, base: KnowledgeBase) -> None:
        """What has no day of its own begins with the instrument that orders it."""
        order = "Bãi bỏ Điều 4 Nghị định số 10/2090/NĐ-CP kể từ ngày 01 tháng 9 năm 2091."
        put(
            base,
            decree("23/2091/NĐ-CP", "05 tháng 02 năm 2091", "Bãi bỏ một điều về vườn", f"Điều 1. Bãi bỏ\n{order}\n{FROM_JUNE}"),
        )
        accept_all(base)
        assert [status(base, "dieu-4", day).code for day in (CHANGED, AFTER)] == [StatusCode.IN_FORCE, StatusCode.EXPIRED]
        with base.session(write=True, actor=Actor(WHO)) as session:
            (item,) = effects_on(session, row_of(base, GARDEN_KEY))
            decide(session, item.id, "correct", {"effective_from": None})
        assert status(base, "dieu-4", CHANGED).code is StatusCode.EXPIRED

    @pytest.mark.parametrize(
        ("correction", "code"),
        [
            (None, "correction_empty"),
            ({"effective_from": "mai"}, "correction_day"),
            ({"effective_to": "9999-12-31"}, "correction_day"),
            ({"effective_from": "0001-01-01"}, "correction_day"),
        ],
    )
    def test_a_correction_that_cannot_be_used_is_refused(
        self, base: KnowledgeBase, correction: dict[str, str] | None, code: str
    ) -> None:
        put(base, CHANGES)
        with base.session(write=True, actor=Actor(WHO)) as session, pytest.raises(ReviewError, match=code):
            decide(session, pending_effects(session)[0].id, "correct", correction)

    def test_a_decision_is_a_persons(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        with pytest.raises(NamelessActorError, match="actor_"):
            Actor(" ")
        with base.session(write=True) as session, pytest.raises(NamelessActorError, match="actor_"):
            decide(session, pending_effects(session)[0].id, "accept")

    def test_taking_a_decision_back_takes_the_text_back(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        accept_all(base)
        with base.session(write=True, actor=Actor(WHO)) as session:
            decide_many(session, [item.id for item in effects_on(session, row_of(base, GARDEN_KEY))], "reopen")
        with base.session() as session:
            assert [item.origin for item in versions(session, GARDEN_KEY)] == ["text"]
            assert len(pending_effects(session)) == 2

    def test_the_index_is_told(self, base: KnowledgeBase) -> None:
        put(base, CHANGES)
        reindex(base)
        accept_all(base)
        report = catch_up(base)
        assert report is not None
        assert report.documents
        assert catch_up(base) is None
        hits = {hit.key: hit.snippet for hit in search(base, "cây được tưới ba lần", 10, CHANGED).hits}
        assert "ba lần" in hits[f"{GARDEN_KEY}#dieu-2"]
