"""Sessions on the base that the pages show, and its state, so that what was read can be kept until it changes."""

import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from pathlib import Path
from shlex import quote
from shutil import which
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st

import documents
from documents.messages import Message
from kb.accounts.current import Actor
from kb.accounts.roles import require, role_of
from kb.base import Session
from kb.database.failures import DatabaseError
from kb.database.reading.reader import content_revision, count_instruments
from kb.errors import BaseNotOpenedError, KnowledgeBaseError, NotAllowedError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit.bar import ROLE, acting
from kb.pages.kit.frame import Frame, base
from kb.pages.kit.html import KIT, failure, state
from kb.settings import settings
from kb.upkeep.health import overdue, room_of

_REFUSED = "click_refused"
P = ParamSpec("P")
R = TypeVar("R")


def warn_of_loss(frame: Frame) -> None:
    """Above every page, as long as the disk is nearly full, or what people wrote is in no backup."""
    for message in _at_risk():
        st.html(KIT.banner("⚠", frame.say.write(message)))


@st.cache_data(ttl=60, show_spinner=False)
def _at_risk() -> list[Message]:
    try:
        room, late = room_of(settings()), overdue(base().engine, settings())
    except (OSError, BaseNotOpenedError, DatabaseError):  # the page itself says that there is no base
        return []
    found = [] if room.enough else [Message.of("check.room_short", free=room.in_mb["free"], wanted=room.in_mb["wanted"])]
    return [*found, late.message] if late else found


def session(write: bool = False, actor: Actor | None = None) -> AbstractContextManager[Session]:
    """A session on the base; what one that writes does, in whose name, is kept on leaving, or undone on an error."""
    # What is only read is read for files, too, which are made where nobody knows who works here.
    return base().session(write, actor or acting()) if write else base().session()


def read_base(read: Callable[Concatenate[Session, P], R], *arguments: P.args, **named: P.kwargs) -> R:
    """What one question to the base gives."""
    with session() as opened:
        return read(opened, *arguments, **named)


def remembered(most: int, read: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Hashable, P], R]:
    """The same question, whose answers stay in memory: so many of them, each with what it was asked of.

    Whoever asks says first of which state of the base: with another one it is asked anew.
    """

    def ask(of: Hashable, /, *arguments: P.args, **named: P.kwargs) -> R:
        return read_base(read, *arguments, **named)

    ask.__qualname__ = f"{read.__module__}.{read.__qualname__}"  # by which Streamlit tells its memories apart
    return st.cache_resource(max_entries=most, show_spinner=False)(ask)


def require_now(act: str, thing: str) -> None:
    """Before what is done or given without a session of whoever works here.

    :raises NotAllowedError: they may not
    """
    require_of(acting(), act, thing)


def require_of(actor: Actor, act: str, thing: str) -> None:
    """The same for one who was noted when the page was drawn: a file is made where nobody knows who works here."""
    if actor.signed_in:
        with base().session() as opened:
            require(opened, actor, act, thing)


def come_in() -> None:
    """Look up the role of whoever works here, at the beginning of each page.

    :raises NotAllowedError: they may not read here
    """
    if (actor := acting()).signed_in:
        before = st.session_state.pop(ROLE, None)
        with base().session() as opened:
            now = st.session_state[ROLE] = role_of(opened, actor)
        if before not in (None, now):  # a form that was open may be gone, and what it was to save with it
            st.session_state.setdefault(_REFUSED, NotAllowedError("role_changed"))
    require_now("read", "base")


def fragment(show: Callable[..., None], about: str = "base", run_every: float | None = None) -> Callable[..., None]:
    """A part of a page that runs by itself, for whoever may read what it is about; else the page is drawn anew and says why not."""

    @wraps(show)
    def run(*arguments: Any, **named: Any) -> None:
        try:
            require_now("read", about)
        except KnowledgeBaseError:
            st.rerun()
        show(*arguments, **named)

    return st.fragment(run, run_every=run_every)


@contextmanager
def unless_refused() -> Iterator[None]:
    """What a click asks for and nobody has to sign: a refusal is said above the page."""
    try:
        yield
    except NotAllowedError as error:
        st.session_state[_REFUSED] = error


def show_refused(frame: Frame) -> None:
    """Above a page: why a click did nothing."""
    if error := st.session_state.pop(_REFUSED, None):
        st.html(failure(frame.say, error))


def revision() -> str:
    """What changes whenever the base's texts do."""
    with base().engine.connect() as connection:  # asked for many times in every run: a session costs three times as much
        return f"{base().settings.url}:{content_revision(connection)}"


def without_texts(frame: Frame) -> bool:
    """Whether no text was ever put into the base; then the page says so, and how to put some in."""
    say = frame.say
    empty = read_base(count_instruments) == 0
    if empty:
        st.html(state(say("base.empty_title"), say("base.empty_next"), load_commands(say)))
        st.html(KIT.go(at.INBOX, frame.address(at.INBOX), say("page.inbox")))
    return empty


def load_commands(say: Catalogue) -> list[tuple[str, str]]:
    """How to put texts into this base by the shell, wherever that is opened."""
    here = settings()
    command = "kb" if which("kb") else quote(str(Path(sys.executable).with_name("kb")))
    command = f"KB_HOME={quote(str(here.home))} {command}" if "home" in here.model_fields_set else command
    samples = quote(str(Path(documents.__file__).parent / "samples"))
    return [
        (say("base.load_samples"), f"{command} ingest {samples}"),
        (say("base.load_get"), f"{command} get bo-phap-dien"),
        (say("base.load_codification"), f"{command} ingest demuc_html_all.zip --snapshot-date 2026-02-01"),
        (say("base.load_own"), f"{command} ingest ~/van-ban"),
    ]
