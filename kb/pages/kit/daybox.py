"""The date control: the day that all of the page is about. It is applied when somebody says so, and shows what is used."""

from datetime import date

from markupsafe import Markup

from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day, write_day
from kb.pages.kit.render import macros

FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)


def usable_day(text: str | None) -> date | None:
    """The day that a text names, if the pages can show it."""
    day = read_day(text)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def wrong_day(say: Catalogue, typed: str, day: date) -> str:
    """Why a day that was typed is not used, and which one is."""
    return say("date.wrong", typed=typed[:40], day=day, first=f"{FIRST_DAY.year}", last=f"{LAST_DAY.year}")


def daybox_html(
    say: Catalogue, day: date, today: date, turn: int, kept: str = "", problem: str = "", of_words: bool = False
) -> Markup:
    """The control. It is our own, so that nothing of what is typed is sent before it is applied.

    :param day: the day that the page is about
    :param turn: how often a day was asked for; the page's script knows by it that it was heard
    :param kept: the parameters that the links of the navigation take along
    :param problem: why the day that was asked for is not used
    :param of_words: whether the words of the search name the day
    """
    written = write_day(day), write_day(today)
    return macros("kit").daybox(say, *written, turn, kept, problem, of_words, day == today)
