"""Filters, put together in the language of an engine's queries; and that of tantivy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import tantivy

from kb.index.fields import INTEGER_FIELDS, TOKEN_FIELDS, day_fields
from kb.index.rows import day_number

Query = TypeVar("Query")


@dataclass(frozen=True, slots=True)
class Language(Generic[Query]):
    """The queries of an engine.

    :param between: of a field, the least and the most, None where it is open
    """

    all_of: Callable[[list[Query]], Query]
    any_of: Callable[[list[Query]], Query]
    none_of: Callable[[Query], Query]
    equal: Callable[[str, Any], Query]
    among: Callable[[str, list[Any]], Query]
    between: Callable[[str, Any, Any], Query]

    def compile(self, filters: Mapping[str, Any]) -> Query:
        """The query that matches the documents which a filter matches.

        :raises FilterError: a day in it is none
        """
        operator = filters["operator"]
        if "field" not in filters:
            parts = [self.compile(condition) for condition in filters["conditions"]]
            if operator == "NOT":
                return self.none_of(self.all_of(parts))
            return self.all_of(parts) if operator == "AND" else self.any_of(parts)
        field, value = filters["field"].removeprefix("meta."), filters["value"]
        match operator:
            case "==":
                return self.equal(field, value)
            case "in":
                return self.among(field, value)
            case "not in":
                return self.none_of(self.among(field, value))
            case "between":
                return self.between(field, *value)
            case _:
                return self.between(field, *((value, None) if operator == ">=" else (None, value)))


_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
_INTEGER = tantivy.FieldType.Integer


def compile_filter(schema: tantivy.Schema, filters: Mapping[str, Any]) -> tantivy.Query:
    """The query that matches the documents which a filter matches.

    :raises FilterError: a day in it is none
    """
    language = Language(
        all_of,
        any_of,
        lambda query: none_of([query]),
        partial(_equal, schema),
        partial(_among, schema),
        partial(_between, schema),
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
    if field in TOKEN_FIELDS:
        return any_of([_equal(schema, field, value) for value in values])
    asked = values if field in INTEGER_FIELDS else [_value(field, value) for value in values]  # thousands of rows
    return tantivy.Query.term_set_query(schema, field, asked) if asked else tantivy.Query.empty_query()


def _equal(schema: tantivy.Schema, field: str, value: Any) -> tantivy.Query:
    option = {"index_option": "freq"} if field in TOKEN_FIELDS else {}
    return tantivy.Query.term_query(schema, field, _value(field, value), **option)


def _between(schema: tantivy.Schema, field: str, first: Any, last: Any) -> tantivy.Query:
    lower, upper = (None if value is None else _value(field, value) for value in (first, last))
    return tantivy.Query.range_query(schema, field, _INTEGER, lower_bound=lower, upper_bound=upper)


def _value(field: str, value: Any) -> str | int:
    return day_number(value) if field in day_fields() else value
