"""The values of statements by which search narrows: deadlines in days, amounts in đồng."""

from collections.abc import Iterable

from documents.duties.statement import Statement, TimeUnit

DEADLINE, AMOUNT = "deadline", "amount"

DAYS = {TimeUnit.HOUR: 1 / 24, TimeUnit.DAY: 1, TimeUnit.WORKING_DAY: 1, TimeUnit.MONTH: 30, TimeUnit.YEAR: 365}
"""A month is 30 days, a year 365; a working day counts as a day."""

_VND = "VND"


def values_of(statements: Iterable[Statement]) -> set[tuple[str, float]]:
    """The deadlines and amounts of a clause, each once."""
    found: set[tuple[str, float]] = set()
    for statement in statements:
        deadline = statement.deadline
        if deadline is not None and deadline.value is not None and deadline.unit is not None:
            found.add((DEADLINE, deadline.value * DAYS[deadline.unit]))
        found.update((AMOUNT, amount.value) for amount in statement.amounts if amount.unit == _VND)
    return found
