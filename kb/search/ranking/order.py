"""The second stage: the articles that the first stage found, by the learned model and by what is asked for; and why.

The learned model has seen citizens' questions, which name their subject in the law's words. Callers tell a story and end with
"nộp đơn ở đâu" or "được hỗ trợ gì": that says which kind of article answers. These are rules of the language of headings, not of
any instrument.
"""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from heapq import heapify, heappop, heappush

import numpy as np

from documents.text import fold
from documents.time.status import Basis, StatusCode
from documents.wording.types import LAW_TYPES, is_law
from kb.index.engine import Document, Match, View
from kb.index.fields import clause_evidence_of, evidence_of, last_known_of, status_of
from kb.index.rows import read_words
from kb.law.status.provision_status import ProvisionStatus, provision_status, tone_of
from kb.search.model import Evidence, Reasons
from kb.search.ranking.features import NOTHING, Candidate, Flags, Floats, Found, Question, compare, find_in_fields
from kb.search.ranking.meaning import nearness
from kb.search.ranking.trees import Trees
from kb.search.reading.understanding import Plan


@dataclass(frozen=True, slots=True)
class Fit:
    """What an article of a kind gains where a question asks for it.

    :param asked: what a folded question says that asks for it; ``kind`` what the folded heading of such an article says
    :param gain: for articles of the kind; negative: what they lose where nobody asks for them
    """

    asked: re.Pattern[str]
    kind: re.Pattern[str]
    gain: float

    def wanted(self, question: str) -> bool:
        """Whether it is to be added for a folded question."""
        return (self.asked.search(question) is not None) is (self.gain > 0)


BENEFITS = re.compile(r"\b(?:ho tro|duoc|huong|nhan|che do)(?: nhung)? (?:gi|nao)\b")
_MEANING = r"\b(?:dinh nghia|khai niem|the nao la|nghia la gi|duoc hieu)\b"
_PAPERS = r"\b(?:ho so|giay to gi|thu tuc|nop don|nop o dau)\b"

FITS = tuple(
    Fit(re.compile(asked), re.compile(kind), gain)
    for asked, kind, gain in (
        (_PAPERS, r"\b(?:ho so|trinh tu|thu tuc)\b", 2.0),
        (BENEFITS, r"\bche do\b", 1.5),
        (_MEANING, r"\b(?:giai thich tu ngu|thuat ngu)\b", 2.0),
        (r"\bnguyen tac\b", r"^nguyen tac\b", -1.0),
    )
)
"""Chosen on 259 fresh questions (docs/searching.md)."""

_FOR_WHOM = re.compile(r"((?:\w+ ){0,3}\w+) cho\b")
MATTER = 1.0
"""For "trợ cấp cho nạn nhân …": a heading that names the matter, however much others say of the victim. On 259 fresh questions it
changes none of the first; without it that query's article is fifth on 15/06/2020."""


def asked_by(text: str) -> tuple[Fit, ...]:
    """What a question asks for.

    :param text: as it was read, with or without marks
    """
    folded = fold(text).lower()
    matter = _FOR_WHOM.match(folded)
    named = (Fit(_FOR_WHOM, re.compile(rf"\b{matter[1]}\b"), MATTER),) if matter else ()
    return (*(fit for fit in FITS if fit.wanted(folded)), *named)


def fitness(asked: Sequence[Fit], heading: str | None) -> float:
    """What an article gains or loses by its heading."""
    return sum(fit.gain for fit in asked if fit.kind.search(_folded(heading or "")))


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return fold(text).lower()


DEPTH = 80
"""Articles that are ranked; those behind them stay in the order of the first stage. 120 found none more among ten, on 167 fresh and
409 citizens' questions, and took 3 ms more of a search's 29."""

NAMED = 3.0
"""Added to articles of the instrument that a query names beside its words; the questions that the model learned from name none."""

NOT_IN_FORCE, ENDED, FOLLOWED = 4.0, 6.0, 4.0
"""Taken from what is over on the day by its own words, or has not begun; from what another has ended, as something mostly stands in
its place; and from what another of its name has followed, of which the base does not know whether it still holds. So it goes behind
what holds wherever both answer, and not behind what hardly answers. Of 543 questions of four draws (today's day but where they name
one) something over or followed, and not right, came first for 25 with 4 for all that is over and nothing else, for 3 with these;
what is right and not over for 329 and 336. Other words since then take nothing: the article may still be the answer.
"""
LONG_AGO = 3.0
"""Taken from what a register or a person saw in force last more than a year before the day. Of 363 fresh questions 266 have theirs
first with it, 264 without; of all that was seen last so long ago, 264, and reviewers lose three."""

LAW = 0.5
"""Given to articles of laws and codes: of what answers as well, the law goes before what guides it."""

NO_LAW = 6.0
"""Taken from what is no law, such as a contract: it stands below the law that answers, and by its own words still among ten."""

ASKED = 4.0
"""Given to the article whose questions are most like the query, and less to others (`kb.search.asked`). Chosen on one half of 126
fresh questions, told on the other (docs/searching.md)."""
MEANING = 8.0
"""Times how near an article's words lie to the question's (`kb.search.ranking.meaning`). Chosen on questions of four writers about
instruments that the places were not learned from, and on 180 of other writers (docs/searching.md)."""


def ranked(
    view: View,
    ranker: Trees,
    question: Question,
    plan: Plan,
    matches: Sequence[Match],
    best: Sequence[Match],
    count: int,
    likeness: Mapping[int, float],
) -> list[Match]:
    """The best clauses of articles in the order of the model, with its scores.

    :param matches: all clauses of the first stage
    :param best: of these one for each article, in the order of the first stage
    :param count: how many of them are wanted; those behind stand as if all were in force
    :param likeness: by the number of an article, how like the query is to what people ask of it
    """
    first, rest = list(best[:DEPTH]), best[DEPTH:]
    if not first or not len(question.words):
        return list(best)
    documents = view.stored(first)
    compared = candidates(first, documents, matches)
    learned = ranker.scores(compare(question, plan.words, compared)) + MEANING * nearness(plan.words, compared)
    asked = asked_by(plan.words)
    scores = [
        float(score)
        + ASKED * likeness.get(match.group, 0.0)
        + (NAMED if document.meta["instrument"] in plan.raised else 0.0)
        + (LAW if document.meta["type"] in LAW_TYPES else 0.0)
        - (0.0 if is_law(document.meta["type"], document.meta["number"]) else NO_LAW)
        + fitness(asked, document.meta["heading"])
        for score, match, document in zip(learned, first, documents, strict=True)
    ]
    meant = frozenset(plan.raised)
    in_order = _in_order(scores, documents, plan.understood.as_of, count, meant)
    return behind_ranked([first[place].scored(score) for score, place in in_order], rest)


def _in_order(
    scores: Sequence[float], documents: Sequence[Document], day: date, count: int, meant: Collection[str]
) -> list[tuple[float, int]]:
    """Scores and places, the best first; whether one is over takes long to read, and is asked of those that come first only.

    :param meant: instruments that the query names: they lose nothing for being over
    """
    heap = [(-score, place, documents[place].meta["instrument"] in meant) for place, score in enumerate(scores)]
    heapify(heap)
    out: list[tuple[float, int]] = []
    while heap and len(out) < count:
        score, place, known = heappop(heap)
        lost = 0.0 if known else loss_elsewhen(documents[place], day)
        if lost:
            heappush(heap, (score + lost, place, True))
        else:
            out.append((-score, place))
    last = out[-1][0] if out else 0.0
    return [*out, *((min(-score, last), place) for score, place, _ in sorted(heap))]


def behind_ranked(ranked_matches: Sequence[Match], rest: Sequence[Match]) -> list[Match]:
    """Matches with the scores of the model, and below them others, by the steps of the first stage.

    :param rest: in the order of the first stage
    """
    if not ranked_matches or not rest:
        return [*ranked_matches, *rest]
    last, first = ranked_matches[-1].score, rest[0].score
    return [*ranked_matches, *(match.scored(last - 1 - (first - match.score)) for match in rest)]


def candidates(best: Sequence[Match], documents: Sequence[Document], matches: Sequence[Match]) -> list[Candidate]:
    """The articles of matches as the model sees them."""
    scores: dict[int, list[float]] = defaultdict(list)
    for match in matches:
        scores[match.group].append(match.score)
    made = []
    for match, document in zip(best, documents, strict=True):
        others = sorted(scores[match.group], reverse=True)
        meta = document.meta
        made.append(
            Candidate(
                instrument=meta["instrument"],
                type=meta["type"],
                name=meta["title"] or "",
                heading=meta["heading"] or "",
                words=read_words(document),
                score=match.score,
                second=others[1] if len(others) > 1 else 0.0,
                clauses=len(others),
                total=sum(others),
            )
        )
    return made


def loss_elsewhen(document: Document, day: date) -> float:
    """What an article loses on a day for being over, not begun, or followed by another of its name."""
    told = (evidence_of(document.meta), clause_evidence_of(document.meta))
    return max(_loss(provision_status(status_of(one, day), day, last_known_of(one, day))) for one in told)


def _loss(status: ProvisionStatus) -> float:
    if status.code is StatusCode.EXPIRED:
        return NOT_IN_FORCE if status.basis is Basis.EXPIRED else ENDED
    if status.code is StatusCode.NOT_YET:
        return NOT_IN_FORCE
    if status.basis is Basis.SUCCEEDED:
        return FOLLOWED
    return LONG_AGO if status.basis is Basis.STATED_PASSED and tone_of(status) is not status.told else 0.0


_COMMON = 0.08
"""A word that stands in a larger share of the clauses tells nothing by itself."""

LOOKED_AT = 10
"""Of the best documents, so many decide whether anything answers."""
_SMALL = 20_000
"""In fewer clauses than these only the words count: everyday words share few pairs with the law that answers them. Of 45 questions
over three decrees the rule for large bases left 5 without an answer; by the words alone none is, and 37 of the 60 others are."""

_ALL = 0.95
_LITTLE = 0.18
"""Less of a question's words than any question of the benchmarks that was answered had (0.25; of the fresh ones 0.196)."""
_RULE, _LEAST = {"pairs": 13.6, "score": 0.9}, 4.4
"""Coefficients of ``python -m benchmarks.abstention``, which ranks with a model that has not seen the questions' instruments.

Since nearness of meaning counts, with another least: of 67 citizens' and 38 exam questions drawn by seed, whose answer is among the
first ten, none lies below it, of 60 that no law answers 60 %. They go with the scores: whoever changes these fits them anew.
"""
_UNSURE = 1.0
"""What lies so little below the least is shown and said to be unsure: a right answer that is hidden helps nobody."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Why each document answers, by its id, and whether one of them is good enough to be called an answer.

    :param unsure: hardly so
    """

    reasons: Mapping[str, Reasons]
    answered: bool
    unsure: bool = False
    evidence: Evidence | None = None


def explain(question: Question, documents: Sequence[Document], count: int) -> Explained:
    """Look at what of a question the best documents have."""
    if not documents or not question.words:
        return Explained({}, answered=bool(documents))
    articles = [(item.meta["heading"] or "", item.meta["title"] or "", read_words(item)) for item in documents]
    fields = find_in_fields(question, articles)
    # A small base has no rare words; a word that the base does not have tells most.
    least = min(math.log(1 / _COMMON), float(question.weights.max()) / 3)
    tells = (question.weights >= least) | (question.weights <= NOTHING)
    reasons = {document.id: _reasons(question, fields, tells, place) for place, document in enumerate(documents)}
    evidence = _evidence(question, fields, documents[0].score or 0.0, count)
    one_word, small = len(question.words) < 2, count < _SMALL
    weak = _answered(evidence, one_word, small, _UNSURE)
    return Explained(reasons, weak, weak and not _answered(evidence, one_word, small), evidence)


_LEAST_WORDS, _LEAST_PAIRS = 0.5, 0.25


def answering(question: Question, documents: Sequence[Document], count: int) -> list[bool]:
    """Which documents have enough of a question to speak of its matter: each for itself, where :func:`explain` looks at the best.

    What is narrowed to few clauses has a word of the question somewhere, and nothing better to stand behind.
    """
    articles = [(item.meta["heading"] or "", item.meta["title"] or "", read_words(item)) for item in documents]
    fields = find_in_fields(question, articles)
    words, pairs = _shares(fields, "words", question.weights, count), _shares(fields, "pairs", question.pair_weights, count)
    if count < _SMALL or not len(pairs):
        return [bool(share >= _LITTLE) for share in words]
    there = (Evidence(float(words[place]), float(pairs[place]), item.score or 0.0) for place, item in enumerate(documents))
    return [one.words >= _LEAST_WORDS and one.pairs >= _LEAST_PAIRS and rule_holds(one, _UNSURE) for one in there]


def _shares(fields: Mapping[str, Found], what: str, weights: Floats, count: int) -> Floats:
    """By document, the share of a question's words or pairs that it has, weighed by what they tell; empty where there are none.

    What the index does not have counts as what is rarest.
    """
    if not len(weights):
        return weights
    weights = np.where(weights <= NOTHING, math.log(1 + 2 * count), weights)
    anywhere = np.logical_or.reduce([getattr(found, what) for found in fields.values()])
    shares: Floats = anywhere @ weights / weights.sum()
    return shares


def _reasons(question: Question, fields: dict[str, Found], tells: Flags, place: int) -> Reasons:
    anywhere = np.logical_or.reduce([found.words[place] for found in fields.values()])
    missing = [question.typed[number] for number in np.flatnonzero(tells & ~anywhere)]
    runs = {name: tuple(_runs(question, found.words[place], found.pairs[place], tells)) for name, found in fields.items()}
    return Reasons(**runs, missing=tuple(missing))


def _runs(question: Question, words: Flags, pairs: Flags, tells: Flags) -> list[str]:
    """The question's words that a field has, those side by side there together; stretches that tell nothing are left out."""
    found: list[list[int]] = []
    for place, number in enumerate(question.run):
        if not words[number]:
            continue
        pair = question.pair_at[question.run[place - 1], number] if place else -1
        if found and pair >= 0 and pairs[pair] and words[question.run[place - 1]]:
            found[-1].append(number)
        else:
            found.append([number])
    kept = (" ".join(question.typed[number] for number in stretch) for stretch in found if tells[stretch].any())
    return list(dict.fromkeys(kept))


def _evidence(question: Question, fields: dict[str, Found], score: float, count: int) -> Evidence:
    def held(what: str, weights: Floats) -> float:
        return float(_shares(fields, what, weights, count)[:LOOKED_AT].max(initial=0.0))

    return Evidence(held("words", question.weights), held("pairs", question.pair_weights), score)


def _answered(evidence: Evidence, one_word: bool, small: bool, less: float = 0.0) -> bool:
    if evidence.words >= _ALL or one_word:
        return evidence.words > 0
    if evidence.words < _LITTLE or small:
        return evidence.words >= _LITTLE
    return rule_holds(evidence, less)


def rule_holds(evidence: Evidence, less: float = 0.0) -> bool:
    """Whether what the best documents have of a question is enough by the learned rule alone.

    :param less: how much less than the least is taken
    """
    held: float = sum(weight * getattr(evidence, name) for name, weight in _RULE.items())
    return held >= _LEAST - less
