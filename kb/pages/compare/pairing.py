"""Work on one pair of a comparison: why it is one, joining and parting by hand, and notes that explain its change."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from documents.comparison import Row
from documents.comparison.pairing import Ground, Reason
from documents.model import Provision
from documents.paths import contains
from documents.wording.citing import cite
from kb.accounts.audit import lines_about
from kb.annotations import EXPLAINS, NoteView, Spot, add_note, notes_for
from kb.base import Session
from kb.export.compared import by_words, reasons_words
from kb.interface.catalogue import Catalogue
from kb.law.texts.pairings import PAIRING, Act, Decided, Pairing, decide_pairing, levels_of, take_back
from kb.pages.compare.alignment import Aligned, Part
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import asking, may
from kb.pages.kit.base import fragment, read_base, session
from kb.pages.kit.drafts import begin, draft_line, keep_change, save_button
from kb.pages.kit.frame import Frame, script, set_state, take_event, token
from kb.pages.kit.html import KIT, act_words, plain
from kb.pages.kit.picks import select_box
from kb.pages.notes.margin_notes import note_html
from kb.pages.notes.note_fields import insisted

_PAIRS = script("pairs")
_LONGEST = 90
_SAVED = "common.saved"


@dataclass(frozen=True, slots=True)
class Work:
    """Provisions of two texts that somebody wants to join, part or note.

    :param places: on the left, and those that belong to them on the right
    :param pairings: all that people ever decided about the two texts
    :param kind: what became of them, in words
    """

    left: Part
    right: Part
    places: tuple[tuple[str, ...], tuple[str, ...]]
    pairings: tuple[Pairing, ...]
    kind: str
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, found: Aligned, row: Row, say: Catalogue) -> "Work":
        """On a pair of two texts."""
        pair = row.compared.pair
        places = pair.left, () if found.right.changed else pair.right
        return cls(found.left, found.right, places, found.pairings, found.words.of(pair, say), pair.reasons)

    @property
    def tied(self) -> list[tuple[str, str]]:
        """Each place with each that belongs to it."""
        return [(left, right) for left in self.places[0] for right in self.places[1]]

    @property
    def about(self) -> list[Pairing]:
        """What people decided about them."""
        return decided_about([self.places], self.pairings)

    @property
    def anchor(self) -> str:
        """What tells it apart on its page."""
        return anchor_of(*self.places)


def anchor_of(left: Sequence[str], right: Sequence[str]) -> str:
    """What tells a pair apart on its page."""
    return "cap-" + "-".join([*left, "va", *right]).replace("/", "-")


def decided_about(pairs: Iterable[tuple[Sequence[str], Sequence[str]]], pairings: Sequence[Pairing]) -> list[Pairing]:
    """What people decided about pairs of places."""
    decided = Decided(pairings)
    return list({item.id: item for left, right in pairs for item in decided.about_places(left, right)}.values())


@fragment
def pair_box(frame: Frame, find: Callable[[str], Work | None]) -> None:
    """The box of a pair that somebody wants to work on: a click runs these lines alone, and the table stays as it is.

    :param find: what an anchor of the table stands for
    """
    told = None if asking() else st.session_state.pop("pair_asked", None) or take_event("pair")
    with st.container(key="pairs"):
        asked = lambda: set_state(pair_asked=(st.session_state.get("pairs_script") or {}).get("pair"))  # noqa: E731
        _PAIRS(key="pairs_script", data={"run": token()}, on_pair_change=asked, height="content")
    work = find(str(told.get("id"))) if told else None
    if work is not None:
        st.dialog(_title(frame.say, work), width="large")(_boxed)(frame, work, told)


def _boxed(frame: Frame, work: Work, told: Mapping[str, Any] | None) -> None:
    _box(frame, work)
    if asking():  # two boxes at once cannot be drawn: this one comes again when a name is there
        st.session_state["pair_asked"] = told
        st.rerun()


def _title(say: Catalogue, work: Work) -> str:
    places = [", ".join(map(cite, paths)) or say("compare.nothing") for paths in work.places]
    return plain(f"{' ↔ '.join(places)}: {work.kind}")


def _box(frame: Frame, work: Work) -> None:
    say = frame.say
    lines = [say("pairing.why", reasons=reasons_words(work.reasons, say))] if work.reasons else []
    if lines and all(reason.ground is not Ground.BY_HAND for reason in work.reasons):
        lines.append(say("compare.automatic"))
    if lines:
        st.html(KIT.lines(lines))
    if work.left.version.version.id == work.right.version.version.id:
        st.html(KIT.quiet(say("error.pairing_same_text")))
    else:
        _decisions(frame, work)
        if may("join", "pairing"):
            _joining(frame, work)
    _notes(frame, work)


def decisions_menu(frame: Frame, pairings: Sequence[Pairing]) -> None:
    """All that people decided about pairs of two texts, also what was taken back, each with its history."""
    say = frame.say
    if not pairings:
        return
    count = sum(item.active for item in pairings)
    with st.popover(say("pairing.all", count=count), key="pair_all", type="tertiary"):
        for item in pairings:
            line = by_words(item, say)
            st.html(KIT.line(line if item.active else say("pairing.taken_back", line=line)))
            with st.container(horizontal=True, gap="small"):
                if item.active:
                    _take_back(frame, item, f"pair_all_{item.id}_{item.act}")
                _history(say, item)


def _decisions(frame: Frame, work: Work) -> None:
    """What was decided about the pair, each to be taken back, and what is one by the machine, to be parted."""
    say, about = frame.say, work.about
    for item in about:
        st.html(KIT.line(by_words(item, say)))
        with st.container(horizontal=True, gap="small"):
            _take_back(frame, item, f"pair_back_{item.id}_{item.act}")
            _history(say, item)
    joined = {(item.left, item.right) for item in about if item.act is Act.JOIN}
    for left, right in work.tied:
        words = say("pairing.part", left=cite(left), right=cite(right))
        if (left, right) not in joined and may("part", "pairing") and st.button(plain(words), key=f"pair_part_{left}_{right}"):
            keep_change(frame, _decision(work, left, right, Act.PART), told=_SAVED)


def _take_back(frame: Frame, item: Pairing, key: str) -> None:
    if may("withdraw", "pairing") and st.button(frame.say("pairing.take_back"), key=key, type="tertiary"):
        keep_change(frame, partial(take_back, seen=item), told=_SAVED)


def _history(say: Catalogue, item: Pairing) -> None:
    """Who decided what about two provisions, the last first."""
    lines = read_base(lines_about, PAIRING, item.id)
    st.html(KIT.lines([act_words(say, "pairing", line) for line in reversed(lines)]), width="content")


def _joining(frame: Frame, work: Work) -> None:
    """Two lists of what stands on this level, and the button that makes a pair of what is chosen in them."""
    say, (ours, theirs) = frame.say, work.places
    here = {*ours, *theirs}
    levels = levels_of(work.left.roots, work.right.roots)
    level = next((both for both in levels if here & (both[0] | both[1]) and (not here - (both[0] | both[1]))), levels[0])
    chosen = []
    which = f"{work.anchor}_{work.left.version.version.id}_{work.right.version.version.id}"
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        for number, (part, paths, own) in enumerate(((work.left, level[0], ours), (work.right, level[1], theirs))):
            options = [item for root in part.roots for item in root.walk() if item.path in paths]
            chosen.append(_list(f"pair_list_{number}_{which}", part, options, own))
        known = (chosen[0], chosen[1]) in work.tied
        pressed = st.button(say("pairing.join"), key="pair_join", type="primary", disabled=known or not all(chosen))
    if pressed:
        keep_change(frame, _decision(work, chosen[0], chosen[1], Act.JOIN), told=_SAVED)
    st.html(KIT.quiet(say("pairing.join_help")))


def _list(key: str, part: Part, options: Sequence[Provision], own: Sequence[str]) -> str:
    called = {"": "–", **{item.path: data.beginning(item, _LONGEST) for item in options}}
    first = list(called).index(own[0]) if own and own[0] in called else 0
    return str(select_box(part.name, list(called), key, called.__getitem__, first) or "")


def _decision(work: Work, left: str, right: str, act: Act) -> Callable[[Session], object]:
    seen = next((item for item in work.pairings if (item.left, item.right) == (left, right)), None)
    return lambda opened: decide_pairing(opened, work.left.version, work.right.version, (left, right), act, seen)


def _notes(frame: Frame, work: Work) -> None:
    """The notes on either side, and the form for a new one."""
    say = frame.say
    if not any(work.places):
        return
    st.html(KIT.subtitle(say("page.notes")))
    places = [(number, path) for number, paths in enumerate(work.places) for path in paths]
    for note in _noted(work, places):
        st.html(note_html(frame, note))
    if not may("add", "note"):
        return
    began = {"text": "", "tags": [], "side": len(places) - 1, "explains": True}
    draft = begin(f"note-new:{work.left.version.version.id}:{work.right.version.version.id}:{places}", began)
    draft.label = f"{say('draft.new_note')} · {_title(say, work)}"
    draft.page, draft.params = at.COMPARE, {**st.query_params.to_dict()}
    now = draft.fields
    draft_line(frame, draft)
    with st.container(key="pair_note", border=True):
        if len(places) > 1:
            parts = [((work.left, work.right)[number], path) for number, path in places]
            names = [f"{cite(path)} · {part.version.instrument.metadata.number or part.name}" for part, path in parts]
            look = {"options": range(len(places)), "format_func": lambda number: plain(names[number]), "horizontal": True}
            draft.ask(say("pairing.note_on"), st.radio, "side", **look)
        draft.ask(say("note.text"), st.text_area, "text", height=90, placeholder=say("note.text_help"), max_chars=4000)
        draft.ask(say("pairing.explains"), st.checkbox, "explains", help=say("pairing.explains_help"))
        if insisted(frame, draft, save_button(draft, say("note.save"), f"pair_note_save_{draft.serial}")):
            number, path = places[int(now["side"])]
            part = (work.left, work.right)[number]
            here, tags = part.version.version.id, [EXPLAINS] if now["explains"] else []
            change = lambda opened: add_note(opened, here, [Spot(path)], str(now["text"]), tags)  # noqa: E731
            keep_change(frame, change, draft, told="note.saved")


def _noted(work: Work, places: Sequence[tuple[int, str]]) -> list[NoteView]:
    """The notes on the provisions of a pair, of the versions that are compared."""
    notes: dict[str, NoteView] = {}
    with session() as opened:
        for number, part in enumerate((work.left, work.right)):
            here, paths = part.version.version.id, [path for side, path in places if side == number]
            for note in notes_for(opened, part.version.instrument.id):
                own = [target.path for target in note.targets if target.version_id == here]
                if any(contains(path, place) for path in paths for place in own):
                    notes[note.id] = note
    return list(notes.values())
