"""What somebody saw when they decided or saved: where the thing has become another one meanwhile, nothing is stored.

Ids say which row is meant, not what it said. So whoever decides hands over the view that they were shown, and it is compared with
the one that is there in the transaction that would change it.
"""

import hashlib
from typing import Protocol, TypeVar

from kb.errors import ChangedMeanwhileError


class Shown(Protocol):
    """A view of something that people decide about or edit."""

    @property
    def shown(self) -> tuple[object, ...]:
        """All of it that a person sees and that a decision rests on; no ids."""
        ...


T = TypeVar("T", bound=Shown)


def mark_of(thing: Shown) -> str:
    """A short text that differs as soon as anything that is shown does, for the keys of cards and fields."""
    return hashlib.sha256(repr(thing.shown).encode()).hexdigest()[:20]


def require_unchanged(seen: T, now: T | None) -> T:
    """Refuse a change of what is no longer as it was shown.

    :returns: what is there, the same as what was shown
    :raises ChangedMeanwhileError: it is another one, or gone; the error carries both
    """
    if now is None:
        raise ChangedMeanwhileError("seen_gone", seen, now)
    if seen.shown != now.shown:
        raise ChangedMeanwhileError("seen_changed", seen, now)
    return now
