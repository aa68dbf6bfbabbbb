"""How far a review is: the table of contents with what people said of each article, on its page and in the reader."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.paths import contains, split_key
from documents.wording.citing import cite
from kb.database.reading.reader import LoadedVersion
from kb.database.storing.seen import mark_of
from kb.errors import NotFoundError
from kb.interface.catalogue import Catalogue
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.base import read_base
from kb.pages.kit.drafts import save_clicked, show_refusal
from kb.pages.kit.frame import Frame, more_button, put_params
from kb.pages.kit.html import KIT, macros, plain, state
from kb.pages.kit.picks import select_box
from kb.pages.reviews.board import read_on_its_day, read_review, said_html
from kb.review import MARKS, Finding, Progress, Review, find_review, list_reviews, mark
from kb.review.findings import count_read

_HTML = macros("dossier")
_PAGE = 30
_SIGNS = {"read": "◐", "noted": "✎", "nothing": "✓", None: "○"}
"""A sign for what people said of an article; the word always stands beside it, or in the legend."""


def show_progress(frame: Frame, review: Review) -> None:
    """Draw it: the contents of each text with the signs, and the articles to be marked."""
    say = frame.say
    texts, _, progress = read_review(review)
    if not progress:
        st.html(state(say("dossier.nothing_to_read"), say("dossier.nothing_to_read_next"), (), "▤"))
        return
    marked = count_read(progress)
    left, right = st.columns([1, 2], gap="large")
    with left:
        legend = [(say(f"dossier.mark_{name or 'none'}"), _SIGNS[name]) for name in (*MARKS, None)]
        st.html(_HTML.coverage(frame, marked, len(progress), legend))
        for text in texts:
            some = [item for item in progress if item.text == text.loaded.instrument.key]
            places = [(item, read_on_its_day(frame, review, item.text, item.provision.path)) for item in some]
            rows = [(item, _SIGNS[item.mark], say(f"dossier.mark_{item.mark or 'none'}"), href) for item, href in places]
            st.html(_HTML.contents(frame, data.name(text.loaded.instrument), rows))
    with right, st.container(key="marking"):
        only = st.toggle(say("dossier.only_unread"), key="marking_unread")
        some = [item for item in progress if not (only and item.mark)]
        if not some:
            st.html(KIT.nothing(say("dossier.all_read")))
        shown = st.session_state.get("marking_shown", _PAGE)
        for item in some[:shown]:
            with st.container(border=True, key=f"mark_{item.key}"):
                st.html(said_html(frame, item))
                if review.open and may("mark", "review"):
                    mark_box(frame, review, item, "page")
        more_button(frame, len(some) - shown, f"marking_more_{shown}", marking_shown=shown + _PAGE)


def mark_box(frame: Frame, review: Review, item: Progress, place: str) -> None:
    """What one says of an article: a choice, kept at once."""
    say, key = frame.say, f"marked_{place}_{item.key}_{mark_of(item)}"
    marks = {name: say(f"dossier.mark_{name or 'none'}") for name in ("", *MARKS)}
    label, now = say("dossier.mark_of", place=cite(item.provision.path)), list(marks).index(item.mark or "")
    select_box(label, list(marks), key, marks.__getitem__, now, on_change=_marked, args=(review, item, key), width=260)


def _marked(review: Review, item: Progress, key: str) -> None:
    wanted = str(st.session_state.get(key) or "") or None
    save_clicked(lambda opened: mark(opened, review, item, wanted))


Said = tuple[str, str, str]
"""The path of an article, the sign of what people said of it, and the words for that."""


class Covered:
    """What a review that is chosen in the reader says of the text that is read."""

    def __init__(self, review: Review, progress: Sequence[Progress], findings: Sequence[Finding]) -> None:
        self.review, self.findings = review, findings
        self._progress = {item.provision.path: item for item in progress}

    def at(self, path: str | None) -> Progress | None:
        """The article that a provision stands in."""
        return next((item for above, item in self._progress.items() if path and contains(above, path)), None)

    def review_at(self, path: str) -> Review | None:
        """The review, where it is worked on and has a provision."""
        return self.review if self.review.open and may("finding", "review") and self.at(path) else None

    def more(self, frame: Frame) -> dict[str, Markup]:
        """The way to what else the review says of each note, by its id."""
        board = {at.FILE: self.review.id, at.VIEW: at.BOARD}
        found = [item.note.id for item in self.findings if self.review_at(split_key(item.key)[1])]
        return {note: _HTML.margin(frame.say, frame.address(at.REVIEWS, **board, **{at.FINDING: note})) for note in found}

    def said(self, say: Catalogue) -> tuple[Said, ...]:
        """What is said of each article, for the table of contents."""
        words = {name: say(f"dossier.mark_{name or 'none'}") for name in (*MARKS, None)}
        return tuple((path, _SIGNS[item.mark], words[item.mark]) for path, item in self._progress.items())

    @property
    def counts(self) -> tuple[int, int]:
        """How many articles are marked, of how many."""
        return count_read(self._progress.values()), len(self._progress)


def chosen_review(version: LoadedVersion) -> Covered | None:
    """The review that the address chooses, if the text that is read is in its set."""
    number = at.read_number(st.query_params.get(at.FILE))
    if number is None:
        return None
    try:
        review = read_base(find_review, number)
    except NotFoundError:
        return None
    _, findings, progress = read_review(review)
    some = [item for item in progress if item.text == version.instrument.key]
    return Covered(review, some, findings) if some else None


def cover_bar(frame: Frame, version: LoadedVersion, found: Covered | None, path: str | None) -> None:
    """In the reader: which review is chosen, how far it is, and what one says of the article that is read."""
    say = frame.say
    if found is None:
        _choose(frame, version)
        return
    with st.container(key="coverbar"):
        show_refusal(frame, {Progress: partial(said_html, frame)})
        href = frame.address(at.REVIEWS, **{at.FILE: found.review.id, at.VIEW: at.PROGRESS})
        st.html(_HTML.bar(frame, found.review, href, *found.counts))
        item = found.at(path)
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            marks = found.review.open and may("mark", "review")
            if marks and item is not None:
                mark_box(frame, found.review, item, "reader")
            elif marks:
                st.html(KIT.quiet(say("dossier.choose_article")), width="content")
            st.button(say("dossier.leave"), key="cover_leave", type="tertiary", on_click=_leave)


def _choose(frame: Frame, version: LoadedVersion) -> None:
    """Where reviews are open that have this text in their set: a choice of them."""
    say = frame.say
    names = (version.instrument.key, *version.instrument.aliases)
    found = [item for item in read_base(list_reviews) if item.open and any(split_key(key)[0] in names for key in item.said.items)]
    if not found:
        if may("create", "review"):
            href = frame.address(at.REVIEWS, **{at.INSTRUMENT: version.instrument.key})
            st.html(KIT.line(KIT.go(at.REVIEWS, href, say("dossier.new_of"))))
        return
    titles = {0: say("dossier.choose_none"), **{item.id: plain(item.said.title) for item in found}}
    days = {item.id: item.said.as_of.isoformat() for item in found}
    select_box(say("dossier.choose"), list(titles), "cover_choose", titles.__getitem__, on_change=_chosen, args=(days,))


def _chosen(days: Mapping[int, str]) -> None:
    if number := st.session_state.get("cover_choose"):
        put_params({at.FILE: str(number), at.DAY: days[number], at.VERSION: None})


def _leave() -> None:
    st.session_state.pop("cover_choose", None)
    put_params({at.FILE: None})
