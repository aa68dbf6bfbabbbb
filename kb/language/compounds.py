"""Which syllables of a run make up one word: trợ giúp | pháp lý | cho | nạn nhân | mua bán | người."""

from collections.abc import Collection, Sequence

from kb.language.word_model import BITS, WordModel

_LEAST_BITS, _LEAST_OF_FREQUENT, _LEAST_SHARE = 3.5, 5.4, 0.02
"""How much more often than by chance two syllables stand together, and in which share of the places of one of them. Two that stand
everywhere often meet without being a word: người bị."""


def compounds(model: WordModel, run: Sequence[str], frequent: Collection[str] = ()) -> list[tuple[str, ...]]:
    """The words of a run, of one or two syllables each: those that hold together most in the base's texts.

    :param frequent: syllables that stand everywhere
    """
    best: list[tuple[float, list[tuple[str, ...]]]] = [(0.0, [])]
    for place, word in enumerate(run):
        least = _LEAST_OF_FREQUENT if place and word in frequent and run[place - 1] in frequent else _LEAST_BITS
        tie = _tie(model, run[place - 1], word, least) if place else 0.0
        score, words = best[-1]
        alone = (score, [*words, (word,)])
        score, words = best[place - 1] if place else (0.0, [])
        best.append((score + tie, [*words, (run[place - 1], word)]) if tie and score + tie > alone[0] else alone)
    return best[-1][1]


def _tie(model: WordModel, first: str, second: str, least: float) -> float:
    """By how many bits two syllables are one word, 0 where they are two."""
    before, after = model.number_of(first), model.number_of(second)
    if before is None or after is None or first[:1].isdigit() or second[:1].isdigit():
        return 0.0
    cost = model.pair_cost(before, after)
    bits = (model.single_cost(after) - cost) / BITS
    together = model.count_of(before) * 2 ** (-cost / BITS)
    share = together / max(1, min(model.count_of(before), model.count_of(after)))
    return bits if bits >= least and share >= _LEAST_SHARE else 0.0
