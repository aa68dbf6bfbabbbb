"""Files that people bring in: how large they may be, what their YAML may not do; and cells that are no formulas."""

import re
from collections.abc import Iterable
from pathlib import Path

from documents.errors import WordedError

MOST_BYTES = 2_000_000
MOST_ROWS = 20_000
_DEEPEST = 20
_FORMULA = re.compile(r"'*[=+\-@|%\t\r\n＝＋－＠]")


def in_mb(size: int = MOST_BYTES) -> int:
    """A size as a sentence says it."""
    return size // 1_000_000


def read_text(path: Path, unreadable: WordedError) -> str:
    """The text of a file that somebody brings in.

    :param unreadable: raised where it cannot be read
    :raises WordedError: one of the same class, where it is too large or no UTF-8
    """
    refused_as = type(unreadable)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refused_as("import_large", file=path.name, most=in_mb())
        return path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise unreadable from None
    except UnicodeDecodeError:
        raise refused_as("import_encoding", file=path.name) from None


def refuse_unsafe_yaml(text: str, file: str, refused_as: type[WordedError]) -> None:
    """Refuse a YAML file that makes more of it than stands in it. Nothing is built of it.

    :param refused_as: what is raised, with the place
    :raises yaml.YAMLError: it is no YAML
    """
    import yaml  # only here: every search imports this module for its cells

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        place = f"{file}:{event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refused_as("import_alias", place=place)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise refused_as("import_deep", place=place)


def cell(text: str) -> str:
    """A text as a cell of CSV: an apostrophe before what a spreadsheet takes for a formula, and before what looks so guarded."""
    return f"'{text}" if _FORMULA.match(text) else text


def read_cells(cells: Iterable[str]) -> list[str]:
    """The texts that were written as cells."""
    return [text[1:] if text.startswith("'") and _FORMULA.match(text) else text for text in cells]
