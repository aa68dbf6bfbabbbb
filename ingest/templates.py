"""Templates of reports that offices bring: checked and filled in a process of their own, as they may be made to keep one busy."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from ingest.apart import FileLimits, run_apart
from ingest.errors import FileTooLargeError, IngestError
from kb.errors import ReviewFileError

_LIMITS = FileLimits(seconds=60, megabytes=1024)

Made = TypeVar("Made")


def check_apart(content: bytes) -> None:
    """See to it that a template can be used.

    :raises ReviewFileError: it cannot, or checking it takes more than it may
    """
    if refused := _refused(content):
        raise refused.with_traceback(None)


def fill_apart(content: bytes, context: Mapping[str, Any]) -> bytes:
    """A Word file made from a template, see `kb.export.report_docx.fill_template`.

    :raises ReviewFileError: the template cannot be used, or filling it takes more than it may
    """
    made = _apart(_fill, content, context)
    if isinstance(made, ReviewFileError):
        raise made
    return made


@lru_cache(maxsize=8)
def _refused(content: bytes) -> ReviewFileError | None:
    """Why a template cannot be used. The page asks at every turn."""
    return _apart(_check, content)


def _apart(function: Callable[..., Made], *arguments: Any) -> Made | ReviewFileError:
    try:
        return run_apart(function, *arguments, name="docx", limits=_LIMITS)
    except FileTooLargeError:
        return ReviewFileError("template_costly", seconds=int(_LIMITS.seconds), megabytes=_LIMITS.megabytes)
    except IngestError:
        return ReviewFileError("template_unreadable")


# What runs there: the libraries cost a good part of a second, and what is wrong is no damaged file.


def _check(content: bytes) -> ReviewFileError | None:
    from kb.export.report_template import check_template

    try:
        check_template(content)
    except ReviewFileError as error:
        return error
    return None


def _fill(content: bytes, context: Mapping[str, Any]) -> bytes | ReviewFileError:
    from kb.export.report_docx import fill_template

    try:
        return fill_template(content, context)
    except ReviewFileError as error:
        return error
