"""How well statements are read: pairs of statements one to one by the words that their acts share."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.duties.training import Labelled
from documents.duties.statement import Phrase, Statement
from documents.duties.values import read_deadline

Span = tuple[int, int]
ELEMENTS = ("statement, its kind", "statement, any kind", "actor", "beneficiary", "deadline, value and unit", "condition")


def score(clauses: Sequence[Labelled], ways: Mapping[str, Sequence[Sequence[Statement]]]) -> str:
    """A table: precision, recall and F1 of each element, a column for each way of reading."""
    counts = {name: _counts(clauses, found) for name, found in ways.items()}
    rows = [f"| element | n | {' | '.join(ways)} |", "|---|---|" + "---|" * len(ways)]
    for element in ELEMENTS:
        cells = [_cell(counts[name], element) for name in ways]
        rows.append(f"| {element} | {next(iter(counts.values()))[element, 'gold']} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(counts: Counter[tuple[str, str]], element: str) -> str:
    hit, told, gold = (counts[element, name] for name in ("hit", "told", "gold"))
    precision, recall = hit / max(told, 1), hit / max(gold, 1)
    return f"{precision:.3f} / {recall:.3f} / {2 * precision * recall / max(precision + recall, 1e-9):.3f}"


def _counts(clauses: Sequence[Labelled], found: Sequence[Sequence[Statement]]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()

    def add(element: str, hit: int, told: int, gold: int) -> None:
        counts[element, "hit"] += hit
        counts[element, "told"] += told
        counts[element, "gold"] += gold

    for clause, statements in zip(clauses, found, strict=True):
        pairs = _pairs(clause.statements, statements)
        alike = sum(one["kind"] == other.kind for one, other in pairs)
        add(ELEMENTS[0], alike, len(statements), len(clause.statements))
        add(ELEMENTS[1], len(pairs), len(statements), len(clause.statements))
        for element, name in ((ELEMENTS[2], "actor"), (ELEMENTS[3], "beneficiary")):
            both = [(one[name], getattr(other, name)) for one, other in pairs]
            add(
                element,
                sum(_meet(*each) for each in both),
                _some(statements, name),
                sum(bool(one[name]) for one in clause.statements),
            )
        dates = sum(_same_deadline(clause.text, one["deadline"], other) for one, other in pairs)
        add(ELEMENTS[4], dates, _some(statements, "deadline"), sum(bool(one["deadline"]) for one in clause.statements))
        met = sum(_matched(one["conditions"], other.conditions) for one, other in pairs)
        add(
            ELEMENTS[5],
            met,
            sum(len(one.conditions) for one in statements),
            sum(len(one["conditions"]) for one in clause.statements),
        )
    return counts


def _some(statements: Sequence[Statement], name: str) -> int:
    return sum(getattr(one, name) is not None for one in statements)


def _pairs(gold: Sequence[dict[str, Any]], told: Sequence[Statement]) -> list[tuple[dict[str, Any], Statement]]:
    shared: Callable[[dict[str, Any], Statement], float] = lambda one, other: (  # noqa: E731
        min(one["action"]["end"], other.action.end)
        - max(one["action"]["start"], other.action.start)
        + 0.5 * (one["kind"] == other.kind)
    )
    order = sorted(((shared(one, other), a, b) for a, one in enumerate(gold) for b, other in enumerate(told)), reverse=True)
    ours: set[int] = set()
    theirs: set[int] = set()
    found = []
    for much, a, b in order:
        if much >= 1 and a not in ours and b not in theirs:
            ours.add(a)
            theirs.add(b)
            found.append((gold[a], told[b]))
    return found


def _meet(gold: dict[str, int] | None, told: Phrase | None) -> bool:
    return bool(gold and told and gold["start"] < told.end and told.start < gold["end"])


def _same_deadline(text: str, gold: dict[str, int] | None, told: Statement) -> bool:
    if not gold or not told.deadline or not _meet(gold, told.deadline):
        return False
    meant = read_deadline(Phrase(gold["start"], gold["end"], text[gold["start"] : gold["end"]]))
    return (meant.value, meant.unit) == (told.deadline.value, told.deadline.unit)


def _matched(gold: Sequence[dict[str, int]], told: Sequence[Phrase]) -> int:
    left = list(told)
    for one in gold:
        match = next((other for other in left if _meet(one, other)), None)
        if match:
            left.remove(match)
    return len(told) - len(left)
