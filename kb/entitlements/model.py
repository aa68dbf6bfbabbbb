"""Cards of support: one frozen model, checked as it is read out of YAML.

In YAML the words, the basis and the days of a row stand flat in it; here each is one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from documents.errors import KeyFormatError
from documents.keys import parse_key
from documents.messages import Message
from documents.paths import provision_key, split_key

CARD_ID = r"^[ong]-\d{2}$"
PERSON = "{person}"
"""Stands in a sentence to say aloud for whoever it is about; the form of address takes its place."""


class Regime(StrEnum):
    """Which law gives the support. The values are part of the interface."""

    OLD = "old"
    NEW = "new"


class Confidence(StrEnum):
    """How well a statement is known. The values are part of the interface."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    TO_CHECK = "to_check"


class About(StrEnum):
    """What a statement speaks of."""

    WHAT = "what"
    WHO = "who"
    CONDITION = "condition"
    AMOUNT = "amount"
    DURATION = "duration"
    PAPERS = "papers"
    WHERE = "where"
    DECIDES = "decides"
    DAYS = "days"
    WARNING = "warning"
    NOTE = "note"
    DUTY = "duty"
    """What a body has to do that receives somebody: it answers whoever calls from one."""


class Verdict(StrEnum):
    """Whether somebody may have the support. The values are part of the interface."""

    YES = "yes"
    NO = "no"
    DEPENDS = "depends"
    UNKNOWN = "unknown"


_GROUPS = {"text": ("vi", "en", "more"), "basis": ("basis", "confidence", "quote", "sha256"), "period": ("from", "to")}
"""What stands flat in a row, by the field that it belongs to."""


class Strict(BaseModel):
    """What is read out of YAML: nothing that is not named here."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _grouped(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        rest = dict(data)
        for name, field in cls.model_fields.items():
            as_written = name in rest and (name != "basis" or isinstance(rest[name], BaseModel) or field.annotation is str)
            if name in _GROUPS and not as_written:
                rest[name] = {part: rest.pop(part) for part in _GROUPS[name] if part in rest}
        return rest


class Words(Strict):
    """A text: Vietnamese and English always; under ``more`` by its code any other language that somebody wrote it in."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    more: dict[Annotated[str, Field(pattern="^[a-z]{2,8}$")], Annotated[str, Field(min_length=1)]] = {}

    def __call__(self, language: str = "vi") -> str:
        """The text in a language; in Vietnamese where there is none in that one."""
        return self.all().get(language) or self.vi

    def __hash__(self) -> int:
        return hash((self.vi, self.en))

    def all(self) -> Mapping[str, str]:
        """By language, Vietnamese first."""
        return {"vi": self.vi, "en": self.en, **self.more}


def _addressed(words: Words) -> Words:
    if any(brace in text.replace(PERSON, "") for text in words.all().values() for brace in "{}"):
        raise ValueError("placeholder_unknown")
    return words


Spoken = Annotated[Words, AfterValidator(_addressed)]
"""A sentence to say aloud."""


class Source(Strict):
    """An instrument that cards rest on.

    :param id: the short name by which they speak of it
    :param key: of the instrument, whether the base has it or not
    :param name: as a counsellor says it
    """

    id: str = ""
    key: str = Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+){3}$")
    name: Words


def _named(kind: str, name: object, info: ValidationInfo) -> Any:
    """What a name means among all of a kind that whoever reads the YAML has given."""
    names = (info.context or {}).get(kind, {})
    if not isinstance(name, str) or name not in names:
        raise ValueError(f"{kind}_unknown")
    return names[name]


def _source_of(name: object, info: ValidationInfo) -> object:
    return name if isinstance(name, Source) else _named("source", name, info)


def _conflict_name(name: str, info: ValidationInfo) -> str:
    _named("conflict", name, info)
    return name


def _parameter_name(name: str | None, info: ValidationInfo) -> str | None:
    if name is not None:
        _named("parameter", name, info)
    return name


SourceOf = Annotated[Source, BeforeValidator(_source_of)]
"""An instrument, by its short name."""


class Binding(Strict):
    """Where the law says it: in YAML ``SOURCE#path``, or ``SOURCE`` where it is not known which provision it is.

    :param path: of the provision in the instrument; empty: the whole
    :param quote: a short piece of the provision's words, None where these were never at hand
    :param sha256: of the provision's words when somebody last compared the statement with them
    """

    source: SourceOf
    path: str = ""
    confidence: Confidence
    quote: str | None = Field(default=None, min_length=4, max_length=400)
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")

    @model_validator(mode="before")
    @classmethod
    def _parted(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and isinstance(data.get("basis"), str):
            rest = dict(data)
            basis = rest.pop("basis")
            source, path = split_key(basis)
            return {**rest, "source": source, "path": path or basis.removeprefix(source)}  # a bare "#" is no path
        return data

    @field_validator("path")
    @classmethod
    def _of_a_provision(cls, path: str) -> str:
        try:
            right = not path or parse_key(f"luat/1/x/-#{path}").path == path
        except KeyFormatError:
            right = False
        if not right:
            raise ValueError("path")
        return path

    @model_validator(mode="after")
    def _whole(self) -> "Binding":
        if not self.path and (self.quote or self.sha256):
            raise ValueError("quote_of_nothing")
        if self.quote and not self.sha256:
            raise ValueError("quote_without_hash")
        return self

    @property
    def key(self) -> str:
        """The provision's key."""
        return provision_key(self.source.key, self.path)


class Period(Strict):
    """From the first day to the last one, both included; None: open."""

    first: date | None = Field(default=None, validation_alias="from")
    last: date | None = Field(default=None, validation_alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.first and self.last and self.first > self.last:
            raise ValueError("order_of_days")
        return self

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = Period()

_FACTS = {
    "who": {"victim", "being_identified", "minor_accompanying", "relative"},
    "age": {"under_4", "from_4"},
    "bhyt": {"whole", "running", "over"},
    "identified": {"yes"},
    "nationality": {"vn", "foreign", "stateless"},
    "own_law": {"yes", "no"},
    "caller": {"self", "relative", "other"},
    "where": {"vn", "abroad"},
}
"""What amounts and sentences for some people may ask of a situation."""


def _asked(when: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    if any(name not in _FACTS or not set(values) <= _FACTS[name] for name, values in when.items()):
        raise ValueError("fact_unknown")
    return when


Facts = Annotated[dict[str, tuple[str, ...]], AfterValidator(_asked)]
"""What must be known of a situation."""


class Statement(Strict):
    """One thing that a card says, with the one provision it rests on.

    :param when: for some people only: it answers no question of others
    :param pays: it says who pays
    :param callers: how callers ask for it, where its own words do not say so
    """

    about: About
    text: Words
    basis: Binding
    period: Period
    when: Facts = {}
    pays: bool = False
    callers: tuple[str, ...] = ()


class Amount(Strict):
    """How much, for a time and for some people.

    :param parameter: what it is a multiple of
    :param known: False: nobody has seen the figure
    """

    text: Words
    basis: Binding
    period: Period
    when: Facts = {}
    parameter: Annotated[str | None, AfterValidator(_parameter_name)] = None
    factor: float = 1
    value: int | None = Field(default=None, ge=0)
    unit: str | None = None
    known: bool = True

    @model_validator(mode="after")
    def _no_unknown_figure(self) -> "Amount":
        if not self.known and (self.value is not None or self.parameter):
            raise ValueError("figure_not_known")
        if self.basis.confidence is Confidence.TO_CHECK and self.known:
            raise ValueError("figure_to_check")
        return self


class Saying(Strict):
    """What is said aloud to some people, or for a time, instead."""

    when: Facts = {}
    text: Spoken
    period: Period


class Missing(Strict):
    """What is not known, and which text would say it."""

    source: SourceOf
    text: Words


class Verified(Strict):
    """Who last compared the card with its sources, and when."""

    by: str = Field(min_length=1)
    on: date


class Card(Strict):
    """A support under a regime, or what the law gives everybody.

    :param sources: instruments that this card rests on and ``sources.yaml`` does not name; the rows after it may name them
    :param regime: None: general law, whatever the regime
    :param says: what is said instead of ``say``, the first that fits
    :param callers: how callers ask for it
    """

    sources: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")], Source] = {}
    id: str = Field(pattern=CARD_ID)
    regime: Regime | None = None
    title: Words
    say: Spoken
    says: tuple[Saying, ...] = ()
    callers: tuple[str, ...] = Field(min_length=1)
    statements: tuple[Statement, ...] = Field(min_length=1)
    amounts: tuple[Amount, ...] = ()
    conflicts: tuple[Annotated[str, AfterValidator(_conflict_name)], ...] = ()
    missing: tuple[Missing, ...] = ()
    period: Period
    verified: Verified

    @field_validator("sources")
    @classmethod
    def _usable(cls, sources: dict[str, Source], info: ValidationInfo) -> dict[str, Source]:
        named = {name: source.model_copy(update={"id": name}) for name, source in sources.items()}
        (info.context or {})["source"].update(named)
        return named

    @property
    def based(self) -> list[Statement | Amount]:
        """All that it says on a basis."""
        return [*self.statements, *self.amounts]


@dataclass(frozen=True, slots=True)
class Edit:
    """What a curator made of a card, instead of what is shipped.

    :param revision: its number among the revisions of the card
    :param shipped_changed: the shipped card is no longer the one that was edited
    :param wrong: why it cannot be used any more; the card is then as it is shipped, and nothing of it is certain
    """

    revision: int
    by: str
    at: datetime
    why: str
    shipped_changed: bool = False
    wrong: tuple[Message, ...] = ()


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
