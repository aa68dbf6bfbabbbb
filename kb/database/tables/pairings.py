"""Which provisions of two texts people joined or parted by hand."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kb.database.tables.base import Base, Id


class Pairing(Base):
    """What a person decided about two provisions: that they correspond, or that they do not.

    It is about whatever has these keys, now or later, so that it points to no row of `Instrument`. Of two versions of one
    instrument ``left_version`` and ``right_version`` are the numbers; else they are empty. ``act``: join, part. ``state``:
    active, or withdrawn by a person. Who decided what before is in `Audit`.
    """

    __tablename__ = "pairing"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    left_key: Mapped[str]
    left_version: Mapped[str] = mapped_column(default="")
    left_path: Mapped[str]
    right_key: Mapped[str]
    right_version: Mapped[str] = mapped_column(default="")
    right_path: Mapped[str]
    act: Mapped[str] = mapped_column(String(10))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="active")


Index("ix_pairing_keys", Pairing.left_key, Pairing.right_key)
