"""Who may have what, as the data say it: the columns of the two matrices, and for each card the cases before them."""

from datetime import date
from typing import Literal

from pydantic import model_validator

from kb.entitlements.model import Binding, Regime, Strict, Verdict, Words

REGIME_BASIS = "L53#dieu-63"
"""The provision that says which regime applies."""


class When(Strict):
    """What a case asks of a situation. What is not named does not matter."""

    who: tuple[str, ...] | None = None
    people: tuple[str, ...] | None = None
    where: tuple[str, ...] | None = None
    age: tuple[str, ...] | None = None
    poor: tuple[str, ...] | None = None
    in_facility: tuple[str, ...] | None = None
    can_pay: tuple[str, ...] | None = None
    trafficked_in: tuple[str, ...] | None = None
    regime: tuple[str, ...] | None = None
    cell: tuple[str, ...] | None = None
    status: tuple[str, ...] | None = None
    since: tuple[str, ...] | None = None
    asked_from: date | None = None
    asked_to: date | None = None
    identified_from: date | None = None
    identified_to: date | None = None


class CaseRow(Strict):
    """A case: the first one that fits says the verdict.

    :param basis: of the rule, as ``Rules.bases`` names it
    """

    when: When = When()
    verdict: Verdict | Literal["cell"]
    why: str
    basis: str


class ColumnRow(Strict):
    """A group of people of a matrix, and the points that it has.

    :param varies: points that the law gives from case to case
    :param unclear: points that the law, as far as it is known, neither gives to the group nor keeps from it
    """

    id: str
    when: When
    basis: str
    gives: frozenset[str] = frozenset()
    varies: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()


class CardRule(Strict):
    """Who may have the support of a card.

    :param row: point of the matrix, None where the matrix has no such support
    :param own_law: what the card gives is no support of a regime: the law of today holds for everybody
    :param own_sources: where it does, statements that rest on others are left out for those of the other regime; empty: none is
    """

    row: str | None = None
    own_law: bool = False
    own_sources: tuple[str, ...] = ()
    cases: tuple[CaseRow, ...] = ()


class RulesFile(Strict):
    """Who may have what.

    :param bases: the provisions that the rules rest on, by how they name them
    """

    bases: dict[str, Binding]
    columns: dict[Regime, tuple[ColumnRow, ...]]
    reasons: dict[str, Words]
    cards: dict[str, CardRule]

    @model_validator(mode="before")
    @classmethod
    def _named(cls, data: object) -> object:
        if not isinstance(data, dict) or not isinstance(data.get("bases"), dict):
            return data
        return {**data, "bases": {name: {"basis": name, **row} for name, row in data["bases"].items()}}

    def undeclared(self) -> list[str]:
        """Bases that a rule names and that are not there."""
        cases = [item for card in self.cards.values() for item in card.cases]
        columns = [item for group in self.columns.values() for item in group]
        named = [REGIME_BASIS, *(item.basis for item in cases), *(item.basis for item in columns)]
        return [name for name in dict.fromkeys(named) if name not in self.bases]
