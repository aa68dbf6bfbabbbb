"""Where the notes that were made on one text stand in another one: on the same words, or a person is asked.

A version, a text compiled from amendments, a consolidated text and the law that replaces another are all texts to be carried to.
What a person decided goes before what is worked out (:mod:`kb.annotations.deciding`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Carried, Carrier, Spot
from documents.comparison.anchoring import State as State
from documents.comparison.anchoring.matching import keys_of
from documents.model import InstrumentType, Kind, Provision
from documents.paths import kind_of, number_of, provision_key, split_key, unit_of
from kb.annotations.deciding import Decision, decisions_about
from kb.annotations.model import FIELDS, NoteView, TargetView
from kb.annotations.reading import list_notes, notes_for
from kb.database import tables
from kb.database.cache import BaseCache
from kb.database.reading.details import load_trees
from kb.database.reading.holdings import earlier_rounds, family_of
from kb.database.reading.reader import bare_versions, choose_version, find_by_id, versions
from kb.database.reading.records import VersionRecord
from kb.database.storing.anchors import provisions_around
from kb.database.tables import AnnotationTarget, Instrument, Version
from kb.law.effects.newer import read_newer
from kb.law.references.naming import name_of
from kb.law.texts.pairings import Pairing, Text, fixed, pairings_of
from kb.law.texts.twins import twins

_made: BaseCache[Carrier] = BaseCache(8)


def carrier_between(session: Session, left: int, right: int) -> Carrier:
    """What carries from one version to another, as people paired their provisions."""
    said = _pairings(session, _text(session, left), _text(session, right))
    stamp = (_state(session, left), _state(session, right), tuple(said))
    return _made.at(
        (left, right), stamp, lambda: Carrier(load_trees(session, left)[0], load_trees(session, right)[0], *fixed(said))
    )


def carrier_from(session: Session, note_id: str, position: int, right: int) -> Carrier | None:
    """What carries from what a target of a note kept of a text that is not there any more; None where it kept nothing."""
    row = session.get_one(tables.AnnotationTarget, (note_id, position))
    if row.gone.get("around"):
        left = provisions_around(row.gone["around"])
    elif row.words is not None:
        left = _of_words(row.path, row.field, row.words)
    else:
        return None
    said: list[Pairing] = []
    if row.gone.get("number"):
        record = find_by_id(session, row.instrument_id)
        said = _pairings(session, Text((record.key, *record.aliases), str(row.gone["number"])), _text(session, right))
    stamp = (row.text_hash, _state(session, right), tuple(said))
    return _made.at((note_id, position, right), stamp, lambda: Carrier(left, load_trees(session, right)[0], *fixed(said)))


def _of_words(path: str, field: str, words: str) -> tuple[Provision, ...]:
    """The one provision of which the words are known."""
    said: dict[str, Any] = {field if field in FIELDS else "text": words}
    return (Provision(path, kind_of(path) or Kind.ARTICLE, number_of(path), **said),)


def _state(session: Session, version_id: int) -> tuple[int, int]:
    """What changes when a version gets other provisions: their ids are never used again."""
    row = tables.Provision
    count, last = session.execute(select(func.count(), func.max(row.id)).where(row.version_id == version_id)).one()
    return count, last or 0


def _text(session: Session, version_id: int) -> Text:
    instrument = session.scalars(select(tables.Version.instrument_id).where(tables.Version.id == version_id)).one()
    record = find_by_id(session, instrument)
    version = next(item for item in versions(session, instrument) if item.id == version_id)
    return Text.of(record.key, record.aliases, version)


def _pairings(session: Session, left: Text, right: Text) -> list[Pairing]:
    return [item for item in pairings_of(session, left, right) if item.active]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a target of a note stands in another version.

    :param confidence: from 0 to 1
    :param key: of the provision, None where it stands on no words; then the rest is None too
    :param start: None for the whole provision
    :param decided: what a person said about it, where that is why
    :param likely: places that a person may choose from
    """

    state: State
    confidence: float
    key: str | None = None
    path: str | None = None
    field: str | None = None
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    decided: Decision | None = None
    likely: tuple[Spot, ...] = ()

    @property
    def placed(self) -> bool:
        """Whether it stands on words."""
        return self.path is not None

    @property
    def waits(self) -> bool:
        """Whether a person has to look at it."""
        return not self.placed and self.decided is None


def place_notes(session: Session, notes: Sequence[NoteView], version_id: int) -> Mapping[tuple[str, int], Placing]:
    """Where the targets of notes stand in a version, by the id of the note and the position of the target.

    The version may be one of the instrument that a note was made on, or of one that replaces it.
    """
    text = _Text(session, version_id)
    decisions = decisions_about(session, [note.id for note in notes], text.instrument_id)
    asked = [(note.id, position, target) for note in notes for position, target in enumerate(note.targets)]
    unchanged = text.unchanged([target for _, _, target in asked])
    return {
        (note_id, position): text.place(note_id, position, target, decisions.get((note_id, position), ()), target in unchanged)
        for note_id, position, target in asked
    }


def notes_on(session: Session, version_id: int, note_id: str | None = None) -> list[tuple[NoteView, int, Placing]]:
    """The notes on an instrument as they stand on a version of it: each target with its position and its place there.

    With them come those on what it replaced and on consolidated texts that are a version of it, where they stand on its words; to a
    draft those on its earlier rounds, also where they do not.
    """
    instrument_id = session.scalars(select(Version.instrument_id).where(Version.id == version_id)).one()
    notes: dict[str, tuple[NoteView, bool]] = {}
    for own, source in ((True, instrument_id), *((False, other) for other in carried_from(session, instrument_id))):
        for note in notes_for(session, source, note_id):
            notes.setdefault(note.id, (note, own))
    placed = place_notes(session, [note for note, _ in notes.values()], version_id)
    own_or_earlier = (instrument_id, *earlier_rounds(session, instrument_id))
    keys = set(session.scalars(select(Instrument.key).where(Instrument.id.in_(own_or_earlier))))
    return [
        (note, position, placed[note.id, position])
        for note, _ in sorted(notes.values(), key=lambda item: (item[0].created_at, item[0].id))
        for position, target in enumerate(note.targets)
        if split_key(target.key)[0] in keys or placed[note.id, position].placed
    ]


def carried_from(session: Session, instrument_id: int) -> list[int]:
    """The instruments whose notes are carried to one: those that it replaces, consolidated texts that are a version of it, and the
    rounds before it where it is a draft.
    """
    key = session.scalars(select(Instrument.key).where(Instrument.id == instrument_id)).one()
    rows = session.execute(select(AnnotationTarget.instrument_id, AnnotationTarget.version_id).distinct()).all()
    others = sorted({row.instrument_id for row in rows if row.instrument_id != instrument_id})
    if not others:
        return []
    connection = session.connection()
    newer = read_newer(connection, others)
    found = {old for old, some in newer.items() if any(item.key == key and item.replaces for item in some)}
    versions = {row.version_id: row.instrument_id for row in rows if row.version_id and row.instrument_id != instrument_id}
    same = twins(connection, versions)
    if same:
        of = session.execute(select(Version.id, Version.instrument_id).where(Version.id.in_(set(same.values())))).all()
        owners = {row.id: row.instrument_id for row in of}
        found |= {versions[mine] for mine, other in same.items() if owners.get(other) == instrument_id}
    return sorted(found | {*earlier_rounds(session, instrument_id)}.intersection(others))


class _Text:
    """The version that notes are carried to."""

    def __init__(self, session: Session, version_id: int) -> None:
        self._session, self._version = session, version_id
        row = session.execute(
            select(Version.instrument_id, Version.text_hash, Version.valid_from, Instrument.key)
            .join(Instrument, Instrument.id == Version.instrument_id)
            .where(Version.id == version_id)
        ).one()
        self.instrument_id, self._hash, self._day, self._key = row
        self._said: dict[tuple[str, str], str] = {}
        self._asked: set[str] = set()

    def unchanged(self, targets: Iterable[TargetView]) -> set[TargetView]:
        """Those in whose whole article nothing has changed: what they are about is where it was."""
        by_version: dict[int, list[TargetView]] = defaultdict(list)
        for target in targets:
            if target.intact and target.version_id not in (None, self._version):
                by_version[target.version_id or 0].append(target)
        found: set[TargetView] = set()
        row = tables.Provision
        for version, some in by_version.items():
            units = {unit_of(target.path) or target.path for target in some}
            hashes: dict[int, dict[str, str | None]] = {version: {}, self._version: {}}
            statement = select(row.version_id, row.path, row.text_hash).where(row.version_id.in_(hashes), row.path.in_(units))
            for item in self._session.execute(statement):
                hashes[item.version_id][item.path] = item.text_hash
            for target in some:
                unit = unit_of(target.path) or target.path
                own = hashes[version].get(unit)
                if own and own == hashes[self._version].get(unit) and self._text(target.path, target.field) == target.words:
                    found.add(target)
        return found

    def place(self, note_id: str, position: int, target: TargetView, decided: Sequence[Decision], unchanged: bool) -> Placing:
        """Where a target stands."""
        if (target.version_id == self._version and target.intact) or (unchanged and not decided):
            return self._placing(Carried(State.SAME, 1.0, target.spot))
        if decided:
            return self._decided(note_id, position, target, decided)
        return self._worked_out(note_id, position, target)

    def _worked_out(self, note_id: str, position: int, target: TargetView) -> Placing:
        if target.version_id is not None and target.intact:
            carrier: Carrier | None = carrier_between(self._session, target.version_id, self._version)
        else:
            carrier = carrier_from(self._session, note_id, position, self._version)
        return self._placing(carrier.carry(target.spot) if carrier else Carried(State.TO_DECIDE, 0.0))

    def _decided(self, note_id: str, position: int, target: TargetView, decided: Sequence[Decision]) -> Placing:
        """What a person said of this text, or of another version of the instrument from which it is carried on."""
        own = next((item for item in decided if item.text_hash == self._hash), None)
        near = [own] if own else sorted(decided, key=lambda item: (self._later(item), item.at), reverse=True)
        for item in near:
            if item.spot is None:
                if item is own or self._later(item):
                    return self._placing(Carried(State.ORPHAN, 1.0), item)
                continue
            if self._text(item.spot.path, item.spot.field) == item.words:
                return self._placing(self._judged(item.spot, target), item)
            stored = self._session.scalar(
                select(Version.id).where(Version.instrument_id == self.instrument_id, Version.text_hash == item.text_hash)
            )
            if stored is not None and stored != self._version:
                carried = carrier_between(self._session, stored, self._version).carry(item.spot)
                if carried.spot is not None and carried.state is not State.REWORDED:
                    carried = replace(self._judged(carried.spot, target), confidence=carried.confidence)
                return self._placing(carried, item if carried.spot else None)
        return self._worked_out(note_id, position, target)

    def _later(self, item: Decision) -> bool:
        """Whether this text is not older than the one that was decided about."""
        return item.valid_from is not None and self._day is not None and self._day >= item.valid_from

    def _judged(self, spot: Spot, target: TargetView) -> Carried:
        exact = self._exact(spot)
        if exact is not None and target.quotation is not None and keys_of(exact) != keys_of(target.quotation):
            return Carried(State.REWORDED, 1.0, spot)
        return Carried(State.SAME if spot.path == target.path else State.MOVED, 1.0, spot)

    def _placing(self, carried: Carried, decided: Decision | None = None) -> Placing:
        spot = carried.spot
        if spot is None:
            return Placing(carried.state, carried.confidence, decided=decided, likely=carried.likely)
        return Placing(
            carried.state,
            carried.confidence,
            key=provision_key(self._key, spot.path),
            **asdict(spot),
            exact=self._exact(spot),
            decided=decided,
            likely=carried.likely,
        )

    def _exact(self, spot: Spot) -> str | None:
        return None if spot.start is None else self._text(spot.path, spot.field)[spot.start : spot.end]

    def _text(self, path: str, field: str) -> str:
        if path not in self._asked:
            self._asked.add(path)
            row = tables.Provision
            found = self._session.execute(
                select(row.heading, row.text, row.tail).where(row.version_id == self._version, row.path == path)
            ).first()
            self._said.update({(path, name): getattr(found, name) or "" for name in ("heading", "text", "tail")} if found else {})
        return self._said.get((path, field), "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A target of a note and a text on which it has no sure place.

    :param position: of the target in the note
    :param key: of the instrument that the text is of; ``name`` its number and title
    :param replaced: the instrument replaces the one that the note was made on, or is the last round of that draft
    """

    note: NoteView
    position: int
    key: str
    name: str
    version: VersionRecord
    placing: Placing
    replaced: bool

    @property
    def target(self) -> TargetView:
        """What the note is about."""
        return self.note.targets[self.position]

    @property
    def shown(self) -> tuple[object, ...]:
        """What a decision rests on, see `kb.database.storing.seen`."""
        return (self.note.id, self.position, self.target, self.version.text_hash, self.placing.state, self.placing.likely)


def waiting_notes(session: Session, day: date) -> list[Waiting]:
    """The notes that wait for a person, in order of making, on the text of the day and on that of what replaced it by then."""
    found = [item for item in _placed(session, day) if item.placing.waits]
    return sorted(found, key=lambda item: (item.note.created_at, item.note.id, item.position, item.key))


def decided_notes(session: Session, day: date) -> list[tuple[Waiting, Decision]]:
    """What people decided about the texts of the day, the newest decision first."""
    found = [(item, item.placing.decided) for item in _placed(session, day, only_decided=True) if item.placing.decided]
    return sorted(found, key=lambda item: item[1].at, reverse=True)


def _placed(session: Session, day: date, *, only_decided: bool = False) -> Iterator[Waiting]:
    by_key: dict[str, dict[str, NoteView]] = defaultdict(dict)
    for note in list_notes(session):
        for target in note.targets:
            by_key[split_key(target.key)[0]][note.id] = note
    rows = {row.key: row for row in session.scalars(select(Instrument).where(Instrument.key.in_(by_key)))}
    newer = read_newer(session.connection(), sorted(row.id for row in rows.values())) if rows else {}
    later = {
        key: [item.key for item in newer.get(row.id, ()) if item.replaces and (item.start is None or item.start <= day)]
        for key, row in rows.items()
    }
    for key, row in rows.items():
        rounds, _ = family_of(session, row.id) if row.type == InstrumentType.DRAFT else ([], [])
        later[key] += session.scalars(select(Instrument.key).where(Instrument.id.in_(rounds[-1:]), Instrument.id != row.id))
    wanted = {*rows, *(key for some in later.values() for key in some)}
    about = {row.key: row for row in session.scalars(select(Instrument).where(Instrument.key.in_(wanted)))}
    texts = bare_versions(session, [row.id for row in about.values()])
    for key in rows:
        for place in (key, *later[key]):
            if about[place].id in texts:
                version = choose_version(texts[about[place].id], day)
                yield from _on(session, list(by_key[key].values()), key, about[place], version, only_decided)


def _on(
    session: Session, notes: Sequence[NoteView], source: str, instrument: Instrument, version: VersionRecord, only_decided: bool
) -> Iterator[Waiting]:
    if only_decided:
        decided = {note_id for note_id, _ in decisions_about(session, [note.id for note in notes], instrument.id)}
        notes = [note for note in notes if note.id in decided]
    placed = place_notes(session, notes, version.id)
    name = name_of(instrument)
    for note in notes:
        for position, target in enumerate(note.targets):
            if split_key(target.key)[0] == source:
                placing, replaced = placed[note.id, position], instrument.key != source
                yield Waiting(note, position, instrument.key, name, version=version, placing=placing, replaced=replaced)
