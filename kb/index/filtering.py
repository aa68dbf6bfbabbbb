"""How Haystack's filters are put together, whatever the language of the queries that they become."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from kb.index.engine import FilterError
from kb.index.evidence import STATUS_DAYS
from kb.index.fields import GROUP, INTEGER_FIELDS, TOKEN_FIELDS, day_fields, name_fields
from kb.index.rows import UnknownFieldError

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
