"""Who may have what, as the data say it: the columns of the two matrices, and for each card the cases before them."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from kb.entitlements.facts import fact_of
from kb.entitlements.model import Binding, Period, Regime, Strict, Verdict, Words

REGIME_BASIS = "L53#dieu-63"
"""The provision that says which regime applies."""


_GROUPED = frozenset({"people", "regime", "cell", "status", "since"})
"""What rules ask of facts taken together, see `kb.entitlements.rules.World`; ``cell`` is what the matrix says."""


class When(Strict):
    """What a case asks of a situation. What is not named does not matter.

    :param facts: by name, the values that fit
    :param asked: in YAML ``asked_from`` and ``asked_to``: the day of the question
    :param identified: likewise the day of identification
    """

    facts: dict[str, tuple[Any, ...]] = Field(default={})
    asked: Period | None = None
    identified: Period | None = None

    @model_validator(mode="before")
    @classmethod
    def _parted(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        facts = dict(data)
        parted: dict[str, object] = {"facts": facts}
        for name in ("asked", "identified"):
            days = {end: facts.pop(f"{name}_{end}") for end in ("from", "to") if f"{name}_{end}" in facts}
            parted |= {name: days} if days else {}
        return parted

    @field_validator("facts")
    @classmethod
    def _readable(cls, facts: dict[str, tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
        for name, values in facts.items():
            fact = fact_of(name)
            if (fact is None or not fact.worlds) and name not in _GROUPED:
                raise ValueError("field_unknown")
            if fact is not None and isinstance(fact.worlds[0], bool):
                facts[name] = tuple(value == "yes" for value in values)
        return facts


class Case(Strict):
    """A case: the first one that fits says the verdict.

    :param basis: of the rule, as ``Rules.bases`` names it
    """

    when: When = When()
    verdict: Verdict | Literal["cell"]
    why: str
    basis: str


class Column(Strict):
    """A group of people of a matrix, and the points that it has.

    :param varies: points that the law gives from case to case
    :param unclear: points that the law, as far as it is known, neither gives to the group nor keeps from it
    :param why: code of the reason for what it does not have
    """

    id: str
    when: When
    basis: str
    gives: frozenset[str] = frozenset()
    varies: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    why: str = "not_listed"


class CardRule(Strict):
    """Who may have the support of a card.

    :param row: point of the matrix, None where the matrix has no such support
    :param own_law: what the card gives is no support of a regime: the law of today holds for everybody
    :param asks: a fact without which nothing is promised: it is for victims and theirs, and nobody has said that there is one
    :param own_sources: where it does, statements that rest on others are left out for those of the other regime; empty: none is
    """

    row: str | None = None
    own_law: bool = False
    asks: str = ""
    own_sources: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()


class Rules(Strict):
    """Who may have what.

    :param bases: the provisions that the rules rest on, by how they name them
    """

    bases: dict[str, Binding]
    columns: dict[Regime, tuple[Column, ...]]
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
