"""Who may end what: a decree cannot end a law."""

from documents.amendments.places import Place
from documents.messages import Message
from documents.model import Instrument, InstrumentType
from documents.types import LEVELS


def incompetent(place: Place, issuer: Instrument) -> Message | None:
    """A decree cannot end a law, and a draft nothing."""
    target = place.instrument
    if issuer.metadata.type in _ENDS_NOTHING:
        return Message.of("doubt.ends_nothing")
    if target is None or target.this:
        return None
    own, other = _rank(issuer.metadata.type, issuer.metadata.number), _rank(target.type, target.number)
    return Message.of("doubt.outranked") if own is not None and other is not None and other < own else None


def _rank(kind: InstrumentType | None, number: str | None) -> int | None:
    """How high an instrument stands, the highest first; None where it is not known.

    A resolution or a decision is of the rank of who issues it, which its number tells.
    """
    if kind in (InstrumentType.RESOLUTION, InstrumentType.DECISION, InstrumentType.DIRECTIVE):
        return next((LEVELS[kind] for sign, kind in _ISSUERS if sign in (number or "")), None)
    return LEVELS.get(kind) if kind is not None else None


_ENDS_NOTHING = (InstrumentType.DRAFT, InstrumentType.OTHER)
_ISSUERS = (
    ("UBTVQH", InstrumentType.ORDINANCE),
    ("QH", InstrumentType.LAW),
    ("NQ-CP", InstrumentType.DECREE),
    ("TTg", InstrumentType.DECISION),
    ("UBND", InstrumentType.DIRECTIVE),
    ("HĐND", InstrumentType.DIRECTIVE),
    ("QĐ-", InstrumentType.CIRCULAR),
    ("CT-", InstrumentType.CIRCULAR),
)
