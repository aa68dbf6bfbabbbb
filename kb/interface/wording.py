"""Errors in words, in the language of whoever sees them."""

from documents.errors import WordedError
from kb.errors import KnowledgeBaseError
from kb.interface.catalogue import DEFAULT, Catalogue


def error_words(say: Catalogue, error: Exception) -> str:
    """What went wrong. Where an error has no code its message is Vietnamese; in other languages its kind is said then."""
    if isinstance(error, WordedError):
        return say.write(error)
    if say.language == DEFAULT:
        return str(error)
    kinds = (f"error.{kind.__name__}" for kind in (*type(error).__mro__, KnowledgeBaseError))
    return say(next(key for key in kinds if say.has(key)))
