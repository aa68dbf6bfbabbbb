"""What a person typed of a text, shown as theirs beside it."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from documents.model import Provision
from documents.time.wordings import ChangedBy
from kb.interface.catalogue import Catalogue
from kb.interface.days import in_vietnam
from kb.pages.kit.frame import Frame
from kb.pages.kit.render import macros

TYPED = "✎"
_LONG = 160


def typed_html(frame: Frame, provision: Provision, below: bool = False) -> Markup:
    """The words of a provision that a person typed, whose they are, and since when; empty where there are none.

    :param below: with those of the provisions below it
    """
    say, lines = frame.say, []
    for part in provision.walk() if below else [provision]:
        for words in part.typed:
            text = words.of(part)
            text = text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} …"
            day = say.day(in_vietnam(words.at).date())
            lines.append(say("typed.words", author=words.by, day=day, words=text))
    return macros("typed").words(TYPED, dict.fromkeys(lines))


def typed_places(provisions: Sequence[Provision]) -> list[list[str | int]]:
    """Where typed words stand in a text, for the script that underlines them."""
    return [[part.path, words.field, words.start, words.end] for root in provisions for part in root.walk() for words in part.typed]


def typed_hit(say: Catalogue, typed: Sequence[tuple[str, datetime]]) -> Markup:
    """On a hit: that words in it were typed, by whom and when."""
    lines = [say("typed.hit", author=by, day=say.day(in_vietnam(moment).date())) for by, moment in typed]
    return macros("typed").hit(TYPED, lines)


def reviewed_by(say: Catalogue, change: ChangedBy) -> str:
    """Who reviewed a change, and what they put right; that nobody did is said too."""
    if change.reviewed_by is None or change.reviewed_at is None:
        return say("typed.codified" if change.effect_id is None else "review.state_found")
    day = say.day(in_vietnam(change.reviewed_at).date())
    if not change.corrected:
        return say("typed.reviewed", author=change.reviewed_by, day=day)
    what = ", ".join(say(f"review.{name}") for name in change.corrected)
    return say("typed.corrected", author=change.reviewed_by, day=day, what=what)
