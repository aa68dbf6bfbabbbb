"""References that lead nowhere: to a clause or an article that a text of the base has in none of its versions."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.model import Instrument, Kind, Provision
from documents.paths import child_path, kind_of, split_key, unit_of, upward
from documents.wording.verbs import CHANGE, CORRECT
from kb.database import tables
from kb.law.references.links import Piece, read_pieces
from kb.law.references.lookup import BaseInstrument, instruments_of_base
from kb.law.references.naming import name_of

_ARTICLE = re.compile(r"\bđiều\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"kèm theo|điều lệ|quy chế|phụ lục", re.IGNORECASE)
_AMENDS = re.compile(rf"\b(?:{CHANGE}|{CORRECT}|bỏ)\b", re.IGNORECASE)
_FEWEST = 2  # clauses of an article whose clauses are surely numbered


def leading_nowhere(session: Session, instrument: Instrument) -> Iterator[tuple[Piece, tuple[str, ...], str | None]]:
    """Each reference of a text that leads nowhere, with the paths that are not there, and what the other instrument is called.

    Only a clause of a named article, or a named article of a whole text: points are numbered in too many ways. What amends a
    text speaks of what that one had before, or is to have.
    """
    known = instruments_of_base(session)
    own = {provision.path: provision for provision in instrument.walk()}
    pieces = read_pieces(instrument.provisions, instrument.key, known, own)
    known.expect(keys={split_key(target.key)[0] for piece in pieces for target in piece.reference.targets if target.key})
    others: dict[int, tuple[Collection[str], bool]] = {}
    for piece in pieces:
        words = piece.reference.text
        if not _ARTICLE.search(words) or _ELSEWHERE.search(words) or _amends(own[unit_of(piece.path)]):
            continue
        lacking: dict[int | None, list[str]] = defaultdict(list)
        for target in piece.reference.targets:
            key, path = split_key(target.key or "")
            if key == instrument.key:
                lacking[None] += _lacking(path, own, instrument.partial) if words.endswith("này") else []
            elif key and isinstance(held := known.keyed(key), BaseInstrument):
                if held.row not in others:
                    others[held.row] = _paths(session, held.row)
                lacking[held.row] += _lacking(path, *others[held.row])
        for row, paths in lacking.items():
            if paths:
                name = name_of(session.get_one(tables.Instrument, row)) if row else None
                yield piece, tuple(dict.fromkeys(paths)), name


def _lacking(path: str, there: Collection[str], partial: bool) -> list[str]:
    """What of a path is not there: its article, where the text is whole; else its clause, where the article has others."""
    article = unit_of(path)
    if kind_of(article) is not Kind.ARTICLE:
        return []
    if article not in there:
        return [] if partial else [article]
    clause = next((above for above in upward(path) if kind_of(above) is Kind.CLAUSE), None)
    if clause is None or clause in there:
        return []
    numbered = sum(child_path(article, Kind.CLAUSE, str(number)) in there for number in range(1, _FEWEST + 1))
    return [clause] if numbered == _FEWEST else []


def _amends(article: Provision) -> bool:
    return any(_AMENDS.search(words) for part in article.walk() for words in (part.heading or "", part.text))


def _paths(session: Session, row: int) -> tuple[frozenset[str], bool]:
    """All paths of all versions of an instrument, and whether any of these may lack some."""
    version, provision = tables.Version, tables.Provision
    partial = session.scalars(select(version.partial).where(version.instrument_id == row)).all()
    paths = select(provision.path).join(version, version.id == provision.version_id).where(version.instrument_id == row)
    return frozenset(session.scalars(paths)), any(partial)
