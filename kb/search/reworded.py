"""Of hits in older words, the words in force that another text gives: a stale provision is worse than none.

What nobody has reviewed is shown as well, and as such: whoever reads the hit would else read the older words alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from documents.paths import provision_key, split_key, touches
from documents.time.status import Basis, StatusCode, WordingCode
from documents.wording.actions import Action
from documents.wording.citing import cite
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus
from kb.search.hits import whole
from kb.search.model import Hit, NewWords, Snippet
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
