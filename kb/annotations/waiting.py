"""Notes that a person has to look at: on the newest text it is not sure where they stand, or they stand nowhere."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.model import InstrumentType
from documents.paths import split_key
from kb.annotations.carrying import Placing, place_notes
from kb.annotations.deciding import Decision, decisions_about
from kb.annotations.model import NoteView, TargetView
from kb.annotations.reading import list_notes
from kb.database.reading.drafts import family_of
from kb.database.reading.reader import bare_versions, choose_version
from kb.database.reading.records import VersionRecord
from kb.database.tables import Instrument
from kb.law.effects.newer import read_newer
from kb.law.references.naming import name_of


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
