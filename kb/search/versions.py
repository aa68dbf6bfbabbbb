"""Which versions a search on a day may show, and which goes first where several hold the same article."""

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from documents.paths import type_of_key
from kb.database.reading.drafts import drafted
from kb.database.tables import Instrument, Version
from kb.law.texts.twins import twins


@dataclass(frozen=True, slots=True)
class Double:
    """A version of a consolidated text, and the one of what it consolidates that has the same words.

    :param key: of the consolidated text, and its type
    """

    key: str
    version: int
    other: int

    @property
    def type(self) -> str:
        """The type of the consolidated text."""
        return type_of_key(self.key)


@dataclass(frozen=True, slots=True)
class Visible:
    """What is read on a day. Instruments with one version are not named: it is shown.

    :param hidden: versions that something better stands in for on that day
    :param rank: of the versions of an instrument that has several, higher is better
    :param doubles: consolidated texts whose words what they consolidate has, too. One hit is enough, and it is that one's
    :param drafts: versions of drafts and of papers that go with them, with key and type; they are among ``hidden``
    """

    hidden: tuple[int, ...]
    rank: Mapping[int, int]
    doubles: tuple[Double, ...] = ()
    drafts: tuple[tuple[int, str, str], ...] = ()

    def showing(self, keys: Container[str | None], type_: str | None = None) -> "Visible":
        """The same, but where a consolidated text itself is asked for it goes before what it consolidates; and drafts, where they
        are asked for.

        :param keys: of the instruments that are asked for
        :param type_: that hits must be of
        """
        meant = [double for double in self.doubles if double.key in keys or type_ == double.type]
        drafts = {version for version, key, kind in self.drafts if key in keys or type_ == kind}
        if not meant and not drafts:
            return self
        own = {double.version for double in meant} | drafts
        return replace(self, hidden=(*(id_ for id_ in self.hidden if id_ not in own), *(double.other for double in meant)))


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
    doubles = _read_doubles(connection)
    hidden += [double.version for double in doubles]
    named = select(Version.id, Instrument.key, Instrument.type).join(Instrument, Instrument.id == Version.instrument_id)
    found = connection.execute(named.where(Instrument.id.in_(drafted())).order_by(Version.id))
    drafts = tuple((row.id, row.key, row.type) for row in found if row.id not in hidden)
    return Visible((*dict.fromkeys(hidden), *(version for version, _, _ in drafts)), rank, doubles, drafts)


def _read_doubles(connection: Connection) -> tuple[Double, ...]:
    other = twins(connection)
    if not other:
        return ()
    rows = connection.execute(
        select(Version.id, Instrument.key)
        .join(Instrument, Instrument.id == Version.instrument_id)
        .where(Instrument.type == "van-ban-hop-nhat")
        .order_by(Version.id)
    )
    return tuple(Double(row.key, row.id, other[row.id]) for row in rows if row.id in other)
