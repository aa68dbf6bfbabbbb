"""From a reference to the key of what it points to.

The finder says what is written; this module says what that means. Without any known instrument a key is made from what the text
states (``nghi-dinh/09-2013-nd-cp/chinh-phu/2013-01-11#dieu-19/khoan-1``, ``-`` for unknown parts), so that it fits the instrument
once it is known. A name alone is resolved by the day: "Luật Phòng, chống mua bán người" was another law before 01/07/2025.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import Protocol

from documents.errors import KeyFormatError
from documents.identity.issuers import issuers_of_number, known_name
from documents.identity.numbers import type_of_number, year_of_number
from documents.keys import number_slug, parse_key
from documents.model import InstrumentType
from documents.paths import UNKNOWN, KeyParts, key_parts, make_key, provision_key, split_key, type_of_key
from documents.references.instruments import with_learned_names
from documents.references.names import KnownInstrument, full_name, known_laws
from documents.references.reference import Context, Reference, Target
from documents.text import slug
from documents.wording.dates import date_at, find_date
from documents.wording.types import LAW_TYPES, TYPE_NAME, type_of_slug, type_of_words


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
            if instrument.key:
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
    return InstrumentTable(known_laws())


Bases = Mapping[str, Collection[str]]
"""Keys of the laws that legal bases name with their number or day, by the slug of the name with its type."""


def resolve(
    text: str,
    references: Iterable[Reference],
    context: Context | None = None,
    known: KnownInstruments | None = None,
    day: date | None = None,
    bases: Bases | None = None,
) -> tuple[Reference, ...]:
    """Give the targets of references their keys.

    :param text: the text in which the references were found; dates and issuers that follow a number are read from it
    :param known: what the base knows; the built-in list of laws is asked after it
    :param day: the day by which a name is understood; where it is None, that of the context, see :func:`day_of_context`
    :param bases: what the legal bases of the same text name: where that is the only law of a name, the name alone means it
    :returns: the references in the same order; ``key`` stays None where nothing identifies the instrument
    """
    references = tuple(references)
    if not references:
        return ()
    context = context or Context()
    books: tuple[KnownInstruments, ...] = (built_in(),) if known is None else (known, built_in())
    when = day or day_of_context(context, known)
    if known is not None:
        references = tuple(with_learned_names(text, references, known.named, built_in().named))
    resolver = _Resolver(text, context, books, when, bases or {})
    return tuple(resolver.resolve(reference) for reference in references)


def bases_of(references: Iterable[Reference]) -> Iterator[tuple[str, str]]:
    """The names, as in :data:`Bases`, and keys of the laws that resolved references name with their number or day."""
    for target in (target for reference in references for target in reference.targets):
        full = full_name(target.name) if target.name and target.key else None
        if full and target.key and (full[2] or target.instrument):
            yield slug(f"{full[0]} {full[1]}"), split_key(target.key)[0]


def day_of_context(context: Context, known: KnownInstruments | None = None) -> date | None:
    """The day that the containing instrument speaks of: when it took effect, or the first day of the year after its issue.

    What implements a law is most often issued before the law's own first day and takes effect with it.
    """
    if context.instrument is None:
        return None
    books = (built_in(),) if known is None else (known, built_in())
    instrument = _by_key(context.instrument, books)
    if instrument and instrument.effective_from:
        return instrument.effective_from
    parts = key_parts(context.instrument)
    dated = parts.date if parts and _type_in_key(context.instrument) else context.instrument
    year = instrument.issued_on.year if instrument and instrument.issued_on else year_of_number(dated)
    return date(year + 1, 1, 1) if year else None


@dataclass(frozen=True, slots=True)
class _Stated:
    """What the words of a reference, and those after it, say about the instrument."""

    type: InstrumentType | None = None
    issuer: str | None = None
    issued_on: date | None = None


_ISSUED = re.compile(r"\s*,?\s*(?:ban hành\s+)?(?:ngày\s+)?(?=\d)")
_ISSUER = re.compile(r"\s*,?\s*(?:do|của)\s+(?P<name>[^,;.()]{4,90})")
_LONGEST_STATED = 200  # characters: blanks without end say nothing


_Named = tuple[str | None, str | None, InstrumentType | None]


class _Resolver:
    """Resolves the references of one text in order. What was resolved for the same targets is kept."""

    def __init__(self, text: str, context: Context, books: Sequence[KnownInstruments], day: date | None, bases: Bases) -> None:
        self._text = text
        self._context = context
        self._books = books
        self._day = day
        self._bases = bases
        self._latest: dict[str, str] = {}  # of each type the instrument that was named last
        self._several: set[str] = set()  # types of which more than one was named
        self._done: dict[tuple[int, tuple[str | None, ...]], tuple[tuple[Target, ...], tuple[Target, ...]]] = {}

    def resolve(self, reference: Reference) -> Reference:
        named = tuple(dict.fromkeys((target.instrument, target.name, target.type) for target in reference.targets))
        keys = {name: self._key(reference, name) for name in named}
        asked = (id(reference.targets), tuple(keys.values()))  # the finder gives the same words the same targets
        if asked not in self._done:
            made = tuple(_with_key(target, keys[target.instrument, target.name, target.type]) for target in reference.targets)
            self._done[asked] = (reference.targets, made)  # which keeps the id
        targets = self._done[asked][1]
        for name in named:
            if key := keys[name]:
                type_ = type_of_key(key)
                if self._latest.get(type_, key) != key:
                    self._several.add(type_)
                self._latest[type_] = key
        return reference._replace(targets=targets)

    def _key(self, reference: Reference, named: _Named) -> str | None:
        target = Target(instrument=named[0], name=named[1], type=named[2])
        if _is_of_other_type(reference, target, self._context, self._books):
            return self._latest.get(str(target.type))
        if target.instrument is None and target.name is None:
            return None
        if (other := self._bare_type(reference, target)) is not None:
            return None if other.value in self._several else self._latest.get(other.value)
        return self._instrument_key(target, reference.end)

    def _instrument_key(self, target: Target, end: int) -> str | None:
        """The key of the instrument that a target names; what the words state of it follows at ``end``."""
        if not target.instrument:
            full = full_name(target.name or "") if self._bases else None
            named = self._bases.get(slug(f"{full[0]} {full[1]}"), ()) if full and not full[2] else ()
            return next(iter(named)) if len(named) == 1 else _by_name(target.name or "", self._books, self._day)
        if known := _by_key(target.instrument, self._books):
            return known.key
        if key_parts(target.instrument) and _is_key(target.instrument):
            return target.instrument
        return _by_number(target, replace(_read_stated(self._text, end), type=target.type), self._books)

    def _bare_type(self, reference: Reference, target: Target) -> InstrumentType | None:
        """The type after a unit without an instrument, where it is another than that of the text: "Điều 73 của Luật"."""
        if target.name is not None or target.type is not None or target.instrument != self._context.instrument:
            return None
        named = _BARE_TYPE.match(self._text, reference.end) if reference.text[-3:] != "này" else None
        type_ = type_of_words(" ".join(named["type"].split())) if named else None
        containing = _containing_type(self._context, self._books)
        return None if type_ is None or containing is None or _same_type(type_, containing) else type_


_BARE_TYPE = re.compile(
    rf"\s+(?:(?:của|thuộc|tại|trong)\s+)?(?P<type>{TYPE_NAME})"
    r"(?=\s*(?:[.,;:)]|$)|\s+(?:và|thì|là|được|quy|có|bao|như|nêu)(?![\wđ]))"
)


def _same_type(one: InstrumentType, other: InstrumentType) -> bool:
    return one is other or {one, other} <= {*LAW_TYPES} or other in _UNTYPED


def _with_key(target: Target, instrument: str | None) -> Target:
    return target._replace(key=None if instrument is None else provision_key(instrument, target.path))


def _is_of_other_type(reference: Reference, target: Target, context: Context, books: Sequence[KnownInstruments]) -> bool:
    """Whether "Luật này" stands in a decree, where it means the law that was named before it."""
    itself = target.instrument == context.instrument and reference.text.endswith((" này", " nêu trên"))
    if target.type not in LAW_TYPES or not itself:
        return False
    if context.in_quote and context.quoted_target:
        return False
    containing = _containing_type(context, books)
    return containing is not None and containing not in LAW_TYPES and containing not in _UNTYPED


def _containing_type(context: Context, books: Sequence[KnownInstruments]) -> InstrumentType | None:
    if context.instrument is None:
        return None
    known = _by_key(context.instrument, books)
    return known.type if known else _type_in_key(context.instrument) or type_of_number(context.instrument)


_UNTYPED = frozenset((InstrumentType.OTHER, InstrumentType.DRAFT, InstrumentType.CONSOLIDATED_TEXT, InstrumentType.CONSTITUTION))


def _type_in_key(text: str) -> InstrumentType | None:
    return type_of_slug(type_of_key(text)) if key_parts(text) and _is_key(text) else None


def _read_stated(text: str, end: int) -> _Stated:
    issued = _ISSUED.match(text, end, end + _LONGEST_STATED)
    issued_on = None
    if issued and (day := date_at(text, issued.end())):
        issued_on, end = day.day, day.end
    issuer = _ISSUER.match(text, end, end + _LONGEST_STATED)
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


def _by_key(text: str, books: Sequence[KnownInstruments]) -> KnownInstrument | None:
    if key_parts(text) is None:
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
    if _is_of_amended(target.name, wanted, books):
        return None
    for book in books:
        candidates = [
            known
            for known in book.numbered(wanted)
            if (type_ is None or known.type is type_ or {known.type, type_} == {InstrumentType.LAW, InstrumentType.CODE})
            and (None in (stated.issued_on, known.issued_on) or known.issued_on == stated.issued_on)
        ]
        # the built-in list holds no resolutions, so that a number of the Assembly without a type word is not decided by it
        if len(candidates) == 1 and (type_ is not None or book is not built_in()):
            return candidates[0].key
    issuer = stated.issuer or slug(issuers_of_number(number) or "") or UNKNOWN
    return make_key(KeyParts(type_.value if type_ else UNKNOWN, wanted, issuer, str(stated.issued_on or UNKNOWN)))


def _is_of_amended(name: str | None, number: str, books: Sequence[KnownInstruments]) -> bool:
    """Whether the number after "Luật sửa đổi, bổ sung một số điều của Luật A" is that of Luật A."""
    if name is None or "ửa đổi" not in name:
        return False
    amended = slug(name)
    return any(known.name and amended.endswith(slug(known.name)) for book in books for known in book.numbered(number))


_YEAR = re.compile(r"(?:19|20)\d{2}(?=\)?$)")


def _by_name(name: str, books: Sequence[KnownInstruments], day: date | None) -> str | None:
    full = full_name(name)
    if full is None:
        return None
    tail = full[2]
    written = find_date(tail)
    found = None if written else _YEAR.search(tail)
    year = int(found[0]) if found else None
    for book in books:
        candidates = bearing(name, book)
        if written:
            candidates = [known for known in candidates if known.issued_on == written.day]
        elif year:
            candidates = [known for known in candidates if known.issued_on and known.issued_on.year == year]
        elif day:
            # Nobody cites a law that is not there yet: of an only candidate issued later, nothing is known but the name.
            candidates = [known for known in candidates if not known.issued_on or known.issued_on <= day]
        if chosen := _on_day(candidates, day):
            return chosen.key or None
        if candidates and day is None:
            return None  # another book that knows fewer of them does not tell which it is
    return None


def bearing(name: str, book: KnownInstruments) -> list[KnownInstrument]:
    """The instruments that bear a name as it is written, whatever day or year stands behind it."""
    full = full_name(name)
    type_ = type_of_words(full[0]) if full else None
    return [known for known in book.named(slug(full[1])) if type_ is None or known.type is type_] if full else []


def _on_day(candidates: Sequence[KnownInstrument], day: date | None) -> KnownInstrument | None:
    """The one of several instruments of the same name that was the law on a day; without a day, only a single one is certain."""
    if len(candidates) == 1:
        return candidates[0]
    if day is None:
        return None
    dated = [known for known in candidates if known.effective_from and known.effective_from <= day]
    return max(dated, key=lambda known: known.effective_from or date.min, default=None)
