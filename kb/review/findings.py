"""What a review has found: the notes on its provisions, with what people propose, and how far it is, provision by provision."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import State
from documents.model import InstrumentType, Provision
from documents.paths import provision_key, split_key, type_of_key, upward
from documents.wording.citing import cite
from kb.accounts.audit import REVIEW, record
from kb.accounts.current import acting_person
from kb.annotations import NOTE_STATUSES, NoteView, TargetView, revise_note
from kb.annotations.carrying import notes_on
from kb.annotations.model import LONGEST_TAG, WRITTEN
from kb.database.reading.reader import find_instrument
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Person, ReviewFinding, ReviewMark
from kb.errors import AnnotationError, NotFoundError, ReviewFileError
from kb.interface.days import utc
from kb.review.files import Review, ReviewText, require_open, texts_of

_OPINION_OF = "của: {}"
_TAG_OF = re.compile(r"của\s*:\s*(?P<body>.+)", re.IGNORECASE)
LONGEST_BODY = LONGEST_TAG - len(_OPINION_OF.format(""))
"""Code points of the name of the body whose opinion a note is: it is kept as a tag."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A note on a provision of a review.

    :param target: the one of the note's targets that lies in the review
    :param key: of the provision that it is about, as that is called on the review's day
    :param quotation: the words that it is about, as they stand in that text; None: the whole provision
    :param placed: what became of them since the note was made. Where they have no place in that text, key and quotation are those
        of the text that the note was made on
    :param left_out: it does not go into the report
    """

    note: NoteView
    target: TargetView
    key: str
    quotation: str | None
    placed: State
    left_out: bool

    @property
    def stands(self) -> bool:
        """Whether it stands on words of the text of the review's day."""
        return self.placed not in (State.ORPHAN, State.TO_DECIDE)

    @property
    def on_draft(self) -> bool:
        """Whether it is an opinion on a draft, which wants an answer."""
        return type_of_key(self.key) == InstrumentType.DRAFT

    @property
    def body(self) -> str:
        """Whose opinion the note is, where a tag ("của: Bộ Y tế") says so; empty: its author's."""
        return next((match["body"] for tag in self.note.tags if (match := _TAG_OF.fullmatch(tag))), "")

    @property
    def kinds(self) -> list[str]:
        """Its tags, without the one that says whose it is."""
        return [tag for tag in self.note.tags if not _TAG_OF.fullmatch(tag)]

    @property
    def place(self) -> str:
        """Key of the provision where its words stand, or stood when the note was made."""
        return self.key if self.stands else self.target.key

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.note.shown, self.key, self.left_out)


def findings_of(session: Session, review: Review, texts: Sequence[ReviewText], note_id: str | None = None) -> list[Finding]:
    """The findings of a review: of its texts in their order, in each in reading order. Hidden notes are none."""
    said = session.scalars(select(ReviewFinding).where(ReviewFinding.file_id == review.id))
    left_out = {row.note_id: row.left_out for row in said}
    found: dict[str, tuple[tuple[int, int], Finding]] = {}
    for number, text in enumerate(texts):
        order = {item.path: place for place, item in enumerate(text.loaded.walk())}
        for note, target, path, quotation, state in _placed(session, text, note_id):
            if note.id not in found and text.covers(path):
                # A highlight says nothing: it is no finding for the report until somebody proposes something about it.
                finding = Finding(
                    note,
                    target,
                    key=provision_key(text.loaded.instrument.key, path),
                    quotation=quotation,
                    placed=state,
                    left_out=left_out.get(note.id, not (note.text or any(note.written.values()))),
                )
                found[note.id] = ((number, order.get(path, len(order))), finding)
    return [finding for _, finding in sorted(found.values(), key=lambda item: item[0])]


def write_finding(session: Session, review: Review, seen: Finding, *, left_out: bool | None = None, **words: str) -> Finding:
    """Say what a review makes of a note, in the name of whoever acts in the session. The caller commits.

    :param review: as it was shown; ``seen`` likewise
    :param words: some of `kb.annotations.model.WRITTEN`, which are the note's own. What is not given stays as it is
    :returns: the finding as it is now
    :raises ChangedMeanwhileError: somebody has changed the review, the note or what is said of it since; nothing is stored
    :raises ReviewFileError: the review is closed
    :raises AnnotationError: the words are too long
    """
    now = require_open(session, review)
    kept = _kept(session, now, seen)
    before: dict[str, Any] = {"left_out": kept.left_out, **kept.note.written}
    wanted = {**before, **{name: said.strip() for name, said in words.items()}}
    if left_out is not None:
        wanted["left_out"] = left_out
    if wanted == before:
        return kept
    if any(wanted[name] != before[name] for name in WRITTEN):
        kept = _revised(session, now, kept, **{name: wanted[name] for name in WRITTEN})
    if wanted["left_out"] != kept.left_out:
        values = {"left_out": wanted["left_out"], "author_id": acting_person(session).id, "at": datetime.now(UTC)}
        session.merge(ReviewFinding(file_id=now.id, note_id=seen.note.id, **values))
        session.flush()
    about = {"note": seen.note.id, "key": seen.key}
    record(session, "finding", REVIEW, str(now.id), {**about, **before}, {**about, **wanted}, instrument=split_key(seen.key)[0])
    return replace(kept, left_out=wanted["left_out"])


def _revised(session: Session, review: Review, kept: Finding, **changed: Any) -> Finding:
    """A finding whose note says something else now."""
    said = {name: getattr(kept.note, name) for name in ("text", "tags", "status", "severity", "assignee", "links")}
    revise_note(session, kept.note.id, seen=kept.note, **{**said, **changed})
    return _there(session, review, kept) or kept


def finding_of(session: Session, review: Review, note_id: str, key: str) -> Finding:
    """The finding that a note is in a review.

    :param key: of the provision that the note is on
    :raises NotFoundError: the review does not have that provision
    """
    found = findings_of(session, review, texts_of(session, review, words=False), note_id)
    if not found:
        raise NotFoundError("review_item_absent", key=key)
    return found[0]


def move_finding(session: Session, review: Review, seen: Finding, status: str, body: str | None = None) -> None:
    """Give the note of a finding another status: it moves to another column of the board. The caller commits.

    :param body: whose opinion it is, as a tag of the note; empty: its author's; None: as it was
    :raises ChangedMeanwhileError: somebody has changed the review, the note or what is said of it since
    :raises ReviewFileError: the review is closed
    :raises AnnotationError: there is no such status
    """
    if status not in NOTE_STATUSES:
        raise AnnotationError("note_status", status=status, known=", ".join(NOTE_STATUSES))
    kept = _kept(session, require_open(session, review), seen)
    note = kept.note
    tags = list(note.tags)
    if body is not None and body != kept.body:
        tags = [tag for tag in tags if not _TAG_OF.fullmatch(tag)] + ([_OPINION_OF.format(body)] if body else [])
    if note.status != status or tags != list(note.tags):
        _revised(session, review, kept, tags=tags, status=status)


def _kept(session: Session, review: Review, seen: Finding) -> Finding:
    return require_unchanged(seen, _there(session, review, seen))


def _there(session: Session, review: Review, seen: Finding) -> Finding | None:
    texts = texts_of(session, review, only=split_key(seen.key)[0], words=False)  # others wait for this to end
    return next(iter(findings_of(session, review, texts, seen.note.id)), None)


def _placed(
    session: Session, text: ReviewText, note_id: str | None
) -> Iterator[tuple[NoteView, TargetView, str, str | None, State]]:
    """The notes on an instrument with where they stand on the day: path, words, what became of these; what stands there first."""
    placed = notes_on(session, text.loaded.version.id, note_id)
    on = [(note, note.targets[position], placing) for note, position, placing in placed]
    for note, target, placing in sorted(on, key=lambda item: item[2].path is None):
        if placing.path is None:
            yield note, target, target.path, target.quotation, placing.state
        else:
            yield note, target, placing.path, placing.exact, placing.state


MARKS = ("read", "noted", "nothing")
"""What a person can say of a provision: read; read and noted; read, and nothing to note."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is with an article.

    :param text: its instrument's key
    :param mark: one of :data:`MARKS`, None: nobody has said anything
    :param author: who said it last; ``at``: when, in UTC
    :param notes: how many findings stand in it
    """

    text: str
    provision: Provision
    mark: str | None = None
    author: str | None = None
    at: datetime | None = None
    notes: int = 0

    @property
    def key(self) -> str:
        """Of the article."""
        return provision_key(self.text, self.provision.path)

    @property
    def name(self) -> str:
        """What the article is called, with its heading."""
        heading = self.provision.heading
        return f"{cite(self.provision.path)}. {heading}" if heading else cite(self.provision.path)

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.key, self.mark, self.author, self.at)


def count_read(progress: Iterable[Progress]) -> int:
    """Of how many articles somebody has said that they were read."""
    return sum(item.mark is not None for item in progress)


def progress_of(session: Session, review: Review, texts: Sequence[ReviewText], findings: Sequence[Finding]) -> list[Progress]:
    """Every article of a review, in its order, with what was said of it."""
    marks = _marks(session, review.id)
    made = []
    for text in texts:
        instrument = text.loaded.instrument
        names = (instrument.key, *instrument.aliases)
        units = list(text.units())
        paths = {unit.path for unit in units}
        keys = [split_key(item.key) for item in findings]
        places = [next((above for above in upward(path) if above in paths), None) for key, path in keys if key == instrument.key]
        counts = Counter(places)
        for unit in units:
            said = next((marks[name, unit.path] for name in names if (name, unit.path) in marks), None)
            state, author, at = said or (None, None, None)
            made.append(Progress(instrument.key, unit, state, author, at, counts[unit.path]))
    return made


def mark(session: Session, review: Review, seen: Progress, state: str | None) -> None:
    """Say how far one is with an article, in the name of whoever acts in the session. The caller commits.

    :param state: one of :data:`MARKS`; None takes back what was said
    :raises ChangedMeanwhileError: somebody has said something else since, or changed the review
    :raises ReviewFileError: the review is closed, or the mark is none
    """
    if state is not None and state not in MARKS:
        raise ReviewFileError("review_mark", mark=state, known=MARKS)
    now = require_open(session, review)
    there = progress_of(session, now, texts_of(session, now, only=seen.text), ())
    require_unchanged(seen, next((item for item in there if item.key == seen.key), None))
    if seen.mark == state:
        return
    instrument = find_instrument(session, seen.text)
    names = (instrument.key, *instrument.aliases)
    row = session.scalar(
        select(ReviewMark)
        .where(ReviewMark.file_id == review.id, ReviewMark.path == seen.provision.path, ReviewMark.instrument.in_(names))
        .execution_options(populate_existing=True)
    )
    before = {"key": seen.key, "mark": seen.mark}
    values: dict[str, Any] = {"author_id": acting_person(session).id, "at": datetime.now(UTC)}
    if row is not None and state is None:
        session.delete(row)
    elif row is not None and state is not None:
        row.state, row.author_id, row.at = state, values["author_id"], values["at"]
    elif state is not None:
        session.add(ReviewMark(file_id=review.id, instrument=seen.text, path=seen.provision.path, state=state, **values))
    session.flush()
    record(session, "mark", REVIEW, str(review.id), before, {"key": seen.key, "mark": state}, instrument=seen.text)


def _marks(session: Session, review_id: int) -> dict[tuple[str, str], tuple[str, str, datetime]]:
    rows = session.execute(
        select(ReviewMark, Person.name).join(Person, Person.id == ReviewMark.author_id).where(ReviewMark.file_id == review_id)
    )
    return {(row.instrument, row.path): (row.state, author, utc(row.at)) for row, author in rows}
