"""The date control: the day that all of the page is about. It is applied when somebody says so, and shows what is used."""

from datetime import date
from html import escape

from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day, write_day

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
) -> str:
    """The control. It is our own, so that nothing of what is typed is sent before it is applied.

    :param day: the day that the page is about
    :param turn: how often a day was asked for; the page's script knows by it that it was heard
    :param kept: the parameters that the links of the navigation take along
    :param problem: why the day that was asked for is not used
    :param of_words: whether the words of the search name the day
    """
    hint, shown = escape(say("date.hint")), write_day(day)
    if of_words:
        below = f"<small>{escape(say('date.of_words'))}</small>"
    elif day == today:
        below = f"<small>{escape(say('date.today'))}</small>"
    else:
        below = f'<button class="act" data-day="{write_day(today)}">{escape(say("date.to_today"))}</button>'
    wrong = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return (
        f'<div class="daybox" role="group" aria-label="{escape(say("app.date"))}" data-shown="{shown}" data-turn="{turn}"'
        f' data-kept="{escape(kept)}">'
        f'<span><input type="text" value="{shown}" placeholder="{hint}" title="{escape(say("app.date"))}" maxlength="40"'
        f' aria-label="{escape(say("app.date"))} ({hint})" autocomplete="off" spellcheck="false">'
        f'<button class="apply" data-day="">{escape(say("date.apply"))}</button></span>'
        f'<div>{below}<small class="waiting">{escape(say("date.waiting"))}</small></div>{wrong}</div>'
    )
