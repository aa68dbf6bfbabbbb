"""Notes that explain a change: they fill the column of the explanation where two texts are compared."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.paths import split_key, upward
from kb.annotations.model import NoteView, TargetView
from kb.annotations.reading import notes_for
from kb.annotations.vocabulary import EXPLAINS
from kb.database.tables import Instrument, Provision


def explains(note: NoteView) -> bool:
    """Whether a note is one: those that people keep for themselves stay out of an office's table."""
    return any(tag.casefold() == EXPLAINS for tag in note.tags)


def explaining(session: Session, instrument_id: int, version_id: int) -> Mapping[str, list[NoteView]]:
    """The notes on a version that explain, by path; those made on another version hold where the words are the same.

    What is hidden is left out.
    """
    key = session.scalars(select(Instrument.key).where(Instrument.id == instrument_id)).one()
    found: Mapping[str, list[NoteView]] = defaultdict(list)
    for note in notes_for(session, instrument_id):
        if explains(note):
            for target in note.targets:
                if split_key(target.key)[0] == key and _holds(session, target, version_id) and note not in found[target.path]:
                    found[target.path].append(note)
    return found


def _holds(session: Session, target: TargetView, version_id: int) -> bool:
    """Whether what a note was made on stands in a version with the same words."""
    if target.version_id == version_id:
        return True
    words = select(Provision.heading, Provision.text, Provision.tail).where(Provision.path == target.path)
    here, there = (
        session.execute(words.where(Provision.version_id == version)).first() for version in (version_id, target.version_id)
    )
    return here is not None and here == there


class Explanations:
    """Notes by the lines of a comparison: each stands in the line of what it is about, or of the nearest thing above it.

    :param texts: of each text its notes by path
    :param shown: of each text the paths that have a line
    """

    def __init__(self, texts: Sequence[Mapping[str, list[NoteView]]], shown: Sequence[Collection[str]]) -> None:
        self._placed: list[Mapping[str, list[NoteView]]] = []
        for notes, paths in zip(texts, shown, strict=True):
            placed: Mapping[str, list[NoteView]] = defaultdict(list)
            for path, some in notes.items():
                place = next((above for above in upward(path) if above in paths), None)
                if place is not None:
                    placed[place].extend(some)
            self._placed.append(placed)

    def of(self, paths: Sequence[Sequence[str]]) -> list[NoteView]:
        """The notes of a line, each once.

        :param paths: its provisions in each text
        """
        found = {
            note.id: note for known, some in zip(self._placed, paths, strict=True) for path in some for note in known.get(path, ())
        }
        return sorted(found.values(), key=lambda note: note.created_at)
