"""The texts that a review is about, as they stand on its day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from documents.errors import KeyFormatError
from documents.model import Provision
from documents.paths import UNITS, contains, split_key
from kb.database.reading.reader import LoadedVersion, find_instrument, load_version
from kb.errors import AmbiguousKeyError, NotFoundError
from kb.review.files import Review


@dataclass(frozen=True, slots=True)
class ReviewText:
    """An instrument of a review with its text on the day.

    :param key: of the instrument as the review has it, which may be an alias by now
    :param paths: what of it is reviewed; an empty path: all of it
    """

    key: str
    loaded: LoadedVersion
    paths: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether a provision is reviewed."""
        return any(contains(above, path) for above in self.paths)

    def roots(self) -> Iterator[Provision]:
        """What is reviewed, in reading order, each with all below it."""
        if "" in self.paths:
            yield from self.loaded.provisions
            return
        wanted = set(self.paths)
        yield from (item for item in self.loaded.walk() if item.path in wanted)

    def units(self) -> Iterator[Provision]:
        """The articles and appendices that are reviewed; where less than an article is, that."""
        for root in self.roots():
            inner = [item for item in root.walk() if item.kind in UNITS]
            outer = [item for item in inner if not any(_inside(item, other) for other in inner)]
            if outer:
                yield from outer
            elif root.path in self.paths:
                yield root


def texts_of(session: Session, review: Review, day: date | None = None) -> list[ReviewText]:
    """The texts of a review, in its order; what the base does not have any more is left out.

    :param day: default: the day of the review
    """
    paths: dict[str, list[str]] = {}
    for key, path in map(split_key, review.said.items):
        paths.setdefault(key, []).append(path)
    found = []
    for key, some in paths.items():
        try:
            instrument = find_instrument(session, key)
            loaded = load_version(session, instrument, day or review.said.as_of)
        except (NotFoundError, AmbiguousKeyError, KeyFormatError):
            continue
        found.append(ReviewText(key, loaded, tuple(some)))
    return found


def lacking(review: Review, texts: list[ReviewText]) -> tuple[str, ...]:
    """The keys of a review that none of its texts answers: they have gone from the base, or from its wording of the day."""
    known = {text.key: text for text in texts}
    return tuple(
        item
        for item in review.said.items
        for key, path in (split_key(item),)
        if key not in known or (path and path not in known[key].loaded.ids)
    )


def _inside(item: Provision, other: Provision) -> bool:
    return item.path != other.path and contains(other.path, item.path)
