"""How an index is laid out on the server, and filters as its queries.

A document's ``_source`` is ``id``, ``content`` and the fields of ``meta`` side by side. What only searching needs (tokens, the
group, the days of each status) lies under ``tuluat``, and is not kept.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kb.index.engine import FOLDED, MARKED
from kb.index.fields import GROUP, INDEX_FORMAT, INTEGER_FIELDS, STATUS_DAYS, TOKEN_FIELDS, VALUE_FIELDS, day_fields, name_fields
from kb.index.filtering import Language
from kb.index.rows import day_number

OURS = "tuluat"
MOST_HITS = 100_000

_PLACES = {name: f"{OURS}.{name}" for name in (MARKED, FOLDED, GROUP, STATUS_DAYS, *VALUE_FIELDS)}


def place(field: str) -> str:
    """Where a field of `kb.index.fields` lies."""
    return _PLACES.get(field, field)


def mapping() -> dict[str, Any]:
    """Fields and how each is looked up; others are kept, and not looked up."""
    tokens = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    return {
        "dynamic": False,
        "_source": {"excludes": [OURS]},
        "properties": {
            **{name: {"type": "keyword", "ignore_above": 8_000} for name in name_fields()},
            **{name: {"type": "date", "format": "strict_date"} for name in day_fields()},
            **{name: {"type": "long"} for name in INTEGER_FIELDS},
            OURS: {
                "properties": {
                    **dict.fromkeys(TOKEN_FIELDS, tokens),
                    **{name: {"type": "long"} for name in (GROUP, STATUS_DAYS, *VALUE_FIELDS)},
                }
            },
        },
    }


def index_settings(shards: int = 1) -> dict[str, Any]:
    """Scores as tantivy's; what is written is seen when we say so, all at once; a copy on a second machine where there is one."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "-1",
        "max_result_window": MOST_HITS,
        # A base with a history hides many versions at once.
        "max_terms_count": 1_000_000,
        "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}},
    }


def template(patterns: list[str], shards: int) -> dict[str, Any]:
    """What indexes of these names are made with."""
    return {
        "index_patterns": patterns,
        "priority": 500,
        "version": INDEX_FORMAT,
        "template": {"settings": index_settings(shards), "mappings": mapping()},
    }


Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}


def compile_filter(filters: Mapping[str, Any]) -> Query:
    """The query that matches the documents which a filter matches.

    :raises FilterError: a day in it is none
    """
    return Language(all_of, _any_of, none_of, _equal, _among, _between).compile(filters)


def all_of(queries: list[Query]) -> Query:
    """Matches what all of them match."""
    return {"bool": {"filter": queries}} if queries else EVERYTHING


def none_of(query: Query) -> Query:
    """Matches what the query does not match."""
    return {"bool": {"must_not": [query]}}


def _any_of(queries: list[Query]) -> Query:
    return {"bool": {"should": queries, "minimum_should_match": 1}} if queries else NOTHING


def _among(field: str, values: list[Any]) -> Query:
    return {"terms": {place(field): [_value(field, value) for value in values]}} if values else NOTHING


def _equal(field: str, value: Any) -> Query:
    return {"term": {place(field): {"value": _value(field, value)}}}


def _between(field: str, first: Any, last: Any) -> Query:
    bounds = {"gte": first, "lte": last}
    return {"range": {place(field): {name: _value(field, value) for name, value in bounds.items() if value is not None}}}


def _value(field: str, value: Any) -> str | int:
    return date.fromordinal(day_number(value)).isoformat() if field in day_fields() else value
