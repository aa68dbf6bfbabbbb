"""What comes into force, changes or ends, as it is promised to other programs."""

from datetime import date

from kb.errors import InvalidQueryError
from kb.export.upcoming import MONTHS, Coming
from kb.interface.catalogue import VIETNAMESE
from kb.interface.contract import fields_json
from kb.interface.days import months_after, today
from kb.open.objects import Json


def upcoming_json(found: list[Coming], first: date, last: date) -> Json:
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
