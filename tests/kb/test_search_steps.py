"""A search by its steps: nothing of a query is logged, and an index that changes or goes meanwhile is seen to."""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.batch import ingest_paths
from kb.base import KnowledgeBase
from kb.errors import IndexChangedError, IndexUnavailableError, InvalidQueryError
from kb.search import Filters, Knowledge, search, steps
from kb.settings import Settings
from tests.gate import SAMPLES
from tests.kb import made_up_law as law

DAY = date(2026, 3, 1)
CITATION = "khoản 2 điều 7 luật 06/2022/QH-MAU"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The samples of the gate."""
    with KnowledgeBase(Settings(home=tmp_path_factory.mktemp("base"), database_url=None)) as made:
        assert {report.status for report in ingest_paths(made, sorted(SAMPLES.iterdir()), workers=1)} == {"stored"}
        yield made


def test_what_fails_is_raised_as_it_is_and_nothing_of_the_query_is_logged(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with pytest.raises(InvalidQueryError, match="status_unknown"):
        search(base, "thuê nhà", filters=Filters(status="chua-biet"))
    search(base, "thuê nhà")
    assert "thuê" not in caplog.text
    assert "thuê" not in repr(steps._Request(base, "thuê nhà", 10, None, Filters(), Knowledge()))
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
def test_an_index_that_changes_or_goes_is_seen_to(
    base: KnowledgeBase, place: str, errors: list[type[Exception]], degraded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, real = [error("đổi") for error in errors], getattr(steps, place)

    def fail(*given: object) -> object:
        if left:
            raise left.pop(0)
        return real(*given)

    whole = search(base, CITATION, as_of=DAY)
    monkeypatch.setattr(steps, place, fail)
    result = search(base, CITATION, as_of=DAY)
    assert left == []
    assert result.degraded is degraded
    assert [hit.key for hit in result.hits] == [hit.key for hit in whole.hits]


def test_two_bases_have_nothing_in_common(base: KnowledgeBase, tmp_path: Path) -> None:
    with law.open_base(tmp_path) as other:
        law.fill(other)
        assert search(other, "66/2091/QH99").hits
        assert search(base, "66/2091/QH99").hits == ()
