"""The pages of the app, in the order of the work. The first is the one that opens; a new page is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.pages import address as at
from kb.pages import compare, desk, dossiers, effects, home, notes, reader, search, supports, words
from kb.pages.frame import Frame


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    :param name: in addresses
    :param key: the catalogue's entry for its name in the bar
    :param show: draws it in its frame
    """

    name: str
    key: str
    show: Callable[[Frame], None]


PAGES = (
    Page(at.SEARCH, "page.search", search.show),
    Page(at.HOME, "page.home", home.show),
    Page(at.READER, "page.reader", reader.show),
    Page(at.COMPARE, "page.compare", compare.show),
    Page(at.NOTES, "page.notes", notes.show),
    Page(at.REVIEWS, "page.reviews", dossiers.show),
    Page(at.EFFECTS, "page.effects", effects.show),
    Page(at.DESK, "page.desk", desk.show),
    Page(at.SUPPORTS, "page.supports", supports.show),
    Page(at.EVERYDAY, "page.words", words.show),
)
