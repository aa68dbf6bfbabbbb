"""What can go wrong with a file before its text is known. The sentences name file, place and remedy."""

from documents.errors import WordedError
from documents.model import ProblemCode


class IngestError(WordedError):
    """Base of the errors that `ingest` raises.

    ``problem`` is the code that the report shows.
    """

    problem: ProblemCode = ProblemCode.UNREADABLE


class UnknownFormatError(IngestError):
    """The file is of a format that has no reader."""

    problem = ProblemCode.UNKNOWN_FORMAT


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
