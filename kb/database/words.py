"""The one door for words into a base: what a database cannot take of them is replaced, on either database in the same way.

PostgreSQL takes no NUL, and no encoding takes half a surrogate pair (a file name with bytes that are no UTF-8 has such halves).
"""

from typing import Any

from sqlalchemy import JSON, Dialect, String, Text
from sqlalchemy.types import TypeDecorator


def storable(text: str) -> str:
    """The text as every database takes it, as long as before."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def storable_or_none(value: str | None) -> str | None:
    """The same of a value that may be absent."""
    return storable(value) if value else value


class Storable(TypeDecorator[str]):
    """A column of words."""

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """What is sent to the database."""
        return storable_or_none(value)


class Words(Storable):
    """A column of text of any length."""

    impl = Text
    cache_ok = True


class ShortWords(Storable):
    """A column of text with a greatest length."""

    impl = String
    cache_ok = True


class Data(TypeDecorator[Any]):
    """A column of JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """What is sent to the database."""
        return storable_data(value)


def storable_data(value: Any) -> Any:
    """The same of what JSON holds."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(name) if isinstance(name, str) else name: storable_data(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable_data(item) for item in value]
    return value
