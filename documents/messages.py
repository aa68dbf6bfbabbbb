"""What is said to a reader, as the name of a sentence and the values in it.

The sentences themselves are the catalogue's, in every language; they are made where they are shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self, TypeAlias


@dataclass(frozen=True, slots=True)
class Places:
    """Provisions by their paths, to be named in words: their Vietnamese names, in every language.

    :param more: how many there are beyond those
    """

    paths: tuple[str, ...]
    more: int = 0

    @classmethod
    def of(cls, *paths: str, most: int | None = None) -> Self:
        """Some provisions, of which at most so many are named."""
        return cls(paths[:most], len(paths[most:]) if most else 0)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence."""

    key: str
    values: "tuple[tuple[str, Value], ...]" = ()

    @classmethod
    def of(cls, key: str, /, **values: "Value") -> Self:
        """The sentence with these values."""
        return cls(key, tuple(sorted(values.items())))

    def data(self) -> dict[str, Any]:
        """The values as JSON holds them."""
        return {name: _plain(value) for name, value in self.values}

    @classmethod
    def read(cls, key: str, data: Mapping[str, Any]) -> Self:
        """The sentence whose values are this :meth:`data`.

        :raises ValueError: no values are of this form
        """
        if not isinstance(data, Mapping):
            raise ValueError("no values of a sentence")
        return cls.of(key, **{name: _value(value) for name, value in data.items()})


def told_together(messages: Iterable[Message]) -> list[Message]:
    """Messages, each once; those that count and quote some words, place by place, as one of all places."""
    found: dict[object, Message] = {}
    for message in messages:
        values = dict(message.values)
        counts = values.keys() == {"count", "words"}
        before = dict(found[message.key].values) if counts and message.key in found else None
        if before is not None and isinstance(count := before["count"], int) and isinstance(values["count"], int):
            words = dict.fromkeys(f"{before['words']}, {values['words']}".split(", "))
            message = Message.of(message.key, count=count + values["count"], words=", ".join(words))
        found[message.key if counts else message] = message
    return list(found.values())


Value: TypeAlias = "str | int | date | tuple[Value, ...] | Places | Message"
Words: TypeAlias = Callable[[Message], str]
"""Makes the sentence."""


def _plain(value: Value) -> Any:
    match value:
        case Places(paths, more):
            return {"paths": list(paths), "more": more}
        case Message(key):
            return {"sentence": key, "values": value.data()}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return list(map(_plain, value))
    return value


def _value(data: Any) -> Value:
    match data:
        case str() | int():
            return data
        case [*values]:
            return tuple(map(_value, values))
        case {"paths": [*paths], "more": int(more)} if all(isinstance(path, str) for path in paths):
            return Places(tuple(paths), more)
        case {"sentence": str(key), "values": dict(values)}:
            return Message.read(key, values)
        case {"day": str(day)}:
            return date.fromisoformat(day)
    raise ValueError("no value of a sentence")
