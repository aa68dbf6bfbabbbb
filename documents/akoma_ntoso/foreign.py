"""Akoma Ntoso that others wrote, as lines: its structure is read from the words, as that of any other file.

Drafters use the elements differently, so none of their names is relied on but those of numbers, headings, tables and notes.
"""

from collections.abc import Iterator

from documents.akoma_ntoso.identification import NO_DATE
from documents.akoma_ntoso.xml import LINE_BREAK, Element, child, children, local, text_of
from documents.errors import AkomaNtosoError
from documents.model import Hints, InstrumentType, Line, Mark, Note, Reading, Table
from documents.text import clean

FORMAT = "akn"
_ASIDE = frozenset({"authorialNote", "noteRef", "remark", "del"})
_BLOCKS = frozenset({"p", "num", "heading", "subheading", "table", "listIntroduction", "listWrapUp", "caption"})
_DEEPEST = 50
_TYPES = frozenset(type_.value for type_ in InstrumentType)


def read_foreign(document: Element) -> Reading:
    """A document as it is read: its lines and notes, and what its identification says of it."""
    notes: list[Note] = []
    lines = tuple(_lines(document, notes))
    return Reading(FORMAT, lines, tuple(notes), hints=Hints(fields=_claims(document)))


def _lines(document: Element, notes: list[Note]) -> Iterator[Line]:
    """A line a block; a number stands before the heading or the first words of what it numbers."""
    number = ""
    for block in _blocks(document):
        name = local(block)
        if name == "table":
            rows = tuple(tuple(_plain(cell) for cell in children(row, "td", "th")) for row in block.iter("{*}tr"))
            yield Line("", starts_paragraph=True, table=Table(rows))
        words = "" if name == "table" else _plain(block)
        marks = [note for note in _notes(block) if note.text]
        notes += marks
        if number and name in ("num", "table"):
            yield Line(number, starts_paragraph=True)
            number = ""
        if name == "num":
            number = words.replace("\n", " ")
            continue
        for line in words.split("\n") if words else ():
            text, number = f"{number} {line}".strip(), ""
            yield Line(text, starts_paragraph=True, marks=tuple(Mark(len(text), note.mark) for note in marks if note.mark))
            marks = []
    if number:
        yield Line(number, starts_paragraph=True)


def _blocks(element: Element, depth: int = 0) -> Iterator[Element]:
    """The blocks of a document, in order.

    :raises AkomaNtosoError: it is nested deeper than any real one
    """
    if depth > _DEEPEST:
        raise AkomaNtosoError("akn_nested", most=_DEEPEST)
    for part in children(element):
        name = local(part)
        if name in _BLOCKS or (name not in ("meta", *_ASIDE) and (part.text or "").strip()):
            yield part
        elif name not in ("meta", *_ASIDE):
            yield from _blocks(part, depth + 1)


def _plain(element: Element) -> str:
    """The words of an element; white space is what the file's indentation made of it, but forced line breaks count."""
    lines = (clean(" ".join(line.split())) for line in text_of(element, _ASIDE).split(LINE_BREAK))
    return "\n".join(line for line in lines if line)


def _notes(element: Element) -> Iterator[Note]:
    for part in element.iter("{*}authorialNote", "{*}remark"):
        yield Note(part.get("marker", "") if local(part) == "authorialNote" else "", _plain(part))


def _claims(document: Element) -> dict[str, str]:
    work = child(document, "meta", "identification", "FRBRWork")
    if work is None:
        return {}
    steps = [step for step in (_value(work, "FRBRuri") or "").split("/") if step and not step.startswith("!")]
    of_uri = steps[-1] if len(steps) > 2 and steps[-2][:4].isdigit() else None
    stated = child(work, "FRBRdate")
    day = stated.get("date", "") if stated is not None else ""
    aliases = children(work, "FRBRalias")
    found = {
        "type": next((step for step in (_value(work, "FRBRsubtype"), *steps) if step in _TYPES), None),
        "number": _value(work, "FRBRnumber") or of_uri,
        "issuer": "; ".join(_authors(document, work)),
        "title": next((alias.get("value") for alias in aliases if alias.get("name") in ("title", "shortTitle", None)), None),
        "issued_on": day if day != NO_DATE else None,
    }
    return {name: value for name, value in found.items() if value}


def _authors(document: Element, work: Element) -> Iterator[str]:
    references = child(document, "meta", "references")
    shown = (part for part in (references if references is not None else ()) if part.get("showAs"))
    named = {part.get("eId") or part.get("id"): part.get("showAs") for part in shown}
    yield from filter(None, (named.get(author.get("href", "").removeprefix("#")) for author in children(work, "FRBRauthor")))


def _value(work: Element, name: str) -> str | None:
    element = child(work, name)
    return " ".join(element.get("value", "").split()) or None if element is not None else None
