"""What a text lets apply before the rest of it, in words that name a matter and no provisions: these no machine can tell."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, or_, select

from documents.wording.dates import date_near
from documents.wording.unit_places import unit_paths
from kb.database.reading.details import rows_among
from kb.database.tables import EffectivePeriod, Provision

_EXCEPT = re.compile(r",\s*trừ\s+", re.IGNORECASE)
_RULES_ON = re.compile(r"(?:các\s+)?quy\s+định\s[^.;]{0,40}?(?:về|liên\s+quan\s+đến)\s", re.IGNORECASE)
_SINCE = re.compile(
    r"(?:hiệu\s+lực(?:\s+thi\s+hành)?|áp\s+dụng|thực\s+hiện)\s+(?:kể\s+)?từ\s+(?:kỳ\s+tính\s+thuế\s+năm\s+(?P<year>\d{4})|ngày\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Early:
    """That some of a text applies from a day before the one of the whole. ``path``: of the clause that says so."""

    start: date
    day: date
    path: str


def read_early(connection: Connection, versions: Iterable[int]) -> Mapping[int, Early]:
    """What versions let apply before the rest, where no day of effect was read for it."""
    period, provision = EffectivePeriod, Provision
    asked = select(period.version_id, period.start, period.scope, period.evidence).where(period.evidence.contains(", trừ "))
    rows = [row for row in rows_among(connection, asked, period.version_id, versions) if row.start and not row.scope]
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    words = select(provision.version_id, provision.path, provision.text)
    words = words.where(or_(provision.text.contains("hiệu lực"), provision.text.contains("áp dụng")))
    for version, path, text in rows_among(connection, words, provision.version_id, {row.version_id for row in rows}):
        texts[version][path] = " ".join(text.split())
    found = {}
    for version, start, _, said in rows:
        here = next((path for path, text in texts[version].items() if said in text), None)
        excepted = said[match.end() :] if (match := _EXCEPT.search(said)) else ""
        for path in unit_paths(excepted, here) if here else ():
            day = _applies_from(texts[version].get(path, ""))
            if day is not None and day < start:
                found[version] = Early(start, day, path)
    return found


def _applies_from(text: str) -> date | None:
    since = _SINCE.search(text)
    if since is None or not _RULES_ON.match(text):
        return None
    if since["year"]:
        return date(int(since["year"]), 1, 1)
    near = date_near(text, since.end(), 2)
    return near.day if near else None
