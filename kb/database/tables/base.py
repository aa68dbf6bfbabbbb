"""What every table is made of."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Date, DateTime, Integer
from sqlalchemy.orm import DeclarativeBase

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
