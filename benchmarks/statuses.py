"""What `kb status` says beside judged statuses on days: right, certain and false, or unknown though the evidence was there."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.tables import MissingDataError, Table
from documents.paths import split_key
from documents.time.status import StatusCode
from kb.base import KnowledgeBase
from kb.database.tables import Statement
from kb.law.statements.stored import ACTIVE, read_statements
from kb.law.status.answers import Answer, Asked, answer_all
from kb.settings import Settings

LIST = Path(__file__).with_suffix(".tsv")
FRESH = LIST.with_name("statuses_fresh.tsv")
OUTCOMES = ("right", "certain and false", "avoidable unknown", "no such key", "wording differs", "last known differs")


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the list. The fields are those of its head."""

    id: str
    asked: Asked
    status: str
    wording: str
    fair: frozenset[str]
    last_known: str


def load(path: Path = LIST) -> list[Judged]:
    """The judged statuses."""
    return [_judged(*line.split("\t")) for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]


def _judged(id_: str, key: str, day: str, status: str, wording: str, fair: str, last_known: str) -> Judged:
    instrument, path = split_key(key)
    return Judged(
        id_, Asked(instrument, path or None, date.fromisoformat(day)), status, wording, frozenset(fair.split(",")), last_known
    )


def outcomes(judged: Judged, answer: Answer | None) -> Iterator[str]:
    """What an answer is beside the judgement; of a right one also where wording or what was last known differ."""
    if answer is None:
        yield "no such key"
        return
    said = answer.status.code
    if said != judged.status and said not in judged.fair:
        yield "avoidable unknown" if said is StatusCode.UNKNOWN else "certain and false"
        return
    yield "right"
    if judged.wording not in ("-", answer.status.wording):
        yield "wording differs"
    last = f"{answer.last_known[0]} {answer.last_known[1].isoformat()}" if answer.last_known else "-"
    if said is StatusCode.UNKNOWN and judged.last_known not in ("?", last):
        yield "last known differs"


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Counts of the outcomes, and the rows that are not right."""
    if arguments.home is None:
        raise MissingDataError("statuses needs --home, a base with the files that the head of its list names")
    for path in (LIST, FRESH):
        yield _table(path, arguments.home)


def _table(path: Path, home: Path) -> Table:
    judged = load(path)
    with KnowledgeBase(Settings(home=home.resolve()), create=False) as base, base.session() as session:
        answers = answer_all(session, [row.asked for row in judged])
        registers = read_statements(session, Statement.register_id.is_not(None), Statement.state == ACTIVE)
    found = {row.id: tuple(outcomes(row, answer)) for row, answer in zip(judged, answers, strict=True)}
    counts = Counter(name for names in found.values() for name in names)
    return Table(
        f"Statuses on days, {path.name}: {len(judged)} judged; a base {'with' if registers else 'without'} registers of effect",
        OUTCOMES,
        [tuple(counts[name] for name in OUTCOMES)],
        "\n".join(f"{name}: {_ids(found, name)}" for name in OUTCOMES[1:] if counts[name]),
    )


def _ids(found: dict[str, tuple[str, ...]], name: str) -> str:
    some: Iterable[str] = (id_ for id_, names in found.items() if name in names)
    return ", ".join(some)
