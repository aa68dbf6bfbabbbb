"""Suggestions under the search box. A fragment of the page: what is typed runs these lines and nothing else of it."""

import contextlib
import threading

import streamlit as st

from kb.base import KnowledgeBase
from kb.database.failures import DatabaseError
from kb.pages.kit import address as at
from kb.pages.kit.base import base
from kb.pages.kit.frame import STATIC, Frame, token
from kb.search.suggest import Suggestion, suggest, table_of

SUGGEST = st.components.v2.component("tuluat_suggest", js=(STATIC / "suggest.js").read_text(encoding="utf-8"), isolate_styles=False)
"""Shows suggestions below a field: the search box, or one in which a text is looked for (`kb.pages.kit.pickers`)."""

_SIGNS = {"heading": "⌕", "instrument": "§"}
_SHOWN = 8


@st.fragment
def suggestions(frame: Frame) -> None:
    """Answer what is being typed into the search box. It stays in the session's memory until the next key."""
    typed, moment = st.session_state.get("suggest_typed", ("", 0))
    found = suggest(base(), typed, _SHOWN) if typed else []
    data = {
        "typed": typed,
        # Never the same twice: the script is told of every run, so that it speaks to the page as it is now.
        "run": [moment, token()],
        "items": [_item(frame, item) for item in found],
        "label": frame.say("search.suggestions"),
        "count": frame.say("search.suggestions_count", count=len(found)) if found else "",
    }
    with st.container(key="suggest"):
        SUGGEST(key="suggest_script", data=data, on_typed_change=_typed, height="content")


def _typed() -> None:
    told = (st.session_state.get("suggest_script") or {}).get("typed") or {}
    typed = str(told.get("typed") or "")
    st.session_state["suggest_typed"] = (typed, int(told.get("at") or 0))
    if not typed:
        # The cursor has come into the box: be ready when the first words arrive.
        threading.Thread(target=_prepare, args=(base(),), daemon=True).start()


def _prepare(of: KnowledgeBase) -> None:
    with contextlib.suppress(DatabaseError):  # then the first key stroke waits for it, and says what is wrong
        table_of(of)


def _item(frame: Frame, item: Suggestion) -> dict[str, str | None]:
    say = frame.say
    return {
        "text": item.text,
        "sign": _SIGNS[item.kind.value],
        "note": say("search.suggested_articles", count=item.count) if item.count > 1 else None,
        "href": frame.address(at.READER, **{at.INSTRUMENT: item.key}) if item.key else None,
    }
