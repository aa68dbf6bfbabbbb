"""The pages of the app, and whose work they are. The first opens; a new page is a line here, and its place in the bar."""

from collections.abc import Callable
from dataclasses import dataclass

from kb.errors import KnowledgeBaseError
from kb.pages import audit, home, people, sources, verifying, words
from kb.pages.cards import cards_page
from kb.pages.compare import compare_page
from kb.pages.desk import desk_page, training
from kb.pages.duties import duties_page
from kb.pages.effects import effects_page
from kb.pages.inbox import inbox_page
from kb.pages.kit import address as at
from kb.pages.kit.bar import COUNSEL, REVIEW
from kb.pages.kit.base import require_now, show_refused
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
    :param about: the thing that whoever opens it has to be allowed to read
    """

    name: str
    key: str
    show: Callable[[Frame], None]
    about: str = "base"


PAGES = (
    Page(at.SEARCH, "page.search", search_page.show),
    Page(at.READER, "page.reader", reader_page.show),
    Page(at.COMPARE, "page.compare", compare_page.show),
    Page(at.NOTES, "page.notes", notes_page.show),
    Page(at.REVIEWS, "page.reviews", reviews_page.show),
    Page(at.EFFECTS, "page.effects", effects_page.show),
    Page(at.HOME, "page.home", home.show),
    Page(at.DESK, "page.desk", desk_page.show),
    Page(at.TRAINING, "page.training", training.show),
    Page(at.SUPPORTS, "page.supports", cards_page.show),
    Page(at.EVERYDAY, "page.words", words.show),
    Page(at.SOURCES, "page.sources", sources.show),
    Page(at.INBOX, "page.inbox", inbox_page.show, "upload"),
    Page(at.DUTIES, "page.duties", duties_page.show),
    Page(at.VERIFY, "page.verify", verifying.show),
    Page(at.AUDIT, "page.audit", audit.show, "audit"),
)

ADMINISTERED = (Page(at.PEOPLE, "page.people", people.show, "person"),)
"""What administrators have besides, where people sign in."""

IN_BAR = {
    REVIEW: (at.SEARCH, at.READER, at.COMPARE, at.NOTES, at.REVIEWS, at.EFFECTS, at.HOME),
    COUNSEL: (at.DESK, at.SEARCH, at.SUPPORTS, at.TRAINING),
}
"""The work of each door, in its order."""

KEPT = (at.INBOX, at.SUPPORTS, at.EVERYDAY, at.SOURCES, at.AUDIT)
"""What curators keep; a page that stands nowhere in the bar has its address only."""


def open_page(page: Page, refused: KnowledgeBaseError | None, frame: Frame) -> None:
    """Draw a page for whoever may read what it is about.

    :param refused: why whoever works here may read nothing
    :raises KnowledgeBaseError: they may not
    """
    if refused is not None:
        raise refused
    require_now("read", page.about)
    show_refused(frame)
    page.show(frame)
