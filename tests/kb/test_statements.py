"""Statements in a base: what people state by hand, and what comes of it in statuses, search and what arrives later."""

from datetime import date

import pytest
from sqlalchemy import delete

from documents.time.stated import Claim, Confidence, Statement
from documents.time.status import StatusCode, WordingCode
from kb.accounts.audit import lines_about
from kb.accounts.current import Actor
from kb.base import KnowledgeBase
from kb.database.reading.reader import find_instrument, load_version
from kb.database.tables import Relation
from kb.errors import ChangedMeanwhileError, ReviewError
from kb.index.build import catch_up, differences
from kb.law.statements.stating import by_hand, is_link, restate, restore, state, withdraw
from kb.law.statements.stored import STATEMENT, StoredStatement
from kb.law.status.answers import Answer, Asked, ProofKind, answer_all
from kb.law.status.evidence import EvidenceReader
from kb.law.status.statuses import halted, marked, marks_at, status_of
from kb.search import search
from tests.kb.databases import base
from tests.kb.made_up_changes import GARDEN, GARDEN_KEY, REPLACES, REPLACES_KEY, put

__all__ = ["base"]

ANNA = Actor("Nguyễn Thị Anna")
ABSENT = "thong-tu/77-2090-tt-bv/bo-vuon/2090-06-01"


def end(on: str = "2095-07-01", **more: object) -> Statement:
    about: dict[str, object] = {"instrument": GARDEN_KEY, "note": "Công báo ghi như vậy", "by_name": "30/2095/NĐ-CP", **more}
    return Statement(claim=Claim.ENDED, on=date.fromisoformat(on), **about)  # type: ignore[arg-type]


def keep(base: KnowledgeBase, statement: Statement) -> StoredStatement:
    with base.session(write=True, actor=ANNA) as session:
        return state(session, statement)


def ask(base: KnowledgeBase, key: str, day: str, path: str | None = None) -> Answer:
    with base.session() as session:
        (answer,) = answer_all(session, [Asked(key, path, date.fromisoformat(day))])
    assert answer is not None
    return answer


def code(base: KnowledgeBase, key: str, day: str, path: str | None = None) -> str:
    return ask(base, key, day, path).status.code


def test_an_end_by_hand_is_said_everywhere_until_it_is_withdrawn(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    catch_up(base)
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.UNKNOWN
    kept = keep(base, end())
    answer = ask(base, GARDEN_KEY, "2096-01-01", "dieu-2/khoan-1")
    assert answer.status.code == StatusCode.EXPIRED
    assert [(proof.kind, proof.key) for proof in answer.evidence if proof.statement] == [(ProofKind.REVIEWER, GARDEN_KEY)]
    assert code(base, GARDEN_KEY, "2094-01-01") == StatusCode.IN_FORCE
    catch_up(base)
    assert differences(base).rows == 0
    hits = search(base, "tưới cây", as_of=date(2096, 1, 1)).hits
    assert {hit.standing.code for hit in hits} == {StatusCode.EXPIRED}
    assert "Nguyễn Thị Anna (người rà soát)" in hits[0].standing.sentence()
    with base.session(write=True, actor=ANNA) as session:
        gone = withdraw(session, kept)
    catch_up(base)
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.UNKNOWN
    assert differences(base).rows == 0
    with base.session(write=True, actor=ANNA) as session:
        restore(session, gone)
        acts = [line.act for line in lines_about(session, STATEMENT, kept.id)]
    assert acts == ["add", "withdraw", "restore"]
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.EXPIRED


def test_a_statement_is_changed_by_who_has_seen_it(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    kept = keep(base, end())
    with base.session(write=True, actor=ANNA) as session:
        restate(session, kept, end("2096-07-01"))
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.IN_FORCE
    with pytest.raises(ChangedMeanwhileError), base.session(write=True, actor=ANNA) as session:
        withdraw(session, kept)
    with base.session() as session:
        ((before, after),) = [
            (line.before, line.after) for line in lines_about(session, STATEMENT, kept.id) if line.act == "change"
        ]
    assert (before["on"], after["on"]) == ("2095-07-01", "2096-07-01")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"on": "9999-01-01"}, "statement_year"),
        ({"note": ""}, "statement_source"),
        ({"source": "javascript:alert(1)"}, "statement_link"),
        ({"source": "https://a.example/' onclick='x"}, "statement_link"),
        ({"instrument": "vuon"}, "statement_key"),
        ({"note": "x" * 3000}, "statement_long"),
        ({"until": date(2000, 1, 1)}, "statement_until"),
    ],
)
def test_what_cannot_be_kept_is_said(base: KnowledgeBase, wrong: dict[str, object], error: str) -> None:
    with pytest.raises(ReviewError) as raised:
        keep(base, end(**wrong))  # type: ignore[arg-type]
    assert raised.value.code == error
    with base.session() as session:
        assert by_hand(session, all_of_them=True) == []


def test_two_ends_by_hand_are_refused(base: KnowledgeBase) -> None:
    keep(base, end())
    with pytest.raises(ReviewError) as raised:
        keep(base, end("2096-01-01"))
    assert raised.value.code == "statement_contradicts"


def test_a_replacement_names_what_replaces(base: KnowledgeBase) -> None:
    with pytest.raises(ReviewError) as raised:
        keep(base, Statement(GARDEN_KEY, Claim.REPLACED, date(2095, 7, 1), note="x"))
    assert raised.value.code == "statement_by"


def test_an_instrument_that_no_text_is_there_of_is_known_by_statements(base: KnowledgeBase) -> None:
    keep(base, Statement(ABSENT, Claim.IN_FORCE_FROM, date(2090, 8, 1), note="x"))
    keep(base, Statement(ABSENT, Claim.ENDED, date(2095, 1, 1), note="x"))
    said = [code(base, ABSENT, day) for day in ("2090-05-31", "2090-07-31", "2090-08-01", "2094-12-31", "2095-01-01")]
    assert said == ["not_yet", "not_yet", "in_force", "in_force", "expired"]
    assert not ask(base, ABSENT, "2091-01-01").held
    assert code(base, ABSENT.replace("2090-06-01", "-"), "2096-01-01") == "expired"  # its number has the year


def test_what_is_not_certain_is_shown_and_says_nothing(base: KnowledgeBase) -> None:
    keep(base, Statement(ABSENT, Claim.ENDED, None, note="nghe nói", confidence=Confidence.PRIMARY))
    answer = ask(base, ABSENT, "2096-01-01")
    assert (answer.status.code, [item.certain for item in answer.pending]) == (StatusCode.UNKNOWN, [False])


def test_a_text_that_comes_later_joins_what_was_stated(base: KnowledgeBase) -> None:
    keep(base, end(instrument=GARDEN_KEY.replace("2090-01-10", "-")))
    put(base, GARDEN)
    catch_up(base)
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.EXPIRED
    assert ask(base, GARDEN_KEY, "2096-01-01").held
    assert differences(base).rows == 0


def test_a_person_may_put_off_the_day_of_effect(base: KnowledgeBase) -> None:
    put(base, GARDEN)  # from 2090-03-01, as it says
    keep(base, Statement(GARDEN_KEY, Claim.IN_FORCE_FROM, date(2090, 6, 1), note="lùi ngày"))
    assert [code(base, GARDEN_KEY, day) for day in ("2090-03-01", "2090-05-31", "2090-06-01")] == ["not_yet", "not_yet", "in_force"]


@pytest.mark.parametrize(
    ("link", "good"),
    [
        ("https://congbao.chinhphu.vn/van-ban/1", True),
        ("http://x.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://", False),
        ('https://x.example/"><script>', False),
        ("//x.example", False),
        ("https://[", False),
    ],
)
def test_links(link: str, good: bool) -> None:
    assert is_link(link) is good


def test_what_is_stated_to_replace_it_is_newer(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    put(base, REPLACES, name="thay.txt")
    with base.session(write=True) as session:
        session.execute(delete(Relation))  # as if its text did not say so
    assert ask(base, GARDEN_KEY, "2094-01-01").newer == ()
    keep(base, Statement(GARDEN_KEY, Claim.REPLACED, date(2095, 7, 1), by=REPLACES_KEY, note="báo"))
    assert [item.key for item in ask(base, GARDEN_KEY, "2094-01-01").newer] == [REPLACES_KEY]


@pytest.mark.parametrize("held", [True, False])
def test_what_replaces_a_text_that_the_base_lacks_is_named(base: KnowledgeBase, held: bool) -> None:
    if held:
        put(base, REPLACES, name="thay.txt")
    keep(base, Statement(ABSENT, Claim.REPLACED, date(2095, 7, 1), by=REPLACES_KEY, note="báo"))
    answer = ask(base, ABSENT, "2096-01-01")
    assert (answer.status.code, [item.key for item in answer.newer]) == (StatusCode.EXPIRED, [REPLACES_KEY])


def test_an_instrument_stored_again_and_merged_keeps_what_was_stated(base: KnowledgeBase) -> None:
    """Statements point to keys, so that nothing of them hangs on rows that come and go."""
    keep(base, end())
    put(base, GARDEN, name="mot.txt")
    put(base, GARDEN, name="hai.txt")
    catch_up(base)
    assert code(base, GARDEN_KEY, "2096-01-01") == StatusCode.EXPIRED
    assert differences(base).rows == 0


def test_an_article_that_is_stated_to_be_over_is_marked_in_its_text(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    keep(base, end(path="dieu-4"))
    with base.session() as session:
        record = find_instrument(session, GARDEN_KEY)
        loaded = load_version(session, record.id)
        marked = halted(session, loaded, date(2096, 1, 1))
    assert {path: status.code for path, status in marked.items()} == {"dieu-4": StatusCode.EXPIRED}


def test_words_that_are_stated_to_be_others_are_marked_where_they_stand(base: KnowledgeBase) -> None:
    put(base, GARDEN)
    keep(base, Statement(GARDEN_KEY, Claim.AMENDED, date(2093, 1, 1), "dieu-2/khoan-1", by=ABSENT, note="thấy ở sổ"))
    with base.session() as session:
        loaded = load_version(session, find_instrument(session, GARDEN_KEY))
        before, after = (marked(session, loaded, date(year, 1, 1)) for year in (2092, 2096))
        assert halted(session, loaded, date(2096, 1, 1)) == {}
    assert before == {}
    assert {path: status.wording for path, status in after.items()} == {"dieu-2/khoan-1": WordingCode.OVER}
    assert marks_at(after, "dieu-2/khoan-1/diem-a") == marks_at(after, "dieu-2") == ["dieu-2/khoan-1"]
    assert marks_at(after, "dieu-2", whole=False) == marks_at(after, "dieu-2/khoan-2") == []


def test_that_a_text_was_amended_flags_no_provision_of_it(base: KnowledgeBase) -> None:
    """A register may know the amending law and not its articles: a flag at each article would be false at most of them."""
    put(base, GARDEN)
    catch_up(base)
    paths = (None, "dieu-2", "dieu-2/khoan-1", "dieu-2/khoan-2", "dieu-3", "dieu-3/khoan-1")

    def flagged() -> list[str | None]:
        with base.session() as session:
            loaded = load_version(session, find_instrument(session, GARDEN_KEY))
            return [path for path in paths if status_of(session.connection(), loaded, path, date(2096, 1, 1)).amended]

    by = {"by": ABSENT, "note": "chưa thấy hết"}
    keep(base, Statement(GARDEN_KEY, Claim.AMENDED, date(2092, 1, 1), **by))  # type: ignore[arg-type]
    assert flagged() == [None]
    keep(base, Statement(GARDEN_KEY, Claim.AMENDED, date(2093, 1, 1), "dieu-2/khoan-1", **by))  # type: ignore[arg-type]
    assert flagged() == [None, "dieu-2", "dieu-2/khoan-1"]
    catch_up(base)
    hits = search(base, "tưới cây bón phân", as_of=date(2096, 1, 1)).hits
    assert {hit.path: hit.standing.amended for hit in hits} == {"dieu-2": True, "dieu-3": False}
    with base.session() as session:
        loaded = load_version(session, find_instrument(session, GARDEN_KEY))
        reader = EvidenceReader(session.connection(), [loaded.version.id])
        days = (date(2091, 1, 1), date(2092, 6, 1), date(2096, 1, 1))
        said = [[item.path for item in reader.amendments(loaded.version.id, "dieu-2", day)] for day in days]
    assert said == [[], [""], ["", "dieu-2/khoan-1"]]
    keep(base, Statement(GARDEN_KEY, Claim.AMENDED, date(2094, 1, 1), "dieu-3", **by))  # type: ignore[arg-type]
    assert flagged() == [None, "dieu-2", "dieu-2/khoan-1", "dieu-3"], "of its clauses nothing says which was amended"
