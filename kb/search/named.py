"""What a query names: the status of a point, which the index does not keep, and what puts in a provision that no text has."""

import re
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from documents.paths import contains, number_of, provision_key, split_key, steps_of
from documents.time.stated import Claim
from documents.wording.actions import Action
from documents.wording.citing import cite
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import provision_status
from kb.search.model import Added, Hit, Snippet, Understood

# What tells of evidence and effects is imported where it is asked: few searches name such a place, each would pay for it.


def with_named(engine: Engine, hits: Sequence[Hit], cited: Sequence[str], understood: Understood) -> tuple[Hit, ...]:
    """Hits; those that show the point which a query names speak of that, not of the clause that it stands in. Of an article without
    the clause that it names no other clause is shown.
    """
    day = understood.as_of
    if understood.absent and understood.key:
        hits = [_bare(hit) if hit.key == understood.key and hit.heading else hit for hit in hits]
    named = {split_key(key) for key in cited}
    deeper = {
        hit.key: hit
        for hit in hits
        if (hit.instrument, hit.snippet_path) in named and hit.snippet_path not in (hit.path, hit.best_clause)
    }
    if not deeper:
        return tuple(hits)
    from kb.law.status.evidence import EvidenceReader

    with engine.connect() as connection:
        reader = EvidenceReader(connection, sorted({hit.version for hit in deeper.values()}))
        own = {key: reader.of(hit.version, hit.snippet_path).evidence for key, hit in deeper.items()}

    def speaking(hit: Hit) -> Hit:
        if hit.key not in own:
            return hit
        status = own[hit.key].status_on(day)
        other = (status.code, status.wording) != (hit.standing.code, hit.standing.wording)
        told = provision_status(status, day, own[hit.key].last_known(day)) if other else None
        return replace(hit, best_clause=hit.snippet_path, clause_status=told)

    return tuple(speaking(hit) for hit in hits)


def _bare(hit: Hit) -> Hit:
    """The hit of an article as a whole, by its heading."""
    heading = Snippet(snippet=hit.heading or "", snippet_path=hit.path, highlights=())
    shown = {field.name: getattr(heading, field.name) for field in fields(Snippet)}
    return replace(hit, **shown, best_clause=None, clause_status=None, other=None)


_BRINGS = (Action.INSERT, Action.APPEND, Action.REPLACE)


def added_by(session: Session, instrument_id: int, path: str, day: date) -> Added | None:
    """What puts a provision into an instrument whose texts do not have it: the last such act by a day, else the first to come."""
    from kb.law.effects.external import read_influences
    from kb.law.effects.views import effects_by_id
    from kb.law.statements.stored import statements_by_instrument

    connection = session.connection()
    told = {
        item.effect: item.start
        for item in read_influences(connection, [instrument_id]).get(instrument_id, ())
        if item.action in _BRINGS and item.path and contains(item.path, path)
    }
    found: list[Added] = [
        Added(path, provision_key(item.source, item.path), item.source_name, since, reviewed=item.in_use)
        for item in effects_by_id(session, sorted(told))
        if (since := told[item.id]) and _has(item.body.get("new_text") or "", item.target_path, path)
    ]
    found += [
        Added(path, item.by, item.acting, item.on, item.note, reviewed=True)
        for item in statements_by_instrument(connection, [instrument_id]).get(instrument_id, ())
        if item.path == path and item.certain and item.on and item.claim is Claim.AMENDED
    ]
    by_now = [item for item in found if item.since <= day]
    return max(by_now, key=lambda item: item.since) if by_now else min(found, key=lambda item: item.since, default=None)


def _has(text: str, target: str, path: str) -> bool:
    """Whether the words that an act brings for a place have the provision: each step below the place stands as a label in them."""
    below = steps_of(path)[len(steps_of(target)) :]
    return all(re.search(rf"(?m)^\W*{re.escape(number_of(step) or '')}[.)]\s", text) for step in below)


def absent_line(say: Catalogue, understood: Understood, partial: bool = False) -> str:
    """What is said of what a query names and the base lacks; empty where it lacks nothing.

    :param partial: the base has only a part of the instrument
    """
    absent, added = understood.absent, understood.added
    if absent is None:
        return ""
    if understood.key is None:
        return say("search.absent_number", number=absent)
    if added is not None:
        return added_line(say, added)
    return say("search.absent_in_part" if partial else "search.absent", place=cite(absent))


def added_line(say: Catalogue, added: Added) -> str:
    """What puts in a provision, where its words stand, and how surely that is known."""
    at = split_key(added.key)[1]
    told = say("search.added" if at else "search.added_stated", place=cite(added.path), by=added.name, day=added.since, at=cite(at))
    further = f"“{added.note}”" if added.note else "" if added.reviewed else say("search.new_words_unreviewed")
    return f"{told} {further}".rstrip()
