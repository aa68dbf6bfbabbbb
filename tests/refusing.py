"""Errors by what they say."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from documents.errors import WordedError
from kb.interface.catalogue import VIETNAMESE


@contextmanager
def refused(kind: type[WordedError], words: str) -> Iterator[pytest.ExceptionInfo[WordedError]]:
    """An error of this kind is raised, and its sentence has these words (a pattern)."""
    with pytest.raises(kind) as caught:
        yield caught
    assert re.search(words, VIETNAMESE.write(caught.value)), VIETNAMESE.write(caught.value)
