"""Whether the rows of an index are what a fresh index would hold.

What is known of a provision's effect rests on other instruments too: an ingest or a decision touches rows of texts that did not
change. Which these are is seen by the stamps of influences that rows carry; whether all is right, only by looking at every row.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, select

from kb.database.reading.details import slices
from kb.database.tables import Version
from kb.index.documents import VERSIONS_AT_ONCE, read_documents
from kb.index.engine import Document, Progress, SearchEngine, among
from kb.index.rows import WORDS
from kb.law.effects.external import read_external
from kb.law.texts.twins import stamp_through, twins

_MOST_STAMPS = 60_000


@dataclass(frozen=True, slots=True)
class Differences:
    """How far the rows of an index are from those of a fresh one.

    :param rows: of these, how many differ, are lacking, or are too many
    :param articles: in how many articles
    """

    total: int
    rows: int = 0
    articles: int = 0


def versions_touched(connection: Connection, engine: SearchEngine) -> set[int]:
    """Versions whose rows were made under other influences of other instruments than there are now."""
    now = _stamps(connection)
    held = engine.view().values(["influences"], most=_MOST_STAMPS)["influences"]
    touched = {version for stamp, versions in now.items() if stamp not in held for version in versions}
    for gone in slices([stamp for stamp in held if stamp not in now]):
        touched.update(int(document.meta["version"]) for document in engine.matching(among("influences", gone)))
    return touched


def with_siblings(connection: Connection, versions: Iterable[int]) -> list[int]:
    """Some versions with all whose evidence is read out of them: those of the same instruments, and consolidated texts of these."""
    found = set(versions)
    for some in slices(sorted(found)):
        instruments = select(Version.instrument_id).where(Version.id.in_(some))
        found.update(connection.scalars(select(Version.id).where(Version.instrument_id.in_(instruments))))
    return sorted(found.union(mine for mine, other in twins(connection).items() if other in found))


def _stamps(connection: Connection) -> dict[str, list[int]]:
    """Every stamp that rows are to carry now, with the versions that they are of."""
    said, others = read_external(connection).stamps(), twins(connection)
    of = {row.id: row.instrument_id for row in connection.execute(select(Version.id, Version.instrument_id))}
    found: dict[str, list[int]] = defaultdict(list)
    for version, instrument in of.items():
        other = others.get(version)
        if stamp := stamp_through(said.get(instrument if other is None else of[other]), other):
            found[stamp].append(version)
    return found


def compare_rows(
    connection: Connection, engine: SearchEngine, versions: Iterable[int], progress: Progress | None = None
) -> Differences:
    """Compare every row of some versions with what a fresh index would hold.

    :param versions: those of the base and those of the index
    """
    total = rows = 0
    articles: set[str] = set()
    asked = sorted(set(versions))
    for start in range(0, len(asked), VERSIONS_AT_ONCE):
        some = asked[start : start + VERSIONS_AT_ONCE]
        held = [(document.id, _digest(document), _article(document)) for document in engine.matching(among("version", some))]
        left = {identity: (digest, article) for identity, digest, article in held}
        rows += len(held) - len(left)
        for document in read_documents(connection, some, packed=False):
            total += 1
            found = left.pop(document.id, None)
            if found is None or found[0] != _digest(document):
                rows += 1
                articles.add(_article(document))
        rows += len(left)
        articles.update(article for _, article in left.values())
        if progress:
            progress(min(start + VERSIONS_AT_ONCE, len(asked)), len(asked))
    return Differences(total, rows, len(articles))


def _digest(document: Document) -> bytes:
    meta = {name: value for name, value in document.meta.items() if name != WORDS}
    return hashlib.blake2b(orjson.dumps((document.content, meta), option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


def _article(document: Document) -> str:
    return str(document.meta.get("article"))
