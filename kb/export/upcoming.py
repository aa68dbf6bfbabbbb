"""What lies ahead of a base, of its cards and its review files: in rows, and as a calendar that other programs open (RFC 5545)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.identity.issuers import printed_number
from documents.keys import same_instrument
from documents.messages import Message, Places
from documents.paths import UNKNOWN, contains, number_of_key, parent_of, provision_key, read_step, split_key, steps_of, touches
from documents.text import printable
from documents.time.named_days import Naming
from documents.wording.citing import instrument_name
from documents.wording.numbers import Order, number_order
from kb.database.reading.details import rows_among
from kb.database.tables import Instrument, InstrumentAlias, ReviewFile, ReviewItem
from kb.entitlements.binding import keys_in_base
from kb.entitlements.checking import Use, uses
from kb.entitlements.model import Confidence
from kb.entitlements.revisions import desk_of
from kb.errors import InvalidQueryError
from kb.interface.catalogue import VIETNAMESE, Catalogue
from kb.interface.contract import fields_json
from kb.interface.days import months_after, today
from kb.law.references.naming import name_of
from kb.law.status.upcoming import Upcoming, upcoming

_DAY = timedelta(days=1)
FROM, UNTIL = "card_from", "card_until"


def with_cards(session: Session, events: Sequence[Upcoming], first: date, last: date) -> Mapping[Upcoming, tuple[str, ...]]:
    """The events, each with the cards that rest on its place, and what begins or ends of cards by no event of the law."""
    desk = desk_of(session)
    by_number: dict[str, list[Use]] = defaultdict(list)
    for use in uses(desk, last, None):
        if use.card:
            by_number[number_of_key(use.binding.source.key)].append(use)
    found: dict[Upcoming, set[str]] = {}
    covered: set[tuple[date, Use]] = set()
    for event in events:
        near = [use for use in by_number.get(number_of_key(event.instrument), ()) if _rests_on(use, event.path)]
        here = [use for use in near if same_instrument(use.binding.source.key, event.instrument)]
        covered |= {(event.on, use) for use in here if contains(event.path, use.binding.path)}
        # A card rests on a place by a day, or did on the day before; the law before lives on as it was on its last day.
        days = (event.on, event.on - _DAY)
        found[event] = {use.card for use in here if event.on <= use.rule_day and any(map(use.period.holds, days))}
    held = keys_in_base(session, {use.binding.source.key for some in by_number.values() for use in some})
    for event, card in _dated((use for some in by_number.values() for use in some), held, covered):
        if first < event.on <= last:
            found.setdefault(event, set()).add(card)
    return {event: tuple(sorted(cards)) for event, cards in found.items()}


def _rests_on(use: Use, path: str) -> bool:
    """Whether a card rests on a place; what is not known of a law names none in it."""
    names_none = not use.binding.path and use.binding.confidence is Confidence.TO_CHECK
    return touches(path, use.binding.path) and not (path and names_none)


def _dated(found: Iterable[Use], held: Mapping[str, str], covered: set[tuple[date, Use]]) -> Iterator[tuple[Upcoming, str]]:
    for use in found:
        key, certain = use.binding.source.key, use.binding.confidence is Confidence.PRIMARY
        first, last = use.period.first, use.period.last
        days = [(first, first, FROM)] if first else []
        days += [(last + _DAY, last, UNTIL)] if last and last < date.max else []
        for on, day, kind in days:
            if (on, use) not in covered:
                why = Message.of(f"upcoming.{kind}", day=day)
                yield Upcoming(on, kind, held.get(key, key), use.binding.path, why, certain), use.card


MONTHS = 6
"""How far ahead is looked where nobody says."""
_MOST_PLACES = 12
_LINE = 75


@dataclass(frozen=True, slots=True)
class Coming:
    """What happens on a coming day, and whom it concerns.

    :param name: what the instrument is called
    :param cards: that rest on the place
    :param reviews: numbers of the open review files that the place is in
    """

    event: Upcoming
    name: str
    cards: tuple[str, ...]
    reviews: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """All that happens to an instrument on a day in one way.

    :param paths: of the provisions, in their order; the whole has none
    :param named: those of them whose names stand in no reason: the clauses that are quoted say where they stand
    :param whys: what is known, and from which texts
    :param certain: everywhere
    """

    on: date
    kind: str
    instrument: str
    name: str
    paths: tuple[str, ...]
    named: tuple[str, ...]
    whys: tuple[Message, ...]
    certain: bool
    cards: tuple[str, ...]
    reviews: tuple[int, ...]

    def places(self, say: Catalogue) -> str:
        """The provisions that no reason names, the first of them by name; empty where there are none."""
        return say.write(Places.of(*self.named, most=_MOST_PLACES)) if self.named else ""


def coming(session: Session, first: date, last: date) -> list[Coming]:
    """What happens after a day, up to and on another one, by day."""
    found = with_cards(session, upcoming(session, first, last), first, last)
    names = _names(session, {event.instrument for event in found})
    reviewed, told = _reviewed(session), []
    for event, cards in found.items():
        reviews = {review for review, path in reviewed.get(event.instrument, ()) if touches(event.path, path)}
        told.append(Coming(event, names[event.instrument], cards, tuple(sorted(reviews))))
    return sorted(told, key=_rank)


def _rank(item: Coming) -> tuple[date, int, str, str, tuple[tuple[str, Order], ...]]:
    """By day; on a day first what a status turns to, then what clauses say of it, then the days that they only name."""
    event, steps = item.event, map(read_step, steps_of(item.event.path))
    order = tuple((str(step.kind or ""), number_order(step.number)) for step in steps)
    return event.on, (event.kind == Naming.NAMED) + bool(event.quote), event.instrument, event.kind, order


def rows_of(found: Iterable[Coming]) -> list[Row]:
    """What happens to one instrument on one day in one way together, in the same order; of a day last the stages of a plan."""
    grouped: dict[tuple[date, str, str], list[Coming]] = defaultdict(list)
    found = list(found)
    places = {(item.event.on, item.event.kind, _beside(item.event)) for item in found if item.event.quote}
    for item in found:
        event = item.event
        staged = bool(event.quote) and {(event.on, kind, _beside(event)) for kind in _STAGES} <= places and event.kind in _STAGES
        grouped[event.on, STAGE if staged else event.kind, event.instrument].append(item)
    ordered = sorted(grouped.items(), key=lambda placed: (placed[0][0], placed[0][1] == STAGE))
    return [
        Row(
            *place,
            name=some[0].name,
            paths=tuple(dict.fromkeys(item.event.path for item in some if item.event.path)),
            named=tuple(dict.fromkeys(item.event.path for item in some if item.event.path and item.event.key != item.event.place)),
            whys=tuple(dict.fromkeys(item.event.why for item in some)),
            certain=all(item.event.certain for item in some),
            cards=tuple(sorted({card for item in some for card in item.cards})),
            reviews=tuple(sorted({review for item in some for review in item.reviews})),
        )
        for place, some in ordered
    ]


STAGE = "stage"
"""One rule ends on the day that another one beside it begins."""
_STAGES = (Naming.FROM.value, Naming.UNTIL.value)


def _beside(event: Upcoming) -> str:
    """What the clause that names the day stands in, clause by clause; of a whole article that itself."""
    instrument, path = split_key(event.place)
    return provision_key(instrument, parent_of(path) or path)


def write_ics(found: Sequence[Coming], say: Catalogue) -> bytes:
    """The calendar: an event of the whole day for each row. Who loads it again finds the same events, not new ones."""
    made = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tu Luat//Upcoming//VI", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    lines = [*head, f"X-WR-CALNAME:{_escaped(say('upcoming.title'))}"]
    for row in rows_of(found):
        lines += _event(row, say, made)
    return "".join(map(_folded, (*lines, "END:VCALENDAR"))).encode()


def _event(row: Row, say: Catalogue, made: str) -> Iterator[str]:
    what = say(f"event.{row.kind}")
    title = say("upcoming.line" if row.certain else "upcoming.line_unsure", what=what, name=row.name)
    about = [say.write(why) for why in row.whys[:_MOST_PLACES]]
    about += [say("upcoming.places", places=row.places(say))] if row.named else []
    about += [say("upcoming.cards", cards=row.cards)] if row.cards else []
    uid = blake2b(f"{row.on}|{row.kind}|{row.instrument}".encode(), digest_size=16).hexdigest()
    yield from ("BEGIN:VEVENT", f"UID:{uid}@tuluat", f"DTSTAMP:{made}")
    yield from (f"DTSTART;VALUE=DATE:{row.on:%Y%m%d}", f"DTEND;VALUE=DATE:{row.on + timedelta(days=1):%Y%m%d}")
    yield f"SUMMARY:{_escaped(title)}"
    yield "DESCRIPTION:" + _escaped("\n".join((*about, row.instrument)))
    yield f"CATEGORIES:{_escaped(what)}"
    yield from (f"STATUS:{'CONFIRMED' if row.certain else 'TENTATIVE'}", "TRANSP:TRANSPARENT", "END:VEVENT")


def _escaped(text: str) -> str:
    words = "\n".join(map(printable, text.split("\n")))
    for sign in "\\;,":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, no character parted."""
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces) + "\r\n"


def _reviewed(session: Session) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The numbers of open review files, with their places in each instrument; `kb.review` itself takes long to import."""
    of = select(ReviewItem.file_id, ReviewItem.path, func.coalesce(Instrument.key, ReviewItem.instrument).label("key"))
    of = of.join(ReviewFile, ReviewFile.id == ReviewItem.file_id).where(ReviewFile.state == "open")
    of = of.outerjoin(InstrumentAlias, InstrumentAlias.alias == ReviewItem.instrument)
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in session.execute(of.outerjoin(Instrument, Instrument.id == InstrumentAlias.instrument_id)):
        found[row.key].append((row.file_id, row.path))
    return found


def _names(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What instruments are called; what the base has no text of, by its key."""
    wanted = sorted(keys)
    numbers = {key: printed_number(number) for key in wanted if (number := number_of_key(key)) != UNKNOWN}
    names = {key: instrument_name(key, numbers.get(key), None) for key in wanted}
    return names | {row.key: name_of(row) for (row,) in rows_among(session, select(Instrument), Instrument.key, wanted)}


def upcoming_json(found: list[Coming], first: date, last: date) -> dict[str, Any]:
    """What `kb upcoming` says."""
    events = [
        {
            **fields_json(item.event, "on", "kind", "key"),
            "why": VIETNAMESE.write(item.event.why),
            "certain": item.event.certain,
            "place": item.event.place or None,
            "quote": item.event.quote or None,
            **fields_json(item, "name", "cards", "reviews"),
        }
        for item in found
    ]
    return {"as_of": first.isoformat(), "until": last.isoformat(), "events": events}


def span_of(first: date | None, last: date | None) -> tuple[date, date]:
    """The days that are asked about: from today on, six months, where nothing else is said.

    :raises InvalidQueryError: the last one is before the first
    """
    first = first or today()
    last = last or months_after(first, MONTHS)
    if last < first:
        raise InvalidQueryError("until_before", until=last, day=first)
    return first, last
