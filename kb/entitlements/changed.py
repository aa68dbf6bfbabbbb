"""What has been done to what a card rests on since somebody verified it: amended, ended, suspended or replaced."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from documents.keys import same_instrument
from documents.paths import GROUPING, contains, kind_of, parent_of, split_key
from documents.wording.actions import Action
from kb.annotations.shaken import Shaken, of_effect, of_newer, one_of_each
from kb.database.tables import Instrument
from kb.entitlements.binding import SPOILS, Checked, keys_in_base
from kb.entitlements.loading import shipped
from kb.entitlements.model import Card
from kb.law.effects.newer import read_newer
from kb.law.effects.views import effects_since

UNSEEN = timedelta(days=60)
"""How long a law may have been there before a card was verified, and whoever did so elsewhere had not come to read it."""


@dataclass(frozen=True, slots=True)
class Change:
    """What shakes a provision, or a whole instrument.

    :param instrument: that is changed, by the key that cards give it; ``path`` in it, empty for the whole and for a chapter
    :param adds: it only puts something beside what is there
    :param newest: the day on which it begins or was issued, the later one
    """

    instrument: str
    path: str
    adds: bool
    newest: date
    by: Shaken

    def concerns(self, path: str, others: Collection[str]) -> bool:
        """Whether a card that rests on a place has to be looked at.

        What is done further down counts for the more exact ones of all the places that a card rests on.
        """
        if self.adds:
            return path == parent_of(self.path)
        if contains(self.path, path):
            return True
        return contains(path, self.path) and not any(other != path and contains(path, other) for other in others)


def first_unseen(card: Card) -> date:
    """The first day from which on laws may be unknown to whoever verified a card; who did so here had this base to read."""
    as_shipped = shipped().cards.get(card.id)
    return card.verified.on - UNSEEN if as_shipped and as_shipped.verified == card.verified else card.verified.on


def read_changes(session: Session, asked: Collection[str], first: date) -> Sequence[Change]:
    """What was done to instruments from a day on, and nobody has rejected.

    :param asked: keys of the instruments, as cards give them
    """
    in_base = keys_in_base(session, asked)
    keys = {key: in_base.get(key, key) for key in asked}
    by_target: dict[str, list[str]] = {}
    found: list[Change] = []
    for effect, newest in effects_since(session, first):
        if effect.target is None:
            continue
        target, path = split_key(effect.target)
        if target not in by_target:
            by_target[target] = [key for key, own in keys.items() if target == own or same_instrument(key, target)]
        if kind_of(path) in GROUPING:
            path = ""
        adds = effect.action in (Action.INSERT, Action.APPEND)
        found += [Change(key, path, adds, newest, of_effect(effect)) for key in by_target[target]]
    rows = session.execute(select(Instrument.key, Instrument.id).where(Instrument.key.in_(set(keys.values()))))
    ids = {row.key: row.id for row in rows}
    newer = read_newer(session.connection(), sorted(ids.values()))
    for key, own in keys.items():
        for item in newer.get(ids.get(own, 0), ()):
            days = [one for one in (item.start, item.since) if one]
            if item.replaces and days and max(days) >= first:
                found.append(Change(key, "", False, max(days), of_newer(session, item)))
    return found


def changed_since(card: Card, bases: Sequence[Checked], changes: Sequence[Change]) -> tuple[Shaken, ...]:
    """What shakes a card: what was done to its bases since it was verified and applies on the day whose law decides.

    What a reviewer has accepted counts no more where a base has been compared with the words that came of it. A text that the card
    itself rests on is no news to it.
    """
    first = first_unseen(card)
    own = {item.basis.source.key for item in card.based}
    found = []
    for change in changes:
        if change.newest < first or any(same_instrument(key, change.by.key) for key in own):
            continue
        here = [base for base in bases if base.question.binding.source.key == change.instrument]
        paths = {base.question.binding.path for base in here}
        if any(_shakes(change, base, paths) for base in here):
            found.append(change.by)
    return one_of_each(found)


def _shakes(change: Change, base: Checked, paths: Collection[str]) -> bool:
    binding = base.question.binding
    compared = binding.sha256 is not None and binding.sha256 == base.sha256 and base.flaw not in SPOILS
    applies = (change.by.start or change.newest) <= base.question.rule_day
    return applies and not (change.by.reviewed and compared) and change.concerns(binding.path, paths)
