"""Lists of units ("Điều 5, khoản 2 và khoản 3 Điều 7") as provision paths."""

import re

from documents.model import Kind
from documents.paths import child_path, read_step, steps_of
from documents.wording.numbers import POINT_LETTERS

_ITEM = r"(?:\d{1,4}[a-zđ]{0,2}|[a-zđ]\d?|[IVXLC]{1,7})(?!\w)"
_UNIT = re.compile(
    rf"(?P<word>điều|khoản|điểm|chương|mục)\s+(?P<items>{_ITEM}(?:\s*(?:,|;|và|hoặc|đến hết|đến)\s*{_ITEM}"
    rf"|\s+đến\s+(?:hết\s+)?(?P=word)\s+{_ITEM})*)(?!\s+(?:của\s+)?phụ\s+lục)",
    re.IGNORECASE,
)
_KINDS = {"điều": Kind.ARTICLE, "khoản": Kind.CLAUSE, "điểm": Kind.POINT, "chương": Kind.CHAPTER, "mục": Kind.SECTION}
_RANK = {Kind.CHAPTER: 0, Kind.SECTION: 1, Kind.ARTICLE: 2, Kind.CLAUSE: 3, Kind.POINT: 4}
_THIS = re.compile(r"(?P<word>điều|khoản)\s+này", re.IGNORECASE)


def has_unit(text: str) -> bool:
    """Whether a text names an article, clause, point or chapter by number."""
    return _UNIT.search(text) is not None


def unit_paths(text: str, here: str | None = None) -> tuple[str, ...]:
    """The paths that a list of units means. Smaller units stand before the larger one that holds them.

    :param here: path of the provision that says so, for "Điều này"
    """
    found: list[tuple[int, Kind, list[str]]] = []
    for match in _UNIT.finditer(text):
        found.append((match.start(), _KINDS[match["word"].lower()], _expand(match["items"])))
    for match in _THIS.finditer(text):
        if here and (number := _number_here(here, _KINDS[match["word"].lower()])):
            found.append((match.start(), _KINDS[match["word"].lower()], [number]))
    found.sort(key=lambda item: item[0])
    paths: list[str] = []
    for index, ((_, kind, numbers), holders) in enumerate(zip(found, _holders(found), strict=True)):
        if holders is None or (index and _held_by_previous(found, index)):
            continue
        for number in numbers:
            path = ""
            for holder_kind, holder_number in holders:
                path = child_path(path, holder_kind, holder_number)
            paths.append(child_path(path, kind, number))
    return tuple(dict.fromkeys(paths))


def _expand(items: str) -> list[str]:
    """The items of a list; "a đến d" in point-letter order, "3 đến 6" by counting."""
    items = re.sub(r"(?<=đến )(?:hết )?(?:điều|khoản|điểm|chương|mục) ", "", items, flags=re.IGNORECASE)
    pieces = re.split(r"\s*(,|;|và|hoặc|đến hết|đến)\s*", items, flags=re.IGNORECASE)
    numbers = [pieces[0]]
    for joint, item in zip(pieces[1::2], pieces[2::2], strict=True):
        if joint.lower().startswith("đến"):
            numbers.extend(_between(numbers[-1], item))
        numbers.append(item)
    return numbers


def _between(first: str, last: str) -> list[str]:
    if first.isdigit() and last.isdigit() and int(last) - int(first) < 200:
        return [str(number) for number in range(int(first) + 1, int(last))]
    if first in POINT_LETTERS and last in POINT_LETTERS:
        return list(POINT_LETTERS[POINT_LETTERS.index(first) + 1 : POINT_LETTERS.index(last)])
    return []


def _holders(found: list[tuple[int, Kind, list[str]]]) -> list[list[tuple[Kind, str]] | None]:
    """For each unit the larger units that hold it, a section's the chapter right behind it; None where a small one has none."""
    holders: list[list[tuple[Kind, str]] | None] = []
    article: tuple[Kind, str] | None = None  # the next article, and the next clause before it
    clause: tuple[Kind, str] | None = None
    chapter: tuple[Kind, str] | None = None
    for _, kind, numbers in reversed(found):
        if kind in (Kind.CLAUSE, Kind.POINT):
            above = [clause] if kind is Kind.POINT and clause else []
            holders.append([article, *above] if article else None)
        else:
            holders.append([chapter] if kind is Kind.SECTION and chapter else [])
        if kind is not Kind.SECTION:
            chapter = (kind, numbers[0]) if kind is Kind.CHAPTER else None
        if kind is Kind.ARTICLE:
            article, clause = (kind, numbers[0]), None
        elif kind is Kind.CLAUSE:
            clause = (kind, numbers[0])
    return holders[::-1]


def _held_by_previous(found: list[tuple[int, Kind, list[str]]], index: int) -> bool:
    """Whether a unit only says where those before it are: "khoản 2 Điều 7" is not Điều 7, "Mục 3 Chương IV" no chapter."""
    kind, before = found[index][1], found[index - 1][1]
    if kind is Kind.CHAPTER:
        return before is Kind.SECTION
    return _RANK[kind] >= _RANK[Kind.ARTICLE] and _RANK[before] > _RANK[kind]


def _number_here(here: str, kind: Kind) -> str | None:
    return next((step.number for step in map(read_step, steps_of(here)) if step.kind is kind and step.number), None)
