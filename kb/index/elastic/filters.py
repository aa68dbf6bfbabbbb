"""Haystack's filters as Elasticsearch queries, for the fields that the index knows. The twin of `kb.index.filters`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kb.index.elastic.mapping import place
from kb.index.engine import FilterError
from kb.index.fields import TOKEN_FIELDS, day_fields, name_fields
from kb.index.filtering import Language
from kb.index.rows import number_of

Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}
_BOUNDS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def compile_filter(filters: Mapping[str, Any]) -> Query:
    """The query that matches the documents which Haystack's filter matches.

    :raises FilterError: the filter is not well formed
    :raises UnknownFieldError: a field cannot be looked up in the index
    """
    return Language(all_of, _any_of, none_of, _equal, _among, _ordering).compile(filters)


def all_of(queries: list[Query]) -> Query:
    """Matches what all of them match."""
    return {"bool": {"filter": queries}} if queries else EVERYTHING


def none_of(query: Query) -> Query:
    """Matches what the query does not match."""
    return {"bool": {"must_not": [query]}}


def _any_of(queries: list[Query]) -> Query:
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else NOTHING


def _among(field: str, values: list[Any]) -> Query:
    known = [_value(field, value) for value in values if value is not None]
    found: list[Query] = [{"terms": {place(field): known}}] if known else []
    if len(known) < len(values):
        found.append(_equal(field, None))
    return _any_of(found)


def _equal(field: str, value: Any) -> Query:
    if value is None and field not in TOKEN_FIELDS:
        return none_of({"exists": {"field": place(field)}})
    return {"term": {place(field): {"value": _value(field, value)}}}


def _ordering(field: str, operator: str, value: Any) -> Query:
    if value is None:
        return NOTHING
    if field in name_fields() or field in TOKEN_FIELDS:
        raise FilterError(f"Names are not ordered: {field} {operator} {value!r}")
    return {"range": {place(field): {_BOUNDS[operator]: _value(field, value)}}}


def _value(field: str, value: Any) -> str | int:
    if field in name_fields() or field in TOKEN_FIELDS:
        return str(value)
    number = number_of(field, value)
    return date.fromordinal(number).isoformat() if field in day_fields() else number
