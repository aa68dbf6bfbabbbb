"""Which instruments a number or a name may mean: a table in memory, made when the index is opened."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection, func, select

from documents.model import InstrumentType
from documents.paths import type_of_key
from documents.text import slug
from documents.wording.actions import RelationKind
from documents.wording.citing import full_name
from documents.wording.types import LAW_TYPES, NAMED_TYPES, rank_order
from kb.database.tables import CitedInstrument, Instrument, InstrumentAlias, Relation

CONSTITUTION = InstrumentType.CONSTITUTION.value
_TYPE_WORDS = re.compile(f"^(?:{'|'.join(NAMED_TYPES)})-")
_MOST_ALIKE = 8
_NUMBER = re.compile(r"^0*(\d+)(?:-(\d{4}))?(?:-(.+))?$")


@dataclass(frozen=True, slots=True)
class Known:
    """An instrument of the base.

    :param ordinal: the number before the first slash
    :param year: the year in its số hiệu
    :param rest: what follows in the số hiệu, as a slug: ``nd-cp``
    """

    id: int
    key: str
    type: str
    number: str | None
    title: str
    issued_on: date | None
    ordinal: int | None
    year: int | None
    rest: str


class InstrumentTable:
    """Instruments by number and by name.

    :param stand_ins: consolidated texts, by row, under the number, type and name of what they consolidate, which the base lacks
    :param borrowed: by row, names that are not the instruments' own: asked only where no own name answers
    """

    def __init__(
        self,
        instruments: Iterable[Known],
        aliases: dict[str, int] | None = None,
        stand_ins: Iterable[Known] = (),
        borrowed: Mapping[int, str] = MappingProxyType({}),
    ) -> None:
        self.by_ordinal: dict[int, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self._stand_ins: dict[int, list[Known]] = defaultdict(list)
        self._by_borrowed: dict[str, list[Known]] = defaultdict(list)
        self.by_key: dict[str, Known] = {}
        by_id: dict[int, Known] = {}
        for known in instruments:
            by_id[known.id] = known
            self.by_key[known.key] = known
            if known.ordinal is not None:
                self.by_ordinal[known.ordinal].append(known)
            if known.type in NAMED_TYPES:
                name = CONSTITUTION if known.type == CONSTITUTION else bare_name(known.title)
                if name:
                    self.by_name[name].append(known)
        for identity, borrowed_name in borrowed.items():
            if identity in by_id and by_id[identity].type in NAMED_TYPES:
                self._by_borrowed[bare_name(borrowed_name)].append(by_id[identity])
        for alias, identity in (aliases or {}).items():
            if identity in by_id:
                self.by_key.setdefault(alias, by_id[identity])
        for of in stand_ins:
            if of.id not in by_id or of.ordinal is None:
                continue
            known = replace(by_id[of.id], type=of.type, ordinal=of.ordinal, year=of.year, rest=of.rest)
            self._stand_ins[of.ordinal].append(known)
            if of.type in NAMED_TYPES and (name := bare_name(of.title)) and name not in self.by_name:
                self.by_name[name].append(known)

    def numbered(self, ordinal: int, year: int | None, rest: str, types: frozenset[str]) -> list[Known]:
        """The instruments that a written number may mean, those of a year in the order of their rank, else the newest first.

        :param rest: slug of what follows the year, may be the beginning of it only, or empty
        :param types: of the type word before the number, empty where there is none
        """
        return self._among(self.by_ordinal, ordinal, year, rest, types) or self._among(
            self._stand_ins, ordinal, year, rest, types, strictly=True
        )

    def _among(
        self,
        by_ordinal: dict[int, list[Known]],
        ordinal: int,
        year: int | None,
        rest: str,
        types: frozenset[str],
        strictly: bool = False,
    ) -> list[Known]:
        found = [
            known
            for known in by_ordinal.get(ordinal, ())
            if (year is None or known.year == year or (known.year is None and known.issued_on and known.issued_on.year == year))
            and (not rest or known.rest.startswith(rest + "-") or known.rest.replace("-", "") == rest.replace("-", ""))
        ]
        typed = [known for known in found if known.type in types] if types else found
        ordered = _newest_first(typed or ([] if strictly else found))
        if year is None or types:
            return ordered
        return sorted(ordered, key=lambda known: rank_order(InstrumentType(known.type), known.number))

    def named(self, name: str, year: int | None = None) -> list[Known]:
        """The instruments that bear a name.

        :param name: slug of the name, with or without its type word
        """
        bare = CONSTITUTION if name.startswith(CONSTITUTION) else bare_name_of_slug(name)
        found = _of_year(self.by_name.get(bare, []), year) or self._by_borrowed.get(bare, [])
        wanted = _TYPE_WORDS.match(name + "-")
        if wanted and wanted[0] == "bo-luat-":
            found = [known for known in found if known.type in ("bo-luat", "luat")]
        return _newest_first(_of_year(found, year))

    def laws_of(self, year: int) -> list[Known]:
        """The laws, codes and ordinances of a year."""
        return [known for some in self.by_name.values() for known in _of_year(some, year) if known.type in LAW_TYPES]

    def beginning(self, words: str, year: int | None = None) -> list[Known]:
        """The instruments whose name some words begin with; of several names the longest."""
        parts = slug(words).split("-")
        for count in range(len(parts), 1, -1):
            if found := self.named("-".join(parts[:count]), year):
                return found
        return []

    def named_with(self, words: frozenset[str], year: int | None = None) -> list[Known]:
        """The instruments whose name has all of these words, shortest names first; none where more than `_MOST_ALIKE` have."""
        found = [known for name, all_known in self.by_name.items() if words <= set(name.split("-")) for known in all_known]
        found = _of_year(found, year)
        return sorted(found, key=lambda known: (len(known.title), known.key)) if len(found) <= _MOST_ALIKE else []


def _of_year(found: list[Known], year: int | None) -> list[Known]:
    if year is None:
        return list(found)
    return [known for known in found if year in (known.year, known.issued_on.year if known.issued_on else None)]


def _newest_first(found: list[Known]) -> list[Known]:
    def age(known: Known) -> tuple[int, str]:
        return -(known.issued_on.toordinal() if known.issued_on else (known.year or 0) * 365), known.key

    return sorted(found, key=age)


def bare_name(title: str) -> str:
    """A name without its type word and without a number or date behind it, as a slug."""
    return bare_name_of_slug(slug(title))


def bare_name_of_slug(name: str) -> str:
    """The same for a name that is a slug already."""
    name = _TYPE_WORDS.sub("", name + "-")
    return re.sub(r"-(?:nam-)?\d{4}$", "", name.strip("-"))


def read_instruments(connection: Connection) -> InstrumentTable:
    """All instruments of the base."""
    columns = (Instrument.id, Instrument.key, Instrument.type, Instrument.number, Instrument.title, Instrument.issued_on)
    rows = connection.execute(select(*columns, Instrument.borrowed_title)).all()
    borrowed = {row.id: row.borrowed_title for row in rows if row.borrowed_title and not row.title}
    alias_rows = connection.execute(select(InstrumentAlias.alias, InstrumentAlias.instrument_id))
    aliases = {row.alias: row.instrument_id for row in alias_rows}
    return InstrumentTable((known_from(*row[:6]) for row in rows), aliases, _stand_ins(connection), borrowed)


def _stand_ins(connection: Connection) -> list[Known]:
    """Consolidated texts of what the base does not hold: of the first instrument that their heads name."""
    first = (
        select(func.min(Relation.id))
        .where(Relation.kind == RelationKind.CONSOLIDATES.value, Relation.state != "rejected")
        .group_by(Relation.instrument_id)
    )
    rows = connection.execute(
        select(Relation.instrument_id, CitedInstrument.label, CitedInstrument.number, CitedInstrument.name)
        .join(CitedInstrument, CitedInstrument.id == Relation.cited_id)
        .where(Relation.id.in_(first), CitedInstrument.instrument_id.is_(None), CitedInstrument.number.is_not(None))
    )
    return [known_from(row.instrument_id, "", type_of_key(row.label), row.number, row.name, None) for row in rows]


def known_from(identity: int, key: str, type_: str, number: str | None, title: str | None, issued_on: date | None) -> Known:
    """An instrument as the table keeps it."""
    match = _NUMBER.match(slug(number)) if number else None
    ordinal = int(match[1]) if match and len(match[1]) < 10 else None
    year = int(match[2]) if match and match[2] else None
    return Known(
        id=identity,
        key=key,
        type=type_,
        number=number,
        title=full_name(type_, title),
        issued_on=issued_on,
        ordinal=ordinal,
        year=year,
        rest=(match[3] or "") if match else "",
    )
