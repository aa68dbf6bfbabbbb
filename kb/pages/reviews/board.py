"""The board of a review: its findings by status, moved from one column to the next; and what the review makes of each."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from documents.wording.citing import cite
from kb.annotations import NOTE_STATUSES
from kb.annotations.model import WRITTEN
from kb.annotations.shaken import Shaken, shaken_notes
from kb.base import Session
from kb.database.storing.seen import mark_of
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.base import remembered, revision, session
from kb.pages.kit.drafts import (
    Draft,
    begin,
    cancel_button,
    draft_line,
    keep_change,
    make_change,
    save_button,
    settle,
    unsaved,
)
from kb.pages.kit.frame import Frame, focus_form, more_button, put_params, shaken_line
from kb.pages.kit.html import KIT, macros, plain, state
from kb.pages.kit.pickers import choose
from kb.review import (
    Finding,
    Progress,
    Review,
    ReviewText,
    findings_of,
    move_finding,
    progress_of,
    texts_of,
    write_finding,
)
from kb.review.files import LONGEST_WORDS
from kb.review.findings import LONGEST_BODY


def read_on_its_day(frame: Frame, review: Review, instrument: str, path: str) -> str:
    """A place in the reader, on the day of the review."""
    href = frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path or None, at.FILE: review.id})
    return at.on_day(href, review.said.as_of)


def review_html(frame: Frame, review: Review) -> Markup:
    """What a review is about."""
    say, said = frame.say, review.said
    facts = {
        "title": said.title,
        "purpose": said.purpose,
        "basis": said.basis,
        "as_of": say.day(said.as_of),
        "deadline": say.day(said.deadline) if said.deadline else "",
        "members": ", ".join(said.members),
        "author": review.author,
    }
    items = [(read_on_its_day(frame, review, *split_key(key)), data.place_name(key)) for key in said.items]
    return _HTML.about(say, [(say(f"dossier.field_{name}"), words) for name, words in facts.items()], items)


def said_html(frame: Frame, item: Progress) -> Markup:
    """What people said of an article."""
    return _HTML.said_of(frame, item, item.at)


_texts = remembered(8, texts_of)


def read_review(review: Review) -> tuple[list[ReviewText], list[Finding], list[Progress]]:
    """The texts of a review, what it has found in them, and how far it is. The texts stay in memory until the base changes."""
    texts = _texts(revision(), review)
    with session() as opened:
        findings = findings_of(opened, review, texts)
        return texts, findings, progress_of(opened, review, texts, findings)


_HTML = macros("dossier")
_OPEN, _MOST = "finding_open", 25


def show_board(frame: Frame, review: Review) -> None:
    """Draw it."""
    say = frame.say
    _, findings, _ = read_review(review)
    if not findings:
        st.html(state(say("dossier.no_findings"), say("dossier.no_findings_next"), (), "✎"))
        return
    if asked := st.query_params.get(at.FINDING):  # once: whoever closes it is not to have it opened again
        put_params({at.FINDING: None})
        focus_form("findingform", **{_OPEN: asked})
    chosen = st.session_state.get(_OPEN) or next((draft.about.get("note") for draft in unsaved(f"finding:{review.id}:")), None)
    opened = next((item for item in findings if item.note.id == chosen), None)
    if opened is not None and review.open and may("finding", "review"):
        _edit(frame, review, opened)
    columns = {status: [item for item in findings if item.note.status == status] for status in NOTE_STATUSES}
    shown = {status: st.session_state.get(f"board_{status}", _MOST) for status in NOTE_STATUSES}
    with session() as reading:
        shaken = shaken_notes(reading, [item.note for status, some in columns.items() for item in some[: shown[status]]])
    with st.container(key="board"):
        for column, status in zip(st.columns(len(NOTE_STATUSES), gap="small"), NOTE_STATUSES, strict=True):
            some = columns[status]
            with column:
                st.html(_HTML.column(say(f"note.status_{status}"), len(some)))
                for item in some[: shown[status]]:
                    _card(frame, review, item, shaken.get(item.note.id, ()))
                now = shown[status]
                more_button(frame, len(some) - now, f"board_more_{status}_{now}", **{f"board_{status}": now + _MOST})


def finding_html(frame: Frame, review: Review, item: Finding, shaken: Sequence[Shaken] = ()) -> Markup:
    """A finding: where, which words, what the note says, and what the review makes of it.

    :param shaken: what has changed its ground since the note was made
    """
    place = KIT.go(at.READER, read_on_its_day(frame, review, *split_key(item.place)), data.place_name(item.place), vi=True)
    return _HTML.finding(frame, item, place, [shaken_line(frame, one) for one in shaken])


def _card(frame: Frame, review: Review, item: Finding, shaken: Sequence[Shaken]) -> None:
    say, mark, note = frame.say, mark_of(item), item.note
    with st.container(border=True, key=f"finding_{note.id}"):
        st.html(finding_html(frame, review, item, shaken))
        if not (review.open and may("finding", "review")):
            return
        with st.container(horizontal=True, gap="small"):
            # The keys say what was drawn: a click is about that.
            opens = partial(focus_form, "findingform", **{_OPEN: note.id})
            st.button(say("dossier.open_finding"), key=f"open_{note.id}_{mark}", type="tertiary", on_click=opens)
            after = NOTE_STATUSES.index(note.status) + 1
            if after < len(NOTE_STATUSES):
                wanted = NOTE_STATUSES[after]
                words = say("dossier.move_on", status=say(f"note.status_{wanted}"))
                move = partial(move_finding, review=review, seen=item, status=wanted)
                st.button(plain(words), key=f"move_{note.id}_{mark}", type="tertiary", on_click=make_change, args=(move,))


def _edit(frame: Frame, review: Review, item: Finding) -> None:
    """What the review makes of one finding: proposal, legal basis, the drafters' answer, status, whether it is reported."""
    say, note = frame.say, item.note
    began = {"status": note.status, "left_out": item.left_out, "body": item.body, **note.written}
    draft = begin(f"finding:{review.id}:{note.id}", began, item)
    draft.label = f"{say('dossier.column_finding')} · {cite(split_key(item.key)[1])}"
    draft.page, draft.params, draft.about = at.REVIEWS, {at.FILE: review.id, at.VIEW: at.BOARD}, {"note": note.id}
    with st.container(border=True, key="findingform"):
        draft_line(frame, draft)
        st.html(finding_html(frame, review, item))
        mine = settle(frame, draft, _typed(frame, draft), partial(finding_html, frame, review))
        if item.on_draft:
            about = {"max_chars": LONGEST_BODY, "placeholder": note.author, "help": say("dossier.body_help")}
            draft.ask(say("dossier.column_who"), st.text_input, "body", **about)
        for name in WRITTEN:
            help_ = say("dossier.answer_help") if name == "answer" else None
            draft.ask(say(f"dossier.field_{name}"), st.text_area, name, height=80, max_chars=LONGEST_WORDS, help=help_)
        choose(draft, "status", say("note.status"), NOTE_STATUSES, lambda code: say(f"note.status_{code}"))
        draft.ask(say("dossier.leave_out"), st.checkbox, "left_out")
        with st.container(horizontal=True, gap="small"):
            pressed = save_button(draft, say("common.save"), f"finding_save_{draft.serial}")
            cancel_button(frame, draft, f"finding_close_{draft.serial}", _OPEN)
        if pressed or mine:
            keep_change(frame, partial(_write, review, draft), draft, _OPEN, told="common.saved")


def _write(review: Review, draft: Draft, opened: Session) -> None:
    now, seen = draft.fields, draft.seen
    words: dict[str, Any] = {name: str(now[name] or "").strip() for name in WRITTEN} | {"left_out": bool(now["left_out"])}
    written = write_finding(opened, review, seen, **words)
    move_finding(opened, review, written, now["status"], str(now["body"] or "").strip())


def _typed(frame: Frame, draft: Draft) -> Markup:
    say, now = frame.say, draft.fields
    fields = [(say("dossier.column_who"), str(now["body"] or ""))] if now["body"] else []
    fields += [(say(f"dossier.field_{name}"), str(now[name] or "")) for name in WRITTEN]
    left = say("dossier.is_left_out" if now["left_out"] else "dossier.is_reported")
    return _HTML.typed([*fields, (say("note.status"), say(f"note.status_{now['status']}")), ("", left)])
