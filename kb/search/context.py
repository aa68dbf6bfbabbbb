"""What a search needs of the database, kept until the base changes: instruments by name, versions by day, what replaced them.

What is known of an instrument's heirs is kept per base until its contents change: the same few laws answer again and again.
"""

import math
import time
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from documents.time.status import Basis, StatusCode
from documents.wording.citing import instrument_name
from kb.database.cache import BaseCache
from kb.database.reading.holdings import drafted
from kb.database.tables import Instrument, Version
from kb.index import fields
from kb.index.build import Base, OpenIndex, content_revision
from kb.index.rows import group_number
from kb.interface.catalogue import Catalogue
from kb.law.effects.newer import Newer, heirs_of, keys_with_newer, read_newer
from kb.law.texts.twins import twins
from kb.search.model import Hit, Lacking, Later, Since
from kb.search.reading.instruments import read_instruments
from kb.search.reading.syntax import Names, name_key


@dataclass(frozen=True, slots=True)
class Apart:
    """A version that is hidden unless its instrument, or its type, is asked for: of a draft or a paper that goes with one, or of a
    consolidated text whose words what it consolidates has, too: one hit is enough, and it is that one's.

    :param other: the version with the same words
    """

    key: str
    type: str
    version: int
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Visible:
    """What is read on a day. Instruments with one version are not named: it is shown.

    :param hidden: versions that something better stands in for on that day
    :param rank: of the versions of an instrument that has several, higher is better
    :param apart: what of ``hidden`` may be asked for
    """

    hidden: tuple[int, ...]
    rank: Mapping[int, int]
    apart: tuple[Apart, ...] = ()

    def showing(self, keys: Container[str | None], type_: str | None = None) -> "Visible":
        """The same with what is hidden unless it is asked for; a consolidated text goes then before what it consolidates.

        :param keys: of the instruments that are asked for
        :param type_: that hits must be of
        """
        meant = {one.version: one.other for one in self.apart if one.key in keys or type_ == one.type}
        if not meant:
            return self
        others = (other for other in meant.values() if other is not None)
        return replace(self, hidden=(*(id_ for id_ in self.hidden if id_ not in meant), *others))


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
    other = twins(connection)
    named = select(Version.id, Instrument.key, Instrument.type).join(Instrument, Instrument.id == Version.instrument_id)
    named = named.order_by(Version.id)
    merged = connection.execute(named.where(Instrument.type == "van-ban-hop-nhat")) if other else ()
    apart = [Apart(row.key, row.type, row.id, other[row.id]) for row in merged if row.id in other]
    hidden += [one.version for one in apart]
    drafts = connection.execute(named.where(Instrument.id.in_(drafted())))
    apart += [Apart(row.key, row.type, row.id) for row in drafts if row.id not in hidden]
    return Visible(tuple(dict.fromkeys((*hidden, *(one.version for one in apart)))), rank, tuple(apart))


_MOST_DAYS = 32
_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a base on a day.

    :param stale: the index does not show the present texts
    :param names: what a query may name
    """

    visible: Visible
    stale: bool
    names: Names


class _State:
    """Of one state of one index."""

    def __init__(self) -> None:
        self.names: Names | None = None
        self.days: OrderedDict[date, Visible] = OrderedDict()
        self.stale = False
        self.looked_at = -math.inf


_states: BaseCache[_State] = BaseCache()


def context_of(base: Base, index: "OpenIndex | None", day: date) -> Context:
    """What a search on a day needs, from memory where the index has not changed since.

    :param index: None: the database is searched
    """
    state = _states.at((index is None, str(base.engine.url)), index.state() if index else _revision(base), _State)
    visible, now = state.days.get(day), time.monotonic()
    if state.names is None or visible is None or now - state.looked_at >= _LOOK_AGAIN_SECONDS:
        with base.engine.connect() as connection:
            state.names = state.names or _read_names(connection)
            visible = state.days[day] = visible or read_visible(connection, day)
            state.stale = index is not None and content_revision(connection) != index.revision()
        state.looked_at = now
        while len(state.days) > _MOST_DAYS:
            state.days.popitem(last=False)
    return Context(visible, state.stale, state.names)


def _revision(base: Base) -> str:
    with base.engine.connect() as connection:
        return content_revision(connection)


def _read_names(connection: Connection) -> Names:
    offered = {field.name: field.names(connection) for field in fields.FILTERS if field.typed and field.names and not field.words}
    values = {name: {name_key(called): value for value, called in named.items()} for name, named in offered.items()}
    return Names(values, read_instruments(connection))


BEHIND, _ALIKE = 3, 0.6
"""What replaced a law that is over goes before it if an article of it is among so many hits behind, and people ask for that article
in words so like the query's."""
_LOOKED_AT = 10
"""Hits; what stands further down is seldom seen before it is asked for."""
_MOST = 4
_ENDS = {Basis.EXPIRED_BY: True, Basis.ENDED_UNREVIEWED: False}
"""Whether a person has reviewed it."""


_Named = dict[Newer, str]
"""Heirs, each with its name."""


@dataclass(frozen=True, slots=True)
class _Heirs:
    """What is known of the heirs in a base.

    :param having: keys of the instruments that may have heirs; ``found`` those of the ones that were asked for
    """

    having: frozenset[str]
    found: dict[str, _Named]


_heirs_of_bases: BaseCache[_Heirs] = BaseCache()


def later_of(engine: Engine, hits: Sequence[Hit], day: date, lacking: Sequence[Lacking] = ()) -> tuple[Later, ...]:
    """What has taken the place of the instruments of the first hits by a day, in the order of the hits.

    :param lacking: what the query names instead of hits
    """
    first = {item.key: item.name for item in lacking if item.key}
    over = {item.key for item in lacking if item.standing and item.standing.code is StatusCode.EXPIRED}
    for hit in hits[:_LOOKED_AT]:
        first.setdefault(hit.instrument, instrument_name(hit.instrument, hit.number, hit.title, subject=True))
        if hit.standing.code is StatusCode.EXPIRED:
            over.add(hit.instrument)
    if not first:
        return ()
    heirs = _heirs(engine, list(first))
    found: list[Later] = []
    for key, name in first.items():
        names = heirs.get(key, {})
        said = heirs_of(list(names), day)
        replaced = Since.REPLACED if key in over else Since.PARTLY  # the banner says no more than the statuses beneath it
        found.extend(
            Later(
                old=key,
                old_name=name,
                key=heir.key,
                name=names[heir],
                start=heir.start,
                how=replaced if heir.replaces else Since.SAME_NAME,
                reviewed=heir.reviewed,
            )
            for heir in said
        )
        if not said:
            found.extend(_ended(key, name, hits[:_LOOKED_AT]))
    return tuple(found[:_MOST])


def heir_first(
    engine: Engine, hits: tuple[Hit, ...], day: date, named: Collection[str], likeness: Mapping[int, float]
) -> tuple[Hit, ...]:
    """The hits; where the first is over on the day, an article of what replaced it, asked for in such words, goes first.

    :param named: instruments that the query names: they were meant, over or not
    :param likeness: by the number of an article, how like the query is to what people ask of it
    """
    if not hits or hits[0].standing.code is not StatusCode.EXPIRED or hits[0].instrument in named:
        return hits
    first = hits[0].instrument
    heirs = {heir.key for heir in heirs_of(list(_heirs(engine, [first]).get(first, {})), day)}
    for place, hit in enumerate(hits[1 : 1 + BEHIND], start=1):
        alike = likeness.get(group_number(hit.key), 0.0) >= _ALIKE
        if alike and hit.instrument in heirs and hit.standing.code not in (StatusCode.EXPIRED, StatusCode.NOT_YET):
            return (replace(hit, score=hits[0].score), *hits[:place], *hits[place + 1 :])
    return hits


def later_words(say: Catalogue, item: Later) -> str:
    """What has taken the place of an instrument; where nobody has reviewed that, so it says."""
    names = {"old": item.old_name, "new": item.name}
    known = f"search.later_{item.how}"
    words = say(known, day=item.start, **names) if item.start else say(f"{known}_undated", **names)
    told = item.how is Since.SAME_NAME or item.reviewed
    return words if told else f"{words} {say('search.later_unreviewed')}"


def _ended(key: str, name: str, hits: Iterable[Hit]) -> Iterable[Later]:
    """What ends something of an instrument, where nothing is known to replace the whole."""
    for hit in hits:
        if hit.instrument != key or (basis := hit.standing.basis) not in _ENDS:
            continue
        days = hit.standing.days
        on = days.get("since") or days.get("end")
        by = str(days.get("by", ""))
        start = on if isinstance(on, date) else None
        yield Later(old=key, old_name=name, key=None, name=by, start=start, how=Since.ENDED, reviewed=_ENDS[basis])
        return


def _heirs(engine: Engine, keys: Sequence[str]) -> Mapping[str, _Named]:
    heirs = _heirs_of_bases.of(engine, content_revision, lambda connection: _Heirs(keys_with_newer(connection), {}))
    if new := [key for key in keys if key in heirs.having and key not in heirs.found]:
        with engine.connect() as connection:
            heirs.found.update(_read(connection, new))
    return heirs.found


def _read(connection: Connection, keys: Sequence[str]) -> dict[str, _Named]:
    asked = connection.execute(select(Instrument.id, Instrument.key).where(Instrument.key.in_(keys)))
    rows: dict[int, str] = {row.id: row.key for row in asked}
    newer = read_newer(connection, sorted(rows))
    wanted = {item.key for some in newer.values() for item in some}
    columns = (Instrument.key, Instrument.number, func.coalesce(Instrument.title, Instrument.borrowed_title))
    named = connection.execute(select(*columns).where(Instrument.key.in_(wanted))) if wanted else ()
    names = {key: instrument_name(key, number, title, subject=True) for key, number, title in named}
    named_of = {rows[id_]: {item: names[item.key] for item in some if item.key in names} for id_, some in newer.items()}
    return {key: named_of.get(key, {}) for key in keys}
