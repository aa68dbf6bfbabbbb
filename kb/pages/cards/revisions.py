"""What was made of a card: its revisions with what each changed, two of them side by side, and the ways back."""

from collections.abc import Iterable, Sequence

import streamlit as st
from markupsafe import Markup

from documents.comparison import diff_words
from kb.database.storing.seen import mark_of
from kb.entitlements.forms import Change, differences
from kb.entitlements.revising import restore, undo
from kb.entitlements.revisions import CardState, Revision, data_of, revisions_of, shipped_data
from kb.interface.catalogue import Catalogue
from kb.pages.kit.base import session
from kb.pages.kit.drafts import save_clicked
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, macros, plain, sides

_HTML = macros("supports")
_MOST = 40


def show_revisions(frame: Frame, seen: CardState) -> None:
    """Draw them, the last one first."""
    say = frame.say
    with session() as opened:
        found = revisions_of(opened, seen.card)
    if not found:
        st.html(KIT.nothing(say("curate.never")))
        return
    with st.container(horizontal=True, gap="small", key="cardback"):
        mark = mark_of(seen)
        st.button(say("curate.undo"), key=f"card_undo_{mark}", on_click=_turn, args=(seen, None))
        if seen.edited:
            st.button(say("curate.to_shipped"), key=f"card_shipped_{mark}", on_click=_turn, args=(seen, 0))
    _compare(frame, seen, found)
    for place in range(len(found) - 1, max(-1, len(found) - 1 - _MOST), -1):
        _revision(frame, seen, found[place], found[place - 1] if place else None)


def _revision(frame: Frame, seen: CardState, item: Revision, before: Revision | None) -> None:
    say = frame.say
    with st.container(border=True, key=f"rev_{item.number}"):
        st.html(_HTML.revision(say, item, say(f"curate.act_{item.act.value}", number=item.about or 0)))
        with st.expander(say("curate.what_changed")):
            st.html(changes_html(frame, _between(seen.card, before, item)))
        if seen.last is not None and item.number != seen.last.number:
            key = f"card_restore_{item.number}_{mark_of(seen)}"
            st.button(say("curate.restore"), key=key, type="tertiary", on_click=_turn, args=(seen, item.number))


def _compare(frame: Frame, seen: CardState, found: Sequence[Revision]) -> None:
    """Any two revisions side by side."""
    say = frame.say
    numbers = [0, *(item.number for item in found)]

    def words(number: int) -> str:
        return plain(say("curate.revision", number=number) if number else say("curate.shipped"))

    with st.expander(say("curate.compare")):
        with st.container(horizontal=True, gap="small"):
            left = st.selectbox(say("curate.older"), numbers, format_func=words, key=f"card_left_{seen.card}")
            right = st.selectbox(
                say("curate.newer"), numbers, index=len(numbers) - 1, format_func=words, key=f"card_right_{seen.card}"
            )
        by_number = {item.number: item for item in found}
        st.html(changes_html(frame, _between(seen.card, by_number.get(left or 0), by_number.get(right or 0))))


def _between(card: str, before: Revision | None, after: Revision | None) -> list[Change]:
    old, new = (data_of(item) if item is not None else shipped_data(card) for item in (before, after))
    return differences(old, new)


def changes_html(frame: Frame, changes: Iterable[Change]) -> Markup:
    """What differs, place by place, old words beside new ones."""
    rows = []
    for change in changes:
        left, right = sides(diff_words(change.before or "", change.after or ""), frame.say)
        rows.append((place_words(frame.say, change.place), left, right))
    return _HTML.changes(rows) if rows else KIT.quiet(frame.say("curate.same"))


def place_words(say: Catalogue, place: Sequence[str]) -> str:
    """Where in a card something stands, in words; names that are the card's own stay as they are."""
    known = (
        next((say(entry) for entry in (f"curate.field_{name}", f"desk.about_{name}") if say.has(entry)), name) for name in place
    )
    return " · ".join(known)


def _turn(seen: CardState, number: int | None) -> None:
    """Undo the last revision (None), or let the card be what it was after one (0: what is shipped)."""
    save_clicked(lambda opened: undo(opened, seen) if number is None else restore(opened, seen, number))
