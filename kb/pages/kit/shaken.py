"""What has changed the legal ground of a note or a card, in one line."""

from markupsafe import Markup

from kb.annotations.shaken import Shaken, entry_of
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, sentence


def shaken_line(frame: Frame, one: Shaken) -> Markup:
    """What has changed the ground, since when, and whether anybody has reviewed that; it leads to where that stands."""
    name = KIT.go(at.READER, frame.address(at.READER, **{at.INSTRUMENT: one.key, at.PROVISION: one.path}), one.name, True)
    line = sentence(frame.say, entry_of(one), {"name": name}, day=frame.say.day(one.start))
    return line if one.reviewed else KIT.join(line, frame.say("carried.unreviewed"))
