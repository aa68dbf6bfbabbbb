"""From what somebody typed to a plan: its syntax first, then what is left of it as a number, a citation or words."""

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from kb.index import fields
from kb.search.conditions import conditions_of
from kb.search.context import Context
from kb.search.model import Asked, Filters
from kb.search.reading.interpretation import Knowledge, interpret, with_words
from kb.search.reading.syntax import Reading, read_syntax
from kb.search.reading.understanding import Plan, understand


def plan_of(query: str, day: date, filters: Filters, context: Context, engine: Engine, knowledge: Knowledge | None = None) -> Plan:
    """What a query means, and what to fetch for it. A filter in the query stands in for one that is given beside it.

    :param knowledge: what reading the words rests on; default: they are searched as they are typed
    """
    knowledge = knowledge or Knowledge()
    reading = read_syntax(query, context.names, inside=filters.get("instrument") is not None)
    if not reading.conditions:
        return interpret(understand(query, day, filters, context.instruments, engine), knowledge, context.names)
    conditions = conditions_of(reading, filters.get("instrument"))
    plan = understand(reading.text, day, _narrowed(filters, reading), context.instruments, engine)
    plan = interpret(plan, knowledge, context.names)
    understood = replace(plan.understood, asked=_asked(reading))
    return replace(with_words(plan, conditions.words), understood=understood, conditions=conditions)


def _narrowed(filters: Filters, reading: Reading) -> Filters:
    given = filters.given()
    if len(reading.instruments) == 1:
        given = {"instrument": reading.instruments[0], **given}
    typed = ((field.name, reading.last(field.name)) for field in fields.FILTERS if field.typed)
    return Filters(**{**given, **{name: value for name, value in typed if value}})


def _asked(reading: Reading) -> tuple[Asked, ...]:
    return tuple(
        Asked(str(item.kind), reading.query[item.start : item.end].strip(), item.value, reading.without(item))
        for item in reading.conditions
    )
