"""So sánh: two or three texts, versions or provisions beside one another. The address holds what is compared and what is shown.

Beside one that changes a part of it, a text's words before stand beside those after. A reviewer's own file is stored as a draft.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from documents.comparison import Level, count_changes, diff_words, plain_text
from documents.comparison.levels import units_of
from documents.errors import WordedError
from documents.identity.drafts import SaidDraft
from documents.model import Draft, InstrumentType, Kind
from documents.paths import split_key, type_of_key
from documents.wording.citing import cite
from ingest.batch import ingest_paths, said_again
from ingest.files.source import base_name
from ingest.report import FileReport
from kb.database.reading.reader import LoadedVersion, VersionRecord, choose_version
from kb.interface.catalogue import Catalogue
from kb.law.effects.groups import last_decision
from kb.law.status.provision_status import ProvisionStatus
from kb.law.texts.amending import as_amended
from kb.law.texts.comparing import compared_rows
from kb.pages.compare.alignment import WHOLE, Changed, Part, counterparts, known_pairs, offers_html, short_offers
from kb.pages.compare.three_texts import show_columns
from kb.pages.compare.two_texts import show_whole
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import get_ready
from kb.pages.kit.bar import acting, may, signed
from kb.pages.kit.base import base, read_base, remembered, require_now, revision, without_texts
from kb.pages.kit.drafts import drafts_html
from kb.pages.kit.frame import Frame, entitle, put_params, set_state, usable_day, wrong_day
from kb.pages.kit.html import KIT, badge, failure, macros, plain, sides, state, typed_html
from kb.pages.kit.pickers import find_text
from kb.pages.kit.picks import address_choice

_COMPARED = (Kind.ARTICLE, Kind.CLAUSE, Kind.APPENDIX, Kind.ATTACHMENT, Kind.PREAMBLE)
_NAMES = (at.INSTRUMENT, at.PROVISION, at.VERSION, at.DAY)
_THIRD = "cot"
"""How many columns: 3."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, of this day where somebody chose one for it."""

    part: Part
    versions: list[VersionRecord]
    status: ProvisionStatus
    day: date | None

    @property
    def version(self) -> LoadedVersion:
        """The text."""
        return self.part.version


def show(frame: Frame) -> None:
    """Draw the page."""
    say = frame.say
    if without_texts(frame):
        return
    count = 3 if st.query_params.get(_THIRD) == "3" or st.query_params.get(f"{at.INSTRUMENT}3") else 2
    found_sides: list[Side | None] = []
    line = st.container(key="compare_line")
    with st.container(key="compare_choices"):
        for number, column in enumerate(st.columns(count, gap="medium"), start=1):
            with column, st.container(key=f"compare_side_{number}"):
                found_sides.append(_side(frame, number, count, found_sides[0] if found_sides else None))
        _bar(frame, count, found_sides)
    chosen = [side for side in found_sides if side is not None]
    if len(chosen) == count:
        # What the texts were chosen with folds behind a button; on a narrow screen what was chosen stands in a line.
        frame.script["fold"] = "|".join(side.version.instrument.key for side in chosen)
        names = [(side, data.name(side.version.instrument), badge(say, side.status)) for side in chosen]
        line.html(macros("compare").folded(frame, names))
    if others := drafts_html(frame):
        st.html(others)
    if found_sides[0] is None or found_sides[1] is None:
        _offers(frame, found_sides[0])
        return
    _compared(frame, chosen)


def _compared(frame: Frame, chosen: Sequence[Side]) -> None:
    say = frame.say
    entitle(frame, say("page.compare"), " ↔ ".join(dict.fromkeys(data.name(side.version.instrument) for side in chosen)))
    parts = [side.part for side in chosen]  # a preamble is not compared article by article
    units = len(parts) == 3 or all(part.path is None or any(units_of(part.roots, level) for level in Level) for part in parts)
    typed = [typed_html(frame.say, root, below=True) for side in chosen for root in side.part.roots]
    if units and (said := Markup("").join(dict.fromkeys(typed))):
        st.html(said)
    flags = [badge(say, side.status) for side in chosen]
    if len(chosen) == 3:
        show_columns(frame, parts, flags)
        return
    if len({side.version.version.id for side in chosen}) == 1:  # not to be read as "nothing was changed"
        days = sorted(side.day or frame.day for side in chosen)
        if acted := data.acted_html(frame, chosen[0].version.instrument, *days):
            st.html(acted)
    if units:
        before, after = parts_to_compare(frame, parts[0], parts[1], (_asked(1), _asked(2)))
        turned = before.version.instrument.id != chosen[0].version.instrument.id
        show_whole(frame, before, after, flags[::-1] if turned else flags)
    else:
        st.html(comparison_html(frame, chosen[0], chosen[1]))


def _offers(frame: Frame, left: Side | None) -> None:
    """What may be compared, where it is not chosen yet."""
    get_ready(partial(compared_rows, (), (), ((), ())))
    if left is not None:
        entitle(frame, frame.say("page.compare"), left.part.name)
        st.html(offers_html(frame, left.part, left.versions))
    else:
        st.html(state(frame.say("compare.intro"), "", (), "⇄") + known_pairs(frame))


def _bar(frame: Frame, count: int, chosen: Sequence[Side | None]) -> None:
    """What can be done with the sides."""
    say, (left, right, *_) = frame.say, chosen
    if left is None and right is None and count == 2:
        return
    with st.container(key="compare_bar", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(say("compare.swap"), key="compare_swap", on_click=_swap, args=(left, right))
        words = say("compare.third_on" if count == 2 else "compare.third_off")
        third = {_THIRD: "3"} if count == 2 else {_THIRD: None, **{f"{name}3": None for name in _NAMES}}
        st.button(words, key="compare_third", on_click=put_params, args=(third,))
        if left is not None and right is not None and (links := short_offers(frame, left.part, right.version)):
            st.html(links, width="content")


def comparison_html(frame: Frame, left: Side, right: Side) -> Markup:
    """Both sides as they are, where these are no articles, clauses or points, and how much they differ."""
    say = frame.say
    old, new = ("\n".join(plain_text(root) for root in side.part.roots) for side in (left, right))
    spans = diff_words(old, new)
    changes, removed, added = count_changes(spans)
    summary = say("compare.summary", changes=changes, removed=removed, added=added) if changes else say("outcome.same")
    if lacking := [side.version.version.partial for side in (left, right) if not side.part.roots]:
        summary = say("compare.absent_in_part" if any(lacking) else "compare.absent")
    shown = []
    for side, html in zip((left, right), sides(spans, say), strict=True):
        typed = Markup("").join(typed_html(frame.say, root, below=True) for root in side.part.roots)
        shown.append((side, data.name(side.version.instrument), badge(say, side.status), html, typed))
    return macros("compare").comparison(frame, summary, shown)


def _side(frame: Frame, number: int, count: int, first: Side | None) -> Side | None:
    """The choices of one side. The address holds them; a choice writes the address."""
    say = frame.say
    title = say({1: "compare.left", count: "compare.right"}.get(number, "compare.middle"))
    find_text(frame, f"side_{number}", title, partial(_pick, number), places=True)
    key = st.query_params.get(f"{at.INSTRUMENT}{number}")
    beside = [st.query_params.get(f"{at.INSTRUMENT}{other}", "") for other in range(1, count + 1) if other != number]
    waits = key is None and any(type_of_key(one) == InstrumentType.DRAFT for one in beside)
    own_draft(frame, number, title, waits)
    instrument = data.instrument_of(key)
    if instrument is None:
        if key:
            st.html(KIT.failure(say("reader.not_found")))
        return None
    versions, day = data.versions_of(instrument), usable_day(st.query_params.get(f"{at.DAY}{number}"))
    version = data.loaded(revision(), instrument.id, _version(frame, number, versions, day, first).number)
    path = _path(say, number, version, first)
    status = data.status(version, path if path and version.provision(path) else None, day or frame.day)
    st.html(macros("compare").chosen(frame, version, path, data.name(instrument, subject=True), badge(say, status)))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        _day(frame, number, day)
        if len(versions) > 1:
            called = {one.number: say("common.version_item", number=one.number, start=say.day(one.valid_from)) for one in versions}
            now = version.version.number
            address_choice(f"{at.VERSION}{number}", list(called), now, say("common.version"), called.__getitem__)
        _provision(frame, number, version, path)
    return Side(Part(version, path, day=day), versions, status, day)


def _pick(number: int, key: str, content: bytes | None = None) -> None:
    """A side is another text, or another provision.

    :param content: of the file that was stored: two files of one draft are two versions of it
    """
    instrument, path = split_key(key)
    record = data.instrument_of(instrument) if content is not None else None
    file = sha256(content or b"").hexdigest()
    read = [one.number for one in data.versions_of(record) if file in {source.sha256 for source in one.sources}] if record else []
    kept = {f"{at.INSTRUMENT}{number}": instrument, f"{at.PROVISION}{number}": path or None}
    put_params({**kept, f"{at.VERSION}{number}": str(read[-1]) if read else None})


def _version(frame: Frame, number: int, versions: list[VersionRecord], day: date | None, first: Side | None) -> VersionRecord:
    """The version asked for; without one that of the day, or beside the same text the one that is not on the left."""
    if named := next((item for item in versions if item.number == _asked(number)), None):
        return named
    if day is None and first and len(versions) > 1 and any(item.id == first.version.version.id for item in versions):
        return next(item for item in reversed(versions) if item.id != first.version.version.id)
    return choose_version(versions, day or frame.day)


def _asked(number: int) -> int | None:
    """The number of the version that somebody chose for a side."""
    return at.read_number(st.query_params.get(f"{at.VERSION}{number}"))


def _path(say: Catalogue, number: int, version: LoadedVersion, first: Side | None) -> str | None:
    """The provision asked for; without one, beside a provision: the same of another version, or what it became in another text."""
    path = st.query_params.get(f"{at.PROVISION}{number}")
    if path or first is None or first.part.path is None:
        return None if path in (None, WHOLE) else path
    if version.instrument.id == first.version.instrument.id:
        return first.part.path
    return next(iter(counterparts(first.version, version, first.part.path, say)), None)


def _day(frame: Frame, number: int, day: date | None) -> None:
    """The day of this side, as it is typed in the page's own box; the page's day where none is."""
    say, widget, wrong = frame.say, f"compare_day_{number}", f"compare_wrong_{number}"
    refused = st.session_state.get(wrong)
    st.session_state[widget] = refused or (say.day(day) if day else "")
    st.text_input(
        say("compare.day"),
        key=widget,
        placeholder=say("date.hint"),
        help=say("compare.day_help"),
        on_change=_dated,
        args=(number,),
        width=150,
    )
    if refused:
        st.html(KIT.failure(wrong_day(say, refused, day or frame.day)))


def _dated(number: int) -> None:
    typed = str(st.session_state.get(f"compare_day_{number}") or "").strip()
    day = usable_day(typed)
    st.session_state[f"compare_wrong_{number}"] = typed if typed and not day else ""
    if day or not typed:
        put_params({f"{at.DAY}{number}": day.isoformat() if day else None, f"{at.VERSION}{number}": None})


def _provision(frame: Frame, number: int, version: LoadedVersion, path: str | None) -> None:
    say = frame.say
    headings = {item.path: item.heading for item in version.walk() if item.kind in _COMPARED}
    held = version.provision(path) if path else None
    own = {path: held.heading if held else None} if path and path not in headings else {}
    called = {WHOLE: say("compare.whole"), **{code: data.titled(code, heading) for code, heading in {**own, **headings}.items()}}
    address_choice(f"{at.PROVISION}{number}", list(called), path or WHOLE, say("compare.provision"), called.__getitem__)


def _swap(left: Side | None, right: Side | None) -> None:
    """Exchange the first two sides in the address; what a side only took over is written out."""
    changes: dict[str, str | None] = {f"{name}{number}": None for name in _NAMES for number in (1, 2)}
    for number, side in ((1, right), (2, left)):
        if side is not None:
            changes[f"{at.INSTRUMENT}{number}"] = side.version.instrument.key
            changes[f"{at.PROVISION}{number}"] = side.part.path or WHOLE
            changes[f"{at.VERSION}{number}"] = str(side.version.version.number) if len(side.versions) > 1 else None
            changes[f"{at.DAY}{number}"] = side.day.isoformat() if side.day else None
    put_params(changes)


_amended = remembered(8, as_amended)


def parts_to_compare(frame: Frame, left: Part, right: Part, asked: tuple[int | None, int | None]) -> tuple[Part, Part]:
    """What is compared of two texts, with the sentences that say so where the one changes a part of the other.

    :param asked: of each the number of the version that somebody chose
    """
    if left.path or right.path or left.version.instrument.id == right.version.instrument.id:
        return left, right
    for text, other, number in ((left, right, asked[0]), (right, left, asked[1])):
        ids = text.version.instrument.id, other.version.instrument.id
        found = _amended((revision(), read_base(last_decision)), *ids, number)
        if found is None:
            continue
        names = {"name": data.name(text.version.instrument), "by": data.name(other.version.instrument)}
        say = frame.say
        if found.base is None or found.provisions == found.base.provisions:
            st.html(KIT.banner("⚠", say("compare.amends", **names)))
            return (left, replace(right, amends=True)) if other is right else (replace(left, amends=True), right)
        told = [say("compare.amended", **names), *(() if found.reviewed else (say("compare.amended_unreviewed"),))]
        if found.left_out:
            told.append(say("compare.amended_left_out", places=", ".join(map(cite, found.left_out)), **names))
        remark = " ".join(told)
        st.html(KIT.banner("±", remark))
        changed = Changed(found.provisions, say("compare.changed_by", **names), remark, other.version, found.said_at or {})
        return Part(found.base), Part(found.base, changed=changed)
    return left, right


def own_draft(frame: Frame, number: int, title: str, waits: bool) -> None:
    """The box that takes a file for a side.

    :param title: of the side; ``waits``: it is empty, and another one has a draft
    """
    say = frame.say
    if not (may("approve", "upload") and may("say", "draft")):
        return
    with st.expander(say("compare.own_draft"), expanded=waits):
        st.html(KIT.quiet(say("compare.own_draft_about", side=title)))
        size = base().settings.max_file_mb
        given = st.file_uploader(
            say("inbox.column_file"), key=f"own_draft_{number}", max_upload_size=size, label_visibility="collapsed"
        )
        sure = st.button(say("compare.own_draft_now"), key=f"own_draft_take_{number}", type="primary", disabled=given is None)
        again = f"own_draft_sure_{number}"
        if given is None or not (st.session_state.pop(again, False) or sure) or not signed(partial(set_state, **{again: True})):
            return
        try:
            with st.spinner(plain(say("compare.storing", file=given.name)), show_time=False):
                reports = _stored(given.name, given.getvalue())
        except WordedError as error:
            st.html(failure(say, error))
            return
        key = next((part.key for report in reports for part in report.instruments), None)
        if key is not None:
            _pick(number, key, given.getvalue())
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
