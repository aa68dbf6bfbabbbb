"""The metadata that :mod:`documents.akoma_ntoso.metadata` wrote, read back."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from documents.akoma_ntoso.names import own, own_name
from documents.akoma_ntoso.version import SourceFile, Version
from documents.akoma_ntoso.xml import Element, text_of
from documents.errors import KeyFormatError
from documents.identity.numbers import LONGEST_NUMBER
from documents.keys import parse_key
from documents.messages import Message
from documents.model import METADATA_FIELDS, Codified, EffectivePeriod, Instrument, InstrumentType, Metadata, Problem, ProblemCode

Problems = Mapping[str, list[Problem]]
"""The problems of provisions, by path."""


def read_metadata(proprietary: Element) -> tuple[Version, Problems]:
    """The version without its text, and the problems of its provisions.

    :raises ValueError: something in it cannot be read
    """
    about, of_version = _one(proprietary, "instrument"), _one(proprietary, "version")
    own_problems, by_path = _problems(proprietary)
    instrument = Instrument(
        key=_key(about.attrib["key"]),
        metadata=Metadata(
            type=InstrumentType(about.attrib["type"]),
            issuer=_text(about, "issuer"),
            effective=tuple(_period(element) for element in proprietary.iterchildren(own("effective"))),
            **_told(about),
        ),
        provisions=(),
        aliases=tuple(_key(element.attrib["key"]) for element in about.iterchildren(own("alias"))),
        problems=tuple(own_problems),
        partial=_flag(of_version, "partial"),
        codified={element.attrib["path"]: _codified(element) for element in proprietary.iterchildren(own("codified"))},
    )
    version = Version(
        instrument,
        number=int(of_version.attrib["number"]),
        valid_from=_day(of_version, "validFrom"),
        valid_to=_day(of_version, "validTo"),
        recorded_on=_day(of_version, "recordedOn"),
        origin=of_version.attrib["origin"],
        text_hash=of_version.get("sha256"),
        preferred=_flag(of_version, "preferred"),
        missing=tuple(of_version.get("missing", "").split()),
        sources=tuple(_source(element) for element in proprietary.iterchildren(own("source"))),
    )
    return version, by_path


def _told(about: Element) -> dict[str, Any]:
    days = {name: _day(about, own_name(name)) for name in METADATA_FIELDS if own_name(name) in about.attrib}
    texts = {name: _text(about, own_name(name)) for name in METADATA_FIELDS if name not in days}
    return {**texts, **days, "number": bounded_number(texts["number"])}


def bounded_number(number: str | None) -> str | None:
    """A number.

    :raises ValueError: it is longer than any
    """
    if number is not None and len(number) > LONGEST_NUMBER:
        raise ValueError("number longer than any")
    return number


def _key(text: str) -> str:
    try:
        return parse_key(text).instrument
    except KeyFormatError as error:
        raise ValueError(text) from error


def _one(parent: Element, name: str) -> Element:
    found = parent.find(own(name))
    if found is None:
        raise ValueError(name)
    return found


def _text(parent: Element, name: str) -> str | None:
    found = parent.find(own(name))
    return text_of(found) if found is not None else None


def _day(element: Element, name: str) -> date | None:
    text = element.get(name)
    return date.fromisoformat(text) if text is not None else None


def _flag(element: Element, name: str) -> bool:
    return bool(element.get(name) == "true")


def _period(element: Element) -> EffectivePeriod:
    scope = tuple(part.attrib["path"] for part in element.iterchildren(own("scope")))
    return EffectivePeriod(_day(element, "start"), _day(element, "end"), scope, _text(element, "evidence") or "")


def _codified(element: Element) -> Codified:
    return Codified(
        anchor=element.attrib["anchor"],
        code=element.attrib["code"],
        topic_code=element.attrib["topicCode"],
        topic=_text(element, "topic") or "",
        headings=tuple(text_of(part) for part in element.iterchildren(own("heading"))),
        note=_text(element, "note") or "",
        effective_from=_day(element, "effectiveFrom"),
        wording_from=_day(element, "wordingFrom"),
        amended_by=tuple(text_of(part) for part in element.iterchildren(own("amendedBy"))),
        effective_to=_day(element, "effectiveTo"),
        suspended_from=_day(element, "suspendedFrom"),
    )


def _source(element: Element) -> SourceFile:
    return SourceFile(
        file=element.attrib["file"],
        format=element.attrib["format"],
        sha256=element.attrib["sha256"],
        complete=_flag(element, "complete"),
        trust=int(element.attrib["trust"]),
        publisher=element.get("publisher"),
        url=element.get("url"),
        snapshot_on=_day(element, "snapshotOn"),
    )


def _message(problem: Element) -> Message:
    """What a problem says; an export of an older release has the sentence alone."""
    key = problem.get("sentence")
    if key is None:
        return Message.of("problem.as_written", text=text_of(problem))
    return Message.read(key, json.loads(problem.get("values", "{}")))


def _problems(proprietary: Element) -> tuple[list[Problem], dict[str, list[Problem]]]:
    of_instrument: list[Problem] = []
    by_path: dict[str, list[Problem]] = {}
    for element in proprietary.iterchildren(own("problem")):
        problem = Problem(ProblemCode(element.attrib["code"]), _message(element), element.get("place"))
        path = element.get("path")
        (of_instrument if path is None else by_path.setdefault(path, [])).append(problem)
    return of_instrument, by_path
