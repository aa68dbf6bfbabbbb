"""Whether what a change is told to mean likely holds, or only may.

Strict readers, who saw no program, held 511 of 883 told lines of 22 pairs for true, and 232 of 365 of nine others. A rule made on
the first called 432 sure, 340 of them true, and at first look 248 of the others, 185 true; one made on both at first look 155 of
twenty further pairs, 124 true. Of what these rules, made on all three, call sure in units that came or went, 213 of 252, 116 of 148
(15 could not be told) and 98 of 110 are true, before them 251 of 299, 131 of 175 and 113 of 144. Since then a phrase that alone
took another's place, and a least that became a most, are sure as well, counted on planted drafts only (docs/measured.md).
"""

import re
from collections.abc import Sequence

from documents.comparison.changes import FIGURES, NORMS, ComparedPair, MeantChange, What
from documents.comparison.cited import CHOICE
from documents.comparison.figures import find_figures, turns_limit
from documents.comparison.named import decides, same_body_acts
from documents.comparison.own_words import (
    BINDS,
    ENTITLES,
    OTHER_HERE,
    REACHES,
    are_persons,
    are_phrases,
    asks_other_copy,
    extra_of,
    is_condition,
    is_much,
    is_other,
    joins_otherwise,
    may_only,
    only_weighed,
    says,
)
from documents.comparison.substance import numbers_in

_ALIKE = 0.62
"""Figures of provisions that have less in common are of two matters."""
_BRIEF = 20
"""A phrase of more words says more than its figure."""
_ANY = re.compile(r"(?<!\w)cơ quan$", re.IGNORECASE)
"""No body that one could name."""
_NOT = re.compile(r"^(?:không|chỉ|có thể) ")
_DAY = re.compile(r"ngày \d+ tháng \d+ năm \d+", re.IGNORECASE)
_NAMES = {What.CONDITION: is_condition, What.ADDRESSEE: are_persons}


def is_sure(compared: ComparedPair, change: MeantChange) -> bool:
    """Whether what a change means likely holds: what came or went with words of its kind; another body or figure.

    What came into a provision, or went from it, is where the words around it stayed.
    """
    if change.what is What.WORDS or change.refers:
        return change.refers and change.listed
    pair = compared.pair
    pieces = [piece.text for piece in (change.before, change.after) if piece]
    if not (pair.left and pair.right):
        if compared.stayed or change.listed:
            return are_phrases(*pieces)
        return says(change.what, pieces[0]) or (change.apart and change.what in FIGURES)
    if change.before is None and change.apart and change.what in _TOLD_ANEW and _is_new(change.what, pieces[0]):
        return True
    if compared.stayed and change.what is What.RIGHT and only_weighed(change):
        return True
    extra = extra_of(change)
    if len(pieces) < 2 and change.what in FIGURES:
        return compared.stayed and pieces[0].count(" ") < _BRIEF
    if extra and compared.stayed and change.what not in FIGURES and is_much(extra, change):
        return True
    if len(pieces) < 2:
        return compared.stayed and change.what in _NAMES and _NAMES[change.what](pieces[0])
    return _is_sure_of_both(compared, change, pieces, 2 if extra else 5)


def _is_sure_of_both(compared: ComparedPair, change: MeantChange, pieces: Sequence[str], least: int) -> bool:
    """The same of words in whose place others stand.

    :param least: how many words have to be others where it is said for whom or when something holds
    """
    if asks_other_copy(pieces[0], pieces[1]) or all(map(CHOICE.fullmatch, pieces)):
        return True
    if compared.stayed and joins_otherwise(pieces[0], pieces[1]):
        return True
    if change.what is What.AUTHORITY:
        return not any(map(_ANY.search, pieces)) and all(map(decides, pieces)) and not same_body_acts(*pieces)
    alone = compared.stayed and sum(not one.refers for one in compared.changes) == 1 and change.what not in FIGURES
    if alone and is_other(pieces[0], pieces[1], least=OTHER_HERE) and are_phrases(*pieces):
        return True
    if names := _NAMES.get(change.what):
        return compared.stayed and all(map(names, pieces)) and is_other(pieces[0], pieces[1], least=least)
    if all(map(REACHES.match, pieces)):
        return True
    if change.what in NORMS:
        turned = may_only(change) or any(len({bool(form.search(text)) for text in pieces}) == 2 for form in (ENTITLES, BINDS))
        return len({_NOT.sub("", text.lower()) for text in pieces}) == 1 or (compared.stayed and turned)
    before, after = map(_numbers, pieces)
    alike = compared.pair.score >= _ALIKE or compared.stayed or all(map(_DAY.search, pieces))
    other = before != after or turns_limit(pieces[0], pieces[1]) or (compared.stayed and _counts_otherwise(pieces))
    return change.what in FIGURES and other and alike


_TOLD_ANEW = FIGURES | NORMS | {What.AUTHORITY, What.CONDITION}


def _is_new(what: What, text: str) -> bool:
    """Whether words that stand nowhere in the other text say by themselves what they are told to be."""
    return what in FIGURES or (says(what, text) and (what is not What.AUTHORITY or decides(text)))


def _counts_otherwise(pieces: Sequence[str]) -> bool:
    """Whether one length of time counts from another event."""
    figures = [next(iter(find_figures(text)), None) for text in pieces]
    return len({one.value if one and one.core < one.end else None for one in figures} - {None}) == 1 and all(figures)


def _numbers(text: str) -> set[object]:
    figures: set[object] = {one.numbers for one in find_figures(text)}
    return figures or {*numbers_in(text)}
