"""How far a review is, provision by provision: people say so."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.model import Provision
from documents.paths import contains, provision_key, split_key, upward
from documents.wording.citing import cite
from kb.accounts.audit import REVIEW, record
from kb.accounts.current import acting_person
from kb.database.moments import utc
from kb.database.reading.reader import find_instrument
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Person
from kb.database.tables import ReviewMark as Row
from kb.errors import NotFoundError, ReviewFileError
from kb.review.files import Review, require_open
from kb.review.findings import Finding
from kb.review.texts import ReviewText, texts_of

MARKS = ("read", "noted", "nothing")
"""What a person can say of a provision: read; read and noted; read, and nothing to note."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a review is with an article.

    :param text: its instrument's key
    :param mark: one of :data:`MARKS`, None: nobody has said anything
    :param author: who said it last; ``at``: when, in UTC
    :param notes: how many findings stand in it
    """

    text: str
    provision: Provision
    mark: str | None = None
    author: str | None = None
    at: datetime | None = None
    notes: int = 0

    @property
    def key(self) -> str:
        """Of the article."""
        return provision_key(self.text, self.provision.path)

    @property
    def name(self) -> str:
        """What the article is called, with its heading."""
        heading = self.provision.heading
        return f"{cite(self.provision.path)}. {heading}" if heading else cite(self.provision.path)

    @property
    def shown(self) -> tuple[object, ...]:
        """What a change of it rests on, see `kb.database.storing.seen`."""
        return (self.key, self.mark, self.author, self.at)


def progress_of(session: Session, review: Review, texts: Sequence[ReviewText], findings: Sequence[Finding]) -> list[Progress]:
    """Every article of a review, in its order, with what was said of it."""
    marks = _marks(session, review.id)
    made = []
    for text in texts:
        instrument = text.loaded.instrument
        names = (instrument.key, *instrument.aliases)
        units = list(text.units())
        paths = {unit.path for unit in units}
        keys = [split_key(item.key) for item in findings]
        places = [next((above for above in upward(path) if above in paths), None) for key, path in keys if key == instrument.key]
        counts = Counter(places)
        for unit in units:
            said = next((marks[name, unit.path] for name in names if (name, unit.path) in marks), None)
            state, author, at = said or (None, None, None)
            made.append(Progress(instrument.key, unit, state, author, at, counts[unit.path]))
    return made


def mark(session: Session, review: Review, seen: Progress, state: str | None) -> None:
    """Say how far one is with an article, in the name of whoever acts in the session. The caller commits.

    :param state: one of :data:`MARKS`; None takes back what was said
    :raises ChangedMeanwhileError: somebody has said something else since, or changed the review
    :raises ReviewFileError: the review is closed, or the mark is none
    """
    if state is not None and state not in MARKS:
        raise ReviewFileError("review_mark", mark=state, known=MARKS)
    now = require_open(session, review)
    there = progress_of(session, now, texts_of(session, now), ())
    require_unchanged(seen, next((item for item in there if item.key == seen.key), None))
    if seen.mark == state:
        return
    instrument = find_instrument(session, seen.text)
    names = (instrument.key, *instrument.aliases)
    row = session.scalar(
        select(Row)
        .where(Row.file_id == review.id, Row.path == seen.provision.path, Row.instrument.in_(names))
        .execution_options(populate_existing=True)
    )
    before = {"key": seen.key, "mark": seen.mark}
    values: dict[str, Any] = {"author_id": acting_person(session).id, "at": datetime.now(UTC)}
    if row is not None and state is None:
        session.delete(row)
    elif row is not None and state is not None:
        row.state, row.author_id, row.at = state, values["author_id"], values["at"]
    elif state is not None:
        session.add(Row(file_id=review.id, instrument=seen.text, path=seen.provision.path, state=state, **values))
    session.flush()
    record(session, "mark", REVIEW, str(review.id), before, {"key": seen.key, "mark": state}, instrument=seen.text)


def article_of(progress: Sequence[Progress], key: str) -> Progress:
    """The article of a key, or the one that it stands in.

    :raises NotFoundError: the review has none there
    """
    instrument, path = split_key(key)
    for item in progress:
        if item.text == instrument and contains(item.provision.path, path):
            return item
    raise NotFoundError("review_item_absent", key=key)


def _marks(session: Session, review_id: int) -> dict[tuple[str, str], tuple[str, str, datetime]]:
    rows = session.execute(select(Row, Person.name).join(Person, Person.id == Row.author_id).where(Row.file_id == review_id))
    return {(row.instrument, row.path): (row.state, author, utc(row.at)) for row, author in rows}
