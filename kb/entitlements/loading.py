"""The cards, the figures and the rules as they are shipped, read and checked once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from documents.messages import Message
from kb.entitlements.card_yaml import checked, mistake, read_yaml
from kb.entitlements.desk_data import Conflict, Figures, Parameter, Rate, Refused, RefusedFile, SearchFile
from kb.entitlements.model import Binding, Card, Edit, Regime, Source
from kb.entitlements.rule_model import Rules
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
    rules: Rules
    search: SearchFile
    refused: Sequence[Refused]
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """What curators made of cards, by card; none of them where a card is as it is shipped."""

    @property
    def bases(self) -> Mapping[str, Binding]:
        """The bases of the rules, as the rules name them."""
        return self.rules.bases


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
