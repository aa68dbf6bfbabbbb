"""What a review has found: the notes on its provisions, with what people propose, and what they leave out of the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import State
from documents.model import InstrumentType
from documents.paths import provision_key, split_key, type_of_key
from kb.accounts.audit import REVIEW, record
from kb.accounts.current import acting_person
from kb.annotations import NOTE_STATUSES, NoteView, TargetView, revise_note
from kb.annotations.carrying import notes_on
from kb.database.storing.seen import require_unchanged
from kb.database.tables import ReviewFinding as Row
from kb.errors import AnnotationError, ReviewFileError
from kb.review.files import LONGEST_WORDS, Review, require_open
from kb.review.texts import ReviewText, texts_of


@dataclass(frozen=True, slots=True)
class Finding:
    """A note on a provision of a review.

    :param target: the one of the note's targets that lies in the review
    :param key: of the provision that it is about, as that is called on the review's day
    :param quotation: the words that it is about, as they stand in that text; None: the whole provision
    :param placed: what became of them since the note was made. Where they have no place in that text, key and quotation are those
        of the text that the note was made on
    :param left_out: it does not go into the report
    :param proposal: what is proposed; ``legal_basis``: on what ground
    """

    note: NoteView
    target: TargetView
    key: str
    quotation: str | None
    placed: State
    left_out: bool
    proposal: str = ""
    legal_basis: str = ""

    @property
    def stands(self) -> bool:
        """Whether it stands on words of the text of the review's day."""
        return self.placed not in (State.ORPHAN, State.TO_DECIDE)

    @property
    def on_draft(self) -> bool:
        """Whether it is an opinion on a draft, which wants an answer."""
        return type_of_key(self.key) == InstrumentType.DRAFT

    @property
    def place(self) -> str:
        """Key of the provision where its words stand, or stood when the note was made."""
        return self.key if self.stands else self.target.key

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.note.shown, self.key, self.left_out, self.proposal, self.legal_basis)


def findings_of(session: Session, review: Review, texts: Sequence[ReviewText]) -> list[Finding]:
    """The findings of a review: of its texts in their order, in each in reading order. Hidden notes are none."""
    written = {row.note_id: row for row in session.scalars(select(Row).where(Row.file_id == review.id))}
    found: dict[str, tuple[tuple[int, int], Finding]] = {}
    for number, text in enumerate(texts):
        order = {item.path: place for place, item in enumerate(text.loaded.walk())}
        for note, target, path, quotation, state in _placed(session, text):
            if note.id not in found and text.covers(path):
                row = written.get(note.id)
                # A highlight says nothing: it is no finding for the report until somebody proposes something about it.
                finding = Finding(
                    note,
                    target,
                    key=provision_key(text.loaded.instrument.key, path),
                    quotation=quotation,
                    placed=state,
                    left_out=row.left_out if row else not note.text,
                    proposal=row.proposal if row else "",
                    legal_basis=row.legal_basis if row else "",
                )
                found[note.id] = ((number, order.get(path, len(order))), finding)
    return [finding for _, finding in sorted(found.values(), key=lambda item: item[0])]


def write_finding(
    session: Session,
    review: Review,
    seen: Finding,
    *,
    proposal: str | None = None,
    legal_basis: str | None = None,
    left_out: bool | None = None,
) -> None:
    """Say what a review makes of a note, in the name of whoever acts in the session. The caller commits.

    :param review: as it was shown; ``seen`` likewise. What is None stays as it is.
    :raises ChangedMeanwhileError: somebody has changed the review, the note or what is said of it since; nothing is stored
    :raises ReviewFileError: the review is closed, or the words are too long
    """
    now = require_open(session, review)
    kept = _kept(session, now, seen)
    wanted = {
        "left_out": kept.left_out if left_out is None else left_out,
        "proposal": kept.proposal if proposal is None else proposal.strip(),
        "legal_basis": kept.legal_basis if legal_basis is None else legal_basis.strip(),
    }
    for words in (wanted["proposal"], wanted["legal_basis"]):
        if len(str(words)) > LONGEST_WORDS:
            raise ReviewFileError("review_too_long", count=len(str(words)), most=LONGEST_WORDS)
    before = {"left_out": kept.left_out, "proposal": kept.proposal, "legal_basis": kept.legal_basis}
    if wanted == before:
        return
    values: dict[str, Any] = {**wanted, "author_id": acting_person(session).id, "at": datetime.now(UTC)}
    row = session.get(Row, (now.id, seen.note.id), populate_existing=True)
    if row is None:
        session.add(Row(file_id=now.id, note_id=seen.note.id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    about = {"note": seen.note.id, "key": seen.key}
    record(session, "finding", REVIEW, str(now.id), {**about, **before}, {**about, **wanted}, instrument=split_key(seen.key)[0])


def move_finding(session: Session, review: Review, seen: Finding, status: str) -> None:
    """Give the note of a finding another status: it moves to another column of the board. The caller commits.

    :raises ChangedMeanwhileError: somebody has changed the review, the note or what is said of it since
    :raises ReviewFileError: the review is closed
    :raises AnnotationError: there is no such status
    """
    if status not in NOTE_STATUSES:
        raise AnnotationError("note_status", status=status, known=", ".join(NOTE_STATUSES))
    kept = _kept(session, require_open(session, review), seen)
    note = kept.note
    if note.status != status:
        about: dict[str, Any] = {"severity": note.severity, "assignee": note.assignee, "links": note.links}
        revise_note(session, note.id, note.text, note.tags, status, note, **about)


def _kept(session: Session, review: Review, seen: Finding) -> Finding:
    there = findings_of(session, review, texts_of(session, review))
    return require_unchanged(seen, next((item for item in there if item.note.id == seen.note.id), None))


def _placed(session: Session, text: ReviewText) -> Iterator[tuple[NoteView, TargetView, str, str | None, State]]:
    """The notes on an instrument with where they stand on the day: path, words, what became of these; what stands there first."""
    placed = notes_on(session, text.loaded.version.id)
    on = [(note, note.targets[position], placing) for note, position, placing in placed]
    for note, target, placing in sorted(on, key=lambda item: item[2].path is None):
        if placing.path is None:
            yield note, target, target.path, target.quotation, placing.state
        else:
            yield note, target, placing.path, placing.exact, placing.state
