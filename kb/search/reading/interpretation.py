"""Reading words for what they mean: marks and slips, the kind of text and the day asked about, everyday words.

What is only said around a question ("chị ơi cho em hỏi … ạ") is left out of what is looked for.

Only the beginning counts, and only with a word after the type that cannot belong to a name: "theo nghị định …" in the middle of a
question says nothing about where the answer stands, and "luật bảo vệ …" is a name. Of 1,138 judged questions (zalo_phapdien and
alqac2025) none begins so, so that reading it costs nothing there; whoever types it means it, and can undo it.

Works on a plan whose query is words. Whatever is read is said in `Understood`, and nothing of it happens where the words are to be
searched as typed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from documents.model import InstrumentType
from documents.text import fold
from documents.wording.types import LEVELS, TYPE_NAMES
from kb.index.build import Base, is_small
from kb.interface.days import today
from kb.language import analysis
from kb.language.word_counts import make_words, make_words_beside
from kb.language.word_model import WordModel, words_of
from kb.search.model import Filters, QueryKind
from kb.search.reading.dates import read_day, read_events
from kb.search.reading.rewording import Vocabulary, reword, vocabulary_of
from kb.search.reading.syntax import Names, longest_name
from kb.search.reading.understanding import Plan


def without_talk(text: str) -> str:
    """A question without what is said around it; the text itself where nothing else is there.

    :param text: normal, with its marks
    """
    placed = analysis.words_in_place(text)
    words = [word for word, _, _ in placed]
    left_out = set(_said_around(words))
    if not left_out or len(left_out) == len(words):
        return text
    kept: list[str] = []
    at = 0
    for number, (_, start, end) in enumerate(placed):
        if number in left_out:
            kept.append(text[at:start])
            at = end
    kept.append(text[at:])
    return " ".join("".join(kept).split()).strip(" ,;")


def _said_around(words: list[str]) -> Iterator[int]:
    """The places of words that only surround a question."""
    at = 0
    while at < len(words):
        phrases = _BY_FIRST.get(words[at], ())
        length = next((len(phrase) for phrase in phrases if words[at : at + len(phrase)] == phrase), 0)
        if length:
            yield from range(at, at + length)
        at += max(length, 1)


def _read_phrases() -> dict[str, list[list[str]]]:
    """The phrases of ``talk.toml`` by their first word, the longest first."""
    phrases: list[str] = tomllib.loads(Path(__file__).with_name("talk.toml").read_text(encoding="utf-8"))["phrases"]
    found: dict[str, list[list[str]]] = {}
    for phrase in sorted(map(str.split, phrases), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


_BY_FIRST: Final = _read_phrases()


_LONGEST = 400
_ALONE = (InstrumentType.DECREE, InstrumentType.JOINT_CIRCULAR, InstrumentType.CIRCULAR, InstrumentType.ORDINANCE)
"""Types that "về" and the like may follow at once."""

_WITH_ISSUER = {fold(TYPE_NAMES[kind]): kind for kind in LEVELS if kind != InstrumentType.CONSTITUTION}
"""Types that an issuer may follow."""

_TYPE = "|".join(sorted((name.replace(" ", r"\s{1,3}") for name in _WITH_ISSUER), key=len, reverse=True))
_BEGINNING = re.compile(rf"\s{{0,3}}(?:(?:cac|nhung|tim|xem|co)\s{{1,3}}){{0,2}}({_TYPE})\s{{1,3}}(?:(?:cua|do)\s{{1,3}})?")
_ABOUT = re.compile(
    r"(?:(?:nao|moi|moi\s{1,3}nhat|ban\s{1,3}hanh)\s{1,3}){0,2}(ve(?:\s{1,3}viec)?|quy\s{1,3}dinh(?:\s{1,3}ve)?|huong\s{1,3}dan(?:\s{1,3}ve)?"
    r"|lien\s{1,3}quan\s{1,3}(?:den|toi)|noi\s{1,3}ve)\s{1,3}(?=\w)"
)
_OF = re.compile(r"(?:cua|do)\s{1,3}$")


@dataclass(frozen=True, slots=True)
class KindAsked:
    """A kind of text that a query asks for.

    :param type: slug of the type
    :param issuer: slug of the issuer, where one is named
    :param typed: the words that say so
    :param rest: what about
    """

    type: str
    issuer: str | None
    typed: str
    rest: str


def read_kind(text: str, issuers: Mapping[str, str]) -> KindAsked | None:
    """The kind of text that a query asks for at its beginning.

    :param text: normal
    :param issuers: slugs by folded name (`kb.search.reading.syntax.Names`)
    """
    folded = fold(text)
    if len(text) > _LONGEST or len(folded) != len(text):
        return None
    begun = _BEGINNING.match(folded)
    if begun is None:
        return None
    name = " ".join(begun[1].split())
    issuer, at = None, begun.end()
    if _OF.search(folded, begun.end(1), begun.end()):
        named = longest_name(issuers, folded, begun.end())
        if named is None:
            return None
        issuer, at = named
    elif _WITH_ISSUER[name] not in _ALONE:
        return None
    about = _ABOUT.match(folded, len(folded) - len(folded[at:].lstrip()))
    if about is None:
        return None
    return KindAsked(str(_WITH_ISSUER[name]), issuer, text[: about.start(1)].strip(), text[about.end() :].strip())


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What reading words rests on.

    :param words: the words of the base; None where they were not counted yet
    :param today: the day in Vietnam
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


def interpret(plan: Plan, knowledge: Knowledge, names: Names) -> Plan:
    """Read the words of a plan; plans of numbers and citations stay as they are."""
    if plan.understood.kind is not QueryKind.WORDS or not plan.words:
        return plan
    if knowledge.verbatim:
        return replace(plan, understood=replace(plan.understood, verbatim=True), widened=(), verbatim=True)
    if knowledge.words is not None:
        plan = _reworded(plan, knowledge.words, knowledge.vocabulary)
    plan = _of_kind(plan, names)
    events = read_events(plan.words, knowledge.today)
    plan = plan if events is None else replace(plan, events=events.days, words=events.rest)
    if not knowledge.day_given and not plan.events:
        plan = _of_day(plan, knowledge.today)
    return _widened(replace(plan, words=without_talk(plan.words)), knowledge.vocabulary)


def _reworded(plan: Plan, model: WordModel, vocabulary: Vocabulary) -> Plan:
    typed = vocabulary.with_marks(plan.words)
    read = reword(typed, model)
    marks = read.marks or typed != plan.words
    understood = replace(plan.understood, corrected=read.corrected, restored=read.text if marks else None)
    # Where no marks were missing, words are looked for as they were typed.
    doubtful = read.doubtful if marks or read.text.isascii() else None
    return replace(plan, understood=understood, words=read.text, doubtful=doubtful)


def _of_kind(plan: Plan, names: Names) -> Plan:
    if plan.filters.get("type") or plan.raised:
        return plan
    kind = read_kind(plan.words, names.of("issuer"))
    if kind is None or (kind.issuer and plan.filters.get("issuer")):
        return plan
    if not any(known.type == kind.type for known in names.instruments.by_key.values()):
        return plan
    filters = Filters(**{**plan.filters.given(), "type": kind.type} | ({"issuer": kind.issuer} if kind.issuer else {}))
    understood = replace(plan.understood, filters=filters.given(), kind_from=kind.typed)
    return replace(plan, filters=filters, understood=understood, words=kind.rest)


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
