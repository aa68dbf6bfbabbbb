"""The fields of a note, and from what was typed to what is kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any
from urllib.parse import unquote, urlsplit

import streamlit as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from documents.paths import key_parts, provision_key, split_key
from kb.accounts.current import people
from kb.annotations import NOTE_STATUSES, SEVERITIES, NoteView, revise_note
from kb.annotations.model import LONGEST_TAG
from kb.annotations.saying import offered, personal_in
from kb.base import Session
from kb.database.storing.seen import mark_of
from kb.errors import AnnotationError
from kb.interface.catalogue import Catalogue
from kb.law.references.links import pointed_at
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting
from kb.pages.kit.base import session
from kb.pages.kit.drafts import Draft, save_button, save_clicked
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, plain
from kb.pages.kit.picks import select_box
from kb.review.files import LONGEST_WORDS

_READ, _MOST_READ = "places_read", 12
_FEW = 8
"""People who are offered one beside the other; more of them stand in a list."""
PROPOSAL = "proposal"
"""A field of a note that is written in a review."""
_NONE: Mapping[str, Any] = {"text": "", PROPOSAL: "", "tags": [], "status": NOTE_STATUSES[0], "severity": "", "assignee": ""}
EMPTY: Mapping[str, Any] = {**_NONE, "links": []}
"""What the fields of a new note hold."""


def fields_of_note(note: NoteView) -> dict[str, Any]:
    """What the fields of a note hold before anything is typed."""
    about = {"severity": note.severity or "", "assignee": note.assignee or "", "links": list(note.links)}
    return {"text": note.text, PROPOSAL: note.proposal, "tags": list(note.tags), "status": note.status, **about}


def draw_fields(frame: Frame, draft: Draft, proposes: bool = False) -> bool:
    """The fields of a note.

    :param proposes: with what is proposed
    :returns: whether it is to be saved
    """
    say, now = frame.say, draft.fields
    with session() as opened:
        tags, names = offered(opened), people(opened)
    draft.ask(say("note.text"), st.text_area, "text", height=90, placeholder=say("note.text_help"))
    if proposes:
        draft.ask(say("dossier.field_proposal"), st.text_area, PROPOSAL, height=70, max_chars=LONGEST_WORDS)
    now["tags"] = list(_tags(say, tags, now["tags"], **draft.widget("tags")))
    now["status"] = _status(say, **draft.widget("status"))
    now["assignee"] = _assignee(say, names, now["assignee"], **draft.widget("assignee"))
    # What few want is drawn where somebody opens it: each field more is felt beside a long text.
    box = st.expander(
        say("note.more"),
        expanded=any(now[name] != EMPTY[name] for name in ("severity", "links")),
        key=f"note_more_{draft.serial}",
        on_change="rerun",
    )
    if box.open:
        with box:
            _rarely(say, draft)
    return save_button(draft, say("note.save"), f"note_save_{draft.serial}")


def _rarely(say: Catalogue, draft: Draft) -> None:
    """What other provisions the note names, a tag of somebody's own, and how grave it is."""
    now, own = draft.fields, f"draft_{draft.serial}_own"
    places = _with(st.session_state.get(_READ, ()), now["links"])
    named = [data.place_name(key) for key in places]
    # Choices are told apart by their names alone: two texts of one name go by their keys.
    names_of = {key: name if named.count(name) == 1 else key for key, name in zip(places, named, strict=True)}
    look = {"placeholder": say("note.links_placeholder"), "help": say("note.links_help"), "accept_new_options": True}
    called: Callable[[str], str] = lambda key: names_of.get(key, key)  # noqa: E731
    # First, with the others below it: its list stays open over what comes next, which must not be the button that saves.
    draft.ask(say("note.links"), st.multiselect, "links", options=places, format_func=called, **look)
    st.text_input(say("note.own_tag"), key=own, max_chars=LONGEST_TAG, on_change=_take_own, args=(draft, own))
    named_severity = partial(severity_name, say)
    draft.ask(say("note.severity"), st.pills, "severity", options=("", *SEVERITIES), required=True, format_func=named_severity)


def _take_own(draft: Draft, key: str) -> None:
    """A tag of somebody's own was typed: it stands among the others, chosen."""
    typed = " ".join(str(st.session_state[key]).split())
    if typed:
        draft.put({"tags": _with(draft.fields["tags"], [typed])})
    st.session_state[key] = ""


def _tags(say: Catalogue, offered: Iterable[str], chosen: Iterable[str], **widget: Any) -> Sequence[str]:
    return st.pills(say("note.tags"), _with(offered, chosen), selection_mode="multi", format_func=plain, **widget) or ()


def _status(say: Catalogue, **widget: Any) -> str:
    named: Callable[[str], str] = lambda code: say(f"note.status_{code}")  # noqa: E731
    return str(st.pills(say("note.status"), NOTE_STATUSES, required=True, format_func=named, **widget))


def _assignee(say: Catalogue, names: Iterable[str], now: str, **widget: Any) -> str:
    """Who is to settle it: a click where there are few people, a list where there are many."""
    offered = _with(("", *_with(names, [acting().name])), [now])
    title, nobody = say("note.assignee"), say("note.nobody")
    if len(offered) > _FEW:
        return str(select_box(title, offered, format_func=lambda name: name or nobody, **widget))
    return str(st.pills(title, offered, required=True, format_func=lambda name: plain(name or nobody), **widget))


def quick_change(frame: Frame, note: NoteView) -> None:
    """State, tags and who is to settle a note, changed where it stands: each click is kept at once, as a revision."""
    say, now, mark = frame.say, fields_of_note(note), mark_of(note)
    label = " · ".join((say(f"note.status_{note.status}"), *([note.assignee] if note.assignee else [])))
    box = st.popover(plain(label), key=f"quick_{note.id}", type="tertiary", help=say("note.quick"), on_change="rerun")
    if not box.open:
        return
    with session() as opened:
        tags, names = offered(opened), people(opened)

    def widget(name: str) -> dict[str, Any]:
        key = f"quick_{name}_{note.id}_{mark}"
        st.session_state.setdefault(key, now[name])
        return {"key": key, "on_change": _keep_quick, "args": (note, name, key)}

    with box:
        _status(say, **widget("status"))
        _tags(say, tags, note.tags, **widget("tags"))
        _assignee(say, names, now["assignee"], **widget("assignee"))


def _keep_quick(note: NoteView, name: str, key: str) -> None:
    now = {**fields_of_note(note), name: st.session_state[key]}
    kept = {**now, "severity": now["severity"] or None, "assignee": now["assignee"] or None}
    save_clicked(lambda opened: revise_note(opened, note.id, seen=note, **kept))


def severity_name(say: Catalogue, code: str | None) -> str:
    """A severity in words."""
    return say(f"note.severity_{code}") if code else say("note.severity_none")


def _with(offered: Iterable[str], chosen: Iterable[str]) -> list[str]:
    return list(dict.fromkeys((*offered, *chosen)))


def insisted(frame: Frame, draft: Draft, wanted: bool) -> bool:
    """Whether a note is to be saved: at once, or after a word of warning where it seems to tell who somebody is or where they live.

    :param wanted: somebody has just asked for it to be saved
    """
    say, warned = frame.say, f"note_warned_{draft.serial}"
    now = draft.fields
    found = personal_in("\n".join((now["text"], now.get(PROPOSAL, ""), *now["tags"], *now.get("links", ()))))
    if not found:
        st.session_state.pop(warned, None)
        return wanted
    if not wanted and warned not in st.session_state:
        return False
    st.session_state[warned] = True
    with st.container(key=f"note_personal_{draft.serial}"):
        st.html(KIT.banner("⚠", say("note.personal", kinds=[say(f"note.personal_{kind.value}") for kind in found])))
        return save_button(draft, say("note.save_anyway"), f"note_anyway_{draft.serial}", "tertiary")


def note_values(opened: Session, frame: Frame, now: Mapping[str, Any], key: str, path: str) -> dict[str, Any]:
    """What is to be kept, as `kb.annotations.add_note` takes it.

    :param key: of the instrument at which it was typed; ``path`` the place in it
    :raises AnnotationError: a typed citation names nothing, or not for certain
    """
    links: list[str] = []
    for typed in now["links"]:
        found = (typed,) if key_parts(typed) else pointed_at(opened, typed, key, path, frame.day)
        if not found:
            raise AnnotationError("note_link", key=typed[:200])
        links.extend(found)
    about = {"severity": now["severity"] or None, "assignee": now["assignee"] or None, "links": links}
    return {"text": now["text"], PROPOSAL: now[PROPOSAL], "tags": now["tags"], "status": now["status"], **about}


def read_here(key: str, path: str) -> None:
    """Remember a provision that is being read, so that a note on another one can name it."""
    place = provision_key(key, path)
    before = [other for other in st.session_state.get(_READ, ()) if other != place]
    st.session_state[_READ] = [place, *before][:_MOST_READ]


_LEFT_OUT = ("image", "html_block", "html_inline", "heading", "lheading", "reference", "autolink", "hr")


def note_html_of(frame: Frame, text: str) -> Markup:
    """The text of a note."""
    return Markup(_reader().render(text, {"frame": frame}))  # noqa: S704


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Whether a link may lead there."""
        return _is_key(url) or urlsplit(url).scheme.lower() in ("http", "https")


@lru_cache
def _reader() -> MarkdownIt:
    made = _Reader("commonmark", {"html": False}).disable(_LEFT_OUT)
    made.add_render_rule("link_open", _link)
    return made


def _is_key(href: str) -> bool:
    key = unquote(href)
    return ":" not in key and key_parts(key) is not None and all(key_parts(key) or ())


def _link(renderer: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    """The beginning of a link: to a provision as the pages have it, else to a window of its own that learns nothing of this one."""
    token, href = tokens[index], str(tokens[index].attrGet("href") or "")
    if _is_key(href):
        key, path = split_key(unquote(href))
        token.attrSet("href", env["frame"].address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path or None}))
        token.attrSet("data-go", at.READER)
    else:
        token.attrSet("target", "_blank")
        token.attrSet("rel", "noopener noreferrer nofollow")
    return str(renderer.renderToken(tokens, index, options, env))
