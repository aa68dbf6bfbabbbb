"""The evidence for the status of what is indexed: what a document keeps of it, and how an engine is asked for a status.

The rule that makes a status of evidence stands in `documents.time` and nowhere else. An engine looks up its result: the periods
in which a document has each status. A change of the rule is therefore a change of `kb.index.fields.INDEX_FORMAT`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from documents.time.status import Status, StatusCode, Told
from documents.time.timeline import Evidence
from kb.errors import InvalidQueryError
from kb.index.engine import Filter, among

STATUS_DAYS = "status_days"
"""The field with the blocks of days of each status, as whole numbers. What has none of them on a day is unknown."""

CLAUSE_EVIDENCE = "clause_evidence"
"""What ``meta`` keeps of a clause that has other evidence than its article. A hit, and what filters it, has its article's."""

_EVIDENCE = TypeAdapter(Evidence)
_FIELDS = tuple(item.name for item in fields(Evidence))
_KNOWN = tuple(told for told in Told if told is not Told.UNKNOWN)
EVER_SHOWN = "in_force_or_was"
"""In force, also where that is what the last evidence says."""


@lru_cache(maxsize=4096)
def evidence_meta(evidence: Evidence) -> Mapping[str, Any]:
    """What a document's ``meta`` keeps of evidence: each field that says something under its own name, as JSON has it."""
    kept = _EVIDENCE.dump_python(evidence, mode="json", exclude_defaults=True)
    return MappingProxyType(kept)


def evidence_of(meta: Mapping[str, Any]) -> Evidence:
    """The evidence that a document's ``meta`` keeps; what is not there is not known.

    :raises ValueError: something in it is no such evidence
    """
    values = tuple(map(meta.get, _FIELDS))
    try:
        return _read(values)
    except TypeError:  # a list has no hash: what others suspend or may have changed is read each time
        return _read.__wrapped__(values)


def clause_evidence_of(meta: Mapping[str, Any]) -> Evidence:
    """The evidence of the clause itself that a document is made of."""
    return evidence_of(meta.get(CLAUSE_EVIDENCE) or meta)


@lru_cache(maxsize=8192)
def status_of(evidence: Evidence, day: date) -> Status:
    """The status on a day, remembered: the articles of a text mostly rest on the same evidence."""
    return evidence.status_on(day)


@lru_cache(maxsize=8192)
def last_known_of(evidence: Evidence, day: date) -> tuple[StatusCode, date] | None:
    """What the status was when it was last known, remembered (`Evidence.last_known`)."""
    return evidence.last_known(day)


@lru_cache(maxsize=4096)
def _read(values: tuple[Any, ...]) -> Evidence:
    return _EVIDENCE.validate_python({name: value for name, value in zip(_FIELDS, values, strict=True) if value is not None})


@lru_cache(maxsize=4096)
def status_days(evidence: Evidence) -> tuple[int, ...]:
    """The values of `STATUS_DAYS`. The articles of a text mostly rest on the same evidence."""
    periods = (period for period in evidence.periods_of(lambda status: status.told) if period[0] in _KNOWN)
    return tuple(_KNOWN.index(told) * BLOCKS + block for told, first, last in periods for block in blocks_of(first, last))


def status_filter(status: str, day: date) -> Filter:
    """What a status is told of on a day, as Haystack writes it.

    :param status: a value of `Told`, or `EVER_SHOWN`
    :raises InvalidQueryError: there is no such status
    """
    if status == EVER_SHOWN:
        return _any_of((Told.IN_FORCE, Told.WAS_IN_FORCE), day)
    if status == Told.UNKNOWN:
        return {"operator": "NOT", "conditions": [_any_of(_KNOWN, day)]}
    if status not in _KNOWN:
        raise InvalidQueryError("status_unknown", status=status)
    return _any_of((Told(status),), day)


def _any_of(statuses: tuple[Told, ...], day: date) -> Filter:
    return among(STATUS_DAYS, (_KNOWN.index(status) * BLOCKS + block for status in statuses for block in blocks_around(day)))


# Several periods in one field of whole numbers: a period is kept as the blocks of 1, 2, 4 … days that it is made of, a day is
# looked for by the blocks that it lies in. Two fields for a first and a last day would hold one period only.

_LEVELS = 22
BLOCKS = (_LEVELS + 1) << _LEVELS
"""Blocks are numbered below this."""
_LAST = (1 << _LEVELS) - 1
"""Blocks reach beyond the last day of the calendar: what has no end ends there."""


def blocks_of(start: date, end: date | None) -> list[int]:
    """The blocks of days that a period is made of, 44 at most; none where it ends before it begins."""
    # The first day of the calendar is 0, so that what was always so is a few large blocks.
    first, last = _day(start), _day(end) if end else _LAST
    blocks = []
    while first <= last:
        level = min((first & -first).bit_length() - 1 if first else _LEVELS, (last - first + 1).bit_length() - 1)
        blocks.append(_number(level, first))
        first += 1 << level
    return blocks


def blocks_around(day: date) -> list[int]:
    """The blocks that a day lies in: a period holds it if one of these is among its own."""
    return [_number(level, _day(day)) for level in range(_LEVELS + 1)]


def _day(day: date) -> int:
    return day.toordinal() - 1


def _number(level: int, day: int) -> int:
    return level << _LEVELS | day >> level
