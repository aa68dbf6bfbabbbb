"""What a note is: plain data, as it reads now; and from words that somebody marked to exact places in stored provisions.

Words are matched exactly but for white space and the printed clause and point labels. There is no fuzzy matching: words that
are not found, or found more than once, are refused, because a note on the wrong words is worse than none.
"""

import dataclasses
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.comparison.anchoring import Spot
from documents.messages import Places
from documents.paths import contains
from documents.text import clean
from kb.database.tables import Provision
from kb.errors import AnnotationError

NOTE_STATUSES = ("noted", "open", "in_progress", "done")
"""A new note is ``noted``: a plain remark is no task."""

SEVERITIES = ("low", "medium", "high")

WRITTEN = ("proposal", "legal_basis", "answer")
"""What people write to a note in a review; each is a field of `NoteView`, and goes wherever the note goes."""

LONGEST_TEXT, LONGEST_TAG, MOST = 20_000, 60, 30
"""Code points of a note's text, or of one of :data:`WRITTEN`, and of a tag, and how many tags or links a note may have."""


@dataclass(frozen=True, slots=True)
class MadeOn:
    """The version that a target was made on, also where the base has it no more.

    :param version: its number, None where that is not known any more; the same of the rest
    :param prefix: the words before the quoted ones, as they were kept
    """

    version: int | None = None
    sha256: str | None = None
    valid_from: date | None = None
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class TargetView:
    """What a note is about.

    :param key: full key of the provision
    :param quotation: the quoted words, None when the note is on the whole provision
    :param start: offset of the quotation in the provision's ``field``
    :param version_id: None where that version is not in the base any more
    :param intact: the stored text is still the one that the note was made on
    :param words: the whole text of the field when the note was made, None where that is not known
    """

    key: str
    version_id: int | None
    path: str
    field: str
    quotation: str | None
    start: int | None
    end: int | None
    intact: bool
    words: str | None = None
    made_on: MadeOn = dataclasses.field(default=MadeOn(), compare=False)

    @property
    def spot(self) -> Spot:
        """Where it stood when the note was made."""
        return Spot(self.path, self.field, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a note, as it reads now."""

    id: str
    text: str
    author: str
    created_at: datetime
    revised_at: datetime
    revisions: int
    hidden: bool

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.revisions, self.text, self.hidden)


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note as it reads now.

    :param severity: one of `SEVERITIES`, None where nobody said
    :param assignee: name of the person who is to settle it
    :param links: full keys of the other provisions that it names
    :param replies: in order of making; hidden ones are among them only where hidden notes were asked for
    :param proposal: what its writer proposes, and ``legal_basis`` on what ground; ``answer``: of whoever drafts the text
    """

    id: str
    text: str
    tags: tuple[str, ...]
    status: str
    severity: str | None
    assignee: str | None
    links: tuple[str, ...]
    author: str
    created_at: datetime
    revised_at: datetime
    revisions: int
    hidden: bool
    targets: tuple[TargetView, ...]
    replies: tuple[Reply, ...]
    proposal: str = ""
    legal_basis: str = ""
    answer: str = ""

    @property
    def written(self) -> dict[str, str]:
        """What people wrote to it in a review, by the names of the fields."""
        return {name: getattr(self, name) for name in WRITTEN}

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`. Replies are things of their own."""
        about = (self.tags, self.status, self.severity, self.assignee, self.links, *self.written.values())
        return (self.id, self.revisions, self.text, *about, self.hidden)


FIELDS = ("heading", "text", "tail")
_WORD = re.compile(r"\w+(?:(?<=\d)[.,]\d+|[/-]\w+)*")  # a number with its points, and “01/2024/NĐ-CP”, are one
# Labels that the page prints before a provision and that a selection across provisions therefore contains.
_LABEL = re.compile(r"(?:\d{1,3}[a-zđ]?[.)]|[a-zđ]{1,2}\d?\)|(?:Điều|ĐIỀU) \d{1,4}[a-zđ]?[.:]?)\s+")


def select_between(session: Session, version_id: int, first: tuple[str, str, int], last: tuple[str, str, int]) -> tuple[Spot, ...]:
    """The selections from one place to another, one for each text between them; of a word that they cut they have all.

    :param first: ``(path, field, offset)`` where the selection begins
    :param last: ``(path, field, offset)`` where it ends, exclusive
    :raises AnnotationError: a place does not exist or the end comes before the beginning
    """
    texts = _texts(session, version_id)
    order = {(path, field): index for index, (path, field, _) in enumerate(texts)}
    try:
        begin, end = order[first[0], first[1]], order[last[0], last[1]]
    except KeyError as error:
        raise AnnotationError("note_place_gone", place=Places.of(error.args[0][0])) from None
    selections = []
    for index in range(begin, end + 1):
        path, field, text = texts[index]
        start = first[2] if index == begin else 0
        stop = last[2] if index == end else len(text)
        if 0 <= start < stop <= len(text):
            selections.append(Spot(path, field, *_whole_words(text, start, stop)))
    if not selections:
        raise AnnotationError("note_nothing_selected")
    return tuple(selections)


def _whole_words(text: str, start: int, stop: int) -> tuple[int, int]:
    for word in _WORD.finditer(text):
        begin, end = word.span()
        if begin < start < end:
            start = begin
        if begin < stop < end:
            stop = end
    return start, stop


def select_quotation(session: Session, version_id: int, quotation: str, within: str | None = None) -> tuple[Spot, ...]:
    """Find quoted words in a version; they may run over several clauses and points.

    :param quotation: the words as copied from the page
    :param within: path of the provision in whose subtree to look; None: the whole version
    :returns: one selection for each text that the words touch, in reading order
    :raises AnnotationError: not found, or found more than once
    """
    wanted = _quoted_words(quotation)
    if not wanted:
        raise AnnotationError("note_nothing_quoted")
    words = [
        (match.group(), Spot(path, field, match.start()))
        for path, field, text in _texts(session, version_id)
        if contains(within or "", path)
        for match in re.finditer(r"\S+", text)
    ]
    stored = [word for word, _ in words]
    found = _occurrences(stored, wanted)
    if not found and len(bare := _quoted_words(_LABEL.sub("", quotation.strip(), count=1))) not in (0, len(wanted)):
        wanted, found = bare, _occurrences(stored, bare)  # a line that was copied with the label that the page prints
    if not found:
        raise AnnotationError("note_quote_not_found")
    if len(found) > 1:
        raise AnnotationError("note_quote_often", count=len(found))
    selections: list[Spot] = []
    at = found[0]
    # Where the quotation begins in the word of the text that it begins with.
    first = words[at][0]
    inset = first.find(wanted[0]) if len(wanted) == 1 else len(first) - len(wanted[0])
    for index in range(at, at + len(wanted)):
        place = words[index][1]
        start = (place.start or 0) + (inset if index == at else 0)
        stop = start + len(wanted[index - at])
        if selections and (selections[-1].path, selections[-1].field) == (place.path, place.field):
            selections[-1] = replace(selections[-1], end=stop)
        else:
            selections.append(replace(place, start=start, end=stop))
    return tuple(selections)


def stored_text(session: Session, version_id: int, place: Spot) -> str:
    """The text of the field that a selection is in.

    :raises AnnotationError: the version has no such provision or field
    """
    row = session.scalar(select(Provision).where(Provision.version_id == version_id, Provision.path == place.path))
    if row is None or place.field not in FIELDS:
        raise AnnotationError("note_place_absent", place=Places.of(place.path))
    return text_of(row, place.field)


def text_of(provision: Any, field: str) -> str:
    """The text of one field of a provision, or of the row of one."""
    return getattr(provision, field) or ""


def _texts(session: Session, version_id: int) -> list[tuple[str, str, str]]:
    """``(path, field, text)`` of a version in reading order; a tail comes after the provision's descendants."""
    rows = session.execute(
        select(Provision.path, Provision.heading, Provision.text, Provision.tail)
        .where(Provision.version_id == version_id)
        .order_by(Provision.position)
    ).all()
    texts: list[tuple[str, str, str]] = []
    waiting: list[tuple[str, str]] = []
    for path, heading, text, tail in rows:
        while waiting and not contains(waiting[-1][0], path):
            tail_path, tail_text = waiting.pop()
            texts.append((tail_path, "tail", tail_text))
        texts.extend((path, field, value) for field, value in (("heading", heading), ("text", text)) if value)
        if tail:
            waiting.append((path, tail))
    texts.extend((path, "tail", tail) for path, tail in reversed(waiting))
    return texts


def _quoted_words(quotation: str) -> list[str]:
    lines = [clean(line).strip() for line in quotation.splitlines()]
    if len(lines) > 1:  # of several provisions, with their labels
        lines = [_LABEL.sub("", line, count=1) for line in lines]
    return [word for line in lines for word in line.split()]


def _occurrences(words: list[str], wanted: list[str]) -> list[int]:
    """Where ``wanted`` occurs: inner words must be equal, the first may end and the last may begin a word of the text."""
    if len(wanted) == 1:
        return [i for i, word in enumerate(words) if wanted[0] in word]
    last = len(wanted) - 1
    return [
        i
        for i, word in enumerate(words[: len(words) - last])
        if word.endswith(wanted[0]) and words[i + last].startswith(wanted[last]) and words[i + 1 : i + last] == wanted[1:last]
    ]
