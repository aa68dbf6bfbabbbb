"""Buttons that give something as a file."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from kb.accounts.current import Actor
from kb.export.files import AUDIT, GRID, MIMES, NOTES, REPORT, WRITERS
from kb.interface.catalogue import Catalogue
from kb.pages.kit.apart import Task, made_apart
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import require_of

_THINGS = {
    REPORT: "review",
    GRID: "review",
    AUDIT: "audit",
    NOTES: "note",
}  # as the gate calls it; others are of the law's text


Writer = Callable[[str, Catalogue], bytes]
"""Writes a format, in another process: a task (`kb.pages.kit.apart`) but for these two."""


def downloads(say: Catalogue, kind: str, make: Callable[[], Writer], name: str = "", *, key: str, icon: str | None = None) -> None:
    """A button for each format.

    :param kind: what is written (`kb.export.files`)
    :param make: gives the writer, once somebody wants the file
    :param name: what stands behind the usual name of the file
    """
    thing = _THINGS.get(kind, "text")
    for format_ in WRITERS[kind]:
        st.download_button(
            say(f"{kind}.file_{format_}"),
            allowed(made_apart(partial(_task, make, format_, say)), thing),
            file_name=f"{say(f'{kind}.file')}{name}.{format_}",
            mime=MIMES[format_],
            key=f"{key}_{format_}",
            on_click="ignore",
            icon=icon,
            **offered(say, thing),
        )


def _task(make: Callable[[], Writer], format_: str, say: Catalogue) -> Task:
    return partial(make(), format_, say)


def allowed(make: Callable[[], bytes], thing: str) -> Callable[[], bytes]:
    """What makes a file, asking anew whether whoever it was drawn for may have it."""
    return partial(_made, acting(), thing, make)


def _made(actor: Actor, thing: str, make: Callable[[], bytes]) -> bytes:
    require_of(actor, "export", thing)
    return make()


def offered(say: Catalogue, thing: str) -> dict[str, Any]:
    """How the button of a file is drawn: for whoever may not have it, with the reason."""
    return {} if may("export", thing) else {"disabled": True, "help": say("error.role_not_allowed")}
