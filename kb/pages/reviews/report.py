"""The report of a review: what will stand in it, and the files, from the office's own template if it has one."""

from functools import partial

import streamlit as st

from kb.errors import KnowledgeBaseError, ReviewFileError, WorkEndedError
from kb.export.files import DOCX, MIMES, REPORT
from kb.export.report_template import MOST_BYTES, refusal_of, template_at
from kb.export.review_report import OPINIONS, report_file
from kb.export.reviewed import opinion_cells, report_of
from kb.interface.catalogue import Catalogue
from kb.interface.days import today
from kb.pages.kit.apart import Kept, Task, worked_out
from kb.pages.kit.base import base, session
from kb.pages.kit.downloads import downloads
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import KIT, failure, macros
from kb.pages.reviews.board import finding_html
from kb.pages.reviews.review_parts import read_review
from kb.review import Review
from kb.settings import settings

_HTML = macros("dossier")
_MOST = 100


def show_report(frame: Frame, review: Review) -> None:
    """Draw it."""
    say = frame.say
    _, findings, _ = read_review(review)
    reported = [item for item in findings if not item.left_out]
    st.html(_HTML.reported(frame, len(reported), len(findings) - len(reported), say.day(review.said.as_of)))
    template = _template(frame)
    with st.container(key="reportfiles", horizontal=True, gap="small"):
        downloads(say, REPORT, partial(_file, review, say, template), f"-{review.id}", key="report", icon=":material/download:")
    for number, item in enumerate(reported[:_MOST], 1):
        st.html(_HTML.row(number, finding_html(frame, item)))
    if len(reported) > _MOST:
        st.html(KIT.quiet(say("dossier.more", count=len(reported) - _MOST)))
    with session() as opened:
        opinions = report_of(opened, review, say, today()).opinions if any(item.on_draft for item in reported) else ()
    if opinions:
        cells = [opinion_cells(opinion, say) for opinion in opinions]
        st.html(_HTML.opinions(say, OPINIONS, cells))


def _template(frame: Frame) -> bytes | None:
    """The template that the report is made from: the one that was just given, that of the settings, None: the shipped one."""
    say = frame.say
    with st.expander(say("dossier.template")):
        st.caption(say("dossier.template_help"))
        st.download_button(
            say("dossier.template_shipped"),
            partial(_shipped, say),
            file_name=f"{say('dossier.template_file')}.docx",
            mime=MIMES[DOCX],
            key="report_template",
            on_click="ignore",
        )
        given = st.file_uploader(
            say("dossier.template_own"), type=[DOCX], key="report_own", max_upload_size=MOST_BYTES // 1_000_000
        )
    try:
        path = settings().report_template
        content = template_at(path) if path else None
        content = given.getvalue() if given is not None else content
        if content is not None and (refused := _refused(say, content)):
            raise refused
    except WorkEndedError:
        return None
    except KnowledgeBaseError as error:
        st.html(failure(say, error))
        return None
    return content


def _refused(say: Catalogue, content: bytes) -> ReviewFileError | None:
    """Why a template cannot be used."""
    task = partial(refusal_of, content)
    refused: ReviewFileError | None = worked_out(say, say("dossier.template_checking"), _checked(content), task).value
    return refused


@st.cache_resource(max_entries=8, show_spinner=False)
def _checked(content: bytes) -> Kept:
    return Kept()


def _shipped(say: Catalogue) -> bytes:
    from kb.export.report_shape import shipped_template  # costs a good part of a second, and few want it

    return shipped_template(say)


def _file(review: Review, say: Catalogue, template: bytes | None, format_: str) -> Task:
    return partial(report_file, base().settings, review, today(), template, format_, say)
