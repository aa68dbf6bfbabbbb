"""What a query names: the status of a point, which the index does not keep, and what puts in a provision that no text has.

Of hits in older words, the words in force that another text gives: a stale provision is worse than none. What nobody has reviewed
is shown as well, and as such: whoever reads the hit would else read the older words alone.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from documents.paths import contains, number_of, provision_key, split_key, steps_of, touches
from documents.time.stated import Claim
from documents.time.status import Basis, StatusCode, WordingCode
from documents.wording.actions import Action
from documents.wording.citing import cite
from kb.database.reading.details import places_held
from kb.database.tables import Provision
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus, provision_status
from kb.search.hits import whole
from kb.search.model import Added, Hit, NewWords, Snippet, Understood
from kb.search.terms import Terms

if TYPE_CHECKING:
    from kb.law.effects.influences import Influence
    from kb.law.effects.views import EffectView


def with_new_words(engine: Engine, hits: Sequence[Hit], terms: Terms, day: date) -> tuple[Hit, ...]:
    """Hits; those whose words are over by a day with the piece of the words in force that answers."""
    over = {hit.key: hit for hit in hits if _is_reworded(hit.clause_status or hit.standing)}
    if not over:
        return tuple(hits)
    # Few searches need these: they would add a tenth of a second to every one from a shell.
    from kb.law.effects.views import effects_by_id
    from kb.law.status.evidence import EvidenceReader

    with Session(engine) as session:
        reader = EvidenceReader(session.connection(), sorted({hit.version for hit in over.values()}))
        changes = {key: _changes(reader.met(hit.version, hit.path), hit, day) for key, hit in over.items()}
        effects = {item.id: item for item in effects_by_id(session, sorted({some[0].effect for some in changes.values() if some}))}
    return tuple(_reworded(hit, changes.get(hit.key, ()), effects, terms) for hit in hits)


def _is_reworded(status: ProvisionStatus) -> bool:
    """Whether other words hold instead of these: a law that is over, or was replaced as a whole, has none."""
    over = status.wording is WordingCode.OVER and status.code is not StatusCode.EXPIRED
    return over and status.basis is not Basis.REPLACED_BY


def _changes(influences: "Sequence[Influence]", hit: Hit, day: date) -> "Sequence[Influence]":
    """What gave the clause that answers, or else its article, other words by a day: the last that gave all of them, and what came
    after it; or the last that gave some.
    """
    dated = [item for item in influences if item.brings_words and not item.wordless and item.start and item.start <= day]
    dated.sort(key=lambda item: (item.start or date.min, item.effect), reverse=True)
    place = hit.best_clause or hit.path
    near = [item for item in dated if touches(item.path, place)] or dated
    all_words = next((item for item in near if item.covers(place)), None)
    return [all_words, *near[: near.index(all_words)]] if all_words else near


def _reworded(hit: Hit, changes: "Sequence[Influence]", effects: "Mapping[int, EffectView]", terms: Terms) -> Hit:
    first = changes[0] if changes else None
    if first is None or first.start is None or first.effect not in effects:
        return hit
    effect = effects[first.effect]
    phrase = effect.action is Action.SUBSTITUTE_PHRASE  # the new phrase alone tells nothing: the sentence that puts it in does
    found = whole((not phrase and effect.body.get("new_text")) or effect.evidence, effect.path, terms)
    shown = {field.name: getattr(found, field.name) for field in fields(Snippet)}
    new = NewWords(
        **shown,
        key=provision_key(effect.source, effect.path),
        name=first.by,
        place=first.path,
        since=first.start,
        reviewed=effect.in_use,
        further=any(item.start != first.start for item in changes),
    )
    return replace(hit, new_words=new)


def new_words_line(say: Catalogue, new: NewWords) -> str:
    """Which words hold now, by what, and how surely that is known."""
    told = say("search.new_words", place=cite(new.place), day=new.since, at=cite(split_key(new.key)[1]), by=new.name)
    further = f" {say('search.new_words_further')}" if new.further else ""
    return f"{told}{further}" if new.reviewed else f"{told} {say('search.new_words_unreviewed')}{further}"


# What tells of evidence and effects is imported where it is asked: few searches name such a place, each would pay for it.


def with_named(engine: Engine, hits: Sequence[Hit], cited: Sequence[str], understood: Understood, terms: Terms) -> tuple[Hit, ...]:
    """Hits; those that show the point which a query names speak of that, not of the clause that it stands in. Of an article without
    the clause that it names no other clause is shown.
    """
    day = understood.as_of
    if understood.absent and understood.key:
        hits = [_bare(hit) if hit.key == understood.key and hit.heading else hit for hit in hits]
    named = {split_key(key) for key in cited}
    hits = list(_of_another_day(engine, hits, named, day, terms))
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


def _of_another_day(
    engine: Engine, hits: Sequence[Hit], named: Collection[tuple[str, str]], day: date, terms: Terms
) -> Iterator[Hit]:
    """Hits; of an article that lacks the named clause on the day, that clause with its own status: it was, or is to come."""
    with Session(engine) as session:
        for hit in hits:
            path = next((path for key, path in named if key == hit.instrument and _is_part(path, hit)), None)
            if path is None or places_held(session, {hit.version: {path}}):
                yield hit
                continue
            from kb.law.status.answers import Asked, answer_all

            (answer,) = answer_all(session, [Asked(hit.instrument, path, day)])
            words = select(Provision.text).where(Provision.version_id == (answer and answer.version), Provision.path == path)
            text = session.scalar(words) if answer else None
            yield _showing(hit, whole(text, path, terms), path, answer.shown(day)) if answer and text else hit


def _is_part(path: str, hit: Hit) -> bool:
    return path != hit.path and contains(hit.path, path) and not contains(path, hit.snippet_path)


def _bare(hit: Hit) -> Hit:
    """The hit of an article as a whole, by its heading."""
    return _showing(hit, Snippet(snippet=hit.heading or "", snippet_path=hit.path, highlights=()))


def _showing(hit: Hit, piece: Snippet, best: str | None = None, status: ProvisionStatus | None = None) -> Hit:
    shown = {field.name: getattr(piece, field.name) for field in fields(Snippet)}
    return replace(hit, **shown, best_clause=best, clause_status=status, other=None)


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
