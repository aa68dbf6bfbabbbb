"""What the reader of amendments says for certain, beside judged sentences that nobody tuned to.

A certain effect is right where kind, instrument, place, manner and stated day are those of a judged operation, else false: false
ones become wrong answers about the law, so they are listed one by one.
"""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.tables import SNAPSHOT, Table, need
from documents.amendments import Action, Effect, Part, read_effects
from documents.keys import number_slug
from documents.model import Instrument
from documents.text import fold
from ingest.codification.reader import read_codification
from ingest.files.inputs import expand
from ingest.parsing import parse_input

LIST = Path(__file__).with_suffix(".tsv")
JUDGED_APART = Path(__file__).with_name("operations_judged_apart.tsv")
UNTUNED = Path(__file__).with_name("operations_untuned.tsv")
LISTS = {"": LIST, ", judged apart": JUDGED_APART, ", judged last and never tuned on": UNTUNED}
"""The lists of judged sentences, by what the titles of their tables add."""
CODIFICATION = "benchmarks/phapdien2026/demuc_html_all.zip"
KINDS = {
    Action.REPEAL: ("end",),
    Action.EXPIRE: ("end",),
    Action.SUSPEND: ("suspend",),
    Action.RESUME: ("resume",),
    Action.REPLACE: ("amend", "replace"),
    Action.RETITLE: ("amend",),
    Action.APPEND: ("insert", "amend", "words"),
    Action.INSERT: ("insert",),
    Action.SUBSTITUTE_PHRASE: ("words",),
    Action.CORRECT: ("correct", "words"),
    Action.RENUMBER: ("renumber",),
}
"""Of an effect, the kinds of operations that it may stand for."""
_SENTENCE = re.compile(r"(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])")
_ATTACHED = re.compile(r"^kem-theo-\d+(?:/|$)")


Where = tuple[str, str, int, int]
"""Path, field, start and end."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An operation that a sentence orders. The fields are those of the list's head."""

    kind: str
    instrument: str | None = None
    name: str | None = None
    path: str | None = None
    manner: str | None = None
    day: str | None = None
    optional: bool = False
    excepted: str | None = None

    @property
    def group(self) -> str:
        """What it is counted under."""
        return self.kind if self.kind != "end" else _ending(self.path)


@dataclass(frozen=True, slots=True)
class Passage:
    """A judged sentence and its place."""

    id: str
    file: str
    source: str
    where: Where
    sha: str
    verdict: str
    operations: tuple[Judged, ...]


@dataclass(slots=True)
class Tally:
    """Counts by what is done.

    :param judged: of the judged operations, by group and outcome: right, uncertain, false, missed
    :param certain: of the certain effects, by group: right, false
    :param false: the false ones, in words
    :param lost: passages that are no longer found
    """

    judged: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    certain: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    false: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def load(path: Path = LIST) -> list[Passage]:
    """The judged sentences."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [
        Passage(name, file, source, (place, part, int(start), int(end)), sha, verdict, tuple(_judged(json.loads(operations))))
        for name, file, source, place, part, start, end, sha, _, verdict, operations in rows
    ]


def _judged(items: Iterable[dict[str, str | bool]]) -> Iterator[Judged]:
    for item in items:
        excepted = item.pop("except", None)
        yield Judged(**item, excepted=excepted)  # type: ignore[arg-type]


def instruments(passages: Sequence[Passage]) -> Iterator[tuple[Instrument, dict[Passage, Where]]]:
    """The instruments that hold the passages, and where these stand in them.

    :raises MissingDataError: the data are not there
    """
    wanted: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        wanted[passage.file, passage.source].append(passage)
    for instrument in read_codification(need(*CODIFICATION.split("/")), date.fromisoformat(SNAPSHOT)).instruments:
        if held := wanted.get((CODIFICATION, instrument.metadata.number or "")):
            yield instrument, locate(instrument, held)
    for file in sorted({file for file, _ in wanted} - {CODIFICATION}):
        for source in expand(need(*file.split("/"))):
            if held := wanted.get((file, source.member or "-")):
                for instrument in parse_input(source).instruments:
                    yield instrument, locate(instrument, held)


def sentences(words: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a provision's field begin and end."""
    at = 0
    for line in words.split("\n"):
        cuts = [(found.start(), found.end()) for found in _SENTENCE.finditer(line)]
        begins = [0, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), len(line)]
        yield from ((at + begin, at + end) for begin, end in zip(begins, ends, strict=True))
        at += len(line) + 1


def locate(instrument: Instrument, passages: Sequence[Passage]) -> dict[Passage, Where]:
    """Where passages stand: where the list says, or wherever the same words now stand."""
    places: dict[str, list[Where]] = defaultdict(list)
    for node in instrument.walk():
        for name in ("heading", "text", "tail"):
            words = getattr(node, name) or ""
            for start, end in sentences(words):
                places[_sha(words[start:end])].append((node.path, name, start, end))
    return {
        passage: passage.where if passage.where in found else found[0] for passage in passages if (found := places.get(passage.sha))
    }


def _sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def measure(*lists: Sequence[Passage]) -> list[Tally]:
    """Run the reader once on the texts that hold the passages and compare, list by list."""
    found = [Tally() for _ in lists]
    tallies = {
        passage: tally for passages, tally in zip(lists, found, strict=True) for passage in passages if passage.verdict != "unclear"
    }
    seen: set[Passage] = set()
    for instrument, held in instruments(list(tallies)):
        effects = read_effects(instrument) if held else ()
        for passage, where in held.items():
            if passage not in seen:
                seen.add(passage)
                compare(passage, [effect for effect in effects if _within(effect, where)], tallies[passage])
    for passage, tally in tallies.items():
        if passage not in seen:
            tally.lost.append(passage.id)
    return found


def _within(effect: Effect, where: Where) -> bool:
    path, name, start, end = where
    evidence = effect.evidence
    return (evidence.path, evidence.field) == (path, name) and evidence.start < end and evidence.end > start


def compare(passage: Passage, effects: Sequence[Effect], tally: Tally) -> None:
    """Count the effects of one passage."""
    certain = {_group_and_place(effect): effect for effect in effects if effect.certain}
    taken: dict[Judged, str] = {}
    for (group, _, _), effect in certain.items():
        operation = next((one for one in passage.operations if _says(effect, one)), None)
        wrong = _wrong(effect, operation) if operation else "no such operation" if passage.operations else "orders nothing"
        if operation is not None:
            taken[operation] = "false" if wrong else "right"
        tally.certain[group]["false" if wrong else "right"] += 1
        if wrong:
            tally.false.append(f"{passage.id}  {effect.action} {_named(effect)}: {wrong}")
    doubted = any(not effect.certain for effect in effects)
    for one in passage.operations:
        if not one.optional:
            tally.judged[one.group][taken.get(one) or ("uncertain" if doubted else "missed")] += 1
    if not passage.operations:
        tally.judged["none"]["false" if certain else "uncertain" if doubted else "right"] += 1


def _group_and_place(effect: Effect) -> tuple[str, str | None, str | None]:
    kind = KINDS[effect.action][0]
    return _ending(effect.target.path) if kind == "end" else kind, _named(effect), effect.target.part


def _named(effect: Effect) -> str:
    target = effect.target
    return f"{target.instrument or target.name or target.key or '-'}#{target.path or ''}"


def _ending(path: str | None) -> str:
    return "end a part" if path else "end the whole"


def _says(effect: Effect, operation: Judged) -> bool:
    """Whether an effect is about what an operation is about."""
    path = _ATTACHED.sub("", effect.target.path or "")
    return operation.kind in KINDS[effect.action] and path == (operation.path or "") and _is_of(effect, operation)


def _is_of(effect: Effect, operation: Judged) -> bool:
    target = effect.target
    if operation.instrument:
        number = number_slug(operation.instrument)
        if target.instrument:
            return number_slug(target.instrument) == number
        if target.key and target.key.split("/")[1] != "-":
            return target.key.split("/")[1] == number
    return bool(operation.name and target.name and fold(target.name).startswith(fold(operation.name)))


def _wrong(effect: Effect, operation: Judged) -> str | None:
    """What is wrong with a certain effect on the right place."""
    day = effect.effective_from.isoformat() if effect.effective_from else None
    if operation.manner == "item":
        return "only a part of it"
    if operation.manner == "heading" and effect.target.part is not Part.HEADING:
        return "only its heading"
    if operation.excepted == "part":
        return "a part goes on"
    if operation.day == "unknown" and day:
        return "the day is not known"
    if operation.day not in (None, "unknown") and day not in (None, operation.day):
        return f"on another day: {day}"
    return None


def tables(arguments: argparse.Namespace) -> Iterator[Table]:
    """Judged operations by outcome, certain effects by truth, and the false ones."""
    lists = {name: load(path) for name, path in LISTS.items()}
    for (name, passages), tally in zip(lists.items(), measure(*lists.values()), strict=True):
        yield from _tables(name, passages, tally)


def _tables(name: str, passages: Sequence[Passage], tally: Tally) -> Iterator[Table]:
    verdicts = Counter(passage.verdict for passage in passages)
    outcomes = ("right", "uncertain", "false", "missed")
    groups = sorted(tally.judged)
    yield Table(
        f"Operations: what judged sentences order, as the reader says it{name}",
        ("", "judged", *outcomes),
        [(group, tally.judged[group].total(), *(tally.judged[group][outcome] for outcome in outcomes)) for group in groups],
        f"{verdicts['operation']} sentences that order something, {verdicts['none']} that order nothing (right: nothing said), "
        f"{verdicts['unclear']} unclear and left out; not found: {', '.join(tally.lost) or 'none'}.",
    )
    counts = {**tally.certain, "all": sum(tally.certain.values(), Counter[str]())}
    yield Table(
        f"Certain effects in these sentences{name}",
        ("", "certain", "right", "false", "share false"),
        [
            (group, found.total(), found["right"], found["false"], f"{found['false'] / found.total():.1%}" if found else "-")
            for group, found in counts.items()
        ],
        "\n".join(["Certain and false:", *sorted(tally.false)]) if tally.false else "",
    )
