"""What can go wrong with a file before its text is known. Each carries the problem code that the report shows."""

from documents.model import ProblemCode


class IngestError(Exception):
    """Base of the errors that `ingest` raises; the message is one Vietnamese sentence naming file, place and remedy."""

    code: ProblemCode = ProblemCode.UNREADABLE


class UnknownFormatError(IngestError):
    """The file is of a format that has no reader."""

    code = ProblemCode.UNKNOWN_FORMAT


class EncryptedFileError(IngestError):
    """The file is protected by a password."""

    code = ProblemCode.ENCRYPTED


class FileTooLargeError(IngestError):
    """The file is larger than the limit."""

    code = ProblemCode.TOO_LARGE


class UnsafeArchiveError(IngestError):
    """The archive expands beyond the limits or holds names that leave it."""

    code = ProblemCode.UNSAFE_ARCHIVE


class UnreadableFileError(IngestError):
    """The file is damaged or is not what it says it is."""


class NoTextError(IngestError):
    """The file holds no text at all."""

    code = ProblemCode.NO_TEXT


class ShellPageError(IngestError):
    """A saved web page that holds the site's frame but no legal text."""

    code = ProblemCode.SHELL_PAGE
