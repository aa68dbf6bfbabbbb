"""Who may end what: a decree cannot end a law."""

import re

from documents.amendments.instruments import Named
from documents.amendments.places import Place
from documents.messages import Message
from documents.model import Instrument, InstrumentType
from documents.types import is_outranked


def incompetent(place: Place, issuer: Instrument) -> Message | None:
    """A decree cannot end a law, a draft nothing, and no instrument the one that it amends."""
    target = place.instrument
    if issuer.metadata.type in _ENDS_NOTHING:
        return Message.of("doubt.ends_nothing")
    if target is None or target.this:
        return None
    if not place.units and _amends(issuer.metadata.title or "", target):
        return Message.of("doubt.part_of_text")
    above = is_outranked((issuer.metadata.type, issuer.metadata.number), (target.type, target.number))
    return Message.of("doubt.outranked") if above else None


def _amends(title: str, target: Named) -> bool:
    """Whether a title says that the instrument amends a target."""
    amended = _AMENDING.match(title)
    if amended is None:
        return False
    words = "".join(amended["what"].split())
    return bool(target.number and target.number in words) or bool(target.name and "".join(target.name.split()) in words)


_AMENDING = re.compile(
    r"\W*(?:về\s+)?(?:việc\s+)?(?:sửa\s+đổi|bổ\s+sung)(?P<what>(?:(?!\s(?:bãi\s+bỏ|thay\s+thế|hủy\s+bỏ)\s).)*)",
    re.IGNORECASE | re.DOTALL,
)
_ENDS_NOTHING = (InstrumentType.DRAFT, InstrumentType.OTHER)
