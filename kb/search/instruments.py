"""Which instruments a number or a name may mean: a table in memory, made when the index is opened."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from documents.text import slug
from kb.database.tables import Instrument, InstrumentAlias
from kb.index.documents import full_name

CONSTITUTION = "hien-phap"
NAMED_TYPES = ("hien-phap", "luat", "bo-luat", "phap-lenh")
"""Types that people call by name; all others go by number."""

_TYPE_WORDS = re.compile(r"^(?:luat|bo-luat|phap-lenh|hien-phap)-")
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
    """Instruments by number and by name."""

    def __init__(self, instruments: Iterable[Known], aliases: dict[str, int] | None = None) -> None:
        self.by_ordinal: dict[int, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.by_key: dict[str, Known] = {}
        by_id: dict[int, Known] = {}
        for known in instruments:
            by_id[known.id] = known
            self.by_key[known.key] = known
            if known.ordinal is not None:
                self.by_ordinal[known.ordinal].append(known)
            name = CONSTITUTION if known.type == CONSTITUTION else bare_name(known.title)
            if known.type in NAMED_TYPES and name:
                self.by_name[name].append(known)
        for alias, identity in (aliases or {}).items():
            if identity in by_id:
                self.by_key.setdefault(alias, by_id[identity])

    def numbered(self, ordinal: int, year: int | None, rest: str, types: frozenset[str]) -> list[Known]:
        """The instruments that a written number may mean.

        :param rest: slug of what follows the year, may be the beginning of it only, or empty
        :param types: of the type word before the number, empty where there is none
        """
        found = [
            known
            for known in self.by_ordinal.get(ordinal, ())
            if (year is None or known.year == year or (known.year is None and known.issued_on and known.issued_on.year == year))
            and (not rest or known.rest == rest or known.rest.startswith(rest + "-"))
        ]
        typed = [known for known in found if known.type in types] if types else found
        return _newest_first(typed or found)

    def named(self, name: str, year: int | None = None) -> list[Known]:
        """The instruments that bear a name.

        :param name: slug of the name, with or without its type word
        """
        found = self.by_name.get(CONSTITUTION if name.startswith(CONSTITUTION) else bare_name_of_slug(name), [])
        wanted = _TYPE_WORDS.match(name + "-")
        if wanted and wanted[0] == "bo-luat-":
            found = [known for known in found if known.type in ("bo-luat", "luat")]
        return _newest_first(_of_year(found, year))

    def named_with(self, words: frozenset[str], year: int | None = None, at_most: int = 8) -> list[Known]:
        """The instruments whose name has all of these words, shortest names first; none where more than ``at_most`` have."""
        found = [known for name, all_known in self.by_name.items() if words <= set(name.split("-")) for known in all_known]
        found = _of_year(found, year)
        return sorted(found, key=lambda known: (len(known.title), known.key)) if len(found) <= at_most else []


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
    rows = connection.execute(select(*columns))
    alias_rows = connection.execute(select(InstrumentAlias.alias, InstrumentAlias.instrument_id))
    aliases = {row.alias: row.instrument_id for row in alias_rows}
    return InstrumentTable((known_from(*row) for row in rows), aliases)


def known_from(identity: int, key: str, type_: str, number: str | None, title: str | None, issued_on: date | None) -> Known:
    """An instrument as the table keeps it."""
    match = _NUMBER.match(slug(number)) if number else None
    ordinal = int(match[1]) if match and len(match[1]) < 10 else None
    year = int(match[2]) if match and match[2] else None
    return Known(identity, key, type_, number, full_name(type_, title), issued_on, ordinal, year, (match[3] or "") if match else "")
