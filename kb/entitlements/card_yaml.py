"""Cards in YAML, read and written; and what is wrong with one: the file, the card and the field of every mistake."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from documents.messages import Message
from kb.errors import CardError
from kb.imports import MOST_BYTES, in_mb, unsafe_yaml


def read_yaml(path: Path) -> Any:
    """The content of a YAML file that is shipped.

    :raises CardError: it cannot be read, with the line
    """
    found = read_documents(read_file(path), path.name, trusted=True)
    if len(found) != 1:
        raise CardError("card_yaml", place=path.name)
    return found[0]


def read_file(path: Path) -> str:
    """The text of a file.

    :raises CardError: it cannot be read
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CardError("import_large", file=path.name, most=in_mb())
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CardError("card_unreadable", file=path.name) from None


def read_documents(text: str, file: str, trusted: bool = False) -> list[Any]:
    """What YAML holds, document by document. A text that was made to do harm is refused before anything is made of it.

    :param trusted: it is shipped, or out of the base, where an older release may have kept it with references to itself
    :raises CardError: it is none, with the line; it is too large, refers to itself or is nested too deep
    """
    if len(text) > MOST_BYTES and not trusted:
        raise CardError("import_large", file=file, most=in_mb())
    try:
        what, line = (None if trusted else unsafe_yaml(text)) or ("", 0)
        if what == "alias":
            raise CardError("import_alias", place=f"{file}:{line}")
        if what == "deep":
            raise CardError("import_deep", place=f"{file}:{line}")
        return list(yaml.load_all(text, Loader=_OnceEach))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:  # a day that no calendar has is a ValueError
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}" if mark else ""
        raise CardError("card_yaml", place=f"{file}{at}") from None


def write_yaml(data: Any) -> str:
    """Data as YAML, in their order, a text on one line: so that two of them can be compared line by line."""
    return str(yaml.dump(data, Dumper=_InFull, allow_unicode=True, sort_keys=False, width=10**6))


class _InFull(yaml.SafeDumper):  # type: ignore[misc]
    """What stands twice is written twice: nothing that is read back may refer to itself."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether something is written in full each time."""
        return True


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C where libyaml is there: ten times as fast


class _OnceEach(_Loader):  # type: ignore[misc]
    """Safe, and a field that stands twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As the safe loader does it, each key once."""
        seen: set[str] = set()
        for name, _ in node.value:
            if name.value in seen:
                raise yaml.constructor.ConstructorError(None, None, "twice", name.start_mark)
            seen.add(name.value)
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


_Model = TypeVar("_Model", bound=BaseModel)


def checked(model: type[_Model], data: Any, file: str, **names: Mapping[str, object]) -> _Model:
    """The data as the model has them.

    :param names: what they may name, by its kind (``source``, ``conflict``, ``parameter``) and name
    :raises CardError: they are not of this form; every mistake is named with its place
    """
    try:
        return model.model_validate(data, context={kind: dict(known) for kind, known in names.items()})
    except ValidationError as error:
        raise CardError("card_wrong", mistakes=tuple(_mistakes(error, data, file))) from None


def _mistakes(error: ValidationError, data: Any, file: str) -> Iterator[Message]:
    card = data.get("id") if isinstance(data, Mapping) else None
    for item in error.errors(include_url=False):
        field = _written(item["loc"])
        own = item["type"] == "value_error"
        kind = str(item["ctx"]["error"]) if own else _KINDS.get(item["type"], "form")
        yield mistake(kind, file, card, field)


def _written(place: Sequence[int | str]) -> str:
    """Where it stands in YAML: words, basis and days stand flat in their row there."""
    return _NESTED.sub(r"\1", "".join(f".{part}" for part in place))[1:]


_NESTED = re.compile(r"(?:\.text|\.period|\.basis\.path|(\.basis)\.source|\.basis)(?=\.|$)")


_KINDS = {
    "missing": "field_missing",
    "extra_forbidden": "field_unknown",
    "enum": "value_unknown",
    "literal_error": "value_unknown",
    "string_too_short": "empty",
    "too_short": "empty",
}


def mistake(kind: str, file: str, card: object = None, field: str = "") -> Message:
    """What is wrong, with its place: file, card and field."""
    place = ", ".join(str(part) for part in (file, card, field) if part)
    return Message.of(f"cards.wrong_{kind}", place=place)
