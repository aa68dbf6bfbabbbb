"""A reviewer's own file as the new side of a comparison: stored as a draft, as `kb ingest --draft` does."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from documents.errors import WordedError
from documents.identity.drafts import SaidDraft
from documents.model import Draft
from ingest.batch import ingest_paths, said_again
from ingest.files.limits import base_name
from ingest.report import FileReport
from kb.pages.kit.bar import acting, may, signed
from kb.pages.kit.base import base, require_now
from kb.pages.kit.frame import Frame, set_state
from kb.pages.kit.html import KIT, failure

_SURE = "own_draft_sure"


def own_draft(frame: Frame, pick: Callable[[str], None]) -> None:
    """The box that takes the file.

    :param pick: takes the key of what was stored
    """
    say = frame.say
    if not (may("approve", "upload") and may("say", "draft")):
        return
    with st.expander(say("compare.own_draft")):
        st.html(KIT.quiet(say("compare.own_draft_about")))
        given = st.file_uploader(
            say("inbox.column_file"), key="own_draft", max_upload_size=base().settings.max_file_mb, label_visibility="collapsed"
        )
        sure = st.button(say("compare.own_draft_now"), key="own_draft_take", type="primary", disabled=given is None)
        if given is None or not (st.session_state.pop(_SURE, False) or sure) or not signed(partial(set_state, **{_SURE: True})):
            return
        try:
            with st.spinner(say("common.loading"), show_time=False):
                reports = _stored(given.name, given.getvalue())
        except WordedError as error:
            st.html(failure(say, error))
            return
        key = next((part.key for report in reports for part in report.instruments), None)
        if key is not None:
            pick(key)
            st.rerun()
        for problem in (problem for report in reports for problem in report.problems):
            st.html(KIT.failure(say.write(problem.message)))


def _stored(name: str, content: bytes) -> list[FileReport]:
    """What became of a file.

    :raises WordedError: it may not be stored, or the base has it as law
    """
    require_now("approve", "upload")
    said = SaidDraft(Draft())
    with tempfile.TemporaryDirectory(prefix="tuluat-") as folder:
        path = Path(folder) / (base_name(name) or "tep")
        path.write_bytes(content)
        return list(said_again(base(), ingest_paths(base(), [path], workers=1, said=said), said, acting()))
