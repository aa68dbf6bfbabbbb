"""From the words of a query to the terms that the index is asked for.

A query with full marks is looked up in the marked field, one without marks in the folded field. In a half-marked query each word
goes where it can be found: typed with marks, in the marked field; bare, in the folded one. A bare word in Vietnamese is often
right as it is ("cho", "theo"), so bare words make a query half-marked only when the corpus hardly ever writes them bare.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, repeat

from kb.index.engine import FOLDED, MARKED, Term, View
from kb.language import analysis
from kb.language.everyday import BY_FOLDED
from kb.language.word_model import WordModel, compounds

_ALONE = "thì là mà và hoặc nếu nhưng gì nào đâu được các những ai ạ"
_BESIDE = "bị bởi cho có cũng của do để đã đang khi không nên ở phải sao sẽ tại theo thế trong vẫn vì với"
_NO_PART = frozenset(_ALONE.split())
EMPTY = _NO_PART.union(_BESIDE.split())
"""Words that tell nothing by themselves: highlighted as a part of another word alone (``bị can``), which some of them never are."""

LONGEST_QUERY = 2_000
MOST_WORDS = 200
MOST_TERMS = 96

WIDENED = 0.3
"""What the law's words for an everyday one weigh beside the words that were typed."""

_HARDLY_EVER = 0.02
_FREQUENT = 0.08
_LITTLE = 0.1


class Marks(StrEnum):
    """Whether a query was typed with marks."""

    FULL = "full"
    NONE = "none"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Terms:
    """What to look for, and what of it is worth showing.

    :param marked: words to highlight where the text has them with the same marks, with their weights
    :param folded: words to highlight whatever marks the text has
    :param pairs: pairs of adjacent words, in the form of their field; two frequent words are highlighted together only
    :param run: the words in order, abbreviations written out, the law's words in the places of everyday ones
    :param runs: the runs of words that are highlighted: those of the query, and the law's words for everyday ones
    :param compounds: pairs that make up one word, in the form of their field; its syllables are highlighted together only
    :param bound: these syllables
    """

    terms: tuple[Term, ...]
    marks: Marks
    marked: dict[str, float]
    folded: dict[str, float]
    pairs: frozenset[str]
    run: tuple[str, ...] = ()
    runs: tuple[tuple[str, ...], ...] = ()
    compounds: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()

    def with_compounds(self, model: WordModel | None, quoted: frozenset[str] = frozenset()) -> "Terms":
        """The same, where what makes up one word is known.

        :param quoted: words that are wanted as they stand: none of them is empty
        """
        asked = frozenset(chain(*self.runs)) - quoted
        empty = frozenset[str]() if asked <= EMPTY else asked & EMPTY
        never = empty & _NO_PART
        frequent = {word for word, weight in (*self.marked.items(), *self.folded.items()) if weight == 0}
        words = [word for run in self.runs for word in compounds(model, run, frequent)] if model else []
        made = [word for word in words if len(word) > 1 and never.isdisjoint(word)]
        alone = {syllable for word in words if len(word) == 1 or not never.isdisjoint(word) for syllable in word} - empty
        if self.folded:
            made += [tuple(analysis.fold_words(word)) for word in made]
        bound = {syllable for word in made for syllable in word} - alone | empty
        return replace(self, compounds=frozenset(map("_".join, made)), bound=frozenset(bound))

    @property
    def phrases(self) -> tuple[str, ...]:
        """The whole words that are highlighted, each once, in order."""
        found: dict[str, None] = {}
        for run in self.runs:
            before = ""
            for word in run:
                if f"{before}_{word}" in self.compounds:
                    found[f"{before} {word}"] = None
                elif word not in self.bound and self.marked.get(word, 0.0) + self.folded.get(analysis.fold_word(word), 0.0) > 0:
                    found[word] = None
                before = word
        return tuple(found)


def read_terms(
    text: str,
    view: View,
    doubtful: frozenset[str] | None = None,
    widened: Sequence[str] = (),
    meant: str | None = None,
    abbreviations: bool = True,
) -> Terms:
    """The terms of a query, of which `kb.search.reading.interpretation` says how its words were read.

    :param text: the query, normal (`analysis.normal`)
    :param doubtful: words that are looked for without their marks, all others with them; None: by how each was typed
    :param widened: the law's words for everyday ones
    :param meant: the text with the law's words in their places
    """
    words = analysis.words(text[:LONGEST_QUERY])[:MOST_WORDS]
    runs = [words]
    expanded = _expanded(words) if abbreviations else words
    if expanded != words:
        runs.append(expanded)
    legal = [analysis.words(meaning) for meaning in widened]
    view.expect(_asked([*runs, *legal]))
    if doubtful is None:
        marks = marks_of(words, view)
        fields = [[_field(word, marks) for word in run] for run in runs]
    else:
        marks = Marks.FULL
        fields = [[FOLDED if word in doubtful else MARKED for word in run] for run in runs]
    fields += [[MARKED] * len(run) for run in legal]
    weights = [1.0] * len(runs) + [WIDENED] * len(legal)
    terms: dict[tuple[str, str], Term] = {}
    shown: dict[str, dict[str, float]] = {MARKED: {}, FOLDED: {}}
    for run, places, weight in zip([*runs, *legal], fields, weights, strict=True):
        for term in _run_terms(run, places, weight):
            terms.setdefault((term.field, term.token), term)
        for word, field in zip(run, places, strict=True):
            token = word if field == MARKED else analysis.fold_words([word])[0]
            shown[field][token] = _weight(view.frequency(field, token), view.documents)
    if not any(weight > 0 for words_shown in shown.values() for weight in words_shown.values()):
        # nothing but frequent words was asked for, so that they are what is shown
        shown = {field: dict.fromkeys(tokens, _LITTLE) for field, tokens in shown.items()}
    run = _expanded(analysis.words(meant[:LONGEST_QUERY])[:MOST_WORDS]) if meant else runs[-1]
    return Terms(
        terms=_telling(tuple(terms.values()), view),
        marks=marks,
        marked=shown[MARKED],
        folded=shown[FOLDED],
        pairs=frozenset(token for _, token in terms if "_" in token),
        run=tuple(run),
        runs=tuple(map(tuple, [runs[-1], *legal])),
    )


def _telling(found: tuple[Term, ...], view: View) -> tuple[Term, ...]:
    """All of them; of a pasted page, the ones that say most."""
    if len(found) <= MOST_TERMS:
        return found
    known = sorted((view.frequency(term.field, term.token), number) for number, term in enumerate(found))
    return tuple(found[number] for often, number in known if often)[:MOST_TERMS]


def _asked(runs: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The tokens whose frequency may matter: every word in both fields, pairs only of a long text."""
    for run in runs:
        folded = analysis.fold_words(run)
        yield from zip(repeat(MARKED), run)
        yield from zip(repeat(FOLDED), folded)
        if len(run) * 2 > MOST_TERMS:
            yield from zip(repeat(MARKED), analysis.pairs(run))
            yield from zip(repeat(FOLDED), analysis.pairs(folded))


def marks_of(words: Sequence[str], view: View) -> Marks:
    """Whether the words were typed with marks."""
    bare = [word for word, folded in zip(words, analysis.fold_words(words), strict=True) if word == folded]
    letters = [word for word in bare if word.isalpha() and word not in BY_FOLDED]
    if len(bare) == len(words):
        return Marks.NONE
    for word in letters:
        anyhow = view.frequency(FOLDED, word)
        if anyhow and view.frequency(MARKED, word) < _HARDLY_EVER * anyhow:
            return Marks.HALF
    return Marks.FULL


def _field(word: str, marks: Marks) -> str:
    if marks is Marks.FULL:
        return MARKED
    if marks is Marks.NONE:
        return FOLDED
    return FOLDED if word.isascii() else MARKED


def _expanded(words: Sequence[str]) -> list[str]:
    """The words with abbreviations written out."""
    out: list[str] = []
    for word, folded in zip(words, analysis.fold_words(words), strict=True):
        out.extend(BY_FOLDED.get(folded, [word]) if len(folded) > 1 else [word])
    return out


def _run_terms(run: Sequence[str], fields: Sequence[str], weight: float) -> list[Term]:
    folded = analysis.fold_words(run)
    found = [Term(field, word if field == MARKED else bare, weight) for word, bare, field in zip(run, folded, fields, strict=True)]
    for first, second in zip(range(len(run)), range(1, len(run)), strict=False):
        both_marked = fields[first] == MARKED and fields[second] == MARKED
        source = run if both_marked else folded
        found.append(Term(MARKED if both_marked else FOLDED, f"{source[first]}_{source[second]}", weight))
    return found


def _weight(found: int, documents: int) -> float:
    """How much a word tells; 0 for words that stand everywhere."""
    if found > _FREQUENT * documents and documents > 100:
        return 0.0
    return math.log(1 + (documents - found + 0.5) / (found + 0.5))
