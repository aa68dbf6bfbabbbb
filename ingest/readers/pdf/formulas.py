"""Formulas printed on several levels, brought into one row: fractions, and terms whose names are wrapped around their operators.

The row with the equals sign holds a formula together. What stands above and below it, between its operators, belongs to its terms;
a line drawn between an upper and a lower part is a fraction, written "(…) / (…)".
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf.glyphs import THIN, Ruling
from ingest.readers.pdf.rows import Row, Word

_RELATION = re.compile(r"[=≤≥≈]")
_OPERATORS = frozenset("=≤≥≈+-–−x×X*÷:")
_LABEL = re.compile(r"(?:\d{1,2}|[a-zđ])[.)]")
_MOST_ROWS = 4  # above, and below
_STEP = 1.6  # of its size, between rows of one formula
_CLEAR = 3.0  # beside an operator nothing stands above or below it
_BESIDE = 6.0
_CENTER = 12.0
_BAR = (8.0, 350.0)
_MOST_BARS = 500  # a page of more is a drawing


@dataclass(slots=True)
class _Term:
    x0: float
    x1: float
    words: list[tuple[Row, Word]]

    @property
    def center(self) -> float:
        return (min(word.x0 for _, word in self.words) + max(word.x1 for _, word in self.words)) / 2


def join_formulas(rows: list[Row], rulings: Sequence[Ruling]) -> list[Row]:
    """Rows in which the levels of a formula are one row.

    :param rulings: the lines of the page that are no table's
    """
    mains = [at for at, row in enumerate(rows) if any(_is_relation(word) for word in row.words)]
    if not mains:
        return rows
    bars = [line for line in rulings if line.bottom - line.top < THIN and _BAR[0] < line.x1 - line.x0 < _BAR[1]]
    if len(bars) > _MOST_BARS:
        return rows
    joined: dict[int, Row] = {}
    gone: set[int] = set()
    for at in mains:
        if at in gone:
            continue
        main = rows[at]
        near = [bar for bar in bars if abs(bar.top - (main.baseline - 0.3 * main.size)) < 0.9 * main.size]
        others = [other for step in (-1, 1) for other in _around(rows, at, step, near) if other not in gone]
        if others:
            gone.update(others)
            joined[at] = _Formula(main, sorted([rows[other] for other in others], key=lambda row: row.baseline), near).row()
    return [joined.get(at, row) for at, row in enumerate(rows) if at not in gone]


def _is_relation(word: Word) -> bool:
    return _RELATION.fullmatch(word.text) is not None


def _around(rows: Sequence[Row], at: int, step: int, bars: Sequence[Ruling]) -> list[int]:
    main, last = rows[at], rows[at]
    terms = _terms(main, [])
    found: list[int] = []
    for count in range(1, _MOST_ROWS + 1):
        other = at + step * count
        if not 0 <= other < len(rows):
            break
        row = rows[other]
        near = abs(row.baseline - last.baseline) < _STEP * max(row.size, last.size)
        if not near or any(_is_relation(word) for word in row.words) or not _fits(row, main, terms, bars):
            break
        found.append(other)
        last = row
    return found


def _fits(row: Row, main: Row, terms: Sequence[_Term], bars: Sequence[Ruling]) -> bool:
    for operator in _operators(main):
        if any(word.x0 < operator.x1 + _CLEAR and operator.x0 - _CLEAR < word.x1 for word in row.words):
            return False
    within = [[word for word in row.words if term.x0 <= _middle(word) <= term.x1] for term in terms]
    filled = [(term, words) for term, words in zip(terms, within, strict=True) if words]
    if all(any(_over(word, bar) for bar in bars) for word in row.words):
        return True
    if row.text.endswith((":", ";", ".")) or _LABEL.match(row.words[0].text):
        return False
    if len(filled) > 1:
        return True
    return all(not term.words or abs(_center(words) - term.center) < _CENTER for term, words in filled)


def _operators(main: Row) -> list[Word]:
    return [word for word in main.words if word.text in _OPERATORS]


def _terms(main: Row, others: Sequence[Row]) -> list[_Term]:
    edges = [float("-inf"), *(_middle(word) for word in _operators(main)), float("inf")]
    terms = [_Term(x0, x1, []) for x0, x1 in itertools.pairwise(edges)]
    for row in sorted([main, *others], key=lambda row: row.baseline):
        for word in row.words:
            if row is main and word.text in _OPERATORS:
                continue
            next(term for term in terms if term.x0 <= _middle(word) <= term.x1).words.append((row, word))
    return terms


def _over(word: Word, bar: Ruling) -> bool:
    return bar.x0 - _BESIDE < word.x0 and word.x1 < bar.x1 + _BESIDE


def _middle(word: Word) -> float:
    return (word.x0 + word.x1) / 2


def _center(words: Sequence[Word]) -> float:
    return (words[0].x0 + words[-1].x1) / 2


class _Formula:
    def __init__(self, main: Row, others: Sequence[Row], bars: Sequence[Ruling]) -> None:
        self._main, self._bars = main, bars
        self._terms = _terms(main, others)

    def row(self) -> Row:
        words: list[Word] = []
        for term, operator in zip(self._terms, [*_operators(self._main), None], strict=True):
            words += self._term(term)
            words += [operator] if operator is not None else []
        return Row(words, self._main.baseline, self._main.page)

    def _term(self, term: _Term) -> list[Word]:
        rest = list(term.words)
        pieces: list[tuple[float, list[Word]]] = []
        for bar in self._bars:
            mine = [(row, word) for row, word in rest if row is not self._main and _over(word, bar)]
            above = [word for row, word in mine if row.baseline < bar.top + 1]
            below = [word for row, word in mine if row.baseline > bar.top + 1]
            if above and below:
                rest = [item for item in rest if not any(item[1] is word for _, word in mine)]
                sign = Word("/", bar.x0, bar.x1, self._main.size, False, False)
                pieces.append((bar.x0, [*_whole(above), sign, *_whole(below)]))
        if not pieces:
            return [word for _, word in rest]
        pieces += [(word.x0, [word]) for _, word in rest]
        return [word for _, words in sorted(pieces, key=lambda piece: piece[0]) for word in words]


def _whole(words: list[Word]) -> list[Word]:
    if len(words) < 2:
        return words
    first, last = replace(words[0], text=f"({words[0].text}"), replace(words[-1], text=f"{words[-1].text})")
    return [first, *words[1:-1], last]
