"""A file of ours read back: metadata, and the text that :mod:`documents.akoma_ntoso.tree` wrote. Nothing is guessed."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from documents.akoma_ntoso.identification import bounded, path_of
from documents.akoma_ntoso.tree import TAIL
from documents.akoma_ntoso.version import HIERARCHY, NUMBERS, SourceFile, Version, own, own_name
from documents.akoma_ntoso.xml import Element, child, children, local, notes_in, parse, text_of
from documents.errors import AkomaNtosoError, KeyFormatError
from documents.identity.numbers import LONGEST_NUMBER
from documents.keys import parse_key
from documents.messages import Message
from documents.model import (
    METADATA_FIELDS,
    Codified,
    EffectivePeriod,
    Instrument,
    InstrumentType,
    Kind,
    Metadata,
    Note,
    Problem,
    ProblemCode,
    Provision,
    Table,
)

Problems = Mapping[str, list[Problem]]
"""The problems of provisions, by path."""
_KINDS = {name: kind for kind, name in HIERARCHY.items()} | {"preamble": Kind.PREAMBLE, "citation": Kind.BASIS}
_HIERARCHY = (*HIERARCHY.values(), "hcontainer")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?akomaNtoso[\s/>]")
_LOOKED_AT = 200_000
_DOCUMENTS = ("act", "bill", "doc")
_COLLECTION = "documentCollection"


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


def _problems(proprietary: Element) -> tuple[list[Problem], dict[str, list[Problem]]]:
    of_instrument: list[Problem] = []
    by_path: dict[str, list[Problem]] = {}
    for element in proprietary.iterchildren(own("problem")):
        message = Message.read(element.attrib["sentence"], json.loads(element.get("values", "{}")))
        problem = Problem(ProblemCode(element.attrib["code"]), message, element.get("place"))
        path = element.get("path")
        (of_instrument if path is None else by_path.setdefault(path, [])).append(problem)
    return of_instrument, by_path


def read_tree(document: Element, version: Version, problems: Problems) -> Version:
    """The version with its provisions.

    :raises ValueError: a provision has no path or no kind
    """
    reader = _Reader(problems)
    roots: list[Provision] = []
    preamble = child(document, "preamble")
    if preamble is not None:
        roots.append(reader.preamble(preamble, child(document, "preface")))
    for name in ("body", "mainBody"):
        roots += reader.below(child(document, name))
    conclusions, attachments = child(document, "conclusions"), child(document, "attachments")
    if conclusions is not None:
        roots += [reader.words(element) for element in children(conclusions, "container")]
    if attachments is not None:
        roots += [reader.attachment(element) for element in children(attachments, "attachment")]
    return replace(version, instrument=replace(version.instrument, provisions=tuple(roots)))


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def below(self, element: Element | None) -> list[Provision]:
        if element is None:
            return []
        return [self._provision(part) for part in children(element, *_HIERARCHY) if part.get(own("absent")) is None]

    def preamble(self, element: Element, preface: Element | None) -> Provision:
        """The preamble, whose words stand in the preface."""
        parts: list[Provision] = []
        for part in children(element, "citations", "container"):
            if local(part) == "citations":
                parts += [self.words(citation) for citation in children(part, "citation")]
            elif part.get(own("absent")) is None:
                parts.append(self.words(part))
        provision = self._make(element, [preface] if preface is not None else [], [child(element, "formula")])
        return replace(provision, children=tuple(parts))

    def words(self, element: Element) -> Provision:
        """A provision without others below it, whose words are direct paragraphs."""
        return self._make(element, [element], [element])

    def attachment(self, element: Element) -> Provision:
        document = child(element, "doc")
        body = child(document, "mainBody") if document is not None else None
        if document is None or body is None:
            raise ValueError("attachment without text")
        tail = [part for part in children(body, "container") if part.get("name") == TAIL]
        provision = self._make(element, [body], tail, Kind(document.attrib["name"]))
        return replace(provision, children=tuple(self.below(body)))

    def _provision(self, element: Element) -> Provision:
        provision = self._make(element, list(children(element, "intro", "content")), [child(element, "wrapUp")])
        return replace(provision, children=tuple(self.below(element)))

    def _make(self, element: Element, boxes: list[Element], tails: Iterable[Element | None], kind: Kind | None = None) -> Provision:
        path = element.get(own("path")) or path_of(element.get("eId", ""))
        if path is None:
            raise ValueError("provision without path")
        bounded(path)
        kind = kind or _KINDS.get(local(element)) or Kind(element.get("name", ""))
        number, heading = child(element, "num"), child(element, "heading")
        page = element.get(own("page"))
        paragraphs = [part for box in boxes for part in children(box, "p") if part.get("class") != TAIL]
        table = next((part for box in boxes for part in children(box, "table")), None)
        titles = [part for part in (number, heading) if part is not None]
        ends = [part for tail in tails if tail is not None for part in _tail_paragraphs(tail, element)]
        return Provision(
            path=path,
            kind=kind,
            number=bounded_number(_number(number, kind) if number is not None else element.get(own("number"))),
            heading=text_of(heading) if heading is not None else None,
            text=_join(paragraphs),
            tail=_join(ends),
            page=int(page) if page else None,
            table=_table(table) if table is not None else None,
            notes=tuple(_note(note) for note in notes_in([*titles, *paragraphs])),
            problems=tuple(self._problems.get(path, ())),
        )


def _tail_paragraphs(tail: Element, element: Element) -> Iterable[Element]:
    return [part for part in children(tail, "p") if tail is not element or part.get("class") == TAIL]


def _number(element: Element, kind: Kind) -> str:
    before, after = NUMBERS[kind]
    return text_of(element).removeprefix(before).removesuffix(after)


def _join(paragraphs: Iterable[Element]) -> str:
    return "\n".join(text_of(paragraph) for paragraph in paragraphs)


def _note(element: Element) -> Note:
    return Note(element.get("marker", ""), _join(children(element, "p")))


def _table(element: Element) -> Table:
    if element.get(own("absent")):
        return Table(())
    return Table.of(_row(row) for row in children(element, "tr"))


def _row(row: Element) -> tuple[str | None, ...]:
    if row.get(own("absent")):
        return ()
    cells = children(row, "td", "th")
    return tuple(None if cell.get(own("covered")) else _join(children(cell, "p")) for cell in cells)


def is_akoma_ntoso(data: bytes) -> bool:
    """Whether a file's content is Akoma Ntoso, of whatever edition."""
    head = data[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<") and _ROOT.search(head) is not None


def read(data: bytes) -> tuple[Version, ...]:
    """The versions in a file that this package wrote, in order: exactly what was written but for the pointers, which texts tell.

    :raises AkomaNtosoError: it cannot be used; the sentence is to stand behind the name of the file
    """
    root = parse(data)
    if local(root) != "akomaNtoso":
        raise AkomaNtosoError("akn_other_root")
    documents = _documents(root)
    if not documents:
        raise AkomaNtosoError("akn_empty")
    if not all(map(_is_own, documents)):
        raise AkomaNtosoError("akn_foreign")
    return tuple(map(_version, documents))


def _documents(root: Element) -> list[Element]:
    found = []
    for element in children(root, *_DOCUMENTS, _COLLECTION):
        if local(element) in _DOCUMENTS:
            found.append(element)
            continue
        for place in ("collectionBody", "components"):
            found += _in_components(child(element, place))
    found += _in_components(child(root, "components"))
    return found


def _in_components(components: Element | None) -> list[Element]:
    if components is None:
        return []
    return [document for component in children(components, "component") for document in children(component, *_DOCUMENTS)]


def _is_own(document: Element) -> bool:
    proprietary = child(document, "meta", "proprietary")
    return proprietary is not None and proprietary.find(own("version")) is not None


def _version(document: Element) -> Version:
    try:
        version, problems = read_metadata(child(document, "meta", "proprietary"))
        return read_tree(document, version, problems)
    except (ValueError, KeyError, TypeError) as error:
        raise AkomaNtosoError("akn_metadata") from error
