"""Where the words stand that a person typed into a correction: kept with the compiled text, and looked up."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from documents.model import TypedWords
from documents.paths import contains
from kb.accounts.current import person_named
from kb.database import tables
from kb.interface.days import utc

Typed = tuple[str, TypedWords]
"""The path of a provision, and words in it that a person typed."""


def keep_typed(session: Session, version_id: int, typed: Sequence[Typed]) -> None:
    """Let a compiled version have these typed words and no others."""
    table = tables.TypedWords
    session.execute(delete(table).where(table.version_id == version_id))
    for path, words in typed:
        person = person_named(session, words.by)
        values = {"field": words.field, "start": words.start, "end": words.end, "author_id": person.id, "at": words.at}
        session.add(table(version_id=version_id, path=path, **values))
    session.flush()


_TYPED_IN = (
    select(tables.TypedWords.version_id, tables.TypedWords.path, tables.Person.name, tables.TypedWords.at)
    .join(tables.Person, tables.Person.id == tables.TypedWords.author_id)
    .where(tables.TypedWords.version_id.in_(bindparam("versions", expanding=True)))
    .order_by(tables.TypedWords.path, tables.TypedWords.start)
)  # made once: every search asks for it, and making it takes longer than the answer


def who_typed(connection: Connection, places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[tuple[str, datetime]]]:
    """Whose typed words stand in some places, or below them.

    :param places: each a version and a path
    """
    wanted = list(places)
    rows = connection.execute(_TYPED_IN, {"versions": sorted({version for version, _ in wanted})}).all()
    found: dict[tuple[int, str], list[tuple[str, datetime]]] = {}
    for version, path in wanted:
        own = [(row.name, utc(row.at)) for row in rows if row.version_id == version and contains(path, row.path)]
        if own:
            found[version, path] = list(dict.fromkeys(own))
    return found
