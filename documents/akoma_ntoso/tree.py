"""The text of a version: preface, preamble, body, conclusions, attachments.

Where a tree is built as instruments are, its parts go to the places that Akoma Ntoso has for them. Whatever stands elsewhere (a
signature between two chapters, a preamble with a heading) goes into the body as an ``hcontainer`` with its kind as name, so that
order and nesting are always those of the tree.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from lxml import etree

from documents.akoma_ntoso.identification import add_identification, eid, reference_uri
from documents.akoma_ntoso.version import ATTACHED, CONCLUDING, HIERARCHY, NUMBERS, Version, akn, document_element, own
from documents.akoma_ntoso.xml import Element, attribute, set_text
from documents.model import Kind, Note, Provision, Table

TAIL = "tail"
"""Class of paragraphs, and name of containers, that hold closing words where there is no ``wrapUp``."""

Pointers = Sequence[tuple[int, int, str, str]]
"""References in a text: from, to, link, keys."""

_Spot = Literal["text", "heading", "num"]


class TreeWriter:
    """Writes the provisions of a version.

    ``elements``: the element of every path that was written.
    """

    def __init__(self, version: Version) -> None:
        self._version = version
        self.elements: dict[str, Element] = {}

    def add_text(self, document: Element) -> None:
        """Add everything that follows a document's ``meta``."""
        roots = list(self._version.instrument.provisions)
        end = len(roots)
        while end and roots[end - 1].kind in ATTACHED:
            end -= 1
        conclusion = end
        while conclusion and _is_plain(roots[conclusion - 1]) and roots[conclusion - 1].kind in CONCLUDING:
            conclusion -= 1
        start = 1 if roots and conclusion and _is_preamble(roots[0]) else 0
        if start:
            self._preamble(document, roots[0])
        is_open = document_element(self._version.instrument.metadata.type) == "doc"
        body = etree.SubElement(document, akn("mainBody" if is_open else "body"))
        for root in roots[start:conclusion]:
            self._provision(body, root)
        if start == conclusion:
            # The schema asks for something in the body; a reader passes over what has our mark of absence.
            etree.SubElement(body, akn("hcontainer"), {"name": "empty", own("absent"): "true"})
        if conclusion < end:
            conclusions = etree.SubElement(document, akn("conclusions"))
            for root in roots[conclusion:end]:
                self._container(conclusions, root)
        if end < len(roots):
            attachments = etree.SubElement(document, akn("attachments"))
            for root in roots[end:]:
                self._attachment(attachments, root)

    def _provision(self, parent: Element, provision: Provision) -> None:
        name = HIERARCHY.get(provision.kind)
        element = etree.SubElement(parent, akn(name or "hcontainer"))
        if name is None:
            element.set("name", provision.kind.value)
        self._mark(element, provision)
        spot = self._title(element, provision)
        nested = bool(provision.children or provision.tail)
        if provision.text or provision.table or spot == "text":
            box = etree.SubElement(element, akn("intro" if nested else "content"))
            self._blocks(box, provision, spot)
        for child in provision.children:
            self._provision(element, child)
        if provision.tail:
            self._tail(etree.SubElement(element, akn("wrapUp")), provision)

    def _preamble(self, document: Element, provision: Provision) -> None:
        if provision.text or provision.notes:
            self._blocks(etree.SubElement(document, akn("preface")), provision, "text")
        preamble = etree.SubElement(document, akn("preamble"))
        self._mark(preamble, provision)
        citations: Element | None = None
        for child in provision.children:
            if child.kind is Kind.BASIS:
                if citations is None:
                    citations = etree.SubElement(preamble, akn("citations"))
                self._citation(citations, child)
            else:
                citations = None
                self._container(preamble, child)
        if provision.tail:
            self._tail(etree.SubElement(preamble, akn("formula"), name="enacting"), provision)
        if not len(preamble):
            etree.SubElement(preamble, akn("container"), {"name": "empty", own("absent"): "true"}).append(etree.Element(akn("p")))

    def _citation(self, parent: Element, provision: Provision) -> None:
        element = etree.SubElement(parent, akn("citation"))
        self._mark(element, provision)
        self._blocks(element, provision, self._title(element, provision), required=True)
        self._tail(element, provision, TAIL)

    def _container(self, parent: Element, provision: Provision) -> None:
        element = etree.SubElement(parent, akn("container"), name=provision.kind.value)
        self._mark(element, provision)
        self._blocks(element, provision, "text" if provision.notes else None, required=True)
        self._tail(element, provision, TAIL)

    def _attachment(self, parent: Element, provision: Provision) -> None:
        element = etree.SubElement(parent, akn("attachment"))
        self._mark(element, provision)
        spot = self._title(element, provision)
        document = etree.SubElement(element, akn("doc"), name=provision.kind.value)
        add_identification(etree.SubElement(document, akn("meta")), self._version, eid(provision.path))
        body = etree.SubElement(document, akn("mainBody"))
        if provision.text or provision.table or spot == "text":
            self._blocks(body, provision, spot)
        for child in provision.children:
            self._provision(body, child)
        if provision.tail:
            self._tail(etree.SubElement(body, akn("container"), name=TAIL), provision)
        if not len(body):
            etree.SubElement(body, akn("p"))

    def _mark(self, element: Element, provision: Provision) -> None:
        element.set(own("path"), attribute(provision.path))
        # Paths name one provision each. Should a tree break that, the schema still asks for unique eIds.
        if provision.path not in self.elements:
            self.elements[provision.path] = element
            element.set("eId", eid(provision.path))
        if provision.page is not None:
            element.set(own("page"), str(provision.page))
        if provision.number is not None and provision.kind not in NUMBERS:
            element.set(own("number"), attribute(provision.number))

    def _title(self, element: Element, provision: Provision) -> _Spot | None:
        """Add number and heading.

        :returns: where the notes of the provision go; None where they are written, or there are none
        """
        number = heading = None
        if provision.number is not None and provision.kind in NUMBERS:
            before, after = NUMBERS[provision.kind]
            number = set_text(etree.SubElement(element, akn("num")), f"{before}{provision.number}{after}")
        if provision.heading is not None:
            heading = etree.SubElement(element, akn("heading"))
            _add_words(heading, provision.heading, self._pointers(provision, "heading"))
        if not provision.notes:
            return None
        if provision.text or (heading is None and number is None):
            return "text"
        _add_notes(heading if heading is not None else number, provision.notes)
        return None

    def _blocks(self, element: Element, provision: Provision, spot: _Spot | None, required: bool = False) -> None:
        last = _add_paragraphs(element, provision.text, None, self._pointers(provision, "text"))
        if provision.notes and spot == "text":
            _add_notes(last if last is not None else etree.SubElement(element, akn("p")), provision.notes)
        if provision.table is not None:
            _add_table(element, provision.table)
        if required and not len(element):
            etree.SubElement(element, akn("p"))

    def _tail(self, element: Element, provision: Provision, class_: str | None = None) -> None:
        _add_paragraphs(element, provision.tail, class_, self._pointers(provision, "tail"))

    def _pointers(self, provision: Provision, field: str) -> Pointers:
        key = self._version.instrument.key
        found = self._version.pointers.get((provision.path, field), ())
        return [(item.start, item.end, reference_uri(item.targets[0], key), " ".join(item.targets)) for item in found]


def _is_plain(provision: Provision) -> bool:
    return not provision.children and provision.heading is None and (provision.number is None or provision.kind not in NUMBERS)


def _is_preamble(provision: Provision) -> bool:
    if provision.kind is not Kind.PREAMBLE or provision.heading is not None or provision.table is not None:
        return False
    return all(child.kind in (Kind.BASIS, Kind.TABLE) and _is_plain(child) for child in provision.children)


def _add_paragraphs(element: Element, text: str, class_: str | None = None, pointers: Pointers = ()) -> Element | None:
    paragraph: Element | None = None
    start = 0
    for line in text.split("\n") if text else ():
        paragraph = etree.SubElement(element, akn("p"))
        end = start + len(line)
        inside = [(first - start, last - start, link, keys) for first, last, link, keys in pointers if start <= first < last <= end]
        _add_words(paragraph, line, inside)
        if class_:
            paragraph.set("class", class_)
        start = end + 1
    return paragraph


def _add_words(element: Element, text: str, pointers: Pointers) -> None:
    """Add a text with its references; those that overlap others are left as words."""
    position = 0
    for start, end, link, targets in sorted(pointers):
        if start < position:
            continue
        set_text(element, text[position:start])
        written = etree.SubElement(element, akn("ref"), {"href": link, own("targets"): attribute(targets)})
        set_text(written, text[start:end])
        position = end
    set_text(element, text[position:])


def _add_notes(element: Element, notes: Iterable[Note]) -> None:
    for note in notes:
        written = etree.SubElement(element, akn("authorialNote"), marker=attribute(note.mark), placement="bottom")
        _add_paragraphs(written, note.text)
        if not note.text:
            etree.SubElement(written, akn("p"))


def _add_table(element: Element, table: Table) -> None:
    written = etree.SubElement(element, akn("table"))
    for row in table.cells:
        _add_row(written, row)
    if not table.rows:
        _add_row(written, ())
        written.set(own("absent"), "true")


def _add_row(table: Element, cells: Sequence[str | None]) -> None:
    row = etree.SubElement(table, akn("tr"))
    for cell in cells:
        written = etree.SubElement(row, akn("td"))
        _add_paragraphs(written, cell or "")
        if cell is None:
            written.set(own("covered"), "true")
    if not cells:
        etree.SubElement(row, akn("td"))
        row.set(own("absent"), "true")
