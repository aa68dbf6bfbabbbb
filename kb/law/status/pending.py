"""What nobody has reviewed, as it is said beside a provision on a day: never otherwise than its status says it.

A change that the words already have is no alarm; one that begins later is none yet; and where something stronger settles the
status, an end for one, it is only told besides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from documents.time.status import Basis, Status
from kb.law.effects.views import FOUND, EffectView, effects_on
from kb.law.status.evidence import EvidenceReader

_DOUBTING = frozenset(
    {
        Basis.UNREVIEWED,
        Basis.UNREVIEWED_UNDATED,
        Basis.REWORDED_UNREVIEWED,
        Basis.ENDED_UNREVIEWED,
        Basis.SUSPENDED_UNREVIEWED,
        Basis.WORDS_UNSURE,
    }
)


class Manner(StrEnum):
    """How an unreviewed effect is told."""

    ALARM = "alarm"
    """The status rests on it: the words, or their effect, may be others."""
    HELD = "held"
    """The words have it already."""
    LATER = "later"
    """It begins after the day."""
    BESIDES = "besides"
    """Something else settles the status."""


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """The unreviewed effects on a place, by how they are told."""

    status: Status
    alarm: tuple[EffectView, ...] = ()
    held: tuple[EffectView, ...] = ()
    later: tuple[EffectView, ...] = ()
    besides: tuple[EffectView, ...] = ()


def rests_on_unreviewed(status: Status) -> bool:
    """Whether a status is what it is because of something that nobody has reviewed."""
    return status.basis in _DOUBTING


class UnreviewedReader:
    """The unreviewed effects on the provisions of a version, read once.

    :param instrument_id: that the version is of
    :param evidence: of the version, where somebody has read it already
    """

    def __init__(
        self, session: Session, instrument_id: int, version_id: int, day: date, evidence: EvidenceReader | None = None
    ) -> None:
        self.effects = [item for item in effects_on(session, instrument_id) if item.state == FOUND]
        self._version, self._day = version_id, day
        self._reader = (evidence or EvidenceReader(session.connection(), [version_id])) if self.effects else None
        self._by_id = {item.id: item for item in self.effects}

    def on(self, path: str) -> Unreviewed | None:
        """What is said of a provision; None where nobody does anything to it that is not reviewed."""
        reader = self._reader
        told = reader.judged(self._version, path) if reader else []
        told = [(item, has) for item, has in told if item.effect in self._by_id]
        if reader is None or not told:
            return None
        status = reader.of(self._version, path).evidence.status_on(self._day)
        by_manner: dict[Manner, list[EffectView]] = {manner: [] for manner in Manner}
        for item, has in told:
            by_manner[self._manner(status, item.start, has)].append(self._by_id[item.effect])
        return Unreviewed(status, *(tuple(by_manner[manner]) for manner in Manner))

    def anywhere(self) -> Unreviewed | None:
        """What is said of the whole text: of each effect what is said at its own place."""
        if self._reader is None:
            return None
        found: dict[Manner, dict[int, EffectView]] = {manner: {} for manner in Manner}
        for item in self.effects:
            own = self.on(item.target_path)
            for manner in Manner if own else ():
                if item in getattr(own, manner.value):
                    found[manner][item.id] = item
        status = self._reader.of(self._version, None).evidence.status_on(self._day)
        return Unreviewed(status, *(tuple(found[manner].values()) for manner in Manner))

    def _manner(self, status: Status, start: date | None, has: bool) -> Manner:
        if has:
            return Manner.HELD
        if start is not None and start > self._day:
            return Manner.LATER
        return Manner.ALARM if rests_on_unreviewed(status) else Manner.BESIDES


def names_of(effects: Sequence[EffectView]) -> list[tuple[str, str]]:
    """Keys and names of the instruments that do something, each once."""
    return list(dict.fromkeys((effect.source, effect.source_name) for effect in effects))
