"""The word model of a base: where it lies, when it is made.

It is a file in the base's folder, whichever engine holds the index, made by every rebuild of the index and, while the base is
small, by every update. A machine that has no such file (the index is on a server, and was built elsewhere) makes its own from the
database: at once for a small base, else beside the searches, which do without until it is there.
"""

import logging
import threading
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from kb.database.cache import BaseCache
from kb.database.failures import full_disk_told
from kb.durable import replace_file
from kb.errors import DiskFullError
from kb.language.word_counts import build_words, read_texts
from kb.language.word_model import WordModel, open_words
from kb.private import make_folder
from kb.settings import Settings

FILE = "words.bin"

_log = logging.getLogger(__name__)
_Stamp = tuple[int, int]
_opened: BaseCache[WordModel | None] = BaseCache()
_making: set[Path] = set()
_lock = threading.Lock()


class Base(Protocol):
    """What the words need of a knowledge base."""

    @property
    def engine(self) -> Engine:
        """The database."""

    @property
    def settings(self) -> Settings:
        """The settings."""


def make_words(base: Base) -> None:
    """Count the words of the base's texts anew."""
    with base.engine.connect() as connection:
        content = build_words(read_texts(connection))
    path = _path(base)
    with full_disk_told():
        make_folder(path.parent)
        replace_file(path, content)


def words_of(base: Base) -> WordModel | None:
    """The words of a base, kept open between calls; None where they were not counted yet."""
    path = _path(base)
    stamp = _stamp(path)
    if stamp is None:
        return None
    return _opened.at(path, stamp, lambda: open_words(path))


def words_damaged(base: Base) -> bool:
    """Whether there is a file of words that cannot be used."""
    return _stamp(_path(base)) is not None and words_of(base) is None


def make_words_beside(base: Base) -> None:
    """Count the words in a thread of their own, once in this process."""
    path = _path(base)
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


def _path(base: Base) -> Path:
    return base.settings.index_path / FILE


def _stamp(path: Path) -> _Stamp | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino
