"""The tags that curators of a base keep: what the program begins with, and what people made of it.

What a person decides is a line of the audit; the last one counts. Nothing is written into the notes: a name that was given up is
read as the one that took its place, in old notes and new ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from documents.text import clean
from kb.accounts.audit import TAG, lines, record
from kb.accounts.current import acting_person
from kb.annotations.model import LONGEST_TAG
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Audit
from kb.errors import AnnotationError, ChangedMeanwhileError

EXPLAINS = "thuyết minh"
"""Tag of notes that explain a change (`kb.annotations.reading`). The program reads it, so its name stays."""

BEGINS_WITH = (
    "mâu thuẫn",
    "chồng chéo",
    "khoảng trống",
    "không khả thi",
    "lạc hậu",
    "thiếu hướng dẫn",
    "kiến nghị sửa",
    "câu hỏi",
    EXPLAINS,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the vocabulary.

    :param id: the first name that it had
    :param retired: not offered any more; notes that have it keep it
    :param former: names that it had before
    :param author: who decided last; None for what the program begins with
    """

    id: str
    name: str
    retired: bool = False
    former: tuple[str, ...] = ()
    author: str | None = None
    at: datetime | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.name, self.retired, self.author, self.at)

    @property
    def fixed(self) -> bool:
        """Whether the program itself reads it."""
        return self.id == EXPLAINS

    @property
    def names(self) -> tuple[str, ...]:
        """Every name under which notes have it."""
        return (self.name, *self.former)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tags as they count now, in the order of making."""

    tags: tuple[Tag, ...]
    _by_name: Mapping[str, Tag] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name = {_plain(name): tag for tag in self.tags for name in tag.former}
        object.__setattr__(self, "_by_name", {**by_name, **{_plain(tag.name): tag for tag in self.tags}})

    def find(self, name: str) -> Tag | None:
        """The tag that has, or had, a name."""
        return self._by_name.get(_plain(name))

    def named(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Tags of a note by the names that they have today, each once."""
        found = (tag.name if (tag := self.find(name)) else name for name in tags)
        return tuple({_plain(name): name for name in found}.values())

    @property
    def offered(self) -> tuple[str, ...]:
        """The names to choose from."""
        return tuple(tag.name for tag in self.tags if not tag.retired)


def vocabulary(session: Session) -> Vocabulary:
    """The tags of a base."""
    found = {name: Tag(name, name) for name in BEGINS_WITH}
    for line in lines(session, Audit.thing == TAG):
        name, before = line.after["name"], found.get(line.thing_id)
        former = tuple(dict.fromkeys((before.name, *before.former))) if before else ()
        former = tuple(other for other in former if other != name)
        found[line.thing_id] = Tag(line.thing_id, name, line.after["retired"], former, line.author, line.at)
    return Vocabulary(tuple(found.values()))


def add_tag(session: Session, name: str) -> Tag:
    """A new tag, in the name of whoever acts in the session. One that was retired under this name is offered again.

    :raises AnnotationError: it has no name, or a too long one
    :raises ChangedMeanwhileError: there is one of this name, or one that had it
    """
    name, there = _name(name), vocabulary(session).find(name)
    if there is not None:
        raise ChangedMeanwhileError("tag_known", None, there)
    return _keep(session, "add", Tag(name, name), None)


def rename_tag(session: Session, tag_id: str, name: str, seen: Tag | None = None) -> Tag:
    """Give a tag another name, in all notes that have it.

    :param seen: the tag as it was shown; None only where it was read in this same transaction
    :raises AnnotationError: it has no name, another tag has or had it, or the program reads the tag
    :raises ChangedMeanwhileError: somebody has changed it since it was shown
    """
    there, name = _there(session, tag_id, seen), _name(name)
    other = vocabulary(session).find(name)
    if other is not None and other.id != there.id:
        raise AnnotationError("tag_taken", tag=name, other=other.name)
    return there if name == there.name else _keep(session, "rename", replace(there, name=name), there)


def retire_tag(session: Session, tag_id: str, seen: Tag | None = None, *, retired: bool = True) -> Tag:
    """Offer a tag no more, or again. Notes that have it keep it.

    :param seen: the tag as it was shown; None only where it was read in this same transaction
    :raises AnnotationError: there is no such tag, or the program reads it
    :raises ChangedMeanwhileError: somebody has changed it since it was shown
    """
    there = _there(session, tag_id, seen)
    return (
        there
        if there.retired == retired
        else _keep(session, "retire" if retired else "offer", replace(there, retired=retired), there)
    )


def _there(session: Session, tag_id: str, seen: Tag | None) -> Tag:
    there = next((tag for tag in vocabulary(session).tags if tag.id == tag_id), None)
    if seen is not None:
        require_unchanged(seen, there)
    if there is None:
        raise AnnotationError("tag_absent", tag=tag_id)
    if there.fixed:
        raise AnnotationError("tag_fixed", tag=there.name)
    return there


def _keep(session: Session, act: str, tag: Tag, before: Tag | None) -> Tag:
    acting_person(session)
    was = {"name": before.name, "retired": before.retired} if before else None
    record(session, act, TAG, tag.id, was, {"name": tag.name, "retired": tag.retired})
    return next(some for some in vocabulary(session).tags if some.id == tag.id)


def _name(text: str) -> str:
    name = " ".join(clean(text).split())
    if not name:
        raise AnnotationError("tag_empty")
    if len(name) > LONGEST_TAG:
        raise AnnotationError("note_tag_too_long", tag=name[:LONGEST_TAG], most=LONGEST_TAG)
    return name


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return " ".join(clean(name).casefold().split())
