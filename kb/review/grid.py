"""The grid of a review: what is asked of which texts, and which quotes people took out of its cells or put there.

What is found in a cell is found anew every time. What people decided is a line of the audit, as of whatever people decide; the last
one counts.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from documents.paths import split_key
from kb.accounts.audit import REVIEW, lines, record
from kb.accounts.current import acting_person
from kb.annotations import select_quotation
from kb.annotations.model import stored_text
from kb.database.reading.reader import find_instrument
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Audit
from kb.errors import NotFoundError, ReviewFileError
from kb.review.files import LONGEST_TITLE, Review, ReviewText, known_key, require_open

QUESTIONS = ("decides", "deadline", "amount", "conditions", "sanctions")
"""What the statements of clauses answer; any other question is words of one's own."""

MOST_COLUMNS, MOST_QUESTIONS, MOST_QUOTES = 5, 15, 500
_ACT = "grid"


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """Words of a text that somebody took out of a cell, or put there.

    :param instrument: key of the column's text; ``path`` and ``field`` where the words stood then
    :param pinned: put there; else taken out
    """

    question: str
    instrument: str
    path: str
    field: str
    words: str
    pinned: bool
    author: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """What people said of a grid.

    :param subject: what all questions are about ("cấp giấy phép")
    :param questions: of `QUESTIONS`, or words of one's own
    :param columns: keys of instruments and provisions, as a review has them
    """

    subject: str = ""
    questions: tuple[str, ...] = QUESTIONS
    columns: tuple[str, ...] = ()
    quotes: tuple[KeptQuote, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.columns and (self.subject or {*self.questions} - {*QUESTIONS}))

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.subject, self.questions, self.columns, self.quotes)


def grid_of(session: Session, review: Review) -> Grid:
    """The grid of a review; of one that has none yet an empty one of its first texts."""
    where = (Audit.thing == REVIEW, Audit.thing_id == str(review.id), Audit.act == _ACT)
    kept = next((line.after for line in lines(session, *where, last=1)), {})
    if "subject" not in kept:
        texts = dict.fromkeys(split_key(key)[0] for key in review.said.items)
        first = list(texts)[:MOST_COLUMNS]
        return Grid(columns=tuple(key for key in review.said.items if split_key(key)[0] in first))
    quotes = tuple(KeptQuote(**quote) for quote in kept["quotes"])
    return Grid(kept["subject"], tuple(kept["questions"]), tuple(kept["columns"]), quotes)


def write_grid(session: Session, review: Review, seen: Grid, wanted: Grid) -> Grid:
    """Keep a grid, in the name of whoever acts in the session. The caller commits.

    :param seen: the grid that the writer started from
    :raises ChangedMeanwhileError: somebody has changed it, or the review, since; nothing is stored
    :raises ReviewFileError: the review is closed, nothing is asked, or too much
    :raises NotFoundError: a column names nothing in the base
    """
    now = require_unchanged(seen, grid_of(session, require_open(session, review)))
    questions = tuple(dict.fromkeys(filter(None, (" ".join(words.split()) for words in wanted.questions))))
    columns = tuple(dict.fromkeys(key if key in now.columns else known_key(session, key) for key in wanted.columns))
    subject = " ".join(wanted.subject.split())
    if not (columns and questions and (subject or not {*questions} & {*QUESTIONS})):
        raise ReviewFileError("grid_nothing_asked")
    for words in (subject, *questions):
        if len(words) > LONGEST_TITLE:
            raise ReviewFileError("review_too_long", count=len(words), most=LONGEST_TITLE)
    texts = {split_key(key)[0] for key in columns}
    for count, most in ((len(texts), MOST_COLUMNS), (len(questions), MOST_QUESTIONS), (len(wanted.quotes), MOST_QUOTES)):
        if count > most:
            raise ReviewFileError("review_too_many", count=count, most=most)
    checked = replace(wanted, subject=subject, questions=questions, columns=columns)
    if checked != now:
        record(session, _ACT, REVIEW, str(review.id), _told(now), _told(checked))
    return checked


def take_out(session: Session, review: Review, seen: Grid, quote: KeptQuote) -> Grid:
    """Take a quote out of its cell: one that was put there is dropped, one that is found is not shown again."""
    kept = tuple(item for item in seen.quotes if not _same(_of_today(session, item), _of_today(session, quote)))
    if not quote.pinned:
        kept += (replace(quote, author=acting_person(session).name),)
    return write_grid(session, review, seen, replace(seen, quotes=kept))


def restore(session: Session, review: Review, seen: Grid, question: str, instrument: str) -> Grid:
    """Show again what was taken out of a cell."""
    cell = (question, find_instrument(session, instrument).key)
    kept = tuple(item for item in seen.quotes if item.pinned or (item.question, _of_today(session, item).instrument) != cell)
    return write_grid(session, review, seen, replace(seen, quotes=kept))


def pin(session: Session, review: Review, seen: Grid, question: str, text: ReviewText, words: str) -> Grid:
    """Put words of a text into a cell.

    :raises AnnotationError: the text does not have them, or more than once
    """
    version, author = text.loaded.version.id, acting_person(session).name
    added = []
    for place in select_quotation(session, version, words):
        stored = stored_text(session, version, place)[place.start : place.end]
        added.append(KeptQuote(question, text.key, place.path, place.field, stored, pinned=True, author=author))
    kept = tuple(item for item in seen.quotes if not any(_same(item, quote) for quote in added))
    return write_grid(session, review, seen, replace(seen, quotes=(*kept, *added)))


def _of_today(session: Session, quote: KeptQuote) -> KeptQuote:
    """A quote with the key that its text has by now; the one that it had is an alias."""
    try:
        return replace(quote, instrument=find_instrument(session, quote.instrument).key)
    except NotFoundError:
        return quote


def _same(one: KeptQuote, other: KeptQuote) -> bool:
    return replace(one, author="", pinned=True) == replace(other, author="", pinned=True)


def _told(grid: Grid) -> dict[str, Any]:
    """A grid as the audit keeps it."""
    return {
        "subject": grid.subject,
        "questions": list(grid.questions),
        "columns": list(grid.columns),
        "quotes": [asdict(quote) for quote in grid.quotes],
    }
