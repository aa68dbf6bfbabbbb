"""A file of ours read back: metadata, and the text that :mod:`documents.akoma_ntoso.tree` wrote. Nothing is guessed."""

from collections.abc import Iterable
from dataclasses import replace

from documents.akoma_ntoso.told import Problems, Told, bounded_number
from documents.akoma_ntoso.tree import TAIL
from documents.akoma_ntoso.version import HIERARCHY, NUMBERS, Version, own
from documents.akoma_ntoso.xml import Element, child, children, local, notes_in, parse, text_of
from documents.errors import AkomaNtosoError
from documents.model import Kind, Note, Provision, Table

_KINDS = {name: kind for kind, name in HIERARCHY.items()} | {"preamble": Kind.PREAMBLE, "citation": Kind.BASIS}
_HIERARCHY = (*HIERARCHY.values(), "hcontainer")
_DOCUMENTS = ("act", "bill", "doc")


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
        path = element.get(own("path"))
        if path is None:
            raise ValueError("provision without path")
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
            notes=tuple(Note(note.get("marker", ""), _join(children(note, "p"))) for note in notes_in([*titles, *paragraphs])),
            problems=tuple(self._problems.get(path, ())),
        )


def _tail_paragraphs(tail: Element, element: Element) -> Iterable[Element]:
    return [part for part in children(tail, "p") if tail is not element or part.get("class") == TAIL]


def _number(element: Element, kind: Kind) -> str:
    before, after = NUMBERS[kind]
    return text_of(element).removeprefix(before).removesuffix(after)


def _join(paragraphs: Iterable[Element]) -> str:
    return "\n".join(text_of(paragraph) for paragraph in paragraphs)


def _table(element: Element) -> Table:
    if element.get(own("absent")):
        return Table(())
    return Table.of(_row(row) for row in children(element, "tr"))


def _row(row: Element) -> tuple[str | None, ...]:
    if row.get(own("absent")):
        return ()
    cells = children(row, "td", "th")
    return tuple(None if cell.get(own("covered")) else _join(children(cell, "p")) for cell in cells)


def read(data: bytes) -> tuple[Version, ...]:
    """The versions in a file that this package wrote, in order: exactly what was written but for the pointers, which texts tell.

    :raises AkomaNtosoError: it cannot be used; the sentence is to stand behind the name of the file
    """
    root = parse(data)
    if local(root) != "akomaNtoso":
        raise AkomaNtosoError("akn_other_root")
    documents = [*children(root, *_DOCUMENTS), *_in_components(child(root, "components"))]
    if not documents:
        raise AkomaNtosoError("akn_empty")
    told = [child(document, "meta", "proprietary", "version") for document in documents]
    if None in told:
        raise AkomaNtosoError("akn_foreign")
    return tuple(map(_version, documents, told))


def _in_components(components: Element | None) -> list[Element]:
    if components is None:
        return []
    return [document for component in children(components, "component") for document in children(component, *_DOCUMENTS)]


def _version(document: Element, told: Element) -> Version:
    try:
        version, problems = Told.model_validate_json(text_of(told)).version()
        return read_tree(document, version, problems)
    except (ValueError, KeyError, TypeError) as error:
        raise AkomaNtosoError("akn_metadata") from error
