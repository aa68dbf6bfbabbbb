"""Searches that ask for deadlines and amounts: which clauses state them, in which words, and of how much it is known.

What reads the kept statements is imported where a search asks for them: few do.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Engine, or_, select

from kb.database.tables import Provision, StatedValue
from kb.index import fields
from kb.index.stated import OFFERED, stating, within_bound
from kb.search.model import Filters, Hit

if TYPE_CHECKING:
    from kb.law.duties.everything import Coverage

MOST_QUOTED = 3


def clauses_stating(engine: Engine, filters: Filters) -> frozenset[int] | None:
    """The clauses that state what filters ask for; None where they ask for nothing of the kind."""
    asked = [stating(what, value) for what, value in _asked(filters).items()]
    if not asked:
        return None
    with engine.connect() as connection:
        return frozenset.intersection(*(frozenset(connection.scalars(clauses)) for clauses in asked))


def _asked(filters: Filters) -> dict[str, str]:
    """The bounds that filters ask for."""
    given = filters.given()
    return {field.stated: given[field.name] for field in fields.FILTERS if field.stated and field.name in given}


def with_stated(engine: Engine, hits: tuple[Hit, ...], filters: Filters) -> tuple[Hit, ...]:
    """Hits that quote the words which state what is asked for."""
    fits: dict[str, Callable[[float], bool]] = {what: within_bound(value) for what, value in _asked(filters).items()}
    if not fits or not hits:
        return hits
    from kb.law.duties.keeping import quoted_values

    with engine.connect() as connection:
        quoted = [quoted_values(connection, hit.version, hit.best_clause or hit.path) for hit in hits]
    fitting = ([words for what, value, words in there if what in fits and fits[what](value)] for there in quoted)
    return tuple(replace(hit, stated=tuple(dict.fromkeys(words))[:MOST_QUOTED]) for hit, words in zip(hits, fitting, strict=True))


def values_known(engine: Engine) -> "Coverage":
    """For how much of the base it is known what its texts state."""
    from kb.law.duties.everything import coverage

    with engine.connect() as connection:
        return coverage(connection)


def count_by_bound(engine: Engine, articles: Sequence[int]) -> dict[str, dict[str, int]]:
    """How many articles have a clause that states a value within each of the bounds that are offered."""
    row, found, known = StatedValue, defaultdict[str, list[tuple[int, float]]](list), set(articles)
    owned = or_(Provision.id.in_(articles), Provision.parent_id.in_(articles))
    with engine.connect() as connection:
        rows = select(row.what, row.value, Provision.id, Provision.parent_id).join(Provision, Provision.id == row.provision_id)
        for what, value, id_, above in connection.execute(rows.where(owned)):
            found[what].append((id_ if id_ in known else above or 0, value))
    return {field.name: _within_bounds(field.stated, found[field.stated]) for field in fields.FILTERS if field.stated}


def _within_bounds(what: str, values: Sequence[tuple[int, float]]) -> dict[str, int]:
    fits = {bound: within_bound(bound) for bound in OFFERED[what]}
    counts = {bound: len({article for article, value in values if fit(value)}) for bound, fit in fits.items()}
    return {bound: count for bound, count in counts.items() if count}
