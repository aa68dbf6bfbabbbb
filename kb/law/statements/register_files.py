"""Files of registers of effect: their rows with the places where they stand, and the same written again.

Every value is text here, whatever YAML would make of it. A file that was made to do harm (references to itself, great depth, great
size) is refused before anything is made of it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.errors import RegisterError
from kb.imports import MOST_ROWS, cell, read_cells, read_text, refuse_unsafe_yaml

_YAML, _CSV = (".yaml", ".yml"), (".csv",)
_HEAD = ("register", "title", "version")
_COLUMN_OF_TITLE = "register_title"
SHIPPED = Path(__file__).parent / "registers"
"""Registers that come with the program, each under its name."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in a file.

    :param line: where it begins, from 1
    :param values: by the name of the field, only what is not empty
    """

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawRegister:
    """A register as it stands in a file.

    :param name: None for statements that people made by hand
    """

    name: str | None
    title: str
    version: str
    rows: Sequence[RawRow]
    remarks: tuple[str, ...] = ()
    line: int = 1


def shipped(name: str) -> Path | None:
    """The file of a register that comes with the program."""
    return next((path for path in sorted(SHIPPED.glob("*.yaml")) if path.stem == name), None)


def read_file(path: Path) -> list[RawRegister]:
    """The registers of a file.

    :raises RegisterError: it cannot be read; the message has the place
    """
    kind = path.suffix.lower()
    if kind not in (*_YAML, *_CSV):
        raise RegisterError("register_format", file=path.name)
    text = read_text(path, RegisterError("register_unreadable", file=path.name))
    found = read_yaml(text, path.name) if kind in _YAML else read_csv(text, path.name)
    if sum(len(one.rows) for one in found) > MOST_ROWS:
        raise RegisterError("register_rows", file=path.name, most=MOST_ROWS)
    return found


def read_yaml(text: str, name: str = "") -> list[RawRegister]:
    """The registers of a YAML file, one a document.

    :raises RegisterError: it is no YAML, or not of this form
    """
    try:
        refuse_unsafe_yaml(text, name, RegisterError)
        documents = list(yaml.compose_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RegisterError("register_yaml", place=_place(name, mark.line + 1 if mark else 1)) from None
    return [_yaml_register(document, name) for document in documents]


def _yaml_register(document: yaml.Node, name: str) -> RawRegister:
    is_list = isinstance(document, yaml.SequenceNode)
    values = {} if is_list else _pairs(document, name)
    unknown = [key for key in values if key not in (*_HEAD, "remarks", "statements")]
    if is_list or unknown:
        raise RegisterError("register_head", place=_place(name, _line(document)), names=unknown or ["-"])
    named, title, version = (_text(values[key], name) if key in values else "" for key in _HEAD)
    rows = []
    for row in _items(values.get("statements"), name):
        said = ((key, _text(value, name)) for key, value in _pairs(row, name).items())
        rows.append(RawRow(_line(row), {key: value for key, value in said if value.strip()}))
    remarks = tuple(_text(item, name) for item in _items(values.get("remarks"), name))
    return RawRegister(named or None, title, version, rows, remarks, _line(document))


def _pairs(node: yaml.Node, name: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise RegisterError("register_shape", place=_place(name, _line(node)))
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        field = _text(key, name)
        if field in found:
            raise RegisterError("register_twice", place=_place(name, _line(key)), field=field)
        found[field] = value
    return found


def _items(node: yaml.Node | None, name: str) -> list[yaml.Node]:
    if node is None or (isinstance(node, yaml.ScalarNode) and not _text(node, name)):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise RegisterError("register_shape", place=_place(name, _line(node)))
    return list(node.value)


def _text(node: yaml.Node, name: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise RegisterError("register_shape", place=_place(name, _line(node)))
    return "" if not node.style and node.value in ("~", "null") else str(node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def read_csv(text: str, name: str = "") -> list[RawRegister]:
    """The registers of a CSV file: commas, semicolons or tabs, a head of names of fields, the register named in every row.

    :raises RegisterError: it is no CSV of this form
    """
    head_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=head_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: dict[tuple[str, str, str], list[RawRow]] = {}
    line = 1
    try:
        head = [column.strip() for column in next(reader, [])]
        if "says" not in head:
            raise RegisterError("register_head", place=_place(name, 1), names=head[:5] or ["-"])
        if len(set(head)) < len(head):
            raise RegisterError("register_twice", place=_place(name, 1), field=next(one for one in head if head.count(one) > 1))
        line = reader.line_num + 1
        for cells in reader:
            if any(value.strip() for value in cells):
                if len(cells) > len(head):
                    raise RegisterError("register_cells", place=_place(name, line), count=len(cells), most=len(head))
                values = {key: value for key, value in zip(head, read_cells(cells), strict=False) if value.strip()}
                of = (values.pop("register", ""), values.pop(_COLUMN_OF_TITLE, ""), values.pop("version", ""))
                found.setdefault(of, []).append(RawRow(line, values))
            line = reader.line_num + 1
    except csv.Error:
        raise RegisterError("register_csv", place=_place(name, line)) from None
    return [RawRegister(of[0] or None, of[1], of[2], rows, line=rows[0].line) for of, rows in found.items()]


def write_yaml(registers: Iterable[RawRegister]) -> str:
    """Registers as YAML, one a document."""
    documents = []
    for one in registers:
        head = {"register": one.name or "", "title": one.title, "version": one.version}
        document: dict[str, Any] = {key: value for key, value in head.items() if value}
        if one.remarks:
            document["remarks"] = list(one.remarks)
        documents.append({**document, "statements": [dict(row.values) for row in one.rows]})
    return str(yaml.dump_all(documents, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, explicit_start=True))


def write_csv(registers: Iterable[RawRegister], columns: Sequence[str]) -> str:
    """Registers as CSV; their remarks are not in it."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(["register", _COLUMN_OF_TITLE, "version", *columns])
    for one in registers:
        for row in one.rows:
            values = (one.name or "", one.title, one.version, *(row.values.get(column, "") for column in columns))
            writer.writerow([cell(value) for value in values])
    return made.getvalue()


def _place(name: str, line: int) -> str:
    return f"{name}:{line}"
