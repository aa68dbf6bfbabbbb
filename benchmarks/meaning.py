"""Learns which words of people mean which words of the law: ``python -m benchmarks.meaning`` makes the file that search ships.

A question is to lie nearer to its article than to those of other questions and to that article's neighbours; a heading nearer to
its text, and a stretch of a text to its heading, than to those of other articles (cross-entropy over cosines, AdaGrad).
"""

import argparse
import random
import sys
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from benchmarks.asked import written_questions
from benchmarks.bases import kept_base, open_base
from benchmarks.judged import CorpusArticle, asked_by_people, corpus
from kb.language import analysis
from kb.search.ranking.features import Words
from kb.search.ranking.meaning import LOOKED_AT, MODEL, NAME, Vectors, with_pairs

SEED, SIZE = 2026, 64
ASKED, HELD = 20_000, 10_000
"""Words and pairs of questions, and words of articles, that have a place: the most frequent."""
WARM_UP, ROUNDS, BATCH = 150, 400, 384
RATE, NEARNESS, DROPPED = 0.02, 0.07, 0.15
_STRETCH = 18
_OFTEN = 6
"""A word of a question counts as so many of articles' texts when what has a place is chosen."""

Row = list[tuple[npt.NDArray[np.int64], float]]


class Side:
    """The words of questions or of articles, and their places while they are learned."""

    def __init__(self, counts: Counter[int], most: int, articles: int, rarity: Counter[int]) -> None:
        self.numbers: Words = np.sort(np.array([number for number, _ in counts.most_common(most)], np.uint32))
        told = np.log(1 + articles / (1 + np.array([rarity[number] for number in self.numbers.tolist()])))
        chance = np.random.default_rng(SEED)
        places = chance.normal(0, SIZE**-0.5, (len(self.numbers), SIZE)) * (told / told.mean())[:, None]
        self.places: Vectors = places.astype(np.float32)
        self.moved: Vectors = np.zeros_like(self.places)

    def find(self, words: Words) -> npt.NDArray[np.int64]:
        """The rows of words that have a place."""
        at = np.minimum(np.searchsorted(self.numbers, words), len(self.numbers) - 1)
        return at[self.numbers[at] == words]

    def matrix(self, rows: Sequence[Row]) -> csr_matrix:
        """Texts, each of parts with their weights, as rows that times the places are the texts' places."""
        parts = [[(at, weight) for at, weight in row if len(at)] for row in rows]
        at = [at for row in parts for at, _ in row]
        values = [np.full(len(at), weight / len(at) ** 0.5, np.float32) for row in parts for at, weight in row]
        ends = np.cumsum([0, *(sum(len(at) for at, _ in row) for row in parts)])
        return csr_matrix((np.concatenate(values), np.concatenate(at), ends), shape=(len(rows), len(self.numbers)))

    def move(self, texts: csr_matrix, slope: Vectors) -> None:
        """AdaGrad, of the words that stand in the texts."""
        rows = np.unique(texts.indices)
        found = texts.T.tocsr()[rows] @ slope
        self.moved[rows] += found * found
        self.places[rows] -= RATE * found / (np.sqrt(self.moved[rows]) + 1e-7)

    def kept(self, name: str) -> dict[str, npt.NDArray[np.generic]]:
        """As they are shipped."""
        scales = (np.abs(self.places).max(axis=1) / 127).astype(np.float16)
        whole = np.round(self.places / np.maximum(scales.astype(np.float32), 1e-9)[:, None]).clip(-127, 127)
        return {f"{name}_numbers": self.numbers, f"{name}_vectors": whole.astype(np.int8), f"{name}_scales": scales}


class Learner:
    """What is learned from, and the places."""

    def __init__(self, articles: Sequence[CorpusArticle], questions: Sequence[tuple[str, int]]) -> None:
        self.chance = random.Random(SEED)
        self.articles, self.of = articles, [article for _, article in questions]
        texts = [_numbers(article.text[:6_000]) for article in articles]
        asked = [with_pairs(_numbers(text)) for text, _ in questions]
        spoken, written = Counter[int](), Counter[int]()
        for article, text in zip(articles, texts, strict=True):
            written.update({*text[:300].tolist(), *_numbers(article.heading).tolist()})
            spoken.update(with_pairs(_numbers(article.heading)).tolist())
        for words in asked:
            for number in set(words.tolist()):
                spoken[number] += _OFTEN
        rarity = written | spoken
        self.asked = Side(spoken, ASKED, len(articles), rarity)
        self.held = Side(written, HELD, len(articles), rarity)
        self.questions = [self.asked.find(words) for words in asked]
        self.texts = texts
        self.headings = [_numbers(article.heading) for article in articles]
        self.names = [_numbers(article.name) for article in articles]

    def learn(self) -> None:
        """All rounds."""
        for _ in range(WARM_UP):
            self.from_texts(BATCH)
        for number in range(ROUNDS):
            loss = self.from_questions(BATCH)
            if number % 3 == 0:
                self.from_texts(BATCH // 2)
            if number % 50 == 0:
                print(number, f"{loss:.3f}", file=sys.stderr, flush=True)

    def from_questions(self, count: int) -> float:
        """One round: questions, their articles and neighbours of these."""
        chosen = self.chance.sample(range(len(self.of)), count)
        right = [self.of[number] for number in chosen]
        near = [article + self.chance.choice((-3, -2, -1, 1, 2, 3)) for article in right]
        near = [other for other, article in zip(near, right, strict=True) if self._beside(other, article)]
        rows: list[Row] = [[(self._some(self.questions[number]), 1.0)] for number in chosen]
        return self._step(rows, [self._article(article) for article in (*right, *near)], [*right, *near])

    def from_texts(self, count: int) -> None:
        """One round: headings and their texts, or stretches of texts and their articles."""
        drawn = self.chance.sample(range(len(self.articles)), count)
        chosen = [n for n in drawn if len(self.texts[n]) > 8 and len(self.headings[n])]
        if self.chance.random() < 0.5:
            asked: list[Row] = [[(self._some(self.asked.find(with_pairs(self.headings[n]))), 1.0)] for n in chosen]
            held: list[Row] = [[(self.held.find(self._window(n, LOOKED_AT)), 1.0)] for n in chosen]
        else:
            asked = [[(self._some(self.asked.find(with_pairs(self._window(n, _STRETCH)))), 1.0)] for n in chosen]
            held = [self._article(n) for n in chosen]
        self._step(asked, held, [zlib.crc32(self.articles[n].heading.lower().encode()) for n in chosen])

    def _step(self, asked: Sequence[Row], held: Sequence[Row], same: Sequence[int]) -> float:
        """Move the places so that each question lies nearer to the article in its row.

        :param same: what articles that answer alike have in common
        """
        count = len(asked)
        left, right = self.asked.matrix(asked), self.held.matrix(held)
        one, other = left @ self.asked.places, right @ self.held.places
        one_long, other_long = (np.linalg.norm(of, axis=1, keepdims=True) + 1e-6 for of in (one, other))
        one, other = one / one_long, other / other_long
        near = one @ other.T / NEARNESS
        alike = np.array(same)[None, :] == np.array(same[:count])[:, None]
        np.fill_diagonal(alike, False)
        near[alike] = -1e9
        share = np.exp(near - near.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        at = np.arange(count)
        loss = float(-np.log(share[at, at] + 1e-9).mean())
        share[at, at] -= 1
        share /= count * NEARNESS
        for side, texts, of, long, slope in (
            (self.asked, left, one, one_long, share @ other),
            (self.held, right, other, other_long, share.T @ one),
        ):
            side.move(texts, (slope - of * (slope * of).sum(axis=1, keepdims=True)) / long)
        return loss

    def _beside(self, other: int, article: int) -> bool:
        return 0 <= other < len(self.articles) and self.articles[other].instrument == self.articles[article].instrument

    def _some(self, words: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return words[[self.chance.random() > DROPPED for _ in words]] if len(words) > 3 else words

    def _window(self, article: int, length: int) -> Words:
        text = self.texts[article]
        start = self.chance.randrange(len(text) - length + 1) if len(text) > length and self.chance.random() < 0.6 else 0
        return text[start : start + length]

    def _article(self, article: int) -> Row:
        parts = ((self._window(article, LOOKED_AT), 1.0), (self.headings[article], 1.0), (self.names[article], NAME))
        return [(self.held.find(words), weight) for words, weight in parts]


def _numbers(text: str) -> Words:
    return analysis.word_numbers(analysis.words(text))


def learned(articles: Sequence[CorpusArticle]) -> dict[str, npt.NDArray[np.generic]]:
    """What is shipped."""
    place = {article.key: number for number, article in enumerate(articles)}
    asked = [(text, key) for key, texts in written_questions().items() for text in texts]
    asked += [(item.text, min(item.answers)) for item in asked_by_people(articles)]
    learner = Learner(articles, [(text, place[key]) for text, key in asked if key in place])
    learner.learn()
    return learner.asked.kept("asked") | learner.held.kept("held")


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meaning", description=__doc__)
    parser.add_argument("--home", type=Path, help="a base that holds the codification; default: the one of the benchmarks")
    arguments = parser.parse_args()
    with open_base(arguments.home) if arguments.home else kept_base() as base:
        articles = corpus(base)
    np.savez_compressed(MODEL, **learned(articles))


if __name__ == "__main__":
    main()
