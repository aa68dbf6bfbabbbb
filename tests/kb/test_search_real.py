"""Search over real law: it jumps, it finds, and its highlights stand on the stored text."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from documents.model import Instrument
from ingest.parsing import parse_file
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.search import QueryKind, search
from tests.kb import made_up_law as law

pytestmark = pytest.mark.realdata
DAY = date(2024, 6, 1)
DECREE = "nghi-dinh/20-2021-nd-cp/chinh-phu/2021-03-15"
LAW = "luat/66-2011-qh12/quoc-hoi/2011-03-29"


@pytest.fixture(scope="module")
def instruments(data: Path) -> tuple[Instrument, ...]:
    folder = data / "documents" / "anti_trafficking"
    names = ("Luat_66-2011-QH12.txt", "Luat_102-2016-QH13_TreEm.txt", "ND_20-2021-ND-CP_tro_giup_xa_hoi.txt")
    return tuple(made for name in names for made in parse_file(folder / name).instruments)


@pytest.fixture(scope="module")
def base(instruments: tuple[Instrument, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with law.open_base(tmp_path_factory.mktemp("base")) as base:
        for made in instruments:
            law.put(base, made, name=f"{made.key}.txt")
        reindex(base)
        yield base


@pytest.mark.parametrize("query", ["khoản 1 điều 32 luật 66/2011", "khoan 1 dieu 32 luat 66/2011/QH12", "k1 đ32 66/2011"])
def test_citations_jump(base: KnowledgeBase, query: str) -> None:
    result = search(base, query, as_of=DAY)
    assert (result.understood.kind, result.understood.key) == (QueryKind.CITATION, f"{LAW}#dieu-32/khoan-1")
    assert result.hits[0].key == f"{LAW}#dieu-32"


@pytest.mark.parametrize("query", ["chi phí đi lại của nạn nhân", "chi phi di lai cua nan nhan", "chi phí di lai của nan nhân"])
def test_the_right_article_comes_first_with_its_words_marked(
    base: KnowledgeBase, instruments: tuple[Instrument, ...], query: str
) -> None:
    texts = [text for made in instruments for item in made.walk() for text in (item.text, item.tail, item.heading or "")]
    hits = search(base, query, as_of=DAY).hits
    assert hits[0].key == f"{LAW}#dieu-33"
    for hit in hits:
        assert any(hit.snippet in text for text in texts)
        for start, end in hit.highlights:
            assert not hit.snippet[start - 1 : start].isalnum()
            assert not hit.snippet[end : end + 1].isalnum()


def test_the_three_ways_of_typing_agree(base: KnowledgeBase) -> None:
    tops = [
        {hit.key for hit in search(base, query, k=5, as_of=DAY).hits}
        for query in ("mức trợ cấp xã hội hàng tháng", "muc tro cap xa hoi hang thang", "mức tro cap xã hoi hàng tháng")
    ]
    assert all(f"{DECREE}#dieu-6" in top for top in tops)
    assert len(set.intersection(*tops)) >= 3
