"""The steps of a search as Haystack components."""

from datetime import date
from pathlib import Path

import pytest
from haystack import Pipeline

from kb.base import KnowledgeBase
from kb.search import QueryKind, search
from kb.search.components import ClauseRetriever, HitMaker, QueryUnderstander, build_search_pipeline
from kb.vectors.indexing import reindex
from tests.kb import made_up_law as law

DAY = date(2098, 6, 1)
MODULE = "kb.search.components"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("base")
    with law.open_base(home) as base:
        law.fill(base)
        reindex(base)
    return home


@pytest.mark.parametrize(
    ("component", "parameters"),
    [
        (QueryUnderstander, {"home": "kho", "database_url": None}),
        (ClauseRetriever, {"home": "kho", "database_url": None, "top_k": 3}),
        (HitMaker, {}),
    ],
)
def test_to_dict_from_dict(component: type, parameters: dict[str, object]) -> None:
    data = component(**parameters).to_dict()
    assert data == {"type": f"{MODULE}.{component.__name__}", "init_parameters": parameters}
    assert component.from_dict(data).to_dict() == data


def test_init_opens_nothing(tmp_path: Path) -> None:
    QueryUnderstander(str(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_run(home: Path) -> None:
    plan = QueryUnderstander(str(home)).run("điều 150 BLHS", as_of=DAY)["plan"]
    assert plan.understood.kind is QueryKind.CITATION
    found = ClauseRetriever(str(home)).run(plan)
    hits = HitMaker().run(plan, **found)["hits"]
    assert [hit.key for hit in hits] == [f"{law.CODE.key}#dieu-150"]


def test_the_pipeline_answers_as_the_search_does(home: Path) -> None:
    made = build_search_pipeline(str(home), top_k=4)
    pipeline = Pipeline.from_dict(made.to_dict(), allowed_modules=[MODULE])
    with law.open_base(home) as base:
        _same(base, pipeline, "chi phi di lai")
        _same(base, pipeline, "66/2091/QH99")


def _same(base: KnowledgeBase, pipeline: Pipeline, query: str) -> None:
    hits = pipeline.run({"understand": {"query": query, "as_of": DAY}})["hits"]["hits"]
    assert tuple(hits) == search(base, query, k=4, as_of=DAY).hits
