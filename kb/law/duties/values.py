"""The values of statements by which search narrows: deadlines in days, amounts in đồng."""

from collections.abc import Iterable

from documents.duties.statement import Statement, TimeUnit

DEADLINE, AMOUNT = "deadline", "amount"

DAYS = {TimeUnit.HOUR: 1 / 24, TimeUnit.DAY: 1, TimeUnit.WORKING_DAY: 1, TimeUnit.MONTH: 30, TimeUnit.YEAR: 365}
"""A month is 30 days, a year 365; a working day counts as a day."""

_VND = "VND"


def as_kept(value: float) -> float:
    """A number as it is kept and compared: hours are no whole part of a day."""
    return round(value, 4)


def values_of(statements: Iterable[Statement]) -> set[tuple[str, float]]:
    """The deadlines and amounts of a clause, each once."""
    found: set[tuple[str, float]] = set()
    for statement in statements:
        deadline = statement.deadline
        if deadline is not None and deadline.value is not None and deadline.unit is not None:
            found.add((DEADLINE, as_kept(deadline.value * DAYS[deadline.unit])))
        found.update((AMOUNT, as_kept(amount.value)) for amount in statement.amounts if amount.unit == _VND)
    return found
