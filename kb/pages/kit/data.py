"""What the pages show of a base, on top of its read API. Texts that were read stay in memory until the base changes."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from documents.errors import KeyFormatError
from documents.model import InstrumentType, Kind, Provision
from documents.paths import UNKNOWN, join_path, key_parts, number_of_key, segment, split_key
from documents.text import fold, slug
from documents.wording.citing import as_typed, cite, instrument_name, subject_of
from documents.wording.types import LEVELS, rank_order
from kb.apart.pool import Done
from kb.database.reading import reader
from kb.database.reading.holdings import RegisterOfEffect, Source, count_articles, instrument_with, list_registers, list_sources
from kb.errors import NotFoundError
from kb.index import fields
from kb.interface.catalogue import Catalogue
from kb.law.duties.keeping import duties_of
from kb.law.duties.reading import Duties, read_duties
from kb.law.effects.agreement import Agreement
from kb.law.effects.groups import all_agreements, last_decision
from kb.law.effects.witnesses import texts_state
from kb.law.statements.stored import Named
from kb.law.status.provision_status import ProvisionStatus, period_over
from kb.law.status.statuses import acted_between, marked, status_of
from kb.law.texts.copies import DifferingCopies, differing_copies
from kb.pages.kit import address as at
from kb.pages.kit.apart import kept_for, worked_out
from kb.pages.kit.base import base, read_base, remembered, revision, session
from kb.pages.kit.frame import Frame, put_params, views_html
from kb.pages.kit.html import badge, macros, plain


@st.cache_resource(max_entries=3, show_spinner=False)
def instruments(of: str) -> tuple[reader.InstrumentRecord, ...]:
    """All instruments of a state of the base (:func:`kb.pages.kit.base.revision`), the newest first, those without a date last."""
    return tuple(sorted(read_base(reader.list_instruments), key=day_of, reverse=True))


def day_of(item: reader.InstrumentRecord) -> date:
    """The day by which instruments are ordered: that of issue, of a draft its own."""
    known = item.metadata
    return known.issued_on or (known.draft and known.draft.on) or date.min


@st.cache_resource(max_entries=3, show_spinner=False)
def by_id(of: str) -> Mapping[int, reader.InstrumentRecord]:
    """All instruments by row."""
    return {item.id: item for item in instruments(of)}


@st.cache_resource(max_entries=3, show_spinner=False)
def named_instruments(of: str) -> tuple[Named, ...]:
    """All instruments as somebody may look for them, by number, type and title."""
    return tuple(Named(item.key, name(item, subject=True), True) for item in instruments(of))


def record(key: str | None) -> reader.InstrumentRecord | None:
    """The instrument of a key that the base itself gave: asked for by itself, as every decision is another state of the base."""
    return _record(revision(), key) if key else None


@st.cache_resource(max_entries=4000, show_spinner=False)
def _record(of: str, key: str) -> reader.InstrumentRecord | None:
    return instrument_of(key)


def name_of_key(key: str | None, otherwise: str | None = None, subject: bool = False) -> str:
    """How the instrument of a key is called in a line; what the base does not have is called otherwise, or by its key."""
    if known := record(key):
        return name(known, subject)
    return otherwise if otherwise is not None else key or ""


def acted_html(frame: Frame, instrument: reader.InstrumentRecord, after: date, until: date) -> Markup:
    """What other instruments did to one after a day and until another one, a line each. The base may have no words of it.

    Beside one that the base has, the words before and after stand in So sánh.
    """
    named = []
    for acted in read_base(acted_between, instrument.id, after, until):
        sides = {f"{at.INSTRUMENT}1": instrument.key, f"{at.INSTRUMENT}2": acted.by}
        href = frame.address(at.COMPARE, **sides) if acted.places and instrument_of(acted.by) else ""
        named.append((acted, name_of_key(acted.by, acted.name), href))
    return macros("history").acted(frame.say, named, after, until) if named else Markup()


def place_in(path: str | None, name: str) -> str:
    """A provision and what it stands in, in a line."""
    return " · ".join(part for part in (cite(path) if path else "", name) if part)


def place_name(key: str) -> str:
    """An instrument or a provision in a line; what is no key stays as it was typed."""
    if key_parts(key) is None:
        return key
    instrument, path = split_key(key)
    return place_in(path, name_of_key(instrument))


def file_name(key: str, path: str | None = None) -> str:
    """What an instrument is called in the name of a file: its number, else its type and day, and the place in it."""
    parts, number = [part for part in key_parts(key) or () if part != UNKNOWN], number_of_key(key)
    return "-".join(part for part in (slug("-".join(parts)) if number == UNKNOWN else number, slug(path or "")) if part)


def titled(path: str, heading: str | None) -> str:
    """A provision with its heading."""
    return f"{cite(path)}. {heading}" if heading else cite(path)


def beginning(provision: Provision, longest: int) -> str:
    """A provision with its heading, else with the first of its words."""
    words = " ".join((provision.heading or provision.text).split())
    return f"{cite(provision.path)}. {words[:longest]}{'…' if len(words) > longest else ''}"


_agreements = remembered(2, all_agreements)


def agreements() -> tuple[Mapping[int, Agreement], tuple[Any, ...]]:
    """What other sources say of each effect, and the state of the texts that it was read from; no decision changes it."""
    texts = read_base(texts_state)
    return _agreements((base().settings.url, texts)), texts


TEXTS = 64
"""How many texts stay read, each a fifth of a megabyte on the whole: about as many as are read at the same time."""


@st.cache_resource(max_entries=TEXTS, show_spinner=False)
def loaded(of: str, instrument_id: int, number: int) -> reader.LoadedVersion:
    """A version with its text."""
    return read_base(reader.load_version, instrument_id, version=number)


@st.cache_data(max_entries=3, show_spinner=False)
def filter_choices(of: str) -> Mapping[str, Mapping[str, str]]:
    """What the filters offer, by their names: the values that the base has, and what they are called."""
    with session() as opened:
        return {field.name: dict(field.names(opened.connection())) for field in fields.FILTERS if field.names}


_EXAMPLE = join_path(segment(Kind.ARTICLE, "3"), segment(Kind.CLAUSE, "1"))


@st.cache_data(max_entries=3, show_spinner=False)
def holdings(of: str) -> tuple[int, int, str | None]:
    """How many instruments and articles the base has, and a law or decree with a clause 1 in article 3, for an example."""
    with session() as opened:
        found = instrument_with(opened, _EXAMPLE, (InstrumentType.LAW, InstrumentType.DECREE, InstrumentType.CIRCULAR))
        example = as_typed(instrument_name(*found, None)) if found else None
        return reader.count_instruments(opened, drafts=False), count_articles(opened), example


@st.cache_data(max_entries=3, show_spinner=False)
def sources(of: str) -> tuple[list[Source], list[RegisterOfEffect]]:
    """Where the texts of the base come from, and its registers of effect."""
    with session() as opened:
        return list_sources(opened), list_registers(opened)


def instrument_of(key: str | None) -> reader.InstrumentRecord | None:
    """The instrument that a key or an alias in an address names; None where it names none, or the base has none."""
    try:
        return read_base(reader.find_instrument, key) if key else None
    except (NotFoundError, KeyFormatError):
        return None


def versions_of(instrument: reader.InstrumentRecord) -> list[reader.VersionRecord]:
    """The versions of an instrument in order of time."""
    return read_base(reader.versions, instrument.id)


def version_asked(frame: Frame, instrument: reader.InstrumentRecord) -> tuple[list[reader.VersionRecord], reader.LoadedVersion]:
    """The versions of an instrument, and with its text the one that the address names, else that of the day."""
    found, number = versions_of(instrument), at.read_number(st.query_params.get(at.VERSION))
    try:
        version = reader.choose_version(found, frame.day, number)
    except NotFoundError:
        put_params({at.VERSION: None})
        version = reader.choose_version(found, frame.day)
    with st.spinner(plain(frame.say("reader.opening", name=name(instrument))), show_time=False):
        return found, loaded(revision(), instrument.id, version.number)


def head_html(
    frame: Frame, version: reader.LoadedVersion, status: ProvisionStatus, view: str | None, path: str | None, doubtful: str = ""
) -> Markup:
    """Number and title, badge, date, permalink, way back: the same as everywhere.

    :param doubtful: the sign that there are effects on it which nobody has reviewed
    """
    searched = bool(st.session_state.get("search_words")) and view != at.DUTIES
    target, back = (at.SEARCH, "common.back_to_results") if searched else (at.READER, "common.back_to_list")
    href = frame.address(target, **(st.session_state.get("results", {}) if searched else {}))
    return macros("reader").top(
        frame,
        version,
        target=target,
        href=href,
        back=frame.say(back),
        name=name(version.instrument),
        about=subject(version.instrument),
        status=badge(frame.say, status),
        period=period_over(version.instrument.title, status),
        doubtful=doubtful,
        view=view,
        views=views_html(frame, version.instrument.key, path, view),
    )


def copies_of(instrument: reader.InstrumentRecord) -> list[DifferingCopies]:
    """Every two copies of an instrument whose words differ."""
    return _copies(revision(), instrument.key) if instrument.versions > 1 else []


@st.cache_resource(max_entries=200, show_spinner=False)
def _copies(of: str, key: str) -> list[DifferingCopies]:
    with base().session() as session:
        return differing_copies(session, reader.find_instrument(session, key))


def name(instrument: reader.InstrumentRecord, subject: bool = False) -> str:
    """What an instrument is called; where there is room, with what it is about."""
    return instrument_name(instrument.key, instrument.metadata.number, instrument.title, subject=subject)


def subject(instrument: reader.InstrumentRecord) -> str:
    """What an instrument is about, in a line of its own; empty where its name tells it."""
    return subject_of(instrument.key, instrument.metadata.number, instrument.title)


def matching(known: Iterable[reader.InstrumentRecord], words: str) -> list[reader.InstrumentRecord]:
    """The instruments whose number or title holds all the words, with or without diacritics."""
    wanted = fold(words).split()
    named = ((item, fold(f"{item.metadata.number or ''} {item.title or ''} {item.key}")) for item in known)
    return [item for item, name in named if all(word in name for word in wanted)]


def number_order(item: reader.InstrumentRecord, words: str) -> int:
    """What instruments are sorted by where a number was typed, whole or up to a slash: first those that bear it, by their rank."""
    number = fold(item.metadata.number or "")
    borne = any("/" in word and f"{number}/".startswith(f"{word}/") for word in fold(words).split())
    return rank_order(item.metadata.type, number) if borne else 1 + len(LEVELS)


def duties(version: reader.LoadedVersion, say: Catalogue) -> Duties:
    """What a version states, clause by clause; the first time it is read, which takes seconds for a long law."""
    kept = kept_for(revision(), "duties", version.version.id)

    def read(roots: tuple[Provision, ...]) -> Duties:
        found: Duties = worked_out(say, say("duty.reading"), kept, partial(read_duties, roots)).value
        return found

    if kept.done is None:
        kept.done = Done(duties_of(base(), version.version, version.provisions, read), b"")
    found: Duties = kept.done.value
    return found


def places(version: reader.LoadedVersion, path: str, file_id: int) -> list[reader.PlaceRecord]:
    """Where a provision, with everything below it, stands in a paged source."""
    found = read_base(reader.load_places, version.version.id, path)
    return [place for place in found if place.file_id == file_id and place.page is not None and place.box is not None]


def status(version: reader.LoadedVersion, path: str | None, day: date) -> ProvisionStatus:
    """The status of a provision, or of the whole text, on a day (:func:`kb.law.status.statuses.status_of`)."""
    with session() as opened:
        return status_of(opened.connection(), version, path, day)


def marks(version: reader.LoadedVersion, day: date) -> Mapping[str, ProvisionStatus]:
    """What has to be known beside provisions on a day, by their paths (:func:`kb.law.status.statuses.marked`)."""
    return _marks(revision(), read_base(last_decision), version.version.id, day, version)


@st.cache_resource(max_entries=24, show_spinner=False)
def _marks(of: str, decided: int, version_id: int, day: date, _version: reader.LoadedVersion) -> Mapping[str, ProvisionStatus]:
    return read_base(marked, _version, day)


def held_from(version: reader.LoadedVersion, path: str | None) -> date | None:
    """Since when the words of a provision hold, or a whole text."""
    return status(version, path, date.min).words_from if path and version.provision(path) else version.version.valid_from


def address_of(frame: Frame, instrument: str, version_id: int, path: str | None) -> str:
    """Where a provision of a version is read on the day."""
    number = version_to_name(instrument, version_id, frame.day)
    return frame.address(at.READER, **{at.INSTRUMENT: instrument, at.PROVISION: path, at.VERSION: number})


def version_to_name(instrument: str, version_id: int, day: date) -> int | None:
    """The number that an address must name so that it opens this version; None where the day alone leads there."""
    known = instrument_of(instrument)
    if known is None or known.versions < 2:
        return None
    found = versions_of(known)
    usual = reader.choose_version(found, day).id == version_id
    return None if usual else next((item.number for item in found if item.id == version_id), None)
