"""Keeping review files: what they are about and its texts on their day, making and changing them, closing them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.model import Provision
from documents.paths import UNITS, contains, provision_key, split_key, touches, upward
from kb.accounts.audit import REVIEW, record
from kb.accounts.current import Actor, acting_person, person_named
from kb.database.reading.reader import LoadedVersion, find_instrument, load_bare, load_version, provision_absent, versions
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Person, ReviewItem, ReviewMember
from kb.database.tables import Provision as ProvisionRow
from kb.database.tables import ReviewFile as Row
from kb.errors import AmbiguousKeyError, NotFoundError, ReviewFileError
from kb.interface.days import utc

OPEN, CLOSED = "open", "closed"
LONGEST_TITLE, LONGEST_WORDS, MOST_ITEMS, MOST_MEMBERS = 500, 20_000, 500, 200


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """What people write of a review.

    :param purpose: what it is for; ``basis``: on which plan or order it rests, a line each
    :param as_of: the day of the law that is reviewed
    :param items: keys of instruments and provisions
    """

    title: str
    as_of: date
    items: tuple[str, ...] = ()
    purpose: str = ""
    basis: str = ""
    deadline: date | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """A review file as it is now.

    :param said: what people wrote of it
    :param origin: the name of the file that it was imported from
    """

    id: int
    said: ReviewDraft
    state: str
    author: str
    made_at: datetime
    origin: str | None = None

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.id, self.said, self.state)

    @property
    def open(self) -> bool:
        """Whether it is worked on."""
        return self.state == OPEN


def list_reviews(session: Session) -> list[Review]:
    """All review files: open ones first, by their deadline; those without one after these."""
    found = _read(session)
    return sorted(found, key=lambda item: (not item.open, item.said.deadline is None, item.said.deadline or date.min, -item.id))


def find_review(session: Session, review_id: int) -> Review:
    """The review file of a number.

    :raises NotFoundError: there is none
    """
    found = next(iter(_read(session, Row.id == review_id)), None)
    if found is None:
        raise NotFoundError("review_absent", number=str(review_id))
    return found


def imported_from(session: Session, origin: str) -> Review | None:
    """The review file that a file was imported as."""
    return next(iter(_read(session, Row.origin == origin)), None)


def create_review(session: Session, said: ReviewDraft, origin: str | None = None) -> Review:
    """Make a review file, in the name of whoever acts in the session. The caller commits.

    :raises ReviewFileError: it has no title, or something of it is too long
    :raises NotFoundError: a key of it names nothing in the base
    """
    checked = _checked(session, said)
    author = acting_person(session)
    row = Row(origin=origin, **_columns(checked), state=OPEN, author_id=author.id, made_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    _write_sets(session, row.id, checked)
    made = find_review(session, row.id)
    record(session, "create", REVIEW, str(row.id), after=_told(made))
    return made


def revise_review(session: Session, seen: Review, said: ReviewDraft) -> Review:
    """Change what a review is about. The caller commits.

    :param seen: the review that the writer started from
    :raises ChangedMeanwhileError: somebody has changed it since; nothing is stored
    :raises ReviewFileError: it is closed, or what is said cannot be kept
    """
    now = require_open(session, seen)
    checked = _checked(session, said, now.said.items)
    if checked == now.said:
        return now
    row = session.get_one(Row, now.id, populate_existing=True)
    for name, value in _columns(checked).items():
        setattr(row, name, value)
    session.flush()
    _write_sets(session, row.id, checked)
    return _recorded(session, "revise", now)


def turn_review(session: Session, seen: Review, state: str) -> Review:
    """End the work on a review, whose report can still be written; or go on with one that was closed.

    :raises ChangedMeanwhileError: somebody has changed it since
    """
    now = require_unchanged(seen, next(iter(_read(session, Row.id == seen.id)), None))
    if now.state == state:
        return now
    session.get_one(Row, now.id, populate_existing=True).state = state
    session.flush()
    return _recorded(session, "close" if state == CLOSED else "reopen", now)


def require_open(session: Session, seen: Review) -> Review:
    """A review as it is there, if it is the one that was shown and is worked on.

    :raises ChangedMeanwhileError: somebody has changed it since
    :raises ReviewFileError: it is closed
    """
    now = require_unchanged(seen, next(iter(_read(session, Row.id == seen.id)), None))
    if not now.open:
        raise ReviewFileError("review_closed", title=now.said.title)
    return now


def _recorded(session: Session, act: str, before: Review) -> Review:
    after = find_review(session, before.id)
    record(session, act, REVIEW, str(after.id), _told(before), _told(after))
    return after


def _checked(session: Session, said: ReviewDraft, kept: Sequence[str] = ()) -> ReviewDraft:
    """What is said, tidied, or refused.

    :param kept: keys that are there already: what has gone from the base meanwhile stays in the set until somebody takes it out
    """
    title = " ".join(said.title.split())
    if not title:
        raise ReviewFileError("review_untitled")
    for text, most in ((title, LONGEST_TITLE), (said.purpose, LONGEST_WORDS), (said.basis, LONGEST_WORDS)):
        if len(text) > most:
            raise ReviewFileError("review_too_long", count=len(text), most=most)
    items = _without_covered([key if key in kept else known_key(session, key) for key in said.items])
    members = tuple(dict.fromkeys(Actor(name).name for name in said.members if name.strip()))
    for count, most in ((len(items), MOST_ITEMS), (len(members), MOST_MEMBERS)):
        if count > most:
            raise ReviewFileError("review_too_many", count=count, most=most)
    return replace(said, title=title, purpose=said.purpose.strip(), basis=said.basis.strip(), items=items, members=members)


def known_key(session: Session, key: str) -> str:
    """The key of what a key names, as the base calls it today.

    :raises NotFoundError: the base has no such instrument, or no version of it has the provision
    """
    try:
        instrument = find_instrument(session, key)
    except KeyFormatError:
        raise NotFoundError("instrument_absent", key=key) from None
    path = split_key(key)[1]
    if path:
        ids = [version.id for version in versions(session, instrument)]
        there = select(ProvisionRow.id).where(ProvisionRow.version_id.in_(ids), ProvisionRow.path == path).limit(1)
        if session.scalar(there) is None:
            raise provision_absent(session, instrument.key, path)
    return provision_key(instrument.key, path)


def _without_covered(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys without those that stand below another one of them."""
    split = [split_key(key) for key in dict.fromkeys(keys)]
    return tuple(
        provision_key(instrument, path)
        for instrument, path in split
        if not any(other == instrument and above != path and contains(above, path) for other, above in split)
    )


def _columns(said: ReviewDraft) -> dict[str, Any]:
    return {name: getattr(said, name) for name in ("title", "purpose", "basis", "deadline", "as_of")}


def _write_sets(session: Session, review_id: int, said: ReviewDraft) -> None:
    session.execute(delete(ReviewItem).where(ReviewItem.file_id == review_id))
    session.execute(delete(ReviewMember).where(ReviewMember.file_id == review_id))
    for position, (instrument, path) in enumerate(map(split_key, said.items)):
        session.add(ReviewItem(file_id=review_id, position=position, instrument=instrument, path=path))
    for name in said.members:
        session.add(ReviewMember(file_id=review_id, person_id=person_named(session, name).id))
    session.flush()


def _read(session: Session, *where: ColumnElement[bool]) -> list[Review]:
    rows = session.execute(select(Row, Person.name).join(Person, Person.id == Row.author_id).where(*where).order_by(Row.id)).all()
    ids = [row.id for row, _ in rows]
    items: dict[int, list[str]] = {id_: [] for id_ in ids}
    for item in session.scalars(select(ReviewItem).where(ReviewItem.file_id.in_(ids)).order_by(ReviewItem.position)):
        items[item.file_id].append(provision_key(item.instrument, item.path))
    members: dict[int, list[str]] = {id_: [] for id_ in ids}
    named = select(ReviewMember.file_id, Person.name).join(Person, Person.id == ReviewMember.person_id)
    for file_id, name in session.execute(named.where(ReviewMember.file_id.in_(ids)).order_by(Person.name)):
        members[file_id].append(name)
    return [
        Review(
            row.id,
            ReviewDraft(**_columns(row), items=tuple(items[row.id]), members=tuple(members[row.id])),  # type: ignore[arg-type]
            row.state,
            author,
            utc(row.made_at),
            row.origin,
        )
        for row, author in rows
    ]


def _told(review: Review) -> dict[str, Any]:
    """A review as the audit keeps it."""
    said = review.said
    days = {"deadline": said.deadline and said.deadline.isoformat(), "as_of": said.as_of.isoformat()}
    sets = {"items": list(said.items), "members": list(said.members)}
    return {"title": said.title, "purpose": said.purpose, "basis": said.basis, **days, **sets, "state": review.state}


@dataclass(frozen=True, slots=True)
class ReviewText:
    """An instrument of a review with its text on the day.

    :param key: of the instrument as the review has it, which may be an alias by now
    :param paths: what of it is reviewed; an empty path: all of it
    """

    key: str
    loaded: LoadedVersion
    paths: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether a provision is reviewed."""
        return any(contains(above, path) for above in self.paths)

    def touches(self, path: str) -> bool:
        """Whether a provision, or something of it, is reviewed."""
        return any(touches(above, path) for above in self.paths)

    def roots(self) -> Iterator[Provision]:
        """What is reviewed, in reading order, each with all below it."""
        if "" in self.paths:
            yield from self.loaded.provisions
            return
        wanted = set(self.paths)
        yield from (item for item in self.loaded.walk() if item.path in wanted)

    def units(self) -> Iterator[Provision]:
        """The articles and appendices that are reviewed; where less than an article is, that."""
        for root in self.roots():
            inner = [item for item in root.walk() if item.kind in UNITS]
            paths = {item.path for item in inner}
            outer = [item for item in inner if paths.isdisjoint(above for above in upward(item.path) if above != item.path)]
            if outer:
                yield from outer
            elif root.path in self.paths:
                yield root


def texts_of(
    session: Session, review: Review, day: date | None = None, only: str | None = None, words: bool = True
) -> list[ReviewText]:
    """The texts of a review, in its order; what the base does not have any more is left out.

    :param day: default: the day of the review
    :param only: of the instrument that has this key now
    :param words: with their provisions; who asks within a transaction that others wait for can do without
    """
    load = load_version if words else load_bare
    paths: dict[str, list[str]] = {}
    for key, path in map(split_key, review.said.items):
        paths.setdefault(key, []).append(path)
    found = []
    for key, some in paths.items():
        try:
            instrument = find_instrument(session, key)
            if only is not None and instrument.key != only:
                continue
            loaded = load(session, instrument, day or review.said.as_of)
        except (NotFoundError, AmbiguousKeyError, KeyFormatError):
            continue
        found.append(ReviewText(key, loaded, tuple(some)))
    return found


def lacking(items: Sequence[str], texts: Sequence[ReviewText]) -> tuple[str, ...]:
    """Those keys of a review that none of its texts answers: they have gone from the base, or from its wording of the day."""
    known = {text.key: text for text in texts}
    return tuple(
        item
        for item in items
        for key, path in (split_key(item),)
        if key not in known or (path and path not in known[key].loaded.ids)
    )
