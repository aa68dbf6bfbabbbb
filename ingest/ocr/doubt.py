"""Which recognised words may be wrong. Confidence alone finds half of them."""

from collections.abc import Sequence

from ingest.ocr.engine import SeenWord

_UNSURE = 0.8


def doubted(words: Sequence[SeenWord]) -> list[str | None]:
    """For each word None where nothing speaks against it; else what it may be, or nothing where that is open."""
    return ["" if word.confidence < _UNSURE else None for word in words]
