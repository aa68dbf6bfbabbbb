"""XML in and out: parsing that trusts nothing, text in elements, lines and indentation."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from documents.akoma_ntoso.version import akn
from documents.errors import AkomaNtosoError
from documents.text import take_private

Element = Any

CHARACTER = "tl-char"
"""Target of the processing instruction that stands for a character which XML cannot hold."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_SPACED = frozenset(akn(name) for name in ("p", "num", "heading", "td"))
_NOTES = frozenset({"authorialNote", "noteRef"})


def parse(data: bytes) -> Element:
    """The root element.

    :raises AkomaNtosoError: it is no well-formed XML, or has a document type: entities are never resolved and nothing is fetched
    """
    plain = data.replace(b"\0", b"")
    if any(declaration in plain for declaration in _DECLARATIONS):
        raise AkomaNtosoError("akn_doctype")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if line := getattr(error, "lineno", None):
            raise AkomaNtosoError("akn_syntax_at", line=line) from error
        raise AkomaNtosoError("akn_syntax") from error
    if root.getroottree().docinfo.doctype or any(True for _ in root.iter(etree.Entity)):
        raise AkomaNtosoError("akn_doctype")
    take_private(root)
    return root


def serialise(root: Element) -> str:
    """The document as text, indented where white space means nothing."""
    _indent(root, 0)
    body: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def local(element: Element) -> str:
    """The name without namespace; empty for processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The child elements, or those with one of the names."""
    for child in element:
        name = local(child)
        if name and (not names or name in names):
            yield child


def child(element: Element, *names: str) -> Element | None:
    """The element at the end of a path of names, None where a step is missing."""
    found: Element | None = element
    for name in names:
        found = next(children(found, name), None)
        if found is None:
            return None
    return found


def set_text(element: Element, text: str) -> Element:
    """Append text to an element; characters that XML cannot hold become processing instructions."""
    position = 0
    for found in _NOT_XML.finditer(text):
        _append(element, text[position : found.start()])
        element.append(etree.ProcessingInstruction(CHARACTER, f"{ord(found[0]):X}"))
        position = found.end()
    _append(element, text[position:])
    return element


def attribute(text: str) -> str:
    """Text as an attribute can hold it: without the control characters that XML has no room for."""
    return _NOT_XML.sub("\ufffd", text)


def text_of(element: Element) -> str:
    """The text of an element as it stands, without notes."""
    return "".join(_texts(element))


def notes_in(elements: Iterable[Element]) -> Iterator[Element]:
    """The notes inside some elements, in order."""
    for element in elements:
        yield from element.iter("{*}authorialNote")


def _append(element: Element, text: str) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _texts(element: Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for part in element:
        yield from _inline(part)
        if part.tail:
            yield part.tail


def _inline(part: Element) -> Iterator[str]:
    if part.tag is etree.ProcessingInstruction:
        if part.target == CHARACTER:
            yield _character(part.text or "")
    elif isinstance(part.tag, str) and local(part) not in _NOTES:
        yield from _texts(part)


def _character(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _indent(element: Element, level: int) -> None:
    if element.tag in _SPACED or not len(element) or element.text or any(_is_text(part) for part in element):
        return
    element.text = "\n" + "  " * (level + 1)
    for part in element:
        _indent(part, level + 1)
        part.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level


def _is_text(part: Element) -> bool:
    return bool(part.tail) or part.tag is etree.ProcessingInstruction
