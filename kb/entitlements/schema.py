"""How cards are written in YAML, and what is wrong with one: the file, the card and the field of every mistake."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from documents.errors import KeyFormatError
from documents.keys import parse_key
from documents.messages import Message
from documents.paths import split_key
from kb.entitlements.model import About, Confidence, Regime, Verdict
from kb.errors import CardError
from kb.imports import MOST_BYTES, in_mb, unsafe_yaml

Date = date
CARD_ID = r"^[ong]-\d{2}$"
PERSON = "{person}"
"""Stands in a sentence to say aloud for whoever it is about; the form of address takes its place."""
SOURCE_ID = r"^[A-Za-z0-9-]+$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True)


LanguageCode = Annotated[str, Field(pattern="^[a-z]{2,8}$")]


class Text(_Strict):
    """A text: Vietnamese and English always; under ``more`` by its code any other language that somebody wrote it in."""

    vi: str = Field(min_length=1)
    en: str = Field(min_length=1)
    more: dict[LanguageCode, Annotated[str, Field(min_length=1)]] = {}

    def all(self) -> tuple[tuple[str, str], ...]:
        """Code and text, Vietnamese first."""
        return tuple({"vi": self.vi, "en": self.en, **self.more}.items())


class Spoken(Text):
    """A sentence to say aloud."""

    @model_validator(mode="after")
    def _addressed(self) -> "Spoken":
        if any(brace in words.replace(PERSON, "") for _, words in self.all() for brace in "{}"):
            raise ValueError("placeholder_unknown")
        return self


class Dated(_Strict):
    """What holds for a time."""

    first: Date | None = Field(default=None, alias="from")
    last: Date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> "Dated":
        if self.first and self.last and self.first > self.last:
            raise ValueError("order_of_days")
        return self


class Based(_Strict):
    """What rests on a provision.

    :param basis: ``SOURCE#path``, or ``SOURCE`` where it is not known which provision it is
    """

    basis: str = Field(min_length=1)
    confidence: Confidence
    quote: str | None = Field(default=None, min_length=4, max_length=400)
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")

    @model_validator(mode="after")
    def _whole(self) -> "Based":
        _, path = split_key(self.basis)
        if "#" in self.basis and not _is_path(path):
            raise ValueError("path")
        if not path and (self.quote or self.sha256):
            raise ValueError("quote_of_nothing")
        if self.quote and not self.sha256:
            raise ValueError("quote_without_hash")
        return self


_FACTS = {
    "who": {"victim", "being_identified", "minor_accompanying", "relative"},
    "age": {"under_4", "from_4"},
    "bhyt": {"whole", "running", "over"},
    "own_law": {"yes", "no"},
    "caller": {"self", "relative", "other"},
}
"""What amounts and sentences for some people may ask of a situation."""


def _known_facts(when: dict[str, list[str]]) -> dict[str, list[str]]:
    if any(name not in _FACTS or not set(values) <= _FACTS[name] for name, values in when.items()):
        raise ValueError("fact_unknown")
    return when


Facts = Annotated[dict[str, list[str]], AfterValidator(_known_facts)]


class StatementRow(Text, Based, Dated):
    """A statement."""

    about: About


class AmountRow(Text, Based, Dated):
    """An amount."""

    when: Facts = {}
    parameter: str | None = None
    factor: float = 1
    value: int | None = Field(default=None, ge=0)
    unit: str | None = None
    known: bool = True

    @model_validator(mode="after")
    def _no_unknown_figure(self) -> "AmountRow":
        if not self.known and (self.value is not None or self.parameter):
            raise ValueError("figure_not_known")
        if self.confidence is Confidence.TO_CHECK and self.known:
            raise ValueError("figure_to_check")
        return self


class SayRow(Spoken, Dated):
    """What is said aloud to some people, or for a time, instead."""

    when: Facts = {}


class MissingRow(Text):
    """What is not known."""

    source: str


class Verified(_Strict):
    """Who last compared the card with its sources, and when."""

    by: str = Field(min_length=1)
    on: Date


class SourceRow(_Strict):
    """An instrument."""

    key: str = Field(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+){3}$")
    name: Text


class CardFile(Dated):
    """A card.

    :param regime: None: general law, whatever the regime
    :param sources: instruments that this card rests on and ``sources.yaml`` does not name
    """

    id: str = Field(pattern=CARD_ID)
    regime: Regime | None = None
    title: Text
    say: Spoken
    says: list[SayRow] = []
    callers: list[str] = Field(min_length=1)
    statements: list[StatementRow] = Field(min_length=1)
    amounts: list[AmountRow] = []
    conflicts: list[str] = []
    missing: list[MissingRow] = []
    sources: dict[Annotated[str, Field(pattern=SOURCE_ID)], SourceRow] = {}
    verified: Verified


class FigureRow(Based, Dated):
    """A value of a parameter."""

    value: float | None = None
    values: dict[str, int] = {}

    @model_validator(mode="after")
    def _known(self) -> "FigureRow":
        if self.confidence is Confidence.TO_CHECK and (self.value is not None or self.values):
            raise ValueError("figure_to_check")
        return self


class ParameterRow(_Strict):
    """A parameter."""

    name: Text
    unit: str
    figures: list[FigureRow] = Field(min_length=1)


class RateRow(Text, Based, Dated):
    """What a province's council set."""

    card: str = Field(pattern=CARD_ID)
    province: str
    now: str | None = None
    value: int | None = Field(default=None, ge=0)
    unit: str | None = None


class ParametersFile(_Strict):
    """All dated figures."""

    parameters: dict[str, ParameterRow]
    rates: list[RateRow]


class SideRow(Text, Based):
    """A side of a contradiction."""


class ConflictRow(Text):
    """A contradiction or a trap."""

    sides: list[SideRow] = Field(min_length=1)


class When(_Strict):
    """What a case asks of a situation. What is not named does not matter."""

    who: list[str] | None = None
    people: list[str] | None = None
    where: list[str] | None = None
    age: list[str] | None = None
    poor: list[str] | None = None
    in_facility: list[str] | None = None
    can_pay: list[str] | None = None
    trafficked_in: list[str] | None = None
    regime: list[str] | None = None
    cell: list[str] | None = None
    status: list[str] | None = None
    since: list[str] | None = None
    asked_from: Date | None = None
    asked_to: Date | None = None
    identified_from: Date | None = None
    identified_to: Date | None = None


class CaseRow(_Strict):
    """A case: the first one that fits says the verdict."""

    when: When = When()
    verdict: Verdict | Literal["cell"]
    why: str
    basis: str


class ColumnRow(_Strict):
    """A group of people of a matrix, and the points that it has.

    :param varies: points that the law gives from case to case
    :param unclear: points that the law, as far as it is known, neither gives to the group nor keeps from it
    """

    id: str
    when: When
    basis: str
    gives: list[str] = []
    varies: list[str] = []
    unclear: list[str] = []


class CardRule(_Strict):
    """Who may have the support of a card.

    :param row: point of the matrix, None where the matrix has no such support
    :param own_law: what the card gives is no support of a regime: the law of today holds for everybody
    :param own_sources: where it does, statements that rest on others are left out for those of the other regime; empty: none is
    """

    row: str | None = None
    own_law: bool = False
    own_sources: list[str] = []
    cases: list[CaseRow] = []


class BasisRow(_Strict):
    """How well the basis of a rule is known, and the hash of its words when somebody last compared them."""

    confidence: Confidence
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")


class RulesFile(_Strict):
    """Who may have what.

    :param bases: the provisions that the rules rest on, each once
    """

    bases: dict[str, BasisRow]
    columns: dict[Regime, list[ColumnRow]]
    points: dict[Regime, list[str]]
    reasons: dict[str, Text]
    cards: dict[str, CardRule]


class SearchFile(_Strict):
    """What the search of cards goes by.

    :param twins: cards on the same support
    :param old: words by which a question means the law before; ``new``: the present one
    :param danger: words of danger; ``safe``: those that take it back; ``now``: of danger that nothing takes back
    :param child: words of a child
    :param abroad: places abroad
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
    abroad: list[str]
    child: list[str]
    trafficked: list[str]
    whole: list[str]
    talk: str
    short: dict[str, str]


class RefusedRow(_Strict):
    """A text that somebody made up: so many of these marks in it, and it is that one."""

    number: str
    source: str
    marks: list[str]
    least: int
    why: Text


class RefusedFile(_Strict):
    """Made-up texts."""

    refused: list[RefusedRow]


def read_yaml(path: Path) -> Any:
    """The content of a YAML file that is shipped.

    :raises CardError: it cannot be read, with the line
    """
    found = read_documents(read_file(path), path.name, trusted=True)
    if len(found) != 1:
        raise CardError("card_yaml", place=path.name)
    return found[0]


def read_file(path: Path) -> str:
    """The text of a file.

    :raises CardError: it cannot be read
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CardError("import_large", file=path.name, most=in_mb())
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CardError("card_unreadable", file=path.name) from None


def read_documents(text: str, file: str, trusted: bool = False) -> list[Any]:
    """What YAML holds, document by document. A text that was made to do harm is refused before anything is made of it.

    :param trusted: it is shipped, or out of the base, where an older release may have kept it with references to itself
    :raises CardError: it is none, with the line; it is too large, refers to itself or is nested too deep
    """
    if len(text) > MOST_BYTES and not trusted:
        raise CardError("import_large", file=file, most=in_mb())
    try:
        what, line = (None if trusted else unsafe_yaml(text)) or ("", 0)
        if what == "alias":
            raise CardError("import_alias", place=f"{file}:{line}")
        if what == "deep":
            raise CardError("import_deep", place=f"{file}:{line}")
        return list(yaml.load_all(text, Loader=_OnceEach))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:  # a day that no calendar has is a ValueError
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}" if mark else ""
        raise CardError("card_yaml", place=f"{file}{at}") from None


def write_yaml(data: Any) -> str:
    """Data as YAML, in their order, a text on one line: so that two of them can be compared line by line."""
    return str(yaml.dump(data, Dumper=_InFull, allow_unicode=True, sort_keys=False, width=10**6))


class _InFull(yaml.SafeDumper):  # type: ignore[misc]
    """What stands twice is written twice: nothing that is read back may refer to itself."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether something is written in full each time."""
        return True


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C where libyaml is there: ten times as fast


class _OnceEach(_Loader):  # type: ignore[misc]
    """Safe, and a field that stands twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As the safe loader does it, each key once."""
        seen: set[str] = set()
        for name, _ in node.value:
            if name.value in seen:
                raise yaml.constructor.ConstructorError(None, None, "twice", name.start_mark)
            seen.add(name.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


_Model = TypeVar("_Model", bound=BaseModel)


def checked(model: type[_Model], data: Any, file: str) -> _Model:
    """The data as the model has them.

    :raises CardError: they are not of this form; every mistake is named with its place
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise CardError("card_wrong", mistakes=tuple(_mistakes(error, data, file))) from None


def _mistakes(error: ValidationError, data: Any, file: str) -> Iterator[Message]:
    card = data.get("id") if isinstance(data, Mapping) else None
    for item in error.errors(include_url=False):
        field = ".".join(map(str, item["loc"]))
        own = item["type"] == "value_error"
        kind = str(item["ctx"]["error"]) if own else _KINDS.get(item["type"], "form")
        yield mistake(kind, file, card, field)


_KINDS = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "enum": "value_unknown",
    "literal_error": "value_unknown",
    "string_too_short": "empty",
    "too_short": "empty",
}


def mistake(kind: str, file: str, card: object = None, field: str = "") -> Message:
    """What is wrong, with its place: file, card and field."""
    place = ", ".join(str(part) for part in (file, card, field) if part)
    return Message.of(f"cards.wrong_{kind}", place=place)


def _is_path(path: str) -> bool:
    try:
        return parse_key(f"luat/1/x/-#{path}").path == path
    except KeyFormatError:
        return False
