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
_SOURCE_NOTE = re.compile(r"\[?\((?:Điều|Khoản|Phụ lục|Mục|Chương|Phần)\s")
_SOURCE_NOTE_WORDS = re.compile(r"có hiệu lực|ngày \d|số ")


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
        before = text[max(0, found.start(1) - 12) : found.start(1)]
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
    return cut_marks(line, [(span, mark)])


def cut_marks(line: Line, spans: Sequence[tuple[tuple[int, int], str]]) -> Line:
    """The line without the marks at ``spans``, which are in order; each becomes one of its marks."""
    text = line.text.rstrip()
    kept: list[str] = []
    made: list[Mark] = []
    old = list(line.marks)
    size, at, before = 0, 0, ""
    for (start, end), mark in spans:
        start = max(start, at)  # the blank before it may have gone with the mark before it
        if start > at:
            kept.append(text[at:start])
            size, before = size + start - at, text[start - 1]
        at = end
        if not size or (before.isspace() and text[at : at + 1].isspace()):
            while at < len(text) and text[at].isspace():
                at += 1
        if old:
            old = [Mark(one.offset if one.offset <= size else max(size, one.offset - (end - start)), one.mark) for one in old]
        made.append(Mark(size, mark))
    text = "".join([*kept, text[at:]]).rstrip()
    if made:
        made[-1] = Mark(min(size, len(text)), made[-1].mark)
    return replace(line, text=text, marks=tuple(sorted([*old, *made], key=lambda one: one.offset)))


def take_bracket_notes(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Take out notes printed as ``[1] …`` paragraphs, and the ``[1]`` in the text that point at them.

    A mark without a note, and a note without a mark, stay where they are. Notes count from 1: ``[01]`` is a field of a form.
    """
    marked = {found for line in lines if not _BRACKET_NOTE.match(line.text) for found in _BRACKET_MARK.findall(line.text)}
    kept: list[Line] = []
    notes: list[Note] = []
    open_note: list[str] = []
    following = 1
    for line in lines:
        match = _BRACKET_NOTE.match(line.text)
        counted = match is not None and match[1] == str(following)
        following += counted
        if match and counted and match[1] in marked:
            _close_note(notes, open_note)
            notes.append(Note(match[1], match[2], line.place))
            open_note = [match[2]]
        elif open_note and line.table is None and line.text and not _is_heading(line.text):
            # a note may run over several paragraphs; they stand at the end of the text, so nothing else follows them
            open_note.append(line.text)
        else:
            open_note = _close_note(notes, open_note)
            kept.append(line)
    _close_note(notes, open_note)
    noted = {note.mark for note in notes}
    return [strip_bracket_marks(line, noted) for line in kept], notes


def strip_bracket_marks(line: Line, noted: set[str]) -> Line:
    """Turn the ``[1]`` of known notes into marks of the line."""
    found = [(match.span(), match[1]) for match in _BRACKET_MARK.finditer(line.text) if match[1] in noted]
    return cut_marks(line, found) if found else line


def _close_note(notes: list[Note], paragraphs: list[str]) -> list[str]:
    if len(paragraphs) > 1:
        notes[-1] = replace(notes[-1], text="\n".join(paragraphs).strip())
    return []


def take_source_notes(lines: Sequence[Line]) -> tuple[list[Line], list[Note]]:
    """Take out editors' source notes, ``[(Điều 1 Nghị định số …)]``: each becomes an unmarked note of the text before it."""
    kept: list[Line] = []
    notes: list[Note] = []
    for line in lines:
        if kept and line.text.startswith("[") and is_source_note(line.text):
            notes.append(Note("", line.text.strip("[]").strip(), line.place))
            last = kept[-1]
            kept[-1] = replace(last, marks=(*last.marks, Mark(len(last.text), "")))
        else:
            kept.append(line)
    return kept, notes


def is_source_note(text: str) -> bool:
    """Whether a line is an editors' source note, with or without its square brackets."""
    bare = text.rstrip()
    bare = bare[:-1] if bare.endswith("]") else bare
    head = _SOURCE_NOTE.match(bare)
    return head is not None and bare.endswith(")") and _SOURCE_NOTE_WORDS.search(bare, head.end() + 1, len(bare) - 1) is not None


def note_from_lines(mark: str, lines: Sequence[tuple[str, str]]) -> Note:
    """A note from its wrapped lines ``(text, element)``; a line that begins a sentence after a full stop is a new paragraph."""
    pieces: list[str] = []
    for line, _ in lines:
        end = pieces[-1][-2:] if pieces else ""
        if not end:
            pieces = [line] if line else []
        elif re.search(r"[.;:”\"]$", end) and re.match(r"[“\"A-ZĐÀ-Ỹ\d]", line):
            pieces.append("\n" + line)
        elif re.search(r"[/\w]-$|\w/$", end) and not re.search(r"\s-$", end):
            pieces.append(line)  # a số hiệu cut at its hyphen
        else:
            pieces.append(" " + line)
    return Note(mark, "".join(pieces), Place(element=lines[0][1]) if lines else Place())


def _is_heading(text: str) -> bool:
    return bool(re.match(r"(?:Điều|Chương|Phụ lục|PHỤ LỤC|Mẫu số|MẪU SỐ|Phần|Mục)\s", text))
