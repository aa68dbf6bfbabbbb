"""Annotations of a file into a base: each on exactly the words that it quotes, or refused and why. Nothing here guesses.

Quoted words have to be the stored ones, character by character. Their offsets say which of them are meant. Offsets that disagree
are passed over only where no version is stated (other tools count on the page that they show) and the words, with those before and
after them, stand once in the provision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Spot
from documents.errors import DocumentsError
from documents.keys import Key
from documents.messages import Places
from documents.paths import below, provision_key
from documents.text import clean
from kb.accounts.audit import ERASE, NOTE
from kb.accounts.current import Actor, acting_person, answering, person_named
from kb.accounts.roles import allow
from kb.annotations.exchange.reading import ReadNote, ReadTarget, Refused
from kb.annotations.exchange.stated import Stated, key_of
from kb.annotations.model import FIELDS, NOTE_STATUSES, WRITTEN, NoteView, text_of
from kb.annotations.notes import Made, add_reply, keep_note
from kb.annotations.reading import find_note, find_reply
from kb.annotations.saying import Said, checked
from kb.base import KnowledgeBase
from kb.database.reading.reader import choose_version, find_instrument, versions
from kb.database.reading.records import InstrumentRecord, VersionRecord
from kb.database.tables import Annotation, Audit, Provision
from kb.errors import AnnotationError, KnowledgeBaseError, NotFoundError


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a version.

    :param instrument: key of its instrument, as it is now
    """

    instrument: str
    version_id: int
    selection: Spot


_Text = tuple[str, str, str]
"""Path, field and text, as `kb.annotations.model` has them."""


class Placer:
    """Places the targets of one file; what it has read of the base it keeps."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._instruments: dict[str, tuple[InstrumentRecord, list[VersionRecord]]] = {}

    def place(self, target: ReadTarget) -> Place:
        """The place of a target.

        :raises AnnotationError: it has none, or more than one
        :raises NotFoundError: the base lacks the version, or the provision
        """
        key, number = self._key(target.source)
        record, known = self._instrument(key.instrument)
        states = [*target.states, *([Stated(number=number)] if number else [])]
        stated = [state for state in states if state.names_one]
        version = _version(known, stated, record.key)
        field = next((state.field for state in states if state.field), None)
        if field is not None and field not in FIELDS:
            raise AnnotationError("w3c_state")
        if key.path is None and target.whole:
            raise AnnotationError("w3c_whole_instrument")
        own = self._texts(version.id, key.path, tree=False) if key.path is not None else []
        if key.path is not None and not own:
            raise AnnotationError("note_place_absent", place=Places.of(key.path))
        if target.whole:
            return Place(record.key, version.id, Spot(key.path or ""))
        own = [text for text in own if text[1] == field] if field else own
        if target.exact is None:
            raise AnnotationError("w3c_no_quote")
        selection = _at_offsets(own, target)
        if selection is None and stated and target.span is not None:
            raise AnnotationError("w3c_words_differ")
        selection = selection or _once(own, target) or _once(self._texts(version.id, key.path, tree=True), target)
        if selection is None:
            raise AnnotationError("note_quote_not_found")
        return Place(record.key, version.id, selection)

    def link(self, address: str) -> str | None:
        """The key of a provision that an address means, whether the base has it or not; None: it is no key."""
        try:
            key, _ = key_of(address)
        except DocumentsError:
            return None
        try:
            return provision_key(self._instrument(key.instrument)[0].key, key.path)
        except KnowledgeBaseError:
            return str(key)

    def _key(self, source: str) -> tuple[Key, int | None]:
        try:
            return key_of(source)
        except DocumentsError:
            raise AnnotationError("w3c_no_text", source=source[:200]) from None

    def _instrument(self, key: str) -> tuple[InstrumentRecord, list[VersionRecord]]:
        if key not in self._instruments:
            try:
                record = find_instrument(self._session, key)
            except NotFoundError:
                raise AnnotationError("w3c_no_text", source=key) from None
            self._instruments[key] = record, versions(self._session, record)
        return self._instruments[key]

    def _texts(self, version_id: int, path: str | None, tree: bool) -> list[_Text]:
        """The texts of a provision, or with all below it; without a path, of the whole version."""
        query = select(Provision).where(Provision.version_id == version_id).order_by(Provision.position)
        if path is not None:
            under = Provision.path.startswith(below(path), autoescape=True)
            query = query.where(or_(Provision.path == path, under) if tree else Provision.path == path)
        elif not tree:
            return []
        rows = self._session.scalars(query).all()
        return [(row.path, name, text_of(row, name)) for row in rows for name in ("text", "heading", "tail")]


def _version(known: list[VersionRecord], stated: list[Stated], key: str) -> VersionRecord:
    """The version that is stated, or else the text that is shown today.

    :raises AnnotationError: the base has none that answers all that is stated
    """
    found = known
    for state in stated:
        if state.sha256 is not None:
            found = [version for version in found if version.text_hash == state.sha256]
        elif state.number is not None:
            found = [version for version in found if version.number == state.number]
        elif state.day is not None:
            found = [choose_version(found, state.day)] if found else []
    if not found:
        raise AnnotationError("w3c_version_absent", key=key)
    return found[0] if stated and len(found) == 1 else choose_version(found)


def _at_offsets(texts: list[_Text], target: ReadTarget) -> Spot | None:
    """Where the quoted words stand at the offsets. In law all signs are one unit of JavaScript each."""
    if target.span is None or target.exact is None:
        return None
    exact = target.exact
    for path, field, text in texts:
        start, end = target.span
        if text[start:end] == exact and (text.count(exact) == 1 or _fits(text, start, end, target)):
            return Spot(path, field, start, end)
    return None


def _once(texts: list[_Text], target: ReadTarget) -> Spot | None:
    """Where the quoted words stand, if that is one place; None: nowhere.

    :raises AnnotationError: in several places, and what stands around them does not tell which
    """
    exact = target.exact or ""
    places = [(own, start) for own in texts for start in _occurrences(own[2], exact)]
    if len(places) > 1:
        fitting = [(own, start) for own, start in places if _fits(own[2], start, start + len(exact), target)]
        if len(fitting) != 1 or not (target.prefix or target.suffix):
            raise AnnotationError("note_quote_often", count=len(places))
        places = fitting
    return next((Spot(path, field, start, start + len(exact)) for (path, field, _), start in places), None)


def _occurrences(text: str, words: str) -> list[int]:
    found, start = [], text.find(words)
    while start >= 0:
        found.append(start)
        start = text.find(words, start + 1)
    return found


def _fits(text: str, start: int, end: int, target: ReadTarget) -> bool:
    """Whether the words before and after a place are those of the quotation; what goes on beyond the text does not count."""
    before, prefix = "".join(text[:start].split()), "".join(target.prefix.split())
    after, suffix = "".join(text[end:].split()), "".join(target.suffix.split())
    return (before.endswith(prefix) or prefix.endswith(before)) and (after.startswith(suffix) or suffix.startswith(after))


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
    allow(session, "import", NOTE)
    placer = Placer(session)
    # What was ever erased: an old file does not bring it back.
    erased = frozenset(session.scalars(select(Audit.thing_id).where(Audit.thing == NOTE, Audit.act == ERASE)))
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
        same = not known.reply_to and _same_note(session, placer, item, answered)
        if known.reply_to and (reply := find_reply(session, item.id)) is not None:
            same = answered == known.reply_to and reply.text == item.text.strip()
        if not same:
            raise AnnotationError("w3c_differs")
        return False
    author = person_named(session, item.author) if item.author else acting_person(session)
    if author.subject is not None and answering(session).signed_in and author.id != answering(session).person_id:
        raise AnnotationError("w3c_author", name=author.name)  # nobody writes in the name of a colleague who signs in here
    made = Made(author.id, item.created or datetime.now(UTC))
    if answered is not None:
        add_reply(session, answered, item.text, id=item.id, made=made)
        return True
    if item.assignee:
        person_named(session, item.assignee)
    places = [placer.place(target) for target in item.targets]
    text, links = _said(placer, item)
    quotes = any(place.selection.start is not None for place in places)
    written = {name: getattr(item, name) or "" for name in WRITTEN}
    wanted = Said(text, item.tags, item.status or NOTE_STATUSES[0], item.severity, item.assignee, tuple(links), **written)
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


def _same_note(session: Session, placer: Placer, item: ReadNote, answered: str | None) -> bool:
    """Whether a note of the base says all that one of a file does. What the file leaves open does not count."""
    note: NoteView | None = find_note(session, item.id)
    text, links = _said(placer, item)
    if note is None or answered is not None or note.text != text.strip():
        return False
    said = [(getattr(item, name), getattr(note, name)) for name in ("status", "severity", "assignee", *WRITTEN)]
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
