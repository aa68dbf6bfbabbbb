"""The values of statements by which search narrows: deadlines in days, amounts in đồng."""

from collections.abc import Iterable, Iterator

from documents.duties.statement import Statement, TimeUnit

DEADLINE, AMOUNT = "deadline", "amount"

DAYS = {TimeUnit.HOUR: 1 / 24, TimeUnit.DAY: 1, TimeUnit.WORKING_DAY: 1, TimeUnit.MONTH: 30, TimeUnit.YEAR: 365}
"""A month is 30 days, a year 365; a working day counts as a day."""

_VND = "VND"


def as_kept(value: float) -> float:
    """A number as it is kept and compared: hours are no whole part of a day."""
    return round(value, 4)


def values_of(statements: Iterable[Statement]) -> Iterator[tuple[str, float, str]]:
    """The deadlines and amounts of a clause, each with its words."""
    for statement in statements:
        deadline = statement.deadline
        if deadline is not None and deadline.value and deadline.unit is not None:  # a time of the clock may read as no days
            yield DEADLINE, as_kept(deadline.value * DAYS[deadline.unit]), deadline.text
        for amount in statement.amounts:
            if amount.unit == _VND:
                yield AMOUNT, as_kept(amount.value), amount.text
