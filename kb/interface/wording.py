"""What is said by an entry of the catalogue and values, in words, in the language of whoever sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from documents.errors import WordedError
from kb.interface.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that `kb doctor` looked at.

    :param entry: of the catalogue: what was found, with the remedy where it is not as it should be
    :param values: what its places are filled with
    """

    name: str
    ok: bool
    entry: str
    values: Mapping[str, object] = field(default_factory=dict)

    def words(self, say: Catalogue) -> str:
        """What was found."""
        return say(self.entry, **self.values)


def failed(name: str, error: WordedError) -> Check:
    """The check that ended with an error."""
    return Check(name, False, f"error.{error.code}", error.values)


def error_words(say: Catalogue, error: Exception) -> str:
    """What went wrong, as the catalogue says it."""
    return say.write(error)
