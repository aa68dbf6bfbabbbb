"""Nguồn: where the texts of the base come from, how far each source reaches, and how more are put in."""

import streamlit as st
from markupsafe import Markup

from kb.database.reading.holdings import Source
from kb.interface.catalogue import Catalogue
from kb.interface.days import read_day
from kb.pages.kit import data
from kb.pages.kit.base import load_commands, revision, without_texts
from kb.pages.kit.frame import Frame
from kb.pages.kit.html import macros

_HTML = macros("sources")


def show(frame: Frame) -> None:
    """Draw the page."""
    if without_texts(frame):
        return
    say = frame.say
    found, registers = data.sources(revision())
    rows = [(_name(say, source), _until(say, source), say.number(source.texts), say.day(source.added)) for source in found]
    kept = [(register.title, _version(say, register.version), say.day(register.added)) for register in registers]
    st.html(_HTML.page(frame, rows, kept, load_commands(say)))


def up_to(frame: Frame) -> Markup:
    """How far the base has been brought up to date, a line for each kind of source."""
    say = frame.say
    found, registers = data.sources(revision())
    lines = [say("sources.snapshot", name=_name(say, source), day=source.snapshot_on) for source in found if source.snapshot_on]
    others = [
        say("sources.named", name=_name(say, source), day=source.newest)
        for source in found
        if source.newest and not source.snapshot_on
    ]
    if others:
        lines.append(say("sources.others", sources=", ".join(others)))
    lines += [say("sources.register", title=one.title, version=_version(say, one.version)) for one in registers]
    return _HTML.line(frame, lines)


def _name(say: Catalogue, source: Source) -> str:
    return source.publisher or say("sources.unnamed")


def _until(say: Catalogue, source: Source) -> str:
    if source.snapshot_on:
        return say("sources.of_snapshot", day=source.snapshot_on)
    return say("sources.of_newest", day=source.newest) if source.newest else say("sources.undated")


def _version(say: Catalogue, version: str) -> str:
    day = read_day(version)
    return say.day(day) if day else version
