"""Provisions of which a text shows only that they were repealed, and what tells since when that is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Connection, and_, exists, func, or_, select

from documents.consolidation.head import days_of_effect
from documents.consolidation.notes import Did, Wording
from documents.identity.source_notes import Amendment, read_source_note
from documents.keys import number_slug
from documents.model import Kind
from documents.paths import unit_of
from documents.structure.headings import LONGEST, says_only_repealed
from documents.time.evidence import Repealed
from kb.database.reading.details import rows_among
from kb.database.tables import CodifiedArticle, Provision, Version
from kb.law.effects.influences import Influence, StatedEnd

_DAY = timedelta(days=1)
_ENDED = ("repeal",)
_CLAUSES = (Kind.CLAUSE.value, Kind.POINT.value)
_WORDS = ("bỏ", "BỎ", "hiệu lực", "HIỆU LỰC")


@dataclass(frozen=True, slots=True)
class RepealedPlaces:
    """Where the texts of some versions show only that something was repealed.

    :param words: these words, by version and path; none of a clause that is printed with its number alone
    :param notes: what the codification's notes name as what may have done so, by instrument and article
    """

    words: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    notes: Mapping[tuple[int, str], tuple[Amendment, ...]] = field(default_factory=dict)

    def paths(self, version: int) -> Collection[str]:
        """The places in a version."""
        return self.words.get(version, {})

    def named(self, version: int, instrument: int, path: str, told: Iterable[tuple[Wording, bool]]) -> tuple[Amendment, ...]:
        """What may have repealed a place: by its own words, else by footnotes, else by the codification's note of its article.

        :param told: what consolidated texts tell of the place, and whether they are the version that is read
        """
        if days := days_of_effect(self.words[version][path]):
            return (Amendment(None, effective_from=days[-1]),)
        told = tuple(told)
        changes = [words.ended for words, _ in told if words.ended is not None]
        changes = changes or [change for words, own in told if own for change in words.changes]
        noted = tuple(
            Amendment(change.by or None, effective_from=change.since, actions=_ENDED if change.did is Did.ENDED else ())
            for change in changes
        )
        noted = noted or self.notes.get((instrument, unit_of(path)), ())
        # A number alone says nothing; where a repeal is told of it is what is left.
        return noted if self.words[version][path] or any("repeal" in change.actions for change in noted) else ()


def read_repealed(connection: Connection, versions: Mapping[int, int]) -> RepealedPlaces:
    """The places in some versions."""
    words: dict[int, dict[str, str]] = defaultdict(dict)
    units: dict[int, set[str]] = defaultdict(set)
    named = or_(*(Provision.text.contains(word) for word in _WORDS))
    parent = Provision.__table__.alias()
    alone = (Provision.text == "", Provision.tail == "", Provision.kind.in_(_CLAUSES), Provision.heading.is_(None))
    blank = and_(*alone, ~exists().where(parent.c.parent_id == Provision.id))
    asked = select(Provision.version_id, Provision.path, Provision.text)
    asked = asked.where(func.length(Provision.text) <= LONGEST, or_(named, blank))
    for row in rows_among(connection, asked, Provision.version_id, versions):
        if not row.text or says_only_repealed(row.text, row.path):
            words[row.version_id][row.path] = row.text
            units[versions[row.version_id]].add(unit_of(row.path))
    return RepealedPlaces(words, _read_notes(connection, units))


def _read_notes(connection: Connection, units: Mapping[int, set[str]]) -> dict[tuple[int, str], tuple[Amendment, ...]]:
    found: dict[tuple[int, str], tuple[Amendment, ...]] = {}
    asked = (
        select(Version.instrument_id, Provision.path, CodifiedArticle.note)
        .join(Provision, Provision.version_id == Version.id)
        .join(CodifiedArticle, CodifiedArticle.provision_id == Provision.id)
        .order_by(Provision.id)
    )
    for instrument, path, note in rows_among(connection, asked, Version.instrument_id, units):
        if path in units[instrument]:
            named = (*found.get((instrument, path), ()), *_may_repeal(note))
            found[instrument, path] = tuple(dict.fromkeys(named))
    return found


@lru_cache(maxsize=1024)
def _may_repeal(note: str) -> tuple[Amendment, ...]:
    read = read_source_note(note)
    return read.may_repeal if read else ()


def ending_at(influences: Iterable[Influence], path: str) -> tuple[Influence, ...]:
    """Those that end a place, itself or with what is around it, but not the whole instrument."""
    return tuple(item for item in influences if item.path and item.action.ends and item.covers(path))


def since_when(
    named: Collection[Amendment], ending: Collection[Influence], path: str, shown: date | None, begin: date | None
) -> tuple[Repealed, tuple[StatedEnd, ...]]:
    """Since when a place has only these words, and the end of what stood there before, where one day of it is told.

    :param named: what may have repealed it; where one of them was read to end it, it was that one
    :param ending: what was read to end it; where none of them is named, one that was read without doubt says more than a note that
        is about the whole article
    :param begin: the first day of the place: nothing ended it before
    """
    told = [change for change in named if change.number and number_slug(change.number) in {item.number for item in ending}]
    if not told and all(change.number for change in named):
        sure = (item for item in ending if item.sure(path) and (begin is None or item.start is None or item.start > begin))
        told = [Amendment(item.by, effective_from=item.start) for item in sure]
    told = told or [*named]
    days = [change.effective_from for change in told if change.effective_from and change.effective_from > date.min]
    if not days or len(days) < len(told):
        return Repealed(shown=shown), ()
    first, last = min(days), max(days)
    by = ", ".join(dict.fromkeys(change.number for change in told if change.number))
    return Repealed(first, last, shown), (StatedEnd(last - _DAY, path, by or None),) if first == last else ()
