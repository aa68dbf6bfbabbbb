"""What is said in the language of whoever sees it: errors in words, and what `kb doctor` found."""

from dataclasses import dataclass

from documents.errors import WordedError
from documents.messages import Message
from kb.interface.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `kb doctor` looked at.

    :param code: what was looked at
    :param found: what was found, with the remedy where it is not as it should be
    """

    code: str
    ok: bool
    found: Message | WordedError


def error_words(say: Catalogue, error: WordedError) -> str:
    """What went wrong, as the catalogue says it."""
    return say.write(error)
