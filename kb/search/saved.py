"""Saved searches: what somebody chose to keep, and what new law has come for it since.

A saved search keeps its words, its filters and the articles it has found. Whenever the texts of the base have changed, it is run
again, on the present day. An alert is raised for an article that is among the first `LOOKED_AT` answers and

- *new*: the search never found it, its text was recorded after the search was last run, and it has every telling word of the
  query (in the clause that answers, its heading or its instrument's name). An old article that merely moved up in the ranking is
  taken note of and raises nothing;
- *changed*: the search has found it before, and its text is another now: it was amended, or an amendment took effect.

A copy of a text that the base has already, from another source, has the same text and raises nothing. A query that names a number
or a provision has no telling words: what it finds are its answers. Removing a saved search deletes it with all that it found.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kb.accounts.audit import SAVED, record
from kb.accounts.current import LOCAL, Actor, acting_person, person
from kb.accounts.roles import allow, require_own
from kb.base import KnowledgeBase
from kb.database.storing.rows import fresh_id
from kb.database.storing.seen import require_unchanged
from kb.database.tables import Person, Provision, SavedSearch, SavedSearchHit, Version
from kb.errors import InvalidQueryError, NotFoundError
from kb.index import fields
from kb.index.build import content_revision, index_for_search
from kb.interface.days import today, utc
from kb.language import analysis
from kb.search import Filters, Hit, search

LOOKED_AT = 20
MOST_SAVED = 200
LONGEST_SAVED = 2_000
NEW, CHANGED = "new", "changed"


@dataclass(frozen=True, slots=True)
class Alert:
    """An article that has come for a saved search since it was last looked at."""

    article: str
    change: str
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search as it stands."""

    id: int
    owner: str
    query: str
    filters: Filters
    created_at: datetime
    checked_at: datetime | None
    alerts: tuple[Alert, ...]

    @property
    def shown(self) -> tuple[object, ...]:
        """What removing it rests on, see `kb.database.storing.seen`."""
        return (self.owner, self.query, self.filters, self.created_at)


def add_saved(base: KnowledgeBase, query: str, filters: Filters | None = None, actor: Actor = LOCAL) -> int:
    """Keep a search. What it finds now is known and raises no alert.

    :returns: its id; the same search saved again keeps its id
    :raises InvalidQueryError: there are no words, too many of them, or too many saved searches
    """
    words, wanted = " ".join(analysis.normal(query).split()), filters or Filters()
    if not words or len(words) > LONGEST_SAVED:
        raise InvalidQueryError("search_not_saved")
    with base.session(write=True, actor=actor) as session:
        owner = acting_person(session).id
        kept = session.scalars(select(SavedSearch).where(SavedSearch.owner_id == owner)).all()
        for row in kept:
            if (row.query, row.filters) == (words, wanted.given()):
                return row.id
        if len(kept) >= MOST_SAVED:
            raise InvalidQueryError("search_many", count=MOST_SAVED)
        identity = fresh_id(session, SavedSearch)
        now = datetime.now(UTC)
        session.add(SavedSearch(id=identity, owner_id=owner, created_at=now, query=words, filters=wanted.given(), mark=0))
        record(session, "add", SAVED, str(identity))  # without its words: removing it leaves nothing of them
    _run(base, identity, quiet=True)
    return identity


def list_saved(base: KnowledgeBase, owner: str | None = None) -> list[Saved]:
    """Saved searches with their alerts, in order of making.

    :param owner: of this person only
    """
    with base.session() as session:
        query = select(SavedSearch, Person.name).join(Person, Person.id == SavedSearch.owner_id).order_by(SavedSearch.id)
        rows = session.execute(query if owner is None else query.where(Person.name == person(owner).name)).all()
        pending = session.scalars(
            select(SavedSearchHit)
            .where(SavedSearchHit.alert.is_not(None))
            .order_by(SavedSearchHit.found_at, SavedSearchHit.article)
        ).all()
    alerts: dict[int, list[Alert]] = {}
    for hit in pending:
        alerts.setdefault(hit.saved_id, []).append(Alert(hit.article, hit.alert or NEW, utc(hit.found_at)))
    return [_saved(row, name, tuple(alerts.get(row.id, ()))) for row, name in rows]


def _saved(row: SavedSearch, owner: str, alerts: tuple[Alert, ...]) -> Saved:
    return Saved(
        id=row.id,
        owner=owner,
        query=row.query,
        filters=filters_from(row.filters),
        created_at=utc(row.created_at),
        checked_at=utc(row.checked_at) if row.checked_at else None,
        alerts=alerts,
    )


def check_saved(base: KnowledgeBase, owner: str | None = None) -> list[Saved]:
    """Run saved searches whose base, or the day, has changed since, raise their alerts, and list them.

    :param owner: of this person only
    """
    with base.session() as session:
        revision = content_revision(session.connection())
        rows = session.execute(select(SavedSearch.id, SavedSearch.revision, SavedSearch.checked_at)).all()
    owned = {saved.id for saved in list_saved(base, owner)}
    for row in rows:
        stale = row.revision != revision or row.checked_at is None or utc(row.checked_at).date() != datetime.now(UTC).date()
        if row.id in owned and stale:
            _run(base, row.id)
    return list_saved(base, owner)


def saw(base: KnowledgeBase, saved_id: int, seen: Saved | None = None, actor: Actor = LOCAL) -> None:
    """Somebody has looked at a saved search's alerts.

    :param seen: the search as it was shown: an alert that was raised since stays; None: all of them
    :raises NotFoundError: there is no such saved search
    :raises ChangedMeanwhileError: the id means another search by now
    :raises NotAllowedError: it is somebody else's
    """
    with base.session(write=True, actor=actor) as session:
        allow(session, "see", SAVED)
        _own(session, saved_id, seen)
        shown = {(alert.article, alert.change, alert.found_at) for alert in seen.alerts} if seen else None
        for hit in session.scalars(
            select(SavedSearchHit).where(SavedSearchHit.saved_id == saved_id, SavedSearchHit.alert.is_not(None))
        ):
            if shown is None or (hit.article, hit.alert, utc(hit.found_at)) in shown:
                hit.alert = None


def remove_saved(base: KnowledgeBase, saved_id: int, seen: Saved | None = None, actor: Actor = LOCAL) -> None:
    """Delete a saved search with its words and all that it found.

    :param seen: the search as it was shown; None only where it was read just now
    :raises NotFoundError: there is no such saved search
    :raises ChangedMeanwhileError: the id means another search by now
    :raises NotAllowedError: it is somebody else's
    """
    with base.session(write=True, actor=actor) as session:
        record(session, "remove", SAVED, str(saved_id))
        row = _own(session, saved_id, seen)
        session.execute(delete(SavedSearchHit).where(SavedSearchHit.saved_id == saved_id))
        session.delete(row)


def _own(session: Session, saved_id: int, seen: Saved | None) -> SavedSearch:
    """A saved search of whoever acts, as it was shown."""
    row = _row(session, saved_id)
    if seen is not None:
        require_unchanged(seen, _saved(row, session.get_one(Person, row.owner_id).name, ()))
    require_own(session, row.owner_id)
    return row


def filters_from(given: dict[str, Any]) -> Filters:
    """Filters as they are kept; what this release does not know is passed over."""
    return Filters(**{field.name: given.get(field.name) for field in fields.FILTERS})


def _run(base: KnowledgeBase, saved_id: int, quiet: bool = False) -> None:
    """Run a saved search and keep what it found.

    :param quiet: the first time: everything is known
    """
    with base.session() as session:
        row = _row(session, saved_id)
        query, filters = row.query, filters_from(row.filters)
        mark, since = row.mark, utc(row.checked_at) if row.checked_at else None
        newest, revision = session.scalar(select(func.max(Version.id))) or 0, content_revision(session.connection())
        known = {hit.article: hit for hit in session.scalars(select(SavedSearchHit).where(SavedSearchHit.saved_id == saved_id))}
    if index_for_search(base).revision() != revision:
        return  # what is new cannot be found yet; the next time it can
    result = search(base, query, k=LOOKED_AT, as_of=today(), filters=filters)
    with base.session() as session:
        found = [(hit, *_about(session, hit)) for hit in result.hits]
    fresh = {
        hit.key
        for hit, _, recorded in found
        if hit.key not in known and (hit.version > mark or (since is not None and recorded is not None and recorded > since))
    }
    now = datetime.now(UTC)
    with base.session(write=True) as session:
        kept = session.get(SavedSearch, saved_id)
        if kept is None:
            return  # removed meanwhile
        kept.mark = newest
        kept.revision = revision
        kept.checked_at = now
        for hit, text_hash, _ in found:
            before = session.get(SavedSearchHit, (saved_id, hit.key))
            if before is None:
                lacking = hit.reasons.missing if hit.reasons else ()
                alert = NEW if hit.key in fresh and not (quiet or lacking) else None
                session.add(SavedSearchHit(saved_id=saved_id, article=hit.key, text_hash=text_hash, found_at=now, alert=alert))
            elif text_hash and before.text_hash != text_hash:
                before.alert = before.alert or (CHANGED if before.text_hash else None)
                before.text_hash, before.found_at = text_hash, now


def _about(session: Session, hit: Hit) -> tuple[str | None, datetime | None]:
    """The hash of an article's text, and when its version was recorded."""
    row = session.execute(
        select(Provision.text_hash, Version.recorded_at)
        .join(Version, Version.id == Provision.version_id)
        .where(Provision.version_id == hit.version, Provision.path == hit.path)
    ).first()
    return (row[0], utc(row[1])) if row else (None, None)


def _row(session: Session, saved_id: int) -> SavedSearch:
    row = session.get(SavedSearch, saved_id)
    if row is None:
        raise NotFoundError("search_absent", id=str(saved_id))
    return row
