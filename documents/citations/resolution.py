"""From a reference to the key of what it points to.

The finder says what is written; this module says what that means. Without any known instrument a key is made from what the text
states (``nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11#dieu-19/khoan-1``, ``-`` for unknown parts), so that it fits the instrument
once it is known. A name alone is resolved by the day: "Luật Phòng, chống mua bán người" was another law before 01/07/2025.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Protocol

from documents.citations.lexicon import full_name, known_laws
from documents.citations.model import Context, Reference, Target
from documents.errors import KeyFormatError
from documents.identity.dates import DATE, find_date
from documents.identity.issuers import ASSEMBLY, STANDING_COMMITTEE, issuers_of_number, known_name
from documents.identity.numbers import type_of_number, year_of_number
from documents.identity.types import type_of_words
from documents.keys import UNKNOWN, number_slug, parse_key
from documents.model import InstrumentType
from documents.text import slug


@dataclass(frozen=True, slots=True)
class KnownInstrument:
    """An instrument that a reference may mean.

    :param name: its title without the type word; None where it is cited by number only
    """

    key: str
    type: InstrumentType
    number: str | None = None
    name: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None


class KnownInstruments(Protocol):
    """What a base knows. Implementations answer from memory: they are asked for every reference of a text."""

    def numbered(self, number: str) -> Sequence[KnownInstrument]:
        """Instruments with this số hiệu; ``number`` is a slug (``09-2013-nd-cp``)."""

    def named(self, name: str) -> Sequence[KnownInstrument]:
        """Instruments with this title; ``name`` is a slug of the title without the type word (``phong-chong-mua-ban-nguoi``)."""

    def keyed(self, key: str) -> KnownInstrument | None:
        """The instrument that a key or an alias names."""


class InstrumentTable:
    """Known instruments held in dictionaries."""

    def __init__(self, instruments: Iterable[KnownInstrument]) -> None:
        self._numbered: dict[str, list[KnownInstrument]] = defaultdict(list)
        self._named: dict[str, list[KnownInstrument]] = defaultdict(list)
        self._keyed: dict[str, KnownInstrument] = {}
        for instrument in instruments:
            self._keyed[instrument.key] = instrument
            if instrument.number:
                self._numbered[number_slug(instrument.number)].append(instrument)
            if instrument.name is not None:
                self._named[slug(instrument.name)].append(instrument)

    def numbered(self, number: str) -> Sequence[KnownInstrument]:
        """See :class:`KnownInstruments`."""
        return self._numbered.get(number, ())

    def named(self, name: str) -> Sequence[KnownInstrument]:
        """See :class:`KnownInstruments`."""
        return self._named.get(name, ())

    def keyed(self, key: str) -> KnownInstrument | None:
        """See :class:`KnownInstruments`."""
        return self._keyed.get(key)


@cache
def built_in() -> InstrumentTable:
    """The laws of ``laws.tsv``, which are known without a base."""
    return InstrumentTable(
        KnownInstrument(
            key=f"{law.type.value}/{number_slug(law.number) if law.number else UNKNOWN}/{_assembly(law.type)}/{law.issued_on or UNKNOWN}",
            type=law.type,
            number=law.number,
            name=law.name,
            issued_on=law.issued_on,
            effective_from=law.effective_from,
        )
        for law in known_laws()
    )


def _assembly(type_: InstrumentType) -> str:
    return slug(STANDING_COMMITTEE if type_ is InstrumentType.ORDINANCE else ASSEMBLY)


def resolve(
    text: str,
    references: Iterable[Reference],
    context: Context | None = None,
    known: KnownInstruments | None = None,
    day: date | None = None,
) -> tuple[Reference, ...]:
    """Give the targets of references their keys.

    :param text: the text in which the references were found; dates and issuers that follow a number are read from it
    :param known: what the base knows; the built-in list of laws is asked after it
    :param day: the day by which a name is understood; where it is None, the end of the year in which the citing instrument was
        issued, as far as the context tells
    :returns: the references in the same order; ``key`` stays None where nothing identifies the instrument
    """
    context = context or Context()
    books: tuple[KnownInstruments, ...] = (built_in(),) if known is None else (known, built_in())
    when = day or _day_of_context(context, books)
    return tuple(_resolved(text, reference, context, books, when) for reference in references)


def _day_of_context(context: Context, books: Sequence[KnownInstruments]) -> date | None:
    if context.instrument is None:
        return None
    instrument = _by_key(context.instrument, books)
    if instrument and instrument.issued_on:
        return date(instrument.issued_on.year, 12, 31)
    year = year_of_number(context.instrument)
    return date(year, 12, 31) if year else None


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the words of a reference, and those after it, say about the instrument."""

    type: InstrumentType | None = None
    issuer: str | None = None
    issued_on: date | None = None


_ISSUED = re.compile(r"\s*,?\s*(?:ban hành\s+)?(?:ngày\s+)?(?=\d)")
_ISSUER = re.compile(r"\s*,?\s*(?:do|của)\s+(?P<name>[^,;.()]{4,90})")


def _resolved(text: str, reference: Reference, context: Context, books: Sequence[KnownInstruments], day: date | None) -> Reference:
    stated: _Stated | None = None
    targets = []
    for target in reference.targets:
        if target.instrument is None and target.name is None:
            targets.append(target)
            continue
        stated = stated or _read_stated(text, reference.end)
        instrument = _instrument_key(target, stated, books, day)
        path = target.path
        targets.append(replace(target, key=None if instrument is None else f"{instrument}#{path}" if path else instrument))
    return replace(reference, targets=tuple(targets))


def _read_stated(text: str, end: int) -> _Stated:
    issued = _ISSUED.match(text, end)
    found = DATE.match(text, issued.end()) if issued else None
    issued_on = None
    if found and (day := find_date(text, found.start())) and day.start == found.start():
        issued_on, end = day.day, day.end
    issuer = _ISSUER.match(text, end)
    return _Stated(issuer=_issuer(issuer["name"]) if issuer else None, issued_on=issued_on)


@lru_cache(maxsize=4096)
def _issuer(words: str) -> str | None:
    """The known issuer whose name begins the words: "Chính phủ quy định chi tiết …"."""
    syllables = words.split()
    for length in range(min(len(syllables), 12), 0, -1):
        if name := known_name(" ".join(syllables[:length])):
            return slug(name)
        if (
            syllables[0] == "Bộ"
            and len(syllables) > 2
            and syllables[1] == "trưởng"
            and (name := known_name(" ".join(syllables[2:length])))
        ):
            return slug(name)
    return None


def _instrument_key(target: Target, stated: _Stated, books: Sequence[KnownInstruments], day: date | None) -> str | None:
    if target.instrument:
        if known := _by_key(target.instrument, books):
            return known.key
        if "/" in target.instrument and _is_key(target.instrument):
            return target.instrument
        return _by_number(target, replace(stated, type=target.type), books)
    return _by_name(target.name or "", books, day)


def _by_key(text: str, books: Sequence[KnownInstruments]) -> KnownInstrument | None:
    if text.count("/") != 3:
        return None
    return next((found for book in books if (found := book.keyed(text))), None)


@lru_cache(maxsize=1024)
def _is_key(text: str) -> bool:
    try:
        return parse_key(text).path is None
    except KeyFormatError:
        return False


_SHORT = re.compile(r"\d{1,4}/(?:19|20)\d{2}")


def _by_number(target: Target, stated: _Stated, books: Sequence[KnownInstruments]) -> str | None:
    number = target.instrument or ""
    type_ = stated.type or type_of_number(number)
    if number.isdigit():
        return None
    if _SHORT.fullmatch(number):
        if type_ is not InstrumentType.DECREE:
            return None
        number += "/NĐ-CP"  # decrees of a numbered year are always the Government's
    wanted = number_slug(number)
    for book in books:
        candidates = [
            known
            for known in book.numbered(wanted)
            if (type_ is None or known.type is type_ or {known.type, type_} == {InstrumentType.LAW, InstrumentType.CODE})
            and (stated.issued_on is None or known.issued_on is None or known.issued_on == stated.issued_on)
        ]
        # the built-in list holds no resolutions, so that a number of the Assembly without a type word is not decided by it
        if len(candidates) == 1 and (type_ is not None or book is not built_in()):
            return candidates[0].key
    issuer = stated.issuer or slug(_issuers(number) or "") or UNKNOWN
    return f"{type_.value if type_ else UNKNOWN}/{wanted}/{issuer}/{stated.issued_on or UNKNOWN}"


@lru_cache(maxsize=4096)
def _issuers(number: str) -> str | None:
    return issuers_of_number(number)


_VERSION = re.compile(r"[\s,(]*(?:năm\s+|ngày\s+.*|(?<=\s))(?P<year>(?:19|20)\d{2})?\)?$")
_YEAR = re.compile(r"(?:19|20)\d{2}(?=\)?$)")


def _by_name(name: str, books: Sequence[KnownInstruments], day: date | None) -> str | None:
    full = full_name(name)
    if full is None:
        return None
    type_word, bare, tail = full
    type_ = type_of_words(type_word)
    wanted = slug(bare)
    written = find_date(tail)
    year = None if written else (int(found[0]) if (found := _YEAR.search(tail)) else None)
    for book in books:
        candidates = [known for known in book.named(wanted) if type_ is None or known.type is type_]
        if written:
            candidates = [known for known in candidates if known.issued_on == written.day]
        elif year:
            candidates = [known for known in candidates if known.issued_on and known.issued_on.year == year]
        if chosen := _on_day(candidates, day):
            return chosen.key
    return None


def _on_day(candidates: Sequence[KnownInstrument], day: date | None) -> KnownInstrument | None:
    """The one of several instruments of the same name that was the law on a day; without a day, only a single one is certain."""
    if len(candidates) == 1:
        return candidates[0]
    if day is None:
        return None
    dated = [known for known in candidates if known.effective_from and known.effective_from <= day]
    return max(dated, key=lambda known: known.effective_from or date.min, default=None)
