"""Errors of the pure layer. The text parser itself raises none: malformed input yields the best tree and problems."""


class DocumentsError(Exception):
    """Base of the errors that `documents` raises."""


class KeyFormatError(DocumentsError):
    """A key or path is not of the form that the project uses."""


class AkomaNtosoError(DocumentsError):
    """A file cannot be used as Akoma Ntoso; the message says why, to stand behind the file's name."""
