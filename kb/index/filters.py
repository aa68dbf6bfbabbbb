"""Haystack's filters as tantivy queries, for the fields that the index knows."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import tantivy

from kb.index.engine import FilterError
from kb.index.fields import TOKEN_FIELDS, name_fields
from kb.index.filtering import Language
from kb.index.rows import number_of

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
