"""Notes out of the base as a file of W3C annotations, and those of such a file into it."""

import streamlit as st

from kb.annotations.exchange import Imported, export_annotations, import_file, read_annotations
from kb.annotations.exchange.reading import LARGEST_MB
from kb.annotations.finding import Wanted, find_notes
from kb.errors import KnowledgeBaseError
from kb.interface.catalogue import Catalogue
from kb.pages.kit.bar import acting, may
from kb.pages.kit.base import base, session
from kb.pages.kit.downloads import allowed, offered
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, failure, macros

_DONE, _SAID = "notes_imported", 20


def export_button(say: Catalogue, wanted: Wanted, count: int) -> None:
    """All that the list has, also what stands on its other pages.

    :param count: of them
    """

    def content() -> bytes:
        with session() as opened:
            return export_annotations(find_notes(opened, wanted, most=count).notes, say("app.name")).content

    st.download_button(
        say("notes.export", count=count),
        allowed(content, "note"),
        file_name=f"{say('notes.file')}.json",
        mime="application/json",
        key="notes_export",
        icon=":material/download:",
        on_click="ignore",
        **{"help": say("notes.export_help"), **offered(say, "note")},
    )


def import_box(frame: Frame) -> None:
    """The notes of a file, each on exactly the words that it quotes; what is refused is said, one by one."""
    say, done = frame.say, st.session_state.get(_DONE)
    if not may("import", "note"):
        return
    with st.expander(say("notes.import"), expanded=done is not None, key="notes_import"):
        st.html(macros("notes").about_tags(say("notes.import_about")))
        given = st.file_uploader(
            say("notes.import_file"),
            type=["json", "jsonld"],
            key="notes_given",
            max_upload_size=LARGEST_MB,
            label_visibility="collapsed",
        )
        if st.button(say("notes.import_now"), key="notes_take", type="primary", disabled=given is None) and given is not None:
            try:
                with st.spinner(say("common.loading"), show_time=False):
                    st.session_state[_DONE] = import_file(base(), read_annotations(given.getvalue(), given.name), acting())
                st.rerun()
            except KnowledgeBaseError as error:
                st.session_state.pop(_DONE, None)
                st.html(failure(say, error))
        elif done is not None:
            _told(say, done)


def _told(say: Catalogue, done: Imported) -> None:
    counts = {"imported": len(done.imported), "unchanged": len(done.unchanged), "refused": len(done.refused)}
    st.html(KIT.line(say("notes.imported", **counts)))
    refused = [(item.id or "–", say.write(item.why)) for item in done.refused]
    st.html(macros("notes").refused(refused[:_SAID], len(refused) > _SAID))
