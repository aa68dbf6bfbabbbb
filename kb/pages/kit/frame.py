"""What is the same on every page: the base, language, date, addresses, the page script, and what happens when something fails."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from kb.annotations.shaken import Shaken, entry_of
from kb.base import KnowledgeBase
from kb.database.failures import sentence_of
from kb.errors import BaseNotOpenedError, IndexMissingError, KnowledgeBaseError, NotAllowedError, WorkEndedError
from kb.interface.catalogue import Catalogue, entries, language_of, languages, next_language
from kb.interface.days import read_day, today, write_day
from kb.logs import failed, place_of
from kb.pages.kit import address as at
from kb.pages.kit.html import KIT, sentence, state
from kb.pages.kit.scripts import STATIC, code_of, script
from kb.settings import settings
from kb.upkeep.following import follower_of

_log = logging.getLogger(__name__)
_COPIED = ("common.copied_link", "common.copied_quote", "common.copied_card", "common.copied_summary", "common.not_copied")
_TOASTS = (*_COPIED, "common.lost", "common.none_open")
"""What the page's script says in passing."""

_SCRIPT, _CODE = script("page"), code_of("page", "suggest", "law", "pairs")
_FORM = "form_opened"
FIRST_DAY, LAST_DAY = date(1945, 1, 1), date(2100, 12, 31)


@st.cache_resource(show_spinner=False)
def base() -> KnowledgeBase:
    """The base of this process, opened on first use.

    What decisions left to be done is taken up.

    :raises BaseNotOpenedError: the folder or the database cannot be opened
    """
    opened = KnowledgeBase()
    follower_of(opened).resume()
    return opened


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page needs to know about where it stands.

    :param day: the day that everything on the page is about
    :param script: what the page's script is told; pages add to it
    :param daybox: where the date control was drawn
    :param row: where it stands, with what else is at the top right of every page
    """

    say: Catalogue
    day: date
    page: str
    script: dict[str, Any] = field(default_factory=dict)
    daybox: list[DeltaGenerator] = field(default_factory=list)
    row: list[DeltaGenerator] = field(default_factory=list)

    def address(self, page: str, **params: object | None) -> str:
        """An address that keeps the day and the language, where they are not the usual ones."""
        return at.address(page, {**params, **self.kept})

    def go(self, href: str) -> None:
        """Have the reader taken to an address. It is told again with every drawing of this place until they are there.

        A run that is stopped, because the reader did something else meanwhile, tells the page's script nothing.
        """
        st.session_state["go"] = ([token(), href], self._place)

    @property
    def _place(self) -> tuple[str, dict[str, str]]:
        return self.page, st.query_params.to_dict()

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that go along from page to page."""
        kept = {at.DAY: self.day.isoformat()} if self.day != today() else {}
        return kept if self.say.language == language_of(settings().language) else {**kept, at.LANGUAGE: self.say.language}


def current_language() -> str:
    """The language of the address, else of the settings."""
    return language_of(st.query_params.get(at.LANGUAGE), language_of(settings().language))


def open_frame(page: str) -> Frame:
    """Draw what stands on every page and say where we are."""
    asked = take_event("day")
    typed = str(asked["typed"])[:40] if asked else st.query_params.get(at.DAY)
    day = usable_day(typed)
    if asked:
        st.session_state["day_turn"] = st.session_state.get("day_turn", 0) + 1
        if day:
            put_params({at.DAY: day.isoformat() if day != today() else None})
    frame = Frame(Catalogue(current_language()), usable_day(st.query_params.get(at.DAY)) or today(), page)
    say, problem = frame.say, ""
    if typed is not None and day is None:
        problem = wrong_day(say, typed, frame.day)
    elif asked and asked.get("href"):
        frame.go(at.on_day(str(asked["href"]), frame.day if frame.day != today() else None))
    st.html(STATIC / "page.css")
    with st.container(key="code"):
        _CODE(key="page_code", height="content")
    if st.query_params.get(at.DAY) and not usable_day(st.query_params[at.DAY]):
        put_params({at.DAY: None})
    frame.row.append(st.container(key="frame", horizontal=True, gap="small", width="content"))
    with frame.row[0]:
        frame.daybox.append(st.html(_daybox(frame, problem)))
        other = next_language(say.language)
        words, help_ = Catalogue(other).short, say("app.language")
        params = {at.LANGUAGE: other if other != language_of(settings().language) else None}
        st.button(words, key="language_button", help=help_, on_click=put_params, args=(params,))
    frame.script.update(
        lang=say.language,
        streamlit=streamlit_words(say.language),
        words={key.rpartition(".")[2]: say(key) for key in _TOASTS},
    )
    return frame


def entitle(frame: Frame, *parts: str) -> None:
    """Name the browser's tab after the page and the thing that it shows. The words of a search are no part of it."""
    st.set_page_config(page_title=" · ".join((*(part for part in parts if part), frame.say("app.name"))))


def streamlit_words(language: str) -> dict[str, str]:
    """What Streamlit says in the other languages, and what it is in this one."""
    here, others = entries(language), [entries(other) for other in languages() if other != language]
    return {other[key]: here[key] for other in others for key in here if key.startswith("streamlit.")}


def show_day_of_words(frame: Frame, day: date) -> Frame:
    """The words of the search name the day: the control shows it, and all that follows is about it."""
    frame = replace(frame, day=day)
    for box in frame.daybox:
        box.html(_daybox(frame, of_words=True))
    return frame


def _daybox(frame: Frame, problem: str = "", of_words: bool = False) -> Markup:
    """The date control: the day that all of the page is about. It is our own, so that nothing is sent before it is applied.

    :param problem: why the day that was asked for is not used
    :param of_words: whether the words of the search name the day
    """
    return KIT.daybox(
        frame.say,
        write_day(frame.day),
        write_day(today()),
        # The page's script knows by it that a day was heard.
        turn=st.session_state.get("day_turn", 0),
        kept=urlencode(frame.kept),
        problem=problem,
        of_words=of_words,
        is_today=frame.day == today(),
    )


def close_frame(frame: Frame) -> None:
    """Hand the script what the page wants of it."""
    order, place = st.session_state.get("go", (None, None))
    if place == frame._place:
        frame.script["go"] = order
    # Told in every run, done by the script once: a run may be cut off by the next one.
    frame.script["form"] = st.session_state.get(_FORM)
    frame.script["at"] = [frame.page, st.query_params.to_dict()]
    with st.container(key="script"):
        _SCRIPT(key="page_script", data=frame.script, on_event_change=_event, height="content")


def put_params(values: Mapping[str, str | None]) -> None:
    """Write parameters of the address in one step of the browser's history; None takes one out."""
    now = st.query_params.to_dict()
    new = {name: value for name, value in {**now, **values}.items() if value is not None}
    if new != now:
        st.query_params.from_dict(new)


def _event() -> None:
    """Keep what the page's script reports; the page that it is for takes it up in this same run.

    What was sent while another page was coming is not there any more, and is sent again where it matters.
    """
    st.session_state["event"] = dict((st.session_state.get("page_script") or {}).get("event") or {})


def take_event(kind: str) -> dict[str, Any] | None:
    """The event of this kind that the reader's last action caused, once."""
    event = st.session_state.get("event")
    if not event or event.get("kind") != kind:
        return None
    return dict(st.session_state.pop("event"))


def set_state(**values: object) -> None:
    """Keep values in the browser session; what a button does that changes nothing else."""
    st.session_state.update(values)


def drop_state(*names: str) -> None:
    """Forget values of the browser session."""
    for name in names:
        st.session_state.pop(name, None)


def more_button(frame: Frame, left: int, key: str, **then: object) -> None:
    """The way to what a list has left, where it has left anything; what is kept in the session once somebody asks for more."""
    if left > 0:
        words = frame.say("common.more_of", count=left)
        st.button(words, key=key, type="tertiary", on_click=set_state, kwargs=then)


def focus_form(key: str, **kept: object) -> None:
    """Have the cursor put into the first field of a form that opens, and the form brought into sight.

    :param key: of its container
    :param kept: what the browser session keeps of it
    """
    set_state(**kept)
    st.session_state[_FORM] = [token(), key]


def token() -> int:
    """A number that was not used before in this session, for things that the script is to do once."""
    st.session_state["token"] = st.session_state.get("token", 0) + 1
    return int(st.session_state["token"])


def guarded(frame: Frame, show: Callable[[Frame], None]) -> None:
    """Draw a page; a failure becomes a state that says what to do, never a traceback with the words of a search in it."""
    say = frame.say
    try:
        show(frame)
    except BaseNotOpenedError as error:
        failed("page", error)
        st.html(state(say("base.closed_title"), say.write(error), [(say("base.closed_next"), "kb doctor")], "!"))
    except IndexMissingError as error:
        failed("page", error)
        st.html(state(say("base.index_title"), say("base.index_next"), [("", "kb reindex")], "!"))
    except NotAllowedError as error:
        st.html(state(say("role.refused"), say.write(error), (), "⚿"))
    except WorkEndedError:  # said where it was asked for
        pass
    except KnowledgeBaseError as error:
        failed("page", error)
        st.html(state(say("base.failed_title"), say.write(error), (), "!"))
    except Exception as error:  # whatever it is, the reader is told what to do next
        failed("page", error)
        _log.error("%s: %s in %s", frame.page, type(error).__name__, place_of(error))
        next_step = sentence_of(error, settings().home) or "base.failed_next"
        st.html(state(say("base.failed_title"), say(next_step), (), "!"))


def usable_day(text: str | None) -> date | None:
    """The day that a text names, if the pages can show it."""
    day = read_day(text)
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def wrong_day(say: Catalogue, typed: str, day: date) -> str:
    """Why a day that was typed is not used, and which one is."""
    return say("date.wrong", typed=typed[:40], day=day, first=f"{FIRST_DAY.year}", last=f"{LAST_DAY.year}")


def shaken_line(frame: Frame, one: Shaken) -> Markup:
    """What has changed the ground of a note or a card, since when, and whether anybody has reviewed that; it leads there."""
    name = KIT.go(at.READER, frame.address(at.READER, **{at.INSTRUMENT: one.key, at.PROVISION: one.path}), one.name, True)
    line = sentence(frame.say, entry_of(one), {"name": name}, day=frame.say.day(one.start))
    return line if one.reviewed else KIT.join(line, frame.say("carried.unreviewed"))


_WAYS = ((None, "view.text"), (at.MAP, "view.map"), (at.HISTORY, "view.history"), (at.DUTIES, "page.duties"))


def views_html(frame: Frame, key: str, path: str | None, here: str | None) -> Markup:
    """The ways to look at an instrument, the same row above each of them; each leads back to the provision in hand."""
    links = []
    for way, words in _WAYS:
        page, view = (at.DUTIES, None) if way == at.DUTIES else (at.READER, way)
        href = frame.address(page, **{at.INSTRUMENT: key, at.PROVISION: path if page == at.READER else None, at.VIEW: view})
        links.append((href, frame.say(words), way == here))
    return KIT.tabs(at.READER, links)
