"""The one place where whatever a file does to the code that opens or reads it becomes a sentence about that file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.errors import FileTooLargeError, IngestError, UnreadableFileError

logger = logging.getLogger(__name__)


@contextmanager
def contained(name: str, sentence: str | None = None) -> Iterator[None]:
    """Let nothing but the errors of :mod:`ingest.errors` out.

    A damaged file may trip a format's library anywhere and in any way, so no list of exceptions is ever complete.

    :param name: of the file, as shown
    :param sentence: what to say where the file trips the code inside; default: that it is damaged
    :raises IngestError: something failed; the message is one sentence
    """
    try:
        yield
    except IngestError:
        raise
    except MemoryError as error:
        raise FileTooLargeError(
            f"Đọc tệp “{name}” cần nhiều bộ nhớ hơn giới hạn nên đã dừng; hãy chia nhỏ tệp, hoặc đặt lại giới hạn bằng "
            "KB_FILE_MEMORY_MB."
        ) from error
    except RecursionError as error:
        logger.debug("%s is nested too deeply", name, exc_info=True)
        raise UnreadableFileError(f"Tệp “{name}” có các phần lồng nhau quá sâu, không đọc được.") from error
    except Exception as error:
        logger.debug("reading %s failed", name, exc_info=True)
        said = sentence or f"Tệp “{name}” bị hỏng hoặc không đúng định dạng, không đọc được."
        raise UnreadableFileError(said) from error
