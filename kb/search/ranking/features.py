"""What is compared between a question and an article that may answer it.

Nothing here depends on the size of the base: weights are shares of what the question holds, scores are shares of the best one. So a
model that has learned on the codification ranks a base of ten decrees too. Left out on purpose, though each would lift the score on
the development questions: what tells one instrument from another whatever is asked (year of issue, length of its name, how often
it is cited), because a model learns from it which instruments the questions were made of.

All candidates of a question are compared at once, in arrays.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from documents.text import fold
from documents.wording.types import LEVELS
from kb.index.engine import FOLDED, MARKED, View
from kb.language import analysis

Floats = npt.NDArray[np.float64]

NOTHING = 1e-6
"""Weight of a word that the base does not have."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """The words of a query, each once, and the pairs of words that stand side by side in it.

    :param words: in the form in which texts are compared: folded, where the query lacks marks
    :param folded: texts are compared without their marks
    :param weights: how much each word tells (BM25's idf; next to nothing for words that the base does not have)
    :param pair_weights: the same for each pair
    :param pair_at: number of the pair of two words by their numbers, -1 where the query has no such pair
    :param run: the query's words in order, by their numbers
    :param typed: each of the words as the query has it
    :param numbers: of the words, ascending; ``order`` says which word each is
    """

    words: tuple[str, ...]
    folded: bool
    weights: Floats
    pair_weights: Floats
    pair_at: npt.NDArray[np.int32]
    run: tuple[int, ...]
    typed: tuple[str, ...]
    numbers: npt.NDArray[np.uint32]
    order: npt.NDArray[np.int64]

    def places(self, words: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
        """Which word of the question each of some words is, by their numbers (`kb.language.analysis.word_numbers`); -1 for none."""
        if self.folded:
            words = analysis.fold_numbers(words)
        found = np.minimum(np.searchsorted(self.numbers, words), len(self.numbers) - 1)
        return np.where(self.numbers[found] == words, self.order[found], -1)

    @property
    def total(self) -> float:
        """What all words and pairs tell together."""
        return float(self.weights.sum() + self.pair_weights.sum())


def read_question(run: Sequence[str], folded: bool, view: View) -> Question:
    """A query's words as a question.

    :param run: the words in order, as indexed, abbreviations written out
    """
    typed = list(run)
    run = analysis.fold_words(typed) if folded else typed
    field = FOLDED if folded else MARKED
    words = tuple(dict.fromkeys(run))
    number = {word: place for place, word in enumerate(words)}
    side_by_side = list(dict.fromkeys((number[first], number[second]) for first, second in pairwise(run)))
    tokens = [f"{words[first]}_{words[second]}" for first, second in side_by_side]
    view.expect((field, token) for token in (*words, *tokens))
    pair_at = np.full((len(words), len(words)), -1, np.int32)
    for place, (first, second) in enumerate(side_by_side):
        pair_at[first, second] = place

    def weights(of: Sequence[str]) -> Floats:
        return np.array([_weight(view.frequency(field, token), view.documents) for token in of], np.float64)

    places = tuple(number[word] for word in run)
    typed_first: dict[str, str] = {}
    for word, as_typed in zip(run, typed, strict=True):
        typed_first.setdefault(word, as_typed)
    numbers = analysis.word_numbers(words)
    if folded:
        numbers = analysis.fold_numbers(numbers)
    order = np.argsort(numbers, kind="stable")
    return Question(
        words=words,
        folded=folded,
        weights=weights(words),
        pair_weights=weights(tokens),
        pair_at=pair_at,
        run=places,
        typed=tuple(typed_first.values()),
        numbers=numbers[order],
        order=order,
    )


def _weight(found: int, documents: int) -> float:
    return math.log(1 + (documents - found + 0.5) / (found + 0.5)) if found else NOTHING


Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint32]
Integers = npt.NDArray[np.int64]

_AVERAGE = {"heading": 9.0, "name": 18.0, "clause": 62.0}
"""Words, over the 62,455 articles and 202,116 clauses of the codification of February 2026."""
_K1, _B = 1.2, 0.75
_VOTE = 4
"""Power of a score in votes: so that many weak answers do not outvote a few good ones."""
_OTHER_LEVEL = 6
_HEADINGS = tuple(
    re.compile(pattern)
    for pattern in (
        "giai thich tu ngu|thuat ngu",
        "pham vi",
        "doi tuong ap dung",
        "hieu luc|chuyen tiep|to chuc thuc hien|trach nhiem thi hanh",
        "trach nhiem|nhiem vu|quyen han",
        "ho so|trinh tu|thu tuc",
        "dieu kien|tieu chuan",
        "nguyen tac",
        "bieu mau|phu luc",
    )
)
_DEFINITIONS = 1
_ASKS_MEANING = re.compile(r"\b(?:la gi|duoc hieu|the nao la|dinh nghia|khai niem|la nhu the nao)\b")
_ASKS_AMOUNT = re.compile(r"\b(?:bao nhieu|bao lau|muc|may)\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer, by its best clause.

    :param instrument: its key
    :param type: slug of the instrument's type
    :param words: of the clause with its points, as numbers (`kb.index.rows.read_words`)
    :param score: of the best clause at the first stage
    :param second: of the next best clause, 0 where it has none
    :param clauses: how many of its clauses the first stage has found
    :param total: the sum of their scores
    """

    instrument: str
    type: str
    name: str
    heading: str
    words: Words
    score: float
    second: float
    clauses: int
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Where the words of a question stand in one field of the candidates.

    :param words: candidates × words of the question
    :param pairs: candidates × pairs of the question
    :param run: longest run of the question's words, in pairs
    :param weight: BM25 of words and pairs, as a share of what the question holds
    :param covered: share of the field's own words that the question has
    :param length: words of the field
    """

    words: Flags
    pairs: Flags
    run: Integers
    weight: Floats
    covered: Floats
    length: Integers


def compare(question: Question, text: str, candidates: Sequence[Candidate]) -> npt.NDArray[np.float32]:
    """The features of the candidates of a question: candidates × features.

    :param text: the query as it is read
    :param candidates: in the order of the first stage; at least one
    """
    fields = find_in_fields(question, [(item.heading, item.name, item.words) for item in candidates])
    columns = {
        **_first_stage(question, candidates),
        **_votes(candidates),
        **_fields(question, fields),
        **_kinds(fold(text).lower(), question, candidates),
    }
    return np.column_stack([columns[name] for name in FEATURES]).astype(np.float32)


FEATURES = (
    *("rank", "score", "score_share", "second_score", "clauses", "total_score", "lead"),
    *("instrument_votes", "instrument_count", "instrument_first", "instrument_behind", "heading_votes", "heading_count"),
    *(
        f"{field}_{what}"
        for field in ("heading", "name", "clause")
        for what in ("words", "pairs", "run", "weight", "weight_share", "covered", "rare")
    ),
    "clause_length",
    "heading_length",
    *(f"{fields}_{what}" for fields in ("heading+name", "heading+clause", "all") for what in ("words", "pairs")),
    *("level", "heading_kind", "defines", "asks_meaning", "asks_amount", "question_length"),
)
"""Their names, in the order of the model's columns."""


def _first_stage(question: Question, candidates: Sequence[Candidate]) -> dict[str, Floats]:
    scores = np.array([item.score for item in candidates])
    best = max(float(scores.max()), 1e-9)
    second = scores[1] if len(scores) > 1 else 0.0
    return {
        "rank": np.arange(len(scores), dtype=np.float64),
        "score": scores / best,
        "score_share": scores / question.total,
        "second_score": np.array([item.second for item in candidates]) / best,
        "clauses": np.array([item.clauses for item in candidates], np.float64),
        "total_score": np.array([item.total for item in candidates]) / best,
        "lead": np.full(len(scores), 1 - second / best),
    }


def _votes(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    """What the other candidates of the same instrument, and those under the same heading, say for it."""
    scores = np.array([item.score for item in candidates])
    scores = scores / max(float(scores.max()), 1e-9)
    votes = scores**_VOTE
    out: dict[str, Floats] = {}
    keys = {"instrument": [item.instrument for item in candidates], "heading": [item.heading.lower() for item in candidates]}
    for name, values in keys.items():
        numbers: dict[str, int] = {}
        group = np.array([numbers.setdefault(value, len(numbers)) for value in values])
        out[f"{name}_votes"] = np.bincount(group, weights=votes)[group] - votes
        out[f"{name}_count"] = np.bincount(group)[group].astype(np.float64)
        if name == "instrument":
            first = np.zeros(len(numbers))
            np.maximum.at(first, group, scores)
            out["instrument_first"] = first[group]
            out["instrument_behind"] = first[group] - scores
    return out


def _fields(question: Question, fields: dict[str, Found]) -> dict[str, Floats]:
    out: dict[str, Floats] = {}
    rarest = np.argsort(-question.weights, kind="stable")[:3]
    for name, found in fields.items():
        out[f"{name}_words"] = _share(found.words, question.weights)
        out[f"{name}_pairs"] = _share(found.pairs, question.pair_weights)
        out[f"{name}_run"] = found.run.astype(np.float64)
        out[f"{name}_weight"] = found.weight
        best = float(found.weight.max())
        out[f"{name}_weight_share"] = found.weight / best if best > 0 else found.weight
        out[f"{name}_covered"] = found.covered
        out[f"{name}_rare"] = found.words[:, rarest].mean(axis=1)
    for name, parts in (("heading+name", ("heading", "name")), ("heading+clause", ("heading", "clause")), ("all", tuple(fields))):
        out[f"{name}_words"] = _share(np.logical_or.reduce([fields[part].words for part in parts]), question.weights)
        out[f"{name}_pairs"] = _share(np.logical_or.reduce([fields[part].pairs for part in parts]), question.pair_weights)
    out["clause_length"] = fields["clause"].length.astype(np.float64)
    out["heading_length"] = fields["heading"].length.astype(np.float64)
    return out


def _share(found: Flags, weights: Floats) -> Floats:
    total = float(weights.sum())
    return found @ weights / total if total > 0 else np.zeros(len(found))


def _kinds(folded: str, question: Question, candidates: Sequence[Candidate]) -> dict[str, Floats]:
    count = len(candidates)
    kinds = np.array([_heading_kind(item.heading) for item in candidates], np.float64)
    meaning = float(_ASKS_MEANING.search(folded) is not None)
    return {
        "level": np.array([LEVELS.get(item.type, _OTHER_LEVEL) for item in candidates], np.float64),
        "heading_kind": kinds,
        "defines": (kinds == _DEFINITIONS) * meaning,
        "asks_meaning": np.full(count, meaning),
        "asks_amount": np.full(count, float(_ASKS_AMOUNT.search(folded) is not None)),
        "question_length": np.full(count, float(len(question.run))),
    }


@lru_cache(maxsize=50_000)
def _heading_kind(heading: str) -> int:
    folded = fold(heading).lower()
    return next((number for number, pattern in enumerate(_HEADINGS, start=1) if pattern.search(folded)), 0)


@lru_cache(maxsize=20_000)
def short_words(text: str) -> Words:
    """Of headings and names, which come again and again."""
    return analysis.word_numbers(analysis.words(text))


def find_in_fields(question: Question, articles: Sequence[tuple[str, str, Words]]) -> dict[str, Found]:
    """By field, where the words of a question stand in articles, given by heading, name and clause."""
    headings, names, clauses = zip(*articles, strict=True)
    texts = {"heading": list(map(short_words, headings)), "name": list(map(short_words, names)), "clause": clauses}
    return {field: find_words(question, of, field) for field, of in texts.items()}


def find_words(question: Question, texts: Sequence[Words], field: str) -> Found:
    """Where the words and pairs of a question stand in texts; all texts are laid end to end."""
    count, distinct, pair_count = len(texts), len(question.words), len(question.pair_weights)
    length = np.array([len(text) for text in texts], np.int64)
    owner = np.repeat(np.arange(count), length)
    at = question.places(np.concatenate(texts))
    known = at >= 0
    times = np.bincount(owner[known] * distinct + at[known], minlength=count * distinct).reshape(count, distinct)
    damped = (_K1 * (1 - _B + _B * length / _AVERAGE[field]))[:, None]
    weight = (times * (_K1 + 1) / (times + damped)) @ question.weights
    pairs = np.zeros((count, pair_count), bool)
    run = np.zeros(count, np.int64)
    if pair_count and len(at) > 1:
        beside = known[:-1] & known[1:] & (owner[:-1] == owner[1:])
        pair = np.full(len(at) - 1, -1, np.int32)
        pair[beside] = question.pair_at[at[:-1][beside], at[1:][beside]]
        there = pair >= 0
        pair_times = np.bincount(owner[:-1][there] * pair_count + pair[there], minlength=count * pair_count)
        pair_times = pair_times.reshape(count, pair_count)
        pairs = pair_times > 0
        weight += (pair_times * (_K1 + 1) / (pair_times + damped)) @ question.pair_weights
        edges = np.diff(np.concatenate(([0], there.astype(np.int8), [0])))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
        np.maximum.at(run, owner[starts], ends - starts)
    covered = np.bincount(owner[known], minlength=count) / np.maximum(length, 1)
    return Found(times > 0, pairs, run, weight / question.total, covered, length)
