"""A real Elasticsearch server for the benchmarks, as the tests get it."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.tables import MissingDataError, family_mb


@contextmanager
def elasticsearch_server() -> Iterator[tuple[str, Callable[[], float | None]]]:
    """The server's URL, and how much memory it holds now in MB (None: of a server that was not started here, nothing is known).

    :raises MissingDataError: there is none; the message says why
    """
    import pytest

    from tests.kb.elasticsearch_server import shared_server

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            url = stack.enter_context(shared_server(folder))
        except pytest.skip.Exception as reason:
            raise MissingDataError(str(reason)) from None
        note = folder / "elasticsearch.json"
        process = json.loads(note.read_text())["process"] if note.exists() else None
        yield url, lambda: family_mb(process) if process else None
