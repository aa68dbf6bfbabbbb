"""The one place where whatever a file does to the code that opens or reads it becomes an error about that file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.errors import FileTooLargeError, IngestError, UnreadableFileError

logger = logging.getLogger(__name__)


@contextmanager
def contained(name: str, failure: IngestError | None = None) -> Iterator[None]:
    """Let nothing but the errors of :mod:`ingest.errors` out.

    A damaged file may trip a format's library anywhere and in any way, so no list of exceptions is ever complete.

    :param name: of the file, as shown
    :param failure: what is raised where the file trips the code inside; default: that it is damaged
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
        raise (failure or UnreadableFileError("file_damaged", name=name)) from error
