"""A draft on the pages: its rounds, what it is compared with, and what a person says a stored text is."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import cast

import streamlit as st

from documents.errors import WordedError
from documents.model import Draft, InstrumentType
from kb.database.reading.records import InstrumentRecord
from kb.errors import DraftError
from kb.index.build import follow
from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day, write_day
from kb.law.derivation.drafts import DraftFile, draft_file, said_of, say_draft, would_change
from kb.law.derivation.linking import link_waiting
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting, may, signed
from kb.pages.kit.base import base, read_base, revision, session
from kb.pages.kit.frame import Frame, put_params
from kb.pages.kit.html import failure, plain
from kb.pages.kit.picks import select_box
from kb.search.reading.understanding import read_key

SAID_OF = frozenset({InstrumentType.DRAFT, InstrumentType.OTHER})
"""Of what types such a thing can be said."""
_REFUSED = "draft_refused"


def file_of(instrument: InstrumentRecord) -> DraftFile | None:
    """The draft that an instrument belongs to; None for law."""
    return read_base(draft_file, instrument) if instrument.metadata.draft is not None else None


def drafts_about(instrument: InstrumentRecord) -> list[InstrumentRecord]:
    """The drafts that would replace or amend a law."""
    return [] if instrument.metadata.draft is not None else read_base(would_change, instrument)


def round_words(say: Catalogue, instrument: InstrumentRecord) -> str:
    """Which round a draft is, or of which day."""
    known = instrument.metadata.draft
    if known is not None and known.round is not None:
        on = known.on
        return say("draft_file.round_on", number=known.round, day=on) if on else say("draft_file.round", number=known.round)
    return say("draft_file.dated", day=known.on) if known and known.on else say("draft_file.undated")


def said_words(say: Catalogue, instrument: InstrumentRecord) -> str:
    """Who said what of a text; empty where all of it was read."""
    said = read_base(said_of, instrument)
    if not said:
        return ""
    paper = instrument.metadata.type is not InstrumentType.DRAFT
    names = {"round": "field_round", "on": "field_on", "of": "paper_of" if paper else "field_of"}
    what = [say(f"draft_file.{words}") for name, words in names.items() if any(line.after.get(name) for line in said)]
    if not what:  # that it is a draft at all, which stands above
        return ""
    return say("draft_file.said_by", author=said[-1].author or "", day=said[-1].at, what=", ".join(what))


def comparisons(frame: Frame, instrument: InstrumentRecord) -> Iterator[tuple[str, str, str]]:
    """What a draft is compared with, as address, words and key: the earlier round, the law that it is about, other rounds.

    Of a law: the drafts about it. The older text stands on the left.
    """
    say, found = frame.say, file_of(instrument)
    if found is None:
        for item in reversed(drafts_about(instrument)):
            yield _address(frame, instrument, item), data.name(item), item.key
        return
    before = found.before(instrument)
    if before is not None:
        yield _address(frame, before, instrument), f"{say('draft_file.before')}: {round_words(say, before)}", before.key
    if found.law is not None and instrument in found.rounds:
        yield _address(frame, found.law, instrument), f"{say('draft_file.in_force')}: {data.name(found.law)}", found.law.key
    if found.guess is not None and instrument in found.rounds:
        yield _address(frame, found.guess, instrument), say("draft_file.guess", name=data.name(found.guess)), found.guess.key
    here = False
    for item in found.rounds:
        if item.key == instrument.key:
            here = True
        elif before is None or item.key != before.key:
            yield _address(frame, *((instrument, item) if here else (item, instrument))), round_words(say, item), item.key


def _address(frame: Frame, left: InstrumentRecord, right: InstrumentRecord) -> str:
    return frame.address(at.COMPARE, **{f"{at.INSTRUMENT}1": left.key, f"{at.INSTRUMENT}2": right.key})


def draft_form(frame: Frame, instrument: InstrumentRecord) -> None:
    """The form; nothing for law."""
    if instrument.metadata.type not in SAID_OF or not may("say", "draft"):
        return
    say, known = frame.say, instrument.metadata.draft or Draft()
    refused = st.session_state.pop(_REFUSED, None)
    with st.container(key="sayform"), st.expander(say("draft_file.say"), expanded=refused is not None):
        if refused is not None:
            st.html(failure(say, refused))
        file = file_of(instrument)
        if file and file.guess and instrument in file.rounds:
            words = say("draft_file.guess_right", name=data.name(file.guess))
            if st.button(plain(words), key=f"guess_{instrument.id}"):
                _said(frame, instrument.id, None, "", file.guess.key, "")
                st.rerun()
        with st.form(f"draft_{instrument.id}", border=False):
            mark = f"{instrument.id}_{hash(known)}"  # what is known anew begins anew
            paper_of = _paper_of(frame, known, mark) if instrument.metadata.type is InstrumentType.OTHER else ""
            shown = data.name_of_key(known.of) if known.of and not paper_of else ""
            with st.container(horizontal=True, gap="small"):
                number = st.number_input(say("draft_file.field_round"), 1, value=known.round, key=f"round_{mark}", width=110)
                day = st.text_input(
                    say("draft_file.field_on"),
                    write_day(known.on) if known.on else "",
                    key=f"draft_on_{mark}",
                    width=150,
                    placeholder=say("date.hint"),
                )
                law = st.text_input(
                    say("draft_file.field_of"),
                    shown,
                    key=f"draft_of_{mark}",
                    placeholder=say("draft_file.field_of_example"),
                    help=say("draft_file.field_of_help"),
                )
            if not st.form_submit_button(say("draft_file.keep")):
                return
        law = "" if law.strip() == shown else law.strip()
        day = "" if known.on and read_day(day) == known.on else day.strip()
        _said(frame, instrument.id, None if number == known.round else number, day, law, paper_of)
        st.rerun()


def _paper_of(frame: Frame, known: Draft, mark: str) -> str | None:
    """The draft that a text is a paper to, empty: it is one itself; None: nobody has said so yet."""
    say = frame.say
    drafts = [item for item in data.instruments(revision()) if item.metadata.type is InstrumentType.DRAFT]
    papers = {item.key: say("draft_file.as_paper", name=data.name(item, subject=True)) for item in drafts}
    ways = {"": say("draft_file.as_draft"), **papers}
    chosen = list(ways).index(known.of) if known.of in ways else None
    label, choose = say("draft_file.field_what"), say("draft_file.choose")
    return cast(str | None, select_box(label, list(ways), f"paper_of_{mark}", ways.__getitem__, chosen, placeholder=choose))


def _said(frame: Frame, instrument_id: int, number: int | None, day: str, law: str, paper_of: str | None) -> None:
    if not signed(partial(_said, frame, instrument_id, number, day, law=law, paper_of=paper_of)):
        return
    try:
        if paper_of is None:
            raise DraftError("draft_or_paper")
        of = paper_of or (read_key(base().engine, law).instrument if law else None)
        said = Draft(of=of) if paper_of else Draft(number, _day(day), of)
        with session(write=True, actor=acting()) as opened:
            key = say_draft(opened, instrument_id, said, paper=bool(paper_of))
    except WordedError as error:
        st.session_state[_REFUSED] = error
        return
    with st.spinner(frame.say("common.loading"), show_time=False):
        link_waiting(base())
        follow(base())
    if st.query_params.get(at.INSTRUMENT):
        put_params({at.INSTRUMENT: key})


def _day(text: str) -> date | None:
    day = read_day(text) if text else None
    if text and day is None:
        raise DraftError("draft_day", text=text)
    return day
