"""Search while the server that holds the index does not answer: from the database, over what it can look through in a moment.

The versions that a query names, or whose texts have most of its words by plain comparison, are read from the database and indexed
in memory; from there on everything is as ever: citations, filters, phrases, status. What is found is right; that it is the best of
the base, or all of it, is not promised, and the result says so (`SearchResult.degraded`).
"""

import re
import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import islice, pairwise
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Connection, Integer, Select, cast, func, literal, select
from sqlalchemy.sql.functions import coalesce

from documents.text import fold
from kb.database.tables import Instrument, Issuer, Provision, Version
from kb.index import fields
from kb.index.build import Base
from kb.index.embedded import TantivyIndex
from kb.language import analysis
from kb.search.context import Visible
from kb.search.model import Filters
from kb.search.reading.understanding import Plan, named_in

Columns = TypeVarTuple("Columns")

SECONDS = 3.0
"""So long texts are compared; what was found until then is answered from."""

MOST_DOCUMENTS = 5_000
MOST_VERSIONS = 40
_PATTERNS = 8
_ROWS_AT_ONCE = 100_000
_BEST_OF_ROWS = 300
_WORDS = 40

_COMMON = frozenset(
    (  # noqa: SIM905  easier to read
        "ai bao bi boi can cac cai chi cho chua co con cua da dang de den di do duoc em gi gio hay hoac hon khi khong la lam lai"
        " len luc luon mot moi may nao nay nen neu nguoi nhieu nhu nhung noi o phai qua ra rang rat se tai the theo thi thuoc toi"
        " tren trong truong tu tung va van ve vi viec voi xin"
    ).split()
)
_VOWELS = frozenset("aeiouyd")
_TWO_SPELLINGS = re.compile(r"(?:oa|oe|uy)(?= |$)")


def store_from_database(base: Base, plan: Plan, visible: Visible) -> TantivyIndex:
    """An index in memory of what may answer a plan."""
    from kb.index.documents import read_documents  # takes long to load, and is needed only here

    store = TantivyIndex()
    with base.engine.connect() as connection:
        named = named_in(plan)
        hidden = set(visible.hidden)
        asked = select(Version.id).join(Instrument, Instrument.id == Version.instrument_id).where(Instrument.key.in_(named))
        versions = [id_ for id_ in connection.scalars(asked.order_by(Version.id)) if id_ not in hidden] if named else []
        if not versions and plan.words:
            versions = _by_words(connection, plan, hidden)
        store.fill(read_documents(connection, _within_bounds(connection, versions)))
    return store


def _within_bounds(connection: Connection, versions: Iterable[int]) -> list[int]:
    """The first of the versions, as many as are read in a moment; one at least."""
    chosen: list[int] = []
    left = MOST_DOCUMENTS
    for version in islice(versions, MOST_VERSIONS):
        left -= connection.scalar(select(func.count()).select_from(Provision).where(Provision.version_id == version)) or 0
        if left < 0 and chosen:
            break
        chosen.append(version)
    return chosen


def _by_words(connection: Connection, plan: Plan, hidden: Container[int]) -> list[int]:
    """Versions that may be shown and have most of the words, the best first: of pairs of words, and where no text has one,
    of words.
    """
    until = time.monotonic() + SECONDS
    for patterns in patterns_of(plan.words):
        best: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for found in _compared(connection, patterns, plan.filters):
            for version, score in found:
                if version not in hidden:
                    highest, together = best[version]
                    best[version] = (max(highest, score), together + score)
            if time.monotonic() > until:
                break
        if best:
            return sorted(best, key=lambda version: (*(-figure for figure in best[version]), version))
    return []


def _compared(connection: Connection, patterns: list[str], filters: Filters) -> Iterator[list[tuple[int, int]]]:
    """Part by part of the base, the versions of the provisions with most matches, and how many."""
    score: ColumnElement[int] = literal(0)
    for pattern in patterns:
        score = score + _has(connection, Provision.text, pattern) + 2 * _has(connection, Provision.heading, pattern)
    scored = score.label("score")
    yield _titled(connection, patterns, filters)
    asked = _filtered(select(Provision.version_id, scored), filters).where(score > 0).order_by(scored.desc(), Provision.id)
    last = connection.scalar(select(func.max(Provision.id))) or 0
    for start in range(0, last + 1, _ROWS_AT_ONCE):
        part = asked.where(Provision.id >= start, Provision.id < start + _ROWS_AT_ONCE).limit(_BEST_OF_ROWS)
        yield [(version, found) for version, found in connection.execute(part)]


def _titled(connection: Connection, patterns: list[str], filters: Filters) -> list[tuple[int, int]]:
    """Versions of the instruments whose names match."""
    score: ColumnElement[int] = literal(0)
    for pattern in patterns:
        score = score + 2 * _has(connection, coalesce(Instrument.title, Instrument.borrowed_title), pattern)
    asked = (
        _of_instruments(select(Version.id, score))
        .where(score > 0, *_conditions(filters))
        .order_by(score.desc(), Version.id)
        .limit(_BEST_OF_ROWS)
    )
    return [(version, found) for version, found in connection.execute(asked)]


def _has(connection: Connection, column: object, pattern: str) -> ColumnElement[int]:
    held = coalesce(column, "")
    # SQLite compares without regard to the case of ASCII letters by itself.
    return cast(held.like(pattern) if connection.dialect.name == "sqlite" else held.ilike(pattern), Integer)


def _filtered(query: "Select[*tuple[Any, ...]]", filters: Filters) -> "Select[*tuple[Any, ...]]":
    """Only of the instruments that may answer; the other filters apply to what is read."""
    conditions = _conditions(filters)
    if not conditions:
        return query
    return query.where(Provision.version_id.in_(_of_instruments(select(Version.id)).where(*conditions)))


def _of_instruments(query: "Select[*Columns]") -> "Select[*Columns]":
    named = query.join(Instrument, Instrument.id == Version.instrument_id)
    return named.join(Issuer, Issuer.id == Instrument.issuer_id, isouter=True)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    given = filters.given()
    asked = (field.in_database(given[field.name]) for field in fields.FILTERS if field.name in given)
    return [condition for condition in asked if condition is not None]


def patterns_of(text: str) -> list[list[str]]:
    """Patterns for the most telling pairs of words of a query, and patterns for its words.

    Letters that a text may write in another way (a capital with a mark, a mark on the other vowel, marks where the query has none)
    stand as ``_``, any one letter.
    """
    words = analysis.words(text)[:_WORDS]
    bare = all(word.isascii() for word in words)
    telling = [word for word in words if fold(word) not in _COMMON]
    pairs = [pair for pair in pairwise(words) if pair[0] in telling or pair[1] in telling]
    pairs.sort(key=lambda pair: (-sum(word in telling for word in pair), -len(pair[0]) - len(pair[1])))
    single = sorted(dict.fromkeys(telling or words), key=lambda word: -len(word))
    both = ([" ".join(pair) for pair in dict.fromkeys(pairs)], single)
    return [[f"%{''.join(_letters(part, bare))}%" for part in parts[:_PATTERNS]] for parts in both if parts]


def _letters(part: str, bare: bool) -> Iterator[str]:
    """A word, or two with a blank between."""
    loose = {match.start() + offset for match in _TWO_SPELLINGS.finditer(fold(part)) for offset in (0, 1)}
    for number, letter in enumerate(part):
        first = number == 0 or part[number - 1] == " "
        if (bare and letter in _VOWELS) or (first and not letter.isascii()) or number in loose or letter in "%_\\":
            yield "_"
        else:
            yield letter
