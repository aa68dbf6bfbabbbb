"""Which instrument of the base a text is of, where its key may say less or more than the keys that are there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.keys import names_one, says_less
from documents.model import METADATA_FIELDS, Instrument, Metadata
from documents.paths import DUPLICATE, UNKNOWN, key_parts, number_of_key, type_of_key
from documents.text import slug
from documents.wording.types import NAMED_TYPES
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.storing.removal import merge_instruments
from kb.database.storing.rows import RowWriter

_NOT_BORROWED = {"borrowed_title": None, "borrowed_from": None, "borrowed_at": None}
_LONGEST_NAME = 1000  # characters: a title that was misread has no end, and an index takes no row of pages


@dataclass(slots=True)
class Known:
    """An instrument of the base.

    :param fresh: made by this file, so that nothing of it is in the base yet
    """

    id: int
    key: str
    fresh: bool = False


class Identities:
    """The instruments of the base that a file's instruments may be the same as.

    :param instruments: those of the file; what the base knows of them is read in a few statements
    """

    def __init__(self, session: Session, rows: RowWriter, instruments: Sequence[Instrument]) -> None:
        self._session = session
        self._rows = rows
        self._by_key: dict[str, Known] = {}
        self._by_alias: dict[str, Known] = {}
        self._by_number: dict[str, list[Known]] = {}
        self._issuers: dict[str, int | None] = {}
        self._load(instruments)

    def find(self, instrument: Instrument, same_text: Callable[[int], bool]) -> Known:
        """The instrument in the base, made where there is none; its key is brought to the fuller of the two.

        :param same_text: whether the text of an instrument of the base is the same, asked where keys alone do not tell
        """
        known = self.look_up(instrument)
        if known is None:
            known = self._by_parts(instrument.key, same_text) or self._make(instrument)
        elif not known.fresh and says_less(known.key, instrument.key):
            self._rename(known, instrument.key)
        for alias in (instrument.key, *instrument.aliases):
            self._add_alias(known, alias)
        if not known.fresh:
            self._fill(known, instrument.metadata)
        return known

    def look_up(self, instrument: Instrument) -> Known | None:
        """The instrument in the base under one of the keys of this one."""
        for key in (instrument.key, *instrument.aliases):
            known = self._by_key.get(key) or self._by_alias.get(key)
            if known is not None:
                return known
        return None

    def knows(self, instrument: Instrument) -> bool:
        """Whether something in the base may be this instrument, by one of its keys or by its number."""
        return self.look_up(instrument) is not None or bool(self._by_number.get(number_of_key(instrument.key)))

    def keep(self, id_: int, key: str, instrument: Instrument, known: Known | None) -> Known:
        """An instrument of the base that is read under another key now. It keeps its own, and the new one means it too.

        A key that only says less, or is made of the content of a scan, becomes the alias instead.

        :param known: the instrument that has the new key in the base: the two are one then
        """
        own = Known(id_, key)
        if known is not None:
            self._merge(known, own)
            own = known
        else:
            self._by_key[key] = own
            if says_less(key, instrument.key) or "~" in key:
                self._rename(own, instrument.key)
        for alias in (instrument.key, *instrument.aliases):
            self._add_alias(own, alias)
        self._fill(own, instrument.metadata)
        return own

    def become(self, id_: int, key: str, instrument: Instrument, known: Known | None) -> Known:
        """An instrument of the base that a person says is another one than was read. Its old key was wrong: it means nothing any
        more, unless it only said less, so that the instrument that really has it can come.

        :param known: the instrument that has the right key in the base: the two are one then
        """
        self._rows.flush()
        row, cited, metadata = tables.Instrument, tables.CitedInstrument, instrument.metadata
        if key != instrument.key:  # texts that name the old key name another instrument; linking points the others here again
            self._session.execute(update(cited).where(cited.instrument_id == id_).values(instrument_id=None))
        own = Known(id_, key)
        if known is not None and known.id != id_:
            self._merge(known, own, alias=says_less(key, known.key))
            return known
        self._by_key[key] = own
        if key != instrument.key:
            self._rename(own, instrument.key)
        values = {name: getattr(metadata, name) for name in METADATA_FIELDS}
        issuer = self._issuer(own.key, metadata)
        self._rows.flush()
        values |= {**_NOT_BORROWED, "issuer_id": issuer, "name_slug": cited_name(own.key, metadata.title)}
        self._session.execute(update(row).where(row.id == id_).values(**values))
        return own

    def _load(self, instruments: Sequence[Instrument]) -> None:
        keys = sorted({key for instrument in instruments for key in (instrument.key, *instrument.aliases)})
        numbers = sorted({number for instrument in instruments if (number := number_of_key(instrument.key)) != UNKNOWN})
        row, alias = tables.Instrument, tables.InstrumentAlias
        found: dict[int, Known] = {}
        for id_, key in rows_among(self._session, select(row.id, row.key), row.number_slug, numbers):
            self._by_number.setdefault(number_of_key(key), []).append(found.setdefault(id_, Known(id_, key)))
        for id_, key in rows_among(self._session, select(row.id, row.key), row.key, keys):
            found.setdefault(id_, Known(id_, key))
        by_alias = select(alias.alias, row.id, row.key).join(row, row.id == alias.instrument_id)
        for name, id_, key in rows_among(self._session, by_alias, alias.alias, keys):
            self._by_alias[name] = found.setdefault(id_, Known(id_, key))
        self._by_key = {known.key: known for known in found.values()}

    def _by_parts(self, key: str, same_text: Callable[[int], bool]) -> Known | None:
        candidates = self._by_number.get(number_of_key(key), [])
        fuller = [known for known in candidates if says_less(key, known.key)]
        if fuller:
            # Several fit an incomplete key: only the text can say which one is meant.
            chosen = [known for known in fuller if (len(fuller) == 1 and names_one(key, known.key)) or same_text(known.id)]
            return chosen[0] if len(chosen) == 1 else None
        less = [known for known in candidates if says_less(known.key, key) and (names_one(known.key, key) or same_text(known.id))]
        if not less:
            return None
        first, *others = less
        for other in others:
            self._merge(first, other)
        self._rename(first, key)
        return first

    def _make(self, instrument: Instrument) -> Known:
        metadata, number = instrument.metadata, number_of_key(instrument.key)
        known = Known(self._rows.new_id(tables.Instrument), instrument.key, fresh=True)
        self._rows.add(
            tables.Instrument,
            id=known.id,
            key=known.key,
            type=type_of_key(known.key),
            **{name: getattr(metadata, name) for name in METADATA_FIELDS},
            number_slug=number if number != UNKNOWN else None,
            issuer_id=self._issuer(known.key, metadata),
            name_slug=cited_name(known.key, metadata.title),
            **_NOT_BORROWED,
        )
        self._by_key[known.key] = known
        if number != UNKNOWN:
            self._by_number.setdefault(number, []).append(known)
        return known

    def _issuer(self, key: str, metadata: Metadata) -> int | None:
        parts = key_parts(key)
        if parts is None or (name := parts.issuer) == UNKNOWN or not metadata.issuer:
            return None
        if name not in self._issuers:
            self._issuers[name] = self._session.scalar(select(tables.Issuer.id).where(tables.Issuer.slug == name))
        found = self._issuers[name]
        if found is None:
            found = self._issuers[name] = self._rows.new_id(tables.Issuer)
            self._rows.add(
                tables.Issuer,
                id=found,
                slug=name,
                name=metadata.issuer,
                province=metadata.province,
            )
        return found

    def _add_alias(self, known: Known, alias: str) -> None:
        """A key means one instrument for ever, so one that is taken stays where it is."""
        if alias != known.key and alias not in self._by_key and alias not in self._by_alias:
            self._by_alias[alias] = known
            self._rows.add(tables.InstrumentAlias, alias=alias, instrument_id=known.id)

    def _rename(self, known: Known, key: str) -> None:
        self._rows.flush()
        row = tables.Instrument
        name = cited_name(key, self._session.scalar(select(row.title).where(row.id == known.id)))
        number = number_of_key(key)
        values = {"key": key, "type": type_of_key(key), "name_slug": name, "number_slug": None if number == UNKNOWN else number}
        self._session.execute(update(row).where(row.id == known.id).values(**values))
        self._by_key.pop(known.key, None)
        old, known.key = known.key, key
        self._by_key[key] = known
        if says_less(old, key) or DUPLICATE in old:
            self._add_alias(known, old)

    def _fill(self, known: Known, metadata: Metadata) -> None:
        """What was unknown of an instrument becomes known; what is known stays."""
        self._rows.flush()
        row = self._session.execute(
            select(*(getattr(tables.Instrument, name) for name in (*METADATA_FIELDS, "issuer_id"))).where(
                tables.Instrument.id == known.id
            )
        ).one()
        values = {name: getattr(metadata, name) for name in METADATA_FIELDS}
        new: dict[str, Any] = {name: value for name, value in values.items() if value is not None and getattr(row, name) is None}
        if row.issuer_id is None and (issuer := self._issuer(known.key, metadata)) is not None:
            self._rows.flush()
            new["issuer_id"] = issuer
        if "title" in new:
            new.update(_NOT_BORROWED, name_slug=cited_name(known.key, metadata.title))
        if new:
            self._session.execute(update(tables.Instrument).where(tables.Instrument.id == known.id).values(**new))

    def _merge(self, keep: Known, drop: Known, alias: bool = True) -> None:
        """Two instruments turn out to be one: everything of the second goes to the first, and its key stays as an alias."""
        self._rows.flush()
        merge_instruments(self._session, keep.id, drop.id)
        self._by_key.pop(drop.key, None)
        for name, known in self._by_alias.items():
            if known is drop:
                self._by_alias[name] = keep
        for number, candidates in self._by_number.items():
            self._by_number[number] = [known for known in candidates if known is not drop]
        if alias:
            self._add_alias(keep, drop.key)


def cited_name(key: str, title: str | None) -> str | None:
    """The name by which texts cite an instrument without its number, a slug; titles of decrees and decisions identify nothing."""
    name = slug(title) if title and type_of_key(key) in NAMED_TYPES else ""
    return name if 0 < len(name) <= _LONGEST_NAME else None
