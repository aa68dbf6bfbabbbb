"""Two texts of the base compared: what was found stays in memory until the base, or what people decided about pairs, changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.comparison import Level, Outcome, Row, plain_text
from documents.comparison.levels import units_of
from documents.model import Provision
from documents.paths import provision_key, upward
from documents.wording.citing import cite
from kb.annotations import Explanations, explaining
from kb.database.reading.reader import choose_version
from kb.database.reading.records import InstrumentRecord, LoadedVersion, VersionRecord
from kb.export.compared import ComparedText, bodies_gone, told_of, words_by_path
from kb.export.kind_words import Extent, KindWords, Lacking, lacking_of
from kb.interface.catalogue import Catalogue
from kb.law.effects.groups import last_decision
from kb.law.effects.newer import heirs_of, read_newer
from kb.law.effects.relations import detailing, detailing_texts
from kb.law.status.provision_status import ProvisionStatus
from kb.law.texts.comparing import compared_rows
from kb.law.texts.comparing import counterparts as counterparts_of
from kb.law.texts.pairings import Decided, Pairing, Text, fixed, pairings_of
from kb.law.texts.twins import are_one_text
from kb.pages.kit import address as at
from kb.pages.kit import data
from kb.pages.kit.apart import kept_for, worked_out
from kb.pages.kit.base import read_base, revision, session
from kb.pages.kit.draft_form import comparisons
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros

WHOLE = "toan-van"
"""In the place of a provision in the address: the whole text."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The words of a text with the changes of another one.

    :param name: how the two are called in a line
    :param by: the other one
    :param said_at: by path of what was changed, where the other one says so
    :param remark: what has to be known of them
    """

    provisions: tuple[Provision, ...]
    name: str
    remark: str
    by: LoadedVersion
    said_at: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """What is compared of a text.

    :param path: of one provision, None for the whole
    :param changed: its words with the changes of another text, which are compared then
    :param amends: it only changes a part of the other text: what it does not speak of stays
    :param day: of which it is asked, None for the day of the page
    """

    version: LoadedVersion
    path: str | None = None
    changed: Changed | None = None
    amends: bool = False
    day: date | None = None

    @property
    def roots(self) -> tuple[Provision, ...]:
        """Its provisions."""
        if self.changed is not None:
            return self.changed.provisions
        if self.path is None:
            return self.version.provisions
        found = self.version.provision(self.path)
        return (found,) if found is not None else ()

    @property
    def name(self) -> str:
        """How it is called in a line."""
        if self.changed is not None:
            return self.changed.name
        return data.place_in(self.path, data.name(self.version.instrument))

    @property
    def file_name(self) -> str:
        """How it is called in the name of a file."""
        if self.changed is not None:
            return data.file_name(self.changed.by.instrument.key)
        return data.file_name(self.version.instrument.key, self.path)

    @property
    def partial(self) -> bool:
        """Whether articles of the whole text may not be there."""
        return self.lacking.extent is Extent.ANYTHING

    @property
    def lacking(self) -> Lacking:
        """What of the whole text may not be there."""
        lacking = lacking_of(self.roots, complete=self.path is not None or not self.version.version.partial)
        return lacking._replace(extent=Extent.ANYTHING) if self.amends else lacking

    @property
    def made_of(self) -> tuple[int | str | None, ...]:
        """Another one for other words."""
        return (self.version.version.id, self.path, self.changed.by.version.id if self.changed else None)

    def head(self, say: Catalogue) -> str:
        """What stands above its column: which version it is too, where there are several."""
        read = self.version.version
        if self.version.instrument.versions < 2 or self.changed is not None:
            return self.name
        start = say.day(data.held_from(self.version, self.path))
        return f"{self.name} · {say('common.version_item', number=read.number, start=start)}"

    def marks(self, on: date) -> Mapping[str, ProvisionStatus]:
        """What has to be known beside its provisions, by their paths; nothing of words with the changes of another text."""
        return {} if self.changed is not None else data.marks(self.version, self.day or on)

    def text(self, on: date, say: Catalogue) -> ComparedText:
        """As files name it, and whether it is in force on a day."""
        known = self.version.instrument
        day = data.held_from(self.version, self.path) if known.versions > 1 and self.changed is None else None
        told = None if self.changed else told_of(data.status(self.version, self.path if self.roots else None, on), on)
        hashes = [self.version, *([self.changed.by] if self.changed else [])]
        return ComparedText(
            name=self.name,
            key=provision_key(known.key, self.path),
            sha256=" + ".join(item.version.text_hash for item in hashes),
            day=day,
            title=known.metadata.title,
            lacking=self.lacking,
            in_full=self.name if self.changed else data.place_in(self.path, data.name(known, subject=True)),
            told=told,
            remark=self.changed.remark if self.changed else "",
            version=self.version.version.number,
            marks=bodies_gone(known.key, words_by_path(self.roots), on, say)
            | {place: status.mark(say) for place, status in self.marks(on).items()},
        )


@dataclass(frozen=True)
class Aligned:
    """Two texts, or two provisions, and what came of comparing them.

    :param pairings: all that people ever decided about the two texts
    :param packed: rows and outcome, for what is made of them in another process
    """

    left: Part
    right: Part
    rows: Sequence[Row]
    pairings: tuple[Pairing, ...]
    told: Outcome | None
    packed: bytes

    @cached_property
    def decided(self) -> Decided:
        """What counts of the decisions."""
        return Decided(self.pairings)

    @cached_property
    def words(self) -> KindWords:
        """How its pairs are called."""
        return KindWords([row.compared for row in self.rows], (self.left.lacking, self.right.lacking), self.rows)

    @property
    def stamp(self) -> tuple[Any, ...]:
        """Another one as soon as anything that it rests on is."""
        return (self.left.made_of, self.right.made_of, _stamp(self.pairings))


def _stamp(pairings: Sequence[Pairing]) -> tuple[Any, ...]:
    return tuple(item.shown for item in pairings if item.active)


def decisions(left: LoadedVersion, right: LoadedVersion) -> tuple[Pairing, ...]:
    """All that people ever decided about pairs of two texts."""
    return tuple(read_base(pairings_of, Text.loaded(left), Text.loaded(right), all_of_them=True))


def align_parts(left: Part, right: Part, say: Catalogue) -> Aligned:
    """Compare."""
    pairings = decisions(left.version, right.version)
    asked = (left.made_of, right.made_of, _stamp(pairings))
    kept = kept_for(revision(), "rows", *asked)
    one_text = read_base(are_one_text, left.version.version.id, right.version.version.id)
    task = partial(compared_rows, left.roots, right.roots, fixed(pairings), one_text)
    done = worked_out(say, comparing_words(say, left, right), kept, task)
    rows, told = done.value
    return Aligned(left, right, rows, pairings, told, done.packed)


def comparing_words(say: Catalogue, *parts: Part) -> str:
    """What is said while texts are compared: how long they are."""
    counts = [say("common.articles", count=len(units_of(part.roots, Level.ARTICLE))) for part in parts]
    return say("compare.comparing", counts=", ".join(counts))


def counterparts(left: LoadedVersion, right: LoadedVersion, path: str, say: Catalogue) -> list[str]:
    """What a provision became in another text; where nothing is paired with it, what is with the nearest one above."""
    pairings = decisions(left, right)
    task = partial(counterparts_of, left.provisions, right.provisions, fixed(pairings))
    kept = kept_for(revision(), "counterparts", left.version.id, right.version.id, _stamp(pairings))
    known: Mapping[str, list[str]] = worked_out(say, comparing_words(say, Part(left), Part(right)), kept, task).value
    return next((known[above] for above in upward(path) if above in known), [])


def explaining_notes(sides: Sequence[Part], lines: Iterable[Sequence[Sequence[str]]]) -> Explanations:
    """The notes that explain the lines of a comparison, each of which has its provisions side by side."""
    ids = [(side.version.instrument.id, side.version.version.id) for side in sides]
    notes = [{} if side.changed else read_base(explaining, *which) for side, which in zip(sides, ids, strict=True)]
    return Explanations(notes, lines)


_LISTED, _PAIRS = 24, 8
_Offer = tuple[str, str, str]
"""Address, words, and the sentence that says why."""


def offers_html(frame: Frame, left: Part, versions: list[VersionRecord]) -> Markup:
    """All of it, in three groups."""
    say = frame.say
    with st.spinner(say("compare.looking"), show_time=False):
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
