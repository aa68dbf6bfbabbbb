"""Haystack's filters as tantivy queries, for the fields that the index knows."""

from collections.abc import Mapping
from typing import Any

import tantivy
from haystack.errors import FilterError

from kb.index.rows import DAY_FIELDS, GROUP, INTEGER_FIELDS, NAME_FIELDS, TOKEN_FIELDS, UnknownFieldError, number_of

_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_ORDERINGS = (">", ">=", "<", "<=")
_INTEGER = tantivy.FieldType.Integer
_LOOKED_UP = frozenset((*TOKEN_FIELDS, *NAME_FIELDS, *DAY_FIELDS, *INTEGER_FIELDS, GROUP))


def compile_filter(schema: tantivy.Schema, filters: Mapping[str, Any]) -> tantivy.Query:
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


def _comparison(schema: tantivy.Schema, condition: Mapping[str, Any]) -> tantivy.Query:
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
        found = _among(schema, field, value)
        return found if operator == "in" else none_of([found])
    if operator == "==":
        return _equal(schema, field, value)
    if operator == "!=":
        return none_of([_equal(schema, field, value)])
    if operator in _ORDERINGS:
        return _ordering(schema, field, operator, value)
    raise FilterError(f"Unknown comparison operator '{operator}'")


def _among(schema: tantivy.Schema, field: str, values: list[Any]) -> tantivy.Query:
    if field in TOKEN_FIELDS or any(value is None for value in values):
        return any_of([_equal(schema, field, value) for value in values])
    known = [str(value) if field in NAME_FIELDS else number_of(field, value) for value in values]
    return tantivy.Query.term_set_query(schema, field, known) if known else tantivy.Query.empty_query()


def _equal(schema: tantivy.Schema, field: str, value: Any) -> tantivy.Query:
    if field in TOKEN_FIELDS:
        return tantivy.Query.term_query(schema, field, str(value), index_option="freq")
    if value is None:
        return none_of([tantivy.Query.exists_query(field)])
    return tantivy.Query.term_query(schema, field, str(value) if field in NAME_FIELDS else number_of(field, value))


def _ordering(schema: tantivy.Schema, field: str, operator: str, value: Any) -> tantivy.Query:
    if value is None:
        return tantivy.Query.empty_query()
    if field in NAME_FIELDS or field in TOKEN_FIELDS:
        raise FilterError(f"Names are not ordered: {field} {operator} {value!r}")
    number = number_of(field, value)
    if operator in (">", ">="):
        return tantivy.Query.range_query(schema, field, _INTEGER, lower_bound=number, include_lower=operator == ">=")
    return tantivy.Query.range_query(schema, field, _INTEGER, upper_bound=number, include_upper=operator == "<=")
