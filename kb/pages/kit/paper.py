"""Pages of a file as they look, with frames around lines on them."""

import base64
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from kb.interface.catalogue import Catalogue
from kb.pages.kit.frame import set_state
from kb.pages.kit.html import KIT, state

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points."""
PAPER_PAGE = "paper_page"
_SCALE = 1.6  # pixels a PDF point: sharp at the width of the margin


@st.cache_data(max_entries=32, show_spinner=False)
def _page(path: Path, page: int) -> tuple[bytes, float, float] | None:
    """The image of a page of a file, and the page's size in points."""
    from ingest.apart import run_apart
    from ingest.errors import IngestError
    from ingest.readers.images import image_of

    if not path.is_file():
        return None
    try:
        return run_apart(image_of, path, page, _SCALE, name=path.name)
    except IngestError:
        return None


def pager(say: Catalogue, path: Path, pages: int, boxes: Iterable[tuple[int | None, Box]] = ()) -> None:
    """The page in hand with its frames, and the way to the pages around it."""
    page = min(max(int(st.session_state.get(PAPER_PAGE, 1)), 1), pages)
    with st.container(key="pager", horizontal=True, gap="small", vertical_alignment="center"):
        _step("‹", "back", say("reader.page_previous"), page - 1, off=page <= 1)
        st.html(KIT.pages(say("common.page_of", page=page, pages=pages)), width="content")
        _step("›", "on", say("reader.page_next"), page + 1, off=page >= pages)
    drawn = _page(path, page)
    if drawn is None:
        st.html(state(say("reader.page_missing"), "", (), "!"))
        return
    image, width, height = drawn
    here = dict.fromkeys(box for at, box in boxes if at == page)
    frames = [(x0 / width, top / height, (x1 - x0) / width, (bottom - top) / height) for x0, top, x1, bottom in here]
    st.html(KIT.sheet(say("reader.page_alt", page=page), base64.b64encode(image).decode(), frames))


def _step(words: str, name: str, help_: str, page: int, *, off: bool) -> None:
    st.button(words, key=f"paper_{name}", help=help_, disabled=off, on_click=set_state, kwargs={PAPER_PAGE: page})
