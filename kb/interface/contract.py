"""Dataclasses and named tuples as the JSON that other programs read: names are those of the fields, in the order asked for."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

_PLAIN = frozenset({str, int, float, bool, type(None)})


def fields_json(item: Any, *names: str) -> dict[str, Any]:
    """Fields or properties of an object; without names all fields of a dataclass or a named tuple."""
    return {name: _plain(getattr(item, name)) for name in names or _named(item)}


def _named(item: Any) -> list[str]:
    return [field.name for field in fields(item)] if is_dataclass(item) else list(getattr(item, "_fields", ()))


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if _named(value):
        return fields_json(value)
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
