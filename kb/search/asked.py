"""How like a query is to what people ask of articles (`kb.language.asked`).

Every question is a small document of syllables and pairs without marks, compared by BM25; an article is as like as the most like of
its questions. What is compared is kept as one file beside the index, made again by whoever finds it missing or of other questions.
"""

import io
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, select

from documents.model import Kind
from documents.paths import provision_key, split_key
from documents.text import fold
from kb.database.cache import BaseCache
from kb.database.tables import Instrument, Provision, Version
from kb.index.build import Base, content_revision
from kb.index.rows import group_number
from kb.language import analysis
from kb.language.asked import SHIPPED, Questions, list_questions, revision, write_questions
from kb.law.effects.newer import keys_with_newer, read_newer
from kb.private import replace_file
from kb.search.callers import LIKELY, articles_asked
from kb.search.reading.understanding import Plan

FILE = "asked.npz"
_K1, _B = 0.9, 0.3
_FORM = 3
_ENOUGH = 0.2
"""A question that holds so much of what a query tells is like it; less counts for less."""
_LEAST = 0.3
"""Of the likeness of the most like."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Questions of articles, as they are compared.

    :param tokens: numbers of all tokens, ascending; ``starts`` where the questions of each begin in ``held``
    :param weights: what each question's token brings, beside ``held``
    :param rarity: what each token tells
    :param firsts: by article, the first of its questions
    :param groups: the articles' numbers in the index
    """

    tokens: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    held: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    rarity: npt.NDArray[np.float32]
    firsts: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]

    def likeness(self, words: list[str], least: float = 0.0) -> dict[int, float]:
        """By the number of an article, the share of what the words tell that the most like of its questions has.

        :param least: of the most like article's share; what has less is left out
        """
        if not len(self.tokens):
            return {}
        wanted = np.array(_distinct(words), np.uint32)
        places = np.minimum(np.searchsorted(self.tokens, wanted), len(self.tokens) - 1)
        known = self.tokens[places] == wanted
        whole = float(self.rarity[places[known]].sum() + (~known).sum() * self.rarity.max()) * (_K1 + 1)
        scores = np.zeros(self.firsts[-1], np.float32)
        for place in places[known]:
            here = slice(self.starts[place], self.starts[place + 1])
            scores[self.held[here]] += self.weights[here]
        best = np.maximum.reduceat(scores, self.firsts[:-1])
        found = np.flatnonzero((best > 0) & (best >= least * best.max()))
        return {int(group): float(score) / whole for group, score in zip(self.groups[found], best[found], strict=True)}


_kept: BaseCache[Asked] = BaseCache(look_again=5.0)
_built: BaseCache[Asked] = BaseCache()
"""By the questions: most bases have those that are shipped, and most changes of a base change none."""


def build_asked(questions: Questions) -> Asked:
    """Questions as they are compared."""
    held: dict[int, list[int]] = defaultdict(list)
    lengths: list[int] = []
    firsts: list[int] = []
    for asked in questions.values():
        firsts.append(len(lengths))
        for question in asked:
            numbers = _distinct(analysis.words(question))
            for number in numbers:
                held[number].append(len(lengths))
            lengths.append(len(numbers))
    tokens = sorted(held)
    counts = np.array([len(held[token]) for token in tokens], np.int64)
    rarity = np.log(1 + (len(lengths) - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    usual = sum(lengths) / len(lengths) if lengths else 1.0
    norm = _K1 * (1 - _B + _B * np.array(lengths, np.float32) / usual)
    flat = np.array([question for token in tokens for question in held[token]], np.int32)
    return Asked(
        tokens=np.array(tokens, np.uint32),
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        held=flat,
        weights=(np.repeat(rarity, counts) * (_K1 + 1) / (1 + norm[flat])).astype(np.float32),
        rarity=rarity,
        firsts=np.array([*firsts, len(lengths)], np.int64),
        groups=np.array([group_number(key) for key in questions], np.int64),
    )


def asked_of(base: Base) -> Asked:
    """What is asked of the articles of a base, kept between calls; what was decided meanwhile is seen five seconds later."""
    path = base.settings.index_path / FILE
    return _kept.of(base.engine, _stamp, lambda connection: _made(connection, path))


def _stamp(connection: Connection) -> str:
    shipped = SHIPPED.stat()
    return f"{_FORM}:{shipped.st_size}:{int(shipped.st_mtime)}:{revision(connection)}:{content_revision(connection)}"


def _made(connection: Connection, path: Path) -> Asked:
    """From the file, where it is of now; else of the questions, unless what was built of the same ones is there."""
    stamp = _stamp(connection)
    found = _read(path, "stamp", stamp)
    if found is not None:
        return found
    questions = with_heirs(connection, list_questions(connection))
    of = f"{_FORM}:{crc32(write_questions(questions).encode())}"

    def make() -> Asked:
        made = _read(path, "questions", of) or build_asked(questions)
        _write(path, made, stamp=stamp, questions=of)
        return made

    made = _built.at(of, of, make)
    if not path.exists():  # made for another base
        _write(path, made, stamp=stamp, questions=of)
    return made


def with_heirs(connection: Connection, questions: Questions) -> Questions:
    """With the same questions for the article of the same heading in the instrument that took the place of its own, and in the one
    whose place that took, where nothing is asked of it: who asks about a day of the old law asks in the same words.
    """
    having = keys_with_newer(connection)
    of = {row.id: row.key for row in connection.execute(select(Instrument.id, Instrument.key)) if row.key in having}
    known = {split_key(key)[0] for key in questions}
    heirs = {of[old]: newer[-1].key for old, newer in read_newer(connection, sorted(of)).items() if newer}
    heirs = {old: new for old, new in heirs.items() if known & {old, new}}
    headings = _headings(connection, {*heirs, *heirs.values()})
    found = dict(questions)
    for old, new in heirs.items():
        there = {heading: path for path, heading in headings[new].items()}
        for path, heading in headings[old].items():
            if heir := there.get(heading):
                before, after = provision_key(old, path), provision_key(new, heir)
                found[after] = tuple(dict.fromkeys((*found.get(after, ()), *questions.get(before, ()))))
                found.setdefault(before, questions.get(after, ()))
    return {key: asked for key, asked in found.items() if asked}


def _headings(connection: Connection, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Of the articles of some instruments, by key and path."""
    rows = connection.execute(
        select(Instrument.key, Provision.path, Provision.heading)
        .join(Version, Version.instrument_id == Instrument.id)
        .join(Provision, Provision.version_id == Version.id)
        .where(Instrument.key.in_(keys), Version.preferred, Provision.kind == Kind.ARTICLE.value, Provision.heading.is_not(None))
    )
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, path, heading in rows:
        found[key][path] = fold(heading or "").lower().strip(" .")
    return found


def likeness_of(base: Base, plan: Plan) -> Mapping[int, float]:
    """By the number of an article, how like a query is to what people ask of it; none for what is named or searched as typed.

    :returns: 1 for the most like where it is like enough, shares of that for others; more where a card of the desk rests on it
    """
    if plan.verbatim or plan.provisions or plan.instruments or not plan.words.strip():
        return {}
    words = analysis.words(plan.words)
    found = asked_of(base).likeness(words, _LEAST)
    best = max(found.values(), default=0.0)
    sure = min(1.0, best / _ENOUGH)
    like = {group: sure * like / best for group, like in found.items()}
    return like | {group: like.get(group, 0.0) + LIKELY for group in articles_asked(base, words)}


def _distinct(words: list[str]) -> list[int]:
    """The numbers of the tokens of words, ascending. `np.unique` would import numpy's masked arrays for it."""
    folded = analysis.fold_words(words)
    return sorted({crc32(token.encode()) for token in (*folded, *analysis.pairs(folded))})


def _read(path: Path, name: str, wanted: str) -> Asked | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            if str(kept[name]) != wanted:
                return None
            return Asked(**{name: kept[name] for name in Asked.__slots__})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _write(path: Path, found: Asked, **stamps: str) -> None:
    content = io.BytesIO()
    arrays: dict[str, Any] = {name: getattr(found, name) for name in Asked.__slots__}
    np.savez(content, **{**arrays, **stamps})
    try:
        replace_file(path, content.getvalue())
    except OSError:
        _log.warning("what people ask could not be kept beside the index; it is made again by the next process")
