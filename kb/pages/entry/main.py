"""What Streamlit runs for every page: navigation and nothing else."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Literal

import streamlit as st

import kb  # noqa: F401  (switches telemetry off)
from kb.errors import KnowledgeBaseError
from kb.interface.catalogue import Catalogue
from kb.logs import asked_by, timed
from kb.pages.desk.call import follow_call
from kb.pages.kit.bar import acting, assume_door, door, may, show_bar
from kb.pages.kit.base import come_in, warn_of_loss
from kb.pages.kit.drafts import settle_drafts
from kb.pages.kit.frame import close_frame, current_language, entitle, guarded, open_frame
from kb.pages.kit.tokens import show_tokens
from kb.pages.listing import ADMINISTERED, IN_BAR, KEPT, PAGES, Page, open_page
from kb.settings import settings


def main() -> None:
    """Find the page that the address names and draw it in its frame."""
    say = Catalogue(current_language())
    st.set_page_config(page_title=say("app.name"), page_icon="⚖️", layout="wide", initial_sidebar_state="collapsed")
    refused = None
    try:
        come_in()
    except KnowledgeBaseError as error:
        refused = error
    by_name, names = {page.name: page for page in PAGES}, IN_BAR[door()]
    shown = [by_name[name] for name in names]
    kept = [by_name[name] for name in KEPT if name not in names]
    kept += ADMINISTERED if settings().signs_in else ()
    others = [page for page in PAGES if page not in shown and page not in kept]
    drawn = partial(_drawn, say, refused)
    offered = [page for page in kept if refused is None and may("read", page.about)]
    others += [page for page in kept if page not in offered]
    sections = {"": [drawn(page) for page in shown], say("bar.kept"): [drawn(page) for page in offered]}
    sections[""] += [drawn(page, shown=False) for page in others]
    st.navigation(sections, position="top").run()


def _drawn(say: Catalogue, refused: KnowledgeBaseError | None, page: Page, shown: bool = True) -> st.Page:
    visibility: Literal["visible", "hidden"] = "visible" if shown else "hidden"
    return st.Page(_run(page, refused), title=say(page.key), url_path=page.name, default=page is PAGES[0], visibility=visibility)


def _run(page: Page, refused: KnowledgeBaseError | None) -> Callable[[], None]:
    def run() -> None:
        doors = [door for door, names in IN_BAR.items() if page.name in names]
        if len(doors) == 1:
            assume_door(doors[0])
        person = None
        with suppress(KnowledgeBaseError):  # nobody is signed in; the page says so
            person = acting().person_id if refused is None else None
        with asked_by(person), timed("page", page.name):
            draw()

    def draw() -> None:
        frame = open_frame(page.name)
        entitle(frame, frame.say(page.key))
        guarded(frame, show_bar)
        guarded(frame, warn_of_loss)
        guarded(frame, follow_call)
        guarded(frame, partial(open_page, page, refused))
        guarded(frame, show_tokens)
        settle_drafts(frame)
        close_frame(frame)

    return run


main()
