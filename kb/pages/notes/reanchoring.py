"""Ghi chú cần xem lại: notes of which a person has to say where they stand in the newest text."""

from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.comparison import diff_words
from documents.comparison.anchoring import Spot, State
from documents.model import Provision
from documents.wording.citing import cite
from kb.annotations import select_quotation
from kb.annotations.carrying import Waiting, decided_notes, waiting_notes
from kb.annotations.deciding import Decision, decide_place, take_back_place
from kb.annotations.model import text_of
from kb.base import Session
from kb.database.reading.records import LoadedVersion
from kb.database.storing.seen import mark_of
from kb.errors import AnnotationError
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.base import revision, session
from kb.pages.kit.drafts import keep_change, make_change, save_clicked, show_refusal
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, plain, sides, state
from kb.pages.kit.picks import select_box
from kb.pages.notes.margin_notes import WAITING, decided_line, note_html

_SHOWN, _DECIDED = 10, 20
_BEFORE, _WHOLE, _LABEL = 90, 400, 70


def waiting_view(frame: Frame) -> bool:
    """The tabs of the page of notes, and the notes that wait, where these are asked for.

    :returns: whether they were drawn
    """
    asked = st.query_params.get(at.VIEW) == WAITING
    tabs = [(frame.address(at.NOTES), frame.say("carried.all"), not asked)]
    tabs.append((frame.address(at.NOTES, **{at.VIEW: WAITING}), frame.say("carried.title"), asked))
    st.html(macros("carried").tabs(tabs))
    if asked:
        _waiting(frame)
    return asked


def _waiting(frame: Frame) -> None:
    say = frame.say
    with st.spinner(say("common.loading"), show_time=False), session() as opened:
        waiting, decided = waiting_notes(opened, frame.day), decided_notes(opened, frame.day)
    show_refusal(frame, {Decision: lambda item: KIT.quiet(f"{item.author} · {cite(item.spot.path) if item.spot else ''}")})
    if not waiting:
        st.html(state(say("carried.none"), say("carried.none_next"), (), "✓"))
    else:
        st.html(KIT.line(say("carried.about")))
        st.html(KIT.line(say("carried.count", count=len(waiting))))
    for item in waiting[:_SHOWN]:
        _card(frame, item)
    if decided:
        with st.expander(say("carried.decided_title", count=len(decided))):
            for item, decision in decided[:_DECIDED]:
                place = f"{cite(decision.spot.path)}." if decision.spot else ""
                st.html(note_html(frame, item.note) + KIT.quiet(f"{place} {decided_line(say, item.placing)}"))
                key = f"carried_back_{decision.id}_{mark_of(decision)}"
                back = partial(take_back_place, seen=decision)
                if may("withdraw", "placing"):
                    st.button(say("carried.take_back"), key=key, type="tertiary", on_click=make_change, args=(back,))


def _card(frame: Frame, item: Waiting) -> None:
    """A note, what its words were, where they may be, and what can be said."""
    say, mark = frame.say, f"{item.note.id}_{item.position}_{mark_of(item)}"
    version = data.loaded(revision(), item.version.instrument_id, item.version.number)
    places = {part.path: part for part in version.walk()}
    with st.container(key=f"waiting_{mark}", border=True):
        st.html(note_html(frame, item.note))
        gone = item.placing.state is State.ORPHAN
        st.html(KIT.line(say("carried.lost" if gone else "carried.doubtful", name=item.name, number=item.version.number)))
        likely = [spot for spot in item.placing.likely if spot.path in places]
        for number, spot in enumerate(likely):
            st.html(_candidate(frame, item, version, places[spot.path], spot))
            key = f"here_{number}_{mark}"
            if not may("place", "placing"):
                continue
            st.button(say("carried.here", place=plain(cite(spot.path))), key=key, on_click=_decide, args=(item, spot))
        if not may("place", "placing"):
            return
        with st.expander(say("carried.elsewhere")):
            paths = list(places)
            chosen = select_box(
                say("carried.provision"),
                ["", *paths],
                f"place_{mark}",
                lambda path: plain(data.beginning(places[path], _LABEL)) if path else "–",
            )
            words = st.text_area(
                say("carried.quotation"), key=f"quote_{mark}", height=70, max_chars=2000, help=say("carried.quotation_help")
            )
            if st.button(say("carried.place"), key=f"there_{mark}", disabled=not (chosen or words.strip())):
                _elsewhere(frame, item, str(chosen or ""), words)
        st.button(say("carried.drop"), key=f"drop_{mark}", type="tertiary", on_click=_decide, args=(item, None))


def _candidate(frame: Frame, item: Waiting, version: LoadedVersion, part: Provision, spot: Spot) -> Markup:
    """A place in the new text, and how its words differ from those that the note was made on."""
    text = text_of(part, spot.field)
    start, end = (spot.start, spot.end) if spot.start is not None and spot.end is not None else (0, len(text))
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _BEFORE]
    params = {at.INSTRUMENT: version.instrument.key, at.PROVISION: part.path, at.VERSION: version.version.number}
    html = macros("carried").quoted(
        frame,
        data.place_in(part.path, item.name),
        frame.address(at.READER, **params),
        before,
        text[start : min(end, start + _WHOLE)],
        after,
    )
    old = item.target.quotation or item.target.words
    return html + KIT.sides(*sides(diff_words(old, text[start:end]), frame.say)) if old and old != text[start:end] else html


def _decide(item: Waiting, spot: Spot | None) -> None:
    save_clicked(lambda opened: decide_place(opened, item.note.id, item.position, item.version.id, spot, item.placing.decided))


def _elsewhere(frame: Frame, item: Waiting, path: str, words: str) -> None:
    """Put a note where somebody says: on a provision, or on words of the text."""

    def put(opened: Session) -> None:
        places = select_quotation(opened, item.version.id, words, path or None) if words.strip() else (Spot(path),)
        if len(places) > 1:
            raise AnnotationError("note_over_two")
        decide_place(opened, item.note.id, item.position, item.version.id, places[0], item.placing.decided)

    keep_change(frame, put, told="carried.saved")
