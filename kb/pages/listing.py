"""The pages of the app, in the order of the work. The first is the one that opens; a new page is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.pages import home, words
from kb.pages.cards import cards_page
from kb.pages.compare import compare_page
from kb.pages.desk import desk_page
from kb.pages.effects import effects_page
from kb.pages.kit import address as at
from kb.pages.kit.frame import Frame
from kb.pages.notes import notes_page
from kb.pages.reader import reader_page
from kb.pages.reviews import reviews_page
from kb.pages.search import search_page


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
    Page(at.SEARCH, "page.search", search_page.show),
    Page(at.HOME, "page.home", home.show),
    Page(at.READER, "page.reader", reader_page.show),
    Page(at.COMPARE, "page.compare", compare_page.show),
    Page(at.NOTES, "page.notes", notes_page.show),
    Page(at.REVIEWS, "page.reviews", reviews_page.show),
    Page(at.EFFECTS, "page.effects", effects_page.show),
    Page(at.DESK, "page.desk", desk_page.show),
    Page(at.SUPPORTS, "page.supports", cards_page.show),
    Page(at.EVERYDAY, "page.words", words.show),
)
