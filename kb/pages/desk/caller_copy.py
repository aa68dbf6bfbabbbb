"""Cards as plain text for the caller: what it is, where to go, who decides, and which provision says so. Nothing of the caller.

And what a card rests on, as the page shows it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from documents.paths import parent_of
from documents.time.status import Basis, StatusCode
from documents.wording.citing import cite
from kb.annotations.shaken import shaken_words
from kb.entitlements.answers import CardAnswer
from kb.entitlements.binding import Checked
from kb.entitlements.model import About, Confidence, Verdict
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus, provision_status
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import badge

_PARTS = (About.CONDITION, About.DURATION, About.PAPERS, About.WHERE, About.DECIDES, About.DAYS)
_LAWS = (About.WHAT, About.DURATION, About.DAYS, About.AMOUNT)


def plain_text(say: Catalogue, item: CardAnswer, day: date) -> str:
    """The card's text on a day. It holds no link: one to this machine would lead a caller nowhere."""
    return "\n".join([*_lines(say, item), say("desk.copy_day", day=day)])


def summary_text(say: Catalogue, items: Sequence[CardAnswer], day: date) -> str:
    """Several cards on one sheet, each with its provisions and their status on the day."""
    lines = [say("desk.summary_title", count=len(items), day=day), ""]
    for number, item in enumerate(items, 1):
        title, *rest = _lines(say, item)
        lines += [f"{number}. {title}", *rest, ""]
    return "\n".join([*lines, say("desk.copy_day", day=day)])


def _lines(say: Catalogue, item: CardAnswer) -> list[str]:
    verdict = say(f"cards.verdict_{item.verdict.value}")
    lines = [item.card.title(say.language), *(shaken_words(say, one) for one in item.changed)]
    if item.say and item.changed:
        lines.append(say("desk.say_unsure"))
    lines.append(f"{verdict}. {item.say or say(f'cards.trust_{item.trust.value}')}")
    lines += _about(say, item, About.WARNING)
    if item.verdict is not Verdict.NO:
        if amount := amount_text(say, item):
            lines.append(say("desk.copy_line", name=say("desk.about_amount"), text=amount))
        for about in _PARTS:
            lines += _about(say, item, about)
        if not item.texts(About.DECIDES):
            lines.append(say("desk.copy_line", name=say("desk.about_decides"), text=say("desk.decides_unknown")))
    return [*lines, "", say("desk.copy_law"), *_cited(say, item), "", say(f"cards.trust_{item.trust.value}")]


def _about(say: Catalogue, item: CardAnswer, about: About) -> list[str]:
    """What the card says about something, each line with what it is about, once."""
    name = say(f"desk.about_{about.value}")
    return [text if text.startswith(name) else say("desk.copy_line", name=name, text=text) for text in item.texts(about)]


def amount_text(say: Catalogue, item: CardAnswer) -> str | None:
    """How much; said not to be certain where it is not."""
    amount = item.amount
    if not amount.text:
        return None
    return amount.text if amount.known else say("desk.uncertain", text=amount.text)


def citation(say: Catalogue, shown: Checked) -> str:
    """Where the law says it, as it is cited."""
    name, path = shown.binding.source.name(say.language), shown.binding.path
    return say("desk.cited", place=cite(path), name=name) if path else name


def status_of(shown: Checked) -> ProvisionStatus:
    """The status of a basis on the day of the question; unknown where the base lacks it."""
    answer, day = shown.answer, shown.question.day
    if answer is None:
        return ProvisionStatus(StatusCode.UNKNOWN, Basis.NO_SUCH_KEY, day=day)
    return provision_status(answer.status, day, answer.last_known)


def _cited(say: Catalogue, item: CardAnswer) -> list[str]:
    said = [*item.rules, *(part.basis for part in item.statements if part.statement.about in _LAWS)]
    lines: dict[str, str] = {}
    for shown in said:
        status = status_of(shown).in_words(say)
        cited = say("desk.copy_cited", place=citation(say, shown), status=status)
        lines.setdefault(shown.binding.key, f"{cited}\n“{shown.words}”" if shown.words else cited)
    return list(lines.values())


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
