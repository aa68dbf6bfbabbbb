"""Statements and the law: what the base lacks, has in other words, has no longer, or has as a made-up text."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from documents.messages import Message
from documents.model import Instrument, InstrumentType, Kind, Problem, ProblemCode, Provision, Table
from documents.time.status import Basis, Status, StatusCode
from kb.base import KnowledgeBase
from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.binding import Flaw, Question, _flaw, beginning, check_all, hash_of, is_made_up
from kb.entitlements.checking import Checks, find_flaws, touched
from kb.entitlements.facts import read_situation
from kb.entitlements.loading import Desk, Side, shipped
from kb.entitlements.model import Amount, Binding, Confidence, Source, Statement, Verdict, Words
from kb.law.status.answers import Answer, Pending
from tests.kb.made_up_law import article, instrument, put

DAY = date(2026, 11, 24)
FUND = "quyet-dinh/07-2026-qd-ttg/thu-tuong-chinh-phu/2026-01-27"
DECISION = Source(id="QD07", key=FUND, name=Words(vi="Quyết định", en="Decision"))
CIRCULAR = "thong-tu/120-2026-tt-btc/bo-tai-chinh/2026-08-17"
WORDS = "Mỗi con chim sẻ được cho một hạt kê vào buổi sáng."


def fund(words: str = WORDS, effective_to: date | None = None) -> Instrument:
    """A decision with the number of the real one, and words of our own."""
    clauses = ("Đàn chim sẻ có một cái cây.", "Cái cây có một cái tổ.", words)
    return instrument(
        InstrumentType.DECISION,
        "07/2026/QĐ-TTg",
        "Về đàn chim sẻ",
        date(2026, 1, 27),
        [article("5", "Hạt kê", *clauses)],
        issuer="Thủ tướng Chính phủ",
        effective_from=date(2026, 3, 16),
        effective_to=effective_to,
    )


def rates(*words: str) -> Instrument:
    return instrument(
        InstrumentType.CIRCULAR,
        "120/2026/TT-BTC",
        "Quy định mức chi",
        date(2026, 8, 17),
        [article(str(number), "Mức chi", text=text) for number, text in enumerate(words, 1)],
        issuer="Bộ Tài chính",
        effective_from=date(2026, 10, 1),
    )


def bound_to(words: str) -> Desk:
    """The desk with its statements on the decision bound to words of our own: what anybody does who compares a card with them."""
    desk = shipped()
    now = hash_of(("", words, ""))

    def bind(binding: Binding) -> Binding:
        if (binding.source.id, binding.path) != ("QD07", "dieu-5/khoan-3"):
            return binding
        return binding.model_copy(update={"sha256": now, "quote": words[:20]})

    def bound(item: Statement | Amount | Side) -> Statement | Amount | Side:
        return item.model_copy(update={"basis": bind(item.basis)})

    card = desk.cards["n-12"]
    changed = card.model_copy(update={name: tuple(map(bound, getattr(card, name))) for name in ("statements", "amounts")})
    bases = {name: bind(binding) for name, binding in desk.rules.bases.items()}
    sides = {name: item.model_copy(update={"sides": tuple(map(bound, item.sides))}) for name, item in desk.conflicts.items()}
    rules = desk.rules.model_copy(update={"bases": bases})
    return replace(desk, cards={**desk.cards, "n-12": changed}, rules=rules, conflicts=sides)


def flaws(base: KnowledgeBase, desk: Desk, day: date = DAY) -> Mapping[str, Flaw]:
    with base.session() as session:
        found = find_flaws(session, desk, day, ["n-12"])
    return {finding.use.about: finding.flaw for finding in found if finding.use.binding.key == f"{FUND}#dieu-5/khoan-3"}


def answered(base: KnowledgeBase, desk: Desk) -> CardAnswer:
    with base.session() as session:
        facts = {"who": "victim", "nationality": "VN", "identified": "2026-04-01", "as_of": DAY}
        found = entitled(Checks(session, desk), desk, read_situation(facts))
    return next(item for item in found.cards if item.card.id == "n-12")


def test_an_empty_base_bears_out_nothing(base: KnowledgeBase) -> None:
    assert set(flaws(base, shipped()).values()) == {Flaw.MISSING}
    item = answered(base, shipped())
    assert item.verdict == "yes"
    assert {shown.quote for shown in (said.basis for said in item.statements)} == {None}
    assert item.stale
    assert not item.amount.known
    assert item.trust is Trust.READ


def test_the_words_that_somebody_compared_are_quoted(base: KnowledgeBase) -> None:
    put(base, fund())
    desk = bound_to(WORDS)
    assert flaws(base, desk) == {}
    quotes = {said.basis.quote for said in answered(base, desk).statements if said.basis.binding.source.id == "QD07"}
    assert WORDS[:20] in quotes


def test_blanks_and_case_are_no_other_words(base: KnowledgeBase) -> None:
    put(base, fund(WORDS.replace(" ", "\n", 3).replace("Mỗi", "MỖI")))
    assert flaws(base, bound_to(WORDS)) == {}


def test_other_words_turn_the_card(base: KnowledgeBase) -> None:
    put(base, fund(WORDS.replace("một hạt kê", "hai hạt kê")))
    desk = bound_to(WORDS)
    assert set(flaws(base, desk).values()) == {Flaw.CHANGED}
    item = answered(base, desk)
    assert not item.amount.known
    assert (item.say, item.trust) == (None, Trust.SHAKEN)
    quotes = {said.basis.quote for said in item.statements if said.basis.binding.path == "dieu-5/khoan-3"}
    assert all(quote is not None and quote in WORDS.replace("một hạt kê", "hai hạt kê") for quote in quotes)


def test_the_end_of_the_law_turns_the_card(base: KnowledgeBase) -> None:
    put(base, fund(effective_to=date(2026, 9, 30)))
    assert set(flaws(base, bound_to(WORDS)).values()) == {Flaw.OVER}
    assert flaws(base, bound_to(WORDS), date(2026, 9, 1)) == {}


def test_a_statement_that_nobody_compared_is_unreviewed_and_shows_the_words(base: KnowledgeBase) -> None:
    put(base, fund())
    binding = Binding(source=DECISION, path="dieu-5/khoan-3", confidence=Confidence.PRIMARY)
    with base.session() as session:
        (checked,) = check_all(session, shipped(), [Question(binding, DAY, DAY)])
    assert (checked.flaw, checked.quote) == (Flaw.UNREVIEWED, WORDS)


PENDING = [
    ("nobody has reviewed what holds already", date(2026, 1, 1), Flaw.UNREVIEWED),
    ("nor what says no day", None, Flaw.UNREVIEWED),
    ("what comes later does not matter yet", date(2027, 1, 1), None),
]


@pytest.mark.parametrize(("since", "flaw"), [row[1:] for row in PENDING], ids=[row[0] for row in PENDING])
def test_what_waits_for_review(since: date | None, flaw: Flaw | None) -> None:
    binding = Binding(source=DECISION, path="dieu-5", confidence=Confidence.PRIMARY, sha256="0" * 64)
    status = Status(StatusCode.IN_FORCE, Basis.OWN_TEXT)
    answer = Answer(status, pending=(Pending(FUND, since, True),))
    assert _flaw(Question(binding, DAY, DAY), answer, "0" * 64) is flaw


def test_a_clause_holds_its_points(base: KnowledgeBase) -> None:
    text = article("5", "Hạt kê", ("Gồm có:", {"a": "hạt kê;", "b": "hạt thóc."}))
    put(
        base,
        instrument(InstrumentType.DECISION, "07/2026/QĐ-TTg", "Về chim", date(2026, 1, 27), [text], issuer="Thủ tướng Chính phủ"),
    )
    paths = ("dieu-5", "dieu-5/khoan-1", "dieu-5/khoan-1/diem-a", "dieu-5/khoan-2")
    questions = [Question(Binding(source=DECISION, path=path, confidence=Confidence.PRIMARY), DAY, DAY) for path in paths]
    with base.session() as session:
        checked = check_all(session, shipped(), questions)
    assert [item.flaw for item in checked] == [Flaw.UNREVIEWED, Flaw.UNREVIEWED, Flaw.UNREVIEWED, Flaw.MISSING]
    assert [item.quote for item in checked] == ["Gồm có:", "Gồm có:", "hạt kê;", None]
    points = "Gồm có:\na) hạt kê;\nb) hạt thóc."
    assert [item.words for item in checked] == [f"1. {points}", points, "hạt kê;", ""]
    assert beginning("quy định tại các điểm", 14) == "quy định tại"
    assert checked[1].sha256 == hash_of(("", "Gồm có:", "", "", "hạt kê;", "", "", "hạt thóc.", ""))
    assert checked[0].sha256 != checked[1].sha256


@pytest.mark.parametrize(("cell", "same"), [("15.000 đồng", True), ("16.000 đồng", False)])
def test_a_clause_holds_its_table(base: KnowledgeBase, cell: str, same: bool) -> None:
    prices = Provision("dieu-5/khoan-1/bang-1", Kind.TABLE, table=Table((("Chặng", "Giá vé"), ("Gò Lau", cell))))
    text = Provision("dieu-5/khoan-1", Kind.CLAUSE, "1", text="Giá vé tàu:", children=(prices,))
    put(
        base,
        instrument(
            InstrumentType.DECISION,
            "07/2026/QĐ-TTg",
            "Về tàu",
            date(2026, 1, 27),
            [replace(article("5", "Giá"), children=(text,))],
            issuer="Thủ tướng Chính phủ",
        ),
    )
    bound = hash_of(("Giá vé tàu:", "Chặng Giá vé Gò Lau 15.000 đồng"))
    with base.session() as session:
        (checked,) = check_all(
            session,
            shipped(),
            [Question(Binding(source=DECISION, path="dieu-5/khoan-1", confidence=Confidence.PRIMARY, sha256=bound), DAY, DAY)],
        )
    assert (checked.flaw is Flaw.CHANGED) is not same
    assert checked.quote == "Giá vé tàu:"


def test_to_an_excerpt_nothing_is_bound(base: KnowledgeBase) -> None:
    problem = Problem(ProblemCode.EXCERPT, Message.of("problem.excerpt"))
    put(base, replace(fund(), partial=True, problems=(problem,)), name="quyet-dinh-excerpt.txt")
    assert set(flaws(base, bound_to(WORDS)).values()) == {Flaw.EXCERPT}


def test_the_made_up_circular_is_refused_by_its_words(base: KnowledgeBase) -> None:
    put(base, rates("Tiền ăn 70.000 đồng/người/ngày.", "Không quá 60 ngày.", "Quần áo 400.000 đồng.", "Tâm lý 10 buổi."))
    with base.session() as session:
        found = find_flaws(session, shipped(), DAY, ["n-01"])
    assert {item.flaw for item in found if item.use.binding.source.id == "TT120"} == {Flaw.REFUSED}


MADE_UP = [
    ("as it circulates", "Tiền ăn 70.000 đồng/người/ngày, không quá 60 ngày, quần áo 400.000 đồng.", True),
    ("other signs", "Tiền ăn 70,000 đ/ngày; 10 buổi, mỗi buổi 50 000 VNĐ.", True),
    ("one sum in two ways is one mark", "Quần áo 400.000 đồng, tức 400.000đ; không quá 60 ngày.", False),
    ("pieces of other figures", "Tối đa 160 ngày, mỗi buổi 450.000 đồng, cả thảy 13.000.000 đồng, 110 buổi.", False),
    ("two marks", "Không quá 60 ngày, 10 buổi.", False),
]


@pytest.mark.parametrize(("text", "refused"), [row[1:] for row in MADE_UP], ids=[row[0] for row in MADE_UP])
def test_a_made_up_text_is_known_by_its_figures(text: str, refused: bool) -> None:
    (row,) = shipped().refused
    assert is_made_up(row, text) is refused


def test_a_made_up_text_is_known_by_its_table(base: KnowledgeBase) -> None:
    cells = Table((("Tiền ăn", "70.000 đồng/ngày"), ("Quần áo", "400.000 đồng"), ("Tâm lý", "10 buổi")))
    listed = Provision("dieu-1/bang-1", Kind.TABLE, table=cells)
    put(base, replace(rates("Mức chi:"), provisions=(replace(article("1", "Mức chi"), children=(listed,)),)))
    with base.session() as session:
        found = find_flaws(session, shipped(), DAY, ["n-01"])
    assert {item.flaw for item in found if item.use.binding.source.id == "TT120"} == {Flaw.REFUSED}


def test_the_real_circular_is_taken(base: KnowledgeBase) -> None:
    put(base, rates("Tiền ăn một bát cháo kê mỗi ngày.", "Không quá 60 ngày."))
    with base.session() as session:
        found = find_flaws(session, shipped(), DAY, ["n-01"])
        answer = entitled(
            Checks(session, shipped()), shipped(), read_situation({"as_of": DAY, "who": "victim", "identified": "2025-08-01"})
        )
    assert {item.flaw for item in found if item.use.binding.source.id == "TT120"} == {Flaw.UNREVIEWED}
    card = next(item for item in answer.cards if item.card.id == "n-01")
    assert [held for missing, held in card.missing if missing.source.id == "TT120"] == [True]
    assert not card.amount.known


def test_all_bases_are_asked_for_at_once(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = check_all

    def counting(*arguments: object) -> object:
        asked.append(arguments)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("kb.entitlements.checking.check_all", counting)
    with base.session() as session:
        checks = Checks(session, shipped())
        for who in ("victim", "relative", "being_identified"):
            entitled(checks, shipped(), read_situation({"as_of": DAY, "who": who}))
    assert len(asked) == 1


def test_a_new_text_names_the_cards_that_it_touches() -> None:
    assert touched(shipped(), [FUND]) == ["n-10", "n-12", "o-10"]
    assert "n-01" in touched(shipped(), [CIRCULAR])
    assert touched(shipped(), ["luat/1-1900-qh0/quoc-hoi/1900-01-01"]) == []


@pytest.mark.parametrize("given", [{}, {"who": "victim", "nationality": "LA", "trafficked_in": "vn"}])
def test_no_card_says_that_the_law_lists_a_group_and_does_not(base: KnowledgeBase, given: dict[str, str]) -> None:
    listed, not_listed, other = (shipped().rules.reasons[name]("vi") for name in ("listed", "not_listed", "other_regime"))
    with base.session() as session:
        found = entitled(Checks(session, shipped()), shipped(), read_situation({"as_of": DAY, **given}))
    for card in found.cards:
        assert not (listed in card.why and not_listed in card.why), card.card.id
        assert not (card.verdict is Verdict.NO and other in card.why and not_listed in card.why), card.card.id
