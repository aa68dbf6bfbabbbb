"""Annotations of a file into a base: each on exactly the words that it quotes, or refused and why. Nothing here guesses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.errors import DocumentsError
from documents.paths import provision_key
from documents.text import clean
from kb.accounts.current import Actor, acting_person, person_named
from kb.annotations.erasing import erased_ids
from kb.annotations.exchange.placing import Place, Placer
from kb.annotations.exchange.reading import ReadNote, ReadTarget, Refused
from kb.annotations.model import NOTE_STATUSES, NoteView, Reply
from kb.annotations.notes import Made, add_reply, keep_note
from kb.annotations.reading import find_note, find_reply
from kb.annotations.saying import Said, checked
from kb.base import KnowledgeBase
from kb.database.tables import Annotation
from kb.errors import AnnotationError, KnowledgeBaseError

_AT_ONCE = 100  # annotations, in a second or so


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: ids of what is new, and of what was there already with the same words."""

    imported: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[Refused, ...]


def import_file(base: KnowledgeBase, items: Sequence[ReadNote | Refused], actor: Actor) -> Imported:
    """Keep the annotations of a file, some at a time, so that others can write in between.

    Where it is stopped, what was kept stays, and is unchanged the next time.
    """
    done = []
    for start in range(0, len(items), _AT_ONCE):
        with base.session(write=True, actor=actor) as session:
            done.append(import_annotations(session, items[start : start + _AT_ONCE]))
    return Imported(
        tuple(one for some in done for one in some.imported),
        tuple(one for some in done for one in some.unchanged),
        tuple(one for some in done for one in some.refused),
    )


def import_annotations(session: Session, items: Sequence[ReadNote | Refused]) -> Imported:
    """Keep the annotations of a file, each on its own: what is refused of it keeps nothing else out. The caller commits.

    An annotation keeps its id, author and moment of making; who imported it stands in the audit. One that is there already is never
    changed: where it says something else it is refused. What was erased does not come back.
    """
    placer, erased = Placer(session), erased_ids(session)
    imported: list[str] = []
    unchanged: list[str] = []
    refused: list[Refused] = []
    for item in items:
        if isinstance(item, Refused):
            refused.append(item)
            continue
        try:
            if item.id in erased:
                raise AnnotationError("w3c_erased")
            with session.begin_nested():
                (imported if _take(session, placer, item) else unchanged).append(item.id)
        except (KnowledgeBaseError, DocumentsError) as error:
            refused.append(Refused(item.id, error.message))
    return Imported(tuple(imported), tuple(unchanged), tuple(refused))


def _take(session: Session, placer: Placer, item: ReadNote) -> bool:
    """Keep one.

    :returns: false where it is there already
    :raises KnowledgeBaseError: it cannot be kept
    """
    answered = _answered(session, item)
    if (known := session.get(Annotation, item.id)) is not None:
        same = _same_reply(session, item, answered) if known.reply_to else _same_note(session, placer, item, answered)
        if not same:
            raise AnnotationError("w3c_differs")
        return False
    author = person_named(session, item.author) if item.author else acting_person(session)
    made = Made(author.id, item.created or datetime.now(UTC))
    if answered is not None:
        add_reply(session, answered, item.text, id=item.id, made=made)
        return True
    if item.assignee:
        person_named(session, item.assignee)
    places = [placer.place(target) for target in item.targets]
    text, links = _said(placer, item)
    quotes = any(place.selection.start is not None for place in places)
    wanted = Said(text, item.tags, item.status or NOTE_STATUSES[0], item.severity, item.assignee, tuple(links))
    said = checked(session, wanted, quotes=quotes, known=links)
    keep_note(session, [(place.version_id, place.selection) for place in places], said, id=item.id, made=made)
    return True


def _said(placer: Placer, item: ReadNote) -> tuple[str, list[str]]:
    """The words of an annotation, and the keys that it names; an address that is no key is words."""
    links = [(address, placer.link(address)) for address in item.links]
    others = [address for address, key in links if key is None]
    return "\n\n".join([*([item.text] if item.text else []), *others]), [key for _, key in links if key is not None]


def _answered(session: Session, item: ReadNote) -> str | None:
    """The note that an annotation answers.

    :raises AnnotationError: it is to answer one that is not here
    """
    if item.answers is None:
        only = item.targets[0] if len(item.targets) == 1 and item.targets[0].whole else None
        return _note_of(session, only.source) if only is not None else None
    note = _note_of(session, item.answers)
    if note is None:
        raise AnnotationError("w3c_answers_none")
    return note


def _note_of(session: Session, note_id: str) -> str | None:
    """The note of an id; of a reply, the note that it answers."""
    row = session.execute(select(Annotation.id, Annotation.reply_to).where(Annotation.id == note_id)).first()
    return (row.reply_to or row.id) if row else None


def _same_reply(session: Session, item: ReadNote, answered: str | None) -> bool:
    reply: Reply | None = find_reply(session, item.id)
    return reply is not None and answered == session.get_one(Annotation, item.id).reply_to and reply.text == item.text.strip()


def _same_note(session: Session, placer: Placer, item: ReadNote, answered: str | None) -> bool:
    """Whether a note of the base says all that one of a file does. What the file leaves open does not count."""
    note: NoteView | None = find_note(session, item.id)
    text, links = _said(placer, item)
    if note is None or answered is not None or note.text != text.strip():
        return False
    said = (item.status, note.status), (item.severity, note.severity), (item.assignee, note.assignee)
    if any(theirs is not None and theirs != ours for theirs, ours in said):
        return False
    if _names(item.tags) != _names(note.tags) or set(links) != set(note.links):
        return False
    if len(item.targets) != len(note.targets):
        return False
    ours = [(target.key, target.quotation, target.start, target.end) for target in note.targets]
    return all(_means(placer, theirs, target) for theirs, target in zip(item.targets, ours, strict=True))


def _means(placer: Placer, theirs: ReadTarget, ours: tuple[str, str | None, int | None, int | None]) -> bool:
    """Whether a target of a file is one of the base. Its version may be gone: then what the file says of the place counts."""
    try:
        place: Place = placer.place(theirs)
    except (KnowledgeBaseError, DocumentsError):
        key, exact, start, end = ours
        return placer.link(theirs.source) == key and theirs.exact == exact and theirs.span in (None, (start, end))
    span = place.selection.start, place.selection.end
    return (provision_key(place.instrument, place.selection.path), *span) == (ours[0], *ours[2:])


def _names(tags: Iterable[str]) -> set[str]:
    return {" ".join(clean(tag).split()) for tag in tags}
