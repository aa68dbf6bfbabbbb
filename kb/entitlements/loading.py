"""The cards, the figures and the rules as they are shipped, read and checked once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from documents.messages import Message
from documents.paths import split_key
from kb.entitlements.model import (
    Amount,
    Binding,
    Card,
    Conflict,
    Edit,
    Figure,
    Missing,
    Parameter,
    Period,
    Rate,
    Regime,
    Saying,
    Side,
    Source,
    Statement,
    Words,
)
from kb.entitlements.schema import (
    AmountRow,
    Based,
    CardFile,
    ConflictRow,
    Dated,
    ParametersFile,
    RefusedFile,
    RefusedRow,
    RulesFile,
    SearchFile,
    SourceRow,
    StatementRow,
    Text,
    checked,
    mistake,
    read_yaml,
)
from kb.errors import CardError

FOLDER = Path(__file__).parent
DATA = FOLDER / "data"
CARDS = FOLDER / "cards"


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """Everything that a counsellor's desk knows, without the law itself."""

    cards: Mapping[str, Card]
    sources: Mapping[str, Source]
    parameters: Mapping[str, Parameter]
    rates: Sequence[Rate]
    conflicts: Mapping[str, Conflict]
    rules: RulesFile
    search: SearchFile
    refused: Sequence[RefusedRow]
    bases: Mapping[str, Binding]
    """The bases of the rules, as the rules name them."""
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """What curators made of cards, by card; none of them where a card is as it is shipped."""


@lru_cache(maxsize=1)
def shipped() -> Desk:
    """What the program ships.

    :raises CardError: it is not as it should be
    """
    return load(CARDS, DATA)


@lru_cache(maxsize=1)
def source_keys() -> frozenset[str]:
    """The keys of the instruments that shipped cards rest on, without reading the cards."""
    return frozenset(row["key"] for row in read_yaml(DATA / "sources.yaml").values())


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, for what is wrong with it."""

    file: str
    card: str | None = None
    field: str = ""


def load(cards: Path, data: Path = DATA) -> Desk:
    """Read a folder of cards and the folder of what they have in common.

    :raises CardError: something is wrong; all that was found is named, each with its file, card and field
    """
    sources = {
        name: Source(name, row.key, _words(row.name))
        for name, row in ((name, checked(SourceRow, row, "sources.yaml")) for name, row in read_yaml(data / "sources.yaml").items())
    }
    figures = checked(ParametersFile, read_yaml(data / "parameters.yaml"), "parameters.yaml")
    rules = checked(RulesFile, read_yaml(data / "rules.yaml"), "rules.yaml")
    search = checked(SearchFile, read_yaml(data / "search.yaml"), "search.yaml")
    refused = checked(RefusedFile, read_yaml(data / "refused.yaml"), "refused.yaml").refused
    place = Place("parameters.yaml")
    parameters = {
        name: Parameter(
            name,
            _words(row.name),
            row.unit,
            tuple(
                Figure(_period(item), item.value, tuple(item.values.items()), _bind(item, sources, place)) for item in row.figures
            ),
        )
        for name, row in figures.parameters.items()
    }
    rates = tuple(
        Rate(row.card, row.province, row.now, _words(row), row.value, row.unit, _bind(row, sources, place), _period(row))
        for row in figures.rates
    )
    conflicts = {
        name: _conflict(name, checked(ConflictRow, row, "conflicts.yaml"), sources)
        for name, row in read_yaml(data / "conflicts.yaml").items()
    }
    bare = Desk({}, sources, parameters, rates, conflicts, rules, search, tuple(refused), _rule_bases(rules, sources))
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
    row = checked(CardFile, data, file)
    sources = {**desk.sources, **{name: Source(name, item.key, _words(item.name)) for name, item in row.sources.items()}}
    wrong = [*_unsourced(row, file, desk.sources, sources), *_misnamed(row, file, desk)]
    if wrong:
        raise CardError("card_wrong", mistakes=tuple(wrong))
    return _card(row, file, sources)


REGIME_BASIS = "L53#dieu-63"
"""The provision that says which regime applies."""


def _rule_bases(rules: RulesFile, sources: Mapping[str, Source]) -> Mapping[str, Binding]:
    cases = [item for card in rules.cards.values() for item in card.cases]
    columns = [item for group in rules.columns.values() for item in group]
    named = dict.fromkeys([REGIME_BASIS, *(item.basis for item in cases), *(item.basis for item in columns)])
    absent = [name for name in named if name not in rules.bases]
    if absent:
        raise CardError("card_wrong", mistakes=tuple(mistake("basis_undeclared", "rules.yaml", field=name) for name in absent))
    return {
        name: _bind(
            checked(Based, {"basis": name, "confidence": row.confidence, "sha256": row.sha256}, "rules.yaml"),
            sources,
            Place("rules.yaml"),
        )
        for name, row in rules.bases.items()
    }


def mistakes_of(error: CardError) -> tuple[Message, ...]:
    """What is wrong, one by one."""
    found = error.values.get("mistakes")
    return found if isinstance(found, tuple) else (error.message,)


def _unsourced(row: CardFile, file: str, shared: Mapping[str, Source], sources: Mapping[str, Source]) -> Iterable[Message]:
    """Texts that a card names and nothing has, or that are named twice."""
    for name, own in row.sources.items():
        if name in shared and shared[name].key != own.key:
            yield mistake("source_twice", file, row.id, f"sources.{name}")
    named = [
        *((f"statements.{number}.basis", split_key(item.basis)[0]) for number, item in enumerate(row.statements)),
        *((f"amounts.{number}.basis", split_key(item.basis)[0]) for number, item in enumerate(row.amounts)),
        *((f"missing.{number}.source", item.source) for number, item in enumerate(row.missing)),
    ]
    for field_, name in named:
        if name not in sources:
            yield mistake("source_unknown", file, row.id, field_)


_REGIMES = {"o": Regime.OLD, "n": Regime.NEW}
"""By the first letter of a card; general law has none."""


def _misnamed(row: CardFile, file: str, desk: Desk) -> Iterable[Message]:
    """What a card names and nothing has; figures of a text that is refused."""
    if row.id not in desk.rules.cards:
        yield mistake("without_rule", file, row.id, "id")
    if row.regime is not _REGIMES.get(row.id[0]):
        yield mistake("regime_of_id", file, row.id, "regime")
    for number, name in enumerate(row.conflicts):
        if name not in desk.conflicts:
            yield mistake("conflict_unknown", file, row.id, f"conflicts.{number}")
    barred = {item.source for item in desk.refused}
    barred |= {name for name, own in row.sources.items() if own.key in {desk.sources[source].key for source in barred}}
    for number, amount in enumerate(row.amounts):
        if amount.parameter is not None and amount.parameter not in desk.parameters:
            yield mistake("parameter_unknown", file, row.id, f"amounts.{number}.parameter")
        if amount.known and split_key(amount.basis)[0] in barred:
            yield mistake("figure_refused", file, row.id, f"amounts.{number}.basis")
    for number, statement in enumerate(row.statements):
        if split_key(statement.basis)[0] in barred and any(char.isdigit() for char in statement.vi):
            yield mistake("figure_refused", file, row.id, f"statements.{number}.basis")


def _card(row: CardFile, file: str, sources: Mapping[str, Source]) -> Card:
    missing = [Missing(_words(item), sources[item.source]) for item in row.missing]
    return Card(
        row.id,
        row.regime,
        _words(row.title),
        _words(row.say),
        tuple(Saying(_when(item.when), _words(item), _period(item)) for item in row.says),
        tuple(row.callers),
        tuple(_statement(item, number, file, row.id, sources) for number, item in enumerate(row.statements)),
        tuple(_amount(item, number, file, row.id, sources) for number, item in enumerate(row.amounts)),
        tuple(row.conflicts),
        tuple(missing),
        _period(row),
        row.verified.on,
        row.verified.by,
    )


def _statement(row: StatementRow, number: int, file: str, card: str, sources: Mapping[str, Source]) -> Statement:
    basis = _bind(row, sources, Place(file, card, f"statements.{number}.basis"))
    return Statement(str(number + 1), row.about, _words(row), basis, _period(row))


def _amount(row: AmountRow, number: int, file: str, card: str, sources: Mapping[str, Source]) -> Amount:
    basis = _bind(row, sources, Place(file, card, f"amounts.{number}.basis"))
    return Amount(_words(row), basis, _period(row), _when(row.when), row.parameter, row.factor, row.value, row.unit, row.known)


def _conflict(name: str, row: ConflictRow, sources: Mapping[str, Source]) -> Conflict:
    place = Place("conflicts.yaml", name)
    return Conflict(name, _words(row), tuple(Side(_words(side), _bind(side, sources, place)) for side in row.sides))


def _bind(row: Based, sources: Mapping[str, Source], place: Place) -> Binding:
    name, path = split_key(row.basis)
    if name not in sources:
        raise CardError("card_wrong", mistakes=(mistake("source_unknown", place.file, place.card, place.field or row.basis),))
    return Binding(sources[name], path, row.confidence, row.quote, row.sha256)


def _when(facts: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in facts.items()}


def _period(row: Dated) -> Period:
    return Period(row.first, row.last)


def _words(row: Text) -> Words:
    return Words(row.all())
