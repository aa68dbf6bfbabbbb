"""What the clauses of a version say as data (`documents.duties`). Derived, and gone with the words that it was read from."""

from sqlalchemy import Float, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base


class VersionDuties(Base):
    """The statements of a version's clauses; there is a row where they were read, also where no clause has one.

    ``text_hash``: of the version; ``model``: what read them (`kb.law.duties.keeping`); ``statements``: by path of the clause,
    packed.
    """

    __tablename__ = "version_duties"
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(16))
    statements: Mapped[bytes] = mapped_column(LargeBinary)


class StatedValue(Base):
    """A value that a clause states and by which search narrows: ``deadline`` in days, ``amount`` in đồng."""

    __tablename__ = "stated_value"
    provision_id: Mapped[int] = mapped_column(ForeignKey("provision.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[float] = mapped_column(Float(53), primary_key=True)


Index("ix_stated_value_what_value", StatedValue.what, StatedValue.value)
