"""Search while the server of the index does not answer: from the database, said so, with citations as ever."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.database.tables import Provision
from kb.errors import IndexUnavailableError
from kb.evaluation.running import run
from kb.index.build import reindex
from kb.index.elastic import connection
from kb.interface.catalogue import Catalogue
from kb.open.searching import result_json
from kb.pages.kit.frame import Frame
from kb.pages.search.search_page import result_html
from kb.search import Filters, Order, fallback, search
from kb.search.fallback import patterns_of
from tests.kb import made_up_law as law
from tests.kb.databases import empty_postgresql

DAY = date(2098, 6, 1)
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[KnowledgeBase, KnowledgeBase]]:
    """One base: with an index, and as a machine sees it that does not reach the server of the index."""
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        law.fill(base)
        reindex(base)
        alone = KnowledgeBase(base.settings.model_copy(update={"index_url": NOWHERE}), create=False)
        with alone:
            yield base, alone


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.time, "sleep", lambda _: None)


@pytest.mark.parametrize(
    "query",
    [
        "66/2091/QH99",
        "điểm đ khoản 1 điều 32 luật 66/2091",
        "nd 20/2093 d4",
        "phụ lục I nđ 20/2093",
        "dieu 150 blhs 2095",
        "Luat Phong chong lua gat",
        "điều 99 luật 66/2091",
    ],
)
def test_numbers_and_citations_are_found_as_ever(bases: tuple[KnowledgeBase, KnowledgeBase], query: str) -> None:
    whole, alone = (search(base, query, as_of=DAY) for base in bases)
    assert (whole.degraded, alone.degraded) == (False, True)
    assert alone.understood == whole.understood
    seen, held = ([(hit.key, hit.standing.code, hit.snippet) for hit in result.hits] for result in (alone, whole))
    assert seen == held


@pytest.mark.parametrize(
    "query", ["nạn nhân được hỗ trợ", "nan nhan duoc ho tro", '"trợ giúp pháp lý"', "thuyền thúng", "bến thuyền"]
)
def test_words_are_looked_for_in_the_database(bases: tuple[KnowledgeBase, KnowledgeBase], query: str) -> None:
    whole, alone = (search(base, query, as_of=DAY) for base in bases)
    assert alone.degraded
    assert alone.hits
    assert {hit.key for hit in alone.hits[:3]} & {hit.key for hit in whole.hits[:3]}
    assert alone.hits[0].highlights


def test_filters_hold_there_too(bases: tuple[KnowledgeBase, KnowledgeBase]) -> None:
    _, alone = bases
    for filters in (Filters(type="nghi-dinh"), Filters(issuer="chinh-phu"), Filters(issued_from=date(2093, 1, 1))):
        whole = search(bases[0], "hỗ trợ nạn nhân", as_of=DAY, filters=filters, k=50)
        found = search(alone, "hỗ trợ nạn nhân", as_of=DAY, filters=filters)
        assert {hit.key for hit in found.hits} <= {hit.key for hit in (*whole.hits, *whole.near)}
        assert found.hits
    inside = search(alone, "hỗ trợ", as_of=DAY, filters=Filters(instrument=law.LAW.key), order=Order.NEWEST, facets=True)
    assert {hit.instrument for hit in inside.hits} == {law.LAW.key}
    assert inside.facets is None, "what was not all looked through is not counted"


@pytest.mark.parametrize("query", ["", 'title:"', "%", "_", "\\", "\x00", "nạn nhân " * 20_000, "không có chữ này xyz"])
def test_whatever_is_typed_gets_a_plain_answer(bases: tuple[KnowledgeBase, KnowledgeBase], query: str) -> None:
    assert search(bases[1], query, as_of=DAY).degraded


def test_what_takes_too_long_is_left(bases: tuple[KnowledgeBase, KnowledgeBase], monkeypatch: pytest.MonkeyPatch) -> None:
    _, alone = bases
    with alone.session() as session:
        last = session.query(Provision).count()
    monkeypatch.setattr(fallback, "SECONDS", 0.0)
    monkeypatch.setattr(fallback, "_ROWS_AT_ONCE", max(last // 4, 1))
    assert search(alone, "nạn nhân được hỗ trợ", as_of=DAY).degraded
    monkeypatch.setattr(fallback, "MOST_DOCUMENTS", 1)
    assert len({hit.version for hit in search(alone, "nạn nhân được hỗ trợ", as_of=DAY).hits}) <= 1


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("nạn nhân", [["%nạn nhân%"], ["%nhân%", "%nạn%"]]),
        ("nan nhan", [["%n_n nh_n%"], ["%nh_n%", "%n_n%"]]),
        ("đường hoà", [["%_ường h__%"], ["%_ường%", "%h__%"]]),
        ("thuyền của", [["%thuyền của%"], ["%thuyền%"]]),
        ("của các", [["%của%", "%các%"]]),
        ("", []),
    ],
)
def test_patterns(text: str, patterns: list[list[str]]) -> None:
    assert patterns_of(text) == patterns


def test_what_cannot_be_measured_is_not(bases: tuple[KnowledgeBase, KnowledgeBase], tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "1", "text": "nạn nhân được hỗ trợ"}')
    (tmp_path / "r.tsv").write_text("1\tx\t1\n")
    with pytest.raises(IndexUnavailableError, match="index_server_not_measured"):
        run(bases[1], tmp_path / "q.jsonl", tmp_path / "r.tsv")


def test_the_page_and_the_command_line_say_so(bases: tuple[KnowledgeBase, KnowledgeBase]) -> None:
    say = Catalogue()
    for base, expected in zip(bases, (False, True), strict=True):
        result = search(base, "nạn nhân được hỗ trợ", as_of=DAY)
        shown = result_html(Frame(say, DAY, "tra-cuu"), result)
        assert (say("search.degraded") in shown) is expected
        assert result_json(result)["degraded"] is expected


@pytest.mark.postgresql
@pytest.mark.always
def test_the_same_on_postgresql(postgresql: str, tmp_path: Path) -> None:
    with empty_postgresql(postgresql, tmp_path) as base:
        law.fill(base)
        alone = KnowledgeBase(base.settings.model_copy(update={"index_url": NOWHERE}), create=False)
        with alone:
            for query in ("NẠN NHÂN được hỗ trợ", "nan nhan duoc ho tro", "nd 20/2093 d4"):
                result = search(alone, query, as_of=DAY, filters=Filters(issuer="chinh-phu") if "nd" in query else None)
                assert result.degraded
                assert result.hits, query
