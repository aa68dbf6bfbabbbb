"""Dense vectors: brute force over a mapped matrix, by the number of clauses."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.tables import Table, quantiles
from kb.vectors.matrix import VectorMatrix

SEED = 2026
DIMENSION = 256
SIZES = (62_000, 200_000, 1_000_000)
_AT_ONCE = 50_000
_ASKED = 30


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Nearest clauses, and the similarity of given ones. The vectors are drawn at random: the time does not depend on them."""
    rows = []
    for count in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            matrix = _matrix(Path(folder), count)
            queries = [np.asarray(matrix.vectors[number]) for number in range(_ASKED)]
            some = list(range(0, count, count // 200))
            nearest = _times(matrix.nearest, queries, 200)
            similarity = _times(matrix.similarity, queries, some)
            rows.append((f"{count:,}", f"{count * DIMENSION * 4 / 1e6:,.0f}", *quantiles(nearest), *quantiles(similarity)))
            del matrix
    yield Table(
        f"Dense vectors of {DIMENSION} dimensions, {_ASKED} queries",
        ("clauses", "MB", "nearest 200: p50 ms", "p95 ms", "similarity of 200: p50 ms", "p95 ms"),
        rows,
        "The file has been read once before; what it takes of memory is the system's cache, which other processes share.",
    )


def _matrix(folder: Path, count: int) -> VectorMatrix:
    chance = np.random.default_rng(SEED)
    path = folder / "vectors.npy"
    made = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(count, DIMENSION))
    for start in range(0, count, _AT_ONCE):
        some = chance.standard_normal((min(_AT_ONCE, count - start), DIMENSION), dtype=np.float32)
        made[start : start + len(some)] = some / np.linalg.norm(some, axis=1, keepdims=True)
    made.flush()
    del made
    return VectorMatrix(folder, "", np.arange(count), np.load(path, mmap_mode="r"))


def _times(ask: Callable[..., object], queries: list[np.ndarray], given: object) -> list[float]:
    ask(queries[0], given)
    times = []
    for query in queries:
        began = time.perf_counter()
        ask(query, given)
        times.append((time.perf_counter() - began) * 1000)
    return times
