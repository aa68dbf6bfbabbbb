"""What can go wrong in the knowledge base. Each sentence stands in the catalogue and names the place and the remedy."""

from documents.errors import WordedError


class KnowledgeBaseError(WordedError):
    """Base of the errors that `kb` raises."""


class BaseNotOpenedError(KnowledgeBaseError):
    """The base's folder or database cannot be opened."""


class DiskFullError(KnowledgeBaseError):
    """A disk is full: what was to be written was not, and what was stored before is kept."""


class NotFoundError(KnowledgeBaseError):
    """The key is not in the base."""


class AmbiguousKeyError(KnowledgeBaseError):
    """More than one thing in the base answers to the key."""


class InvalidQueryError(KnowledgeBaseError):
    """A date, filter or number in the request cannot be read."""


class IndexMissingError(KnowledgeBaseError):
    """The search index is absent or of another version; `kb reindex` builds it."""


class IndexDamagedError(IndexMissingError):
    """The files of the search index are not what was written; `kb reindex` builds it anew."""


class IndexUnavailableError(KnowledgeBaseError):
    """The server that holds the search index does not answer, or does not let us in; search reads from the database meanwhile."""


class IndexChangedError(KnowledgeBaseError):
    """The index was replaced or updated while a search was under way; asking once more answers it."""


class AnnotationError(KnowledgeBaseError):
    """A note cannot be kept as asked (no such provision, quotation not found, note hidden)."""


class RemovalError(KnowledgeBaseError):
    """A text cannot be taken out of the base; nothing was changed."""


class DraftError(KnowledgeBaseError):
    """A text cannot be what a person says of it: a draft, or a paper to one."""


class ReviewError(KnowledgeBaseError):
    """A decision about an effect or relation cannot be recorded as asked."""


class InvalidWordsError(KnowledgeBaseError):
    """An everyday word, or the law's words for it, cannot be kept as asked."""


class SituationError(KnowledgeBaseError):
    """What is told of a caller cannot be read, or cannot be."""


class CardError(KnowledgeBaseError):
    """A card, or the data that cards share, is not as it should be; every mistake is named with file, card and field."""


class NamelessActorError(KnowledgeBaseError):
    """Something is to be written that is a person's to write, and nobody says who it is."""


class NotAllowedError(KnowledgeBaseError):
    """Whoever signed in may not do what they asked for; nothing was done."""


class PersonError(KnowledgeBaseError):
    """Somebody's account cannot be changed as asked; nothing was changed."""


class ChangedMeanwhileError(KnowledgeBaseError):
    """What was to be changed is no longer what was shown; nothing was stored.

    :param seen: as it was shown, None where there was nothing
    :param now: as it is there now, None where it is gone
    """

    def __init__(self, code: str, /, seen: object | None, now: object | None) -> None:
        super().__init__(code)
        self.seen = seen
        self.now = now


class RegisterError(KnowledgeBaseError):
    """A register of effect, or a row of it, cannot be imported; nothing was changed."""


class ReviewFileError(KnowledgeBaseError):
    """A review file, or what it makes of a note, cannot be kept as asked; or the template of a report cannot be used."""


class JobError(KnowledgeBaseError):
    """Something cannot be done with a job as asked; nothing was changed."""


class StartRefusedError(KnowledgeBaseError):
    """The app is not served as it is set up; nothing was started."""


class SignedOutError(KnowledgeBaseError):
    """Nobody is signed in here, or not any more."""


class WorkEndedError(KnowledgeBaseError):
    """What a page had worked out in a process of its own came to no end; nothing was changed."""


class BackupError(KnowledgeBaseError):
    """A backup cannot be made, read or restored, or a base not moved; nothing was changed."""
