"""What cards have in common: dated figures, contradictions, texts that somebody made up, the words that the search goes by."""

from datetime import date

from pydantic import Field, field_validator, model_validator

from kb.entitlements.facts import fact_of
from kb.entitlements.model import CARD_ID, Binding, Confidence, Period, SourceOf, Strict, Words


class Figure(Strict):
    """A value of a parameter for a time.

    :param value: None: it has changed, and nobody has seen the text that says to what
    :param values: the values where they differ by region, with the region's name
    """

    basis: Binding
    period: Period
    value: float | None = None
    values: dict[str, int] = Field(default={})

    @model_validator(mode="after")
    def _checked(self) -> "Figure":
        if self.basis.confidence is Confidence.TO_CHECK and (self.value is not None or self.values):
            raise ValueError("figure_to_check")
        return self


class Parameter(Strict):
    """A figure that other figures are made of, with all its values over time."""

    name: Words
    unit: str
    figures: tuple[Figure, ...] = Field(min_length=1)

    def on(self, day: date) -> Figure | None:
        """The value on a day."""
        return next((figure for figure in self.figures if figure.period.holds(day)), None)


class Rate(Strict):
    """What a province's council set.

    :param province: slug of the province then
    :param now: slug of the province that has its territory today, None where it is the same
    """

    card: str = Field(pattern=CARD_ID)
    province: str
    now: str | None = None
    text: Words
    value: int | None = Field(default=None, ge=0)
    unit: str | None = None
    basis: Binding
    period: Period


class Figures(Strict):
    """All dated figures."""

    parameters: dict[str, Parameter]
    rates: tuple[Rate, ...]


class Side(Strict):
    """One side of a contradiction."""

    text: Words
    basis: Binding


class Conflict(Strict):
    """Where the sources contradict one another, or a trap. Nobody here decides which is right."""

    id: str
    text: Words
    sides: tuple[Side, ...] = Field(min_length=1)


class Refused(Strict):
    """A text that somebody made up: so many of these marks in it, and it is that one."""

    number: str
    source: SourceOf
    marks: tuple[str, ...]
    least: int
    why: Words


class RefusedFile(Strict):
    """Made-up texts."""

    refused: tuple[Refused, ...]


class SearchFile(Strict):
    """What the search of cards goes by.

    :param twins: cards on the same support
    :param old: words by which a question means the law before; ``new``: the present one
    :param danger: words of danger; ``safe``: those that take it back; ``now``: of danger that nothing takes back
    :param spoken: words that tell a fact of the caller, by its name and what it is
    :param trafficked: words by which a story is one of trafficking
    :param whole: words that ask for all supports
    :param talk: words that tell nothing of what is asked for
    :param short: short forms, and what they stand for
    """

    twins: list[tuple[str, str]]
    old: list[str]
    new: list[str]
    danger: list[str]
    safe: list[str]
    now: list[str]
    spoken: dict[str, dict[str, list[str]]]
    trafficked: list[str]
    whole: list[str]
    talk: str
    short: dict[str, str]

    @field_validator("spoken")
    @classmethod
    def _of_facts(cls, spoken: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
        for name, values in spoken.items():
            fact = fact_of(name)
            if fact is None or not values.keys() <= set(fact.values):
                raise ValueError("fact_unknown")
        return spoken
