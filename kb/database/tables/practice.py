"""How somebody did in practice calls, where they asked for it to be kept."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base


class PracticeResult(Base):
    """The last result of a person in a made-up call: which call, whether it was right, on which day. Nothing else is kept."""

    __tablename__ = "practice_result"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    call: Mapped[str] = mapped_column(String(60), primary_key=True)
    right: Mapped[bool]
    day: Mapped[date]
