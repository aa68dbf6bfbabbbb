"""Everything the interface says, in Vietnamese and in English, from ``catalogue.toml``.

No sentence is put together from pieces: each entry is whole, with named places for values. Numbers and days are written by
:meth:`Catalogue.number` and :meth:`Catalogue.day` alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from kb.interface.days import write_day

_FILE = Path(__file__).with_name("catalogue.toml")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


class Language(StrEnum):
    """The languages of the interface."""

    VIETNAMESE = "vi"
    ENGLISH = "en"

    @classmethod
    def of(cls, text: str | None, default: "Language | None" = None) -> "Language":
        """The language that a setting or an address names; what it does not know is ``default`` or Vietnamese."""
        try:
            return cls((text or "").strip().lower()[:2])
        except ValueError:
            return default or cls.VIETNAMESE


@lru_cache
def entries() -> Mapping[str, Mapping[str, str]]:
    """The whole catalogue: key to language to text."""
    flat: dict[str, Mapping[str, str]] = {}
    for group, values in tomllib.loads(_FILE.read_text(encoding="utf-8")).items():
        for name, texts in values.items():
            flat[f"{group}.{name}"] = MappingProxyType(texts)
    return MappingProxyType(flat)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The interface's words in one language."""

    language: Language = Language.VIETNAMESE

    def __call__(self, key: str, **values: object) -> str:
        """The text of an entry, with its places filled.

        :param values: numbers and days are written in the manner of the language, everything else as it is
        :raises KeyError: there is no such entry
        """
        text = entries()[key][self.language.value]
        return text.format(**{name: self.write(value) for name, value in values.items()}) if values else text

    def has(self, key: str) -> bool:
        """Whether there is an entry of this name."""
        return key in entries()

    def write(self, value: object) -> str:
        """A value as the language writes it."""
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, date):
            return self.day(value)
        return str(value)

    def number(self, value: int | float) -> str:
        """A number with the language's separators: 62.294,5 or 62,294.5."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        return text if self.language is Language.ENGLISH else text.translate(str.maketrans(",.", ".,"))

    def day(self, value: date | None) -> str:
        """A day: 15/01/2024 or 15 Jan 2024; an unknown day is said to be unknown."""
        if value is None:
            return self("common.unknown_day")
        if self.language is Language.ENGLISH:
            return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year:04}"
        return write_day(value)

    def moment(self, value: datetime) -> str:
        """A day with the time of day, in the time zone of the value."""
        return f"{self.day(value.date())} {value.hour:02}:{value.minute:02}"
