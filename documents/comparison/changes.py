"""What a change is about, and where its words stand."""

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What a change is about. The values are part of the interface."""

    DURATION = "duration"
    DEADLINE = "deadline"
    AMOUNT = "amount"
    RATE = "rate"
    AGE = "age"
    AUTHORITY = "authority"
    ADDRESSEE = "addressee"
    CONDITION = "condition"
    DOCUMENT = "document"
    OBLIGATION = "obligation"
    RIGHT = "right"
    SCOPE = "scope"


NORMS = frozenset({What.OBLIGATION, What.RIGHT})
FIGURES = frozenset({What.DURATION, What.DEADLINE, What.AMOUNT, What.RATE, What.AGE})


@dataclass(frozen=True, slots=True)
class Piece:
    """A phrase of a provision's own text.

    :param path: of the provision; ``start`` and ``end`` into its text
    """

    path: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class MeantChange:
    """A phrase that became another one; ``before`` None where it is new, ``after`` None where it is gone."""

    what: What
    before: Piece | None
    after: Piece | None
