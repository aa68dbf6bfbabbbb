"""What every table is made of."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Date, DateTime, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kb.database.words import Data, Words

Id = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map: ClassVar = {
        dict[str, Any]: Data,
        list[Any]: Data,
        str: Words,
        date: Date,
        datetime: DateTime(timezone=True),
    }


class State(Base):
    """Named values of a base, such as the content revision that the index was built from."""

    __tablename__ = "state"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str]


class LastId(Base):
    """The last id that a table gave to a row, so that none is given twice. SQLite only; PostgreSQL has sequences."""

    __tablename__ = "last_id"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)  # of the table
    value: Mapped[int] = mapped_column(BigInteger)


class Waiting(Base):
    """Work that a stored text still asks for: noted in the transaction that stores it, gone with the one that does it.

    ``what``: ``link`` (references, relations and effects of a version), ``compile`` (the compiled versions of an instrument),
    ``name`` (an instrument without a title of its own) or ``index`` (a version that was stored, changed or taken out).
    """

    __tablename__ = "waiting"
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    row_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)  # of a version or an instrument, maybe gone
