"""Which status a provision has on a day, and what that rests on.

Unknown is not "in force". A law alone in the base may have been replaced by one that is not there, so its own effective date proves
nothing about later days; the official codification shows what was in force on the day it was taken, and is evidence up to then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class StatusCode(StrEnum):
    """The state of a provision on a day."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What a status rests on. Each has one sentence in the catalogue (``basis.…``)."""

    NOT_YET = "not_yet"
    EXPIRED = "expired"
    SEEN = "seen"
    SEEN_SINCE_AMENDED = "seen_since_amended"
    WORDING_NOT_HELD = "wording_not_held"
    NO_EVIDENCE_AFTER = "no_evidence_after"
    NO_EVIDENCE = "no_evidence"
    SNAPSHOT_PASSED = "snapshot_passed"
    START_UNKNOWN = "start_unknown"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Status:
    """A status on a day.

    :param basis: what it rests on
    :param days: the days that the basis names, for its sentence
    """

    code: StatusCode
    basis: Basis
    days: Mapping[str, date] = field(default_factory=dict)


def status_on(
    day: date,
    *,
    effective_from: date | None,
    effective_to: date | None = None,
    wording_from: date | None = None,
    seen_on: date | None = None,
    suspended_from: date | None = None,
) -> Status:
    """The status of a provision's wording on a day.

    :param effective_from: the day it took effect, as its text or the codification says
    :param effective_to: the last day of its effect, where something says so
    :param wording_from: the day since which the wording in the base holds; an earlier wording is not in the base
    :param seen_on: the day on which the official codification showed it
    :param suspended_from: the day since which it was suspended, as the codification then said
    """
    if effective_from is not None and day < effective_from:
        return Status(StatusCode.NOT_YET, Basis.NOT_YET, {"start": effective_from})
    if wording_from is not None and day < wording_from:
        return Status(StatusCode.UNKNOWN, Basis.WORDING_NOT_HELD, {"wording": wording_from})
    if effective_to is not None and day > effective_to:
        return Status(StatusCode.EXPIRED, Basis.EXPIRED, {"end": effective_to})
    if effective_from is None:
        return Status(StatusCode.UNKNOWN, Basis.NO_EVIDENCE if seen_on is None else Basis.START_UNKNOWN)
    if seen_on is None:
        return Status(StatusCode.UNKNOWN, Basis.NO_EVIDENCE_AFTER, {"start": effective_from})
    if day > seen_on:
        return Status(StatusCode.UNKNOWN, Basis.SNAPSHOT_PASSED, {"start": effective_from, "seen": seen_on})
    if suspended_from is not None and day >= suspended_from:
        return Status(StatusCode.SUSPENDED, Basis.SUSPENDED, {"suspended": suspended_from, "seen": seen_on})
    if wording_from is not None and wording_from > effective_from:
        return Status(StatusCode.IN_FORCE, Basis.SEEN_SINCE_AMENDED, {"wording": wording_from, "seen": seen_on})
    return Status(StatusCode.IN_FORCE, Basis.SEEN, {"start": effective_from, "seen": seen_on})
