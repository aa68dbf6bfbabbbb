"""Bodies that are no more, as far as texts of the base say so: an amending text puts another name in the place of theirs."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.identity.issuers import known_names
from documents.messages import Message
from documents.text import slug, unify_tone_marks
from documents.wording.actions import Action
from kb.database import tables
from kb.law.effects.views import REJECTED
from kb.law.references.naming import name_of


@dataclass(frozen=True, slots=True)
class Renamed:
    """A body whose name stands in texts of old.

    :param by: what the text that says so is called
    """

    name: str
    successor: str
    since: date
    by: str

    def is_named_in(self, words: str) -> bool:
        """Whether words name it."""
        name = re.escape(unify_tone_marks(self.name))
        return re.search(rf"(?<!\w){name}(?!\w)", unify_tone_marks(words), re.IGNORECASE) is not None

    def message(self) -> Message:
        """What is said of it."""
        return Message.of("duty.body_gone", body=self.name, day=self.since, by=self.by, successor=self.successor)


def renamed_bodies(session: Session, on: date) -> list[Renamed]:
    """The issuers of law in whose place a text puts another by a day, and that have issued nothing since."""
    effect, source, issuer = tables.Effect, tables.Instrument, tables.Issuer
    names = {slug(name): name for name in (*known_names(), *session.scalars(select(issuer.name)))}
    statement = (
        select(effect.body, effect.effective_from, source)
        .join(source, source.id == effect.instrument_id)
        .where(effect.action == Action.SUBSTITUTE_PHRASE, effect.certain, effect.state != REJECTED, effect.effective_from <= on)
        .order_by(effect.effective_from)
    )
    found: dict[str, Renamed] = {}
    for body, since, by in session.execute(statement):
        old, new = (names.get(slug(body.get(phrase) or "")) for phrase in ("phrase_from", "phrase_to"))
        if old and new and old != new and old not in found:
            found[old] = Renamed(old, new, since, name_of(by))
    last = dict(
        session.execute(
            select(issuer.name, func.max(source.issued_on))
            .join(source, source.issuer_id == issuer.id)
            .where(issuer.name.in_(found))
            .group_by(issuer.name)
        ).all()
    )
    return [one for one in found.values() if (last.get(one.name) or date.min) < one.since]
