"""A card as it is drawn: what to say aloud, what and where, the words of the law beneath; and as plain text for the caller.

That text holds nothing of the caller.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from documents.paths import parent_of
from documents.time.status import Basis, StatusCode
from documents.wording.citing import cite
from kb.annotations.shaken import shaken_words
from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.binding import Checked
from kb.entitlements.checking import Checks
from kb.entitlements.facts import ABROAD, VIETNAM, at_the_desk
from kb.entitlements.loading import Desk
from kb.entitlements.model import About, Confidence, Verdict
from kb.entitlements.search import SURE, search_cards
from kb.interface.catalogue import Catalogue
from kb.law.status.provision_status import ProvisionStatus, provision_status
from kb.pages.desk.asked_lines import LINES, Line
from kb.pages.desk.call import SIGNS, Call, situation_of
from kb.pages.desk.cards_in_force import cards_in_force, desk_state
from kb.pages.desk.heard_cards import everyday_words
from kb.pages.kit import address as at
from kb.pages.kit.bar import may
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, shaken_line
from kb.pages.kit.html import badge, macros

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
    unsure = [say("desk.say_unsure")] if item.say and item.changed else []
    lines = [item.card.title(say.language), *(shaken_words(say, one) for one in item.changed), *unsure]
    lines += [f"{verdict}. {item.say or say(f'cards.trust_{item.trust.value}')}", *_about(say, item, About.WARNING)]
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
    lines: dict[str, str] = {}
    for shown in (*item.rules, *(part.basis for part in item.statements if part.statement.about in _LAWS)):
        cited = say("desk.copy_cited", place=citation(say, shown), status=status_of(shown).in_words(say))
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


_HTML = macros("desk")


class Brief(NamedTuple):
    """What a card says that is not open.

    :param rests: the provisions that these lines rest on
    """

    warnings: Sequence[str]
    lines: Sequence[Line]
    rests: Sequence[Quoted]


def brief_of(frame: Frame, item: CardAnswer, asked: Sequence[Line], *, sentence: bool) -> Brief:
    """A card in few words: its lines that are asked for, or that and why it is refused.

    :param sentence: what is said of it stands in their place where there is none
    """
    refused = item.verdict is Verdict.NO
    asked = [] if refused else asked
    if (refused or (sentence and not asked)) and item.say and not item.changed:
        asked = [Line(About.WHAT, item.say, rests_on(item)[:1], leads=False)]
    said = (basis for one in asked for basis in one.bases)
    bases = {basis.binding.key: basis for basis in said if basis.binding.confidence is not Confidence.TO_CHECK}
    rests = [quoted(frame, basis)._replace(href="") for basis in list(bases.values())[:LINES]]
    return Brief(item.texts(About.WARNING), asked, rests)


class ForAnother(NamedTuple):
    """A card that is not for whom the facts are about, as it is for somebody beside them, in words for whom it is not and is."""

    refused: str
    for_whom: str
    answer: CardAnswer


_ANOTHER = (
    ("who", "relative", {"who": "victim"}, "desk.no_for_relative", "desk.for_victim"),
    ("age", "adult", {"who": "minor_accompanying", "age": "child"}, "desk.no_for_adult", "desk.for_minor"),
    ("where", ABROAD, {"where": VIETNAM}, "desk.no_while_abroad", "desk.once_back"),
)
"""For whom else something may be asked: a fact, what it is, what others are instead, and the words for both."""


def for_another(known: Desk, checks: Checks, call: Call, opened: CardAnswer, frame: Frame) -> ForAnother | None:
    """A card that the facts refuse, as it is for somebody else."""
    for name, value, other, refused, for_whom in _ANOTHER:
        if call.facts.get(name) == value:
            for item in entitled(checks, known, situation_of({**call.facts, **other}, frame.day), frame.say.language).cards:
                if item.card.id == opened.card.id and item.verdict is not Verdict.NO:
                    return ForAnother(frame.say(refused), frame.say(for_whom), item)
    return None


TRUSTED = {Trust.CONFIRMED: "✓", Trust.HELD: "◐", Trust.READ: "○", Trust.REPORTED: "△", Trust.SHAKEN: "⚠"}
"""A sign for how well a card is known; the word always stands beside it."""


def card_line(frame: Frame, words: str) -> Markup:
    """The card that surely answers what is searched for: what it says stands there, with how well that is known."""
    match = next(iter(search_cards(cards_in_force(desk_state()), words, 1, everyday_words(revision()))), None)
    if match is None or match.score <= SURE:
        return Markup()
    return _HTML.answering(frame.say, match.card.title(frame.say.language), frame.address(at.SUPPORTS, the=match.card.id))


def card_html(
    frame: Frame,
    item: CardAnswer,
    call: Call | None = None,
    summary: str = "",
    other: ForAnother | None = None,
    asked: Sequence[Line] = (),
    later: bool = False,
    perhaps: bool = False,
    office: bool = False,
) -> Markup:
    """The open card: what to say aloud, what and where, and the words of the law beneath.

    :param call: that it is shown in
    :param summary: of the cards that were picked
    :param other: it as it is for somebody else
    :param asked: its lines that the words of the call ask for
    :param later: what to do about a danger is said first
    :param perhaps: it is likely that it answers, and not sure
    :param office: who asks works for a body that has duties: the sentence is for whom it is about
    """
    quotes = [quoted(frame, shown) for shown in bases_of(item)]
    notes = [text for text in item.texts(About.NOTE) if text not in item.pays]
    said = [(one.conflict.text(frame.say.language), one.sides) for one in item.conflicts]
    conflicts = [(words, [(text, quoted(frame, shown)) for text, shown in sides]) for words, sides in said]
    sides = [quoted for _, said in conflicts for _, quoted in said]
    return _HTML.card(
        frame,
        call,
        item=item,
        changes=[shaken_line(frame, one) for one in item.changed],
        mark=SIGNS[item.verdict],
        trust=TRUSTED[Trust.SHAKEN if item.changed else item.trust],
        keys={fact.name: fact.key for fact in at_the_desk()},
        texts={about.value: item.texts(about) for about in About} | {About.NOTE.value: notes},
        rests=[quoted(frame, shown) for shown in rests_on(item, [basis for one in asked if one.leads for basis in one.bases])],
        quotes=quotes,
        lacking=list(dict.fromkeys(quoted.name for quoted in (*quotes, *sides) if quoted.shown.lacking)),
        conflicts=conflicts,
        other=other,
        asked=asked,
        later=later,
        perhaps=perhaps,
        office=office,
        signs=SIGNS,
        copy=(plain_text(frame.say, item, frame.day), summary) if may("export", "desk") else None,
    )
