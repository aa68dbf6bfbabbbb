"""Quầy tư vấn as Streamlit runs it: facts narrow the cards, nothing uncertain looks certain, what is said is escaped."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from streamlit.testing.v1 import AppTest

from documents.model import InstrumentType
from kb.base import KnowledgeBase
from kb.entitlements.answers import CardAnswer, SaidAmount, Trust, entitled
from kb.entitlements.checking import Checks
from kb.entitlements.facts import Situation, at_the_desk, read_situation
from kb.entitlements.loading import Desk, shipped
from kb.entitlements.model import About, Period, Words
from kb.index.build import reindex
from kb.interface.catalogue import Catalogue
from kb.pages.desk import call as calls
from kb.pages.desk import desk_page, heard_cards, heard_turn
from kb.pages.desk.call import Call, next_fact, situation_of
from kb.pages.desk.desk_page import STRIP, strip_is_shaken, strip_statements
from kb.pages.desk.heard_cards import CHILD, PROTECTION
from kb.pages.desk.open_card import TRUSTED, plain_text
from tests.bases import Begin, pages_on
from tests.kb.made_up_law import article, instrument, put
from tests.kb.test_pages import seen

DAY = date(2026, 11, 24)
SAY = Catalogue()
WORDS = "Mỗi con chim sẻ được cho một hạt kê <b>vào buổi sáng</b>."


@pytest.fixture(scope="module")
def base(begin: Begin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """One for all: what is said of a base before anything is told is worked out once."""
    with pytest.MonkeyPatch.context() as patch, pages_on(begin(sparrows, tmp_path_factory.mktemp("base")), patch) as opened:
        yield opened


def sparrows(base: KnowledgeBase) -> None:
    """One decision that bears the number of a real one, and words of our own."""
    put(
        base,
        instrument(
            InstrumentType.DECISION,
            "07/2026/QĐ-TTg",
            "Về đàn chim sẻ",
            date(2026, 1, 27),
            [article("5", "Hạt kê", "Đàn chim sẻ có một cái cây.", "Cái cây có một cái tổ.", WORDS)],
            issuer="Thủ tướng Chính phủ",
            effective_from=date(2026, 3, 16),
        ),
    )
    reindex(base)


def desk(name: str = "quay-tu-van", **params: str) -> AppTest:
    """A page in its frame, with what stands on every page about a call."""

    def draw(name: str) -> None:
        from kb.pages.desk.call import follow_call
        from kb.pages.kit.drafts import settle_drafts
        from kb.pages.kit.frame import close_frame, guarded, open_frame
        from kb.pages.listing import PAGES

        frame = open_frame(name)
        guarded(frame, follow_call)
        guarded(frame, next(page.show for page in PAGES if page.name == name))
        settle_drafts(frame)
        close_frame(frame)

    test = AppTest.from_function(draw, default_timeout=60, kwargs={"name": name})
    test.session_state["who"] = "Người dùng máy này"
    for key, value in {"ngay": DAY.isoformat(), **params}.items():
        test.query_params[key] = value
    return test.run()


def do(test: AppTest, *acts: tuple[str, ...]) -> AppTest:
    """What the page's script tells when keys are pressed."""
    call = test.session_state["call"]
    of, told = call.number, []
    for number, act in enumerate(acts, call.done + 1):
        of += act == ("begin",)
        told.append([number, of, *act])
    test.session_state["event"] = {"kind": "call", "acts": told}
    return test.run()


def verdicts(test: AppTest) -> dict[str, str]:
    return {
        card: verdict
        for verdict, card in re.findall(r'class="dk-item v-(\w+)[^"]*" data-act="open" data-name="([^"]+)"', seen(test))
    }


def answers(base: KnowledgeBase, **facts: str) -> list[CardAnswer]:
    with base.session() as session:
        return list(entitled(Checks(session, shipped()), shipped(), read_situation({**facts, "as_of": DAY})).cards)


def test_whoever_tells_of_a_later_call_has_ended_the_one_before(base: KnowledgeBase) -> None:
    test = do(desk(), ("set", "who", "victim"), ("ask", "tiền xe"))
    done = test.session_state["call"].done
    late = [[done + 1, 2, "set", "poor", "yes"], [done + 2, 0, "set", "where", "vn"], [done + 3, 1, "begin"]]
    test.session_state["event"] = {"kind": "call", "acts": late}
    test.run()
    call = test.session_state["call"]
    assert (call.number, call.facts, call.words, call.done) == (2, {"poor": "yes"}, "", done + 3)


def test_a_fact_that_could_not_be_taken_is_told_until_it_is_told_again(base: KnowledgeBase) -> None:
    test = do(desk(), ("set", "identified", "1/1/2090"), ("set", "poor", "yes"))
    assert "2090" in seen(test)
    assert "2090" not in seen(do(test, ("set", "identified", "")))


def test_an_act_that_fails_does_not_hold_up_those_after_it(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise ValueError

    test = desk()
    with monkeypatch.context() as patch:
        patch.setattr(calls, "_do", failing)
        do(test, ("open", "n-01"), ("set", "poor", "yes"))
    assert do(test, ("set", "where", "vn")).session_state["call"].facts == {"where": "vn"}


def test_nothing_is_known_and_both_laws_are_shown(base: KnowledgeBase) -> None:
    test = desk()
    shown = seen(test)
    assert 'data-next="who"' in shown
    assert "Nếu được xác định từ 01/7/2025, hoặc chưa được xác định, thì theo Luật 53/2024." in shown
    assert "Nếu được xác định là nạn nhân trước 01/7/2025 thì theo luật năm 2011" in shown
    assert {"o-01", "n-01", "g-04"} <= set(verdicts(test))
    assert "<b>113</b>" in shown
    assert "<b>111</b>" in shown


def test_facts_narrow_the_cards_in_any_order_and_can_be_taken_back(base: KnowledgeBase) -> None:
    test = do(desk(), ("set", "identified", "17/3/2024"), ("set", "who", "victim"))
    assert {card[0] for card in verdicts(test)} == {"o", "n", "g"}  # what follows its own law stays
    assert "n-01" not in verdicts(test)
    assert 'data-next="nationality"' in seen(test)
    do(test, ("set", "nationality", "vn"), ("set", "where", "vn"))
    assert verdicts(test)["o-01"] == "yes"
    do(test, ("set", "identified", ""))
    assert "n-01" in verdicts(test)


@pytest.mark.parametrize("day", ["3/2025", "17/3/2024"])
def test_a_day_before_a_second_sale_decides_nothing_of_it(base: KnowledgeBase, day: str) -> None:
    test = do(desk(), ("set", "identified", day), ("ask", "em được ăn ở ở cơ sở bao lâu"))
    assert "nhiều nhất 60 ngày" in seen(test)
    do(test, ("ask", "Lần này em bị bán lại hồi tháng trước, em có được ở nhờ không, ở được mấy ngày"))
    for words in ("tiền ăn ở", "tiền xe", "tiền thuốc", "em ở được mấy ngày"):  # for as long as the call lasts
        assert 'data-card="o-' not in seen(test)
        assert "Bị mua bán lần nữa" in seen(test)
        assert 'data-next="identified"' in seen(test)
        do(test, ("ask", words))
    do(test, ("set", "identified", "10/2025"))
    assert "Bị mua bán lần nữa" not in seen(test)


def test_in_danger_the_sentence_of_another_matter_is_said_later(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "Chủ tàu giữ em trên tàu cá ngoài khơi Kiên Giang, đòi về là bị đánh"), ("open", "g-05"))
    shown = seen(test)
    assert '<span class="say">“Gọi 113 ngay.' in shown
    assert "cảnh sát biển, biên phòng. Hỏi: tên tàu" in shown
    assert '<blockquote class="say unsure"><small>Trước hết là việc nguy hiểm' in shown
    assert '<blockquote class="say">' in seen(do(test, ("open", "n-14")))


def test_residence_is_asked_of_the_stateless_alone(base: KnowledgeBase) -> None:
    test = desk()
    assert 'data-fact="resident"' not in seen(test)
    do(test, ("set", "nationality", "stateless"), ("set", "resident", "no"))
    assert 'data-fact="resident"' in seen(test)
    do(test, ("set", "nationality", "vn"))
    assert test.session_state["call"].facts == {"nationality": "vn"}


@pytest.mark.third
@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("identified", "ngày mai nhé", "không đọc được"),
        ("identified", "1/1/2090", "2090"),
        ("province", "Xứ Không Có", "Xứ Không Có"),
        ("who", "nobody", ""),
        ("shoe_size", "44", ""),
    ],
)
def test_what_cannot_be_is_told_and_not_taken(base: KnowledgeBase, name: str, value: str, told: str) -> None:
    test = do(desk(), ("set", "poor", "yes"), ("set", name, value))
    assert test.session_state["call"].facts == {"poor": "yes"}
    assert ('role="alert"' in seen(test)) == bool(told)
    assert "Có lỗi" not in seen(test)


def test_acts_are_done_once_however_often_they_are_told(base: KnowledgeBase) -> None:
    test = do(desk(), ("set", "poor", "yes"))
    test.session_state["event"] = {
        "kind": "call",
        "acts": [[1, 0, "set", "poor", "no"], "rubbish", [2], [3, 0, "set"], [4, 0, "dance"]],
    }
    test.run()
    assert test.session_state["call"].facts == {"poor": "yes"}


def test_cards_are_found_in_the_words_of_callers(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "khong co tien ve que"))
    assert next(iter(verdicts(test))) == "n-02"
    assert 'data-act="law"' in seen(test)
    test = do(desk(), ("ask", "zzz"))
    assert SAY("desk.none_title") in seen(test)
    assert "zzz" not in str(test.query_params)


def test_what_asks_nothing_leaves_the_card_open(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "khong co tien ve que"), ("ask", "dạ khoan để em hỏi lại mẹ em"))
    assert next(iter(verdicts(test))) == "n-02"
    assert SAY("desk.stays_say") in seen(test)
    assert SAY("desk.stays_say") not in seen(do(test, ("ask", "họ nhốt em trong nhà")))


@pytest.mark.parametrize("words", ["em không biết chữ", "em không có tiền thuốc"])
def test_what_may_be_another_matter_is_not_said_to_ask_nothing(base: KnowledgeBase, words: str) -> None:
    page = seen(do(desk(), ("ask", "tiền xe về quê ai trả"), ("ask", words)))
    assert SAY("desk.stays_say") not in page
    assert SAY("desk.stays_perhaps") in page
    assert SAY("desk.perhaps") in page
    assert SAY("desk.perhaps_other") in page


def test_who_has_the_paper_is_not_sent_to_report(base: KnowledgeBase) -> None:
    for acts in ([("set", "identified", "8/2026")], [("ask", "em được xác nhận nạn nhân tháng 8/2026")]):
        page = seen(do(desk(), *acts, ("ask", "em có phải trình báo nữa không")))
        assert "Người khác chưa được xác định" in page
    assert "Người khác chưa được xác định" not in seen(do(desk(), ("ask", "em phải trình báo ở đâu")))


def test_a_support_that_is_refused_has_no_deadline(base: KnowledgeBase) -> None:
    known = ("set", "nationality", "foreign"), ("set", "identified", "3/2026"), ("set", "where", "vn")
    page = seen(do(desk(), *known, ("ask", "học nghề bao lâu thì được giải quyết")))
    assert "09 ngày" not in page.split('class="dk-tools"')[0]


def test_of_two_cards_nearly_as_likely_none_is_told_as_sure(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    for share, unsure in ((1.0, False), (0.0, True)):
        monkeypatch.setattr(heard_cards, "_CLOSE", share)
        page = seen(do(desk(), ("ask", "khong co tien ve que")))
        assert (SAY("desk.perhaps") in page) is unsure


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("con gái tôi bị lừa bán, mới được đưa từ bên kia về", "desk.other_say"),
        ("bđbp đây: mới đón một cô từ bên kia về", "desk.office_say"),
    ],
)
def test_who_calls_for_another_is_asked_about_them(base: KnowledgeBase, words: str, said: str) -> None:
    page = seen(do(desk(), ("ask", words)))
    assert SAY(said) in page
    assert SAY("desk.story_ask") in page


def test_who_calls_from_a_body_is_no_victim_through_the_call(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "mái ấm đây, có em 16 tuổi, bố đến đòi đón về"))
    for words in ("em ấy khóc suốt", "em ấy kể bị chính bố bán", "em ấy sợ lắm", "nó tới cầm dao ngoài cổng rồi"):
        page = seen(do(test, ("ask", words)))
        assert SAY("desk.greeting_say") not in page
        assert SAY("desk.other_say") not in page
        assert SAY("desk.danger_113_say") not in page.partition("dk-now")[2].partition("</b>")[2][:200]
    assert SAY("desk.danger_office_say") in page


def test_what_the_caller_takes_back_is_answered_anew(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "em có giấy xác nhận nạn nhân 25/6/2025, muốn vay vốn làm ăn ở đâu"))
    assert 'data-card="o-11"' in seen(test)
    page = seen(do(test, ("ask", "nham, 25/7/2025, to giay mo. xin loi")))
    assert 'data-card="n-11"' in page
    assert SAY("desk.corrected", fact=SAY("desk.fact_identified"), value="25/7/2025", key="X") in page
    assert 'data-card="n-09"' in seen(do(test, ("ask", "thế học nghề thì sao")))
    test = do(desk(), ("set", "identified", "25/6/2025"), ("ask", "muốn vay vốn làm ăn ở đâu"), ("ask", "nhầm, 25/7/2025 mới đúng"))
    assert SAY("desk.otherwise", fact=SAY("desk.fact_identified"), value="25/7/2025", key="X") in seen(test)
    assert 'data-card="o-11"' in seen(test)


def test_who_is_of_age_is_answered_as_such_and_a_child_of_grown_parents_as_a_child(base: KnowledgeBase) -> None:
    asked = "ai được biết, có phải báo bố mẹ không"
    assert 'data-card="g-01"' in seen(do(desk(), ("ask", "cháu 15t bị bán vào quán"), ("ask", f"bố cháu 40 tuổi, {asked}")))
    page = seen(do(desk(), ("ask", "em 19 tuổi bị bán vào quán"), ("ask", asked)))
    assert 'data-card="g-01"' not in page


def test_whoever_lets_one_wait_leaves_what_stood_there(base: KnowledgeBase) -> None:
    test = do(
        desk(), ("ask", "nó nhắn tin dọa giết cả nhà em"), ("ask", "được bồi thường không"), ("ask", "có luật sư miễn phí không")
    )
    assert 'data-card="n-07"' in seen(test)
    page = seen(do(test, ("ask", "chờ em tí có người gõ cửa")))
    assert 'data-card="n-07"' in page
    assert SAY("desk.perhaps") not in page
    assert "dk-now" in page


def test_the_article_on_old_cases_is_answered_when_it_is_named(base: KnowledgeBase) -> None:
    page = seen(do(desk(), ("ask", "điều 63 luật 53 nói gì")))
    assert page.partition('class="dk-card')[2].partition("<blockquote")[2].partition("</blockquote>")[0].count("Điều 63")


@pytest.mark.parametrize(
    ("name", "chosen", "words", "told"),
    [
        ("age", "adult", "em mới 16 tuổi", "minor"),
        ("identified", "3/2026", "à không, chị nói nhầm, giấy xác nhận năm 2024", "2024"),
        ("nationality", "vn", "em là người Lào", "foreign"),
    ],
)
def test_what_is_heard_otherwise_than_chosen_is_asked_again_until_it_is_chosen_anew(
    base: KnowledgeBase, name: str, chosen: str, words: str, told: str
) -> None:
    test = do(desk(), ("set", name, chosen), ("ask", words))
    key = next(fact.key for fact in at_the_desk() if fact.name == name).upper()
    value = told if told.isdigit() else SAY(f"desk.is_{told}")
    told_so = SAY("desk.otherwise", fact=SAY(f"desk.fact_{name}"), value=value, key=key)
    assert told_so in seen(test)
    assert test.session_state["call"].facts == {name: chosen}
    assert told_so not in seen(do(test, ("set", name, chosen)))


def test_danger_elsewhere_than_was_chosen_is_told_the_number_that_answers_there(base: KnowledgeBase) -> None:
    banner = seen(do(desk(), ("set", "where", "vn"), ("ask", "em đang ở campuchia, bị nhốt"))).partition("dk-now")[2]
    assert banner.partition("</b>")[2].strip().startswith(SAY("desk.danger_abroad_say"))


def test_what_was_heard_waits_for_one_digit(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "giấy xác nhận ngày 20/8/2025, cháu 14t, hỏi tiền học"))
    assert 'data-next="identified"' in seen(test)
    assert 'data-value="20/8/2025" data-pick="1"' in seen(test)
    assert test.session_state["call"].facts == {}
    assert 'data-value="20/8/2025" data-pick="1"' in seen(do(test, ("ask", "hỏi tiền học")))
    assert 'data-next="age"' in seen(do(test, ("set", "identified", "20/8/2025")))


def test_where_no_card_answers_the_first_provision_is_shown_if_it_is_good_enough(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for least, shown in ((-99.0, True), (99.0, False)):
        monkeypatch.setattr(desk_page, "_IN_LAW", least)
        page = seen(do(desk(), ("ask", "đàn chim sẻ ăn hạt kê trên cái cây nào")))
        assert SAY("desk.none_title") in page
        assert (SAY("desk.in_law") in page) is shown


def test_danger_names_the_number_that_answers_there(base: KnowledgeBase) -> None:
    for words, number in (("họ nhốt em trong nhà", "113"), ("em muốn chết", "115"), ("họ nhốt em ở Myanmar", "abroad")):
        banner = seen(do(desk(), ("ask", words))).partition("dk-now")[2].partition("</b>")[2]
        assert banner.strip().startswith(SAY(f"desk.danger_{number}_say"))


def test_who_is_abroad_is_told_that_113_is_not_there_whatever_is_asked(base: KnowledgeBase) -> None:
    """What cards say of 113 is of Vietnam."""
    page = seen(do(desk(), ("set", "where", "abroad"), ("ask", "tiền xe về nhà")))
    assert "dk-now" not in page
    assert SAY("desk.danger_abroad_say") in page
    assert SAY("desk.danger_abroad_say") in seen(do(desk(), ("ask", "em đang ở Đài Loan, xin tiền xe về nhà")))
    assert SAY("desk.danger_abroad_say") not in seen(do(desk(), ("set", "where", "vn"), ("ask", "tiền xe về nhà")))


def test_a_number_of_this_country_is_not_given_alone_to_who_is_abroad(base: KnowledgeBase) -> None:
    words = "em ở campuchia, tụi nó đòi nợ lãi cao quá"
    said = seen(do(desk(), ("ask", words), ("open", "g-13")))
    assert "công an nước đang ở (ở Việt Nam: 113)" in said
    assert (
        "công an nước đang ở"
        not in seen(do(desk(), ("ask", words), ("set", "caller", "relative"), ("open", "g-13"))).partition("dk-card")[2]
    )


def test_what_is_surely_asked_for_is_said_first_and_what_else_may_be_stands_below_the_sentence(base: KnowledgeBase) -> None:
    page = seen(do(desk(), ("ask", "ở nhà tạm lánh tối đa được mấy tháng")))
    lead, sentence = page.partition('<blockquote class="say dk-lead">')[2].partition('<blockquote class="say">')[::2]
    assert SAY("desk.about_duration") in lead
    assert "120 ngày" in lead
    assert page.count("dk-lead") == 1
    assert sentence.partition('class="dk-asked"')[2].partition("</ul>")[0].count("<li>") <= 1
    assert not {"dk-asked", "dk-lead"} & {*re.findall(r"dk-\w+", seen(do(desk(), ("open", "n-01"))))}
    rates = seen(do(desk(), ("ask", "mỗi ngày được bao nhiêu tiền ăn ở cơ sở")))
    assert "chưa có con số chắc" in rates.partition('dk-lead">')[2].partition("</blockquote>")[0]
    assert "dk-lead" not in seen(do(desk(), ("ask", "nó nhốt em, ở nhà tạm lánh tối đa được mấy tháng")))


def test_a_line_that_is_asked_for_more_than_the_sentence_stands_above_it(base: KnowledgeBase) -> None:
    words = "bên cạnh có nhà báo hỏi tên nạn nhân vụ tháng trước"
    for question, above in ((", cho họ được không", True), ("", False)):
        card = seen(do(desk(), ("ask", words + question), ("open", "n-14"))).partition('<article class="dk-card')[2]
        assert ('class="dk-asked"' in card[: card.index('<blockquote class="say')]) is above


def test_the_child_of_a_foreign_victim_is_promised_nothing_of_what_others_have(base: KnowledgeBase) -> None:
    for nationality, shown in (("vn", True), ("foreign", False)):
        acts = ("ask", "em có đứa con 2 tuổi đi cùng, nó có được nuôi không"), ("open", "n-01")
        page = seen(do(desk(), ("set", "nationality", nationality), *acts))
        said = page.partition('<article class="dk-card')[2].partition('class="needs"')[0]
        assert ("Trẻ đi cùng nạn nhân: có ăn ở" in said) is shown


def test_lines_for_foreigners_are_shown_to_foreigners(base: KnowledgeBase) -> None:
    acts = [("set", "who", "victim"), ("set", "identified", "20/8/2026"), ("ask", "người nước ngoài có tiền xe về không")]
    for nationality, shown in (("vn", False), ("foreign", True)):
        page = seen(do(desk(), ("set", "nationality", nationality), *acts))
        assert ("Người nước ngoài" in page.partition('class="dk-asked"')[2].partition("</ul>")[0]) is shown
        assert ("không kể nạn nhân" in page.partition('<blockquote class="say">')[2].partition("</blockquote>")[0]) is shown


@pytest.mark.parametrize(("day", "told"), [("2026-11-24", True), ("2020-06-01", False)])
def test_of_who_is_no_child_the_report_is_told_not_what_stands_next(base: KnowledgeBase, day: str, told: bool) -> None:
    """The card on selling a kidney was opened, the next one after that of children; before 2025 there is none of the report."""
    told_of = [("set", "caller", "relative"), ("set", "age", "minor")]
    page = seen(do(desk(ngay=day), *told_of, ("ask", "công an bảo chờ đủ 24 tiếng mới nhận đơn có đúng không")))
    assert ("buộc đợi đủ 24 giờ" in page) is told
    assert ("Không chắc có thẻ nào" in page) is not told


def test_who_is_abroad_hears_of_the_embassy_first_and_of_what_there_is_once_back(base: KnowledgeBase) -> None:
    waiting = {item.card.id: item.say or "" for item in answers(base, who="being_identified", nationality="vn", where="kh")}
    assert waiting["n-01"].startswith("Đang ở nước ngoài thì hỏi đại sứ quán")
    assert "về nước rồi, đang được xác định thì có" in waiting["n-04"]
    assert "đại sứ quán" not in {item.card.id: item.say or "" for item in answers(base, who="victim", where="vn")}["n-01"]


def test_a_counsellor_who_searches_is_led_to_the_card(base: KnowledgeBase) -> None:
    def found(door: str, words: str) -> str:
        page = desk("tra-cuu")
        page.session_state["door"], page.session_state["search_words"] = door, words
        return seen(page.run())

    asked = "xin luật sư miễn phí ở đâu"
    assert SAY("search.card") in found("tu-van", asked)
    assert "the=n-07" in found("tu-van", asked)
    assert SAY("search.card") not in found("ra-soat", asked)
    assert SAY("search.card") not in found("tu-van", "điều 5 quyết định 07/2026/QĐ-TTg")


def test_what_the_same_words_ask_besides_stands_next(base: KnowledgeBase) -> None:
    page = seen(do(desk(), ("ask", "em xin vay vốn mở tiệm, với lại xin luật sư miễn phí")))
    after = page.partition(SAY("desk.also_asked"))[2]
    assert re.findall(r'data-act="open" data-name="([^"]+)"', after)[0] in ("n-07", "n-11")
    assert 'class="answer"' in after, "with the line that answers it"


def test_a_call_remembers_its_last_questions_until_it_ends(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "một"), ("ask", "một hai"), ("ask", "ba"), ("ask", ""))
    assert test.session_state["call"].before == ("một hai", "ba")
    assert do(test, ("begin",), ("ask", "bốn")).session_state["call"].before == ()


def test_what_no_card_answers_is_said_and_nothing_of_the_nearest_but_what_may_answer(base: KnowledgeBase) -> None:
    shown = seen(do(desk(), ("ask", "vợ chồng tôi ly hôn thì chia tài sản thế nào")))
    assert SAY("desk.none_title") in shown
    story = seen(do(desk(), ("ask", "hồi trước em bị bán qua Malaysia, về một năm rồi"), ("ask", "alo chị")))
    ranks = [SAY("desk.none_story"), 'data-name="n-13"', SAY("desk.story_say"), "đang được xác định", 'class="dk-asked"']
    assert sorted(ranks, key=story.index) == ranks
    asking = seen(do(desk(), ("ask", "em bị lừa bán qua Malaysia, giờ hỏi cái đó"), ("ask", "cái đó thì sao")))
    assert SAY("desk.none_story") not in asking
    greeted = seen(do(desk(), ("ask", "alo")))
    assert SAY("desk.greeting_say") in greeted
    assert 'class="dk-item' not in greeted
    ended = seen(do(desk(), ("ask", "em xin luật sư miễn phí"), ("ask", "ok cảm ơn chị nha")))
    assert SAY("desk.farewell_say") in ended
    assert 'data-card="n-07"' in ended
    assert SAY("desk.none_whom") in shown
    assert 'data-name="n-15"' in shown
    assert verdicts(desk()) != {}
    assert 'class="dk-item v-' not in shown
    assert SAY("desk.none_field") in shown
    assert 1 <= shown.count('class="dk-item"') <= 4
    chosen = seen(do(desk(), ("ask", "vợ chồng tôi ly hôn thì chia tài sản thế nào"), ("open", "n-07")))
    assert 'data-card="n-07"' in chosen


def test_what_only_may_answer_is_read_without_a_click_and_says_so(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [("ask", "bao lâu thì được giải quyết")]
    monkeypatch.setattr(desk_page, "_IN_LAW", 99.0)
    page = seen(do(desk(), *asked))
    rows = re.findall(r'<button class="dk-item maybe".*?</button>', page, re.DOTALL)
    assert len(rows) == 3
    assert "09 ngày làm việc" in rows[0]
    for row in rows:
        ranks = [SAY("desk.is_it"), SAY("desk.say_perhaps"), 'class="answer"', 'class="at"', 'class="badge']
        assert sorted(ranks, key=row.index) == ranks
        assert "<a " not in row
    monkeypatch.setattr(desk_page, "_IN_LAW", -99.0)
    assert seen(do(desk(), *asked)).count("dk-item maybe") == 2, "the law has something"
    monkeypatch.setattr(heard_turn, "SURE", 1.1)
    likely = seen(do(desk(), ("ask", "em xin luật sư miễn phí")))
    assert "dk-card dk-told maybe" in likely
    assert SAY("desk.is_it") in likely.partition(SAY("desk.perhaps_other"))[2].partition("dk-card")[0]


def test_a_card_that_is_likely_and_not_sure_is_to_be_asked_back_about(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [("ask", "em xin luật sư miễn phí")]
    assert SAY("desk.perhaps") not in seen(do(desk(), *asked))
    monkeypatch.setattr(heard_turn, "SURE", 1.1)
    shown = seen(do(desk(), *asked))
    others, card = shown.partition('data-card="n-07"')[::2]
    assert SAY("desk.perhaps_other") in others
    assert sorted(ranks := [SAY("desk.perhaps"), SAY("desk.say_perhaps")], key=card.index) == ranks
    assert '<blockquote class="say">' not in shown
    chosen = seen(do(desk(), *asked, ("open", "n-07")))
    assert SAY("desk.perhaps") not in chosen


def test_a_no_says_for_whom_it_is_and_what_there_is_for_whom_else_it_may_be_asked(base: KnowledgeBase) -> None:
    fund = [("set", "identified", "20/8/2026"), ("set", "nationality", "vn"), ("ask", "xin tiền một lần của quỹ bộ công an")]
    relative = seen(do(desk(), ("set", "who", "relative"), *fund))
    assert SAY("desk.no_for_relative") in relative
    assert 'class="dk-other v-yes"' in relative
    school = [("set", "age", "adult"), ("set", "who", "victim"), *fund[:1], ("ask", "đi học lại lớp 9")]
    assert SAY("desk.for_minor") in seen(do(desk(), *school))
    assert SAY("desk.no_for_relative") not in seen(do(desk(), ("set", "who", "victim"), *fund))


@pytest.mark.parametrize(("name", "value"), [("age", "child"), ("age", "minor"), ("who", "minor_accompanying")])
def test_who_represents_comes_first_for_whoever_is_under_18(base: KnowledgeBase, name: str, value: str) -> None:
    test = do(desk(), ("set", name, value))
    first = PROTECTION if value == "child" else CHILD
    assert next(iter(verdicts(test))) == first
    assert f'data-card="{first}"' in seen(test)
    assert f'data-card="{CHILD}"' not in seen(do(desk(), ("set", "age", "adult")))


def test_the_summary_has_what_was_picked_and_nothing_of_the_caller(base: KnowledgeBase) -> None:
    test = do(desk(), ("set", "province", "Lai Châu"), ("pick", "n-12", "yes"), ("pick", "n-01", "yes"), ("pick", "n-12", ""))
    assert test.session_state["call"].picked == ("n-01",)
    do(test, ("pick", "n-12", "yes"), ("pick", "n-99", "yes"))
    found = re.search(r'<pre class="dk-copy dk-summary">(.*?)</pre>', seen(test), re.DOTALL)
    assert found
    text = found[1]
    assert [line[:3] for line in text.splitlines() if re.match(r"\d\. ", line)] == ["1. ", "2. "]
    assert "24/11/2026" in text
    assert re.search(r"^- .* \(.*hiệu lực.*\)$", text, re.MULTILINE)
    assert "Lai Châu" not in text
    do(test, ("begin",))
    assert '<pre class="dk-copy dk-summary">' not in seen(test)


def test_however_well_a_card_is_known_it_has_a_sign() -> None:
    assert TRUSTED.keys() == set(Trust)


def test_how_well_a_card_is_known_is_said_once_and_not_in_what_is_said(base: KnowledgeBase) -> None:
    shown = seen(do(desk(), ("set", "who", "victim"), ("open", "n-12")))
    assert shown.count('class="dk-trust') == 1
    said = re.search(r'<blockquote class="say">(.*?)</blockquote>|<p class="unsaid">', shown, re.DOTALL)
    assert said
    assert "kiểm tra" not in (said[1] or "")


def test_the_same_words_are_searched_for_in_the_law(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "khong co tien ve que"), ("law",))
    assert test.session_state["search_words"] == "khong co tien ve que"
    assert set(test.query_params) == {"ngay"}


def test_what_was_typed_is_escaped(base: KnowledgeBase) -> None:
    shown = seen(do(desk(), ("ask", '"><script>alert(1)</script>'), ("set", "province", "<i>x</i>")))
    assert "<script>" not in shown
    assert "<i>x" not in shown


def test_the_words_of_the_law_stand_beneath_with_link_and_status(base: KnowledgeBase) -> None:
    test = do(desk(), ("set", "who", "victim"), ("open", "n-12"))
    shown = seen(test)
    assert 'data-card="n-12"' in shown
    assert "<blockquote" in shown
    assert "hạt kê &lt;b&gt;vào" in shown
    assert re.search(r'href="van-ban\?vb=quyet-dinh/07-2026-qd-ttg[^"]*dk=dieu-5/khoan-3', shown)
    assert "câu chữ đã khác lúc kiểm tra" in shown


@pytest.mark.parametrize("language", ["vi", pytest.param("en", marks=pytest.mark.long)])
def test_every_card_names_who_decides_and_no_figure_looks_certain_without_its_law(base: KnowledgeBase, language: str) -> None:
    """The base has none of the real texts."""
    test = desk(lang=language)
    say = Catalogue(language)
    for card in (item.id for item in shipped().cards.values() if item.period.holds(DAY)):
        shown = seen(do(test, ("open", card)))
        assert f'data-card="{card}"' in shown
        if not re.search(r'class="dk-card[^"]* v-no"', shown):
            assert f"<dt>{say('desk.about_decides')}</dt>" in shown
        assert '<dd class="amount">' not in shown


def test_a_card_that_warns_says_so_before_anything_else(base: KnowledgeBase) -> None:
    shown = seen(do(desk(), ("open", "n-09")))
    assert shown.index('class="warning"') < shown.index('class="say"')


def test_the_copy_for_the_caller_has_citations_and_no_link(base: KnowledgeBase) -> None:
    for item in answers(base, who="victim", nationality="vn"):
        text = plain_text(SAY, item, DAY)
        assert (item.say or SAY(f"cards.trust_{item.trust.value}")) in text
        assert "Cẩn thận: Cẩn thận" not in text
        assert text.count("\nCẩn thận: ") == sum(part.statement.about is About.WARNING for part in item.statements)
        assert "localhost" not in text
        assert "http" not in text
        assert "\n- " in text
        assert "24/11/2026" in text


def test_a_figure_that_is_not_certain_is_not_copied_as_one(base: KnowledgeBase) -> None:
    item = replace(answers(base)[0], amount=SaidAmount("một triệu đồng", 1_000_000, "VND", Period(), False))
    assert "Mức: Chưa chắc chắn: một triệu đồng" in plain_text(SAY, item, DAY)
    assert "Mức: một triệu đồng" in plain_text(SAY, replace(item, amount=replace(item.amount, known=True)), DAY)


def test_the_strip_says_what_its_card_says_and_no_more() -> None:
    said = " ".join(item.text() for item in strip_statements(shipped()))
    strip = " ".join(SAY(f"desk.{name}") for name in ("police", "hotline", "report"))
    assert {f"{item.basis.source.id}#{item.basis.path}" for item in strip_statements(shipped())} == set(STRIP[1])
    for words in ("111", "miễn phí", "UBND xã", "công an", "biên phòng", "cảnh sát biển"):
        assert words in said
    for words in ("miễn phí", "UBND xã", "công an", "biên phòng", "cảnh sát biển"):
        assert words in strip
    assert re.findall(r"\d+", strip) == []


def test_a_strip_whose_law_has_changed_says_so(base: KnowledgeBase, empty: KnowledgeBase) -> None:
    shown = seen(desk())
    assert "Khoản 1 Điều 22" in shown
    assert "gần nhất. ⚠" not in shown
    put(
        empty,
        instrument(
            InstrumentType.LAW,
            "53/2024/QH15",
            "Về đàn chim sẻ",
            date(2024, 11, 28),
            [article("22", "Hạt kê", "Đàn chim sẻ có một cái cây.", "Cái cây có một cái tổ.", WORDS)],
            issuer="Quốc hội",
            effective_from=date(2025, 7, 1),
        ),
    )
    card = shipped().cards["n-15"]
    statements = tuple(
        item.model_copy(update={"basis": item.basis.model_copy(update={"sha256": "0" * 64})})
        if "dieu-22/khoan-1" in item.basis.path
        else item
        for item in card.statements
    )
    other = replace(shipped(), cards={**shipped().cards, "n-15": card.model_copy(update={"statements": statements})})
    with empty.session() as session:
        assert strip_is_shaken(other, Checks(session, other), DAY)
        assert not strip_is_shaken(shipped(), Checks(session, shipped()), DAY)


def test_one_set_of_checks_serves_several_people_at_once(base: KnowledgeBase) -> None:
    days = [DAY + timedelta(days=number) for number in range(6)]
    ready = Barrier(len(days))

    def ask(day: date) -> int:
        ready.wait()
        return len(checks.on(day))

    with base.session() as session, ThreadPoolExecutor(len(days)) as people:
        checks = Checks(session, shipped())
        assert min(people.map(ask, days)) > 100


def test_no_telephone_number_but_those_of_emergencies_is_shown() -> None:
    """Where shelters are is no business of a page."""

    def texts(desk: Desk) -> Iterator[Words]:
        for card in desk.cards.values():
            yield from (card.title, card.say, *(item.text for item in card.says))
            yield from (statement.text for statement in card.statements)
            yield from (amount.text for amount in card.amounts)

    said = " ".join(words(language) for words in texts(shipped()) for language in ("vi", "en"))
    assert re.findall(r"(?<![\d.,/])(?:\+84|0\d)[\d .]{7,}", said) == []


def test_the_next_fact_is_the_first_that_decides_and_is_not_known() -> None:
    call = Call(facts={"who": "victim"})
    assert next_fact(["who", "in-facility", "poor"], call, Situation(DAY)) == "in_facility"
    assert next_fact([], call, Situation(DAY)) == ""


def test_a_day_of_which_the_year_is_known_is_asked_for_last() -> None:
    call = Call(facts={"identified": "2025"})
    half_known = situation_of(call.facts, DAY)
    assert next_fact(["identified", "poor"], call, half_known) == "poor"
    assert next_fact(["identified"], call, half_known) == "identified"
    assert next_fact(["identified"], Call(facts={"identified": "2024-01-01"}), Situation(DAY)) == ""


def test_every_choice_is_a_fact_that_can_be_read() -> None:
    facts = at_the_desk()
    for fact in facts:
        for value in fact.values:
            situation_of({fact.name: value}, DAY)
    assert len({fact.key for fact in facts}) == len(facts)
    assert not {fact.key for fact in facts} & set("aeiouydslmk")  # vowels are typed over, the others are taken
    assert situation_of({"age": "child"}, DAY)["age"] == 15


def test_the_row_of_the_key_x_takes_its_first_digit_as_a_choice_and_its_second_as_a_day(base: KnowledgeBase) -> None:
    test = desk()
    _, _, row = seen(test).partition('data-fact="identified" data-key="x"')
    picks = re.findall(r'data-(value|field)="(\w+)" data-pick="(\d)"', row.partition("dk-fact")[0])
    assert picks == [("value", "not_yet", "1"), ("field", "identified", "2")]
    do(test, ("set", "identified", "not_yet"))
    assert test.session_state["call"].facts == {"identified": "not_yet"}
    do(test, ("set", "identified", "8/2025"))
    assert test.session_state["call"].facts == {"identified": "8/2025"}
    assert "known" in seen(test).partition('data-fact="identified"')[0][-40:]


def test_danger_comes_before_what_the_words_are_about(base: KnowledgeBase) -> None:
    test = do(desk(), ("ask", "họ nhốt em trong quán karaoke, cứu em"))
    assert 'class="banner dk-now"' in seen(test)
    assert set(list(verdicts(test))[:2]) == {"n-14", "n-15"}
    assert next(iter(verdicts(do(test, ("set", "age", "child"))))) == PROTECTION
    assert 'class="banner dk-now"' not in seen(do(desk(), ("ask", "em muốn học nghề")))


def test_who_calls_from_a_body_meets_what_it_has_to_do_first() -> None:
    duty = f"<b>{SAY('desk.about_duty')}</b>"
    shown = seen(do(desk(), ("ask", "tôi là cán bộ xã, có chị vừa đến trình báo bị lừa bán, xã phải làm gì")))
    assert 'class="say dk-lead' in shown[: shown.index(duty)]
    assert duty not in seen(do(desk(), ("ask", "em bị lừa bán, em khai báo ở đâu")))
