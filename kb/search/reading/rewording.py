"""Reading words otherwise than they were typed: marks given back, short forms written out, everyday words found.

Each word has a few readings, with what each costs; the likeliest run of readings is taken (`kb.search.reading.spelling`).
Whatever is read otherwise is said, and the reader can have the words searched as typed.

The law's words are looked for beside those that were typed, with less weight; nothing that was typed is replaced. What is found is
put in order by the query with the law's words in the places of everyday ones. The questions of the benchmarks hardly hold everyday
words (3 of 409 and 2 of 588), and those few are answered as before.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from documents.text import fold
from kb.database.cache import BaseCache
from kb.language import analysis
from kb.language.everyday import ALONE, BY_FOLDED, GAP, SHORT, Entry, list_entries, revision, shipped_words
from kb.language.word_model import BITS, WordModel
from kb.search.reading.spelling import SURE, Option, as_typed, best_run, certainty, change_cost, restorations

MOST_WORDS = 120
"""Of a longer text: a pasted page has no slips worth the time."""

_WELL_KNOWN = 20
"""A word that stands so often in the texts is a word."""
_SHORT, _SHORT_BUT_KNOWN = 1 * BITS, 5 * BITS
_KEPT_SHORT = 4 * BITS  # a short form that the texts hardly know is seldom meant as it stands


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text as it was read.

    :param text: with the words as they were read
    :param marks: marks were given back
    :param corrected: what was typed and what it was read as, where more than marks was missing
    :param doubtful: words of the text whose marks are not certain; they are looked for without
    """

    text: str
    marks: bool = False
    corrected: tuple[tuple[str, str], ...] = ()
    doubtful: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, and where it stands."""

    word: str
    start: int
    end: int
    acronym: bool


def reword(text: str, model: WordModel) -> Reworded:
    """Read the words of a text.

    :param text: normal (`kb.language.analysis.normal`)
    """
    pieces = _pieces(text)
    if not pieces or len(pieces) > MOST_WORDS:
        return Reworded(text)
    cost = change_cost([piece.word for piece in pieces])
    options = [_readings(piece, model, cost) for piece in pieces]
    chosen = best_run(options, model)
    shares = certainty(chosen, options, model)
    return _written(text, pieces, chosen, shares)


def _pieces(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    shouted = text.isupper()
    for word, start, end in analysis.words_in_place(text):
        typed = text[start:end]
        acronym = not shouted and len(typed) > 1 and typed.isupper()
        found.append(_Piece(word, start, end, acronym))
    return found


def _readings(piece: _Piece, model: WordModel, cost: int) -> list[Option]:
    word = piece.word
    short = SHORT.get(word, ())
    if not word.isalpha() or (not short and (piece.acronym or fold(word) in BY_FOLDED)):
        return [as_typed(word, model)]
    readings = restorations(word, model, cost)
    if short:
        known = model.count(word) >= _WELL_KNOWN
        added = _SHORT_BUT_KNOWN if known or word in ALONE or piece.acronym else _SHORT
        if not known:
            readings = [Option(option.words, option.numbers, option.cost + _KEPT_SHORT) for option in readings]
        for long in short:
            words = tuple(long.split())
            readings.append(Option(words, tuple(model.number_of(item) for item in words), added))
    return readings


def _written(text: str, pieces: list[_Piece], chosen: list[Option], shares: tuple[float, ...]) -> Reworded:
    """Put the words that were read in the places of those that were typed."""
    out: list[str] = []
    corrected: list[tuple[str, str]] = []
    doubtful: set[str] = set()
    marks, at = False, 0
    for piece, option, share in zip(pieces, chosen, shares, strict=True):
        read = " ".join(option.words)
        if share < SURE or None in option.numbers:
            doubtful.update(word for word in option.words if word.isalpha())
        typed = text[piece.start : piece.end]
        out += [text[at : piece.start], typed if read == piece.word else _cased(read, typed)]
        at = piece.end
        if read != piece.word:
            if piece.word.isascii() and fold(read) == piece.word:
                marks = True
            else:
                corrected.append((typed, read))
    out.append(text[at:])
    return Reworded("".join(out), marks, tuple(dict.fromkeys(corrected)), frozenset(doubtful))


def _cased(read: str, typed: str) -> str:
    """What was read, in capitals where the typed word was."""
    if len(typed) > 1 and typed.isupper():
        return read.upper()
    return read[:1].upper() + read[1:] if typed[:1].isupper() else read


_MOST_FOUND = 8
_WIDEST_GAP = 4
"""Words that an ellipsis in a phrase stands for, at most: "bắt … trả nợ" is found in "bắt em làm để trả nợ"."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """An everyday word of a query.

    :param phrase: as the vocabulary has it
    :param typed: as it stands in the query
    :param meanings: the law's words that are looked for beside it
    :param between: what stands where the phrase has an ellipsis
    """

    phrase: str
    typed: str
    meanings: tuple[str, ...]
    between: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everyday words by their first word, without marks.

    :param legal: the law's words of two syllables among their meanings, without marks: an everyday word never begins inside one
        ("trình báo ở đâu" is not "báo ở đâu")
    """

    by_first: dict[str, list["_Known"]] = field(default_factory=dict)
    legal: frozenset[tuple[str, ...]] = frozenset()

    @staticmethod
    def of(entries: Iterable[Entry]) -> "Vocabulary":
        """The entries that are turned on."""
        found: dict[str, list[_Known]] = defaultdict(list)
        legal: set[tuple[str, ...]] = set()
        for entry in entries:
            legal.update(words for meaning in entry.meanings if len(words := tuple(fold(meaning).lower().split())) == 2)
            parts = tuple(part for text in entry.phrase.split(GAP) if (part := tuple(analysis.words(text))))
            if entry.active and parts and entry.meanings:
                found[fold(parts[0][0])].append(_Known(parts, entry))
        for same in found.values():
            same.sort(key=lambda known: -known.length)
        return Vocabulary(dict(found), frozenset(legal))

    def find(self, text: str) -> tuple[Expansion, ...]:
        """The everyday words of a text, the longest at each place; what is typed without marks may be any with its letters."""
        placed = analysis.words_in_place(text)
        words = [word for word, _, _ in placed]
        found: list[Expansion] = []
        at = 0
        folded = [fold(word) for word in words]
        while at < len(words) and len(found) < _MOST_FOUND:
            length = 1
            if at and (folded[at - 1], folded[at]) in self.legal:
                at += 1
                continue
            for known in self.by_first.get(folded[at], ()):
                places = _places(known.parts, words, at)
                if places:
                    end = places[-1][1]
                    typed = text[placed[at][1] : placed[end - 1][2]]
                    between = " ".join(word for gap in pairwise(places) for word in words[gap[0][1] : gap[1][0]])
                    found.append(Expansion(known.entry.phrase, typed, known.entry.meanings, between))
                    # What stands in the gap may be everyday words too.
                    length = places[0][1] - at
                    break
            at += length
        return tuple(found)

    def with_marks(self, text: str) -> str:
        """The text with the marks of the everyday words that the base added: what its words are counted from has none of them."""
        for found in self.find(text):
            if found.typed.isascii() and found.phrase not in shipped_words() and " " in found.phrase and GAP not in found.phrase:
                text = text.replace(found.typed, found.phrase, 1)
        return text


@dataclass(frozen=True, slots=True)
class _Known:
    """An entry and the words of its parts."""

    parts: tuple[tuple[str, ...], ...]
    entry: Entry

    @property
    def length(self) -> int:
        """In words."""
        return sum(map(len, self.parts))


def _places(parts: Sequence[Sequence[str]], words: Sequence[str], at: int) -> list[tuple[int, int]]:
    """Where the parts of a phrase stand whose first one begins here; nothing where they do not."""
    places: list[tuple[int, int]] = []
    for part in parts:
        starts = range(at, at + _WIDEST_GAP + 1) if places else (at,)
        start = next((start for start in starts if _stands(part, words, start)), None)
        if start is None:
            return []
        at = start + len(part)
        places.append((start, at))
    return places


def _stands(phrase: Sequence[str], words: Sequence[str], at: int) -> bool:
    """Whether a phrase begins here: word by word, or all of it typed without marks ("người lao động" has no "người Lào")."""
    here = words[at : at + len(phrase)]
    bare = all(word.isascii() for word in here)
    return len(here) == len(phrase) and all(
        (fold(wanted) if bare else wanted) == word for word, wanted in zip(here, phrase, strict=True)
    )


_vocabularies: BaseCache[Vocabulary] = BaseCache(8)


def vocabulary_of(engine: Engine) -> Vocabulary:
    """The everyday words of a base, kept between calls; what another process decides is seen a second later."""
    try:
        return _vocabularies.of(engine, revision, lambda connection: Vocabulary.of(list_entries(connection)))
    except SQLAlchemyError:
        # Searching does not fail for want of them.
        return Vocabulary.of(Entry(phrase, meanings) for phrase, meanings in shipped_words().items())


def forget(engine: Engine) -> None:
    """Look again at once: something was decided in this process."""
    _vocabularies.forget(engine)
