"""Text files that a command is given."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from ingest.files.limits import check_size, default_limits
from kb.cli.objects import Json
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


def json_lines(path: Path, refused: str) -> Iterator[tuple[str, Json]]:
    """The objects of a file that has one a line, each with its place; blank lines are none.

    :param refused: the error of a line that is no object
    """
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            row = None
        if not isinstance(row, dict):
            raise InvalidQueryError(refused, place=place)
        yield place, row
