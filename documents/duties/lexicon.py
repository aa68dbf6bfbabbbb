"""What the whole codification tells about words: which begin an act, which are the subject of a duty, which are used alike.

Made by ``benchmarks/duties/mining.py`` from the texts of a base: of each pair of words how often it follows a modal word, of each
subject how often a duty or right of a person follows it, and classes of words by what stands around them.
"""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise, repeat

NONE = ("x", "x")
EDGE = ("-", "-")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words.

    :param verbs: how often one or two words begin an act, from 1 to 3
    :param heads: of the first two words of a subject how often it is a person or body, from 0 to 3
    :param subjects: the same of a whole subject
    :param longest: of the first two words of subjects, how many words the longest of them has
    :param alike: of one or two words a wide and a narrow class
    """

    verbs: dict[str, str]
    heads: dict[str, str]
    subjects: dict[str, str]
    longest: dict[str, int]
    alike: dict[str, tuple[str, str]]

    def classes(self, low: Sequence[str], at: int, many: int = 1) -> tuple[str, str]:
        """The wide and the narrow class of the words from a place on."""
        return self.alike.get(" ".join(low[at : at + many]), NONE) if 0 <= at <= len(low) - many else EDGE


@lru_cache(1)
def read_lexicon() -> Lexicon:
    """The lexicon of the package."""
    known = Lexicon({}, {}, {}, {}, {})
    for line in gzip.decompress(files(__package__).joinpath("model", "lexicon.tsv.gz").read_bytes()).decode().splitlines():
        kind, phrase, *values = line.split("\t")
        if kind == "alike":
            known.alike[phrase] = values[0], values[1]
            continue
        {"verb": known.verbs, "head": known.heads, "subject": known.subjects}[kind][phrase] = values[0]
        if kind == "subject":
            words = phrase.split()
            pair = " ".join(words[:2])
            known.longest[pair] = max(known.longest.get(pair, 0), len(words))
    return known


@dataclass(frozen=True, slots=True)
class LexiconMarks:
    """What is known of each word of a clause, see :class:`Lexicon`; ``after`` where a subject has just ended.

    :param singles: the classes of each word
    :param pairs: the same of each word with the next one, from two before the first to two behind the last
    """

    verbs: list[str]
    heads: list[str]
    subjects: list[str]
    after: list[str]
    singles: list[tuple[str, str]]
    pairs: list[tuple[str, str]]


def look_up(low: Sequence[str]) -> LexiconMarks:
    """What the lexicon tells of the words of a clause."""
    known = read_lexicon()
    size = len(low)
    pairs = [*map(" ".join, pairwise(low)), ""]
    verbs = [one + other for one, other in zip(*(map(known.verbs.get, some, repeat("0")) for some in (pairs, low)), strict=True)]
    heads = list(map(known.heads.get, pairs, repeat("n")))
    subjects, after = ["O"] * size, ["0"] * size
    for at in (at for at, pair in enumerate(pairs) if pair in known.longest):
        for length in range(min(known.longest[pairs[at]], size - at), 1, -1):
            level = known.subjects.get(" ".join(low[at : at + length]))
            if level is not None:
                subjects[at] = f"B{level}"
                for inside in range(at + 1, at + length):
                    subjects[inside] = f"I{level}" if subjects[inside] == "O" else subjects[inside]
                if at + length < size:
                    after[at + length] = level
                break
    singles = list(map(known.alike.get, low, repeat(NONE)))
    both = map(known.alike.get, pairs[:-1], repeat(NONE))
    return LexiconMarks(verbs, heads, subjects, after, singles, [EDGE, EDGE, *both, EDGE, EDGE, EDGE])
