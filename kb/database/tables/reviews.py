"""Review files: what is reviewed, by whom, how far they are, and what they make of the notes on it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id
from kb.database.tables.people import NoteId
from kb.database.words import ShortWords


class ReviewFile(Base):
    """A review of a set of provisions. It is closed, never deleted; who changed what is in `Audit` (thing ``review``).

    ``origin``: the name of the file that it was imported from, which is imported once. ``as_of``: the day of the law that is
    reviewed. ``state``: open, closed.
    """

    __tablename__ = "review_file"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    origin: Mapped[str | None] = mapped_column(ShortWords(200), unique=True)
    title: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    deadline: Mapped[date | None]
    as_of: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]


class ReviewMember(Base):
    """Somebody who works on a review."""

    __tablename__ = "review_member"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class ReviewItem(Base):
    """An instrument of the set, or a provision of one with all below it, by the key that it had then. An empty path: the whole."""

    __tablename__ = "review_item"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    instrument: Mapped[str]
    path: Mapped[str] = mapped_column(default="")


class ReviewMark(Base):
    """How far a review is with a provision, as a person said. ``state``: read, noted, nothing; no row: not read yet."""

    __tablename__ = "review_mark"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    instrument: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ReviewFinding(Base):
    """What a review makes of a note: whether it is left out of the report, what is proposed, and on which legal basis.

    ``note_id`` is no reference, so that nothing keeps a note's row from going.
    """

    __tablename__ = "review_finding"
    file_id: Mapped[int] = mapped_column(ForeignKey("review_file.id"), primary_key=True)
    note_id: Mapped[str] = mapped_column(NoteId, primary_key=True)
    left_out: Mapped[bool] = mapped_column(default=False)
    proposal: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
