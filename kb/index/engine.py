"""What search asks of an engine, whichever it is: tantivy in this process, or Elasticsearch across a network.

Conditions are Haystack's filters (a dictionary), on the fields that `kb.index.rows` names; ``marked`` and ``folded`` are among
them, so that "has this token" and "lacks it" are conditions too. Whatever takes many things is meant to be asked for them in one
call: across a network each call is a round trip.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

MARKED, FOLDED = "marked", "folded"

Filter = Mapping[str, Any]
"""A filter as Haystack writes it, with the operators AND, OR, NOT, ==, in, not in, >= and <=."""

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


@dataclass(frozen=True, slots=True)
class Match:
    """A document that answers a query.

    :param provision: the clause's row in the database
    :param unit: the article (appendix …) that it belongs to
    :param version: the version it belongs to
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
        return Match(self.provision, self.unit, self.version, self.group, score, self.address)


class View(Protocol):
    """An index as it stood at one moment; whatever a search asks, it asks one view."""

    @property
    def documents(self) -> int:
        """How many documents there are."""

    def frequency(self, field: str, token: str) -> int:
        """In how many documents a token of a field stands."""

    def expect(self, tokens: Iterable[tuple[str, str]]) -> None:
        """Say of which (field, token) the frequency will be asked, so that they can be fetched at once."""

    def retrieve(
        self,
        terms: Sequence[Term],
        limit: int,
        within: Filter | None = None,
        raised: Sequence[tuple[Filter, float]] = (),
    ) -> list[Match]:
        """The documents that answer best, best first, each term counted once; equal scores in the order of provisions.

        :param terms: none: every document, in the order of provisions
        :param within: only documents that this filter matches; scores stay as they are
        :param raised: filters whose matches get so much more score
        """

    def stored(self, matches: Sequence[Match]) -> list[Document]:
        """The stored documents of matches, in their order, with their scores."""

    def count(self, terms: Sequence[Term] = (), within: Filter | None = None) -> int:
        """How many documents have one of the terms (all documents, where there are none) and are within."""

    def values(
        self, fields: Sequence[str], terms: Sequence[Term] = (), within: Filter | None = None, most: int = 50
    ) -> dict[str, dict[str, int]]:
        """By field of names, its values among these documents with the number of documents, the most frequent first."""


class SearchEngine(Protocol):
    """An index that can be searched and filled."""

    def view(self) -> View:
        """The index as last committed, by whichever process."""

    def count_documents(self) -> int:
        """How many documents are stored."""

    def matching(self, filters: Filter | None = None) -> list[Document]:
        """The stored documents that a filter matches."""

    def fill(self, documents: Iterable[Document]) -> int:
        """Write many documents whose ids are known to be new; how many they were."""

    def replace_versions(self, versions: Iterable[int], documents: Iterable[Document]) -> int:
        """Write the documents of some versions in place of those that the index holds of them."""


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
