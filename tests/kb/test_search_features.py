"""Phrases, exclusions, titles, facets, order by date and search inside an instrument, against a plain reading of every article."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from documents.model import Instrument
from kb.base import KnowledgeBase
from kb.index.build import reindex
from kb.index.documents import full_name
from kb.language import analysis
from kb.law.status.provision_status import tone_of
from kb.search import Filters, Order, SearchResult, search
from kb.search.conditions import MOST_CHECKED
from kb.settings import Settings
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)
EVERYTHING = 1_000


@pytest.fixture(scope="module", params=["embedded", pytest.param("server", marks=pytest.mark.elasticsearch)])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base with its index in a folder, and one with its index on a server: they answer alike."""
    url = request.getfixturevalue("elasticsearch") if request.param == "server" else None
    with KnowledgeBase(Settings(home=tmp_path_factory.mktemp("base"), index_url=url)) as base:
        law.fill(base)
        reindex(base)
        yield base


def ask(base: KnowledgeBase, query: str, k: int = EVERYTHING, **filters: object) -> SearchResult:
    return search(base, query, k=k, as_of=DAY, filters=Filters(**filters))  # type: ignore[arg-type]


def keys(result: SearchResult) -> set[str]:
    return {hit.key for hit in result.hits}


def articles() -> dict[str, list[list[str]]]:
    """The words of each text of each article: heading, name, and every provision."""
    found: dict[str, list[list[str]]] = {}
    for instrument in (*law.ALL, law.CIRCULAR):
        for unit in units(instrument):
            texts = [unit.heading or "", full_name(instrument.metadata.type.value, instrument.metadata.title)]
            for provision in unit.walk():
                texts += [provision.text, provision.tail, *([provision.heading or ""] if provision is not unit else [])]
                texts += [cell for row in (provision.table.rows if provision.table else ()) for cell in row]
            found[f"{instrument.key}#{unit.path}"] = [analysis.words(text) for text in texts]
    return found


def units(instrument: Instrument) -> list:
    return [unit for unit in instrument.provisions if instrument.metadata.type == "khac" or unit.kind in ("article", "appendix")]


def having(phrase: str) -> set[str]:
    words, folded = analysis.words(phrase), analysis.fold_words(analysis.words(phrase))

    def there(text: list[str]) -> bool:
        held = analysis.fold_words(text) if words == folded else text
        return any(held[start : start + len(words)] == words for start in range(len(held)))

    return {key for key, texts in articles().items() if any(there(text) for text in texts)}


PHRASES = [
    "chi phí đi lại",
    "chi phi di lai",
    "người bị lừa",
    "nạn nhân được hỗ trợ",
    "lừa gạt",
    "lua gat",
    "tre em",
    "trẻ em mồ côi",
    "trợ giúp pháp lý",
    "chi phí",
    "người",
    "bảng giá vé",
    "Gò Lau",
    "lại đi phí chi",
    "nạn nhân nạn nhân",
    "Chế độ hỗ trợ nạn nhân",  # the heading ends where the text begins
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_finds_exactly_the_articles_that_have_it(base: KnowledgeBase, phrase: str) -> None:
    assert keys(ask(base, f'"{phrase}"')) == having(phrase)
    assert keys(ask(base, f"“{phrase}” quy định hỗ trợ")) == having(phrase)


@pytest.mark.parametrize(
    ("first", "second"), [("nạn nhân", "bảo hiểm y tế"), ("trẻ em", "áo rơm"), ("lừa gạt", "người"), ("tre em", "bo luat")]
)
def test_two_phrases_may_stand_in_two_clauses(base: KnowledgeBase, first: str, second: str) -> None:
    assert keys(ask(base, f'"{first}" "{second}"')) == having(first) & having(second)


@pytest.mark.parametrize("left_out", ["trẻ", "tre", "trẻ em", "phạt tù", "chi phí đi lại", "người"])
def test_what_is_left_out_is_nowhere_in_the_article(base: KnowledgeBase, left_out: str) -> None:
    plain = keys(ask(base, "người trẻ em lừa gạt hỗ trợ thuyền"))
    typed = f'-"{left_out}"' if " " in left_out else f"-{left_out}"
    assert plain
    assert keys(ask(base, f"người trẻ em lừa gạt hỗ trợ thuyền {typed}")) == plain - having(left_out)
    assert keys(ask(base, f'"lừa gạt" {typed}')) == having("lừa gạt") - having(left_out)


def test_words_of_a_title(base: KnowledgeBase) -> None:
    assert keys(ask(base, "tiêu đề:hỗ trợ chế độ")) == {f"{law.LAW.key}#dieu-32"}
    assert keys(ask(base, "tieu de:che do")) == {f"{law.LAW.key}#dieu-32", f"{law.DECREE.key}#dieu-25"}
    assert keys(ask(base, 'tiêu đề:"độ chế"')) == set()
    named = keys(ask(base, "tiêu đề:chăm sóc trẻ"))
    assert named == {f"{law.CIRCULAR.key}#dieu-{number}" for number in (1, 2, 3)}


def test_filters_in_the_query_are_said_and_stand_in_for_others(base: KnowledgeBase) -> None:
    result = ask(base, "lừa gạt loại:bộ luật từ:2095 hiệu lực:chưa rõ", type="luat")
    assert keys(result) == {f"{law.CODE.key}#dieu-150"}
    assert result.understood.filters == {"type": "bo-luat", "status": "unknown", "issued_from": "2095-01-01"}
    assert [(asked.kind, asked.text, asked.value) for asked in result.understood.asked] == [
        ("type", "loại:bộ luật", "bo-luat"),
        ("issued_from", "từ:2095", "2095-01-01"),
        ("status", "hiệu lực:chưa rõ", "unknown"),
    ]
    assert result.understood.asked[0].without == "lừa gạt từ:2095 hiệu lực:chưa rõ"
    assert result.understood.text == "lừa gạt"
    assert keys(ask(base, 'coquan:"bộ mẫu" trẻ em')) == {f"{law.CIRCULAR.key}#dieu-{number}" for number in (1, 2, 3)}
    assert keys(ask(base, "chủ đề:trẻ em áo rơm cháo -cháo")) == {f"{law.CIRCULAR.key}#dieu-3"}


def test_conditions_go_with_a_citation(base: KnowledgeBase) -> None:
    assert keys(ask(base, 'điều 32 luật 66/2091 "chi phí đi lại"')) == {f"{law.LAW.key}#dieu-32"}
    assert keys(ask(base, 'điều 32 luật 66/2091 "thuyền"')) == set()


def test_the_words_of_a_phrase_are_shown(base: KnowledgeBase) -> None:
    (hit,) = ask(base, '"trợ giúp pháp lý"').hits
    assert [hit.snippet[start:end].lower() for start, end in hit.highlights] == ["trợ giúp pháp lý"]


def test_inside_an_instrument(base: KnowledgeBase) -> None:
    assert {hit.instrument for hit in ask(base, "người", instrument=law.LAW.key).hits} == {law.LAW.key}


@pytest.mark.parametrize("query", ["người trẻ em thuyền lừa gạt", '"trẻ em"', "người -trẻ", "loại:luật", "xyzzy"])
def test_facets_count_articles(base: KnowledgeBase, query: str) -> None:
    result = search(base, query, k=EVERYTHING, as_of=DAY, facets=True)
    facets = result.facets
    assert facets is not None
    assert (facets.articles, facets.complete) == (len(result.hits), True)
    known = {instrument.key: instrument.metadata for instrument in (*law.ALL, law.CIRCULAR)}
    metadata = [known[hit.instrument] for hit in result.hits]
    assert facets.counts["type"] == dict(Counter(item.type.value for item in metadata))
    assert facets.counts["status"] == dict(Counter(tone_of(hit.standing).value for hit in result.hits))
    assert facets.counts["year"] == dict(Counter(str(item.issued_on.year) for item in metadata if item.issued_on))
    assert sum(facets.counts["issuer"].values()) == sum(1 for item in metadata if item.issuer)
    assert facets.counts["topic"] == ({"9.1": count} if (count := sum(1 for hit in result.hits if hit.source_id)) else {})
    assert search(base, query, as_of=DAY).facets is None


def test_by_date(base: KnowledgeBase) -> None:
    query = "người trẻ em thuyền lừa gạt"
    best = search(base, query, k=EVERYTHING, as_of=DAY).hits
    issued = {instrument.key: instrument.metadata.issued_on for instrument in (*law.ALL, law.CIRCULAR)}
    for order, reverse in ((Order.NEWEST, True), (Order.OLDEST, False)):
        hits = search(base, query, k=EVERYTHING, as_of=DAY, order=order).hits
        assert {hit.key for hit in hits} == {hit.key for hit in best}
        days = [issued[hit.instrument] for hit in hits]
        dated = [day for day in days if day]
        assert dated == sorted(dated, reverse=reverse)
        assert days[: len(dated)] == dated  # what has no day comes last
        assert search(base, query, k=2, as_of=DAY, order=order).hits == hits[:2]


HOSTILE = [
    '"' * 5_000,
    '-"người" ' * 500,
    '"người bị" ' * 500,
    "tiêu đề:người " * 300,
    'loại:luật -a -b -c "d"',
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_conditions_get_a_plain_answer(base: KnowledgeBase, query: str) -> None:
    result = search(base, query, k=10, as_of=DAY, facets=True)
    assert len(result.understood.asked) <= 24
    assert MOST_CHECKED <= 1_000
