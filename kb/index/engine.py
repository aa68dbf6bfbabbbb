"""What search asks of an engine, whichever it is: tantivy in this process, or Elasticsearch across a network.

Conditions are Haystack's filters (a dictionary), on the fields that `kb.index.rows` names; ``marked`` and ``folded`` are among
them, so that "has this token" and "lacks it" are conditions too. Whatever takes many things is meant to be asked for them in one
call: across a network each call is a round trip.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from kb.index.elastic.store import ElasticsearchClauseStore, ElasticsearchView
    from kb.index.embedded import TantivyIndex, TantivyView

MARKED, FOLDED = "marked", "folded"
Query = TypeVar("Query")

Filter = Mapping[str, Any]
"""A filter as Haystack writes it, with the operators AND, OR, NOT, ==, in, not in, >= and <=; ``between`` asks for one value
that is neither less than a first nor more than a last."""

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much."""


class FilterError(Exception):
    """What is filtered by, or indexed, is not what its field holds: a day that is none, evidence that is none."""


@dataclass(frozen=True, slots=True)
class Document:
    """A clause as an index keeps it: what is used here of Haystack's document, under the same names.

    To import Haystack takes longer than to search.
    """

    id: str
    content: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A token to look for in a field."""

    field: str
    token: str
    weight: float = 1.0


class Match(NamedTuple):
    """A document that answers a query.

    :param provision: the clause's row in the database
    :param unit: the article (appendix …) that it belongs to
    :param group: the same for every copy of an article, whatever version or source holds it
    :param address: where it stands in the engine, for the `View` that found it
    """

    provision: int
    unit: int
    version: int
    group: int
    score: float
    address: Any

    def scored(self, score: float) -> "Match":
        """The same with another score."""
        return self._replace(score=score)


View: TypeAlias = "TantivyView | ElasticsearchView"
"""An index as it stood at one moment; whatever a search asks, it asks one view."""

SearchEngine: TypeAlias = "TantivyIndex | ElasticsearchClauseStore"
"""An index that can be searched and filled."""


def every(*conditions: Filter | None) -> Filter | None:
    """The filter that asks for all of these, None among them asking for nothing."""
    given = [condition for condition in conditions if condition is not None]
    if len(given) < 2:
        return given[0] if given else None
    return {"operator": "AND", "conditions": given}


def equal(field: str, value: Any) -> Filter:
    """The filter that asks for a value of a field."""
    return {"field": f"meta.{field}", "operator": "==", "value": value}


def among(field: str, values: Iterable[Any]) -> Filter:
    """The filter that asks for one of some values of a field."""
    return {"field": f"meta.{field}", "operator": "in", "value": list(values)}


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
