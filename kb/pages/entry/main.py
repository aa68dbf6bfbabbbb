"""What Streamlit runs for every page: navigation and nothing else."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

import kb  # noqa: F401  (switches telemetry off)
from kb.interface.catalogue import Catalogue
from kb.logs import asked_by, timed
from kb.pages.desk.call import follow_call
from kb.pages.kit.bar import assume_door, door, show_bar
from kb.pages.kit.base import warn_of_room
from kb.pages.kit.drafts import settle_drafts
from kb.pages.kit.frame import close_frame, current_language, entitle, guarded, open_frame
from kb.pages.listing import PAGES, Page, door_of, in_bar


def main() -> None:
    """Find the page that the address names and draw it in its frame."""
    say = Catalogue(current_language())
    st.set_page_config(page_title=say("app.name"), page_icon="⚖️", layout="wide", initial_sidebar_state="collapsed")
    shown, kept = in_bar(door())
    others = [page for page in PAGES if page not in shown and page not in kept]
    sections = {"": [_drawn(say, page) for page in shown], say("bar.kept"): [_drawn(say, page) for page in kept]}
    sections[""] += [_drawn(say, page, shown=False) for page in others]
    st.navigation(sections, position="top").run()


def _drawn(say: Catalogue, page: Page, shown: bool = True) -> st.Page:
    visibility: Literal["visible", "hidden"] = "visible" if shown else "hidden"
    return st.Page(_run(page), title=say(page.key), url_path=page.name, default=page is PAGES[0], visibility=visibility)


def _run(page: Page) -> Callable[[], None]:
    def run() -> None:
        if only := door_of(page):
            assume_door(only)
        with asked_by(), timed("page", page.name):
            draw()

    def draw() -> None:
        frame = open_frame(page.name)
        entitle(frame, frame.say(page.key))
        guarded(frame, show_bar)
        guarded(frame, warn_of_room)
        guarded(frame, follow_call)
        guarded(frame, page.show)
        settle_drafts(frame)
        close_frame(frame)

    return run


main()
