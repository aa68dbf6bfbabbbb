"""The steps of a search, which are what runs: in `kb.search.search`, and in pipelines written down and loaded elsewhere."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from haystack import Pipeline

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.errors import BaseNotOpenedError, IndexChangedError, IndexUnavailableError, InvalidQueryError
from kb.evaluation.files import read_queries
from kb.search import Filters, Order, QueryKind, SearchResult, search, steps
from kb.search.components import ClauseRetriever, HitMaker, QueryUnderstander, ask, build_search_pipeline
from kb.search.request import Failed, SearchRequest
from kb.settings import Settings
from tests.gate import HERE, SAMPLES
from tests.kb import made_up_law as law

DAY = date(2026, 3, 1)
MODULE = "kb.search.components"
CITATION = "khoản 2 điều 7 luật 06/2022/QH-MAU"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The samples of the gate."""
    with KnowledgeBase(Settings(home=tmp_path_factory.mktemp("base"), database_url=None)) as made:
        assert {report.status for report in ingest_paths(made, sorted(SAMPLES.iterdir()), workers=1)} == {"stored"}
        yield made


def same(result: SearchResult) -> SearchResult:
    return replace(result, took_ms=0.0)


@pytest.mark.parametrize(
    ("component", "parameters"),
    [
        (QueryUnderstander, {"home": "kho", "database_url": None, "top_k": 3}),
        (ClauseRetriever, {}),
        (HitMaker, {}),
    ],
)
def test_to_dict_from_dict(component: type, parameters: dict[str, object]) -> None:
    data = component(**parameters).to_dict()
    assert data == {"type": f"{MODULE}.{component.__name__}", "init_parameters": parameters}
    assert component.from_dict(data).to_dict() == data


def test_init_opens_nothing_and_a_run_makes_no_base(tmp_path: Path) -> None:
    pipeline = build_search_pipeline(str(tmp_path / "none"))
    with pytest.raises(BaseNotOpenedError):
        ask(pipeline, CITATION)
    assert not (tmp_path / "none").exists()


def test_run(base: KnowledgeBase) -> None:
    read = QueryUnderstander(str(base.settings.home)).run(SearchRequest(CITATION, as_of=DAY))["read"]
    assert not isinstance(read, Failed)
    assert read.plan.understood.kind is QueryKind.CITATION
    found = ClauseRetriever().run(read)
    result = HitMaker().run(found["found"])["result"]
    assert isinstance(result, SearchResult)
    assert [hit.key for hit in result.hits] == [document.meta["article"] for document in found["documents"]]
    assert result.hits[0].key.endswith("#dieu-7")


def test_a_pipeline_that_was_written_down_answers_every_question_of_the_gate_as_the_search_does(base: KnowledgeBase) -> None:
    loaded = Pipeline.loads(build_search_pipeline(str(base.settings.home), top_k=4).dumps())
    queries = [query.text for query in read_queries(HERE / "questions.jsonl", "text")]
    assert len(queries) == 45
    for query in queries:
        assert same(ask(loaded, query)) == same(search(base, query, k=4)), query
    some = SearchRequest(queries[0], 60, DAY, Filters(type="luat"), Order.NEWEST, facets=True, verbatim=True)
    found = search(base, some.query, some.k, some.as_of, some.filters, some.order, some.facets, some.verbatim)
    assert same(ask(loaded, some)) == same(found)
    assert found.facets
    loaded.close()


@pytest.mark.parametrize("step", ["read_query", "find_clauses", "make_result"])
def test_what_a_component_does_is_what_the_search_does(base: KnowledgeBase, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []
    run = getattr(steps, step)

    def noted(given: object) -> object:
        seen.append(given)
        return run(given)

    monkeypatch.setattr(steps, step, noted)
    search(base, CITATION)
    ask(build_search_pipeline(str(base.settings.home)), CITATION)
    assert len(seen) == 2


def test_what_fails_is_raised_as_it_is_and_nothing_of_the_query_is_logged(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with pytest.raises(InvalidQueryError, match="status_unknown"):
        search(base, "thuê nhà", filters=Filters(status="chua-biet"))
    search(base, "thuê nhà")
    assert "thuê" not in caplog.text
    assert "thuê" not in repr(SearchRequest("thuê nhà"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("errors", "degraded"),
    [
        ([IndexChangedError], False),
        ([IndexChangedError, IndexChangedError], True),
        ([IndexUnavailableError], True),
        ([IndexChangedError, IndexUnavailableError], True),
    ],
)
@pytest.mark.parametrize("place", ["context_of", "retrieve"])
def test_an_index_that_changes_or_goes_is_seen_to_in_the_pipeline(
    base: KnowledgeBase, place: str, errors: list[type[Exception]], degraded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, real = [error("đổi") for error in errors], getattr(steps, place)

    def fail(*given: object) -> object:
        if left:
            raise left.pop(0)
        return real(*given)

    whole = search(base, CITATION, as_of=DAY)
    monkeypatch.setattr(steps, place, fail)
    result = ask(build_search_pipeline(), SearchRequest(CITATION, as_of=DAY, base=base))
    assert left == []
    assert result.degraded is degraded
    assert [hit.key for hit in result.hits] == [hit.key for hit in whole.hits]


def test_two_bases_have_nothing_in_common(base: KnowledgeBase, tmp_path: Path) -> None:
    with law.open_base(tmp_path) as other:
        law.fill(other)
        assert search(other, "66/2091/QH99").hits
        assert search(base, "66/2091/QH99").hits == ()
