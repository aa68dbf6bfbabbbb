"""Errors of the pure layer. The text parser itself raises none: malformed input yields the best tree and problems."""

from typing import cast

from documents.messages import Message, Value


class WordedError(Exception):
    """An error that says what it is by a code; the sentence is in the catalogue, in every language, and is made where it is shown.

    As text it is its code alone: the values may hold what somebody searched for, and texts of errors get into logs.

    :param values: what its places are filled with; one may be an error itself
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    @property
    def message(self) -> Message:
        """What it says, to be kept or to stand in another sentence."""
        return Message.of(f"error.{self.code}", **cast("dict[str, Value]", self.values))


class DocumentsError(WordedError):
    """Base of the errors that `documents` raises."""


class KeyFormatError(DocumentsError):
    """A key or path is not of the form that the project uses."""


class AkomaNtosoError(DocumentsError):
    """A file cannot be used as Akoma Ntoso; the sentence says why, to stand behind the file's name."""
