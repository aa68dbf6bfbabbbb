"""What a page has worked out in another process: how far it is, a button that stops it, and why nothing came of it; the buttons
that give something as a file.
"""

import os
from collections.abc import Callable, Hashable
from functools import cache, partial
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kb.accounts.current import LOCAL, Actor
from kb.apart.pool import Done, Pool, Work
from kb.apart.process import Ended, WorkLimits
from kb.errors import WorkEndedError
from kb.export.files import AUDIT, GRID, MIMES, NOTES, REPORT, WRITERS
from kb.interface.catalogue import Catalogue
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import require_of
from kb.pages.kit.html import KIT, plain
from kb.settings import settings

_SOON, _LOOKS_EVERY = 0.3, 0.5  # seconds
_BEHIND = 5  # who searches comes first
_ENDED = "work_ended"

Task = Callable[[], Any]
"""A function of a module with what it is called with, by `functools.partial`: another process can be told of it."""


class Kept:
    """A place in the page's memory for what is worked out; whoever asks for the same finds the same place."""

    def __init__(self) -> None:
        self.done: Done | None = None


@st.cache_resource(max_entries=12, show_spinner=False)
def kept_for(of: str, *asked: Hashable) -> Kept:
    """The place for what is worked out of the base as it is.

    :param of: the base's state, empty for what is not of the base
    :param asked: what is worked out, and of what
    """
    return Kept()


@cache
def _pool() -> Pool:
    known = settings()
    count = known.work_processes or max(2, os.cpu_count() or 1)
    limits = WorkLimits(known.work_seconds, known.work_memory_mb, _BEHIND)
    return Pool(limits, count, known.work_each or max(1, count - 1))


def worked_out(say: Catalogue, words: str, kept: Kept, task: Task) -> Done:
    """What comes of a task. Until it is there, the page says how far it is.

    :raises WordedError: nothing comes of it. Where it was stopped or ended, it is not begun again before somebody asks for that
    """
    place = st.empty()
    if kept.done is not None:
        return kept.done
    ended: dict[Kept, WorkEndedError] = st.session_state.setdefault(_ENDED, {})
    if kept in ended:
        with place.container():
            st.html(KIT.banner("⚠", say.write(ended[kept])))
            st.button(say("work.again"), key=f"work_again_{id(kept)}", on_click=_again, args=(kept,))
        raise ended[kept].with_traceback(None)
    asker = _tab()
    work = _pool().ask(kept, asker, _whose(asker), task)
    if not work.wait(asker, _SOON):
        row = place.container(key=f"work_{id(kept)}", horizontal=True, gap="small", vertical_alignment="center")
        with row, st.spinner(plain(words)):
            line = st.empty()
            st.button(say("work.stop"), key=f"work_stop_{id(kept)}", on_click=_stop, args=(kept, work, asker))
            while not work.wait(asker, _LOOKS_EVERY):
                line.html(KIT.quiet(_said(say, work)), width="content")  # here Streamlit leaves where somebody went on
        place.empty()
    try:
        kept.done = work.result()
    except WorkEndedError as error:
        if error.code != f"work_{Ended.STOPPED}":  # the machine stood still so long that it seemed that nobody waits
            ended[kept] = error
        return worked_out(say, words, kept, task)
    return kept.done


def get_ready(task: Task) -> None:
    """Have a process import what somebody who chooses will want soon; nobody waits for it."""
    tab = _tab()
    _pool().ask(get_ready, tab, _whose(tab), task)


def made_apart(make: Callable[[], "Writer"], format_: str, say: Catalogue) -> Callable[[], bytes]:
    """What gives a file when it is asked for, outside the page's script: nobody is shown how far it is.

    :param make: gives the writer, called only then
    """
    tab = _tab()
    return partial(_made, make, format_, say, tab, _whose(tab))


def _made(make: Callable[[], "Writer"], format_: str, say: Catalogue, tab: Hashable, whose: Hashable) -> bytes:
    asker = object()
    work = _pool().ask(asker, asker, whose, partial(make(), format_, say))
    while not work.wait(asker, _LOOKS_EVERY):
        if isinstance(tab, str) and runtime.exists() and not runtime.get_instance().is_active_session(tab):
            work.leave(asker)
    content: bytes = work.result().value
    return content


def _said(say: Catalogue, work: Work) -> str:
    if work.seconds is None:
        return say("work.waiting")
    if work.progress is None:
        return say("work.working", seconds=work.seconds)
    return say("work.counted", seconds=work.seconds, done=work.progress.done, count=work.progress.count)


def _again(kept: Kept) -> None:
    st.session_state[_ENDED].pop(kept, None)


def _stop(kept: Kept, work: Work, asker: Hashable) -> None:
    work.leave(asker)
    st.session_state[_ENDED][kept] = WorkEndedError("work_stopped")


def _tab() -> Hashable:
    running = get_script_run_ctx(suppress_warning=True)
    return running.session_id if running else object()


def _whose(tab: Hashable) -> Hashable:
    """By whom work counts: who has not said their name counts by the tab."""
    actor = acting()
    return actor.person_id or (tab if actor == LOCAL else actor.name)


# As the gate calls it; others are of the law's text.
_THINGS = {REPORT: "review", GRID: "review", AUDIT: "audit", NOTES: "note"}


Writer = Callable[[str, Catalogue], bytes]
"""Writes a format, in another process: a task (`kb.pages.kit.apart`) but for these two."""


def downloads(say: Catalogue, kind: str, make: Callable[[], Writer], name: str = "", *, key: str, icon: str | None = None) -> None:
    """A button for each format.

    :param kind: what is written (`kb.export.files`)
    :param make: gives the writer, once somebody wants the file
    """
    thing = _THINGS.get(kind, "text")
    refused: dict[str, Any] = {} if may("export", thing) else {"disabled": True, "help": say("error.role_not_allowed")}
    for format_ in WRITERS[kind]:
        st.download_button(
            say(f"{kind}.file_{format_}"),
            # Made outside the page's script: who may have it is asked anew, of whoever it was drawn for.
            partial(made_for, acting(), thing, made_apart(make, format_, say)),
            file_name=f"{say(f'{kind}.file')}{name}.{format_}",
            mime=MIMES[format_],
            key=f"{key}_{format_}",
            on_click="ignore",
            icon=icon,
            **refused,
        )


def made_for(actor: Actor, thing: str, make: Callable[[], bytes]) -> bytes:
    """A file for somebody who may have it."""
    require_of(actor, "export", thing)
    return make()
