"""What official lists of expired texts report, held against what the base knows of these texts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.identity.issuers import issuers_of_number
from documents.keys import number_slug
from documents.messages import Message
from documents.model import Instrument, Kind
from documents.paths import UNKNOWN, key_parts, kind_of, number_of, parent_of, unit_of
from kb.database import tables
from kb.database.reading.trees import load_trees
from kb.database.storing.arrangement import COMPILED
from kb.law.references.lookup import BaseInstrument, InstrumentsOfBase

if TYPE_CHECKING:
    from documents.amendments import Effect


def reported_effects(
    session: Session,
    version_id: int,
    instrument: Instrument,
    known: InstrumentsOfBase,
    read: "Callable[[Instrument], tuple[Effect, ...]]",
) -> "tuple[Effect, ...]":
    """The effects of an instrument; of a list of expired texts those of its rows, which are read from its tables.

    :param instrument: without its tables
    """
    from documents.amendments.expired_lists import is_expired_list

    if not is_expired_list(instrument):
        return read(instrument)
    provisions, _ = load_trees(session, version_id)
    return against_base(session, read(replace(instrument, provisions=provisions)), known)


def against_base(session: Session, found: "Sequence[Effect]", known: InstrumentsOfBase) -> "tuple[Effect, ...]":
    """Effects as they are where the base holds what a list names."""
    known.expect([effect.target.instrument for effect in found if effect.listed is not None])
    return tuple(_against_base(session, effect, known) if effect.listed is not None else effect for effect in found)


def _against_base(session: Session, effect: "Effect", known: InstrumentsOfBase) -> "Effect":
    """An effect as it is where the base holds its target: what does not agree with it is not certain."""
    target, parts = effect.target, key_parts(effect.target.key or "")
    if parts is None or not target.instrument or issuers_of_number(target.instrument) is None:
        return effect  # the same number may be of several provinces
    same = [held for held in known.numbered(number_slug(target.instrument)) if isinstance(held, BaseInstrument)]
    held = next((item for item in same if item.type.value == parts.type), None)
    if held is None:
        return _doubted(effect, Message.of("doubt.held_of_another_type")) if same else effect
    if held.issued_on is not None and parts.date not in (UNKNOWN, held.issued_on.isoformat()):
        effect = replace(effect, target=replace(target, key=held.key))
        return _doubted(effect, Message.of("doubt.held_of_another_day", day=held.issued_on))
    if parts.date == UNKNOWN:
        effect = replace(effect, target=replace(target, key=held.key))
    path = unit_of(target.path or "")
    # An article with a letter was inserted: another version than the one that is held may have it.
    plain = kind_of(path) is Kind.ARTICLE and (number_of(path) or "").isdecimal()
    if not parent_of(path) and (plain or kind_of(path) is Kind.CHAPTER) and not _has_article(session, held.row, path):
        return _doubted(effect, Message.of("doubt.held_without_article"))
    return effect


def _has_article(session: Session, instrument_id: int, path: str) -> bool:
    """Whether some text of an instrument has an article or chapter, or none is whole, so that nothing shows that it has not."""
    version, provision = tables.Version, tables.Provision
    own = select(version.id).where(version.instrument_id == instrument_id, version.origin != COMPILED)
    if session.scalar(own.where(version.partial.is_(False)).limit(1)) is None:
        return True
    return session.scalar(select(provision.id).where(provision.version_id.in_(own), provision.path == path).limit(1)) is not None


def _doubted(effect: "Effect", doubt: Message) -> "Effect":
    return replace(effect, certain=False, doubt=effect.doubt or doubt)
