"""What an instrument or a provision of it said, wording after wording, and what made each of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from documents.model import Codified, Provision
from documents.paths import touches, unit_of
from documents.text import comparable


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """What changed a wording.

    :param key: of the amending instrument as far as it is known; ``name`` its number and title, or the number as written
    :param path: the unit that was changed, empty for the whole instrument
    :param effect_id: the effect, None where the codification's note says so
    :param reviewed: somebody accepted it, or the codification's editors did it
    :param reviewed_by: who accepted or corrected the effect, and when; None where nobody of this base did
    :param corrected: names of what of the effect this person put in place of what was read
    """

    key: str | None
    name: str
    path: str
    since: date | None
    effect_id: int | None = None
    reviewed: bool = True
    action: str | None = None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What an instrument or a provision said from a day on.

    :param start: None where the base does not know
    :param end: last day, None while it is open
    :param version: number of the stored version; None for a wording that would come of effects nobody has reviewed
    :param origin: ``text``, ``codification``, ``consolidation``, ``compiled``, or ``pending``
    :param reviewed: False where an effect that nobody has reviewed is in it, or ends it
    :param provision: as it was; None for an instrument
    """

    start: date | None
    end: date | None
    version: int | None
    sha256: str | None
    origin: str
    changed_by: tuple[ChangedBy, ...] = ()
    reviewed: bool = True
    provision: Provision | None = None


@dataclass(frozen=True, slots=True)
class DatedText:
    """A text of the instrument that is read from a day on.

    :param first: of one provision of it: the day since which its words hold, where that is known
    """

    start: date | None
    end: date | None
    version: int | None
    sha256: str
    origin: str
    provisions: tuple[Provision, ...]
    codified: Mapping[str, Codified]
    changed_by: tuple[ChangedBy, ...] = ()
    partial: bool = False
    first: date | None = None

    @property
    def reviewed(self) -> bool:
        """Whether nothing in it waits for a reviewer."""
        return all(change.reviewed for change in self.changed_by)


def wordings(texts: Sequence[DatedText]) -> list[HistoryEntry]:
    """The wordings of a whole instrument, of its texts in order of time."""
    entries = []
    for place, text in enumerate(texts):
        following = texts[place + 1].start if place + 1 < len(texts) else None
        end = text.end if place + 1 == len(texts) else None
        own = tuple(change for change in text.changed_by if change.since == text.start)
        entry = HistoryEntry(
            start=text.start,
            end=end,
            version=text.version,
            sha256=text.sha256,
            origin=text.origin,
            changed_by=own,
            reviewed=text.reviewed,
        )
        entries.append(_before(entry, following) if following else entry)
    return entries


def wordings_of(texts: Sequence[DatedText], path: str) -> list[HistoryEntry]:
    """The wordings of a provision: a text that leaves it as it was adds none, one that lacks it ends the last."""
    entries: list[HistoryEntry] = []
    for text in texts:
        last = entries[-1] if entries else None
        is_open = last is not None and last.end is None
        found = next((item for root in text.provisions for item in root.walk() if item.path == path), None)
        entry = _entry(text, found, path) if found is not None else None
        if entry is not None and last is not None and is_open and last.sha256 == entry.sha256:
            continue
        if entry is not None and last is not None and entry.start and last.start and entry.start <= last.start:
            entry = replace(entry, start=text.start)  # what was read before it held until its text was there
        following = None if entry is None and text.partial else (entry or text).start
        if last is not None and is_open and following:
            entries[-1] = _before(last, following)
        if entry is not None:
            entries.append(entry)
    if entries and entries[-1].end is None and texts[-1].end is not None:
        entries[-1] = replace(entries[-1], end=texts[-1].end)
    return entries


def _before(entry: HistoryEntry, following: date) -> HistoryEntry:
    """A wording that ends where the next begins; of two that begin on one day none ends before it began."""
    return entry if entry.start is not None and following <= entry.start else replace(entry, end=following - timedelta(days=1))


def _entry(text: DatedText, found: Provision, path: str) -> HistoryEntry:
    start = text.first or text.start
    changes = tuple(change for change in text.changed_by if touches(change.path, path))
    if codified := text.codified.get(unit_of(path)):
        changes += tuple(ChangedBy(None, number, unit_of(path), codified.wording_from) for number in codified.amended_by)
    reviewed = all(change.reviewed for change in changes)
    return HistoryEntry(
        start=start,
        end=None,
        version=text.version,
        sha256=_digest(found),
        origin=text.origin,
        changed_by=_latest(changes, start),
        reviewed=reviewed,
        provision=found,
    )


def _digest(provision: Provision) -> str:
    pieces = [
        f"{item.path}\0{comparable(text)}" for item in provision.walk() for text in (item.heading, item.text, item.tail) if text
    ]
    return hashlib.sha256("\n".join(pieces).encode()).hexdigest()


def _latest(changes: tuple[ChangedBy, ...], start: date | None) -> tuple[ChangedBy, ...]:
    """What made the wording that begins on a day; where nothing names that day, all that is known."""
    return tuple(change for change in changes if change.since == start) or changes
