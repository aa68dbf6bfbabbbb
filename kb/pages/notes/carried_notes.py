"""What is said below a note that was made on another text, or on law that has changed since."""

from collections.abc import Sequence

from markupsafe import Markup

from documents.comparison import diff_words
from documents.comparison.anchoring import State
from kb.annotations import NoteView
from kb.annotations.carrying import Placing
from kb.annotations.shaken import shaken_notes
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit.base import read_base
from kb.pages.kit.frame import Frame, shaken_line
from kb.pages.kit.html import KIT, macros, sentence, sides

WAITING = "can-xem-lai"
"""The view of the page of notes that has those a person has to look at."""


class Below:
    """What is said below the notes on a text.

    :param placed: where they stand in it
    """

    def __init__(self, frame: Frame, notes: Sequence[NoteView], placed: Sequence[tuple[NoteView, int, Placing]]) -> None:
        self._frame = frame
        self._places: dict[str, dict[int, Placing]] = {}
        for note, position, placing in placed:
            self._places.setdefault(note.id, {})[position] = placing
        self._shaken = read_base(shaken_notes, notes)

    def paths(self, note: NoteView) -> list[str]:
        """Where a note stands in the text that is read, else where it was made."""
        own = self._places.get(note.id, {}).values()
        return [placing.path for placing in own if placing.path] or [target.path for target in note.targets]

    def html(self, note: NoteView) -> Markup:
        """Where a note stands in the text that is read, where that is not where it was made, and what has changed its ground."""
        frame, say = self._frame, self._frame.say
        lines: list[Markup | str] = []
        warnings: list[Markup | str] = [shaken_line(frame, one) for one in self._shaken.get(note.id, ())]
        changes = []
        for position, placing in sorted(self._places.get(note.id, {}).items()):
            target = note.targets[position]
            if placing.path is not None and (placing.state is State.MOVED or placing.path != target.path):
                lines.append(sentence(say, "carried.moved", {"place": macros("carried").there(placing.path)}))
            if placing.state is State.REWORDED:
                lines.append(say("carried.reworded"))
                if placing.exact and target.quotation:
                    changes.append(sides(diff_words(target.quotation, placing.exact), say))
            if placing.waits:
                words = say("carried.gone" if placing.state is State.ORPHAN else "carried.unsure")
                href = frame.address(at.NOTES, **{at.VIEW: WAITING})
                warnings.append(KIT.join(words, KIT.go(at.NOTES, href, say("carried.look"))))
            if placing.decided is not None:
                lines.append(decided_line(say, placing))
        return macros("carried").below(frame, lines, warnings, changes)


def decided_line(say: Catalogue, placing: Placing) -> str:
    """Who decided where a note stands, and when."""
    decided = placing.decided
    if decided is None:
        return ""
    entry = "carried.decided" if decided.spot is not None else "carried.dropped"
    return say(entry, author=decided.author, moment=say.moment(decided.at))
