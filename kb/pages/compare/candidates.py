"""What a text or a provision may be compared with: its other versions, what replaced it, what details it."""

from collections.abc import Iterator, Sequence
from datetime import date

import streamlit as st
from markupsafe import Markup

from documents.comparison import plain_text
from documents.wording.citing import cite
from kb.database.reading.reader import choose_version
from kb.database.reading.records import InstrumentRecord, LoadedVersion, VersionRecord
from kb.law.effects.groups import last_decision
from kb.law.effects.newer import heirs_of, read_newer
from kb.law.effects.relations import detailing, detailing_texts
from kb.pages.compare.alignment import WHOLE, Part, counterparts
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.base import read_base, revision, session
from kb.pages.kit.draft_form import comparisons
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros

_LISTED, _PAIRS = 24, 8
_Offer = tuple[str, str, str]
"""Address, words, and the sentence that says why."""


def offers_html(frame: Frame, left: Part, versions: list[VersionRecord]) -> Markup:
    """All of it, in three groups."""
    say = frame.say
    with st.spinner(say("compare.looking"), show_time=True):
        groups = [
            (say("compare.offer_versions"), say("compare.offer_versions_none"), list(_versions(frame, left, versions))),
            (say("compare.offer_newer"), say("compare.offer_newer_none"), list(_newer(frame, left))),
            (say("compare.offer_details"), say("compare.offer_details_none"), list(_details(frame, left))),
        ]
        if drafts := [(href, words, "") for href, words, _ in comparisons(frame, left.version.instrument)]:
            groups.insert(0, (say("compare.offer_drafts"), "", drafts))
    return macros("offers").offers(frame, say("compare.offer_title", name=left.name), groups)


def other_versions(frame: Frame, part: Part) -> Markup:
    """Links to compare a text with its other versions; empty where there is none."""
    say, links = frame.say, list(_versions(frame, part, data.versions_of(part.version.instrument)))
    group = (say("compare.offer_versions"), "", links)
    return macros("offers").offers(frame, say("compare.offer_title", name=part.name), [group]) if links else Markup()


def known_pairs(frame: Frame) -> Markup:
    """What of the base replaces another text of it, both whole, the newest first; empty where there is none."""
    pairs = _replacing(revision(), read_base(last_decision))
    hrefs = [frame.address(at.COMPARE, **{f"{at.INSTRUMENT}1": old.key, f"{at.INSTRUMENT}2": new.key}) for old, new in pairs]
    named = zip(hrefs, pairs, strict=True)
    links = [(href, f"{data.name(old)} → {data.name(new)}", data.subject(new)) for href, (old, new) in named]
    return macros("offers").pairs(frame.say("compare.pairs"), links) if links else Markup()


@st.cache_resource(max_entries=2, show_spinner=False)
def _replacing(of: str, decided: int) -> Sequence[tuple[InstrumentRecord, InstrumentRecord]]:
    whole = {item.id: item for item in data.instruments(of) if not item.partial}
    by_key = {item.key: item for item in whole.values()}
    with session() as opened:
        found = read_newer(opened.connection(), list(whole))
    pairs = [(whole[old], by_key[new.key]) for old, some in found.items() for new in some if new.replaces and new.key in by_key]
    return sorted(pairs, key=lambda pair: pair[1].metadata.issued_on or date.min, reverse=True)[:_PAIRS]


def short_offers(frame: Frame, left: Part, right: LoadedVersion) -> Markup:
    """Links to compare a text with what replaced it and with its other versions, besides what it stands beside already."""
    links = [(href, words) for href, words, _ in _newer(frame, Part(left.version), beside=right.instrument.key)]
    if right.instrument.metadata.draft is not None:
        links += [(href, words) for href, words, key in comparisons(frame, right.instrument) if key != left.version.instrument.key]
    return macros("offers").links(links) if links else Markup("")


def _address(frame: Frame, left: Part, key: str, path: str | None, number: int | None = None) -> str:
    version = left.version
    sides = {
        f"{at.INSTRUMENT}1": version.instrument.key,
        f"{at.PROVISION}1": left.path or WHOLE,
        f"{at.VERSION}1": version.version.number if version.instrument.versions > 1 else None,
        f"{at.INSTRUMENT}2": key,
        f"{at.PROVISION}2": path or WHOLE,
        f"{at.VERSION}2": number,
    }
    return frame.address(at.COMPARE, **sides)


def _versions(frame: Frame, left: Part, versions: list[VersionRecord]) -> Iterator[_Offer]:
    """The versions of the same instrument in which it reads otherwise; the earlier one stands on the left."""
    instrument, here = left.version.instrument, [plain_text(root) for root in left.roots]
    for version in versions:
        if version.id == left.version.version.id or version.text_hash == left.version.version.text_hash:
            continue
        other = Part(data.loaded(revision(), instrument.id, version.number), left.path)
        if [plain_text(root) for root in other.roots] != here:
            start = frame.say.day(data.held_from(other.version, other.path))
            words = frame.say("common.version_item", number=version.number, start=start)
            absent = "" if other.roots else frame.say("compare.absent_in_part" if version.partial else "compare.absent")
            before, after = sorted((left, other), key=lambda part: part.version.version.valid_from or date.min)
            yield _address(frame, before, instrument.key, left.path, after.version.version.number), words, absent


def _newer(frame: Frame, left: Part, beside: str = "") -> Iterator[_Offer]:
    """What replaces the instrument, else bears its name, and there what the provision became."""
    with session() as opened:
        newer = read_newer(opened.connection(), [left.version.instrument.id]).get(left.version.instrument.id, ())
    for item in heirs_of(newer):
        replaces = "compare.replaces" if item.reviewed else "compare.replaces_unreviewed"
        why = frame.say(replaces if item.replaces else "compare.same_name")
        record = data.record(item.key)
        if record is None or record.key == beside:
            continue
        name = data.name(record)
        whole = _address(frame, left, record.key, None), frame.say("compare.with_newer", name=name)
        if left.path is None:
            yield *whole, why
            continue
        version = data.loaded(revision(), record.id, choose_version(data.versions_of(record), frame.day).number)
        found = counterparts(left.version, version, left.path, frame.say)
        for path in found:
            part = version.provision(path)
            called = data.titled(path, part.heading if part is not None else None)
            yield _address(frame, left, record.key, path), f"{called} · {name}", f"{why} · {frame.say('compare.found_pair')}"
        if not found:
            yield *whole, f"{why} {frame.say('compare.no_pair')}"


def _details(frame: Frame, left: Part) -> Iterator[_Offer]:
    """The articles of decrees and circulars that detail it."""
    instrument = left.version.instrument
    with session() as opened:
        about = (instrument.id, instrument.key)
        found = detailing(opened, about, left.path)[:_LISTED] or detailing_texts(opened, about)[:_LISTED]
    for item in found:
        name = data.name_of_key(item.instrument)
        words = f"{cite(item.path)} · {name}" if item.path else frame.say("compare.details_all", name=name)
        yield _address(frame, left, item.instrument, item.path or None), words, f"“{item.words}”"
