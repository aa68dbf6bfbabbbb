"""Words that name instruments: types, abbreviations, and where the name of a law ends."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from documents.model import InstrumentType
from documents.wording import read_vocabulary, types

_CITED = read_vocabulary("cited")
_NUMBERED = {name.capitalize() for name, kind in types.TYPE_WORDS if kind not in types.NAMED_TYPES}
LAWS = ("Bộ luật", "Bộ Luật", *(types.TYPE_NAMES[kind] for kind in types.LAW_TYPES[1:]))
TREATIES: tuple[str, ...] = tuple(_CITED["treaties"])
CONSTITUTION = types.TYPE_NAMES[InstrumentType.CONSTITUTION]
STRONG_TYPES = (*LAWS, CONSTITUTION, *TREATIES)
PAPER_TYPES: tuple[str, ...] = tuple(_CITED["papers"])
NUMBERED_TYPES: tuple[str, ...] = tuple(_CITED["numbered"])
NORMATIVE_TYPES = tuple(sorted({*_NUMBERED, *_CITED["rules"]}, key=lambda name: (-len(name), name)))
WEAK_TYPES = (*NORMATIVE_TYPES, *PAPER_TYPES, *NUMBERED_TYPES)
TYPE_WORDS = (*STRONG_TYPES, *WEAK_TYPES)
ABBREVIATIONS: dict[str, str] = {**types.SHORT_TYPES, **_CITED["short_instruments"]}
PAPER_ABBREVIATIONS: dict[str, str] = _CITED["short_papers"]
SHORT_NAMES: dict[str, str] = _CITED["short_names"]


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """A law by the name under which it is cited.

    :param name: without the type word; empty for the Constitution
    """

    type: InstrumentType
    name: str
    number: str | None
    issued_on: date | None
    effective_from: date | None


@cache
def known_laws() -> tuple[KnownLaw, ...]:
    """The laws that texts cite by name, past and present. The list is for finding names and for what they meant on a day."""
    lines = files("documents.references").joinpath("laws.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple(
        KnownLaw(InstrumentType(t), name, None if number == "-" else number, _day(i), _day(e)) for t, name, number, i, e in rows
    )


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


_TYPE_WORD = re.compile("(?:" + "|".join(STRONG_TYPES) + r")(?![\wđ])")
_TAIL = re.compile(r"[\s,(]*(?:năm\s*\(?|\(|ngày\s|\s)\s*(?=\d)[\d\s/.()thángnăm-]+$")


def full_name(name: str) -> tuple[str, str, str] | None:
    """Take a name as written apart: type word, name without it, and the year or date at its end.

    Abbreviations are written out: "Luật PCMBN 2011" is ("Luật", "Phòng, chống mua bán người", "2011").
    """
    tail = _TAIL.search(name)
    bare = name[: tail.start()] if tail else name
    bare = " ".join(ABBREVIATIONS.get(bare.strip(), bare).split())
    word = _TYPE_WORD.match(bare)
    if word is None:
        return None
    rest = bare[word.end() :].strip()
    return word.group(), SHORT_NAMES.get(rest, rest), tail.group() if tail else ""
