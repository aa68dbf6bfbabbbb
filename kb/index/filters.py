"""Haystack's filters as tantivy queries, for the fields that the index knows."""

from datetime import date, datetime
from typing import Any

import tantivy
from haystack.errors import FilterError

NAME_FIELDS = ("type", "issuer", "province", "topic", "instrument")
DAY_FIELDS = (
    "issued_on",
    "effective_from",
    "effective_to",
    "wording_from",
    "seen_on",
    "suspended_from",
    "halted_from",
    "halted_to",
    "doubt_from",
)
INTEGER_FIELDS = ("version", "unit", "provision")

_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_ORDERINGS = (">", ">=", "<", "<=")
_INTEGER = tantivy.FieldType.Integer


class UnknownFieldError(Exception):
    """The filter names a field that the index keeps only as stored text."""


def compile_filter(schema: tantivy.Schema, filters: dict[str, Any]) -> tantivy.Query:
    """The query that matches the documents which Haystack's filter matches.

    :raises FilterError: the filter is not well formed
    :raises UnknownFieldError: a field cannot be looked up in the index
    """
    if "field" in filters:
        return _comparison(schema, filters)
    for key in ("operator", "conditions"):
        if key not in filters:
            raise FilterError(f"'{key}' key missing in {filters}")
    parts = [compile_filter(schema, condition) for condition in filters["conditions"]]
    match filters["operator"]:
        case "AND":
            return all_of(parts)
        case "OR":
            return any_of(parts)
        case "NOT":
            return none_of([all_of(parts)])
        case operator:
            raise FilterError(f"Unknown logical operator '{operator}'. Valid operators are: ['AND', 'NOT', 'OR']")


def all_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """Matches what all of them match."""
    return tantivy.Query.boolean_query([(_MUST, query) for query in queries]) if queries else tantivy.Query.all_query()


def any_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """Matches what one of them matches."""
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries]) if queries else tantivy.Query.empty_query()


def none_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """Matches what none of them matches."""
    everything = (_MUST, tantivy.Query.all_query())
    return tantivy.Query.boolean_query([everything, *((_MUST_NOT, query) for query in queries)])


def _comparison(schema: tantivy.Schema, condition: dict[str, Any]) -> tantivy.Query:
    for key in ("operator", "value"):
        if key not in condition:
            raise FilterError(f"'{key}' key missing in {condition}")
    field = condition["field"].removeprefix("meta.")
    operator, value = condition["operator"], condition["value"]
    if field not in NAME_FIELDS + DAY_FIELDS + INTEGER_FIELDS:
        raise UnknownFieldError(field)
    if operator in ("in", "not in"):
        if not isinstance(value, list):
            raise FilterError(f"Filter value must be a `list` when using operator 'in' or 'not in', received type '{type(value)}'")
        found = any_of([_equal(schema, field, item) for item in value])
        return found if operator == "in" else none_of([found])
    if operator == "==":
        return _equal(schema, field, value)
    if operator == "!=":
        return none_of([_equal(schema, field, value)])
    if operator in _ORDERINGS:
        return _ordering(schema, field, operator, value)
    raise FilterError(f"Unknown comparison operator '{operator}'")


def _equal(schema: tantivy.Schema, field: str, value: Any) -> tantivy.Query:
    if value is None:
        return none_of([tantivy.Query.exists_query(field)])
    if field in NAME_FIELDS:
        return tantivy.Query.term_query(schema, field, str(value))
    number = _number(field, value)
    return tantivy.Query.range_query(schema, field, _INTEGER, number, number)


def _ordering(schema: tantivy.Schema, field: str, operator: str, value: Any) -> tantivy.Query:
    if value is None:
        return tantivy.Query.empty_query()
    if field in NAME_FIELDS:
        raise FilterError(f"Names are not ordered: {field} {operator} {value!r}")
    number = _number(field, value)
    if operator in (">", ">="):
        return tantivy.Query.range_query(schema, field, _INTEGER, lower_bound=number, include_lower=operator == ">=")
    return tantivy.Query.range_query(schema, field, _INTEGER, upper_bound=number, include_upper=operator == "<=")


def _number(field: str, value: Any) -> int:
    if field in DAY_FIELDS:
        return day_number(value)
    if isinstance(value, int):
        return value
    raise FilterError(f"{field} holds whole numbers, not {value!r}")


def day_number(value: Any) -> int:
    """A day as the index keeps it.

    :raises FilterError: it is not a day
    """
    if isinstance(value, datetime):
        return value.date().toordinal()
    if isinstance(value, date):
        return value.toordinal()
    try:
        return date.fromisoformat(value).toordinal()
    except (TypeError, ValueError) as error:
        raise FilterError(f"Not an ISO date: {value!r}") from error
