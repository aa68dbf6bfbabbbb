"""Whether another source says what an effect says: the rule, and nothing of where the sources lie (`kb.law.effects.witnesses`).

An amending text says what it does to another one. The official codification and a consolidated text (VBHN) were made by others, who
read the same amending text: their notes name it, and their words have the change or do not. Where both agree a person need not read
hundreds of changes one by one. So the rule is strict: what agrees is named for its day and not contradicted by the words, or the
new words stand there letter for letter; what is only likely is left to be read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from documents.comparison import plain_text
from documents.consolidation.tree import says_repealed
from documents.model import Kind, Provision
from documents.paths import contains, kind_of, number_of, parent_of, unit_of
from documents.text import comparable
from documents.wording.actions import Action
from kb.law.effects.influences import Influence

_TELLING = 40
"""So many letters of new words are found in another text by no accident."""


class Verdict(StrEnum):
    """What other sources say of an effect."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNCHECKED = "unchecked"


class Reason(StrEnum):
    """Why; the catalogue has a sentence for each (``agree.…``)."""

    NAMED_AND_WORDS = "named_and_words"
    WORDS = "words"
    NAMED = "named"
    NAMED_ENDED = "named_ended"
    OTHER_DAY = "other_day"
    OTHER_WORDS = "other_words"
    STILL_THERE = "still_there"
    NOT_NAMED = "not_named"
    CONTRADICTORY = "contradictory"
    NOT_COMPARED = "not_compared"
    NO_SOURCE = "no_source"
    TOO_EARLY = "too_early"
    NO_DAY = "no_day"


@dataclass(frozen=True, slots=True)
class Claim:
    """What an effect says, as far as others can confirm it.

    :param path: of the provision that is changed, of a new one the path that it gets
    :param by: slug of the number of whoever changes it: of the amending text, or of the one that a list reports
    :param article: number of the article of the amending text that says so, None where it stands in none
    :param day: since when; None where nothing tells
    :param part: only a part of the provision is meant: its heading, a paragraph
    """

    action: Action
    path: str
    by: str | None
    day: date | None
    article: str | None = None
    new_text: str = ""
    new_heading: str = ""
    phrase_from: str = ""
    phrase_to: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A change that a note names.

    :param path: the provision that the note is about: the article, or less
    :param by: slug of the number of whoever made it
    :param ended: it repealed the whole provision
    :param articles: numbers of the articles of the amending text that it names, empty where it names none
    :param repeals: it repealed something in it
    """

    path: str
    by: str
    day: date | None
    ended: bool = False
    articles: frozenset[str] = frozenset()
    repeals: bool = False


@dataclass(frozen=True, slots=True)
class Witness:
    """What another source says of the article, or the appendix, that an effect is about.

    :param kind: ``codification`` or ``consolidation``
    :param key: of the instrument whose text it is
    :param until: the day on which it was made: of what came later it says nothing
    :param unit: the article as it has it, None where it has none
    :param named: the changes that its notes name
    """

    kind: str
    key: str
    until: date | None
    unit: Provision | None = None
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the other sources come to.

    :param kind: of the source that the reason is about, empty where there is none
    :param day: the day that it says instead, where it says another one
    """

    verdict: Verdict
    reason: Reason
    kind: str = ""
    key: str = ""
    day: date | None = None


_NONE = Agreement(Verdict.UNCHECKED, Reason.NO_SOURCE)


def agreement_of(claim: Claim, witnesses: Iterable[Witness]) -> Agreement:
    """What other sources say of an effect. One that contradicts outweighs all that agree."""
    found = [_heard(claim, witness) for witness in witnesses]
    told = [item for item in found if item.verdict is not Verdict.UNCHECKED]
    against = [item for item in told if item.verdict is Verdict.DISAGREES]
    if against and len(against) < len(told):
        return Agreement(Verdict.DISAGREES, Reason.CONTRADICTORY, against[0].kind, against[0].key)
    return next(iter([*against, *told, *found]), _NONE)


class _Words(StrEnum):
    THERE = "there"
    OTHERS = "others"
    SILENT = "silent"


def _heard(claim: Claim, witness: Witness) -> Agreement:
    if witness.unit is None or not claim.path:
        said = _NONE
    elif claim.day is None:
        said = Agreement(Verdict.UNCHECKED, Reason.NO_DAY)
    elif witness.until is None or witness.until < claim.day:
        said = Agreement(Verdict.UNCHECKED, Reason.TOO_EARLY)
    else:
        said = _compared(claim, claim.day, witness.unit, witness.named)
    return replace(said, kind=witness.kind, key=witness.key)


def _compared(claim: Claim, day: date, unit: Provision, named: Sequence[Named]) -> Agreement:
    near = [item for item in named if contains(item.path, claim.path) or contains(claim.path, item.path)]
    own = [item for item in near if item.by == claim.by]
    by_it = [item for item in own if not item.articles or claim.article is None or claim.article in item.articles]
    naming = [item for item in by_it if item.day == day]
    others = [item.day for item in by_it if item.day not in (None, day)]
    # Words that something changed later, or on the same day, need not be those of this change any more.
    alone = not any(item.by != claim.by and (item.day is None or item.day >= day) for item in near)
    return _judged(claim, _words(claim, unit), naming, others, alone)


def _judged(claim: Claim, words: _Words, naming: Sequence[Named], others: Sequence[date], alone: bool) -> Agreement:
    if claim.action.ends and any(item.ended and contains(item.path, claim.path) for item in naming):
        return Agreement(Verdict.AGREES, Reason.NAMED_ENDED)
    if words is _Words.THERE:
        if naming:
            return Agreement(Verdict.AGREES, Reason.NAMED_AND_WORDS)
        if others:
            return Agreement(Verdict.DISAGREES, Reason.OTHER_DAY, day=max(others))
        enough = len(_squeezed(claim.new_text)) >= _TELLING
        return Agreement(Verdict.AGREES, Reason.WORDS) if enough else Agreement(Verdict.UNCHECKED, Reason.NOT_COMPARED)
    if not naming and others:
        return Agreement(Verdict.DISAGREES, Reason.OTHER_DAY, day=max(others))
    if words is _Words.OTHERS and alone:
        if naming:
            return Agreement(Verdict.DISAGREES, Reason.STILL_THERE if claim.action.ends else Reason.OTHER_WORDS)
        return Agreement(Verdict.DISAGREES, Reason.NOT_NAMED)
    if naming and any(item.path == claim.path for item in naming):
        # A note on the very provision; its words were changed again, or cannot be compared.
        return Agreement(Verdict.AGREES, Reason.NAMED)
    return Agreement(Verdict.UNCHECKED, Reason.NOT_COMPARED)


def _squeezed(text: str) -> str:
    return comparable(text).replace(" ", "").lower().rstrip(".;,")


def _words(claim: Claim, unit: Provision) -> _Words:
    if claim.action is Action.RENUMBER or claim.action.halts:
        return _Words.SILENT
    found = next((part for part in unit.walk() if part.path == claim.path), None)
    if claim.action.ends:
        return _ended(claim, unit, found)
    if found is None:
        # What is to be changed or put in is not there at all.
        return _Words.OTHERS if contains(unit.path, claim.path) else _Words.SILENT
    if claim.action is Action.RETITLE:
        return _same(claim.new_heading or claim.new_text, found.heading or "")
    if claim.phrase_from:
        return _swapped(claim, found)
    if not claim.new_text:
        return _Words.SILENT
    if claim.part or claim.action is Action.APPEND:
        return _Words.THERE if _squeezed(claim.new_text) in _squeezed(plain_text(found)) else _Words.OTHERS
    return _same(claim.new_text, plain_text(found))


def has_words(claim: Claim, unit: Provision) -> bool:
    """Whether an article has the new words that an effect brings, letter for letter, and so many that it is no accident."""
    words = claim.new_text or claim.new_heading
    if claim.action.ends or claim.phrase_from or len(_squeezed(words)) < _TELLING:
        return False
    return _words(claim, unit) is _Words.THERE


def confirms(named: Iterable[Named], item: Influence, near: Iterable[Influence]) -> bool:
    """Whether the note of an article tells the ending of a clause that an amending text names: both together say what is over,
    though its words stand there yet. Not where others may have its number now: another article of that text, which the base may
    lack, changed it too, something did later, or clauses were numbered anew.

    :param near: all that is done to the article
    """
    start, own, article = item.start or date.min, False, frozenset({number_of(item.place)})
    for change in named:
        by_it = change.by == item.number and change.repeals and change.articles == article
        if change.day is None or change.day > start or not (by_it or (change.by != item.number and change.day < start)):
            return False
        own = own or by_it
    return own and item.certain and bool(item.place) and not any(_may_take_number(other, item) for other in near)


def _may_take_number(other: Influence, item: Influence) -> bool:
    if other.action.ends or not (other.action.textual and other.path) or (other.start or date.max) < (item.start or date.max):
        return False
    if other.action is Action.RENUMBER:
        return parent_of(other.path) == parent_of(item.path)
    return contains(other.path, item.path) or contains(item.path, other.path)


def _same(one: str, other: str) -> _Words:
    return _Words.THERE if one and _squeezed(one) == _squeezed(other) else _Words.OTHERS


def _ended(claim: Claim, unit: Provision, found: Provision | None) -> _Words:
    if claim.part:
        return _Words.SILENT
    if found is None:
        # Gone, while what held it is there.
        held = parent_of(claim.path)
        return _Words.THERE if any(part.path == held for part in unit.walk()) else _Words.SILENT
    return _Words.THERE if says_repealed(found) else _Words.OTHERS


def _swapped(claim: Claim, found: Provision) -> _Words:
    """Whether one phrase stands where another one was. Where the old one is part of the new one, that is looked past."""
    text = comparable(" ".join([found.heading or "", plain_text(found)])).lower()
    old, new = comparable(claim.phrase_from).lower(), comparable(claim.phrase_to).lower()
    if new and new not in text:
        return _Words.OTHERS
    left = text.replace(new, "\0") if new else text
    return _Words.OTHERS if old in left else _Words.THERE


def number_of_article(path: str) -> str | None:
    """Number of the article that a place of an amending text stands in."""
    unit = unit_of(path)
    return number_of(unit) if kind_of(unit) is Kind.ARTICLE else None
