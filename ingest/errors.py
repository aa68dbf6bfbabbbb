"""What can go wrong with a file before its text is known. The sentences name file, place and remedy.

:func:`contained` is the one place where whatever a file does to the code that opens or reads it becomes an error about that file.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from documents.errors import WordedError
from documents.model import ProblemCode

logger = logging.getLogger(__name__)


class IngestError(WordedError):
    """Base of the errors that `ingest` raises.

    ``problem`` is the code that the report shows.
    """

    problem: ProblemCode = ProblemCode.UNREADABLE


class UnknownFormatError(IngestError):
    """The file is of a format that has no reader."""

    problem = ProblemCode.UNKNOWN_FORMAT


class ProgramMissingError(UnknownFormatError):
    """The file is of a format that is read with another program, which is not installed."""


class EncryptedFileError(IngestError):
    """The file is protected by a password."""

    problem = ProblemCode.ENCRYPTED


class FileTooLargeError(IngestError):
    """The file is larger than the limit."""

    problem = ProblemCode.TOO_LARGE


class UnsafeArchiveError(IngestError):
    """The archive expands beyond the limits or holds names that leave it."""

    problem = ProblemCode.UNSAFE_ARCHIVE


class UnreadableFileError(IngestError):
    """The file is damaged or is not what it says it is."""


class NoTextError(IngestError):
    """The file holds no text at all."""

    problem = ProblemCode.NO_TEXT


class ShellPageError(IngestError):
    """A saved web page that holds the site's frame but no legal text."""

    problem = ProblemCode.SHELL_PAGE


@contextmanager
def contained(name: str, failure: Callable[[], IngestError] | None = None) -> Iterator[None]:
    """Let nothing but the errors of :mod:`ingest.errors` out.

    A damaged file may trip a format's library anywhere and in any way, so no list of exceptions is ever complete.

    :param failure: makes what is raised where the file trips the code inside; default: that it is damaged
    :raises IngestError: something failed
    """
    try:
        yield
    except IngestError:
        raise
    except MemoryError as error:
        raise FileTooLargeError("file_memory", name=name) from error
    except RecursionError as error:
        logger.debug("%s is nested too deeply", name, exc_info=True)
        raise UnreadableFileError("file_nested", name=name) from error
    except Exception as error:
        logger.debug("reading %s failed", name, exc_info=True)
        raise (failure() if failure else UnreadableFileError("file_damaged", name=name)) from error
