"""Footnote marks glued to words, and notes printed away from the text: told apart from it and taken out.

Shared by the readers of plain text, Markdown, Word and web pages.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.model import Line, Mark, Note, Place

# units of measure and formulas end in a digit of their own: 10m2, km2, CO2
_UNIT_BEFORE = re.compile(r"(?:\d\s?|\b)(?:k|c|d|m)?m$|\b(?:CO|NO|SO|O|H)$")
_COUNTED_BEFORE = re.compile(r"(?:Điều|khoản|điểm|Mục|Chương|số|tháng|năm|ngày|Mẫu|Phụ lục|Phần)\s*$", re.IGNORECASE)
_BRACKET_NOTE = re.compile(r"^\[(\d{1,3})\]\s*(.*)$")
_BRACKET_MARK = re.compile(r"\s?\[(\d{1,3})\]")
_POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SOURCE_NOTE = re.compile(r"^\[?\((?:Điều|Khoản|Phụ lục|Mục|Chương|Phần)\s.+(?:có hiệu lực|ngày \d|số ).*\)\]?\s*$", re.DOTALL)


def raised_digits(text: str, before: str) -> str:
    """Raised digits behind a digit stay raised: a power, or a mark whose note is missing. "5" must not become "51"."""
    return text.translate(_POWERS) if text.strip().isdecimal() and before[-1:].isdecimal() else text


def find_mark(text: str, mark: str) -> tuple[int, int] | None:
    """Where a bare mark is glued to a word: ``hội3 và`` gives the span of ``3``; None where there is none."""
    number = re.escape(mark)
    head = re.match(rf"(?:(?:Điều|Khoản|Chương|Mục|Phần)\s+)?\w{{1,5}}[.)]\s?({number})(?![\d.,/)])(?=\s|$)", text)
    if head:
        return head.span(1)
    for found in re.finditer(rf"(?<=[^\W\d_]|[.,;:)”\"’»…])({number})(?![\d/%]|[.,]\d)", text):
        before = text[: found.start(1)]
        if not _UNIT_BEFORE.search(before) and not re.search(r"\d[.,]$|\.\s?\.$|…\s?\.?$", before):
            return found.span(1)
    return None


def find_loose_mark(text: str, note: Note) -> tuple[int, int] | None:
    """Where the mark of a note stands after a blank, a year or the number of a heading: tried where no glued mark is found."""
    number = re.escape(note.mark)
    year = re.search(rf"\b(?:19|20)\d\d({number})(?=[.,;:)”\s]*$)", text)
    if year:
        return year.span(1)
    last = re.search(rf"\s({number})[.;]?\s*$", text)
    if last and not _COUNTED_BEFORE.search(text[: last.start(1)]) and re.search(r"[^\W\d_][:;,.”)]?\s*$", text[: last.start(1)]):
        return last.span(1)
    if re.match(r"(?:Phụ lục|Mẫu|Điều) này", note.text):
        titled = re.match(
            rf"(?:Phụ lục|Mẫu số|Mẫu|Điều)\s+(?:[IVX]+|\d+)[a-zđ]?({number})(?=[.:]?\s*(?:\(|$))", text, re.IGNORECASE
        )
        return titled.span(1) if titled else None
    dotted = re.search(rf"(?<=[.…])({number})(?![\d.,])", text)  # a blank of a form
    return dotted.span(1) if dotted else None


def cut_mark(line: Line, span: tuple[int, int], mark: str) -> Line:
    """The line without the mark at ``span``, which becomes one of its marks."""
    start, end = span
    text = line.text[:start] + line.text[end:]
    if start == 0 or (text[start - 1 : start].isspace() and text[start : start + 1].isspace()):
        text = text[:start] + text[start:].lstrip()
    tail = len(text) - len(text.rstrip())
    text = text.rstrip()
    shift = end - start
    marks = [Mark(kept.offset if kept.offset <= start else max(start, kept.offset - shift), kept.mark) for kept in line.marks]
    offset = min(start, len(text)) if tail else start
    marks.append(Mark(offset, mark))
    return replace(line, text=text, marks=tuple(sorted(marks, key=lambda item: item.offset)))


def take_bracket_notes(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Take out notes printed as ``[1] …`` paragraphs, and the ``[1]`` in the text that point at them.

    A mark without a note, and a note without a mark, stay where they are.
    """
    marked = {found for line in lines if not _BRACKET_NOTE.match(line.text) for found in _BRACKET_MARK.findall(line.text)}
    kept: list[Line] = []
    notes: list[Note] = []
    open_note = False
    for line in lines:
        match = _BRACKET_NOTE.match(line.text)
        if match and match[1] in marked:
            notes.append(Note(match[1], match[2], line.place))
            open_note = True
        elif open_note and line.table is None and line.text and not _is_heading(line.text):
            # a note may run over several paragraphs; they stand at the end of the text, so nothing else follows them
            notes[-1] = replace(notes[-1], text=f"{notes[-1].text}\n{line.text}".strip())
        else:
            open_note = False
            kept.append(line)
    noted = {note.mark for note in notes}
    return [strip_bracket_marks(line, noted) for line in kept], notes


def strip_bracket_marks(line: Line, noted: set[str]) -> Line:
    """Turn the ``[1]`` of known notes into marks of the line."""
    while True:
        found = next((match for match in _BRACKET_MARK.finditer(line.text) if match[1] in noted), None)
        if found is None:
            return line
        line = cut_mark(line, found.span(), found[1])


def take_source_notes(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Take out editors' source notes, ``[(Điều 1 Nghị định số …)]``: each becomes an unmarked note of the text before it."""
    kept: list[Line] = []
    notes: list[Note] = []
    for line in lines:
        if kept and line.text.startswith("[") and _SOURCE_NOTE.match(line.text):
            notes.append(Note("", line.text.strip("[]").strip(), line.place))
            last = kept[-1]
            kept[-1] = replace(last, marks=(*last.marks, Mark(len(last.text), "")))
        else:
            kept.append(line)
    return kept, notes


def is_source_note(text: str) -> bool:
    """Whether a line is an editors' source note, with or without its square brackets."""
    return bool(_SOURCE_NOTE.match(text))


def note_from_lines(mark: str, lines: Sequence[tuple[str, str]]) -> Note:
    """A note from its wrapped lines ``(text, element)``; a line that begins a sentence after a full stop is a new paragraph."""
    text = ""
    for line, _ in lines:
        if not text:
            text = line
        elif re.search(r"[.;:”\"]$", text) and re.match(r"[“\"A-ZĐÀ-Ỹ\d]", line):
            text += "\n" + line
        elif re.search(r"[/\w]-$|\w/$", text) and not re.search(r"\s-$", text):
            text += line  # a số hiệu cut at its hyphen
        else:
            text += " " + line
    return Note(mark, text, Place(element=lines[0][1]) if lines else Place())


def _is_heading(text: str) -> bool:
    return bool(re.match(r"(?:Điều|Chương|Phụ lục|PHỤ LỤC|Mẫu số|MẪU SỐ|Phần|Mục)\s", text))
