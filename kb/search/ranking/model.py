"""The learned model: a small file beside this one, made by ``python -m benchmarks.ranker``. Without it, plain scores rank.

LightGBM's lambdarank over the features of `kb.search.ranking.features`, asked by `kb.search.ranking.trees`. What it has learned
from and how well it ranks stand in ``ranker.json``.
"""

import logging
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from kb.search.ranking.features import FEATURES
from kb.search.ranking.trees import Trees, read_trees

FOLDER = Path(__file__).parent
MODEL, DESCRIPTION = FOLDER / "ranker.txt", FOLDER / "ranker.json"

_log = logging.getLogger(__name__)


def read_ranker(path: Path) -> Trees | None:
    """The model of a file; None where there is none, or none that fits this version."""
    try:
        trees = read_trees(path.read_text(encoding="utf-8"))
    except OSError as error:
        _log.warning("search ranks without its learned model: %s", type(error).__name__)
        return None
    except ValueError:
        _log.warning("search ranks without its learned model: the file cannot be read")
        return None
    if trees.names != FEATURES:
        _log.warning("search ranks without its learned model: the file is of another version")
        return None
    return trees


@lru_cache(maxsize=1)
def shipped_ranker() -> Trees | None:
    """The model that comes with Tủ Luật, read once."""
    return read_ranker(MODEL) if MODEL.is_file() else None


def description() -> dict[str, Any]:
    """What the shipped model has learned from, and how well it ranks; empty where there is none."""
    try:
        read: dict[str, Any] = orjson.loads(DESCRIPTION.read_bytes())
        return read
    except (OSError, orjson.JSONDecodeError):
        return {}
