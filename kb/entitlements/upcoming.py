"""Which cards rest on what changes or ends on a coming day, and the days on which something of a card itself begins or ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from documents.keys import same_instrument
from documents.messages import Message
from documents.paths import contains, number_of_key, touches
from kb.entitlements.binding import keys_in_base
from kb.entitlements.checking import Use, uses
from kb.entitlements.model import Confidence
from kb.entitlements.revisions import desk_of
from kb.law.status.upcoming import Upcoming

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
        near = [use for use in by_number.get(number_of_key(event.instrument), ()) if touches(event.path, use.binding.path)]
        here = [use for use in near if same_instrument(use.binding.source.key, event.instrument)]
        covered |= {(event.on, use) for use in here if contains(event.path, use.binding.path)}
        found[event] = {use.card for use in here if _rests(use, event.on)}
    held = keys_in_base(session, {use.binding.source.key for some in by_number.values() for use in some})
    for event, card in _dated((use for some in by_number.values() for use in some), held, covered):
        if first < event.on <= last:
            found.setdefault(event, set()).add(card)
    return {event: tuple(sorted(cards)) for event, cards in found.items()}


def _rests(use: Use, day: date) -> bool:
    """Whether a card rests on a place by a day, or did on the day before; the law before lives on as it was on its last day."""
    return day <= use.rule_day and (use.period.holds(day) or use.period.holds(day - _DAY))


def _dated(found: Iterable[Use], held: Mapping[str, str], covered: set[tuple[date, Use]]) -> Iterator[tuple[Upcoming, str]]:
    for use in found:
        key, certain = use.binding.source.key, use.binding.confidence is Confidence.PRIMARY
        first, last = use.period.first, use.period.last
        days = [(first, first, FROM)] if first else []
        days += [(last + _DAY, last, UNTIL)] if last and last < date.max else []
        for on, day, kind in days:
            if (on, use) not in covered:
                yield (
                    Upcoming(on, kind, held.get(key, key), use.binding.path, Message.of(f"upcoming.{kind}", day=day), certain),
                    use.card,
                )
