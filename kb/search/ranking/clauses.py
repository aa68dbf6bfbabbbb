"""Which clause of an article is shown: the one that holds most of what was asked for, and states a number where one is asked for.

The index finds articles: it weighs heading and name too, which all clauses share, and prefers short clauses that say a word twice.
Chosen on 165 questions and articles with the clauses that answer (docs/searching.md).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from documents.model import Kind
from documents.paths import kind_of, number_of
from documents.text import fold
from kb.index.engine import Document, Filter, Match, View, among, every
from kb.index.rows import read_words
from kb.search.ranking.features import Floats, Question, short_words
from kb.search.ranking.order import BENEFITS

_MOST = 1_000
"""Clauses of all the articles, in all their versions."""
_OPENING, _OPENS = 15, 0.2
"""What a clause is about stands in so many of its first words: they count so much more."""
_FIRST = 0.05
"""Given to khoản 1: the rule stands before its exceptions."""
_AS_WELL = 0.8
"""Share of the best clause's worth that a second one needs to be shown beside it."""

_ASKS_TIME = r"\b(?:bao (?:lau|gio)|thoi (?:han|gian|hieu)|(?:may|bao nhieu|so) (?:gio|ngay|tuan|thang|nam)|chu ky|tan suat)\b"
_ASKS_AMOUNT = r"\b(?:muc|bao nhieu|may tien)\b"
_STATES_TIME = r"\b(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi)(?: \([^)]{1,20}\))? (?:giờ|ngày|tuần|tháng|quý|năm)\b"
_STATES_AMOUNT = r"\d ?(?:đồng|triệu|%)|\b(?:mức lương|lần mức|hệ số)\b"
STATED = ((re.compile(_ASKS_TIME), re.compile(_STATES_TIME, re.I)), (re.compile(_ASKS_AMOUNT), re.compile(_STATES_AMOUNT, re.I)))
_STATES = 0.5
"""Given to a clause that states such a number as is asked for."""


def choose(
    view: View, question: Question, text: str, found: Sequence[Match], kept: Collection[int], stating: Filter | None
) -> tuple[list[Document], dict[str, Document]]:
    """Of each article the clause that answers, with the article's score; and by its id another that answers nearly as well.

    :param text: the question as it was read
    :param found: one clause of each article; only those of its version are looked at
    :param kept: the rows of articles that stay with theirs
    :param stating: what a clause must state
    """
    documents = view.stored(found)
    articles = {
        match.unit: document
        for match, document in zip(found, documents, strict=True)
        if document.meta["unit_kind"] == Kind.ARTICLE and match.unit not in kept
    }
    if not articles or not question.words:
        return documents, {}
    known = {match.provision for match in found}
    there = view.retrieve((), _MOST, every(among("unit", articles), stating))
    fresh = view.stored([match for match in there if match.provision not in known])
    looked_at = [*articles.values(), *(item for item in fresh if kind_of(item.meta["clause"] or "") is Kind.CLAUSE)]
    clauses: dict[int, list[tuple[float, Document]]] = defaultdict(list)
    for worth, document in zip(_worths(question, text, looked_at), looked_at, strict=True):
        clauses[document.meta["unit"]].append((worth, document))
    others: dict[str, Document] = {}
    best: dict[int, Document] = {}
    for unit, there_are in clauses.items():
        (most, first), *rest = sorted(there_are, key=lambda item: (-item[0], item[1].meta["provision"]))
        best[unit] = replace(first, score=articles[unit].score)
        if rest and rest[0][0] >= _AS_WELL * most:
            others[first.id] = rest[0][1]
    return [best.get(match.unit, document) for match, document in zip(found, documents, strict=True)], others


def _worths(question: Question, text: str, clauses: Sequence[Document]) -> list[float]:
    """Of each clause, the share of what the question's words tell that it has, and what else speaks for it."""
    words = [read_words(clause) for clause in clauses]
    length = np.array([len(found) for found in words])
    owner = np.repeat(np.arange(len(words)), length)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
    at = question.places(np.concatenate(words))
    has = np.zeros((len(words), len(question.words)))
    has[owner[at >= 0], at[at >= 0]] = 1
    opening = (at >= 0) & (place < _OPENING)
    has[owner[opening], at[opening]] = 1 + _OPENS
    folded = fold(text).lower()
    if BENEFITS.search(folded):  # what there is for whom the law is about: the words of its name are all its clauses'
        for number, clause in enumerate(clauses):
            of_name = question.places(short_words(clause.meta["title"] or ""))
            has[number, of_name[of_name >= 0]] = 0
    worths: Floats = has @ question.weights / question.weights.sum()
    wanted = [stated for asked, stated in STATED if asked.search(folded)]
    for number, clause in enumerate(clauses):
        worths[number] += _FIRST * (number_of(clause.meta["clause"] or "") == "1")
        worths[number] += _STATES * sum(1 for stated in wanted if stated.search(clause.content or ""))
    return [round(float(worth), 6) for worth in worths]  # as much in another order is as much
