"""The quiet row above the hits: order, numbers, saving the search, taking the hits along as a file."""

from datetime import date
from functools import partial

import streamlit as st

from kb.errors import InvalidQueryError
from kb.export.spreadsheet import export_bytes
from kb.interface.catalogue import Catalogue
from kb.interface.days import today
from kb.pages.kit import address as at
from kb.pages.kit.base import base, name_box
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import failure
from kb.pages.search.interpretation import is_verbatim
from kb.search import Filters, Order, search
from kb.search.saved import add_saved

_EXPORTED = 100
_MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def tools(frame: Frame, words: str, filters: Filters, order: Order) -> None:
    """The quiet row above the hits."""
    say = frame.say
    with st.container(key="tools", horizontal=True, gap="small", vertical_alignment="center"):
        st.session_state["sort"] = order.value
        st.selectbox(
            say("search.sort"),
            [item.value for item in Order],
            key="sort",
            format_func=lambda name: say(f"search.sort_{name}"),
            label_visibility="collapsed",
            on_change=_sorted,
            width=210,
        )
        st.toggle(say("search.facets"), key="facets_open", help=say("search.facets_help"))
        with st.popover(say("saved.save"), icon=":material/bookmark_add:", key="save_popover", type="tertiary"):
            _save(frame, words, filters)
        with st.popover(say("export.button"), icon=":material/download:", key="export_popover", type="tertiary"):
            st.caption(say("export.about", count=_EXPORTED))
            for format_, mime in _MIMES.items():
                st.download_button(
                    say(f"export.{format_}"),
                    partial(_exported, words, filters, order, frame.day if frame.day != today() else None, format_, say),
                    file_name=f"{say('export.file')}-{frame.day.isoformat()}.{format_}",
                    mime=mime,
                    key=f"export_{format_}",
                    on_click="ignore",
                )


def _sorted() -> None:
    value = st.session_state["sort"]
    put_params({at.SORT: value if value != Order.RELEVANCE else None})


def _exported(words: str, filters: Filters, order: Order, day: date | None, format_: str, say: Catalogue) -> bytes:
    result = search(base(), words, k=_EXPORTED, as_of=day, filters=filters, order=order, verbatim=is_verbatim(words))
    return export_bytes(result.hits, result.understood.as_of, format_, say)


def _save(frame: Frame, words: str, filters: Filters) -> None:
    say = frame.say
    st.caption(say("saved.about"))
    owner = name_box(say, "saving")
    if st.button(say("saved.save"), key="save_search", type="primary"):
        try:
            add_saved(base(), words, filters, owner)
        except InvalidQueryError as error:
            st.html(failure(say, error))
        else:
            st.toast(say("saved.saved"))
