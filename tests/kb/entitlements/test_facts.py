"""What is promised of a fact of a caller: declared in one row, it is asked for and read everywhere."""

from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from kb.base import KnowledgeBase
from kb.cli.entitling import entitled_command, with_facts
from kb.entitlements import facts
from kb.entitlements.facts import Fact, one_of, read_situation
from kb.entitlements.loading import Desk, shipped
from kb.entitlements.model import Verdict
from kb.entitlements.reading import spoken_facts
from kb.entitlements.rule_model import Case
from kb.entitlements.rules import decide
from kb.entitlements.search_words import SearchFile
from kb.errors import SituationError
from kb.interface import catalogue
from kb.interface.days import today
from tests.kb.test_pages import seen
from tests.kb.test_pages_desk import base, desk, do

__all__ = ["base"]

WORDS = ("yes", "no")
HUNGRY = Fact("is_hungry", "yes, no: đang đói. (Hungry.)", one_of(*WORDS), worlds=("no", "yes"), row=99, key="w", values=WORDS)


@pytest.fixture
def hungry(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk with a fact more: a rule asks for it, and words tell it."""
    monkeypatch.setattr(facts, "FACTS", (*facts.FACTS, HUNGRY))
    kept = catalogue.entries
    monkeypatch.setattr(catalogue, "entries", lambda language="vi": {**kept(language), "desk.fact_is_hungry": "Có đói không"})
    known = shipped()
    row = known.rules.cards["n-01"]
    case = Case.model_validate({"when": {"is_hungry": ["no"]}, "verdict": "no", "why": "not_listed", "basis": "L53#dieu-63"})
    cards = {**known.rules.cards, "n-01": row.model_copy(update={"cases": (case, *row.cases)})}
    spoken = {**known.search.spoken, "is_hungry": {"yes": ["chưa ăn gì"]}}
    search = SearchFile.model_validate({**known.search.model_dump(), "spoken": spoken})
    return replace(known, rules=known.rules.model_copy(update={"cards": cards}), search=search)


@pytest.mark.parametrize(
    ("told", "verdict", "needs"),
    [({}, Verdict.DEPENDS, ("is-hungry",)), ({"is-hungry": "no"}, Verdict.NO, ()), ({"is_hungry": "yes"}, Verdict.YES, ())],
)
def test_rules_ask_for_it(hungry: Desk, told: dict[str, str], verdict: Verdict, needs: tuple[str, ...]) -> None:
    given = {"who": "victim", "nationality": "VN", "identified": "2026-04-01", "as_of": "2026-11-24", **told}
    found = decide(hungry, "n-01", read_situation(given))
    assert found is not None
    assert (found.verdict, found.needs) == (verdict, needs)


def test_the_desk_asks_for_it(base: KnowledgeBase, hungry: Desk) -> None:
    test = do(desk(), ("set", "is_hungry", "yes"), ("set", "is_hungry", "perhaps"))
    assert test.session_state["call"].facts == {"is_hungry": "yes"}
    assert "Có đói không" in seen(test)


def test_it_is_an_option_of_the_command(base: KnowledgeBase, hungry: Desk) -> None:
    app = typer.Typer()
    app.command()(with_facts(entitled_command.__wrapped__))  # type: ignore[attr-defined]
    assert CliRunner().invoke(app, ["--is-hungry", "yes", "--json"]).exit_code == 0
    assert isinstance(CliRunner().invoke(app, ["--is-hungry", "perhaps"]).exception, SituationError)


def test_words_tell_it(hungry: Desk) -> None:
    assert spoken_facts(hungry, "từ hôm qua em chưa ăn gì")["is_hungry"] == "yes"


@pytest.mark.parametrize(
    ("words", "facts"),
    [
        ("c 33t moi ve tu Lao, con 5t", {"age": "child", "where": "vn"}),
        ("giay xn nan nhan 20/8/2025, k phai ho ngheo", {"identified": "20/8/2025", "poor": "no"}),
        ("bị bán sang Campuchia năm 2021, chưa có giấy", {"where": "abroad", "identified": "not_yet"}),
        ("chục đứa bị nhốt ở Vũng Tàu, mấy ông Trung Quốc canh", {}),
        ("chủ bên Campuchia nợ lương", {"where": "abroad"}),
        ("một cô người Lào 17 tuổi", {"nationality": "foreign", "age": "minor"}),
        ("phụ nữ Lào bị bán vào Việt Nam", {"nationality": "foreign", "where": "vn"}),
        ("co mot chi campuchia bi lua vao viet nam", {"nationality": "foreign", "where": "vn"}),
        ("cô gái Việt Nam bị bán sang Lào", {"where": "abroad"}),
        ("nợ 40tr, đi 3 tháng", {}),
        ("công an cấp giấy nạn nhân từ tháng 3 năm 2025", {"identified": "3/2025"}),
        ("giay xac nhan cap ngay 20 thang 6 nam 2025", {"identified": "20/6/2025"}),
        ("giấy nạn nhân tháng 3 năm ngoái", {"identified": f"3/{today().year - 1}"}),
        ("em về hôm 5/9 năm nay, xin giấy ở đâu", {"where": "vn"}),
        ("I am from Laos, I cannot leave the house in Hai Phong", {"nationality": "foreign"}),
        ("calling from Cambodia", {"where": "abroad"}),
    ],
)
def test_facts_that_words_tell(words: str, facts: dict[str, str]) -> None:
    assert spoken_facts(shipped(), words) == facts


def test_words_tell_nothing_that_is_no_fact(hungry: Desk) -> None:
    with pytest.raises(ValueError, match="fact_unknown"):
        SearchFile.model_validate({**hungry.search.model_dump(), "spoken": {"thirsty": {"yes": ["khát"]}}})
