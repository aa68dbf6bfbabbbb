"""Files that people bring in: how large they may be, what their YAML may not do; and cells that are no formulas."""

import re
from collections.abc import Iterable

MOST_BYTES = 2_000_000
MOST_ROWS = 20_000
_DEEPEST = 20
_FORMULA = re.compile(r"'*[=+\-@|%\t\r\n＝＋－＠]")


def in_mb(size: int = MOST_BYTES) -> int:
    """A size as a sentence says it."""
    return size // 1_000_000


def unsafe_yaml(text: str) -> tuple[str, int] | None:
    """What of a YAML file makes more of it than stands in it, and in which line: ``alias`` or ``deep``; None where all is plain.

    Nothing is built of the file.

    :raises yaml.YAMLError: it is no YAML
    """
    import yaml  # only here: every search imports this module for its cells

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return "alias", event.start_mark.line + 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return "deep", event.start_mark.line + 1
    return None


def cell(text: str) -> str:
    """A text as a cell of CSV: an apostrophe before what a spreadsheet takes for a formula, and before what looks so guarded."""
    return f"'{text}" if _FORMULA.match(text) else text


def read_cells(cells: Iterable[str]) -> list[str]:
    """The texts that were written as cells."""
    return [text[1:] if text.startswith("'") and _FORMULA.match(text) else text for text in cells]
