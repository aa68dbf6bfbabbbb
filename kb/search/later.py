"""The instruments that stand in for those of the hits: "Luật này đã được thay bằng …", reviewed or not, above the hits.

What is known of an instrument's heirs is kept per base until its contents change: the same few laws answer again and again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine, func, select

from documents.time.status import Basis, StatusCode
from documents.wording.citing import instrument_name
from kb.database.cache import BaseCache
from kb.database.tables import Instrument
from kb.index.build import content_revision
from kb.index.rows import group_number
from kb.interface.catalogue import Catalogue
from kb.law.effects.newer import Newer, heirs_of, keys_with_newer, read_newer
from kb.search.model import Hit, Later, Since

BEHIND, _ALIKE = 3, 0.6
"""What replaced a law that is over goes before it if an article of it is among so many hits behind, and people ask for that article
in words so like the query's."""
_LOOKED_AT = 10
"""Hits; what stands further down is seldom seen before it is asked for."""
_MOST = 4
_ENDS = {Basis.EXPIRED_BY: True, Basis.ENDED_UNREVIEWED: False}
"""Whether a person has reviewed it."""


@dataclass(frozen=True, slots=True)
class _Heir:
    newer: Newer
    name: str


@dataclass(frozen=True, slots=True)
class _Heirs:
    """What is known of the heirs in a base.

    :param having: keys of the instruments that may have heirs; ``found`` those of the ones that were asked for
    """

    having: frozenset[str]
    found: dict[str, tuple[_Heir, ...]]


_heirs_of_bases: BaseCache[_Heirs] = BaseCache()


def later_of(engine: Engine, hits: Sequence[Hit], day: date) -> tuple[Later, ...]:
    """What has taken the place of the instruments of the first hits by a day, in the order of the hits."""
    first = {hit.instrument: hit for hit in reversed(hits[:_LOOKED_AT])}
    if not first:
        return ()
    keys = list(dict.fromkeys(hit.instrument for hit in hits[:_LOOKED_AT]))
    heirs = _heirs(engine, keys)
    found: list[Later] = []
    for key in keys:
        hit = first[key]
        name = instrument_name(key, hit.number, hit.title, subject=True)
        names = {heir.newer: heir.name for heir in heirs.get(key, ())}
        said = heirs_of(list(names), day)
        found.extend(
            Later(
                old=key,
                old_name=name,
                key=heir.key,
                name=names[heir],
                start=heir.start,
                how=Since.REPLACED if heir.replaces else Since.SAME_NAME,
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
    if not hits or hits[0].status is not StatusCode.EXPIRED or hits[0].instrument in named:
        return hits
    first = hits[0].instrument
    heirs = {heir.key for heir in heirs_of([heir.newer for heir in _heirs(engine, [first]).get(first, ())], day)}
    for place, hit in enumerate(hits[1 : 1 + BEHIND], start=1):
        alike = likeness.get(group_number(hit.key), 0.0) >= _ALIKE
        if alike and hit.instrument in heirs and hit.status not in (StatusCode.EXPIRED, StatusCode.NOT_YET):
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
        if hit.instrument != key or (basis := Basis(hit.basis)) not in _ENDS:
            continue
        on = hit.basis_days.get("since") or hit.basis_days.get("end")
        by = str(hit.basis_days.get("by", ""))
        start = on if isinstance(on, date) else None
        yield Later(old=key, old_name=name, key=None, name=by, start=start, how=Since.ENDED, reviewed=_ENDS[basis])
        return


def _heirs(engine: Engine, keys: Sequence[str]) -> Mapping[str, tuple[_Heir, ...]]:
    heirs = _heirs_of_bases.of(engine, content_revision, lambda connection: _Heirs(keys_with_newer(connection), {}))
    if new := [key for key in keys if key in heirs.having and key not in heirs.found]:
        with engine.connect() as connection:
            heirs.found.update(_read(connection, new))
    return heirs.found


def _read(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[_Heir, ...]]:
    if not keys:
        return {}
    asked = connection.execute(select(Instrument.id, Instrument.key).where(Instrument.key.in_(keys)))
    rows: dict[int, str] = {row.id: row.key for row in asked}
    newer = read_newer(connection, sorted(rows))
    wanted = {item.key for some in newer.values() for item in some}
    columns = (Instrument.key, Instrument.number, func.coalesce(Instrument.title, Instrument.borrowed_title))
    named = connection.execute(select(*columns).where(Instrument.key.in_(wanted))) if wanted else ()
    names = {key: instrument_name(key, number, title, subject=True) for key, number, title in named}
    found: dict[str, tuple[_Heir, ...]] = dict.fromkeys(keys, ())
    for id_, some in newer.items():
        found[rows[id_]] = tuple(_Heir(item, names[item.key]) for item in some if item.key in names)
    return found
