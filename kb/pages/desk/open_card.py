"""A card as it is drawn: what to say aloud, what and where, and the words of the law beneath."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from kb.entitlements.answers import CardAnswer, Trust, entitled
from kb.entitlements.checking import Checks
from kb.entitlements.facts import ABROAD, VIETNAM, at_the_desk
from kb.entitlements.loading import Desk
from kb.entitlements.model import About, Confidence, Verdict
from kb.entitlements.search import SURE, search_cards
from kb.pages.desk.asked_lines import LINES, Line
from kb.pages.desk.call import SIGNS, Call, situation_of
from kb.pages.desk.caller_copy import Quoted, bases_of, plain_text, quoted, rests_on
from kb.pages.desk.cards_in_force import cards_in_force, desk_state
from kb.pages.desk.heard_cards import everyday_words
from kb.pages.kit import address as at
from kb.pages.kit.bar import may
from kb.pages.kit.base import revision
from kb.pages.kit.frame import Frame, shaken_line
from kb.pages.kit.html import macros

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
    """A card that is not for whom the facts are about, as it is for somebody beside them.

    :param refused: the words that say for whom it is not
    :param for_whom: and for whom it is
    """

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
            answers = entitled(checks, known, situation_of({**call.facts, **other}, frame.day), frame.say.language)
            for item in answers.cards:
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
) -> Markup:
    """The open card: what to say aloud, what and where, and the words of the law beneath.

    :param call: that it is shown in
    :param summary: of the cards that were picked
    :param other: it as it is for somebody else
    :param asked: its lines that the words of the call ask for
    :param later: what to do about a danger is said first
    :param perhaps: it is likely that it answers, and not sure
    """
    quotes = [quoted(frame, shown) for shown in bases_of(item)]
    conflicts = [
        (conflict.conflict.text(frame.say.language), [(text, quoted(frame, shown)) for text, shown in conflict.sides])
        for conflict in item.conflicts
    ]
    sides = [quoted for _, said in conflicts for _, quoted in said]
    return _HTML.card(
        frame,
        call,
        item=item,
        changes=[shaken_line(frame, one) for one in item.changed],
        mark=SIGNS[item.verdict],
        trust=TRUSTED[Trust.SHAKEN if item.changed else item.trust],
        keys={fact.name: fact.key for fact in at_the_desk()},
        texts={
            about.value: [text for text in item.texts(about) if about is not About.NOTE or text not in item.pays] for about in About
        },
        rests=[quoted(frame, shown) for shown in rests_on(item, [basis for one in asked if one.leads for basis in one.bases])],
        quotes=quotes,
        lacking=list(dict.fromkeys(quoted.name for quoted in (*quotes, *sides) if quoted.shown.lacking)),
        conflicts=conflicts,
        other=other,
        asked=asked,
        later=later,
        perhaps=perhaps,
        signs=SIGNS,
        copy=(plain_text(frame.say, item, frame.day), summary) if may("export", "desk") else None,
    )
