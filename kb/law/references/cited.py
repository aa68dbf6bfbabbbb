"""The instruments that texts of a base name, whether the base has them or not: one row each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from documents.keys import differs_in_issuer, misdates, names_one, says_less
from documents.paths import UNKNOWN, key_parts, number_of_key, split_key
from documents.references import Target
from documents.text import slug
from documents.wording.citing import full_name
from kb.database import tables
from kb.database.reading.details import rows_among
from kb.database.reading.records import InstrumentRecord
from kb.database.storing.rows import RowWriter
from kb.law.references.lookup import InstrumentsOfBase
from kb.law.references.naming import UNRESOLVED, cited_values


class CitedInstruments:
    """The rows of cited instruments, by label."""

    def __init__(self, session: Session, rows: RowWriter, known: InstrumentsOfBase) -> None:
        self._session = session
        self._rows = rows
        self._known = known
        self._ids: dict[str, int] = {}
        self._instrument: dict[int, int | None] = {}
        self._name: dict[int, str] = {}
        self._by_name: dict[str, list[str]] = {}  # of each name that was asked for, all labels
        self._labels: dict[tuple[str | None, str | None, str | None], int | None] = {}

    def use(self, session: Session, rows: RowWriter) -> None:
        """Go on in another transaction; nobody else has changed anything in between."""
        self._session, self._rows, self._known = session, rows, self._known.within(session)

    def expect(self, targets: Iterable[Target]) -> None:
        """Ask at once for the rows of targets that are then looked up one after another."""
        new = {asked: target for target in targets if (asked := _asked(target)) not in self._labels}
        self._known.expect(keys=[key for key, *_ in new if key])
        labels = [_label(self._key_in_base(asked[0]), target) for asked, target in new.items()]
        self._read({_short_name(label) for label in labels if label})

    def of(self, target: Target) -> int | None:
        """The row of the instrument that a target names; None where it names none."""
        asked = _asked(target)
        if asked not in self._labels:
            self._labels[asked] = self._make(self._key_in_base(asked[0]), target)
        return self._labels[asked]

    def _key_in_base(self, key: str | None) -> str | None:
        """The key that the base has for an instrument: where either of the two keys says less, or under an alias."""
        if key is None:
            return None
        held = self._known.keyed(key)
        if held is None and (parts := key_parts(key)):
            same = _only([item.key for item in self._known.numbered(parts.number)], key)
            return same or key
        return held.key if held else key

    def is_of(self, cited: int, instrument_id: int) -> bool:
        """Whether a row is that of an instrument of the base."""
        return self._instrument.get(cited) == instrument_id

    def name_of(self, cited: int) -> str:
        """What tells the instrument from others and does not change when more of its key becomes known."""
        return self._name[cited]

    def point_to(self, instruments: Iterable[InstrumentRecord]) -> None:
        """Let rows that were made before an instrument came into the base point to it."""
        row = tables.CitedInstrument
        by_number: dict[str, list[InstrumentRecord]] = defaultdict(list)
        by_label: dict[str, int] = {}
        for record in instruments:
            by_number[record.number_slug or UNKNOWN].append(record)
            by_label.update(dict.fromkeys((record.key, *record.aliases), record.id))
            if record.metadata.title:
                by_label[f"{UNRESOLVED}{slug(full_name(record.metadata.type.value, record.metadata.title))}"] = record.id
        candidates: dict[int, str] = {}
        for column, values in ((row.number_slug, by_number), (row.label, by_label)):
            asked = select(row.id, row.label).where(row.instrument_id.is_(None))
            candidates.update(rows_among(self._session, asked, column, values))
        for id_, label in candidates.items():
            found = by_label.get(label)
            if found is None and not label.startswith(UNRESOLVED):
                held = {record.key: record.id for record in by_number.get(number_of_key(label), ())}
                same = _only(list(held), label) or _misdated(held, label)
                found = held[same] if same else None
            if found is not None:
                self._instrument[id_] = found
                self._session.execute(update(row).where(row.id == id_).values(instrument_id=found))

    def _make(self, key: str | None, target: Target) -> int | None:
        label = _label(key, target)
        if label is None:
            return None
        self._read((_short_name(label),))
        if label in self._ids:
            return self._ids[label]
        if key and (known := self._fuller_or_less(key)):
            return known
        held = self._known.keyed(key) if key else None
        written_number = target.instrument if target.instrument and not key_parts(target.instrument) else None
        id_ = self._rows.new_id(tables.CitedInstrument)
        row = held.row if held else self._misdated(key)
        self._rows.add(tables.CitedInstrument, id=id_, **cited_values(label, written_number, target.name, row, held))
        self._keep(id_, label, row)
        return id_

    def _misdated(self, key: str | None) -> int | None:
        """The row of the instrument of the base that a key names with a wrong day; the label keeps what is written."""
        held = {item.key: item.row for item in self._known.numbered(number_of_key(key))} if key else {}
        same = _misdated(held, key) if key else None
        return held[same] if same else None

    def _read(self, names: Iterable[str]) -> None:
        row = tables.CitedInstrument
        new = [name for name in names if name not in self._by_name]
        self._by_name.update((name, []) for name in new)
        numbers = [name for name in new if not name.startswith(UNRESOLVED) and "/" not in name]
        for column, values in ((row.number_slug, numbers), (row.label, sorted(set(new).difference(numbers)))):
            for id_, label, held in rows_among(self._session, select(row.id, row.label, row.instrument_id), column, values):
                if id_ not in self._name and _short_name(label) in self._by_name:
                    self._keep(id_, label, held)

    def _keep(self, id_: int, label: str, instrument_id: int | None) -> None:
        self._ids[label] = id_
        self._instrument[id_] = instrument_id
        self._name[id_] = _short_name(label)
        self._by_name[self._name[id_]].append(label)

    def _fuller_or_less(self, key: str) -> int | None:
        """The row of the same instrument under a key that says more, or less; the fuller key stays."""
        others = self._by_name[_short_name(key)]
        fuller = [label for label in others if says_less(key, label)]
        if len(fuller) == 1 and names_one(key, fuller[0]):
            return self._ids[fuller[0]]
        less = [label for label in others if says_less(label, key) and names_one(label, key)]
        if len(less) != 1:
            return None
        id_ = self._ids[key] = self._ids.pop(less[0])
        self._by_name[_short_name(key)] = [label for label in others if label != less[0]] + [key]
        held = self._known.keyed(key)
        self._instrument[id_] = self._instrument[id_] or (held.row if held else None)
        self._rows.flush()
        row = tables.CitedInstrument
        values = {"label": key, "key": key, "instrument_id": self._instrument[id_]}
        self._session.execute(update(row).where(row.id == id_).values(**values))
        return id_


def _only(held: Sequence[str], key: str) -> str | None:
    """The one key of the base that names the same as another one, and says more or less."""
    fuller = [item for item in held if says_less(key, item)]
    if fuller:
        return fuller[0] if len(fuller) == 1 and names_one(key, fuller[0]) else None
    less = [item for item in held if says_less(item, key) and names_one(item, key)]
    same = less or [item for item in held if differs_in_issuer(item, key)]
    return same[0] if len(same) == 1 else None


def _misdated(held: Iterable[str], key: str) -> str | None:
    """The one key of the base that names the same as another one, which has another day."""
    found = [item for item in held if misdates(key, item)]
    return found[0] if len(found) == 1 else None


def _asked(target: Target) -> tuple[str | None, str | None, str | None]:
    key = split_key(target.key)[0] if target.key else None
    return (key, None, None) if key else (None, target.instrument, target.name)


def _label(key: str | None, target: Target) -> str | None:
    written = target.instrument or target.name
    return key or (None if written is None else f"{UNRESOLVED}{slug(written)}")


def _short_name(label: str) -> str:
    number = number_of_key(label)
    return number if number != UNKNOWN else label
