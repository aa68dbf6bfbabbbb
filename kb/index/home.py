"""Where the index of a base lives: in a folder of its own, or on a server where ``KB_INDEX_URL`` names one.

A home keeps one index in use. Rebuilding fills a draft beside it and puts it in its place in one step, so that searches go on with
the old one meanwhile.
"""

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Engine

from kb.index.engine import SearchEngine
from kb.index.folders import FolderHome
from kb.settings import Settings

if TYPE_CHECKING:
    from kb.index.elastic.home import ElasticsearchHome


class Base(Protocol):
    """What the index needs of a knowledge base."""

    @property
    def engine(self) -> Engine:
        """The database."""

    @property
    def settings(self) -> Settings:
        """The settings."""


class OpenIndex(Protocol):
    """An index in use."""

    @property
    def store(self) -> SearchEngine:
        """What is searched and filled."""

    def state(self) -> Hashable:
        """Changes whenever what is searched changes, by whichever process."""

    def revision(self) -> str:
        """Of the texts that it shows now; an update changes it."""

    def versions(self) -> frozenset[int]:
        """The versions that it holds."""

    def damaged(self) -> str | None:
        """What of its files is not what was written; None where all is well, or a server looks after them."""

    def describe(self, revision: str, versions: Iterable[int]) -> None:
        """Note what it shows since an update."""


def home_of(base: Base) -> "FolderHome | ElasticsearchHome":
    """The home of a base's index."""
    if base.settings.index_url:
        # Only here: a base without a server does without the client and what it imports.
        from kb.index.elastic.home import ElasticsearchHome

        return ElasticsearchHome(base.settings, base.engine)
    return FolderHome(base.settings.index_path)
