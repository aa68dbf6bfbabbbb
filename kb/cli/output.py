"""Where the command line prints: results on standard output, everything else on standard error."""

import sys
from typing import Any

import orjson
from rich.console import Console

from documents.errors import WordedError
from documents.messages import Message
from documents.text import printable
from kb.interface.catalogue import VIETNAMESE as VIETNAMESE
from kb.interface.catalogue import Catalogue

ENGLISH = Catalogue("en")


def emit(value: Any) -> None:
    """Print one JSON object on a line of its own."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def both(said: str | Message | WordedError, /, **values: object) -> str:
    """What is to be said in both languages, as there is no choosing one on the command line.

    :param said: an entry of the catalogue with values, or what has them in it
    """
    words = [say(said, **values) if isinstance(said, str) else say.write(said) for say in (VIETNAMESE, ENGLISH)]
    return f"{words[0]} ({words[1]})"


def say(text: str) -> None:
    """Print a line of the result for a reader."""
    sys.stdout.write(printable(text) + "\n")


def tell(entry: str, /, **values: object) -> None:
    """Print a sentence of the catalogue as a line of the result."""
    say(both(entry, **values))


def remark(entry: str, /, **values: object) -> None:
    """Print a sentence of the catalogue beside the result."""
    console().print(both(entry, **values), markup=False, soft_wrap=True)


def console() -> Console:
    """Progress and remarks, on standard error."""
    return Console(stderr=True, highlight=False)
