"""Sentences about the answers of a search, for the page and the command line."""

from kb.interface.catalogue import Catalogue
from kb.search.model import HeldWords, Later, Since


def later_words(say: Catalogue, item: Later) -> str:
    """What has taken the place of an instrument; where nobody has reviewed that, so it says."""
    names = {"old": item.old_name, "new": item.name}
    known = f"search.later_{item.how}"
    words = say(known, day=item.start, **names) if item.start else say(f"{known}_undated", **names)
    told = item.how is Since.SAME_NAME or item.reviewed
    return words if told else f"{words} {say('search.later_unreviewed')}"


def held_words(say: Catalogue, held: HeldWords | None) -> str:
    """Which words of an instrument a hit shows."""
    if held is None:
        return ""
    origin = say(f"search.held_{held.origin}")
    return (
        say("search.held_words", origin=origin, day=held.start) if held.start else say("search.held_words_undated", origin=origin)
    )
