"""What the versions of a base state (`kb.law.duties.reading`): read when it is first asked for, and kept.

A reading is of a version's words (its ``text_hash``; it goes where they go, `kb.database.storing.removal`) and of what read them
(:func:`model`): where either is another, it is made anew. It is kept packed, one row a version.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

import documents.duties
from documents.duties.statement import Statement, clauses_of
from documents.model import Provision
from kb.base import KnowledgeBase
from kb.database import tables
from kb.database.reading.records import VersionRecord
from kb.errors import KnowledgeBaseError
from kb.law.duties.reading import ClauseDuties, Duties, read_duties

Statements = tuple[Statement, ...]

_READERS = (".py", ".toml", ".crfsuite")
_STATEMENTS = TypeAdapter(Statements)
_kept, _version = tables.VersionDuties, tables.Version


def duties_of(
    base: KnowledgeBase,
    version: VersionRecord,
    provisions: Iterable[Provision],
    read: Callable[[tuple[Provision, ...]], Duties] = read_duties,
) -> Duties:
    """The clauses of a version that state something, in reading order; what is not kept yet is read now, and kept.

    Called where no session of the same thread writes.

    :param read: reads them, here or in another process
    """
    roots = tuple(provisions)
    with base.session() as session:
        packed = session.scalar(
            select(_kept.statements).where(
                _kept.version_id == version.id, _kept.text_hash == version.text_hash, _kept.model == model()
            )
        )
    if packed is not None:
        stated = orjson.loads(zlib.decompress(packed))
        there = (clause for clause in clauses_of(roots, openings=True) if clause.path in stated)
        return tuple(
            ClauseDuties(clause, _STATEMENTS.validate_python(_with_words(stated[clause.path], clause.said.text)))
            for clause in there
        )
    found = read(roots)
    try:
        with base.session(write=True) as session:
            keep_duties(session, version.id, version.text_hash, found)
    except (KnowledgeBaseError, SQLAlchemyError, OSError):
        pass  # a base that cannot be written just now shows what was read all the same
    return found


def keep_duties(session: Session, version_id: int, text_hash: str, found: Duties) -> bool:
    """Keep what was read of a version, in a session that writes.

    :returns: false where the version has other words by now, or is gone
    """
    if session.scalar(select(_version.text_hash).where(_version.id == version_id)) != text_hash:
        return False
    session.execute(delete(_kept).where(_kept.version_id == version_id))
    packed = zlib.compress(orjson.dumps({one.path: _packed(one.statements) for one in found}))
    session.execute(insert(_kept).values(version_id=version_id, text_hash=text_hash, model=model(), statements=packed))
    return True


def _packed(statements: Statements) -> Any:
    """As plain data; words are kept as the places where they stand, which takes a quarter of the room."""
    return _without_words(_STATEMENTS.dump_python(statements, mode="json", exclude_defaults=True))


def _without_words(item: Any) -> Any:
    if isinstance(item, list):
        return list(map(_without_words, item))
    if isinstance(item, dict):
        return {name: _without_words(value) for name, value in item.items() if not (name == "text" and "start" in item)}
    return item


def _with_words(item: Any, text: str) -> Any:
    if isinstance(item, list):
        return [_with_words(value, text) for value in item]
    if isinstance(item, dict):
        words = {"text": text[item["start"] : item["end"]]} if "start" in item else {}
        return {name: _with_words(value, text) for name, value in item.items()} | words
    return item


@lru_cache(1)
def model() -> str:
    """What reads statements: another value where the trained model, or a rule around it, is another."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(path for path in Path(documents.duties.__file__).parent.rglob("*") if path.suffix in _READERS):
        digest.update(path.read_bytes())
    return digest.hexdigest()
