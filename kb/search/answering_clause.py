"""Which clause of a found article is shown: what holds most of what was asked for, and states a number where one is asked for.

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
from kb.language.analysis import words as words_of
from kb.search.ranking.features import Floats, Question, short_words
from kb.search.ranking.order import BENEFITS
from kb.search.terms import WIDENED

_MOST = 1_000
"""Clauses of all the articles, in all their versions."""
_OPENING, _OPENS = 15, 0.2
"""What a clause is about stands in so many of its first words: they count so much more."""
_FIRST = 0.01
"""Given to khoản 1: of what is worth as much, the rule stands before its exceptions."""
_IN_HEADING = 0.3
"""What a word counts that stands in the article's heading too: it says what all its clauses are about."""
_AS_WELL = 0.8
"""Share of the best clause's worth that a second one needs to be shown beside it."""

_ASKS_TIME = r"\b(?:bao (?:lau|gio)|thoi (?:han|gian|hieu)|(?:may|bao nhieu|so) (?:gio|ngay|tuan|thang|nam)|chu ky|tan suat)\b"
_ASKS_AMOUNT = r"\b(?:muc|bao nhieu|may tien)\b"
_STATES_TIME = r"\b(?:\d+|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi)(?: \([^)]{1,20}\))? (?:giờ|ngày|tuần|tháng|quý|năm)\b"
_STATES_AMOUNT = r"\d ?(?:đồng|triệu|%)|\b(?:mức lương|lần mức|hệ số)\b"
_STATED = ((re.compile(_ASKS_TIME), re.compile(_STATES_TIME, re.I)), (re.compile(_ASKS_AMOUNT), re.compile(_STATES_AMOUNT, re.I)))
_STATES, _MORE = 0.5, 0.1
"""Given to a clause that states such a number as is asked for, and for each of two more: a list of numbers answers rather."""
_ASKS_WHO = re.compile(
    r"\b(?:ai|(?:cơ quan|bộ|sở|người|cấp|đơn vị|tổ chức) nào)"
    r"(?: (?:có thẩm quyền|có quyền|được|phải|có trách nhiệm|chịu trách nhiệm))? (\w+ \w+)"
)
_BODY = re.compile(
    r"\b(?:Bộ|Sở|Ủy ban|Uỷ ban|Chính phủ|Thủ tướng|Thủ trưởng|Chủ tịch|[Gg]iám đốc|Tòa án|Chánh|Viện|Cục|Chi cục|Tổng cục|Công an"
    r"|Hội đồng|Ban|Mặt trận|Trưởng|Tư lệnh|Ngân hàng|Đại hội|Phòng|Thanh tra|Quốc hội|Đoàn|[Cc]ơ quan"
    r"|[Nn]gười (?:có thẩm quyền|đứng đầu))\b"
)
_NEAR, _DOES = 120, 0.2
"""Given to a clause that names a body so many characters before what it is asked who does."""


def choose(
    view: View, question: Question, text: str, stating: Filter | None, found: Sequence[Match], kept: Collection[int]
) -> tuple[list[Document], dict[str, Document]]:
    """Of each article the clause that answers, with the article's score; and by its id another that answers nearly as well.

    :param text: the question as it was typed
    :param stating: what clauses must state
    :param found: one clause of each article; only those of its version are looked at
    :param kept: the rows of articles that stay with theirs
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
    names = [(clause.meta["heading"] or "", clause.meta["title"] or "") for clause in clauses]
    counts = {both: np.ones(len(question.words)) for both in names}
    for (heading, title), row in counts.items():
        at = question.places(short_words(heading))
        row[at[at >= 0]] = _IN_HEADING
        if BENEFITS.search(folded):  # what there is for whom the law is about: the words of its name are all its clauses'
            at = question.places(short_words(title))
            row[at[at >= 0]] = 0
    has *= np.array([counts[both] for both in names])
    typed = {fold(word) for word in words_of(text)}
    weights = question.weights * [1 if fold(word) in typed else WIDENED for word in question.words]
    worths: Floats = has @ weights / weights.sum()
    wanted = [stated for asked, stated in _STATED if asked.search(folded)]
    who = _ASKS_WHO.search(text.lower())
    for number, clause in enumerate(clauses):
        worths[number] += _DOES * bool(who and _does(clause.content or "", who[1]))
        worths[number] += _FIRST * (number_of(clause.meta["clause"] or "") == "1")
        for stated in wanted:
            said = len(stated.findall(clause.content or ""))
            worths[number] += _STATES * bool(said) + _MORE * min(max(said - 1, 0), 2)
    return [round(float(worth), 6) for worth in worths]  # as much in another order is as much


def _does(text: str, act: str) -> bool:
    """Whether a body does what is asked about, in one sentence."""
    before = (text[max(0, found.start() - _NEAR) : found.start()] for found in re.finditer(rf"\b{act}\b", text, re.I))
    return any(_BODY.search(re.split(r"[.;:\n]", words)[-1]) for words in before)
