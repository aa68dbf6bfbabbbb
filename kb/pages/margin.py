"""The margin of the reader: what is known of a text, where it comes from, and the page of its source."""

import base64
from collections.abc import Iterable
from html import escape

import streamlit as st

from documents.citing import cite
from documents.model import Codified, EffectivePeriod, Problem
from documents.paths import provision_key
from kb.database.reading.reader import LoadedVersion, PlaceRecord, SourceRecord, VersionRecord
from kb.interface.catalogue import Catalogue
from kb.law.status import ProvisionStatus
from kb.pages import address as at
from kb.pages import data
from kb.pages.frame import Frame
from kb.pages.parts import facts, state
from kb.settings import settings

_SCALE = 1.6  # pixels a PDF point: sharp at the width of the margin


def about_html(
    frame: Frame, version: LoadedVersion, found: list[VersionRecord], chosen: str | None, status: ProvisionStatus
) -> str:
    """Status and what it rests on, metadata, versions, source files with their hashes, problems found."""
    say, instrument, known = frame.say, version.instrument, version.instrument.metadata
    rows: list[tuple[str, str]] = []
    if chosen:
        number = version.version.number if len(found) > 1 else None
        compare = frame.address(at.COMPARE, vb1=instrument.key, dk1=chosen, pb1=number)
        link = f'<a data-go="{at.COMPARE}" href="{escape(compare)}">{escape(say("reader.compare_this"))}</a>'
        rows.append((say("reader.chosen"), f'<b lang="vi">{escape(cite(chosen))}</b><br>{link}'))
    rows.append((say("reader.status_basis"), escape(status.sentence(say))))
    rows.append((say("reader.effective"), _periods(say, version.version.effective)))
    rows.extend(_codified(say, data.codified(version, chosen)))
    kind = f"type.{known.type.value}"
    rows.append((say("reader.type"), escape(say(kind) if say.has(kind) else known.type.value)))
    rows.append((say("reader.number"), _words(known.number)))
    rows.append((say("reader.issuer"), _words(known.issuer)))
    rows.append((say("reader.province"), _words(known.province)))
    rows.append((say("reader.issued"), escape(say.day(known.issued_on))))
    rows.append((say("reader.place"), _words(known.place)))
    rows.append((say("reader.signed_by"), _words(known.signed_by)))
    if len(found) > 1:
        rows.append((say("reader.version"), _versions(frame, version, found, chosen)))
    rows.append((say("reader.sources"), _sources(say, version.sources)))
    rows.append((say("reader.problems"), _problems(say, version)))
    rows.append((say("reader.key"), f"<code>{escape(provision_key(instrument.key, chosen))}</code>"))
    if instrument.aliases:
        rows.append((say("reader.aliases"), "<br>".join(f"<code>{escape(key)}</code>" for key in instrument.aliases)))
    return facts(rows)


def _words(text: str | None) -> str:
    return f'<span lang="vi">{escape(text)}</span>' if text else ""


def _periods(say: Catalogue, periods: Iterable[EffectivePeriod]) -> str:
    lines: list[str] = []
    for period in periods:
        if period.start and period.end:
            line = say("reader.effective_between", start=period.start, end=period.end)
        elif period.end:
            line = say("reader.effective_to", end=period.end)
        else:
            line = say("reader.effective_from", start=say.day(period.start))
        if period.scope:
            line += " · " + say("reader.effective_scope", scope=", ".join(cite(path) for path in period.scope))
        evidence = f'<br><small lang="vi">“{escape(period.evidence)}”</small>' if period.evidence else ""
        lines.append(f"<li>{escape(line)}{evidence}</li>")
    return f"<ul>{''.join(lines)}</ul>" if lines else escape(say("reader.effective_unknown"))


def _codified(say: Catalogue, article: Codified | None) -> list[tuple[str, str]]:
    if article is None:
        return []
    where = " › ".join((article.topic, *article.headings))
    return [
        (say("reader.topics"), f'<span lang="vi">{escape(where)}</span> <code>{escape(article.code)}</code>'),
        (say("reader.codified_note"), f'<span lang="vi">{escape(article.note)}</span>'),
    ]


def _versions(frame: Frame, version: LoadedVersion, found: list[VersionRecord], chosen: str | None) -> str:
    say, key, lines = frame.say, version.instrument.key, []
    for item in found:
        words = say("reader.version_item", number=item.number, start=say.day(item.valid_from))
        href = frame.address(at.READER, vb=key, dk=chosen, pb=item.number)
        here = item.id == version.version.id
        name = f"<b>{escape(words)}</b>" if here else f'<a data-go="{at.READER}" href="{escape(href)}">{escape(words)}</a>'
        recorded = escape(say("reader.version_recorded", day=item.recorded_at.date()))
        lines.append(f"<li>{name}<br><small>{recorded}</small></li>")
    other = next(item for item in reversed(found) if item.id != version.version.id)
    first, second = sorted((other.number, version.version.number))
    href = frame.address(at.COMPARE, vb1=key, vb2=key, pb1=first, pb2=second, dk1=chosen, dk2=chosen)
    link = f'<a data-go="{at.COMPARE}" href="{escape(href)}">{escape(say("reader.version_compare"))}</a>'
    return f"<ul>{''.join(lines)}</ul>{link}"


def _sources(say: Catalogue, sources: Iterable[SourceRecord]) -> str:
    lines: list[str] = []
    for source in sources:
        about = [
            say("reader.source_complete" if source.complete else "reader.source_partial"),
            say(f"reader.trust_{min(max(source.trust, 0), 3)}"),
        ]
        if source.snapshot_on:
            about.append(say.day(source.snapshot_on))
        lines.append(
            f"<li>{escape(source.file)}<br><small>{escape(' · '.join(about))}</small><br>"
            f'<span class="hash">SHA-256 {escape(source.sha256)}</span></li>'
        )
    return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _problems(say: Catalogue, version: LoadedVersion) -> str:
    lines = [_problem(problem, version) for problem in version.problems]
    return f"<ul>{''.join(lines)}</ul>" if lines else escape(say("reader.no_problems"))


def _problem(problem: Problem, version: LoadedVersion) -> str:
    where = ""
    if problem.place and problem.place in version.ids:
        where = f' <a data-to="{escape(problem.place)}" lang="vi">{escape(cite(problem.place))}</a>'
    elif problem.place:
        where = f" <small>({escape(problem.place)})</small>"
    message = f'<span lang="vi">{escape(problem.message)}</span>'
    return f'<li><span aria-hidden="true">⚠</span> {message}{where} <code>{escape(problem.code.value)}</code></li>'


def paper(frame: Frame, version: LoadedVersion, chosen: str | None, pdf: SourceRecord) -> None:
    """The page image, with frames where the chosen provision stands, and the way to the pages around it."""
    say = frame.say
    places = data.places(version, chosen, pdf.file_id) if chosen else []
    provision = version.provision(chosen) if chosen else None
    first = places[0].page if places else provision.page if provision else None
    here = (pdf.file_id, chosen)
    if st.session_state.get("paper_for") != here:
        st.session_state["paper_for"] = here
        st.session_state["paper_page"] = first or 1
    pages = pdf.pages or 1
    page = min(max(int(st.session_state["paper_page"]), 1), pages)
    with st.container(key="pager", horizontal=True, gap="small", vertical_alignment="center"):
        st.button("‹", key="paper_back", help=say("reader.page_previous"), disabled=page <= 1, on_click=_turn, args=(page - 1,))
        st.html(f'<span class="pages">{escape(say("reader.page_of", page=page, pages=pages))}</span>', width="content")
        st.button("›", key="paper_on", help=say("reader.page_next"), disabled=page >= pages, on_click=_turn, args=(page + 1,))
    st.html(paper_html(say, pdf.sha256, page, places))
    st.caption(say("reader.page_hint") if places else say("reader.page_choose"))


def _turn(page: int) -> None:
    st.session_state["paper_page"] = page


@st.cache_data(max_entries=32, show_spinner=False)
def _page(sha256: str, page: int) -> tuple[bytes, float, float] | None:
    """The image of a page of a stored original, and the page's size in points."""
    from ingest.apart import run_apart
    from ingest.errors import IngestError
    from ingest.readers.pdf import page_image

    path = settings().originals_path / sha256
    if not path.is_file():
        return None
    try:
        return run_apart(page_image, path, page, _SCALE, name=sha256)
    except IngestError:
        return None


def paper_html(say: Catalogue, sha256: str, page: int, places: Iterable[PlaceRecord]) -> str:
    """A page with frames around the lines of a provision."""
    drawn = _page(sha256, page)
    if drawn is None:
        return state(say("reader.page_missing"), "", (), "!")
    image, width, height = drawn
    frames = ""
    for x0, top, x1, bottom in dict.fromkeys(place.box for place in places if place.page == page and place.box):
        left, down, wide, high = x0 / width, top / height, (x1 - x0) / width, (bottom - top) / height
        frames += f'<span style="left:{left:.2%};top:{down:.2%};width:{wide:.2%};height:{high:.2%}"></span>'
    source = base64.b64encode(image).decode()
    named = escape(say("reader.page_alt", page=page))
    return f'<div class="sheet"><img alt="{named}" src="data:image/png;base64,{source}">{frames}</div>'
