"""``python -m tests.gate``: measure search on the samples of the gate and store what it shows as the new baseline."""

import sys
import tempfile
from pathlib import Path

from tests.conftest import DATA
from tests.gate import (
    CODIFICATION_BASELINE,
    SAMPLES_BASELINE,
    Done,
    figures,
    measure_codification,
    measure_samples,
    ranks_of,
    read_ranks,
    save_ranks,
)


def main() -> int:
    """Store both baselines; where the real texts are absent, that of the samples only."""
    with tempfile.TemporaryDirectory() as folder:
        _store(SAMPLES_BASELINE, measure_samples(Path(folder)))
    if not DATA.is_dir():
        _say(f"{CODIFICATION_BASELINE.name}: left as it is, there are no real texts beside this checkout")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _store(CODIFICATION_BASELINE, measure_codification(Path(folder), DATA))
    return 0


def _store(path: Path, done: Done) -> None:
    ranks = ranks_of(done)
    before = figures(read_ranks(path)) if path.exists() else {}
    _say(f"{path.name}: {len(done['as_typed'].wanted)} questions")
    for name, now in figures(ranks).items():
        _say(f"  {name}: {before.get(name)} → {now}")
    save_ranks(path, ranks)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
