"""What an instrument goes into the details of, and is over: nothing says that the instrument ended with it, and it may have."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.time.status import Basis, StatusCode
from documents.wording.actions import RelationKind
from kb.database.tables import CitedInstrument, Instrument, Relation
from kb.interface.catalogue import Catalogue
from kb.law.effects.views import REJECTED
from kb.law.references.naming import name_of
from kb.law.status.provision_status import ProvisionStatus
from kb.law.status.statuses import read_listed


def ended_above(session: Session, instrument_id: int, status: ProvisionStatus, say: Catalogue) -> list[str]:
    """A line for each instrument that one details and that ended after what is last known of this one.

    :param status: of the whole instrument on the day
    """
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
