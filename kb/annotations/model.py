"""What a note is: plain data, as it reads now."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime

from documents.comparison.anchoring import Spot

NOTE_STATUSES = ("noted", "open", "in_progress", "done")
"""A new note is ``noted``: a plain remark is no task."""

SEVERITIES = ("low", "medium", "high")

LONGEST_TEXT, LONGEST_TAG, MOST = 20_000, 60, 30
"""Code points of a note's text and of a tag, and how many tags or links a note may have."""


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

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`. Replies are things of their own."""
        about = (self.tags, self.status, self.severity, self.assignee, self.links)
        return (self.id, self.revisions, self.text, *about, self.hidden)
