"""Search must not become worse unnoticed: the same questions over the same texts against the stored baseline.

What a change is meant to move is stored anew with ``make baseline``, in the same commit.
"""

from collections.abc import Collection
from pathlib import Path

import pytest

from kb.evaluation.files import read_judgements, read_queries
from tests.gate import (
    CODIFICATION_BASELINE,
    HERE,
    SAMPLES_BASELINE,
    STYLES,
    Done,
    figures,
    measure_codification,
    measure_samples,
    ranks_of,
    read_ranks,
    save_ranks,
)
from tests.linear import one_of_many

# One question of 45 moves a share by 0.022, one of 106 by 0.009.
SAMPLES_TOLERANCE = 0.03
CODIFICATION_TOLERANCE = 0.015


def regressions(done: Done, baseline: Path, tolerance: float, styles: Collection[str] = tuple(STYLES)) -> list[str]:
    """The figures that are lower than the baseline by more than the tolerance, said in a line each."""
    ranks = ranks_of(done)
    before = {asked: places for asked, places in read_ranks(baseline).items() if asked[1] in styles}
    assert set(ranks) == set(before), "other questions than the baseline's: store it anew with `make baseline`"
    was = figures(before)
    return [f"{name}: {was[name]} → {now}" for name, now in figures(ranks).items() if now - was[name] < -tolerance]


def test_the_questions_are_judged() -> None:
    queries = read_queries(HERE / "questions.jsonl", "text")
    assert set(queries) == set(read_judgements(HERE / "judgements.tsv"))
    assert len(queries) >= 40


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Done:
    return measure_samples(tmp_path_factory.mktemp("samples"))


def test_search_over_the_samples_has_not_become_worse(samples: Done) -> None:
    assert regressions(samples, SAMPLES_BASELINE, SAMPLES_TOLERANCE) == []


@pytest.mark.realdata
@pytest.mark.parametrize("styles", one_of_many({"as typed": ("as_typed",), "in every style": tuple(STYLES)}))
def test_search_over_a_part_of_the_codification_has_not_become_worse(tmp_path: Path, data: Path, styles: tuple[str, ...]) -> None:
    assert regressions(measure_codification(tmp_path, data, styles), CODIFICATION_BASELINE, CODIFICATION_TOLERANCE, styles) == []


def test_a_baseline_holds_ids_and_ranks_only() -> None:
    for path in (SAMPLES_BASELINE, CODIFICATION_BASELINE):
        for (query, style), places in read_ranks(path).items():
            assert " " not in query
            assert style in STYLES
            assert set(places) <= {"article", "clause"}


def test_a_run_below_the_baseline_is_noticed(tmp_path: Path, samples: Done) -> None:
    best = tmp_path / "baseline.jsonl"
    save_ranks(best, {key: dict.fromkeys(places, 1) for key, places in ranks_of(samples).items()})
    found = regressions(samples, best, SAMPLES_TOLERANCE)
    assert any(line.startswith("as_typed article mrr@10: 1.0 → ") for line in found)


def test_other_questions_than_the_baselines_are_noticed(tmp_path: Path, samples: Done) -> None:
    fewer = tmp_path / "baseline.jsonl"
    save_ranks(fewer, dict(list(ranks_of(samples).items())[1:]))
    with pytest.raises(AssertionError, match="make baseline"):
        regressions(samples, fewer, SAMPLES_TOLERANCE)
