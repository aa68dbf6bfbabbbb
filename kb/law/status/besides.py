"""What has to be known beside the status of an instrument, and settles nothing: that what it goes into the details of is over, and
that texts say of it that something amended it which the base lacks.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.amendments.certainty import partly_over
from documents.keys import number_slug
from documents.time.status import Basis, StatusCode
from documents.wording.actions import RelationKind
from kb.database.tables import CitedInstrument, Effect, Instrument, Relation
from kb.interface.catalogue import Catalogue
from kb.law.effects.reliance import read_lacking_amenders
from kb.law.effects.views import REJECTED
from kb.law.references.naming import name_of
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import read_listed


def besides(
    session: Session, instrument_id: int, status: ProvisionStatus, say: Catalogue, amenders: Collection[str] = ()
) -> list[str]:
    """What has to be known beside the status of an instrument on a day, a line each.

    :param status: of the whole of it
    :param amenders: names of those of which it is said already that they amended it
    """
    lacking = _amended_by_lacking(session, instrument_id, status, say, amenders)
    return [*_ended_above(session, instrument_id, status, say), *lacking, *_partly_over(session, instrument_id, status, say)]


def _partly_over(session: Session, instrument_id: int, status: ProvisionStatus, say: Catalogue) -> Iterator[str]:
    """What ends the whole later, and says that some of it is over before: which provisions these are no words tell."""
    asked = select(Effect.text, Effect.effective_from, Instrument).join(CitedInstrument, CitedInstrument.id == Effect.cited_id)
    asked = asked.join(Instrument, Instrument.id == Effect.instrument_id).where(CitedInstrument.instrument_id == instrument_id)
    asked = asked.where(Effect.target_path == "", Effect.state != REJECTED, Effect.effective_from > status.day)
    for words, end, by in session.execute(asked):
        since = partly_over(words)
        if since is not None and since <= status.day:
            yield say("status.partly_over", since=since, end=end, by=name_of(by))


def _amended_by_lacking(
    session: Session, instrument_id: int, status: ProvisionStatus, say: Catalogue, amenders: Collection[str]
) -> Iterator[str]:
    if status.code is StatusCode.EXPIRED:
        return
    found = read_lacking_amenders(session.connection(), [CitedInstrument.instrument_id == instrument_id]).get(instrument_id, ())
    unsaid = (number for since, number in found if since <= status.day and not any(number in name for name in amenders))
    slugs = {number_slug(number): number for number in unsaid}
    if slugs:
        yield say("status.amended_by_lacking", numbers=tuple(slugs.values()))


def _ended_above(session: Session, instrument_id: int, status: ProvisionStatus, say: Catalogue) -> list[str]:
    """Each instrument that one details and that ended after what is last known of this one."""
    if status.code is not StatusCode.UNKNOWN or status.basis is Basis.DRAFT:
        return []
    asked = select(Instrument).join(CitedInstrument, CitedInstrument.instrument_id == Instrument.id)
    asked = asked.join(Relation, Relation.cited_id == CitedInstrument.id)
    asked = asked.where(Relation.instrument_id == instrument_id, Relation.kind == RelationKind.DETAILS.value)
    asked = asked.where(Relation.target_path == "", Relation.state != REJECTED).distinct().order_by(Instrument.id)
    above = session.scalars(asked).all()
    listed, last = read_listed(session, [item.id for item in above]), status.last_known
    found = [(item, listed.on(item.id, status.day)) for item in above]
    return [
        say("status.above_ended", name=name_of(item), said=now.sentence(say))
        for item, now in found
        if now.code is StatusCode.EXPIRED and (last is None or listed.on(item.id, last[1]).code is not StatusCode.EXPIRED)
    ]
