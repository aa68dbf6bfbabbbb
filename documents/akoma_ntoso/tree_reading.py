"""The text that :mod:`documents.akoma_ntoso.tree` wrote, read back. Nothing is guessed."""

from collections.abc import Iterable
from dataclasses import replace

from documents.akoma_ntoso.ids import bounded, path_of
from documents.akoma_ntoso.metadata_reading import Problems, bounded_number
from documents.akoma_ntoso.names import HIERARCHY, NUMBERS, own
from documents.akoma_ntoso.tree import TAIL
from documents.akoma_ntoso.version import Pointer, Version
from documents.akoma_ntoso.xml import Element, child, children, inline_text, local, notes_in, text_of
from documents.model import Kind, Note, Provision, Table

_KINDS = {name: kind for kind, name in HIERARCHY.items()} | {"preamble": Kind.PREAMBLE, "citation": Kind.BASIS}
_HIERARCHY = (*HIERARCHY.values(), "hcontainer")


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
    return replace(version, instrument=replace(version.instrument, provisions=tuple(roots)), pointers=reader.pointers)


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self.pointers: dict[tuple[str, str], tuple[Pointer, ...]] = {}

    def below(self, element: Element | None) -> list[Provision]:
        """The provisions right below an element."""
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
        """An attached text."""
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
        self._point(path, "heading", [heading] if heading is not None else [])
        self._point(path, "text", paragraphs)
        self._point(path, "tail", ends)
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

    def _point(self, path: str, field: str, paragraphs: Iterable[Element]) -> None:
        found: list[Pointer] = []
        start = 0
        for paragraph in paragraphs:
            position = start + len(paragraph.text or "")
            for part in paragraph:
                length = len(inline_text(part))
                if local(part) == "ref":
                    found.append(Pointer(position, position + length, tuple(part.attrib[own("targets")].split())))
                position += length + len(part.tail or "")
            start = position + 1
        if found:
            self.pointers[path, field] = tuple(found)


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
