"""The form of a review file: what it is about, for a new one and for one that is there."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from documents.paths import provision_key
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, save_change, settle
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import macros
from kb.pages.kit.pickers import choose_instrument, choose_place
from kb.pages.reviews.review_parts import review_html
from kb.review import Review, ReviewDraft, create_review, revise_review
from kb.review.files import LONGEST_TITLE, LONGEST_WORDS

_HTML = macros("dossier")
_CHOOSING: Mapping[str, Any] = {"find": "", "instrument": "", "unit": "", "path": ""}


def new_review(frame: Frame) -> None:
    """The form of a new review file."""
    began = _began(ReviewDraft("", frame.day))
    draft = begin("review-new", began)
    draft.label, draft.page = frame.say("dossier.new"), at.REVIEWS
    with st.container(key="reviewform", border=True):
        draft_line(frame, draft)
        made: list[Review] = []
        if _fields(frame, draft) and save_change(frame, lambda opened: made.append(create_review(opened, _written(draft))), draft):
            discard(draft.place, "review_new")
            st.toast(frame.say("dossier.made"))
            put_params({at.FILE: str(made[0].id), at.VIEW: None})
            st.rerun()


def edit_review(frame: Frame, review: Review) -> None:
    """The form of one that is there."""
    draft = begin(f"review:{review.id}", _began(review.said), review)
    draft.label, draft.page, draft.params = review.said.title, at.REVIEWS, {at.FILE: review.id}
    st.session_state["review_editing"] = draft.dirty
    draft_line(frame, draft)
    typed = review_html(frame, replace(review, said=_written(draft)))
    mine = settle(frame, draft, typed, partial(review_html, frame))
    pressed = _fields(frame, draft)
    if (pressed or mine) and save_change(frame, lambda opened: revise_review(opened, draft.seen or review, _written(draft)), draft):
        discard(draft.place)
        st.toast(frame.say("dossier.kept"))
        st.rerun()


def _began(said: ReviewDraft) -> dict[str, Any]:
    words = {"title": said.title, "purpose": said.purpose, "basis": said.basis, "members": "\n".join(said.members)}
    return {**words, "as_of": said.as_of, "deadline": said.deadline, "items": said.items, **_CHOOSING}


def _fields(frame: Frame, draft: Draft) -> bool:
    """The fields.

    :returns: whether it is to be saved
    """
    say, now = frame.say, draft.fields
    now["title"] = st.text_input(say("dossier.field_title"), max_chars=LONGEST_TITLE, **draft.widget("title"))
    now["purpose"] = st.text_area(say("dossier.field_purpose"), height=80, max_chars=LONGEST_WORDS, **draft.widget("purpose"))
    now["basis"] = st.text_area(
        say("dossier.field_basis"), height=80, max_chars=LONGEST_WORDS, help=say("dossier.basis_help"), **draft.widget("basis")
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        now["as_of"] = st.date_input(
            say("dossier.field_as_of"), format="DD/MM/YYYY", help=say("dossier.as_of_help"), width=170, **draft.widget("as_of")
        )
        now["deadline"] = st.date_input(say("dossier.field_deadline"), format="DD/MM/YYYY", width=170, **draft.widget("deadline"))
    now["members"] = st.text_area(
        say("dossier.field_members"), height=80, help=say("dossier.members_help"), **draft.widget("members")
    )
    _items(frame, draft)
    return st.button(say("dossier.save"), key=f"review_save_{draft.serial}", type="primary")


def _items(frame: Frame, draft: Draft) -> None:
    """The set: what is in it, each to be taken out, and what is added by searching."""
    say, now = frame.say, draft.fields
    st.html(_HTML.subtitle(say("dossier.field_items")))
    for number, key in enumerate(now["items"]):
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"review_item_{draft.serial}_{number}"):
            st.html(_HTML.item(data.place_name(key)), width="content")
            words = say("dossier.take_out")
            st.button(words, key=f"review_out_{draft.serial}_{key}", type="tertiary", on_click=_take_out, args=(draft, key))
    choose_instrument(frame, draft, "find", "instrument", say("dossier.add_what"), named=False)
    if now["instrument"]:
        choose_place(frame, draft)
        st.button(say("dossier.add"), key=f"review_add_{draft.serial}", on_click=_add, args=(draft,))


def _take_out(draft: Draft, key: str) -> None:
    draft.fields["items"] = tuple(item for item in draft.fields["items"] if item != key)


def _add(draft: Draft) -> None:
    now = draft.fields
    key = provision_key(str(now["instrument"]), str(now["path"] or "") or None)
    draft.fields["items"] = tuple(dict.fromkeys((*now["items"], key)))
    for name, value in _CHOOSING.items():
        now[name] = value
        st.session_state[f"draft_{draft.serial}_{name}"] = value


def _written(draft: Draft) -> ReviewDraft:
    now = draft.fields
    members = tuple(name.strip() for name in str(now["members"] or "").replace(",", "\n").splitlines() if name.strip())
    said = {"purpose": now["purpose"] or "", "basis": now["basis"] or "", "deadline": now["deadline"], "members": members}
    # Something that was chosen and not added yet is meant to be in the set.
    chosen = provision_key(str(now["instrument"]), str(now["path"] or "") or None) if now["instrument"] else None
    items = tuple(dict.fromkeys((*now["items"], *([chosen] if chosen else []))))
    return ReviewDraft(now["title"] or "", now["as_of"], items, **said)
