"""Building the index from the database, and keeping it up to date, where it lives: in a folder, or on a server (``KB_INDEX_URL``).

A home keeps one index in use. Rebuilding fills a draft beside it and puts it in its place in one step, so that searches go on with
the old one meanwhile.
"""

import logging
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from kb.database.reading.reader import CONTENT
from kb.database.reading.reader import content_revision as changes
from kb.database.state import clear_pending, waiting
from kb.database.tables import Provision, State, Version
from kb.errors import IndexMissingError, KnowledgeBaseError
from kb.index.engine import Progress
from kb.index.folders import FolderHome, FolderIndex
from kb.language.word_counts import make_words
from kb.language.word_model import Base

if TYPE_CHECKING:
    from kb.index.documents import Differences
    from kb.index.elastic.home import ElasticsearchHome, ElasticsearchIndex

OpenIndex: TypeAlias = "FolderIndex | ElasticsearchIndex"


def home_of(base: Base) -> "FolderHome | ElasticsearchHome":
    """The home of a base's index."""
    if base.settings.index_url:
        # Only here: a base without a server does without the client and what it imports.
        from kb.index.elastic.home import ElasticsearchHome

        return ElasticsearchHome(base.settings, base.engine)
    return FolderHome(base.settings.index_path)


# `kb.index.documents` is imported where an index is filled or compared: with it comes all that reads
# what the law says of itself, which takes longer to load than a search takes.

logger = logging.getLogger(__name__)

SMALL_BASE = 20_000
"""Up to so many provisions a missing index is built on the spot, in a second or two."""

_MANY_VERSIONS = 500


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a rebuild or an update did."""

    documents: int
    versions: int
    seconds: float


@dataclass(frozen=True, slots=True)
class IndexState:
    """Whether the index can be used, and whether it shows what the base holds.

    :param usable: there is an index of the present format
    :param fresh: it was built from the texts that the base holds now
    :param documents: how many clauses it holds
    :param missing: versions of the base that it does not hold
    :param surplus: versions it holds that the base no longer does
    """

    usable: bool
    fresh: bool
    documents: int
    missing: tuple[int, ...] = ()
    surplus: tuple[int, ...] = ()


def content_revision(connection: Connection) -> str:
    """Changes whenever the texts of the base change."""
    counted = connection.execute(select(func.max(Version.id), func.count(Version.id))).one()
    stated = connection.scalar(select(State.value).where(State.name == CONTENT))
    return f"{stated or 0}.{counted[0] or 0}.{counted[1]}"


def reindex(base: Base, progress: Progress | None = None) -> IndexReport:
    """Build the index anew from the database."""
    from kb.index.documents import read_documents
    from kb.index.parts import fill_in_parts, processes, reporting

    began, home = time.monotonic(), home_of(base)
    with base.engine.connect() as connection:
        revision = content_revision(connection)
        versions = list(connection.scalars(select(Version.id).order_by(Version.id)))
        if isinstance(home, FolderHome):
            count, words = 1 if is_small(base) else processes(base.settings), partial(make_words, base)
            fill = partial(fill_in_parts, base.settings, connection, versions, count, words, progress)
            documents = home.build(fill, revision, versions)
        else:
            documents = home.build(reporting(read_documents(connection, versions), versions, progress), revision, versions)
            make_words(base)
    return IndexReport(documents, len(versions), time.monotonic() - began)


def update(base: Base, version_ids: Iterable[int], progress: Progress | None = None) -> IndexReport:
    """Bring the index up to date for some versions: new, changed or gone. Without a usable index, or for much of it, build it anew.

    Other versions of the same instruments are taken along: a codified article is evidence for them too. So are those to which other
    instruments do something else now than when they were indexed.

    :param progress: called where it is built anew
    """
    from kb.index.documents import read_documents, versions_touched, with_siblings

    began = time.monotonic()
    try:
        index = open_index(base)
    except IndexMissingError:
        return reindex(base, progress)
    known = index.versions()
    with base.engine.connect() as connection:
        revision = content_revision(connection)
        held = list(connection.scalars(select(Version.id).order_by(Version.id)))
        # What an update that was cut off has left undone is done now.
        touched = versions_touched(connection, index.store)
        versions = with_siblings(connection, known.symmetric_difference(held).union(version_ids, touched))
        if len(versions) > max(_MANY_VERSIONS, len(known) // 2):
            connection.rollback()
            return reindex(base, progress)
        documents = index.store.replace_versions(versions, read_documents(connection, versions))
    index.describe(revision, held)
    if is_small(base):
        make_words(base)
    return IndexReport(documents, len(versions), time.monotonic() - began)


def catch_up(
    base: Base,
    among: Collection[int] | None = None,
    progress: Progress | None = None,
) -> IndexReport | None:
    """Bring the index up to date for what was noted as changed: texts that were stored, effects that were decided.

    :param among: only these versions
    :param progress: called where the index is built anew
    :returns: None where there was nothing to do
    """
    with base.session() as session:
        since, pending = changes(session), waiting(session, "index")
    if among is not None:
        pending = [version for version in pending if version in among]
    if not pending and (among is not None or not _is_behind(base)):
        return None
    return _cleared(base, pending, since, update(base, pending, progress))


def reindex_waiting(base: Base, progress: Progress | None = None) -> IndexReport:
    """:func:`reindex`, behind which nothing waits for the index: else the next text that is stored would have it built again."""
    with base.session() as session:
        since, pending = changes(session), waiting(session, "index")
    return _cleared(base, pending, since, reindex(base, progress))


def _cleared(base: Base, pending: list[int], since: int, report: IndexReport) -> IndexReport:
    if pending:
        with base.session(write=True) as session:
            clear_pending(session, pending, since)
    return report


def _is_behind(base: Base) -> bool:
    """Whether something was counted as a change that concerns no text of the base, as what a register says of texts it lacks."""
    try:
        index = open_index(base)
    except IndexMissingError:
        return False
    with base.engine.connect() as connection:
        return index.revision() != content_revision(connection)


def follow(
    base: Base,
    among: Collection[int] | None = None,
    progress: Progress | None = None,
    build: bool = True,
) -> None:
    """:func:`catch_up` for whoever has just stored something, which is stored whether or not the index can be written.

    Where it cannot, the search says that its index is older than the texts, and whoever stores something next tries again.

    :param build: also build an index that is missing
    """
    try:
        if not build:
            open_index(base)
        catch_up(base, among, progress)
    except (KnowledgeBaseError, SQLAlchemyError, OSError, ValueError):
        logger.warning("the index could not be brought up to date", exc_info=logger.isEnabledFor(logging.DEBUG))


def open_index(base: Base) -> OpenIndex:
    """The index of a base, kept open between calls; an index that another process has replaced is opened anew.

    :raises IndexMissingError: there is none, or it is of another format
    :raises IndexUnavailableError: the server that holds it does not answer
    """
    return home_of(base).open()


def index_for_search(base: Base) -> OpenIndex:
    """The index of a base; a small base whose index is missing gets one on the spot.

    :raises IndexMissingError: there is none and the base is not small
    """
    try:
        return open_index(base)
    except IndexMissingError:
        if not is_small(base):
            raise
        reindex(base)
        return open_index(base)


def is_small(base: Base) -> bool:
    """Whether an index of the base is built in a second or two."""
    try:
        with base.engine.connect() as connection:
            beyond = connection.scalar(select(Provision.id).order_by(Provision.id).offset(SMALL_BASE).limit(1))
    except SQLAlchemyError as error:
        raise KnowledgeBaseError("database_unreadable") from error
    return beyond is None


def index_state(base: Base) -> IndexState:
    """Compare the index with the base."""
    try:
        index = open_index(base)
    except IndexMissingError:
        return IndexState(usable=False, fresh=False, documents=0)
    with base.engine.connect() as connection:
        revision = content_revision(connection)
        held = set(connection.scalars(select(Version.id)))
    indexed = index.versions()
    return IndexState(
        usable=True,
        fresh=index.revision() == revision,
        documents=index.store.view().count(),
        missing=tuple(sorted(held - indexed)),
        surplus=tuple(sorted(indexed - held)),
    )


def differences(base: Base, progress: Progress | None = None) -> "Differences":
    """Compare every row of the index with what a fresh index would hold.

    :raises IndexMissingError: there is no usable index
    """
    from kb.index.documents import compare_rows

    index = open_index(base)
    with base.engine.connect() as connection:
        versions = index.versions().union(connection.scalars(select(Version.id)))
        return compare_rows(connection, index.store, versions, progress)
