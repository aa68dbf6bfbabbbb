"""Mine the lexicon of ``documents/duties/model`` from the texts of a base (`python -m benchmarks.duties --home KHO --mine`).

Verbs are what follows a modal word, subjects what stands between a sign and one, heads the first two words of subjects. Words and
pairs of words are alike that have the same neighbours (positive pointwise mutual information, reduced by SVD, then k-means).
"""

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import svds

Row = tuple[str, ...]
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|\w+|\n|[^\w\s]")
_OF_PERSONS = ("có trách nhiệm", "có nghĩa vụ", "có quyền", "có thẩm quyền", "được quyền", "chịu trách nhiệm", "có nhiệm vụ")
_OF_ANY = ("phải", "không được", "được phép", "có thể", "cần")
_MODALS = sorted(((tuple(said.split()), said in _OF_PERSONS) for said in (*_OF_PERSONS, *_OF_ANY)), key=lambda one: -len(one[0]))
_SIGNS = frozenset(',;:.()–-“”"…\n')
_LOOSE = frozenset({"thì", "cũng", "đều", "còn", "mới", "chỉ", "phải"})
_LONGEST_SUBJECT = 14
_NEIGHBOURS, _DEPTH = 3000, 60
_SIZES = {1: (64, 400), 2: (100, 600)}  # how many wide and narrow classes of words and of pairs


def mine(texts: Iterable[str], path: Path) -> None:
    """Write the lexicon of texts; of those that are the same one counts."""
    passages = [_words(text) for text in dict.fromkeys(texts)]
    rows = sorted([*_said_with_modals(passages), *_alike(passages)])
    path.write_bytes(gzip.compress("".join("\t".join(row) + "\n" for row in rows).encode(), 9, mtime=0))


def _words(text: str) -> list[str]:
    return ["<n>" if word[0].isdigit() else word for word in _TOKEN.findall(text.lower())]


def _said_with_modals(passages: Sequence[Sequence[str]]) -> Iterator[Row]:
    """Verbs, heads and subjects with how sure they are, from 0 or 1 to 3."""
    total: Counter[str] = Counter()
    verbs: Counter[str] = Counter()
    persons: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for words in passages:
        total.update(words)
        total.update(map(" ".join, pairwise(words)))
        start = at = 0
        while at < len(words):
            modal = next((one for one in _MODALS if tuple(words[at : at + len(one[0])]) == one[0]), None)
            if modal is None:
                at += 1
                start = at if words[at - 1] in _SIGNS or words[at - 1] == "thì" else start
                continue
            subject = words[start:at]
            while subject and subject[-1] in _LOOSE:
                subject = subject[:-1]
            if 0 < len(subject) <= _LONGEST_SUBJECT:
                (persons if modal[1] else others)[" ".join(subject)] += 1
            at = start = at + len(modal[0])
            while at < len(words) and words[at] in _LOOSE:
                at += 1
            if at + 1 < len(words) and words[at] not in _SIGNS:
                verbs[words[at]] += 1
                verbs[" ".join(words[at : at + 2])] += words[at + 1] not in _SIGNS
    for verb, count in verbs.items():
        many, least, more = (4, 0.02, 1) if " " in verb else (8, 0.01, 2)
        if count >= many and count / total[verb] >= least:
            yield "verb", verb, _level(more * count / total[verb], 0.08, 0.25, lowest=1)
    heads = [Counter[str](), Counter[str]()]
    for counts, found in zip(heads, (persons, others), strict=True):
        for subject, count in found.items():
            counts[" ".join(subject.split()[:2])] += count
    for kind, of_persons, of_others, least in (("head", *heads, 6), ("subject", persons, others, 3)):
        for name in of_persons | of_others:
            many = of_persons[name] + of_others[name]
            if many >= least:
                yield kind, name, _level(of_persons[name] / many, 0.1, 0.3, 0.6)


def _level(share: float, *bounds: float, lowest: int = 0) -> str:
    return str(lowest + sum(share > bound for bound in bounds))


def _alike(passages: Sequence[Sequence[str]]) -> Iterator[Row]:
    """Words and pairs of words, each with its wide and its narrow class."""
    counts: Counter[Any] = Counter(word for words in passages for word in words)
    known = [word for word, count in counts.most_common(6000) if count >= 20 and word.strip()]
    number = {word: place for place, word in enumerate(known)}
    both: Counter[str] = Counter(f"{a} {b}" for words in passages for a, b in pairwise(words) if (a + b).isalpha())
    pairs = [pair for pair, count in both.most_common(24000) if count >= 40]
    of_pair = {pair: place for place, pair in enumerate(pairs)}
    lines = [np.array([number.get(word, -1) for word in words], np.int64) for words in passages]
    joined = [np.array([of_pair.get(f"{a} {b}", -1) for a, b in pairwise(words)], np.int64) for words in passages]
    for names, units, size in ((known, lines, 1), (pairs, joined, 2)):
        places = _placed(units, lines, len(names), (-2, -1, size, size + 1))
        wide, narrow = (kmeans2(places, many, minit="points", seed=1, iter=12)[1] for many in _SIZES[size])
        yield from (("alike", name, str(a), str(b)) for name, a, b in zip(names, wide, narrow, strict=True))


def _placed(units: Sequence[Any], lines: Sequence[Any], size: int, beside: Sequence[int]) -> Any:
    """Where each unit stands by the words beside it."""
    rows, columns = [], []
    for unit, words in zip(units, lines, strict=True):
        for turn, away in enumerate(beside):
            at = np.arange(max(0, -away), max(min(len(unit), len(words) - away), 0))
            left, right = unit[at], words[at + away]
            some = (left >= 0) & (right >= 0) & (right < _NEIGHBOURS)
            rows.append(left[some])
            columns.append(right[some] + turn * _NEIGHBOURS)
    every = np.concatenate(rows), np.concatenate(columns)
    table = coo_matrix((np.ones(len(every[0]), np.float32), every), shape=(size, len(beside) * _NEIGHBOURS)).tocsr()
    table.sum_duplicates()
    table = table.tocoo()
    often, near = np.bincount(every[0], minlength=size), np.bincount(every[1], minlength=table.shape[1]) ** 0.75
    told = np.log(table.data * near.sum() / (often[table.row] * near[table.col]))
    kept = told > 0
    told = coo_matrix((told[kept].astype(np.float32), (table.row[kept], table.col[kept])), shape=table.shape).tocsr()
    left, strength, _ = svds(told, k=_DEPTH, random_state=1)
    found = left * np.sqrt(strength)
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
