"""Who says what about the identity of a text."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from documents.model import InstrumentType as T


class Field(StrEnum):
    """What a witness speaks of."""

    TYPE = "type"
    NUMBER = "number"
    ISSUER = "issuer"
    ISSUED_ON = "issued_on"
    TITLE = "title"


class Who(StrEnum):
    """The places that tell which instrument a text is."""

    LETTERHEAD = "letterhead"
    BASE = "base"  # what a consolidated text consolidates: pages and files may name it instead
    NUMBER = "number"  # what the abbreviations and the year in a số hiệu say
    FORMULA = "formula"
    WORDING = "wording"  # what the articles call the instrument
    ADOPTION = "adoption"
    SIGNATURE = "signature"
    ATTACHED = "attached"  # "ban hành kèm theo …" above an annex
    SOURCE_NOTE = "source_note"
    PROPERTIES = "properties"
    PAGE_TITLE = "page_title"
    ADDRESS = "address"
    FILE_NAME = "file_name"


Value: TypeAlias = str | date | T


@dataclass(frozen=True, slots=True)
class Witness:
    """One statement about the identity of a text.

    :param strength: how many voices it counts for
    :param dissents: False for what can only bear others out: it may speak of another instrument
    """

    who: Who
    field: Field
    value: Value
    strength: int = 1
    dissents: bool = True

    @property
    def names(self) -> bool:
        """Whether the value is one that an instrument can have, and not only a year or an office."""
        return self.who is not Who.SIGNATURE and not (self.who is Who.NUMBER and self.field is Field.ISSUED_ON)
