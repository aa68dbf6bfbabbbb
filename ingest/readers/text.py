"""Plain text: one paragraph a line, or wrapped lines, or the pages of a gazette (see `gazette`)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.model import Line, Place, Reading
from documents.text import clean
from documents.text.decoding import decode_text
from ingest.readers.compilations import codified_problem
from ingest.readers.footnotes import take_source_notes
from ingest.readers.gazette import is_gazette, read_gazette
from ingest.readers.head import tidied, tidy_head
from ingest.readers.hints import hints_from_source_note

_POINT = re.compile(r"^[a-zđ]{1,2}\d?\s?[).]")
_REMARK = re.compile(r"^\[(?!\(|\d+\]).*\]$")
_ARTICLE = re.compile(r"^\s*Điều\s+\d")


def read_text(text: str) -> Reading:
    """Read plain text."""
    text, problems = decode_text(text)
    raw = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\n")
    if is_gazette(text):
        gazette = read_gazette([line.replace("\f", "") for line in raw])
        lines, rules = tidy_head(gazette.lines)
        lines, notes = take_source_notes(lines)  # its own notes are taken; what stands in brackets are fields of forms
        furniture, found = (*gazette.furniture, *rules), (*problems, *gazette.problems)
        return replace(gazette, lines=tuple(lines), notes=(*gazette.notes, *notes), furniture=furniture, problems=found)
    rows = [(number, cleaned) for number, line in enumerate(raw, start=1) if (cleaned := clean(line.replace("\f", "")).strip())]
    wrapped = is_wrapped([line for _, line in rows])
    lines = [Line(line, Place(element=f"line:{number}"), starts_paragraph=None if wrapped else True) for number, line in rows]
    lines, remarks = _without_remarks(lines)
    reading = tidied(Reading("txt", tuple(lines), furniture=tuple(remarks), problems=problems))
    source_notes = [note for note in reading.notes if not note.mark]
    if len(source_notes) < 2:
        return reading
    return replace(reading, hints=hints_from_source_note(source_notes[0].text), problems=(*problems, codified_problem()))


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines are cut at a width, so that sentences go on in the next line.

    Measured on the texts at hand: 30 to 60 % of the lines of wrapped texts begin with a small letter, under 2 % otherwise.
    """
    if len(lines) < 4:
        return False
    going_on = sum(1 for line in lines if line[0].islower() and not _POINT.match(line))
    return going_on > len(lines) * 0.12


def _without_remarks(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Editors' remarks in square brackets above the first article are not the instrument's words."""
    first = next((index for index, line in enumerate(lines) if _ARTICLE.match(line.text)), 0)
    remarks = [line.text for line in lines[:first] if _REMARK.match(line.text)]
    return [line for index, line in enumerate(lines) if index >= first or not _REMARK.match(line.text)], remarks
