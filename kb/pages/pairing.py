"""Work on one pair of a comparison: why it is one, joining and parting by hand, and notes that explain its change."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from documents.citing import cite
from documents.comparison import Ground, Row
from documents.model import Provision
from documents.paths import contains
from kb.annotations import EXPLAINS, NoteView, Selection, add_note, notes_for
from kb.base import Session
from kb.errors import AnnotationError, ChangedMeanwhileError, NamelessActorError, ReviewError
from kb.export.compared import by_words, reasons_words
from kb.interface.catalogue import Catalogue
from kb.interface.days import in_vietnam
from kb.law.pairings import Act, Pairing, decide_pairing, history_of, levels_of, take_back
from kb.pages import address as at
from kb.pages.aligned import Aligned, Part
from kb.pages.base import session
from kb.pages.drafts import begin, discard, draft_line
from kb.pages.frame import Frame
from kb.pages.noting import insisted, note_html
from kb.pages.parts import KIT
from kb.pages.plain import failure, plain
from kb.pages.who import deciding, name_box

_LONGEST = 90


def work_on(frame: Frame, found: Aligned, row: Row) -> None:
    """Open the box of a pair."""
    st.dialog(_title(frame.say, found, row), width="large")(_box)(frame, found, row)


def _title(say: Catalogue, found: Aligned, row: Row) -> str:
    pair = row.compared.pair
    places = [", ".join(map(cite, paths)) or say("compare.nothing") for paths in (pair.left, pair.right)]
    return plain(f"{' ↔ '.join(places)}: {found.words.of(pair, say)}")


def _box(frame: Frame, found: Aligned, row: Row) -> None:
    say, pair = frame.say, row.compared.pair
    lines = [say("pairing.why", reasons=reasons_words(pair.reasons, say))] if pair.reasons else []
    if lines and all(reason.ground is not Ground.BY_HAND for reason in pair.reasons):
        lines.append(say("compare.automatic"))
    if lines:
        st.html(KIT.lines(lines))
    if found.left.version.version.id == found.right.version.version.id:
        st.html(KIT.quiet(say("error.pairing_same_text")))
    else:
        name_box(say, "pairing", decides=True)
        _decisions(frame, found, row)
        _joining(frame, found, row)
    _notes(frame, found, row)


def decisions_menu(frame: Frame, found: Aligned) -> None:
    """All that people decided about pairs of the two texts, also what was taken back, each with its history."""
    say = frame.say
    if not found.pairings:
        return
    count = sum(item.active for item in found.pairings)
    with st.popover(say("pairing.all", count=count), key="pair_all", type="tertiary"):
        name_box(say, "pairing_all", decides=True)
        for item in found.pairings:
            line = by_words(item, say)
            st.html(KIT.line(f"✋ {line}" if item.active else say("pairing.taken_back", line=line)))
            with st.container(horizontal=True, gap="small"):
                if item.active and st.button(say("pairing.take_back"), key=f"pair_all_{item.id}_{item.act}", type="tertiary"):
                    _decide(frame, partial(take_back, seen=item))
                _history(say, item)


def _decisions(frame: Frame, found: Aligned, row: Row) -> None:
    """What was decided about the pair, each to be taken back, and what is one by the machine, to be parted."""
    say, pair = frame.say, row.compared.pair
    about = found.decided.about(pair)
    for item in about:
        st.html(KIT.line(f"✋ {by_words(item, say)}"))
        with st.container(horizontal=True, gap="small"):
            if st.button(say("pairing.take_back"), key=f"pair_back_{item.id}_{item.act}", type="tertiary"):
                _decide(frame, partial(take_back, seen=item))
            _history(say, item)
    joined = {(item.left, item.right) for item in about if item.act is Act.JOIN}
    for left in pair.left:
        for right in pair.right:
            words = say("pairing.part", left=cite(left), right=cite(right))
            if (left, right) not in joined and st.button(plain(words), key=f"pair_part_{left}_{right}"):
                _decide(frame, _decision(found, left, right, Act.PART))


def _history(say: Catalogue, item: Pairing) -> None:
    """Who decided what about two provisions, the last first."""
    with session() as opened:
        lines = history_of(opened, item.id)
    told = [
        say("stating.act", act=say(f"pairing.act_{line.act}"), author=line.author or "", moment=say.moment(in_vietnam(line.at)))
        for line in reversed(lines)
    ]
    st.html(KIT.lines(told), width="content")


def _joining(frame: Frame, found: Aligned, row: Row) -> None:
    """Two lists of what stands on this level, and the button that makes a pair of what is chosen in them."""
    say, pair = frame.say, row.compared.pair
    here = {*pair.left, *pair.right}
    levels = levels_of(found.left.roots, found.right.roots)
    level = next((both for both in levels if here & (both[0] | both[1]) and (not here - (both[0] | both[1]))), levels[0])
    chosen = []
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for number, (part, paths, own) in enumerate(((found.left, level[0], pair.left), (found.right, level[1], pair.right))):
            options = [item for root in part.roots for item in root.walk() if item.path in paths]
            chosen.append(_list(say, f"pair_list_{number}_{'-'.join(here)}", part, options, own))
        known = set(chosen) <= here and all(chosen) and chosen[0] in pair.left and chosen[1] in pair.right
        pressed = st.button(say("pairing.join"), key="pair_join", type="primary", disabled=known or not all(chosen))
    if pressed:
        _decide(frame, _decision(found, chosen[0], chosen[1], Act.JOIN))
    st.html(KIT.quiet(say("pairing.join_help")))


def _list(say: Catalogue, key: str, part: Part, options: Sequence[Provision], own: Sequence[str]) -> str:
    called = {item.path: _called(item) for item in options}
    paths = ["", *called]
    first = own[0] if own and own[0] in called else ""
    chosen = st.selectbox(
        plain(part.name), paths, index=paths.index(first), key=key, format_func=lambda path: called.get(path, "–")
    )
    return str(chosen or "")


def _called(provision: Provision) -> str:
    words = provision.heading or provision.text
    return f"{cite(provision.path)}. {words[:_LONGEST]}{'…' if len(words) > _LONGEST else ''}"


def _decision(found: Aligned, left: str, right: str, act: Act) -> Callable[[Session], object]:
    seen = next((item for item in found.pairings if (item.left, item.right) == (left, right)), None)
    return lambda opened: decide_pairing(opened, found.left.version, found.right.version, (left, right), act, seen)


def _decide(frame: Frame, change: Callable[[Session], object]) -> None:
    """Keep a decision; the page then shows what came of it."""
    try:
        with session(write=True, actor=deciding()) as opened:
            change(opened)
    except (ReviewError, NamelessActorError, ChangedMeanwhileError) as error:
        st.html(failure(frame.say, error))
        return
    st.toast(frame.say("pairing.saved"))
    st.rerun()


def _notes(frame: Frame, found: Aligned, row: Row) -> None:
    """The notes on either side, and the form for a new one."""
    say, pair = frame.say, row.compared.pair
    st.html(KIT.subtitle(say("pairing.notes")))
    places = [(number, path) for number, paths in enumerate((pair.left, pair.right)) for path in paths]
    for note in _noted(found, places):
        st.html(note_html(frame, note))
    draft = begin(
        f"note-new:{found.left.version.version.id}:{found.right.version.version.id}:{places}",
        {"text": "", "tags": [], "side": len(places) - 1, "explains": True},
    )
    draft.label = f"{say('draft.new_note')} · {_title(say, found, row)}"
    draft.page, draft.params = at.COMPARE, {**st.query_params.to_dict()}
    now = draft.fields
    draft_line(frame, draft)
    with st.container(key="pair_note", border=True):
        if len(places) > 1:
            names = [
                f"{cite(path)} · {(found.left, found.right)[number].version.instrument.metadata.number or ''}"
                for number, path in places
            ]
            options = list(range(len(places)))
            now["side"] = st.radio(
                say("pairing.note_on"), options, format_func=lambda n: plain(names[n]), horizontal=True, **draft.widget("side")
            )
        now["text"] = st.text_area(
            say("note.text"), height=90, placeholder=say("note.text_help"), max_chars=4000, **draft.widget("text")
        )
        now["explains"] = st.checkbox(say("pairing.explains"), help=say("pairing.explains_help"), **draft.widget("explains"))
        if insisted(frame, draft, st.button(say("note.save"), key=f"pair_note_save_{draft.serial}", type="primary")):
            number, path = places[int(now["side"])]
            part = (found.left, found.right)[number]
            if _kept(frame, part, path, now):
                discard(draft.place)
                st.toast(say("note.saved"))
                st.rerun()


def _kept(frame: Frame, part: Part, path: str, now: dict[str, Any]) -> bool:
    tags = [EXPLAINS] if now["explains"] else []
    try:
        with session(write=True) as opened:
            add_note(opened, part.version.version.id, [Selection(path)], str(now["text"]), tags)
    except AnnotationError as error:
        st.html(failure(frame.say, error))
        return False
    return True


def _noted(found: Aligned, places: Sequence[tuple[int, str]]) -> list[NoteView]:
    """The notes on the provisions of a pair, of the versions that are compared."""
    notes: dict[str, NoteView] = {}
    with session() as opened:
        for number, part in enumerate((found.left, found.right)):
            paths = [path for side, path in places if side == number]
            for note in notes_for(opened, part.version.instrument.id):
                for target in note.targets:
                    here = target.version_id == part.version.version.id
                    if here and any(contains(path, target.path) for path in paths):
                        notes[note.id] = note
    return list(notes.values())
