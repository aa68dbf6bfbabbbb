"""Finding references in real texts: the judged passages, and the floor that holds."""

from pathlib import Path

import pytest

from benchmarks.citations import HELD_OUT, ROUNDS, SECOND, load_gold, read_passages, score

GOLD = load_gold()


def test_the_gold_set_is_what_it_should_be() -> None:
    assert len(GOLD) >= 400
    assert len({(passage.file, passage.place) for passage in GOLD}) == len(GOLD)
    assert sum(len(passage.references) for passage in GOLD) >= 550


@pytest.mark.realdata
def test_references_are_found_as_judged(data: Path) -> None:
    if not (data / GOLD[0].file).exists():
        pytest.skip(f"{GOLD[0].file} is not in ../shared/data")
    total, _, wrong = score(data, GOLD)
    shown = "\n".join(f"{passage.file} {passage.place}" for passage, _ in wrong)
    assert total.precision >= 0.98, shown
    assert total.recall >= 0.97, shown


@pytest.mark.realdata
def test_offsets_of_the_gold_set_lie_in_their_passages(data: Path) -> None:
    local = [passage for passage in GOLD if not passage.file.endswith(".gz")]
    for passage, text in read_passages(data, local):
        assert all(0 <= start < end <= len(text) for start, end, _ in passage.references)


def test_the_held_out_samples_share_no_passage_with_the_gold_set() -> None:
    samples = [GOLD, *(load_gold(path) for path in (HELD_OUT, SECOND, ROUNDS))]
    assert len({passage.sha256 for sample in samples for passage in sample}) == sum(map(len, samples))


@pytest.mark.long
@pytest.mark.realdata
@pytest.mark.parametrize("path", [ROUNDS, SECOND, HELD_OUT], ids=lambda path: path.stem)
def test_references_of_held_out_texts_are_found(data: Path, path: Path) -> None:
    sample = load_gold(path)
    if not (data / sample[0].file.partition("/pages.zip")[0]).exists():
        pytest.skip("the texts are not in ../shared/data")
    total, _, _ = score(data, sample)
    assert total.precision >= 0.98
    assert total.recall >= 0.98
