"""The form of a review file: what it is about, for a new one and for one that is there."""

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.base import Session
from kb.database.reading.records import InstrumentRecord
from kb.pages.kit import address as at
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, keep_change, save_button, save_change, settle
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import KIT, macros
from kb.pages.kit.pickers import label_of, search_field, text_named
from kb.pages.kit.picks import select_box
from kb.pages.reviews.board import review_html
from kb.review import Review, ReviewDraft, create_review, revise_review
from kb.review.files import LONGEST_TITLE, LONGEST_WORDS

_HTML = macros("dossier")
BETWEEN = re.compile(r"[;\n]|,(?=\s*(?:[^\W\d]+\s+){0,2}\d+/)")
"""What stands between texts in one field; a comma only before a number: names have commas of their own."""
_OPTIONAL = ("purpose", "basis", "deadline", "members")


def new_review(frame: Frame, text: InstrumentRecord | None) -> None:
    """The form of a new review file, with the text that it is begun with."""
    draft = begin("review-new", _began(ReviewDraft("", frame.day, (text.key,) if text else ())))
    draft.label, draft.page = frame.say("dossier.new"), at.REVIEWS
    with st.container(key="reviewform", border=True):
        draft_line(frame, draft)
        made: list[Review] = []
        create: Callable[[Session], None] = lambda opened: made.append(create_review(opened, _written(frame, draft)))  # noqa: E731
        if _fields(frame, draft, new=True) and save_change(frame, create, draft):
            discard(draft.place, "review_writing")
            st.toast(frame.say("dossier.made"))
            put_params({at.FILE: str(made[0].id), at.VIEW: None, at.INSTRUMENT: None})
            st.rerun()


def edit_review(frame: Frame, review: Review) -> None:
    """The form of one that is there."""
    draft = begin(f"review:{review.id}", _began(review.said), review)
    draft.label, draft.page, draft.params = review.said.title, at.REVIEWS, {at.FILE: review.id}
    st.session_state["review_editing"] = draft.dirty
    draft_line(frame, draft)
    typed = review_html(frame, replace(review, said=_written(frame, draft)))
    mine = settle(frame, draft, typed, partial(review_html, frame))
    if _fields(frame, draft) or mine:
        change = lambda opened: revise_review(opened, draft.seen or review, _written(frame, draft))  # noqa: E731
        keep_change(frame, change, draft, told="common.saved")


def _began(said: ReviewDraft) -> dict[str, Any]:
    words = {"title": said.title, "purpose": said.purpose, "basis": said.basis, "members": "\n".join(said.members)}
    return {**words, "as_of": said.as_of, "deadline": said.deadline, "items": said.items, "find": "", "open": ()}


def _fields(frame: Frame, draft: Draft, new: bool = False) -> bool:
    """The fields.

    :param new: name and texts first, the others folded
    :returns: whether it is to be saved
    """
    say, now = frame.say, draft.fields
    draft.ask(say("dossier.field_title"), st.text_input, "title", max_chars=LONGEST_TITLE)
    items_field(frame, draft, frame.say("dossier.field_items"))
    more, filled = f"review_more_{draft.serial}", any(now[name] for name in _OPTIONAL)
    with st.expander(say("dossier.more_fields"), expanded=filled, key=more) if new else nullcontext():
        _about(frame, draft)
    wanted = save_button(draft, say("dossier.create" if new else "common.save"), f"review_save_{draft.serial}")
    unsure = [typed for typed in now["open"] if text_named(frame, typed)[1]]
    if wanted and unsure:
        st.html(KIT.failure(say("dossier.choose_first", names=unsure)))
    return wanted and not unsure


def _about(frame: Frame, draft: Draft) -> None:
    """What a review is for, on which day, until when and with whom."""
    say, words = frame.say, {"height": 80, "max_chars": LONGEST_WORDS}
    day: dict[str, Any] = {"format": "DD/MM/YYYY", "width": 170}
    draft.ask(say("dossier.field_purpose"), st.text_area, "purpose", **words)
    draft.ask(say("dossier.field_basis"), st.text_area, "basis", help=say("dossier.basis_help"), **words)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        draft.ask(say("dossier.field_as_of"), st.date_input, "as_of", help=say("dossier.as_of_help"), **day)
        draft.ask(say("dossier.field_deadline"), st.date_input, "deadline", **day)
    draft.ask(say("dossier.field_members"), st.text_area, "members", height=80, help=say("dossier.members_help"))


def items_field(frame: Frame, draft: Draft, label: str) -> None:
    """``items`` of a draft: a field for numbers and names, below it what was found, what is to be chosen, what the base lacks."""
    say, now = frame.say, draft.fields
    widget = {**draft.widget("find"), "on_change": _read_typed, "args": (frame, draft)}
    pick, example = partial(_pick, draft), say("dossier.items_example")
    search_field(frame, f"{draft.serial}_find", label, widget, pick, example, places=True, held=True)
    for number, key in enumerate(now["items"]):
        with _row(draft, f"item_{number}"):
            st.html(_HTML.item(label_of(key)), width="content")
            out, name = partial(_leave_out, draft, "items", key), f"review_out_{draft.serial}_{key}"
            st.button(say("dossier.take_out"), key=name, type="tertiary", on_click=out)
    for number, typed in enumerate(now["open"]):
        labels = text_named(frame, typed)[1]
        with _row(draft, f"open_{number}"):
            if labels:
                words, key = {"": say("stating.choose_one"), **labels}, f"review_choose_{draft.serial}_{typed}"
                title, told = say("dossier.which_one", typed=typed), (draft, typed, key)
                select_box(title, list(words), key, words.__getitem__, on_change=_chosen, args=told, width=560)
            else:
                st.html(_HTML.item(say("dossier.not_there", typed=typed)), width="content")
            out, name = partial(_leave_out, draft, "open", typed), f"review_drop_{draft.serial}_{typed}"
            st.button(say("dossier.take_out"), key=name, type="tertiary", on_click=out)


def _row(draft: Draft, name: str) -> DeltaGenerator:
    return st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"review_{name}_{draft.serial}")


def _read_typed(frame: Frame, draft: Draft) -> None:
    """Numbers and names were typed: what they surely mean is in the set, the rest is to be looked at."""
    found, left = list(draft.fields["items"]), list(draft.fields["open"])
    for typed in map(str.strip, BETWEEN.split(str(st.session_state[f"draft_{draft.serial}_find"] or ""))):
        if typed:
            key = text_named(frame, typed)[0]
            (left if key is None else found).append(key or typed)
    draft.put({"items": tuple(dict.fromkeys(found)), "open": tuple(dict.fromkeys(left)), "find": ""})


def _pick(draft: Draft, key: str, label: str) -> None:
    """One of the suggestions was chosen."""
    draft.put({"items": tuple(dict.fromkeys((*draft.fields["items"], key))), "find": ""})


def _chosen(draft: Draft, typed: str, widget: str) -> None:
    key = str(st.session_state.get(widget) or "")
    if key:
        draft.fields["items"] = tuple(dict.fromkeys((*draft.fields["items"], key)))
        _leave_out(draft, "open", typed)


def _leave_out(draft: Draft, field: str, item: str) -> None:
    draft.fields[field] = tuple(other for other in draft.fields[field] if other != item)


def _written(frame: Frame, draft: Draft) -> ReviewDraft:
    now = draft.fields
    members = tuple(name.strip() for name in str(now["members"] or "").replace(",", "\n").splitlines() if name.strip())
    # What the base lacks is not lost: it stands in the purpose as it was typed.
    lacking = [frame.say("dossier.lacks", typed=typed) for typed in now["open"]]
    purpose = "\n".join(filter(None, (now["purpose"], *lacking)))
    said = {"purpose": purpose, "basis": now["basis"] or "", "deadline": now["deadline"], "members": members}
    return ReviewDraft(now["title"] or "", now["as_of"], tuple(now["items"]), **said)
