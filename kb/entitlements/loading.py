"""The cards, the figures and the rules as they are shipped, read from YAML and checked once; every mistake by its field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError, model_validator

from documents.messages import Message
from kb.entitlements.learned import Learned, shipped_weights
from kb.entitlements.model import (
    CARD_ID,
    Binding,
    Card,
    Confidence,
    Edit,
    Period,
    Refused,
    RefusedFile,
    Regime,
    Source,
    Statement,
    Strict,
    Words,
)
from kb.entitlements.rule_model import Rules
from kb.entitlements.search_words import SearchFile
from kb.errors import CardError
from kb.imports import MOST_BYTES, in_mb, read_text, refuse_unsafe_yaml


def read_yaml(path: Path) -> Any:
    """The content of a YAML file that is shipped.

    :raises CardError: it cannot be read, with the line
    """
    found = read_documents(read_text(path, CardError("card_unreadable", file=path.name)), path.name, trusted=True)
    if len(found) != 1:
        raise CardError("card_yaml", place=path.name)
    return found[0]


def read_documents(text: str, file: str, trusted: bool = False) -> list[Any]:
    """What YAML holds, document by document. A text that was made to do harm is refused before anything is made of it.

    :param trusted: it is shipped, or out of the base, where an older release may have kept it with references to itself
    :raises CardError: it is none, with the line; it is too large, refers to itself or is nested too deep
    """
    if len(text) > MOST_BYTES and not trusted:
        raise CardError("import_large", file=file, most=in_mb())
    try:
        if not trusted:
            refuse_unsafe_yaml(text, file, CardError)
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


def checked(model: type[_Model], data: Any, file: str, **names: Mapping[str, object]) -> _Model:
    """The data as the model has them.

    :param names: what they may name, by its kind (``source``, ``conflict``, ``parameter``) and name
    :raises CardError: they are not of this form; every mistake is named with its place
    """
    try:
        return model.model_validate(data, context={kind: dict(known) for kind, known in names.items()})
    except ValidationError as error:
        raise CardError("card_wrong", mistakes=tuple(_mistakes(error, data, file))) from None


def _mistakes(error: ValidationError, data: Any, file: str) -> Iterator[Message]:
    card = data.get("id") if isinstance(data, Mapping) else None
    for item in error.errors(include_url=False):
        field = _written(item["loc"])
        own = item["type"] == "value_error"
        kind = str(item["ctx"]["error"]) if own else _KINDS.get(item["type"], "form")
        yield mistake(kind, file, card, field)


def _written(place: Sequence[int | str]) -> str:
    """Where it stands in YAML: words, basis and days stand flat in their row there."""
    return _NESTED.sub(r"\1", "".join(f".{part}" for part in place))[1:]


_NESTED = re.compile(r"(?:\.text|\.period|\.basis\.path|(\.basis)\.source|\.basis)(?=\.|$)")


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


FOLDER = Path(__file__).parent
DATA = FOLDER / "data"
CARDS = FOLDER / "cards"


class Turn(NamedTuple):
    """A turn of a call that was made up, to learn from.

    :param call: which call, after the letter of who wrote it
    :param asks: the card that answers it; or ``none``, ``all``, ``story``, ``=``: the card of the turn before
    :param also: others that would do
    :param line: of the card's statements the one that answers (``line_key``); ``L``: its sentence, ``A``: its figures, ``-``: none
    :param where: whom it is about is then abroad (``a``), in Vietnam (``v``), or nobody told (``u``); empty: nobody judged
    """

    call: str
    words: str
    asks: str
    also: Sequence[str]
    line: str
    danger: bool
    where: str = ""


def line_key(line: Statement) -> str:
    """By what a turn names a statement: other words are another one."""
    return sha256(line.text().encode()).hexdigest()[:8]


def _read_turns(path: Path) -> Iterator[Turn]:
    for row in read_text(path, CardError("card_unreadable", file=path.name)).splitlines():
        call, words, asks, also, line, danger, where = row.split("\t")
        yield Turn(call, words, asks, also.split("|"), line, danger=danger == "1", where=where)


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Everything that a counsellor's desk knows, without the law itself."""

    cards: Mapping[str, Card]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    rates: Sequence[Rate]
    conflicts: Mapping[str, Conflict]
    rules: Rules
    search: SearchFile
    refused: Sequence[Refused]
    turns: Sequence[Turn] = ()
    learned: Learned | None = None
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """What curators made of cards, by card; none of them where a card is as it is shipped."""


@lru_cache(maxsize=1)
def shipped() -> Desk:
    """What the program ships.

    :raises CardError: it is not as it should be
    """
    return replace(load(CARDS, DATA), learned=shipped_weights())


@lru_cache(maxsize=1)
def source_keys() -> frozenset[str]:
    """The keys of the instruments that shipped cards rest on, without reading the cards."""
    return frozenset(row["key"] for row in read_yaml(DATA / "sources.yaml").values())


def load(cards: Path, data: Path = DATA) -> Desk:
    """Read a folder of cards and the folder of what they have in common.

    :raises CardError: something is wrong; all that was found is named, each with its file, card and field
    """
    sources = {name: checked(Source, {**row, "id": name}, "sources.yaml") for name, row in read_yaml(data / "sources.yaml").items()}
    figures = checked(Figures, read_yaml(data / "parameters.yaml"), "parameters.yaml", source=sources)
    rules = checked(Rules, read_yaml(data / "rules.yaml"), "rules.yaml", source=sources)
    if absent := rules.undeclared():
        raise CardError("card_wrong", mistakes=tuple(mistake("basis_undeclared", "rules.yaml", field=name) for name in absent))
    search = checked(SearchFile, read_yaml(data / "search.yaml"), "search.yaml")
    refused = checked(RefusedFile, read_yaml(data / "refused.yaml"), "refused.yaml", source=sources).refused
    conflicts = {
        name: checked(Conflict, {**row, "id": name}, "conflicts.yaml", source=sources)
        for name, row in read_yaml(data / "conflicts.yaml").items()
    }
    bare = Desk(
        cards={},
        sources=sources,
        parameters=figures.parameters,
        rates=figures.rates,
        conflicts=conflicts,
        rules=rules,
        search=search,
        refused=refused,
        turns=tuple(_read_turns(data / "turns.tsv")),
    )
    found: dict[str, Card] = {}
    wrong: list[Message] = []
    for path in sorted(cards.glob("*.yaml")):
        try:
            card = read_card(bare, read_rows(path, data), path.name)
        except CardError as error:
            wrong.extend(mistakes_of(error))
            continue
        if card.id in found:
            wrong.append(mistake("id_twice", path.name, card.id, "id"))
        found[card.id] = card
    wrong.extend(mistake("card_absent", "rules.yaml", name) for name in rules.cards if name not in found and not wrong)
    if wrong:
        raise CardError("card_wrong", mistakes=tuple(wrong))
    return replace(bare, cards=found)


def read_rows(path: Path, data: Path = DATA) -> dict[str, Any]:
    """A card that is shipped, as YAML gives it, with what it shares with others: a row that is a name stands in ``shared.yaml``.

    :raises CardError: it cannot be read, or nothing has that name
    """
    card, shared = read_yaml(path), _shared(data)
    for part in ("statements", "amounts", "missing"):
        rows = card.get(part) if isinstance(card, dict) else None
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, str) and row not in shared:
                raise CardError("card_wrong", mistakes=(mistake("shared_unknown", path.name, card.get("id"), f"{part}.{number}"),))
        if isinstance(rows, list):
            card[part] = [dict(shared[row]) if isinstance(row, str) else row for row in rows]
    found: dict[str, Any] = card
    return found


@lru_cache(maxsize=4)
def _shared(data: Path) -> Mapping[str, Mapping[str, Any]]:
    rows: Mapping[str, Mapping[str, Any]] = read_yaml(data / "shared.yaml")
    return rows


def read_card(desk: Desk, data: object, file: str) -> Card:
    """A card, with what it shares with others as a desk has it.

    :param data: as YAML gives them
    :raises CardError: it is not as it should be; every mistake is named with its place
    """
    card = checked(Card, data, file, source=desk.sources, conflict=desk.conflicts, parameter=desk.parameters)
    if wrong := tuple(_misnamed(card, file, desk)):
        raise CardError("card_wrong", mistakes=wrong)
    return card


def mistakes_of(error: CardError) -> tuple[Message, ...]:
    """What is wrong, one by one."""
    found = error.values.get("mistakes")
    return found if isinstance(found, tuple) else (error.message,)


_REGIMES = {"o": Regime.OLD, "n": Regime.NEW}
"""By the first letter of a card; general law has none."""


def _misnamed(card: Card, file: str, desk: Desk) -> Iterator[Message]:
    """What a card names and nothing has, or something else; figures of a text that is refused."""

    def wrong(kind: str, field_: str) -> Message:
        return mistake(kind, file, card.id, field_)

    for name, own in card.sources.items():
        if name in desk.sources and desk.sources[name].key != own.key:
            yield wrong("source_twice", f"sources.{name}")
    if card.id not in desk.rules.cards:
        yield wrong("without_rule", "id")
    if card.regime is not _REGIMES.get(card.id[0]):
        yield wrong("regime_of_id", "regime")
    barred = {item.source.key for item in desk.refused}
    for number, amount in enumerate(card.amounts):
        if amount.known and amount.basis.source.key in barred:
            yield wrong("figure_refused", f"amounts.{number}.basis")
    for number, statement in enumerate(card.statements):
        if statement.basis.source.key in barred and any(char.isdigit() for char in statement.text.vi):
            yield wrong("figure_refused", f"statements.{number}.basis")
