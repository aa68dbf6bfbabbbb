"""A card as fields of a form, and as lines that can be compared: pure, over the data that YAML gives."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Fields = dict[str, Any]
"""Flat: ``say.vi``, ``statements.3.confidence``. ``statements.count`` is how many there are, also those that are taken out."""

LISTS = ("statements", "amounts", "missing", "says")
_TEXT = ("vi", "en", "more")
_BASED = ("confidence", "basis", "quote", "sha256", "from", "to")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "title": _TEXT,
    "say": _TEXT,
    "verified": ("by", "on"),
    "statements": ("about", *_BASED, *_TEXT),
    "amounts": (*_BASED, "known", "parameter", "factor", "value", "unit", *_TEXT),
    "missing": ("source", *_TEXT),
    "says": _TEXT,
}
_USUAL: Mapping[str, Any] = {"known": True, "factor": 1}
"""What a field is where a card does not say."""


def fields_of(data: Mapping[str, Any]) -> Fields:
    """The fields of a card."""
    fields: Fields = {"callers": "\n".join(data.get("callers") or ()), "sources": dict(data.get("sources") or {})}
    for part, names in _PARTS.items():
        rows = data.get(part) or []
        if part in LISTS:
            fields[f"{part}.count"] = len(rows)
            for number, row in enumerate(rows):
                fields.update(_row(f"{part}.{number}", row, names))
        else:
            fields.update(_row(part, data.get(part) or {}, names))
    return fields


def _row(place: str, row: Mapping[str, Any], names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    yield f"{place}.gone", False
    for name in names:
        value = row.get(name, _USUAL.get(name, None if name in ("from", "to", "on", "value") else ""))
        yield f"{place}.{name}", write_languages(value or {}) if name == "more" else value


def data_from(fields: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The card that fields come to.

    :param data: the card that they were taken from; what no field holds stays as it is there
    """
    made = deepcopy(dict(data))
    callers = [line.strip() for line in str(fields["callers"]).split("\n") if line.strip()]
    _put(made, "callers", callers, data.get("callers") or [])
    _put(made, "sources", dict(fields["sources"]), data.get("sources") or {})
    for part, names in _PARTS.items():
        if part not in LISTS:
            made[part] = _filled(fields, part, names, made.get(part) or {})
            continue
        before = data.get(part) or []
        rows = [
            _filled(fields, f"{part}.{number}", names, before[number] if number < len(before) else {})
            for number in range(fields[f"{part}.count"])
            if not fields[f"{part}.{number}.gone"]
        ]
        _put(made, part, rows, before)
    return made


def _put(made: dict[str, Any], name: str, value: Any, before: Any) -> None:
    """A field that was not there and is empty stays away."""
    if value or before:
        made[name] = value


def _filled(fields: Mapping[str, Any], place: str, names: Sequence[str], row: Mapping[str, Any]) -> dict[str, Any]:
    made = deepcopy(dict(row))
    for name in names:
        value = fields[f"{place}.{name}"]
        if isinstance(value, str) and name == "more":
            value = read_languages(value)
        elif isinstance(value, str) and value != row.get(name):
            value = value.strip()
        if value == _USUAL.get(name, None) and name not in row:
            continue
        if value not in (None, "", {}):
            made[name] = value
        elif name in row and row[name] not in (None, "", {}):
            del made[name]
    return made


def add_row(fields: Fields, part: str, **values: Any) -> str:
    """One more statement, or amount …; its place."""
    number = fields[f"{part}.count"]
    fields[f"{part}.count"] = number + 1
    place = f"{part}.{number}"
    fields.update(_row(place, values, _PARTS[part]))
    return place


def write_languages(more: Mapping[str, str]) -> str:
    """Other languages, a line each: ``km: …``."""
    return "\n".join(f"{code}: {' '.join(str(text).split())}" for code, text in more.items())


def read_languages(text: str) -> dict[str, str]:
    """The reverse. A line without a code gives a code that no language has, so that it is refused and not lost."""
    found = {}
    for line in text.split("\n"):
        if line.strip():
            code, colon, words = line.partition(":")
            found[code.strip() if colon else "?"] = words.strip() if colon else line.strip()
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What one card says and another one does not, or otherwise.

    :param place: where: ``statements``, ``papers``, ``vi``; without numbers, as these move
    """

    place: tuple[str, ...]
    before: str | None
    after: str | None


Leaf = tuple[tuple[str, ...], str]


def leaves(data: Any, place: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """All that a card says, in order, each with its place."""
    if isinstance(data, Mapping):
        about = (str(data["about"]),) if "about" in data else ()
        for name, value in data.items():
            if name != "about":
                yield from leaves(value, (*place, *about, str(name)))
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value, place)
    elif data is not None:
        yield place, str(data)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What makes two cards differ, in order."""
    old, new = list(leaves(before)), list(leaves(after))
    found: list[Change] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found.extend(_paired(old[first:last], new[start:end]))
    return found


def _paired(old: Sequence[Leaf], new: Sequence[Leaf]) -> Iterator[Change]:
    """What stands at the same place on both sides is one change."""
    left = list(new)
    for place, text in old:
        same = next((item for item in left if item[0] == place), None)
        if same is not None:
            left.remove(same)
        yield Change(place, text, same[1] if same is not None else None)
    for place, text in left:
        yield Change(place, None, text)
