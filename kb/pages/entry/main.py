"""What Streamlit runs for every page: navigation and nothing else."""

from collections.abc import Callable

import streamlit as st

import kb  # noqa: F401  (switches telemetry off)
from kb.interface.catalogue import Catalogue
from kb.pages import address as at
from kb.pages import compare, effects, notes, reader, search, words
from kb.pages.frame import close_frame, current_language, entitle, guarded, open_frame

_SHOW = {
    at.SEARCH: search.show,
    at.READER: reader.show,
    at.COMPARE: compare.show,
    at.NOTES: notes.show,
    at.EFFECTS: effects.show,
    at.EVERYDAY: words.show,
}

_NAMES = {
    at.SEARCH: "page.search",
    at.READER: "page.reader",
    at.COMPARE: "page.compare",
    at.NOTES: "page.notes",
    at.EFFECTS: "page.effects",
    at.EVERYDAY: "page.words",
}


def main() -> None:
    """Find the page that the address names and draw it in its frame."""
    say = Catalogue(current_language())
    st.set_page_config(page_title=say("app.name"), page_icon="⚖️", layout="wide", initial_sidebar_state="collapsed")
    pages = {name: st.Page(_page(name), title=say(_NAMES[name]), url_path=name, default=name == at.SEARCH) for name in _SHOW}
    chosen = st.navigation(list(pages.values()), position="top")
    chosen.run()


def _page(name: str) -> Callable[[], None]:
    def run() -> None:
        frame = open_frame(name)
        entitle(frame, frame.say(_NAMES[name]))
        guarded(frame, _SHOW[name])
        close_frame(frame)

    return run


main()
