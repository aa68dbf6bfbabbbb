"""What a text would say with the changes that one other text makes in it, reviewed or not. Nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from documents.consolidation.consolidate import consolidate
from documents.consolidation.tree import ChangedBy
from documents.model import Instrument, Provision
from kb.database.reading.reader import choose_version, find_by_id, load_version, versions
from kb.database.reading.records import LoadedVersion, VersionRecord
from kb.law.effects.views import FOUND, REJECTED, EffectView, effects_on
from kb.law.texts.amending import AmendingInstruments, as_effect


@dataclass(frozen=True, slots=True)
class Amended:
    """A text with the changes that another one makes in it.

    :param base: its words before; None where the base has only later ones
    :param provisions: its words with them
    :param said_at: by path of what was changed, where the other one says so
    :param left_out: what they are about that could not be read or applied with certainty
    """

    base: LoadedVersion | None
    provisions: tuple[Provision, ...] = ()
    said_at: Mapping[str, str] | None = None
    reviewed: bool = False
    left_out: tuple[str, ...] = ()


def as_amended(session: Session, instrument_id: int, by: int, number: int | None = None) -> Amended | None:
    """A text with what another one changes in it; None where that changes no part of it.

    :param number: the version to begin with; without one that of the day before the first change
    """
    some = changes_in_part(session, instrument_id, by)
    if not some:
        return None
    sources = AmendingInstruments(session)
    start = min((item.effective_from for item in some if item.effective_from), default=None) or sources.starts(by)
    before = [item for item in versions(session, instrument_id) if _is_before(item, start)]
    if not before or (number is not None and all(item.number != number for item in before)):
        return Amended(None)
    chosen = choose_version(before, start and start - timedelta(days=1), number)
    base = load_version(session, find_by_id(session, instrument_id), version=chosen.number)
    original = Instrument(base.instrument.key, base.instrument.metadata, base.provisions)
    used = [item for item in some if item.in_use or (item.certain and item.state == FOUND)]
    effects = [as_effect(item, original.key) for item in used]
    other = sources.instrument(by)
    result = consolidate(original, [(other, effects)])
    at = {ChangedBy(other.key, place): effect.evidence.path for place, effect in enumerate(effects)}
    said_at = {path: at[changes[-1]] for path, changes in result.changed_by.items() if changes[-1] in at}
    unread = [item.target_path for item in some if item not in used]
    left_out = dict.fromkeys([*unread, *(effect.target.path or "" for effect in result.pending)])
    return Amended(base, result.provisions, said_at, all(item.in_use for item in some), tuple(left_out))


def changes_in_part(session: Session, instrument_id: int, by: int) -> list[EffectView]:
    """What one text changes in another, none where it changes nothing there or ends the whole."""
    found = [item for item in effects_on(session, instrument_id) if item.source_id == by and item.state != REJECTED]
    if any(item.action.ends and not item.target_path for item in found):
        return []
    return [item for item in found if item.action.textual and item.target_path]


def _is_before(version: VersionRecord, start: date | None) -> bool:
    """Whether the words of a version are older than a change: the codification has them up to the day it was taken."""
    days = [day for day in (version.valid_from, version.snapshot_on) if day]
    return start is None or all(day < start for day in days)
