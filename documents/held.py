"""From when to when the words that a text shows of a provision hold: the one place that tells."""

from datetime import date, timedelta

from documents.statuses import WordingCode
from documents.timeline import Evidence

_DAY = timedelta(days=1)


def held_from(evidence: Evidence) -> date | None:
    """The first day on which the words are known to hold; None where it is not known."""
    if evidence.repealed is not None:
        return evidence.repealed.last
    return max((day for day in (evidence.effective_from, evidence.wording_from) if day), default=None)


def held_until(evidence: Evidence) -> date | None:
    """The last day before the words were over, as the status says."""
    first = held_from(evidence)
    periods = evidence.periods_of(lambda status: status.wording)
    over = (start for wording, start, _ in periods if wording is WordingCode.OVER and (first is None or start > first))
    return next((start - _DAY for start in over if start > date.min), None)
