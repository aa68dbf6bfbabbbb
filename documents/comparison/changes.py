"""What changed between two versions of a text, article by article."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from documents.comparison.levels import GROUPS
from documents.comparison.words import Change, Span, diff_lines
from documents.model import Kind, Provision
from documents.wording.citing import label


@dataclass(frozen=True, slots=True)
class UnitChange:
    """An article, appendix, heading … that is not the same in both versions.

    :param change: added, removed or replaced
    :param spans: the words of both sides
    """

    path: str
    heading: str | None
    change: Change
    spans: tuple[Span, ...]


def changed_units(old: Sequence[Provision], new: Sequence[Provision]) -> list[UnitChange]:
    """The units that differ, in the order of the new text; what is gone stands where it stood in the old one."""
    before = {unit.path: unit for unit in _units(old)}
    after = {unit.path: unit for unit in _units(new)}
    found: list[UnitChange] = []
    for path in _merged(list(before), list(after)):
        left, right = before.get(path), after.get(path)
        old_text, new_text = plain_text(left) if left else "", plain_text(right) if right else ""
        if old_text == new_text:
            continue
        unit, change = right or left, Change.ADDED if left is None else Change.REPLACED
        change = Change.REMOVED if right is None else change
        found.append(UnitChange(path, unit.heading if unit else None, change, diff_lines(old_text, new_text)))
    return found


def _units(provisions: Iterable[Provision]) -> Iterator[Provision]:
    for provision in provisions:
        if provision.kind in GROUPS and provision.children:
            yield replace(provision, children=(), tail="")
            yield from _units(provision.children)
        else:
            yield provision


def _merged(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The order of the new text, with each path that only the old one has after the one that it followed there."""
    there = set(new)
    following: dict[str | None, list[str]] = {}
    last: str | None = None
    for path in old:
        if path in there:
            last = path
        else:
            following.setdefault(last, []).append(path)
    yield from following.get(None, ())
    for path in new:
        yield path
        yield from following.get(path, ())


def plain_text(provision: Provision) -> str:
    """A provision as lines of text with its printed labels, as it is compared with another."""
    lines: list[str] = []
    _plain(provision, lines)
    return "\n".join(lines)


def _plain(provision: Provision, lines: list[str]) -> None:
    head = " ".join(part for part in (label(provision), provision.heading) if part)
    if provision.text and provision.kind in (Kind.CLAUSE, Kind.POINT, Kind.SUBPOINT) and not provision.heading:
        head = f"{head} {provision.text}".strip()
        lines.append(head)
    else:
        lines.extend(part for part in (head, provision.text) if part)
    if provision.table is not None:
        lines.extend(" | ".join(row) for row in provision.table.rows)
    for child in provision.children:
        _plain(child, lines)
    if provision.tail:
        lines.append(provision.tail)
