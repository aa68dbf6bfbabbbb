"""Search on a day: what was over goes behind what held, heirs are offered above the hits, days of events show both laws."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from benchmarks.asked import learned
from documents.time.status import StatusCode
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.interface.catalogue import Catalogue
from kb.pages.kit.frame import Frame
from kb.pages.search.search_page import result_html
from kb.search import Filters, SearchResult, asked
from kb.search import search as search_base
from kb.search.context import later_of, later_words
from kb.search.model import Later, Since
from kb.search.ranking import order
from kb.search.reading.dates import Side, read_events
from kb.search.reading.interpretation import Knowledge
from kb.settings import Settings
from tests.kb.databases import empty_sqlite
from tests.kb.made_up_changes import GARDEN, decree, put

TODAY = date(2098, 6, 1)
GARDEN_KEY = "nghi-dinh/10-2090-nd-cp/chinh-phu/2090-01-10"
HEIR = decree(
    "40/2096/NĐ-CP",
    "01 tháng 02 năm 2096",
    "Quy định về vườn ươm",
    """Điều 1. Phạm vi điều chỉnh
Nghị định này quy định về vườn ươm của thôn.
Điều 2. Tưới cây
Cây được tưới một lần một ngày.
Điều 3. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 3 năm 2096.
2. Nghị định này thay thế Nghị định số 10/2090/NĐ-CP ngày 10 tháng 01 năm 2090 của Chính phủ quy định về vườn ươm.""",
)
HEIR_KEY = "nghi-dinh/40-2096-nd-cp/chinh-phu/2096-02-01"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    home = tmp_path_factory.mktemp("day")
    empty_sqlite(home)
    with KnowledgeBase(Settings(home=home)) as base:
        put(base, GARDEN, name="a.txt")
        put(base, HEIR, name="b.txt")
        reindex(base)
        yield base


def ask(base: KnowledgeBase, query: str, day: date | None = TODAY) -> SearchResult:
    return search_base(base, query, 10, day, Filters(), knowledge=Knowledge(today=TODAY, day_given=day is not None))


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2092, 1, 1), GARDEN_KEY), (date(2096, 2, 28), GARDEN_KEY), (date(2096, 3, 1), HEIR_KEY), (TODAY, HEIR_KEY)],
)
@pytest.mark.parametrize("query", ["tưới cây", "tuoi cay", "cây được tưới mỗi ngày"])
def test_what_was_over_or_not_there_yet_goes_behind(base: KnowledgeBase, query: str, day: date, first: str) -> None:
    hits = ask(base, query, day).hits
    assert hits[0].instrument == first
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_instrument_that_is_named_is_meant(base: KnowledgeBase) -> None:
    assert ask(base, "tưới cây theo Nghị định 10/2090/NĐ-CP hai lần một ngày").hits[0].instrument == GARDEN_KEY


def test_what_replaced_it_goes_before_a_law_that_is_over(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "ENDED", 0.0)
    query = "cây được tưới hai lần một ngày trong vườn"
    assert ask(base, query).hits[0].instrument == GARDEN_KEY
    made = learned({f"{HEIR_KEY}#dieu-2": ("cây được tưới mấy lần một ngày",)})
    monkeypatch.setattr(asked, "shipped_asked", lambda: made)
    assert ask(base, query, date(2092, 1, 1)).hits[0].instrument == GARDEN_KEY
    hits = ask(base, query).hits
    assert (hits[0].instrument, hits[1].instrument) == (HEIR_KEY, GARDEN_KEY)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert search_base(base, query, 1, TODAY, Filters(), knowledge=Knowledge(today=TODAY, day_given=True)).hits == hits[:1]
    named = ask(base, f"{query} theo Nghị định 10/2090/NĐ-CP").hits
    assert named[0].instrument == GARDEN_KEY


def test_the_heir_is_offered_above_the_hits(base: KnowledgeBase) -> None:
    (later,) = ask(base, "bón phân mỗi tháng một lần").later
    assert (later.old, later.key, later.start, later.how) == (GARDEN_KEY, HEIR_KEY, date(2096, 3, 1), Since.REPLACED)
    assert not later.reviewed
    assert "chưa ai rà soát" in later_words(Catalogue("vi"), later)
    assert "nobody has reviewed" in later_words(Catalogue("en"), later)


def test_the_banner_says_no_more_than_the_statuses_beneath_it(base: KnowledgeBase) -> None:
    hits = ask(base, "bón phân mỗi tháng một lần").hits
    doubted = [replace(hit, standing=replace(hit.standing, code=StatusCode.UNKNOWN)) for hit in hits]
    assert [item.how for item in later_of(base.engine, doubted, TODAY)] == [Since.PARTLY]


def test_on_a_day_before_it_no_heir_is_offered(base: KnowledgeBase) -> None:
    assert ask(base, "bón phân mỗi tháng một lần", date(2095, 1, 1)).later == ()


def test_the_page_links_the_heir(base: KnowledgeBase) -> None:
    result = ask(base, "bón phân mỗi tháng một lần")
    for language in ("vi", "en"):
        say = Catalogue(language)
        shown = result_html(Frame(say, TODAY, "tra-cuu"), result)
        (later,) = result.later
        assert later_words(say, later) in shown
        assert "nghi-dinh%2F40-2096-nd-cp" in shown or HEIR_KEY in shown


@pytest.mark.parametrize("how", list(Since))
@pytest.mark.parametrize("start", [None, date(2096, 3, 1)])
@pytest.mark.parametrize("reviewed", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_way_has_its_sentence(how: Since, start: date | None, reviewed: bool, language: str) -> None:
    item = Later("luat/a", "Luật A", "luat/b", "Luật B", start, how, reviewed)
    words = later_words(Catalogue(language), item)
    assert "Luật A" in words
    assert "Luật B" in words
    assert ("2096" in words) is (start is not None)
    unsaid = Catalogue(language)("search.later_unreviewed")
    assert (unsaid in words) is (not reviewed and how is not Since.SAME_NAME)


TURN = [(date(2025, 6, 30), "before"), (date(2025, 7, 1), "from")]
EVENTS = [
    (
        "được xác định là nạn nhân trước ngày 01/07/2025 thì hưởng chế độ nào",
        [(date(2025, 6, 30), "before"), (date(2025, 7, 1), "from")],
    ),
    ("được xác định là nạn nhân sau 1/7/2025 thì được gì", TURN),
    ("nạn nhân được xác định trước hay sau 01/07/2025 khác nhau gì", TURN),
    ("bị lừa bán năm 2023, năm nay mới được giải cứu thì theo luật nào", [(date(2023, 12, 31), "at")]),
    ("em bị bán năm 2019, đến 10/08/2025 mới được xác nhận", [(date(2019, 12, 31), "at"), (date(2025, 8, 10), "at")]),
    ("phạm tội năm 2016 thì xử theo luật nào", [(date(2016, 12, 31), "at")]),
    # no event: a day that is asked about, a name, what has not happened, no day
    ("mức phạt năm 2022 là bao nhiêu", []),
    ("mức chuẩn trợ giúp xã hội từ 1/7/2024", []),
    ("nạn nhân bị mua bán theo luật năm 2011", []),
    ("nạn nhân được xác định từ năm 2031", []),
    ("bị lừa bán năm ngoái", []),
    ("bị bán ngày 31/02/2023", []),
]


@pytest.mark.parametrize(("text", "days"), EVENTS)
def test_days_of_events(text: str, days: list[tuple[date, str]]) -> None:
    read = read_events(text, date(2026, 11, 26))
    assert [(event.day, str(event.side)) for event in (read.days if read else ())] == days
    assert read is None or not any(char.isdigit() for char in read.rest)


def test_a_question_about_an_event_shows_both_laws(base: KnowledgeBase) -> None:
    result = ask(base, "vườn được cấp giấy trước ngày 01/03/2096 thì tưới cây mấy lần một ngày", None)
    assert result.understood.day_from is None
    assert [(then.event.day, then.event.side) for then in result.on_days] == [
        (date(2096, 2, 29), Side.BEFORE),
        (date(2096, 3, 1), Side.FROM),
    ]
    before, since = result.on_days
    assert before.hits[0].instrument == GARDEN_KEY
    assert since.hits[0].instrument == HEIR_KEY
