"""Everything the interface says. A language is one file beside this module, named by its code (``vi.toml``).

No sentence is put together from pieces: each entry is whole, with named places for values. Numbers and days are written by
:meth:`Catalogue.number` and :meth:`Catalogue.day` alone, in the manner that the language's file says under ``[writing]``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from documents.errors import WordedError
from documents.messages import Message, Places
from documents.wording.citing import mention
from kb.interface.days import in_vietnam

FOLDER = Path(__file__).parent
DEFAULT = "vi"


@lru_cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that there is a file for; Vietnamese comes first."""
    return tuple(sorted((file.stem for file in FOLDER.glob("*.toml")), key=lambda code: (code != DEFAULT, code)))


def language_of(text: str | None, default: str = DEFAULT) -> str:
    """The language that a setting or an address names; what there is no file for is ``default``."""
    code = (text or "").strip().lower()[:2]
    return code if code in languages() else default


def next_language(language: str) -> str:
    """The language that the interface turns to from this one; from the last, the first."""
    known = languages()
    return known[(known.index(language) + 1) % len(known)]


@lru_cache
def _file(language: str) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


@lru_cache
def entries(language: str = DEFAULT) -> Mapping[str, str]:
    """The whole catalogue in a language: key to text."""
    groups = ((group, texts) for group, texts in _file(language).items() if group != "writing")
    return MappingProxyType({f"{group}.{name}": text for group, texts in groups for name, text in texts.items()})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The interface's words in one language, by its code, see :func:`languages`."""

    language: str = DEFAULT

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of an entry, with its places filled, see :meth:`write`.

        :raises KeyError: there is no such entry
        """
        text = entries(self.language)[key]
        return text.format(**{name: self.write(value) for name, value in values.items()}) if values else text

    def has(self, key: str) -> bool:
        """Whether there is an entry of this name."""
        return key in entries(self.language)

    def write(self, value: object) -> str:
        """A value as the language writes it: what is said in words, a list with commas, numbers and days in its manner."""
        if isinstance(value, Message):
            return self._sentence(value)
        if isinstance(value, Places):
            named = ", ".join(map(mention, value.paths))
            return self("common.and_more_places", named=named, count=value.more) if value.more else named
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, WordedError):
            return self(f"error.{value.code}", **value.values)
        if isinstance(value, tuple | list):
            return ", ".join(map(self.write, value))
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, date):
            return self.day(value)
        return str(value)

    def _sentence(self, message: Message) -> str:
        """Bases and exports of a newer release may have sentences, or places in them, that this one does not know."""
        try:
            return self(message.key, **dict(message.values))
        except (KeyError, RecursionError):  # a file may have been made to do harm
            return self("problem.unknown_sentence", key=message.key)

    def number(self, value: int | float) -> str:
        """A number with the language's separators: 62.294,5 or 62,294.5."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
        manner = _file(self.language)["writing"]
        return text.translate(str.maketrans(",.", manner["thousands"] + manner["decimal"]))

    def day(self, value: date | None) -> str:
        """A day, or that of a moment in Vietnam: 15/01/2024 or 15 Jan 2024; an unknown day is said to be unknown."""
        if value is None:
            return self("common.unknown_day")
        value = in_vietnam(value) if isinstance(value, datetime) else value
        manner = _file(self.language)["writing"]
        month = manner["months"].split()[value.month - 1]
        return manner["day"].format(day=value.day, month=value.month, month_name=month, year=value.year)

    @property
    def short(self) -> str:
        """What the language is called on the button that turns to it."""
        return _file(self.language)["writing"]["name"]

    def moment(self, value: datetime) -> str:
        """A moment by the clocks of Vietnam: a day with the time of day."""
        return f"{self.day(value)} {in_vietnam(value):%H:%M}"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `kb doctor` looked at.

    :param code: what was looked at
    :param found: what was found, with the remedy where it is not as it should be
    :param there: there is such a thing; what is not there yet may be right, but it is nothing to tick
    """

    code: str
    ok: bool
    found: Message | WordedError
    there: bool = True


VIETNAMESE = Catalogue()
"""What other programs are told is said in Vietnamese."""


def both(said: str | Message | WordedError, /, **values: object) -> str:
    """A sentence in Vietnamese, then in English, for who cannot choose.

    :param said: an entry of the catalogue with values, or what has them in it
    """
    words = [say(said, **values) if isinstance(said, str) else say.write(said) for say in map(Catalogue, languages())]
    return f"{words[0]} ({words[1]})"
