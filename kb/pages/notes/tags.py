"""Danh mục nhãn: the tags that curators keep for notes."""

from collections.abc import Callable, Mapping

import streamlit as st
from markupsafe import Markup

from kb.annotations.vocabulary import Tag, add_tag, rename_tag, retire_tag, vocabulary
from kb.base import Session
from kb.database.storing.seen import mark_of
from kb.pages.kit import address as at
from kb.pages.kit.base import name_box, session
from kb.pages.kit.drafts import Draft, begin, discard, draft_line, save_change, save_clicked, settle, show_refusal
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros

_HTML = macros("notes")
_ADDED, _CHANGED = "tag-new:", "tag:"


def tag_list(frame: Frame, counted: Mapping[str, int]) -> None:
    """The vocabulary: adding a tag, renaming one, offering it no more.

    :param counted: how many notes have each
    """
    say = frame.say
    show_refusal(frame, {Tag: lambda tag: _tag_html(frame, tag, counted)})
    with session() as opened:
        tags = vocabulary(opened).tags
    drafts = [begin(_ADDED, {"name": ""}), *(begin(f"{_CHANGED}{tag.id}", {"name": tag.name}, tag) for tag in tags)]
    with st.expander(say("tags.title"), expanded=any(draft.dirty for draft in drafts), key="tags_list"):
        st.html(_HTML.about_tags(say("tags.about")))
        name_box(say, "tags", decides=True)
        for tag, draft in zip(tags, drafts[1:], strict=True):
            _tag(frame, tag, draft, counted)
        _new(frame, drafts[0], counted)


def _tag(frame: Frame, tag: Tag, draft: Draft, counted: Mapping[str, int]) -> None:
    say, mark = frame.say, mark_of(tag)
    draft.label, draft.page = f"{say('draft.tag')} · {tag.name}", at.NOTES
    with st.container(key=f"tag_{draft.serial}_{mark}", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(_tag_html(frame, tag, counted), width="content")
        if tag.fixed:
            return
        with st.popover(say("tags.rename"), key=f"tag_rename_{draft.serial}", type="tertiary"):
            draft_line(frame, draft)
            draft.fields["name"] = st.text_input(say("tags.name"), **draft.widget("name"))
            wanted = st.button(say("tags.save"), key=f"tag_save_{draft.serial}", type="primary")
        words = say("tags.offer" if tag.retired else "tags.retire")
        st.button(words, key=f"tag_turn_{draft.serial}_{mark}", type="tertiary", on_click=_turn, args=(tag,))
    again = settle(frame, draft, _HTML.tags([draft.fields["name"]]), lambda now: _tag_html(frame, now, counted))
    if wanted or again:
        _keep(frame, draft, lambda opened: rename_tag(opened, tag.id, draft.fields["name"], seen=draft.seen))


def _new(frame: Frame, draft: Draft, counted: Mapping[str, int]) -> None:
    say = frame.say
    draft.label, draft.page = say("draft.new_tag"), at.NOTES
    draft_line(frame, draft)
    settle(frame, draft, _HTML.tags([draft.fields["name"]]), lambda now: _tag_html(frame, now, counted))
    draft.fields["name"] = st.text_input(say("tags.new"), **draft.widget("name"))
    if st.button(say("tags.add"), key=f"tag_add_{draft.serial}"):
        _keep(frame, draft, lambda opened: add_tag(opened, draft.fields["name"]))


def _tag_html(frame: Frame, tag: Tag, counted: Mapping[str, int]) -> Markup:
    say = frame.say
    about = [say("note.count", count=counted.get(tag.name, 0))]
    if tag.retired:
        about.append(say("tags.retired"))
    if tag.former:
        about.append(say("tags.former", names=", ".join(tag.former)))
    if tag.author and tag.at:
        about.append(say("words.decided", author=tag.author, moment=tag.at))
    return _HTML.tag_line(tag.name, " · ".join(about))


def _keep(frame: Frame, draft: Draft, change: Callable[[Session], object]) -> None:
    if save_change(frame, change, draft):
        discard(draft.place)
        st.rerun()


def _turn(tag: Tag) -> None:
    save_clicked(lambda opened: retire_tag(opened, tag.id, seen=tag, retired=not tag.retired))
