"""Words of a scan that may be wrong: marked in the text, and settled by a person beside the page they stand on."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from markupsafe import Markup

from documents.model import Provision
from kb.database.reading.reader import LoadedVersion, SourceRecord
from kb.interface.catalogue import Catalogue
from kb.law.texts.settled import settle_word, still_doubtful, waiting_words
from kb.pages.kit import data
from kb.pages.kit.bar import may
from kb.pages.kit.base import base, read_base, require_now
from kb.pages.kit.drafts import save_clicked
from kb.pages.kit.frame import Frame, take_event
from kb.pages.kit.html import KIT
from kb.pages.kit.paper import PAPER_PAGE, Box
from kb.pages.reader.typesetting import TextLink

_IN_HAND = "doubtful_word"
_TAG = Markup('<a class="doubt" role="button" tabindex="0" data-doubt="{}-{}" title="{}">')
Span = tuple[int, int]
Links = Mapping[tuple[str, str], Sequence[TextLink]]


def with_doubts(say: Catalogue, provisions: Sequence[Provision], links: Links) -> Links:
    """The links of a text, and its doubtful words as such: a link in which one stands gives way to it."""
    found = dict(links)
    for provision in (item for root in provisions for item in root.walk() if item.ocr and item.ocr.doubtful):
        assert provision.ocr is not None
        words = [
            TextLink(start, end, _TAG.format(start, end, say("doubts.proposed", word=word) if word else say("doubts.word")))
            for (start, end), word in zip(provision.ocr.doubtful, provision.ocr.proposed, strict=True)
        ]
        place = provision.path, "text"
        others = [link for link in found.get(place, ()) if all(link.end <= word.start or word.end <= link.start for word in words)]
        found[place] = sorted([*others, *words], key=lambda link: link.start)
    return found


def take_doubt(version: LoadedVersion) -> bool:
    """Take a word in hand that was clicked."""
    if (event := take_event("doubt")) is None or event.get("path") not in version.ids:
        return False
    start, _, end = str(event["span"]).partition("-")
    st.session_state[_IN_HAND] = (version.version.id, str(event["path"]), (int(start), int(end)))
    st.session_state.pop("paper_for", None)
    return True


def settle_panel(frame: Frame, version: LoadedVersion, source: SourceRecord) -> list[tuple[int | None, Box]]:
    """The word in hand: what it may be, and what a person says that it is. Above it, what waits to be put into the text.

    :returns: where on which page it stands
    """
    say = frame.say
    _put_in(say, source)
    law, path, span = st.session_state.get(_IN_HAND, (None, "", (0, 0)))
    provision = version.provision(path) if law == version.version.id else None
    if provision is None or provision.ocr is None:
        return []
    found = read_base(still_doubtful, source.file_id, provision).get(span)
    places = [place for place in data.places(version, path, source.file_id) if place.path == path and place.field == "text"]
    boxes = [(place.page, place.box) for place in places if place.box and place.start < span[1] and span[0] < place.end]
    if boxes:
        st.session_state[PAPER_PAGE] = boxes[0][0] or 1
    if found is None:
        st.html(KIT.quiet(say("doubts.settled")))
        return boxes
    read = provision.text[span[0] : span[1]]
    proposed = dict(zip(provision.ocr.doubtful, provision.ocr.proposed, strict=True)).get(span)
    if not may("settle", "read_words"):
        return boxes
    with st.form(f"settle_{path}_{span[0]}", border=False):
        st.html(KIT.line(say("doubts.read_as", word=read)))
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            mark = f"word_{version.version.id}_{hash((path, span, proposed or read))}"
            word = st.text_input(say("doubts.is"), proposed or read, key=mark, max_chars=200)
            if st.form_submit_button(say("doubts.settle"), type="primary"):
                _settle(version, source.sha256, (path, span), found, word)
                st.rerun()
    return boxes


def _settle(version: LoadedVersion, sha256: str, place: tuple[str, Span], found: tuple[Provision, Span], word: str) -> None:
    """Keep what a person says, and take the next word in hand."""
    again = partial(_settle, version, sha256, place, found, word)
    if save_clicked(lambda opened: settle_word(opened, sha256, *found, word), again):
        places = [(item.path, span) for item in version.walk() if item.ocr for span in item.ocr.doubtful]
        if after := places[places.index(place) + 1 :]:
            st.session_state[_IN_HAND] = (version.version.id, *after[0])


def _put_in(say: Catalogue, source: SourceRecord) -> None:
    """Words that were settled stand in the text once its file is read again, which takes seconds a page."""
    count = read_base(waiting_words, source.file_id)
    if not count or not may("reread", "batch"):
        return
    if not st.button(say("doubts.put_in", count=count), key="doubts_put_in", help=say("doubts.put_in_help")):
        return
    require_now("reread", "batch")
    from ingest.rereading import named_files, reread  # it loads the pipeline, which no page needs to open

    with st.spinner(say("doubts.reading")):
        reports = list(reread(base(), list(named_files(base(), [source.sha256]))))
    refused = [problem for report in reports if report.status == "rejected" for problem in report.problems]
    for problem in refused:
        st.html(KIT.failure(say.write(problem.message)))
    if not refused:
        st.session_state.pop(_IN_HAND, None)
        st.rerun()
