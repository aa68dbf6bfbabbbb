"""PowerPoint presentations (.pptx): slides and what stands on them in order, tables as tables, remarks set aside."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from documents.model import Line, Place, Reading, Table
from documents.text import clean
from documents.text.decoding import decode_lines
from ingest.errors import UnreadableFileError
from ingest.files.source import Limits
from ingest.readers.bounds import Cell, grid, span
from ingest.readers.head import tidied
from ingest.readers.ooxml import local_name, read_parts

_WANTED = r"ppt/(?:(?:(?:slides|notesSlides)/)?(?:_rels/)?\w+\.xml(?:\.rels)?|diagrams/data\w*\.xml)"
_BESIDE = frozenset(("dt", "ftr", "hdr", "sldNum", "sldImg"))


def read_pptx(data: bytes, name: str, limits: Limits) -> Reading:
    """Read a presentation.

    :raises UnreadableFileError: it is damaged
    :raises UnsafeArchiveError: it would expand beyond the limits
    """
    parts = read_parts(data, name, limits, _WANTED)
    order = parts.get("ppt/presentation.xml")
    if order is None:
        raise UnreadableFileError("office_without_content", name=name)
    targets = _targets(parts, "ppt/presentation.xml")
    slides = [targets.get(_attribute(slide, "id")) for slide in order.iter() if local_name(slide) == "sldId"]
    lines: list[Line] = []
    aside: list[str] = []
    for number, part in enumerate(slides, start=1):
        root = parts.get(part or "")
        if part is None or root is None:
            continue
        own = _targets(parts, part)
        for line in _shapes(root, parts, own, aside):
            lines.append(Line(line.text, Place(element=f"slide:{number}"), starts_paragraph=True, bold=line.bold, table=line.table))
        for target in own.values():
            if target.startswith("ppt/notesSlides/") and parts.get(target) is not None:
                aside += [line.text for line in _shapes(parts[target], parts, {}, aside)]
    found, _, problems = decode_lines(lines, ())
    beside, _, _ = decode_lines([Line(text) for text in aside], ())
    texts = tuple(dict.fromkeys(line.text for line in beside if line.text))
    return tidied(Reading("pptx", found, furniture=texts, problems=problems))


def _shapes(parent: Any, parts: Mapping[str, Any], targets: Mapping[str, str], aside: list[str]) -> Iterator[Line]:
    """What stands on a slide; a date, a foot or a number of it goes aside."""
    for fallback in [each for each in parent.iter() if local_name(each) == "Fallback"]:
        fallback.getparent().remove(fallback)
    for shape in parent.iter():
        name = local_name(shape)
        if name == "sp":
            kind = next((each.get("type") for each in shape.iter() if local_name(each) == "ph"), None)
            for text in _paragraphs(shape):
                if kind in _BESIDE:
                    aside.append(text)
                else:
                    yield Line(text, bold=kind in ("title", "ctrTitle"))
        elif name == "tbl":
            yield Line("", table=Table.of(grid([list(_row(row)) for row in shape if local_name(row) == "tr"])))
        elif name == "relIds" and (drawn := parts.get(targets.get(_attribute(shape, "dm"), ""))) is not None:
            yield from (Line(text) for text in _paragraphs(drawn))


def _row(row: Any) -> Iterator[Cell]:
    for cell in row:
        if local_name(cell) != "tc" or cell.get("hMerge") in ("1", "true"):
            continue
        text = "\n".join(_paragraphs(cell))
        yield Cell(None if cell.get("vMerge") in ("1", "true") and not text else text, span(cell.get("gridSpan")))


def _paragraphs(parent: Any) -> Iterator[str]:
    for paragraph in parent.iter():
        if local_name(paragraph) == "p":
            pieces = ("\n" if local_name(each) == "br" else each.text or "" for each in paragraph.iter("{*}t", "{*}br"))
            for line in "".join(pieces).split("\n"):
                if text := " ".join(clean(line).split()):
                    yield text


def _targets(parts: Mapping[str, Any], part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    relations = parts.get(f"{folder}/_rels/{name}.rels")
    found: dict[str, str] = {}
    for relation in () if relations is None else relations:
        target = relation.get("Target", "") if isinstance(relation.tag, str) else ""
        found[relation.get("Id", "")] = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
    return found


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.attrib.items() if re.fullmatch(rf"\{{[^}}]*relationships\}}{name}", key)), "")
