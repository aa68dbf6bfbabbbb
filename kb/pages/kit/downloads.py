"""Buttons that give something as a file."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from kb.export.files import MIMES, WRITERS
from kb.interface.catalogue import Catalogue


def downloads(
    say: Catalogue, kind: str, make: Callable[[str], bytes], name: str = "", *, key: str, icon: str | None = None
) -> None:
    """A button for each format.

    :param kind: what is written (`kb.export.files`)
    :param make: gives the bytes of a format
    :param name: what stands behind the usual name of the file
    """
    for format_ in WRITERS[kind]:
        st.download_button(
            say(f"{kind}.file_{format_}"),
            partial(make, format_),
            file_name=f"{say(f'{kind}.file')}{name}.{format_}",
            mime=MIMES[format_],
            key=f"{key}_{format_}",
            on_click="ignore",
            icon=icon,
        )
