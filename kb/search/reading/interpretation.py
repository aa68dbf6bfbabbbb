"""Reading words for what they mean: marks, the day asked about, everyday words.

Works on a plan whose query is words. Whatever is read is said in `Understood`, and nothing of it happens where the words are to be
searched as typed.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from kb.index.build import Base, is_small
from kb.interface.days import today
from kb.language import analysis
from kb.language.word_counts import make_words, make_words_beside
from kb.language.word_model import WordModel, words_of
from kb.search.model import QueryKind
from kb.search.reading.dates import read_day, read_events
from kb.search.reading.rewording import Vocabulary, reword, vocabulary_of
from kb.search.reading.understanding import Plan


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What reading words rests on.

    :param words: the words of the base; None where they were not counted yet
    :param day_given: the caller named a day, so that none is read
    :param verbatim: nothing is read into the words
    """

    words: WordModel | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    today: date = date.max
    day_given: bool = True
    verbatim: bool = False


def knowledge_of(base: Base, day_given: bool, verbatim: bool = False) -> Knowledge:
    """What is known of a base's words; a small base whose words were not counted has them counted on the spot."""
    if verbatim:
        return Knowledge(verbatim=True)
    return Knowledge(_words(base), vocabulary_of(base.engine), today(), day_given)


def _words(base: Base) -> WordModel | None:
    model = words_of(base)
    if model is not None:
        return model
    if not is_small(base):
        make_words_beside(base)
        return None
    try:
        make_words(base)
    except OSError:  # a folder that is read only: search goes on without
        return None
    return words_of(base)


def interpret(plan: Plan, knowledge: Knowledge) -> Plan:
    """Read the words of a plan; plans of numbers and citations stay as they are."""
    if plan.understood.kind is not QueryKind.WORDS or not plan.words:
        return plan
    if knowledge.verbatim:
        return replace(plan, understood=replace(plan.understood, verbatim=True), widened=(), verbatim=True)
    if knowledge.words is not None:
        plan = _reworded(plan, knowledge.words, knowledge.vocabulary)
    events = read_events(plan.words, knowledge.today)
    plan = plan if events is None else replace(plan, events=events.days, words=events.rest)
    if not knowledge.day_given and not plan.events:
        plan = _of_day(plan, knowledge.today)
    return _widened(plan, knowledge.vocabulary)


def _reworded(plan: Plan, model: WordModel, vocabulary: Vocabulary) -> Plan:
    typed = vocabulary.with_marks(plan.words)
    read = reword(typed, model)
    marks = read.marks or typed != plan.words
    understood = replace(plan.understood, corrected=read.corrected, restored=read.text if marks else None)
    # Where no marks were missing, words are looked for as they were typed, but those that the texts have with other marks only.
    unknown = frozenset(word for word in read.doubtful if not word.isascii())
    doubtful = read.doubtful if marks or read.text.isascii() else unknown or None
    return replace(plan, understood=understood, words=read.text, doubtful=doubtful)


def _of_day(plan: Plan, now: date) -> Plan:
    read = read_day(plan.words, now)
    if read is None:
        return plan
    return replace(plan, understood=replace(plan.understood, as_of=read.day, day_from=read.typed), words=read.rest)


def _widened(plan: Plan, vocabulary: Vocabulary) -> Plan:
    found = vocabulary.find(plan.words)
    if not found:
        return plan
    expanded = tuple((expansion.typed, expansion.meanings) for expansion in found)
    meanings = tuple(dict.fromkeys(meaning for expansion in found for meaning in expansion.meanings))
    meant = plan.words
    for expansion in found:
        meant = meant.replace(expansion.typed, ", ".join((*expansion.meanings, expansion.between)), 1)
    return replace(plan, understood=replace(plan.understood, expanded=expanded), widened=meanings, meant=meant)


def with_words(plan: Plan, words: str) -> Plan:
    """A plan that looks for more words, which were read by nobody: those without marks are looked for so."""
    text = " ".join(part for part in (plan.words, words) if part)
    if plan.doubtful is None or not words:
        return replace(plan, words=text)
    return replace(plan, words=text, doubtful=plan.doubtful.union(word for word in analysis.words(words) if word.isascii()))
