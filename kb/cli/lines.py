"""Text files that a command is given."""

from pathlib import Path

from ingest.files.limits import check_size, default_limits
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
