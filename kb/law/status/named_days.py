"""Clauses that name a day in their words. To look through all texts of a base takes a part of a second: kept until they change."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, func, or_, select
from sqlalchemy.orm import Session, aliased

from documents.model import InstrumentType, Kind
from documents.paths import kind_of, steps_of
from documents.time.named_days import NamedDay, named_days
from documents.wording.dates import DATE
from kb.database.cache import BaseCache
from kb.database.reading.holdings import drafted
from kb.database.reading.reader import content_revision
from kb.database.tables import Instrument, Provision, Version

_LEAD, _QUOTE = 120, 320
"""Characters of what is quoted, of the words above a point and of its own."""
_BEFORE = 200
_SPECIMEN = re.compile(r"\W*(?:mẫu|hợp đồng|đơn|tờ khai|giấy|biên bản|phiếu)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a version that names days.

    :param instrument: its row; ``version`` that of the version
    :param issued_on: when the text was issued: an earlier day is none that it names for the time to come
    :param lead: the words above it
    """

    instrument: int
    version: int
    path: str
    text: str
    lead: str
    issued_on: date | None
    days: tuple[NamedDay, ...]

    def sentence(self, item: NamedDay) -> str:
        """The sentence that names a day."""
        return self.text[slice(*item.words)].strip()

    def quote(self, item: NamedDay) -> str:
        """These words, shortened where they are long; of a point after the words that it goes on from."""
        begin, end = item.words
        first = max(begin, item.at - _BEFORE) if end - begin > _QUOTE else begin
        last = min(end, first + _QUOTE)
        words = " ".join(self.text[first:last].split()).rstrip(" ;")
        words = f"… {words.partition(' ')[2]}" if first > begin else words
        words = f"{words.rpartition(' ')[0]} …" if last < end else words
        lead = " ".join(self.lead.rpartition("\n")[2].split())
        if begin or not lead.endswith(":"):
            return words
        lead = lead if len(lead) <= _LEAD else f"… {lead[-_LEAD:].partition(' ')[2]}"
        return f"{lead} {words}" if words.startswith("…") else f"{lead} … {words}"


_kept: BaseCache[tuple[Clause, ...]] = BaseCache(most=6)


def clauses_naming(session: Session, first: int, last: int) -> tuple[Clause, ...]:
    """The clauses of all versions that make law and name a day of some years; specimens in their annexes do not."""
    connection = session.connection()
    place = str(connection.engine.url), first, last
    # Another base may come to stand at the same address, with as many changes.
    stamp = content_revision(connection), connection.scalar(select(func.max(Version.recorded_at)))
    return _kept.at(place, stamp, lambda: tuple(_read(connection, range(first, last + 1))))


def makes_law() -> tuple[ColumnElement[bool], ...]:
    """Of instruments: a consolidated text has the status of what it consolidates, a draft none, and what is neither of a type nor
    numbered is a contract, a form, a report.
    """
    typed = or_(Instrument.type != InstrumentType.OTHER.value, Instrument.number.is_not(None))
    return Instrument.type != InstrumentType.CONSOLIDATED_TEXT.value, Instrument.id.not_in(drafted()), typed


def _read(connection: Connection, years: range) -> Iterator[Clause]:
    node, above = Provision, aliased(Provision)
    of = Version.instrument_id, Instrument.issued_on, node.version_id
    asked = select(*of, node.path, node.text, node.tail, above.text, func.coalesce(node.heading, above.heading, ""))
    asked = asked.join(Version, Version.id == node.version_id).join(Instrument, Instrument.id == Version.instrument_id)
    asked = asked.outerjoin(above, above.id == node.parent_id)
    named = or_(*(words.contains(str(year)) for words in (node.text, node.tail) for year in years))
    asked = asked.where(named, node.kind != Kind.PREAMBLE.value, *makes_law()).order_by(node.id)
    for instrument, issued_on, version, path, text, tail, lead, headed in connection.execute(asked):
        steps = [kind_of(step) for step in steps_of(path)]
        if Kind.FORM in steps or (steps[0] is Kind.APPENDIX and _SPECIMEN.match(headed)):
            continue
        words = "\n".join(filter(None, (text, tail)))
        found = named_days(words, path, lead or "") if DATE.search(words) else ()
        days = tuple(item for item in found if item.day.year in years and (issued_on is None or issued_on < item.day))
        if days:
            yield Clause(instrument, version, path, words, lead or "", issued_on=issued_on, days=days)
