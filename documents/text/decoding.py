"""What a reader found, in Unicode where the source was typed in an encoding that drew Vietnamese letters over Latin ones."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.messages import Message
from documents.model import Line, Mark, Note, Problem, ProblemCode
from documents.text import Encoding, clean, decode, detect, without_private

_NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}


def decode_text(text: str) -> tuple[str, tuple[Problem, ...]]:
    """A text in Unicode, with the problem that says what it was in."""
    text = without_private(text)
    encoding = detect(text)
    return (text, ()) if encoding is None else (decode(text, encoding), (decoding_problem(encoding),))


def decode_lines(lines: Sequence[Line], notes: Sequence[Note]) -> tuple[tuple[Line, ...], tuple[Note, ...], tuple[Problem, ...]]:
    """Lines with their tables, and notes, in Unicode, with the problem that says what they were in."""
    cells = (cell for line in lines if line.table is not None for row in line.table.rows for cell in row)
    encoding = detect("\n".join([*(line.text for line in lines), *cells]), {line.font for line in lines})
    if encoding is None:
        return tuple(lines), tuple(notes), ()
    decoded = tuple(_line(line, encoding) for line in lines)
    return decoded, tuple(replace(note, text=_words(note.text, encoding)) for note in notes), (decoding_problem(encoding),)


def decoding_problem(encoding: Encoding) -> Problem:
    """What a reader has to know of a text that was decoded."""
    return Problem(ProblemCode.LEGACY_ENCODING, Message.of("problem.legacy_encoding", encoding=_NAMES[encoding]))


def encoding_of(problems: Iterable[Problem]) -> Encoding | None:
    """The encoding that a text was converted from, by what is said of it."""
    said = next(
        (problem.message.data().get("encoding") for problem in problems if problem.code is ProblemCode.LEGACY_ENCODING), None
    )
    return next((encoding for encoding, name in _NAMES.items() if name == said), None)


def _line(line: Line, encoding: Encoding) -> Line:
    text = _words(line.text, encoding)
    table = line.table and replace(line.table, rows=tuple(tuple(_words(cell, encoding) for cell in row) for row in line.table.rows))
    marks = tuple(Mark(min(mark.offset, len(text)), mark.mark) for mark in line.marks)
    return replace(line, text=text, table=table, marks=marks)


def _words(text: str, encoding: Encoding) -> str:
    return clean(decode(text, encoding)) if text else text
