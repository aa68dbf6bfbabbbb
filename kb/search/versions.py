"""Which versions a search on a day may show, and which goes first where several hold the same article."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from kb.database.tables import Version


@dataclass(frozen=True, slots=True)
class Visible:
    """What is read on a day. Instruments with one version are not named: it is shown.

    :param hidden: versions that something better stands in for on that day
    :param rank: of the versions of an instrument that has several, higher is better
    """

    hidden: tuple[int, ...]
    rank: Mapping[int, int]


def read_visible(connection: Connection, day: date) -> Visible:
    """The rule of `kb.database.reading.reader.choose_version`, widened to texts in parts.

    The preferred version with the latest ``valid_from`` that is not after the day goes first. What a complete one covers is hidden;
    below a partial one, the next stand in for the articles that it lacks. Before all of them, the earliest is shown.
    """
    several = select(Version.instrument_id).group_by(Version.instrument_id).having(func.count() > 1)
    rows = connection.execute(
        select(Version.id, Version.instrument_id, Version.valid_from, Version.number, Version.partial, Version.preferred).where(
            Version.instrument_id.in_(several)
        )
    )
    by_instrument = defaultdict(list)
    for row in rows:
        by_instrument[row.instrument_id].append(row)
    hidden: list[int] = []
    rank: dict[int, int] = {}
    for versions in by_instrument.values():
        versions.sort(key=lambda row: (row.preferred, row.valid_from or date.min, row.number))
        valid = [row for row in versions if row.valid_from is None or row.valid_from <= day]
        if not any(row.preferred for row in valid):
            valid = [next((row for row in versions if row.preferred), versions[0])]
        covered = False
        shown = {row.id for row in valid}
        hidden.extend(row.id for row in versions if row.id not in shown)
        for place, row in reversed(list(enumerate(valid))):
            if covered:
                hidden.append(row.id)
            rank[row.id] = place
            covered = covered or (row.preferred and not row.partial)
    return Visible(tuple(hidden), rank)
