"""Nạp văn bản: files and addresses go in, what was read of each is looked at, corrected and stored."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from markupsafe import Markup

from documents.errors import WordedError
from documents.messages import told_together
from documents.model import InstrumentType
from documents.paths import unknown_parts
from documents.structure import write_text
from documents.wording.citing import instrument_name
from ingest.inbox.receiving import PATH, admit
from ingest.inbox.staging import remove, spooled, stage
from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day, write_day
from kb.jobs.queue import FAILED, PROPOSED, READING, STAGED, STATES, STORED, Job, approve, drop, list_jobs, retry
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.bar import acting, signed
from kb.pages.kit.base import base, fragment, require_now
from kb.pages.kit.draft_form import SAID_OF, draft_form, said_words
from kb.pages.kit.frame import Frame, put_params, take_event
from kb.pages.kit.html import KIT, failure, macros
from kb.pages.kit.paper import PAPER_PAGE, pager
from kb.pages.kit.picks import select_box

_HTML = macros("inbox")
_ORDER = (FAILED, PROPOSED, READING, STAGED, STORED)
_MOST_SHOWN = 200
_SOON, _LATER = 1.5, 10.0  # seconds until the table is looked at again: while files are under way, and else
_LONGEST_SHOWN = 60_000  # characters of a text beside its page
_REFUSED = "inbox_refused"
_BY_THE_MACHINE = frozenset(
    {
        *(f"problem.{name}" for name in ("failed_reading", "worker_ended", "not_stored", "not_stored_disk_full")),
        *(f"error.{name}" for name in ("office_missing", "image_without_ocr", "office_not_run", "file_process_ended")),
        *(f"error.{name}" for name in ("file_memory", "source_not_read", "file_changed", "original_not_kept")),
    }
)


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    with st.container(key="inbox"):
        _decide()
        by = acting()
        if st.session_state.get("inbox_by") != (by, say.language):
            st.session_state["inbox_by"] = (by, say.language)
            st.session_state["inbox_pass"] = admit(base(), by, say)
        frame.script["receive"] = {
            "to": PATH,
            "pass": st.session_state["inbox_pass"],
            "words": {name: say(f"inbox.{name}") for name in ("sent", "sending", "broken", "known")},
        }
        st.html(_HTML.drop(say))
        _from_address(frame)
        if error := st.session_state.pop(_REFUSED, None):
            st.html(failure(say, error))
        jobs = list_jobs(base())
        _all_at_once(frame, jobs)
        chosen = next((job for job in jobs if job.id == at.read_number(st.query_params.get(at.JOB))), None)
        if chosen is not None:
            _looked_at(frame, chosen)
        moving = _are_moving(jobs)
        fragment(_table, "upload", run_every=_SOON if moving else _LATER)(frame, moving)


def _are_moving(jobs: Sequence[Job]) -> bool:
    return any(job.state in (STAGED, READING) or job.approved for job in jobs)


def _decide() -> None:
    """Do what a button of the table says."""
    event = take_event("job")
    if event is None:
        return
    act, job_id = event.get("act"), event.get("id")
    if act == "look":
        put_params({at.JOB: str(job_id)})
        st.session_state[PAPER_PAGE] = 1
    elif act in _ACTS and isinstance(job_id, int):
        _tried(partial(_ACTS[act], [job_id]))


_ACTS = {
    "store": lambda ids: approve(base(), ids, acting()),
    "retry": lambda ids: retry(base(), ids, acting()),
    "drop": lambda ids: remove(base(), drop(base(), ids, acting())),
}
FOR_ALL = {"store": "store", "retry": "retry", "clear": "drop"}


def _tried(act: Any) -> None:
    try:
        act()
    except WordedError as error:
        st.session_state[_REFUSED] = error


def _from_address(frame: Frame) -> None:
    say = frame.say
    with (
        st.expander(say("inbox.from_address")),
        st.form("inbox_address", border=False),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        address = st.text_input(say("inbox.address"), key="inbox_where", placeholder="https://…", help=say("inbox.address_help"))
        if st.form_submit_button(say("inbox.fetch")) and address.strip():
            with st.spinner(say("inbox.fetching")):
                _tried(partial(_fetched, address.strip()))


def _fetched(address: str) -> None:
    from ingest.files.fetching import fetch

    require_now("add", "upload")
    with tempfile.TemporaryDirectory(prefix="tuluat-") as folder:
        found = fetch(address, Path(folder), base().settings)
        with found.path.open("rb") as stream:
            stage(base(), stream, found.name, acting(), found.address)


def _all_at_once(frame: Frame, jobs: Sequence[Job]) -> None:
    kinds: tuple[Literal["primary", "secondary"], ...] = ("primary", "secondary", "secondary")
    ready = [job.id for job in jobs if job.state == PROPOSED and not job.approved and _complete(job)]
    failed = [job.id for job in jobs if job.state == FAILED and _curable(job)]
    stored = [job.id for job in jobs if job.state == STORED]
    with st.container(key="inbox_all", horizontal=True, gap="small"):
        for (name, act), ids, kind in zip(FOR_ALL.items(), (ready, failed, stored), kinds, strict=True):
            if ids:
                words, does = frame.say(f"inbox.{name}_all", count=len(ids)), partial(_ACTS[act], ids)
                st.button(words, key=f"inbox_{name}", type=kind, on_click=_tried, args=(does,))


def _complete(job: Job) -> bool:
    """Whether what was read is stored along with all others: a text that lacks something is looked at first."""
    return bool(job.proposed) and all(text.get("complete") for text in _texts(job))


def _texts(job: Job) -> list[Mapping[str, Any]]:
    """What was read of the texts of a file."""
    return [job.proposed, *job.proposed.get("others", ())] if job.proposed else []


def _stored(job: Job) -> list[str]:
    """The keys of those that were stored."""
    return (job.result.get("stored") or {}).get("instruments") or []


def _table(frame: Frame, moving: bool) -> None:
    """The jobs. While the page is at rest this part alone is drawn again."""
    require_now("read", "upload")  # it is drawn again by itself
    jobs = list_jobs(base())
    if moving != _are_moving(jobs):
        st.rerun()
    say = frame.say
    counts = [(state, count) for state in STATES if (count := sum(job.state == state for job in jobs))]
    shown = sorted(jobs, key=lambda job: (_ORDER.index(job.state), -job.id))[:_MOST_SHOWN]
    rows = [(job, _names(frame, job), _remarks(say, job), _state(say, job), _acts(job)) for job in shown]
    st.html(_HTML.table(say, counts, rows, len(jobs) - len(shown), st.query_params.get(at.JOB)))


def _state(say: Catalogue, job: Job) -> str:
    stored = job.result.get("stored") or {}
    if job.state == STORED and stored.get("status") == "unchanged" and stored.get("since"):
        return say("inbox.known_since", moment=datetime.fromisoformat(stored["since"]))
    return say("inbox.approved" if job.approved else f"inbox.state_{job.state}")


def _names(frame: Frame, job: Job) -> list[tuple[str, str | None]]:
    """What the texts of a file are, with the way to those that are stored."""
    if stored := _stored(job):
        return [(data.name_of_key(key, subject=True), frame.address(at.READER, **{at.INSTRUMENT: key})) for key in stored]
    texts = _texts(job)
    return [(instrument_name(one["key"], one["number"], one["title"], subject=True) or one["key"], None) for one in texts]


def _remarks(say: Catalogue, job: Job) -> list[str]:
    """What nobody could read of the identity of its texts, with the way to say it; and the problems."""
    keys = _stored(job) or [text["key"] for text in _texts(job)[:1]]
    unread = dict.fromkeys(say(f"unread.{name}") for key in keys for name in unknown_parts(key))
    return [*unread, *map(say.write, told_together(problem.message for problem in job.problems))]


def _acts(job: Job) -> list[str]:
    if job.state == PROPOSED:
        return [] if job.approved else ["store", "look", "drop"]
    if job.state == FAILED:
        return ["retry", "drop"] if _curable(job) else ["drop"]
    return {STAGED: ["drop"], STORED: ["look"]}.get(job.state, [])


def _curable(job: Job) -> bool:
    """Whether a failed job may come out otherwise: it failed by the machine, and not by its file, which stays what it is."""
    return any(problem.message.key in _BY_THE_MACHINE for problem in job.problems)


def _looked_at(frame: Frame, job: Job) -> None:
    """A file that was read: its page beside its text, and what is said of it."""
    say = frame.say
    with st.container(key="inbox_look", border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.html(KIT.subtitle(job.file))
            st.button(say("common.close"), key="inbox_close", type="tertiary", on_click=put_params, args=({at.JOB: None},))
        _correction(frame, job)
        _draft(frame, job)
        path = spooled(base(), job)
        if path is None:
            return
        try:
            text, pages = _read(job.sha256, (job.proposed or {}).get("corrected"), job)
        except WordedError as error:
            st.html(failure(say, error))
            return
        paper, words = st.columns(2) if pages else (None, st.container())
        if paper is not None:
            with paper:
                pager(say, path, pages)
        words.html(text)


def _draft(frame: Frame, job: Job) -> None:
    """Which draft the text is, which is said of what is stored: only that has a key that others can name."""
    stored = _stored(job)
    text = data.instrument_of(stored[0]) if len(stored) == 1 else None
    if text is not None:
        if theirs := said_words(frame.say, text):
            st.html(KIT.quiet(theirs))
        draft_form(frame, text)
    elif not stored and (job.proposed or {}).get("type") in SAID_OF:
        st.html(KIT.quiet(frame.say("draft_file.after_storing")))


@st.cache_data(max_entries=8, show_spinner=False)
def _read(sha256: str, corrected: Any, _job: Job) -> tuple[Markup, int]:
    """The text of a file as it was read, and how many pages can be shown beside it."""
    from ingest.inbox.working import parsed_of  # it loads the pipeline, which no page needs to open

    parsed = parsed_of(base(), _job)
    words = "\n".join(write_text(instrument.provisions) for instrument in parsed.instruments)
    pages = max((provision.page or 0 for instrument in parsed.instruments for provision in instrument.walk()), default=0)
    return _HTML.text(words[:_LONGEST_SHOWN], len(words) > _LONGEST_SHOWN), pages


def _correction(frame: Frame, job: Job) -> None:
    """What the file is, to be put right by a person."""
    say, proposed = frame.say, job.proposed
    if proposed is None or proposed.get("others"):
        return
    if proposed.get("by"):
        st.html(KIT.quiet(say("inbox.corrected_by", author=proposed["by"])))
    kinds, day = list(InstrumentType), read_day(proposed["issued_on"])
    mark = f"{job.id}_{hash(str(proposed))}"  # what is proposed anew begins anew
    with st.form(f"inbox_correct_{job.id}", border=False):
        with st.container(horizontal=True, gap="small"):
            at_first = kinds.index(proposed["type"])
            kind = select_box(say("reader.type"), kinds, f"type_{mark}", lambda name: say(f"type.{name}"), at_first, width=190)
            number = st.text_input(say("reader.number"), proposed["number"] or "", key=f"number_{mark}", width=220)
            issued = st.text_input(
                say("inbox.field_issued_on"),
                write_day(day) if day else "",
                key=f"issued_{mark}",
                width=150,
                placeholder=say("date.hint"),
            )
            issuer = st.text_input(say("reader.issuer"), proposed["issuer"] or "", key=f"issuer_{mark}")
        title = st.text_input(say("inbox.field_title"), proposed["title"] or "", key=f"title_{mark}")
        if not st.form_submit_button(say("inbox.correct")):
            return
    on = read_day(issued.strip())
    said = {"type": str(kind), "number": number, "issuer": issuer, "title": title, "issued_on": on.isoformat() if on else issued}
    changed = {name: value.strip() or None for name, value in said.items() if value.strip() != (proposed[name] or "")}
    if changed:
        _say_otherwise(job.id, changed)
        st.rerun()


def _say_otherwise(job_id: int, changed: dict[str, str | None]) -> None:
    if signed(partial(_say_otherwise, job_id, changed)):
        from ingest.inbox.working import correct

        _tried(partial(correct, base(), job_id, changed, acting()))
