"""What a card rests on, as the page shows it."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from documents.paths import parent_of
from kb.entitlements.answers import CardAnswer
from kb.entitlements.binding import Checked
from kb.entitlements.model import About, Confidence, Verdict
from kb.pages.desk.caller_copy import status_of
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import badge


class Quoted(NamedTuple):
    """A basis as the page shows it: where it stands, its status, its words, what is wrong with it."""

    shown: Checked
    name: str
    href: str
    badge: Markup


def bases_of(item: CardAnswer) -> list[Checked]:
    """All that a card rests on, each words of the law once; those that the base has come first."""
    shown = {(said.basis.binding.key, said.basis.quote): said.basis for said in item.statements}
    known = {key for key, _ in shown}
    others = {other.binding.key: other for other in (*item.amount.bases, *item.rules) if other.binding.key not in known}
    return sorted([*shown.values(), *others.values()], key=lambda basis: basis.quote is None)


def rests_on(item: CardAnswer, led: Iterable[Checked] = ()) -> list[Checked]:
    """The few provisions that are named before all others: those that have changed, then where the law says how much, and what; and
    of a card of victims which provision gives it to whom it is about. Of a no those that say no.

    :param led: the bases of what is read aloud before the card's sentence
    """
    if item.verdict is Verdict.NO:
        return list({shown.binding.key: shown for shown in (*led, *item.rules)}.values())
    shaken = [shown for shown in bases_of(item) if shown.spoils]
    what = [part.basis for part in item.statements if part.statement.about is About.WHAT]
    said = [*shaken, *led, *item.amount.bases, *sorted(what, key=lambda basis: basis.quote is None)]
    read = {shown.binding.key: shown for shown in said if shown.binding.confidence is not Confidence.TO_CHECK}
    named = list(read.values())[:_NAMED]
    within = {above for shown in named for above in (shown.binding.key, parent_of(shown.binding.key))}
    return [*named, *(rule for rule in item.rules if item.card.regime and rule.binding.key not in within)]


_NAMED = 2


def quoted(frame: Frame, shown: Checked) -> Quoted:
    """A basis with its link."""
    binding = shown.binding
    params = {at.INSTRUMENT: shown.instrument or binding.source.key, at.PROVISION: binding.path}
    href = frame.address(at.READER, **params) if shown.held else ""
    return Quoted(shown, binding.source.name(frame.say.language), href, badge(frame.say, status_of(shown)))
