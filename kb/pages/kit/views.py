"""The ways to look at an instrument, the same row above each of them."""

from markupsafe import Markup

from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT

_WAYS = ((None, "view.text"), (at.MAP, "view.map"), (at.HISTORY, "view.history"), (at.DUTIES, "page.duties"))


def views_html(frame: Frame, key: str, path: str | None, here: str | None) -> Markup:
    """The row; each leads back to the provision in hand.

    :param here: the way that is shown
    """
    links = []
    for way, words in _WAYS:
        page, view = (at.DUTIES, None) if way == at.DUTIES else (at.READER, way)
        href = frame.address(page, **{at.INSTRUMENT: key, at.PROVISION: path if page == at.READER else None, at.VIEW: view})
        links.append((href, frame.say(words), way == here))
    return KIT.tabs(at.READER, links)
