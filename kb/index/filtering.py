"""Haystack's filters, put together in the language of an engine's queries; and that of tantivy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import tantivy

from kb.index.engine import FilterError
from kb.index.fields import GROUP, INTEGER_FIELDS, STATUS_DAYS, TOKEN_FIELDS, day_fields, name_fields
from kb.index.rows import UnknownFieldError, number_of

Query = TypeVar("Query")

_ORDERINGS = (">", ">=", "<", "<=")
_LOOKED_UP = frozenset((*TOKEN_FIELDS, *INTEGER_FIELDS, GROUP, STATUS_DAYS))


@dataclass(frozen=True, slots=True)
class Language(Generic[Query]):
    """The queries of an engine.

    :param ordering: of a field, an operator and a value
    """

    all_of: Callable[[list[Query]], Query]
    any_of: Callable[[list[Query]], Query]
    none_of: Callable[[Query], Query]
    equal: Callable[[str, Any], Query]
    among: Callable[[str, list[Any]], Query]
    ordering: Callable[[str, str, Any], Query]

    def compile(self, filters: Mapping[str, Any]) -> Query:
        """The query that matches the documents which Haystack's filter matches.

        :raises FilterError: the filter is not well formed
        :raises UnknownFieldError: a field cannot be looked up in the index
        """
        if "field" in filters:
            return self._comparison(filters)
        for key in ("operator", "conditions"):
            if key not in filters:
                raise FilterError(f"'{key}' key missing in {filters}")
        parts = [self.compile(condition) for condition in filters["conditions"]]
        match filters["operator"]:
            case "AND":
                return self.all_of(parts)
            case "OR":
                return self.any_of(parts)
            case "NOT":
                return self.none_of(self.all_of(parts))
            case operator:
                raise FilterError(f"Unknown logical operator '{operator}'. Valid operators are: ['AND', 'NOT', 'OR']")

    def _comparison(self, condition: Mapping[str, Any]) -> Query:
        for key in ("operator", "value"):
            if key not in condition:
                raise FilterError(f"'{key}' key missing in {condition}")
        field = condition["field"].removeprefix("meta.")
        operator, value = condition["operator"], condition["value"]
        if not (field in _LOOKED_UP or field in name_fields() or field in day_fields()):
            raise UnknownFieldError(field)
        if operator in ("in", "not in"):
            if not isinstance(value, list):
                kind = type(value)
                raise FilterError(f"Filter value must be a `list` when using operator 'in' or 'not in', received type '{kind}'")
            found = self.among(field, value)
            return found if operator == "in" else self.none_of(found)
        if operator == "==":
            return self.equal(field, value)
        if operator == "!=":
            return self.none_of(self.equal(field, value))
        if operator in _ORDERINGS:
            return self.ordering(field, operator, value)
        raise FilterError(f"Unknown comparison operator '{operator}'")


_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_INTEGER = tantivy.FieldType.Integer


def compile_filter(schema: tantivy.Schema, filters: Mapping[str, Any]) -> tantivy.Query:
    """The query that matches the documents which Haystack's filter matches.

    :raises FilterError: the filter is not well formed
    :raises UnknownFieldError: a field cannot be looked up in the index
    """
    language = Language(
        all_of,
        any_of,
        lambda query: none_of([query]),
        partial(_equal, schema),
        partial(_among, schema),
        partial(_ordering, schema),
    )
    return language.compile(filters)


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


def _among(schema: tantivy.Schema, field: str, values: list[Any]) -> tantivy.Query:
    if field in TOKEN_FIELDS or any(value is None for value in values):
        return any_of([_equal(schema, field, value) for value in values])
    if field in INTEGER_FIELDS and {*map(type, values)} == {int}:  # thousands of rows
        return tantivy.Query.term_set_query(schema, field, values)
    known = [str(value) if field in name_fields() else number_of(field, value) for value in values]
    return tantivy.Query.term_set_query(schema, field, known) if known else tantivy.Query.empty_query()


def _equal(schema: tantivy.Schema, field: str, value: Any) -> tantivy.Query:
    if field in TOKEN_FIELDS:
        return tantivy.Query.term_query(schema, field, str(value), index_option="freq")
    if value is None:
        return none_of([tantivy.Query.exists_query(field)])
    return tantivy.Query.term_query(schema, field, str(value) if field in name_fields() else number_of(field, value))


def _ordering(schema: tantivy.Schema, field: str, operator: str, value: Any) -> tantivy.Query:
    if value is None:
        return tantivy.Query.empty_query()
    if field in name_fields() or field in TOKEN_FIELDS:
        raise FilterError(f"Names are not ordered: {field} {operator} {value!r}")
    number = number_of(field, value)
    if operator in (">", ">="):
        return tantivy.Query.range_query(schema, field, _INTEGER, lower_bound=number, include_lower=operator == ">=")
    return tantivy.Query.range_query(schema, field, _INTEGER, upper_bound=number, include_upper=operator == "<=")
