"""Counting which words follow which in the texts of a base, and writing it down as costs for `kb.language.word_model`.

Counted beside the texts of the base, so that "bao nhieu" is read as "bao nhiêu" and not as words of the law that look the same
without marks: turns of phrase and whole sentences of callers (``spoken.toml``), which say nothing about law.
"""

import logging
import threading
import tomllib
import zlib
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from documents.text import fold, unify_tone_marks
from kb.database.failures import full_disk_told
from kb.database.tables import Instrument, Provision
from kb.errors import DiskFullError
from kb.language.everyday import shipped_words
from kb.language.word_model import BITS, BREAK, MAGIC, NUMBER, WHOLE, WORD, Base, words_path
from kb.private import make_folder, replace_file

SPOKEN = Path(__file__).parent / "spoken.toml"


@lru_cache(maxsize=1)
def spoken_runs() -> tuple[str, ...]:
    """All that is counted, each a run of its own."""
    spoken: dict[str, Any] = tomllib.loads(SPOKEN.read_text(encoding="utf-8"))
    return (*chain(*spoken["phrases"].values()), *filter(None, spoken["sentences"].split("\n")))


_log = logging.getLogger(__name__)
_making: set[Path] = set()
_lock = threading.Lock()

_MOST_WORDS = 65_000  # so that a word is two bytes
_MOST_SEEN = 1 << 20  # so that a triple is one integer of 64 bits
_MOST_PAIRS = 2_000_000
_MOST_TRIPLES = 3_000_000
_MOST_CHUNKS = 100_000
_PART = 32_000_000  # bytes, four a word
_PAIR_DISCOUNT, _TRIPLE_DISCOUNT = 0.75, 0.5
_SPOKEN_SHARE = 2e-6  # each phrase of spoken questions counts as this share of the words of the texts

_Integers = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


class _Identities(dict[str, int]):
    """Words to numbers in the order in which they are met; other spellings of tone marks are the same word."""

    def __missing__(self, word: str) -> int:
        form = NUMBER if word[0].isdigit() else unify_tone_marks(word)
        if form != word:
            number = self[form]
        elif len(self) >= _MOST_SEEN:
            return self[BREAK]
        else:
            number = self.setdefault(form, len(self.order))
            self.order.append(form)
        self[word] = number
        return number

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        for word in (BREAK, NUMBER):
            self[word] = len(self.order)
            self.order.append(word)


class _Chunks(dict[str, bytes]):
    """What stands between blanks to the numbers of the words in it: no word has a blank, and few chunks are new."""

    def __init__(self, numbers: _Identities) -> None:
        super().__init__()
        self._number_of = numbers.__getitem__

    def __missing__(self, chunk: str) -> bytes:
        found = array("i", map(self._number_of, WORD.findall(chunk.lower()))).tobytes()
        if len(self) < _MOST_CHUNKS and len(chunk) < 100:
            self[chunk] = found
        return found


class _Counts:
    def __init__(self, most: int) -> None:
        self.keys: _Integers = np.zeros(0, np.int64)
        self.counts: _Integers = np.zeros(0, np.int64)
        self._most = most

    def add(self, keys: _Integers, counts: _Integers) -> None:
        """More counts; their keys are in order, one may stand there several times."""
        if len(self.keys):
            keys, counts = np.concatenate([self.keys, keys]), np.concatenate([self.counts, counts])
            order = np.argsort(keys, kind="stable")  # which merges the two, each of which is in order already
            keys, counts = keys[order], counts[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        self.keys, self.counts = keys[first], np.add.reduceat(counts, first)
        self.prune(self._most * 4)

    def prune(self, most: int, least: int = 1) -> None:
        """Leave out what was seen less often than ``least``, and then what was seen least, until no more than so many are left."""
        while True:
            kept = self.counts >= least
            self.keys, self.counts = self.keys[kept], self.counts[kept]
            if len(self.keys) <= most:
                return
            least += 1


def read_texts(connection: Connection) -> Iterator[str]:
    """Every text of the base: titles, headings, provisions."""
    rows = connection.execute(select(Provision.heading, Provision.text, Provision.tail).execution_options(yield_per=10_000))
    for heading, text, tail in rows:
        if heading:
            yield heading
        if text:
            yield text
        if tail:
            yield tail
    for title in connection.scalars(select(Instrument.title)):
        if title:
            yield title


def build_words(texts: Iterable[str], *, pairs_only: bool = False) -> bytes:
    """Count the words of texts.

    :param texts: NFC texts, each a run of its own
    :param pairs_only: leave out triples, and what people say: a quarter of the size
    """
    seen = _Identities()
    singles = np.zeros(_MOST_SEEN, np.int64)
    pairs, triples = _Counts(_MOST_PAIRS), _Counts(_MOST_TRIPLES)
    part = bytearray()
    end = array("i", [0]).tobytes()

    def count(times: int = 1) -> None:
        run = np.frombuffer(part, dtype=np.int32).astype(np.int64)
        if len(run) < 3:
            return
        met = np.bincount(run)
        singles[: len(met)] += met * times
        keys = run[:-1] * _MOST_SEEN
        keys += run[1:]
        last = keys[-1:].copy()
        if not pairs_only:  # a triple begins with a pair, so that pairs are counted with them: all but the last
            keys = keys[:-1]
            keys *= _MOST_SEEN
            keys += run[2:]
        del run
        keys.sort()
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(first, append=len(keys)) * times
        found = keys[first]
        if not pairs_only:
            triples.add(found, counts)
            pairs.add(last, np.array([times]))
            found //= _MOST_SEEN
        pairs.add(found, counts)

    numbers_of = _Chunks(seen).__getitem__
    for text in texts:
        part += end + b"".join(map(numbers_of, text.split()))
        if len(part) > _PART:
            part += end
            count()
            part = bytearray()
    part += end
    count()
    part = bytearray()
    for phrase in () if pairs_only else (*spoken_runs(), *shipped_words()):
        part += end + b"".join(map(numbers_of, phrase.split()))
    part += end
    count(1 + round(float(singles.sum()) * _SPOKEN_SHARE))
    return _written(seen.order, singles, pairs, triples)


def _written(order: list[str], singles: _Integers, pairs: _Counts, triples: _Counts) -> bytes:
    """The file: words in the order of their bare forms, and costs."""
    counts = singles[: len(order)]
    most_frequent = np.argsort(-counts, kind="stable")
    kept = {int(number) for number in most_frequent[:_MOST_WORDS] if counts[number] and order[number] not in (BREAK, NUMBER)}
    words = sorted(kept, key=lambda number: (fold(order[number]), -counts[number]))
    words = [0, 1, *words]
    place = np.full(len(order), -1, np.int64)
    place[words] = np.arange(len(words))
    counts = np.maximum(counts[words], 1)
    size = len(words)

    pair_keys, pair_counts = _renumbered(pairs, place, 2, _MOST_PAIRS)
    triple_keys, triple_counts = _renumbered(triples, place, 3, _MOST_TRIPLES, least=2)
    first, second = pair_keys // size, pair_keys % size
    before = np.bincount(second, minlength=size)
    single = (before + 0.5) / (len(pair_keys) + 0.5 * size)
    followers = np.bincount(first, minlength=size)
    total = np.maximum(np.bincount(first, weights=pair_counts, minlength=size), 1)
    fall_back = np.where(followers > 0, _PAIR_DISCOUNT * followers / total, 1.0)
    pair = (pair_counts - _PAIR_DISCOUNT) / total[first] + fall_back[first] * single[second]

    history, third = triple_keys // size, triple_keys % size
    at = np.searchsorted(pair_keys, history)
    known = (at < len(pair_keys)) & (pair_keys[np.minimum(at, max(len(pair_keys) - 1, 0))] == history)
    at, third, triple_counts, history = at[known], third[known], triple_counts[known], history[known]
    mass = np.bincount(at, weights=triple_counts - _TRIPLE_DISCOUNT, minlength=len(pair_keys))
    pair_fall_back = np.clip(1 - mass / pair_counts, 1e-4, 1.0)
    lower = _looked_up(pair_keys, pair, (history % size) * size + third, fall_back[history % size] * single[third])
    triple = (triple_counts - _TRIPLE_DISCOUNT) / pair_counts[at] + pair_fall_back[at] * lower

    text = "\n".join(order[number] for number in words[2:]).encode()
    sections: dict[str, bytes] = {
        "words": text,
        "counts": np.minimum(counts, 2**32 - 1).astype(np.uint32).tobytes(),
        "single": _costs(single),
        "fall_back": _costs(fall_back),
        "pair_starts": _starts(first, size),
        "pair_seconds": second.astype(np.uint16).tobytes(),
        "pair": _costs(pair),
        "pair_fall_back": _costs(pair_fall_back),
        "triple_starts": _starts(at, len(pair_keys)),
        "triple_thirds": third.astype(np.uint16).tobytes(),
        "triple": _costs(triple),
    }
    return _packed(sections)


def _renumbered(found: _Counts, place: _Integers, length: int, most: int, least: int = 1) -> tuple[_Integers, _Integers]:
    """Keys in terms of the words that are kept, in order; those with a word that is not kept are left out."""
    found.prune(most, least)
    size = int(place.max()) + 1
    keys = np.zeros(len(found.keys), np.int64)
    whole = np.ones(len(found.keys), bool)
    for step in range(length - 1, -1, -1):
        words = place[(found.keys >> (20 * step)) & (_MOST_SEEN - 1)]
        whole &= words >= 0
        keys = keys * size + words
    keys, counts = keys[whole], found.counts[whole]
    order = np.argsort(keys, kind="stable")
    return keys[order], counts[order]


def _looked_up(keys: _Integers, values: _Floats, wanted: _Integers, otherwise: _Floats) -> _Floats:
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    return np.where(keys[at] == wanted, values[at], otherwise) if len(keys) else otherwise


def _costs(probabilities: npt.NDArray[np.floating[Any]]) -> bytes:
    return bytes(np.clip(np.rint(-BITS * np.log2(np.maximum(probabilities, 1e-12))), 0, 255).astype(np.uint8).tobytes())


def _starts(groups: _Integers, size: int) -> bytes:
    return bytes(np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=size))]).astype(np.uint32).tobytes())


def _packed(sections: dict[str, bytes]) -> bytes:
    directory: dict[str, tuple[int, int]] = {}
    at = 0
    for name, content in sections.items():
        directory[name] = (at, len(content))
        at += -(-len(content) // 8) * 8
    body = b"".join(content + b"\0" * (-len(content) % 8) for content in sections.values())
    directory[WHOLE] = (zlib.crc32(body), len(body))
    head = orjson.dumps(directory)
    head += b" " * (-(len(MAGIC) + 8 + len(head)) % 8)
    return b"".join([MAGIC, len(head).to_bytes(8, "little"), head, body])


def make_words(base: Base) -> None:
    """Count the words of the base's texts anew."""
    with base.engine.connect() as connection:
        content = build_words(read_texts(connection))
    path = words_path(base)
    with full_disk_told():
        make_folder(path.parent)
        replace_file(path, content)


def make_words_beside(base: Base) -> None:
    """Count the words in a thread of their own, once in this process."""
    path = words_path(base)
    with _lock:
        if path in _making:
            return
        _making.add(path)

    def make() -> None:
        try:
            make_words(base)
        except (OSError, SQLAlchemyError, DiskFullError):
            _log.warning("the words of the base could not be counted; searches go on without")

    threading.Thread(target=make, name="words", daemon=True).start()
