"""Files of registers of effect: their rows with the places where they stand, and the same written again.

Every value is text here, whatever YAML would make of it. A file that was made to do harm (references to itself, great depth, great
size) is refused before anything is made of it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kb.errors import RegisterError
from kb.imports import MOST_BYTES, MOST_ROWS, cell, in_mb, read_cells

_DEEPEST = 5
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
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RegisterError("import_large", file=path.name, most=in_mb())
        content = path.read_bytes()
    except OSError:
        raise RegisterError("register_unreadable", file=path.name) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RegisterError("register_encoding", file=path.name) from None
    found = read_yaml(text, path.name) if kind in _YAML else read_csv(text, path.name)
    if sum(len(one.rows) for one in found) > MOST_ROWS:
        raise RegisterError("register_rows", file=path.name, most=MOST_ROWS)
    return found


@dataclass(slots=True)
class _Node:
    """A mapping or a list of YAML that is being read."""

    line: int
    pairs: list[tuple[str, Any]] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    key: str | None = None
    is_list: bool = False


def read_yaml(text: str, name: str = "") -> list[RawRegister]:
    """The registers of a YAML file, one a document.

    :raises RegisterError: it is no YAML, or not of this form
    """
    return [_yaml_register(document, name) for document in _documents(text, name)]


def _documents(text: str, name: str) -> list[_Node]:
    """The documents, made of the events of the parser, so that nothing is built that the form does not have."""
    documents: list[_Node] = []
    above: list[_Node] = []
    try:
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise RegisterError("register_alias", place=_place(name, line))
            if isinstance(event, yaml.CollectionEndEvent):
                made = above.pop()
                if not above:
                    documents.append(made)
            elif isinstance(event, yaml.CollectionStartEvent):
                made = _Node(line, is_list=isinstance(event, yaml.SequenceStartEvent))
                if above:
                    _put(above[-1], made, name, line)
                above.append(made)
                if len(above) > _DEEPEST:
                    raise RegisterError("register_deep", place=_place(name, line))
            elif isinstance(event, yaml.ScalarEvent):
                if not above:
                    raise RegisterError("register_shape", place=_place(name, line))
                _put(above[-1], "" if event.implicit[0] and event.value in ("", "~", "null") else event.value, name, line)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise RegisterError("register_yaml", place=_place(name, mark.line + 1 if mark else 1)) from None
    return documents


def _put(node: _Node, value: Any, name: str, line: int) -> None:
    if node.is_list:
        node.items.append(value)
    elif node.key is not None:
        node.pairs.append((node.key, value))
        node.key = None
    elif isinstance(value, str):
        if any(value == key for key, _ in node.pairs):
            raise RegisterError("register_twice", place=_place(name, line), field=value)
        node.key = value
    else:
        raise RegisterError("register_shape", place=_place(name, line))


def _yaml_register(node: _Node, name: str) -> RawRegister:
    values = dict(node.pairs)
    unknown = [key for key in values if key not in (*_HEAD, "remarks", "statements")]
    if node.is_list or unknown:
        raise RegisterError("register_head", place=_place(name, node.line), names=unknown or ["-"])
    listed, remarks = (
        values.get("statements") or _Node(node.line, is_list=True),
        values.get("remarks") or _Node(node.line, is_list=True),
    )
    shaped = isinstance(listed, _Node) and listed.is_list and isinstance(remarks, _Node) and remarks.is_list
    if not shaped or any(not isinstance(values.get(key) or "", str) for key in _HEAD):
        raise RegisterError("register_shape", place=_place(name, node.line))
    if not all(isinstance(item, str) for item in remarks.items):
        raise RegisterError("register_shape", place=_place(name, remarks.line))
    rows = []
    for item in listed.items:
        if not isinstance(item, _Node) or item.is_list or not all(isinstance(value, str) for _, value in item.pairs):
            raise RegisterError("register_shape", place=_place(name, item.line if isinstance(item, _Node) else listed.line))
        rows.append(RawRow(item.line, {key: value for key, value in item.pairs if value.strip()}))
    named = values.get("register") or None
    return RawRegister(named, values.get("title") or "", values.get("version") or "", rows, tuple(remarks.items), node.line)


def read_csv(text: str, name: str = "") -> list[RawRegister]:
    """The registers of a CSV file: commas, semicolons or tabs, a head of names of fields, the register named in every row.

    :raises RegisterError: it is no CSV of this form
    """
    head_line = text.partition("\n")[0]
    delimiter = max(",;\t", key=head_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: dict[tuple[str, str, str], list[RawRow]] = {}
    first: dict[tuple[str, str, str], int] = {}
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
                first.setdefault(of, line)
            line = reader.line_num + 1
    except csv.Error:
        raise RegisterError("register_csv", place=_place(name, line)) from None
    return [RawRegister(of[0] or None, of[1], of[2], rows, line=first[of]) for of, rows in found.items()]


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
