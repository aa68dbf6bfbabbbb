"""Text files that a command is given."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from ingest.files.source import check_size, default_limits
from kb.errors import InvalidQueryError


def text_of(path: Path) -> str:
    """The text of a file.

    :raises InvalidQueryError: it cannot be read, or is no text
    """
    check_size(path, default_limits())
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise InvalidQueryError("file_unreadable", file=path.name) from None
    except UnicodeDecodeError:
        raise InvalidQueryError("file_no_text", file=path.name) from None


def json_lines(path: Path) -> Iterator[tuple[str, Any]]:
    """What the lines of a file hold that has one JSON value a line, each with its place; None where it is no JSON."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if line.strip():
            try:
                yield f"{path.name}:{number}", orjson.loads(line)
            except orjson.JSONDecodeError:
                yield f"{path.name}:{number}", None
