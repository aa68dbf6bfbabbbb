"""Where the index of a base lives: in a folder of its own, or on a server where ``KB_INDEX_URL`` names one.

A home keeps one index in use. Rebuilding fills a draft beside it and puts it in its place in one step, so that searches go on with
the old one meanwhile.
"""

from collections.abc import Hashable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Engine

from kb.index.engine import SearchEngine
from kb.index.folders import FolderHome
from kb.settings import Settings


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


class Draft(Protocol):
    """An index that is being built."""

    @property
    def store(self) -> SearchEngine:
        """What is filled."""

    def finish(self, revision: str, versions: Iterable[int]) -> None:
        """Put it in the place of the index in use."""


class IndexHome(Protocol):
    """Where the index of a base lives."""

    def open(self) -> OpenIndex:
        """The index in use.

        :raises IndexMissingError: there is none, or it is of another format
        :raises IndexUnavailableError: the server that holds it does not answer
        """

    def building(self) -> AbstractContextManager[Draft]:
        """A draft; left without having been finished, it is removed."""


def home_of(base: Base) -> IndexHome:
    """The home of a base's index."""
    if base.settings.index_url:
        # Only here: a base without a server does without the client and what it imports.
        from kb.index.elastic.home import ElasticsearchHome

        return ElasticsearchHome(base.settings, base.engine)
    return FolderHome(base.settings.index_path)
