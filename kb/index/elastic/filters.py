"""Haystack's filters as Elasticsearch queries, for the fields that the index knows. The twin of `kb.index.filters`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from haystack.errors import FilterError

from kb.index.elastic.mapping import place
from kb.index.rows import DAY_FIELDS, GROUP, INTEGER_FIELDS, NAME_FIELDS, TOKEN_FIELDS, UnknownFieldError, number_of

Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}
_BOUNDS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_LOOKED_UP = frozenset((*TOKEN_FIELDS, *NAME_FIELDS, *DAY_FIELDS, *INTEGER_FIELDS, GROUP))


def compile_filter(filters: Mapping[str, Any]) -> Query:
    """The query that matches the documents which Haystack's filter matches.

    :raises FilterError: the filter is not well formed
    :raises UnknownFieldError: a field cannot be looked up in the index
    """
    if "field" in filters:
        return _comparison(filters)
    for key in ("operator", "conditions"):
        if key not in filters:
            raise FilterError(f"'{key}' key missing in {filters}")
    parts = [compile_filter(condition) for condition in filters["conditions"]]
    match filters["operator"]:
        case "AND":
            return all_of(parts)
        case "OR":
            return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else NOTHING
        case "NOT":
            return none_of(all_of(parts))
        case operator:
            raise FilterError(f"Unknown logical operator '{operator}'. Valid operators are: ['AND', 'NOT', 'OR']")


def all_of(queries: list[Query]) -> Query:
    """Matches what all of them match."""
    return {"bool": {"filter": queries}} if queries else EVERYTHING


def none_of(query: Query) -> Query:
    """Matches what the query does not match."""
    return {"bool": {"must_not": [query]}}


def _comparison(condition: Mapping[str, Any]) -> Query:
    for key in ("operator", "value"):
        if key not in condition:
            raise FilterError(f"'{key}' key missing in {condition}")
    field = condition["field"].removeprefix("meta.")
    operator, value = condition["operator"], condition["value"]
    if field not in _LOOKED_UP:
        raise UnknownFieldError(field)
    if operator in ("in", "not in"):
        if not isinstance(value, list):
            raise FilterError(f"Filter value must be a `list` when using operator 'in' or 'not in', received type '{type(value)}'")
        found = _among(field, value)
        return found if operator == "in" else none_of(found)
    if operator == "==":
        return _equal(field, value)
    if operator == "!=":
        return none_of(_equal(field, value))
    if operator in _BOUNDS:
        return _ordering(field, operator, value)
    raise FilterError(f"Unknown comparison operator '{operator}'")


def _among(field: str, values: list[Any]) -> Query:
    known = [_value(field, value) for value in values if value is not None]
    found: list[Query] = [{"terms": {place(field): known}}] if known else []
    if len(known) < len(values):
        found.append(_equal(field, None))
    return {"bool": {"should": found, "minimum_should_match": 1}} if found else NOTHING


def _equal(field: str, value: Any) -> Query:
    if value is None and field not in TOKEN_FIELDS:
        return none_of({"exists": {"field": place(field)}})
    return {"term": {place(field): {"value": _value(field, value)}}}


def _ordering(field: str, operator: str, value: Any) -> Query:
    if value is None:
        return NOTHING
    if field in NAME_FIELDS or field in TOKEN_FIELDS:
        raise FilterError(f"Names are not ordered: {field} {operator} {value!r}")
    return {"range": {place(field): {_BOUNDS[operator]: _value(field, value)}}}


def _value(field: str, value: Any) -> str | int:
    if field in NAME_FIELDS or field in TOKEN_FIELDS:
        return str(value)
    number = number_of(field, value)
    return date.fromordinal(number).isoformat() if field in DAY_FIELDS else number
