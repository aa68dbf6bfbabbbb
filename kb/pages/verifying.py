"""Kiểm tra trích dẫn: a foreign text with its citations marked, judged on the day of the page. Nothing of it is kept."""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from documents.paths import split_key
from documents.text.normal import compose
from documents.time.status import StatusCode, Told
from ingest.errors import IngestError
from ingest.files.source import base_name
from kb.errors import InvalidQueryError
from kb.export.files import VERIFIED, file_bytes
from kb.export.noted import VERIFIED_COLUMNS
from kb.open.said import AgainstLaw
from kb.open.texts import words_of_file
from kb.open.verifying import LONGEST_TEXT, Citation, Exists, Note, cells_of, verified_table, verify
from kb.pages.kit import address as at
from kb.pages.kit.apart import downloads
from kb.pages.kit.base import read_base, revision, without_texts
from kb.pages.kit.frame import Frame, entitle, set_state, token
from kb.pages.kit.html import KIT, failure, macros, pill

_HTML = macros("verifying")
_LARGEST_MB = 20
_TEXT, _FILE, _ASKED, _TURN = "verify_text", "verify_file", "verify_asked", "verify_turn"
_FOUND, _WHY = "verify_found", "verify_why"


def show(frame: Frame) -> None:
    """Draw the page."""
    if without_texts(frame):
        return
    say = frame.say
    entitle(frame, say("page.verify"))
    st.html(_HTML.head(say))
    if st.session_state.pop(_ASKED, False):
        given = st.session_state.get(_FILE)
        st.session_state[_FOUND] = _read(given.name, given.getvalue()) if given is not None else compose(st.session_state[_TEXT])
        st.session_state[_TURN] = token()
    text = st.session_state.get(_FOUND, "")
    # What was found is to be in sight: the box above it closes with every check, also where somebody had opened it again.
    box = st.expander(say("verify.text"), expanded=not text.strip(), key=f"verify_box_{st.session_state.get(_TURN, 0)}")
    with box, st.form("verify_form", border=False):
        st.text_area(say("verify.text"), key=_TEXT, height=220, placeholder=say("verify.placeholder"), label_visibility="collapsed")
        st.file_uploader(say("verify.given"), key=_FILE, max_upload_size=_LARGEST_MB)
        st.form_submit_button(say("verify.check"), type="primary", on_click=set_state, kwargs={_ASKED: True})
    if error := st.session_state.pop(_WHY, None):
        st.html(failure(say, error))
    if not text.strip():
        return
    with st.spinner(say("common.loading"), show_time=False):
        found = _judged(frame.day, text)
    if not found:
        st.html(KIT.line(say("verify.none")))
        return
    marked = [(_mark(item, frame), item) for item in found]
    # What was not compared says so, no colour alone does.
    unread = {True: f" · {say('verify.unread_short')}", False: ""}
    marks = Counter((tone, sign, f"{word}{unread[tone == 'unread']}") for (tone, sign, word, _), _ in marked)
    counts = sorted(marks.items(), key=lambda item: (_RANK[item[0][0]], item[0][2] != say("verify.exists_no")))
    st.html(_HTML.counted(say, say("verify.count", count=len(found)), counts))
    with st.popover(say("export.button"), icon=":material/download:", key="verify_export", type="tertiary"):
        st.caption(say("verify.by_machine"))
        table = verified_table(found, frame.day, say)
        downloads(say, VERIFIED, lambda: partial(file_bytes, VERIFIED, table), key="verify")
    heads = [say(f"verify.{name}") for name in VERIFIED_COLUMNS]
    lines = [(mark, _href(frame, item), cells_of(item, frame.day, say)) for mark, item in marked]
    st.html(_HTML.judged(Markup().join(_marked(frame, text, found)), heads, lines))


def _read(name: str, content: bytes) -> str:
    """The words of a file, which lies on the disk only while it is read."""
    try:
        with tempfile.TemporaryDirectory(prefix="tuluat-") as folder:
            path = Path(folder) / (base_name(name) or "tep")
            path.write_bytes(content)
            return compose(words_of_file(path))
    except IngestError as error:
        st.session_state[_WHY] = error
        return ""


def _judged(day: date, text: str) -> Sequence[Citation]:
    """The citations; of the same text, day and base those that the page has already."""
    if len(text) > LONGEST_TEXT:
        raise InvalidQueryError("verify_too_long", most=LONGEST_TEXT)
    asked = revision(), day, text
    if st.session_state.get("verify_judged", (None,))[0] != asked:
        st.session_state["verify_judged"] = asked, read_base(verify, text, day)
    found: Sequence[Citation] = st.session_state["verify_judged"][1]
    return found


def _marked(frame: Frame, text: str, found: Sequence[Citation]) -> Iterator[Markup]:
    """The text with its citations as links, each with a sign and the word for what is wrong with it."""
    last = 0
    for (start, end), some in groupby(found, key=lambda item: (item.start, item.end)):
        worst = min(some, key=lambda item: _RANK[_mark(item, frame)[0]])
        yield Markup("{}").format(text[last:start])
        yield _HTML.cited(_mark(worst, frame), _href(frame, worst), text[start:end])
        last = end
    yield Markup("{}").format(text[last:])


_RANK = dict(zip(("expired", "suspended", "not_yet", "unknown", "unread", "was_in_force", "in_force"), range(7), strict=True))


def _mark(item: Citation, frame: Frame) -> tuple[str, str, str, str]:
    """Colour, sign, word and qualification of a citation: the worst that is to be said of it."""
    say = frame.say
    if item.exists is Exists.NO:
        return "expired", "✕", say("verify.exists_no"), ""
    if item.quoted_right is False:
        return "suspended", "≠", say("verify.wrong"), ""
    if Note.OTHER_NAME in item.notes:  # a number that the base lacks may be that of a newer text of the same name
        return "suspended", "≠", say("verify.number_or_name"), ""
    if item.answer is None or (item.exists is Exists.UNKNOWN and item.status is StatusCode.UNKNOWN):
        return "unknown", "?", say("status.unknown" if item.added else "verify.exists_unknown"), ""
    tone, sign, word, note = pill(say, item.answer.shown(frame.day))
    verdicts = {one.verdict for one in item.said}
    if AgainstLaw.OTHER in verdicts:
        return "suspended", "≠", say("verify.said_differs"), word
    if _RANK[tone] >= _RANK["unknown"] and AgainstLaw.OPEN in verdicts and AgainstLaw.SAME not in verdicts:
        return "unknown", "?", say("verify.said_open_short"), word
    if item.unread and tone in ("in_force", "was_in_force"):  # no colour that a sentence might be taken to be right by
        return "unread", sign, word, " · ".join(part for part in (note, say("verify.unread_short")) if part)
    return tone, sign, say("verify.right") if (item.quoted_right or item.worded) and tone is Told.IN_FORCE else word, note


def _href(frame: Frame, item: Citation) -> str | None:
    """Where the provision is read; None where the base does not have it."""
    if item.target is None or item.exists is not Exists.YES:
        return None
    key, path = split_key(item.target)
    if item.added is not None:  # to the words that put it in; where none are there, to what it is put into
        key, path = split_key(item.added.key) if split_key(item.added.key)[1] else (key, "")
    return frame.address(at.READER, **{at.INSTRUMENT: key, at.PROVISION: path or None})
