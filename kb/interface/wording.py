"""Errors in words, in the language of whoever sees them."""

from kb.interface.catalogue import Catalogue


def error_words(say: Catalogue, error: Exception) -> str:
    """What went wrong, as the catalogue says it."""
    return say.write(error)
