"""What a note says: whether it can be kept, and where it can be looked for."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from documents.paths import key_parts, split_key
from documents.text import clean, fold, unify_tone_marks
from kb.accounts.audit import NOTE
from kb.annotations.model import LONGEST_TAG, LONGEST_TEXT, MOST, NOTE_STATUSES, SEVERITIES
from kb.annotations.vocabulary import vocabulary
from kb.database.tables import (
    Annotation,
    AnnotationLink,
    AnnotationTag,
    Audit,
    Instrument,
    InstrumentAlias,
    Person,
    Provision,
    Version,
)
from kb.errors import AnnotationError


@dataclass(frozen=True, slots=True)
class Said:
    """What a note says, as the audit keeps it. Lines of older bases know text, tags and status only."""

    text: str
    tags: tuple[str, ...] = ()
    status: str = NOTE_STATUSES[0]
    severity: str | None = None
    assignee: str | None = None
    links: tuple[str, ...] = ()

    @classmethod
    def of(cls, line: Mapping[str, Any]) -> "Said":
        """What a line says."""
        return cls(
            text=line.get("text") or "",
            tags=tuple(line.get("tags") or ()),
            status=line.get("status") or NOTE_STATUSES[0],
            severity=line.get("severity"),
            assignee=line.get("assignee"),
            links=tuple(line.get("links") or ()),
        )

    @property
    def line(self) -> dict[str, Any]:
        """The same for the audit."""
        return {**asdict(self), "tags": list(self.tags), "links": list(self.links)}


def checked(
    session: Session,
    said: Said,
    *,
    quotes: bool,
    known: Collection[str] = (),
) -> Said:
    """What a note is to say, tidied.

    :param quotes: it marks words, and may then say nothing
    :param known: links that the note has already
    :raises AnnotationError: it cannot be kept so
    """
    text, tags = checked_text(said.text, quotes), _tags(session, said.tags)
    said = replace(said, text=text, tags=tags, assignee=said.assignee or None, links=tuple(dict.fromkeys(said.links)))
    if said.status not in NOTE_STATUSES:
        raise AnnotationError("note_status", status=said.status, known=", ".join(NOTE_STATUSES))
    if said.severity is not None and said.severity not in SEVERITIES:
        raise AnnotationError("note_severity", severity=said.severity, known=", ".join(SEVERITIES))
    if said.assignee and session.scalar(select(Person.id).where(Person.name == said.assignee)) is None:
        raise AnnotationError("note_assignee", name=said.assignee)
    if len(said.links) > MOST:
        raise AnnotationError("note_too_many_links", most=MOST)
    for key in said.links:
        if key not in known and not _stands(session, key):
            raise AnnotationError("note_link", key=key)
    return said


def checked_text(text: str, empty: bool = False) -> str:
    """The words of a note or a reply.

    :param empty: there may be none
    """
    text = text.strip()
    if not text and not empty:
        raise AnnotationError("note_empty")
    if len(text) > LONGEST_TEXT:
        raise AnnotationError("note_too_long", count=len(text), most=LONGEST_TEXT)
    return text


def _tags(session: Session, tags: Iterable[str]) -> tuple[str, ...]:
    found = vocabulary(session).named(name for tag in tags if (name := " ".join(clean(tag).split())))
    if too_long := next((tag for tag in found if len(tag) > LONGEST_TAG), None):
        raise AnnotationError("note_tag_too_long", tag=too_long[:LONGEST_TAG], most=LONGEST_TAG)
    if len(found) > MOST:
        raise AnnotationError("note_too_many_tags", most=MOST)
    return found


def _stands(session: Session, key: str) -> bool:
    """Whether the base has a provision, in any version, under any key that its text ever had."""
    instrument, path = split_key(key)
    if key_parts(instrument) is None:
        return False
    given_up = select(InstrumentAlias.instrument_id).where(InstrumentAlias.alias == instrument)
    found = session.scalar(select(Instrument.id).where(or_(Instrument.key == instrument, Instrument.id.in_(given_up))))
    if found is None or not path:
        return found is not None
    there = select(Provision.id).join(Version, Version.id == Provision.version_id)
    return session.scalar(there.where(Version.instrument_id == found, Provision.path == path).limit(1)) is not None


def looked_for(text: str) -> str:
    """The words of a note as they are looked for: small letters, one spelling of tone marks."""
    return unify_tone_marks(clean(text)).lower()


def remember(session: Session, note_id: str) -> None:
    """Let a note be found by what the last line of the audit says of it. Call it after every change of such a line."""
    line = session.scalar(
        select(Audit.after)
        .where(Audit.thing == NOTE, Audit.thing_id == note_id, Audit.act.in_(("add", "revise")))
        .order_by(Audit.id.desc())
        .limit(1)
    )
    said, note = Said.of(line or {}), session.get_one(Annotation, note_id)
    note.status, note.severity, note.assignee = said.status, said.severity, said.assignee
    note.words = looked_for(said.text)
    note.folded = fold(note.words)
    for table in (AnnotationTag, AnnotationLink):
        session.execute(delete(table).where(table.annotation_id == note_id))
    session.add_all(AnnotationTag(annotation_id=note_id, tag=tag[:100]) for tag in said.tags)
    session.add_all(AnnotationLink(annotation_id=note_id, key=key, instrument=split_key(key)[0]) for key in said.links)
    session.flush()
