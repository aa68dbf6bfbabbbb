"""Keeps what people ask of articles for search: ``python -m benchmarks.asked``, whenever ``asked.txt`` has changed.

A line ``# KEY`` stands for an article, and below it a question a line. They were written from the words of these articles by eyes
that had seen none of the questions that search is measured with.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from kb.index.rows import group_number
from kb.language import analysis
from kb.search.asked import K1, MODEL, Asked, numbers_of

WRITTEN = Path(__file__).with_suffix(".txt")
_B = 0.3

Questions = Mapping[str, Sequence[str]]
"""Questions by the key of the article that answers them."""


def written_questions() -> Questions:
    """Those of ``asked.txt``."""
    found: dict[str, list[str]] = {}
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            here = found.setdefault(line[2:], [])
        else:
            here.append(line)
    return found


def learned(questions: Questions) -> Asked:
    """Questions as they are compared."""
    held: dict[int, list[int]] = defaultdict(list)
    lengths: list[int] = []
    firsts: list[int] = []
    for asked in questions.values():
        firsts.append(len(lengths))
        for question in asked:
            numbers = numbers_of(analysis.words(question))
            for number in numbers:
                held[number].append(len(lengths))
            lengths.append(len(numbers))
    tokens = sorted(held)
    counts = np.array([len(held[token]) for token in tokens], np.int64)
    rarity = np.log(1 + (len(lengths) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    norm = K1 * (1 - _B + _B * np.array(lengths, np.float32) * len(lengths) / sum(lengths))
    flat = np.array([question for token in tokens for question in held[token]], np.int32)
    return Asked(
        tokens=np.array(tokens, np.uint32),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        held=flat,
        weights=(np.repeat(rarity, counts) * (K1 + 1) / (1 + norm[flat])).astype(np.float32),
        rarity=rarity,
        firsts=np.array([*firsts, len(lengths)], np.int64),
        groups=np.array([group_number(key) for key in questions], np.int64),
    )


def main() -> None:
    """Write the file that search ships."""
    made = learned(written_questions())
    np.savez_compressed(MODEL, **{name: getattr(made, name) for name in Asked.__slots__})
    print(f"{MODEL.name}: {made.firsts[-1]:,} questions of {len(made.groups):,} articles, {MODEL.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
