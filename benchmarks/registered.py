"""What the register of the anti-trafficking field makes of its instruments on nine days, beside what was judged by hand before."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.tables import Table
from documents.paths import split_key
from documents.time.status import StatusCode
from kb.base import KnowledgeBase
from kb.interface.catalogue import VIETNAMESE
from kb.law.statements.register_files import read_file, shipped
from kb.law.statements.registering import import_registers
from kb.law.status.answers import Answer, Asked, answer_all
from kb.settings import Settings

LIST = Path(__file__).with_suffix(".tsv")
REGISTER = "mua-ban-nguoi"
LETTERS = {
    StatusCode.NOT_YET: "N",
    StatusCode.IN_FORCE: "F",
    StatusCode.SUSPENDED: "S",
    StatusCode.EXPIRED: "X",
    StatusCode.UNKNOWN: "U",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """An instrument, or a provision of one, and what it was judged to be on each day."""

    name: str
    key: str
    expected: tuple[str, ...]


def load(path: Path = LIST) -> tuple[list[date], list[Judged]]:
    """The days, and the judged instruments."""
    lines = path.read_text("utf-8").splitlines()
    head = next(line for line in lines if line.startswith("# name"))
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [date.fromisoformat(day) for day in head.split("\t")[2:]], [Judged(row[0], row[1], tuple(row[2:])) for row in rows]


def answers(base: KnowledgeBase, days: Sequence[date], judged: Sequence[Judged]) -> list[list[Answer | None]]:
    """What a base says of each on each day."""
    asked = []
    for row in judged:
        instrument, path = split_key(row.key)
        asked += [Asked(instrument, path or None, day) for day in days]
    with base.session() as session:
        found = answer_all(session, asked)
    return [found[start : start + len(days)] for start in range(0, len(found), len(days))]


@contextmanager
def with_register(home: Path | None) -> Iterator[KnowledgeBase]:
    """A base that has the register: one of its own without any text, or the one in a folder, which is left as it was."""
    if home is not None:
        with KnowledgeBase(Settings(home=home.resolve()), create=False) as base:
            yield base
        return
    file = shipped(REGISTER)
    if file is None:
        raise FileNotFoundError(REGISTER)
    with TemporaryDirectory() as folder, KnowledgeBase(Settings(home=Path(folder), database_url=None)) as base:
        with base.session(write=True) as session:
            import_registers(session, read_file(file), file.name)
        yield base


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """The statuses, with those that were judged otherwise, and the sentences they rest on."""
    days, judged = load()
    with with_register(arguments.home) as base:
        found = answers(base, days, judged)
    cells = [[LETTERS[answer.status.code] if answer else "-" for answer in row] for row in found]
    pairs = [(said, meant) for row, one in zip(cells, judged, strict=True) for said, meant in zip(row, one.expected, strict=True)]
    false = [pair for pair in pairs if pair[0] != pair[1] and pair[0] not in "U-"]
    shown = [
        (one.name, *(said if said == meant else f"{said} ({meant})" for said, meant in zip(row, one.expected, strict=True)))
        for row, one in zip(cells, judged, strict=True)
    ]
    yield Table(
        f"Instruments of the register {REGISTER}: {len(pairs)} statuses, {sum(a == b for a, b in pairs)} as judged, "
        f"{len(false)} certain and otherwise, {sum(a in 'U-' and a != b for a, b in pairs)} unknown though judged known",
        ("instrument", *(day.isoformat() for day in days)),
        shown,
        "\n".join(
            [
                "N not yet, F in force, X over, U unknown; in brackets what was judged. By day, they rest on:",
                *(line for one, row in zip(judged, found, strict=True) for line in _evidence(one, days, row)),
            ]
        ),
    )


def _evidence(one: Judged, days: Sequence[date], row: Sequence[Answer | None]) -> Iterator[str]:
    before = ""
    for day, answer in zip(days, row, strict=True):
        if answer is None:
            continue
        said = VIETNAMESE(f"basis.{answer.status.basis}", **answer.status.days)
        if said != before:
            yield f"{one.name}, {day.isoformat()}: {said}"
        before = said
