"""From what somebody typed to a plan: its syntax first, then what is left of it as a number, a citation or words."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from kb.search.conditions import conditions_of
from kb.search.context import Context
from kb.search.model import Asked, Filters
from kb.search.reading.interpretation import Knowledge, interpret, with_words
from kb.search.reading.syntax import ConditionKind, Reading, read_syntax
from kb.search.reading.understanding import Plan, understand


def plan_of(query: str, day: date, filters: Filters, context: Context, engine: Engine, knowledge: Knowledge | None = None) -> Plan:
    """What a query means, and what to fetch for it. A filter in the query stands in for one that is given beside it.

    :param knowledge: what reading the words rests on; default: they are searched as they are typed
    """
    knowledge = knowledge or Knowledge()
    reading = read_syntax(query, context.names, inside=filters.instrument is not None)
    if not reading.conditions:
        return interpret(understand(query, day, filters, context.instruments, engine), knowledge, context.names)
    conditions = conditions_of(reading, filters.instrument)
    plan = understand(reading.text, day, _narrowed(filters, reading), context.instruments, engine)
    plan = interpret(plan, knowledge, context.names)
    understood = replace(plan.understood, asked=_asked(reading))
    return replace(with_words(plan, conditions.words), understood=understood, conditions=conditions)


def _narrowed(filters: Filters, reading: Reading) -> Filters:
    def day(kind: ConditionKind, otherwise: date | None) -> date | None:
        value = reading.last(kind)
        return date.fromisoformat(value) if value else otherwise

    return replace(
        filters,
        type=reading.last(ConditionKind.TYPE) or filters.type,
        issuer=reading.last(ConditionKind.ISSUER) or filters.issuer,
        topic=reading.last(ConditionKind.TOPIC) or filters.topic,
        status=reading.last(ConditionKind.STATUS) or filters.status,
        issued_from=day(ConditionKind.ISSUED_FROM, filters.issued_from),
        issued_to=day(ConditionKind.ISSUED_TO, filters.issued_to),
        instrument=reading.instruments[0] if len(reading.instruments) == 1 and not filters.instrument else filters.instrument,
    )


def _asked(reading: Reading) -> tuple[Asked, ...]:
    return tuple(
        Asked(item.kind.value, reading.query[item.start : item.end].strip(), item.value, reading.without(item))
        for item in reading.conditions
    )
