"""The order among the versions of an instrument, worked out anew from what is known of them whenever one of them changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from documents.consolidation import CONSOLIDATION
from kb.database import tables
from kb.database.reading.records import VersionRecord

__all__ = ["CODIFICATION", "COMPILED", "CONSOLIDATION", "EXPORT", "TEXT", "arrange", "rank", "read_of_day"]

CODIFICATION = "codification"
"""Origin of versions, and format of files, of the official codification."""

EXPORT = "akn"
"""Format of exports of a base, which carry versions of any origin."""
TEXT = "text"
"""Origin of texts as they were issued."""
COMPILED = "compiled"
"""Origin of versions that `kb.law.derivation.consolidation` makes of others; their day is the day of the change."""


def arrange(session: Session, instrument_id: int) -> list[int]:
    """Set from when to when each version is valid, which are partial, and which is read of those from the same day."""
    version, link, file, period = tables.Version, tables.VersionSource, tables.SourceFile, tables.EffectivePeriod
    rows = session.execute(
        select(
            version.id, version.number, version.origin, version.valid_from, version.valid_to, version.partial, version.preferred
        ).where(version.instrument_id == instrument_id)
    ).all()
    ids = [row.id for row in rows]
    sources: dict[int, list[Any]] = defaultdict(list)
    for source in session.execute(
        select(link.version_id, link.complete, link.units, link.trust, link.valid_from, file.snapshot_on, file.format)
        .join(file, file.id == link.file_id)
        .where(link.version_id.in_(ids))
    ):
        sources[source.version_id].append(source)
    ends: dict[int, date] = {}
    for found in session.execute(select(period.version_id, period.end, period.scope).where(period.version_id.in_(ids))):
        if found.end is not None and not found.scope:
            ends[found.version_id] = found.end
    # A copy that does not say its day stands with the earliest that does: it claims to be the instrument as issued.
    provision = tables.Provision
    counted = session.execute(
        select(provision.version_id, func.count())
        .where(provision.version_id.in_(ids), provision.text_hash.is_not(None))
        .group_by(provision.version_id)
    )
    units = {row[0]: row[1] for row in counted}
    starts = {
        row.id: row.valid_from if row.origin == COMPILED else _start(row.origin, sources[row.id], units.get(row.id, 0))
        for row in rows
    }
    earliest = min((start for start in starts.values() if start), default=None)
    groups: dict[date | None, list[Any]] = defaultdict(list)
    for row in rows:
        groups[starts[row.id] or earliest].append(row)
    days = sorted(day for day in groups if day is not None)
    following = dict(pairwise(days))
    changed = []
    for day, group in groups.items():
        best = max(group, key=lambda row: rank(row, sources[row.id]))
        after = following.get(day) if day else None
        for row in group:
            until = [end for end in (ends.get(row.id), after and after - timedelta(days=1)) if end is not None]
            values = {
                "valid_from": starts[row.id],
                "partial": not any(source.complete for source in sources[row.id]),
                "preferred": row.id == best.id,
                "valid_to": min(until, default=None),
            }
            if any(getattr(row, name) != value for name, value in values.items()):
                session.execute(update(version).where(version.id == row.id).values(**values))
                changed.append(row.id)
    return changed


def _start(origin: str, sources: list[Any], size: int) -> date | None:
    """The day that a version is valid from: what its texts say; for one known from the codification, what that says.

    A part of a text does not tell the day of the rest: the articles that it has may be older than others are.
    """
    if origin == CODIFICATION:
        telling = [item for item in sources if item.format in (CODIFICATION, EXPORT)]
    else:
        whole = [item for item in sources if item.complete or len(item.units) >= size]
        telling = [item for item in whole if item.format != CODIFICATION]
    return max((item.valid_from for item in telling if item.valid_from), default=None)


def rank(row: Any, sources: Sequence[Any]) -> tuple[bool, bool, bool, int, date, int, int]:
    """What makes a copy the one to read: with the changes of the day, not altered, complete, trusted, lately seen, known first."""
    trust = max((source.trust for source in sources), default=0)
    return (
        row.origin == COMPILED,
        trust > 0,
        any(source.complete for source in sources),
        trust,
        max((source.snapshot_on for source in sources if source.snapshot_on), default=date.min),
        len(sources),
        -row.number,
    )


def read_of_day(stored: Iterable[VersionRecord]) -> list[VersionRecord]:
    """Of each day the version that is read, were there no compiled ones: these stand before the text that they were made of."""
    days: dict[date | None, list[VersionRecord]] = defaultdict(list)
    for item in stored:
        days[item.valid_from].append(item)
    read = (max(group, key=lambda item: rank(item, item.sources)) for group in days.values())
    return sorted(read, key=lambda item: item.valid_from or date.min)
