"""What the notes of stored consolidated texts say: since when each of their words holds, and that those of other texts are over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Connection, select

from documents.consolidation import CONSOLIDATION
from documents.consolidation.head import Head, Named, days_of_effect, read_head
from documents.consolidation.notes import Change, Did, Merged, read_merged
from documents.consolidation.notes import Wording as Words
from documents.keys import number_slug
from documents.paths import GROUPING, kind_of
from documents.time.timeline import Evidence
from kb.database.reading.details import rows_among
from kb.database.tables import Footnote, Instrument, Provision, Version
from kb.law.effects.influences import StatedEnd, Wording
from kb.law.texts.evidence_rows import read_groups


@dataclass(frozen=True, slots=True)
class StoredNotes:
    """The notes of a version.

    :param amending: the instruments that its head says were merged
    :param last: the last day of effect in its head
    """

    merged: Merged
    amending: tuple[Named, ...] = ()
    last: date | None = None

    def marks(self) -> frozenset[tuple[str, str]]:
        """The numbers of those that changed something, each with where."""
        return frozenset((number_slug(change.by), change.path) for change in self.merged.changes if change.by)

    def on(self, path: str) -> tuple[Change, ...]:
        """The changes to a provision and to what is in it; with the empty path, all."""
        return self.merged.of(path).changes if path else self.merged.changes

    def applied_to(self, said: Evidence, path: str) -> tuple[Evidence, tuple[StatedEnd, ...]]:
        """What the base says of its own effect, together with what the notes say of a provision; and the ends that they state."""
        words, start = self.merged.of(path), said.effective_from
        start = max(words.inserted, start) if words.inserted and start else words.inserted or start
        since, ends = words.since, _ends_of(words)
        since = since if since and (start is None or since > start) else None
        since = max((day for day in (since, said.wording_from) if day), default=None)
        return replace(said, effective_from=start, wording_from=since), ends


def _includes(has: Wording, through: bool, change: Change) -> bool:
    """Whether a wording has a change, see :func:`outdated`."""
    by = number_slug(change.by) if change.by else ""
    if by and by in has.amended_by:
        return True
    if by in has.worked_in and change.did is not Did.ENDED and has.seen_on is not None and change.since <= has.seen_on:
        return True
    return has.since is not None and (change.since <= has.since if through else change.since < has.since)


def outdated(
    known: Evidence, notes: Iterable[StoredNotes], path: str, has: Wording, through: bool
) -> tuple[Evidence, tuple[StatedEnd, ...]]:
    """What is known of the words of another text, together with what consolidated texts tell of; the ends they state.

    What it has of these changes tells since when its words hold, what it lacks that they are over.

    :param through: it has all changes up to the day since which it holds, those of the day itself too
    """
    ends: tuple[StatedEnd, ...] = ()
    for stored in notes:
        words = stored.merged.of(path)
        included = tuple(change for change in words.changes if change.did is not Did.ENDED and _includes(has, through, change))
        known, _ = StoredNotes(Merged(included)).applied_to(known, path)
        new = [change for change in words.changes if not _includes(has, through, change)]
        if not new:
            continue
        if words.ended is not None and words.ended in new:
            ends += _ends_of(words)
        first = min(new, key=lambda change: change.since)
        if first is not words.ended and (known.replaced_from is None or first.since < known.replaced_from):
            known = replace(known, replaced_from=first.since, replaced_by=first.by)
    return known, ends


def _ends_of(words: Words) -> tuple[StatedEnd, ...]:
    return (StatedEnd(words.ended.since - _DAY, words.ended.path, words.ended.by),) if words.ended is not None else ()


_DAY = timedelta(days=1)


def read_notes(connection: Connection, versions: Iterable[int]) -> dict[int, StoredNotes]:
    """What the notes of some versions say, of those that are consolidated texts."""
    marked = (
        select(Provision.version_id, Provision.path, Footnote.mark, Footnote.text)
        .join(Footnote, Footnote.provision_id == Provision.id)
        .join(Version, Version.id == Provision.version_id)
        .where(Version.origin == CONSOLIDATION)
        .order_by(Provision.version_id, Provision.position, Footnote.id)
    )
    headed = (
        select(Provision.version_id, Provision.text, Instrument.issued_on)
        .join(Version, Version.id == Provision.version_id)
        .join(Instrument, Instrument.id == Version.instrument_id)
        .where(Version.origin == CONSOLIDATION, Provision.position == 0)
    )
    wanted = set(versions)
    notes: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for version, *note in rows_among(connection, marked, Version.id, wanted):
        notes[version].append(tuple(note))
    texts = {row.version_id: (row.text, row.issued_on) for row in rows_among(connection, headed, Version.id, wanted)}
    return {version: _stored(connection, version, *texts.get(version, ("", None)), notes[version]) for version in {*notes, *texts}}


def _stored(
    connection: Connection, version: int, text: str, issued_on: date | None, notes: list[tuple[str, str, str]]
) -> StoredNotes:
    head = _head(text)
    last = max(days_of_effect(text), default=issued_on)
    merged = _merged(tuple(notes), head, last)
    groups = {change.path for change in merged.changes if kind_of(change.path) in GROUPING and not change.partly}
    if groups:
        below = read_groups(connection, {version: groups})[version]
        changes = (part for change in merged.changes for part in _with_articles(change, below))
        merged = replace(merged, changes=tuple(changes))
    return StoredNotes(merged, head.amending if head else (), last)


@lru_cache(maxsize=256)
def _head(text: str) -> Head | None:
    return read_head(text)


@lru_cache(maxsize=64)
def _merged(notes: tuple[tuple[str, str, str], ...], head: Head | None, last: date | None) -> Merged:
    return read_merged(notes, head.amending if head else (), last)


def _with_articles(change: Change, below: Mapping[str, Collection[str]]) -> Iterator[Change]:
    yield change
    if not change.partly:
        for path in sorted(below.get(change.path, ())):
            yield replace(change, path=path)
