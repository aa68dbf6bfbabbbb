"""Common blocks: those of `difflib`, however often a text says the same."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.comparison import blocks, diff_words
from documents.comparison.blocks import Block, likeness_of, matching_blocks, runs_of
from documents.comparison.compared import compare
from documents.comparison.words import diff_reading
from documents.model import Kind, Provision

_sequences = st.lists(st.sampled_from("aab c"), max_size=40)


def expected(left: list[str], right: list[str]) -> list[Block]:
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [Block(*block) for block in matcher.get_matching_blocks() if block.size]


@given(_sequences, _sequences)
def test_the_blocks_are_those_of_difflib(left: list[str], right: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patched:  # so that nothing is left to difflib itself
        patched.setattr(blocks, "_FEW", 0)
        patched.setattr(blocks, "_SHORT", 0)
        assert matching_blocks(left, right) == expected(left, right)
    assert likeness_of(left, right) == pytest.approx(SequenceMatcher(None, left, right, autojunk=False).ratio())
    runs = list(runs_of(left, right))
    assert [word for run in runs for word in left[run.i : run.j]] == left
    assert [word for run in runs for word in right[run.k : run.m]] == right


def repeated(phrase: str, size: int) -> str:
    return (phrase * (size // len(phrase) + 1))[:size]


REPEATED = [
    pytest.param("a ", "a ", id="one letter"),
    pytest.param("Ủy ban nhân dân cấp tỉnh, ", "Ủy ban nhân dân cấp tỉnh, ", id="one body"),
    pytest.param("một hai ba ", "ba hai một ", id="the same words in another order"),
    pytest.param("Bộ Công an, ", "Bộ Quốc phòng, ", id="two bodies"),
    pytest.param(", ", "; ", id="punctuation"),
    pytest.param("với; ", "với; ", id="sentences of one word"),
    pytest.param("và a, ; ", "và a, b; ", id="items of a list"),
]


@pytest.mark.parametrize(("phrase", "other"), REPEATED)
def test_the_words_are_gone_through_a_few_times_however_often_they_come(phrase: str, other: str) -> None:
    def gone_through(size: int) -> float:
        left, right = repeated(phrase, size).split(), repeated(other, size * 9 // 10).split()
        found = blocks._Blocks(left, right)
        before = found._work
        list(found.found())
        return (before - found._work) / (len(left) + len(right))

    assert gone_through(40_000) <= gone_through(10_000) + 5 <= 40


@pytest.mark.long
@pytest.mark.parametrize(("phrase", "other"), REPEATED)
def test_repetition_hangs_no_comparison(phrase: str, other: str) -> None:
    """A tenth of this took minutes."""
    left, right = repeated(phrase, 100_000), repeated(other, 90_000)
    assert "".join(span.new for span in diff_words(left, right)) == right
    assert "".join(span.old for span in diff_reading(left, right)) == left
    articles = [[Provision("dieu-1", Kind.ARTICLE, "1", text=text)] for text in (left, right)]
    short = [[Provision("dieu-1", Kind.ARTICLE, "1", text=text[:4_000])] for text in (left, right)]
    assert compare(*articles)
    assert compare(*short)
