"""What a comparison's files hold, and the words that all of them use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.citing import label
from documents.comparison import MeantChange, Row
from documents.model import Provision
from kb.interface.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A side of a comparison.

    :param name: as it is shown
    :param day: the day of its text, None where nobody chose one
    :param title: of the instrument
    """

    name: str
    key: str
    sha256: str
    day: date | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """Both sides and the rows."""

    left: ComparedText
    right: ComparedText
    rows: Sequence[Row]


def labels(provisions: Sequence[Provision]) -> str:
    """What is printed before the words of a side of a row."""
    return ", ".join(label(provision) for provision in provisions)


def change_words(change: MeantChange, say: Catalogue) -> str:
    """A change that was found by rule, in words."""
    before, after = (piece.text if piece else say("compare.nothing") for piece in (change.before, change.after))
    return say("compare.change", what=say(f"what.{change.what}"), before=before, after=after)


def title(table: ComparisonTable, say: Catalogue) -> str:
    """What is compared with what."""
    return say("compare.between", left=_named(table.left, say), right=_named(table.right, say))


def _named(side: ComparedText, say: Catalogue) -> str:
    return say("compare.text_on", name=side.name, day=side.day) if side.day else side.name


def sources(table: ComparisonTable, say: Catalogue) -> list[str]:
    """Where the words come from: key and hash of each text."""
    return [say("compare.source", key=side.key, hash=side.sha256) for side in (table.left, table.right)]
