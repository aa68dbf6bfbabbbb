"""Reading words otherwise than they were typed: marks given back, slips corrected, short forms written out, all in one choice.

Each word has a few readings, with what each costs; the likeliest run of readings is taken (`kb.search.reading.restoration`).
Whatever is read otherwise is said, and the reader can have the words searched as typed.
"""

from dataclasses import dataclass

from documents.text import fold
from kb.language import analysis
from kb.language.word_model import BITS, WordModel
from kb.search.reading.restoration import SURE, Option, as_typed, best_run, certainty, change_cost, restorations
from kb.search.reading.short_forms import ALONE, BY_FOLDED, SHORT
from kb.search.reading.spelling import WELL_KNOWN, is_syllable, other_readings, split_joined

MOST_WORDS = 120
"""Of a longer text: a pasted page has no slips worth the time."""

_SHORT, _SHORT_BUT_KNOWN = 1 * BITS, 5 * BITS
_KEPT_NO_SYLLABLE = 6 * BITS
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
    """A word, or a part of words that were run together, and where it stands."""

    word: str
    start: int
    end: int
    part: bool = False
    acronym: bool = False
    name: bool = False


def reword(text: str, model: WordModel) -> Reworded:
    """Read the words of a text.

    :param text: normal (`kb.language.analysis.normal`)
    """
    pieces = _pieces(text, model)
    if not pieces or len(pieces) > MOST_WORDS:
        return Reworded(text)
    cost = change_cost([piece.word for piece in pieces])
    options = [_readings(piece, model, cost) for piece in pieces]
    chosen = best_run(options, model)
    shares = certainty(chosen, options, model)
    return _written(text, pieces, chosen, shares)


def _pieces(text: str, model: WordModel) -> list[_Piece]:
    found: list[_Piece] = []
    shouted = text.isupper()
    for word, start, end in analysis.words_in_place(text):
        if len(found) > MOST_WORDS:
            break
        parts = split_joined(word, model) if word.isalpha() and end - start == len(word) else None
        if not parts:
            typed = text[start:end]
            acronym = not shouted and len(typed) > 1 and typed.isupper()
            # A capital inside a sentence, on a word with marks, is a name's.
            name = not shouted and start > 0 and typed[:1].isupper() and not typed.isascii()
            found.append(_Piece(word, start, end, acronym=acronym, name=name))
            continue
        at = start
        for part in parts:
            found.append(_Piece(part, at, at + len(part), part=True))
            at += len(part)
    return found


def _readings(piece: _Piece, model: WordModel, cost: int) -> list[Option]:
    word = piece.word
    short = SHORT.get(word, ())
    if not word.isalpha() or (not short and (piece.acronym or fold(word) in BY_FOLDED)):
        return [as_typed(word, model)]
    readings = restorations(word, model, cost)
    if short:
        known = model.count(word) >= WELL_KNOWN
        added = _SHORT_BUT_KNOWN if known or word in ALONE or piece.acronym else _SHORT
        if not known:
            readings = [Option(option.words, option.numbers, option.cost + _KEPT_SHORT) for option in readings]
        for long in short:
            words = tuple(long.split())
            readings.append(Option(words, tuple(model.number_of(item) for item in words), added))
    elif not piece.name and (len(readings) == 1 or not model.is_folded_word(fold(word))):
        others = other_readings(word, model)
        if others and not is_syllable(fold(word)):
            readings = [Option(option.words, option.numbers, option.cost + _KEPT_NO_SYLLABLE) for option in readings]
        readings += others
    return readings


def _written(text: str, pieces: list[_Piece], chosen: list[Option], shares: tuple[float, ...]) -> Reworded:
    """Put the words that were read in the places of those that were typed."""
    out: list[str] = []
    corrected: list[tuple[str, str]] = []
    doubtful: set[str] = set()
    marks, at = False, 0
    joined: list[str] = []
    for place, (piece, option, share) in enumerate(zip(pieces, chosen, shares, strict=True)):
        read = " ".join(option.words)
        if share < SURE or None in option.numbers:
            doubtful.update(word for word in option.words if word.isalpha())
        continues = piece.part and place > 0 and pieces[place - 1].part and pieces[place - 1].end == piece.start
        out.append(" " if continues else text[at : piece.start])
        typed = text[piece.start : piece.end]
        out.append(typed if read == piece.word else _cased(read, typed))
        at = piece.end
        if piece.part:
            joined = [*joined, read] if continues else [read]
            if place + 1 == len(pieces) or not pieces[place + 1].part or pieces[place + 1].start != piece.end:
                begin = pieces[place - len(joined) + 1].start
                corrected.append((text[begin : piece.end], " ".join(joined)))
        elif read != piece.word:
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
